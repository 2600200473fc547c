//! Deferred acceptance (Gale and Shapley): projects propose, districts hold the best they can take.

use std::collections::BTreeSet;

/// Who wants whom. Projects and districts are numbered from 0.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Market {
    /// The districts that each project would go to, the dearest first.
    pub wishes: Vec<Vec<usize>>,
    /// The projects that each district would take, the dearest first.
    pub rankings: Vec<Vec<usize>>,
    /// How many projects each district can take.
    pub quotas: Vec<usize>,
}

/// The district of each project in the stable matching that is best for every project.
///
/// No project and district that are not matched would both rather be: the project to what it has,
/// the district to one that it holds or to an empty place. The order in which projects propose does
/// not matter.
///
/// ```
/// use landfall::lifecycle::allocation::{Market, deferred_acceptance};
///
/// // Both projects want district 0, which has one place and prefers project 1.
/// let market = Market {
///     wishes: vec![vec![0, 1], vec![0, 1]],
///     rankings: vec![vec![1, 0], vec![0, 1]],
///     quotas: vec![1, 1],
/// };
/// assert_eq!(deferred_acceptance(&market), [Some(1), Some(0)]);
/// ```
#[must_use]
pub fn deferred_acceptance(market: &Market) -> Vec<Option<usize>> {
    let projects = market.wishes.len();
    // By project: few districts rank each, however many there are.
    let mut ranks: Vec<Vec<(usize, usize)>> = vec![Vec::new(); projects];
    for (district, ranking) in market.rankings.iter().enumerate() {
        for (rank, &project) in ranking.iter().enumerate() {
            ranks[project].push((district, rank));
        }
    }
    let mut held: Vec<BTreeSet<(usize, usize)>> = vec![BTreeSet::new(); market.quotas.len()];
    let mut proposals: Vec<_> = market.wishes.iter().map(|wishes| wishes.iter()).collect();
    let mut unmatched: Vec<usize> = (0..projects).rev().collect();
    while let Some(project) = unmatched.pop() {
        let Some(&district) = proposals[project].next() else {
            continue;
        };
        let ranked = ranks[project].iter().find(|&&(by, _)| by == district);
        if let Some(&(_, rank)) = ranked {
            held[district].insert((rank, project));
        } else {
            unmatched.push(project);
        }
        if held[district].len() > market.quotas[district]
            && let Some((_, worst)) = held[district].pop_last()
        {
            unmatched.push(worst);
        }
    }
    let mut districts = vec![None; projects];
    for (district, held) in held.iter().enumerate() {
        for &(_, project) in held {
            districts[project] = Some(district);
        }
    }
    districts
}
