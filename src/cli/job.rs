//! How the command carries out a job: its folder, its progress, an interrupt, and what came of it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Trouble;
use super::console::{self, Progress};
use super::options::{Allowed, Doing, Showing};
use super::told;
use crate::batch::lives::Biography;
use crate::batch::manifest::Manifest;
use crate::batch::slurm::quoted;
use crate::batch::{Ended, Failure, Orders, Refusal, Shard, Unfinished};
use crate::kernel::language::Language;
use crate::report::biography::{self, Names};
use crate::report::plots::PlotError;
use crate::report::{self, why};
use crate::scenario::{Scenario, scale};

/// What is done without a command.
pub(super) const DEFAULT: [&str; 3] = [
    "compare",
    "scenarios/before_the_notice.toml",
    "scenarios/the_notice.toml",
];

/// Set by the first interrupt.
static STOP: AtomicBool = AtomicBool::new(false);

/// The exit code of a job that was interrupted.
const INTERRUPTED: i32 = 130;

/// Lets an interrupt (Ctrl-C, SIGTERM, SIGHUP) end a job cleanly. A second one ends it at once, which
/// loses the runs under way and nothing else.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if ctrlc::set_handler(hear).is_err() {
            console::remark("note: an interrupt will lose the runs under way");
        }
    });
}

fn hear() {
    if STOP.swap(true, Ordering::Relaxed) {
        #[expect(
            clippy::exit,
            reason = "a second interrupt asks for just this, and every finished run is saved"
        )]
        std::process::exit(INTERRUPTED);
    }
    console::remark("interrupted: finishing what is under way; once more ends at once");
}

/// The place of a result: what was asked for, or a folder of its name under `output`.
pub(super) fn place(doing: &Doing, name: &str, shard: Option<Shard>) -> PathBuf {
    match (&doing.out, shard) {
        (Some(out), _) => out.clone(),
        (None, None) => Path::new("output").join(name),
        (None, Some(Shard { number, of })) => {
            Path::new("output").join(format!("{name}.part_{number}_of_{of}"))
        }
    }
}

/// Refuses a job that is too large, before anything is built; `figures` are those that each run leaves,
/// nothing for a job that keeps all that a run tells.
pub(super) fn allow<'a>(
    scenarios: impl IntoIterator<Item = &'a Scenario>,
    runs: f64,
    figures: Option<usize>,
    allowed: Allowed,
) -> Result<(), Trouble> {
    let weights = scenarios.into_iter().map(Scenario::weight);
    let Some(heaviest) = weights.max_by(|a, b| a.disk.total_cmp(&b.disk)) else {
        return Ok(());
    };
    let refusal = scale::refusal_of_job(runs, heaviest, figures, allowed.limits());
    refusal.map_or(Ok(()), |message| Err(Trouble::Input(message)))
}

/// The orders of a job that is carried out from the command.
pub(super) fn orders(doing: &Doing, out: PathBuf, shard: Option<Shard>) -> Orders<'static> {
    listen();
    Orders {
        out,
        threads: doing.threads.unwrap_or(0).into(),
        overwrite: doing.overwrite,
        resume: doing.resume,
        shard,
        stop: &STOP,
    }
}

/// What a job came to: its result is drawn, moved into its place and told.
pub(super) fn conclude(
    ended: Ended,
    doing: &Doing,
    showing: &Showing,
    progress: Progress,
) -> Result<(), Trouble> {
    match ended {
        Ended::Whole(folder) => hand_over(folder, doing.quiet, showing, progress, Trouble::Ours),
        Ended::Part(folder, shard) => {
            let place = folder.finish().map_err(|refusal| refused(&refusal))?;
            progress.end();
            if doing.quiet || showing.unshown {
                return Ok(());
            }
            told::part(&place, shard, showing)
        }
        Ended::Before(place) => {
            progress.end();
            if !doing.quiet {
                told::whole(&place, showing)?;
            }
            Ok(())
        }
        Ended::Stopped { done, of } => {
            progress.end();
            Err(Trouble::Interrupted(interrupted(done, of)))
        }
    }
}

/// What is said of an interrupted job.
pub(super) fn interrupted(done: usize, of: usize) -> String {
    let command = command();
    if done == 0 {
        return format!(
            "interrupted before the first of {of} runs was done\nbegin again with: {command}"
        );
    }
    format!("interrupted: {done} of {of} runs are done and saved\ngo on with: {command}")
}

/// The command that was given, as a line for a shell that goes on with its job.
fn command() -> String {
    let mut words: Vec<String> = std::env::args_os().map(|given| word(&given)).collect();
    if words.len() == 1 {
        words.extend(DEFAULT.map(str::to_owned));
    }
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".to_owned());
    }
    words.join(" ")
}

/// One word of a line for a shell. Bytes that are no text are written in a way that every shell reads.
pub(super) fn word(word: &OsStr) -> String {
    if let Some(text) = word.to_str() {
        return quoted(text);
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let octal = word.as_bytes().iter().map(|byte| format!("\\{byte:03o}"));
        format!("\"$(printf '{}')\"", octal.collect::<String>())
    }
    #[cfg(not(unix))]
    quoted(&word.to_string_lossy())
}

