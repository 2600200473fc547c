//! Lives: what a witness sees is what happened, results tell a few, and `why` tells any.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bevy_ecs::world::World;
use landfall::batch;
use landfall::batch::lives::{Biography, Event, Reason, tell};
use landfall::kernel::calendar::Week;
use landfall::kernel::ids::ProjectId;
use landfall::kernel::model::Breach;
use landfall::scenario::{Overrides, Scenario};
use landfall::simulation::{Simulation, Testimony};
use landfall::world::project::{Life, Project, Stage};
use landfall::world::witness::{Note, Noted};
use support::{run, shipped, variant_of, whole};

const SHORT: &str = "[run]\nburn_in_weeks = 26\nhorizon_weeks = 156\nreplications = 2\n";

/// What a witness of every project sees in the first replication.
fn testimony(scenario: &Scenario) -> Testimony {
    let ids = run(scenario, 0).projects;
    let mut simulation = Simulation::new(scenario, 0, false);
    simulation.watch(ids.iter().map(|row| row.project.id).collect());
    simulation.testify()
}

/// What must never happen, for a test: a project signs after the first counted half year.
fn nobody_signs(world: &mut World) -> Result<(), Breach> {
    let mut lives = world.query::<(&Project, &Life)>();
    let signed = lives.iter(world).filter_map(|(project, life)| {
        let week = life.reached(Stage::Agreed)?;
        (week.0 > 52).then_some((week, project.id))
    });
    match signed.min() {
        Some((_, id)) => Err(Breach::of_project(id, "has signed")),
        None => Ok(()),
    }
}

#[test]
fn a_violation_ends_the_run_and_the_project_it_happened_to_is_told_of() {
    let scenario = variant_of("small_city_notice", SHORT);
    let mut simulation = Simulation::new(&scenario, 0, false);
    simulation.must_hold(nobody_signs);
    let violation = simulation.run(0).unwrap_err();
    let id = violation.breach.project.unwrap();
    let told = violation.to_string();
    let week = violation.week.0;
    assert_eq!(
        told,
        format!("invariant violated in week {week}: {id} has signed")
    );

    let mut again = Simulation::new(&scenario, 0, false);
    again.must_hold(nobody_signs);
    again.watch(BTreeSet::from([id]));
    let testimony = again.testify();
    assert_eq!(testimony.violation, Some(violation));
    let is_signature = |noted: &Noted| matches!(noted.note, Note::Signed { .. });
    let signed = testimony.notes.iter().find(|noted| is_signature(noted));
    assert_eq!(signed.unwrap().week.0, week);
    assert!(testimony.notes.iter().all(|noted| noted.week.0 <= week));
}

#[test]
fn a_witness_changes_nothing() {
    let scenario = variant_of("small_city_notice", SHORT);
    let alone = run(&scenario, 0);
    let mut simulation = Simulation::new(&scenario, 0, true);
    simulation.watch(alone.projects.iter().map(|row| row.project.id).collect());
    let watched = simulation.run(0).unwrap();
    let bits = |figures: &[Option<f64>]| -> Vec<Option<u64>> {
        figures.iter().map(|f| f.map(f64::to_bits)).collect()
    };
    assert_eq!(bits(&watched.figures), bits(&alone.figures));
    let seen = testimony(&scenario);
    for rows in [&watched.projects, &seen.projects] {
        assert_eq!(rows.len(), alone.projects.len());
        for (own, expected) in rows.iter().zip(&alone.projects) {
            assert_eq!(own.project.id, expected.project.id);
            assert_eq!(own.life, expected.life, "{}", own.project.id);
        }
    }
}

/// Whether a note tells of a stage that was reached in a week.
fn tells(noted: &Noted, stage: Stage, week: Week) -> bool {
    let in_week = noted.week == week;
    match (&noted.note, stage) {
        (Note::Found { .. }, Stage::Lead)
        | (Note::Screened { admitted: true, .. }, Stage::Screened)
        | (Note::Pooled {}, Stage::Pooled)
        | (Note::Looked { takes_up: true, .. }, Stage::Negotiating)
        | (Note::Signed { .. }, Stage::Agreed)
        | (Note::Sited { .. }, Stage::Sited)
        | (Note::Granted { .. }, Stage::Granted)
        | (Note::Approved {}, Stage::Approved)
        | (Note::Begun { .. }, Stage::Building)
        | (Note::Operating { .. }, Stage::Operating)
        | (
            Note::Screened {
                admitted: false, ..
            },
            Stage::Rejected,
        )
        | (Note::Lost { .. }, Stage::LostElsewhere) => in_week,
        (Note::RightGiven { begins_in, .. }, Stage::Certified) => {
            noted.week.after(*begins_in) == week
        }
        (Note::Ended { exit, .. }, stage) => in_week && exit == stage.word(),
        _ => false,
    }
}

