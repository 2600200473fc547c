//! A table of points: what went in, and what came out of every replication.

mod cells;
mod file;
mod sweep;

use std::path::Path;

use super::request::{Request, Trouble, unknown};
use cells::{Cells, finite, reader};

/// Whether an input is chosen or happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Chosen by policy.
    Lever,
    /// Not known.
    Uncertainty,
}

/// An input with its value at every point.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Whether it is chosen or happens.
    pub role: Role,
    /// Its unit; empty if none is known.
    pub unit: String,
    /// Its unit in Chinese.
    pub unit_zh: String,
    /// What it means; empty if nothing is known.
    pub meaning: String,
    /// What it means, in Chinese.
    pub meaning_zh: String,
    /// The words it takes, if they are no numbers; its values are places in this list then.
    pub levels: Vec<String>,
    /// The least value that it can take.
    pub least: f64,
    /// The largest value that it can take.
    pub most: f64,
    /// `log` where it was drawn on a logarithmic scale; empty if nothing is known.
    pub scale: String,
    /// Whether its values were drawn from a range rather than listed or on a grid; nothing where that
    /// is not known.
    pub is_drawn: Option<bool>,
    /// Its value at every point.
    pub values: Vec<f64>,
}

impl Input {
    /// A value as text: a number, or the word that it stands for.
    #[must_use]
    pub fn text(&self, value: f64) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let word = self.levels.get(value as usize);
        word.cloned()
            .unwrap_or_else(|| crate::kernel::number::number(value))
    }
}

/// An output with its value in every replication of every point.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its unit; empty if none is known.
    pub unit: String,
    /// Its unit in Chinese.
    pub unit_zh: String,
    /// Its title; its name if none is known.
    pub title: String,
    /// Its title in Chinese; empty if none is known.
    pub title_zh: String,
    /// Its values, point by point and replication by replication; not a number where undefined.
    pub values: Vec<f64>,
}

/// A table of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The name of the sweep or the stem of the file.
    pub name: String,
    /// The title of the sweep.
    pub title: String,
    /// The title in Chinese; empty if there is none.
    pub title_zh: String,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// How many points there are.
    pub points: usize,
    /// How many replications a point has at most.
    pub replications: usize,
    /// The table as read.
    pub bytes: Vec<u8>,
}

impl Table {
    /// Reads the table of a request: `runs.csv` of a sweep's folder, or a CSV file.
    ///
    /// # Errors
    ///
    /// [`Trouble::Input`] if it is no sweep, a column is missing or a cell is no number.
    pub fn read(request: &Request) -> Result<Self, Trouble> {
        if request.table.is_dir() {
            Self::of_sweep(request)
        } else {
            Self::of_file(request)
        }
    }

    /// The mean of an output over the replications in which it is defined, at every point; not a
    /// number where it is undefined in all.
    #[must_use]
    pub fn means(&self, output: &Output) -> Vec<f64> {
        let points = output.values.chunks(self.replications.max(1));
        points
            .map(|values| {
                let defined: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
                defined.iter().sum::<f64>() / defined.len() as f64
            })
            .collect()
    }

    /// The output of a name.
    ///
    /// # Errors
    ///
    /// [`Trouble::Input`] if there is none, with the nearest.
    pub fn output(&self, name: &str) -> Result<&Output, Trouble> {
        let known = || self.outputs.iter().map(|output| output.name.as_str());
        let output = self.outputs.iter().find(|output| output.name == name);
        output.ok_or_else(|| unknown("output", name, known()))
    }

    /// Refuses an output that is undefined somewhere.
    ///
    /// # Errors
    ///
    /// [`Trouble::Input`] with the number of points and what can be done.
    pub(super) fn is_whole(&self, output: &Output) -> Result<(), Trouble> {
        let replications = self.replications.max(1);
        let points = output.values.chunks(replications).enumerate();
        let undefined = points.filter(|(_, values)| values.iter().any(|value| value.is_nan()));
        let undefined: Vec<usize> = undefined.map(|(point, _)| point).collect();
        let Some(&first) = undefined.first() else {
            return Ok(());
        };
        Err(Trouble::Input(format!(
            "\"{}\" is undefined at {} of {} points, first in {}\n\
             help: the method needs a figure in every run: name other outputs with --output (a count \
             or a share is defined where a median or a ratio is not), or fill the cells of a CSV file",
            output.name,
            undefined.len(),
            self.points,
            self.place(first)
        )))
    }

    /// Where a point stands in the file, in words.
    pub(super) fn place(&self, point: usize) -> String {
        let mut reader = reader(&self.bytes);
        let column = reader.headers().ok().and_then(|head| {
            let mut names = head.iter();
            names.position(|name| name == "point")
        });
        let (mut seen, mut last) = (0, None);
        for record in reader.records().flatten() {
            let named = column.map(|at| record[at].to_owned());
            if seen > 0 && named.is_some() && named == last {
                continue;
            }
            if seen == point {
                let line = record.position().map_or(0, csv::Position::line);
                let named = named.map_or_else(String::new, |name| format!(" (point {name})"));
                return format!("line {line}{named}");
            }
            seen += 1;
            last = named;
        }
        format!("point {point}")
    }

    /// The table with the cells of its bytes.
    fn filled(mut self, path: &Path, request: &Request) -> Result<Self, Trouble> {
        let cells = Cells::read(path, &self.bytes, &self)?;
        self.points = cells.points;
        self.replications = cells.replications;
        for (input, column) in self.inputs.iter_mut().zip(cells.inputs) {
            let numbers: Option<Vec<f64>> = column.iter().map(|cell| finite(cell)).collect();
            let mut levels = std::mem::take(&mut input.levels);
            let is_mixed = numbers.is_none() && column.iter().any(|cell| finite(cell).is_some());
            if let (true, Some(word)) = (
                is_mixed && levels.is_empty(),
                column.iter().find(|cell| finite(cell).is_none()),
            ) {
                return Err(Trouble::Input(format!(
                    "{}: the input \"{}\" holds numbers and the word \"{word}\"",
                    path.display(),
                    input.name
                )));
            }
            input.values = numbers.unwrap_or_else(|| {
                let mut place = |cell: &String| {
                    levels
                        .iter()
                        .position(|level| level == cell)
                        .unwrap_or_else(|| {
                            levels.push(cell.clone());
                            levels.len() - 1
                        })
                };
                let places = column.iter().map(|cell| place(cell) as f64).collect();
                input.levels = levels;
                places
            });
            let range = request
                .ranges
                .iter()
                .find(|(name, _, _)| *name == input.name);
            if let Some(&(_, least, most)) = range {
                (input.least, input.most) = (least, most);
            } else if input.least.is_nan() || input.most.is_nan() {
                input.least = input.values.iter().copied().fold(f64::INFINITY, f64::min);
                input.most = input
                    .values
                    .iter()
                    .copied()
                    .fold(f64::NEG_INFINITY, f64::max);
            }
        }
        for (name, _, _) in &request.ranges {
            let known = || self.inputs.iter().map(|input| input.name.as_str());
            if !known().any(|known| known == name) {
                return Err(unknown("input", name, known()));
            }
        }
        for (output, values) in self.outputs.iter_mut().zip(cells.outputs) {
            output.values = values;
        }
        Ok(self)
    }
}
