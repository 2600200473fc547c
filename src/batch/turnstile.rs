//! Parallel work whose results pass one at a time, in order, with few of them in memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Failure;

/// Results that may be finished and waiting, for each thread.
const AHEAD: usize = 4;

struct State<'a, T, S> {
    started: usize,
    passed: usize,
    waiting: BTreeMap<usize, T>,
    failure: Option<(usize, Failure)>,
    /// Whether the sink wants no more.
    is_over: bool,
    sink: &'a mut S,
}

/// Threads to work on (0 for one per core).
pub(super) fn pool(threads: usize) -> Result<rayon::ThreadPool, Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Failure::Threads(error.to_string()))
}

/// Does `count` pieces of work on some threads (0 for one per core) and hands the results to
/// `sink` in order.
///
/// No thread starts a piece that is far ahead of the last one handed on, so memory does not grow
/// with `count`. Once `stop` is set no piece is started; those under way are finished and handed on.
/// Once the sink breaks off nothing more is handed on.
///
/// # Errors
///
/// The failure of the earliest piece that failed; no later result is handed on.
pub(super) fn in_order<T: Send>(
    threads: usize,
    count: usize,
    stop: &AtomicBool,
    work: impl Fn(usize) -> Result<T, Failure> + Sync,
    mut sink: impl FnMut(usize, T) -> Result<ControlFlow<()>, Failure> + Send,
) -> Result<(), Failure> {
    let pool = pool(threads)?;
    let threads = pool.current_num_threads();
    let state = Mutex::new(State {
        started: 0,
        passed: 0,
        waiting: BTreeMap::new(),
        failure: None,
        is_over: false,
        sink: &mut sink,
    });
    let moved = Condvar::new();
    pool.scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                while let Some(index) = next(&state, &moved, count, threads * AHEAD, stop) {
                    let result = work(index);
                    pass(&mut lock(&state), index, result);
                    moved.notify_all();
                }
            });
        }
    });
    match lock(&state).failure.take() {
        Some((_, failure)) => Err(failure),
        None => Ok(()),
    }
}

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn next<T, S>(
    state: &Mutex<State<'_, T, S>>,
    moved: &Condvar,
    count: usize,
    ahead: usize,
    stop: &AtomicBool,
) -> Option<usize> {
    let mut state = lock(state);
    loop {
        let is_over = state.is_over || state.failure.is_some() || stop.load(Ordering::Relaxed);
        if is_over || state.started >= count {
            return None;
        }
        if state.started - state.passed < ahead {
            state.started += 1;
            return Some(state.started - 1);
        }
        state = moved.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}

fn pass<T, S: FnMut(usize, T) -> Result<ControlFlow<()>, Failure>>(
    state: &mut State<'_, T, S>,
    index: usize,
    result: Result<T, Failure>,
) {
    match result {
        Ok(result) => {
            state.waiting.insert(index, result);
        }
        Err(failure) => fail(state, index, failure),
    }
    let failed = state.failure.as_ref().map_or(usize::MAX, |(at, _)| *at);
    while state.passed < failed && !state.is_over {
        let index = state.passed;
        let Some(result) = state.waiting.remove(&index) else {
            return;
        };
        match (state.sink)(index, result) {
            Ok(flow) => state.is_over = flow.is_break(),
            Err(failure) => {
                fail(state, index, failure);
                return;
            }
        }
        state.passed += 1;
    }
}

fn fail<T, S>(state: &mut State<'_, T, S>, index: usize, failure: Failure) {
    if state.failure.as_ref().is_none_or(|(at, _)| index < *at) {
        state.failure = Some((index, failure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO_ON: Result<ControlFlow<()>, Failure> = Ok(ControlFlow::Continue(()));

    #[test]
    fn results_pass_in_order_on_any_number_of_threads() {
        for threads in [1, 2, 5] {
            let mut passed = Vec::new();
            let work = |index: usize| {
                std::thread::sleep(std::time::Duration::from_micros(((index * 37) % 11) as u64));
                Ok(index * 2)
            };
            in_order(
                threads,
                100,
                &AtomicBool::new(false),
                work,
                |index, result| {
                    passed.push((index, result));
                    GO_ON
                },
            )
            .unwrap();
            let expected: Vec<_> = (0..100).map(|i| (i, i * 2)).collect();
            assert_eq!(passed, expected);
        }
    }

    #[test]
    fn the_earliest_failure_is_reported_and_nothing_after_it_passes() {
        let mut passed = Vec::new();
        let work = |index: usize| {
            if index == 7 {
                Err(Failure::Asked("seven".to_owned()))
            } else {
                Ok(index)
            }
        };
        let failure = in_order(2, 100, &AtomicBool::new(false), work, |index, _| {
            passed.push(index);
            GO_ON
        })
        .unwrap_err();
        assert_eq!(failure.to_string(), "seven");
        assert_eq!(passed, (0..7).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_passes_after_the_sink_breaks_off() {
        for threads in [1, 4] {
            let mut passed = 0;
            in_order(threads, 1_000, &AtomicBool::new(false), Ok, |index, _| {
                passed += 1;
                Ok(if index == 20 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            })
            .unwrap();
            assert_eq!(passed, 21);
        }
    }

    #[test]
    fn what_is_under_way_when_it_is_stopped_passes_and_nothing_is_begun() {
        let stop = AtomicBool::new(false);
        let mut passed = Vec::new();
        in_order(3, 1_000, &stop, Ok, |index, _| {
            if index == 50 {
                stop.store(true, Ordering::Relaxed);
            }
            passed.push(index);
            GO_ON
        })
        .unwrap();
        assert!((51..100).contains(&passed.len()), "{}", passed.len());
        assert_eq!(passed, (0..passed.len()).collect::<Vec<_>>());
    }
}
