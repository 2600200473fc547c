//! The command as a user meets it: help, exit codes, errors and what is left on disk.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use support::{project, write_variant};

fn landfall() -> Command {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LANDFALL_ROOT", support::ANYWHERE);
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
    insta::assert_snapshot!(said(
        landfall().args(["attribute", "--help"]),
        folder.path()
    ));
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
         [measures.space_reuse]\nreuse_share = 0.5\n\
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

/// An attribution of the small city's variant, or of another, against the small city.
fn attribute(variant: &Path, out: &Path) -> Command {
    let mut command = landfall();
    command
        .args(["attribute", "scenarios/small_city.toml"])
        .arg(variant)
        .args(["--replications", "2", "--out"])
        .arg(out);
    command
}

#[test]
fn an_attribution_ends_with_a_table_and_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let variant = project("scenarios/small_city_first_negotiation.toml");
    let mut command = attribute(&variant, &folder.path().join("result"));
    insta::assert_snapshot!(said(&mut command, folder.path()));
}

/// The shares of a figure add up to its total effect, which is the difference that a comparison of
/// the same two scenarios finds; one measure has all of it, alone and in the end.
#[test]
fn an_attribution_splits_just_what_a_comparison_finds() {
    let folder = tempfile::tempdir().unwrap();
    let variant = project("scenarios/small_city_first_negotiation.toml");
    let (split, compared) = (folder.path().join("split"), folder.path().join("compared"));
    attribute(&variant, &split)
        .arg("--quiet")
        .assert()
        .success();
    landfall()
        .args(["compare", "scenarios/small_city.toml"])
        .arg(&variant)
        .args(["--replications", "2", "--quiet", "--out"])
        .arg(&compared)
        .assert()
        .success();
    let shares = table(&split.join("attribution.csv"));
    let differences = table(&compared.join("comparison.csv"));
    let number = |text: &str| text.parse::<f64>().unwrap();
    let mut seen = 0;
    for total in shares.iter().filter(|row| row["measure"] == "total") {
        let of = |row: &&BTreeMap<String, String>| {
            ["metric", "scope", "place"]
                .iter()
                .all(|key| row[*key] == total[*key])
        };
        let measures: Vec<_> = shares
            .iter()
            .filter(of)
            .filter(|r| r["measure"] != "total")
            .collect();
        let sum: f64 = measures.iter().map(|row| number(&row["shapley"])).sum();
        let whole = number(&total["shapley"]);
        assert!((sum - whole).abs() <= 1e-8 * whole.abs(), "{total:?}");
        assert_eq!(measures[0]["alone"], total["shapley"]);
        assert_eq!(measures[0]["without"], total["shapley"]);
        let difference = differences.iter().find(of).unwrap();
        assert_eq!(difference["difference"], total["shapley"], "{total:?}");
        assert_eq!(difference["ci_low"], total["shapley_ci_low"], "{total:?}");
        seen += 1;
    }
    assert!(seen > 100, "{seen}");
    let levels = table(&split.join("combinations.csv"));
    for name in ["none", "5"] {
        assert!(levels.iter().any(|row| row["combination"] == name));
    }
    assert!(
        !split.join("interactions.csv").exists(),
        "one measure has no pair"
    );
}

#[test]
fn an_attribution_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let variant = project("scenarios/small_city_first_negotiation.toml");
    let outs = ["1", "2"].map(|threads| {
        let out = folder.path().join(threads);
        let mut command = attribute(&variant, &out);
        command.args(["--quiet", "--threads", threads]);
        command.assert().success();
        out
    });
    for file in ["attribution.csv", "combinations.csv", "manifest.json"] {
        let bytes = outs
            .each_ref()
            .map(|out| std::fs::read(out.join(file)).unwrap());
        assert!(bytes[0] == bytes[1], "{file}");
    }
}

#[test]
fn an_attribution_refuses_what_differs_in_more_than_measures() {
    let folder = tempfile::tempdir().unwrap();
    let variant = write_variant(
        folder.path(),
        "more",
        "small_city",
        "[run]\nhorizon_weeks = 300\n\
         [leads]\nreach_districts = 3\nfound_per_year = { \"2023-01-01\" = 50.0 }\n\
         [measures.first_negotiation]\non = true\nwindow_weeks = 8\n",
    );
    let out = folder.path().join("result");
    insta::assert_snapshot!(said(&mut attribute(&variant, &out), folder.path()));
    let same = write_variant(folder.path(), "same", "small_city", "");
    insta::assert_snapshot!(said(&mut attribute(&same, &out), folder.path()));
    let mut backwards = landfall();
    backwards
        .args(["attribute", "scenarios/small_city_first_negotiation.toml"])
        .arg("scenarios/small_city.toml");
    insta::assert_snapshot!(said(&mut backwards, folder.path()));
    assert!(!out.exists());
}

