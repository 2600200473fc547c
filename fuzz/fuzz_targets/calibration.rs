//! Calibration files.

#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landfall::scenario::Reach;
use landfall::scenario::calibration::Calibration;
use landfall::scenario::scale::Limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("scenarios/fuzzed.toml");
    let files = BTreeMap::from([(PathBuf::from(path), bytes.into())]);
    if let Err(problems) = Calibration::load_within(path, Limits::default(), &Reach::Held(files)) {
        // How they are told is what `problem` tries.
        assert!(!problems.0.is_empty());
    }
});
