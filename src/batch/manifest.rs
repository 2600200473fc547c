//! The manifest: what a result is, what it was made from, and the hash of every file.
//!
//! It holds no clock, no host and no path, so it is the same wherever the result is made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::hashed::{FileRecord, HashedFile, hex};
use super::precision::Watch;
use super::shard::Shard;
use super::{Batch, Failure, inputs};
use crate::kernel::language::Language;
use crate::kernel::parameter;
use crate::kernel::record::Scope;
use crate::kernel::unit_words::unit_in;
use crate::measures::{MEASURES, Measure, metrics};
use crate::scenario::Scenario;
use crate::world::district::Zone;
use crate::world::enterprise::Ownership;

/// The file that marks a folder as a result of ours.
pub(crate) const MANIFEST: &str = "manifest.json";
/// The format of result folders.
pub(super) const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Description<'a> {
    format: u32,
    software: &'static str,
    version: &'static str,
    revision: Option<&'static str>,
    kind: &'static str,
    name: &'a str,
    seed: u64,
    replications: u32,
    start: String,
    burn_in_weeks: u32,
    horizon_weeks: u32,
    scenarios: Vec<ScenarioRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    split: Vec<MeasureRecord>,
    places: BTreeMap<&'static str, Vec<PlaceRecord<'a>>>,
    metrics: Vec<MetricRecord>,
}

#[derive(Serialize)]
struct ScenarioRecord<'a> {
    name: &'a str,
    title: &'a str,
    title_zh: &'a str,
    question: &'a str,
    question_zh: &'a str,
    sha256: String,
    measures: BTreeMap<&'static str, SwitchRecord>,
    parameters: BTreeMap<String, ParameterRecord>,
    city: CityRecord<'a>,
}

#[derive(Serialize)]
pub(super) struct MeasureRecord {
    article: u8,
    name: &'static str,
    title: &'static str,
    title_zh: &'static str,
}

#[derive(Serialize)]
struct SwitchRecord {
    on: bool,
    from: Option<String>,
}

#[derive(Serialize)]
struct ParameterRecord {
    value: parameter::Value,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    dated: BTreeMap<String, parameter::Value>,
    unit: &'static str,
    unit_zh: &'static str,
    meaning: &'static str,
    meaning_zh: &'static str,
    source: String,
    set_at: Option<String>,
}

#[derive(Serialize)]
struct CityRecord<'a> {
    name: &'a str,
    /// How often its districts stand in it, where that is more than once.
    #[serde(skip_serializing_if = "Option::is_none")]
    copies: Option<u16>,
    files: BTreeMap<&'static str, String>,
    /// How many columns of its tables come from which kind of source.
    sources: BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<&'static str>,
    name: &'a str,
    name_zh: &'a str,
    /// Row and column of a district's tile on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    tile: Option<(u16, u16)>,
}

#[derive(Serialize)]
struct MetricRecord {
    name: &'static str,
    title: &'static str,
    title_zh: &'static str,
    unit: &'static str,
    unit_zh: &'static str,
    formula: &'static str,
    formula_zh: &'static str,
    left_out: &'static str,
    left_out_zh: &'static str,
    scopes: Vec<&'static str>,
    weekly: bool,
}

/// A manifest: what a result says of itself.
pub(crate) type Manifest = Map<String, Value>;

/// Keys that say what came of a job and not what it is.
const OUTCOME: [&str; 2] = ["stopping", "files"];
/// Keys of a parameter that the hash of a scenario leaves out.
const WORDS: [&str; 4] = ["set_at", "unit_zh", "meaning", "meaning_zh"];
/// The key of the part of a job.
const PART: &str = "part";

