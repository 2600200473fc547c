//! Calibration files: which parameters are free within which ranges, and the facts that they are
//! fitted to.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, Problems, Text, hint};
use super::{Overrides, Scenario};
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
    /// The file as read.
    pub text: Text,
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
        let mut problems = Problems::default();
        let text = match Text::read(path) {
            Ok(text) => text,
            Err(message) => {
                problems.0.push(Problem::nowhere(message));
                return Err(problems);
            }
        };
        let (table, errors) = DeTable::parse_recoverable(&text.text);
        for error in errors {
            let message = format!("not valid TOML: {}", error.message());
            let span = error.span().unwrap_or(0..0);
            problems.0.push(Problem::at(&text, span, message));
        }
        if !problems.0.is_empty() {
            return Err(problems);
        }
        let mut reader = Reader {
            text: &text,
            problems: &mut problems,
            unread: Vec::new(),
        };
        let calibration = reader.calibration(path, table.get_ref());
        problems.sort();
        if problems.0.is_empty() {
            Ok(calibration)
        } else {
            Err(problems)
        }
    }
}

const TOP: [&str; 13] = [
    "format",
    "title",
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
const TARGET: [&str; 8] = [
    "id",
    "meaning",
    "scenario",
    "metric",
    "place",
    "fact",
    "tolerance",
    "source",
];

struct Reader<'a> {
    text: &'a Text,
    problems: &'a mut Problems,
    /// Scenarios that are named and could not be read: nothing more is said of them.
    unread: Vec<String>,
}

