//! Faults of the machine and of whoever uses it: none loses finished work, none leaves half a file under a
//! final name, and each is told.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "what is skipped is said")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use support::{assert_same, files, write_variant};

fn landfall(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.env("LANDFALL_ROOT", support::ANYWHERE).args(words);
    command
}

fn code(output: &Output) -> i32 {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("ended by signal {:?}", output.status.signal()))
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A scenario of the small city over some weeks and replications.
fn scenario(folder: &Path, weeks: u32, replications: u32) -> String {
    let run = format!(
        "[run]\nburn_in_weeks = 4\nhorizon_weeks = {weeks}\nreplications = {replications}\n"
    );
    let path = write_variant(folder, "short", "small_city", &run);
    path.display().to_string()
}

/// Runs a scenario into a folder.
fn run<'a>(scenario: &'a str, out: &'a str) -> [&'a str; 5] {
    ["run", scenario, "--quiet", "--out", out]
}

/// Waits until a job that runs has saved something.
fn wait_for_work(child: &mut Child, out: &Path) {
    let name = out.file_name().unwrap().to_string_lossy().into_owned();
    let scratch = out.with_file_name(format!(".{name}.unfinished"));
    let journal = scratch.join("runs.journal");
    for _ in 0..3_000 {
        let begun = fs::metadata(&journal).is_ok_and(|journal| journal.len() > 200_000);
        if begun || child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the job saved nothing");
}

/// A small disk, if this user may have one.
struct Disk(PathBuf);

impl Disk {
    fn new(at: PathBuf, options: &str) -> Option<Self> {
        fs::create_dir_all(&at).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "landfall"])
            .arg(&at)
            .stderr(Stdio::null())
            .status();
        if mount.is_ok_and(|status| status.success()) {
            return Some(Self(at));
        }
        println!(
            "SKIPPED: no disk could be mounted at {}: this takes root",
            at.display()
        );
        None
    }

    fn remount(&self, options: &str) {
        let mount = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(&self.0)
            .status();
        assert!(mount.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_is_full_costs_nothing_that_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 60, 12);
    let whole = folder.path().join("whole");
    let output = landfall(&run(&scenario, whole.to_str().unwrap()))
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", told(&output));
    let expected = files(&whole);
    let size: usize = expected.values().map(Vec::len).sum();

    // From too small for the first run to too small for the last picture.
    for share in [2, 10, 30, 50, 70, 90, 110] {
        let kilobytes = size * share / 100 / 1024;
        let Some(disk) = Disk::new(folder.path().join("disk"), &format!("size={kilobytes}k"))
        else {
            return;
        };
        let out = disk.0.join("result");
        let out_word = out.to_str().unwrap();
        let output = landfall(&run(&scenario, out_word)).output().unwrap();
        if code(&output) == 0 {
            assert!(share > 50, "{share} % of what a result takes were enough");
            continue;
        }
        assert_eq!(code(&output), 1, "{share} %: {}", told(&output));
        assert!(told(&output).contains("No space left"), "{}", told(&output));
        assert!(
            !out.exists(),
            "{share} %: something lies under the final name"
        );
        disk.remount("size=1g");
        let mut again = landfall(&run(&scenario, out_word));
        let output = again.arg("--resume").output().unwrap();
        assert_eq!(code(&output), 0, "{share} %: {}", told(&output));
        assert_same(&files(&out), &expected, &format!("{share} % of the room"));
    }
}

#[test]
fn a_disk_that_cannot_be_written_is_told_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 20, 1);
    let Some(disk) = Disk::new(folder.path().join("disk"), "size=64m") else {
        return;
    };
    fs::write(disk.0.join("note"), "mine").unwrap();
    disk.remount("ro");
    let out = disk.0.join("result");
    let output = landfall(&run(&scenario, out.to_str().unwrap()))
        .output()
        .unwrap();
    assert_eq!(code(&output), 1);
    let wrong = told(&output);
    assert!(
        wrong.contains("cannot write") && wrong.contains("result"),
        "{wrong}"
    );
    let entries = fs::read_dir(&disk.0).unwrap().count();
    assert_eq!(entries, 1, "something was left behind");
}

