//! The command as a user meets it: help, exit codes, errors and what is left on disk.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;

use assert_cmd::Command;
use support::{project, write_variant};

fn landfall() -> Command {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// What a command said and how it ended, with folders of this machine taken out.
fn said(command: &mut Command, folder: &Path) -> String {
    let output = command.output().unwrap();
    let clean = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .replace(&folder.display().to_string(), "<folder>")
            .replace(env!("CARGO_MANIFEST_DIR"), "<project>")
            .replace('\\', "/")
    };
    format!(
        "exit {}\n--- out\n{}--- err\n{}",
        output.status.code().unwrap_or(-1),
        clean(&output.stdout),
        clean(&output.stderr)
    )
}

#[test]
fn help_names_the_commands_and_the_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(said(landfall().arg("--help"), folder.path()));
    insta::assert_snapshot!(said(landfall().args(["compare", "--help"]), folder.path()));
}

#[test]
fn all_errors_of_a_file_come_together_in_file_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_variant(
        folder.path(),
        "broken",
        "small_city",
        "titel = \"x\"\n\
         [run]\nreplications = 0\nstart = 2021-13-01\nseeds = 3\n\
         [measures.first_negotiation]\non = \"yes\"\nlapse_after_weeks = 8\nexclusivity = 1.5\n\
         reassignment = \"best fit\"\n\
         window_weeks = { \"2024-01-01\" = 8, \"2023-01-01\" = 9, \"soon\" = 7 }\n\
         [measures.space_reuse]\non = true\n\
         [measures.first_negotation]\non = true\n\
         [leads]\nfound_per_year = 500.0\n\
         [prospects]\nimpatience = { \"2024-01-01\" = 0.1 }\n",
    );
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
}

#[test]
fn syntax_errors_show_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("syntax.toml");
    std::fs::write(
        &path,
        "format = 1\ntitle = \"unfinished\n[run]\nseed = = 3\n",
    )
    .unwrap();
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
}

#[test]
fn a_circle_of_scenarios_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    for (name, base) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let text = format!("format = 1\nextends = \"{base}.toml\"\n");
        std::fs::write(folder.path().join(name).with_extension("toml"), text).unwrap();
    }
    let path = folder.path().join("a.toml");
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
}

#[test]
fn a_missing_base_and_a_missing_file_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orphan.toml");
    std::fs::write(&path, "format = 1\nextends = \"nobody.toml\"\n").unwrap();
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
    let nowhere = folder.path().join("nowhere.toml");
    insta::assert_snapshot!(said(landfall().arg("run").arg(&nowhere), folder.path()));
}

#[test]
fn a_broken_city_is_told_cell_by_cell() {
    let folder = tempfile::tempdir().unwrap();
    let city = folder.path().join("city");
    std::fs::create_dir(&city).unwrap();
    for file in ["city.toml", "sectors.csv"] {
        std::fs::copy(project("scenarios/small_city").join(file), city.join(file)).unwrap();
    }
    let table = std::fs::read_to_string(project("scenarios/small_city/districts.csv")).unwrap();
    let table = table
        .replace("idle_share", "idel_share")
        .replace("ecological", "eco")
        .replace(",2500,", ",25x0,")
        .replace("SE|BIO", "SE|BIOO");
    std::fs::write(city.join("districts.csv"), table).unwrap();
    let path = write_variant(
        folder.path(),
        "broken_city",
        "small_city",
        &format!("city = '{}'", city.display()),
    );
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
}

#[test]
fn a_result_is_never_overwritten_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    let run = |extra: &[&str]| {
        let mut command = landfall();
        command
            .args([
                "run",
                "scenarios/small_city.toml",
                "--replications",
                "2",
                "--quiet",
                "--out",
            ])
            .arg(&out)
            .args(extra);
        command
    };
    run(&[]).assert().success().stdout("").stderr("");
    let before = std::fs::read(out.join("metrics.csv")).unwrap();
    insta::assert_snapshot!(said(&mut run(&[]), folder.path()));
    assert_eq!(before, std::fs::read(out.join("metrics.csv")).unwrap());
    run(&["--overwrite", "--seed", "8"]).assert().success();
    assert_ne!(before, std::fs::read(out.join("metrics.csv")).unwrap());
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["result"]);
}

#[test]
fn a_folder_that_is_no_result_is_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let thesis = folder.path().join("thesis.txt");
    std::fs::write(&thesis, "years of work").unwrap();
    let mut command = landfall();
    command
        .args([
            "run",
            "scenarios/small_city.toml",
            "--overwrite",
            "--quiet",
            "--out",
        ])
        .arg(folder.path());
    insta::assert_snapshot!(said(&mut command, folder.path()));
    assert_eq!(std::fs::read_to_string(thesis).unwrap(), "years of work");
}

