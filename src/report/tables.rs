//! Tables for the terminal, from the files of a result.

use std::path::Path;

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use super::lettered::{columns, pieces, wrapped};
use super::titles::{Titles, range};
use super::{shares, swept};
use crate::kernel::language::{Language, Words, words};
use crate::measures::HEADLINES;

/// Significant digits of a level in a table.
const DIGITS: usize = 4;
/// Significant digits of a difference or a bound in a table.
const DIGITS_OF_DIFFERENCES: usize = 3;
/// Columns of the terminal from which a comparison shows units.
const WIDE: u16 = 126;
/// Columns of the terminal from which a comparison shows how many replications are needed.
const MIDDLING: u16 = 100;

/// The manifest of a result; nothing in it where there is none.
pub(super) fn manifest(folder: &Path) -> serde_json::Value {
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap_or_default();
    serde_json::from_slice(&manifest).unwrap_or_default()
}

/// What came of a precision that was asked for, a line for each; nothing where none was.
#[must_use]
pub fn stopping(folder: &Path, language: Language) -> String {
    let manifest = manifest(folder);
    let stopping = &manifest["stopping"];
    let Some(rules) = stopping["rules"].as_array() else {
        return String::new();
    };
    let (n, cap) = (&manifest["replications"], &stopping["cap"]);
    let mut text = match (language, stopping["met"] == true) {
        (Language::English, true) => {
            format!("precise enough after {n} of at most {cap} replications:\n")
        }
        (Language::English, false) => {
            format!("NOT precise enough after all {cap} replications:\n")
        }
        (Language::Chinese, true) => format!("重复 {n} 次（上限 {cap}）后达到所需精度：\n"),
        (Language::Chinese, false) => format!("重复 {cap} 次后仍未达到所需精度：\n"),
    };
    for rule in rules {
        let precision = rule["precision"].as_str().unwrap_or_default();
        let reached = match (rule["half_width_over_wanted"].as_f64(), n.as_f64()) {
            (Some(ratio), _) if ratio <= 1.0 => match language {
                Language::English => format!("met, at {ratio} of that half-width"),
                Language::Chinese => format!("达到，为该半宽的 {ratio}"),
            },
            (Some(ratio), Some(n)) => {
                let enough = n * ratio * ratio;
                match language {
                    Language::English => format!(
                        "missed, at {ratio} times that half-width; about {enough:.0} replications \
                         would do"
                    ),
                    Language::Chinese => {
                        format!("未达到，为该半宽的 {ratio} 倍；约需重复 {enough:.0} 次")
                    }
                }
            }
            _ => language
                .choose("missed: undefined somewhere", "未达到：有处无定义")
                .to_owned(),
        };
        let at = match (rule["widest_at"].as_u64(), language) {
            (Some(point), Language::English) if manifest["kind"] == "sweep" => {
                format!(", widest at point {point}")
            }
            (Some(point), Language::Chinese) if manifest["kind"] == "sweep" => {
                format!("，第 {point} 点最宽")
            }
            _ => String::new(),
        };
        let between = language.choose(": ", "：");
        text.push_str(&format!("  {precision}{between}{reached}{at}\n"));
    }
    text
}

