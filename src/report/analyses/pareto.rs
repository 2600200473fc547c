//! The table of a Pareto front for the terminal.

use std::path::Path;

use crate::kernel::language::Language;
use crate::report::sheets::{Asked, Row, Sheet, left_out};
use crate::report::tables::{broken, interval, keep_lines, plain, right, rounded, shortened};

/// Candidates that the table shows.
const SHOWN: usize = 20;
/// Characters of a line of an input's name.
const NAME: usize = 12;
/// The share of resamples from which a candidate behind the front is counted as close to it.
const CLOSE: f64 = 0.05;

/// The table of a result.
pub(super) fn table(folder: &Path, width: u16) -> csv::Result<String> {
    let asked = Asked::read(folder, Language::English)?;
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
    let undefined = left_out(undefined, asked.language);
    let mut table = plain(width);
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let mut head = vec!["no.".to_owned()];
    // Many inputs share a column, in the order of their list.
    let is_apart = inputs.len() * (NAME + 2) <= usize::from(width / 2);
    let columns = if is_apart { inputs.len() } else { 1 };
    if is_apart {
        head.extend(shortened(&names).iter().map(|name| broken(name, NAME)));
    } else {
        head.push("inputs".to_owned());
    }
    // What the numbers, the inputs and the shares leave, with their margins.
    let rest = usize::from(width).saturating_sub(19 + columns * (NAME + 2));
    let room = (rest / goals.len().max(1)).saturating_sub(2);
    head.extend(
        goals
            .iter()
            .map(|goal| format!("{}\n{}", goal.way, broken(goal.output, room))),
    );
    head.push("on the\nfront in".to_owned());
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
            match interval(bound("low"), bound("high")).as_str() {
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
    let mut text = format!(
        "{}: {} of {} candidates are on the front, {}\ninputs: {}\n{table}\n",
        asked.title,
        front.len(),
        sheet.rows().count(),
        asked.runs(),
        names.join(", ")
    );
    if front.len() > SHOWN {
        text.push_str(&format!("and {} more in pareto.csv\n", front.len() - SHOWN));
    }
    if close > 0 {
        text.push_str(&format!(
            "{close} more are on it in at least 5 % of the resamples: luck decides about them\n"
        ));
    }
    if let Some(words) = undefined {
        text.push_str(&format!("left out, {words}\n"));
    }
    text.push_str("no.: candidate in pareto.csv; below a value: its 95 % interval; on the front in: share of resamples\n");
    Ok(text)
}
