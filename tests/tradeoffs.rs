//! Scenario discovery, robustness and Pareto fronts of small CSV files, through the command.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Writes a table into a folder.
fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// What the analysis of a table said and how it ended; folders of this machine are taken out.
fn analyse(table: &Path, arguments: &[&str]) -> String {
    let folder = table.parent().unwrap();
    let output = Command::cargo_bin("landfall")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "100")
        .arg("analyse")
        .arg(table)
        .args(arguments)
        .args(["--resamples", "100", "--overwrite", "--out"])
        .arg(folder.join("result"))
        .output()
        .unwrap();
    let clean = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .replace(&folder.display().to_string(), "<folder>")
            .replace('\\', "/")
    };
    format!(
        "exit {}\n--- out\n{}--- err\n{}",
        output.status.code().unwrap_or(-1),
        clean(&output.stdout),
        clean(&output.stderr)
    )
}

/// A column of a file of the result.
fn column(table: &Path, file: &str, name: &str) -> Vec<String> {
    let path = table.parent().unwrap().join("result").join(file);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head = reader.headers().unwrap().clone();
    let at = head.iter().position(|column| column == name).unwrap();
    reader
        .records()
        .map(|record| record.unwrap()[at].to_owned())
        .collect()
}

/// Points of a grid of 20 by 20, of which those with x above 0.7 and y below 0.5 have a large z.
fn corner() -> String {
    let mut text = String::from("x,y,z\n");
    for point in 0..400 {
        let (x, y) = (f64::from(point % 20) / 20.0, f64::from(point / 20) / 20.0);
        let z = if x > 0.7 && y < 0.5 { 2.0 } else { 1.0 };
        let _ = writeln!(text, "{x},{y},{z}");
    }
    text
}

/// Three levers in three states, two replications: a is safe, b regrets least, c is good if it is.
fn levers() -> String {
    let mut text = String::from("point,replication,lever,state,y,z\n");
    let cells = [("a", [5, 5, 5]), ("b", [3, 9, 9]), ("c", [0, 10, 10])];
    for (place, (lever, values)) in cells.into_iter().enumerate() {
        for (state, value) in values.into_iter().enumerate() {
            for replication in 0..2 {
                let point = 3 * place + state;
                let y = f64::from(value) + f64::from(replication) * 0.5 - 0.25;
                let z = 10 - 2 * place;
                let _ = writeln!(text, "{point},{replication},{lever},{state},{y},{z}");
            }
        }
    }
    text
}

#[test]
fn a_corner_is_discovered() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "corner.csv", &corner());
    let arguments = ["--method", "discovery", "--where", "z >= 1.5"];
    insta::assert_snapshot!(analyse(&table, &arguments));
    assert_eq!(column(&table, "boxes.csv", "low"), ["0.725", ""]);
    assert_eq!(column(&table, "boxes.csv", "high"), ["", "0.475"]);
    assert_eq!(column(&table, "discovery.csv", "coverage"), ["1"]);
    assert!(folder.path().join("result/plots/box_1.png").is_file());
    // Another go gives the same bytes.
    let read = |file: &str| std::fs::read(folder.path().join("result").join(file)).unwrap();
    let before = ["discovery.csv", "boxes.csv", "plots/box_1.svg"].map(read);
    analyse(&table, &arguments);
    assert_eq!(
        before,
        ["discovery.csv", "boxes.csv", "plots/box_1.svg"].map(read)
    );
}

#[test]
fn what_is_spread_evenly_is_no_discovery() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("x,y,z\n");
    for point in 0_u32..144 {
        let of_interest = (point % 12 + point / 12) % 2;
        let _ = writeln!(text, "{},{},{of_interest}", point % 12, point / 12);
    }
    let table = write(folder.path(), "board.csv", &text);
    let said = analyse(&table, &["--method", "discovery", "--where", "z >= 1"]);
    assert!(said.contains("says nothing"), "{said}");
    assert_eq!(column(&table, "discovery.csv", "stands"), ["0"]);
}

