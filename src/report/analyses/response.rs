//! The table of response curves for the terminal: how far each input moves each output.

use std::path::Path;

use super::index::{Row, blocks, cell, read};
use crate::report::lettered::wrapped;
use crate::report::tables::{named, narrowed, right, rounded};
use crate::report::titles::Titles;

/// Significant digits of a figure.
const DIGITS: usize = 4;
/// Columns of the terminal below which intervals stand under their means.
const NARROW: u16 = 100;

/// Where each curve begins and ends, and where it is lowest and highest.
pub(super) fn table(folder: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let mut text = String::new();
    for (output, rows) in blocks(read(&folder.join("response.csv"))?) {
        let title = titles.with_unit(&output, cell(&rows[0], "unit"));
        text.push_str(&wrapped(&title, width));
        let is_narrow = width < NARROW;
        let mut head = vec![
            titles.say("input", "变量"),
            titles.say("lowest\nmean", "最低\n均值"),
            titles.say("at", "位置"),
            titles.say("highest\nmean", "最高\n均值"),
            titles.say("at", "位置"),
        ];
        head.extend((!is_narrow).then(|| titles.say("places", "点数")));
        let mut lines = Vec::new();
        for curve in rows.chunk_by(|a, b| cell(a, "input") == cell(b, "input")) {
            let mut defined: Vec<(f64, &Row)> = curve
                .iter()
                .filter_map(|row| Some((cell(row, "mean").parse().ok()?, row)))
                .collect();
            defined.sort_by(|a, b| a.0.total_cmp(&b.0));
            let name = titles.with_unit(cell(&curve[0], "input"), cell(&curve[0], "input_unit"));
            let mut cells = vec![name];
            for end in [defined.first(), defined.last()] {
                match end {
                    Some((_, row)) => cells.extend([level(row, width, titles), place(row, titles)]),
                    None => cells.extend(["-".to_owned(), "-".to_owned()]),
                }
            }
            cells.extend((!is_narrow).then(|| curve.len().to_string()));
            lines.push(cells);
        }
        let mut table = named(&head, lines, width);
        right(&mut table, 1..head.len());
        text.push_str(&format!("{table}\n\n"));
    }
    let note = titles.say(
        "means over everything else, with 95 % intervals; the curves are in response.csv",
        "均值：对其余各项取平均，附 95 % 区间；曲线见 response.csv",
    );
    text.push_str(&wrapped(note, width));
    Ok(text)
}

/// A mean with its interval.
fn level(row: &Row, width: u16, titles: &Titles) -> String {
    let figure = |column| rounded(cell(row, column), DIGITS);
    let mean = figure("mean");
    if cell(row, "ci_low").is_empty() {
        return mean;
    }
    let range = titles.range(&figure("ci_low"), &figure("ci_high"));
    if width < NARROW {
        format!("{mean}\n{}", narrowed(range, width))
    } else {
        format!("{mean} ({range})")
    }
}

/// A value of the input, or a range of values.
fn place(row: &Row, titles: &Titles) -> String {
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
        titles.range(&short("low"), &short("high"))
    }
}
