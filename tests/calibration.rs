//! Calibration finds a parameter again, is the same on any number of threads, says what is wrong with
//! its file, and what ships is what it wrote.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use sha2::{Digest, Sha256};
use support::{city, project, run, shipped};

/// Leads that a year really brings in the test below.
const TRUE_RATE: f64 = 45.0;

fn landfall() -> Command {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command
        .current_dir(project(""))
        .env("LANDFALL_ROOT", support::ANYWHERE);
    command
}

/// A calibration file for one free parameter and one target, in a folder.
fn write_file(folder: &Path, free: &str, target: &str) -> PathBuf {
    let path = folder.join("trial.toml");
    let text = format!(
        "format = 1\ntitle = \"Trial\"\nseed = 5\npoints = 12\nreplications = 2\nwaves = 2\n\
         kept_share = 0.25\nchoosing_replications = 2\njudging_replications = 4\nextends = \"small_city.toml\"\n\n\
         [scenarios]\nsmall = '{}'\n\n[free]\n{free}\n\n[[targets]]\n{target}\n",
        project("scenarios/small_city.toml").display()
    );
    std::fs::write(&path, text).unwrap();
    path
}

const FREE: &str = "\"leads.found_per_year\" = [20.0, 70.0]";

fn target(fact: f64) -> String {
    format!(
        "id = \"T1\"\nmeaning = \"Leads\"\nscenario = \"small\"\nmetric = \"leads.found\"\n\
         place = \"city\"\nfact = {fact}\ntolerance = [{}, {}]\nsource = \"made up\"",
        fact * 0.9,
        fact * 1.1
    )
}

/// The mean number of leads at the true rate, with other luck than the calibration has.
fn observed() -> f64 {
    const RUNS: u32 = 6;
    let mut scenario = shipped("small_city");
    scenario.timetable.set(
        "leads",
        "found_per_year",
        landfall::kernel::parameter::Value::Number(TRUE_RATE),
    );
    let leads = |replication| {
        let outcome = run(&scenario, replication);
        city(&scenario, &outcome, "leads.found")
    };
    (0..RUNS).map(leads).sum::<f64>() / f64::from(RUNS)
}

#[test]
fn a_known_parameter_is_found_again_and_threads_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = write_file(folder.path(), FREE, &target(observed()));
    for threads in ["1", "2"] {
        landfall()
            .args(["calibrate", "--quiet", "--threads", threads, "--out"])
            .arg(folder.path().join(threads))
            .arg(&file)
            .assert()
            .success();
    }
    let names = [
        "calibrated.toml",
        "calibration.md",
        "targets.csv",
        "posterior.csv",
        "samples.csv",
        "manifest.json",
    ];
    for name in names {
        let read = |threads: &str| std::fs::read(folder.path().join(threads).join(name)).unwrap();
        assert!(read("1") == read("2"), "{name} depends on threads");
    }
    let chosen = std::fs::read_to_string(folder.path().join("1/calibrated.toml")).unwrap();
    let line = chosen.lines().find(|l| l.starts_with("found_per_year"));
    let value: f64 = line
        .unwrap()
        .split('=')
        .nth(1)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    assert!(
        (value / TRUE_RATE - 1.0).abs() < 0.2,
        "{value} for {TRUE_RATE}"
    );
}

#[test]
fn a_wrong_file_is_refused_with_every_problem_and_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = target(10.0)
        .replace("leads.found", "leads.fond")
        .replace("id =", "idd =");
    let file = write_file(
        folder.path(),
        "\"leads.found_per_yaer\" = [1.0, 2.0]",
        &wrong,
    );
    let assert = landfall().arg("calibrate").arg(&file).assert().code(2);
    let errors = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    for expected in [
        "unknown parameter \"leads.found_per_yaer\"",
        "did you mean \"leads.found_per_year\"?",
        "unknown metric \"leads.fond\"",
        "did you mean \"leads.found\"?",
        "unknown key \"idd\"",
        "the key \"id\" is missing",
    ] {
        assert!(
            errors.contains(expected),
            "{expected:?} is not in:\n{errors}"
        );
    }
}

#[test]
fn what_ships_was_written_from_the_file_that_ships() {
    let read = |name: &str| std::fs::read(project("scenarios/beijing").join(name)).unwrap();
    let hash = Sha256::digest(read("calibration.toml"))
        .iter()
        .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let chosen = String::from_utf8(read("calibrated.toml")).unwrap();
    assert!(
        chosen.contains(&hash),
        "run landfall calibrate scenarios/beijing/calibration.toml and copy calibrated.toml and \
         calibration.md beside it"
    );
    let page = String::from_utf8(read("calibration.md")).unwrap();
    let first = page.lines().next().unwrap();
    let counts = chosen.lines().nth(1).unwrap();
    let within = first.split(' ').next().unwrap();
    assert!(
        counts.starts_with(&format!("# {within} of ")),
        "{counts} / {first}"
    );
}