#[test]
fn robust_levers_are_told_by_criterion() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "levers.csv", &levers());
    let arguments = [
        "--method",
        "robustness",
        "--lever",
        "lever",
        "--input",
        "state",
        "--maximise",
        "y",
        "--where",
        "y >= 9.5",
    ];
    insta::assert_snapshot!(analyse(&table, &arguments));
    let first: Vec<(String, String)> = column(&table, "robustness.csv", "rank")
        .into_iter()
        .zip(column(&table, "robustness.csv", "criterion"))
        .zip(column(&table, "robustness.csv", "lever"))
        .filter(|((rank, _), _)| rank == "1")
        .map(|((_, criterion), lever)| (criterion, lever))
        .collect();
    let first: Vec<(&str, &str)> = first
        .iter()
        .map(|(c, l)| (c.as_str(), l.as_str()))
        .collect();
    assert_eq!(
        first,
        [
            ("mean", "b"),
            ("worst", "a"),
            ("best", "c"),
            ("max_regret", "b"),
            ("mean_regret", "b"),
            ("p90_regret", "b"),
            ("satisficing", "c")
        ]
    );
    for plot in ["robustness_y", "regret_y", "satisficing"] {
        let path = folder.path().join(format!("result/plots/{plot}.svg"));
        assert!(path.is_file(), "{plot}");
    }
}

#[test]
fn a_front_is_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "levers.csv", &levers());
    let goals = ["--maximise", "y", "--maximise", "z", "--input", "state"];
    let arguments = [&["--method", "pareto", "--lever", "lever"], &goals[..]].concat();
    insta::assert_snapshot!(analyse(&table, &arguments));
    assert_eq!(column(&table, "pareto.csv", "on_front"), ["1", "1", "0"]);
    assert!(folder.path().join("result/plots/pareto.svg").is_file());
    // Without a lever every point is a candidate, and one replication is drawn without whiskers.
    let text = "x,y,z\n1,1,5\n2,3,3\n3,3,3\n4,0,0\n5,,9\n";
    let table = write(folder.path(), "points.csv", text);
    let said = analyse(&table, &[&["--method", "pareto"], &goals[..4]].concat());
    assert!(said.contains("3 of 5 candidates"), "{said}");
    assert!(
        said.contains("for want of a figure for a goal: 1, by number 4"),
        "{said}"
    );
    let on_front = column(&table, "pareto.csv", "on_front");
    assert_eq!(on_front, ["1", "1", "1", "0", ""]);
    assert_eq!(column(&table, "pareto.csv", "y_ci_low"), [""; 5]);
}

#[test]
fn what_cannot_be_discovered_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "corner.csv", &corner());
    let few: Vec<String> = corner().lines().take(20).map(str::to_owned).collect();
    let few = write(folder.path(), "few.csv", &few.join("\n"));
    let ask = |table: &Path, bounds: &[&str]| {
        let bounds = bounds.iter().flat_map(|bound| ["--where", bound]);
        let output = ["--method", "discovery", "--output", "z"];
        analyse(table, &output.into_iter().chain(bounds).collect::<Vec<_>>())
    };
    insta::assert_snapshot!(
        [
            ask(&table, &[]),
            ask(&table, &["z >= 5"]),
            ask(&table, &["z <= 5"]),
            ask(&table, &["z > 1"]),
            ask(&table, &["zz >= 1"]),
            ask(&few, &["z >= 1.5"]),
        ]
        .join("\n")
    );
}

#[test]
fn levers_that_cannot_be_compared_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let table = write(folder.path(), "levers.csv", &levers());
    let gaps: Vec<String> = (levers().lines())
        .filter(|line| !line.contains(",b,1,") && !line.contains(",c,"))
        .map(str::to_owned)
        .chain(["9,0,c,3,1,1".to_owned()])
        .collect();
    let gaps = write(folder.path(), "gaps.csv", &gaps.join("\n"));
    let bare = levers().replace("point,replication,", "run,seed,");
    let bare = write(folder.path(), "bare.csv", &bare);
    let inputs = ["--input", "state", "--output", "y"];
    let ask = |table: &Path, arguments: &[&str]| {
        analyse(
            table,
            &[&["--method", "robustness"], &inputs[..], arguments].concat(),
        )
    };
    let lever = ["--lever", "lever"];
    let goal = ["--maximise", "y"];
    insta::assert_snapshot!(
        [
            ask(&table, &lever),
            ask(&table, &goal),
            ask(&table, &[&goal[..], &["--lever", "state"]].concat()),
            ask(&gaps, &[goal, lever].concat()),
            ask(&bare, &[goal, lever].concat()),
        ]
        .join("\n")
    );
    let one = ["--method", "pareto", "--input", "state", "--maximise", "y"];
    insta::assert_snapshot!(analyse(&table, &one));
}
