//! Reads the files of an analysis: sheets whose columns depend on what was asked, and the manifest.

use std::path::Path;

use serde::Deserialize;

use super::bilingual;
use super::tables::rounded;
use crate::analysis::discovery::SEARCHES;
use crate::kernel::language::Language;
use crate::kernel::printable::text_of;

/// Significant digits of an input's value, for reading.
const DIGITS: usize = 4;

/// One CSV file of an analysis.
pub(super) struct Sheet {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A row of a sheet.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    head: &'a [String],
    cells: &'a [String],
}

impl Sheet {
    /// Reads a sheet.
    ///
    /// # Errors
    ///
    /// What reading the file says.
    pub(super) fn read(path: &Path) -> csv::Result<Self> {
        let mut reader = csv::Reader::from_path(path)?;
        let text = |cell: &str| text_of(cell).to_owned();
        let head = reader.headers()?.iter().map(text).collect();
        let rows = reader
            .records()
            .map(|record| Ok(record?.iter().map(text).collect()))
            .collect::<csv::Result<_>>()?;
        Ok(Self { head, rows })
    }

    /// Its rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        self.rows.iter().map(|cells| Row {
            head: &self.head,
            cells,
        })
    }
}

impl<'a> Row<'a> {
    /// The text of a column; empty if there is no such column.
    pub(super) fn text(self, column: &str) -> &'a str {
        let at = self.head.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at))
            .map_or("", String::as_str)
    }

    /// The number in a column, if there is one.
    pub(super) fn number(self, column: &str) -> Option<f64> {
        self.text(column).parse().ok()
    }

    /// The interval whose bounds stand in `<stem>ci_low` and `<stem>ci_high`.
    pub(super) fn interval(self, stem: &str) -> Option<(f64, f64)> {
        let bound = |which: &str| self.number(&format!("{stem}ci_{which}"));
        bound("low").zip(bound("high"))
    }

    /// How many searches of shuffled cases do as well as that of a box, in words.
    pub(super) fn shuffled(self, resamples: u64, language: Language) -> String {
        let Some(p) = self.number("search_p") else {
            return "-".to_owned();
        };
        // The share counts the search itself among the searches, so that it is never zero.
        let searches = resamples.min(SEARCHES.into()) as f64;
        let as_well = libm::round(p * (searches + 1.0)) - 1.0;
        match language {
            Language::English => format!("{as_well} of {searches}"),
            Language::Chinese => format!("{searches} 次中 {as_well} 次"),
        }
    }

    /// Whether a column says yes.
    pub(super) fn holds(self, column: &str) -> bool {
        self.text(column) == "1"
    }

    /// The values of some inputs, one after the other.
    pub(super) fn values(self, inputs: &[&Input]) -> String {
        let values: Vec<&str> = inputs.iter().map(|input| self.text(&input.name)).collect();
        values.join(", ")
    }

    /// The value of an input, a number with few digits.
    pub(super) fn short(self, input: &Input) -> String {
        match self.number(&input.name) {
            Some(_) => rounded(self.text(&input.name), DIGITS),
            None => self.text(&input.name).to_owned(),
        }
    }

    /// The values of some inputs, one after the other, with few digits.
    pub(super) fn short_values(self, inputs: &[&Input]) -> String {
        let values: Vec<String> = inputs.iter().map(|input| self.short(input)).collect();
        values.join(", ")
    }
}

/// Which candidates lack a figure for a goal, in words; nothing where there are none.
pub(super) fn left_out<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    language: Language,
) -> Option<String> {
    /// Candidates that are named.
    const NAMED: usize = 12;
    let names: Vec<&str> = rows.map(|row| row.text("candidate")).collect();
    let count = names.len();
    let rest = count.saturating_sub(NAMED);
    let shown = names[..count.min(NAMED)].join(language.choose(", ", "、"));
    let (more, and) = match (count, rest) {
        (0, _) => return None,
        (_, 0) => (String::new(), ""),
        _ => (format!(" and {rest} more"), " 等"),
    };
    Some(match language {
        Language::English => {
            format!("for want of a figure for a goal: {count}, by number {shown}{more}")
        }
        Language::Chinese => format!("因某目标无数值：{count} 个，编号 {shown}{and}"),
    })
}

/// Which way a goal goes, in words.
pub(super) fn way(way: &str, language: Language) -> &str {
    match (language, way) {
        (Language::Chinese, "maximise") => "最大化",
        (Language::Chinese, "minimise") => "最小化",
        (_, way) => way,
    }
}

