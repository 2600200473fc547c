//! A table of a city as it is read: its header, its rows and what is wrong with them.

use std::ops::Range;

use super::super::names;
use super::super::nearest::hint;
use super::super::problem::{Problem, Problems, Text};
use super::super::slips;
use crate::kernel::ids::SectorId;
use crate::kernel::language::Words;

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holds {
    Text,
    Number(f64, f64),
    Flag,
    Tile,
    Words(&'static [&'static str]),
    Codes,
    /// Where the row stands in the city; a table may do without the column.
    Rank,
}

/// A column of a table.
pub(super) struct Column {
    pub name: &'static str,
    pub unit: &'static str,
    pub meaning: Words,
    pub holds: Holds,
}

impl Column {
    /// Whether a table may do without it.
    pub(super) const fn may_be_missing(&self) -> bool {
        matches!(self.holds, Holds::Rank)
    }
}

/// A column: its name, its unit, what it means and what it holds.
pub(super) const fn column(
    name: &'static str,
    unit: &'static str,
    meaning: Words,
    holds: Holds,
) -> Column {
    Column {
        name,
        unit,
        meaning,
        holds,
    }
}

/// What a name of a city must be.
pub(super) const SOUND: &str =
    "a text of at most 80 letters, none of them a control character, the first none of = + - @";
/// The last row and column of a map.
const MOST_TILES: u16 = 49;
/// The most rows of a table: as many districts as a map has tiles.
const MOST_ROWS: usize = 2_500;
/// A row that is a line.
fn record(row: &str) -> Result<csv::StringRecord, Problem> {
    let quotes = row.matches('"').count();
    if quotes == 0 {
        return Ok(row.split(',').collect());
    }
    if quotes % 2 == 1 {
        let problem = Problem::nowhere("a quotation mark is not closed in this row");
        return Err(problem.with_help("a row is a line: cells have no line breaks"));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(row.as_bytes());
    let record = reader
        .records()
        .next()
        .unwrap_or_else(|| Ok(csv::StringRecord::new()));
    record.map_err(|error| Problem::nowhere(format!("not valid CSV: {error}")))
}

/// A table whose header is complete, and its rows as text.
pub(super) struct Table<'t> {
    pub text: &'t Text,
    pub columns: &'static [Column],
    /// Where each column stands in a row.
    pub places: Vec<Option<usize>>,
    /// The cells of each row, and where it stands in the text.
    pub rows: Vec<(csv::StringRecord, Range<usize>)>,
}

impl<'t> Table<'t> {
    pub(super) fn read(
        text: &'t Text,
        columns: &'static [Column],
        problems: &mut Problems,
    ) -> Self {
        let mut table = Self {
            text,
            columns,
            places: vec![None; columns.len()],
            rows: Vec::new(),
        };
        let mut width: Option<usize> = None;
        let mut start = 0;
        // A row is a line: comments and empty lines are passed over.
        for line in text.text.split_inclusive('\n') {
            let row = line.trim_end();
            let span = start..start + row.len();
            start += line.len();
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            if problems.are_enough() {
                return table;
            }
            let record = match record(row) {
                Ok(record) => record,
                Err(problem) => {
                    problems.note(problem.put(text, span));
                    continue;
                }
            };
            if table.rows.len() >= MOST_ROWS {
                let message = format!("the table has more than {MOST_ROWS} rows");
                problems.note(Problem::at(text, span, message));
                return table;
            }
            match width {
                None if record.len() == 1 && row.contains([';', '\t']) => {
                    let message = "the cells of this table are not separated by commas";
                    problems.note(
                        Problem::at(text, span, message)
                            .with_help("save it as CSV with commas, in UTF-8"),
                    );
                    return table;
                }
                None => {
                    table.header(&record, &span, problems);
                    width = Some(record.len());
                }
                Some(width) if record.len() != width => {
                    let cells = record.len();
                    let message = format!("this row has {cells} cells, the header has {width}");
                    let help = if cells > width {
                        "a number has a point and no commas, and a text with a comma stands in \
                         quotation marks"
                    } else {
                        "every column has a cell in every row, which may be empty where the column \
                         says so"
                    };
                    problems.note(Problem::at(text, span, message).with_help(help));
                }
                Some(_) => table.rows.push((record, span)),
            }
        }
        if table.rows.is_empty() {
            problems.note(Problem::at(text, 0..0, "the table has no rows"));
        }
        table
    }

