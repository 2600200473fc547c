//! Reading the TOML files that stand beside scenarios: calibrations and experiments.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::hint;
use super::problem::{Problem, Problems, Text};
use crate::kernel::parameter::{Kind, Parameter, Value};
use crate::kernel::record::{Metric, Place};
use crate::measures;
use crate::world::city::City;

/// A key of a table with its place and its value.
pub(super) type Entry<'d, 'i> = (&'d str, Range<usize>, &'d Spanned<DeValue<'i>>);

/// Entries of a table in the order of the file.
pub(super) fn entries<'d, 'i>(table: &'d DeTable<'i>) -> Vec<Entry<'d, 'i>> {
    let mut entries: Vec<Entry<'d, 'i>> = table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
        .collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    entries
}

/// Parses a file; what is not TOML becomes problems.
pub(super) fn parse<'t>(text: &'t Text, problems: &mut Problems) -> Spanned<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(&text.text);
    for error in errors {
        let message = why_not_toml(error.message());
        let span = error.span().unwrap_or(0..0);
        let help = toml_help(text, span.start);
        problems.note(Problem::at(text, span, message)).help = help;
    }
    table
}

/// What is said of a text that is no TOML.
pub(super) fn why_not_toml(why: &str) -> String {
    match why {
        "recursion limit" => {
            "not valid TOML: brackets, or names with points, lie too deep in each other".to_owned()
        }
        why => format!("not valid TOML: {why}"),
    }
}

/// What to do about a text that is no TOML, where a slip is known.
pub(super) fn toml_help(text: &Text, at: usize) -> Option<String> {
    let before = text.text.get(..at)?;
    let rest = text.text.get(at..)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.text.get(start..)?.lines().next()?;
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let is_comma = is_digit(before.chars().next_back()) && rest.starts_with(',');
    if is_comma && is_digit(rest.chars().nth(1)) {
        return Some("write numbers with a point and without commas".to_owned());
    }
    let is_wide = |letter: char| {
        matches!(
            letter,
            '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '“' | '”' | '‘' | '’'
        )
    };
    let help =
        "write letters, digits and marks in half width, but for what stands in texts: a = \"b\"";
    line.contains(is_wide).then(|| help.to_owned())
}

/// A path that a file names, beside that file.
pub(super) fn beside(file: &Path, named: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(named)
}

/// Reads one file, noting every problem.
pub(super) struct Reader<'a> {
    pub text: &'a Text,
    pub problems: &'a mut Problems,
}

impl Reader<'_> {
    pub(super) fn problem(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.problems.note(Problem::at(self.text, span, message))
    }

    /// Notes a problem of what stands at a place of this file.
    pub(super) fn put(&mut self, span: Range<usize>, problem: Problem) {
        self.problem(span, problem.message).help = problem.help;
    }

    pub(super) fn refuse_unknown(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, span, _) in entries(table) {
            if !known.contains(&key) && !self.problems.are_enough() {
                let message = format!("unknown key \"{key}\"");
                self.problem(span, message).help = hint(key, known.iter().copied());
            }
        }
    }

    /// Refuses every format but the one that this version reads.
    pub(super) fn format(&mut self, table: &DeTable<'_>) {
        const FORMAT: i64 = 1;
        let Some(value) = table.get("format") else {
            let help = format!("begin the file with format = {FORMAT}");
            self.problem(0..0, "the key \"format\" is missing").help = Some(help);
            return;
        };
        if value.get_ref().as_integer().and_then(integer) != Some(FORMAT) {
            let message = format!("this version reads format = {FORMAT} only");
            self.problem(value.span(), message);
        }
    }

    /// A string that must be there.
    pub(super) fn string(&mut self, table: &DeTable<'_>, at: Range<usize>, key: &str) -> String {
        if table.get(key).is_none() {
            self.problem(at, format!("the key \"{key}\" is missing"));
        }
        self.optional_string(table, key).unwrap_or_default()
    }

    /// A string, if it is there.
    pub(super) fn optional_string(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = table.get(key)?;
        let string = value.get_ref().as_str().map(str::to_owned);
        if string.is_none() {
            self.problem(value.span(), format!("\"{key}\" must be a string"));
        }
        string
    }

    /// A whole number that must be there.
    pub(super) fn whole(
        &mut self,
        table: &DeTable<'_>,
        at: Range<usize>,
        key: &str,
        least: u32,
        most: u32,
    ) -> Option<u32> {
        if table.get(key).is_none() {
            self.problem(at, format!("the key \"{key}\" is missing"));
        }
        self.optional_whole(table, key, least, most)
    }

    /// A whole number, if it is there.
    pub(super) fn optional_whole(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        least: u32,
        most: u32,
    ) -> Option<u32> {
        let value = table.get(key)?;
        let whole = value.get_ref().as_integer().and_then(|integer| {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix()).ok()?;
            u32::try_from(whole).ok()
        });
        let whole = whole.filter(|whole| (least..=most).contains(whole));
        if whole.is_none() {
            let message = format!("\"{key}\" must be a whole number from {least} to {most}");
            self.problem(value.span(), message);
        }
        whole
    }

    /// A number, or an interval as a list of two, that must be there.
    pub(super) fn numbers(
        &mut self,
        table: &DeTable<'_>,
        at: Range<usize>,
        key: &str,
    ) -> Option<(f64, f64)> {
        let Some(value) = table.get(key) else {
            self.problem(at, format!("the key \"{key}\" is missing"));
            return None;
        };
        self.interval(key, value)
    }

    /// A number, or an interval as a list of two.
    pub(super) fn interval(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<(f64, f64)> {
        let interval = match value.get_ref() {
            DeValue::Array(list) if list.len() == 2 => {
                number(list[0].get_ref()).zip(number(list[1].get_ref()))
            }
            single => number(single).map(|number| (number, number)),
        };
        let interval = interval.filter(|(low, high)| low <= high);
        if interval.is_none() {
            let message =
                format!("\"{key}\" must be a number, or two in rising order: [low, high]");
            self.problem(value.span(), message);
        }
        interval
    }
}

