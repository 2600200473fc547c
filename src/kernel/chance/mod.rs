//! Chance: keyed draws, their distributions, hazard clocks and the stream behind the tape.

mod clock;
mod dice;
pub mod math;
pub mod quantile;

pub use clock::Clock;
pub use dice::{Dice, Draw, Purpose};