/// A result of somebody else can be read and verified, and what needs its folder is refused.
#[test]
fn a_folder_of_somebody_else_is_left_as_it_is() {
    const NOBODY: u32 = 65_534;
    let folder = tempfile::tempdir().unwrap();
    let all_may_read = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.path(), all_may_read).unwrap();
    let scenario = scenario(folder.path(), 20, 2);
    let out = folder.path().join("result");
    let place = out.to_str().unwrap();
    let output = landfall(&run(&scenario, place)).output().unwrap();
    assert_eq!(code(&output), 0, "{}", told(&output));
    let before = files(&out);

    let as_nobody = |words: &[&str]| landfall(words).uid(NOBODY).gid(NOBODY).output();
    match as_nobody(&["verify", place]) {
        Ok(output) if output.status.code().is_some() => {
            assert_eq!(code(&output), 0, "{}", told(&output));
        }
        _ => {
            println!("SKIPPED: to be somebody else takes root, and a program that all may run");
            return;
        }
    }
    let other = folder.path().join("other");
    let overwrite = [&run(&scenario, place)[..], &["--overwrite"]].concat();
    let anew = run(&scenario, other.to_str().unwrap());
    for words in [&overwrite[..], &anew[..], &["report", place]] {
        let output = as_nobody(words).unwrap();
        let said = told(&output);
        assert_ne!(code(&output), 0, "{words:?}");
        assert!(said.contains("denied"), "{words:?}: {said}");
        assert_same(&files(&out), &before, &words.join(" "));
        assert!(!other.exists());
    }
}

#[test]
fn a_folder_that_is_deleted_under_a_run_is_told_and_no_half_result_appears() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 156, 60);
    let within = folder.path().join("within");
    fs::create_dir(&within).unwrap();
    let out = within.join("result");
    let mut command = landfall(&run(&scenario, out.to_str().unwrap()));
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    wait_for_work(&mut child, &out);
    fs::remove_dir_all(&within).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 1, "{}", told(&output));
    assert!(told(&output).contains("result"), "{}", told(&output));
    assert!(!out.exists());
}

#[test]
fn two_runs_on_one_folder_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 104, 30);
    let out = folder.path().join("result");
    let words = run(&scenario, out.to_str().unwrap());
    let mut first = landfall(&words).stderr(Stdio::piped()).spawn().unwrap();
    wait_for_work(&mut first, &out);
    let second = landfall(&words).output().unwrap();
    assert_eq!(code(&second), 2);
    let first = first.wait_with_output().unwrap();
    assert_eq!(code(&first), 0, "{}", told(&first));
    assert!(out.join("manifest.json").is_file());
}

#[test]
fn a_scenario_that_changes_during_a_run_is_kept_as_it_was_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = scenario(folder.path(), 156, 40);
    let out = folder.path().join("result");
    let mut command = landfall(&run(&path, out.to_str().unwrap()));
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    wait_for_work(&mut child, &out);
    fs::write(&path, "format = 9\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0, "{}", told(&output));
    let kept = files(&out);
    let kept = kept.iter().find(|(name, _)| name.ends_with("short.toml"));
    let kept = String::from_utf8(kept.unwrap().1.clone()).unwrap();
    assert!(kept.contains("replications = 40"), "{kept}");
    let verified = landfall(&["verify", out.to_str().unwrap(), "--quiet"]).output();
    assert_eq!(code(&verified.unwrap()), 0);
}

#[test]
fn a_signal_ends_a_job_cleanly_and_it_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 104, 40);
    let whole = folder.path().join("whole");
    let output = landfall(&run(&scenario, whole.to_str().unwrap()))
        .output()
        .unwrap();
    assert_eq!(code(&output), 0);
    let expected = files(&whole);
    for signal in ["INT", "TERM", "HUP"] {
        // A name that only a careful quote brings through a shell.
        let out = folder.path().join(format!("it's a \"{signal}\""));
        let words = run(&scenario, out.to_str().unwrap());
        let mut child = landfall(&words).stderr(Stdio::piped()).spawn().unwrap();
        wait_for_work(&mut child, &out);
        let kill = Command::new("kill")
            .arg(format!("-{signal}"))
            .arg(child.id().to_string())
            .status();
        assert!(kill.is_ok());
        let output = child.wait_with_output().unwrap();
        if code(&output) == 0 {
            // It was quicker than the signal.
            assert_same(&files(&out), &expected, signal);
            continue;
        }
        assert_eq!(code(&output), 130, "{signal}: {}", told(&output));
        let wrong = told(&output);
        let (_, command) = wrong.split_once("go on with: ").unwrap();
        let shell = Command::new("sh")
            .args(["-c", command.trim()])
            .env("LANDFALL_ROOT", support::ANYWHERE)
            .output()
            .unwrap();
        assert_eq!(code(&shell), 0, "{command}: {}", told(&shell));
        assert_same(&files(&out), &expected, signal);
    }
}

#[test]
fn a_reader_that_has_gone_ends_quietly_and_a_full_one_is_told() {
    let commands: [&[&str]; 7] = [
        &["explain"],
        &["explain", "--json"],
        &["schema"],
        &["gallery"],
        &["check", "small_city_notice"],
        &["completions", "bash"],
        &["--help"],
    ];
    for words in commands {
        let mut child = landfall(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), 0, "{words:?}: {}", told(&output));
        assert_eq!(told(&output), "", "{words:?}");
        if let Ok(full) = fs::File::options().write(true).open("/dev/full") {
            let output = landfall(words).stdout(full).output().unwrap();
            assert_eq!(code(&output), 1, "{words:?}");
            assert!(told(&output).contains("cannot print"), "{}", told(&output));
        }
    }
}

