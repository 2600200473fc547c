//! Tables and requests made by hand, for tests.

use super::request::{Goal, Method, Request, Threshold};
use super::sheet::Sheet;
use super::table::{Input, Output, Role, Table};

/// An input with its values; `words` are the words that they stand for, if any.
pub(super) fn input(name: &str, role: Role, words: &[&str], values: &[f64]) -> Input {
    Input {
        name: name.to_owned(),
        role,
        unit: String::new(),
        unit_zh: String::new(),
        meaning: String::new(),
        meaning_zh: String::new(),
        levels: words.iter().map(|&word| word.to_owned()).collect(),
        least: values.iter().copied().fold(f64::INFINITY, f64::min),
        most: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        scale: String::new(),
        is_drawn: None,
        values: values.to_vec(),
    }
}

/// A table; outputs have their values point by point and replication by replication.
pub(super) fn table(
    inputs: Vec<Input>,
    outputs: &[(&str, Vec<f64>)],
    replications: usize,
) -> Table {
    let outputs = outputs.iter().map(|(name, values)| Output {
        name: (*name).to_owned(),
        unit: String::new(),
        unit_zh: String::new(),
        title: (*name).to_owned(),
        title_zh: String::new(),
        values: values.clone(),
    });
    Table {
        name: "small".to_owned(),
        title: "small".to_owned(),
        title_zh: String::new(),
        points: inputs[0].values.len(),
        replications,
        inputs,
        outputs: outputs.collect(),
        bytes: Vec::new(),
    }
}

/// A request with goals (a sign and an output, such as `+y`) and bounds.
pub(super) fn request(method: Method, goals: &[&str], bounds: &[&str]) -> Request {
    let goals = goals.iter().map(|goal| Goal {
        output: goal[1..].to_owned(),
        maximise: goal.starts_with('+'),
    });
    let thresholds = bounds.iter().map(|bound| Threshold::parse(bound).unwrap());
    Request {
        table: "small.csv".into(),
        method,
        inputs: Vec::new(),
        levers: Vec::new(),
        ranges: Vec::new(),
        outputs: Vec::new(),
        goals: goals.collect(),
        thresholds: thresholds.collect(),
        density: None,
        boxes: 1,
        resamples: 200,
        seed: 1,
        out: "small".into(),
        overwrite: false,
    }
}

/// The cell of a column in a row.
pub(super) fn cell<'a>(sheet: &'a Sheet, row: usize, column: &str) -> &'a str {
    let at = sheet.head.iter().position(|name| name == column).unwrap();
    &sheet.rows[row][at]
}

/// The number in a cell.
pub(super) fn figure(sheet: &Sheet, row: usize, column: &str) -> f64 {
    cell(sheet, row, column).parse().unwrap()
}

/// The rows in which columns have these cells.
pub(super) fn rows(sheet: &Sheet, cells: &[(&str, &str)]) -> Vec<usize> {
    let holds = |&row: &usize| {
        cells
            .iter()
            .all(|(column, text)| cell(sheet, row, column) == *text)
    };
    (0..sheet.rows.len()).filter(holds).collect()
}
