//! Every parameter and every column of a city bites: moving it inside its range changes a metric.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;

use landfall::kernel::parameter::{Kind, Parameter, Value};
use landfall::kernel::record::Scope;
use landfall::measures::MEASURES;
use landfall::scenario::{Resolved, Scenario};
use landfall::simulation::{Simulation, figures};
use rayon::prelude::*;
use support::variant_of;

/// Replications over which an effect must show.
const REPLICATIONS: u32 = 1;

/// A small city in which everything happens: quarters that release several parcels, plants old
/// enough to expand, finders whose effort meets its bounds, districts that refer again what was
/// referred to them; stewards, slots, quota and land that run short; commitments that are broken.
const DEMONSTRATION: &str = "\
    [run]\nhorizon_weeks = 312\n\
    [land_supply]\nplan_factor = 3.0\nfarmland_share = 0.5\nreserve_cap_years = 1.0\n\
    [operation]\nexpansions_per_year = 0.6\n\
    [leads]\neffort_least = 0.9\neffort_most = 1.2\n\
    [negotiation]\nmiddling_fit = 0.7\ngood_fit = 0.9\n";

/// What the measures of the demonstration are set to, where the whole notice is in force.
const NOTICE: &str = "\
    [measures.project_steward]\nmajor_yi = 2.0\ncity_stewards = 1\ncity_caseload = 3\n\
    [measures.major_project_coordination]\nmajor_yi = 2.0\nslots_per_week = 1\n\
    [measures.investment_data_platform]\nfirst_publication_weeks = 8\n\
    [measures.notification_commitment]\npilot_areas = \"whole_districts\"\nbreach_chance = 0.3\n\
    record_years = 1\n";

/// A year of a city with every tier of sectors and more districts than an enterprise considers,
/// for what the small city has no room for.
const LARGE_CITY: &str = "[run]\nburn_in_weeks = 4\nhorizon_weeks = 52\n\
    [measures.investment_data_platform]\nfirst_publication_weeks = 4\n";

/// A small city in which farmland quota, land and the companies' money run short, and much of what
/// is unused is lost.
const SHORT_OF_LAND: &str = "\
    [run]\nhorizon_weeks = 312\n\
    [land_supply]\nplan_factor = 3.0\nfarmland_share = 0.9\nloss_per_year = 0.2\n\
    [prospects]\nstrategic_share = 0.3\n\
    [measures.industrial_land_supply]\non = true\n\
    [measures.space_reuse]\non = true\ncity_company_yi = 0.1\nleverage = 0.5\n\
    debt_ceiling = 0.5\n";

/// A small city in which majors wait for quota that other districts have left.
const SHORT_OF_QUOTA: &str = "\
    [run]\nhorizon_weeks = 312\n\
    [land_supply]\nplan_factor = 2.0\nfarmland_share = 0.6\nreserve_cap_years = 0.2\n\
    [prospects]\nstrategic_share = 0.5\n\
    [measures.major_project_coordination]\non = true\nmajor_yi = 1.0\nadvance_share = 0.0\n";

fn demonstration() -> Scenario {
    variant_of("small_city_notice", &format!("{DEMONSTRATION}{NOTICE}"))
}

/// Where what the first demonstration leaves out happens: single measures, regimes other than open
/// competition, a large city.
fn further_demonstrations() -> Vec<Scenario> {
    let small = |base: &str, changes: &str| variant_of(base, &format!("{DEMONSTRATION}{changes}"));
    let on = |measure: &str, settings: &str| {
        small(
            "small_city",
            &format!("[measures.{measure}]\non = true\n{settings}"),
        )
    };
    vec![
        small("small_city_first_negotiation", ""),
        on(
            "notification_commitment",
            "pilot_areas = \"whole_districts\"\nbreach_chance = 0.3\nrecord_years = 1\n\
             [measures.industrial_land_supply]\non = true\n",
        ),
        on("project_steward", "major_yi = 2.0\ncity_stewards = 1\n"),
        variant_of("small_city", SHORT_OF_LAND),
        variant_of("small_city", SHORT_OF_QUOTA),
        small(
            "small_city",
            "[allocation]\nregime = \"central_assignment\"\n",
        ),
        small(
            "small_city",
            "[allocation]\nregime = \"deferred_acceptance\"\n",
        ),
        variant_of("the_notice", LARGE_CITY),
    ]
}

