//! What every shipped scenario leaves, by hash: the same in every profile and on every platform.
//!
//! A change that moves a hash says so: `UPDATE=1 cargo test --test golden` writes `tests/golden.txt` anew and
//! tells which figures moved, and the changelog must name the new digest under "Unreleased".

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fmt::Write as _;

use landfall::kernel::record::Place;
use landfall::scenario::Scenario;
use landfall::simulation::{Outcome, Simulation, figures};
use sha2::{Digest, Sha256};
use support::{project, shipped};

/// Weeks that are run: enough for land to be granted and plants to be built, under a notice that is in
/// force from the first counted week on.
const BURN_IN: u32 = 26;
const HORIZON: u32 = 104;

/// Figures that stand beside each hash, so that a change can be read.
const SHOWN: [&str; 6] = [
    "leads.found",
    "placement.landed",
    "placement.landed_ha",
    "land.output",
    "cost.discounts",
    "efficiency.bound",
];

#[test]
fn the_gallery_ends_as_it_always_has() {
    let path = project("tests/golden.txt");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let names = gallery();
    let (first, second) = names.split_at(names.len() / 2);
    let lines = std::thread::scope(|scope| {
        let half = scope.spawn(|| lines(first));
        let mut rest = lines(second);
        let mut all = half.join().unwrap();
        all.append(&mut rest);
        all
    });
    let now = lines.concat();
    let moved = moved(&committed, &now);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &now).unwrap();
        println!("{moved}digest {}", digest(&now));
    } else {
        assert!(moved.is_empty(), "{moved}if that is meant: UPDATE=1");
    }
}

#[test]
fn the_changelog_names_the_digest_of_what_the_gallery_leaves() {
    let golden = std::fs::read_to_string(project("tests/golden.txt")).unwrap();
    let changelog = std::fs::read_to_string(project("CHANGELOG.md")).unwrap();
    let unreleased = changelog.split("\n## ").nth(1).unwrap();
    let digest = digest(&golden);
    assert!(
        unreleased.contains(&digest),
        "hashes of the gallery have moved: name the digest {digest} under Unreleased in CHANGELOG.md, with the \
         metrics that moved and why"
    );
}

/// Names of all shipped scenarios, in order.
fn gallery() -> Vec<String> {
    let entries = std::fs::read_dir(project("scenarios")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let scenarios = paths.filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut names: Vec<String> = scenarios
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn lines(names: &[String]) -> Vec<String> {
    names.iter().map(|name| line(name)).collect()
}

fn line(name: &str) -> String {
    let mut scenario = shipped(name);
    scenario.run.burn_in = scenario.run.burn_in.min(BURN_IN);
    scenario.run.horizon = scenario.run.horizon.min(HORIZON);
    let outcome = Simulation::new(&scenario, 0, false).run(0);
    let outcome = outcome.unwrap_or_else(|violation| panic!("{name}: {violation}"));
    let mut line = format!("{name} {}", &hash(&outcome)[..32]);
    for metric in SHOWN {
        let figure = city(&scenario, &outcome, metric);
        let figure = figure.map_or("-".to_owned(), |figure| format!("{figure:.6}"));
        let _ = write!(line, " {metric}={figure}");
    }
    line.push('\n');
    line
}

fn city(scenario: &Scenario, outcome: &Outcome, metric: &str) -> Option<f64> {
    let figures = figures(&scenario.city.layout());
    let at = figures
        .iter()
        .position(|(m, _, place)| m.name == metric && *place == Place::City);
    outcome.figures[at.unwrap_or_else(|| panic!("{metric} is no metric of the city"))]
}

/// Every bit of every figure, of every week and of every project.
fn hash(outcome: &Outcome) -> String {
    let mut hash = Sha256::new();
    let figures = outcome.figures.iter().map(|f| f.unwrap_or(f64::MAX));
    let weekly = outcome.series.iter().copied();
    let curves = outcome.curves.iter().flatten().copied();
    for figure in figures.chain(weekly).chain(curves) {
        // What is undefined is one thing, whatever the bits of it.
        let figure = if figure.is_nan() { f64::MAX } else { figure };
        hash.update(figure.to_bits().to_le_bytes());
    }
    for row in &outcome.projects {
        hash.update(format!("{} {:?}", row.project.id, row.life));
    }
    hex(&hash.finalize())
}

/// The digest of all lines.
fn digest(golden: &str) -> String {
    hex(&Sha256::digest(golden.replace('\r', "")))[..12].to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// In what two sets of lines differ, scenario by scenario.
fn moved(committed: &str, now: &str) -> String {
    let find = |text: &str, name: &str| {
        let mut lines = text.lines().map(str::to_owned);
        lines.find(|line| line.split(' ').next() == Some(name))
    };
    let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let mut moved = String::new();
    for line in committed.lines() {
        if find(now, &name(line)).is_none() {
            let _ = writeln!(moved, "{}: gone", name(line));
        }
    }
    for line in now.lines() {
        let Some(before) = find(committed, &name(line)) else {
            let _ = writeln!(moved, "{}: new", name(line));
            continue;
        };
        if before == line {
            continue;
        }
        let _ = writeln!(moved, "{}:", name(line));
        let mut figures = before.split(' ').zip(line.split(' ')).skip(2);
        let shown: Vec<String> = figures
            .by_ref()
            .filter(|(before, now)| before != now)
            .map(|(before, now)| format!("  {before} -> {now}"))
            .collect();
        if shown.is_empty() {
            moved.push_str("  none of the figures shown, but a bit of another\n");
        } else {
            let _ = writeln!(moved, "{}", shown.join("\n"));
        }
    }
    moved
}
