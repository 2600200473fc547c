//! Analyses of tables with known answers: functions whose indices have closed forms, and tables
//! that are refused.
//!
//! The tables of the known functions stay in `target/tmp`, so that other software can recompute the
//! indices from the very same files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use landfall::analysis::{self, Method, Request, Trouble};
use landfall::kernel::chance::{Dice, Purpose};
use landfall::kernel::design::{Points, latin_hypercube, saltelli, step, trajectories};
use landfall::report;

mod known;
mod refused;
mod shown;

type Row = BTreeMap<String, String>;

fn number(row: &Row, column: &str) -> f64 {
    let cell = &row[column];
    cell.parse()
        .unwrap_or_else(|_| panic!("\"{cell}\" in {column}"))
}

fn ends(row: &Row, index: &str) -> (f64, f64) {
    let end = |which: &str| number(row, &format!("{index}_ci_{which}"));
    (end("low"), end("high"))
}

fn is_marked(row: &Row, index: &str) -> bool {
    row[&format!("{index}_covers_zero")] == "1"
}

/// A folder for what a test makes.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A request for a table whose outputs all begin with y.
fn request(table: &Path, method: Method, out: PathBuf) -> Request {
    let head = csv::Reader::from_path(table)
        .unwrap()
        .headers()
        .unwrap()
        .clone();
    let outputs = head.iter().filter(|name| name.starts_with('y'));
    Request {
        table: table.to_owned(),
        method,
        inputs: Vec::new(),
        levers: Vec::new(),
        ranges: Vec::new(),
        outputs: outputs.map(str::to_owned).collect(),
        goals: Vec::new(),
        thresholds: Vec::new(),
        density: None,
        boxes: 1,
        resamples: 200,
        seed: 1,
        out,
        overwrite: false,
    }
}

/// The rows of one file of a result.
fn sheet(request: &Request, name: &str) -> Vec<Row> {
    analysis::analyse(request).unwrap().finish().unwrap();
    let mut reader = csv::Reader::from_path(request.out.join(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// Analyses a text as a CSV file; the rows of one file of the result.
fn analysed(text: &str, method: Method, name: &str) -> Vec<Row> {
    let folder = folder();
    let table = folder.path().join("table.csv");
    std::fs::write(&table, text).unwrap();
    sheet(&request(&table, method, folder.path().join("out")), name)
}

/// Why a text is refused.
fn refused(text: &str, method: Method) -> String {
    let folder = folder();
    let table = folder.path().join("table.csv");
    std::fs::write(&table, text).unwrap();
    let out = folder.path().join("out");
    match analysis::analyse(&request(&table, method, out.clone())) {
        Err(Trouble::Input(why)) => {
            assert!(!out.exists(), "nothing is left of it");
            why
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted"),
    }
}

/// A table of inputs x1, x2, … and an output y, one row for each point.
fn table<'a>(
    points: impl IntoIterator<Item = &'a [f64]>,
    (least, most): (f64, f64),
    output: impl Fn(&[f64]) -> f64,
) -> String {
    let mut text = String::new();
    for point in points {
        let inputs: Vec<f64> = point.iter().map(|u| least + u * (most - least)).collect();
        if text.is_empty() {
            let names: Vec<String> = (1..=inputs.len()).map(|i| format!("x{i}")).collect();
            writeln!(text, "{},y", names.join(",")).unwrap();
        }
        for input in &inputs {
            write!(text, "{input},").unwrap();
        }
        writeln!(text, "{}", output(&inputs)).unwrap();
    }
    text
}

/// A table with replications: points, then replications, then inputs, then y.
fn replicated<'a>(
    points: impl IntoIterator<Item = &'a [f64]>,
    replications: u32,
    output: impl Fn(usize, &[f64], u32) -> f64,
) -> String {
    let mut text = String::new();
    for (number, point) in points.into_iter().enumerate() {
        if text.is_empty() {
            let names: Vec<String> = (1..=point.len()).map(|i| format!("x{i}")).collect();
            writeln!(text, "point,replication,{},y", names.join(",")).unwrap();
        }
        for replication in 0..replications {
            write!(text, "{number},{replication},").unwrap();
            for input in point {
                write!(text, "{input},").unwrap();
            }
            writeln!(text, "{}", output(number, point, replication)).unwrap();
        }
    }
    text
}

/// A normal draw for a point and a replication.
fn luck(point: usize, replication: u32) -> f64 {
    let seed = u64::try_from(point).unwrap();
    Dice::new(seed, replication).stream(Purpose::new("test.luck"))().normal()
}

/// A Latin hypercube.
fn hypercube(points: usize, dimensions: usize) -> Points {
    let dice = Dice::new(1, 0);
    latin_hypercube(points, dimensions, dice.stream(Purpose::new("test.sample")))
}
