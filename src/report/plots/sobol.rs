//! Draws shares of variance of Sobol' as bars with whiskers, an output a figure.

use std::path::Path;

use super::axes::{self, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PALETTE, Picture, PlotError};
use super::figures::{figure, ticks};
use super::lettering::{Align, Type};
use super::manifest::Manifest;
use super::read::{Estimate, each_row};
use crate::kernel::language::{Language, words};
use crate::kernel::number::optional;

const ROW: f64 = 46.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const DETAIL: Type = Type::plain(10.5, GREY);
const LABEL_ROOM: f64 = 250.0;
const VALUE_ROOM: f64 = 190.0;
const FIRST: Ink = PALETTE[0];
const TOTAL: Ink = PALETTE[1];

/// The indices of an input.
struct Row {
    output: String,
    input: String,
    first: Option<Index>,
    total: Option<Index>,
    n: String,
    remark: String,
}

/// An index of an input, and whether its interval covers zero.
#[derive(Clone, Copy)]
struct Index {
    estimate: Estimate,
    covers_zero: bool,
}

/// A figure of an output as a whole.
struct Whole {
    output: String,
    figure: String,
    estimate: Option<Estimate>,
    replications: String,
}

/// Draws `sobol_…` for every output.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let rows = read_rows(&folder.join("sobol.csv"))?;
    let wholes = read_wholes(&folder.join("variance.csv"))?;
    for rows in rows.chunk_by(|a, b| a.output == b.output) {
        let output = &rows[0].output;
        let wholes: Vec<&Whole> = wholes.iter().filter(|w| w.output == *output).collect();
        folio.add(
            &format!("sobol_{output}"),
            &picture(manifest, rows, &wholes),
        )?;
    }
    Ok(())
}

fn read_rows(path: &Path) -> Result<Vec<Row>, PlotError> {
    let columns = [
        "output",
        "input",
        "first",
        "first_ci_low",
        "first_ci_high",
        "first_covers_zero",
        "total",
        "total_ci_low",
        "total_ci_high",
        "total_covers_zero",
        "n",
        "remark",
    ];
    let mut rows = Vec::new();
    each_row(path, &columns, |row| {
        let index = |at| -> Result<Option<Index>, PlotError> {
            let covers_zero = row.bytes(at + 3) == b"1";
            let estimate = row.estimate(at)?;
            Ok(estimate.map(|estimate| Index {
                estimate,
                covers_zero,
            }))
        };
        rows.push(Row {
            output: row.text(0),
            input: row.text(1),
            first: index(2)?,
            total: index(6)?,
            n: row.text(10),
            remark: row.text(11),
        });
        Ok(())
    })?;
    Ok(rows)
}

fn read_wholes(path: &Path) -> Result<Vec<Whole>, PlotError> {
    let columns = [
        "output",
        "figure",
        "value",
        "ci_low",
        "ci_high",
        "replications",
    ];
    let mut wholes = Vec::new();
    each_row(path, &columns, |row| {
        wholes.push(Whole {
            output: row.text(0),
            figure: row.text(1),
            estimate: row.estimate(2)?,
            replications: row.text(5),
        });
        Ok(())
    })?;
    Ok(wholes)
}

