//! What is asked of an analysis.

use std::path::{Path, PathBuf};

use crate::batch::{Failure, Refusal};
use crate::scenario::hint;

/// The ways of analysing a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// How an output moves with one input.
    Response,
    /// Elementary effects of Morris.
    Morris,
    /// Shares of variance of Sobol'.
    Sobol,
    /// Boxes of inputs in which cases of interest gather (PRIM).
    Discovery,
    /// How levers fare across uncertainties.
    Robustness,
    /// Which points no other beats in every goal.
    Pareto,
}

impl Method {
    /// All methods with the words for them.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Response, "response"),
        (Self::Morris, "morris"),
        (Self::Sobol, "sobol"),
        (Self::Discovery, "discovery"),
        (Self::Robustness, "robustness"),
        (Self::Pareto, "pareto"),
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        let named = Self::ALL.iter().find(|(method, _)| *method == self);
        named.map_or("", |(_, word)| word)
    }
}

/// An output that is to be large or small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// The output.
    pub output: String,
    /// Whether more of it is better.
    pub maximise: bool,
}

/// A bound on an output, such as `land.idle_share <= 0.1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The output.
    pub output: String,
    /// Whether the output is to be at least the bound; at most, otherwise.
    pub at_least: bool,
    /// The bound.
    pub bound: f64,
}

impl Threshold {
    /// Reads `OUTPUT >= NUMBER` or `OUTPUT <= NUMBER`.
    ///
    /// # Errors
    ///
    /// What was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let expected =
            || format!("\"{text}\" is no bound: write \"OUTPUT >= 1.5\" or \"OUTPUT <= 1.5\"");
        let (at_least, (output, bound)) = match (text.split_once(">="), text.split_once("<=")) {
            (Some(parts), None) => (true, parts),
            (None, Some(parts)) => (false, parts),
            _ => return Err(expected()),
        };
        let bound: f64 = bound.trim().parse().map_err(|_| expected())?;
        if !bound.is_finite() || output.trim().is_empty() {
            return Err(expected());
        }
        Ok(Self {
            output: output.trim().to_owned(),
            at_least,
            bound,
        })
    }

    /// Whether a value keeps to the bound.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        if self.at_least {
            value >= self.bound
        } else {
            value <= self.bound
        }
    }
}

impl std::fmt::Display for Threshold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.at_least { ">=" } else { "<=" };
        write!(f, "{} {sign} {}", self.output, self.bound)
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// A finished sweep's folder, or a CSV file.
    pub table: PathBuf,
    /// The method.
    pub method: Method,
    /// Columns of a CSV file that are inputs; all that are not outputs if empty.
    pub inputs: Vec<String>,
    /// Inputs of a CSV file that are levers; the others are uncertainties.
    pub levers: Vec<String>,
    /// The range of an input of a CSV file, where its values do not show it.
    pub ranges: Vec<(String, f64, f64)>,
    /// Outputs to analyse; all of a sweep if empty, needed for a CSV file.
    pub outputs: Vec<String>,
    /// Outputs that are to be large or small (robustness, Pareto).
    pub goals: Vec<Goal>,
    /// Bounds: which cases are of interest (discovery), what satisfies (robustness).
    pub thresholds: Vec<Threshold>,
    /// The least density of a box (discovery).
    pub density: Option<f64>,
    /// How many boxes are looked for (discovery).
    pub boxes: u32,
    /// Resamples of each interval.
    pub resamples: u32,
    /// The seed of the resamples.
    pub seed: u64,
    /// The result folder.
    pub out: PathBuf,
    /// Whether an existing result may be replaced.
    pub overwrite: bool,
}

impl Request {
    /// A request that asks for nothing but a method, for what is written elsewhere than in a result
    /// of its own.
    pub(super) fn new(table: &Path, method: Method, resamples: u32) -> Self {
        Self {
            table: table.to_owned(),
            method,
            inputs: Vec::new(),
            levers: Vec::new(),
            ranges: Vec::new(),
            outputs: Vec::new(),
            goals: Vec::new(),
            thresholds: Vec::new(),
            density: None,
            boxes: 1,
            resamples,
            seed: 1,
            out: PathBuf::new(),
            overwrite: false,
        }
    }
}

impl Request {
    /// Refuses what is asked of another method.
    ///
    /// # Errors
    ///
    /// [`Trouble::Input`] with the option and the methods that it is for.
    pub(super) fn check(&self) -> Result<(), Trouble> {
        let has = |maximise: bool| self.goals.iter().any(|goal| goal.maximise == maximise);
        let of_goals: &[Method] = &[Method::Robustness, Method::Pareto];
        let of_bounds: &[Method] = &[Method::Discovery, Method::Robustness];
        let of_boxes: &[Method] = &[Method::Discovery];
        let options = [
            ("--maximise", has(true), of_goals),
            ("--minimise", has(false), of_goals),
            ("--where", !self.thresholds.is_empty(), of_bounds),
            ("--density", self.density.is_some(), of_boxes),
            ("--boxes", self.boxes > 1, of_boxes),
        ];
        let foreign = options
            .into_iter()
            .find(|(_, is_given, methods)| *is_given && !methods.contains(&self.method));
        let Some((option, _, methods)) = foreign else {
            return Ok(());
        };
        let methods: Vec<String> = methods
            .iter()
            .map(|method| format!("--method {}", method.word()))
            .collect();
        Err(Trouble::Input(format!(
            "{option} is not for --method {}\nhelp: it belongs to {}",
            self.method.word(),
            methods.join(" and ")
        )))
    }
}

/// Why an analysis was not done.
#[derive(Debug)]
pub enum Trouble {
    /// Something about the table or the request: the user's to mend.
    Input(String),
    /// Reading or writing failed.
    Failed(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(Failure::Refused(refusal))
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Input(why) => write!(f, "{why}"),
            Self::Failed(failure) => write!(f, "{failure}"),
        }
    }
}

impl std::error::Error for Trouble {}

/// A name that is not among the known ones, with the nearest.
pub(super) fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Trouble {
    let help = hint(name, known).map_or_else(String::new, |hint| format!("\nhelp: {hint}"));
    Trouble::Input(format!("unknown {what} \"{name}\"{help}"))
}
