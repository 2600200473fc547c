//! Broken files: whatever is wrong with a file, all of it is told at once with file, line, key and what
//! was expected, and nothing is run. The messages are committed, so that a person has read each of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod shown;

use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;

/// Whatever the file, a debug build on a busy machine has told by then what is wrong with it.
const SOON: Duration = Duration::from_secs(45);

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn landfall(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command
        .current_dir(folder)
        .env_remove("LANDFALL_LANG")
        .env_remove("LANDFALL_ROOT");
    command
}

/// The files of a folder that end so, by name.
fn files(folder: &str, end: &str) -> Vec<String> {
    let entries = std::fs::read_dir(here().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(end)).collect();
    names.sort();
    names
}

/// What a command says that must refuse its input, with nothing but text in it.
fn refused(command: &mut Command) -> String {
    let output = command.timeout(SOON).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let orders: Vec<char> = said
        .chars()
        .filter(|letter| landfall::kernel::printable::steers(*letter))
        .collect();
    assert!(orders.is_empty(), "{orders:?} in {said}");
    // A trailing blank would be lost in a snapshot.
    let lines: Vec<&str> = said.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// One text with what is said of each file.
fn told(folder: &str, end: &str, say: impl Fn(&str) -> String) -> String {
    let names = files(folder, end);
    assert!(!names.is_empty());
    let told = names
        .iter()
        .map(|name| format!("=== {name}\n{}", say(name)));
    told.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn scenarios() {
    let told = told("scenarios", ".toml", |name| {
        let path = format!("scenarios/{name}");
        refused(landfall(&here()).args(["check", &path]))
    });
    insta::assert_snapshot!(told);
}

#[test]
fn experiments() {
    let told = told("scenarios/experiments", ".toml", |name| {
        let path = format!("scenarios/experiments/{name}");
        refused(landfall(&here()).args(["sweep", "--design-only", &path]))
    });
    insta::assert_snapshot!(told);
}

#[test]
fn calibrations() {
    let told = told("calibrations", ".toml", |name| {
        let path = format!("calibrations/{name}");
        refused(landfall(&here()).args(["calibrate", &path]))
    });
    insta::assert_snapshot!(told);
}

/// Each file stands in the place of one of the small city's.
#[test]
fn cities() {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city");
    let mut all = String::new();
    for file in ["city.toml", "districts.csv", "sectors.csv"] {
        all += &told("cities", file, |name| {
            let folder = tempfile::tempdir().unwrap();
            let city = folder.path().join("city");
            std::fs::create_dir(&city).unwrap();
            for file in ["city.toml", "districts.csv", "sectors.csv"] {
                std::fs::copy(whole.join(file), city.join(file)).unwrap();
            }
            std::fs::copy(here().join("cities").join(name), city.join(file)).unwrap();
            let scenario = "format = 1\ncity = \"city\"\n";
            std::fs::write(folder.path().join("x.toml"), scenario).unwrap();
            refused(landfall(folder.path()).args(["check", "x.toml"]))
        });
    }
    insta::assert_snapshot!(all);
}

#[test]
fn tables() {
    let told = told("tables", ".csv", |name| {
        let folder = tempfile::tempdir().unwrap();
        let path = format!("tables/{name}");
        let out = folder.path().join("out");
        let args = ["analyse", &path, "--method", "response", "--out"];
        let output = if name.starts_with("no_output") {
            &[][..]
        } else {
            &["--output", "y"]
        };
        refused(landfall(&here()).args(args).arg(out).args(output))
    });
    insta::assert_snapshot!(told);
}

/// A scenario with such a text is refused soon, and what is said can be read.
fn refused_soon(name: &str, text: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.toml"), text).unwrap();
    let said = refused(landfall(folder.path()).args(["check", "x.toml"]));
    assert!(said.len() < 100_000, "{name}: {} bytes", said.len());
    said
}

#[test]
fn files_without_end_or_sense_are_refused_soon() {
    let head = "format = 1\nextends = \"scenarios/small_city.toml\"\n";
    let with = |text: String| format!("{head}{text}").into_bytes();
    let many = |line: fn(usize) -> String, count| (0..count).map(line).collect::<String>();
    for (name, text, expected) in [
        (
            "brackets",
            with("x = ".to_owned() + &"[".repeat(100_000)),
            "not valid TOML",
        ),
        (
            "braces",
            with("x = ".to_owned() + &"{a=".repeat(100_000)),
            "not valid TOML",
        ),
        (
            "tables",
            with(format!("[{}a]\n", "a.".repeat(100_000))),
            "too deep",
        ),
        (
            "a long line",
            with(format!("title = \"{}\n", "x".repeat(1_000_000))),
            "not valid TOML",
        ),
        (
            "a long name",
            with(format!("{} = 1\n", "x".repeat(1_000_000))),
            "unknown key or table",
        ),
        (
            "a long value",
            with(format!(
                "[leads]\ncity_share = [{}]\n",
                "1,".repeat(500_000)
            )),
            "must be a number",
        ),
        (
            "many keys",
            with(many(|n| format!("k{n} = 1\n"), 100_000)),
            "more than 1000 problems",
        ),
        (
            "many tables",
            with(many(|n| format!("[t{n}]\n"), 100_000)),
            "more than 1000 problems",
        ),
        (
            "many errors",
            with("= =\n".repeat(500_000)),
            "more than 1000 problems",
        ),
        (
            "noise",
            (0..1_000_000_u32)
                .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3])
                .collect(),
            "not UTF-8",
        ),
        ("too much", vec![b'#'; 5 << 20], "has more than 4 MiB"),
    ] {
        let said = refused_soon(name, &text);
        assert!(said.contains(expected), "{name}: {expected:?} in {said}");
    }
}

