//! States: points that share all that is not known, the units of resampling and of shuffling.

use std::collections::BTreeMap;

use super::table::{Role, Table};

/// The state of every point. Where levers are tried in states of the uncertainties, points with the
/// same uncertain values share one: what happens to one of them happens to all, so they are no
/// evidence apart from each other. In any other table every point is a state of its own.
pub(super) fn of_points(table: &Table) -> Vec<usize> {
    let has = |role: Role| table.inputs.iter().any(|input| input.role == role);
    if !(has(Role::Lever) && has(Role::Uncertainty)) {
        return (0..table.points).collect();
    }
    let uncertain = || {
        let inputs = table.inputs.iter();
        inputs.filter(|input| input.role == Role::Uncertainty)
    };
    let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let state = |point: usize| {
        // A zero is the same with either sign.
        let values = uncertain().map(|input| (input.values[point] + 0.0).to_bits());
        let next = known.len();
        *known.entry(values.collect()).or_insert(next)
    };
    (0..table.points).map(state).collect()
}

/// The places of each state in a list of states, in the order in which they come.
pub(super) fn groups(states: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: BTreeMap<usize, usize> = BTreeMap::new();
    for (place, &state) in states.iter().enumerate() {
        let group = *known.entry(state).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(place);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::small_tables::{input, table};

    #[test]
    fn points_share_a_state_where_levers_are_tried_in_it() {
        let of = |role: Role| {
            let inputs = vec![
                input("lever", role, &[], &[0.0, 1.0, 0.0, 1.0]),
                input("a", Role::Uncertainty, &[], &[5.0, 5.0, 0.0, -0.0]),
            ];
            of_points(&table(inputs, &[], 1))
        };
        assert_eq!(of(Role::Lever), [0, 0, 1, 1]);
        assert_eq!(of(Role::Uncertainty), [0, 1, 2, 3]);
        assert_eq!(groups(&[4, 2, 4, 7]), [vec![0, 2], vec![1], vec![3]]);
    }
}
