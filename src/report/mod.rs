//! Floor 8: what people look at. It reads the files of a result and never sees the model.

pub mod analyses;
pub mod biography;
pub mod plots;
mod shares;
mod sheets;
mod swept;
pub mod tables;
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
}
