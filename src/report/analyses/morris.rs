//! The table of elementary effects for the terminal.

use std::path::Path;

use super::index::{Index, blocks, cell, read, replications, sort, titled};
use crate::report::tables::{broken, keep_lines, plain, right};

/// Columns of the terminal from which marks stand beside intervals.
const WIDE: u16 = 140;

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
        table.set_header([
            "input",
            "μ*",
            "95 % interval",
            "μ",
            "95 % interval",
            "σ",
            "95 % interval",
        ]);
        for row in &rows {
            let mut cells = vec![broken(cell(row, "input"), usize::from(width / 4))];
            for index in ["mu_star", "mu", "sigma"] {
                let index = Index::of(row, index);
                cells.extend([index.value(), index.interval(width < WIDE)]);
            }
            table.add_row(cells);
        }
        right(&mut table, 1..7);
        keep_lines(&mut table, 0);
        text.push_str(&format!("{table}\n\n"));
    }
    text.push_str("effects are those of moving an input through its whole range\n");
    Ok(text)
}
