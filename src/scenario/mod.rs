//! Floor 4: scenario files. TOML becomes documents, documents become parameters with their origin.

pub mod calibration;
mod city;
mod document;
pub mod experiment;
mod names;
mod nearest;
mod problem;
mod reach;
mod reader;
mod resolve;
pub mod run;
pub mod scale;
pub mod schema;
pub mod shelf;
mod slips;
mod source;
mod timetable;
mod together;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::language::Language;
use crate::kernel::parameter::{Parameter, Value, source_in};
use crate::measures::{MEASURES, Measure};
use crate::world::city::City;

pub use city::CityFile;
pub use nearest::hint;
pub use problem::{Problem, Problems, Text};
pub use reach::{Reach, decoded};
pub use slips::slip;
pub use source::{Named, Source};
pub use timetable::Timetable;

/// A scenario, resolved: everything that a run needs.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name: the stem of its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its title in Chinese; empty if it has none.
    pub title_zh: String,
    /// The question it helps to answer.
    pub question: String,
    /// The question in Chinese; empty if it has none.
    pub question_zh: String,
    /// When and how often it is run.
    pub run: Run,
    /// The city.
    pub city: City,
    /// The city's files as read: names and contents.
    pub city_files: Vec<CityFile>,
    /// The values of all parameters over time.
    pub timetable: Timetable,
    /// Which measures are on, in the order of the notice.
    pub switches: Vec<Switch>,
    /// Where each value that a file sets was set, by full name.
    pub origins: BTreeMap<String, Origin>,
    /// Every file that it was made from: its own first, then what that extends, then the city's.
    pub sources: Vec<Source>,
}

/// When and how often a scenario is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Master seed.
    pub seed: u64,
    /// Replications.
    pub replications: u32,
    /// Date of the first counted week.
    pub start: Date,
    /// Weeks before it.
    pub burn_in: u32,
    /// Counted weeks.
    pub horizon: u32,
}

impl Run {
    /// The keys of `[run]` in which two runs differ.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        [
            ("seed", self.seed == other.seed),
            ("replications", self.replications == other.replications),
            ("start", self.start == other.start),
            ("burn_in_weeks", self.burn_in == other.burn_in),
            ("horizon_weeks", self.horizon == other.horizon),
        ]
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(key, _)| key)
        .collect()
    }
}

/// Whether a measure is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switch {
    /// Whether it is.
    pub on: bool,
    /// From when; the first counted week if no date is given.
    pub from: Option<Date>,
}

/// Where a value was set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Origin {
    /// The file, by name only.
    pub file: String,
    /// The line, from 1; 0 for what is no file.
    pub line: usize,
}

impl Origin {
    /// An option of a command.
    fn command_line() -> Self {
        Self {
            file: "command line".to_owned(),
            line: 0,
        }
    }
}

impl Origin {
    /// Where a value was set, in a language.
    #[must_use]
    pub fn told_in(&self, language: Language) -> String {
        match self.line {
            0 => language.choose(&self.file, "命令行").to_owned(),
            _ => self.to_string(),
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}

/// The name of a file: its stem.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// Changes to a scenario from the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Overrides {
    /// Another seed.
    pub seed: Option<u32>,
    /// Another number of replications.
    pub replications: Option<u32>,
    /// Copies of the city's districts side by side.
    pub scale: Option<u16>,
    /// How large a run may be.
    pub limits: scale::Limits,
}

impl Scenario {
    /// Reads a scenario file, what it extends and its city.
    ///
    /// # Errors
    ///
    /// Every problem of every file at once.
    pub fn load(path: &Path, overrides: Overrides) -> Result<Self, Problems> {
        Self::load_within(path, overrides, &Reach::Anywhere)
    }

    /// The same, with a limit to how far the names in its files may lead.
    ///
    /// # Errors
    ///
    /// Every problem of every file at once.
    pub fn load_within(path: &Path, overrides: Overrides, reach: &Reach) -> Result<Self, Problems> {
        resolve::load(path, overrides, &reach.of(path))
    }

    /// Why its replications cannot be paired with those of another scenario, if they cannot: both
    /// must share seed, weeks and places.
    #[must_use]
    pub fn unlike(&self, other: &Self) -> Option<String> {
        let codes = |s: &Self| {
            let districts = s.city.districts.iter().map(|d| (d.code.clone(), d.zone));
            let sectors = s.city.sectors.iter().map(|s| s.code.clone());
            (districts.collect::<Vec<_>>(), sectors.collect::<Vec<_>>())
        };
        let differences = other.run.differences(&self.run);
        if !differences.is_empty() {
            return Some(format!(
                "{} and {} cannot be compared: they differ in {}; give both the same [run]",
                other.name,
                self.name,
                differences.join(", ")
            ));
        }
        (codes(self) != codes(other)).then(|| {
            format!(
                "{} and {} cannot be compared: their districts or sectors differ",
                other.name, self.name
            )
        })
    }

    /// What is wrong with its values taken together: nothing for a scenario as it was read.
    #[must_use]
    pub fn broken_rules(&self) -> Vec<String> {
        let broken = together::broken(&self.timetable, &self.switches);
        broken.into_iter().map(|rule| rule.message).collect()
    }

    /// The measures that are on, with the week from which each is in force.
    #[must_use]
    pub fn measures_in_force(&self, calendar: &Calendar) -> Vec<(&'static Measure, Week)> {
        MEASURES
            .iter()
            .zip(&self.switches)
            .filter(|(_, switch)| switch.on)
            .map(|(measure, switch)| {
                let from = switch.from.unwrap_or(self.run.start);
                (measure, calendar.week_of(from))
            })
            .collect()
    }

    /// About how much one run of it takes.
    #[must_use]
    pub fn weight(&self) -> scale::Weight {
        scale::Weight::of(&self.city, 1, &self.timetable)
    }

    /// The calendar of a run at its first week.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self.run.start, self.run.burn_in, self.run.horizon)
    }

    /// Every parameter with its value on the first day, its dated changes and where it was set.
    #[must_use]
    pub fn resolved(&self) -> Vec<Resolved> {
        self.timetable
            .constants()
            .describe()
            .into_iter()
            .filter_map(|parameter| {
                let value = self
                    .timetable
                    .constants()
                    .get(parameter.section, parameter.key)?;
                Some(Resolved {
                    changes: self.timetable.of(parameter.section, parameter.key),
                    origin: self.origins.get(&parameter.name()).cloned(),
                    parameter,
                    value,
                })
            })
            .collect()
    }
}

/// A parameter as resolved.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// Its description.
    pub parameter: Parameter,
    /// Its value before any dated change.
    pub value: Value,
    /// Its dated changes.
    pub changes: Vec<(Date, Value)>,
    /// Where it was set; nothing for a default.
    pub origin: Option<Origin>,
}

impl Resolved {
    /// Where the value comes from: the source of the default where the default holds, the scenario
    /// where a file sets another value.
    #[must_use]
    pub fn source(&self) -> String {
        let source = self.parameter.source;
        if self.holds_default() {
            source.to_string()
        } else {
            format!(
                "the scenario (default {}: {source})",
                self.parameter.default
            )
        }
    }

    /// The same in a language.
    #[must_use]
    pub fn source_in(&self, language: Language) -> String {
        match language {
            Language::English => self.source(),
            Language::Chinese => {
                let source = source_in(&self.parameter.source.to_string(), language);
                if self.holds_default() {
                    source
                } else {
                    format!("情景（默认{}：{source}）", self.parameter.default)
                }
            }
        }
    }

    fn holds_default(&self) -> bool {
        self.value == self.parameter.default && self.changes.is_empty()
    }
}
