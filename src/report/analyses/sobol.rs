//! The table of Sobol' indices for the terminal.

use std::path::Path;

use super::index::{Index, blocks, cell, read, sort};
use crate::kernel::language::Language;
use crate::report::lettered::wrapped;
use crate::report::tables::{broken, keep_lines, plain, right};
use crate::report::titles::Titles;

/// Columns of the terminal from which marks stand beside intervals.
const WIDE: u16 = 90;

/// First and total orders of each output, largest total first, with what they leave.
pub(super) fn table(folder: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let rows = read(&folder.join("sobol.csv"))?;
    let figures = read(&folder.join("variance.csv"))?;
    let mut text = String::new();
    for (output, mut rows) in blocks(rows) {
        let of_it: Vec<_> = (figures.iter())
            .filter(|row| row.get("output") == Some(&output))
            .collect();
        let first = &rows[0];
        let title = titles.with_unit(&output, cell(first, "unit"));
        let n = cell(first, "n");
        let each = of_it.first().map_or("1", |row| cell(row, "replications"));
        let each = titles.replications(each);
        let lead = match titles.language {
            Language::English => format!("{title}, n = {n} base points, {each} per point"),
            Language::Chinese => format!("{title}，n = {n} 个基点，每点{each}"),
        };
        text.push_str(&wrapped(&lead, width));
        if !cell(first, "remark").is_empty() {
            let remark = cell(first, "remark");
            let none = titles.say("no shares: ", "无占比：");
            text.push_str(&wrapped(&format!("  {none}{remark}"), width));
            text.push('\n');
            continue;
        }
        sort(&mut rows, "total");
        let mut table = plain(width);
        table.set_header([
            titles.say("input", "变量"),
            titles.say("first", "一阶"),
            titles.say("95 % interval", "95 % 区间"),
            titles.say("total", "总阶"),
            titles.say("95 % interval", "95 % 区间"),
        ]);
        for row in &rows {
            let (first, total) = (Index::of(row, "first"), Index::of(row, "total"));
            table.add_row([
                broken(cell(row, "input"), usize::from(width / 4)),
                first.value(),
                first.interval(width < WIDE, titles),
                total.value(),
                total.interval(width < WIDE, titles),
            ]);
        }
        right(&mut table, 1..5);
        keep_lines(&mut table, 0);
        text.push_str(&format!("{table}\n"));
        for (figure, words) in [
            (
                "sum_of_first_orders",
                titles.say("sum of the first orders", "一阶之和"),
            ),
            (
                "interactions",
                titles.say("interactions (1 less the sum)", "交互作用（1 减去该和）"),
            ),
            (
                "luck",
                titles.say(
                    "luck, of the variance of single runs",
                    "随机性，占单次运行方差",
                ),
            ),
        ] {
            let row = of_it.iter().find(|row| cell(row, "figure") == figure);
            let index = row.map(|row| Index::plain(row)).filter(Index::is_known);
            if let Some(index) = index {
                let (value, interval) = (index.value(), index.interval(false, titles));
                let line = match titles.language {
                    Language::English => format!("{words}: {value} ({interval})"),
                    Language::Chinese => format!("{words}：{value}（{interval}）"),
                };
                text.push_str(&wrapped(&line, width));
            }
        }
        text.push('\n');
    }
    Ok(text)
}
