//! Sweeps: an experiment's points, each run in every replication under the same luck, and their
//! tables.

mod run;
mod states;
mod tables;

#[cfg(test)]
pub(super) use run::Points;
pub use run::{Sweep, runs, sweep};
pub(super) use tables::write;

/// The file of a design.
const DESIGN: &str = "design.csv";
