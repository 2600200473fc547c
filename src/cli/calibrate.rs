//! `landfall calibrate`: free parameters fitted to facts.

use std::fmt::Write as _;

use super::Trouble;
use super::arguments::{Calibrate, Showing};
use super::console::{self, Progress};
use super::job::{conclude, draw, orders, place, refused, trouble};
use crate::batch::calibration::{self, Ending, Fit};
use crate::report::tables::plain;
use crate::scenario::calibration::Calibration;

/// Fits, writes the result and prints each target beside what the model gives.
pub(super) fn calibrate(command: &Calibrate, showing: &Showing) -> Result<(), Trouble> {
    let calibration = Calibration::load(&command.calibration)
        .map_err(|problems| Trouble::Input(problems.to_string()))?;
    let doing = &command.doing;
    let mut progress = Progress::new(doing.quiet, "runs");
    let orders = orders(doing, place(doing, &calibration.name, None), None);
    let ending = calibration::run(&calibration, &orders, &mut |done, of| {
        progress.update(done, of);
    });
    let (fit, folder) = match ending.map_err(|failure| trouble(&failure))? {
        Ending::Fitted(fit, folder) => (fit, folder),
        Ending::Otherwise(ended) => return conclude(ended, doing, showing, progress),
    };
    progress.doing("drawing");
    draw(&folder, showing)?;
    let place = folder.finish().map_err(|refusal| refused(&refusal))?;
    progress.end();
    if doing.quiet {
        return Ok(());
    }
    let mut text = table(&calibration, &fit);
    let _ = writeln!(
        text,
        "\nwritten to {}:\n  calibrated.toml  the chosen values, as a scenario\n  calibration.md   \
         targets, misses and ranges on a page\n  targets.csv      every target beside its fact\n  \
         posterior.csv    what was kept of each parameter's range\n  samples.csv      every point \
         tried\n  manifest.json    what this was made from\n  plots/targets.svg, .png",
        place.display()
    );
    console::say(&text);
    Ok(())
}

fn table(calibration: &Calibration, fit: &Fit) -> String {
    let mut table = plain(console::width());
    table.set_header([
        "",
        "target",
        "fact",
        "tolerance",
        "mean",
        "95 % interval",
        "",
    ]);
    let range = |(low, high): (f64, f64)| {
        if low == high {
            format!("{low}")
        } else {
            format!("{low} to {high}")
        }
    };
    for (at, (target, moments)) in calibration.targets.iter().zip(&fit.judged).enumerate() {
        let within = fit.is_within(&calibration.targets, at);
        let interval = moments.interval().map_or(String::new(), |(low, high)| {
            format!("{low:.3} to {high:.3}")
        });
        table.add_row([
            target.id.clone(),
            format!("{} ({})", target.meaning, target.metric.unit),
            range(target.fact),
            range(target.tolerance),
            moments
                .mean()
                .map_or(String::new(), |mean| format!("{mean:.3}")),
            interval,
            if within { "within" } else { "missed" }.to_owned(),
        ]);
    }
    let verdicts = fit.verdicts(&calibration.targets);
    format!(
        "{}\n{table}\n{} of {} targets within tolerance\n",
        calibration.title,
        verdicts.iter().filter(|(_, within)| *within).count(),
        verdicts.len()
    )
}
