//! What the tables of indices share: rows by column, and an index with its interval in words.

use std::collections::BTreeMap;
use std::path::Path;

use crate::kernel::printable::text_of;
use crate::report::tables::rounded;
use crate::report::titles::Titles;

/// Significant digits of an index and of its bounds.
const DIGITS: usize = 3;

/// A row of a sheet, by column.
pub(super) type Row = BTreeMap<String, String>;

/// The rows of a sheet.
pub(super) fn read(path: &Path) -> csv::Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(path)?;
    let rows = reader.deserialize();
    let text = |(name, cell): (String, String)| {
        let [name, cell] = [&name, &cell].map(|text| text_of(text).to_owned());
        (name, cell)
    };
    rows.map(|row: csv::Result<Row>| Ok(row?.into_iter().map(text).collect()))
        .collect()
}

/// The cell of a column; empty if there is none.
pub(super) fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// The rows of each output, outputs in the order of the sheet.
pub(super) fn blocks(rows: Vec<Row>) -> Vec<(String, Vec<Row>)> {
    let mut blocks: Vec<(String, Vec<Row>)> = Vec::new();
    for row in rows {
        let output = cell(&row, "output").to_owned();
        match blocks.last_mut() {
            Some((last, rows)) if *last == output => rows.push(row),
            _ => blocks.push((output, vec![row])),
        }
    }
    blocks
}

/// Puts the rows with the largest index first; equal ones keep their order.
pub(super) fn sort(rows: &mut [Row], index: &str) {
    let size = |row: &Row| cell(row, index).parse().unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
}

/// An index with its interval.
pub(super) struct Index<'a> {
    value: &'a str,
    low: &'a str,
    high: &'a str,
    covers_zero: bool,
}

impl<'a> Index<'a> {
    /// The index of a name.
    pub(super) fn of(row: &'a Row, name: &str) -> Self {
        Self {
            value: cell(row, name),
            low: cell(row, &format!("{name}_ci_low")),
            high: cell(row, &format!("{name}_ci_high")),
            covers_zero: cell(row, &format!("{name}_covers_zero")) == "1",
        }
    }

    /// The only figure of a row.
    pub(super) fn plain(row: &'a Row) -> Self {
        Self {
            value: cell(row, "value"),
            low: cell(row, "ci_low"),
            high: cell(row, "ci_high"),
            covers_zero: cell(row, "covers_zero") == "1",
        }
    }

    /// Whether there is a figure.
    pub(super) fn is_known(&self) -> bool {
        !self.value.is_empty()
    }

    /// The figure, short.
    pub(super) fn value(&self) -> String {
        rounded(self.value, DIGITS)
    }

    /// The interval, and whether it covers zero, which stands below it in narrow columns.
    pub(super) fn interval(&self, is_narrow: bool, titles: &Titles) -> String {
        if self.low.is_empty() || self.high.is_empty() {
            return "-".to_owned();
        }
        let bounds = titles.range(&rounded(self.low, DIGITS), &rounded(self.high, DIGITS));
        let is_above = self.low.parse().is_ok_and(|low: f64| low > 0.0);
        let between = if is_narrow {
            "\n"
        } else {
            titles.say(", ", "，")
        };
        if self.covers_zero && is_above {
            // What is never negative, where luck alone may have made it.
            let mark = titles.say("may be luck", "或为随机");
            format!("{bounds}{between}{mark}")
        } else if self.covers_zero {
            format!("{bounds}{between}{}", titles.say("covers 0", "含 0"))
        } else {
            bounds
        }
    }
}
