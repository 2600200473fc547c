//! Floor 6: many replications of one or more scenarios, streamed into a folder of files.

pub mod again;
pub mod attribution;
pub mod calibration;
pub(crate) mod caught;
mod comparison;
mod fold;
mod folder;
pub(crate) mod hashed;
pub(crate) mod inputs;
mod job;
mod journal;
pub mod lives;
pub(crate) mod manifest;
mod merge;
mod packed;
pub mod parquet;
pub(crate) mod placed;
pub mod precision;
mod shard;
pub mod slurm;
pub mod statistics;
mod subject;
pub mod sweep;
pub(crate) mod tables;
mod turnstile;
pub mod verify;
mod years;

use std::path::PathBuf;

use crate::kernel::record::{Metric, Place};
use crate::scenario::{Scenario, hint};
use crate::simulation::Violation;
use crate::world::city::City;
use lives::Biography;
use manifest::Manifest;
use precision::{Contrast, Rule};

pub use comparison::run;
pub use folder::{PAGE, Refusal, Unfinished, intact, way_out};
pub use job::{Ended, Orders};
pub use journal::Contents;
pub use merge::merge;
pub use precision::Precision;
pub use shard::Shard;

/// What to run.
#[derive(Debug)]
pub struct Batch {
    /// The name of the result.
    pub name: String,
    /// The scenarios; the first is the base that others are compared with.
    pub scenarios: Vec<Scenario>,
    /// Whether invariants are checked every week.
    pub check_invariants: bool,
    /// How narrow intervals are to be before the batch may end with fewer replications.
    pub precision: Vec<Precision>,
}

/// Why a batch failed.
#[derive(Debug)]
pub enum Failure {
    /// The folder is refused: the user's to mend.
    Refused(Refusal),
    /// What is asked cannot be done: the user's to mend.
    Asked(String),
    /// Reading or writing failed.
    Files(PathBuf, std::io::Error),
    /// An invariant does not hold: ours to mend.
    Violated {
        /// The scenario.
        scenario: String,
        /// The master seed.
        seed: u64,
        /// The replication.
        replication: u32,
        /// What is wrong.
        violation: Violation,
        /// The life of the project that it happened to, and a manifest that names what it speaks of.
        life: Option<Box<(Biography, Manifest)>>,
    },
    /// A replication ended in a panic: ours to mend.
    Panicked(Panic),
    /// All runs of a job were tried, and some ended in a panic: ours to mend.
    Holes(Vec<Panic>),
    /// A job failed; so many runs of so many are done and kept.
    Kept {
        /// Why.
        why: Box<Failure>,
        /// Runs that are done.
        done: usize,
        /// Runs that there are.
        of: usize,
    },
    /// The shares of an effect do not add up to it: ours to mend.
    Unsplit(String),
    /// Threads could not be started.
    Threads(String),
}

/// A replication that ended in a panic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// The scenario.
    pub scenario: String,
    /// The master seed.
    pub seed: u64,
    /// The replication.
    pub replication: u32,
    /// What the panic said, and where.
    pub said: String,
}

impl std::fmt::Display for Panic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            scenario,
            seed,
            replication,
            said,
        } = self;
        write!(
            f,
            "replication {replication} of {scenario} (seed {seed}) ended in a panic: {said}"
        )
    }
}

impl Failure {
    /// Whether it is the user's to mend.
    #[must_use]
    pub fn is_of_the_user(&self) -> bool {
        match self {
            Self::Refused(refusal) => !refusal.is_of_the_machine(),
            Self::Asked(_) => true,
            Self::Kept { why, .. } => why.is_of_the_user(),
            _ => false,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Asked(why) | Self::Unsplit(why) | Self::Threads(why) => write!(f, "{why}"),
            Self::Files(path, error) => {
                write!(f, "{}: {error}{}", path.display(), way_out(error))
            }
            Self::Panicked(panic) => write!(f, "{panic}"),
            Self::Holes(panics) => {
                let lines: Vec<String> = panics.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "no tables are written, for figures without the runs that failed would be \
                     biased:\n  {}",
                    folder::listed(&lines)
                )
            }
            Self::Kept { why, done, of } => {
                write!(f, "{why}\n{done} of {of} runs are done and saved")
            }
            Self::Violated {
                scenario,
                seed,
                replication,
                violation,
                ..
            } => write!(
                f,
                "{violation} (scenario {scenario}, seed {seed}, replication {replication})"
            ),
        }
    }
}

