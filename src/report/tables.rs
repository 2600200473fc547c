//! Tables for the terminal, from the files of a result.

use std::path::Path;

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use super::{shares, swept};
use crate::measures::HEADLINES;

/// Significant digits of a level in a table.
const DIGITS: usize = 4;
/// Significant digits of a difference or a bound in a table.
const DIGITS_OF_DIFFERENCES: usize = 3;
/// Columns of the terminal from which a comparison shows units.
const WIDE: u16 = 126;
/// Columns of the terminal from which a comparison shows how many replications are needed.
const MIDDLING: u16 = 100;

/// What came of a precision that was asked for, a line for each; nothing where none was.
#[must_use]
pub fn stopping(folder: &Path) -> String {
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap_or_default();
    let stopping = &manifest["stopping"];
    let Some(rules) = stopping["rules"].as_array() else {
        return String::new();
    };
    let (n, cap) = (&manifest["replications"], &stopping["cap"]);
    let mut text = if stopping["met"] == true {
        format!("precise enough after {n} of at most {cap} replications:\n")
    } else {
        format!("NOT precise enough after all {cap} replications:\n")
    };
    for rule in rules {
        let precision = rule["precision"].as_str().unwrap_or_default();
        let reached = match (rule["half_width_over_wanted"].as_f64(), n.as_f64()) {
            (Some(ratio), _) if ratio <= 1.0 => format!("met, at {ratio} of that half-width"),
            (Some(ratio), Some(n)) => format!(
                "missed, at {ratio} times that half-width; about {:.0} replications would do",
                n * ratio * ratio
            ),
            _ => "missed: undefined somewhere".to_owned(),
        };
        let at = match rule["widest_at"].as_u64() {
            Some(point) if manifest["kind"] == "sweep" => format!(", widest at point {point}"),
            _ => String::new(),
        };
        text.push_str(&format!("  {precision}: {reached}{at}\n"));
    }
    text
}

/// The headline figures of a result: an attribution or a comparison where there is one, else a
/// summary.
///
/// # Errors
///
/// What reading the files says.
pub fn headline(folder: &Path, width: u16) -> csv::Result<String> {
    let attribution = folder.join("attribution.csv");
    let comparison = folder.join("comparison.csv");
    if folder.join("design.csv").is_file() {
        return swept::swept(&folder.join("summary.csv"), width);
    }
    if attribution.is_file() {
        shares::attributed(&attribution, width)
    } else if comparison.is_file() {
        compared(&comparison, width)
    } else {
        summarised(&folder.join("summary.csv"), width)
    }
}

/// A table that keeps to a width.
#[must_use]
pub fn plain(width: u16) -> Table {
    let rule = LineStyle::none().fill('─').junction('─');
    let style = TableStyle::new()
        .top_border(rule)
        .header_separator(rule)
        .bottom_border(rule);
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table
}

/// Sets the figures of some columns at the right.
pub(super) fn right(table: &mut Table, columns: std::ops::Range<usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// A name in lines that end after a point or an underscore, none longer than `room` where that can be.
pub(super) fn broken(name: &str, room: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for piece in name.split_inclusive(['.', '_', ' ']) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + piece.trim_end().chars().count() <= room => {
                line.push_str(piece);
            }
            _ => lines.push(piece.to_owned()),
        }
    }
    lines.join("\n")
}

/// Keeps the lines of a column of names in one piece.
pub(super) fn keep_lines(table: &mut Table, column: usize) {
    const PADDING: u16 = 2;
    let widest = table.column_max_content_widths().get(column).copied();
    if let Some((column, widest)) = table.column_mut(column).zip(widest) {
        let least = Width::Fixed(widest + PADDING);
        column.set_constraint(ColumnConstraint::LowerBoundary(least));
    }
}

/// Names without the groups that all of them begin with.
pub(super) fn shortened<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut short = names.to_vec();
    while let Some((group, _)) = short.first().and_then(|first| first.split_once('.')) {
        let rest = short.iter().map(|name| {
            let (own, rest) = name.split_once('.')?;
            (own == group).then_some(rest)
        });
        match rest.collect() {
            Some(rest) => short = rest,
            None => break,
        }
    }
    short
}