/// The parameter of a full name.
pub(super) fn parameter(name: &str, known: &[Parameter]) -> Result<Parameter, Problem> {
    if let Some(parameter) = known.iter().find(|parameter| parameter.name() == name) {
        return Ok(*parameter);
    }
    let names: Vec<String> = known.iter().map(Parameter::name).collect();
    let mut problem = Problem::nowhere(format!("unknown parameter \"{name}\""));
    problem.help = hint(name, names.iter().map(String::as_str));
    Err(problem)
}

/// The metric of a name.
pub(super) fn metric(name: &str) -> Result<&'static Metric, Problem> {
    let metrics = measures::metrics();
    if let Some(metric) = metrics.iter().find(|metric| metric.name == name) {
        return Ok(metric);
    }
    let mut problem = Problem::nowhere(format!("unknown metric \"{name}\""));
    problem.help = hint(name, metrics.iter().map(|metric| metric.name));
    Err(problem)
}

/// The place of a code, if the metric has a figure there.
pub(super) fn place(city: &City, metric: &Metric, code: &str) -> Result<Place, Problem> {
    let layout = city.layout();
    let scopes = metric.scopes.iter();
    let places: Vec<Place> = scopes.flat_map(|&scope| layout.places(scope)).collect();
    if let Some(&place) = places.iter().find(|&&place| city.code(place) == code) {
        return Ok(place);
    }
    let codes: Vec<String> = places.iter().map(|&place| city.code(place)).collect();
    let mut problem = Problem::nowhere(format!("\"{}\" has no figure at \"{code}\"", metric.name));
    problem.help = hint(code, codes.iter().map(String::as_str));
    Err(problem)
}

pub(super) fn integer(integer: &toml::de::DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A number that is finite.
pub(super) fn number(value: &DeValue<'_>) -> Option<f64> {
    let number: f64 = match value {
        DeValue::Float(float) => float.as_str().parse().ok()?,
        DeValue::Integer(whole) => i32::try_from(integer(whole)?).ok()?.into(),
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// The value, if it is of the kind and within its bounds.
pub(super) fn read_value(kind: Kind, value: &DeValue<'_>) -> Option<Value> {
    match (kind, value) {
        (Kind::Number { least, most }, _) => {
            let number = number(value)?;
            (least..=most)
                .contains(&number)
                .then_some(Value::Number(number))
        }
        (Kind::Count { least, most }, DeValue::Integer(whole)) => {
            let count = u32::try_from(integer(whole)?).ok()?;
            (least..=most)
                .contains(&count)
                .then_some(Value::Count(count))
        }
        (Kind::Switch, DeValue::Boolean(on)) => Some(Value::Switch(*on)),
        (Kind::Choice(words), DeValue::String(word)) => words
            .iter()
            .find(|known| *known == word)
            .map(|known| Value::Choice(known)),
        _ => None,
    }
}
