//! Draws how levers fare across uncertainties: by criteria, and their regret state by state.

use std::path::Path;

use super::axes::{
    Dot, Key, LABEL, MARGIN, Panel, Sheet, colon, draw_dot, ends, shrink, with_ends, with_unit,
};
use super::canvas::{BLACK, Folio, GREY, PALE, PAPER, Picture, PlotError};
use super::figures::{self, figure};
use super::heat_map::{SEQUENTIAL, blend};
use super::lettering::{Align, Type};
use super::manifest::Manifest;
use crate::kernel::language::{Language, Words, words};
use crate::kernel::number::number as number_of;
use crate::report::sheets::{self, Asked, Input, Row};

const ROW: f64 = 24.0;
const LABEL_ROOM: f64 = 170.0;
const DETAIL: Type = Type::plain(10.5, GREY);
/// Combinations of levers that a plot shows, the best by its first criterion.
const MOST_ROWS: usize = 40;
/// States that a heat map shows.
const MOST_STATES: usize = 60;
/// The axis of shares.
const SHARES: (f64, f64) = (-0.04, 1.04);
/// The criteria of a goal with the words for them.
const CRITERIA: [(&str, Words); 6] = [
    ("mean", words("mean", "均值")),
    ("worst", words("worst state", "最差状态")),
    ("best", words("best state", "最好状态")),
    ("max_regret", words("largest regret", "最大后悔值")),
    ("mean_regret", words("mean regret", "平均后悔值")),
    (
        "p90_regret",
        words("regret, 90th percentile", "后悔值第 90 百分位"),
    ),
];

/// Draws `robustness_<goal>` and `regret_<goal>` for each goal, and `satisficing`.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let read = |name: &str| {
        let path = folder.join(name);
        sheets::Sheet::read(&path).map_err(|e| PlotError::read(&path, &e))
    };
    let asked = Asked::read(folder, manifest.language).map_err(|e| PlotError::read(folder, &e))?;
    let (robustness, regret) = (read("robustness.csv")?, read("regret.csv")?);
    let of = |label: &str, criterion: &str| -> Vec<Row<'_>> {
        let rows = robustness.rows();
        rows.filter(|row| row.text("goal") == label && row.text("criterion") == criterion)
            .collect()
    };
    let language = asked.language;
    for goal in asked.goals() {
        let panels = CRITERIA.map(|(criterion, words)| Criterion {
            words: words.of(language).to_owned(),
            rows: of(goal.output, criterion),
        });
        let title = format!(
            "{}{}{}",
            asked.lead(),
            asked.aim(goal),
            language.choose(", levers across states", "：各状态下的杠杆")
        );
        let rows: Vec<Row<'_>> = (regret.rows())
            .filter(|row| row.text("goal") == goal.output)
            .collect();
        let map = Map::of(&asked, &rows, &panels[0].rows);
        let remark = map.is_none().then(|| match language {
            Language::English => format!(
                "Regrets state by state are in regret.csv only: a picture of them holds up to \
                 {MOST_STATES} states and {MOST_ROWS} combinations."
            ),
            Language::Chinese => format!(
                "逐状态后悔值仅见 regret.csv：图中最多容纳 {MOST_STATES} 个状态、{MOST_ROWS} 个组合。"
            ),
        });
        let picture = dots(&asked, &title, &panels, remark);
        folio.add(&format!("robustness_{}", goal.output), &picture)?;
        if let Some(map) = map {
            let title = format!(
                "{}{}{}",
                asked.lead(),
                language.choose("regret state by state, ", "逐状态后悔值，"),
                asked.aim(goal)
            );
            folio.add(&format!("regret_{}", goal.output), &map.picture(&title))?;
        }
    }
    let mut bounds: Vec<&str> = Vec::new();
    for row in robustness.rows() {
        if row.text("criterion") == "satisficing" && !bounds.contains(&row.text("goal")) {
            bounds.push(row.text("goal"));
        }
    }
    if !bounds.is_empty() {
        let panels: Vec<Criterion<'_>> = bounds
            .iter()
            .map(|bound| Criterion {
                words: (*bound).to_owned(),
                rows: of(bound, "satisficing"),
            })
            .collect();
        let title = format!(
            "{}{}",
            asked.lead(),
            language.choose("share of states in which bounds hold", "满足界限的状态占比")
        );
        folio.add("satisficing", &dots(&asked, &title, &panels, None))?;
    }
    Ok(())
}

