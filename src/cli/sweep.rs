//! `landfall sweep`.

use super::Trouble;
use super::arguments::{Format, Showing, Sweep};
use super::console::{self, Progress};
use super::job::{allow, conclude, orders, place, trouble};
use crate::batch::sweep;
use crate::scenario::experiment::{self, Experiment, ShortForm};
use crate::scenario::{Overrides, shelf};

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
