//! Tables for the terminal of what an analysis found, a file for each method.

mod discovery;
mod index;
mod morris;
mod pareto;
mod response;
mod robustness;
mod sobol;

use std::path::Path;

use serde::Deserialize;

/// What a manifest says about the method.
#[derive(Deserialize)]
struct Manifest {
    method: String,
}

/// The table of a result of an analysis.
///
/// # Errors
///
/// What reading the files says.
pub fn table(folder: &Path, width: u16) -> csv::Result<String> {
    let text = std::fs::read(folder.join("manifest.json"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(std::io::Error::other)?;
    match manifest.method.as_str() {
        "response" => response::table(folder, width),
        "morris" => morris::table(folder, width),
        "sobol" => sobol::table(folder, width),
        "discovery" => discovery::table(folder, width),
        "robustness" => robustness::table(folder, width),
        "pareto" => pareto::table(folder, width),
        other => Ok(format!("there is no table for the method \"{other}\"\n")),
    }
}
