//! The manifest: what a result is, what it was made from, and the hash of every file.
//!
//! It holds no clock, no host and no path, so it is the same wherever the result is made.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::folder::{FileRecord, HashedFile, MANIFEST, Unfinished, hex};
use super::{Batch, Failure};
use crate::kernel::parameter::Value;
use crate::kernel::record::Scope;
use crate::measures::{MEASURES, Measure, metrics};
use crate::scenario::Scenario;
use crate::world::district::Zone;
use crate::world::enterprise::Ownership;

/// The format of result folders.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Manifest<'a> {
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
    files: Vec<FileRecord>,
}

#[derive(Serialize)]
struct ScenarioRecord<'a> {
    name: &'a str,
    title: &'a str,
    question: &'a str,
    sha256: String,
    measures: BTreeMap<&'static str, SwitchRecord>,
    parameters: BTreeMap<String, ParameterRecord>,
    city: CityRecord<'a>,
}

#[derive(Serialize)]
struct MeasureRecord {
    article: u8,
    name: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct SwitchRecord {
    on: bool,
    from: Option<String>,
}

#[derive(Serialize)]
struct ParameterRecord {
    value: Value,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    dated: BTreeMap<String, Value>,
    unit: &'static str,
    source: String,
    set_at: Option<String>,
}

#[derive(Serialize)]
struct CityRecord<'a> {
    name: &'a str,
    files: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<&'static str>,
    name: &'a str,
    name_zh: &'a str,
}

#[derive(Serialize)]
struct MetricRecord {
    name: &'static str,
    title: &'static str,
    unit: &'static str,
    formula: &'static str,
    left_out: &'static str,
    scopes: Vec<&'static str>,
    weekly: bool,
}

/// Writes the manifest; `split` are the measures over which an effect is split, if it is.
pub(super) fn write(
    folder: &Unfinished,
    batch: &Batch,
    split: &[&'static Measure],
    files: Vec<FileRecord>,
) -> Result<(), Failure> {
    let Some(base) = batch.scenarios.first() else {
        return Ok(());
    };
    let manifest = Manifest {
        format: FORMAT,
        software: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        revision: option_env!("LANDFALL_REVISION"),
        kind: if !split.is_empty() {
            "attribution"
        } else if batch.scenarios.len() > 1 {
            "compare"
        } else {
            "run"
        },
        name: &batch.name,
        seed: base.run.seed,
        replications: base.run.replications,
        start: base.run.start.to_string(),
        burn_in_weeks: base.run.burn_in,
        horizon_weeks: base.run.horizon,
        scenarios: batch.scenarios.iter().map(scenario_record).collect(),
        split: split
            .iter()
            .map(|measure| MeasureRecord {
                article: measure.article,
                name: measure.name,
                title: measure.title,
            })
            .collect(),
        places: places(base),
        metrics: metrics()
            .into_iter()
            .map(|metric| MetricRecord {
                name: metric.name,
                title: metric.title,
                unit: metric.unit,
                formula: metric.formula,
                left_out: metric.left_out,
                scopes: metric.scopes.iter().map(|scope| scope.name()).collect(),
                weekly: metric.weekly,
            })
            .collect(),
        files,
    };
    let path = folder.path().join(MANIFEST);
    let mut text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| Failure::Files(path, std::io::Error::other(error)))?;
    text.push(b'\n');
    let mut file = HashedFile::create(folder.path(), MANIFEST)?;
    file.write(&text)?;
    file.finish()?;
    Ok(())
}

fn scenario_record(scenario: &Scenario) -> ScenarioRecord<'_> {
    let mut record = ScenarioRecord {
        name: &scenario.name,
        title: &scenario.title,
        question: &scenario.question,
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
                    source: resolved.source(),
                    set_at: resolved.origin.map(|origin| origin.to_string()),
                };
                (resolved.parameter.name(), record)
            })
            .collect(),
        city: CityRecord {
            name: &scenario.city.name,
            files: scenario
                .city_files
                .iter()
                .map(|file| (file.name, hex(&Sha256::digest(file.text.text.as_bytes()))))
                .collect(),
        },
    };
    // The hash covers what the scenario resolves to: two files that say the same hash the same.
    let mut resolved = serde_json::to_value((
        scenario.run.start.to_string(),
        &record.measures,
        &record.parameters,
        &record.city,
    ))
    .unwrap_or_default();
    strip_origins(&mut resolved);
    record.sha256 = hex(&Sha256::digest(resolved.to_string().as_bytes()));
    record
}

fn strip_origins(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            map.remove("set_at");
            map.values_mut().for_each(strip_origins);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(strip_origins),
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
    });
    let sectors = city.sectors.iter().map(|s| PlaceRecord {
        code: &s.code,
        zone: None,
        name: &s.name,
        name_zh: &s.name_zh,
    });
    let zones = Zone::ALL.map(|(_, code, name, name_zh)| PlaceRecord {
        code,
        zone: None,
        name,
        name_zh,
    });
    let ownerships = Ownership::ALL.map(|(_, code, name, name_zh)| PlaceRecord {
        code,
        zone: None,
        name,
        name_zh,
    });
    BTreeMap::from([
        (Scope::District.name(), districts.collect()),
        (Scope::Sector.name(), sectors.collect()),
        (Scope::Zone.name(), Vec::from(zones)),
        (Scope::Ownership.name(), Vec::from(ownerships)),
    ])
}
