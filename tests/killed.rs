//! A job that is killed again and again, wherever it happens to be, ends as one that was not.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use support::{assert_same, files, write_variant};

/// A command, its words so far.
fn landfall(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_landfall"));
    command
        .env("LANDFALL_ROOT", support::ANYWHERE)
        .args(words)
        .arg("--quiet");
    command
}

/// Lets a job come to its end, and says what it said if it fails.
fn finish(mut job: Command, what: &str) {
    let done = job.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{what}: {} {said}", done.status);
}

/// Kills a job that leaves a folder so many times, whenever it happens to be, and holds what it leaves in the end
/// against what it leaves in one go. The waits before a kill run through all phases of a job: starting, running,
/// writing, drawing.
///
/// `prepare` makes what the job finds at its place, `job` is the command that does it or goes on with it.
fn kill(name: &str, kills: u32, prepare: &dyn Fn(&Path), job: &dyn Fn(&Path) -> Command) {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    // The quicker of two: a machine that was busy during the first would let every run end in time.
    let one_go = [&whole, &folder.path().join("again")].map(|out| {
        prepare(out);
        #[expect(
            clippy::disallowed_types,
            reason = "when a kill comes is chance, which no part of the model sees"
        )]
        let started = std::time::Instant::now();
        finish(job(out), name);
        started.elapsed()
    });
    let one_go = one_go[0].min(one_go[1]);
    let expected = files(&whole);

    let (mut killed, mut tries, mut jobs) = (0, 0, 0);
    while killed < kills {
        jobs += 1;
        let out = folder.path().join(format!("job {jobs}"));
        prepare(&out);
        while killed < kills {
            tries += 1;
            // A low-discrepancy sequence of shares: no two waits are alike.
            let share = f64::from(tries) * 0.618_033_988_749_895 % 1.0;
            let mut child = job(&out)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(one_go.mul_f64(share));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
        }
        finish(job(&out), &format!("{name}, job {jobs}"));
        assert_same(&files(&out), &expected, &format!("{name}, job {jobs}"));
    }
}

/// Some months of the small city.
const SHORT: &str = "[run]\nburn_in_weeks = 4\nhorizon_weeks = 26\n";

#[test]
fn fifty_kills_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = write_variant(folder.path(), "short", "small_city", SHORT);
    kill("sweep", 50, &|_| (), &|out| {
        let mut sweep = landfall(&["sweep", "--vary", "leads.city_share=0.1..0.5:6"]);
        sweep
            .arg(&scenario)
            .args(["--replications", "5", "--metric", "leads.found"])
            .args(["--resume", "--out"])
            .arg(out);
        sweep
    });
}

#[test]
fn every_other_job_can_be_killed_too() {
    let folder = tempfile::tempdir().unwrap();
    let base = write_variant(folder.path(), "base", "small_city", SHORT);
    let changes = format!("{SHORT}[measures]\nproject_steward.on = true\nspace_reuse.on = true\n");
    let variant = write_variant(folder.path(), "variant", "small_city", &changes);
    let pair = |command: &str, last: &[&str], out: &Path| {
        let mut job = landfall(&[command]);
        job.args([&base, &variant])
            .args(["--replications", "4", "--out"])
            .arg(out)
            .args(last);
        job
    };
    kill("compare", 8, &|_| (), &|out| {
        pair("compare", &["--resume"], out)
    });
    kill("attribute", 8, &|_| (), &|out| {
        pair("attribute", &["--resume"], out)
    });

    let parts = ["1/2", "2/2"].map(|shard| {
        let part = folder.path().join(shard.replace('/', " of "));
        finish(pair("compare", &["--shard", shard], &part), "a part");
        part
    });
    kill("merge", 8, &|_| (), &|out| {
        // One that was killed as it left, or that was quicker than its kill, has left a result to replace.
        let mut merge = landfall(&["merge", "--overwrite"]);
        merge.args(&parts).arg("--out").arg(out);
        merge
    });

    let draw = |out: &Path| {
        finish(pair("compare", &["--overwrite"], out), "what is drawn");
    };
    kill("report", 8, &draw, &|out| {
        let mut report = landfall(&["report", "--lang", "zh"]);
        report.arg(out);
        report
    });

    let calibration = support::write_calibration(folder.path(), &base.display().to_string());
    kill("calibrate", 8, &|_| (), &|out| {
        let mut calibrate = landfall(&["calibrate"]);
        calibrate
            .arg(&calibration)
            .args(["--resume", "--out"])
            .arg(out);
        calibrate
    });
}
