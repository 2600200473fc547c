//! Draws the figures of a finished result folder as SVG and PNG files in its `plots` folder.

mod attribution;
mod axes;
mod bearings;
mod canvas;
mod differences;
mod discovery;
mod figures;
mod fit;
mod flows;
mod headline;
mod heat_map;
mod lettering;
mod lines;
mod manifest;
mod morris;
mod pareto;
mod read;
mod response;
mod robustness;
mod series;
mod sobol;
#[cfg(test)]
mod tests;
mod time_to_land;

use std::path::{Path, PathBuf};

use canvas::Folio;
pub use canvas::PlotError;
use read::Results;

/// Draws every plot of the result folder `folder` and lists the files written, in drawing order.
///
/// # Errors
///
/// When an input file cannot be read or understood, or a plot cannot be written; the error names
/// the file.
pub fn draw(folder: &Path) -> Result<Vec<PathBuf>, PlotError> {
    let results = Results::read(folder)?;
    let mut folio = Folio::open(&folder.join("plots"))?;
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
        }
    }
    Ok(folio.written())
}
