//! How many runs a second a comparison does on one thread and on two, and what its stages take.
//! `cargo bench --bench batch [-- REPLICATIONS]`.

#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::disallowed_types, reason = "a bench keeps time")]

mod shipped;

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use landfall::batch::{self, Batch, Ended, Orders};
use landfall::kernel::chance::{Dice, Purpose};
use landfall::kernel::ids::ProjectId;
use landfall::report::{Looks, page, plots};
use landfall::scenario::Scenario;
use rayon::prelude::*;

const COMPARISONS: [[&str; 2]; 2] = [
    ["small_city", "small_city_notice"],
    ["before_the_notice", "the_notice"],
];
/// Replications of each comparison, unless asked otherwise.
const REPLICATIONS: [u32; 2] = [300, 20];
/// Each comparison is done so many times on one thread and on two by turns, and the best counts:
/// what others do on the machine only ever takes time.
const ROUNDS: usize = 3;

const PURPOSE: Purpose = Purpose::new("bench.batch");

/// What is timed: first a loop that shares nothing, whose ratio is what the machine gives at the
/// time, then the stages of a comparison.
const TIMED: [&str; 4] = ["a plain loop", "simulation", "tables", "plots and page"];

/// What each took.
type Taken = [Duration; TIMED.len()];

fn main() {
    let asked = std::env::args().find_map(|word| word.parse::<u32>().ok());
    for (names, usual) in COMPARISONS.into_iter().zip(REPLICATIONS) {
        let replications = asked.unwrap_or(usual);
        let scenarios = names.map(|name| {
            let mut scenario = shipped::scenario(name, None);
            scenario.run.replications = replications;
            scenario
        });
        let batch = Batch {
            name: names.join("_vs_"),
            scenarios: scenarios.into(),
            check_invariants: false,
            precision: Vec::new(),
        };
        let mut best = [[Duration::MAX; TIMED.len()]; 2];
        for _ in 0..ROUNDS {
            for (threads, best) in (1..).zip(&mut best) {
                let taken = compare(&batch, threads);
                for (best, taken) in best.iter_mut().zip(taken) {
                    *best = taken.min(*best);
                }
            }
        }
        report(&batch, best);
    }
}

/// Does a comparison into a folder that is thrown away. Its simulations end when the last run is told
/// of; tables end with the batch.
fn compare(batch: &Batch, threads: usize) -> Taken {
    let folder = tempfile::tempdir().expect("there is room for files");
    let out = folder.path().join("whole");
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads can be started");
    let plain_loop = time(|| pool.install(draw));
    let orders = Orders {
        out,
        threads,
        overwrite: false,
        resume: false,
        shard: None,
        stop: &AtomicBool::new(false),
    };
    let began = Instant::now();
    let mut simulated = Duration::ZERO;
    let ended = pool.install(|| {
        batch::run(batch, &orders, &mut |done, of| {
            if done == of {
                simulated = began.elapsed();
            }
        })
    });
    let Ok(Ended::Whole(written)) = ended else {
        panic!("a whole result was asked for: {ended:?}");
    };
    let tables = began.elapsed().saturating_sub(simulated);
    let pictures = time(|| pool.install(|| show(written.path())));
    [plain_loop, simulated, tables, pictures]
}

/// Independent pieces of arithmetic.
fn draw() {
    const PIECES: u32 = 16;
    const DRAWS: u64 = 2_000_000;
    (0..PIECES).into_par_iter().for_each(|piece| {
        let dice = Dice::new(1, piece);
        let entity = ProjectId::on_tape(piece);
        let draws = (0..DRAWS).map(|index| dice.roll(PURPOSE, &entity, index).uniform());
        black_box(draws.sum::<f64>());
    });
}

fn show(folder: &Path) {
    let looks = Looks::default();
    let drawn = plots::draw(folder, &looks).expect("a whole result can be drawn");
    page::write(folder, &drawn.figures, &looks).expect("a whole result has a page");
}

fn time(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

fn report(batch: &Batch, [one, two]: [Taken; 2]) {
    let replications = |scenario: &Scenario| f64::from(scenario.run.replications);
    let runs: f64 = batch.scenarios.iter().map(replications).sum();
    println!("\n{}: {runs} runs", batch.name);
    println!("                     1 thread   2 threads   ratio   share on 2");
    let all = |taken: &Taken| taken[1..].iter().sum::<Duration>().as_secs_f64();
    let [all_on_one, all_on_two] = [all(&one), all(&two)];
    for (at, (on_one, on_two)) in one.into_iter().zip(two).enumerate() {
        let [on_one, on_two] = [on_one, on_two].map(|taken| taken.as_secs_f64());
        let share = match at {
            0 => String::new(),
            _ => format!("{:.1} %", on_two / all_on_two * 100.0),
        };
        line(TIMED[at], on_one, on_two, &share);
    }
    line("all stages", all_on_one, all_on_two, "");
    let [on_one, on_two] = [runs / all_on_one, runs / all_on_two];
    println!("  runs a second   {on_one:>11.1} {on_two:>11.1}");
}

fn line(what: &str, on_one: f64, on_two: f64, share: &str) {
    let ratio = on_one / on_two;
    println!("  {what:<15} {on_one:>9.3} s {on_two:>9.3} s {ratio:>7.2} {share:>12}");
}
