//! Rules about the code and its pages: arrows between floors, the shape of rooms, generated tables.
//!
//! `UPDATE=1 cargo test --test tidy` rewrites the tables that are generated.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::{Path, PathBuf};

use landfall::kernel::parameter::Group;
use landfall::kernel::record::Metric;
use landfall::measures::MEASURES;
use landfall::scenario::Overrides;
use landfall::scenario::experiment::Experiment;
use support::project;

/// The floors, lowest first: each may name itself and what is below.
const FLOORS: [&str; 10] = [
    "kernel",
    "world",
    "lifecycle",
    "measures",
    "scenario",
    "simulation",
    "batch",
    "analysis",
    "report",
    "cli",
];

/// Files of a room, in reading order.
const ROOM: [&str; 11] = [
    "README.md",
    "mod.rs",
    "parameters.rs",
    "components.rs",
    "messages.rs",
    "rules.rs",
    "systems.rs",
    "metrics.rs",
    "invariants.rs",
    "tests.rs",
    "snapshots",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Source files with the floor they belong to, if any.
fn floors() -> Vec<(PathBuf, Option<usize>)> {
    let root = project("src");
    sources(&root)
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let first = name.split(['/', '.']).next().unwrap().to_owned();
            let floor = FLOORS.iter().position(|floor| *floor == first);
            (path, floor)
        })
        .collect()
}

