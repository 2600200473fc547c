//! `landfall run` and `landfall compare`.

use std::path::PathBuf;

use clap::Args;

use super::Trouble;
use super::console::Progress;
use super::job::{allow, conclude, orders, place, refused, trouble};
use super::options::{Options, Showing, file};
use crate::batch::{self, Batch, Ended, Failure, Orders, Unfinished};
use crate::scenario::{Overrides, Problems, Scenario};

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Run {
    /// Scenario files.
    #[arg(required = true, value_name = "SCENARIO", value_parser = file())]
    pub scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Compare {
    /// The scenario that others are compared with.
    #[arg(value_parser = file())]
    pub base: PathBuf,
    /// Scenarios to compare with it.
    #[arg(required = true, value_name = "VARIANT", value_parser = file())]
    pub variants: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

/// Runs each scenario into a folder of its own.
pub(super) fn run(command: &Run, showing: &Showing) -> Result<(), Trouble> {
    let scenarios = load_all(&command.scenarios, &command.options, showing)?;
    let several = scenarios.len() > 1;
    let options = &command.options;
    let place = |name: &str| match &options.doing.out {
        Some(out) if several => out.join(name),
        _ => place(&options.doing, name, options.shard),
    };
    // Everything that can be refused is refused before the first run.
    let all = scenarios.iter().map(|s| f64::from(s.run.replications));
    allow(&scenarios, all.sum(), None, options.doing.allowed)?;
    for (at, scenario) in scenarios.iter().enumerate() {
        if scenarios[..at]
            .iter()
            .any(|other| other.name == scenario.name)
        {
            return Err(Trouble::Input(format!(
                "two scenarios are named {}: their results would lie in one folder\nhelp: run \
                 them one by one, each with its own --out",
                scenario.name
            )));
        }
        if !options.doing.resume {
            Unfinished::check(&place(&scenario.name), options.doing.overwrite)
                .map_err(|refusal| refused(&refusal))?;
        }
    }
    for scenario in scenarios {
        let name = scenario.name.clone();
        let out = place(&name);
        let progress = Progress::new(options.doing.quiet, "runs");
        execute(
            name,
            vec![scenario],
            out,
            options,
            showing,
            progress,
            batch::run,
        )?;
    }
    Ok(())
}

/// Compares variants with a base, in one folder.
pub(super) fn compare(command: &Compare, showing: &Showing) -> Result<(), Trouble> {
    let paths: Vec<PathBuf> = std::iter::once(&command.base)
        .chain(&command.variants)
        .cloned()
        .collect();
    let scenarios = load_all(&paths, &command.options, showing)?;
    let names: Vec<&str> = scenarios.iter().map(|s| s.name.as_str()).collect();
    let name = match names.as_slice() {
        [base, variant] => format!("{base}_vs_{variant}"),
        [base, variants @ ..] => format!("{base}_vs_{}_variants", variants.len()),
        [] => String::new(),
    };
    let options = &command.options;
    let all = scenarios.iter().map(|s| f64::from(s.run.replications));
    allow(&scenarios, all.sum(), None, options.doing.allowed)?;
    let out = place(&options.doing, &name, options.shard);
    let progress = Progress::new(options.doing.quiet, "runs");
    for note in batch::unshared_luck(&scenarios) {
        progress.note(&note);
    }
    execute(name, scenarios, out, options, showing, progress, batch::run)
}

/// Loads all scenarios; every problem of every file is reported at once.
pub(super) fn load_all(
    paths: &[PathBuf],
    options: &Options,
    showing: &Showing,
) -> Result<Vec<Scenario>, Trouble> {
    let overrides = Overrides {
        seed: options.seed,
        replications: options.replications,
        scale: options.scale,
        limits: options.doing.allowed.limits(),
    };
    let reach = showing.reach();
    let mut problems = Problems::default();
    let mut scenarios = Vec::new();
    for path in paths {
        match Scenario::load_within(path, overrides, &reach) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => problems.0.extend(
                found
                    .0
                    .into_iter()
                    .filter(|p| !problems.0.contains(p))
                    .collect::<Vec<_>>(),
            ),
        }
    }
    if problems.0.is_empty() {
        Ok(scenarios)
    } else {
        Err(Trouble::Input(problems.to_string()))
    }
}

/// A way of running a batch; it says how many runs of how many are done.
type Work = fn(&Batch, &Orders<'_>, &mut (dyn FnMut(u64, u64) + Send)) -> Result<Ended, Failure>;

/// Carries out a batch.
pub(super) fn execute(
    name: String,
    scenarios: Vec<Scenario>,
    out: PathBuf,
    options: &Options,
    showing: &Showing,
    mut progress: Progress,
    work: Work,
) -> Result<(), Trouble> {
    let batch = Batch {
        name,
        scenarios,
        check_invariants: options.check_invariants,
        precision: options.precision.clone(),
    };
    let orders = orders(&options.doing, out, options.shard);
    let ended = work(&batch, &orders, &mut |done, of| progress.update(done, of))
        .map_err(|failure| trouble(&failure))?;
    conclude(ended, &options.doing, showing, progress)
}