    fn header(&mut self, record: &csv::StringRecord, span: &Range<usize>, problems: &mut Problems) {
        for (place, name) in record.iter().enumerate() {
            match self.columns.iter().position(|c| c.name == name) {
                Some(column) if self.places[column].is_some() => {
                    let cell = cell_span(self.text, span, place);
                    let message = format!("column \"{name}\" stands twice");
                    problems.note(Problem::at(self.text, cell, message));
                }
                Some(column) => self.places[column] = Some(place),
                None => {
                    problems.note(Problem {
                        help: hint(name, self.columns.iter().map(|c| c.name)),
                        ..Problem::at(
                            self.text,
                            cell_span(self.text, span, place),
                            format!("unknown column \"{name}\""),
                        )
                    });
                }
            }
        }
        for (column, place) in self.columns.iter().zip(&self.places) {
            if place.is_none() && !column.may_be_missing() {
                problems.note(Problem::at(
                    self.text,
                    span.clone(),
                    format!(
                        "column \"{}\" is missing: {}",
                        column.name, column.meaning.en
                    ),
                ));
            }
        }
    }

    /// The codes of the rows, which must differ.
    pub(super) fn codes(&self, problems: &mut Problems) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for (record, span) in &self.rows {
            let code = self.places[0].and_then(|at| record.get(at)).unwrap_or("");
            let sound = !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
            if !sound {
                problems.note(Problem::at(
                    self.text,
                    span.clone(),
                    format!("\"{code}\" is no code: use ASCII letters and digits"),
                ));
            } else if codes.iter().any(|known| known == code) {
                problems.note(Problem::at(
                    self.text,
                    span.clone(),
                    format!("the code \"{code}\" stands twice"),
                ));
            }
            codes.push(code.to_owned());
        }
        codes
    }

    /// The numbers of the rows, which must differ; in order where there are none.
    pub(super) fn ranks(&self, problems: &mut Problems) -> Vec<u32> {
        let mut columns = self.columns.iter().zip(&self.places);
        let rank = columns.find(|(column, _)| matches!(column.holds, Holds::Rank));
        let Some((Column { name, .. }, Some(place))) = rank else {
            return (0..).take(self.rows.len()).collect();
        };
        let mut ranks: Vec<u32> = Vec::new();
        for (record, span) in &self.rows {
            let text = record.get(*place).unwrap_or_default().trim();
            let rank: Option<u32> = text.parse().ok();
            let message = match rank {
                None => format!("\"{name}\" must be a whole number from 0; found \"{text}\""),
                Some(rank) if ranks.contains(&rank) => format!("the number {rank} stands twice"),
                Some(rank) => {
                    ranks.push(rank);
                    continue;
                }
            };
            let cell = cell_span(self.text, span, *place);
            problems.note(Problem::at(self.text, cell, message));
        }
        ranks
    }

    pub(super) fn rows<T>(
        &self,
        sectors: &[String],
        problems: &mut Problems,
        build: impl Fn(&mut Cells<'_, '_>) -> Option<T>,
    ) -> Vec<T> {
        self.rows
            .iter()
            .filter_map(|(record, span)| {
                build(&mut Cells {
                    table: self,
                    record,
                    span,
                    sectors,
                    problems,
                })
            })
            .collect()
    }
}

/// The cells of one row, read by column name.
pub(super) struct Cells<'c, 't> {
    table: &'c Table<'t>,
    record: &'c csv::StringRecord,
    span: &'c Range<usize>,
    sectors: &'c [String],
    problems: &'c mut Problems,
}

