//! The search: which points are tried, and which are kept.

use super::fit::Point;
use crate::batch::statistics::Moments;
use crate::kernel::chance::math::{exp, sqrt};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::design::latin_hypercube;
use crate::scenario::calibration::{Calibration, Free};

/// The nearest of the points kept so far and those of a wave, nearest first. A point at which a
/// figure is undefined tells nothing of where the facts lie.
pub(super) fn nearest(mut kept: Vec<Point>, of_wave: &[Point], room: usize) -> Vec<Point> {
    let defined = of_wave.iter().filter(|point| point.distance.is_finite());
    kept.extend(defined.cloned());
    kept.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    kept.truncate(room);
    kept
}

/// How many points are kept: a share of a wave, at least two.
pub(super) fn kept_of(points: usize, share: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a length"
    )]
    let kept = libm::ceil(points as f64 * share) as usize;
    kept.clamp(2.min(points), points)
}

/// The points of the first wave: they fill the box of ranges.
pub(super) fn hypercube(wave: u32, calibration: &Calibration) -> Vec<Vec<f64>> {
    const DESIGN: Purpose = Purpose::new("calibration.design");
    let stream = Dice::new(u64::from(calibration.seed), wave).stream(DESIGN);
    let unit = latin_hypercube(calibration.points as usize, calibration.free.len(), stream);
    let within = |(at, free): (&f64, &Free)| rounded(free.least + at * (free.most - free.least));
    unit.rows()
        .map(|point| point.iter().zip(&calibration.free).map(within).collect())
        .collect()
}

/// The points of a later wave: each is a step away from one of the kept points, any of them, and
/// within the ranges.
pub(super) fn around(kept: &[Point], wave: u32, calibration: &Calibration) -> Vec<Vec<f64>> {
    const PROPOSALS: Purpose = Purpose::new("calibration.proposals");
    const TRIALS: u32 = 1_000;
    let mut next = Dice::new(u64::from(calibration.seed), wave).stream(PROPOSALS);
    let steps = steps(kept);
    (0..calibration.points)
        .map(|_| {
            let from = &kept[next().index(kept.iter().map(|_| 1.0))];
            let coordinate = |(at, free): (usize, &Free)| {
                let range = free.least..=free.most;
                let mut proposals =
                    (0..TRIALS).map(|_| rounded(from.values[at] + steps[at] * next().normal()));
                let inside = proposals.find(|value| range.contains(value));
                inside.unwrap_or(from.values[at])
            };
            calibration
                .free
                .iter()
                .enumerate()
                .map(coordinate)
                .collect()
        })
        .collect()
}

/// For each free parameter the width of a step: half the standard deviation of the kept points.
/// Longer steps in every direction at once would hardly ever come nearer.
fn steps(kept: &[Point]) -> Vec<f64> {
    const SHARE: f64 = 0.5;
    let dimensions = kept.first().map_or(0, |point| point.values.len());
    (0..dimensions)
        .map(|at| {
            let mut moments = Moments::default();
            for point in kept {
                moments.add(point.values[at]);
            }
            SHARE * moments.sd().unwrap_or(0.0)
        })
        .collect()
}

/// The density with which a point is tried, over that of the even first wave: around kept points a
/// mixture of normal distributions, whose ends beyond the ranges are left out of account.
pub(super) fn density(values: &[f64], kept: &[Point], free: &[Free]) -> f64 {
    const LEAST: f64 = 1e-300;
    if kept.is_empty() {
        return 1.0;
    }
    let steps = steps(kept);
    let around = |point: &Point| {
        let mut density = 1.0 / kept.len() as f64;
        for (at, free) in free.iter().enumerate().filter(|&(at, _)| steps[at] > 0.0) {
            let away = (values[at] - point.values[at]) / steps[at];
            let scale = (free.most - free.least) / (steps[at] * sqrt(std::f64::consts::TAU));
            density *= scale * exp(-away * away / 2.0);
        }
        density
    };
    kept.iter().map(around).sum::<f64>().max(LEAST)
}

/// A value to six significant digits, so that what is written down is what was tried.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_at_which_a_figure_is_undefined_are_not_kept() {
        let at = |distance: f64| Point {
            wave: 1,
            values: vec![1.0],
            figures: vec![distance.is_finite().then_some(1.0)],
            distance,
            weight: 1.0,
        };
        let far = f64::INFINITY;
        let wave = [at(far), at(2.0), at(far), at(1.0)];
        assert_eq!(nearest(Vec::new(), &wave, 4), [at(1.0), at(2.0)]);
        assert_eq!(nearest(vec![at(1.5)], &wave, 2), [at(1.0), at(1.5)]);
        assert!(nearest(Vec::new(), &[at(far)], 1).is_empty());
    }

    #[test]
    fn points_that_were_likely_to_be_tried_weigh_less() {
        let point = |value| Point {
            wave: 1,
            values: vec![value],
            figures: Vec::new(),
            distance: 0.0,
            weight: 0.5,
        };
        let kept = [point(2.0), point(4.0)];
        let free = [Free {
            parameter: crate::measures::parameters().describe()[0],
            least: 0.0,
            most: 10.0,
        }];
        assert!((steps(&kept)[0] - 2.0_f64.sqrt() / 2.0).abs() < 1e-12);
        let at = |value| density(&[value], &kept, &free);
        assert!(at(3.0) > at(9.0) && at(9.0) > 0.0);
        assert_eq!(density(&[9.0], &[], &free), 1.0, "the hypercube is even");
        // Over a range that holds nearly all of it, the density is 1 on average.
        let steps = 10_000;
        let points = (0..steps).map(|i| at((f64::from(i) + 0.5) / f64::from(steps) * 10.0));
        let mean = points.sum::<f64>() / f64::from(steps);
        assert!((0.9..=1.0).contains(&mean), "{mean}");
    }
}
