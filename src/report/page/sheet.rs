//! A table on a page: it can be sorted by each column and copied as CSV.

use maud::{Markup, html};

use super::facts::Facts;
use crate::kernel::number::number;
use crate::report::tables::{rounded, signed};

/// Significant digits of a level and of a bound.
const DIGITS: usize = 4;

/// A cell: what is read, and the number that it is sorted and copied by.
pub(super) struct Cell {
    text: String,
    value: Option<String>,
    /// What is copied, where that is neither the text nor the number.
    copied: Option<String>,
    is_code: bool,
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> Cell {
    Cell {
        text: text.into(),
        value: None,
        copied: None,
        is_code: false,
    }
}

/// A name of a file, a key or a hash.
pub(super) fn code(text: impl Into<String>) -> Cell {
    Cell {
        text: text.into(),
        value: None,
        copied: None,
        is_code: true,
    }
}

/// A level with four digits.
pub(super) fn level(value: Option<f64>) -> Cell {
    Cell {
        text: value.map_or("–".to_owned(), shown),
        value: Some(value.map_or_else(String::new, number)),
        copied: None,
        is_code: false,
    }
}

/// A difference with its sign.
pub(super) fn change(value: f64) -> Cell {
    Cell {
        text: signed(&number(value)).replace('-', "−"),
        value: Some(number(value)),
        copied: None,
        is_code: false,
    }
}

/// An interval, sorted by its lower end.
pub(super) fn interval(bounds: Option<(f64, f64)>) -> Cell {
    Cell {
        text: bounds.map_or("–".to_owned(), range),
        value: Some(bounds.map_or_else(String::new, |(low, _)| number(low))),
        copied: bounds.map(|(low, high)| format!("[{}, {}]", number(low), number(high))),
        is_code: false,
    }
}

/// A count as the file has it.
pub(super) fn count(text: &str) -> Cell {
    Cell {
        text: if text.is_empty() { "–" } else { text }.to_owned(),
        value: Some(text.to_owned()),
        copied: None,
        is_code: false,
    }
}

/// A number with four digits.
pub(super) fn shown(value: f64) -> String {
    rounded(&number(value), DIGITS).replace('-', "−")
}

/// Both ends of an interval.
pub(super) fn range((low, high): (f64, f64)) -> String {
    format!("[{}, {}]", shown(low), shown(high))
}

/// A table with a caption that says what it shows.
pub(super) struct Sheet {
    caption: String,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// An empty table.
    pub(super) fn new(caption: impl Into<String>, head: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            head: head.iter().map(|&name| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, with its buttons.
    pub(super) fn markup(&self, facts: &Facts) -> Markup {
        let numeric = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let mut cells = cells.peekable();
            cells.peek().is_some() && cells.all(|cell| cell.value.is_some())
        };
        html! {
            div.sheet {
                div.scroll tabindex="0" role="region" aria-label=(self.caption) {
                    table {
                        caption { (self.caption) }
                        thead { tr {
                            @for (column, name) in self.head.iter().enumerate() {
                                th scope="col" aria-sort="none" class=[numeric(column).then_some("number")] {
                                    button type="button" class="sort" { (name) span.arrow aria-hidden="true" {} }
                                }
                            }
                        } }
                        tbody {
                            @for row in &self.rows {
                                tr {
                                    @for (column, cell) in row.iter().enumerate() {
                                        @if column == 0 {
                                            th scope="row" { (content(cell)) }
                                        } @else {
                                            td data-value=[cell.value.as_deref()] data-copied=[cell.copied.as_deref()] class=[cell.value.is_some().then_some("number")] { (content(cell)) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                button type="button" class="copy" { (facts.say("Copy as CSV", "复制为 CSV")) }
            }
        }
    }
}

fn content(cell: &Cell) -> Markup {
    html! {
        @if cell.is_code { code { (cell.text) } } @else { (cell.text) }
    }
}
