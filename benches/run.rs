//! How fast a week, a run, a draw and a scenario file are. `cargo bench`.

#![expect(clippy::print_stdout, reason = "a bench reports")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use landfall::kernel::calendar::Calendar;
use landfall::kernel::chance::{Dice, Purpose};
use landfall::kernel::ids::ProjectId;
use landfall::scenario::{Overrides, Scenario};
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

fn scenario(name: &str) -> Scenario {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name)
        .with_extension("toml");
    Scenario::load(&path, Overrides::default()).expect("a shipped scenario is sound")
}

/// Weeks per second, and the time that a live project takes in a week: live is a project between
/// its lead and its first output.
fn weeks_and_projects() {
    for name in SCENARIOS {
        let scenario = scenario(name);
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
    let scenario = scenario(name);
    let weeks = scenario.run.burn_in + scenario.run.horizon;
    bencher
        .counter(ItemsCount::new(weeks))
        .bench(|| Simulation::new(black_box(&scenario), 0, false).run(0));
}

/// The first day: parcels, incumbents, tape.
#[divan::bench(args = SCENARIOS, sample_count = 10)]
fn found(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = scenario(name);
    bencher.bench(|| Simulation::new(black_box(&scenario), 0, false));
}

/// A scenario file, what it extends and its city.
#[divan::bench(sample_count = 20)]
fn load() -> Scenario {
    scenario(black_box("the_notice"))
}

/// One keyed draw, read as a Gumbel.
#[divan::bench]
fn draw(bencher: Bencher<'_, '_>) {
    const PURPOSE: Purpose = Purpose::new("bench.draw");
    let dice = Dice::new(1, 0);
    let mut index = 0;
    bencher.bench_local(|| {
        index += 1;
        dice.roll(PURPOSE, &ProjectId::on_tape(7), index).gumbel()
    });
}
