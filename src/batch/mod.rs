//! Floor 6: many replications of one or more scenarios, streamed into a folder of files.

pub mod attribution;
pub mod calibration;
pub(crate) mod folder;
mod manifest;
mod spool;
pub mod statistics;
pub(crate) mod tables;
mod turnstile;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

pub(crate) use crate::kernel::number;
use crate::kernel::record::Layout;
use crate::scenario::Scenario;
use crate::simulation::{self, Simulation, Violation};

pub use folder::{Refusal, Unfinished};

/// What to run.
pub struct Batch {
    /// The name of the result.
    pub name: String,
    /// The scenarios; the first is the base that others are compared with.
    pub scenarios: Vec<Scenario>,
    /// Threads; 0 for one per core.
    pub threads: usize,
    /// The result folder.
    pub out: PathBuf,
    /// Whether an existing result may be replaced.
    pub overwrite: bool,
    /// Whether invariants are checked every week.
    pub check_invariants: bool,
}

/// Why a batch failed.
#[derive(Debug)]
pub enum Failure {
    /// The folder is refused: the user's to mend.
    Refused(Refusal),
    /// Scenarios that cannot be compared: the user's to mend.
    Unpaired(String),
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
    },
    /// A replication ended in a panic: ours to mend.
    Panicked {
        /// The scenario.
        scenario: String,
        /// The master seed.
        seed: u64,
        /// The replication.
        replication: u32,
        /// What the panic said.
        message: String,
    },
    /// The shares of an effect do not add up to it: ours to mend.
    Unsplit(String),
    /// Threads could not be started.
    Threads(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Unpaired(why) | Self::Unsplit(why) | Self::Threads(why) => write!(f, "{why}"),
            Self::Files(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Panicked {
                scenario,
                seed,
                replication,
                message,
            } => write!(
                f,
                "replication {replication} of {scenario} (seed {seed}) ended in a panic: {message}"
            ),
            Self::Violated {
                scenario,
                seed,
                replication,
                violation,
            } => write!(
                f,
                "{violation} (scenario {scenario}, seed {seed}, replication {replication})"
            ),
        }
    }
}

impl std::error::Error for Failure {}

/// Runs a batch; `progress` hears how many replications of how many are done.
///
/// The result lies in a folder beside its final place until [`Unfinished::finish`] moves it there.
///
/// # Errors
///
/// See [`Failure`]. What was written so far is removed.
pub fn run(
    batch: &Batch,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Unfinished, Failure> {
    check_pairing(&batch.scenarios)?;
    let folder = Unfinished::create(&batch.out, batch.overwrite).map_err(Failure::Refused)?;
    let replications = batch.scenarios.first().map_or(0, |s| s.run.replications);
    let runs = replications as usize * batch.scenarios.len();
    let layout = batch
        .scenarios
        .first()
        .map(|s| s.city.layout())
        .unwrap_or_default();
    let mut writer = tables::Writer::create(&folder, &batch.scenarios, &layout)?;

    let work = |index: usize| {
        let scenario = &batch.scenarios[index % batch.scenarios.len()];
        let replication = u32::try_from(index / batch.scenarios.len()).unwrap_or(u32::MAX);
        guarded(scenario, replication, || {
            Simulation::new(scenario, replication, batch.check_invariants)
                .run(replication)
                .map(|outcome| tables::Written::new(scenario, &layout, outcome))
        })
    };
    let mut done = 0;
    turnstile::in_order(batch.threads, runs, work, |index, written| {
        writer.take(index % batch.scenarios.len(), written)?;
        done += 1;
        progress(done, runs as u64);
        Ok(())
    })?;
    let files = writer.finish(&batch.scenarios)?;
    manifest::write(&folder, batch, &[], files)?;
    Ok(folder)
}

/// Runs one replication of a scenario; a violation or a panic in it becomes a failure that names it.
fn guarded<T>(
    scenario: &Scenario,
    replication: u32,
    run: impl FnOnce() -> Result<T, Violation>,
) -> Result<T, Failure> {
    let result = catch_unwind(AssertUnwindSafe(run)).map_err(|panic| Failure::Panicked {
        scenario: scenario.name.clone(),
        seed: scenario.run.seed,
        replication,
        message: said(&*panic),
    })?;
    result.map_err(|violation| Failure::Violated {
        scenario: scenario.name.clone(),
        seed: scenario.run.seed,
        replication,
        violation,
    })
}

/// What a panic said, if it said something.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
        .to_owned()
}

/// Scenarios are compared replication by replication, so they must share seed, weeks and places.
fn check_pairing(scenarios: &[Scenario]) -> Result<(), Failure> {
    let Some((base, variants)) = scenarios.split_first() else {
        return Err(Failure::Unpaired("there is no scenario to run".to_owned()));
    };
    let codes = |s: &Scenario| {
        let districts = s.city.districts.iter().map(|d| (d.code.clone(), d.zone));
        let sectors = s.city.sectors.iter().map(|s| s.code.clone());
        (districts.collect::<Vec<_>>(), sectors.collect::<Vec<_>>())
    };
    for (at, variant) in variants.iter().enumerate() {
        if variant.run != base.run {
            return Err(Failure::Unpaired(format!(
                "{} and {} cannot be compared: they differ in {}; give both the same [run]",
                base.name,
                variant.name,
                base.run.differences(&variant.run).join(", ")
            )));
        }
        if codes(variant) != codes(base) {
            return Err(Failure::Unpaired(format!(
                "{} and {} cannot be compared: their districts or sectors differ",
                base.name, variant.name
            )));
        }
        if scenarios[..=at]
            .iter()
            .any(|other| other.name == variant.name)
        {
            return Err(Failure::Unpaired(format!(
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

/// The figures of a run, as codes: metric, scope, place and unit.
#[must_use]
pub fn figure_names(scenario: &Scenario, layout: &Layout) -> Vec<[String; 4]> {
    simulation::figures(layout)
        .into_iter()
        .map(|(metric, scope, place)| {
            [
                metric.name.to_owned(),
                scope.name().to_owned(),
                scenario.city.code(place),
                metric.unit.to_owned(),
            ]
        })
        .collect()
}