/// What identifies a batch: its manifest but for its files. `split` are the measures over which an
/// effect is split, if it is.
pub(super) fn of_batch(batch: &Batch, split: &[&'static Measure]) -> Result<Manifest, Failure> {
    let kind = if !split.is_empty() {
        "attribution"
    } else if batch.scenarios.len() > 1 {
        "compare"
    } else {
        "run"
    };
    let split = split.iter().map(|measure| MeasureRecord {
        article: measure.article,
        name: measure.name,
        title: measure.title.en,
        title_zh: measure.title.zh,
    });
    let mut manifest = of_scenarios(kind, &batch.name, &batch.scenarios, split.collect())?;
    if !batch.precision.is_empty() {
        let wanted: Vec<String> = batch.precision.iter().map(ToString::to_string).collect();
        manifest.insert("precision".to_owned(), wanted.into());
    }
    Ok(manifest)
}

/// What a scenario is and names, without any result of it.
pub(crate) fn of_scenario(scenario: &Scenario) -> Option<Manifest> {
    let alone = std::slice::from_ref(scenario);
    of_scenarios("run", &scenario.name, alone, Vec::new()).ok()
}

/// What identifies runs of scenarios, of which the first is the base.
pub(super) fn of_scenarios(
    kind: &'static str,
    name: &str,
    scenarios: &[Scenario],
    split: Vec<MeasureRecord>,
) -> Result<Manifest, Failure> {
    let Some(base) = scenarios.first() else {
        return Err(Failure::Asked("there is no scenario to run".to_owned()));
    };
    let description = Description {
        format: FORMAT,
        software: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        revision: option_env!("LANDFALL_REVISION"),
        kind,
        name,
        seed: base.run.seed,
        replications: base.run.replications,
        start: base.run.start.to_string(),
        burn_in_weeks: base.run.burn_in,
        horizon_weeks: base.run.horizon,
        scenarios: scenarios.iter().map(scenario_record).collect(),
        split,
        places: places(base),
        metrics: metrics()
            .into_iter()
            .map(|metric| MetricRecord {
                name: metric.name,
                title: metric.title.en,
                title_zh: metric.title.zh,
                unit: metric.unit,
                unit_zh: unit_in(metric.unit, Language::Chinese),
                formula: metric.formula.en,
                formula_zh: metric.formula.zh,
                left_out: metric.left_out.en,
                left_out_zh: metric.left_out.zh,
                scopes: metric.scopes.iter().map(|scope| scope.name()).collect(),
                weekly: metric.weekly,
            })
            .collect(),
    };
    match serde_json::to_value(&description) {
        Ok(Value::Object(manifest)) => Ok(manifest),
        Ok(_) => Ok(Manifest::new()),
        Err(error) => Err(unwritten(error)),
    }
}

/// The manifest of one part of a job.
pub(super) fn of_part(mut manifest: Manifest, shard: Shard) -> Manifest {
    let part = json!({ "number": shard.number, "of": shard.of });
    manifest.insert(PART.to_owned(), part);
    manifest
}

/// The part that a manifest speaks of, and the manifest of the whole.
pub(super) fn part_of(mut manifest: Manifest) -> (Option<Shard>, Manifest) {
    let part = manifest.shift_remove(PART);
    let shard = part.and_then(|part| serde_json::from_value::<Shard>(part).ok());
    (shard.filter(|shard| shard.is_sound()), manifest)
}

/// What a manifest identifies, whatever came of it.
pub(super) fn identity(mut manifest: Manifest) -> Manifest {
    let cap = manifest.get("stopping").and_then(|s| s.get("cap")).cloned();
    if let (Some(cap), Some(replications)) = (cap, manifest.get_mut("replications")) {
        *replications = cap;
    }
    for key in OUTCOME {
        manifest.shift_remove(key);
    }
    inputs::forget(&mut manifest);
    manifest
}

/// How often the districts of a scenario's city stand in it; nothing for once.
pub(super) fn copies(manifest: &Manifest, scenario: usize) -> Option<u16> {
    let record = manifest.get("scenarios")?.get(scenario)?;
    record["city"]["copies"].as_u64()?.try_into().ok()
}

/// Adds how many replications a precision took.
pub(super) fn stopped(manifest: &mut Manifest, watch: &Watch) {
    if !watch.is_idle() {
        manifest.insert("replications".to_owned(), watch.replications().into());
        manifest.insert("stopping".to_owned(), Value::Object(watch.ending()));
    }
}

/// The files of a result.
pub(super) fn files(manifest: &Manifest) -> Vec<FileRecord> {
    let files = manifest.get("files").cloned().unwrap_or_default();
    serde_json::from_value(files).unwrap_or_default()
}

/// A manifest as written.
pub(super) fn text(manifest: &Manifest) -> Result<Vec<u8>, Failure> {
    let mut text = serde_json::to_vec_pretty(manifest).map_err(unwritten)?;
    text.push(b'\n');
    Ok(text)
}

/// A manifest as read; nothing if it is none.
pub(super) fn parse(text: &[u8]) -> Option<Manifest> {
    serde_json::from_slice(text).ok()
}

/// Writes a manifest with the files of its result.
pub(super) fn write(
    folder: &Path,
    mut manifest: Manifest,
    files: Vec<FileRecord>,
) -> Result<(), Failure> {
    let files = serde_json::to_value(files).map_err(unwritten)?;
    manifest.insert("files".to_owned(), files);
    let mut file = HashedFile::create(folder, MANIFEST)?;
    file.write(&text(&manifest)?)?;
    file.finish()?;
    Ok(())
}

fn unwritten(error: serde_json::Error) -> Failure {
    Failure::Files(PathBuf::from(MANIFEST), std::io::Error::other(error))
}

/// In what two manifests differ, a line each: what it is there, what it is here.
pub(super) fn differences(there: &Manifest, here: &Manifest) -> Vec<String> {
    let mut lines = Vec::new();
    compare(
        "",
        &Value::Object(there.clone()),
        &Value::Object(here.clone()),
        &mut lines,
    );
    // A hash says only that something differs: it stands where nothing else does.
    let (hashes, mut plain): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|(path, _)| path.ends_with("sha256"));
    if plain.is_empty() {
        plain = hashes;
    }
    plain
        .into_iter()
        .map(|(path, line)| format!("{path}: {line}"))
        .collect()
}

