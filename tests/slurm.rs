//! `landfall slurm` as a user meets it: what is written, what is refused. `tests/slurm/run` submits
//! such scripts to a real Slurm.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use support::project;

/// A folder with an experiment in it.
struct Desk {
    folder: tempfile::TempDir,
    experiment: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let experiment = folder.path().canonicalize().unwrap();
        let experiment = experiment.join("窗口 and pace.toml");
        let text = "format = 1\ntitle = \"Windows\"\nscenario = '<scenario>'\n\n\
                    [levers]\n\"measures.first_negotiation.window_weeks\" = [4, 13]\n\n\
                    [outputs]\nmetrics = [\"leads.found\"]\n";
        let scenario = project("scenarios/small_city_first_negotiation.toml");
        let text = text.replace("<scenario>", scenario.to_str().unwrap());
        fs::write(&experiment, text).unwrap();
        Self { folder, experiment }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Exit code, what was said and what was complained of.
    fn slurm(&self, options: &[&str]) -> (i32, String, String) {
        let mut command = Command::cargo_bin("landfall").unwrap();
        let output = command
            .current_dir(self.folder.path())
            .env("LANDFALL_ROOT", support::ANYWHERE)
            .arg("slurm")
            .arg(&self.experiment)
            .args(options)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        (code, text(output.stdout), text(output.stderr))
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_script_names_everything_by_its_full_path() {
    let desk = Desk::new();
    let (code, said, _) = desk.slurm(&["--tasks", "3", "--scripts", "my scripts", "--out", "sum"]);
    assert_eq!(code, 0);
    let array = read(&desk.path("my scripts/array.sh"));
    let folder = desk.folder.path().canonicalize().unwrap();
    let folder = folder.to_str().unwrap();
    assert!(array.contains(&format!("EXPERIMENT='{folder}/窗口 and pace.toml'\n")));
    assert!(array.contains(&format!("PARTS='{folder}/my scripts/parts'\n")));
    assert!(array.contains("\n#SBATCH --array=1-3\n"));
    let merge = read(&desk.path("my scripts/merge.sh"));
    assert!(merge.contains(&format!("RESULT={folder}/sum\n")));
    let submit = format!("submit with: bash '{folder}/my scripts/submit.sh'\n");
    assert!(said.ends_with(&submit), "{said}");
}

#[test]
fn edited_scripts_are_replaced_only_when_told() {
    let desk = Desk::new();
    let ask = ["--tasks", "3", "--scripts", "s"];
    assert_eq!(desk.slurm(&ask).0, 0);
    fs::write(desk.path("s/array.sh"), "edited").unwrap();
    let (code, _, complaint) = desk.slurm(&ask);
    assert_eq!(code, 2);
    assert!(complaint.contains("--overwrite"), "{complaint}");
    assert_eq!(read(&desk.path("s/array.sh")), "edited");
    let (code, ..) = desk.slurm(&[&ask[..], &["--overwrite"]].concat());
    assert_eq!(code, 0);
    assert_ne!(read(&desk.path("s/array.sh")), "edited");
}

#[test]
fn what_slurm_would_refuse_later_is_refused_now() {
    let desk = Desk::new();
    for wrong in [
        &["--tasks", "0"][..],
        &["--tasks", "3", "--time", "2h"],
        &["--tasks", "3", "--time", "1"],
        &["--tasks", "3", "--memory", "2 GB"],
        &["--tasks", "3", "--partition", "a b"],
        &["--tasks", "3", "--account", "x\n#SBATCH --nice"],
        &["--tasks", "3", "--cpus", "0"],
    ] {
        let (code, _, complaint) = desk.slurm(wrong);
        assert_eq!(code, 2, "{wrong:?}");
        assert!(complaint.contains("invalid value"), "{complaint}");
    }
    assert!(!desk.path("output").exists());
}

#[test]
fn more_tasks_than_runs_are_refused() {
    let desk = Desk::new();
    let (code, _, complaint) = desk.slurm(&["--tasks", "41"]);
    assert_eq!(code, 2);
    assert!(
        complaint.contains("41 tasks are more than the 40 runs"),
        "{complaint}"
    );
    let (code, said, _) = desk.slurm(&["--tasks", "40", "--scripts", "s"]);
    assert_eq!(code, 0);
    assert!(said.contains("40 tasks, each up to 1 of 40 runs"), "{said}");
}

#[test]
fn an_experiment_that_is_wrong_is_refused_before_it_is_submitted() {
    let desk = Desk::new();
    let text = read(&desk.experiment).replace("leads.found", "leads.fond");
    fs::write(&desk.experiment, text).unwrap();
    let (code, _, complaint) = desk.slurm(&["--tasks", "3"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("leads.found"), "{complaint}");
    assert!(!desk.path("output").exists());
}

#[test]
fn an_experiment_that_is_not_there_is_refused() {
    let mut desk = Desk::new();
    desk.experiment = desk.path("nothing.toml");
    let (code, _, complaint) = desk.slurm(&["--tasks", "3"]);
    assert_eq!(code, 2);
    assert!(complaint.contains("nothing.toml"), "{complaint}");
    assert!(!desk.path("output").exists());
}
