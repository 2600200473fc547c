//! The table of a CSV file: the request says which columns are what.

use std::path::Path;

use super::cells::{bad, check_head, check_text, read, reader};
use super::sweep::Manifest;
use super::{Input, Output, Role, Table};
use crate::analysis::request::{Request, Trouble, unknown};

/// Columns of a CSV file that are neither inputs nor outputs.
const COUNTERS: [&str; 3] = ["point", "replication", "run"];

impl Table {
    pub(super) fn of_file(request: &Request) -> Result<Self, Trouble> {
        Self::of_bytes(read(&request.table)?, request)
    }

    /// The table of a CSV file's bytes.
    ///
    /// # Errors
    ///
    /// [`Trouble::Input`] if a column is missing or a cell is no number.
    pub fn of_bytes(bytes: Vec<u8>, request: &Request) -> Result<Self, Trouble> {
        let path = &request.table;
        check_text(path, &bytes)?;
        let head = reader(&bytes)
            .headers()
            .cloned()
            .map_err(|error| bad(path, &error))?;
        check_head(path, &head)?;
        let column = |name: &String| {
            if head.iter().any(|column| column == name) {
                Ok(name.clone())
            } else {
                Err(unknown("column", name, head.iter()))
            }
        };
        let mentioned = (request.goals.iter().map(|goal| &goal.output))
            .chain(request.thresholds.iter().map(|bound| &bound.output));
        let mut outputs: Vec<String> = Vec::new();
        for name in request.outputs.iter().chain(mentioned) {
            if !outputs.contains(name) {
                outputs.push(column(name)?);
            }
        }
        if outputs.is_empty() {
            return Err(Trouble::Input(format!(
                "which columns of {} are outputs?\nhelp: name them with --output; the columns are {}",
                path.display(),
                head.iter().collect::<Vec<_>>().join(", ")
            )));
        }
        let mut inputs: Vec<String> = Vec::new();
        for name in request.inputs.iter().chain(&request.levers) {
            if !inputs.contains(name) {
                inputs.push(column(name)?);
            }
        }
        if request.inputs.is_empty() {
            refuse_own(path)?;
            let others = head.iter().filter(|name| {
                !COUNTERS.contains(name) && !outputs.iter().any(|output| output == name)
            });
            inputs = others.map(str::to_owned).collect();
        }
        if inputs.is_empty() {
            return Err(Trouble::Input(format!(
                "{} has no inputs: every column is an output or a number of a row",
                path.display()
            )));
        }
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let table = Self {
            title: stem.clone(),
            title_zh: String::new(),
            name: stem,
            inputs: inputs
                .into_iter()
                .map(|name| Input {
                    role: if request.levers.contains(&name) {
                        Role::Lever
                    } else {
                        Role::Uncertainty
                    },
                    name,
                    unit: String::new(),
                    unit_zh: String::new(),
                    meaning: String::new(),
                    meaning_zh: String::new(),
                    levels: Vec::new(),
                    least: f64::NAN,
                    most: f64::NAN,
                    scale: String::new(),
                    is_drawn: None,
                    values: Vec::new(),
                })
                .collect(),
            outputs: outputs
                .into_iter()
                .map(|name| Output {
                    title: name.clone(),
                    title_zh: String::new(),
                    name,
                    unit: String::new(),
                    unit_zh: String::new(),
                    values: Vec::new(),
                })
                .collect(),
            points: 0,
            replications: 0,
            bytes,
        };
        table.filled(path, request)
    }
}

/// Refuses the table of a sweep where its folder is meant: the file alone does not say which of its
/// columns are inputs.
fn refuse_own(path: &Path) -> Result<(), Trouble> {
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let manifest = std::fs::read(folder.join("manifest.json")).ok();
    let manifest = manifest.and_then(|text| serde_json::from_slice::<Manifest>(&text).ok());
    if manifest.is_none_or(|manifest| manifest.kind != "sweep") {
        return Ok(());
    }
    let named = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    Err(Trouble::Input(format!(
        "{} belongs to a sweep, which knows its own inputs and outputs\nhelp: name the folder, {}; or \
         name the inputs with --input",
        path.display(),
        named.display()
    )))
}
