//! The short form: an experiment as options of a command.

use std::path::{Path, PathBuf};

use super::asked::{Asked, AskedDesign, AskedInput, At};
use super::file::LEVELS;
use super::inputs::{self, Named, Sets, Wanted};
use crate::kernel::design::{Input, Plan, Role};
use crate::scenario::name_of;
use crate::scenario::nearest::hint;
use crate::scenario::problem::{Problem, Problems};

/// An experiment around a scenario file, as options say.
#[derive(Debug, Clone, Default)]
pub struct ShortForm {
    /// What is varied: `KEY=1,2,3`, `KEY=0..1:11` (a range and how many values a grid takes of it)
    /// or `KEY=0..1`.
    pub vary: Vec<String>,
    /// The kind of design; a grid if nothing is said.
    pub design: Option<String>,
    /// How many points: of a Latin hypercube or Sobol' sequence, blocks of Saltelli's design, Morris
    /// trajectories.
    pub points: Option<u32>,
    /// Whether every combination of levers is taken at every sampled point of the uncertainties.
    pub crossed: bool,
    /// A scenario file that effects are taken against.
    pub baseline: Option<PathBuf>,
    /// The figures, as `METRIC` or `METRIC@PLACE`; none for the headlines.
    pub metrics: Vec<String>,
}

impl ShortForm {
    /// The options as they are written, but for the baseline, which is a file.
    pub(super) fn options(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut add = |name: &str, value: &str| options.extend([name.to_owned(), value.to_owned()]);
        self.vary.iter().for_each(|vary| add("--vary", vary));
        self.design
            .iter()
            .for_each(|design| add("--design", design));
        self.points
            .iter()
            .for_each(|points| add("--points", &points.to_string()));
        self.metrics
            .iter()
            .for_each(|metric| add("--metric", metric));
        if self.crossed {
            options.push("--crossed".to_owned());
        }
        options
    }
}

/// Designs that options can ask for.
const DESIGNS: [&str; 5] = ["grid", "latin_hypercube", "sobol", "morris", "saltelli"];

/// Reads the options, noting every problem.
pub(super) fn read(path: &Path, short: &ShortForm, problems: &mut Problems) -> Asked {
    let mut inputs: Vec<AskedInput> = Vec::new();
    for option in &short.vary {
        let at = At::Option(format!("--vary {option}"));
        match input(option) {
            Ok((input, _)) if inputs.iter().any(|other| other.input.name == input.name) => {
                let message = format!("\"{}\" is varied twice", input.name);
                problems.0.push(at.problem(message));
            }
            Ok((input, sets)) => inputs.push(AskedInput { input, sets, at }),
            Err(problem) => problems.0.push(at.put(problem)),
        }
    }
    if short.vary.is_empty() {
        let message = "nothing varies: give --vary KEY=1,2,3 or --vary KEY=0..1:11";
        problems.0.push(Problem::nowhere(message));
    }
    // Levers come first, as in a file.
    inputs.sort_by_key(|input| input.input.role != Role::Lever);
    let metrics = short.metrics.iter().map(|metric| {
        let at = At::Option(format!("--metric {metric}"));
        (metric.clone(), at)
    });
    let scenario = At::Option(path.display().to_string());
    let is_whole = !short.vary.is_empty() && inputs.len() == short.vary.len();
    Asked {
        name: name_of(path),
        title: None,
        title_zh: None,
        files: Vec::new(),
        seed: None,
        replications: None,
        bases: vec![(path.to_owned(), scenario)],
        baseline: short.baseline.clone().map(|file| {
            let at = At::Option(format!("--baseline {}", file.display()));
            (file, at)
        }),
        inputs,
        is_whole,
        design: design(short, problems),
        metrics: Some(metrics.collect()).filter(|metrics: &Vec<_>| !metrics.is_empty()),
    }
}