#[test]
fn a_sweep_ends_with_a_table_and_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut sweep = landfall();
    sweep
        .args(["sweep", "scenarios/small_city.toml"])
        .args(["--vary", "measures.first_negotiation.on=true,false"])
        .args(["--vary", "leads.city_share=0.1..0.5:2"])
        .args(["--baseline", "scenarios/small_city.toml"])
        .args([
            "--metric",
            "placement.landed",
            "--replications",
            "2",
            "--out",
        ])
        .arg(folder.path().join("result"));
    insta::assert_snapshot!(said(&mut sweep, folder.path()));
    // The design alone, as it is in the result.
    let mut design = landfall();
    design
        .args(["sweep", "scenarios/small_city.toml", "--design-only"])
        .args(["--vary", "measures.first_negotiation.on=true,false"])
        .args(["--vary", "leads.city_share=0.1..0.5:2"]);
    let written = std::fs::read(folder.path().join("result/design.csv")).unwrap();
    assert_eq!(design.output().unwrap().stdout, written);
}

#[test]
fn a_sweep_that_cannot_be_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut misspelt = landfall();
    misspelt
        .args([
            "sweep",
            "scenarios/small_city.toml",
            "--metric",
            "land.outpt",
        ])
        .args([
            "--vary",
            "leads.city_shar=0.1,0.2",
            "--vary",
            "leads.city_share=0..7:3",
        ]);
    insta::assert_snapshot!(said(&mut misspelt, folder.path()));
    let mut experiment = landfall();
    experiment.args(["check", "scenarios/experiments/small_city_doubt.toml"]);
    insta::assert_snapshot!(said(&mut experiment, folder.path()));
    if !::landfall::batch::parquet::IS_BUILT {
        let mut parquet = landfall();
        parquet
            .args(["sweep", "scenarios/small_city.toml", "--format", "parquet"])
            .args(["--vary", "leads.city_share=0.1,0.2"]);
        let said = said(&mut parquet, folder.path());
        assert!(
            said.contains("exit 2") && said.contains("--features parquet"),
            "{said}"
        );
    }
}

#[test]
fn a_precision_that_is_not_met_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let short = "[run]\nburn_in_weeks = 10\nhorizon_weeks = 52\n";
    let path = write_variant(folder.path(), "short", "small_city", short);
    let end = |precision: &str| {
        let mut run = landfall();
        run.arg("run")
            .arg(&path)
            .args([
                "--replications",
                "12",
                "--precision",
                precision,
                "--overwrite",
                "--out",
            ])
            .arg(folder.path().join("result"));
        let said = said(&mut run, folder.path());
        let from = said
            .find("recise enough")
            .unwrap_or_else(|| panic!("{said}"));
        said[from..].lines().take(2).collect::<Vec<_>>().join("\n")
    };
    let (met, missed) = (end("leads.found=50%"), end("leads.found=0.01%"));
    assert!(
        met.starts_with("recise enough after 10 of at most 12"),
        "{met}"
    );
    assert!(missed.contains("after all 12 replications"), "{missed}");
    assert!(missed.contains("replications would do"), "{missed}");
}

#[test]
fn parts_are_made_and_merged() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str], out: &str| {
        let mut run = landfall();
        run.args([
            "run",
            "scenarios/small_city.toml",
            "--replications",
            "3",
            "--out",
        ])
        .arg(folder.path().join(out))
        .args(more);
        said(&mut run, folder.path())
    };
    run(&["--quiet"], "whole");
    insta::assert_snapshot!(run(&["--shard", "1/2"], "one"));
    let merge = |parts: &[&str]| {
        let mut merge = landfall();
        merge
            .arg("merge")
            .args(parts.iter().map(|part| folder.path().join(part)));
        merge.arg("--out").arg(folder.path().join("merged"));
        said(&mut merge, folder.path())
    };
    insta::assert_snapshot!(merge(&["one", "two"]));
    run(&["--shard", "2/2"], "two");
    assert!(merge(&["one", "two"]).starts_with("exit 0"));
    let files = |name: &str| support::files(&folder.path().join(name));
    support::assert_same(&files("merged"), &files("whole"), "merged");
}

/// The rows of a table by the names of its columns.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn promotion_must_not_outgrow_the_prospects_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, on: bool| {
        let changes = format!(
            "[measures.investment_promotion]\non = {on}\nfuture_factor = 1.6\n\
             foreign_factor = {{ \"2023-01-01\" = 1.4 }}\n"
        );
        let path = write_variant(folder.path(), name, "small_city", &changes);
        said(landfall().arg("check").arg(&path), folder.path())
    };
    let refused = check("on", true);
    assert!(
        refused.contains("1.6 by tier, 1.4 by ownership"),
        "{refused}"
    );
    assert!(refused.contains("future_factor"), "{refused}");
    assert!(!check("off", false).contains("by ownership"));
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
