//! A job that is killed again and again, wherever it happens to be, ends as one that was not.

#![cfg(unix)]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use support::{assert_same, files, write_variant};

/// Kills over all jobs.
const KILLS: u32 = 50;

/// A sweep of some months of the small city.
fn landfall(scenario: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command.env("LANDFALL_ROOT", support::ANYWHERE);
    command
        .arg("sweep")
        .arg(scenario)
        .args([
            "--vary",
            "leads.city_share=0.1..0.5:6",
            "--replications",
            "5",
        ])
        .args(["--metric", "leads.found", "--quiet", "--resume", "--out"])
        .arg(out)
        .stderr(Stdio::null());
    command
}

/// The waits before a kill run through all phases of a job: starting, running, writing, drawing.
#[test]
fn fifty_kills_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let run = "[run]\nburn_in_weeks = 4\nhorizon_weeks = 26\n";
    let scenario = write_variant(folder.path(), "short", "small_city", run);
    // The quicker of two: a machine that was busy during the first would let every run end in time.
    let one_go = [&whole, &folder.path().join("again")].map(|out| {
        #[expect(
            clippy::disallowed_types,
            reason = "when a kill comes is chance, which no part of the model sees"
        )]
        let started = std::time::Instant::now();
        assert!(landfall(&scenario, out).status().unwrap().success());
        started.elapsed()
    });
    let one_go = one_go[0].min(one_go[1]);
    let expected = files(&whole);

    let (mut kills, mut tries, mut jobs) = (0, 0, 0);
    while kills < KILLS {
        jobs += 1;
        let out = folder.path().join(format!("job {jobs}"));
        while kills < KILLS {
            tries += 1;
            // A low-discrepancy sequence of shares: no two waits are alike.
            let share = f64::from(tries) * 0.618_033_988_749_895 % 1.0;
            let mut child = landfall(&scenario, &out).spawn().unwrap();
            std::thread::sleep(one_go.mul_f64(share));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        }
        assert!(landfall(&scenario, &out).status().unwrap().success());
        assert_same(&files(&out), &expected, &format!("job {jobs}"));
    }
}
