//! Laws that hold in any small city under any parameters: they run with every invariant checked.

mod support;

use landfall::kernel::parameter::{Kind, Value};
use landfall::kernel::units::Area;
use landfall::scenario::Scenario;
use landfall::simulation::Simulation;
use landfall::world::district::Zone;
use proptest::prelude::*;
use support::shipped;

/// The whole part of a small positive number.
fn whole(x: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small and positive"
    )]
    let whole = x as usize;
    whole
}

/// What varies between cases: numbers in [0, 1] that are stretched over ranges.
#[derive(Debug, Clone)]
struct Case {
    seed: u32,
    districts: Vec<[f64; 8]>,
    parameters: Vec<f64>,
}

fn case() -> impl Strategy<Value = Case> {
    (
        any::<u32>(),
        prop::collection::vec(prop::array::uniform8(0.0..1.0), 1..6),
        prop::collection::vec(0.0..1.0, 130),
    )
        .prop_map(|(seed, districts, parameters)| Case {
            seed,
            districts,
            parameters,
        })
}

/// A value anywhere in the range, near the small end where the range is long.
fn anywhere(kind: Kind, at: f64, now: Value) -> Value {
    match (kind, now) {
        (Kind::Number { least, most }, Value::Number(x)) => {
            Value::Number((least + (most.min(4.0 * x.abs() + 1.0) - least) * at).clamp(least, most))
        }
        (Kind::Count { least, most }, Value::Count(x)) => {
            let most = most.min(4 * x + 2);
            let span = f64::from(most.saturating_sub(least)) * at;
            let span = u32::try_from(whole(span)).unwrap_or(u32::MAX);
            Value::Count(least.saturating_add(span).min(most))
        }
        (Kind::Switch, _) => Value::Switch(at < 0.5),
        (Kind::Choice(words), _) => {
            Value::Choice(words[whole(at * words.len() as f64).min(words.len() - 1)])
        }
        (_, now) => now,
    }
}

fn build(case: &Case) -> Scenario {
    let mut scenario = shipped("small_city_first_negotiation");
    scenario.run.seed = case.seed.into();
    scenario.run.burn_in = 30;
    scenario.run.horizon = 120;
    let template = scenario.city.districts.clone();
    scenario.city.districts = case
        .districts
        .iter()
        .enumerate()
        .map(|(n, x)| {
            let mut district = template[n % template.len()].clone();
            district.code = format!("D{n}");
            district.zone = Zone::ALL[whole(x[0] * 4.99)].0;
            district.industrial_land = Area::from_hectares(x[1] * 300.0);
            district.idle_share = x[2];
            district.vacated = Area::from_hectares(x[3] * 60.0);
            district.annual_plan = Area::from_hectares(x[4] * 30.0);
            district.teams = x[5] * 6.0;
            district.promoters = x[6] * 10.0;
            district.discount_budget_yi = x[7];
            district
        })
        .collect();
    for (resolved, at) in scenario.resolved().into_iter().zip(&case.parameters) {
        let p = resolved.parameter;
        // Sizes of the run stay small; some parameters must keep their order.
        let kept = ["run"].contains(&p.section)
            || ["greatest_rate_per_year", "found_per_year", "incumbents"].contains(&p.key)
            || ["middling_fit", "good_fit", "foreign_share", "state_share"].contains(&p.key)
            || ["size_most_yi", "parcel_ha"].contains(&p.key);
        if !kept {
            let value = anywhere(p.kind, *at, resolved.value);
            scenario.timetable.set(p.section, p.key, value);
        }
    }
    scenario
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Land and projects are conserved, teams and budgets never exceeded, rights exclusive.
    #[test]
    fn invariants_hold_every_week(case in case()) {
        let scenario = build(&case);
        let simulation = Simulation::new(&scenario, 0, true);
        let outcome = simulation.run(0);
        prop_assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    }

    /// Weeks of a life are in order and every loss has a cause.
    #[test]
    fn lives_are_lived_forwards(case in case()) {
        let scenario = build(&case);
        let outcome = Simulation::new(&scenario, 1, true).run(1);
        prop_assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
        for row in outcome.unwrap().projects {
            prop_assert_eq!(row.life.stage().is_exit(), row.life.ended().is_some());
            prop_assert_eq!(row.life.stage().is_exit(), row.life.cause.is_some());
        }
    }
}
