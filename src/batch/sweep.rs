//! Sweeps: an experiment's points, each run in every replication under the same luck, and their
//! tables.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::folder::{FileRecord, HashedFile, hex, record};
use super::job::{self, Ended, Job, Orders};
use super::journal::Runs;
use super::manifest::{self, Manifest};
use super::packed::{Packed, Unpacking};
use super::parquet::{self, Cell, Column, Columns, Kind};
use super::precision::{Contrast, Precision, Rule};
use super::statistics::Moments;
use super::subject::{Subject, Swept, outputs};
use super::tables::rows;
use super::{Failure, guarded};
use crate::kernel::number::{number, optional};
use crate::kernel::record::{Metric, Place};
use crate::scenario::experiment::Experiment;
use crate::simulation::Simulation;

/// The file of a design.
const DESIGN: &str = "design.csv";

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
    let points = Points {
        figures: sweep.experiment.figures(),
        design: sweep.experiment.design.csv(),
        states: States::of_experiment(sweep.experiment),
        sweep,
    };
    job::execute(&points, orders, progress)
}

/// The runs that a sweep takes, those of its baselines included.
#[must_use]
pub fn runs(experiment: &Experiment) -> usize {
    let baselines = States::of_experiment(experiment).first.len();
    (experiment.design.points() + baselines) * experiment.replications as usize
}

/// The baselines of a sweep: points that share all uncertain values share one.
#[derive(Default)]
struct States {
    /// For each baseline the first point that has it.
    first: Vec<usize>,
    /// For each point its baseline.
    of_point: Vec<usize>,
}

impl States {
    fn of_experiment(experiment: &Experiment) -> Self {
        match experiment.baseline(0) {
            Some(_) => Self::of(&experiment.first_with_same_baseline()),
            None => Self::default(),
        }
    }

    fn of(first_with_same: &[usize]) -> Self {
        let mut states = Self::default();
        let mut known = BTreeMap::new();
        for &first in first_with_same {
            let state = *known.entry(first).or_insert_with(|| {
                states.first.push(first);
                states.first.len() - 1
            });
            states.of_point.push(state);
        }
        states
    }
}

