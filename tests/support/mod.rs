//! What several tests need: scenarios written on the spot, runs, and figures by name.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test uses a part of it, as a module of its own"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use landfall::batch::{Batch, Ended, Failure, Orders};
use landfall::kernel::record::Place;
use landfall::scenario::{Overrides, Scenario};
use landfall::simulation::{Outcome, Simulation, figures};

/// A value of `LANDFALL_ROOT` that lets variants in a folder of their own extend shipped scenarios.
pub const ANYWHERE: &str = "/";

/// A path in the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A shipped scenario.
pub fn shipped(name: &str) -> Scenario {
    let path = project("scenarios").join(name).with_extension("toml");
    Scenario::load(&path, Overrides::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A scenario that extends a shipped one.
pub fn variant_of(base: &str, changes: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = write_variant(folder.path(), "variant", base, changes);
    Scenario::load(&path, Overrides::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Writes a scenario file that extends a shipped one.
pub fn write_variant(folder: &Path, name: &str, base: &str, changes: &str) -> PathBuf {
    let base = project("scenarios").join(base).with_extension("toml");
    let path = folder.join(name).with_extension("toml");
    let text = format!("format = 1\nextends = '{}'\n{changes}", base.display());
    std::fs::write(&path, text).unwrap();
    path
}

/// Writes a calibration of a few runs of a scenario into a folder.
pub fn write_calibration(folder: &Path, scenario: &str) -> PathBuf {
    let path = folder.join("calibration.toml");
    let text = format!(
        "format = 1\ntitle = \"Trial\"\nseed = 5\npoints = 6\nreplications = 2\nwaves = 2\n\
         kept_share = 0.5\nchoosing_replications = 2\njudging_replications = 2\n\
         extends = \"base.toml\"\n\n[scenarios]\nbase = '{scenario}'\n\n\
         [free]\n\"leads.found_per_year\" = [20.0, 70.0]\n\n[[targets]]\nid = \"T1\"\n\
         meaning = \"Leads\"\nscenario = \"base\"\nmetric = \"leads.found\"\nplace = \"city\"\n\
         fact = 20.0\ntolerance = [15.0, 25.0]\nsource = \"made up\"\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

/// Runs one replication with invariants checked every week.
pub fn run(scenario: &Scenario, replication: u32) -> Outcome {
    Simulation::new(scenario, replication, true)
        .run(replication)
        .unwrap_or_else(|violation| panic!("{violation}"))
}

/// A figure of an outcome.
pub fn figure(scenario: &Scenario, outcome: &Outcome, metric: &str, place: Place) -> Option<f64> {
    let at = figures(&scenario.city.layout())
        .iter()
        .position(|(m, _, p)| m.name == metric && *p == place)
        .unwrap_or_else(|| panic!("no figure {metric} at {place:?}"));
    outcome.figures[at]
}

/// A figure of the city that must be defined.
pub fn city(scenario: &Scenario, outcome: &Outcome, metric: &str) -> f64 {
    figure(scenario, outcome, metric, Place::City).unwrap_or_else(|| panic!("{metric} undefined"))
}

/// Orders to carry out a whole job that nothing stops.
pub fn orders(out: &Path, threads: usize) -> Orders<'static> {
    static GO_ON: AtomicBool = AtomicBool::new(false);
    Orders {
        out: out.to_owned(),
        threads,
        overwrite: false,
        resume: false,
        shard: None,
        stop: &GO_ON,
    }
}

/// The files of a folder and those below it, by name.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

/// Fails with the names of the files in which two results differ.
pub fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, how: &str) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other), "{how}");
    let differing: Vec<&String> = one
        .keys()
        .filter(|name| one[*name] != other[*name])
        .collect();
    assert!(differing.is_empty(), "{how}: {differing:?} differ");
}

/// A batch of scenarios that is carried out whole.
pub fn batch(name: &str, scenarios: Vec<Scenario>) -> Batch {
    Batch {
        name: name.to_owned(),
        scenarios,
        check_invariants: false,
        precision: Vec::new(),
    }
}

/// Moves the result of a job that came to its end into its place.
pub fn whole(ended: Result<Ended, Failure>) {
    match ended {
        Ok(Ended::Whole(folder)) => drop(folder.finish().unwrap()),
        other => panic!("the job did not come to its end: {other:?}"),
    }
}