#[test]
fn no_floor_names_a_higher_one() {
    let mut wrong = Vec::new();
    for (path, floor) in floors() {
        let Some(floor) = floor else { continue };
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            for named in line.split("crate::").skip(1) {
                let name: String = named.chars().take_while(|c| c.is_alphanumeric()).collect();
                if FLOORS
                    .iter()
                    .position(|f| *f == name)
                    .is_some_and(|named| named > floor)
                {
                    wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_room_never_names_the_inside_of_another() {
    for measure in &MEASURES {
        let folder = project("src/measures").join(measure.name);
        for path in sources(&folder) {
            let text = std::fs::read_to_string(&path).unwrap();
            for other in MEASURES.iter().filter(|other| other.name != measure.name) {
                assert!(
                    !text.contains(&format!("measures::{}", other.name)),
                    "{} names {}",
                    path.display(),
                    other.name
                );
            }
        }
    }
}

#[test]
fn rooms_have_their_shape() {
    for measure in &MEASURES {
        let folder = project("src/measures").join(measure.name);
        for entry in std::fs::read_dir(&folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(
                ROOM.contains(&name.as_str()),
                "{name} does not belong in a room"
            );
        }
        for needed in [
            "README.md",
            "mod.rs",
            "parameters.rs",
            "rules.rs",
            "systems.rs",
            "tests.rs",
        ] {
            assert!(
                folder.join(needed).is_file(),
                "{} lacks {needed}",
                measure.name
            );
        }
    }
}

/// Only the command prints; the model reads no file, no clock and no environment.
#[test]
fn the_model_keeps_to_itself() {
    let simulation = FLOORS
        .iter()
        .position(|floor| *floor == "simulation")
        .unwrap();
    for (path, floor) in floors() {
        let Some(floor) = floor else { continue };
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        if floor <= simulation && FLOORS[floor] != "scenario" {
            for word in ["std::fs", "std::env", "std::io", "std::time"] {
                assert!(!code.contains(word), "{} names {word}", path.display());
            }
        }
        if FLOORS[floor] != "cli" {
            for word in ["println!", "eprintln!", "stdout()", "stderr()"] {
                assert!(!code.contains(word), "{} prints", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for folder in ["src", "tests", "benches"] {
        for path in sources(&project(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(
                text.starts_with("//! "),
                "{} lacks its first line",
                path.display()
            );
        }
    }
}

#[test]
fn every_scenario_is_in_the_gallery_and_says_what_it_asks() {
    let gallery = std::fs::read_to_string(project("scenarios/README.md")).unwrap();
    for entry in std::fs::read_dir(project("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            gallery.contains(&format!("`{stem}`")),
            "{stem} is not in the gallery"
        );
        let scenario = support::shipped(&stem);
        assert!(!scenario.question.is_empty(), "{stem} asks nothing");
        assert!(
            std::fs::read_to_string(&path).unwrap().starts_with('#'),
            "{stem} lacks a header"
        );
    }
}

/// Every experiment loads without a note, its ends can be run, and the gallery and the guide name it.
#[test]
fn every_experiment_loads_and_is_in_the_gallery() {
    let gallery = std::fs::read_to_string(project("scenarios/README.md")).unwrap();
    let guide = std::fs::read_to_string(project("src/guide/experiments.md")).unwrap();
    for entry in std::fs::read_dir(project("scenarios/experiments")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let experiment = Experiment::load(&path, Overrides::default()).unwrap();
        assert!(experiment.notes.is_empty(), "{}", experiment.name);
        for (page, of) in [(&gallery, "gallery"), (&guide, "guide")] {
            let row = format!("| `{}` | {} |", experiment.name, experiment.title);
            assert!(page.contains(&row), "the {of} lacks {row}");
        }
        assert!(
            std::fs::read_to_string(&path).unwrap().starts_with('#'),
            "{} lacks a header",
            experiment.name
        );
        if experiment.name == "small_city_window" {
            let text = std::fs::read_to_string(&path).unwrap();
            let from = text.find("format = 1").unwrap();
            assert!(
                guide.contains(text[from..].trim()),
                "the guide shows another file"
            );
        }
        for point in [0, experiment.design.points() - 1] {
            let scenarios = [Some(experiment.scenario(point)), experiment.baseline(point)];
            for scenario in scenarios.iter().flatten() {
                landfall::simulation::Simulation::new(scenario, 0, true)
                    .week()
                    .unwrap();
            }
        }
    }
}

/// Every scenario runs: three weeks of it, every invariant checked.
#[test]
fn every_scenario_runs() {
    for entry in std::fs::read_dir(project("scenarios")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            let scenario = support::shipped(path.file_stem().unwrap().to_str().unwrap());
            let mut simulation = landfall::simulation::Simulation::new(&scenario, 0, true);
            for _ in 0..3 {
                simulation.week().unwrap();
            }
        }
    }
}

/// Each assumption that a number cites is explained in the guide.
#[test]
fn every_assumption_is_explained() {
    let mut guide = std::fs::read_to_string(project("src/guide/assumptions.md")).unwrap();
    for measure in &MEASURES {
        let page = project("src/measures").join(measure.name).join("README.md");
        guide += &std::fs::read_to_string(page).unwrap();
    }
    let mut missing = Vec::new();
    let parameters = landfall::measures::parameters().describe();
    for parameter in &parameters {
        let source = parameter.source.to_string();
        if let Some(id) = source.strip_prefix("assumed ")
            && !guide.contains(id)
        {
            missing.push(format!("{id} of {}", parameter.name()));
        }
    }
    for scenario in ["before_the_notice", "small_city"] {
        for file in support::shipped(scenario).city_files {
            for column in file.columns {
                let id = column.source.strip_prefix("assumed ");
                let id = id.and_then(|rest| rest.split([' ', ',', ';']).next());
                if let Some(id) = id.filter(|id| !guide.contains(*id)) {
                    missing.push(format!("{id} of {}", column.name));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The decision records are all in the guide's list.
#[test]
fn every_decision_is_listed() {
    let list = std::fs::read_to_string(project("src/guide/mod.rs")).unwrap();
    for entry in std::fs::read_dir(project("src/guide/decisions")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(list.contains(&name), "{name} is not in src/guide/mod.rs");
    }
}

#[test]
fn generated_tables_are_current() {
    for measure in &MEASURES {
        let path = project("src/measures").join(measure.name).join("README.md");
        let page = std::fs::read_to_string(&path).unwrap();
        let page_now = fill(
            &page,
            "parameters",
            &parameter_table(&*(measure.parameters)()),
        );
        let page_now = fill(&page_now, "metrics", &metric_table(measure.metrics));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &page_now).unwrap();
        } else {
            assert!(
                page == page_now,
                "{} is stale: run with UPDATE=1",
                path.display()
            );
        }
    }
}

fn fill(page: &str, name: &str, table: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let (before, rest) = page.split_once(&open).expect("the page has its marker");
    let (_, after) = rest
        .split_once(&close)
        .expect("the page has its closing marker");
    format!("{before}{open}\n{table}{close}{after}")
}

fn parameter_table(group: &dyn Group) -> String {
    let mut table = "| parameter | meaning | unit | allowed | default | source |\n\
                     |---|---|---|---|---|---|\n"
        .to_owned();
    for p in group.describe() {
        table.push_str(&format!(
            "| `{}` | {} | {} | {} | {} | {} |\n",
            p.key,
            p.meaning.en,
            p.unit,
            code_words(&p.kind.to_string()),
            code_words(&p.default.to_string()),
            p.source
        ));
    }
    table
}

/// Words with underscores as code.
fn code_words(text: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_end_matches(',');
        if bare.contains('_') {
            word.replace(bare, &format!("`{bare}`"))
        } else {
            word.to_owned()
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn metric_table(metrics: &[Metric]) -> String {
    let mut table = "| metric | title | unit | formula |\n|---|---|---|---|\n".to_owned();
    for m in metrics {
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            m.name, m.title.en, m.unit, m.formula.en
        ));
    }
    table
}
