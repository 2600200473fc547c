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

use super::titles::Titles;
use crate::kernel::language::Language;

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
pub fn table(folder: &Path, width: u16, language: Language) -> csv::Result<String> {
    let text = std::fs::read(folder.join("manifest.json"))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(std::io::Error::other)?;
    let titles = &Titles::read(folder, language);
    match manifest.method.as_str() {
        "response" => response::table(folder, width, titles),
        "morris" => morris::table(folder, width, titles),
        "sobol" => sobol::table(folder, width, titles),
        "discovery" => discovery::table(folder, width, titles),
        "robustness" => robustness::table(folder, width, titles),
        "pareto" => pareto::table(folder, width, titles),
        other => Ok(format!("there is no table for the method \"{other}\"\n")),
    }
}
