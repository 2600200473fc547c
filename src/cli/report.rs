//! `landfall report`.

use super::Trouble;
use super::arguments::{Report, Showing};
use super::console::Progress;
use super::job::{hand_over, refused};
use crate::batch::Unfinished;

/// Draws a finished result anew.
pub(super) fn report(command: &Report, showing: &Showing) -> Result<(), Trouble> {
    let folder = Unfinished::again(&command.result).map_err(|refusal| refused(&refusal))?;
    let progress = Progress::new(command.quiet, "runs");
    let showing = Showing {
        maps: command.maps.clone(),
        ..showing.clone()
    };
    hand_over(folder, command.quiet, &showing, progress)
}
