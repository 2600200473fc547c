//! Calibration files: which parameters are free within which ranges, and the facts that they are
//! fitted to.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::hint;
use super::problem::Problems;
use super::reader::{self, Reader};
use super::scale::Limits;
use super::{Overrides, Reach, Scenario, Source, names};
use crate::kernel::parameter::{Kind, Parameter};
use crate::kernel::record::{Metric, Place};
use crate::measures;

/// What is to be fitted to what, and how.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// Its name: the stem of its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its title in Chinese; empty if it has none.
    pub title_zh: String,
    /// The file as read, with the scenarios that it names.
    pub source: Source,
    /// Master seed of the design and of the luck that all points share.
    pub seed: u32,
    /// Points tried in each wave.
    pub points: u32,
    /// Replications of each point and scenario.
    pub replications: u32,
    /// Waves: a Latin hypercube, then points around the nearest ones so far.
    pub waves: u32,
    /// Points kept, as a share of a wave's.
    pub kept_share: f64,
    /// Further replications of the kept points, from which one is chosen.
    pub choosing_replications: u32,
    /// Replications, with luck that the fit has not seen, from which it is judged.
    pub judging_replications: u32,
    /// The scenario file that the fitted values are written for, as an `extends` of it.
    pub extends: String,
    /// The scenarios that are run, by name.
    pub scenarios: Vec<(String, Scenario)>,
    /// The free parameters.
    pub free: Vec<Free>,
    /// The facts.
    pub targets: Vec<Target>,
}

/// A parameter that is free within a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Free {
    /// The parameter.
    pub parameter: Parameter,
    /// The least value tried.
    pub least: f64,
    /// The largest value tried.
    pub most: f64,
}

/// A fact that a figure is held against.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its id; several parts may share one.
    pub id: String,
    /// What it is, in a line.
    pub meaning: String,
    /// The same in Chinese; empty if nobody has written it.
    pub meaning_zh: String,
    /// The scenario, by its place in the list.
    pub scenario: usize,
    /// The metric.
    pub metric: &'static Metric,
    /// Where.
    pub place: Place,
    /// The place's code.
    pub code: String,
    /// The fact: an interval, which may be a point.
    pub fact: (f64, f64),
    /// The interval within which the figure counts as fitted; it holds the fact.
    pub tolerance: (f64, f64),
    /// Where the fact comes from.
    pub source: String,
}

impl Calibration {
    /// Reads a calibration file and its scenarios.
    ///
    /// # Errors
    ///
    /// Every problem of every file at once.
    pub fn load(path: &Path) -> Result<Self, Problems> {
        Self::load_within(path, Limits::default(), &Reach::Anywhere)
    }

    /// The same, with limits to how large its scenarios may be and how far the names in its files may
    /// lead.
    ///
    /// # Errors
    ///
    /// Every problem of every file at once.
    pub fn load_within(path: &Path, limits: Limits, reach: &Reach) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let reach = reach.of(path);
        let text = match reach.given(path) {
            Ok(text) => text,
            Err(problem) => {
                problems.0.push(problem);
                return Err(problems);
            }
        };
        let table = reader::parse(&text, &mut problems);
        if !problems.0.is_empty() {
            return Err(problems);
        }
        let mut file = File {
            reader: Reader {
                text: &text,
                problems: &mut problems,
            },
            source: Source::plain(&text),
            unread: Vec::new(),
            limits,
            reach,
        };
        let calibration = file.calibration(path, table.get_ref());
        problems.0.extend(names::refusal(path));
        problems.sort();
        if problems.0.is_empty() {
            Ok(calibration)
        } else {
            Err(problems)
        }
    }
}

/// Scenarios that one calibration may run.
const MOST_SCENARIOS: usize = 100;

const TOP: [&str; 14] = [
    "format",
    "title",
    "title_zh",
    "seed",
    "points",
    "replications",
    "waves",
    "kept_share",
    "choosing_replications",
    "judging_replications",
    "extends",
    "scenarios",
    "free",
    "targets",
];
const TARGET: [&str; 9] = [
    "id",
    "meaning",
    "meaning_zh",
    "scenario",
    "metric",
    "place",
    "fact",
    "tolerance",
    "source",
];

