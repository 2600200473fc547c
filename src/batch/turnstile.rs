//! Parallel work whose results pass one at a time, in order, with few of them in memory.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Failure;

/// Results that may be finished and waiting, for each thread.
const AHEAD: usize = 4;

struct State<'a, T, S> {
    started: usize,
    passed: usize,
    waiting: BTreeMap<usize, T>,
    failure: Option<(usize, Failure)>,
    sink: &'a mut S,
}

/// Does `count` pieces of work on some threads (0 for one per core) and hands the results to
/// `sink` in order.
///
/// No thread starts a piece that is far ahead of the last one handed on, so memory does not grow
/// with `count`.
///
/// # Errors
///
/// The failure of the earliest piece that failed; no later result is handed on.
pub(super) fn in_order<T: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> Result<T, Failure> + Sync,
    mut sink: impl FnMut(usize, T) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Failure::Threads(error.to_string()))?;
    let threads = pool.current_num_threads();
    let state = Mutex::new(State {
        started: 0,
        passed: 0,
        waiting: BTreeMap::new(),
        failure: None,
        sink: &mut sink,
    });
    let moved = Condvar::new();
    pool.scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                while let Some(index) = next(&state, &moved, count, threads * AHEAD) {
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
) -> Option<usize> {
    let mut state = lock(state);
    loop {
        if state.failure.is_some() || state.started >= count {
            return None;
        }
        if state.started - state.passed < ahead {
            state.started += 1;
            return Some(state.started - 1);
        }
        state = moved.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}

fn pass<T, S: FnMut(usize, T) -> Result<(), Failure>>(
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
    while state.passed < failed {
        let index = state.passed;
        let Some(result) = state.waiting.remove(&index) else {
            return;
        };
        if let Err(failure) = (state.sink)(index, result) {
            fail(state, index, failure);
            return;
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

    #[test]
    fn results_pass_in_order_on_any_number_of_threads() {
        for threads in [1, 2, 5] {
            let mut passed = Vec::new();
            let work = |index: usize| {
                std::thread::sleep(std::time::Duration::from_micros(((index * 37) % 11) as u64));
                Ok(index * 2)
            };
            in_order(threads, 100, work, |index, result| {
                passed.push((index, result));
                Ok(())
            })
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
                Err(Failure::Unpaired("seven".to_owned()))
            } else {
                Ok(index)
            }
        };
        let failure = in_order(2, 100, work, |index, _| {
            passed.push(index);
            Ok(())
        })
        .unwrap_err();
        assert_eq!(failure.to_string(), "seven");
        assert_eq!(passed, (0..7).collect::<Vec<_>>());
    }
}
