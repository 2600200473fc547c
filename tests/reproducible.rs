//! Same scenario and seed, same bytes: whatever the threads, the profile or the order of work.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;

use landfall::batch::{self, Batch, Ended};
use landfall::scenario::Scenario;
use sha2::{Digest, Sha256};
use support::{run, shipped};

/// Files of a result by name, but the manifest's revision.
fn result(scenarios: Vec<Scenario>, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    let batch = Batch {
        check_invariants: true,
        ..support::batch("result", scenarios)
    };
    let orders = support::orders(&out, threads);
    let Ended::Whole(unfinished) = batch::run(&batch, &orders, &mut |_, _| {}).unwrap() else {
        panic!("the batch did not come to its end");
    };
    landfall::report::plots::draw(unfinished.path(), &landfall::report::Looks::default()).unwrap();
    assert_eq!(unfinished.finish().unwrap(), out);
    support::files(&out)
}

fn pair() -> Vec<Scenario> {
    ["small_city", "small_city_notice"]
        .into_iter()
        .map(|name| {
            let mut scenario = shipped(name);
            scenario.run.replications = 6;
            scenario
        })
        .collect()
}

#[test]
fn threads_do_not_show_in_a_single_byte() {
    let one = result(pair(), 1);
    for threads in [2, 8] {
        let several = result(pair(), threads);
        support::assert_same(&one, &several, &format!("{threads} threads"));
    }
    for name in [
        "manifest.json",
        "metrics.csv",
        "series.csv",
        "landings.csv",
        "comparison.csv",
    ] {
        assert!(one.contains_key(name), "{name} is missing");
    }
}

/// Where a job is run, in which language, time zone and width of terminal, shows in no byte: neither of
/// tables nor of pictures and the page.
#[test]
fn surroundings_do_not_show_in_a_single_byte() {
    let folder = tempfile::tempdir().unwrap();
    let short = "[run]\nburn_in_weeks = 10\nhorizon_weeks = 60\nreplications = 3\n";
    let [base, variant] = ["small_city", "small_city_notice"]
        .map(|name| support::write_variant(folder.path(), &format!("my_{name}"), name, short));
    let elsewhere = tempfile::tempdir().unwrap();
    let surroundings: [(&str, &[(&str, &str)]); 8] = [
        ("as it is", &[]),
        (
            "in Chinese",
            &[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "zh_CN.UTF-8")],
        ),
        (
            "in German",
            &[("LC_ALL", "de_DE.UTF-8"), ("LC_NUMERIC", "de_DE.UTF-8")],
        ),
        ("in no language", &[("LC_ALL", "C")]),
        ("in Shanghai", &[("TZ", "Asia/Shanghai")]),
        ("in Newfoundland", &[("TZ", "America/St_Johns")]),
        (
            "on a narrow terminal",
            &[("COLUMNS", "60"), ("NO_COLOR", "1")],
        ),
        (
            "without a home",
            &[("HOME", "/nonexistent"), ("USER", ""), ("PWD", "/")],
        ),
    ];
    let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
    for (number, (how, variables)) in surroundings.into_iter().enumerate() {
        let place = [folder.path(), elsewhere.path()][number % 2];
        let out = place.join("result");
        let output = assert_cmd::Command::cargo_bin("landfall")
            .unwrap()
            .current_dir(place)
            .env("LANDFALL_ROOT", support::ANYWHERE)
            .envs(variables.iter().copied())
            .arg("compare")
            .args([&base, &variant])
            .args(["--quiet", "--overwrite", "--out", "result", "--threads"])
            .arg(["1", "2", "8"][number % 3])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{how}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let files = support::files(&out);
        support::assert_same(first.get_or_insert_with(|| files.clone()), &files, how);
    }
}

/// The small city without a measure, with measure 5, and with the whole notice.
const GOLDEN: [&str; 3] = [
    "small_city",
    "small_city_first_negotiation",
    "small_city_notice",
];

/// The hash of everything that two replications of the small city leave. It is the same in every
/// profile and on every platform; a change that moves it belongs in the changelog.
#[test]
fn the_small_city_ends_as_it_always_has() {
    let mut hash = Sha256::new();
    for name in GOLDEN {
        let scenario = shipped(name);
        for replication in 0..2 {
            let outcome = run(&scenario, replication);
            for figure in outcome.figures.iter().map(|f| f.unwrap_or(f64::MAX)) {
                hash.update(figure.to_bits().to_le_bytes());
            }
            for figure in outcome.series.iter().filter(|f| !f.is_nan()) {
                hash.update(figure.to_bits().to_le_bytes());
            }
            for row in &outcome.projects {
                hash.update(format!("{} {:?}", row.project.id, row.life));
            }
        }
    }
    insta::assert_snapshot!(format!("{:x?}", hash.finalize()));
}

