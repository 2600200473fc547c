//! Floor 8: what people look at. It reads the files of a result and never sees the model.

pub mod analyses;
mod bilingual;
pub mod biography;
pub mod lettered;
pub mod page;
pub mod plots;
pub mod records;
mod shares;
mod sheets;
mod swept;
pub mod tables;
mod titles;
pub mod why;

use std::path::PathBuf;

use crate::kernel::language::Language;

/// How a result is shown: what changes in what people see and nothing in what is found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Looks {
    /// The language of plots, pages and tables.
    pub language: Language,
    /// The font file asked for.
    pub font: Option<PathBuf>,
    /// Metrics to draw as maps beside the usual ones, `METRIC` or `METRIC@YEAR`.
    pub maps: Vec<String>,
}