fn compare(path: &str, there: &Value, here: &Value, lines: &mut Vec<(String, String)>) {
    let within = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match (there, here) {
        (Value::Object(a), Value::Object(b)) => {
            let later = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(later) {
                let of = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                compare(&within(key), &of(a), &of(b), lines);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                let name = a.get("name").or(a.get("code")).and_then(Value::as_str);
                let key = name.map_or_else(|| at.to_string(), str::to_owned);
                compare(&within(&key), a, b, lines);
            }
        }
        _ if there != here => {
            let line = format!("{} there, {} here", shown(there), shown(here));
            lines.push((path.to_owned(), line));
        }
        _ => {}
    }
}

/// A value in a line of its own, cut short if it is long.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = match value {
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}

/// How many columns of a city's tables come from which kind of source.
fn kinds_of_sources(scenario: &Scenario) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for column in scenario.city_files.iter().flat_map(|file| &file.columns) {
        let kind = column.source.split_whitespace().next().unwrap_or_default();
        *kinds.entry(kind.to_owned()).or_default() += 1;
    }
    kinds
}

/// The hash of what a scenario resolves to.
pub(super) fn sha256(scenario: &Scenario) -> String {
    scenario_record(scenario).sha256
}

fn scenario_record(scenario: &Scenario) -> ScenarioRecord<'_> {
    let mut record = ScenarioRecord {
        name: &scenario.name,
        title: &scenario.title,
        title_zh: &scenario.title_zh,
        question: &scenario.question,
        question_zh: &scenario.question_zh,
        sha256: String::new(),
        measures: MEASURES
            .iter()
            .zip(&scenario.switches)
            .map(|(measure, switch)| {
                let from = switch.from.map(|date| date.to_string());
                (
                    measure.name,
                    SwitchRecord {
                        on: switch.on,
                        from,
                    },
                )
            })
            .collect(),
        parameters: scenario
            .resolved()
            .into_iter()
            .map(|resolved| {
                let record = ParameterRecord {
                    value: resolved.value,
                    dated: resolved
                        .changes
                        .iter()
                        .map(|(date, value)| (date.to_string(), *value))
                        .collect(),
                    unit: resolved.parameter.unit,
                    unit_zh: unit_in(resolved.parameter.unit, Language::Chinese),
                    meaning: resolved.parameter.meaning.en,
                    meaning_zh: resolved.parameter.meaning.zh,
                    source: resolved.source(),
                    set_at: resolved.origin.map(|origin| origin.to_string()),
                };
                (resolved.parameter.name(), record)
            })
            .collect(),
        city: CityRecord {
            name: &scenario.city.name,
            copies: Some(scenario.city.copies).filter(|&copies| copies > 1),
            files: scenario
                .city_files
                .iter()
                .map(|file| (file.name, hex(&Sha256::digest(file.text.text.as_bytes()))))
                .collect(),
            sources: kinds_of_sources(scenario),
        },
    };
    record.sha256 = hex(&Sha256::digest(resolved(scenario, &record).as_bytes()));
    record
}

