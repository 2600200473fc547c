//! `landfall report`.

use std::path::PathBuf;

use clap::Args;

use super::Trouble;
use super::console::Progress;
use super::job::{hand_over, refused};
use super::options::Showing;
use crate::batch::Unfinished;

const ON_REPORT: &str = "\
Nothing is run: plots/ and report.html are made anew from the files of the result.

  landfall report output/before_the_notice_vs_the_notice --lang zh
  landfall report RESULT --map land.idle_share --map placement.landed_ha@3

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_REPORT)]
pub(super) struct Report {
    /// The folder of a finished result.
    pub result: PathBuf,
    /// A metric to draw as maps too, METRIC for the last year or METRIC@YEAR for another; may be
    /// repeated.
    #[arg(long = "map", value_name = "METRIC[@YEAR]")]
    pub maps: Vec<String>,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

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
        .map_err(|error| Trouble::ours(&error))?;
    let folder = Unfinished::again(&result).map_err(|refusal| refused(&refusal))?;
    let progress = Progress::new(command.quiet, "runs");
    let showing = Showing {
        maps: command.maps.clone(),
        ..showing.clone()
    };
    // A file that cannot be read was there before: it is not ours.
    hand_over(folder, command.quiet, &showing, progress, Trouble::Input)
}
