//! Latin hypercubes: random points of which every stratum of every coordinate holds one.

use super::points::Points;
use crate::kernel::chance::Draw;

/// Points of a Latin hypercube in the unit box: each coordinate is cut into as many strata as there
/// are points, and every stratum holds exactly one point.
///
/// `next` gives draw after draw of one stream.
#[must_use]
pub fn latin_hypercube(points: usize, dimensions: usize, mut next: impl FnMut() -> Draw) -> Points {
    let mut design = Points::at_origin(points, dimensions);
    for dimension in 0..dimensions {
        let mut strata: Vec<usize> = (0..points).collect();
        for last in (1..points).rev() {
            let other = below(last + 1, next());
            strata.swap(last, other);
        }
        for (point, stratum) in strata.into_iter().enumerate() {
            let coordinate = (stratum as f64 + next().uniform()) / points as f64;
            design.set(point, dimension, coordinate);
        }
    }
    design
}

/// A whole number below another, each as likely.
fn below(end: usize, draw: Draw) -> usize {
    super::part_of(draw.uniform(), end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::chance::{Dice, Purpose};

    #[test]
    fn every_stratum_of_every_coordinate_holds_one_point() {
        const POINTS: usize = 17;
        let stream = Dice::new(3, 0).stream(Purpose::new("test.latin_hypercube"));
        let design = latin_hypercube(POINTS, 4, stream);
        for dimension in 0..4 {
            let mut values: Vec<f64> = design.rows().map(|point| point[dimension]).collect();
            values.sort_by(f64::total_cmp);
            for (stratum, value) in values.into_iter().enumerate() {
                let (low, high) = (stratum as f64, stratum as f64 + 1.0);
                assert!((low..high).contains(&(value * POINTS as f64)));
            }
        }
    }

    #[test]
    fn coordinates_are_not_in_step() {
        let stream = Dice::new(3, 0).stream(Purpose::new("test.latin_hypercube"));
        let design = latin_hypercube(500, 2, stream);
        let mean = |of: &dyn Fn(&[f64]) -> f64| design.rows().map(of).sum::<f64>() / 500.0;
        let covariance = mean(&|p| (p[0] - 0.5) * (p[1] - 0.5));
        assert!(covariance.abs() * 12.0 < 0.15, "{covariance}");
    }

    #[test]
    fn a_whole_number_is_the_one_that_equal_weights_would_draw() {
        let mut stream = Dice::new(5, 0).stream(Purpose::new("test.below"));
        for end in 1..200 {
            let draw = stream();
            assert_eq!(below(end, draw), draw.index((0..end).map(|_| 1.0)));
        }
    }
}
