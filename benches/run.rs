//! How fast a week, a run and its first day are. `cargo bench --bench run`.

#![expect(clippy::print_stdout, reason = "a bench reports")]

mod shipped;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use landfall::kernel::calendar::Calendar;
use landfall::simulation::Simulation;
use landfall::world::project::{Docket, Life, Stage};

const SCENARIOS: [&str; 3] = [
    "small_city_first_negotiation",
    "before_the_notice",
    "the_notice",
];

fn main() {
    weeks_and_projects();
    divan::main();
}

/// Weeks per second, and the time that a live project takes in a week: live is a project between
/// its lead and its first output.
fn weeks_and_projects() {
    for name in SCENARIOS {
        let scenario = shipped::scenario(name, None);
        let mut simulation = Simulation::new(&scenario, 0, false);
        let weeks = simulation.world().resource::<Calendar>().end().0;
        let (mut live, mut taken) = (0_u64, std::time::Duration::ZERO);
        for _ in 0..weeks {
            let began = now();
            simulation.week().expect("no invariant is checked");
            taken += began.elapsed();
            let world = simulation.world();
            let all = &world.resource::<Docket>().all;
            let lives = all.iter().filter_map(|&(_, p)| world.get::<Life>(p));
            live += lives.filter(|life| life.stage() < Stage::Operating).count() as u64;
        }
        let seconds = taken.as_secs_f64();
        println!(
            "{name}: {:.0} weeks/s, {:.0} ns per live project-week ({} live projects a week)",
            f64::from(weeks) / seconds,
            seconds * 1e9 / live as f64,
            live / u64::from(weeks),
        );
    }
}

#[expect(clippy::disallowed_types, reason = "a bench keeps time")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// A whole replication, weekly series recorded.
#[divan::bench(args = SCENARIOS, sample_count = 10)]
fn run(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = shipped::scenario(name, None);
    let weeks = scenario.run.burn_in + scenario.run.horizon;
    bencher
        .counter(ItemsCount::new(weeks))
        .bench(|| Simulation::new(black_box(&scenario), 0, false).run(0));
}

/// The first day: parcels, incumbents, tape.
#[divan::bench(args = SCENARIOS, sample_count = 10)]
fn found(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = shipped::scenario(name, None);
    bencher.bench(|| Simulation::new(black_box(&scenario), 0, false));
}
