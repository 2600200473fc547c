//! `landfall sweep`.

use std::path::PathBuf;

use clap::Args;

use super::Trouble;
use super::console::{self, Progress};
use super::job::{allow, conclude, orders, place, trouble};
use super::options::{Format, Options, Showing, file};
use crate::batch::sweep;
use crate::scenario::experiment::{self, Experiment, ShortForm};
use crate::scenario::{Overrides, shelf};

const ON_SWEEP: &str = "\
EXPERIMENT is an experiment file, or with --vary a scenario file:

  landfall sweep scenarios/experiments/small_city_window.toml
  landfall sweep SCENARIO --vary measures.first_negotiation.window_weeks=4,8,13,26
  landfall sweep SCENARIO --vary leads.city_share=0..1:11 --vary negotiation.pace=0.5..2:4

Written are design.csv (every point), runs.csv (every replication of every point), summary.csv (means \
and intervals) and a manifest; landfall analyse reads the folder.

Exit codes: 0 done; 2 the input; 1 ours; 130 interrupted.";

#[derive(Debug, Args)]
#[command(after_help = ON_SWEEP)]
pub(super) struct Sweep {
    /// An experiment file, or with --vary a scenario file.
    #[arg(value_parser = file())]
    pub experiment: PathBuf,
    /// A key and its values: KEY=1,2,3, KEY=0..1:11 (a range in 11 steps) or KEY=0..1 (a range to
    /// draw from); may be repeated.
    #[arg(long, value_name = "KEY=VALUES")]
    pub vary: Vec<String>,
    #[arg(
        long,
        value_name = "KIND",
        requires = "vary",
        help = "The design: grid, latin_hypercube, sobol, morris or saltelli [default: grid]"
    )]
    pub design: Option<String>,
    /// Points of a drawn design; blocks of saltelli, trajectories of morris.
    #[arg(long, value_name = "N", requires = "vary")]
    pub points: Option<u32>,
    /// Every combination of levers at every point drawn for the uncertainties.
    #[arg(long, requires = "vary")]
    pub crossed: bool,
    /// A scenario that effects are taken against, with the same uncertain values and luck.
    #[arg(long, value_name = "SCENARIO", requires = "vary", value_parser = file())]
    pub baseline: Option<PathBuf>,
    /// A figure to read, METRIC or METRIC@PLACE; may be repeated [default: the city's headlines].
    #[arg(long = "metric", value_name = "METRIC", requires = "vary")]
    pub metrics: Vec<String>,
    /// Print the points as CSV and run nothing.
    #[arg(long)]
    pub design_only: bool,
    /// Write the runs in another form too.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub options: Options,
}

/// Runs an experiment, or a scenario over what options vary.
pub(super) fn sweep(command: &Sweep, showing: &Showing) -> Result<(), Trouble> {
    let experiment = experiment(command, showing)?;
    if command.design_only {
        return console::say(&String::from_utf8_lossy(&experiment.design.csv()));
    }
    let (options, doing) = (&command.options, &command.options.doing);
    let runs = sweep::runs(&experiment) as f64;
    let figures = Some(experiment.outputs.len());
    allow(experiment.scenarios(), runs, figures, doing.allowed)?;
    let mut progress = Progress::new(doing.quiet, "runs");
    for note in &experiment.notes {
        progress.note(note.of(showing.language));
    }
    progress.note(&cost(&experiment));
    let orders = orders(
        doing,
        place(doing, &experiment.name, options.shard),
        options.shard,
    );
    let sweep = sweep::Sweep {
        experiment: &experiment,
        check_invariants: options.check_invariants,
        precision: options.precision.clone(),
        parquet: command.format == Some(Format::Parquet),
    };
    let ended = sweep::sweep(&sweep, &orders, &mut |done, of| progress.update(done, of))
        .map_err(|failure| trouble(&failure))?;
    conclude(ended, doing, showing, progress)
}

fn experiment(command: &Sweep, showing: &Showing) -> Result<Experiment, Trouble> {
    let overrides = Overrides {
        seed: command.options.seed,
        replications: command.options.replications,
        scale: command.options.scale,
        limits: command.options.doing.allowed.limits(),
    };
    let short = ShortForm {
        vary: command.vary.clone(),
        design: command.design.clone(),
        points: command.points,
        crossed: command.crossed,
        baseline: command.baseline.clone(),
        metrics: command.metrics.clone(),
    };
    let (file, is_short) = (&command.experiment, !command.vary.is_empty());
    let is_there = file.is_file() || shelf::is_shipped(file);
    if is_there && is_short == experiment::is_experiment(file) {
        let file = file.display();
        return Err(Trouble::Input(if is_short {
            format!("{file} is an experiment and says itself what varies\nhelp: leave out --vary")
        } else {
            format!(
                "{file} is a scenario: what varies?\nhelp: give --vary KEY=1,2,3 or --vary \
                 KEY=0..1:11, or name an experiment file"
            )
        }));
    }
    let experiment = if command.vary.is_empty() {
        Experiment::load_within(&command.experiment, overrides, &showing.reach())
    } else {
        let read = Experiment::from_scenario_within(
            &command.experiment,
            &short,
            overrides,
            &showing.reach(),
        );
        read.map(|mut experiment| {
            experiment.name.push_str("_sweep");
            experiment
        })
    };
    experiment.map_err(|problems| Trouble::Input(problems.to_string()))
}

/// What is going to be run.
fn cost(experiment: &Experiment) -> String {
    let points = experiment.design.points();
    let replications = experiment.replications;
    let against = match experiment.baseline(0) {
        Some(_) => ", each against a baseline",
        None => "",
    };
    format!(
        "{}: {points} points in each of {replications} replications{against}",
        experiment.design.plan().name()
    )
}
