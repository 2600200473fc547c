//! The table of a finished sweep: its manifest says what the columns are.

use serde::Deserialize;

use super::cells::read;
use super::{Input, Output, Role, Table};
use crate::analysis::request::{Request, Trouble, unknown};
use crate::batch::intact;

/// The table of runs in the folder of a sweep.
const RUNS: &str = "runs.csv";

#[derive(Deserialize)]
pub(super) struct Manifest {
    pub kind: String,
    name: String,
    part: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    sweep: Sweep,
}

#[derive(Deserialize, Default)]
struct Sweep {
    #[serde(default)]
    title: String,
    #[serde(default)]
    title_zh: String,
    #[serde(default)]
    design: String,
    inputs: Vec<InputRecord>,
    outputs: Vec<OutputRecord>,
}

impl Sweep {
    fn is_drawn(&self, input: &InputRecord) -> Option<bool> {
        match self.design.as_str() {
            _ if !input.values.is_empty() => Some(false),
            "latin_hypercube" | "sobol" | "saltelli" => Some(true),
            "grid" | "morris" => Some(false),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct InputRecord {
    name: String,
    role: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    unit_zh: String,
    #[serde(default)]
    meaning: String,
    #[serde(default)]
    meaning_zh: String,
    least: Option<f64>,
    most: Option<f64>,
    #[serde(default)]
    scale: String,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Deserialize)]
struct OutputRecord {
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    unit_zh: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    title_zh: String,
}

impl Table {
    pub(super) fn of_sweep(request: &Request) -> Result<Self, Trouble> {
        let folder = &request.table;
        let path = folder.join("manifest.json");
        let no_sweep = || {
            Trouble::Input(format!(
                "{} is no finished sweep\nhelp: name the folder that landfall sweep wrote, or a \
                 CSV file",
                folder.display()
            ))
        };
        let text = std::fs::read(&path).map_err(|_| no_sweep())?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| no_sweep())?;
        if manifest.kind != "sweep" {
            return Err(no_sweep());
        }
        if manifest.part.is_some() {
            return Err(Trouble::Input(format!(
                "{} is a part of a sweep\nhelp: merge all parts first with landfall merge, and name \
                 the folder that it writes",
                folder.display()
            )));
        }
        for (option, given) in [("--input", &request.inputs), ("--lever", &request.levers)] {
            if !given.is_empty() {
                return Err(Trouble::Input(format!(
                    "{option} is for CSV files: a sweep knows its own"
                )));
            }
        }
        let known: Vec<&str> = manifest
            .sweep
            .outputs
            .iter()
            .map(|o| o.name.as_str())
            .collect();
        for name in &request.outputs {
            if !known.contains(&name.as_str()) {
                return Err(unknown("output", name, known.iter().copied()));
            }
        }
        let wanted = |name: &str| {
            let mentioned = (request.goals.iter().map(|goal| &goal.output))
                .chain(request.thresholds.iter().map(|bound| &bound.output));
            request.outputs.is_empty()
                || request
                    .outputs
                    .iter()
                    .chain(mentioned)
                    .any(|output| output == name)
        };
        let inputs: Vec<Input> = manifest
            .sweep
            .inputs
            .iter()
            .map(|record| Input {
                name: record.name.clone(),
                role: if record.role == "lever" {
                    Role::Lever
                } else {
                    Role::Uncertainty
                },
                unit: record.unit.clone(),
                unit_zh: record.unit_zh.clone(),
                meaning: record.meaning.clone(),
                meaning_zh: record.meaning_zh.clone(),
                // Words keep the order of the list, should they turn out to be words.
                levels: record.values.clone(),
                least: record.least.unwrap_or(f64::NAN),
                most: record.most.unwrap_or(f64::NAN),
                scale: record.scale.clone(),
                is_drawn: manifest.sweep.is_drawn(record),
                values: Vec::new(),
            })
            .collect();
        let outputs = manifest
            .sweep
            .outputs
            .iter()
            .filter(|record| wanted(&record.name))
            .map(|record| Output {
                name: record.name.clone(),
                unit: record.unit.clone(),
                unit_zh: record.unit_zh.clone(),
                title: record.title.clone(),
                title_zh: record.title_zh.clone(),
                values: Vec::new(),
            })
            .collect();
        let runs = folder.join(RUNS);
        intact(folder, RUNS)?;
        let table = Self {
            name: manifest.name,
            title: manifest.sweep.title,
            title_zh: manifest.sweep.title_zh,
            inputs,
            outputs,
            points: 0,
            replications: 0,
            bytes: read(&runs)?,
        };
        table.filled(&runs, request)
    }
}