/// Rounded figures beside the hash, so that a change can be read.
#[test]
fn the_small_city_ends_with_these_figures() {
    let mut text = String::new();
    for name in GOLDEN {
        let scenario = shipped(name);
        let outcome = run(&scenario, 0);
        text.push_str(&format!("{name}\n"));
        let figures = landfall::simulation::figures(&scenario.city.layout());
        for ((metric, _, place), figure) in figures.iter().zip(&outcome.figures) {
            if *place == landfall::kernel::record::Place::City {
                let figure = figure.map_or("-".to_owned(), |f| format!("{f:.4}"));
                text.push_str(&format!("  {:<44} {figure}\n", metric.name));
            }
        }
    }
    insta::assert_snapshot!(text);
}

/// A replication does not depend on which others are run.
#[test]
fn a_replication_stands_alone() {
    let scenario = shipped("small_city_first_negotiation");
    let third = run(&scenario, 3);
    run(&scenario, 0);
    let again = run(&scenario, 3);
    assert_eq!(third.projects, again.projects);
    let bits = |o: &landfall::simulation::Outcome| {
        o.figures
            .iter()
            .map(|f| f.map(f64::to_bits))
            .collect::<Vec<_>>()
    };
    assert_eq!(bits(&third), bits(&again));
}

/// Districts sum to the city, and sectors to the city, where every event has a district.
#[test]
fn figures_add_up() {
    use landfall::kernel::record::Place;
    let scenario = shipped("small_city_first_negotiation");
    let outcome = run(&scenario, 0);
    let layout = scenario.city.layout();
    let at = |metric, place| support::figure(&scenario, &outcome, metric, place).unwrap();
    for metric in [
        "placement.landed",
        "placement.landed_ha",
        "land.output",
        "land.exits",
    ] {
        let city = at(metric, Place::City);
        let districts: f64 = (0..layout.districts())
            .map(|d| at(metric, Place::District(d)))
            .sum();
        let sectors: f64 = (0..layout.sectors)
            .map(|s| at(metric, Place::Sector(s)))
            .sum();
        let owners: f64 = (0..layout.ownerships)
            .map(|o| at(metric, Place::Ownership(o)))
            .sum();
        for sum in [districts, sectors, owners] {
            assert!(
                (sum - city).abs() <= 1e-9 * city.abs().max(1.0),
                "{metric}: {sum} {city}"
            );
        }
    }
    let landed = at("placement.landed", Place::City);
    let flows: f64 = (0..layout.districts())
        .flat_map(|from| (0..layout.districts()).map(move |to| (from, to)))
        .map(|(from, to)| at("placement.flow", Place::Flow(from, to)))
        .sum();
    assert_eq!(flows, landed);
}

/// The comparison is what anyone computes from the figures of single replications.
#[test]
fn the_comparison_follows_from_the_metrics() {
    let files = result(pair(), 2);
    let table = |name: &str| -> Vec<Vec<String>> {
        csv::Reader::from_reader(files[name].as_slice())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    };
    let metrics = table("metrics.csv");
    let of = |scenario: &str, figure: &[String]| -> Vec<f64> {
        let rows = metrics
            .iter()
            .filter(|row| row[0] == scenario && row[2..5] == figure[..3]);
        rows.map(|row| row[6].parse().unwrap()).collect()
    };
    let mut compared = 0;
    for line in table("comparison.csv")
        .iter()
        .filter(|line| line[1] == "city")
    {
        let (base, variant) = (of(&line[4], line), of(&line[5], line));
        // Figures that are undefined somewhere pair up by replication, not by row.
        if base.len() != 6 || variant.len() != 6 {
            continue;
        }
        compared += 1;
        let n = 6.0;
        let differences: Vec<f64> = variant.iter().zip(&base).map(|(v, b)| v - b).collect();
        let mean = differences.iter().sum::<f64>() / n;
        let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
        // Student's t for five degrees of freedom, from the printed tables.
        let half = 2.570_581_836 * (squares / (n - 1.0) / n).sqrt();
        let near = |cell: &str, expected: f64| {
            let written: f64 = cell.parse().unwrap();
            let scale = expected.abs().max(base[0].abs()).max(1e-6);
            assert!(
                (written - expected).abs() < 1e-6 * scale,
                "{line:?} {expected}"
            );
        };
        near(&line[8], mean);
        near(&line[9], mean - half);
        near(&line[10], mean + half);
    }
    assert!(compared > 30, "{compared}");
}
