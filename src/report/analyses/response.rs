//! The table of response curves for the terminal: how far each input moves each output.

use std::path::Path;

use super::index::{Row, blocks, cell, read, titled};
use crate::report::tables::{broken, keep_lines, plain, right, rounded};

/// Significant digits of a figure.
const DIGITS: usize = 4;

/// Where each curve begins and ends, and where it is lowest and highest.
pub(super) fn table(folder: &Path, width: u16) -> csv::Result<String> {
    let mut text = String::new();
    for (output, rows) in blocks(read(&folder.join("response.csv"))?) {
        text.push_str(&titled(&output, cell(&rows[0], "unit")));
        text.push('\n');
        let mut table = plain(width);
        table.set_header(["input", "lowest mean", "at", "highest mean", "at", "places"]);
        for curve in rows.chunk_by(|a, b| cell(a, "input") == cell(b, "input")) {
            let mut defined: Vec<(f64, &Row)> = curve
                .iter()
                .filter_map(|row| Some((cell(row, "mean").parse().ok()?, row)))
                .collect();
            defined.sort_by(|a, b| a.0.total_cmp(&b.0));
            let name = titled(cell(&curve[0], "input"), cell(&curve[0], "input_unit"));
            let mut cells = vec![broken(&name, usize::from(width / 4))];
            for end in [defined.first(), defined.last()] {
                match end {
                    Some((_, row)) => cells.extend([level(row), place(row)]),
                    None => cells.extend(["-".to_owned(), "-".to_owned()]),
                }
            }
            cells.push(curve.len().to_string());
            table.add_row(cells);
        }
        right(&mut table, 1..6);
        keep_lines(&mut table, 0);
        text.push_str(&format!("{table}\n\n"));
    }
    text.push_str(
        "means over everything else, with 95 % intervals; the curves are in response.csv\n",
    );
    Ok(text)
}

/// A mean with its interval.
fn level(row: &Row) -> String {
    let figure = |column| rounded(cell(row, column), DIGITS);
    let mean = figure("mean");
    if cell(row, "ci_low").is_empty() {
        return mean;
    }
    format!("{mean} ({} to {})", figure("ci_low"), figure("ci_high"))
}

/// A value of the input, or a range of values.
fn place(row: &Row) -> String {
    let short = |column| {
        let text = cell(row, column);
        if text.parse::<f64>().is_ok() {
            rounded(text, DIGITS)
        } else {
            text.to_owned()
        }
    };
    if cell(row, "low").is_empty() {
        short("value")
    } else {
        format!("{} to {}", short("low"), short("high"))
    }
}
