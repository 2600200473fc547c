//! One scenario file as written: every key known, every value of the right kind and in range.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::hint;
use super::problem::{Problem, Problems, Text};
use super::reader::{entries, integer, read_value, toml_help, why_not_toml};
use super::slips;
use crate::kernel::parameter::{Kind, Parameter, ParameterSet, Value};
use crate::measures::{MEASURES, Measure, measure};

/// The only format that this version reads.
const FORMAT: i64 = 1;

/// Tables whose values are read once, on the first day: they cannot be dated.
pub(super) const FIXED_SECTIONS: [&str; 3] = ["run", "founding", "prospects"];

/// Years in which a run can begin, far enough from the ends of the calendar.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=3000;

/// Tables by which an experiment file is known.
const EXPERIMENT: [&str; 2] = ["levers", "uncertainties"];

/// Tables by which a calibration file is known.
const CALIBRATION: [&str; 2] = ["free", "targets"];

const TOP: [&str; 8] = [
    "format",
    "title",
    "title_zh",
    "question",
    "question_zh",
    "extends",
    "city",
    "run",
];

/// A scenario file as written.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub title: Option<String>,
    pub title_zh: Option<String>,
    pub question: Option<String>,
    pub question_zh: Option<String>,
    pub extends: Option<(String, Range<usize>)>,
    pub city: Option<(String, Range<usize>)>,
    pub start: Option<(Date, Range<usize>)>,
    pub settings: Vec<Setting>,
    pub switches: Vec<SwitchSetting>,
    /// Whether all of it could be read as TOML.
    pub is_whole: bool,
}

/// A parameter that the file sets.
#[derive(Debug)]
pub(super) struct Setting {
    pub section: String,
    pub key: String,
    pub values: Values,
    pub span: Range<usize>,
}

/// A constant, or dated values in ascending order.
#[derive(Debug)]
pub(super) enum Values {
    Constant(Value),
    Dated(Vec<(Date, Value)>),
}

/// A measure that the file switches.
#[derive(Debug)]
pub(super) struct SwitchSetting {
    pub article: usize,
    pub on: Option<bool>,
    pub from: Option<Date>,
    pub span: Range<usize>,
}

/// Reads a document, noting every problem.
pub(super) fn read(text: &Text, known: &ParameterSet, problems: &mut Problems) -> Document {
    let (table, errors) = DeTable::parse_recoverable(&text.text);
    let mut not_toml = Vec::new();
    for error in errors {
        not_toml.push(error.span().map(|span| span.start));
        let span = error.span().unwrap_or(0..0);
        let message = why_not_toml(error.message());
        let help = toml_help(text, span.start);
        problems.note(Problem::at(text, span, message)).help = help;
    }
    let known_table = |name: &str| table.get_ref().get(name).map(Spanned::span);
    if let Some(span) = EXPERIMENT.into_iter().find_map(known_table) {
        let problem = Problem::at(text, span, "this is an experiment, not a scenario");
        problems.0.push(problem.with_help(
            "landfall sweep runs it, landfall check validates it; name the scenario that it varies",
        ));
        return Document::default();
    }
    if let Some(span) = CALIBRATION.into_iter().find_map(known_table) {
        let problem = Problem::at(text, span, "this is a calibration, not a scenario");
        let help = "landfall calibrate runs it; name one of its scenarios";
        problems.0.push(problem.with_help(help));
        return Document::default();
    }
    let mut found = Problems::default();
    let mut reader = Reader {
        text,
        known,
        problems: &mut found,
        document: Document::default(),
    };
    reader.top(table.get_ref());
    let mut document = reader.document;
    document.is_whole = not_toml.is_empty();
    // What is not even TOML has been told: nothing more is said of the same place.
    found
        .0
        .retain(|problem| !not_toml.contains(&problem.start()));
    problems.0.append(&mut found.0);
    document
}

struct Reader<'a> {
    text: &'a Text,
    known: &'a ParameterSet,
    problems: &'a mut Problems,
    document: Document,
}

