//! Morris trajectories: ways through a grid of levels that move one input after the other.

use super::points::Points;
use super::{part_of, sobol};

/// Trajectories through a grid of `levels` (an even number) of each dimension: one more point than
/// there are dimensions, of which each differs from the one before in one coordinate, by
/// [`step`] upwards or downwards. Every coordinate moves once.
///
/// Where a trajectory begins and the order of its moves come from one scrambled Sobol' set for all
/// of them. Every level is as likely a beginning; from the lower half a coordinate moves up, from the
/// upper half down.
#[must_use]
pub fn trajectories(trajectories: usize, dimensions: usize, levels: usize, seed: u64) -> Points {
    let half = levels / 2;
    let top = (levels - 1) as f64;
    let mut design = Points::with_room(trajectories * (dimensions + 1), dimensions);
    for point in sobol(trajectories, 2 * dimensions, seed).rows() {
        let (begin, precedence) = point.split_at(dimensions);
        let mut at: Vec<usize> = begin.iter().map(|&u| part_of(u, levels)).collect();
        let mut order: Vec<usize> = (0..dimensions).collect();
        order.sort_by(|&a, &b| precedence[a].total_cmp(&precedence[b]));
        design.push(at.iter().map(|&level| level as f64 / top));
        for moved in order {
            at[moved] = (at[moved] + half) % levels;
            design.push(at.iter().map(|&level| level as f64 / top));
        }
    }
    design
}

/// How far a coordinate moves: p/(2(p−1)) for p levels.
#[must_use]
pub fn step(levels: usize) -> f64 {
    levels as f64 / (2.0 * (levels as f64 - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_moves_one_coordinate_by_the_step_and_each_coordinate_moves_once() {
        for levels in [2, 4, 8] {
            let design = trajectories(16, 5, levels, 1);
            let rows: Vec<&[f64]> = design.rows().collect();
            assert_eq!(rows.len(), 16 * 6);
            for way in rows.chunks(6) {
                let mut moved = [0; 5];
                for pair in way.windows(2) {
                    let apart: Vec<usize> = (0..5).filter(|&i| pair[0][i] != pair[1][i]).collect();
                    assert_eq!(apart.len(), 1);
                    let size = (pair[1][apart[0]] - pair[0][apart[0]]).abs();
                    assert!((size - step(levels)).abs() < 1e-12, "{size}");
                    moved[apart[0]] += 1;
                }
                assert_eq!(moved, [1; 5]);
            }
        }
    }

    #[test]
    fn beginnings_and_first_moves_are_evenly_spread() {
        let design = trajectories(64, 4, 4, 1);
        let rows: Vec<&[f64]> = design.rows().collect();
        for dimension in 0..4 {
            let mut begun = [0; 4];
            for way in rows.chunks(5) {
                begun[part_of(way[0][dimension], 4)] += 1;
            }
            assert_eq!(begun, [16; 4]);
        }
        let moves_first = |dimension: usize| {
            let ways = rows.chunks(5);
            ways.filter(|way| way[0][dimension] != way[1][dimension])
                .count()
        };
        for dimension in 0..4 {
            assert!((10..=22).contains(&moves_first(dimension)));
        }
    }
}
