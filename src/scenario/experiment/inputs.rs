//! Inputs of an experiment: which names can be varied, and over which values.

use std::collections::BTreeSet;

use crate::kernel::design::{Input, Levels, Range, Role};
use crate::kernel::number::{number, rounded};
use crate::kernel::parameter::{Kind, Parameter, Value};
use crate::measures::{self, MEASURES, Measure};
use crate::scenario::nearest::hint;
use crate::scenario::problem::Problem;
use crate::scenario::{reader, slips};

/// What an input sets.
#[derive(Debug, Clone)]
pub(super) enum Sets {
    /// Which scenario it is.
    Policy,
    /// The switch of a measure, by its place in the notice; the values in the order of the list.
    Switch(usize, Vec<bool>),
    /// A parameter; the values in the order of the list, none for a range.
    Parameter(Parameter, Vec<Value>),
}

/// Something that can be varied.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    Switch(usize),
    Parameter(Parameter),
}

/// What a full name stands for.
pub(super) fn named(name: &str) -> Result<Named, Problem> {
    let switch = |measure: &Measure| name == switch_name(measure);
    if let Some(at) = MEASURES.iter().position(switch) {
        return Ok(Named::Switch(at));
    }
    if name.starts_with("run.") {
        let problem = Problem::nowhere(format!("\"{name}\" is the same at every point"));
        return Err(problem.with_help(
            "set seed and replications for the experiment, weeks in [run] of the scenario",
        ));
    }
    let known = measures::parameters().describe();
    reader::parameter(name, &known)
        .map(Named::Parameter)
        .map_err(|mut problem| {
            // Switches are no parameters, and are as likely to be meant.
            let names: Vec<String> = known
                .iter()
                .map(Parameter::name)
                .chain(MEASURES.iter().map(switch_name))
                .collect();
            problem.help = hint(name, names.iter().map(String::as_str));
            problem
        })
}

fn switch_name(measure: &Measure) -> String {
    format!("measures.{}.on", measure.name)
}

impl Named {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Switch(at) => switch_name(&MEASURES[*at]),
            Self::Parameter(parameter) => parameter.name(),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Switch(_) => Kind::Switch,
            Self::Parameter(parameter) => parameter.kind,
        }
    }

    fn input(&self, role: Role, levels: Levels) -> Input {
        let (unit, meaning, meaning_zh) = match self {
            Self::Switch(at) => {
                let Measure {
                    article, meaning, ..
                } = &MEASURES[*at];
                (
                    "",
                    format!("Whether measure {article} is on. {}", meaning.en),
                    format!("措施{article}是否开启。{}", meaning.zh),
                )
            }
            Self::Parameter(Parameter { unit, meaning, .. }) => {
                (*unit, meaning.en.to_owned(), meaning.zh.to_owned())
            }
        };
        Input {
            name: self.name(),
            role,
            unit: unit.to_owned(),
            meaning,
            meaning_zh,
            levels,
        }
    }

    /// What a value that cannot be read should have been.
    pub(super) fn wrong(&self, written: &str) -> Problem {
        let (name, kind) = (self.name(), self.kind());
        let problem = Problem::nowhere(format!("\"{name}\" must be {kind}; found {written}"));
        match kind {
            Kind::Choice(words) => Problem {
                help: hint(written.trim_matches(['"', '\'']), words.iter().copied()),
                ..problem
            },
            Kind::Number { least, most } => Problem {
                help: slips::help(written, self.unit(), (least, most)),
                ..problem
            },
            Kind::Count { least, most } => Problem {
                help: slips::help(written, self.unit(), (least.into(), most.into())),
                ..problem
            },
            Kind::Switch => problem,
        }
    }

    fn unit(&self) -> &'static str {
        match self {
            Self::Switch(_) => "",
            Self::Parameter(parameter) => parameter.unit,
        }
    }

    /// An input that takes some values.
    pub(super) fn listed(&self, role: Role, values: &[Value]) -> Result<(Input, Sets), Problem> {
        let name = self.name();
        self.check_role(role)?;
        let texts: Vec<String> = values.iter().map(text).collect();
        check_list(&name, &texts)?;
        let sets = match self {
            Self::Switch(at) => Sets::Switch(
                *at,
                values.iter().map(|v| *v == Value::Switch(true)).collect(),
            ),
            Self::Parameter(parameter) => {
                Sets::Parameter(*parameter, values.iter().map(as_written).collect())
            }
        };
        Ok((self.input(role, Levels::Listed(texts)), sets))
    }

    /// An input that takes any value of a range.
    pub(super) fn range(&self, role: Role, wanted: Wanted) -> Result<(Input, Sets), Problem> {
        let name = self.name();
        self.check_role(role)?;
        let (low, high, is_whole) = match self.kind() {
            Kind::Number { least, most } => (least, most, false),
            Kind::Count { least, most } => (f64::from(least), f64::from(most), true),
            kind @ (Kind::Switch | Kind::Choice(_)) => {
                let problem = Problem::nowhere(format!("\"{name}\" is {kind} and has no range"));
                return Err(problem.with_help("list its values"));
            }
        };
        let range = Range::new(wanted.from, wanted.to).steps(wanted.steps);
        let range = if is_whole { range.whole() } else { range };
        let (from, to) = (range.least(), range.most());
        let wrong = |what: String| {
            Err(Problem::nowhere(format!(
                "the range of \"{name}\" must {what}"
            )))
        };
        if from >= to {
            return wrong(format!("rise; found from {from} to {to}"));
        }
        if from < low || to > high {
            return wrong(format!(
                "lie within {low} to {high}; found from {from} to {to}"
            ));
        }
        if is_whole && (from != libm::floor(from) || to != libm::floor(to)) {
            return wrong(format!(
                "have whole numbers at its ends; found from {from} to {to}"
            ));
        }
        if wanted.is_log && from <= 0.0 {
            return wrong(format!(
                "begin above 0 on a logarithmic scale; found from {from}"
            ));
        }
        let range = if wanted.is_log { range.log() } else { range };
        let Self::Parameter(parameter) = self else {
            return wrong("be a list".to_owned());
        };
        Ok((
            self.input(role, Levels::Range(range)),
            Sets::Parameter(*parameter, Vec::new()),
        ))
    }

    fn check_role(&self, role: Role) -> Result<(), Problem> {
        match (self, role) {
            (Self::Switch(_), Role::Uncertainty) => {
                let problem = Problem::nowhere(format!(
                    "\"{}\" is the switch of a measure: somebody decides on it",
                    self.name()
                ));
                Err(problem.with_help("write it in [levers]"))
            }
            _ => Ok(()),
        }
    }
}

