//! The order of the week is stated, complete and never an accident.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings};
use landfall::kernel::schedule::Tick;
use landfall::scenario::Scenario;
use landfall::simulation::{Outcome, Simulation};

/// Building the schedule fails if two systems touch the same thing in no stated order.
#[test]
fn no_two_systems_conflict_in_an_unstated_order() {
    for scenario in [
        "small_city",
        "small_city_first_negotiation",
        "small_city_notice",
        "regime_central_assignment",
        "regime_deferred_acceptance",
    ] {
        let mut simulation = Simulation::new(&support::shipped(scenario), 0, true);
        simulation.week().unwrap();
    }
}

#[test]
fn the_systems_run_in_this_order() {
    let scenario = support::shipped("small_city_first_negotiation");
    let mut simulation = Simulation::new(&scenario, 0, true);
    simulation.week().unwrap();
    let order: Vec<String> = simulation
        .order()
        .into_iter()
        .filter(|name| !name.contains("ApplyDeferred"))
        .collect();
    insta::assert_snapshot!(order.join("\n"));
}

/// A short run whose free systems are in an order drawn from a seed, and that order.
fn shuffled(scenario: &Scenario, seed: Option<u64>) -> (Vec<String>, Outcome) {
    let build = || {
        let mut simulation = Simulation::new(scenario, 0, true);
        simulation
            .schedule()
            .set_build_settings(ScheduleBuildSettings {
                ambiguity_detection: LogLevel::Error,
                shuffle_seed: seed,
                ..Default::default()
            });
        simulation
    };
    let mut first_week = build();
    first_week.week().unwrap();
    (first_week.order(), build().run(0).unwrap())
}

/// Where no order of two systems is stated, none is relied upon. Without measures every order is stated;
/// those of the whole notice leave some pairs free.
#[test]
fn free_systems_give_the_same_results_in_any_order() {
    const ORDERS: u64 = 12;
    let short = "[run]\nburn_in_weeks = 10\nhorizon_weeks = 80\n";
    let regime = "[measures]\nfirst_negotiation.on = false\n[allocation]\nregime = \"deferred_acceptance\"\n";
    for (base, changes) in [
        ("small_city_notice", short.to_owned()),
        ("small_city_notice", format!("{short}{regime}")),
    ] {
        let scenario = support::variant_of(base, &changes);
        let (stated, expected) = shuffled(&scenario, None);
        let place = |order: &[String]| -> BTreeMap<String, usize> {
            let named = order.iter().filter(|name| !name.contains("ApplyDeferred"));
            named
                .cloned()
                .enumerate()
                .map(|(at, name)| (name, at))
                .collect()
        };
        let before = place(&stated);
        let mut turned: BTreeSet<(String, String)> = BTreeSet::new();
        for seed in 1..=ORDERS {
            let (order, outcome) = shuffled(&scenario, Some(seed));
            let after = place(&order);
            assert!(after.keys().eq(before.keys()), "{base}, order {seed}");
            for (one, at) in &before {
                let later = before.iter().filter(|(_, other)| *other > at);
                let now = later.filter(|(other, _)| after[*other] < after[one]);
                turned.extend(now.map(|(other, _)| (one.clone(), other.clone())));
            }
            // Debug prints every digit, and tells two figures that are not numbers alike.
            assert!(
                format!("{outcome:?}") == format!("{expected:?}"),
                "{base}: other results in order {seed}"
            );
        }
        assert!(
            turned.len() > 10,
            "{base}: the order hardly changes: {turned:?}"
        );
    }
}

/// The list of the order names every part of the week once, in the order of declaration.
#[test]
fn the_order_is_the_order_of_declaration() {
    let source = std::fs::read_to_string(support::project("src/kernel/schedule.rs")).unwrap();
    let body = source.split("pub enum Tick {").nth(1).unwrap();
    let declared: Vec<&str> = body
        .split("\n}")
        .next()
        .unwrap()
        .lines()
        .map(str::trim)
        .filter(|line| line.ends_with(',') && !line.starts_with("//"))
        .map(|line| line.trim_end_matches(','))
        .collect();
    let listed: Vec<String> = Tick::ORDER.iter().map(|part| format!("{part:?}")).collect();
    assert_eq!(declared, listed);
}
