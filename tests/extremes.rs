//! What must hold at the edges: mechanisms and limits, never the merits of a policy.

mod support;

use landfall::kernel::calendar::Calendar;
use landfall::lifecycle::negotiation::Negotiations;
use landfall::measures::MEASURES;
use landfall::scenario::Scenario;
use landfall::simulation::{Outcome, Simulation};
use landfall::world::project::{Life, NegotiationRight, Stage};
use support::{city, run, shipped, variant_of};

const FIRST: &str = "small_city_first_negotiation";

fn landings(outcome: &Outcome) -> usize {
    let landed =
        |row: &&landfall::simulation::ProjectRow| row.life.reached(Stage::Granted).is_some();
    outcome.projects.iter().filter(landed).count()
}

/// What became of every project, measure by measure figures aside.
fn lives(outcome: &Outcome) -> Vec<String> {
    let row = |row: &landfall::simulation::ProjectRow| format!("{} {:?}", row.project.id, row.life);
    outcome.projects.iter().map(row).collect()
}

#[test]
fn without_land_nothing_lands() {
    let scenario = variant_of(
        FIRST,
        "[founding]\nreserve_years = 0.0\n[land_supply]\nplan_factor = 0.0\nreuse_per_year = 0.0",
    );
    let outcome = run(&scenario, 0);
    assert!(!outcome.projects.is_empty());
    assert_eq!(landings(&outcome), 0);
    assert_eq!(city(&scenario, &outcome, "placement.landed_ha"), 0.0);
}

#[test]
fn without_teams_nothing_is_signed() {
    let scenario = variant_of(FIRST, "[negotiation]\nteams_factor = 0.0");
    let outcome = run(&scenario, 0);
    assert!(!outcome.projects.is_empty());
    let signed =
        |row: &&landfall::simulation::ProjectRow| row.life.reached(Stage::Agreed).is_some();
    assert_eq!(outcome.projects.iter().filter(signed).count(), 0);
}

#[test]
fn without_leads_there_is_no_project_and_the_city_goes_on() {
    let scenario = variant_of(FIRST, "[leads]\nfound_per_year = 0.0");
    let outcome = run(&scenario, 0);
    assert!(outcome.projects.is_empty());
    assert!(city(&scenario, &outcome, "land.output") > 0.0);
}

// Notice 5.3
#[test]
fn with_no_window_rights_lapse_and_with_an_endless_one_none_does() {
    let none = variant_of(FIRST, "[measures.first_negotiation]\nwindow_weeks = 0");
    let endless = variant_of(FIRST, "[measures.first_negotiation]\nwindow_weeks = 5000");
    let lapsed = |scenario| {
        let outcome = run(scenario, 1);
        city(scenario, &outcome, "first_negotiation.rights_lapsed")
    };
    assert!(lapsed(&none) > 0.0);
    assert_eq!(lapsed(&endless), 0.0);
}

// Notice 5.1
#[test]
fn a_threshold_above_every_project_leaves_open_competition_as_it_is() {
    let off_in_effect = variant_of(
        FIRST,
        "[measures.first_negotiation]\nthreshold_yi = 1000000.0\n\
         [prospects]\nstrategic_share = 0.0\ncitywide_share = 0.0",
    );
    let base = variant_of(
        "small_city",
        "[prospects]\nstrategic_share = 0.0\ncitywide_share = 0.0",
    );
    for replication in 0..3 {
        let (open, covered) = (run(&base, replication), run(&off_in_effect, replication));
        assert_eq!(lives(&open), lives(&covered));
        assert_eq!(open.series.len(), covered.series.len());
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits();
        assert!(open.series.iter().zip(&covered.series).all(same));
    }
}

// Notice 5.1
#[test]
fn a_threshold_above_every_project_covers_the_strategic_ones_only() {
    let scenario = variant_of(
        FIRST,
        "[measures.first_negotiation]\nthreshold_yi = 1000000.0\n\
         [prospects]\nstrategic_share = 0.2\ncitywide_share = 0.0",
    );
    let outcome = run(&scenario, 0);
    let certified = outcome
        .projects
        .iter()
        .filter(|row| row.life.reached(Stage::Certified).is_some());
    let mut some = false;
    for row in certified {
        some = true;
        assert!(row.project.is_strategic, "{}", row.project.id);
    }
    assert!(some);
}

// Notice 5.4
#[test]
fn nobody_refers_for_nothing_and_somebody_does_for_full_credit() {
    let without = variant_of(FIRST, "[measures.first_negotiation]\ncredit_share = 0.0");
    let with = shipped(FIRST);
    let referred = |scenario: &_| -> f64 {
        (0..3)
            .map(|r| {
                city(
                    scenario,
                    &run(scenario, r),
                    "first_negotiation.leads_referred",
                )
            })
            .sum()
    };
    assert_eq!(referred(&without), 0.0);
    assert!(referred(&with) > 0.0);
}

