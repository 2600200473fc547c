//! One replication of the notice and nothing else: what a profiler is put on.
//! `cargo bench --bench once`; another scenario, and its city at a scale:
//! `cargo bench --bench once -- before_the_notice 10`.

#![expect(clippy::print_stdout, reason = "a bench reports")]

mod shipped;

use landfall::simulation::Simulation;

fn main() {
    let mut asked = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let name = asked.next().unwrap_or_else(|| "the_notice".to_owned());
    let scale = asked.next().and_then(|word| word.parse().ok());
    let outcome = Simulation::new(&shipped::scenario(&name, scale), 0, false)
        .run(0)
        .expect("no invariant is checked");
    println!("{} projects", outcome.projects.len());
}
