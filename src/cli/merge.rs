//! `landfall merge`.

use std::path::PathBuf;

use clap::Args;

use super::Trouble;
use super::console::Progress;
use super::job::{hand_over, trouble};
use super::options::Showing;
use crate::batch;

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Merge {
    /// The folders of all parts of one job, in any order.
    #[arg(required = true, value_name = "PART")]
    pub parts: Vec<PathBuf>,
    /// Result folder.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace an existing result, once the new one is whole.
    #[arg(long)]
    pub overwrite: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

/// Puts the parts of a job together, as if a single process had done it.
pub(super) fn merge(command: &Merge, showing: &Showing) -> Result<(), Trouble> {
    let mut progress = Progress::new(command.quiet, "runs");
    progress.doing("merging");
    let folder = batch::merge(&command.parts, &command.out, command.overwrite)
        .map_err(|failure| trouble(&failure))?;
    hand_over(folder, command.quiet, showing, progress, Trouble::Ours)
}
