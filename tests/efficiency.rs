//! Allocative efficiency in whole runs: landings never outdo the bound, land granted never what was
//! offered.

mod support;

use landfall::kernel::calendar::Calendar;
use landfall::kernel::record::Place;
use landfall::kernel::units::Area;
use landfall::scenario::Scenario;
use landfall::simulation::{Outcome, Simulation};
use landfall::world::district::Districts;
use landfall::world::land_bank::LandBank;
use landfall::world::project::{Docket, Life, Project, Stage};
use support::{city, figure, run, shipped, variant_of};

fn allocative(scenario: &Scenario, outcome: &Outcome) -> Option<f64> {
    figure(scenario, outcome, "efficiency.allocative", Place::City)
}

fn assert_bounded(scenario: &Scenario, outcome: &Outcome) {
    let figure = |name| city(scenario, outcome, name);
    let (realized, bound) = (
        figure("efficiency.realized_value"),
        figure("efficiency.bound"),
    );
    let gap = figure("efficiency.bound_gap");
    assert!(realized > 0.0 && realized <= bound, "{realized} of {bound}");
    assert!((0.0..1.0).contains(&gap), "{gap}");
    let share = allocative(scenario, outcome).expect("the bound is above 0");
    assert!((share - realized / bound).abs() < 1e-12);
    assert!(
        realized <= bound * (1.0 - gap) * (1.0 + 1e-12),
        "the best plan known is worth less than the landings"
    );
}

#[test]
fn in_the_small_city_landings_never_outdo_the_bound() {
    for name in ["small_city", "small_city_first_negotiation"] {
        let scenario = shipped(name);
        for replication in 0..6 {
            assert_bounded(&scenario, &run(&scenario, replication));
        }
    }
}

#[test]
fn in_beijing_landings_never_outdo_the_bound_and_the_gap_is_small() {
    for (name, replications) in [
        ("before_the_notice", 0..2),
        ("the_notice", 0..2),
        ("no_referral_credit", 2..3),
    ] {
        let scenario = shipped(name);
        for replication in replications {
            let outcome = run(&scenario, replication);
            assert_bounded(&scenario, &outcome);
            // Thousands of projects, each small beside its district: rounding a plan costs little.
            assert!(city(&scenario, &outcome, "efficiency.bound_gap") < 0.01);
        }
    }
}

#[test]
fn without_land_nothing_is_bounded_and_efficiency_is_undefined() {
    let scenario = variant_of(
        "small_city",
        "[founding]\nreserve_years = 0.0\n[land_supply]\nplan_factor = 0.0\nreuse_per_year = 0.0",
    );
    let outcome = run(&scenario, 0);
    assert_eq!(city(&scenario, &outcome, "efficiency.bound"), 0.0);
    assert_eq!(allocative(&scenario, &outcome), None);
    assert_eq!(
        figure(&scenario, &outcome, "efficiency.bound_gap", Place::City),
        None
    );
}

#[test]
fn with_land_for_all_the_bound_is_reached() {
    let scenario = variant_of(
        "small_city",
        "[land_supply]\nplan_factor = 100.0\nreserve_cap_years = 100.0",
    );
    let outcome = run(&scenario, 0);
    assert_eq!(city(&scenario, &outcome, "efficiency.bound_gap"), 0.0);
    assert_bounded(&scenario, &outcome);
}

#[test]
fn what_was_offered_is_still_open_or_was_granted_to_the_square_metre() {
    let scenario = shipped("small_city_first_negotiation");
    let mut simulation = Simulation::new(&scenario, 3, true);
    let end = simulation.world().resource::<Calendar>().end();
    let mut most_granted = Area::ZERO;
    for week in 0..end.0 {
        simulation.week().expect("every invariant holds");
        let world = simulation.world();
        let bank = world.resource::<LandBank>();
        for district in world.resource::<Districts>().ids() {
            let account = bank.open(district) + bank.granted(district);
            // In this city land leaves the reserve only for projects.
            assert_eq!(account, bank.offered(district), "week {week}");
            most_granted = most_granted.max(bank.granted(district));
        }
    }
    assert!(!most_granted.is_zero());

    let world = simulation.world();
    let (bank, calendar) = (world.resource::<LandBank>(), world.resource::<Calendar>());
    for district in world.resource::<Districts>().ids() {
        let needed: Area = world
            .resource::<Docket>()
            .all
            .iter()
            .filter_map(|&(_, entity)| {
                Some((world.get::<Project>(entity)?, world.get::<Life>(entity)?))
            })
            .filter(|(_, life)| life.landed_in() == Some(district))
            .filter(|(_, life)| life.reached(Stage::Granted) >= Some(calendar.first_counted()))
            .map(|(project, _)| project.land)
            .sum();
        assert!(
            needed <= bank.granted(district),
            "{district:?} {needed:?} {:?}",
            bank.granted(district)
        );
        assert!(bank.granted(district) <= bank.offered(district));
    }
}
