//! The terminal: what is printed where, and how far the work has come. Whatever a text holds that came
//! from a file or an option, it does not steer the terminal.

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Trouble;
use crate::batch::way_out;
use crate::kernel::printable::{printable, printable_json};

/// Width of tables where there is no terminal.
const PLAIN_WIDTH: u16 = 130;
/// Columns that a table takes at least.
const LEAST_WIDTH: u16 = 60;
/// Lines about progress where there is no terminal.
const LINES: u64 = 10;

/// Prints a result. A reader that has gone away is no error.
pub(super) fn say(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    let text = printable(text);
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    printed.or_else(unprinted)
}

/// Prints what was asked of the arguments themselves, or what is wrong with them.
pub(super) fn answer(answer: &clap::Error) -> Result<ExitCode, Trouble> {
    let printed = answer.print();
    if !answer.use_stderr() {
        printed.or_else(unprinted)?;
    }
    Ok(u8::try_from(answer.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Why nothing could be printed.
fn unprinted(error: std::io::Error) -> Result<(), Trouble> {
    if error.kind() == ErrorKind::BrokenPipe {
        return Ok(());
    }
    let help = way_out(&error);
    Err(Trouble::Ours(format!("cannot print: {error}{help}")))
}

/// A result as JSON, for `--json`.
pub(super) fn json(result: &impl serde::Serialize) -> String {
    // Results have names for keys, so nothing can go wrong.
    let text = serde_json::to_string_pretty(result).unwrap_or_default();
    format!("{}\n", printable_json(&text))
}

/// Prints what went wrong.
pub(super) fn complain(text: &str) {
    let mut err = std::io::stderr().lock();
    let lead = if text.starts_with("error") {
        ""
    } else {
        "error: "
    };
    let _ = writeln!(err, "{lead}{}", printable(text));
}

/// Columns that a table may take: those of the terminal, or else what `COLUMNS` says.
pub(super) fn width() -> u16 {
    let terminal = console::Term::stdout().size_checked();
    let asked = || std::env::var("COLUMNS").ok()?.trim().parse().ok();
    let columns = terminal.map(|(_, columns)| columns).or_else(asked);
    columns.map_or(PLAIN_WIDTH, |columns| columns.max(LEAST_WIDTH))
}

/// How far a batch has come: a bar on a terminal, plain lines elsewhere, or nothing.
pub(super) enum Progress {
    Quiet,
    Bar(ProgressBar),
    Lines { printed: u64, of: &'static str },
}

impl Progress {
    /// Progress in pieces that go by a name.
    pub(super) fn new(quiet: bool, of: &'static str) -> Self {
        if quiet {
            return Self::Quiet;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines { printed: 0, of };
        }
        let bar = ProgressBar::new(0);
        let style = format!("{{bar:30}} {{pos}}/{{len}} {of}  {{per_sec}}  {{eta}} left  {{msg}}");
        if let Ok(style) = ProgressStyle::with_template(&style) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self::Bar(bar)
    }

    /// So many pieces of so many are done.
    pub(super) fn update(&mut self, done: u64, all: u64) {
        match self {
            Self::Quiet => {}
            Self::Bar(bar) => {
                bar.set_length(all);
                bar.set_position(done);
            }
            Self::Lines { printed, of } => {
                let due = done * LINES / all.max(1);
                if due > *printed {
                    *printed = due;
                    remark(&format!("{done} of {all} {of}"));
                }
            }
        }
    }

    /// What is being done besides.
    pub(super) fn doing(&mut self, what: &str) {
        match self {
            Self::Quiet => {}
            Self::Bar(bar) => bar.set_message(printable(what).into_owned()),
            Self::Lines { .. } => remark(what),
        }
    }

    /// Something to know that stays on the screen.
    pub(super) fn note(&self, what: &str) {
        match self {
            Self::Quiet => {}
            Self::Bar(bar) => bar.println(printable(what)),
            Self::Lines { .. } => remark(what),
        }
    }

    /// The work is done.
    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// Prints something to know beside the result.
pub(super) fn remark(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", printable(text));
}