#[test]
fn a_long_chain_of_scenarios_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..1_000 {
        let text = format!("format = 1\nextends = \"{}.toml\"\n", n + 1);
        std::fs::write(folder.path().join(format!("{n}.toml")), text).unwrap();
    }
    let said = refused(landfall(folder.path()).args(["check", "0.toml"]));
    assert!(
        said.contains("more than 64 scenarios extend one another"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn files_without_end_and_links_that_lead_out_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study");
    std::fs::create_dir(&study).unwrap();
    std::fs::write(folder.path().join("secret.toml"), "password = 1\n").unwrap();
    std::os::unix::fs::symlink("../secret.toml", study.join("link.toml")).unwrap();
    for (base, expected) in [
        ("link.toml", "lies outside"),
        ("../secret.toml", "lies outside"),
        ("/dev/zero", "lies outside"),
        ("../study/../secret.toml", "lies outside"),
    ] {
        let text = format!("format = 1\nextends = \"{base}\"\n");
        std::fs::write(study.join("x.toml"), text).unwrap();
        let said = refused(landfall(folder.path()).args(["check", "study/x.toml"]));
        assert!(
            said.contains(expected) && said.contains("--root DIR"),
            "{said}"
        );
        assert!(!said.contains("password"), "{said}");
    }
    let said = refused(landfall(folder.path()).args(["check", "/dev/zero"]));
    assert!(said.contains("has more than 4 MiB"), "{said}");
}

#[test]
fn a_tree_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let study = folder.path().join("study");
    std::fs::create_dir(&study).unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city.toml");
    std::fs::copy(base, folder.path().join("base.toml")).unwrap();
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city");
    std::fs::create_dir(folder.path().join("small_city")).unwrap();
    for file in ["city.toml", "districts.csv", "sectors.csv"] {
        std::fs::copy(city.join(file), folder.path().join("small_city").join(file)).unwrap();
    }
    let text = "format = 1\nextends = \"../base.toml\"\n";
    std::fs::write(study.join("x.toml"), text).unwrap();
    let said = refused(landfall(folder.path()).args(["check", "study/x.toml"]));
    assert!(said.contains("../base.toml lies outside study"), "{said}");
    for root in [".", "study/.."] {
        let mut check = landfall(folder.path());
        check
            .args(["check", "study/x.toml", "--root", root])
            .assert()
            .success();
    }
    let mut check = landfall(folder.path());
    let check = check.args(["check", "study/x.toml"]);
    check.env("LANDFALL_ROOT", folder.path()).assert().success();
    // Experiments belong to the scenarios beside them.
    let experiments = folder.path().join("experiments");
    std::fs::create_dir(&experiments).unwrap();
    let text =
        "format = 1\nscenario = \"../base.toml\"\n[levers]\n\"leads.city_share\" = [0.1, 0.2]\n";
    std::fs::write(experiments.join("x.toml"), text).unwrap();
    for (from, file) in [("experiments", "x.toml"), (".", "experiments/x.toml")] {
        let mut check = landfall(&folder.path().join(from));
        check.args(["check", file]).assert().success();
    }
    // In a folder named scenarios all belongs together.
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir(&scenarios).unwrap();
    for name in ["study", "small_city", "base.toml"] {
        std::fs::rename(folder.path().join(name), scenarios.join(name)).unwrap();
    }
    let mut check = landfall(folder.path());
    check
        .args(["check", "scenarios/study/x.toml"])
        .assert()
        .success();
    let mut check = landfall(&scenarios.join("study"));
    check.args(["check", "x.toml"]).assert().success();
}

