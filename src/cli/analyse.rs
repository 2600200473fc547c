//! `landfall analyse`.

use std::path::Path;

use super::Trouble;
use super::arguments::{Analyse, Showing};
use super::console;
use super::job::{draw, ours, refused, trouble};
use super::told;
use crate::analysis::{self, Goal, Request, Threshold};
use crate::report;

/// Resamples of an interval where nothing is said.
const RESAMPLES: u32 = 1_000;

/// Analyses a sweep or a CSV file, writes what comes of it and prints it.
pub(super) fn analyse(command: &Analyse, showing: &Showing) -> Result<(), Trouble> {
    let request = request(command)?;
    let folder = analysis::analyse(&request).map_err(|error| match error {
        analysis::Trouble::Input(why) => Trouble::Input(why),
        analysis::Trouble::Failed(failure) => trouble(&failure),
    })?;
    let drawn = draw(&folder, showing, Trouble::Ours)?;
    let place = folder.finish().map_err(|refusal| refused(&refusal))?;
    if command.quiet {
        return Ok(());
    }
    if showing.json {
        return told::json(&place, &drawn);
    }
    let text = report::analyses::table(&place, console::width(), showing.language);
    told::with_files(text.map_err(|e| ours(&e))?, &place, &drawn, showing)
}

fn request(command: &Analyse) -> Result<Request, Trouble> {
    let method = command.method;
    let goal = |maximise| {
        move |output: &String| Goal {
            output: output.clone(),
            maximise,
        }
    };
    let thresholds = command.bounds.iter().map(|text| Threshold::parse(text));
    let ranges = command.ranges.iter().map(|text| range(text));
    let stem = command.table.file_stem().unwrap_or_default();
    let name = format!("{}_{}", stem.to_string_lossy(), method.word());
    Ok(Request {
        table: command.table.clone(),
        method,
        inputs: command.inputs.clone(),
        levers: command.levers.clone(),
        ranges: ranges.collect::<Result<_, _>>().map_err(Trouble::Input)?,
        outputs: command.outputs.clone(),
        goals: (command.maximise.iter().map(goal(true)))
            .chain(command.minimise.iter().map(goal(false)))
            .collect(),
        thresholds: thresholds
            .collect::<Result<_, _>>()
            .map_err(Trouble::Input)?,
        density: command.density,
        boxes: command.boxes,
        resamples: command.resamples.unwrap_or(RESAMPLES),
        seed: command.seed.into(),
        out: match &command.out {
            Some(out) => out.clone(),
            None => Path::new("output").join(name),
        },
        overwrite: command.overwrite,
    })
}

/// Reads `INPUT=0..1`.
fn range(text: &str) -> Result<(String, f64, f64), String> {
    let parsed = text.split_once('=').and_then(|(name, bounds)| {
        let (least, most) = bounds.split_once("..")?;
        let bounds: (f64, f64) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
        let (least, most) = bounds;
        (least.is_finite() && most.is_finite() && least < most)
            .then(|| (name.trim().to_owned(), least, most))
    });
    parsed.ok_or_else(|| format!("\"{text}\" is no range: write --range INPUT=0..1"))
}