#[test]
fn every_stage_of_every_life_is_seen_in_its_week() {
    let base = variant_of("small_city", SHORT);
    let notice = variant_of("small_city_notice", SHORT);
    let assigned = "[allocation]\nregime = \"central_assignment\"\n";
    let assigned = variant_of("small_city", &format!("{SHORT}{assigned}"));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for scenario in [base, notice, assigned] {
        let seen = testimony(&scenario);
        for row in &seen.projects {
            let id = row.project.id;
            let own: Vec<&Noted> = seen.notes.iter().filter(|n| n.project == id).collect();
            let mut expected: Vec<(Stage, Week)> = Stage::WAY
                .iter()
                .filter_map(|&(stage, _)| Some((stage, row.life.reached(stage)?)))
                .collect();
            expected.extend(row.life.ended().map(|week| (row.life.stage(), week)));
            for (stage, week) in expected {
                assert!(
                    own.iter().any(|noted| tells(noted, stage, week)),
                    "{} {id}: {stage:?} in week {}",
                    scenario.name,
                    week.0
                );
                *kinds.entry(stage.word()).or_default() += 1;
            }
            assert!(own.is_sorted_by_key(|noted| noted.week), "{id}");
        }
    }
    assert!(kinds.len() >= 13, "{kinds:?}");
}

/// Base and variant in folders of their own, which have nothing in common with the shipped city's.
fn written(folder: &Path) -> [PathBuf; 2] {
    ["small_city", "small_city_notice"].map(|name| {
        let own = folder.join(format!("of_{name}"));
        std::fs::create_dir(&own).unwrap();
        support::write_variant(&own, &format!("my_{name}"), name, SHORT)
    })
}

fn result(folder: &Path) -> PathBuf {
    let paths = written(folder);
    let scenarios = paths.map(|path| Scenario::load(&path, Overrides::default()).unwrap());
    let out = folder.join("result");
    let batch = support::batch("mine", scenarios.to_vec());
    whole(batch::run(
        &batch,
        &support::orders(&out, 2),
        &mut |_, _| {},
    ));
    out
}