#[test]
fn jobs_that_are_too_large_are_refused_with_an_estimate() {
    let folder = tempfile::tempdir().unwrap();
    let sweep = [
        "sweep",
        "small_city",
        "--vary",
        "leads.city_share=0..1:1000000",
    ];
    for (args, expected, option) in [
        (
            &["run", "small_city", "--replications", "1000000"][..],
            "GiB on disk",
            "--max-disk",
        ),
        (
            &[
                "attribute",
                "before_the_notice",
                "the_notice",
                "--replications",
                "1000000",
            ],
            "256 million runs",
            "--max-runs",
        ),
        (&sweep, "20 million runs", "--max-runs"),
        (
            &["check", "the_notice", "--scale", "3855"],
            "of memory",
            "--max-memory",
        ),
        (
            &["run", "the_notice", "--scale", "3855"],
            "of memory",
            "--max-memory",
        ),
    ] {
        let said = refused(landfall(folder.path()).args(args));
        assert!(said.contains(expected) && said.contains(option), "{said}");
    }
    assert!(!folder.path().join("output").exists());
    let mut check = landfall(folder.path());
    let check = check.args([
        "check",
        "the_notice",
        "--scale",
        "3855",
        "--max-memory",
        "1000000",
    ]);
    check.assert().success();
    let (city, text) = (
        folder.path().join("base.toml"),
        "format = 1\nextends = \"scenarios/small_city.toml\"\n",
    );
    std::fs::write(&city, text).unwrap();
    let trial = "format = 1\ntitle = \"T\"\nseed = 1\npoints = 1000\nreplications = 100\nwaves = 100\n\
                 kept_share = 0.1\nchoosing_replications = 1\njudging_replications = 2\nextends = \"base.toml\"\n\
                 [scenarios]\nbase = \"base.toml\"\n[free]\n\"leads.found_per_year\" = [20.0, 70.0]\n\
                 [[targets]]\nid = \"T\"\nmeaning = \"L\"\nscenario = \"base\"\nmetric = \"leads.found\"\n\
                 place = \"city\"\nfact = 20.0\ntolerance = [15.0, 25.0]\nsource = \"made up\"\n";
    std::fs::write(folder.path().join("trial.toml"), trial).unwrap();
    let said = refused(landfall(folder.path()).args(["calibrate", "trial.toml"]));
    assert!(said.contains("10 million runs"), "{said}");
    // A city that is too large by itself: forty districts, four hundred million parcels.
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city");
    for file in ["city.toml", "sectors.csv"] {
        std::fs::copy(city.join(file), folder.path().join(file)).unwrap();
    }
    let table = std::fs::read_to_string(city.join("districts.csv")).unwrap();
    let (head, row) = (table.lines().next().unwrap(), table.lines().nth(1).unwrap());
    let row = row.replace(",300,", ",1000000,");
    let rows = (0..40).map(|n| {
        let row = row.replace("HARBOUR", &format!("H{n}"));
        row.replace("港区,1,0", &format!("港区,1,{n}")) + "\n"
    });
    let table = format!("{head}\n{}", rows.collect::<String>());
    std::fs::write(folder.path().join("districts.csv"), table).unwrap();
    let scenario = "format = 1\ncity = \".\"\n[founding]\nparcel_ha = 0.1\n";
    std::fs::write(folder.path().join("x.toml"), scenario).unwrap();
    let said = refused(landfall(folder.path()).args(["run", "x.toml"]));
    assert!(said.contains("on 400 million parcels"), "{said}");
}
