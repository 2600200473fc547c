//! The runs of a sweep: every point and every baseline in each replication.

use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::DESIGN;
use super::states::States;
use crate::batch::hashed::{FileRecord, HashedFile, hex};
use crate::batch::inputs::Inputs;
use crate::batch::job::{self, Ended, Job, Orders};
use crate::batch::manifest::{self, Manifest};
use crate::batch::packed::Packed;
use crate::batch::precision::{Contrast, Precision, Rule};
use crate::batch::{Failure, guarded, parquet, rules};
use crate::kernel::design::Role;
use crate::kernel::record::{Metric, Place};
use crate::scenario::experiment::Experiment;
use crate::simulation::Simulation;

/// A sweep to be done.
pub struct Sweep<'a> {
    /// What is done.
    pub experiment: &'a Experiment,
    /// Whether invariants are checked every week.
    pub check_invariants: bool,
    /// How narrow intervals are to be, at every point, before the sweep may end with fewer
    /// replications.
    pub precision: Vec<Precision>,
    /// Whether the runs are also written as Parquet.
    pub parquet: bool,
}

/// Runs a sweep; `progress` hears how many runs of how many are done.
///
/// # Errors
///
/// See [`Failure`]. Runs that are done are kept.
pub fn sweep(
    sweep: &Sweep<'_>,
    orders: &Orders<'_>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Ended, Failure> {
    if sweep.parquet && !parquet::IS_BUILT {
        return Err(Failure::Asked(parquet::NOT_BUILT.to_owned()));
    }
    job::execute(&Points::new(sweep), orders, progress)
}

/// The runs that a sweep takes, those of its baselines included.
#[must_use]
pub fn runs(experiment: &Experiment) -> usize {
    let baselines = states(experiment, &experiment.design.csv()).first.len();
    (experiment.design.points() + baselines) * experiment.replications as usize
}

/// The baselines of an experiment with this table of points; none if it has no baseline.
fn states(experiment: &Experiment, design: &[u8]) -> States {
    let inputs = experiment.design.inputs().iter();
    let is_uncertain: Vec<bool> = inputs.map(|i| i.role == Role::Uncertainty).collect();
    match experiment.baseline(0) {
        // A table that was just written can be read.
        Some(_) => States::read(design, &is_uncertain).unwrap_or_default(),
        None => States::default(),
    }
}

/// A replication of a sweep: first every point, then every baseline.
pub(in crate::batch) struct Points<'a> {
    sweep: &'a Sweep<'a>,
    figures: Vec<(&'static Metric, Place)>,
    design: Vec<u8>,
    states: States,
}

impl<'a> Points<'a> {
    /// A sweep as a job.
    pub(in crate::batch) fn new(sweep: &'a Sweep<'a>) -> Self {
        let design = sweep.experiment.design.csv();
        Self {
            figures: sweep.experiment.figures(),
            states: states(sweep.experiment, &design),
            design,
            sweep,
        }
    }
}

impl Job for Points<'_> {
    fn manifest(&self) -> Result<Manifest, Failure> {
        let experiment = self.sweep.experiment;
        let scenarios: Vec<_> = experiment.scenarios().cloned().collect();
        let mut manifest =
            manifest::of_scenarios("sweep", &experiment.name, &scenarios, Vec::new())?;
        let described = serde_json::to_value(experiment.describe()).unwrap_or_default();
        let Value::Object(mut described) = described else {
            return Ok(manifest);
        };
        described.insert("title".to_owned(), experiment.title.clone().into());
        described.insert("title_zh".to_owned(), experiment.title_zh.clone().into());
        if !experiment.options.is_empty() {
            described.insert("options".to_owned(), json!(experiment.options));
        }
        let design = experiment.design.plan().title();
        described.insert("design_title".to_owned(), design.en.into());
        described.insert("design_title_zh".to_owned(), design.zh.into());
        let sha256 = hex(&Sha256::digest(&self.design));
        described.insert("design_sha256".to_owned(), sha256.into());
        described.insert("parquet".to_owned(), self.sweep.parquet.into());
        manifest.insert("sweep".to_owned(), Value::Object(described));
        if !self.sweep.precision.is_empty() {
            let wanted: Vec<_> = (self.sweep.precision.iter().map(ToString::to_string)).collect();
            manifest.insert("precision".to_owned(), json!(wanted));
        }
        Ok(manifest)
    }

    fn inputs(&self) -> Inputs {
        let experiment = self.sweep.experiment;
        Inputs::of(experiment.scenarios(), &experiment.files)
    }

    fn width(&self) -> usize {
        self.sweep.experiment.design.points() + self.states.first.len()
    }

    fn replications(&self) -> u32 {
        self.sweep.experiment.replications
    }

    /// A sweep is precise when the mean of the output is at every point; of an effect, when the mean
    /// difference is.
    fn rules(&self) -> Result<Vec<Rule>, Failure> {
        let experiment = self.sweep.experiment;
        let points = experiment.design.points();
        let city = &experiment.base().city;
        let of = |precision: &Precision| {
            let mut named = precision.clone();
            let effect = precision.output.strip_prefix("effect:").map(str::to_owned);
            let is_effect = effect.is_some() && !self.states.first.is_empty();
            if let (Some(output), true) = (effect, is_effect) {
                named.output = output;
            }
            let contrasts: Vec<Contrast> = (0..points)
                .map(|which| Contrast {
                    base: is_effect.then(|| points + self.states.of_point[which]),
                    which,
                })
                .collect();
            let mut rules = rules(&[named], city, &self.figures, &contrasts)?;
            for rule in &mut rules {
                rule.precision = precision.clone();
            }
            Ok(rules)
        };
        let rules: Result<Vec<Vec<Rule>>, Failure> = self.sweep.precision.iter().map(of).collect();
        Ok(rules?.into_iter().flatten().collect())
    }

    fn attach(&self, folder: &Path) -> Result<Vec<FileRecord>, Failure> {
        let mut file = HashedFile::create(folder, DESIGN)?;
        file.write(&self.design)?;
        Ok(vec![file.finish()?])
    }

    fn run(&self, which: usize, replication: u32) -> Result<Vec<u8>, Failure> {
        let experiment = self.sweep.experiment;
        let points = experiment.design.points();
        let scenario = match which.checked_sub(points) {
            None => experiment.scenario(which),
            Some(state) => {
                let baseline = experiment.baseline(self.states.first[state]);
                baseline.unwrap_or_else(|| experiment.base().clone())
            }
        };
        guarded(&scenario, replication, || {
            Simulation::new(&scenario, replication, self.sweep.check_invariants)
                .end(&self.figures)
                .map(|figures| Packed::default().figures(&figures).bytes())
        })
    }
}
