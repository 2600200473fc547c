//! Saltelli's design: two samples, and for each input the first with that column of the second.

use super::points::Points;
use super::sobol;

/// `base` blocks of two rows more than there are dimensions: a point of A, that point with each
/// coordinate in turn from B, and the point of B.
///
/// A and B are the halves of one scrambled Sobol' set with twice as many dimensions.
#[must_use]
pub fn saltelli(base: usize, dimensions: usize, seed: u64) -> Points {
    let mut design = Points::with_room(base * (dimensions + 2), dimensions);
    for point in sobol(base, 2 * dimensions, seed).rows() {
        let (a, b) = point.split_at(dimensions);
        design.push(a.iter().copied());
        for taken in 0..dimensions {
            let from = |at: usize| if at == taken { b[at] } else { a[at] };
            design.push((0..dimensions).map(from));
        }
        design.push(b.iter().copied());
    }
    design
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_a_block_are_a_then_a_with_each_column_of_b_then_b() {
        let design = saltelli(8, 3, 1);
        let rows: Vec<&[f64]> = design.rows().collect();
        assert_eq!(rows.len(), 8 * 5);
        for block in rows.chunks(5) {
            let (a, b) = (block[0], block[4]);
            for taken in 0..3 {
                for at in 0..3 {
                    let from = if at == taken { b } else { a };
                    assert_eq!(block[1 + taken][at], from[at]);
                }
            }
        }
    }
}