/// A criterion with a row for each combination of levers.
struct Criterion<'a> {
    words: String,
    rows: Vec<Row<'a>>,
}

fn count(things: usize) -> f64 {
    things as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped"
)]
fn height(wanted: f64) -> u32 {
    wanted.clamp(300.0, 4000.0) as u32
}

/// The places of combinations by their rank in a criterion.
fn order(rows: &[Row<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let rank = |place: usize| rows[place].number("rank").unwrap_or(f64::INFINITY);
    order.sort_by(|&a, &b| rank(a).total_cmp(&rank(b)));
    order.truncate(MOST_ROWS);
    order
}

/// How a value stands to the best of its criterion, in words.
const STANDINGS: [(Dot, Words); 4] = [
    (
        Dot::Full,
        words("the best by the criterion", "该准则下最优"),
    ),
    (
        Dot::Hollow,
        words("cannot be told from the best", "不能与最优区分"),
    ),
    (Dot::Behind, words("behind the best", "落后于最优")),
    (
        Dot::Diamond,
        words(
            "no verdict, for want of replications",
            "重复次数不足，无法判断",
        ),
    ),
];

/// A value of a criterion in words.
fn told(asked: &Asked, panel: &Criterion<'_>, row: Row<'_>) -> String {
    let language = asked.language;
    let levers = asked.of_role("lever").into_iter();
    let mut lines: Vec<String> = levers
        .map(|lever| format!("{} = {}", lever.name, row.short(lever)))
        .collect();
    let value = row.number("value").unwrap_or(f64::NAN);
    let value = with_ends(value, row.interval(""), figure);
    lines.push(colon(language, &panel.words, &value));
    let stands = STANDINGS.iter().find(|(dot, _)| *dot == self::dot(row));
    lines.extend(stands.map(|(_, words)| words.of(language).to_owned()));
    lines.join("\n")
}

/// All combinations by all criteria as a table.
fn table(picture: &mut Picture, asked: &Asked, panels: &[Criterion<'_>], order: &[usize]) {
    let language = asked.language;
    let levers = asked.of_role("lever");
    let mut head: Vec<String> = levers.iter().map(|lever| lever.name.clone()).collect();
    for panel in panels {
        head.push(panel.words.clone());
        head.extend(ends(language).map(|end| colon(language, &panel.words, end)));
    }
    picture.row(head);
    for &place in order {
        let first = panels[0].rows[place];
        let mut cells: Vec<String> = (levers.iter())
            .map(|lever| first.text(&lever.name).to_owned())
            .collect();
        for panel in panels {
            let row = panel.rows[place];
            cells.extend(["value", "ci_low", "ci_high"].map(|name| row.text(name).to_owned()));
        }
        picture.row(cells);
    }
}

/// How a value stands to the best of its criterion.
fn dot(row: Row<'_>) -> Dot {
    match (row.text("rank"), row.text("distinct")) {
        ("1", _) => Dot::Full,
        (_, "0") => Dot::Hollow,
        (_, "1") => Dot::Behind,
        _ => Dot::Diamond,
    }
}

/// Criteria side by side, levers one below the other in the order of the first.
fn dots(asked: &Asked, title: &str, panels: &[Criterion<'_>], remark: Option<String>) -> Picture {
    let levers = asked.of_role("lever");
    let Some(first) = panels.first() else {
        return Sheet::new(600, 300, title, &[]).picture;
    };
    let order = order(&first.rows);
    let rows = count(order.len());
    let mut caption = caption(asked, &levers, first.rows.len());
    caption.extend(remark);
    let mut sheet = Sheet::new(1200, height(ROW.mul_add(rows, 230.0)), title, &caption);
    let language = asked.language;
    let occurs = |dot: Dot| {
        let mut shown = panels
            .iter()
            .flat_map(|panel| order.iter().map(|&at| panel.rows[at]));
        shown.any(|row| self::dot(row) == dot)
    };
    let entries: Vec<(Key, String)> = STANDINGS
        .into_iter()
        .filter(|(dot, _)| occurs(*dot))
        .map(|(dot, words)| (Key::Dot(dot), words.of(language).to_owned()))
        .collect();
    sheet.legend(&entries);
    let (top, bottom) = (sheet.top + 26.0, sheet.bottom - 26.0);
    let row_height = ((bottom - top) / rows).min(ROW * 2.0);
    let bottom = row_height.mul_add(rows, top);
    let left = MARGIN + LABEL_ROOM;
    let wide = (sheet.right - left) / count(panels.len());
    let picture = &mut sheet.picture;
    let mut y = top;
    for &place in &order {
        picture.path(&[(MARGIN, y), (sheet.right, y)], PALE, 0.5);
        let words = first.rows[place].short_values(&levers);
        let (words, looks) = shrink(&words, LABEL, LABEL_ROOM - 10.0);
        picture.text((MARGIN, y + row_height / 2.0), &words, looks);
        y += row_height;
    }
    let mut x = left;
    for panel in panels {
        let across = (x + 8.0, x + wide - 14.0);
        let middle = f64::midpoint(across.0, across.1);
        let looks = LABEL.bold().align(Align::Centre);
        let (words, looks) = shrink(&panel.words, looks, wide - 6.0);
        picture.text((middle, top - 12.0), &words, looks);
        let axes = Panel {
            across,
            down: (top, bottom),
            x: if panel
                .rows
                .iter()
                .all(|row| row.text("criterion") == "satisficing")
            {
                SHARES
            } else {
                range(order.iter().map(|&place| panel.rows[place]))
            },
            y: (0.0, rows),
        };
        let ticks = ticks(axes.x, wide);
        axes.x_axis(picture, &ticks, "");
        let mut y = top + row_height / 2.0;
        for &place in &order {
            mark(picture, &axes, panel.rows[place], y);
            let half = row_height / 2.0;
            let (from, to) = ((x, y - half), (x + wide, y + half));
            picture.spot(from, to, told(asked, panel, panel.rows[place]));
            y += row_height;
        }
        x += wide;
    }
    table(picture, asked, panels, &order);
    sheet.picture
}

/// Round values that find room, two at least.
fn ticks((low, high): (f64, f64), room: f64) -> Vec<(f64, String)> {
    let mut wanted = (room / 40.0).clamp(2.0, 6.0);
    loop {
        let ticks = figures::ticks(low, high, wanted);
        if ticks.len() > 1 || wanted > 6.0 {
            return ticks;
        }
        wanted += 1.0;
    }
}

fn caption(asked: &Asked, levers: &[&Input], combinations: usize) -> Vec<String> {
    let names: Vec<String> = levers
        .iter()
        .map(|lever| match lever.unit.as_str() {
            "" => lever.name.clone(),
            unit => with_unit(asked.language, &lever.name, unit),
        })
        .collect();
    if asked.language == Language::Chinese {
        let most = if combinations > MOST_ROWS {
            format!("，为 {combinations} 个中最优的 {MOST_ROWS} 个")
        } else {
            String::new()
        };
        return vec![
            format!("行：{}{most}。", names.join("、")),
            format!(
                "样点 {}，{}，重抽样 {} 次，随机种子 {}；须线：95 % 区间。均值与状态占比对状态和重复重抽样；极值与百分位在给定状态下对重复重抽样。各组合均与最优者比较；未就 {} 次比较作校正。",
                asked.points,
                asked.runs(),
                asked.resamples,
                asked.seed,
                combinations.saturating_sub(1)
            ),
        ];
    }
    let most = if combinations > MOST_ROWS {
        format!(", the best {MOST_ROWS} of {combinations}")
    } else {
        String::new()
    };
    vec![
        format!("Rows: {}{most}.", names.join(", ")),
        format!(
            "{} points, {}, {} resamples, seed {}; whiskers: 95 % intervals. Means and shares of \
             states resample states and replications; extremes and percentiles resample replications \
             in the given states. Each combination is compared with the best; not adjusted for \
             {} comparisons.",
            asked.points,
            asked.runs(),
            asked.resamples,
            asked.seed,
            combinations.saturating_sub(1)
        ),
    ]
}

/// The range of values and whiskers with a little room.
fn range<'a>(rows: impl Iterator<Item = Row<'a>>) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for row in rows {
        let value = row.number("value").into_iter();
        let ends = row.interval("").into_iter().flat_map(|(a, b)| [a, b]);
        for value in value.chain(ends) {
            low = low.min(value);
            high = high.max(value);
        }
    }
    let pad = 0.06 * (high - low);
    if pad > 0.0 && pad.is_finite() {
        (low - pad, high + pad)
    } else if low.is_finite() {
        (low - 1.0, low + 1.0)
    } else {
        (-1.0, 1.0)
    }
}

fn mark(picture: &mut Picture, axes: &Panel, row: Row<'_>, y: f64) {
    let place = |value: f64| axes.at(value, 0.0).0;
    let dot = dot(row);
    if let Some((low, high)) = row.interval("") {
        let (low, high) = (place(low), place(high));
        picture.path(&[(low, y), (high, y)], dot.ink(), 1.5);
        for x in [low, high] {
            picture.path(&[(x, y - 4.0), (x, y + 4.0)], dot.ink(), 1.5);
        }
    }
    if let Some(value) = row.number("value") {
        draw_dot(picture, (place(value), y), dot);
    }
}

/// Regrets by combination of levers and state.
struct Map<'a> {
    asked: &'a Asked,
    /// The words for each row with its regrets.
    rows: Vec<(String, Vec<f64>)>,
    /// The number of each state and its values.
    states: Vec<(String, String)>,
}

