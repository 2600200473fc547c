//! `landfall verify`: a result is made again from its own inputs; what was changed is shown.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use support::{files, write_variant};

fn landfall() -> Command {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command
        .env_remove("LANDFALL_LANG")
        .env("LANDFALL_ROOT", support::ANYWHERE);
    command
}

/// A short scenario of the small city, and one with the first-negotiation system, in a folder.
fn scenarios(folder: &Path) -> [PathBuf; 2] {
    let run = "[run]\nburn_in_weeks = 4\nhorizon_weeks = 26\nreplications = 3\n";
    [
        ("short", "small_city"),
        ("short_right", "small_city_first_negotiation"),
    ]
    .map(|(name, base)| write_variant(folder, name, base, run))
}

/// A result in a folder of its own.
fn make(words: &[&str], out: &Path) {
    let mut command = landfall();
    command.args(words).arg("--out").arg(out).arg("--quiet");
    command.assert().success();
}

fn verify(result: &Path) -> (i32, String, String) {
    let output = landfall()
        .arg("verify")
        .arg(result)
        .arg("--scratch")
        .arg(result.parent().unwrap())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Holds that a result is made again to the byte.
fn assert_identical(result: &Path) {
    let (code, said, wrong) = verify(result);
    let is_identical = code == 0 && said.starts_with("identical");
    assert!(is_identical, "{}: {code} {said} {wrong}", result.display());
}

#[test]
fn results_of_every_kind_and_parts_of_them_are_made_again_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let [base, right] = scenarios(folder.path()).map(|path| path.display().to_string());
    let vary = "leads.city_share=0.1,0.3";
    let cases: [(&str, Vec<&str>); 7] = [
        ("run", vec!["run", &base]),
        (
            "seeded",
            vec!["run", &base, "--seed", "5", "--replications", "2"],
        ),
        ("compare", vec!["compare", &base, &right]),
        ("part", vec!["compare", &base, &right, "--shard", "2/3"]),
        (
            "attribute",
            vec!["attribute", &base, &right, "--replications", "1"],
        ),
        (
            "sweep",
            vec!["sweep", &base, "--vary", vary, "--metric", "leads.found"],
        ),
        (
            "seeded sweep",
            vec![
                "sweep",
                &base,
                "--vary",
                vary,
                "--metric",
                "leads.found",
                "--seed",
                "5",
                "--replications",
                "2",
            ],
        ),
    ];
    for (name, words) in cases {
        let out = folder.path().join(name);
        make(&words, &out);
        let before = files(&out);
        assert_identical(&out);
        support::assert_same(&before, &files(&out), name);
    }
    let left = fs::read_dir(folder.path()).unwrap().flatten();
    let left = left.filter(|entry| entry.file_name().to_string_lossy().contains("verify"));
    assert_eq!(left.count(), 0, "something was left behind");
}

#[test]
fn an_experiment_is_made_again_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    scenarios(folder.path());
    let experiment = folder.path().join("experiment.toml");
    let text = "format = 1\ntitle = \"T\"\nscenario = \"short.toml\"\nreplications = 2\n\n\
                [levers]\n\"leads.city_share\" = [0.1, 0.3]\n\n[design]\nkind = \"grid\"\n\n\
                [outputs]\nmetrics = [\"leads.found\"]\n";
    fs::write(&experiment, text).unwrap();
    let out = folder.path().join("result");
    make(&["sweep", experiment.to_str().unwrap()], &out);
    assert_identical(&out);
    let asked = ["--overwrite", "--replications", "1", "--seed", "9"];
    make(
        &[&["sweep", experiment.to_str().unwrap()], &asked[..]].concat(),
        &out,
    );
    assert_identical(&out);
}

#[test]
fn a_calibration_is_made_again_however_it_names_its_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let [base, _] = scenarios(folder.path()).map(|path| path.display().to_string());
    for (name, scenario) in [("beside", "short.toml"), ("far", base.as_str())] {
        let calibration = support::write_calibration(folder.path(), scenario);
        let out = folder.path().join(name);
        make(&["calibrate", calibration.to_str().unwrap()], &out);
        assert_identical(&out);
    }
}

