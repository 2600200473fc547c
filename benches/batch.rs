//! How many runs a second a comparison does on one thread and on two, and what its stages take.
//! `cargo bench --bench batch [-- REPLICATIONS]`.

#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::disallowed_types, reason = "a bench keeps time")]

mod shipped;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use landfall::batch::{self, Batch, Ended, Orders, Shard};
use landfall::report::{Looks, page, plots};
use landfall::scenario::Scenario;

const COMPARISONS: [[&str; 2]; 2] = [
    ["small_city", "small_city_notice"],
    ["before_the_notice", "the_notice"],
];
/// Replications of each comparison, unless asked otherwise.
const REPLICATIONS: [u32; 2] = [300, 20];
/// Each comparison is done so many times on one thread and on two by turns, and the best counts:
/// what others do on the machine only ever takes time.
const ROUNDS: usize = 3;

const STAGES: [&str; 3] = ["simulation", "tables", "plots and page"];

/// What each stage took.
type Taken = [Duration; STAGES.len()];

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
        let mut best = [[Duration::MAX; STAGES.len()]; 2];
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

/// Does a comparison into a folder that is thrown away. Its stages are told apart by doing it as a
/// single part, which writes no tables, and putting this part together.
fn compare(batch: &Batch, threads: usize) -> Taken {
    let folder = tempfile::tempdir().expect("there is room for files");
    let [part, whole] = ["part", "whole"].map(|name| folder.path().join(name));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads can be started");
    let simulation = time(|| simulate(batch, threads, &part));
    let began = Instant::now();
    let merged = pool.install(|| batch::merge(&[part], &whole, false));
    let merged = merged.expect("the one part is all of it");
    let tables = began.elapsed();
    let pictures = time(|| pool.install(|| show(merged.path())));
    [simulation, tables, pictures]
}

fn simulate(batch: &Batch, threads: usize, part: &Path) {
    let orders = Orders {
        out: part.to_owned(),
        threads,
        overwrite: false,
        resume: false,
        shard: Some(Shard { number: 1, of: 1 }),
        stop: &AtomicBool::new(false),
    };
    match batch::run(batch, &orders, &mut |_, _| {}) {
        Ok(Ended::Part(folder, _)) => folder.finish().expect("nothing is in the way"),
        other => panic!("a part was asked for: {other:?}"),
    };
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
    println!("  stage              1 thread   2 threads   ratio   share on 2");
    let all = |taken: &Taken| taken.iter().sum::<Duration>().as_secs_f64();
    let [all_on_one, all_on_two] = [all(&one), all(&two)];
    let line = |stage: &str, on_one: f64, on_two: f64| {
        let (ratio, share) = (on_one / on_two, on_two / all_on_two * 100.0);
        println!("  {stage:<15} {on_one:>9.3} s {on_two:>9.3} s {ratio:>7.2} {share:>10.1} %");
    };
    for (stage, (on_one, on_two)) in STAGES.iter().zip(one.iter().zip(&two)) {
        line(stage, on_one.as_secs_f64(), on_two.as_secs_f64());
    }
    line("all of it", all_on_one, all_on_two);
    let [on_one, on_two] = [runs / all_on_one, runs / all_on_two];
    println!("  runs a second   {on_one:>11.1} {on_two:>11.1}");
}
