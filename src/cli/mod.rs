//! Floor 9, the command: arguments in, work done, and the only place that prints.

mod again;
mod analyse;
mod arguments;
mod attribute;
mod calibrate;
mod check;
mod console;
mod explain;
mod gallery;
mod init;
mod job;
mod manual;
mod merge;
mod options;
mod report;
mod run;
mod schema;
mod slurm;
mod sweep;
mod told;
mod verify;
mod why;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};

use crate::batch::caught::caught;

/// Why a command ended without doing its work.
enum Trouble {
    /// The user's input: exit code 2.
    Input(String),
    /// Ours: exit code 1.
    Ours(String),
    /// An interrupt, with what is done saved: exit code 130.
    Interrupted(String),
}

impl Trouble {
    /// An error that is not the user's.
    fn ours(error: &dyn std::fmt::Display) -> Self {
        Self::Ours(error.to_string())
    }
}

/// Parses the arguments, does the work and says how it went: 0 done, 2 the user's input, 1 ours, 130
/// interrupted.
#[must_use]
pub fn main() -> ExitCode {
    let done = caught(work).unwrap_or_else(|caught| {
        Err(Trouble::Ours(format!(
            "{caught}\nhelp: this is a fault of landfall, please report it; runs that were done are \
             saved, and --resume goes on"
        )))
    });
    match done {
        Ok(code) => code,
        Err(Trouble::Input(message)) => {
            console::complain(&message);
            ExitCode::from(2)
        }
        Err(Trouble::Ours(message)) => {
            console::complain(&message);
            ExitCode::from(1)
        }
        Err(Trouble::Interrupted(message)) => {
            console::remark(&message);
            ExitCode::from(130)
        }
    }
}

/// Parses the arguments and does the work.
fn work() -> Result<ExitCode, Trouble> {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(answer) => return console::answer(&answer),
    };
    let showing = &arguments.showing;
    match arguments.command.unwrap_or_default() {
        Command::Run(command) => run::run(&command, showing),
        Command::Compare(command) => run::compare(&command, showing),
        Command::Attribute(command) => attribute::attribute(&command, showing),
        Command::Analyse(command) => analyse::analyse(&command, showing),
        Command::Slurm(command) => slurm::slurm(&command, showing),
        Command::Sweep(command) => sweep::sweep(&command, showing),
        Command::Calibrate(command) => calibrate::calibrate(&command, showing),
        Command::Merge(command) => merge::merge(&command, showing),
        Command::Report(command) => report::report(&command, showing),
        Command::Verify(command) => verify::verify(&command, showing, again::carry_out),
        Command::Check(command) => check::check(&command, showing),
        Command::Why(command) => why::why(&command, showing),
        Command::Explain(command) => explain::explain(&command, showing),
        Command::Gallery(command) => gallery::gallery(&command, showing),
        Command::Init(command) => init::init(&command, showing),
        Command::Schema(command) => schema::schema(&command, showing),
        Command::Completions(command) => manual::completions(&command, Arguments::command()),
        Command::Man(command) => manual::man(&command, Arguments::command()),
    }?;
    Ok(ExitCode::SUCCESS)
}
