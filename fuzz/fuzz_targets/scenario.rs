//! Scenario files: whatever the bytes, they are a scenario or have problems that can be told.

#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landfall::scenario::{Overrides, Reach, Scenario, scale};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("scenarios/fuzzed.toml");
    let files = BTreeMap::from([(PathBuf::from(path), bytes.into())]);
    match Scenario::load_within(path, Overrides::default(), &Reach::Held(files)) {
        Ok(scenario) => {
            let _ = (scenario.calendar(), scenario.resolved());
            let _ = scale::size(&scenario.city, scenario.timetable.constants());
        }
        // How they are told is what `problem` tries.
        Err(problems) => assert!(!problems.0.is_empty()),
    }
});