// Notice 5.3
#[test]
fn a_right_shuts_other_districts_out_and_without_exclusivity_they_come_in() {
    // Weeks in which some other district negotiates for a project on which a right is held.
    let intrusions = |scenario: &_| {
        let mut simulation = Simulation::new(scenario, 0, true);
        let (mut held, mut intruded) = (0, 0);
        for _ in 0..200 {
            simulation.week().unwrap();
            for entity in simulation.world().iter_entities() {
                let (Some(NegotiationRight::Held { by, since, .. }), Some(negotiations)) =
                    (entity.get(), entity.get::<Negotiations>())
                else {
                    continue;
                };
                // A right of next week has not cleared the table yet.
                if *since < simulation.world().resource::<Calendar>().now() {
                    held += 1;
                    let others = negotiations.open.iter().any(|n| n.district != *by);
                    intruded += u32::from(others);
                }
            }
        }
        (held, intruded)
    };
    let (held, intruded) = intrusions(&shipped(FIRST));
    assert!(held > 0);
    assert_eq!(intruded, 0);
    let shared = variant_of(FIRST, "[measures.first_negotiation]\nexclusivity = 0.0");
    assert!(intrusions(&shared).1 > 0);
}

/// A dated value changes nothing before its date and something after it.
#[test]
fn a_dated_value_acts_from_its_date_on() {
    let constant = shipped(FIRST);
    let dated = variant_of(
        FIRST,
        "[measures.first_negotiation]\nwindow_weeks = { \"2022-09-05\" = 1 }",
    );
    acts_from(&constant, &dated, 52);
}

/// A measure acts from the date on which it takes effect.
#[test]
fn a_measure_acts_from_its_date_on() {
    let never = shipped("small_city");
    let later = variant_of(FIRST, "[measures.first_negotiation]\nfrom = 2022-09-05");
    acts_from(&never, &later, 52);
}

/// Weekly figures are the same before a counted week, and differ at some time from it on.
fn acts_from(base: &Scenario, variant: &Scenario, week: usize) {
    let (base, variant) = (run(base, 0), run(variant, 0));
    let width = base.series.len() / 208;
    let bits = |series: &[f64]| series.iter().map(|f| f.to_bits()).collect::<Vec<_>>();
    let (before, after) = (bits(&base.series), bits(&variant.series));
    assert_eq!(before.len(), after.len());
    assert_eq!(before[..week * width], after[..week * width]);
    assert_ne!(before[week * width..], after[week * width..]);
}

#[test]
fn one_district_is_a_city_too() {
    let folder = tempfile::tempdir().unwrap();
    let city_folder = folder.path().join("one");
    std::fs::create_dir(&city_folder).unwrap();
    for file in ["city.toml", "sectors.csv"] {
        std::fs::copy(
            support::project("scenarios/small_city").join(file),
            city_folder.join(file),
        )
        .unwrap();
    }
    let districts =
        std::fs::read_to_string(support::project("scenarios/small_city/districts.csv")).unwrap();
    let one: Vec<&str> = districts.lines().take(2).collect();
    std::fs::write(city_folder.join("districts.csv"), one.join("\n")).unwrap();
    let path = support::write_variant(
        folder.path(),
        "one_district",
        FIRST,
        &format!("city = '{}'", city_folder.display()),
    );
    let scenario = Scenario::load(&path, landfall::scenario::Overrides::default()).unwrap();
    let outcome = run(&scenario, 0);
    assert!(landings(&outcome) > 0);
    assert_eq!(city(&scenario, &outcome, "placement.hhi"), 1.0);
    assert_eq!(city(&scenario, &outcome, "placement.moved_share"), 0.0);
}

/// A measure off: nothing of its room is in the world but its parameters, and the tape is the same
/// as with the measure on.
#[test]
fn what_is_off_leaves_no_trace() {
    let off = shipped("small_city");
    let without = run(&off, 0);
    let mut simulation = Simulation::new(&off, 0, true);
    for _ in 0..150 {
        simulation.week().unwrap();
    }
    let traces: Vec<String> = simulation
        .world()
        .components()
        .iter_registered()
        .map(|(_, component)| component.name().to_string())
        .filter(|name| name.contains("measures::") && !name.ends_with("::Parameters"))
        .collect();
    assert_eq!(traces, Vec::<String>::new());
    for measure in &MEASURES {
        let changes = format!("[measures.{}]\non = true\n", measure.name);
        let on = variant_of("small_city", &changes);
        let with = run(&on, 0);
        // The same projects with the same facts; what the measure draws may change which are found.
        let mut shared = 0;
        for row in &without.projects {
            let mut others = with.projects.iter();
            let other = others.find(|o| o.project.id == row.project.id);
            let Some(other) = other.filter(|_| !row.project.id.is_expansion()) else {
                continue;
            };
            shared += 1;
            let (of, facts) = (&row.project, &other.project);
            assert_eq!(of.investment_yi.to_bits(), facts.investment_yi.to_bits());
            assert_eq!(of.productivity.to_bits(), facts.productivity.to_bits());
            assert_eq!(of.land, facts.land);
            let found = |life: &Life| life.reached(Stage::Lead);
            assert_eq!(found(&row.life), found(&other.life), "{}", measure.name);
        }
        assert!(shared * 10 > without.projects.len() * 8, "{}", measure.name);
    }
}

