//! The table of robustness for the terminal: levers by criteria, a table for each goal.

use std::path::Path;

use crate::kernel::language::{Language, Words, words};
use crate::report::lettered::wrapped;
use crate::report::sheets::{Asked, Row, Sheet, way};
use crate::report::tables::{broken, interval, keep_lines, plain, right, rounded, shortened};
use crate::report::titles::Titles;

/// Combinations of levers that a table shows, the best by the first criterion.
const SHOWN: usize = 12;
/// The words for criteria.
const CRITERIA: [(&str, Words); 6] = [
    ("mean", words("mean", "均值")),
    ("worst", words("worst state", "最差状态")),
    ("best", words("best state", "最好状态")),
    ("max_regret", words("max regret", "最大遗憾")),
    ("mean_regret", words("mean regret", "平均遗憾")),
    ("p90_regret", words("p90 regret", "p90 遗憾")),
];
/// Columns of the terminal for each criterion.
const ROOM: u16 = 21;
/// Characters of a line of a lever's name.
const NAME: usize = 12;

/// The table of a result.
pub(super) fn table(folder: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let asked = Asked::read(folder, titles.language)?;
    let sheet = Sheet::read(&folder.join("robustness.csv"))?;
    let states = Sheet::read(&folder.join("regret.csv"))?
        .rows()
        .filter_map(|row| row.number("state"))
        .fold(0.0, f64::max)
        + 1.0;
    let levers = asked.of_role("lever");
    let names: Vec<&str> = levers.iter().map(|lever| lever.name.as_str()).collect();
    let language = titles.language;
    let (title, each) = (&asked.title, asked.runs());
    let listed = names.join(", ");
    let lead = match language {
        Language::English => format!("{title}: levers ({listed}) in {states} states, {each} each"),
        Language::Chinese => {
            format!("{title}：可选变量（{listed}），{states} 个状态，每个{each}")
        }
    };
    let mut text = wrapped(&lead, width);
    let mut labels: Vec<&str> = Vec::new();
    for row in sheet.rows() {
        if !labels.contains(&row.text("goal")) {
            labels.push(row.text("goal"));
        }
    }
    let across = across(
        width,
        if is_apart(&levers, width) {
            levers.len()
        } else {
            1
        },
    );
    let goals = asked.goals();
    let (goals, bounds): (Vec<&str>, Vec<&str>) = labels
        .into_iter()
        .partition(|label| goals.iter().any(|goal| goal.output == *label));
    for goal in goals {
        let known = asked.goals().into_iter().find(|g| g.output == goal);
        let way = known.map_or("", |goal| way(goal.way, language));
        let title = asked.title(goal);
        let between = titles.say(" ", "：");
        text.push('\n');
        text.push_str(&wrapped(&format!("{way}{between}{title}"), width));
        let columns = CRITERIA.map(|(criterion, words)| (goal, criterion, words.of(language)));
        for columns in columns.chunks(across) {
            text.push_str(&block(&sheet, &levers, columns, width, language));
        }
    }
    if !bounds.is_empty() {
        let share = titles.say("share of states in which bounds hold", "界限成立的状态占比");
        text.push_str(&format!("\n{share}\n"));
        let columns: Vec<_> = bounds
            .iter()
            .map(|bound| (*bound, "satisficing", *bound))
            .collect();
        for columns in columns.chunks(across) {
            text.push_str(&block(&sheet, &levers, columns, width, language));
        }
    }
    let notes = titles.say(
        "below a value: its 95 % interval; best: with the share of resamples in which it is the best\n\
         = cannot be told from the best by paired resamples; ? no verdict, for want of replications\n\
         means and shares of states: states resampled too; extremes and p90: for the given states",
        "数值下方：95 % 区间；最优：括号内为重抽样中居首的比例\n\
         =：配对重抽样无法与最优者区分；?：重复次数不足，无法判断\n\
         均值与状态占比：状态亦重抽样；极值与 p90：就所给状态而言",
    );
    text.push('\n');
    text.push_str(&wrapped(notes, width));
    Ok(text)
}

/// Whether each lever has a column; many share one, in the order of their list.
fn is_apart(levers: &[&crate::report::sheets::Input], width: u16) -> bool {
    levers.len() * (NAME + 2) <= usize::from(width / 2)
}

/// How many criteria stand side by side, beside some levers.
fn across(width: u16, levers: usize) -> usize {
    let rest = usize::from(width).saturating_sub(levers * (NAME + 2));
    (rest / usize::from(ROOM)).max(1)
}

/// Criteria side by side, levers one below the other in the order of the first.
fn block(
    sheet: &Sheet,
    levers: &[&crate::report::sheets::Input],
    columns: &[(&str, &str, &str)],
    width: u16,
    language: Language,
) -> String {
    let of = |(goal, criterion, _): (&str, &str, &str)| -> Vec<Row<'_>> {
        let rows = sheet.rows();
        rows.filter(|row| row.text("goal") == goal && row.text("criterion") == criterion)
            .collect()
    };
    let Some(first) = columns.first().map(|column| of(*column)) else {
        return String::new();
    };
    let mut order: Vec<usize> = (0..first.len()).collect();
    let rank = |place: usize| first[place].number("rank").unwrap_or(f64::INFINITY);
    order.sort_by(|&a, &b| rank(a).total_cmp(&rank(b)));
    let mut table = plain(width);
    let names: Vec<&str> = levers.iter().map(|lever| lever.name.as_str()).collect();
    let names = shortened(&names);
    let is_apart = is_apart(levers, width);
    let mut head: Vec<String> = if is_apart {
        names.iter().map(|name| broken(name, NAME)).collect()
    } else {
        vec![language.choose("levers", "可选变量").to_owned()]
    };
    let first_value = head.len();
    let room = usize::from(ROOM) - 3;
    head.extend(columns.iter().map(|(_, _, words)| broken(words, room)));
    table.set_header(head);
    let all: Vec<Vec<Row<'_>>> = columns.iter().map(|column| of(*column)).collect();
    for &place in order.iter().take(SHOWN) {
        let values = levers.iter().map(|lever| first[place].short(lever));
        let mut cells: Vec<String> = if is_apart {
            values.collect()
        } else {
            vec![first[place].short_values(levers)]
        };
        cells.extend(all.iter().map(|rows| cell(rows[place], language)));
        table.add_row(cells);
    }
    right(&mut table, first_value..first_value + columns.len());
    (0..first_value + columns.len())
        .filter(|column| is_apart || *column > 0)
        .for_each(|column| keep_lines(&mut table, column));
    let more = match order.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => match language {
            Language::English => format!("and {more} more in robustness.csv\n"),
            Language::Chinese => format!("另有 {more} 个，见 robustness.csv\n"),
        },
    };
    format!("{table}\n{more}")
}

/// A value with its sign of how it stands, and its interval below.
fn cell(row: Row<'_>, language: Language) -> String {
    let mark = if row.text("rank") == "1" {
        let share = row.number("best_share");
        let best = language.choose("best", "最优");
        share.map_or_else(
            || format!(" {best}"),
            |share| format!(" {best} ({:.0} %)", 100.0 * share),
        )
    } else if row.text("distinct") == "0" {
        " =".to_owned()
    } else if row.text("distinct").is_empty() {
        " ?".to_owned()
    } else {
        String::new()
    };
    let value = rounded(row.text("value"), 4);
    let spread = interval(row.text("ci_low"), row.text("ci_high"), language);
    if spread == "-" {
        format!("{value}{mark}")
    } else {
        format!("{value}{mark}\n{spread}")
    }
}