/// Keeps names of metrics in one piece where there is room for them.
fn whole(table: &mut Table, width: u16) {
    if width >= MIDDLING
        && let Some(column) = table.column_mut(0)
    {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// The rows of the city's headline figures in a table of a result, in the order of the headlines.
pub(super) fn rows_of_the_city(path: &Path) -> csv::Result<Vec<Vec<String>>> {
    let mut reader = csv::Reader::from_path(path)?;
    let head = reader.headers()?.clone();
    let at = |name: &str| head.iter().position(|column| column == name);
    let (metric, scope) = (at("metric").unwrap_or(0), at("scope").unwrap_or(0));
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let headline = HEADLINES.iter().position(|name| *name == &record[metric]);
        if &record[scope] == "city"
            && let Some(place) = headline
        {
            rows.push((place, record.iter().map(str::to_owned).collect::<Vec<_>>()));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn compared(path: &Path, width: u16) -> csv::Result<String> {
    let rows = rows_of_the_city(path)?;
    let mut variants: Vec<&str> = Vec::new();
    for row in &rows {
        if !variants.contains(&row[5].as_str()) {
            variants.push(&row[5]);
        }
    }
    let mut text = String::new();
    for variant in variants {
        let mut table = plain(width);
        let base = rows.first().map_or("", |row| row[4].as_str());
        let columns = [
            ("metric", true),
            ("unit", width >= WIDE),
            ("base", true),
            ("variant", true),
            ("difference", true),
            ("95 % interval", true),
            ("n needed", width >= MIDDLING),
        ];
        let shown = |cells: [String; 7]| {
            let kept = cells
                .into_iter()
                .zip(columns)
                .filter(|(_, (_, kept))| *kept);
            kept.map(|(cell, _)| cell).collect::<Vec<_>>()
        };
        table.set_header(shown(columns.map(|(name, _)| name.to_owned())));
        let mut n = "";
        for row in rows.iter().filter(|row| row[5] == variant) {
            n = &row[11];
            if row[6] == "0" && row[7] == "0" {
                continue;
            }
            table.add_row(shown([
                row[0].clone(),
                row[3].clone(),
                short(&row[6]),
                short(&row[7]),
                signed(&row[8]),
                interval(&row[9], &row[10]),
                short(&row[12]),
            ]));
        }
        right(&mut table, 1 + usize::from(width >= WIDE)..7);
        whole(&mut table, width);
        text.push_str(&format!(
            "{variant} (variant) against {base} (base), city, {n} paired replications\n{table}\n\
             n needed: replications for a half-width of 5 % of the base mean\n"
        ));
    }
    Ok(text)
}

fn summarised(path: &Path, width: u16) -> csv::Result<String> {
    let rows = rows_of_the_city(path)?;
    let mut table = plain(width);
    table.set_header(["metric", "unit", "mean", "95 % interval", "sd"]);
    for row in rows.iter().filter(|row| row[5] != "0") {
        table.add_row([
            row[1].clone(),
            row[4].clone(),
            short(&row[5]),
            interval(&row[7], &row[8]),
            short(&row[6]),
        ]);
    }
    right(&mut table, 2..5);
    whole(&mut table, width);
    let (scenario, n) = rows
        .first()
        .map_or(("", "0"), |row| (row[0].as_str(), row[9].as_str()));
    Ok(format!("{scenario}, city, {n} replications\n{table}\n"))
}

/// A level with few digits, for reading.
fn short(figure: &str) -> String {
    rounded(figure, DIGITS)
}

/// A figure with some significant digits; a mark where there is none.
pub(super) fn rounded(figure: &str, digits: usize) -> String {
    let Ok(value) = figure.parse::<f64>() else {
        return "-".to_owned();
    };
    if value == 0.0 {
        return "0".to_owned();
    }
    let rounded: f64 = format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
    format!("{rounded}")
}

/// A difference with few digits and its sign.
pub(super) fn signed(figure: &str) -> String {
    let short = rounded(figure, DIGITS_OF_DIFFERENCES);
    if short.starts_with('-') || short == "0" {
        short
    } else {
        format!("+{short}")
    }
}

pub(super) fn interval(low: &str, high: &str) -> String {
    if low.is_empty() || high.is_empty() {
        return "-".to_owned();
    }
    let bound = |figure| rounded(figure, DIGITS_OF_DIFFERENCES);
    format!("{} to {}", bound(low), bound(high))
}

/// The files of a result, a line each; plots that differ only in their ending share one.
#[must_use]
pub fn files(folder: &Path, plots: &[std::path::PathBuf]) -> Vec<String> {
    const TABLES: &[(&str, &str)] = &[
        (
            "attribution.csv",
            "shares of each measure, alone and without, with intervals",
        ),
        ("combinations.csv", "every combination of measures"),
        ("interactions.csv", "pairs that reinforce or cancel"),
        ("comparison.csv", "paired differences"),
        ("design.csv", "every point"),
        ("runs.csv", "every replication of every point"),
        ("runs.parquet", "the same, column by column"),
        ("summary.csv", "every figure: mean, spread, interval"),
        ("metrics.csv", "every figure of every replication"),
        ("series.csv", "week by week"),
        ("curves.csv", "time to land and other milestones"),
        ("landings.csv", "every project of every replication"),
        ("lives.jsonl", "a few lives, event by event"),
        ("response.csv", "curves: every output over every input"),
        ("morris.csv", "elementary effects, with intervals"),
        ("sobol.csv", "shares of variance, with intervals"),
        (
            "variance.csv",
            "spread of every output, interactions and luck",
        ),
        (
            "discovery.csv",
            "boxes: coverage, density, mass, with intervals",
        ),
        ("boxes.csv", "limits of every box, input by input"),
        ("trajectory.csv", "every box that the search passed"),
        ("cases.csv", "every point: of interest or not, in which box"),
        (
            "robustness.csv",
            "levers by criteria, with intervals and ranks",
        ),
        ("regret.csv", "levers by states: value and regret"),
        (
            "pareto.csv",
            "candidates: goals with intervals, on the front or not",
        ),
        ("inputs", "a copy of every file it was made from"),
        ("manifest.json", "what this was made from"),
    ];
    let there: Vec<_> = TABLES
        .iter()
        .filter(|(name, _)| folder.join(name).exists())
        .collect();
    let longest = there.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut lines: Vec<String> = there
        .iter()
        .map(|(name, what)| format!("{name:<0$} {what}", longest + 1))
        .collect();
    let mut stems: Vec<String> = Vec::new();
    for plot in plots {
        let stem = plot.with_extension("").display().to_string();
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    lines.extend(stems.into_iter().map(|stem| format!("{stem}.svg, .png")));
    lines
}
