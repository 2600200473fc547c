//! From a request to a result folder: the table is read, analysed and what comes of it written.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::request::{Method, Request, Trouble};
use super::sheet::Sheet;
use super::table::{Role, Table};
use super::{discovery, morris, pareto, response, robustness, sobol};
use crate::batch::hashed::{FileRecord, HashedFile, hex};
use crate::batch::manifest::MANIFEST;
use crate::batch::{Failure, Unfinished};

#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    software: &'static str,
    version: &'static str,
    revision: Option<&'static str>,
    kind: &'static str,
    method: &'static str,
    name: &'a str,
    title: &'a str,
    title_zh: &'a str,
    table_sha256: String,
    points: usize,
    replications: usize,
    inputs: Vec<InputRecord<'a>>,
    outputs: Vec<OutputRecord<'a>>,
    goals: Vec<String>,
    thresholds: Vec<String>,
    resamples: u32,
    seed: u64,
    files: Vec<FileRecord>,
}

#[derive(Serialize)]
struct InputRecord<'a> {
    name: &'a str,
    role: &'static str,
    unit: &'a str,
    unit_zh: &'a str,
    meaning: &'a str,
    meaning_zh: &'a str,
    least: f64,
    most: f64,
    scale: &'a str,
    values: &'a [String],
}

#[derive(Serialize)]
struct OutputRecord<'a> {
    name: &'a str,
    unit: &'a str,
    unit_zh: &'a str,
    title: &'a str,
    title_zh: &'a str,
}

/// Analyses a table and writes what comes of it into a folder that is not in its place yet.
///
/// # Errors
///
/// See [`Trouble`]. What was written so far is removed.
pub fn analyse(request: &Request) -> Result<Unfinished, Trouble> {
    request.check()?;
    let table = Table::read(request)?;
    let folder = Unfinished::create(&request.out, request.overwrite)?;
    let files = sheets(&table, request)?
        .iter()
        .map(|sheet| write(&folder, sheet.name, &sheet.csv()))
        .collect::<Result<Vec<_>, _>>()?;
    write_manifest(&folder, request, &table, files)?;
    Ok(folder)
}

/// What a method says of a table.
///
/// # Errors
///
/// [`Trouble::Input`] if the method cannot be used on it.
pub fn sheets(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    match request.method {
        Method::Response => response::analyse(table, request),
        Method::Morris => morris::analyse(table, request),
        Method::Sobol => sobol::analyse(table, request),
        Method::Discovery => discovery::analyse(table, request),
        Method::Robustness => robustness::analyse(table, request),
        Method::Pareto => pareto::analyse(table, request),
    }
}

fn write(folder: &Unfinished, name: &str, bytes: &[u8]) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder.path(), name)?;
    file.write(bytes)?;
    file.finish()
}

fn write_manifest(
    folder: &Unfinished,
    request: &Request,
    table: &Table,
    files: Vec<FileRecord>,
) -> Result<(), Failure> {
    let goal = |goal: &super::Goal| {
        let way = if goal.maximise {
            "maximise"
        } else {
            "minimise"
        };
        format!("{way} {}", goal.output)
    };
    let manifest = Manifest {
        format: 1,
        software: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        revision: option_env!("LANDFALL_REVISION"),
        kind: "analysis",
        method: request.method.word(),
        name: &table.name,
        title: &table.title,
        title_zh: &table.title_zh,
        table_sha256: hex(&Sha256::digest(&table.bytes)),
        points: table.points,
        replications: table.replications,
        inputs: table
            .inputs
            .iter()
            .map(|input| InputRecord {
                name: &input.name,
                role: match input.role {
                    Role::Lever => "lever",
                    Role::Uncertainty => "uncertainty",
                },
                unit: &input.unit,
                unit_zh: &input.unit_zh,
                meaning: &input.meaning,
                meaning_zh: &input.meaning_zh,
                least: input.least,
                most: input.most,
                scale: &input.scale,
                values: &input.levels,
            })
            .collect(),
        outputs: table
            .outputs
            .iter()
            .map(|output| OutputRecord {
                name: &output.name,
                unit: &output.unit,
                unit_zh: &output.unit_zh,
                title: &output.title,
                title_zh: &output.title_zh,
            })
            .collect(),
        goals: request.goals.iter().map(goal).collect(),
        thresholds: request.thresholds.iter().map(ToString::to_string).collect(),
        resamples: request.resamples,
        seed: request.seed,
        files,
    };
    let mut text = serde_json::to_vec_pretty(&manifest).map_err(|error| {
        Failure::Files(folder.path().join(MANIFEST), std::io::Error::other(error))
    })?;
    text.push(b'\n');
    write(folder, MANIFEST, &text).map(|_| ())
}
