//! Allocative efficiency: what the landed projects are worth over what an all-knowing planner could
//! reach with the same projects and the same land. See [`crate::guide::upper_bound`].

mod closing;
mod metrics;
pub mod planner;
mod program;
mod search;
#[cfg(test)]
mod tests;

pub use closing::{Efficiency, plugin};
pub use search::{Answer, answer};

pub(in crate::lifecycle) use metrics::EFFICIENCY;