#[test]
fn scenarios_that_cannot_be_paired_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let other = write_variant(
        folder.path(),
        "longer",
        "small_city",
        "[run]\nhorizon_weeks = 300\n",
    );
    let mut command = landfall();
    command
        .args(["compare", "scenarios/small_city.toml"])
        .arg(other);
    insta::assert_snapshot!(said(&mut command, folder.path()));
}

#[test]
fn a_comparison_ends_with_a_table_and_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = landfall();
    command
        .args([
            "compare",
            "scenarios/small_city.toml",
            "scenarios/small_city_first_negotiation.toml",
        ])
        .args(["--replications", "4", "--out"])
        .arg(folder.path().join("result"));
    insta::assert_snapshot!(said(&mut command, folder.path()));
}

#[test]
fn check_prints_values_with_their_sources() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = landfall();
    command.args(["check", "scenarios/small_city_first_negotiation.toml"]);
    let said = said(&mut command, folder.path());
    for expected in [
        "window_weeks",
        "notice 5.3",
        "small_city.toml:",
        "default",
        "no problems",
    ] {
        assert!(said.contains(expected), "{expected} is missing in {said}");
    }
}

#[test]
fn explain_speaks_of_measures_parameters_and_metrics() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "5",
        "first_negotiation.window_weeks",
        "placement.hhi",
        "window_week",
    ] {
        insta::assert_snapshot!(said(landfall().args(["explain", name]), folder.path()));
    }
    landfall().arg("explain").assert().success();
}

/// Every shipped scenario is sound.
#[test]
fn every_shipped_scenario_passes_the_check() {
    let scenarios = std::fs::read_dir(project("scenarios")).unwrap();
    let paths: Vec<_> = scenarios
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    assert!(paths.len() >= 8);
    landfall().arg("check").args(&paths).assert().success();
}

#[test]
fn notes_beside_a_result_are_not_lost_when_it_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    let run = || {
        let mut command = landfall();
        command
            .args([
                "run",
                "scenarios/small_city.toml",
                "--replications",
                "1",
                "--quiet",
            ])
            .args(["--overwrite", "--out"])
            .arg(&out);
        command
    };
    run().assert().success();
    std::fs::write(out.join("notes.txt"), "thoughts").unwrap();
    insta::assert_snapshot!(said(&mut run(), folder.path()));
    assert_eq!(
        std::fs::read_to_string(out.join("notes.txt")).unwrap(),
        "thoughts"
    );
}

#[test]
fn two_scenarios_of_one_name_are_refused_before_either_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for sub in ["a", "b"] {
        let sub = folder.path().join(sub);
        std::fs::create_dir(&sub).unwrap();
        paths.push(write_variant(&sub, "same", "small_city", ""));
    }
    let mut command = landfall();
    command
        .arg("run")
        .args(&paths)
        .arg("--out")
        .arg(folder.path().join("out"));
    insta::assert_snapshot!(said(&mut command, folder.path()));
    assert!(!folder.path().join("out").exists());
}

/// Comments, empty lines, CRLF and a byte-order mark do not shift what an error points at.
#[test]
fn an_error_points_at_its_cell_whatever_stands_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let city = folder.path().join("city");
    std::fs::create_dir(&city).unwrap();
    for file in ["city.toml", "sectors.csv"] {
        std::fs::copy(project("scenarios/small_city").join(file), city.join(file)).unwrap();
    }
    let table = std::fs::read_to_string(project("scenarios/small_city/districts.csv")).unwrap();
    let table = table
        .replace("ecological", "eco")
        .replace("\nHILLS", "\n# 注释　\n\nHILLS");
    std::fs::write(
        city.join("districts.csv"),
        format!("\u{feff}{}", table.replace('\n', "\r\n")),
    )
    .unwrap();
    let changes = format!("city = '{}'", city.display());
    let path = write_variant(folder.path(), "shifted", "small_city", &changes);
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
}

#[test]
fn dated_values_are_checked_together_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_variant(
        folder.path(),
        "dated",
        "small_city",
        "[leads]\nfound_per_year = { \"2022-01-01\" = 20000.0 }\n\
         [negotiation]\nmiddling_fit = { \"2022-01-01\" = 0.9 }\n",
    );
    insta::assert_snapshot!(said(landfall().arg("check").arg(&path), folder.path()));
}

#[test]
fn a_regime_and_measure_five_are_refused_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_variant(
        folder.path(),
        "both",
        "small_city_first_negotiation",
        "[allocation]\nregime = { \"2022-01-01\" = \"central_assignment\" }\n",
    );
    let mut check = landfall();
    check.arg("check").arg(&path);
    let said = said(&mut check, folder.path());
    assert!(said.contains("cannot both say who may negotiate"), "{said}");
    assert!(said.contains("both.toml:4:1"), "{said}");
}
