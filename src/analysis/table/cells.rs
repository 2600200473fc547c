//! The cells of a table, point by point, and what keeps a file from being one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Table;
use crate::analysis::request::{Trouble, unknown};
use crate::batch::Failure;
use crate::scenario::{decoded, slip};

/// The cells of a file, point by point.
pub(super) struct Cells {
    pub points: usize,
    pub replications: usize,
    /// For each input its text at every point.
    pub inputs: Vec<Vec<String>>,
    /// For each output its values, point by point and replication by replication.
    pub outputs: Vec<Vec<f64>>,
}

impl Cells {
    pub(super) fn read(path: &Path, bytes: &[u8], table: &Table) -> Result<Self, Trouble> {
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
        text => finite(text).ok_or_else(|| {
            let help = slip(text).map_or_else(String::new, |slip| format!("\nhelp: {slip}"));
            format!("\"{text}\" in the column \"{name}\" is no finite number{help}")
        })?,
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

/// A reader of a table; blanks around names and cells do not count.
pub(super) fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes)
}

/// Refuses a file whose columns cannot be told apart.
pub(super) fn check_head(path: &Path, head: &csv::StringRecord) -> Result<(), Trouble> {
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

pub(super) fn finite(cell: &str) -> Option<f64> {
    let number: f64 = cell.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Trouble::Input(format!("there is no {}", path.display())),
        _ => Trouble::Failed(Failure::Files(PathBuf::from(path), error)),
    })
}

pub(super) fn bad(path: &Path, error: &csv::Error) -> Trouble {
    let shown = path.display();
    Trouble::Input(match error.kind() {
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!(
                "{shown}:{line}: this row has {len} cells, the header has {expected_len}\nhelp: a \
                 number has a point and no commas; a text with a comma stands in quotation marks; a \
                 quotation mark that is not closed joins rows"
            )
        }
        _ => format!("{shown}: {error}"),
    })
}

/// Refuses a file that is no text.
pub(super) fn check_text(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let shown = path.display().to_string();
    let text = decoded(&shown, bytes).map_err(|problem| {
        let help = problem.help.unwrap_or_default();
        Trouble::Input(format!("{}\nhelp: {help}", problem.message))
    })?;
    let is_order = |letter: char| letter.is_control() && !['\n', '\r', '\t'].contains(&letter);
    match text.find(is_order) {
        Some(at) => {
            let line = text[..at].matches('\n').count() + 1;
            Err(Trouble::Input(format!(
                "{shown}:{line}: this line has a control character"
            )))
        }
        None => Ok(()),
    }
}
