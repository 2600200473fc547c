//! `landfall calibrate`: free parameters fitted to facts.

use std::path::PathBuf;

use clap::Args;

use super::Trouble;
use super::console::{self, Progress};
use super::job::{allow, conclude, draw, kept, orders, place, refused, trouble};
use super::options::{Doing, Showing, file};
use super::told;
use crate::batch::calibration::{self, Ending, Fit};
use crate::kernel::language::Language;
use crate::kernel::unit_words::unit_in;
use crate::report::lettered::wrapped;
use crate::report::tables::plain;
use crate::scenario::calibration::Calibration;

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Calibrate {
    /// The calibration file.
    #[arg(value_parser = file())]
    pub calibration: PathBuf,
    #[command(flatten)]
    pub doing: Doing,
}

/// Fits, writes the result and prints each target beside what the model gives.
pub(super) fn calibrate(command: &Calibrate, showing: &Showing) -> Result<(), Trouble> {
    let doing = &command.doing;
    let limits = doing.allowed.limits();
    let calibration = Calibration::load_within(&command.calibration, limits, &showing.reach())
        .map_err(|problems| Trouble::Input(problems.to_string()))?;
    let scenarios = calibration.scenarios.iter().map(|(_, scenario)| scenario);
    let runs = calibration::runs(&calibration) as f64;
    let figures = Some(calibration.targets.len());
    allow(scenarios, runs, figures, doing.allowed)?;
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
    let drawn = draw(&folder, showing, Trouble::Ours).map_err(|trouble| kept(trouble, &folder))?;
    let place = folder.finish().map_err(|refusal| refused(&refusal))?;
    progress.end();
    if doing.quiet || showing.unshown {
        return Ok(());
    }
    if showing.json {
        return told::json(&place, &drawn);
    }
    told::with_files(
        table(&calibration, &fit, showing.language),
        &place,
        &drawn,
        showing,
    )
}

fn table(calibration: &Calibration, fit: &Fit, language: Language) -> String {
    let width = console::width();
    let mut table = plain(width);
    table.set_header([
        "",
        language.choose("target", "目标"),
        language.choose("fact", "事实值"),
        language.choose("tolerance", "容许区间"),
        language.choose("mean", "均值"),
        language.choose("95 % interval", "95 % 区间"),
        "",
    ]);
    let to = language.choose(" to ", " 至 ");
    let range = |(low, high): (f64, f64)| {
        if low == high {
            format!("{low}")
        } else {
            format!("{low}{to}{high}")
        }
    };
    for (at, (target, moments)) in calibration.targets.iter().zip(&fit.judged).enumerate() {
        let within = fit.is_within(&calibration.targets, at);
        let interval = moments.interval().map_or(String::new(), |(low, high)| {
            format!("{low:.3}{to}{high:.3}")
        });
        table.add_row([
            target.id.clone(),
            told_in(
                in_words(&target.meaning, &target.meaning_zh, language),
                target.metric.unit,
                language,
            ),
            range(target.fact),
            range(target.tolerance),
            moments
                .mean()
                .map_or(String::new(), |mean| format!("{mean:.3}")),
            interval,
            if within {
                language.choose("within", "在内")
            } else {
                language.choose("missed", "未达")
            }
            .to_owned(),
        ]);
    }
    let verdicts = fit.verdicts(&calibration.targets);
    let within = verdicts.iter().filter(|(_, within)| *within).count();
    let all = verdicts.len();
    let title = wrapped(
        in_words(&calibration.title, &calibration.title_zh, language),
        width,
    );
    match language {
        Language::English => {
            format!("{title}{table}\n{within} of {all} targets within tolerance\n")
        }
        Language::Chinese => {
            format!("{title}{table}\n{all} 项目标中 {within} 项在容许区间内\n")
        }
    }
}

/// Of two texts of a file, the one in a language; the English one where there is no Chinese one.
fn in_words<'a>(en: &'a str, zh: &'a str, language: Language) -> &'a str {
    language.choose(en, if zh.is_empty() { en } else { zh })
}

/// What a target is, with its unit.
fn told_in(meaning: &str, unit: &str, language: Language) -> String {
    let unit = unit_in(unit, language);
    match language {
        Language::English => format!("{meaning} ({unit})"),
        Language::Chinese => format!("{meaning}（{unit}）"),
    }
}
