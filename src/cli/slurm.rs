//! `landfall slurm`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::Trouble;
use super::arguments::{Format, Showing, Slurm};
use super::console;
use super::job::{allow, refused, word};
use crate::batch::slurm::{Job, Unwritten, Written};
use crate::batch::{Unfinished, parquet, sweep};
use crate::scenario::experiment::Experiment;
use crate::scenario::{Overrides, shelf};

/// Array numbers that Slurm allows where a site has not set `MaxArraySize`.
const USUAL_TASKS: u32 = 1_000;

/// Writes the scripts that run an experiment on a cluster.
pub(super) fn slurm(command: &Slurm, showing: &Showing) -> Result<(), Trouble> {
    // What each task would refuse is refused here.
    let overrides = Overrides {
        limits: command.allowed.limits(),
        ..Overrides::default()
    };
    let experiment = Experiment::load_within(&command.experiment, overrides, &showing.reach())
        .map_err(|problems| Trouble::Input(problems.to_string()))?;
    let job = job(command, showing, experiment.name.clone())?;
    if job.parquet && !parquet::IS_BUILT {
        return Err(Trouble::Input(parquet::NOT_BUILT.to_owned()));
    }
    let runs = sweep::runs(&experiment);
    let figures = Some(experiment.outputs.len());
    allow(
        experiment.scenarios(),
        runs as f64,
        figures,
        command.allowed,
    )?;
    if runs < job.tasks as usize {
        return Err(Trouble::Input(format!(
            "{} tasks are more than the {runs} runs of {}",
            job.tasks, job.name
        )));
    }
    // The merge would be refused at the very end.
    Unfinished::check(&job.out, job.overwrite).map_err(|refusal| refused(&refusal))?;
    let written = job.write().map_err(|unwritten| match unwritten {
        Unwritten::Files(..) => Trouble::Ours(unwritten.to_string()),
        _ => Trouble::Input(unwritten.to_string()),
    })?;
    console::say(&summary(&job, &written, runs))
}

fn job(command: &Slurm, showing: &Showing, name: String) -> Result<Job, Trouble> {
    let output = Path::new("output");
    let out = command.out.clone().unwrap_or_else(|| output.join(&name));
    let scripts = command.scripts.clone();
    let scripts = scripts.unwrap_or_else(|| output.join(format!("{name}_slurm")));
    let landfall = std::env::current_exe()
        .map_err(|error| Trouble::Ours(format!("cannot tell where landfall lies: {error}")))?;
    Ok(Job {
        landfall,
        // A shipped file is inside the program that the tasks run.
        experiment: if shelf::is_shipped(&command.experiment) {
            command.experiment.clone()
        } else {
            absolute(&command.experiment)?
        },
        tasks: command.tasks,
        cpus: command.cpus,
        time: command.time.clone(),
        memory: command.memory.clone(),
        partition: command.partition.clone(),
        account: command.account.clone(),
        out: absolute(&out)?,
        scripts: absolute(&scripts)?,
        parquet: command.format == Some(Format::Parquet),
        options: options(command, showing)?,
        overwrite: command.overwrite,
        name,
    })
}

/// What was allowed here is allowed to the tasks.
fn options(command: &Slurm, showing: &Showing) -> Result<Vec<String>, Trouble> {
    let root = showing.root.as_deref().map(absolute).transpose()?;
    let allowed = command.allowed;
    let options = [
        ("--root", root.map(|root| root.display().to_string())),
        ("--max-memory", allowed.memory.map(|n| n.to_string())),
        ("--max-disk", allowed.disk.map(|n| n.to_string())),
        ("--max-runs", allowed.runs.map(|n| n.to_string())),
    ];
    let given = options.into_iter();
    let given = given.filter_map(|(name, value)| Some([name.to_owned(), value?]));
    Ok(given.flatten().collect())
}

fn absolute(path: &Path) -> Result<PathBuf, Trouble> {
    std::path::absolute(path)
        .map_err(|error| Trouble::Input(format!("{}: {error}", path.display())))
}

fn summary(job: &Job, written: &Written, runs: usize) -> String {
    let of_task = runs.div_ceil(job.tasks as usize);
    let array = format!("{} tasks, each up to {of_task} of {runs} runs", job.tasks);
    let mut text = format!("written to {}:\n", job.scripts.display());
    for (name, what) in [
        ("array.sh", array),
        ("merge.sh", "puts the parts together".to_owned()),
        ("submit.sh", "submits both".to_owned()),
    ] {
        let _ = writeln!(text, "  {name:<10} {what}");
    }
    let _ = writeln!(
        text,
        "\nparts will lie in {}\nthe result in     {}",
        written.parts.display(),
        job.out.display()
    );
    if job.tasks > USUAL_TASKS {
        let _ = writeln!(
            text,
            "\nnote: many sites allow arrays of {USUAL_TASKS} tasks; see MaxArraySize in: scontrol \
             show config"
        );
    }
    let submit = word(written.submit.as_os_str());
    let _ = writeln!(text, "\nsubmit with: bash {submit}");
    text
}
