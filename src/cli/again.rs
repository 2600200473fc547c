//! A command carried out once more, for `landfall verify`.

use std::path::Path;

use clap::Parser;

use super::arguments::{Arguments, Command};
use super::options::{Doing, Showing};
use super::verify::Verify;
use super::{Trouble, attribute, calibrate, run, sweep};

/// Carries out the command that makes a result again, in another folder and without drawing it.
pub(super) fn carry_out(
    words: &[String],
    made: &Path,
    command: &Verify,
    showing: &Showing,
) -> Result<(), Trouble> {
    let words = std::iter::once("landfall").chain(words.iter().map(String::as_str));
    let arguments = Arguments::try_parse_from(words).map_err(|error| Trouble::ours(&error))?;
    let doing = |doing: &mut Doing| {
        doing.threads = command.threads;
        doing.out = Some(made.to_owned());
        doing.quiet = command.quiet || showing.json;
        doing.allowed = command.allowed;
    };
    let showing = &Showing {
        unshown: true,
        ..showing.clone()
    };
    let done = match arguments.command {
        Some(Command::Run(mut again)) => {
            doing(&mut again.options.doing);
            run::run(&again, showing)
        }
        Some(Command::Compare(mut again)) => {
            doing(&mut again.options.doing);
            run::compare(&again, showing)
        }
        Some(Command::Attribute(mut again)) => {
            doing(&mut again.options.doing);
            attribute::attribute(&again, showing)
        }
        Some(Command::Sweep(mut again)) => {
            doing(&mut again.options.doing);
            sweep::sweep(&again, showing)
        }
        Some(Command::Calibrate(mut again)) => {
            doing(&mut again.doing);
            calibrate::calibrate(&again, showing)
        }
        _ => Ok(()),
    };
    done.map_err(|trouble| match trouble {
        Trouble::Interrupted(_) => Trouble::Interrupted(
            "interrupted: nothing was compared, and the result is as it was".to_owned(),
        ),
        other => other,
    })
}
