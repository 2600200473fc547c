//! The table of Sobol' indices for the terminal.

use std::path::Path;

use super::index::{Index, blocks, cell, read, replications, sort, titled};
use crate::report::tables::{broken, keep_lines, plain, right};

/// Columns of the terminal from which marks stand beside intervals.
const WIDE: u16 = 90;

/// First and total orders of each output, largest total first, with what they leave.
pub(super) fn table(folder: &Path, width: u16) -> csv::Result<String> {
    let rows = read(&folder.join("sobol.csv"))?;
    let figures = read(&folder.join("variance.csv"))?;
    let mut text = String::new();
    for (output, mut rows) in blocks(rows) {
        let of_it: Vec<_> = (figures.iter())
            .filter(|row| row.get("output") == Some(&output))
            .collect();
        let first = &rows[0];
        text.push_str(&format!(
            "{}, n = {} base points, {} per point\n",
            titled(&output, cell(first, "unit")),
            cell(first, "n"),
            replications(of_it.first().map_or("1", |row| cell(row, "replications"))),
        ));
        if !cell(first, "remark").is_empty() {
            text.push_str(&format!("  no shares: {}\n\n", cell(first, "remark")));
            continue;
        }
        sort(&mut rows, "total");
        let mut table = plain(width);
        table.set_header(["input", "first", "95 % interval", "total", "95 % interval"]);
        for row in &rows {
            let (first, total) = (Index::of(row, "first"), Index::of(row, "total"));
            table.add_row([
                broken(cell(row, "input"), usize::from(width / 4)),
                first.value(),
                first.interval(width < WIDE),
                total.value(),
                total.interval(width < WIDE),
            ]);
        }
        right(&mut table, 1..5);
        keep_lines(&mut table, 0);
        text.push_str(&format!("{table}\n"));
        for (figure, words) in [
            ("sum_of_first_orders", "sum of the first orders"),
            ("interactions", "interactions (1 less the sum)"),
            ("luck", "luck, of the variance of single runs"),
        ] {
            let row = of_it.iter().find(|row| cell(row, "figure") == figure);
            let index = row.map(|row| Index::plain(row)).filter(Index::is_known);
            if let Some(index) = index {
                text.push_str(&format!(
                    "{words}: {} ({})\n",
                    index.value(),
                    index.interval(false)
                ));
            }
        }
        text.push('\n');
    }
    Ok(text)
}
