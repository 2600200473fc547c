//! The three scripts of an experiment on a cluster: the array, the merge behind it, the submission.

use std::fs;
use std::path::{Path, PathBuf};

use super::request::{Memory, TimeLimit, WARNING, Word};
use crate::batch::placed::put;
use crate::batch::way_out;

const ARRAY: &str = include_str!("array.sh");
const MERGE: &str = include_str!("merge.sh");
const SUBMIT: &str = include_str!("submit.sh");
/// Where the merge names its result.
const INTO: &str = "--out \"$RESULT\"";

/// An experiment that is to be run as a job array. All paths are absolute: a job runs elsewhere.
#[derive(Debug, Clone)]
pub struct Job {
    /// The name of the experiment.
    pub name: String,
    /// The program that the tasks run.
    pub landfall: PathBuf,
    /// The experiment file.
    pub experiment: PathBuf,
    /// Tasks of the array, each of which makes one part.
    pub tasks: u32,
    /// Cores of a task.
    pub cpus: u16,
    /// Time limit of a job; the partition's if there is none.
    pub time: Option<TimeLimit>,
    /// Memory of a job; the partition's if there is none.
    pub memory: Option<Memory>,
    /// Partition; the site's default if there is none.
    pub partition: Option<Word>,
    /// Account; the user's default if there is none.
    pub account: Option<Word>,
    /// The folder of the merged result.
    pub out: PathBuf,
    /// The folder of the scripts, of their logs and of the parts.
    pub scripts: PathBuf,
    /// Whether runs are written as Parquet too.
    pub parquet: bool,
    /// Further options of `landfall sweep`, word by word.
    pub options: Vec<String>,
    /// Whether existing scripts, and in the end an existing result, may be replaced.
    pub overwrite: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The job array.
    pub array: PathBuf,
    /// The job that merges its parts.
    pub merge: PathBuf,
    /// What submits both.
    pub submit: PathBuf,
    /// Where the parts will lie.
    pub parts: PathBuf,
}

/// Why scripts are not written.
#[derive(Debug)]
pub enum Unwritten {
    /// A script is there already.
    Exists(PathBuf),
    /// A path that a script cannot name.
    Unnamable(PathBuf),
    /// Writing failed.
    Files(PathBuf, std::io::Error),
}

impl std::fmt::Display for Unwritten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exists(path) => write!(
                f,
                "{} is there already and may have been edited\nhelp: give --overwrite to replace \
                 it, or another folder with --scripts",
                path.display()
            ),
            Self::Unnamable(path) => write!(
                f,
                "{} is not UTF-8 or holds a line break, so no script can name it",
                path.display()
            ),
            Self::Files(path, error) => {
                let help = way_out(error);
                write!(f, "cannot write to {}: {error}{help}", path.display())
            }
        }
    }
}

impl std::error::Error for Unwritten {}

impl Job {
    /// Writes the scripts into their folder.
    ///
    /// # Errors
    ///
    /// See [`Unwritten`].
    pub fn write(&self) -> Result<Written, Unwritten> {
        let written = Written {
            array: self.scripts.join("array.sh"),
            merge: self.scripts.join("merge.sh"),
            submit: self.scripts.join("submit.sh"),
            parts: self.scripts.join("parts"),
        };
        let texts = [
            (&written.array, self.array(&written.parts)?),
            (&written.merge, self.merge(&written.parts)?),
            (&written.submit, self.submit()),
        ];
        if !self.overwrite
            && let Some((there, _)) = texts.iter().find(|(path, _)| path.exists())
        {
            return Err(Unwritten::Exists((*there).clone()));
        }
        let failed = |path: &Path, error| Unwritten::Files(path.to_owned(), error);
        fs::create_dir_all(&self.scripts).map_err(|error| failed(&self.scripts, error))?;
        for (path, text) in texts {
            put(path, text.as_bytes()).map_err(|error| failed(path, error))?;
        }
        Ok(written)
    }

    /// The script of the job array.
    fn array(&self, parts: &Path) -> Result<String, Unwritten> {
        Ok(format!(
            "#!/usr/bin/env bash\n\
             # Each task of this job array makes one part of experiment {name}.\n\
             # Written by landfall slurm, yours to edit. Submit it with submit.sh. One task by itself:\n\
             #   sbatch --array=3 array.sh\n\
             #SBATCH --job-name=landfall-{name}\n\
             #SBATCH --array=1-{tasks}\n\
             #SBATCH --cpus-per-task={cpus}\n\
             {shared}\
             #SBATCH --output=logs/%A_%a.log\n\
             #SBATCH --open-mode=append\n\
             # A task whose node fails goes back into the queue.\n\
             #SBATCH --requeue\n\
             # This script hears USR1 a minute before its time limit.\n\
             #SBATCH --signal=B:USR1@{WARNING}\n\
             \n\
             LANDFALL={landfall}\n\
             EXPERIMENT={experiment}\n\
             PARTS={parts}\n\
             TASKS={tasks} # parts in all, even if fewer tasks are submitted\n\
             OPTIONS=({options}) # of landfall sweep, the same for all parts\n\
             {ARRAY}",
            name = self.plain_name(),
            tasks = self.tasks,
            cpus = self.cpus,
            shared = self.shared(),
            landfall = value(&self.landfall)?,
            experiment = value(&self.experiment)?,
            parts = value(parts)?,
            options = self.options(),
        ))
    }