struct File<'a> {
    reader: Reader<'a>,
    /// The file with the scenarios that were read so far.
    source: Source,
    /// Scenarios that are named and could not be read: nothing more is said of them.
    unread: Vec<String>,
    limits: Limits,
    reach: Reach,
}

impl File<'_> {
    fn calibration(&mut self, path: &Path, table: &DeTable<'_>) -> Calibration {
        self.reader.refuse_unknown(table, &TOP);
        self.reader.format(table);
        let scenarios = self.scenarios(path, table);
        let free = self.free(table);
        let targets = self.targets(table, &scenarios);
        let stem = path.file_stem().unwrap_or_default();
        let kept_share = self.kept_share(table);
        let reader = &mut self.reader;
        let mut whole = |key, least, most| {
            let whole = reader.whole(table, 0..0, key, least, most);
            whole.unwrap_or(least)
        };
        Calibration {
            name: stem.to_string_lossy().into_owned(),
            seed: whole("seed", 0, u32::MAX),
            points: whole("points", 2, 1_000_000),
            replications: whole("replications", 1, 10_000),
            waves: whole("waves", 1, 100),
            choosing_replications: whole("choosing_replications", 1, 10_000),
            judging_replications: whole("judging_replications", 2, 10_000),
            title: reader.string(table, 0..0, "title"),
            title_zh: reader
                .optional_string(table, "title_zh")
                .unwrap_or_default(),
            extends: reader.string(table, 0..0, "extends"),
            source: self.source.clone(),
            kept_share,
            scenarios,
            free,
            targets,
        }
    }

    fn kept_share(&mut self, table: &DeTable<'_>) -> f64 {
        let Some((low, high)) = self.reader.numbers(table, 0..0, "kept_share") else {
            return 1.0;
        };
        if low != high || low <= 0.0 || low > 1.0 {
            let span = table.get("kept_share").map_or(0..0, Spanned::span);
            let message = "\"kept_share\" must be above 0 and at most 1";
            self.reader.problem(span, message);
        }
        low
    }

    fn scenarios(&mut self, path: &Path, table: &DeTable<'_>) -> Vec<(String, Scenario)> {
        let Some(value) = table.get("scenarios") else {
            self.reader
                .problem(0..0, "the table [scenarios] is missing: name = \"file\"");
            return Vec::new();
        };
        let Some(named) = value.get_ref().as_table() else {
            self.reader.problem(
                value.span(),
                "\"scenarios\" must be a table of name = \"file\"",
            );
            return Vec::new();
        };
        if named.len() > MOST_SCENARIOS {
            let message = format!("[scenarios] names more than {MOST_SCENARIOS} files");
            self.reader.problem(value.span(), message);
            return Vec::new();
        }
        let mut scenarios = Vec::new();
        for (name, file) in named {
            if self.reader.problems.are_enough() {
                break;
            }
            let span = file.span();
            let Some(file) = file.get_ref().as_str() else {
                self.reader
                    .problem(span, format!("\"{}\" must name a file", name.get_ref()));
                continue;
            };
            let path = reader::beside(path, file);
            self.source.name(path.clone(), span.clone());
            if let Err(problem) = self.reach.named(&path) {
                self.unread.push(name.get_ref().to_string());
                self.reader.put(span, problem);
                continue;
            }
            let overrides = Overrides {
                limits: self.limits,
                ..Overrides::default()
            };
            match Scenario::load_within(&path, overrides, &self.reach) {
                Ok(scenario) => scenarios.push((name.get_ref().to_string(), scenario)),
                Err(problems) => {
                    self.unread.push(name.get_ref().to_string());
                    self.reader.problems.0.extend(problems.0);
                }
            }
        }
        scenarios
    }

    fn free(&mut self, table: &DeTable<'_>) -> Vec<Free> {
        let Some(ranges) = table
            .get("free")
            .and_then(|value| value.get_ref().as_table())
        else {
            self.reader.problem(
                0..0,
                "the table [free] is missing: \"section.key\" = [least, most]",
            );
            return Vec::new();
        };
        if ranges.is_empty() {
            self.reader
                .problem(0..0, "the table [free] is empty: there is nothing to fit");
        }
        let known = measures::parameters().describe();
        let mut free = Vec::new();
        for (name, range) in ranges {
            if self.reader.problems.are_enough() {
                break;
            }
            let parameter = match reader::parameter(name.get_ref(), &known) {
                Ok(parameter) => parameter,
                Err(problem) => {
                    self.reader.put(name.span(), problem);
                    continue;
                }
            };
            let Some((least, most)) = self.reader.interval(name.get_ref(), range) else {
                continue;
            };
            let bounds = match parameter.kind {
                Kind::Number { least, most } => Some((least, most)),
                _ => None,
            };
            match bounds {
                Some((low, high)) if low <= least && least < most && most <= high => {
                    free.push(Free {
                        parameter,
                        least,
                        most,
                    });
                }
                Some((low, high)) => {
                    let message = format!(
                        "the range of \"{}\" must be rising and lie within {low} to {high}",
                        name.get_ref()
                    );
                    self.reader.problem(range.span(), message);
                }
                None => {
                    let message = format!("\"{}\" is no number that can be fitted", name.get_ref());
                    self.reader.problem(name.span(), message);
                }
            }
        }
        free
    }

    fn targets(&mut self, table: &DeTable<'_>, scenarios: &[(String, Scenario)]) -> Vec<Target> {
        let Some(list) = table
            .get("targets")
            .and_then(|value| match value.get_ref() {
                DeValue::Array(list) if !list.is_empty() => Some(list),
                _ => None,
            })
        else {
            self.reader.problem(0..0, "there are no [[targets]]");
            return Vec::new();
        };
        list.iter()
            .filter_map(|value| {
                if self.reader.problems.are_enough() {
                    return None;
                }
                let Some(target) = value.get_ref().as_table() else {
                    self.reader
                        .problem(value.span(), "a target must be a table: [[targets]]");
                    return None;
                };
                self.reader.refuse_unknown(target, &TARGET);
                self.target(target, &value.span(), scenarios)
            })
            .collect()
    }

    fn target(
        &mut self,
        table: &DeTable<'_>,
        at: &Range<usize>,
        scenarios: &[(String, Scenario)],
    ) -> Option<Target> {
        let meaning_zh = self.reader.optional_string(table, "meaning_zh");
        let mut text = |key| self.reader.string(table, at.clone(), key);
        let (id, meaning, source) = (text("id"), text("meaning"), text("source"));
        let (scenario, metric, code) = (text("scenario"), text("metric"), text("place"));
        let fact = self.reader.numbers(table, at.clone(), "fact")?;
        let tolerance = self.reader.numbers(table, at.clone(), "tolerance")?;
        let span = |key| table.get(key).map_or(at.clone(), Spanned::span);
        if tolerance.0 > fact.0 || tolerance.1 < fact.1 {
            self.reader
                .problem(span("tolerance"), "the tolerance must hold the fact");
        }
        if self.unread.contains(&scenario) {
            return None;
        }
        let Some(which) = scenarios.iter().position(|(name, _)| *name == scenario) else {
            let names = scenarios.iter().map(|(name, _)| name.as_str());
            let help = hint(
                &scenario,
                names.chain(self.unread.iter().map(String::as_str)),
            );
            let message = format!("unknown scenario \"{scenario}\"");
            self.reader.problem(span("scenario"), message).help = help;
            return None;
        };
        let known = match reader::metric(&metric) {
            Ok(known) => known,
            Err(problem) => {
                self.reader.put(span("metric"), problem);
                return None;
            }
        };
        let city = &scenarios[which].1.city;
        let place = match reader::place(city, known, &code) {
            Ok(place) => place,
            Err(problem) => {
                self.reader.put(span("place"), problem);
                return None;
            }
        };
        Some(Target {
            id,
            meaning,
            meaning_zh: meaning_zh.unwrap_or_default(),
            scenario: which,
            metric: known,
            place,
            code,
            fact,
            tolerance,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_anything_to_fit_or_to_fit_to_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.toml");
        let text = "format = 1\ntitle = \"T\"\nseed = 1\npoints = 2\nreplications = 1\nwaves = 1\n\
                    kept_share = 0.5\nchoosing_replications = 1\njudging_replications = 2\nextends = \"a.toml\"\n\
                    targets = []\n[scenarios]\n[free]\n";
        std::fs::write(&path, text).unwrap();
        let problems = Calibration::load(&path).unwrap_err().to_string();
        for expected in ["[free] is empty", "there are no [[targets]]"] {
            assert!(problems.contains(expected), "{expected:?} in {problems}");
        }
    }
}