impl<'a> Map<'a> {
    /// The map of the regrets of a goal, unless it is too large; levers in the order of their means.
    fn of(asked: &'a Asked, regrets: &[Row<'_>], means: &[Row<'_>]) -> Option<Self> {
        let (levers, uncertainties) = (asked.of_role("lever"), asked.of_role("uncertainty"));
        let blocks: Vec<&[Row<'_>]> = regrets
            .chunk_by(|a, b| a.values(&levers) == b.values(&levers))
            .collect();
        let first = *blocks.first()?;
        if first.len() > MOST_STATES || blocks.len() > MOST_ROWS || blocks.len() != means.len() {
            return None;
        }
        let mut states: Vec<usize> = (0..first.len()).collect();
        let key = |state: usize| {
            let values = uncertainties.iter();
            values
                .map(|input| first[state].number(&input.name).unwrap_or(0.0))
                .collect::<Vec<f64>>()
        };
        states.sort_by(|&a, &b| {
            let (a, b) = (key(a), key(b));
            let pairs = a.iter().zip(&b).map(|(a, b)| a.total_cmp(b));
            pairs.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        let words = |state: usize| {
            let values = uncertainties.iter().map(|input| {
                let value = first[state].number(&input.name);
                value.map_or_else(|| first[state].text(&input.name).to_owned(), figure)
            });
            let values = values.collect::<Vec<_>>().join(", ");
            let number = first[state].text("state").to_owned();
            (number, values)
        };
        let row = |place: usize| {
            let regrets = states.iter().map(|&state| {
                let regret = blocks[place][state].number("regret");
                regret.unwrap_or(f64::NAN)
            });
            (blocks[place][0].short_values(&levers), regrets.collect())
        };
        Some(Self {
            asked,
            rows: order(means).into_iter().map(row).collect(),
            states: states.iter().map(|&state| words(state)).collect(),
        })
    }

    fn picture(&self, title: &str) -> Picture {
        const HEAD: f64 = 150.0;
        let language = self.asked.language;
        let rows = count(self.rows.len());
        let names = |role: &str| {
            let inputs = self.asked.of_role(role);
            let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
            names.join(language.choose(", ", "、"))
        };
        let (lever, uncertainty, runs) = (names("lever"), names("uncertainty"), self.asked.runs());
        let chinese = [
            format!("行：{lever}。列：状态，编号见 regret.csv，按 {uncertainty} 排序。"),
            format!("后悔值：某组合在同一状态下比最优组合差多少，取均值（{runs}）。0：最优。"),
        ];
        let english = [
            format!(
                "Rows: {lever}. Columns: states by their number in regret.csv, in the order of {uncertainty}."
            ),
            format!(
                "Regret: what a combination of levers falls short of the best one in the same state, \
                 means of {runs}. 0: the best."
            ),
        ];
        let caption = match language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        let wanted = ROW.mul_add(rows, 150.0 + HEAD);
        let mut sheet = Sheet::new(1200, height(wanted), title, &caption);
        let (left, top) = (MARGIN + LABEL_ROOM, sheet.top + HEAD);
        let wide = ((sheet.right - left) / count(self.states.len())).min(90.0);
        let high = ((sheet.bottom - 12.0 - top) / rows).min(ROW * 1.5);
        let regrets = self.rows.iter().flat_map(|(_, regrets)| regrets);
        let most = regrets.copied().fold(0.0, f64::max);
        let picture = &mut sheet.picture;
        let mut x = left;
        let looks = Type {
            upwards: true,
            ..LABEL.align(Align::Left)
        };
        let heads: Vec<(String, Type)> = (self.states.iter())
            .map(|(number, values)| shrink(&format!("{number}: {values}"), looks, HEAD - 10.0))
            .collect();
        // One size for all; values that would be cut off are left out.
        let size = heads
            .iter()
            .fold(looks.size, |size, (_, looks)| size.min(looks.size));
        let is_cut = heads.iter().any(|(words, _)| words.ends_with('…'));
        for ((number, _), (words, _)) in self.states.iter().zip(&heads) {
            let middle = x + wide / 2.0;
            if is_cut {
                let looks = DETAIL.align(Align::Centre);
                picture.text((middle, top - 10.0), number, looks);
            } else {
                picture.text((middle, top - 6.0), words, Type { size, ..looks });
            }
            x += wide;
        }
        let mut y = top;
        for (levers, regrets) in &self.rows {
            let (words, looks) = shrink(levers, LABEL, LABEL_ROOM - 10.0);
            picture.text((MARGIN, y + high / 2.0), &words, looks);
            let mut x = left;
            for (&regret, (number, state)) in regrets.iter().zip(&self.states) {
                let part = if most > 0.0 { regret / most } else { 0.0 };
                let shade = blend(&SEQUENTIAL, part);
                picture.block((x, y), (x + wide - 1.0, y + high - 1.0), shade);
                let (red, green, blue) = shade.rgb;
                let light = 0.3 * f64::from(red) + 0.59 * f64::from(green) + 0.11 * f64::from(blue);
                let ink = if light < 140.0 { PAPER } else { BLACK };
                let looks = Type {
                    ink,
                    ..DETAIL.align(Align::Centre)
                };
                let words = short(regret, most);
                let (words, looks) = shrink(&words, looks, wide - 3.0);
                if !words.ends_with('…') {
                    picture.text((x + wide / 2.0, y + high / 2.0), &words, looks);
                }
                let state_is = format!("{} {number}", language.choose("state", "状态"));
                let of_state = colon(language, &state_is, state);
                let what = colon(
                    language,
                    language.choose("regret", "后悔值"),
                    &figure(regret),
                );
                let words = format!("{levers}\n{of_state}\n{what}");
                picture.spot((x, y), (x + wide, y + high), words);
                x += wide;
            }
            y += high;
        }
        let states = self
            .states
            .iter()
            .map(|(number, state)| colon(language, number, state));
        picture.row([lever].into_iter().chain(states));
        for (levers, regrets) in &self.rows {
            let regrets = regrets.iter().map(|regret| number_of(*regret));
            picture.row([levers.clone()].into_iter().chain(regrets));
        }
        sheet.picture
    }
}

/// A regret with as many digits as the largest has a use for.
fn short(regret: f64, most: f64) -> String {
    if regret == 0.0 {
        return "0".to_owned();
    }
    let decimals = match most {
        most if most >= 100.0 => 0.0,
        most if most >= 10.0 => 1.0,
        most if most >= 1.0 => 2.0,
        _ => 3.0,
    };
    figures::spell(regret, decimals)
}
