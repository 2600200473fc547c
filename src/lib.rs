//! Landfall.
pub mod batch;
pub mod cli;
pub mod kernel;
pub mod lifecycle;
pub mod measures;
pub mod report;
pub mod scenario;
pub mod simulation;
pub mod world;
