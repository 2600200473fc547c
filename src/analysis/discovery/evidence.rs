//! How far a box is to be believed: restrictions by chance, searches again, intervals.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cases::{Cases, Question};
use super::region::{Count, Region};
use super::search::{Found, Rule, search};
use crate::analysis::bootstrap::{self, Resample, interval};
use crate::analysis::states;
use crate::kernel::chance::math::{exp, ln};
use crate::kernel::chance::{Dice, Draw, Purpose};

/// The most times that a search is done again: on resamples, and on shuffled cases.
pub const SEARCHES: u32 = 200;

/// The chance that as many of a box's cases would be of interest if the limit on an input did
/// nothing: a binomial tail. It is no true p-value, as the same cases have chosen the limit (Bryant
/// & Lempert 2010). Where cases share states, only as many count as there are states.
pub(super) fn quasi_p(cases: &Cases, region: &Region, input: usize) -> f64 {
    let within = region.count(cases);
    let held = (0..cases.len()).filter(|&case| region.contains(cases, case));
    let states: Vec<usize> = held.map(|case| cases.states[case]).collect();
    let states = states::groups(&states).len();
    let within = Count {
        cases: states,
        hits: within.hits * states / within.cases.max(1),
    };
    let density = region.without(input, cases).count(cases).density();
    upper_tail(within, density)
}

/// P(X ≥ hits) of a binomial distribution.
fn upper_tail(count: Count, share: f64) -> f64 {
    if share >= 1.0 || count.hits == 0 {
        return 1.0;
    }
    let n = count.cases as f64;
    let (hit, miss) = (ln(share), libm::log1p(-share));
    let of = |k: usize| {
        let k = k as f64;
        let ways = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        exp(ways + k * hit + (n - k) * miss)
    };
    let tail: f64 = (count.hits..=count.cases).map(of).sum();
    tail.min(1.0)
}

/// What searches of resamples found of an input.
pub(super) struct Again {
    /// The share of them that restrict it.
    pub restricted: f64,
    /// The 95 % interval of its lower limit, the edge of the input where it has none.
    pub low: Option<(f64, f64)>,
    /// The same of its upper limit.
    pub high: Option<(f64, f64)>,
}

/// Searches resamples of cases; what came of it for each input with its edges.
pub(super) fn again(
    cases: &Cases,
    rule: Rule,
    edges: &[(f64, f64)],
    resamples: u32,
    seed: u64,
) -> Vec<Again> {
    let searches = resamples.min(SEARCHES);
    let states = states::groups(&cases.states);
    let regions = bootstrap::statistics(states.len(), 1, searches, seed, |resample| {
        let units = resample.units.iter();
        let places: Vec<usize> = units.flat_map(|&unit| &states[unit]).copied().collect();
        let drawn = cases.of(&places);
        (drawn.hits() > 0).then(|| search(&drawn, rule).step().region.clone())
    });
    let regions: Vec<Region> = regions.into_iter().flatten().collect();
    let of = |(input, &(least, most)): (usize, &(f64, f64))| {
        let sides = || regions.iter().map(move |region| &region.sides[input]);
        let restricted = sides().filter(|side| side.restricts()).count();
        let is_number = cases.columns[input].words == 0;
        let limits = |values: Vec<f64>| is_number.then(|| interval(values)).flatten();
        Again {
            restricted: restricted as f64 / regions.len() as f64,
            low: limits(sides().map(|side| side.low.max(least)).collect()),
            high: limits(sides().map(|side| side.high.min(most)).collect()),
        }
    };
    edges.iter().enumerate().map(of).collect()
}

/// The share of searches that find as good a box (by the harmonic mean of coverage and density) where
/// there is nothing to find: states exchange what is of interest in them, and so do the cases of a
/// state. The box itself is one of the searches, so the share is never zero.
pub(super) fn search_p(cases: &Cases, rule: Rule, found: &Found, resamples: u32, seed: u64) -> f64 {
    let searches = resamples.min(SEARCHES);
    let all_hits = cases.hits();
    let ours = found.step().count.balance(all_hits);
    let states = states::groups(&cases.states);
    let as_good = (0..searches)
        .into_par_iter()
        .filter(|&number| {
            let dealt = Cases {
                columns: cases.columns.clone(),
                interest: shuffled(&cases.interest, &states, seed, number),
                states: cases.states.clone(),
            };
            search(&dealt, rule).step().count.balance(all_hits) >= ours
        })
        .count();
    (as_good + 1) as f64 / f64::from(searches + 1)
}

/// What is of interest, dealt out anew: each state takes over what is of interest in another with as
/// many cases, and its cases exchange it. How far the cases of a state agree thereby stays as it is.
fn shuffled(interest: &[bool], states: &[Vec<usize>], seed: u64, number: u32) -> Vec<bool> {
    const SHUFFLES: Purpose = Purpose::new("analysis.discovery.shuffles");
    let mut next = Dice::new(seed, number).stream(SHUFFLES);
    let mut sizes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (state, cases) in states.iter().enumerate() {
        sizes.entry(cases.len()).or_default().push(state);
    }
    let mut dealt = interest.to_vec();
    for alike in sizes.values() {
        let mut from = alike.clone();
        shuffle(&mut from, &mut next);
        for (&to, &from) in alike.iter().zip(&from) {
            let mut cases = states[from].clone();
            shuffle(&mut cases, &mut next);
            for (&to, from) in states[to].iter().zip(cases) {
                dealt[to] = interest[from];
            }
        }
    }
    dealt
}

