//! The command that makes a result again from its own inputs.

use std::path::Path;

use serde_json::Value;

use super::inputs::{CALIBRATION, EXPERIMENT, FILE};
use super::manifest::{self, Manifest};

/// The words of that command, without the program's name and without a place for the new result;
/// nothing if the result keeps no inputs. `folder` is where the result lies, seen from where the
/// command is to be given.
#[must_use]
pub fn command(manifest: &Manifest, folder: &Path) -> Option<Vec<String>> {
    let whole = Value::Object(manifest.clone());
    let place = |file: &str| folder.join(file).display().to_string();
    if let Some(file) = whole[CALIBRATION].as_str() {
        return Some(vec!["calibrate".to_owned(), place(file)]);
    }
    let scenarios: Vec<&Value> = whole["scenarios"].as_array()?.iter().collect();
    let files = scenarios.iter().map(|scenario| {
        let own = scenario[FILE].as_str().map(place);
        own.or_else(|| Some(place(&format!("{}.toml", scenario["name"].as_str()?))))
    });
    let files: Vec<String> = files.collect::<Option<_>>()?;
    let kind = match whole["kind"].as_str()? {
        "run" => "run",
        "compare" => "compare",
        "attribution" => "attribute",
        "sweep" => "sweep",
        _ => return None,
    };
    let mut words = vec![kind.to_owned()];
    if kind == "sweep" {
        of_sweep(&whole["sweep"], files, place, &mut words);
    } else {
        words.extend(files);
    }
    options(&whole, &scenarios, &mut words);
    if let (Some(part), _) = manifest::part_of(manifest.clone()) {
        words.extend(["--shard".to_owned(), part.to_string()]);
    }
    Some(words)
}

/// A sweep's experiment, or the options that made it around a scenario.
fn of_sweep(
    sweep: &Value,
    files: Vec<String>,
    place: impl Fn(&str) -> String,
    words: &mut Vec<String>,
) {
    if let Some(file) = sweep[EXPERIMENT].as_str() {
        words.push(place(file));
    } else {
        let mut files = files.into_iter();
        words.extend(files.next());
        let asked = sweep["options"].as_array().into_iter().flatten();
        words.extend(asked.filter_map(Value::as_str).map(str::to_owned));
        if let Some(baseline) = files.next() {
            words.extend(["--baseline".to_owned(), baseline]);
        }
    }
    if sweep["parquet"] == true {
        words.extend(["--format", "parquet"].map(str::to_owned));
    }
}

fn options(manifest: &Value, scenarios: &[&Value], words: &mut Vec<String>) {
    let mut say = |option: &str, value: String| words.extend([option.to_owned(), value]);
    for wanted in manifest["precision"].as_array().into_iter().flatten() {
        say(
            "--precision",
            wanted.as_str().unwrap_or_default().to_owned(),
        );
    }
    // An option that was not given would be named as the origin of a value that a file set; a sweep names
    // no origin, and its scenarios keep what their files say.
    let is_sweep = manifest["kind"] == "sweep";
    let was_given = |key: &str| {
        let origin = |scenario: &&Value| scenario["parameters"][key]["set_at"] == "command line";
        is_sweep || scenarios.iter().any(origin)
    };
    if was_given("run.seed") {
        say("--seed", manifest["seed"].to_string());
    }
    if let Some(copies) = scenarios.first().and_then(|s| s["city"]["copies"].as_u64()) {
        say("--scale", copies.to_string());
    }
    if was_given("run.replications") {
        // A job that stopped early asked for its cap.
        let cap = &manifest["stopping"]["cap"];
        let asked = if cap.is_null() {
            &manifest["replications"]
        } else {
            cap
        };
        say("--replications", asked.to_string());
    }
}
