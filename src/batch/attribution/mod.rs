//! The effect of a variant split over its measures, from runs of all their on/off combinations.

mod plan;
mod run;
pub mod shapley;
mod tally;

pub use plan::Plan;
#[cfg(test)]
pub(super) use run::Attribution;
pub use run::attribute;
pub(super) use tally::write;
