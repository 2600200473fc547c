//! A sheet: one CSV file of an analysis.

use crate::batch::tables::rows;
use crate::kernel::printable::cell;

/// One CSV file of an analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its file name.
    pub name: &'static str,
    /// Its columns.
    pub head: Vec<String>,
    /// Its rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub fn new(name: &'static str, head: &[&'static str]) -> Self {
        Self {
            name,
            head: head.iter().map(|&column| column.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// As CSV.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        rows(|writer| {
            let mut rows = std::iter::once(&self.head).chain(&self.rows);
            // Names and words may be those of somebody's table.
            rows.try_for_each(|row| {
                writer.write_record(row.iter().map(|text| cell(text).into_owned()))
            })
        })
    }
}