/// A result, and commands that read it, with `RESULT` for its folder.
type Readable = (PathBuf, Vec<Vec<String>>);

/// A comparison and a sweep, each with what reads it; analyses go to `out`.
fn readable(folder: &Path, out: &str) -> [Readable; 2] {
    let base = scenario(folder, 30, 2);
    let right = "[run]\nburn_in_weeks = 4\nhorizon_weeks = 30\nreplications = 2\n";
    let right = write_variant(folder, "right", "small_city_first_negotiation", right);
    let right = right.display().to_string();
    let compared = folder.join("compared");
    let swept = folder.join("swept");
    let compare = ["compare", &base, &right];
    let metric = "leads.found";
    let sweep = [
        "sweep",
        &base,
        "--vary",
        "leads.city_share=0.1,0.2,0.3",
        "--metric",
        metric,
    ];
    for (words, place) in [(&compare[..], &compared), (&sweep[..], &swept)] {
        let mut make = landfall(words);
        make.args(["--quiet", "--out"]).arg(place);
        assert_eq!(code(&make.output().unwrap()), 0);
    }
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let analyse = format!("analyse RESULT --method response --quiet --out {out}");
    [
        (
            compared,
            vec![
                words("verify RESULT --quiet"),
                words("report RESULT --quiet"),
                words("why --district HARBOUR --in RESULT"),
            ],
        ),
        (swept, vec![words("verify RESULT --quiet"), words(&analyse)]),
    ]
}

/// Every file of a result, cut short and with a bit that flipped, before every command that reads results.
#[test]
fn a_damaged_result_is_refused_or_read_right_and_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out").display().to_string();
    let mut tried = 0;
    for (place, readers) in readable(folder.path(), &out) {
        let names = files(&place).into_keys();
        let names = names.filter(|name| !name.starts_with("plots/") && name != "report.html");
        for name in names {
            let path = place.join(&name);
            let whole = fs::read(&path).unwrap();
            let damages = damages(&whole);
            for (number, bytes) in damages.iter().enumerate() {
                fs::write(&path, bytes).unwrap();
                // All readers for the first damage, one in turn for the others: each takes a process.
                let (first, rest) = readers.split_first().unwrap();
                let in_turn = &rest[tried % rest.len()];
                let readers = if number == 0 {
                    rest
                } else {
                    std::slice::from_ref(in_turn)
                };
                for reader in std::iter::once(first).chain(readers) {
                    let shown = place.to_str().unwrap();
                    let words = reader.iter().map(|word| match word.as_str() {
                        "RESULT" => shown,
                        word => word,
                    });
                    let output = landfall(&words.collect::<Vec<_>>()).output().unwrap();
                    let how = format!("{reader:?} with damage {number} to {name}");
                    let code = code(&output);
                    assert!([0, 1, 2].contains(&code), "{how}");
                    assert!(code != 0 || reader != first, "{how} is told identical");
                    assert_eq!(fs::read(&path).unwrap(), *bytes, "{how}: it was touched");
                    let _ = fs::remove_dir_all(&out);
                }
                tried += 1;
            }
            fs::write(&path, whole).unwrap();
        }
    }
    assert!(tried > 60, "{tried}");
}

/// A file with a bit that flipped at its beginning, within and at its end, and cut short there.
fn damages(whole: &[u8]) -> Vec<Vec<u8>> {
    let mut damages = Vec::new();
    if whole.is_empty() {
        return damages;
    }
    for at in [0, whole.len() / 3, whole.len().saturating_sub(2)] {
        let mut flipped = whole.to_vec();
        flipped[at] ^= 0x04;
        damages.extend([flipped, whole[..at].to_vec()]);
    }
    damages
}

#[test]
fn an_output_folder_that_is_a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 20, 1);
    let target = folder.path().join("far").join("target");
    fs::create_dir_all(&target).unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    for overwrite in [false, true] {
        let mut command = landfall(&run(&scenario, link.to_str().unwrap()));
        if overwrite {
            command.arg("--overwrite");
        }
        let output = command.output().unwrap();
        assert_eq!(code(&output), 0, "{}", told(&output));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(target.join("manifest.json").is_file());
    }
}

#[test]
fn places_that_cannot_be_are_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = scenario(folder.path(), 20, 1);
    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let long = folder.path().join("x".repeat(300));
    let within = file.join("result");
    for out in [&file, &long, &within, &PathBuf::from("/")] {
        let output = landfall(&run(&scenario, out.to_str().unwrap()))
            .output()
            .unwrap();
        assert!([1, 2].contains(&code(&output)), "{}", out.display());
        assert!(told(&output).starts_with("error: "), "{}", told(&output));
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}
