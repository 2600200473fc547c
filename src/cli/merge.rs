//! `landfall merge`.

use super::Trouble;
use super::arguments::{Merge, Showing};
use super::console::Progress;
use super::job::{hand_over, trouble};
use crate::batch;

/// Puts the parts of a job together, as if a single process had done it.
pub(super) fn merge(command: &Merge, showing: &Showing) -> Result<(), Trouble> {
    let mut progress = Progress::new(command.quiet, "runs");
    progress.doing("merging");
    let folder = batch::merge(&command.parts, &command.out, command.overwrite)
        .map_err(|failure| trouble(&failure))?;
    hand_over(folder, command.quiet, showing, progress, Trouble::Ours)
}
