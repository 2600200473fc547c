//! What several tests need: scenarios written on the spot, runs, and figures by name.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test uses a part of it, as a module of its own"
)]

use std::path::{Path, PathBuf};

use landfall::kernel::record::Place;
use landfall::scenario::{Overrides, Scenario};
use landfall::simulation::{Outcome, Simulation, figures};

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
