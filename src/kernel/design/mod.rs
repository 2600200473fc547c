//! Designs of experiments: which values of some inputs are tried together.

mod input;
mod latin_hypercube;
mod matrix;
mod points;
mod saltelli;
mod sobol;
#[cfg(test)]
mod tests;
mod trajectories;

pub use input::{Input, Levels, Range, Role};
pub use latin_hypercube::latin_hypercube;
pub use matrix::{Design, MOST_POINTS, Objection, Plan};
pub use points::Points;
pub use saltelli::saltelli;
pub use sobol::{MOST_DIMENSIONS, sobol};
pub use trajectories::{step, trajectories};

/// Which of some equal parts of the unit interval a number lies in; both ends belong to it.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count is a count"
)]
fn part_of(unit: f64, parts: usize) -> usize {
    let part = libm::floor(unit * parts as f64) as usize;
    part.min(parts.saturating_sub(1))
}
