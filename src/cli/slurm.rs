//! `landfall slurm`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Trouble;
use super::console;
use super::job::{allow, refused, word};
use super::options::{Allowed, Format, Showing, file};
use crate::batch::slurm::{Job, Memory, TimeLimit, Unwritten, Word, Written};
use crate::batch::{Shard, Unfinished, parquet, sweep};
use crate::scenario::experiment::Experiment;
use crate::scenario::{Overrides, shelf};

const ON_SLURM: &str = "\
Nothing is submitted. Written are a job array of N tasks, each of which makes one part of the \
sweep, the job that merges the parts when all are done, and submit.sh, which submits both. They are \
short and meant to be read and edited. A task that meets its time limit, loses its node or is \
killed goes back into the queue and continues where its journal ends.

The tasks run the program that wrote the scripts, so it must lie where nodes see it.

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_SLURM)]
pub(super) struct Slurm {
    /// The experiment file.
    #[arg(value_parser = file())]
    pub experiment: PathBuf,
    /// Tasks of the job array; let each have many runs.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(Shard::MOST)))]
    pub tasks: u32,
    /// Time limit of a task as Slurm writes it, such as 02:00:00 [default: the partition's].
    #[arg(long, value_name = "T")]
    pub time: Option<TimeLimit>,
    /// Partition [default: the site's].
    #[arg(long, value_name = "P")]
    pub partition: Option<Word>,
    /// Account [default: yours].
    #[arg(long, value_name = "A")]
    pub account: Option<Word>,
    /// Memory of a task, such as 2G [default: the partition's].
    #[arg(long, value_name = "M")]
    pub memory: Option<Memory>,
    /// Cores of a task.
    #[arg(long, value_name = "C", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub cpus: u16,
    /// Write the runs in another form too.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Folder of the merged result [default: output/<name>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of scripts, logs and parts, on a disk that all nodes share
    /// [default: output/<name>_slurm].
    #[arg(long, value_name = "DIR")]
    pub scripts: Option<PathBuf>,
    /// Replace existing scripts and, once the new one is merged, an existing result.
    #[arg(long)]
    pub overwrite: bool,
    #[command(flatten)]
    pub allowed: Allowed,
}

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