/// Raising the rate at which leads are found keeps every lead that was found before.
#[test]
fn more_discovery_finds_a_superset() {
    let (few, many) = (
        variant_of(
            "small_city",
            "[leads]\nfound_per_year = 30.0\neffort_adaptation = 0.0",
        ),
        variant_of(
            "small_city",
            "[leads]\nfound_per_year = 60.0\neffort_adaptation = 0.0",
        ),
    );
    let ids = |scenario: &_| -> Vec<_> {
        run(scenario, 0)
            .projects
            .iter()
            .map(|row| row.project.id)
            .filter(|id| !id.is_expansion())
            .collect()
    };
    let (few, many) = (ids(&few), ids(&many));
    assert!(few.len() < many.len());
    assert!(few.iter().all(|id| many.contains(id)));
}

const ALLOCATED: &str = "reassign_weeks = 100000\nlast_resort = \"best_fit\"\n";

#[test]
fn where_projects_are_given_for_good_no_two_districts_negotiate_for_one() {
    for regime in ["central_assignment", "deferred_acceptance"] {
        let changes = format!("[allocation]\nregime = \"{regime}\"\n{ALLOCATED}");
        let scenario = variant_of("small_city", &changes);
        let outcome = run(&scenario, 0);
        assert!(landings(&outcome) > 0, "{regime}");
        let figure = |metric| city(&scenario, &outcome, metric);
        assert!(figure("allocation.assigned") > 0.0, "{regime}");
        assert_eq!(figure("allocation.reassigned"), 0.0, "{regime}");
        assert_eq!(figure("cost.duplicated_team_weeks"), 0.0, "{regime}");
        let moved = outcome.projects.iter().filter(|row| {
            let landed = row.life.landed_in();
            landed.is_some() && landed != row.life.first_negotiator
        });
        assert_eq!(moved.count(), 0, "{regime}");
    }
}

#[test]
fn a_regime_gives_way_to_open_competition_on_its_date() {
    let scenario = variant_of(
        "small_city",
        "[allocation]\n\
         regime = { \"2020-01-01\" = \"deferred_acceptance\", \"2022-09-05\" = \"open_competition\" }\n",
    );
    let mut simulation = Simulation::new(&scenario, 0, true);
    let rights = |simulation: &mut Simulation, weeks: u32| {
        for _ in 0..weeks {
            simulation.week().unwrap();
        }
        let world = simulation.world();
        let docket = world.resource::<landfall::world::project::Docket>();
        docket
            .waiting()
            .filter(|&project| world.get::<NegotiationRight>(project).is_some())
            .count()
    };
    assert!(rights(&mut simulation, 52 + 51) > 0);
    assert_eq!(rights(&mut simulation, 3), 0);
}

const COMMITMENT: &str = "[measures.notification_commitment]\non = true\n";

// Notice 6.1
#[test]
fn whoever_never_breaks_a_promise_loses_nothing() {
    let faithful = variant_of("small_city", &format!("{COMMITMENT}breach_chance = 0.0\n"));
    let outcome = run(&faithful, 0);
    let figure = |metric| city(&faithful, &outcome, metric);
    assert!(figure("notification_commitment.projects") > 0.0);
    assert!(figure("notification_commitment.inspections") > 0.0);
    for nothing in [
        "broken",
        "found",
        "taken_back",
        "excess_energy",
        "on_record",
    ] {
        let name = format!("notification_commitment.{nothing}");
        assert_eq!(city(&faithful, &outcome, &name), 0.0, "{nothing}");
    }
}

// Notice 6.1
#[test]
fn where_everyone_breaks_its_promise_and_is_caught_breached_projects_end_so() {
    let faithless = variant_of(
        "small_city",
        &format!(
            "{COMMITMENT}breach_chance = 1.0\nbreach_steepness = 0.0\ninspections_per_year = 52.0\n\
             rectified_share = 0.0\npilot_areas = \"whole_city\"\n"
        ),
    );
    let outcome = run(&faithless, 0);
    let breached = outcome
        .projects
        .iter()
        .filter(|row| row.life.stage() == Stage::Breached);
    assert!(breached.count() > 0);
    let figure = |metric| city(&faithless, &outcome, metric);
    assert!(figure("notification_commitment.taken_back") > 0.0);
    let found = figure("notification_commitment.found");
    assert_eq!(found, figure("notification_commitment.taken_back"));
    assert_eq!(figure("notification_commitment.put_right"), 0.0);
}

// Notice 6.2
#[test]
fn a_commitment_that_takes_no_days_shortens_approval() {
    let ordinary = variant_of("small_city", "");
    let quick = variant_of(
        "small_city",
        &format!(
            "{COMMITMENT}breach_chance = 0.0\nother_land_days = 0.0\npilot_areas = \"whole_city\"\n"
        ),
    );
    let days = |scenario: &Scenario| city(scenario, &run(scenario, 0), "speed.approval_days");
    assert!(days(&quick) < days(&ordinary));
}
