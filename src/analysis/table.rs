//! A table of points: what went in, and what came out of every replication.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::request::{Request, Trouble, unknown};
use crate::batch::Failure;

/// Columns of a CSV file that are neither inputs nor outputs.
const COUNTERS: [&str; 3] = ["point", "replication", "run"];

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
    /// What it means; empty if nothing is known.
    pub meaning: String,
    /// The words it takes, if they are no numbers; its values are places in this list then.
    pub levels: Vec<String>,
    /// The least value that it can take.
    pub least: f64,
    /// The largest value that it can take.
    pub most: f64,
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
    /// Its title; its name if none is known.
    pub title: String,
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

#[derive(Deserialize)]
struct Manifest {
    kind: String,
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
    meaning: String,
    least: Option<f64>,
    most: Option<f64>,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Deserialize)]
struct OutputRecord {
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    title: String,
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

    fn of_sweep(request: &Request) -> Result<Self, Trouble> {
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
                meaning: record.meaning.clone(),
                // Words keep the order of the list, should they turn out to be words.
                levels: record.values.clone(),
                least: record.least.unwrap_or(f64::NAN),
                most: record.most.unwrap_or(f64::NAN),
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
                title: record.title.clone(),
                values: Vec::new(),
            })
            .collect();
        let table = Self {
            name: manifest.name,
            title: manifest.sweep.title,
            inputs,
            outputs,
            points: 0,
            replications: 0,
            bytes: Vec::new(),
        };
        table.filled(&folder.join("runs.csv"), request)
    }

    fn of_file(request: &Request) -> Result<Self, Trouble> {
        let path = &request.table;
        let bytes = read(path)?;
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
                    meaning: String::new(),
                    levels: Vec::new(),
                    least: f64::NAN,
                    most: f64::NAN,
                    is_drawn: None,
                    values: Vec::new(),
                })
                .collect(),
            outputs: outputs
                .into_iter()
                .map(|name| Output {
                    title: name.clone(),
                    name,
                    unit: String::new(),
                    values: Vec::new(),
                })
                .collect(),
            points: 0,
            replications: 0,
            bytes: Vec::new(),
        };
        table.filled(path, request)
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

    /// The table with the cells of a CSV file.
    fn filled(mut self, path: &Path, request: &Request) -> Result<Self, Trouble> {
        self.bytes = read(path)?;
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

/// The cells of a file, point by point.
struct Cells {
    points: usize,
    replications: usize,
    /// For each input its text at every point.
    inputs: Vec<Vec<String>>,
    /// For each output its values, point by point and replication by replication.
    outputs: Vec<Vec<f64>>,
}

impl Cells {
    fn read(path: &Path, bytes: &[u8], table: &Table) -> Result<Self, Trouble> {
        let mut reader = reader(bytes);
        let head = reader
            .headers()
            .cloned()
            .map_err(|error| bad(path, &error))?;
        let column = |name: &str| {
            let at = head.iter().position(|column| column == name);
            at.ok_or_else(|| unknown(&format!("column of {}", path.display()), name, head.iter()))
        };
        let inputs: Vec<usize> = table
            .inputs
            .iter()
            .map(|i| column(&i.name))
            .collect::<Result<_, _>>()?;
        let outputs: Vec<usize> = table
            .outputs
            .iter()
            .map(|o| column(&o.name))
            .collect::<Result<_, _>>()?;
        let named = |word| head.iter().position(|name| name == word);
        // Without points of its own every row is one.
        let mut points = named("point").map(Names::new);
        let mut replications = points.as_ref().and(named("replication")).map(Names::new);
        let mut texts: Vec<Vec<String>> = vec![Vec::new(); inputs.len()];
        let mut values: Vec<Vec<Vec<Option<f64>>>> = Vec::new();
        for (row, record) in reader.records().enumerate() {
            let record = record.map_err(|error| bad(path, &error))?;
            let line = record
                .position()
                .map_or(row as u64 + 2, csv::Position::line);
            let refused = |why: String| Trouble::Input(format!("{}:{line}: {why}", path.display()));
            let (point, is_new) = match &mut points {
                Some(points) => points.place(&record),
                None => (row, true),
            };
            if is_new {
                for (texts, &at) in texts.iter_mut().zip(&inputs) {
                    texts.push(record[at].to_owned());
                }
                if let Some(empty) = inputs.iter().position(|&at| record[at].trim().is_empty()) {
                    let name = &table.inputs[empty].name;
                    return Err(refused(format!("the input \"{name}\" is empty")));
                }
                values.push(vec![Vec::new(); outputs.len()]);
            } else if point + 1 < values.len() {
                return Err(refused(format!(
                    "point {} has rows further up: the rows of a point stand together",
                    &record[named("point").unwrap_or(0)]
                )));
            } else if let Some(wrong) = (texts.iter().zip(&inputs))
                .position(|(texts, &at)| texts.last().is_none_or(|text| text != &record[at]))
            {
                let name = &table.inputs[wrong].name;
                return Err(refused(format!(
                    "\"{name}\" is not the same in every row of a point\n\
                     help: if it is an output, name it with --output, or name the inputs with --input"
                )));
            }
            let Some(cells) = values.last_mut() else {
                continue;
            };
            let replication = match &mut replications {
                Some(replications) => replications.place(&record).0,
                None => cells.first().map_or(0, Vec::len),
            };
            for (output, (cells, &at)) in cells.iter_mut().zip(&outputs).enumerate() {
                let name = &table.outputs[output].name;
                put(cells, replication, &record[at], name).map_err(refused)?;
            }
        }
        if values.is_empty() {
            return Err(Trouble::Input(format!("{} has no rows", path.display())));
        }
        let replications = values.iter().flatten().map(Vec::len).max().unwrap_or(0);
        let flat = |output: usize| {
            let padded = values.iter().flat_map(|point| {
                let missing = replications - point[output].len();
                let there = point[output].iter().map(|cell| cell.unwrap_or(f64::NAN));
                there.chain(std::iter::repeat_n(f64::NAN, missing))
            });
            padded.collect()
        };
        Ok(Self {
            points: values.len(),
            replications,
            inputs: texts,
            outputs: (0..outputs.len()).map(flat).collect(),
        })
    }
}

/// Puts an output's cell in the place of its replication.
fn put(
    cells: &mut Vec<Option<f64>>,
    replication: usize,
    cell: &str,
    name: &str,
) -> Result<(), String> {
    let value = match cell.trim() {
        text if is_missing(text) => f64::NAN,
        text => finite(text)
            .ok_or_else(|| format!("\"{text}\" in the column \"{name}\" is no number"))?,
    };
    if cells.len() <= replication {
        cells.resize(replication + 1, None);
    }
    match cells[replication].replace(value) {
        Some(_) => Err("a replication of this point stands twice".to_owned()),
        None => Ok(()),
    }
}

/// The names in a column, numbered as they come.
struct Names {
    column: usize,
    places: BTreeMap<String, usize>,
    last: Option<(String, usize)>,
}

impl Names {
    fn new(column: usize) -> Self {
        Self {
            column,
            places: BTreeMap::new(),
            last: None,
        }
    }

    /// The number of the name in a row, and whether it is new.
    fn place(&mut self, record: &csv::StringRecord) -> (usize, bool) {
        let name = &record[self.column];
        if let Some((last, place)) = &self.last
            && last == name
        {
            return (*place, false);
        }
        let next = self.places.len();
        let place = *self.places.entry(name.to_owned()).or_insert(next);
        self.last = Some((name.to_owned(), place));
        (place, place == next)
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

/// A reader of a table; blanks around names and cells do not count.
fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes)
}

/// Refuses a file whose columns cannot be told apart.
fn check_head(path: &Path, head: &csv::StringRecord) -> Result<(), Trouble> {
    let shown = path.display();
    let wrong = |why: String| Err(Trouble::Input(format!("{shown}: {why}")));
    if head.is_empty() {
        return wrong("the file is empty".to_owned());
    }
    if head.len() == 1 && head[0].contains([';', '\t']) {
        return wrong("columns are separated by commas, not by semicolons or tabs".to_owned());
    }
    let mut names: Vec<&str> = head.iter().collect();
    names.sort_unstable();
    let twice = names.iter().zip(&names[1..]).find(|(a, b)| a == b);
    if let Some((name, _)) = twice {
        return wrong(format!("two columns are named \"{name}\""));
    }
    let has = |name: &str| head.iter().any(|column| column == name);
    if has("replication") && !has("point") {
        return wrong("a column \"replication\" needs a column \"point\" beside it".to_owned());
    }
    Ok(())
}

/// Whether a cell says that there is no figure, as other programs write it.
fn is_missing(cell: &str) -> bool {
    ["", "na", "nan", "null"].contains(&cell.to_ascii_lowercase().as_str())
}

fn finite(cell: &str) -> Option<f64> {
    let number: f64 = cell.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Trouble::Input(format!("there is no {}", path.display())),
        _ => Trouble::Failed(Failure::Files(PathBuf::from(path), error)),
    })
}

fn bad(path: &Path, error: &csv::Error) -> Trouble {
    Trouble::Input(format!("{}: {error}", path.display()))
}