impl Cells<'_, '_> {
    fn cell(&self, name: &str) -> (Option<&'static Column>, String) {
        let at = self.table.columns.iter().position(|c| c.name == name);
        let place = at.and_then(|at| self.table.places[at]);
        let text = place.and_then(|place| self.record.get(place));
        (
            at.map(|at| &self.table.columns[at]),
            text.unwrap_or_default().trim().to_owned(),
        )
    }

    /// Notes a wrong cell; where the whole column is missing, that has been told once.
    fn wrong(&mut self, name: &str, expected: &str, found: &str, help: Option<String>) {
        let at = self.table.columns.iter().position(|c| c.name == name);
        let Some(place) = at.and_then(|at| self.table.places[at]) else {
            return;
        };
        self.problems.note(Problem {
            help,
            ..Problem::at(
                self.table.text,
                cell_span(self.table.text, self.span, place),
                format!("\"{name}\" must be {expected}; found \"{found}\""),
            )
        });
    }

    pub(super) fn text(&mut self, name: &str) -> String {
        let (_, text) = self.cell(name);
        if text.is_empty() || !names::is_sound(&text) {
            self.wrong(name, SOUND, &text, None);
        }
        text
    }

    pub(super) fn number(&mut self, name: &str) -> f64 {
        let (column, text) = self.cell(name);
        let Some(Column {
            holds: Holds::Number(least, most),
            unit,
            ..
        }) = column
        else {
            return 0.0;
        };
        match text.parse::<f64>() {
            Ok(number) if (*least..=*most).contains(&number) => number,
            _ => {
                let expected = format!("a number from {least} to {most} ({unit})");
                let help = slips::help(&text, unit, (*least, *most));
                self.wrong(name, &expected, &text, help);
                0.0
            }
        }
    }

    pub(super) fn tile(&mut self, name: &str) -> u16 {
        let (_, text) = self.cell(name);
        let place = text.parse().ok().filter(|place| *place <= MOST_TILES);
        place.unwrap_or_else(|| {
            let expected = format!("a whole number from 0 to {MOST_TILES}");
            self.wrong(name, &expected, &text, None);
            0
        })
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        let (_, text) = self.cell(name);
        if text != "0" && text != "1" {
            self.wrong(name, "0 or 1", &text, None);
        }
        text == "1"
    }

    pub(super) fn word(&mut self, name: &str) -> usize {
        let (column, text) = self.cell(name);
        let Some(Column {
            holds: Holds::Words(words),
            ..
        }) = column
        else {
            return 0;
        };
        words
            .iter()
            .position(|word| *word == text)
            .unwrap_or_else(|| {
                let hint = hint(&text, words.iter().copied());
                let expected = format!("one of {}", words.join(", "));
                self.wrong(name, &expected, &text, hint);
                0
            })
    }

    pub(super) fn codes(&mut self, name: &str) -> Vec<SectorId> {
        let (_, text) = self.cell(name);
        let mut ids = Vec::new();
        for code in text
            .split('|')
            .map(str::trim)
            .filter(|code| !code.is_empty())
        {
            if let Some(at) = self.sectors.iter().position(|sector| sector == code) {
                ids.push(SectorId(u16::try_from(at).unwrap_or(u16::MAX)));
            } else {
                let hint = hint(code, self.sectors.iter().map(String::as_str));
                self.wrong(name, "codes of sectors.csv", code, hint);
            }
        }
        ids
    }
}

/// Where the n-th cell of a row stands.
fn cell_span(text: &Text, row: &Range<usize>, place: usize) -> Range<usize> {
    let line = &text.text[row.clone()];
    let mut is_quoted = false;
    let ends = line.match_indices([',', '"']).filter(|(_, mark)| {
        is_quoted ^= *mark == "\"";
        *mark == "," && !is_quoted
    });
    let ends: Vec<usize> = ends.map(|(at, _)| at).collect();
    let start = match place {
        0 => 0,
        place => ends.get(place - 1).map_or(line.len(), |end| end + 1),
    };
    let end = ends.get(place).copied().unwrap_or(line.len());
    row.start + start..row.start + end
}
