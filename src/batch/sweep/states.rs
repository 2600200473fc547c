//! Which points of a sweep share a baseline.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// The baselines of a sweep: points that share all uncertain values share one.
#[derive(Default)]
pub(super) struct States {
    /// For each baseline the first point that has it.
    pub first: Vec<usize>,
    /// For each point its baseline.
    pub of_point: Vec<usize>,
}

impl States {
    /// The baselines of a design's table, of whose inputs some are uncertain. Runs and tables both
    /// ask here, of the same bytes, so that they agree on what is run.
    pub(super) fn read(design: &[u8], is_uncertain: &[bool]) -> csv::Result<Self> {
        let mut states = Self::default();
        let mut known: BTreeMap<[u8; 32], usize> = BTreeMap::new();
        for (point, row) in csv::Reader::from_reader(design).records().enumerate() {
            let row = row?;
            let cells = row.iter().skip(1).zip(is_uncertain);
            let mut key = Sha256::new();
            for (cell, _) in cells.filter(|(_, is_uncertain)| **is_uncertain) {
                key.update(cell);
                key.update([0]);
            }
            let state = *known.entry(key.finalize().into()).or_insert_with(|| {
                states.first.push(point);
                states.first.len() - 1
            });
            states.of_point.push(state);
        }
        Ok(states)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_with_the_same_uncertain_values_share_a_baseline() {
        let design = b"point,lever,a,b\n0,1,0.5,x\n1,2,0.5,x\n2,1,0.5,y\n3,2,0.25,x\n4,9,0.5,y\n";
        let states = States::read(design, &[false, true, true]).unwrap();
        assert_eq!(states.of_point, [0, 0, 1, 2, 1]);
        assert_eq!(states.first, [0, 2, 3]);
        let one = States::read(design, &[false, false, false]).unwrap();
        assert_eq!(one.first, [0]);
    }
}
