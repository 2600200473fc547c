//! `landfall run` and `landfall compare`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Trouble;
use super::arguments::{Compare, Options, Run};
use super::console::{self, Progress};
use crate::batch::{self, Batch, Failure, Refusal, Unfinished};
use crate::report;
use crate::scenario::{Overrides, Problems, Scenario};

/// Runs each scenario into a folder of its own.
pub(super) fn run(command: &Run) -> Result<(), Trouble> {
    let scenarios = load_all(&command.scenarios, &command.options)?;
    let several = scenarios.len() > 1;
    let place = |name: &str| match &command.options.out {
        Some(out) if several => out.join(name),
        Some(out) => out.clone(),
        None => Path::new("output").join(name),
    };
    // Everything that can be refused is refused before the first run.
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
        Unfinished::check(&place(&scenario.name), command.options.overwrite)
            .map_err(|refusal| refused(&refusal))?;
    }
    for scenario in scenarios {
        let name = scenario.name.clone();
        let out = place(&name);
        let progress = Progress::new(command.options.quiet, "replications");
        execute(
            name,
            vec![scenario],
            out,
            &command.options,
            progress,
            batch::run,
        )?;
    }
    Ok(())
}

/// Compares variants with a base, in one folder.
pub(super) fn compare(command: &Compare) -> Result<(), Trouble> {
    let paths: Vec<PathBuf> = std::iter::once(&command.base)
        .chain(&command.variants)
        .cloned()
        .collect();
    let scenarios = load_all(&paths, &command.options)?;
    let names: Vec<&str> = scenarios.iter().map(|s| s.name.as_str()).collect();
    let name = match names.as_slice() {
        [base, variant] => format!("{base}_vs_{variant}"),
        [base, variants @ ..] => format!("{base}_vs_{}_variants", variants.len()),
        [] => String::new(),
    };
    let out = match &command.options.out {
        Some(out) => out.clone(),
        None => Path::new("output").join(&name),
    };
    let progress = Progress::new(command.options.quiet, "replications");
    for note in batch::unshared_luck(&scenarios) {
        progress.note(&note);
    }
    execute(name, scenarios, out, &command.options, progress, batch::run)
}

/// Loads all scenarios; every problem of every file is reported at once.
pub(super) fn load_all(paths: &[PathBuf], options: &Options) -> Result<Vec<Scenario>, Trouble> {
    let overrides = Overrides {
        seed: options.seed,
        replications: options.replications,
    };
    let mut problems = Problems::default();
    let mut scenarios = Vec::new();
    for path in paths {
        match Scenario::load(path, overrides) {
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

/// A way of running a batch into a folder that is not in its place yet; it says how many runs of
/// how many are done.
type Work = fn(&Batch, &mut (dyn FnMut(u64, u64) + Send)) -> Result<Unfinished, Failure>;

/// Runs a batch, draws it, moves it into its place and prints what came of it.
pub(super) fn execute(
    name: String,
    scenarios: Vec<Scenario>,
    out: PathBuf,
    options: &Options,
    mut progress: Progress,
    work: Work,
) -> Result<(), Trouble> {
    let batch = Batch {
        name,
        scenarios,
        threads: options.threads.unwrap_or(0).into(),
        out,
        overwrite: options.overwrite,
        check_invariants: options.check_invariants,
    };
    let folder = work(&batch, &mut |done, of| progress.update(done, of))
        .map_err(|failure| trouble(&failure))?;
    progress.doing("drawing");
    let ours = |error: &dyn std::fmt::Display| Trouble::Ours(error.to_string());
    let plots = report::plots::draw(folder.path()).map_err(|error| ours(&error))?;
    let drawn: Vec<PathBuf> = plots
        .iter()
        .filter_map(|plot| plot.strip_prefix(folder.path()).ok())
        .map(Path::to_owned)
        .collect();
    let place = folder.finish().map_err(|refusal| refused(&refusal))?;
    progress.end();
    if options.quiet {
        return Ok(());
    }
    let mut text =
        report::tables::headline(&place, console::width()).map_err(|error| ours(&error))?;
    let _ = writeln!(text, "\nwritten to {}:", place.display());
    for line in report::tables::files(&place, &drawn) {
        let _ = writeln!(text, "  {line}");
    }
    console::say(&text);
    Ok(())
}

pub(super) fn trouble(failure: &Failure) -> Trouble {
    match failure {
        Failure::Refused(refusal) => refused(refusal),
        Failure::Unpaired(_) => Trouble::Input(failure.to_string()),
        _ => Trouble::Ours(failure.to_string()),
    }
}

pub(super) fn refused(refusal: &Refusal) -> Trouble {
    if refusal.is_of_the_machine() {
        Trouble::Ours(refusal.to_string())
    } else {
        Trouble::Input(refusal.to_string())
    }
}