/// What the hash of a scenario covers: what it resolves to. Two files that say the same hash the
/// same, however it is worded.
fn resolved(scenario: &Scenario, record: &ScenarioRecord<'_>) -> String {
    let mut resolved = serde_json::to_value((
        scenario.run.start.to_string(),
        &record.measures,
        &record.parameters,
        &record.city,
    ))
    .unwrap_or_default();
    strip_words(&mut resolved);
    resolved.to_string()
}

/// Takes away where values are set, and what only tells of them.
fn strip_words(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in WORDS {
                map.shift_remove(key);
            }
            map.values_mut().for_each(strip_words);
        }
        Value::Array(items) => items.iter_mut().for_each(strip_words),
        _ => {}
    }
}

fn places(scenario: &Scenario) -> BTreeMap<&'static str, Vec<PlaceRecord<'_>>> {
    let city = &scenario.city;
    let districts = city.districts.iter().map(|d| PlaceRecord {
        code: &d.code,
        zone: Some(Zone::ALL[d.zone.index()].1),
        name: &d.name,
        name_zh: &d.name_zh,
        tile: Some(d.tile),
    });
    let sectors = city.sectors.iter().map(|s| PlaceRecord {
        code: &s.code,
        zone: None,
        name: &s.name,
        name_zh: &s.name_zh,
        tile: None,
    });
    let zones = Zone::ALL.map(|(_, code, name, name_zh)| PlaceRecord {
        code,
        zone: None,
        name,
        name_zh,
        tile: None,
    });
    let ownerships = Ownership::ALL.map(|(_, code, name, name_zh)| PlaceRecord {
        code,
        zone: None,
        name,
        name_zh,
        tile: None,
    });
    BTreeMap::from([
        (Scope::District.name(), districts.collect()),
        (Scope::Sector.name(), sectors.collect()),
        (Scope::Zone.name(), Vec::from(zones)),
        (Scope::Ownership.name(), Vec::from(ownerships)),
    ])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::Overrides;

    #[test]
    fn the_hash_of_a_scenario_covers_values_and_no_words() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city.toml");
        let load = |seed| {
            let overrides = Overrides {
                seed: Some(seed),
                ..Overrides::default()
            };
            Scenario::load(&path, overrides).unwrap_or_else(|problems| panic!("{problems}"))
        };
        let scenario = load(1);
        let mut renamed = scenario.clone();
        renamed.title_zh = "另一个".to_owned();
        renamed.question = "Another?".to_owned();
        assert_eq!(sha256(&renamed), sha256(&scenario));
        assert_ne!(sha256(&load(2)), sha256(&scenario));
        let hashed = resolved(&scenario, &scenario_record(&scenario));
        assert!(hashed.contains("\"unit\":\"weeks\""));
        for word in ["meaning", "unit_zh", "set_at", "亿元", "Replications."] {
            assert!(!hashed.contains(word), "{word}");
        }
    }
}