fn shuffle(places: &mut [usize], next: &mut impl FnMut() -> Draw) {
    for last in (1..places.len()).rev() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a length is a length"
        )]
        let place = libm::floor(next().uniform() * (last + 1) as f64) as usize;
        places.swap(last, place.min(last));
    }
}

/// The figures of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    /// The share of all cases of interest that lie within.
    pub coverage: f64,
    /// The share of the cases within that are of interest.
    pub density: f64,
    /// The share of all cases that lie within.
    pub mass: f64,
    /// The share of the replications of the cases within that are of interest.
    pub runs: f64,
    /// The share of cases of interest among those that no earlier box holds.
    pub base_rate: f64,
}

/// The figures of boxes, and of all of them together, in a resample of states and replications;
/// `homes` says for each case the first box that holds it.
pub(super) fn figures(
    question: &Question<'_>,
    states: &[Vec<usize>],
    homes: &[Option<usize>],
    boxes: usize,
    resample: &Resample,
) -> Vec<Figures> {
    let of_point = |&point: &usize| {
        let interest = question.interest(point, &resample.replications);
        let runs = question.share_of_runs(point, &resample.replications);
        interest.map(|interest| (interest, runs))
    };
    let points: Vec<Option<(bool, f64)>> = question.points.iter().map(of_point).collect();
    let mut counts = vec![Count::default(); boxes + 1];
    let mut runs = vec![(0.0, 0.0); boxes + 1];
    let units = resample.units.iter();
    for &unit in units.flat_map(|&state| &states[state]) {
        let (Some((interest, share)), home) = (points[unit], homes[unit].unwrap_or(boxes)) else {
            continue;
        };
        counts[home].cases += 1;
        counts[home].hits += usize::from(interest);
        if !share.is_nan() {
            runs[home].0 += share;
            runs[home].1 += 1.0;
        }
    }
    let all = sum(&counts);
    let figures = |within: Count, runs: (f64, f64), among: Count| Figures {
        coverage: within.coverage(all.hits),
        density: within.density(),
        mass: within.cases as f64 / all.cases as f64,
        runs: runs.0 / runs.1,
        base_rate: among.density(),
    };
    let mut found: Vec<Figures> = (0..boxes)
        .map(|place| figures(counts[place], runs[place], sum(&counts[place..])))
        .collect();
    let held = &runs[..boxes];
    let runs = (
        held.iter().map(|run| run.0).sum(),
        held.iter().map(|run| run.1).sum(),
    );
    found.push(figures(sum(&counts[..boxes]), runs, all));
    found
}

fn sum(counts: &[Count]) -> Count {
    Count {
        cases: counts.iter().map(|count| count.cases).sum(),
        hits: counts.iter().map(|count| count.hits).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, DiscreteCDF};

    #[test]
    fn the_tail_agrees_with_another_implementation() {
        for (cases, hits, share) in [(20, 15, 0.5), (100, 7, 0.02), (40, 40, 0.9), (9, 0, 0.3)] {
            let ours = upper_tail(Count { cases, hits }, share);
            let binomial = Binomial::new(share, cases as u64).unwrap();
            let below = if hits == 0 {
                0.0
            } else {
                binomial.cdf(hits as u64 - 1)
            };
            assert!((ours - (1.0 - below)).abs() < 1e-9, "{cases} {hits} {ours}");
        }
    }

    #[test]
    fn shuffling_keeps_the_number_of_interest() {
        let interest: Vec<bool> = (0..100).map(|case| case < 30).collect();
        let alone: Vec<Vec<usize>> = (0..100).map(|case| vec![case]).collect();
        let dealt = shuffled(&interest, &alone, 1, 1);
        assert_eq!(dealt.iter().filter(|&&hit| hit).count(), 30);
        assert_ne!(dealt, interest);
        assert_eq!(dealt, shuffled(&interest, &alone, 1, 1));
    }

    #[test]
    fn shuffling_keeps_how_far_the_cases_of_a_state_agree() {
        let interest: Vec<bool> = (0..100).map(|case| case < 30 || case == 99).collect();
        let states: Vec<Vec<usize>> = (0..25).map(|s| (4 * s..4 * s + 4).collect()).collect();
        let hits_of = |interest: &[bool]| {
            let of = |cases: &Vec<usize>| cases.iter().filter(|&&case| interest[case]).count();
            states.iter().map(of).collect::<Vec<usize>>()
        };
        let dealt = shuffled(&interest, &states, 1, 1);
        let (mut before, mut after) = (hits_of(&interest), hits_of(&dealt));
        assert_ne!(before, after);
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after);
    }
}
