//! Landfall.
pub mod kernel;
pub mod lifecycle;
pub mod measures;
pub mod scenario;
pub mod simulation;
pub mod world;