#[test]
fn what_was_changed_damaged_or_lost_is_named_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let [base, right] = scenarios(folder.path()).map(|path| path.display().to_string());
    let out = folder.path().join("result");
    make(&["compare", &base, &right], &out);
    let spoil = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let path = out.join(name);
        let whole = fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        change(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let (code, said, wrong) = verify(&out);
        fs::write(&path, whole).unwrap();
        assert_eq!((code, said.as_str()), (2, ""), "{name}: {wrong}");
        assert!(wrong.contains(&format!("\n  {name}\n")), "{name}: {wrong}");
    };
    let inputs = files(&out);
    let input = inputs.keys().find(|name| name.ends_with("short.toml"));
    for name in ["metrics.csv", "landings.csv", "summary.csv", input.unwrap()] {
        spoil(name, &|bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        });
        spoil(name, &|bytes| bytes.truncate(bytes.len() / 2));
    }
    fs::remove_file(out.join("series.csv")).unwrap();
    let (code, _, wrong) = verify(&out);
    assert_eq!(code, 2);
    assert!(wrong.contains("series.csv (missing)"), "{wrong}");
}

/// A result whose file and manifest were both changed: the hashes agree, and only making it again
/// tells.
#[test]
fn a_figure_that_its_inputs_do_not_give_is_shown_with_file_row_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let [base, _] = scenarios(folder.path()).map(|path| path.display().to_string());
    let out = folder.path().join("result");
    make(&["run", &base], &out);
    let path = out.join("metrics.csv");
    let table = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    let head: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let mut cells: Vec<String> = lines[7].split(',').map(str::to_owned).collect();
    let genuine = std::mem::replace(cells.last_mut().unwrap(), "12345".to_owned());
    lines[7] = cells.join(",");
    let forged = lines.join("\n") + "\n";
    fs::write(&path, &forged).unwrap();
    forge(&out, "metrics.csv", &forged);

    let (code, said, wrong) = verify(&out);
    assert_eq!((code, said.as_str()), (1, ""), "{wrong}");
    let column = head.last().unwrap();
    let told = format!(
        "metrics.csv, row 7, column {column}: 12345 in the result, {genuine} when made again"
    );
    assert!(wrong.contains(&told), "{wrong}");
    assert!(wrong.contains("1 of "), "{wrong}");
    assert!(wrong.contains("a defect of landfall"), "{wrong}");

    let manifest = out.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
    fs::write(&manifest, text.replace(version, "\"version\": \"0.0.7\"")).unwrap();
    let (code, _, wrong) = verify(&out);
    assert_eq!(code, 1);
    assert!(wrong.contains("the result is of version 0.0.7"), "{wrong}");

    let output = landfall()
        .args(["verify", "--json"])
        .arg(&out)
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["identical"], false);
    assert_eq!(told["comparison"]["first"]["row"], 7);
    assert_eq!(told["comparison"]["differing"][0], "metrics.csv");
}

/// Has a manifest give the hash and the length of a text for a file.
fn forge(out: &Path, name: &str, text: &str) {
    use sha2::{Digest, Sha256};
    let path = out.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let hash = Sha256::digest(text.as_bytes());
    let hash = hash
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    for file in manifest["files"].as_array_mut().unwrap() {
        if file["name"] == name {
            file["sha256"] = hash.clone().into();
            file["bytes"] = text.len().into();
        }
    }
    let text = serde_json::to_string_pretty(&manifest).unwrap() + "\n";
    fs::write(path, text).unwrap();
}

#[test]
fn what_is_no_result_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, wrong) = verify(&folder.path().join("nothing"));
    assert_eq!(code, 2);
    assert!(wrong.contains("is no result of landfall"), "{wrong}");
    fs::write(folder.path().join("manifest.json"), "{").unwrap();
    let (code, _, wrong) = verify(folder.path());
    assert_eq!(code, 2);
    assert!(wrong.contains("it is damaged"), "{wrong}");
}