/// The landings of replication 0 by scenario and project.
fn landings(out: &Path) -> BTreeMap<(String, String), csv::StringRecord> {
    let mut reader = csv::Reader::from_path(out.join("landings.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.filter(|row| &row[1] == "0");
    rows.map(|row| ((row[0].to_owned(), row[2].to_owned()), row))
        .collect()
}

#[test]
fn a_result_keeps_its_inputs_and_tells_a_few_lives() {
    let folder = tempfile::tempdir().unwrap();
    let out = result(folder.path());
    let files = support::files(&out);
    for name in [
        "inputs/1/my_small_city.toml",
        "inputs/2/small_city.toml",
        "inputs/2/small_city/districts.csv",
        "inputs/2/small_city_notice.toml",
        "inputs/3/my_small_city_notice.toml",
        "lives.jsonl",
    ] {
        assert!(
            files.contains_key(name),
            "{name} is not among {:?}",
            files.keys()
        );
    }
    let root = env!("CARGO_MANIFEST_DIR");
    let temporary = folder.path().display().to_string();
    for (name, content) in files.iter().filter(|(name, _)| !name.contains("plots")) {
        let text = String::from_utf8_lossy(content);
        assert!(!text.contains(root) && !text.contains(&temporary), "{name}");
    }

    let lives: Vec<Biography> = String::from_utf8(files["lives.jsonl"].clone())
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        lives.len() >= 4 && lives.len().is_multiple_of(2),
        "{}",
        lives.len()
    );
    let landings = landings(&out);
    let row = |scenario: &str, project: &str| &landings[&(scenario.to_owned(), project.to_owned())];
    for pair in lives.chunks(2) {
        assert_eq!(pair[0].project, pair[1].project);
        assert_eq!(pair[0].scenario, "my_small_city");
        for life in pair.iter().filter(|life| life.facts.is_some()) {
            let facts = life.facts.as_ref().unwrap();
            let row = row(&life.scenario, &life.project);
            assert_eq!(facts.stage, row[10]);
            assert_eq!(facts.landing_district.as_deref().unwrap_or(""), &row[9]);
        }
    }
    // The largest project that the variant gains is nobody else.
    let gained = lives.iter().find(|l| l.chosen_for == Some(Reason::Gained));
    let gained = gained.unwrap();
    let size = |row: &csv::StringRecord| row[5].parse::<f64>().unwrap();
    for ((scenario, project), own) in &landings {
        let was = landings.get(&("my_small_city".to_owned(), project.clone()));
        let is_gained = scenario == "my_small_city_notice"
            && !own[9].is_empty()
            && own[12].parse::<i64>().unwrap() >= 0
            && was.is_some_and(|was| &was[10] == "lost_elsewhere");
        let largest = row("my_small_city_notice", &gained.project);
        assert!(!is_gained || size(own) <= size(largest), "{project}");
    }
    let lapsed = lives
        .iter()
        .find(|l| l.chosen_for == Some(Reason::Lapsed) && l.scenario == "my_small_city_notice");
    let has_lapsed = |event: &Event| matches!(event.note, Note::RightLapsed { .. });
    assert!(lapsed.is_none_or(|life| life.events.iter().any(has_lapsed)));

    // What `why` prints is the same life, made again from the inputs alone.
    let printed = why(
        &out,
        &[&gained.project, "--json", "--scenario", "my_small_city"],
    );
    assert!(printed.status.success(), "{printed:?}");
    let again: Biography = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(again.events, gained.events);
    let beside = why(&out, &[&gained.project, "--versus", "--json"]);
    let beside: serde_json::Value = serde_json::from_slice(&beside.stdout).unwrap();
    assert_eq!(beside["lives"].as_array().unwrap().len(), 2);
    assert!(beside["parting"]["week"].is_i64(), "{}", beside["parting"]);
    refuses(&out, &gained.project);
}

fn why(out: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command.arg("why").arg("--in").arg(out).args(arguments);
    command.output().unwrap()
}

/// Everything that `why` cannot tell is refused with the way out, and ends with code 2.
fn refuses(out: &Path, project: &str) {
    let refused = |out: &Path, arguments: &[&str], expected: &[&str]| {
        let output = why(out, arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        for part in expected {
            assert!(said.contains(part), "{arguments:?}: {said}");
        }
    };
    refused(out, &["P99999"], &["no project P99999", "near it are"]);
    refused(out, &["257"], &["P120"]);
    refused(
        out,
        &[project, "--replication", "2"],
        &["no replication 2", "0 to 1"],
    );
    refused(
        out,
        &[project, "--scenario", "my_small_cit"],
        &["my_small_city"],
    );
    refused(
        out,
        &["--district", "HILS", "--gained"],
        &["no district", "did you mean \"HILLS\"?"],
    );
    refused(&out.join("plots"), &[project], &["no result"]);

    let gains = why(out, &["--district", "hills", "--lost", "--json"]);
    assert!(gains.status.success());
    let gains: serde_json::Value = serde_json::from_slice(&gains.stdout).unwrap();
    assert_eq!(
        (&gains["district"], &gains["lost"]),
        (&"HILLS".into(), &true.into())
    );

    // A copy that was changed is not what was run.
    let city = out.join("inputs/2/small_city/districts.csv");
    let text = std::fs::read_to_string(&city).unwrap();
    std::fs::write(&city, text.replace("HILLS,Hills,", "HILLS,Heights,")).unwrap();
    refused(out, &[project], &["is not the scenario that was run"]);
    std::fs::remove_file(&city).unwrap();
    refused(out, &[project], &["districts.csv"]);
    let manifest = out.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let sweep = text.replace("\"kind\": \"compare\"", "\"kind\": \"sweep\"");
    std::fs::write(&manifest, sweep).unwrap();
    refused(out, &[project], &["sweep", "landfall run"]);
}

#[test]
fn a_project_that_was_never_found_has_no_life() {
    let scenario = variant_of("small_city", SHORT);
    let absent = ProjectId::on_tape(4_000_000);
    let told = tell(&scenario, 0, &[absent]).unwrap();
    assert!(told.lives[0].facts.is_none() && told.lives[0].events.is_empty());
    assert!(!told.found.contains(&absent));
    let names: Vec<ProjectId> = told
        .found
        .iter()
        .map(|id| id.to_string().parse().unwrap())
        .collect();
    assert_eq!(names, told.found);
    assert!(shipped("small_city").sources.len() >= 4);
}
