//! The table of a Pareto front for the terminal.

use std::path::Path;

use crate::kernel::language::Language;
use crate::report::lettered::wrapped;
use crate::report::sheets::{Asked, Row, Sheet, left_out, way};
use crate::report::tables::{
    broken, interval, keep_lines, narrowed, plain, right, rounded, shortened,
};
use crate::report::titles::Titles;

/// Candidates that the table shows.
const SHOWN: usize = 20;
/// Characters of a line of an input's name.
const NAME: usize = 12;
/// The share of resamples from which a candidate behind the front is counted as close to it.
const CLOSE: f64 = 0.05;

/// The table of a result.
pub(super) fn table(folder: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let asked = Asked::read(folder, titles.language)?;
    let sheet = Sheet::read(&folder.join("pareto.csv"))?;
    let goals = asked.goals();
    let inputs = asked.candidates();
    let mut front: Vec<Row<'_>> = sheet.rows().filter(|row| row.holds("on_front")).collect();
    let first = goals.first().map_or("", |goal| goal.output);
    front.sort_by(|a, b| {
        let value = |row: &Row<'_>| row.number(first).unwrap_or(f64::NAN);
        value(a).total_cmp(&value(b))
    });
    let near = |row: &Row<'_>| {
        row.number("front_share")
            .is_some_and(|share| share >= CLOSE)
    };
    let close = sheet
        .rows()
        .filter(|row| row.text("on_front") == "0" && near(row))
        .count();
    let undefined = sheet.rows().filter(|row| row.text("on_front").is_empty());
    let language = titles.language;
    let undefined = left_out(undefined, language);
    let mut table = plain(width);
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let mut head = vec![titles.say("no.", "编号").to_owned()];
    // Many inputs share a column, in the order of their list.
    let is_apart = inputs.len() * (NAME + 2) <= usize::from(width / 2);
    let columns = if is_apart { inputs.len() } else { 1 };
    if is_apart {
        head.extend(shortened(&names).iter().map(|name| broken(name, NAME)));
    } else {
        head.push(titles.say("inputs", "变量").to_owned());
    }
    // What the numbers, the inputs and the shares leave, with their margins.
    let rest = usize::from(width).saturating_sub(19 + columns * (NAME + 2));
    let room = (rest / goals.len().max(1)).saturating_sub(2);
    head.extend(goals.iter().map(|goal| {
        let name = asked.short_title(goal.output);
        format!("{}\n{}", way(goal.way, language), broken(name, room))
    }));
    head.push(titles.say("on the\nfront in", "在前沿\n的比例").to_owned());
    table.set_header(head);
    for row in front.iter().take(SHOWN) {
        let mut cells = vec![row.text("candidate").to_owned()];
        if is_apart {
            cells.extend(inputs.iter().map(|input| row.short(input)));
        } else {
            cells.push(row.short_values(&inputs));
        }
        cells.extend(goals.iter().map(|goal| {
            let bound = |which| row.text(&format!("{}_ci_{which}", goal.output));
            let value = rounded(row.text(goal.output), 4);
            let spread = interval(bound("low"), bound("high"), language);
            match narrowed(spread, width).as_str() {
                "-" => value,
                spread => format!("{value}\n{spread}"),
            }
        }));
        let share = row.number("front_share");
        cells.push(share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", 100.0 * share)));
        table.add_row(cells);
    }
    let first = 1 + columns;
    right(&mut table, first..first + goals.len() + 1);
    (0..=first + goals.len())
        .filter(|column| is_apart || *column != 1)
        .for_each(|column| keep_lines(&mut table, column));
    let (title, each) = (&asked.title, asked.runs());
    let (shown, all) = (front.len(), sheet.rows().count());
    let lead = match language {
        Language::English => {
            format!("{title}: {shown} of {all} candidates are on the front, {each}")
        }
        Language::Chinese => format!("{title}：{all} 个候选方案中 {shown} 个在前沿，{each}"),
    };
    let inputs = format!("{}{}", titles.say("inputs: ", "变量："), names.join(", "));
    let mut text = format!(
        "{}{}{table}\n",
        wrapped(&lead, width),
        wrapped(&inputs, width)
    );
    let notes = notes(front.len(), close, undefined, titles);
    text.push_str(&wrapped(&notes, width));
    Ok(text)
}

/// What stands below the table: what it leaves out, and what its columns mean.
fn notes(front: usize, close: usize, undefined: Option<String>, titles: &Titles) -> String {
    let language = titles.language;
    let mut notes = String::new();
    if let Some(more) = front.checked_sub(SHOWN + 1) {
        let more = more + 1;
        notes.push_str(&match language {
            Language::English => format!("and {more} more in pareto.csv\n"),
            Language::Chinese => format!("另有 {more} 个，见 pareto.csv\n"),
        });
    }
    if close > 0 {
        notes.push_str(&match language {
            Language::English => format!(
                "{close} more are on it in at least 5 % of the resamples: luck decides about them\n"
            ),
            Language::Chinese => {
                format!("另有 {close} 个在至少 5 % 的重抽样中位于前沿：取决于随机性\n")
            }
        });
    }
    if let Some(words) = undefined {
        notes.push_str(&format!(
            "{}{words}\n",
            titles.say("left out, ", "不计入：")
        ));
    }
    notes.push_str(titles.say(
        "no.: candidate in pareto.csv; below a value: its 95 % interval; on the front in: share of resamples",
        "编号：pareto.csv 中的候选方案；数值下方：95 % 区间；在前沿的比例：占重抽样次数",
    ));
    notes
}
