//! Files of a result: the first byte chooses one, the rest stands in its place; then the result is told.

#![no_main]

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use landfall::batch::{Batch, Ended, Orders, run};
use landfall::kernel::language::Language;
use landfall::report::{records, tables};
use landfall::scenario::{Overrides, Scenario};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const FILES: [&str; 3] = ["manifest.json", "comparison.csv", "summary.csv"];

/// A comparison on the small city, made once.
fn whole() -> &'static Path {
    static WHOLE: OnceLock<PathBuf> = OnceLock::new();
    static GO_ON: AtomicBool = AtomicBool::new(false);
    WHOLE.get_or_init(|| {
        let out = tempfile::tempdir().expect("a folder").keep().join("result");
        let overrides = Overrides {
            replications: Some(2),
            ..Overrides::default()
        };
        let load = |name: &str| {
            let path = Path::new("scenarios").join(name);
            Scenario::load(&path, overrides).expect("shipped scenarios are sound")
        };
        let batch = Batch {
            name: "fuzzed".to_owned(),
            scenarios: vec![load("small_city.toml"), load("small_city_notice.toml")],
            check_invariants: false,
            precision: Vec::new(),
        };
        let orders = Orders {
            out: out.clone(),
            threads: 1,
            overwrite: false,
            resume: false,
            shard: None,
            stop: &GO_ON,
        };
        let Ok(Ended::Whole(folder)) = run(&batch, &orders, &mut |_, _| {}) else {
            panic!("the comparison did not come to its end");
        };
        let place = folder.finish().expect("the place is free");
        shorten(&place);
        place
    })
}

/// Leaves some of each long list of the manifest and of each table: they are read many times a second.
fn shorten(result: &Path) {
    let path = result.join(FILES[0]);
    let text = std::fs::read_to_string(&path).expect("the result is whole");
    let mut manifest: Value = serde_json::from_str(&text).expect("a manifest is JSON");
    cut(&mut manifest);
    std::fs::write(&path, manifest.to_string()).expect("the folder can be written");
    for name in &FILES[1..] {
        let path = result.join(name);
        let text = std::fs::read_to_string(&path).expect("the result is whole");
        let some: String = text.split_inclusive('\n').take(40).collect();
        std::fs::write(&path, some).expect("the folder can be written");
    }
}

fn cut(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.truncate(3);
            items.iter_mut().for_each(cut);
        }
        Value::Object(fields) => {
            // The parameters: the other tables of a manifest are short.
            if fields.len() > 40 {
                *fields = std::mem::take(fields).into_iter().take(3).collect();
            }
            fields.values_mut().for_each(cut);
        }
        _ => {}
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, content)) = bytes.split_first() else {
        return;
    };
    let whole = whole();
    let path = whole.join(FILES[usize::from(*choice) % FILES.len()]);
    let kept = std::fs::read(&path).expect("the result is whole");
    std::fs::write(&path, content).expect("the folder can be written");
    for language in [Language::English, Language::Chinese] {
        let _ = tables::headline(whole, 80, language);
        let _ = tables::stopping(whole, language);
        let _ = tables::files(whole, &[], language);
    }
    let _ = records::result(whole);
    std::fs::write(&path, kept).expect("the folder can be written");
});
