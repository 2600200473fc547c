//! The table of elementary effects for the terminal.

use std::path::Path;

use super::index::{Index, blocks, cell, read, replications, sort, titled};
use crate::report::tables::{broken, keep_lines, plain, right};

/// Columns of the terminal from which marks stand beside intervals.
const WIDE: u16 = 140;

/// Columns of the terminal below which intervals stand under their figures.
const NARROW: u16 = 110;

/// μ*, μ and σ of each output, largest μ* first.
pub(super) fn table(folder: &Path, width: u16) -> csv::Result<String> {
    let mut text = String::new();
    for (output, mut rows) in blocks(read(&folder.join("morris.csv"))?) {
        let first = &rows[0];
        text.push_str(&format!(
            "{}, {} trajectories, {} per point\n",
            titled(&output, cell(first, "unit")),
            cell(first, "trajectories"),
            replications(cell(first, "replications")),
        ));
        sort(&mut rows, "mu_star");
        let mut table = plain(width);
        let is_narrow = width < NARROW;
        let mut head = vec!["input"];
        for index in ["μ*", "μ", "σ"] {
            head.push(index);
            head.extend((!is_narrow).then_some("95 % interval"));
        }
        table.set_header(head);
        for row in &rows {
            let mut cells = vec![broken(cell(row, "input"), usize::from(width / 4))];
            for index in ["mu_star", "mu", "sigma"] {
                let index = Index::of(row, index);
                let (value, interval) = (index.value(), index.interval(width < WIDE));
                if is_narrow {
                    cells.push(format!("{value}\n{interval}"));
                } else {
                    cells.extend([value, interval]);
                }
            }
            table.add_row(cells);
        }
        right(&mut table, 1..if is_narrow { 4 } else { 7 });
        keep_lines(&mut table, 0);
        text.push_str(&format!("{table}\n\n"));
    }
    text.push_str(
        "effects are those of moving an input through its whole range; intervals hold 95 %\n",
    );
    Ok(text)
}