/// Everything that is measured, to the bit.
fn measured(scenario: &Scenario) -> Vec<u64> {
    (0..REPLICATIONS)
        .flat_map(|replication| {
            let outcome = Simulation::new(scenario, replication, false)
                .run(replication)
                .unwrap();
            let figures = outcome.figures.into_iter().map(|f| f.unwrap_or(f64::NAN));
            figures
                .chain(outcome.series)
                .map(f64::to_bits)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Values within the range, away from the one that holds.
fn nudges(parameter: &Parameter, value: Value) -> Vec<Value> {
    match (parameter.kind, value) {
        (Kind::Number { least, most }, Value::Number(x)) => {
            let up = if x == 0.0 {
                most.min(0.3)
            } else {
                (x * 1.5).min(most)
            };
            let down = if x == 0.0 {
                least
            } else {
                (x * 0.5).max(least)
            };
            let mut values = vec![up, down, least, f64::midpoint(least, x)];
            values.retain(|&v| v != x);
            values.into_iter().map(Value::Number).collect()
        }
        (Kind::Count { least, most }, Value::Count(x)) => {
            let mut values = vec![
                (x + 1).min(most),
                (x / 2).max(least),
                (x * 2).min(most),
                least,
            ];
            values.retain(|&v| v != x);
            values.into_iter().map(Value::Count).collect()
        }
        (Kind::Switch, Value::Switch(on)) => vec![Value::Switch(!on)],
        (Kind::Choice(words), Value::Choice(word)) => words
            .iter()
            .filter(|w| **w != word)
            .map(|w| Value::Choice(w))
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_parameter_bites() {
    let mut dead = dead_parameters(&demonstration(), None);
    for scenario in further_demonstrations() {
        if !dead.is_empty() {
            dead = dead_parameters(&scenario, Some(&dead));
        }
    }
    assert!(
        dead.is_empty(),
        "these parameters change nothing: {dead:#?}"
    );
}

/// The parameters that change nothing in a scenario, of all or of some.
fn dead_parameters(scenario: &Scenario, of: Option<&BTreeSet<String>>) -> BTreeSet<String> {
    let before = measured(scenario);
    let bites = |resolved: &Resolved| {
        let parameter = resolved.parameter;
        nudges(&parameter, resolved.value).into_iter().any(|value| {
            let mut nudged = scenario.clone();
            nudged
                .timetable
                .set(parameter.section, parameter.key, value);
            measured(&nudged) != before
        })
    };
    scenario
        .resolved()
        .par_iter()
        // Seed, replications and weeks say which runs there are; they are tested as such.
        .filter(|resolved| resolved.parameter.section != "run")
        .filter(|resolved| of.is_none_or(|of| of.contains(&resolved.parameter.name())))
        .filter(|resolved| !bites(resolved))
        .map(|resolved| resolved.parameter.name())
        .collect()
}

#[test]
fn every_column_of_a_city_bites() {
    let scenario = demonstration();
    let before = measured(&scenario);
    // Names, and where a district is drawn on the map (CIT-26): for the reader, not for the run.
    let labels = ["code", "name", "name_zh", "kind", "tile_row", "tile_column"];
    let mut dead = BTreeSet::new();
    for file in &scenario.city_files {
        let rows: Vec<Vec<String>> = file
            .text
            .text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect();
        for column in file.columns.iter().filter(|c| !labels.contains(&c.name)) {
            let bites = nudged_tables(&rows, column.name).into_iter().any(|table| {
                with_table(file.name, &table).is_some_and(|nudged| measured(&nudged) != before)
            });
            if !bites {
                dead.insert(format!("{} of {}", column.name, file.name));
            }
        }
    }
    assert!(dead.is_empty(), "these columns change nothing: {dead:#?}");
}

/// The table with one column changed in every row, in several ways.
fn nudged_tables(rows: &[Vec<String>], column: &str) -> Vec<String> {
    let at = rows[0].iter().position(|name| name == column).unwrap();
    let ways: [fn(&str) -> Option<String>; 5] = [
        |cell| Some((cell.parse::<f64>().ok()? * 0.6).to_string()),
        |cell| Some((cell.parse::<f64>().ok()? * 1.4 + 0.01).to_string()),
        |cell| Some(if cell == "0" { "1" } else { "0" }.to_owned()),
        |cell| match cell {
            "plain_new_town" => Some("subcentre".to_owned()),
            "general" | "pillar" => Some("future".to_owned()),
            _ => None,
        },
        |cell| Some(if cell.contains('|') { "" } else { "SE" }.to_owned()),
    ];
    ways.into_iter()
        .map(|way| {
            let rows = rows.iter().enumerate().map(|(n, row)| {
                let mut row = row.clone();
                if n > 0 {
                    row[at] = way(&row[at]).unwrap_or_else(|| row[at].clone());
                }
                row.join(",")
            });
            rows.collect::<Vec<_>>().join("\n")
        })
        .collect()
}

/// The scenario with one table of its city replaced; nothing if that is no valid city.
fn with_table(name: &str, table: &str) -> Option<Scenario> {
    let folder = tempfile::tempdir().unwrap();
    let city = folder.path().join("city");
    std::fs::create_dir(&city).unwrap();
    for file in ["city.toml", "districts.csv", "sectors.csv"] {
        let from = support::project("scenarios/small_city").join(file);
        std::fs::copy(from, city.join(file)).unwrap();
    }
    std::fs::write(city.join(name), table).unwrap();
    let path = support::write_variant(
        folder.path(),
        "variant",
        "small_city_notice",
        &format!("city = '{}'\n{DEMONSTRATION}{NOTICE}", city.display()),
    );
    Scenario::load(&path, landfall::scenario::Overrides::default()).ok()
}

/// What one measure is set to, where it alone is in force, so that all that it counts happens.
const ALONE: [(&str, &str); 10] = [
    ("investment_promotion", ""),
    (
        "major_project_coordination",
        "major_yi = 1.0\nadvance_share = 1.0\n",
    ),
    ("investment_data_platform", "first_publication_weeks = 8\n"),
    (
        "project_steward",
        "major_yi = 2.0\ncity_stewards = 1\ncity_caseload = 2\n",
    ),
    (
        "first_negotiation",
        "tax_share = 0.5\nrounds = 2\ncertifications_per_week = 1\n",
    ),
    (
        "notification_commitment",
        "pilot_areas = \"whole_districts\"\nbreach_chance = 0.5\nrectified_share = 0.5\n",
    ),
    ("industrial_land_supply", "major_yi = 1.0\n"),
    ("space_reuse", "city_company_yi = 0.3\n"),
    ("space_reuse", "debt_counts = true\ndebt_ceiling = 0.5\n"),
    (
        "industrial_land_supply",
        "barred_share = 0.0\ncompensated_share = 1.0\n",
    ),
];

/// Figures of a measure that another must be in force to move.
const NEEDS_ANOTHER: [&str; 1] = [
    // Standard land is article 7's.
    "notification_commitment.approval_days_standard_land",
];

#[test]
fn every_figure_of_a_measure_moves_where_it_alone_is_in_force_and_none_where_it_is_off() {
    let mut moved: BTreeSet<&str> = ALONE
        .par_iter()
        .flat_map_iter(|(measure, settings)| {
            let land = "[prospects]\nstrategic_share = 0.3\n";
            let changes =
                format!("{DEMONSTRATION}{land}[measures.{measure}]\non = true\n{settings}");
            let scenario = variant_of("small_city", &changes);
            let found: Vec<&str> = (0..3)
                .flat_map(|replication| moving(&scenario, replication))
                .collect();
            for other in MEASURES.iter().filter(|other| other.name != *measure) {
                let is_of_other = |name: &&&str| name.starts_with(&format!("{}.", other.name));
                let trace = found.iter().find(is_of_other);
                assert_eq!(trace, None, "{measure} alone moves a figure of another");
            }
            found
        })
        .collect();
    moved.extend(moving(&variant_of("small_city", SHORT_OF_QUOTA), 0));
    let still: Vec<&str> = MEASURES
        .iter()
        .flat_map(|measure| measure.metrics)
        .map(|metric| metric.name)
        .filter(|name| !moved.contains(name) && !NEEDS_ANOTHER.contains(name))
        .collect();
    assert!(still.is_empty(), "these figures never move: {still:#?}");
}

/// The metrics of the city that are defined and not 0 at the end of a run.
fn moving(scenario: &Scenario, replication: u32) -> Vec<&'static str> {
    let outcome = support::run(scenario, replication);
    figures(&scenario.city.layout())
        .into_iter()
        .zip(outcome.figures)
        .filter(|((_, scope, _), figure)| {
            *scope == Scope::City && figure.is_some_and(|figure| figure != 0.0)
        })
        .map(|((metric, ..), _)| metric.name)
        .collect()
}