/// A replication of a sweep: first every point, then every baseline.
struct Points<'a> {
    sweep: &'a Sweep<'a>,
    figures: Vec<(&'static Metric, Place)>,
    design: Vec<u8>,
    states: States,
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
            let mut rules = super::rules(&[named], city, &self.figures, &contrasts)?;
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

/// Writes the tables of a sweep, point by point; its design lies in the folder `beside`.
pub(super) fn write(
    folder: &Path,
    beside: &Path,
    subject: &Subject,
    runs: &Runs,
) -> Result<Vec<FileRecord>, Failure> {
    let Some(swept) = &subject.sweep else {
        return Err(Failure::Asked("the manifest tells of no sweep".to_owned()));
    };
    let unread = |error: csv::Error| Failure::Files(beside.join(DESIGN), error.into());
    if beside != folder {
        let failed = |error| Failure::Files(folder.join(DESIGN), error);
        std::fs::copy(beside.join(DESIGN), folder.join(DESIGN)).map_err(failed)?;
    }
    let design = record(folder, DESIGN).map_err(|e| Failure::Files(folder.join(DESIGN), e))?;
    if design.sha256 != swept.design_sha256 {
        return Err(Failure::Asked(format!(
            "{} is not the design that was run",
            beside.join(DESIGN).display()
        )));
    }
    let states = if swept.has_effects() {
        States::of(&first_with_same_state(folder, swept)?)
    } else {
        States::default()
    };
    let width = swept.points + states.first.len();
    let replications = runs.len() / width.max(1);
    let mut tables = Tables::create(folder, swept)?;
    let mut reader = csv::Reader::from_path(folder.join(DESIGN)).map_err(unread)?;
    for (point, row) in reader.records().enumerate() {
        let row = row.map_err(unread)?;
        let inputs: Vec<&str> = row.iter().skip(1).collect();
        let baseline = states.of_point.get(point).map(|state| swept.points + state);
        let mut moments = vec![Moments::default(); swept.outputs.len()];
        for replication in 0..replications {
            let figures = |which: usize| {
                let run = replication * width + which;
                let record = runs.read(run)?;
                Unpacking::new(&record)
                    .figures()
                    .ok_or_else(|| runs.damaged(run))
            };
            let own = figures(point)?;
            let base = baseline.map(figures).transpose()?;
            let outputs = outputs(&own, base.as_deref());
            for (moments, output) in moments.iter_mut().zip(&outputs) {
                if let Some(output) = output {
                    moments.add(*output);
                }
            }
            tables.run(point, replication, &inputs, &outputs)?;
        }
        tables.point(point, &inputs, swept, &moments)?;
    }
    let mut files = vec![design];
    files.extend(tables.finish()?);
    Ok(files)
}

/// For each point the first one with the same uncertain values, read from the design.
fn first_with_same_state(folder: &Path, swept: &Swept) -> Result<Vec<usize>, Failure> {
    let path = folder.join(DESIGN);
    let unread = |error: csv::Error| Failure::Files(path.clone(), error.into());
    let mut reader = csv::Reader::from_path(&path).map_err(unread)?;
    let mut seen: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let mut first = Vec::with_capacity(swept.points);
    for (point, row) in reader.records().enumerate() {
        let row = row.map_err(unread)?;
        let cells = row.iter().skip(1).zip(&swept.inputs);
        let uncertain = cells.filter(|(_, input)| input.role == "uncertainty");
        let mut key = Sha256::new();
        for (cell, _) in uncertain {
            key.update(cell);
            key.update([0]);
        }
        first.push(*seen.entry(key.finalize().to_vec()).or_insert(point));
    }
    Ok(first)
}

/// The tables under way.
struct Tables {
    runs: HashedFile,
    summary: HashedFile,
    parquet: Option<Columns>,
    kinds: Vec<Kind>,
}

impl Tables {
    fn create(folder: &Path, swept: &Swept) -> Result<Self, Failure> {
        let mut runs = HashedFile::create(folder, "runs.csv")?;
        let mut summary = HashedFile::create(folder, "summary.csv")?;
        let inputs: Vec<&str> = swept
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let outputs = swept.outputs.iter().map(|output| output.name.as_str());
        let head: Vec<&str> = ["point", "replication"]
            .into_iter()
            .chain(inputs.iter().copied())
            .chain(outputs)
            .collect();
        runs.write(&rows(|writer| writer.write_record(&head)))?;
        let figures = ["output", "unit", "mean", "sd", "ci_low", "ci_high", "n"];
        let of_points: Vec<&str> = ["point"].into_iter().chain(inputs).chain(figures).collect();
        summary.write(&rows(|writer| writer.write_record(&of_points)))?;
        let kinds = swept.inputs.iter().map(super::subject::Varied::kind);
        let kinds: Vec<Kind> = [Kind::Whole, Kind::Whole]
            .into_iter()
            .chain(kinds)
            .chain(swept.outputs.iter().map(|_| Kind::Number))
            .collect();
        let columns: Vec<Column> = (head.iter().zip(&kinds))
            .map(|(name, &kind)| Column {
                name: (*name).to_owned(),
                kind,
            })
            .collect();
        let parquet = (swept
            .parquet
            .then(|| Columns::create(folder, "runs.parquet", &columns)))
        .transpose()?;
        Ok(Self {
            runs,
            summary,
            parquet,
            kinds,
        })
    }

    fn run(
        &mut self,
        point: usize,
        replication: usize,
        inputs: &[&str],
        outputs: &[Option<f64>],
    ) -> Result<(), Failure> {
        let place = [point.to_string(), replication.to_string()];
        let cells = inputs.iter().map(|&input| input.to_owned());
        let figures = outputs.iter().map(|output| optional(*output));
        let row: Vec<String> = place.into_iter().chain(cells).chain(figures).collect();
        self.runs.write(&rows(|writer| writer.write_record(&row)))?;
        let Some(parquet) = &mut self.parquet else {
            return Ok(());
        };
        let words = row.iter().zip(&self.kinds);
        let cells: Vec<Cell<'_>> = words.map(|(word, kind)| cell(word, *kind)).collect();
        parquet.row(&cells)
    }

    fn point(
        &mut self,
        point: usize,
        inputs: &[&str],
        swept: &Swept,
        moments: &[Moments],
    ) -> Result<(), Failure> {
        self.summary.write(&rows(|writer| {
            for (output, moments) in swept.outputs.iter().zip(moments) {
                let interval = moments.interval();
                let figures = [
                    output.name.clone(),
                    output.unit.clone(),
                    optional(moments.mean()),
                    optional(moments.sd()),
                    optional(interval.map(|(low, _)| low)),
                    optional(interval.map(|(_, high)| high)),
                    number(moments.n() as f64),
                ];
                let cells = inputs.iter().map(|&input| input.to_owned());
                let place = [point.to_string()].into_iter();
                writer.write_record(place.chain(cells).chain(figures).collect::<Vec<_>>())?;
            }
            Ok(())
        }))
    }

    fn finish(self) -> Result<Vec<FileRecord>, Failure> {
        let mut files = vec![self.runs.finish()?, self.summary.finish()?];
        if let Some(parquet) = self.parquet {
            files.push(parquet.finish()?);
        }
        Ok(files)
    }
}

/// A cell of `runs.csv` as it stands in Parquet: both hold the same number.
fn cell(word: &str, kind: Kind) -> Cell<'_> {
    match kind {
        Kind::Whole => word.parse().map_or(Cell::Text(word), Cell::Whole),
        Kind::Number => Cell::Number(word.parse().ok()),
        Kind::Truth => Cell::Truth(word == "true"),
        Kind::Text => Cell::Text(word),
    }
}
