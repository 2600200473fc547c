//! Experiments: what of a scenario is varied over which values, and which figures are read.

mod asked;
mod description;
mod file;
mod inputs;
mod list;
mod options;
mod points;
mod resolve;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::problem::Problems;
use super::{Origin, Overrides, Reach, Scenario, Source};
use crate::kernel::design::Design;
use crate::kernel::language::Told;
use crate::kernel::record::{Metric, Place};

pub use description::{Description, InputDescription, OutputDescription};
pub(super) use file::DESIGNS;
pub use options::ShortForm;

/// A design with what its points mean: scenarios to run, and figures to read from them.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// Its name: the stem of its file.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its title in Chinese; empty if it has none.
    pub title_zh: String,
    /// The files that say what is done, as read: the experiment and a list of points, if any.
    pub files: Vec<Source>,
    /// Master seed of the design and of the luck that all points share.
    pub seed: u64,
    /// Replications of each point.
    pub replications: u32,
    /// What is varied, and every point.
    pub design: Design,
    /// The figures that are read: those of the scenario, then the effects on the same figures if
    /// there is a baseline.
    pub outputs: Vec<Output>,
    /// What is no error and yet worth knowing, a sentence each.
    pub notes: Vec<Told>,
    /// The options that made it around a scenario, but for the baseline; none for a file.
    pub options: Vec<String>,
    /// What is varied: one scenario, or one for each level of the lever `scenario`.
    bases: Vec<Scenario>,
    baseline: Option<Scenario>,
    /// What each input of the design sets.
    varied: Vec<Varied>,
}

/// A figure that is read at every point.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its name: the head of its column.
    pub name: String,
    /// The metric.
    pub metric: &'static Metric,
    /// Where.
    pub place: Place,
    /// The place's code.
    pub code: String,
    /// Whether it is the scenario's figure less the baseline's, and not the scenario's.
    pub is_effect: bool,
}

/// What an input sets.
#[derive(Debug, Clone)]
struct Varied {
    sets: inputs::Sets,
    origin: Origin,
}

/// Whether a file is an experiment, sound or not, and not a scenario.
#[must_use]
pub fn is_experiment(path: &Path) -> bool {
    let Ok(text) = Reach::Anywhere.given(path) else {
        return false;
    };
    let (table, _) = toml::de::DeTable::parse_recoverable(&text.text);
    ["levers", "uncertainties"]
        .iter()
        .any(|key| table.get_ref().contains_key(*key))
}

impl Experiment {
    /// Reads an experiment file and every scenario that it names, draws its design and holds every
    /// point against the rules of scenarios.
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
        let mut problems = Problems::default();
        let reach = reach.of(path);
        match file::read(path, &reach, &mut problems) {
            Some(asked) => resolve::resolve(asked, overrides, &reach, problems),
            None => Err(problems),
        }
    }

    /// The experiment that options of a command ask for around a scenario file.
    ///
    /// # Errors
    ///
    /// Every problem of the options and of every file at once.
    pub fn from_scenario(
        path: &Path,
        short: &ShortForm,
        overrides: Overrides,
    ) -> Result<Self, Problems> {
        Self::from_scenario_within(path, short, overrides, &Reach::Anywhere)
    }

    /// The same, with a limit to how far the names in files may lead.
    ///
    /// # Errors
    ///
    /// Every problem of the options and of every file at once.
    pub fn from_scenario_within(
        path: &Path,
        short: &ShortForm,
        overrides: Overrides,
        reach: &Reach,
    ) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let asked = options::read(path, short, &mut problems);
        let mut experiment = resolve::resolve(asked, overrides, reach, problems)?;
        experiment.options = short.options();
        Ok(experiment)
    }

    /// The first of the scenarios that are varied: all share its city's places and its weeks.
    #[must_use]
    pub fn base(&self) -> &Scenario {
        &self.bases[0]
    }

    /// Every scenario that is varied or held against: what results depend on.
    pub fn scenarios(&self) -> impl Iterator<Item = &Scenario> {
        self.bases.iter().chain(&self.baseline)
    }

    /// The figures to read from each run, in the order of the outputs; effects are differences of
    /// the same figures.
    #[must_use]
    pub fn figures(&self) -> Vec<(&'static Metric, Place)> {
        let read = self.outputs.iter().filter(|output| !output.is_effect);
        read.map(|output| (output.metric, output.place)).collect()
    }
}
