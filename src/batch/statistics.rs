//! Statistics over replications: moments in a fixed order, Student intervals, percentiles.

use std::cell::Cell;

use crate::kernel::chance::math::{exp, ln, sqrt};

/// Confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;
/// Half-width, as a share of the base mean, for which `n_needed` says how many replications it
/// takes.
pub const WANTED_HALF_WIDTH: f64 = 0.05;

/// Mean and variance of a sequence, taken one value at a time (Welford).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes a value.
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (value - self.mean);
    }

    /// Number of values.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Mean; nothing for no values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// Sample standard deviation; nothing for fewer than two values.
    #[must_use]
    pub fn sd(&self) -> Option<f64> {
        (self.n > 1).then(|| sqrt((self.squares / (self.n - 1) as f64).max(0.0)))
    }

    /// Half-width of the 95 % Student interval of the mean; nothing for fewer than two values.
    #[must_use]
    pub fn half_width(&self) -> Option<f64> {
        let sd = self.sd()?;
        Some(student_quantile(self.n - 1) * sd / sqrt(self.n as f64))
    }

    /// The 95 % Student interval of the mean.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        let half = self.half_width()?;
        Some((self.mean - half, self.mean + half))
    }

    /// Replications that a half-width needs, at the spread seen so far; nothing for fewer than two
    /// values or a half-width that is not positive.
    #[must_use]
    pub fn needed(&self, half_width: f64) -> Option<f64> {
        let sd = self.sd()?;
        (half_width > 0.0).then(|| {
            let ratio = student_quantile(self.n - 1) * sd / half_width;
            libm::ceil(ratio * ratio).max(2.0)
        })
    }
}

/// A figure under a base and under a variant, paired by replication.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// The base, over replications in which both are defined.
    pub base: Moments,
    /// The variant, over the same.
    pub variant: Moments,
    /// Variant less base, replication by replication.
    pub difference: Moments,
}

impl Pair {
    /// Takes a replication.
    pub fn add(&mut self, base: f64, variant: f64) {
        self.base.add(base);
        self.variant.add(variant);
        self.difference.add(variant - base);
    }

    /// Replications needed for a half-width of 5 % of the base mean.
    #[must_use]
    pub fn needed(&self) -> Option<f64> {
        self.difference
            .needed(WANTED_HALF_WIDTH * self.base.mean()?.abs())
    }
}

/// Percentile by linear interpolation between order statistics (type 7); values ascending.
#[must_use]
pub fn percentile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let at = share * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a length"
    )]
    let below = libm::floor(at) as usize;
    let above = (below + 1).min(last);
    let part = at - below as f64;
    Some(ascending[below] + part * (ascending[above] - ascending[below]))
}

/// Quantile of Student's t for a two-sided 95 % interval.
///
/// Solved by bisection on the distribution function, to the last bit that matters: the platform's
/// functions play no part.
#[must_use]
pub fn student_quantile(degrees: u64) -> f64 {
    thread_local! {
        // Tables ask for the same few thousands of times.
        static KNOWN: Cell<(u64, f64)> = const { Cell::new((0, 0.0)) };
    }
    let (of, known) = KNOWN.get();
    if of == degrees && degrees > 0 {
        return known;
    }
    let quantile = solved_quantile(degrees);
    KNOWN.set((degrees, quantile));
    quantile
}

fn solved_quantile(degrees: u64) -> f64 {
    const STEPS: u32 = 200;
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let degrees = degrees.max(1) as f64;
    let (mut low, mut high) = (0.0, 1e3);
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if middle == low || middle == high {
            break;
        }
        if student_upper_tail(middle, degrees) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// P(T > t) for t ≥ 0.
fn student_upper_tail(t: f64, degrees: f64) -> f64 {
    0.5 * incomplete_beta(degrees / (degrees + t * t), degrees / 2.0, 0.5)
}

/// Regularised incomplete beta function by its continued fraction.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let log_front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * ln(x) + b * libm::log1p(-x);
    let front = exp(log_front);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction, evaluated by the modified method of Lentz.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    // Names as in the literature: the fraction is built from its front (above, below).
    const TERMS: u32 = 10_000;
    const CLOSE: f64 = 1e-16;
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut above = 1.0;
    let mut below = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut product = below;
    for term in 1..=TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        below = 1.0 / guard(1.0 + even * below);
        above = guard(1.0 + even / above);
        product *= above * below;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        below = 1.0 / guard(1.0 + odd * below);
        above = guard(1.0 + odd / above);
        let step = above * below;
        product *= step;
        if (step - 1.0).abs() < CLOSE {
            break;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    #[test]
    fn student_quantiles_agree_with_another_implementation() {
        for degrees in [1_u64, 2, 3, 5, 10, 19, 30, 99, 999] {
            let other = StudentsT::new(0.0, 1.0, degrees as f64)
                .unwrap()
                .inverse_cdf(0.975);
            let ours = student_quantile(degrees);
            assert!(
                (ours / other - 1.0).abs() < 1e-6,
                "{degrees}: {ours} {other}"
            );
        }
        // The first terms of the expansion about the normal quantile, for many degrees.
        let (z, degrees) = (1.959_963_984_540_054_f64, 1e5);
        let expected = z + (z * z * z + z) / (4.0 * degrees);
        assert!((student_quantile(100_000) - expected).abs() < 1e-8);
        // Printed tables.
        assert!((student_quantile(1) - 12.706_204_7).abs() < 1e-6);
        assert!((student_quantile(99) - 1.984_217).abs() < 1e-6);
    }

    #[test]
    fn moments_are_those_of_the_formulas() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let mut moments = Moments::default();
        for value in values {
            moments.add(value);
        }
        assert!((moments.mean().unwrap() - 5.0).abs() < 1e-12);
        assert!((moments.sd().unwrap() - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!(Moments::default().interval(), None);
    }

    #[test]
    fn percentiles_interpolate() {
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(percentile(&values, 0.5), Some(2.5));
        assert_eq!(percentile(&values, 0.0), Some(1.0));
        assert_eq!(percentile(&values, 1.0), Some(4.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn as_many_replications_are_needed_as_shrink_the_interval_to_the_wanted_width() {
        let mut moments = Moments::default();
        (0..100).for_each(|i| moments.add(f64::from(i % 10)));
        let half = moments.half_width().unwrap();
        assert_eq!(moments.needed(half), Some(100.0));
        assert_eq!(moments.needed(half / 2.0), Some(400.0));
    }
}
