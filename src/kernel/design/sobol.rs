//! Sobol' sequences, scrambled: points that fill the unit box evenly from the first one on.

use sobol::Sobol;
use sobol::params::JoeKuoD6;

use super::points::Points;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::Keyed;

/// Coordinates that a point can have at most: as many direction numbers (Joe and Kuo) are at hand.
pub const MOST_DIMENSIONS: usize = 1_000;

/// Binary digits that are scrambled one by one.
const DIGITS: u32 = u32::BITS;

/// A coordinate, whose luck is its own.
struct Dimension(usize);

impl Keyed for Dimension {
    fn key(&self) -> u64 {
        self.0 as u64
    }
}

/// The first points of a Sobol' sequence under nested uniform scrambling (Owen): every digit of a
/// coordinate is flipped or not, as the digits before it say. Digits beyond are drawn.
///
/// No point is left out, and more points begin with the same ones. Any 2^m points put one into each
/// of 2^m equal parts of every coordinate.
///
/// # Panics
///
/// If there are more than [`MOST_DIMENSIONS`].
#[must_use]
pub fn sobol(points: usize, dimensions: usize, seed: u64) -> Points {
    let dice = Dice::new(seed, 0);
    let mut design = Points::with_room(points, dimensions);
    for point in Sobol::<u32>::new(dimensions, &JoeKuoD6::standard()).take(points) {
        let coordinates = point.into_iter().enumerate();
        design.push(coordinates.map(|(at, digits)| scrambled(&dice, &Dimension(at), digits)));
    }
    design
}

/// A coordinate, given by its first binary digits, after scrambling.
fn scrambled(dice: &Dice, dimension: &Dimension, digits: u32) -> f64 {
    const FLIP: Purpose = Purpose::new("design.scramble");
    const REST: Purpose = Purpose::new("design.beyond");
    let mut flipped = digits;
    for digit in 0..DIGITS {
        // Digits before this one, under a leading 1 that tells prefixes of other lengths apart.
        let prefix = (1_u64 << digit) | (u64::from(digits) >> (DIGITS - digit));
        if dice.roll(FLIP, dimension, prefix).happens(0.5) {
            flipped ^= 1 << (DIGITS - 1 - digit);
        }
    }
    let rest = dice.roll(REST, dimension, u64::from(digits)).uniform();
    (f64::from(flipped) + rest) / libm::exp2(f64::from(DIGITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each part of a coordinate holds one point.
    fn is_even(points: &Points, dimension: usize) -> bool {
        let parts = points.rows().len();
        let mut held = vec![0; parts];
        for point in points.rows() {
            held[super::super::part_of(point[dimension], parts)] += 1;
        }
        held.iter().all(|&n| n == 1)
    }

    #[test]
    fn every_coordinate_of_a_power_of_two_is_even() {
        for points in [1, 2, 64, 1_024] {
            let design = sobol(points, 40, 3);
            assert_eq!(design.rows().len(), points);
            assert!((0..40).all(|dimension| is_even(&design, dimension)));
        }
    }

    #[test]
    fn the_first_two_coordinates_are_even_in_every_shape_of_box() {
        let design = sobol(64, 2, 3);
        for rows in [1, 2, 4, 8, 16, 32, 64] {
            let columns = 64 / rows;
            let mut held = vec![0; 64];
            for point in design.rows() {
                let row = super::super::part_of(point[0], rows);
                let column = super::super::part_of(point[1], columns);
                held[row * columns + column] += 1;
            }
            assert!(held.iter().all(|&n| n == 1), "{rows} by {columns}");
        }
    }

    #[test]
    fn the_sequence_before_scrambling_is_the_known_one() {
        // The first points in three dimensions, as Joe and Kuo print them.
        let known = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
        ];
        let sequence = Sobol::<u32>::new(3, &JoeKuoD6::standard());
        for (point, expected) in sequence.zip(known) {
            for (digits, expected) in point.into_iter().zip(expected) {
                assert_eq!(f64::from(digits) / libm::exp2(32.0), expected);
            }
        }
    }

    #[test]
    fn more_points_begin_with_the_same_ones_and_another_seed_moves_them() {
        let few = sobol(10, 3, 3);
        let many = sobol(100, 3, 3);
        assert!(few.rows().eq(many.rows().take(10)));
        let other = sobol(10, 3, 4);
        assert!(few.rows().zip(other.rows()).all(|(a, b)| a[0] != b[0]));
    }

    #[test]
    fn a_smooth_mean_is_closer_than_chance_would_bring_it() {
        const POINTS: usize = 1_024;
        let mean = |seed| {
            let points = sobol(POINTS, 4, seed);
            let product = |point: &[f64]| point.iter().map(|x| 2.0 * x).product::<f64>();
            points.rows().map(product).sum::<f64>() / POINTS as f64
        };
        // Independent points would be off by 0.046 (one standard deviation).
        for seed in 0..5 {
            assert!((mean(seed) - 1.0).abs() < 0.01, "{}", mean(seed));
        }
    }
}
