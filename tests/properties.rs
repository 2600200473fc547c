//! Laws that hold in any small city under any policy: they run with every invariant checked.
//!
//! `PROPTEST_CASES=10000 cargo test --release --test properties` tries as many cities as it says of each
//! law; without it there are few, so that the whole suite stays quick.

mod support;

use std::collections::BTreeMap;

use landfall::kernel::parameter::{Kind, Parameter, Value};
use landfall::kernel::record::{Place, Scope};
use landfall::kernel::units::Area;
use landfall::scenario::Scenario;
use landfall::simulation::{Outcome, Simulation, figures};
use landfall::world::district::Zone;
use landfall::world::project::{Life, Project, Stage};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
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
    measures: [bool; 8],
    parameters: Vec<f64>,
}

fn case() -> impl Strategy<Value = Case> {
    (
        any::<u32>(),
        prop::collection::vec(prop::array::uniform8(0.0..1.0), 1..6),
        any::<[bool; 8]>(),
        prop::collection::vec(0.0..1.0, 256),
    )
        .prop_map(|(seed, districts, measures, parameters)| Case {
            seed,
            districts,
            measures,
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
    let mut scenario = shipped("small_city_notice");
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
    for (switch, on) in scenario.switches.iter_mut().zip(case.measures) {
        switch.on = on;
    }
    for (resolved, at) in scenario.resolved().into_iter().zip(&case.parameters) {
        let p = resolved.parameter;
        // Sizes of the run stay small; some parameters must keep their order.
        let kept = ["run"].contains(&p.section)
            || ["greatest_rate_per_year", "found_per_year", "incumbents"].contains(&p.key)
            || ["middling_fit", "good_fit", "foreign_share", "state_share"].contains(&p.key)
            || ["size_most_yi", "parcel_ha"].contains(&p.key);
        if kept {
            continue;
        }
        let value = anywhere(p.kind, *at, resolved.value);
        scenario.timetable.set(p.section, p.key, value);
        if !scenario.broken_rules().is_empty() {
            // No file may say both: the value stays what it was.
            let shipped = resolved.value;
            scenario.timetable.set(p.section, p.key, shipped);
        }
    }
    assert_eq!(scenario.broken_rules(), Vec::<String>::new());
    scenario
}

/// A case in which districts talk and never come to an end, find leads with the effort of the first day, and
/// are not chosen for how well they serve: what happens to one project is then no other's doing.
fn build_apart(case: &Case) -> Scenario {
    let mut scenario = build(case);
    for switch in &mut scenario.switches {
        switch.on = false;
    }
    let regime = Value::Choice("open_competition");
    scenario.timetable.set("allocation", "regime", regime);
    for (section, key) in [
        ("negotiation", "teams_factor"),
        ("leads", "effort_adaptation"),
        ("enterprise", "service_weight"),
    ] {
        scenario.timetable.set(section, key, Value::Number(0.0));
    }
    scenario
}

fn run(scenario: &Scenario) -> Result<Outcome, TestCaseError> {
    let outcome = Simulation::new(scenario, 0, true).run(0);
    outcome.map_err(|violation| TestCaseError::fail(violation.to_string()))
}

/// A number that a scenario has from the first day on.
fn number(scenario: &Scenario, section: &str, key: &str) -> f64 {
    let resolved = scenario.resolved();
    let is_meant = |p: &Parameter| p.section == section && p.key == key;
    let found = resolved.into_iter().find(|r| is_meant(&r.parameter));
    match found.map(|resolved| resolved.value) {
        Some(Value::Number(number)) => number,
        other => panic!("{section}.{key} is {other:?}"),
    }
}

fn by_id(outcome: &Outcome) -> BTreeMap<String, (&Project, &Life)> {
    let rows = outcome.projects.iter();
    rows.map(|row| (row.project.id.to_string(), (&row.project, &row.life)))
        .collect()
}

/// Metrics that count something of one district, sector and owner, over the counted weeks.
const COUNTS: [&str; 20] = [
    "land.output",
    "land.exits",
    "placement.landed",
    "placement.landed_investment",
    "placement.landed_ha",
    "conversion.signed",
    "conversion.started",
    "conversion.opened",
    "cost.discounts",
    "cost.land_revenue",
    "cost.duplicated_team_weeks",
    "allocation.assigned",
    "first_negotiation.rights",
    "first_negotiation.rights_lapsed",
    "first_negotiation.leads_referred",
    "first_negotiation.referral_credit",
    "project_steward.served_by_district",
    "notification_commitment.projects",
    "notification_commitment.taken_back_ha",
    "space_reuse.urban_landings",
];

/// Whether the places of each scope sum to the city.
fn adds_up(scenario: &Scenario, outcome: &Outcome, metric: &str) -> Result<(), TestCaseError> {
    let figures = figures(&scenario.city.layout());
    let sum = |scope| -> Option<f64> {
        let at = figures.iter().zip(&outcome.figures);
        let of_scope = at.filter(|((m, s, _), _)| m.name == metric && *s == scope);
        let values: Vec<f64> = of_scope.filter_map(|(_, figure)| *figure).collect();
        (!values.is_empty()).then(|| values.iter().sum())
    };
    let Some(city) = sum(Scope::City) else {
        return Ok(());
    };
    for scope in [
        Scope::District,
        Scope::Zone,
        Scope::Sector,
        Scope::Ownership,
    ] {
        let Some(sum) = sum(scope) else { continue };
        let rounding = 1e-9 * city.abs().max(1.0);
        prop_assert!(
            (sum - city).abs() <= rounding,
            "{metric} {scope:?}: {sum} {city}"
        );
    }
    Ok(())
}

/// As many cases as the environment asks for, each time others; else a few, each time the same.
fn cases() -> ProptestConfig {
    let default = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => default,
        None => ProptestConfig {
            cases: 24,
            rng_seed: RngSeed::Fixed(0),
            ..default
        },
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Land and projects are conserved, teams and budgets never exceeded, rights exclusive, lives lived
    /// forwards; and what is counted at places sums to the city.
    #[test]
    fn invariants_hold_every_week_and_counts_add_up(case in case()) {
        let scenario = build(&case);
        let outcome = run(&scenario)?;
        for metric in COUNTS {
            adds_up(&scenario, &outcome, metric)?;
        }
    }

    /// A higher hazard makes the same event earlier: no project is lost later where all are more easily
    /// lost.
    #[test]
    fn a_higher_hazard_never_delays_a_loss(case in case(), factor in 1.0_f64..4.0) {
        let mut scenario = build_apart(&case);
        let calm = run(&scenario)?;
        let hazard = number(&scenario, "enterprise", "loss_hazard");
        let higher = Value::Number((hazard * factor).min(1.0));
        scenario.timetable.set("enterprise", "loss_hazard", higher);
        let hasty = run(&scenario)?;
        let (calm, hasty) = (by_id(&calm), by_id(&hasty));
        let ended = |life: &Life| life.ended().map_or(u32::MAX, |week| week.0);
        for (id, (_, life)) in &calm {
            let (_, other) = hasty[id];
            prop_assert!(ended(other) <= ended(life), "{id}: {} {}", ended(other), ended(life));
        }
    }

    /// More leads are the same leads and others: each that was found is found in the same week, and is the
    /// same project.
    #[test]
    fn a_higher_rate_finds_a_superset(case in case(), factor in 1.0_f64..3.0) {
        let mut scenario = build_apart(&case);
        let many = run(&scenario)?;
        let rate = number(&scenario, "leads", "found_per_year");
        scenario.timetable.set("leads", "found_per_year", Value::Number(rate / factor));
        let few = run(&scenario)?;
        let (few, many) = (by_id(&few), by_id(&many));
        for (id, (project, life)) in &few {
            let Some((other, other_life)) = many.get(id) else {
                return Err(TestCaseError::fail(format!("{id} is found only where fewer are")));
            };
            prop_assert_eq!(life.reached(Stage::Lead), other_life.reached(Stage::Lead));
            prop_assert_eq!(project.sector, other.sector);
            prop_assert_eq!(project.land, other.land);
            prop_assert_eq!(project.investment_yi.to_bits(), other.investment_yi.to_bits());
            prop_assert_eq!(project.work.to_bits(), other.work.to_bits());
        }
    }

    /// What districts and sectors are called changes nothing but names.
    #[test]
    fn names_decide_nothing(case in case()) {
        let scenario = build(&case);
        let mut renamed = scenario.clone();
        let last = renamed.city.districts.len();
        for (n, district) in renamed.city.districts.iter_mut().enumerate() {
            district.code = format!("Z{}", last - n);
            district.name = format!("Elsewhere {n}");
        }
        for (n, sector) in renamed.city.sectors.iter_mut().enumerate() {
            sector.code = format!("y{}", 99 - n);
        }
        let (one, other) = (run(&scenario)?, run(&renamed)?);
        prop_assert_eq!(one.projects, other.projects);
        let bits = |figures: &[Option<f64>]| -> Vec<Option<u64>> {
            figures.iter().map(|figure| figure.map(f64::to_bits)).collect()
        };
        prop_assert_eq!(bits(&one.figures), bits(&other.figures));
    }
}

/// A place of the city is needed for the law of sums to say anything.
#[test]
fn the_counts_that_are_summed_are_metrics() {
    let layout = shipped("small_city_notice").city.layout();
    for name in COUNTS {
        let figures = figures(&layout);
        let mut of_city = figures.iter().filter(|(_, _, place)| *place == Place::City);
        assert!(of_city.any(|(metric, ..)| metric.name == name), "{name}");
    }
}

/// A comparison read from the other side is the same comparison: every difference has the other sign.
#[test]
fn one_against_the_other_is_minus_the_other_against_the_one() {
    let table = |names: [&str; 2]| -> Vec<Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("result");
        let scenarios = names.map(|name| {
            let mut scenario = shipped(name);
            scenario.run.replications = 3;
            scenario.run.horizon = 104;
            scenario
        });
        let batch = support::batch("result", scenarios.to_vec());
        let orders = support::orders(&out, 2);
        support::whole(landfall::batch::run(&batch, &orders, &mut |_, _| {}));
        let mut table = csv::Reader::from_path(out.join("comparison.csv")).unwrap();
        let rows = table.records();
        rows.map(|row| row.unwrap().iter().map(str::to_owned).collect())
            .collect()
    };
    let minus = |cell: &str| match cell.strip_prefix('-') {
        _ if cell == "0" || cell.is_empty() => cell.to_owned(),
        Some(positive) => positive.to_owned(),
        None => format!("-{cell}"),
    };
    let (one, other) = ["small_city", "small_city_notice"]
        .map(|base| {
            let variant = ["small_city_notice", "small_city"];
            table([base, variant[usize::from(base != "small_city")]])
        })
        .into();
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(&other) {
        let [
            metric,
            _,
            place,
            unit,
            base,
            variant,
            of_base,
            of_variant,
            difference,
            low,
            high,
            ..,
        ] = &one[..]
        else {
            panic!("{one:?}");
        };
        let turned: [&str; 11] = [
            metric,
            &one[1],
            place,
            unit,
            variant,
            base,
            of_variant,
            of_base,
            &minus(difference),
            &minus(high),
            &minus(low),
        ];
        assert_eq!(other[..11], turned, "{metric} {place}");
    }
}
