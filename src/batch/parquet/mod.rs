//! A table as Parquet: the rows of a CSV file, column by column, with kinds instead of text.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod written;

#[cfg(not(feature = "parquet"))]
pub(crate) use absent::Columns;
#[cfg(feature = "parquet")]
pub(crate) use written::Columns;

/// Whether this program can write Parquet.
pub const IS_BUILT: bool = cfg!(feature = "parquet");

/// What is said to those who ask for Parquet where it is not built.
pub const NOT_BUILT: &str =
    "this landfall was built without Parquet\nhelp: build it with --features parquet";

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, unlike that of any other column.
    pub name: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole,
    /// A number, which may be missing.
    Number,
    /// A text.
    Text,
    /// True or false.
    Truth,
}

/// A cell of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// A whole number.
    Whole(i64),
    /// A number, to ten significant digits as in CSV files; missing if there is none or if it is
    /// not finite.
    Number(Option<f64>),
    /// A text.
    Text(&'a str),
    /// True or false.
    Truth(bool),
}
