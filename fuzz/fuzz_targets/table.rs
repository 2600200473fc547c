//! Tables that are analysed: the first byte chooses the method, the rest is a CSV file whose last column
//! is the output.

#![no_main]

use std::path::PathBuf;

use landfall::analysis::table::Table;
use landfall::analysis::{Goal, Method, Request, Threshold, sheets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, table)) = bytes.split_first() else {
        return;
    };
    let (method, _) = Method::ALL[usize::from(*choice) % Method::ALL.len()];
    let head = table.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let names: Vec<String> = String::from_utf8_lossy(head)
        .split(',')
        .map(|name| name.trim().to_owned())
        .collect();
    let output = names.last().cloned().unwrap_or_default();
    let first = names.first().cloned().into_iter().filter(|name| *name != output);
    let goal = Goal {
        output: output.clone(),
        maximise: *choice >= 128,
    };
    let bound = Threshold {
        output: output.clone(),
        at_least: *choice >= 128,
        bound: 0.5,
    };
    let request = Request {
        table: PathBuf::from("fuzzed.csv"),
        method,
        inputs: Vec::new(),
        levers: first.collect(),
        ranges: Vec::new(),
        outputs: vec![output],
        goals: vec![goal],
        thresholds: vec![bound],
        density: None,
        boxes: 1,
        resamples: 2,
        seed: 1,
        out: PathBuf::new(),
        overwrite: false,
    };
    match Table::of_bytes(table.to_vec(), &request) {
        Ok(table) => match sheets(&table, &request) {
            Ok(sheets) => sheets.iter().for_each(|sheet| drop(sheet.csv())),
            Err(trouble) => drop(trouble.to_string()),
        },
        Err(trouble) => drop(trouble.to_string()),
    }
});
