//! Land in whole square metres: sums are exact, so that land is conserved to the last one.
//!
//! Money and rates are `f64` and carry their unit in the name (`investment_yi`, where 1 yi is
//! 亿元, 100 million yuan).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub, SubAssign};

use serde::Serialize;

/// Square metres in a hectare.
pub const SQUARE_METRES_PER_HECTARE: f64 = 10_000.0;
/// Yuan in one yi (亿元).
pub const YUAN_PER_YI: f64 = 1e8;

/// An area of land, in whole square metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Area(u64);

impl Area {
    /// No land.
    pub const ZERO: Self = Self(0);

    /// An area in square metres.
    #[must_use]
    pub const fn from_square_metres(square_metres: u64) -> Self {
        Self(square_metres)
    }

    /// The nearest whole number of square metres; no land for anything negative or not a number.
    #[must_use]
    pub fn from_hectares(hectares: f64) -> Self {
        const MOST: f64 = 1e15;
        let square_metres = libm::round(hectares * SQUARE_METRES_PER_HECTARE).clamp(0.0, MOST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=1e15 just above; not a number casts to 0"
        )]
        Self(square_metres as u64)
    }

    /// The area in square metres.
    #[must_use]
    pub const fn square_metres(self) -> u64 {
        self.0
    }

    /// The area in hectares.
    #[must_use]
    pub fn hectares(self) -> f64 {
        self.0 as f64 / SQUARE_METRES_PER_HECTARE
    }

    /// Whether there is no land.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What remains after taking some away; no land if more is taken than there is.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Area {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Area {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Area {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Area {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Area {
    fn sum<I: Iterator<Item = Self>>(areas: I) -> Self {
        areas.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hectares_survive_the_way_to_square_metres_and_back() {
        assert_eq!(Area::from_hectares(29_500.0).square_metres(), 295_000_000);
        assert!((Area::from_hectares(3.625).hectares() - 3.625).abs() < f64::EPSILON);
        assert_eq!(Area::from_hectares(-1.0), Area::ZERO);
        assert_eq!(Area::from_hectares(f64::NAN), Area::ZERO);
    }
}