impl Reader<'_> {
    fn problem(&mut self, span: Range<usize>, message: String) -> &mut Problem {
        self.problems.note(Problem::at(self.text, span, message))
    }

    fn top(&mut self, table: &DeTable<'_>) {
        if !table.iter().any(|(key, _)| key.get_ref() == "format") {
            self.problem(0..0, "the key \"format\" is missing".to_owned())
                .help = Some(format!("begin the file with format = {FORMAT}"));
        }
        for (key, span, value) in entries(table) {
            if self.problems.are_enough() {
                return;
            }
            match key {
                "format" => self.format(value),
                "title" => self.document.title = self.string(key, value),
                "title_zh" => self.document.title_zh = self.string(key, value),
                "question" => self.document.question = self.string(key, value),
                "question_zh" => self.document.question_zh = self.string(key, value),
                "extends" => {
                    self.document.extends = self.string(key, value).map(|s| (s, value.span()));
                }
                "city" => self.document.city = self.string(key, value).map(|s| (s, value.span())),
                "measures" => self.measures(value),
                _ => self.section(key, span, value),
            }
        }
    }

    fn format(&mut self, value: &Spanned<DeValue<'_>>) {
        let format = value.get_ref().as_integer().and_then(integer);
        if format != Some(FORMAT) {
            self.problem(
                value.span(),
                format!("this version reads format = {FORMAT} only"),
            );
        }
    }

    fn string(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let string = value.get_ref().as_str().map(str::to_owned);
        if string.is_none() {
            self.wrong_type(key, "a string", value);
        }
        string
    }

    fn wrong_type(&mut self, key: &str, expected: &str, value: &Spanned<DeValue<'_>>) {
        let found = value.get_ref().type_str();
        self.problem(
            value.span(),
            format!("\"{key}\" must be {expected}; found {}", article(found)),
        );
    }

    fn section(&mut self, section: &str, span: Range<usize>, value: &Spanned<DeValue<'_>>) {
        let sections = self.known.sections();
        if !sections.contains(&section) {
            let names = TOP
                .into_iter()
                .chain(["measures"])
                .chain(sections.iter().copied().filter(|s| !s.contains('.')));
            let described = self.known.describe();
            let elsewhere = described.iter().find(|parameter| parameter.key == section);
            let hint = match elsewhere {
                Some(other) => Some(format!("\"{section}\" belongs in [{}]", other.section)),
                None => hint(section, names),
            };
            self.problem(span, format!("unknown key or table \"{section}\""))
                .help = hint;
            return;
        }
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(section, "a table", value);
            return;
        };
        for (key, span, value) in entries(table) {
            if self.problems.are_enough() {
                return;
            }
            if section == "run" && key == "start" {
                self.document.start = self.date(key, value).map(|date| (date, value.span()));
            } else {
                self.setting(section, key, span, value, &[]);
            }
        }
    }

    fn measures(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type("measures", "a table", value);
            return;
        };
        for (name, span, value) in entries(table) {
            if self.problems.are_enough() {
                return;
            }
            let Some(measure) = measure(name) else {
                let hint = hint(name, MEASURES.iter().map(|m| m.name));
                self.problem(span, format!("unknown measure \"{name}\""))
                    .help = hint;
                continue;
            };
            let Some(table) = value.get_ref().as_table() else {
                self.wrong_type(name, "a table", value);
                continue;
            };
            self.measure(measure, span, table);
        }
    }

    fn measure(&mut self, measure: &Measure, span: Range<usize>, table: &DeTable<'_>) {
        let section = format!("measures.{}", measure.name);
        let mut switch = SwitchSetting {
            article: usize::from(measure.article),
            on: None,
            from: None,
            span,
        };
        for (key, span, value) in entries(table) {
            match key {
                "on" => {
                    switch.on = value.get_ref().as_bool();
                    switch.span = span;
                    if switch.on.is_none() {
                        self.wrong_type(key, "true or false", value);
                    }
                }
                "from" => switch.from = self.date(key, value),
                _ => self.setting(&section, key, span, value, &["on", "from"]),
            }
        }
        self.document.switches.push(switch);
    }

    fn setting(
        &mut self,
        section: &str,
        key: &str,
        span: Range<usize>,
        value: &Spanned<DeValue<'_>>,
        also: &[&str],
    ) {
        let Some(parameter) = self.known.parameter(section, key) else {
            let described = self.known.describe();
            let names = described
                .iter()
                .filter(|p| p.section == section)
                .map(|p| p.key)
                .chain(also.iter().copied())
                .chain((section == "run").then_some("start"));
            // A key that stands in another table is a likelier slip than any misspelling.
            let elsewhere = described.iter().find(|p| p.key == key);
            let hint = match elsewhere {
                Some(other) => Some(format!("\"{key}\" belongs in [{}]", other.section)),
                None if TOP.contains(&key) => Some(format!(
                    "\"{key}\" stands at the top of the file, above all tables"
                )),
                None => hint(key, names),
            };
            self.problem(span, format!("unknown key \"{key}\" in [{section}]"))
                .help = hint;
            return;
        };
        let values = match value.get_ref().as_table() {
            Some(table) => self.dated(&parameter, span.clone(), table),
            None => self.value(&parameter, value).map(Values::Constant),
        };
        if let Some(values) = values {
            self.document.settings.push(Setting {
                section: section.to_owned(),
                key: key.to_owned(),
                values,
                span,
            });
        }
    }

    fn dated(
        &mut self,
        parameter: &Parameter,
        span: Range<usize>,
        table: &DeTable<'_>,
    ) -> Option<Values> {
        if FIXED_SECTIONS.contains(&parameter.section) {
            self.problem(
                span,
                format!(
                    "\"{}\" is read once, on the first day, and cannot be dated",
                    parameter.name()
                ),
            );
            return None;
        }
        let mut values: Vec<(Date, Value)> = Vec::new();
        let mut sound = true;
        for (key, span, value) in entries(table) {
            let Ok(date) = key.parse::<Date>() else {
                self.problem(span, format!("\"{key}\" is not a date")).help =
                    Some("write dates as \"2024-01-31\"".to_owned());
                sound = false;
                continue;
            };
            if values.last().is_some_and(|&(last, _)| last >= date) {
                self.problem(
                    span,
                    format!("{date} does not come after the date before it"),
                )
                .help = Some("write dates in ascending order".to_owned());
                sound = false;
            }
            match self.value(parameter, value) {
                Some(value) => values.push((date, value)),
                None => sound = false,
            }
        }
        if values.is_empty() && sound {
            self.problem(span, format!("\"{}\" has no dated value", parameter.key));
            return None;
        }
        sound.then_some(Values::Dated(values))
    }

    fn value(&mut self, parameter: &Parameter, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let read = read_value(parameter.kind, value.get_ref());
        if read.is_none() {
            let unit = match parameter.kind {
                Kind::Number { .. } | Kind::Count { .. } => format!(" ({})", parameter.unit),
                _ => String::new(),
            };
            let written = self.text.text.get(value.span()).unwrap_or_default();
            let found = written.to_owned();
            let wanted = parameter.kind;
            let problem = self.problem(
                value.span(),
                format!(
                    "\"{}\" must be {wanted}{unit}; found {found}",
                    parameter.key
                ),
            );
            problem.help = help(parameter, value.get_ref(), &found);
        }
        read
    }

    fn date(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Date> {
        let date = match value.get_ref() {
            DeValue::Datetime(datetime) if datetime.time.is_none() => {
                datetime.date.and_then(|date| {
                    let year = i16::try_from(date.year).ok()?;
                    let (month, day) = (i8::try_from(date.month), i8::try_from(date.day));
                    Date::new(year, month.ok()?, day.ok()?).ok()
                })
            }
            DeValue::String(string) => string.parse().ok(),
            _ => None,
        };
        match (date, value.get_ref()) {
            (Some(_), _) => {}
            (None, DeValue::String(string)) => {
                self.problem(value.span(), format!("\"{string}\" is not a date"))
                    .help = Some("write dates as 2024-01-31".to_owned());
            }
            (None, _) => self.wrong_type(key, "a date such as 2021-09-06", value),
        }
        let dated = date.filter(|date| YEARS.contains(&date.year()));
        if date.is_some() && dated.is_none() {
            let (first, last) = (YEARS.start(), YEARS.end());
            self.problem(
                value.span(),
                format!("\"{key}\" must lie in the years {first} to {last}"),
            );
        }
        dated
    }
}

/// What to do about a value that a parameter cannot have.
fn help(parameter: &Parameter, value: &DeValue<'_>, written: &str) -> Option<String> {
    let bounds = match (parameter.kind, value) {
        (Kind::Choice(words), DeValue::String(word)) => return hint(word, words.iter().copied()),
        (Kind::Number { least, most }, _) => Some((least, most)),
        (Kind::Count { least, most }, _) => Some((least.into(), most.into())),
        _ => None,
    };
    let slip = bounds.and_then(|bounds| slips::help(written, parameter.unit, bounds));
    let meaning = format!("it is: {}", parameter.meaning.en);
    Some(match slip {
        Some(slip) => format!("{slip}; {meaning}"),
        None => meaning,
    })
}

fn article(noun: &str) -> String {
    match noun.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}
