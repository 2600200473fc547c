//! Designs: which points of a box of parameters are tried.

use crate::kernel::chance::Draw;

/// Points of a Latin hypercube in the unit box: each coordinate is cut into as many strata as there
/// are points, and every stratum holds exactly one point.
///
/// `next` gives draw after draw of one stream.
#[must_use]
pub fn latin_hypercube(
    points: usize,
    dimensions: usize,
    mut next: impl FnMut() -> Draw,
) -> Vec<Vec<f64>> {
    let mut design = vec![vec![0.0; dimensions]; points];
    for dimension in 0..dimensions {
        let mut strata: Vec<usize> = (0..points).collect();
        for last in (1..points).rev() {
            let other = next().index((0..=last).map(|_| 1.0));
            strata.swap(last, other);
        }
        for (point, stratum) in design.iter_mut().zip(strata) {
            point[dimension] = (stratum as f64 + next().uniform()) / points as f64;
        }
    }
    design
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
            let mut values: Vec<f64> = design.iter().map(|point| point[dimension]).collect();
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
        let mean = |of: &dyn Fn(&Vec<f64>) -> f64| design.iter().map(of).sum::<f64>() / 500.0;
        let covariance = mean(&|p| (p[0] - 0.5) * (p[1] - 0.5));
        assert!(covariance.abs() * 12.0 < 0.15, "{covariance}");
    }
}
