//! Draws the figures of a finished result folder as SVG and PNG files in its `plots` folder.

mod attribution;
mod axes;
mod canvas;
mod differences;
mod discovery;
pub(super) mod figures;
mod fit;
mod flows;
mod fonts;
mod headline;
mod heat_map;
mod lettering;
mod lines;
mod manifest;
mod map;
mod morris;
mod pareto;
pub(super) mod read;
mod response;
mod robustness;
mod series;
mod sobol;
#[cfg(test)]
mod tests;
mod time_to_land;
mod tornado;

use std::path::Path;

use canvas::Folio;
pub use canvas::{Drawn, Figure, PlotError, check_font};
use manifest::Manifest;
use read::Results;

use super::Looks;
use crate::analysis::response as curves;

/// Draws every plot of the result folder `folder`; the figures come in drawing order.
///
/// Letters that Noto Sans lacks are set in the font that `looks` names, else in the first that is
/// found where systems keep fonts with Chinese letters; without one there are only SVGs, and a note.
///
/// # Errors
///
/// When an input file or the font asked for cannot be read or understood, or a plot cannot be
/// written; the error names the file.
pub fn draw(folder: &Path, looks: &Looks) -> Result<Drawn, PlotError> {
    draw_with(folder, looks, fonts::PLACES)
}

/// The same with the places where fonts may be.
fn draw_with(
    folder: &Path,
    looks: &Looks,
    places: &'static [fonts::Place],
) -> Result<Drawn, PlotError> {
    let plots = folder.join("plots");
    let mut folio = Folio::open(&plots, looks, places)?;
    let manifest = read::manifest(folder, looks.language)?;
    if !looks.maps.is_empty() && !matches!(manifest.kind.as_str(), "run" | "compare") {
        let problem = "only the result of a run or a comparison holds figures by district to map";
        return Err(PlotError::Asked(problem.to_owned()));
    }
    if manifest.kind == "sweep" {
        draw_sweep(folder, &plots, manifest, &mut folio)?;
        return Ok(folio.drawn());
    }
    let results = Results::read(folder, looks.language)?;
    match results.manifest.kind.as_str() {
        "attribution" => attribution::draw(&results, &mut folio)?,
        "calibration" => fit::draw(&results, &mut folio)?,
        "analysis" => {
            let manifest = &results.manifest;
            match manifest.method.as_str() {
                "response" => response::draw(folder, manifest, &mut folio)?,
                "morris" => morris::draw(folder, manifest, &mut folio)?,
                "sobol" => sobol::draw(folder, manifest, &mut folio)?,
                "discovery" => discovery::draw(folder, manifest, &mut folio)?,
                "robustness" => robustness::draw(folder, manifest, &mut folio)?,
                "pareto" => pareto::draw(folder, manifest, &mut folio)?,
                _ => {}
            }
        }
        _ => {
            series::draw(&results, &mut folio)?;
            differences::draw(&results, &mut folio)?;
            heat_map::draw(&results, &mut folio)?;
            flows::draw(&results, &mut folio)?;
            time_to_land::draw(&results, &mut folio)?;
            map::draw(folder, &results.manifest, &looks.maps, &mut folio)?;
        }
    }
    Ok(folio.drawn())
}

/// Draws the curves of a sweep; their table is written beside the pictures.
fn draw_sweep(
    folder: &Path,
    plots: &Path,
    mut manifest: Manifest,
    folio: &mut Folio,
) -> Result<(), PlotError> {
    let curves = curves::of_sweep(folder).map_err(|error| PlotError::read(folder, &error))?;
    if let Some(curves) = curves {
        let path = plots.join(response::TABLE);
        std::fs::write(&path, curves).map_err(|error| PlotError::write(&path, &error))?;
        manifest.take_for_analysis(curves::RESAMPLES_OF_SWEEP);
        response::draw(plots, &manifest, folio)?;
    }
    Ok(())
}