impl std::error::Error for Failure {}

/// Runs one replication of a scenario; a violation or a panic in it becomes a failure that names it.
fn guarded<T>(
    scenario: &Scenario,
    replication: u32,
    run: impl FnOnce() -> Result<T, Violation>,
) -> Result<T, Failure> {
    let result = caught::caught(run).map_err(|caught| {
        Failure::Panicked(Panic {
            scenario: scenario.name.clone(),
            seed: scenario.run.seed,
            replication,
            said: caught.to_string(),
        })
    })?;
    result.map_err(|violation| Failure::Violated {
        scenario: scenario.name.clone(),
        seed: scenario.run.seed,
        replication,
        life: life_of(scenario, replication, &violation).map(Box::new),
        violation,
    })
}

/// The life of the project that a violation happened to: the run is simulated once more with a witness,
/// and meets the same violation.
fn life_of(
    scenario: &Scenario,
    replication: u32,
    violation: &Violation,
) -> Option<(Biography, Manifest)> {
    let project = violation.breach.project?;
    let life = lives::until_violation(scenario, replication, project)?;
    Some((life, manifest::of_scenario(scenario)?))
}

/// Scenarios are compared replication by replication, so they must share seed, weeks and places.
fn check_pairing(scenarios: &[Scenario]) -> Result<(), Failure> {
    let Some((base, variants)) = scenarios.split_first() else {
        return Err(Failure::Asked("there is no scenario to run".to_owned()));
    };
    for (at, variant) in variants.iter().enumerate() {
        if let Some(why) = variant.unlike(base) {
            return Err(Failure::Asked(why));
        }
        if scenarios[..=at]
            .iter()
            .any(|other| other.name == variant.name)
        {
            return Err(Failure::Asked(format!(
                "two scenarios are named {}; rename one of the files",
                variant.name
            )));
        }
    }
    Ok(())
}

/// What keeps scenarios from sharing all their luck: differing values of the first day. Their paired
/// differences are sound and may need more replications.
#[must_use]
pub fn unshared_luck(scenarios: &[Scenario]) -> Vec<String> {
    let Some((base, variants)) = scenarios.split_first() else {
        return Vec::new();
    };
    let first_day = |scenario: &Scenario, section: &str| {
        let constants = scenario.timetable.constants();
        let parameters = constants
            .describe()
            .into_iter()
            .filter(|p| p.section == section);
        parameters
            .map(|p| constants.get(p.section, p.key))
            .collect::<Vec<_>>()
    };
    let mut notes = Vec::new();
    for variant in variants {
        for section in ["prospects", "founding"] {
            if first_day(base, section) != first_day(variant, section) {
                notes.push(format!(
                    "note: {} and {} differ in [{section}], so they share less luck",
                    base.name, variant.name
                ));
            }
        }
        if variant.city != base.city {
            notes.push(format!(
                "note: {} and {} differ in their cities, so they share less luck",
                base.name, variant.name
            ));
        }
    }
    notes
}

/// The rules of some precisions: every output must be among the figures that a run leaves.
fn rules(
    precision: &[Precision],
    city: &City,
    figures: &[(&'static Metric, Place)],
    contrasts: &[Contrast],
) -> Result<Vec<Rule>, Failure> {
    precision
        .iter()
        .map(|precision| {
            let (metric, code) = precision
                .output
                .split_once('@')
                .unwrap_or((&precision.output, "city"));
            let places: Vec<(usize, Place)> = (figures.iter().enumerate())
                .filter(|(_, (known, _))| known.name == metric)
                .map(|(at, (_, place))| (at, *place))
                .collect();
            let wrong = |what: String, help: Option<String>| {
                let help = help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
                Failure::Asked(format!("--precision {precision}: {what}{help}"))
            };
            if places.is_empty() {
                let help = hint(metric, figures.iter().map(|(metric, _)| metric.name));
                return Err(wrong(format!("unknown metric \"{metric}\""), help));
            }
            let figure = places.iter().find(|(_, place)| city.code(*place) == code);
            let (figure, _) = figure.ok_or_else(|| {
                let codes: Vec<String> =
                    places.iter().map(|(_, place)| city.code(*place)).collect();
                let help = hint(code, codes.iter().map(String::as_str));
                wrong(format!("\"{metric}\" has no figure at \"{code}\""), help)
            })?;
            Ok(Rule {
                precision: precision.clone(),
                figure: *figure,
                contrasts: contrasts.to_vec(),
            })
        })
        .collect()
}