/// Trouble with a result whose runs are kept, which says how to go on.
pub(super) fn kept(trouble: Trouble, folder: &Unfinished) -> Trouble {
    match trouble {
        Trouble::Ours(why) if folder.keeps_runs() => Trouble::Ours(format!(
            "{why}\nall runs are done and saved\ngo on with: {}",
            command()
        )),
        other => other,
    }
}

/// Draws a result and says what could not be drawn; returns the pictures by their names in its folder.
/// `unread` is whose fault a file is that cannot be read.
pub(super) fn draw(
    folder: &Unfinished,
    showing: &Showing,
    unread: fn(String) -> Trouble,
) -> Result<Vec<PathBuf>, Trouble> {
    if showing.unshown {
        return Ok(Vec::new());
    }
    let (path, looks) = (folder.path(), showing.looks());
    let trouble = |error: PlotError| match error {
        PlotError::Asked(_) | PlotError::Font { .. } => Trouble::Input(error.to_string()),
        PlotError::Read { .. } => unread(error.to_string()),
        PlotError::Write { .. } => Trouble::ours(&error),
    };
    let drawn = report::plots::draw(path, &looks).map_err(trouble)?;
    for note in &drawn.notes {
        console::remark(&format!("note: {note}"));
    }
    report::page::write(path, &drawn.figures, &looks).map_err(trouble)?;
    let files = drawn.figures.iter().flat_map(|figure| &figure.files);
    let within = |plot: &PathBuf| plot.strip_prefix(folder.path()).map(Path::to_owned).ok();
    Ok(files.filter_map(within).collect())
}

/// Draws a result, moves it into its place and prints its headline.
pub(super) fn hand_over(
    folder: Unfinished,
    quiet: bool,
    showing: &Showing,
    mut progress: Progress,
    unread: fn(String) -> Trouble,
) -> Result<(), Trouble> {
    progress.doing("drawing");
    let drawn = draw(&folder, showing, unread).map_err(|trouble| kept(trouble, &folder))?;
    let place = folder.finish().map_err(|refusal| refused(&refusal))?;
    progress.end();
    if quiet || showing.unshown {
        return Ok(());
    }
    told::result(&place, &drawn, showing)
}

pub(super) fn trouble(failure: &Failure) -> Trouble {
    let mut text = failure.to_string();
    let cause = match failure {
        Failure::Kept { why, .. } => why,
        other => other,
    };
    if let Failure::Violated {
        life: Some(life), ..
    } = cause
    {
        text = format!("{text}\n{}", told_life(&life.0, &life.1));
    }
    if let Failure::Kept { why, .. } = failure {
        let lead = match **why {
            Failure::Holes(_) => {
                "help: this is a fault of landfall, please report it\ntry the runs that failed again with"
            }
            _ => "go on with",
        };
        text = format!("{text}\n{lead}: {}", command());
    }
    if failure.is_of_the_user() {
        Trouble::Input(text)
    } else {
        Trouble::Ours(text)
    }
}

/// The life of the project that something happened to which must never happen.
fn told_life(life: &Biography, manifest: &Manifest) -> String {
    let names = Names::of(&serde_json::Value::Object(manifest.clone()));
    let language = Language::English;
    let sentences = biography::tell(life, &names, language);
    format!(
        "{}\n{}",
        biography::heading(life, &names, language),
        why::life(&sentences, language, console::width())
    )
}

pub(super) fn refused(refusal: &Refusal) -> Trouble {
    if refusal.is_of_the_machine() {
        Trouble::Ours(refusal.to_string())
    } else {
        Trouble::Input(refusal.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{lives, manifest};
    use crate::kernel::calendar::Week;
    use crate::kernel::model::Breach;
    use crate::scenario::{Overrides, Scenario};
    use crate::simulation::Violation;

    #[test]
    fn a_violation_is_told_with_the_life_of_the_project_it_happened_to() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city.toml");
        let scenario = Scenario::load(&path, Overrides::default())
            .unwrap_or_else(|problems| panic!("{problems}"));
        let found = lives::tell(&scenario, 0, &[]).unwrap().found;
        let life = lives::tell(&scenario, 0, &found[..1])
            .unwrap()
            .lives
            .remove(0);
        let names = manifest::of_scenario(&scenario).unwrap();
        let failure = Failure::Violated {
            scenario: scenario.name.clone(),
            seed: 7,
            replication: 0,
            violation: Violation {
                week: Week(90),
                breach: Breach::of_project(found[0], "has no stage"),
            },
            life: Some(Box::new((life, names))),
        };
        let Trouble::Ours(told) = trouble(&failure) else {
            panic!("a violation is ours");
        };
        let first = format!("invariant violated in week 90: {} has no stage", found[0]);
        assert!(told.starts_with(&first), "{told}");
        assert!(told.contains("seed 7, replication 0"), "{told}");
        assert!(told.contains("what happened"), "{told}");
        assert!(told.contains("found by"), "{told}");
    }
}
