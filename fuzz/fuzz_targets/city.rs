//! The files of a city: the bytes stand in the place of the one that their look fits.

#![no_main]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landfall::scenario::{Overrides, Reach, Scenario};
use libfuzzer_sys::fuzz_target;

const SCENARIO: &[u8] = b"format = 1\ncity = \"small_city\"\n";

fuzz_target!(|bytes: &[u8]| {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    let name = if has(b"[sources") || has(b"format") {
        "city.toml"
    } else if has(b"tier") {
        "sectors.csv"
    } else {
        "districts.csv"
    };
    let path = Path::new("scenarios/fuzzed.toml");
    let files = BTreeMap::from([
        (PathBuf::from(path), SCENARIO.into()),
        (Path::new("scenarios/small_city").join(name), bytes.into()),
    ]);
    if let Err(problems) = Scenario::load_within(path, Overrides::default(), &Reach::Held(files)) {
        // How they are told is what `problem` tries.
        assert!(!problems.0.is_empty());
    }
});
