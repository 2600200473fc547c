//! Where Parquet is not built: a writer that cannot be had.

use std::path::Path;

use super::super::Failure;
use super::super::hashed::FileRecord;
use super::{Cell, Column, NOT_BUILT};

/// A table being written as Parquet, which this program cannot.
pub(crate) enum Columns {}

impl Columns {
    /// Refuses.
    pub(crate) fn create(folder: &Path, name: &str, _: &[Column]) -> Result<Self, Failure> {
        let error = std::io::Error::new(std::io::ErrorKind::Unsupported, NOT_BUILT);
        Err(Failure::Files(folder.join(name), error))
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, _: &[Cell<'_>]) -> Result<(), Failure> {
        match *self {}
    }

    /// Ends the file.
    pub(crate) fn finish(self) -> Result<FileRecord, Failure> {
        match self {}
    }
}