/// The lever of whole policies: a scenario for each level, by name.
pub(super) fn policies(names: Vec<String>) -> Result<(Input, Sets), Problem> {
    check_list("scenario", &names)?;
    let input = Input {
        name: "scenario".to_owned(),
        role: Role::Lever,
        unit: String::new(),
        meaning: "Which policy: a scenario, by its name.".to_owned(),
        meaning_zh: "采用的政策：按名称指定的情景。".to_owned(),
        levels: Levels::Listed(names),
    };
    Ok((input, Sets::Policy))
}

/// A range as asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub from: f64,
    pub to: f64,
    pub is_log: bool,
    pub steps: Option<usize>,
}

/// The most values that are listed for an input.
const MOST_LISTED: usize = 10_000;

/// A list must vary something, and name each level once.
fn check_list(name: &str, texts: &[String]) -> Result<(), Problem> {
    if texts.len() < 2 {
        let problem = Problem::nowhere(format!("\"{name}\" needs two values or more to vary"));
        return Err(problem.with_help("write a value that does not vary into the scenario"));
    }
    if texts.len() > MOST_LISTED {
        let message = format!(
            "\"{name}\" has {} values, more than {MOST_LISTED}",
            texts.len()
        );
        return Err(Problem::nowhere(message).with_help("write a range: { from = …, to = … }"));
    }
    let mut seen = BTreeSet::new();
    match texts.iter().find(|text| !seen.insert(*text)) {
        Some(text) => Err(Problem::nowhere(format!("\"{name}\" has {text} twice"))),
        None => Ok(()),
    }
}

/// A value as it is written in tables.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Number(value) => number(*value),
        other => other.to_string(),
    }
}

/// A value as it is tried: as it is written.
fn as_written(value: &Value) -> Value {
    match value {
        Value::Number(value) => Value::Number(rounded(*value)),
        other => *other,
    }
}

/// The value that a text stands for, if it is of the kind and within its bounds.
pub(super) fn parse(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Number { least, most } => {
            let number: f64 = text.parse().ok()?;
            (least..=most)
                .contains(&number)
                .then_some(Value::Number(number))
        }
        Kind::Count { least, most } => {
            let count: u32 = text.parse().ok()?;
            (least..=most)
                .contains(&count)
                .then_some(Value::Count(count))
        }
        Kind::Switch => match text {
            "true" | "on" => Some(Value::Switch(true)),
            "false" | "off" => Some(Value::Switch(false)),
            _ => None,
        },
        Kind::Choice(words) => words
            .iter()
            .find(|known| **known == text)
            .map(|known| Value::Choice(known)),
    }
}
