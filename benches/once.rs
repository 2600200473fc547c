//! One replication of the notice and nothing else: what a profiler is put on.
//! `cargo bench --bench once`; another scenario, and its city at a scale:
//! `cargo bench --bench once -- before_the_notice 10`.
//!
//! `still` as a last word has no unused land reused or lost, so that nothing ever falls due for it;
//! `doubled` has twice as many unused parcels besides, for the same weeks otherwise.

#![expect(clippy::print_stdout, reason = "a bench reports")]

mod shipped;

use landfall::kernel::parameter::Value;
use landfall::kernel::units::Area;
use landfall::scenario::Scenario;
use landfall::simulation::Simulation;

fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let word = |at: usize| asked.get(at).map(String::as_str);
    let scale = word(1).and_then(|word| word.parse().ok());
    let mut scenario = shipped::scenario(word(0).unwrap_or("the_notice"), scale);
    match word(2) {
        Some("still") => keep_still(&mut scenario),
        Some("doubled") => {
            keep_still(&mut scenario);
            double_unused(&mut scenario);
        }
        _ => {}
    }
    let outcome = Simulation::new(&scenario, 0, false)
        .run(0)
        .expect("no invariant is checked");
    println!("{} projects", outcome.projects.len());
}

fn keep_still(scenario: &mut Scenario) {
    for key in ["reuse_per_year", "loss_per_year"] {
        let timetable = &mut scenario.timetable;
        timetable.set("land_supply", key, Value::Number(0.0));
    }
}

/// As much land in use as before, and twice as much that is idle or vacated.
fn double_unused(scenario: &mut Scenario) {
    for district in &mut scenario.city.districts {
        let idle = district.industrial_land.hectares() * district.idle_share;
        let land = district.industrial_land.hectares() + idle;
        district.industrial_land = Area::from_hectares(land);
        district.idle_share = 2.0 * idle / land.max(f64::MIN_POSITIVE);
        district.vacated = Area::from_hectares(2.0 * district.vacated.hectares());
    }
}
