//! The order of the week is stated, complete and never an accident.

mod support;

use landfall::kernel::schedule::Tick;
use landfall::simulation::Simulation;

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
