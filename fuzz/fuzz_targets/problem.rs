//! Problems as they are told: two numbers are the place, then come the message, the help and the text, with a
//! line `===` between them. The place may lie anywhere, outside the text too.

#![no_main]

use landfall::scenario::{Problem, Problems, Text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let &[a, b, c, d, ref rest @ ..] = bytes else {
        return;
    };
    let start = usize::from(u16::from_le_bytes([a, b]));
    let end = start + usize::from(u16::from_le_bytes([c, d]));
    let rest = String::from_utf8_lossy(rest);
    let mut parts = rest.splitn(3, "\n===\n");
    let mut part = || parts.next().unwrap_or_default();
    let (message, help) = (part(), part());
    let text = Text {
        path: "scenarios/fuzzed.toml".to_owned(),
        text: part().into(),
        is_shipped: start % 2 == 0,
    };
    let problem = Problem::at(&text, start..end, message);
    let problem = if help.is_empty() {
        problem
    } else {
        problem.with_help(help)
    };
    let told = Problems(vec![problem]).to_string();
    assert!(told.ends_with("1 problem"));
});
