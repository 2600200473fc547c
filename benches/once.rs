//! One replication of the notice and nothing else: what a profiler is put on, and what the
//! regression check counts. `cargo bench --bench once`.

#![expect(clippy::print_stdout, reason = "a bench reports")]

use landfall::scenario::{Overrides, Scenario};
use landfall::simulation::Simulation;

fn main() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/the_notice.toml");
    let scenario =
        Scenario::load(&path, Overrides::default()).expect("a shipped scenario is sound");
    let outcome = Simulation::new(&scenario, 0, false)
        .run(0)
        .expect("no invariant is checked");
    println!("{} projects", outcome.projects.len());
}