    /// The script of the job that merges the parts.
    fn merge(&self, parts: &Path) -> Result<String, Unwritten> {
        Ok(format!(
            "#!/usr/bin/env bash\n\
             # Puts the parts of experiment {name} together, once all are there.\n\
             # Written by landfall slurm, yours to edit. By hand: bash merge.sh\n\
             #SBATCH --job-name=landfall-{name}-merge\n\
             {shared}\
             #SBATCH --output=logs/merge_%j.log\n\
             \n\
             LANDFALL={landfall}\n\
             PARTS={parts}\n\
             RESULT={result}\n\
             {merge}",
            name = self.plain_name(),
            shared = self.shared(),
            landfall = value(&self.landfall)?,
            parts = value(parts)?,
            result = value(&self.out)?,
            merge = if self.overwrite {
                MERGE.replace(INTO, &format!("{INTO} --overwrite"))
            } else {
                MERGE.to_owned()
            },
        ))
    }

    /// The script that submits both jobs.
    fn submit(&self) -> String {
        format!(
            "#!/usr/bin/env bash\n\
             # Submits experiment {} to Slurm: the array, and the merge behind it.\n\
             # It can be run again after a failure: finished parts end at once.\n\
             {SUBMIT}",
            self.plain_name()
        )
    }

    /// What both jobs ask for.
    fn shared(&self) -> String {
        let mut lines = String::new();
        let mut ask = |option: &str, value: Option<String>| {
            if let Some(value) = value {
                lines += &format!("#SBATCH --{option}={value}\n");
            }
        };
        ask("time", self.time.as_ref().map(ToString::to_string));
        ask("mem", self.memory.as_ref().map(ToString::to_string));
        ask(
            "partition",
            self.partition.as_ref().map(ToString::to_string),
        );
        ask("account", self.account.as_ref().map(ToString::to_string));
        lines
    }

    /// The options of `landfall sweep`, as a shell reads them.
    fn options(&self) -> String {
        let parquet = self.parquet.then_some(["--format", "parquet"]);
        let words = parquet.into_iter().flatten();
        let words = words.chain(self.options.iter().map(String::as_str));
        words.map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// The experiment's name as far as a line for Slurm can carry it without quotes.
    fn plain_name(&self) -> String {
        let plain = |c: char| {
            if c.is_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        self.name.chars().map(plain).collect()
    }
}

/// A path as the value of a variable.
fn value(path: &Path) -> Result<String, Unwritten> {
    match path.to_str() {
        Some(text) if !text.contains(['\n', '\r']) => Ok(quoted(text)),
        _ => Err(Unwritten::Unnamable(path.to_owned())),
    }
}

/// A text as one word of a shell, whatever it holds.
#[must_use]
pub fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(scripts: &Path) -> Job {
        Job {
            name: "leads and 土地".to_owned(),
            landfall: PathBuf::from("/opt/landfall"),
            experiment: PathBuf::from("/home/li's work/土地.toml"),
            tasks: 40,
            cpus: 2,
            time: "02:00:00".parse().ok(),
            memory: "2G".parse().ok(),
            partition: None,
            account: "city".parse().ok(),
            out: PathBuf::from("/home/li's work/result"),
            scripts: scripts.to_owned(),
            parquet: true,
            options: vec!["--root".to_owned(), "/a b".to_owned()],
            overwrite: false,
        }
    }

    #[test]
    fn a_word_of_a_shell_survives_spaces_quotes_and_chinese() {
        assert_eq!(quoted("/opt/landfall"), "/opt/landfall");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("$HOME"), "'$HOME'");
        assert_eq!(quoted("li's"), r"'li'\''s'");
        assert_eq!(quoted("土地"), "'土地'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn the_array_asks_for_what_it_was_told_and_nothing_else() {
        let text = job(Path::new("/scripts")).array(Path::new("/p")).unwrap();
        let asked: Vec<&str> = text.lines().filter(|l| l.starts_with("#SBATCH")).collect();
        assert_eq!(
            asked,
            [
                "#SBATCH --job-name=landfall-leads_and_土地",
                "#SBATCH --array=1-40",
                "#SBATCH --cpus-per-task=2",
                "#SBATCH --time=02:00:00",
                "#SBATCH --mem=2G",
                "#SBATCH --account=city",
                "#SBATCH --output=logs/%A_%a.log",
                "#SBATCH --open-mode=append",
                "#SBATCH --requeue",
                "#SBATCH --signal=B:USR1@60",
            ]
        );
        // Slurm reads no option below the first command.
        let last = text.rfind("#SBATCH").unwrap();
        assert!(last < text.find("LANDFALL=").unwrap());
        assert!(text.contains("\nOPTIONS=(--format parquet --root '/a b') #"));
        assert!(text.contains("EXPERIMENT='/home/li'\\''s work/土地.toml'\n"));
    }

    #[test]
    fn scripts_that_may_have_been_edited_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let scripts = folder.path().join("scripts");
        let mut job = job(&scripts);
        job.write().unwrap();
        fs::write(scripts.join("merge.sh"), "edited").unwrap();
        fs::remove_file(scripts.join("array.sh")).unwrap();
        assert!(matches!(job.write(), Err(Unwritten::Exists(_))));
        assert_eq!(
            fs::read_to_string(scripts.join("merge.sh")).unwrap(),
            "edited"
        );
        assert!(!scripts.join("array.sh").exists());
        job.overwrite = true;
        job.write().unwrap();
        let merge = fs::read_to_string(scripts.join("merge.sh")).unwrap();
        assert!(
            merge.ends_with("--out \"$RESULT\" --overwrite\n"),
            "{merge}"
        );
    }
}
