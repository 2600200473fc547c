//! `report.html`: a result on one page that needs nothing else, for people who decide.

mod answer;
mod comparison;
mod effects;
mod facts;
mod frame;
mod ground;
mod lives;
mod map;
mod sheet;
mod sweeps;

use std::path::Path;

use facts::Facts;
use frame::Pages;

use super::Looks;
use super::plots::{Figure, PlotError};

pub use crate::batch::PAGE;

/// Writes the page of a run, a comparison, an attribution or a sweep whose figures have been drawn.
/// Other results have none: what an analysis or a calibration says fits its table.
///
/// # Errors
///
/// When a file of the result cannot be read, or the page cannot be written; the error names it.
pub fn write(folder: &Path, figures: &[Figure], looks: &Looks) -> Result<(), PlotError> {
    let facts = Facts::read(folder, looks.language)?;
    let mut pages = Pages::new(&facts, figures);
    match facts.kind.as_str() {
        "run" | "compare" => {
            comparison::sections(&facts, &mut pages);
            lives::section(folder, &facts, &mut pages)?;
        }
        "attribution" => effects::sections(folder, &facts, &mut pages)?,
        "sweep" => sweeps::sections(folder, &facts, &mut pages)?,
        _ => return Ok(()),
    }
    ground::sections(&facts, &mut pages);
    let path = folder.join(PAGE);
    let page = pages.markup(&title(&facts)).into_string();
    std::fs::write(&path, page).map_err(|e| PlotError::write(&path, &e))
}

/// The title of a page.
fn title(facts: &Facts) -> String {
    let (base, variants) = facts.variants();
    match (facts.kind.as_str(), base, variants) {
        ("run", Some(only), _) => only.title.clone(),
        ("compare", Some(base), [variant]) => facts
            .language
            .choose(
                &format!("{} against {}", variant.title, base.title),
                &format!("{}与{}对比", variant.title, base.title),
            )
            .to_owned(),
        ("compare", Some(base), variants) => facts
            .language
            .choose(
                &format!("{} variants against {}", variants.len(), base.title),
                &format!("{} 个变体与{}对比", variants.len(), base.title),
            )
            .to_owned(),
        ("attribution", Some(base), [variant, ..]) => facts
            .language
            .choose(
                &format!(
                    "From {} to {}: what each measure adds",
                    base.title, variant.title
                ),
                &format!("从{}到{}：各措施的贡献", base.title, variant.title),
            )
            .to_owned(),
        _ => ground::named(facts),
    }
}