/// The headline figures of a result: an attribution or a comparison where there is one, else a
/// summary.
///
/// # Errors
///
/// What reading the files says.
pub fn headline(folder: &Path, width: u16, language: Language) -> csv::Result<String> {
    let titles = Titles::read(folder, language);
    let attribution = folder.join("attribution.csv");
    let comparison = folder.join("comparison.csv");
    if folder.join("design.csv").is_file() {
        return swept::swept(&folder.join("summary.csv"), width, &titles);
    }
    if attribution.is_file() {
        shares::attributed(&attribution, width, &titles)
    } else if comparison.is_file() {
        compared(&comparison, width, &titles)
    } else {
        summarised(&folder.join("summary.csv"), width, &titles)
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

/// A name in lines that end after a point or an underscore or beside a Chinese letter, none longer
/// than `room` where that can be.
#[must_use]
pub fn broken(name: &str, room: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let pieces = pieces(name).into_iter();
    for piece in pieces.flat_map(|piece| piece.split_inclusive(['.', '_', ' '])) {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(piece.trim_end()) <= room => {
                line.push_str(piece);
            }
            _ => lines.push(piece.to_owned()),
        }
    }
    lines.join("\n")
}

/// A table of names and figures: figures stay in one piece, and names take what room they leave.
pub(super) fn named(head: &[&str], rows: Vec<Vec<String>>, width: u16) -> Table {
    /// Columns between one cell and the next.
    const MARGIN: usize = 3;
    /// Columns that a name takes at least.
    const LEAST: usize = 10;
    let widest = |text: &str| text.lines().map(columns).max().unwrap_or(0);
    let figures: usize = (1..head.len())
        .map(|column| {
            let cells = rows.iter().map(|row| widest(&row[column]));
            MARGIN + cells.chain([widest(head[column])]).max().unwrap_or(0)
        })
        .sum();
    let room = usize::from(width).saturating_sub(figures + MARGIN);
    let mut table = plain(width);
    table.set_header(head);
    for mut row in rows {
        row[0] = broken(&row[0], room.max(LEAST));
        table.add_row(row);
    }
    if room >= LEAST {
        for column in 1..head.len() {
            if let Some(column) = table.column_mut(column) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
    table
}

/// Keeps the lines of a column of names in one piece.
pub fn keep_lines(table: &mut Table, column: usize) {
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

/// The header of a table of a result, and the rows of the city's headline figures in the order of the
/// headlines.
pub(super) fn rows_of_the_city(
    path: &Path,
) -> csv::Result<(csv::StringRecord, Vec<csv::StringRecord>)> {
    let mut reader = csv::Reader::from_path(path)?;
    let head = reader.headers()?.clone();
    let [metric, scope] = places(path, &head, ["metric", "scope"])?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let headline = HEADLINES.iter().position(|name| *name == &record[metric]);
        if &record[scope] == "city"
            && let Some(place) = headline
        {
            rows.push((place, record));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    Ok((head, rows.into_iter().map(|(_, row)| row).collect()))
}

/// These columns of the rows of the city's headline figures.
pub(super) fn columns_of_the_city<const N: usize>(
    path: &Path,
    names: [&str; N],
) -> csv::Result<Vec<[String; N]>> {
    let (head, rows) = rows_of_the_city(path)?;
    let places = places(path, &head, names)?;
    let cells = |row: csv::StringRecord| places.map(|at| row[at].to_owned());
    Ok(rows.into_iter().map(cells).collect())
}

/// Where these columns stand in a table, which must have them.
fn places<const N: usize>(
    path: &Path,
    head: &csv::StringRecord,
    names: [&str; N],
) -> csv::Result<[usize; N]> {
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        let found = head.iter().position(|column| column == name);
        *place = found.ok_or_else(|| {
            let why = format!("{} has no column \"{name}\"", path.display());
            std::io::Error::new(std::io::ErrorKind::InvalidData, why)
        })?;
    }
    Ok(places)
}

fn compared(path: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let names = [
        "base",
        "variant",
        "n",
        "metric",
        "unit",
        "base_mean",
        "variant_mean",
        "difference",
        "ci_low",
        "ci_high",
        "n_needed",
    ];
    let rows = columns_of_the_city(path, names)?;
    let mut variants: Vec<&str> = Vec::new();
    for [_, variant, ..] in &rows {
        if !variants.contains(&variant.as_str()) {
            variants.push(variant);
        }
    }
    let mut text = String::new();
    for variant in variants {
        let base = rows.first().map_or("", |[base, ..]| base.as_str());
        let heads = [
            (titles.say("metric", "指标"), true),
            (titles.say("unit", "单位"), width >= WIDE),
            (titles.say("base", "基准"), true),
            (titles.say("variant", "变体"), true),
            (titles.say("difference", "配对差值"), true),
            (titles.say("95 % interval", "95 % 区间"), true),
            (titles.say("n needed", "所需 n"), width >= MIDDLING),
        ];
        let shown = |cells: [String; 7]| {
            let kept = cells.into_iter().zip(heads).filter(|(_, (_, kept))| *kept);
            kept.map(|(cell, _)| cell).collect::<Vec<_>>()
        };
        let mut lines = Vec::new();
        let mut n = "";
        for row in rows.iter().filter(|[_, of, ..]| of == variant) {
            let [
                _,
                _,
                count,
                metric,
                unit,
                base,
                own,
                difference,
                low,
                high,
                needed,
            ] = row;
            n = count;
            if base == "0" && own == "0" {
                continue;
            }
            lines.push(shown([
                titles.name(metric).to_owned(),
                titles.unit(unit).to_owned(),
                short(base),
                short(own),
                signed(difference),
                narrowed(interval(low, high, titles.language), width),
                short(needed),
            ]));
        }
        let kept = heads.iter().filter(|(_, kept)| *kept);
        let head: Vec<&str> = kept.map(|(name, _)| *name).collect();
        let mut table = named(&head, lines, width);
        right(&mut table, 1 + usize::from(width >= WIDE)..7);
        let lead = match titles.language {
            Language::English => {
                format!("{variant} (variant) against {base} (base), city, {n} paired replications")
            }
            Language::Chinese => {
                format!("{variant}（变体）与 {base}（基准）对比，全市，配对重复 {n} 次")
            }
        };
        let note = titles.say(
            "n needed: replications for a half-width of 5 % of the base mean",
            "所需 n：区间半宽降至基准均值 5 % 所需的重复次数",
        );
        let note = if width >= MIDDLING {
            wrapped(note, width)
        } else {
            String::new()
        };
        text.push_str(&format!("{}{table}\n{note}", wrapped(&lead, width)));
    }
    Ok(text)
}

fn summarised(path: &Path, width: u16, titles: &Titles) -> csv::Result<String> {
    let names = [
        "scenario", "n", "metric", "unit", "mean", "ci_low", "ci_high", "sd",
    ];
    let rows = columns_of_the_city(path, names)?;
    let moving = rows.iter().filter(|[_, _, _, _, mean, ..]| mean != "0");
    let shown = moving.map(|[_, _, metric, unit, mean, low, high, sd]| {
        vec![
            titles.name(metric).to_owned(),
            titles.unit(unit).to_owned(),
            short(mean),
            narrowed(interval(low, high, titles.language), width),
            short(sd),
        ]
    });
    let head = [
        titles.say("metric", "指标"),
        titles.say("unit", "单位"),
        titles.say("mean", "均值"),
        titles.say("95 % interval", "95 % 区间"),
        titles.say("sd", "标准差"),
    ];
    let mut table = named(&head, shown.collect(), width);
    right(&mut table, 2..5);
    let (scenario, n) = rows
        .first()
        .map_or(("", "0"), |[scenario, n, ..]| (scenario, n));
    let lead = match titles.language {
        Language::English => format!("{scenario}, city, {n} replications"),
        Language::Chinese => format!("{scenario}，全市，重复 {n} 次"),
    };
    Ok(format!("{}{table}\n", wrapped(&lead, width)))
}

/// An interval in two lines where there is little room.
pub(super) fn narrowed(interval: String, width: u16) -> String {
    if width >= MIDDLING {
        return interval;
    }
    interval
        .replacen(" to ", "\nto ", 1)
        .replacen(" 至 ", "\n至 ", 1)
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

pub(super) fn interval(low: &str, high: &str, language: Language) -> String {
    if low.is_empty() || high.is_empty() {
        return "-".to_owned();
    }
    let bound = |figure| rounded(figure, DIGITS_OF_DIFFERENCES);
    range(&bound(low), &bound(high), language)
}

/// The files of a result with what they hold.
#[rustfmt::skip]
const FILES: [(&str, Words); 33] = [
    ("report.html", words("the page to read and hand over", "可供阅读与分发的报告")),
    ("attribution.csv", words("shares of each measure, alone and without, with intervals", "各项措施的分摊值、单独效应与剔除效应，附区间")),
    ("combinations.csv", words("every combination of measures", "措施的全部组合")),
    ("interactions.csv", words("pairs that reinforce or cancel", "相互增强或抵消的措施对")),
    ("comparison.csv", words("paired differences", "配对差值")),
    ("design.csv", words("every point", "每一点")),
    ("runs.csv", words("every replication of every point", "每一点的每次重复")),
    ("runs.parquet", words("the same, column by column", "同上，按列存储")),
    ("summary.csv", words("every figure: mean, spread, interval", "全部指标：均值、离散程度、区间")),
    ("metrics.csv", words("every figure of every replication", "每次重复的全部指标")),
    ("years.csv", words("year by year, with paired differences", "逐年，附配对差值")),
    ("series.csv", words("week by week", "逐周")),
    ("curves.csv", words("time to land and other milestones", "落地等节点所用时间")),
    ("landings.csv", words("every project of every replication", "每次重复的全部项目")),
    ("lives.jsonl", words("a few lives, event by event", "若干项目的经历，逐事记录")),
    ("response.csv", words("curves: every output over every input", "响应曲线：每项指标随每个变量")),
    ("morris.csv", words("elementary effects, with intervals", "基本效应，附区间")),
    ("sobol.csv", words("shares of variance, with intervals", "方差占比，附区间")),
    ("variance.csv", words("spread of every output, interactions and luck", "各项指标的离散程度、交互作用与随机性")),
    ("discovery.csv", words("boxes: coverage, density, mass, with intervals", "区域：覆盖率、密度、占比，附区间")),
    ("boxes.csv", words("limits of every box, input by input", "各区域在每个变量上的界限")),
    ("trajectory.csv", words("every box that the search passed", "搜索经过的全部区域")),
    ("cases.csv", words("every point: of interest or not, in which box", "每一点：是否关注，属于哪个区域")),
    ("robustness.csv", words("levers by criteria, with intervals and ranks", "各政策组合在各准则下的表现，附区间与名次")),
    ("regret.csv", words("levers by states: value and regret", "各政策组合在各状态下的取值与遗憾")),
    ("pareto.csv", words("candidates: goals with intervals, on the front or not", "候选方案：目标值及区间，是否在前沿")),
    ("calibrated.toml", words("the chosen values, as a scenario", "选定取值，写成情景文件")),
    ("calibration.md", words("targets, misses and ranges on a page", "目标、偏差与取值范围一览")),
    ("targets.csv", words("every target beside its fact", "各项目标与事实值对照")),
    ("posterior.csv", words("what was kept of each parameter's range", "各参数保留的取值范围")),
    ("samples.csv", words("every point tried", "试算的每一点")),
    ("inputs", words("a copy of every file it was made from", "所用全部文件的副本")),
    ("manifest.json", words("what this was made from", "结果的由来")),
];

/// The files of a result, a line each; plots that differ only in their ending share one.
#[must_use]
pub fn files(folder: &Path, plots: &[std::path::PathBuf], language: Language) -> Vec<String> {
    let there: Vec<_> = FILES
        .iter()
        .filter(|(name, _)| folder.join(name).exists())
        .collect();
    let longest = there.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut lines: Vec<String> = there
        .iter()
        .map(|(name, what)| format!("{name:<0$} {1}", longest + 1, what.of(language)))
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
