//! Lists of points: a CSV file with a column for each input.

use super::asked::AskedInput;
use super::inputs::{self, Named, Sets};
use crate::kernel::design::{Input, Levels, MOST_POINTS};
use crate::kernel::number::rounded;
use crate::scenario::nearest::hint;
use crate::scenario::problem::{Problem, Problems, Text};
use crate::scenario::slips;

/// Cells of which something is said at most.
const MOST_TOLD: usize = 20;

/// A column that a list may have besides its inputs: that of a written design.
const POINT: &str = "point";

/// Reads the points, in the order of the file; the values are those of a design.
pub(super) fn read(text: &Text, asked: &[AskedInput], problems: &mut Problems) -> Vec<f64> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.text.as_bytes());
    let mut list = List {
        text,
        asked,
        problems,
        columns: Vec::new(),
        width: 0,
        wrong: 0,
        values: Vec::new(),
    };
    let mut is_head = true;
    let mut points = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let message = format!("{}: {error}", text.path);
                list.problems.0.push(Problem::nowhere(message));
                return Vec::new();
            }
        };
        // A mark that is never closed takes the rest of the file into its cell.
        if record.iter().any(|cell| cell.contains('\n')) {
            let message = "a quotation mark is not closed in this row".to_owned();
            list.problem(&record, message);
            return Vec::new();
        }
        if is_head {
            is_head = false;
            if !list.head(&record) {
                return Vec::new();
            }
        } else {
            list.row(&record, points);
            points += 1;
        }
        if points > MOST_POINTS {
            let message = format!("the list has more than {MOST_POINTS} points");
            list.problems.0.push(Problem::at(text, 0..0, message));
            return Vec::new();
        }
    }
    list.close(points);
    list.values
}

struct List<'a> {
    text: &'a Text,
    asked: &'a [AskedInput],
    problems: &'a mut Problems,
    /// For each input its column.
    columns: Vec<usize>,
    width: usize,
    wrong: usize,
    values: Vec<f64>,
}

impl List<'_> {
    fn problem(&mut self, record: &csv::StringRecord, message: String) -> Option<&mut Problem> {
        self.wrong += 1;
        if self.wrong > MOST_TOLD {
            return None;
        }
        let at = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(at).unwrap_or(0);
        let rest = self.text.text.get(start..).unwrap_or_default();
        // A record may begin with the ends of empty lines before it.
        let start = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let line = self.text.text.get(start..).unwrap_or_default();
        let end = start + line.lines().next().unwrap_or_default().len();
        self.problems
            .0
            .push(Problem::at(self.text, start..end, message));
        self.problems.0.last_mut()
    }

    /// Reads the heads of the columns; false if points cannot be read under them.
    fn head(&mut self, head: &csv::StringRecord) -> bool {
        self.width = head.len();
        if head.len() == 1 && head[0].contains([';', '\t']) {
            let message = "the cells of this list are not separated by commas".to_owned();
            if let Some(problem) = self.problem(head, message) {
                problem.help = Some("save it as CSV with commas, in UTF-8".to_owned());
            }
            return false;
        }
        let names: Vec<&str> = self.asked.iter().map(|a| a.input.name.as_str()).collect();
        for (at, name) in head.iter().enumerate() {
            if head.iter().take(at).any(|other| other == name) {
                self.problem(head, format!("the column \"{name}\" is there twice"));
            } else if name != POINT && !names.contains(&name) {
                let message = format!("the column \"{name}\" is none of the inputs");
                let help = hint(name, names.iter().copied());
                if let Some(problem) = self.problem(head, message) {
                    problem.help = help;
                }
            }
        }
        for name in names {
            match head.iter().position(|column| column == name) {
                Some(column) => self.columns.push(column),
                None => {
                    self.problem(head, format!("the column \"{name}\" is missing"));
                }
            }
        }
        self.wrong == 0
    }

    fn row(&mut self, record: &csv::StringRecord, point: usize) {
        if record.len() != self.width {
            let cells = record.len();
            let message = format!("this row has {cells} cells, the header has {}", self.width);
            self.problem(record, message);
            return;
        }
        for at in 0..self.asked.len() {
            let cell = record.get(self.columns[at]).unwrap_or_default();
            match value(&self.asked[at], cell) {
                Ok(value) => self.values.push(value),
                Err(problem) => {
                    let message = format!("point {point}: {}", problem.message);
                    if let Some(told) = self.problem(record, message) {
                        told.help = problem.help;
                    }
                }
            }
        }
    }

    fn close(&mut self, points: usize) {
        if self.wrong > MOST_TOLD {
            let more = self.wrong - MOST_TOLD;
            let message = format!("{}: {more} more cells are wrong", self.text.path);
            self.problems.0.push(Problem::nowhere(message));
        }
        if points == 0 && self.wrong == 0 {
            let message = "the list has no point";
            self.problems.0.push(Problem::at(self.text, 0..0, message));
        }
    }
}

/// The value of a cell in a design.
fn value(asked: &AskedInput, cell: &str) -> Result<f64, Problem> {
    let Input { name, levels, .. } = &asked.input;
    let found = if cell.is_empty() { "nothing" } else { cell };
    match levels {
        Levels::Listed(values) => {
            let as_listed = match &asked.sets {
                Sets::Policy => Some(cell.to_owned()),
                Sets::Switch(at, _) => written(&Named::Switch(*at), cell),
                Sets::Parameter(parameter, _) => written(&Named::Parameter(*parameter), cell),
            };
            let place = values
                .iter()
                .position(|value| Some(value) == as_listed.as_ref());
            place.map(|place| place as f64).ok_or_else(|| {
                let list = values.join(", ");
                Problem::nowhere(format!("\"{name}\" must be one of {list}; found {found}"))
            })
        }
        Levels::Range(range) => {
            let number: Option<f64> = cell.parse().ok();
            let number = number.map(rounded).filter(|number| {
                let is_whole = *number == libm::floor(*number);
                (range.least()..=range.most()).contains(number) && (is_whole || !range.is_whole())
            });
            number.ok_or_else(|| {
                let kind = if range.is_whole() {
                    "whole number"
                } else {
                    "number"
                };
                let (least, most) = (range.least(), range.most());
                let message =
                    format!("\"{name}\" must be a {kind} from {least} to {most}; found {found}");
                Problem {
                    help: slips::help(cell, &asked.input.unit, (least, most)),
                    ..Problem::nowhere(message)
                }
            })
        }
    }
}

/// A cell as the value in it is written in tables, if it is a value.
fn written(named: &Named, cell: &str) -> Option<String> {
    inputs::parse(named.kind(), cell).map(|value| inputs::text(&value))
}