fn picture(manifest: &Manifest, rows: &[Row], wholes: &[&Whole]) -> Picture {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    let size = |row: &Row| {
        row.total
            .map_or(f64::NEG_INFINITY, |index| index.estimate.mean)
    };
    sorted.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let count = sorted.len() as f64;
    let language = manifest.language;
    let what = words(
        "share of the variance due to each input",
        "各输入所致方差的占比",
    );
    let title = manifest.output_title(&rows[0].output);
    let title = axes::colon(language, title, what.of(language));
    let bars = if rows[0].remark.is_empty() {
        count
    } else {
        0.0
    };
    let height = ROW.mul_add(bars, 224.0).clamp(300.0, 4000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let mut sheet = Sheet::new(
        1000,
        height as u32,
        &title,
        &caption(manifest, rows, wholes),
    );
    if !rows[0].remark.is_empty() {
        let remark = &rows[0].remark;
        sheet.note(&match language {
            Language::English => format!("There are no shares: {}.", said(remark)),
            Language::Chinese => format!("没有占比：{}。", chinese_remark(remark)),
        });
        return sheet.picture;
    }
    let all = || {
        sorted
            .iter()
            .flat_map(|row| [row.first, row.total])
            .flatten()
    };
    let legend = legend(all().any(|index| index.covers_zero), language);
    sheet.legend(&legend);
    let ends = |index: Index| {
        index
            .estimate
            .ci
            .unwrap_or((index.estimate.mean, index.estimate.mean))
    };
    let low = all().fold(0.0_f64, |low, index| low.min(ends(index).0));
    let high = all().fold(0.0_f64, |high, index| high.max(ends(index).1));
    let high = if high > 0.5 {
        high.max(1.0)
    } else {
        high.max(0.05)
    };
    let panel = Panel {
        across: (MARGIN + LABEL_ROOM + 14.0, sheet.right - VALUE_ROOM),
        down: (sheet.top + 6.0, sheet.bottom - 50.0),
        x: (low - 0.02 * (high - low), high + 0.02 * (high - low)),
        y: (0.0, count),
    };
    let picture = &mut sheet.picture;
    let axis = ticks(panel.x.0, panel.x.1, 8.0);
    let share = language.choose("Share of the variance", "方差占比");
    panel.x_axis(picture, &axis, share);
    let row_height = (panel.down.1 - panel.down.0) / count;
    let mut y = panel.down.0;
    for row in &sorted {
        picture.path(&[(MARGIN, y), (sheet.right, y)], PALE, 0.5);
        let middle = y + row_height / 2.0;
        let (label, looks) = axes::shrink(&row.input, HEADING, LABEL_ROOM);
        picture.text((MARGIN, middle), &label, looks);
        for (index, ink, side) in [(row.first, FIRST, -1.0), (row.total, TOTAL, 1.0)] {
            if let Some(index) = index {
                bar(picture, &panel, index, ink, middle + side * 9.0);
                let at = (sheet.right, middle + side * 9.0);
                value(picture, index, at, language);
            }
        }
        let to = (sheet.right, y + row_height);
        picture.spot((MARGIN, y), to, told(row, language));
        y += row_height;
    }
    table(picture, &sorted, language);
    let zero = panel.at(0.0, 0.0).0;
    picture.path(&[(zero, panel.down.0), (zero, panel.down.1)], BLACK, 1.0);
    sheet.picture
}

/// How solid a bar is whose interval covers zero.
const PALENESS: f64 = 0.3;

fn bar(picture: &mut Picture, panel: &Panel, index: Index, ink: Ink, y: f64) {
    let place = |value: f64| panel.at(value, 0.0).0;
    let ink = if index.covers_zero {
        ink.faded(PALENESS)
    } else {
        ink
    };
    let (from, to) = (place(0.0), place(index.estimate.mean));
    picture.block((from.min(to), y - 7.0), (from.max(to), y + 7.0), ink);
    if let Some((low, high)) = index.estimate.ci {
        let (low, high) = (place(low), place(high));
        picture.path(&[(low, y), (high, y)], BLACK, 1.5);
        for x in [low, high] {
            picture.path(&[(x, y - 4.0), (x, y + 4.0)], BLACK, 1.5);
        }
    }
}

fn value(picture: &mut Picture, index: Index, (right, y): (f64, f64), language: Language) {
    let looks = LABEL.bold();
    let from = right - VALUE_ROOM + 14.0;
    let bounds = index.estimate.ci.map_or_else(String::new, |(low, high)| {
        let to = language.choose("to", "至");
        format!("{} {to} {}", short(low), short(high))
    });
    picture.text((from, y), &short(index.estimate.mean), looks);
    picture.text((right, y), &bounds, DETAIL.align(Align::Right));
}

/// A share with three decimals.
fn short(share: f64) -> String {
    super::figures::spell(share, 3.0)
}

fn caption(manifest: &Manifest, rows: &[Row], wholes: &[&Whole]) -> Vec<String> {
    let whole = |name: &str| wholes.iter().find(|whole| whole.figure == name);
    let words = |name: &str| {
        let estimate = whole(name)?.estimate?;
        let bounds = estimate
            .ci
            .map_or_else(String::new, |(low, high)| match manifest.language {
                Language::English => format!(" ({} to {})", short(low), short(high)),
                Language::Chinese => format!("（{} 至 {}）", short(low), short(high)),
            });
        Some(format!("{}{bounds}", short(estimate.mean)))
    };
    let mean = whole("mean").copied();
    if manifest.language == Language::Chinese {
        let (sd, words) = (whole("sd").copied(), words);
        return chinese_caption(manifest, &rows[0], mean, sd, words);
    }
    let replications = mean.map_or("1", |whole| whole.replications.as_str());
    let plural = if replications == "1" { "" } else { "s" };
    let mut n = format!(
        "n = {} base points, {replications} replication{plural} of each point",
        rows[0].n
    );
    if rows[0].remark.is_empty() {
        n = format!(
            "{n}; whiskers: 95 % percentile intervals from {} bootstrap resamples of base points and \
             replications, seed {}",
            manifest.resamples, manifest.seed
        );
    }
    let mut lines = vec![manifest.origin(&rows[0].output), format!("{n}.")];
    let mut sums = Vec::new();
    if rows[0].remark.is_empty() {
        if let Some(sum) = words("sum_of_first_orders") {
            sums.push(format!("Sum of the first orders: {sum}"));
        }
        if let Some(rest) = words("interactions") {
            sums.push(format!("interactions: {rest}"));
        }
        if let Some(sd) = whole("sd").and_then(|sd| sd.estimate) {
            sums.push(format!("standard deviation by inputs: {}", figure(sd.mean)));
        }
    }
    if let Some(luck) = words("luck") {
        sums.push(format!(
            "luck's share of the variance of single runs: {luck}"
        ));
    }
    if !sums.is_empty() {
        lines.push(format!("{}.", capital(&sums.join("; "))));
    }
    lines
}

fn chinese_caption(
    manifest: &Manifest,
    row: &Row,
    mean: Option<&Whole>,
    sd: Option<&Whole>,
    words: impl Fn(&str) -> Option<String>,
) -> Vec<String> {
    let replications = mean.map_or("1", |whole| whole.replications.as_str());
    let mut n = format!("基础样点 n = {}，各样点重复次数 {replications}", row.n);
    let mut sums = Vec::new();
    if row.remark.is_empty() {
        n = format!(
            "{n}；须线：对基础样点与重复作 {} 次自助重抽样的 95 % 百分位区间，随机种子 {}",
            manifest.resamples, manifest.seed
        );
        sums.extend(words("sum_of_first_orders").map(|sum| format!("一阶之和：{sum}")));
        sums.extend(words("interactions").map(|rest| format!("交互作用：{rest}")));
        if let Some(sd) = sd.and_then(|sd| sd.estimate) {
            sums.push(format!("输入所致标准差：{}", figure(sd.mean)));
        }
    }
    sums.extend(words("luck").map(|luck| format!("单次运行方差中随机性的占比：{luck}")));
    let mut lines = vec![manifest.origin(&row.output), format!("{n}。")];
    if !sums.is_empty() {
        lines.push(format!("{}。", sums.join("；")));
    }
    lines
}

/// The signs in words.
fn legend(with_pale: bool, language: Language) -> Vec<(Key, String)> {
    let mut legend = vec![
        (
            Key::Block(FIRST),
            words("first order: the input by itself", "一阶：输入自身")
                .of(language)
                .to_owned(),
        ),
        (
            Key::Block(TOTAL),
            words("total order: with its interactions", "总阶：含交互作用")
                .of(language)
                .to_owned(),
        ),
    ];
    if with_pale {
        let pale = Key::Block(TOTAL.faded(PALENESS));
        let words = words("pale: the 95 % interval covers zero", "浅色：95 % 区间含零");
        legend.push((pale, words.of(language).to_owned()));
    }
    legend
}

/// An input's indices in words.
fn told(row: &Row, language: Language) -> String {
    let mut lines = vec![row.input.clone()];
    for (name, index) in orders(row, language) {
        if let Some(Index { estimate, .. }) = index {
            let value = axes::with_ends(estimate.mean, estimate.ci, short);
            lines.push(axes::colon(language, name, &value));
        }
    }
    lines.join("\n")
}

/// An input's indices with the words for them.
fn orders(row: &Row, language: Language) -> [(&'static str, Option<Index>); 2] {
    [
        (language.choose("first order", "一阶"), row.first),
        (language.choose("total order", "总阶"), row.total),
    ]
}

/// The indices as a table.
fn table(picture: &mut Picture, rows: &[&Row], language: Language) {
    let Some(first) = rows.first() else { return };
    let mut head = vec![language.choose("Input", "输入").to_owned()];
    for (name, _) in orders(first, language) {
        head.push(name.to_owned());
        head.extend(axes::ends(language).map(|end| axes::colon(language, name, end)));
    }
    picture.row(head);
    for row in rows {
        let mut cells = vec![row.input.clone()];
        for (_, index) in orders(row, language) {
            let estimate = index.map(|index| index.estimate);
            let (low, high) = estimate.and_then(|estimate| estimate.ci).unzip();
            let mean = estimate.map(|estimate| estimate.mean);
            cells.extend([mean, low, high].map(optional));
        }
        picture.row(cells);
    }
}

fn chinese_remark(remark: &str) -> &str {
    match remark {
        "constant" => "该输出不变",
        "varies by luck only" => "该输出仅因随机性而变",
        other => other,
    }
}

/// A remark as the end of a sentence.
fn said(remark: &str) -> String {
    let verb = if remark.starts_with("varies ") {
        ""
    } else {
        "is "
    };
    format!("the output {verb}{remark}")
}

/// A text that begins with a capital letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let first = first.into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
