//! A result for programs: its manifest's head and the rows of its table, as one JSON object.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::tables::{manifest, rows_of_the_city};
use crate::kernel::printable::text_of;

/// Columns that hold words, whatever they look like.
const WORDS: [&str; 20] = [
    "metric",
    "scope",
    "place",
    "unit",
    "scenario",
    "base",
    "variant",
    "measure",
    "input",
    "output",
    "input_unit",
    "goal",
    "criterion",
    "box",
    "words",
    "rule",
    "remark",
    "id",
    "meaning",
    "source",
];

/// A result as one object: `kind`, `name`, `folder`, `files`, `replications`, `seed`, and the figures
/// of its table as `rows`.
///
/// # Errors
///
/// What reading the files says.
pub fn result(folder: &Path) -> csv::Result<Value> {
    let manifest = manifest(folder);
    let mut result = Map::new();
    for key in ["kind", "method", "name", "title"] {
        if let Some(value) = manifest.get(key) {
            result.insert(key.to_owned(), value.clone());
        }
    }
    result.insert("folder".to_owned(), json!(folder.to_string_lossy()));
    let records = manifest["files"].as_array().into_iter().flatten();
    let own = ["manifest.json", "report.html"].into_iter();
    let own = own
        .filter(|file| folder.join(file).is_file())
        .map(|file| json!(file));
    let files: Vec<Value> = records
        .map(|record| record["name"].clone())
        .chain(own)
        .collect();
    result.insert("files".to_owned(), Value::Array(files));
    for key in ["replications", "seed", "stopping"] {
        if let Some(value) = manifest.get(key) {
            result.insert(key.to_owned(), value.clone());
        }
    }
    result.insert("rows".to_owned(), Value::Array(rows(folder, &manifest)?));
    Ok(Value::Object(result))
}

/// The rows that the table of a result shows.
fn rows(folder: &Path, manifest: &Value) -> csv::Result<Vec<Value>> {
    match manifest["method"].as_str() {
        Some("pareto") => {
            let mut rows = all(&folder.join("pareto.csv"))?;
            rows.retain(|row| row["on_front"] == 1);
            return Ok(rows);
        }
        Some(method) => return all(&folder.join(format!("{method}.csv"))),
        None => {}
    }
    for (whole, of_the_city) in [
        ("targets.csv", false),
        ("attribution.csv", true),
        ("comparison.csv", true),
    ] {
        let path = folder.join(whole);
        if path.is_file() {
            return if of_the_city {
                headlines(&path)
            } else {
                all(&path)
            };
        }
    }
    let summary = folder.join("summary.csv");
    if folder.join("design.csv").is_file() {
        all(&summary)
    } else {
        headlines(&summary)
    }
}

/// Every row of a table.
fn all(path: &Path) -> csv::Result<Vec<Value>> {
    let mut reader = csv::Reader::from_path(path)?;
    let head = reader.headers()?.iter();
    let head: Vec<String> = head.map(|name| text_of(name).to_owned()).collect();
    reader
        .records()
        .map(|row| Ok(record(&head, row?.iter().map(text_of))))
        .collect()
}

/// The rows of the headline figures of the city.
fn headlines(path: &Path) -> csv::Result<Vec<Value>> {
    let (head, rows) = rows_of_the_city(path)?;
    let head: Vec<String> = head.iter().map(str::to_owned).collect();
    let records = rows.iter().map(|row| record(&head, row.iter()));
    Ok(records.collect())
}

fn record<'a>(head: &[String], cells: impl Iterator<Item = &'a str>) -> Value {
    let cells = head.iter().zip(cells);
    Value::Object(
        cells
            .map(|(name, cell)| (name.clone(), value(name, cell)))
            .collect(),
    )
}

/// A cell: a number where it is one, nothing where it is empty.
fn value(column: &str, cell: &str) -> Value {
    if WORDS.contains(&column) {
        return json!(cell);
    }
    if cell.is_empty() {
        return Value::Null;
    }
    let whole = cell.parse::<i64>().map(Value::from);
    let number = cell.parse::<f64>().map(Value::from);
    whole.or(number).unwrap_or_else(|_| json!(cell))
}