fn design(short: &ShortForm, problems: &mut Problems) -> AskedDesign {
    let kind = short.design.as_deref().unwrap_or("grid");
    let at = At::Option(format!("--design {kind}"));
    let points = short.points.map(|points| points as usize);
    let crossed = short.crossed;
    let plan = match (kind, points) {
        ("grid", None) => Some(Plan::Grid),
        ("grid", Some(_)) => {
            let problem = at.problem("a grid has the points that its values make");
            problems
                .0
                .push(problem.with_help("leave out --points, or give another --design"));
            None
        }
        ("latin_hypercube", Some(points)) => Some(Plan::LatinHypercube { points, crossed }),
        ("sobol", Some(points)) => Some(Plan::Sobol { points, crossed }),
        ("saltelli", Some(base)) => Some(Plan::Saltelli { base }),
        ("morris", Some(trajectories)) => Some(Plan::Morris {
            trajectories,
            levels: LEVELS as usize,
        }),
        (known, None) if DESIGNS.contains(&known) => {
            let problem = at.problem("how many points are wanted?");
            problems.0.push(problem.with_help("give --points N"));
            None
        }
        (unknown, _) => {
            let mut problem = at.problem(format!("unknown design \"{unknown}\""));
            problem.help = if unknown == "list" {
                Some("a list of points needs an experiment file".to_owned())
            } else {
                hint(unknown, DESIGNS)
            };
            problems.0.push(problem);
            None
        }
    };
    if crossed && !matches!(kind, "latin_hypercube" | "sobol") {
        let problem = Problem::nowhere(format!("--crossed does not go with --design {kind}"));
        problems
            .0
            .push(problem.with_help("it goes with latin_hypercube, sobol"));
    }
    AskedDesign {
        plan,
        list: None,
        at,
    }
}

fn input(option: &str) -> Result<(Input, Sets), Problem> {
    let Some((name, values)) = option.split_once('=') else {
        let problem = Problem::nowhere("what is varied over which values is missing");
        return Err(problem.with_help("write KEY=1,2,3, KEY=0..1:11 or KEY=0..1"));
    };
    let named = inputs::named(name.trim())?;
    let role = role(&named);
    let values = values.trim();
    if let Some(range) = range(values) {
        return named.range(role, range?);
    }
    let parsed: Result<Vec<_>, Problem> = values
        .split(',')
        .map(|value| {
            let value = value.trim();
            inputs::parse(named.kind(), value).ok_or_else(|| named.wrong(value))
        })
        .collect();
    named.listed(role, &parsed?)
}

/// Measures and the regime are chosen; the rest of the economy is not, and is the same for a
/// baseline.
fn role(named: &Named) -> Role {
    let name = named.name();
    if name.starts_with("measures.") || name.starts_with("allocation.") {
        Role::Lever
    } else {
        Role::Uncertainty
    }
}

/// A range `0..1` or `0..1:11`, if it is one.
fn range(text: &str) -> Option<Result<Wanted, Problem>> {
    let (from, rest) = text.split_once("..")?;
    let (to, steps) = match rest.split_once(':') {
        Some((to, steps)) => (to, Some(steps)),
        None => (rest, None),
    };
    let number = |text: &str| {
        let number = text.trim().parse().ok().filter(|n: &f64| n.is_finite());
        number.ok_or_else(|| Problem::nowhere(format!("\"{}\" is not a number", text.trim())))
    };
    let count = |text: &str| {
        let count: Option<usize> = text.trim().parse().ok();
        let count = count.filter(|count| (2..=1_000_000).contains(count));
        count.ok_or_else(|| {
            let wanted = "a whole number from 2 to 1000000: how many values to take of the range";
            Problem::nowhere(format!("\"{}\" must be {wanted}", text.trim()))
        })
    };
    let wanted = || {
        Ok(Wanted {
            from: number(from)?,
            to: number(to)?,
            is_log: false,
            steps: steps.map(count).transpose()?,
        })
    };
    Some(wanted())
}
