//! One replication of the notice and nothing else: what a profiler is put on.
//! `cargo bench --bench once`.

#![expect(clippy::print_stdout, reason = "a bench reports")]

mod shipped;

use landfall::simulation::Simulation;

fn main() {
    let outcome = Simulation::new(&shipped::scenario("the_notice"), 0, false)
        .run(0)
        .expect("no invariant is checked");
    println!("{} projects", outcome.projects.len());
}
