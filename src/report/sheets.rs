//! Reads the files of an analysis: sheets whose columns depend on what was asked, and the manifest.

use std::path::Path;

use serde::Deserialize;

use super::tables::rounded;
use crate::analysis::discovery::SEARCHES;
use crate::kernel::language::Language;
use crate::kernel::unit_words::unit_in;

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
        let head = reader.headers()?.iter().map(str::to_owned).collect();
        let rows = reader
            .records()
            .map(|record| Ok(record?.iter().map(str::to_owned).collect()))
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
    pub(super) fn shuffled(self, resamples: u64) -> String {
        self.shuffled_in(resamples, Language::English)
    }

    /// The same in a language.
    pub(super) fn shuffled_in(self, resamples: u64, language: Language) -> String {
        let Some(p) = self.number("search_p") else {
            return "-".to_owned();
        };
        // The share counts the search itself among the searches, so that it is never zero.
        let searches = resamples.min(SEARCHES.into()) as f64;
        let as_well = libm::round(p * (searches + 1.0)) - 1.0;
        format!("{as_well}{}{searches}", language.choose(" of ", "/"))
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
pub(super) fn left_out<'a>(rows: impl Iterator<Item = Row<'a>>) -> Option<String> {
    left_out_in(rows, Language::English)
}

/// The same in a language.
pub(super) fn left_out_in<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    language: Language,
) -> Option<String> {
    /// Candidates that are named.
    const NAMED: usize = 12;
    let names: Vec<&str> = rows.map(|row| row.text("candidate")).collect();
    let count = names.len();
    if count == 0 {
        return None;
    }
    let shown = names[..count.min(NAMED)].join(language.choose(", ", "、"));
    let more = count.saturating_sub(NAMED);
    Some(match (language, more) {
        (Language::English, 0) => {
            format!("for want of a figure for a goal: {count}, by number {shown}")
        }
        (Language::English, _) => {
            format!("for want of a figure for a goal: {count}, by number {shown} and {more} more")
        }
        (Language::Chinese, 0) => format!("有目标无取值：{count} 个，编号 {shown}"),
        (Language::Chinese, _) => format!("有目标无取值：{count} 个，编号 {shown} 等"),
    })
}

/// What the manifest of an analysis says.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// The title of the table.
    pub title: String,
    /// The same in Chinese; empty if it has none.
    #[serde(default)]
    pub title_zh: String,
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
    /// The same in Chinese; empty if it has none.
    #[serde(default)]
    pub title_zh: String,
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
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    ///
    /// What reading the file says.
    pub(super) fn read(folder: &Path) -> csv::Result<Self> {
        let text = std::fs::read(folder.join("manifest.json"))?;
        Ok(serde_json::from_slice(&text).map_err(std::io::Error::other)?)
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
        self.title_in(output, Language::English)
    }

    /// The same in a language.
    pub(super) fn title_in(&self, output: &str, language: Language) -> String {
        let Some(known) = self.outputs.iter().find(|known| known.name == output) else {
            return output.to_owned();
        };
        let title = either(&known.title, &known.title_zh, language);
        match (language, unit_in(&known.unit, language)) {
            (_, "") => title.to_owned(),
            (Language::English, unit) => format!("{title} ({unit})"),
            (Language::Chinese, unit) => format!("{title}（{unit}）"),
        }
    }

    /// The name of an output in English, its title without a unit in Chinese.
    pub(super) fn short_title<'a>(&'a self, output: &'a str, language: Language) -> &'a str {
        let known = self.outputs.iter().find(|known| known.name == output);
        known.map_or(output, |known| either(output, &known.title_zh, language))
    }

    /// The title of the table in a language.
    pub(super) fn whole_title(&self, language: Language) -> &str {
        either(&self.title, &self.title_zh, language)
    }

    /// The title of the table as the beginning of a longer title.
    pub(super) fn lead(&self) -> String {
        if self.title.ends_with(['.', '?', '!']) {
            self.title.clone()
        } else {
            format!("{}:", self.title)
        }
    }

    /// How many replications there are, in words.
    pub(super) fn runs(&self) -> String {
        self.runs_in(Language::English)
    }

    /// The same in a language.
    pub(super) fn runs_in(&self, language: Language) -> String {
        match (language, self.replications) {
            (Language::English, 1) => "one replication".to_owned(),
            (Language::English, n) => format!("{n} replications"),
            (Language::Chinese, n) => format!("重复 {n} 次"),
        }
    }
}

/// The word for the way of a goal.
pub(super) fn way(way: &str, language: Language) -> &str {
    match (language, way) {
        (Language::Chinese, "maximise") => "最大化",
        (Language::Chinese, "minimise") => "最小化",
        (_, way) => way,
    }
}

/// Of two texts of a file, the one in a language; the English one where there is no Chinese one.
fn either<'a>(en: &'a str, zh: &'a str, language: Language) -> &'a str {
    if zh.is_empty() {
        en
    } else {
        language.choose(en, zh)
    }
}