/// What the manifest of an analysis says.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// The language that it is read in.
    #[serde(skip)]
    pub language: Language,
    /// The title of the table.
    pub title: String,
    /// How many points it has.
    pub points: u64,
    /// How many replications a point has.
    pub replications: u64,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// The goals, such as `maximise NAME`.
    pub goals: Vec<String>,
    /// The bounds, such as `NAME >= 1`.
    pub thresholds: Vec<String>,
    /// Resamples of each interval.
    pub resamples: u64,
    /// The seed of the resamples.
    pub seed: u64,
}

/// An input.
#[derive(Deserialize)]
pub(super) struct Input {
    /// Its name.
    pub name: String,
    /// `lever` or `uncertainty`.
    pub role: String,
    /// Its unit; empty if none is known.
    pub unit: String,
    /// `log` where it was drawn on a logarithmic scale.
    #[serde(default)]
    pub scale: String,
}

/// An output.
#[derive(Deserialize)]
pub(super) struct Output {
    /// Its name.
    pub name: String,
    /// Its unit; empty if none is known.
    pub unit: String,
    /// Its title.
    pub title: String,
}

/// An output that is to be large or small.
#[derive(Clone, Copy)]
pub(super) struct Goal<'a> {
    /// The output.
    pub output: &'a str,
    /// `maximise` or `minimise`.
    pub way: &'a str,
}

impl Asked {
    /// Reads the manifest of a folder in a language.
    ///
    /// # Errors
    ///
    /// What reading the file says.
    pub(super) fn read(folder: &Path, language: Language) -> csv::Result<Self> {
        let manifest = bilingual::manifest(folder, language)?;
        let asked = serde_json::from_value(manifest).map_err(std::io::Error::other)?;
        Ok(Self { language, ..asked })
    }

    /// The inputs of a role.
    pub(super) fn of_role(&self, role: &str) -> Vec<&Input> {
        let inputs = self.inputs.iter();
        inputs.filter(|input| input.role == role).collect()
    }

    /// The inputs that tell candidates of a Pareto front apart: levers where there are
    /// uncertainties too, else all.
    pub(super) fn candidates(&self) -> Vec<&Input> {
        let levers = self.of_role("lever");
        if levers.is_empty() || levers.len() == self.inputs.len() {
            self.inputs.iter().collect()
        } else {
            levers
        }
    }

    /// The goals.
    pub(super) fn goals(&self) -> Vec<Goal<'_>> {
        let goals = self.goals.iter().filter_map(|goal| goal.split_once(' '));
        goals.map(|(way, output)| Goal { output, way }).collect()
    }

    /// The title of an output with its unit.
    pub(super) fn title(&self, output: &str) -> String {
        match self.outputs.iter().find(|known| known.name == output) {
            Some(known) if known.unit.is_empty() => known.title.clone(),
            Some(known) => match self.language {
                Language::English => format!("{} ({})", known.title, known.unit),
                Language::Chinese => format!("{}（{}）", known.title, known.unit),
            },
            None => output.to_owned(),
        }
    }

    /// The name of an output in English, its title without a unit in Chinese.
    pub(super) fn short_title<'a>(&'a self, output: &'a str) -> &'a str {
        let known = self.outputs.iter().find(|known| known.name == output);
        match (self.language, known) {
            (Language::Chinese, Some(known)) => &known.title,
            _ => output,
        }
    }

    /// A goal's way and what it is for, in words.
    pub(super) fn aim(&self, goal: Goal<'_>) -> String {
        let title = self.title(goal.output);
        let between = self.language.choose(" ", "");
        format!("{}{between}{title}", way(goal.way, self.language))
    }

    /// The title of the table as the beginning of a longer title.
    pub(super) fn lead(&self) -> String {
        match self.language {
            Language::English if self.title.ends_with(['.', '?', '!']) => {
                format!("{} ", self.title)
            }
            Language::English => format!("{}: ", self.title),
            Language::Chinese if self.title.ends_with(['。', '？', '！', '.', '?', '!']) => {
                self.title.clone()
            }
            Language::Chinese => format!("{}：", self.title),
        }
    }

    /// How many replications there are, in words.
    pub(super) fn runs(&self) -> String {
        match (self.language, self.replications) {
            (Language::English, 1) => "one replication".to_owned(),
            (Language::English, n) => format!("{n} replications"),
            (Language::Chinese, n) => format!("重复次数 {n}"),
        }
    }
}
