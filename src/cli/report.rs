//! `landfall report`.

use super::Trouble;
use super::arguments::{Report, Showing};
use super::console::Progress;
use super::job::{hand_over, ours, refused};
use crate::batch::Unfinished;

/// Draws a finished result anew.
pub(super) fn report(command: &Report, showing: &Showing) -> Result<(), Trouble> {
    Unfinished::put_back(&command.result).map_err(|refusal| refused(&refusal))?;
    if !command.result.join("manifest.json").is_file() {
        let place = command.result.display();
        return Err(Trouble::Input(format!(
            "there is no result in {place}\nhelp: name the folder that a run, a comparison, an attribution or \
             a sweep has written"
        )));
    }
    // A link or a way round is followed to the folder itself, which is what is replaced.
    let result = command
        .result
        .canonicalize()
        .map_err(|error| ours(&error))?;
    let folder = Unfinished::again(&result).map_err(|refusal| refused(&refusal))?;
    let progress = Progress::new(command.quiet, "runs");
    let showing = Showing {
        maps: command.maps.clone(),
        ..showing.clone()
    };
    // A file that cannot be read was there before: it is not ours.
    hand_over(folder, command.quiet, &showing, progress, Trouble::Input)
}