impl Reader<'_> {
    fn problem(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Problem {
        self.problems.0.push(Problem::at(self.text, span, message));
        let last = self.problems.0.len() - 1;
        &mut self.problems.0[last]
    }

    fn calibration(&mut self, path: &Path, table: &DeTable<'_>) -> Calibration {
        self.refuse_unknown(table, &TOP);
        if self.whole(table, "format", 1, 1) != 1 {
            self.problem(0..0, "this version reads format = 1 only");
        }
        let scenarios = self.scenarios(path, table);
        let free = self.free(table);
        let targets = self.targets(table, &scenarios);
        let stem = path.file_stem().unwrap_or_default();
        Calibration {
            name: stem.to_string_lossy().into_owned(),
            title: self.string(table, 0..0, "title"),
            text: self.text.clone(),
            seed: self.whole(table, "seed", 0, u32::MAX),
            points: self.whole(table, "points", 2, 1_000_000),
            replications: self.whole(table, "replications", 1, 10_000),
            waves: self.whole(table, "waves", 1, 100),
            kept_share: self
                .numbers(table, 0..0, "kept_share")
                .filter(|&(low, high)| low == high && low > 0.0 && low <= 1.0)
                .map_or_else(
                    || {
                        self.problem(0..0, "\"kept_share\" must be above 0 and at most 1");
                        1.0
                    },
                    |(low, _)| low,
                ),
            choosing_replications: self.whole(table, "choosing_replications", 1, 10_000),
            judging_replications: self.whole(table, "judging_replications", 2, 10_000),
            extends: self.string(table, 0..0, "extends"),
            scenarios,
            free,
            targets,
        }
    }

    fn refuse_unknown(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                let message = format!("unknown key \"{}\"", key.get_ref());
                let help = hint(key.get_ref(), known.iter().copied());
                self.problem(key.span(), message).help = help;
            }
        }
    }

    fn string(&mut self, table: &DeTable<'_>, at: Range<usize>, key: &str) -> String {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::String(string), _)) => string.to_string(),
            Some((_, span)) => {
                self.problem(span, format!("\"{key}\" must be a string"));
                String::new()
            }
            None => {
                self.problem(at, format!("the key \"{key}\" is missing"));
                String::new()
            }
        }
    }

    fn whole(&mut self, table: &DeTable<'_>, key: &str, least: u32, most: u32) -> u32 {
        let Some(value) = table.get(key) else {
            self.problem(0..0, format!("the key \"{key}\" is missing"));
            return least;
        };
        let whole = value.get_ref().as_integer().and_then(|integer| {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            u32::try_from(whole).ok()
        });
        if let Some(whole) = whole.filter(|whole| (least..=most).contains(whole)) {
            whole
        } else {
            let message = format!("\"{key}\" must be a whole number from {least} to {most}");
            self.problem(value.span(), message);
            least
        }
    }

    /// A number, or an interval as a list of two.
    fn numbers(&mut self, table: &DeTable<'_>, at: Range<usize>, key: &str) -> Option<(f64, f64)> {
        let Some(value) = table.get(key) else {
            self.problem(at, format!("the key \"{key}\" is missing"));
            return None;
        };
        self.interval(key, value)
    }

    fn interval(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<(f64, f64)> {
        let interval = match value.get_ref() {
            DeValue::Array(list) if list.len() == 2 => {
                number(list[0].get_ref()).zip(number(list[1].get_ref()))
            }
            single => number(single).map(|number| (number, number)),
        };
        let interval = interval.filter(|(low, high)| low <= high);
        if interval.is_none() {
            let message = format!("\"{key}\" must be a number, or two as [low, high]");
            self.problem(value.span(), message);
        }
        interval
    }

    fn scenarios(&mut self, path: &Path, table: &DeTable<'_>) -> Vec<(String, Scenario)> {
        let Some(value) = table.get("scenarios") else {
            self.problem(0..0, "the table [scenarios] is missing: name = \"file\"");
            return Vec::new();
        };
        let Some(named) = value.get_ref().as_table() else {
            self.problem(
                value.span(),
                "\"scenarios\" must be a table of name = \"file\"",
            );
            return Vec::new();
        };
        let mut scenarios = Vec::new();
        for (name, file) in named {
            let Some(file) = file.get_ref().as_str() else {
                self.problem(
                    file.span(),
                    format!("\"{}\" must name a file", name.get_ref()),
                );
                continue;
            };
            let beside = path.parent().unwrap_or(Path::new("")).join(file);
            match Scenario::load(&beside, Overrides::default()) {
                Ok(scenario) => scenarios.push((name.get_ref().to_string(), scenario)),
                Err(problems) => {
                    self.unread.push(name.get_ref().to_string());
                    self.problems.0.extend(problems.0);
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
            self.problem(
                0..0,
                "the table [free] is missing: \"section.key\" = [least, most]",
            );
            return Vec::new();
        };
        if ranges.is_empty() {
            self.problem(0..0, "the table [free] is empty: there is nothing to fit");
        }
        let known = measures::parameters().describe();
        let mut free = Vec::new();
        for (name, range) in ranges {
            let Some(parameter) = known.iter().find(|p| p.name() == *name.get_ref()) else {
                let names: Vec<String> = known.iter().map(Parameter::name).collect();
                let help = hint(name.get_ref(), names.iter().map(String::as_str));
                let message = format!("unknown parameter \"{}\"", name.get_ref());
                self.problem(name.span(), message).help = help;
                continue;
            };
            let Some((least, most)) = self.interval(name.get_ref(), range) else {
                continue;
            };
            let bounds = match parameter.kind {
                Kind::Number { least, most } => Some((least, most)),
                _ => None,
            };
            match bounds {
                Some((low, high)) if low <= least && least < most && most <= high => {
                    free.push(Free {
                        parameter: *parameter,
                        least,
                        most,
                    });
                }
                Some((low, high)) => {
                    let message = format!(
                        "the range of \"{}\" must be rising and lie within {low} to {high}",
                        name.get_ref()
                    );
                    self.problem(range.span(), message);
                }
                None => {
                    let message = format!("\"{}\" is no number that can be fitted", name.get_ref());
                    self.problem(name.span(), message);
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
            self.problem(0..0, "there are no [[targets]]");
            return Vec::new();
        };
        list.iter()
            .filter_map(|value| {
                let Some(target) = value.get_ref().as_table() else {
                    self.problem(value.span(), "a target must be a table: [[targets]]");
                    return None;
                };
                self.refuse_unknown(target, &TARGET);
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
        let mut text = |key| self.string(table, at.clone(), key);
        let (id, meaning, source) = (text("id"), text("meaning"), text("source"));
        let (scenario, metric, code) = (text("scenario"), text("metric"), text("place"));
        let fact = self.numbers(table, at.clone(), "fact")?;
        let tolerance = self.numbers(table, at.clone(), "tolerance")?;
        let span = |key| table.get(key).map_or(at.clone(), Spanned::span);
        if tolerance.0 > fact.0 || tolerance.1 < fact.1 {
            self.problem(span("tolerance"), "the tolerance must hold the fact");
        }
        if self.unread.contains(&scenario) {
            return None;
        }
        let Some(which) = scenarios.iter().position(|(name, _)| *name == scenario) else {
            let help = hint(&scenario, scenarios.iter().map(|(name, _)| name.as_str()));
            let message = format!("unknown scenario \"{scenario}\"");
            self.problem(span("scenario"), message).help = help;
            return None;
        };
        let metrics = measures::metrics();
        let Some(known) = metrics.iter().find(|known| known.name == metric) else {
            let help = hint(&metric, metrics.iter().map(|known| known.name));
            let message = format!("unknown metric \"{metric}\"");
            self.problem(span("metric"), message).help = help;
            return None;
        };
        let city = &scenarios[which].1.city;
        let layout = city.layout();
        let places: Vec<Place> = known
            .scopes
            .iter()
            .flat_map(|&scope| layout.places(scope))
            .collect();
        let Some(&place) = places.iter().find(|&&place| city.code(place) == code) else {
            let codes: Vec<String> = places.iter().map(|&place| city.code(place)).collect();
            let help = hint(&code, codes.iter().map(String::as_str));
            let message = format!("\"{metric}\" has no figure at \"{code}\"");
            self.problem(span("place"), message).help = help;
            return None;
        };
        Some(Target {
            id,
            meaning,
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

fn number(value: &DeValue<'_>) -> Option<f64> {
    let number: f64 = match value {
        DeValue::Float(float) => float.as_str().parse().ok()?,
        DeValue::Integer(integer) => {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            i32::try_from(whole).ok()?.into()
        }
        _ => return None,
    };
    number.is_finite().then_some(number)
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
