//! The table of elementary effects for the terminal.

use std::path::Path;

use super::index::{Index, blocks, cell, read, sort};
use crate::kernel::language::Language;
use crate::report::lettered::wrapped;
use crate::report::tables::{broken, keep_lines, plain, right};
use crate::report::titles::Titles;

/// Columns of the terminal from which marks stand beside intervals.
const WIDE: u16 = 140;

/// Columns of the terminal below which intervals stand under their figures.
const NARROW: u16 = 110;

/// μ*, μ and σ of each output, largest μ* first.
pub(super) fn table(folder: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let mut text = String::new();
    for (output, mut rows) in blocks(read(&folder.join("morris.csv"))?) {
        let first = &rows[0];
        let title = titles.with_unit(&output, cell(first, "unit"));
        let trajectories = cell(first, "trajectories");
        let each = titles.replications(cell(first, "replications"));
        let lead = match titles.language {
            Language::English => format!("{title}, {trajectories} trajectories, {each} per point"),
            Language::Chinese => format!("{title}，{trajectories} 条轨迹，每点{each}"),
        };
        text.push_str(&wrapped(&lead, width));
        sort(&mut rows, "mu_star");
        let mut table = plain(width);
        let is_narrow = width < NARROW;
        let mut head = vec![titles.say("input", "变量")];
        for index in ["μ*", "μ", "σ"] {
            head.push(index);
            head.extend((!is_narrow).then_some(titles.say("95 % interval", "95 % 区间")));
        }
        table.set_header(head);
        for row in &rows {
            let mut cells = vec![broken(cell(row, "input"), usize::from(width / 4))];
            for index in ["mu_star", "mu", "sigma"] {
                let index = Index::of(row, index);
                let (value, interval) = (index.value(), index.interval(width < WIDE, titles));
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
    let note = titles.say(
        "effects are those of moving an input through its whole range; intervals hold 95 %",
        "效应：变量由最小变到最大所引起的变化；区间均为 95 %",
    );
    text.push_str(&wrapped(note, width));
    Ok(text)
}
