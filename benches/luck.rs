//! What it pays that two scenarios share their luck. `cargo bench --bench luck [-- REPLICATIONS]`.
//!
//! The ratio is the variance of a policy difference if the two scenarios had seeds of their own over
//! its variance with our draws: how many times as many replications other seeds would take.

#![expect(clippy::print_stdout, reason = "a bench reports")]

mod shipped;

use std::collections::BTreeMap;

use landfall::analysis::bootstrap;
use landfall::batch::statistics::Pair;
use landfall::kernel::record::{Metric, Place};
use landfall::simulation::{Simulation, figures};
use rayon::prelude::*;

/// From the whole notice to one lever of one measure: the smaller the change, the more luck is shared.
const CONTRASTS: [[&str; 2]; 8] = [
    ["before_the_notice", "the_notice"],
    ["before_the_notice", "first_negotiation_only"],
    ["the_notice", "notice_without_first_negotiation"],
    ["the_notice", "notice_without_industrial_land_supply"],
    ["first_negotiation_only", "lapse_after_4_months"],
    ["industrial_land_supply_only", "protection_line_all_barred"],
    ["small_city", "small_city_notice"],
    ["small_city", "small_city_first_negotiation"],
];
const METRICS: [&str; 3] = [
    "land.output_per_granted_ha",
    "placement.landed",
    "speed.weeks_to_land_median",
];
/// Replications of each scenario, unless asked otherwise.
const REPLICATIONS: u32 = 40;
/// What the ratio is to reach.
const GOAL: f64 = 10.0;
const RESAMPLES: u32 = 2000;
const SEED: u64 = 6;

/// The metrics of every replication.
type Sample = Vec<[Option<f64>; METRICS.len()]>;

fn main() {
    let asked = std::env::args().find_map(|word| word.parse::<u32>().ok());
    let replications = asked.unwrap_or(REPLICATIONS);
    let mut samples: BTreeMap<&str, Sample> = BTreeMap::new();
    for name in CONTRASTS.into_iter().flatten() {
        let sample = samples.entry(name).or_default();
        if sample.is_empty() {
            *sample = simulate(name, replications);
        }
    }
    println!(
        "Variance of a difference with seeds of their own over that with shared luck; {replications} \
         replications, 95 % intervals by {RESAMPLES} resamples"
    );
    for [base, variant] in CONTRASTS {
        println!("\n{base} → {variant}");
        for (at, metric) in METRICS.iter().enumerate() {
            let both = samples[base].iter().zip(&samples[variant]);
            let pairs: Vec<(f64, f64)> = both
                .filter_map(|(base, variant)| base[at].zip(variant[at]))
                .collect();
            println!("  {metric:<28} {}", finding(&pairs));
        }
    }
}

/// The metrics of the whole city at the end of every replication.
fn simulate(name: &str, replications: u32) -> Sample {
    let scenario = shipped::scenario(name, None);
    let known = figures(&scenario.city.layout());
    let wanted: Vec<(&'static Metric, Place)> = METRICS
        .iter()
        .map(|name| {
            let figure = (known.iter())
                .find(|(metric, _, place)| metric.name == *name && *place == Place::City)
                .expect("it is a metric of the city");
            (figure.0, figure.2)
        })
        .collect();
    (0..replications)
        .into_par_iter()
        .map(|replication| {
            let simulation = Simulation::new(&scenario, replication, false);
            let figures = simulation.end(&wanted).expect("no invariant is checked");
            std::array::from_fn(|at| figures[at])
        })
        .collect()
}

/// The ratio, its interval and whether it reaches the goal.
fn finding(pairs: &[(f64, f64)]) -> String {
    let Some(found) = ratio(pairs.iter()) else {
        return "no difference in any replication".to_owned();
    };
    let resampled = bootstrap::statistics(1, pairs.len(), RESAMPLES, SEED, |resample| {
        let pairs = resample.replications.iter().map(|&place| &pairs[place]);
        ratio(pairs).unwrap_or(f64::NAN)
    });
    let (low, high) = bootstrap::interval(resampled).unwrap_or((f64::NAN, f64::NAN));
    let verdict = if low >= GOAL {
        "reaches 10"
    } else if high < GOAL {
        "below 10"
    } else if found >= GOAL {
        "reaches 10, not surely"
    } else {
        "below 10, not surely"
    };
    let interval = format!("{low:.1} to {high:.1}");
    format!(
        "{found:>6.1}   {interval:<14} n {:<4} {verdict}",
        pairs.len()
    )
}

/// Replications are independent of each other, so with seeds of their own the variances of the two
/// scenarios would add up: this takes no further runs.
fn ratio<'a>(pairs: impl Iterator<Item = &'a (f64, f64)>) -> Option<f64> {
    let mut pair = Pair::default();
    for &(base, variant) in pairs {
        pair.add(base, variant);
    }
    let square = |sd: f64| sd * sd;
    let apart = square(pair.base.sd()?) + square(pair.variant.sd()?);
    let shared = square(pair.difference.sd()?);
    (shared > 0.0).then(|| apart / shared)
}
