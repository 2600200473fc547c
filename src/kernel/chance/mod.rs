//! Chance: keyed draws, their distributions, hazard clocks and the stream behind the tape.

mod clock;
mod dice;
pub mod math;
pub mod quantile;
#[cfg(test)]
mod tests;

pub use clock::Clock;
pub use dice::{Dice, Draw, Purpose};
