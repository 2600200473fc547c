//! Bootstrap intervals: statistics of resampled points and replications.

use rayon::prelude::*;

use crate::batch::statistics::{CONFIDENCE, percentile};
use crate::kernel::chance::{Dice, Draw, Purpose};

/// A resample: places of points and of replications, drawn with replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resample {
    /// Places of units (points, base points, trajectories, states: what the method resamples).
    pub units: Vec<usize>,
    /// Places of replications.
    pub replications: Vec<usize>,
}

impl Resample {
    /// Every unit and replication once: the sample itself.
    #[must_use]
    pub fn identity(units: usize, replications: usize) -> Self {
        Self {
            units: (0..units).collect(),
            replications: (0..replications).collect(),
        }
    }

    /// The resample of a number: the same for the same seed.
    #[must_use]
    pub fn draw(units: usize, replications: usize, seed: u64, number: u32) -> Self {
        const RESAMPLES: Purpose = Purpose::new("analysis.resamples");
        let mut next = Dice::new(seed, number).stream(RESAMPLES);
        let mut places = |of: usize| (0..of).map(|_| place(next(), of)).collect();
        Self {
            units: places(units),
            replications: places(replications),
        }
    }
}

/// How much of a resample each of its places is: zero for what was not drawn.
#[must_use]
pub fn shares(drawn: &[usize]) -> Vec<f64> {
    let one = 1.0 / drawn.len() as f64;
    let mut shares = vec![0.0; drawn.len()];
    for &place in drawn {
        shares[place] += one;
    }
    shares
}

fn place(draw: Draw, of: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a length"
    )]
    let place = libm::floor(draw.uniform() * of as f64) as usize;
    place.min(of.saturating_sub(1))
}

/// The statistics of every resample, in order; the same on any number of threads.
pub fn statistics<T: Send>(
    units: usize,
    replications: usize,
    resamples: u32,
    seed: u64,
    statistic: impl Fn(&Resample) -> T + Sync,
) -> Vec<T> {
    (0..resamples)
        .into_par_iter()
        .map(|number| statistic(&Resample::draw(units, replications, seed, number)))
        .collect()
}

/// The 95 % percentile interval of one statistic over resamples; values that are not numbers are
/// left out, and nothing is left if fewer than two remain.
#[must_use]
pub fn interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.retain(|value| value.is_finite());
    if values.len() < 2 {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - CONFIDENCE) / 2.0;
    percentile(&values, tail).zip(percentile(&values, 1.0 - tail))
}

/// Whether an interval covers zero.
#[must_use]
pub fn covers_zero((low, high): (f64, f64)) -> bool {
    low <= 0.0 && high >= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resamples_depend_on_their_number_and_seed_only() {
        let first = Resample::draw(50, 5, 7, 3);
        assert_eq!(first, Resample::draw(50, 5, 7, 3));
        assert_ne!(first, Resample::draw(50, 5, 7, 4));
        assert_ne!(first, Resample::draw(50, 5, 8, 3));
        assert!(first.units.iter().all(|&unit| unit < 50));
        assert!(
            first
                .replications
                .iter()
                .all(|&replication| replication < 5)
        );
    }

    #[test]
    fn shares_tell_how_often_each_place_was_drawn() {
        assert_eq!(shares(&[2, 0, 2, 2]), [0.25, 0.0, 0.75, 0.0]);
    }

    #[test]
    fn the_interval_of_a_mean_is_about_that_of_the_normal_distribution() {
        let values: Vec<f64> = (0..400).map(f64::from).collect();
        let means = statistics(values.len(), 1, 2_000, 1, |resample| {
            let drawn = resample.units.iter().map(|&unit| values[unit]);
            drawn.sum::<f64>() / values.len() as f64
        });
        let (low, high) = interval(means).unwrap();
        let half = 1.96 * 115.5 / 20.0;
        assert!((low - (199.5 - half)).abs() < 1.0, "{low}");
        assert!((high - (199.5 + half)).abs() < 1.0, "{high}");
    }
}
