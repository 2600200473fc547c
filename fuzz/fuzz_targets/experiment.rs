//! Experiment files; behind a line `===` may follow the points that they list.

#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landfall::scenario::experiment::Experiment;
use landfall::scenario::{Overrides, Reach};
use libfuzzer_sys::fuzz_target;

const BREAK: &[u8] = b"\n===\n";

fuzz_target!(|bytes: &[u8]| {
    let at = bytes.windows(BREAK.len()).position(|part| part == BREAK);
    let (file, list) = match at {
        Some(at) => (&bytes[..at], &bytes[at + BREAK.len()..]),
        None => (bytes, &b""[..]),
    };
    let path = Path::new("scenarios/experiments/fuzzed.toml");
    let files = BTreeMap::from([
        (PathBuf::from(path), file.into()),
        (PathBuf::from("scenarios/experiments/points.csv"), list.into()),
    ]);
    match Experiment::load_within(path, Overrides::default(), &Reach::Held(files)) {
        Ok(experiment) => {
            let _ = experiment.describe();
            let _ = (experiment.scenario(0), experiment.baseline(0));
        }
        // How they are told is what `problem` tries.
        Err(problems) => assert!(!problems.0.is_empty()),
    }
});
