//! The files that a scenario or an experiment was made from, and which other files each of them names.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::problem::Text;

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path and its text.
    pub text: Text,
    /// The files and folders that it names.
    pub names: Vec<Named>,
}

/// A file or a folder that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Where the name stands, quotes included.
    pub span: Range<usize>,
    /// The path that is meant.
    pub path: PathBuf,
    /// Whether it was written from the root of the file system.
    pub is_absolute: bool,
}

impl Source {
    /// A file that names no other.
    pub(super) fn plain(text: &Text) -> Self {
        Self {
            text: text.clone(),
            names: Vec::new(),
        }
    }

    /// Adds what is named at a place of the file.
    pub(super) fn name(&mut self, path: PathBuf, span: Range<usize>) {
        let written = self.text.text.get(span.clone()).unwrap_or_default();
        self.names.push(Named {
            is_absolute: Path::new(written.trim_matches(['"', '\''])).is_absolute(),
            path,
            span,
        });
    }
}
