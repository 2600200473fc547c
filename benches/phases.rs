//! Where a run spends its time, part by part of the week. `cargo bench --bench phases`; with the cities
//! at a scale: `cargo bench --bench phases -- 10`.

#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::disallowed_types, reason = "a bench keeps time")]

mod shipped;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use bevy_ecs::world::World;
use landfall::kernel::calendar::Calendar;
use landfall::kernel::schedule::Tick;
use landfall::scenario::Scenario;
use landfall::simulation::{Simulation, figures};
use landfall::world::project::{Docket, Life, Stage};

const SCENARIOS: [&str; 3] = [
    "small_city_first_negotiation",
    "before_the_notice",
    "the_notice",
];

/// Times of the parts, and when the last one ended.
struct Clock {
    taken: Vec<(Tick, Duration)>,
    last: Instant,
}

thread_local! {
    static CLOCK: RefCell<Option<Clock>> = const { RefCell::new(None) };
}

fn begin() {
    let taken = Tick::ORDER.map(|part| (part, Duration::ZERO)).to_vec();
    let last = Instant::now();
    CLOCK.set(Some(Clock { taken, last }));
}

fn mark(_: &mut World, part: Tick) {
    let now = Instant::now();
    CLOCK.with_borrow_mut(|clock| {
        let Some(clock) = clock else { return };
        if let Some((_, taken)) = clock.taken.iter_mut().find(|(other, _)| *other == part) {
            *taken += now - clock.last;
        }
        clock.last = now;
    });
}

fn main() {
    let mut asked = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let scale = asked.next().and_then(|word| word.parse().ok());
    for name in SCENARIOS {
        report(name, &shipped::scenario(name, scale));
    }
}

fn report(name: &str, scenario: &Scenario) {
    let began = Instant::now();
    let mut simulation = Simulation::new(scenario, 0, false);
    let founding = began.elapsed();
    simulation.after_each_part(mark);
    let weeks = simulation.world().resource::<Calendar>().end().0;
    let mut live = 0_u64;
    begin();
    for _ in 0..weeks {
        CLOCK.with_borrow_mut(|clock| {
            if let Some(clock) = clock {
                clock.last = Instant::now();
            }
        });
        simulation.week().expect("no invariant is checked");
        let world = simulation.world();
        let all = &world.resource::<Docket>().all;
        let lives = all.iter().filter_map(|&(_, p)| world.get::<Life>(p));
        live += lives.filter(|life| life.stage() < Stage::Operating).count() as u64;
    }
    let waiting = simulation.world().resource::<Docket>().waiting.len();
    let clock = CLOCK.take().expect("it was begun");

    let whole = Simulation::new(scenario, 0, false);
    let layout = scenario.city.layout();
    let began = Instant::now();
    let outcome = whole.run(0).expect("no invariant is checked");
    let run = began.elapsed();
    let parts: Duration = clock.taken.iter().map(|(_, taken)| *taken).sum();
    println!(
        "\n{name}: {:.1} ms for {weeks} weeks; founding {:.1} ms, series and end {:.1} ms",
        run.as_secs_f64() * 1e3,
        founding.as_secs_f64() * 1e3,
        (run.saturating_sub(parts)).as_secs_f64() * 1e3,
    );
    println!(
        "  {:.0} ns per live project-week; {} live projects a week, {waiting} waiting at the end, \
         {} projects in all, {} figures at the end, {} a week",
        parts.as_secs_f64() * 1e9 / live as f64,
        live / u64::from(weeks),
        outcome.projects.len(),
        figures(&layout).len(),
        outcome.series.len() / scenario.run.horizon as usize,
    );
    let mut taken = clock.taken;
    taken.sort_by_key(|&(_, taken)| std::cmp::Reverse(taken));
    for (part, taken) in taken {
        println!(
            "  {:>8.1} us a week  {:>4.1} %  {part:?}",
            taken.as_secs_f64() * 1e6 / f64::from(weeks),
            taken.as_secs_f64() / parts.as_secs_f64() * 100.0,
        );
    }
}
