//! Draws scenario discovery: the limits of each box, and the way to it in coverage and density.

use std::path::Path;

use super::axes::{self, Dot, Key, LABEL, MARGIN, Panel, Sheet, draw_dot, shrink};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PALETTE, Picture, PlotError};
use super::figures::{self, figure};
use super::lettering::{Align, Type};
use super::manifest::Manifest;
use crate::kernel::language::{Language, words};
use crate::report::sheets::{self, Asked, Row};
use crate::report::tables::rounded;

const ROW: f64 = 50.0;
const LABEL_ROOM: f64 = 215.0;
/// The width of the panel of limits with its labels.
const LIMITS_ROOM: f64 = 620.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const DETAIL: Type = Type::plain(10.5, GREY);
/// What a box lets through.
const INSIDE: Ink = PALETTE[0];
/// A quasi-p-value from which a limit is drawn pale.
const BY_CHANCE: f64 = 0.05;
/// Significant digits of a limit.
const DIGITS: usize = 3;
/// The least quasi-p-value that is spelled out.
const LEAST_SHOWN: f64 = 0.001;

/// Draws `box_<number>` for each box.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let read = |name: &str| {
        let path = folder.join(name);
        sheets::Sheet::read(&path).map_err(|e| PlotError::read(&path, &e))
    };
    let asked = Asked::read(folder, manifest.language).map_err(|e| PlotError::read(folder, &e))?;
    let (discovery, boxes, way) = (
        read("discovery.csv")?,
        read("boxes.csv")?,
        read("trajectory.csv")?,
    );
    for row in discovery.rows().filter(|row| row.text("box") != "all") {
        let of_box = |other: &Row<'_>| other.text("box") == row.text("box");
        let limits = boxes.rows().filter(of_box);
        let plot = Plot {
            asked: &asked,
            row,
            limits: limits.filter(|limit| limit.holds("restricted")).collect(),
            way: way.rows().filter(of_box).collect(),
        };
        folio.add(&format!("box_{}", row.text("box")), &plot.picture())?;
    }
    Ok(())
}

/// The picture of a box.
struct Plot<'a> {
    asked: &'a Asked,
    row: Row<'a>,
    /// The inputs that it restricts.
    limits: Vec<Row<'a>>,
    way: Vec<Row<'a>>,
}

impl Plot<'_> {
    fn picture(&self) -> Picture {
        let mut rows = 0.0;
        self.limits.iter().for_each(|_| rows += 1.0);
        let height = ROW.mul_add(rows, 190.0).clamp(430.0, 4000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let mut sheet = Sheet::new(1100, height as u32, &self.title(), &self.caption());
        let language = self.asked.language;
        let legend = [
            (Key::Block(INSIDE), words("within the box", "箱内")),
            (
                Key::Block(INSIDE.faded(0.35)),
                words(
                    "within, a limit that chance gives too (marked !)",
                    "箱内，该界限也可能出于偶然（标 !）",
                ),
            ),
            (
                Key::Whisker(PALETTE[1]),
                words(
                    "95 % interval of a limit over searches",
                    "界限在各次搜索中的 95 % 区间",
                ),
            ),
            (Key::Dot(Dot::Full), words("the box", "该箱")),
        ];
        sheet.legend(&legend.map(|(key, words)| (key, words.of(language).to_owned())));
        let (top, bottom) = (sheet.top + 14.0, sheet.bottom - 50.0);
        let mut middle = top + ROW / 2.0;
        for limit in &self.limits {
            let inputs = &self.asked.inputs;
            let is_log = inputs
                .iter()
                .any(|input| input.name == limit.text("input") && input.scale == "log");
            draw_limit(&mut sheet.picture, *limit, middle, is_log, language);
            let (from, to) = (
                (MARGIN, middle - ROW / 2.0),
                (LIMITS_ROOM, middle + ROW / 2.0),
            );
            sheet.picture.spot(from, to, told(*limit, language));
            middle += ROW;
        }
        if self.limits.is_empty() {
            let words = words(
                "No limit on any input makes a better box than none.",
                "对任何输入设限都不优于不设限。",
            );
            sheet
                .picture
                .text((MARGIN, middle), words.of(language), DETAIL);
        }
        self.trajectory(&mut sheet.picture, (top + 6.0, bottom), sheet.right);
        self.table(&mut sheet.picture);
        sheet.picture
    }

    /// The limits, then the way to the box, as one table.
    fn table(&self, picture: &mut Picture) {
        let language = self.asked.language;
        picture.row(match language {
            Language::English => [
                "Input, or step of the search",
                "Low",
                "High",
                "Words",
                "Quasi-p",
                "Share of searches",
                "Coverage",
                "Density",
            ],
            Language::Chinese => [
                "输入或搜索步骤",
                "下限",
                "上限",
                "取值",
                "拟 p 值",
                "搜索占比",
                "覆盖率",
                "密度",
            ],
        });
        for limit in &self.limits {
            let columns = [
                "input",
                "low",
                "high",
                "words",
                "quasi_p",
                "restricted_share",
            ];
            let cells = columns.map(|name| limit.text(name).to_owned());
            picture.row(cells.into_iter().chain([String::new(), String::new()]));
        }
        for (number, step) in self.way.iter().enumerate() {
            let first = format!("{} {}", phase(*step, language), number + 1);
            let (coverage, density) = (step.text("coverage"), step.text("density"));
            picture.row([first.as_str(), "", "", "", "", "", coverage, density]);
        }
    }

    fn title(&self) -> String {
        let verdict = if self.limits.is_empty() {
            words(": none found", "：未找到")
        } else if self.row.holds("stands") {
            words("", "")
        } else {
            words(": could as well be chance", "：也可能出于偶然")
        };
        let language = self.asked.language;
        let (lead, number) = (self.asked.lead(), self.row.text("box"));
        let verdict = verdict.of(language);
        let bounds = self.asked.thresholds.join(language.choose(" and ", " 且 "));
        match language {
            Language::English => format!("{lead}where {bounds} gathers, box {number}{verdict}"),
            Language::Chinese => format!("{lead}{bounds} 集中之处，箱 {number}{verdict}"),
        }
    }

    fn caption(&self) -> Vec<String> {
        let (row, language) = (self.row, self.asked.language);
        let estimate = |name: &str| {
            let value = figure(row.number(name).unwrap_or(f64::NAN));
            match (row.interval(&format!("{name}_")), language) {
                (Some((low, high)), Language::English) => {
                    format!("{value} ({} to {})", figure(low), figure(high))
                }
                (Some((low, high)), Language::Chinese) => {
                    format!("{value}（{} 至 {}）", figure(low), figure(high))
                }
                (None, _) => value,
            }
        };
        let rate = figure(row.number("base_rate").unwrap_or(f64::NAN));
        let shuffled = row.shuffled(self.asked.resamples, language);
        if language == Language::Chinese {
            return vec![
                format!(
                    "密度 {}，覆盖率 {}，质量 {}；基准率 {rate}；打乱样本后的搜索不逊于此的：{shuffled}。",
                    estimate("density"),
                    estimate("coverage"),
                    estimate("mass"),
                ),
                format!(
                    "样点 {}，{}，重抽样 {} 次，随机种子 {}。括号内区间就该箱本身而言，未计入搜索所致的不确定性。路径上的数字：受限输入的个数。",
                    self.asked.points,
                    self.asked.runs(),
                    self.asked.resamples,
                    self.asked.seed
                ),
            ];
        }
        vec![
            format!(
                "Density {}, coverage {}, mass {}; base rate {rate}; searches of shuffled cases that do \
                 as well: {shuffled}.",
                estimate("density"),
                estimate("coverage"),
                estimate("mass"),
            ),
            format!(
                "{} points, {}, {} resamples, seed {}. Intervals in parentheses are for the box as it \
                 is; they leave out that it was looked for. Numbers on the way: inputs restricted.",
                self.asked.points,
                self.asked.runs(),
                self.asked.resamples,
                self.asked.seed
            ),
        ]
    }

    /// Draws the way of the search in coverage and density.
    fn trajectory(&self, picture: &mut Picture, down: (f64, f64), right: f64) {
        let panel = Panel {
            across: (LIMITS_ROOM + 70.0, right - 8.0),
            down,
            x: (0.0, 1.0),
            y: (0.0, 1.0),
        };
        let ticks = figures::ticks(0.0, 1.0, 5.0);
        let language = self.asked.language;
        let share = language.choose(
            "Coverage: share of all cases of interest",
            "覆盖率：占全部关注样本的比例",
        );
        panel.x_axis(picture, &ticks, share);
        panel.y_axis(picture, &ticks, "");
        let beside = LIMITS_ROOM + 36.0;
        let looks = Type {
            upwards: true,
            ..LABEL.align(Align::Centre)
        };
        let middle = f64::midpoint(down.0, down.1);
        let density = language.choose(
            "Density: share of interest within",
            "密度：箱内关注样本的占比",
        );
        picture.text((beside, middle), density, looks);
        let base = self.row.number("base_rate").unwrap_or(0.0);
        axes::strand(picture, &[panel.at(0.0, base), panel.at(1.0, base)], 2);
        let looks = DETAIL.align(Align::Left);
        let at = panel.at(0.01, base);
        let rate = language.choose("base rate", "基准率");
        picture.text((at.0, at.1 + 10.0), rate, looks);
        let place = |row: &Row<'_>| {
            let (coverage, density) = (row.number("coverage"), row.number("density"));
            panel.at(coverage.unwrap_or(0.0), density.unwrap_or(0.0))
        };
        let peels = self.way.iter().filter(|row| row.text("phase") == "peel");
        let points: Vec<_> = peels.clone().map(place).collect();
        picture.path(&points, GREY, 1.0);
        let (mut known, mut labelled) = ("0", points.first().copied().unwrap_or_default());
        for row in peels {
            let at = place(row);
            picture.disc(at, 2.0, GREY);
            let far = (at.0 - labelled.0).abs() > 12.0 || (at.1 - labelled.1).abs() > 12.0;
            if row.text("restricted") != known && far {
                (known, labelled) = (row.text("restricted"), at);
                let looks = DETAIL.align(Align::Right);
                // Clear of the line of the base rate.
                let is_on_line = (at.1 + 5.0 - panel.at(0.0, base).1).abs() < 9.0;
                let down = if is_on_line { -9.0 } else { 5.0 };
                picture.text((at.0 - 6.0, at.1 + down), known, looks);
            }
        }
        let pastes = self.way.iter().filter(|row| row.text("phase") == "paste");
        let points: Vec<_> = pastes.map(place).collect();
        picture.path(&points, PALETTE[0], 1.0);
        for at in points {
            picture.disc(at, 2.5, PALETTE[0]);
        }
        for step in &self.way {
            let at = place(step);
            let words = format!(
                "{}\n{}\n{}",
                phase(*step, language),
                axes::colon(
                    language,
                    language.choose("coverage", "覆盖率"),
                    &figure(step.number("coverage").unwrap_or(f64::NAN)),
                ),
                axes::colon(
                    language,
                    language.choose("density", "密度"),
                    &figure(step.number("density").unwrap_or(f64::NAN)),
                )
            );
            picture.spot((at.0 - 5.0, at.1 - 5.0), (at.0 + 5.0, at.1 + 5.0), words);
        }
        let Some(chosen) = self.way.iter().find(|row| row.holds("chosen")) else {
            return;
        };
        let at = place(chosen);
        let ends = |name: &str| self.row.interval(name);
        if let Some((low, high)) = ends("density_") {
            let x = chosen.number("coverage").unwrap_or(0.0);
            let ends = [panel.at(x, low), panel.at(x, high)];
            picture.path(&ends, PALETTE[0], 1.5);
        }
        if let Some((low, high)) = ends("coverage_") {
            let y = chosen.number("density").unwrap_or(0.0);
            let ends = [panel.at(low, y), panel.at(high, y)];
            picture.path(&ends, PALETTE[0], 1.5);
        }
        draw_dot(picture, at, Dot::Full);
    }
}

/// What the search did in a step.
fn phase(step: Row<'_>, language: Language) -> &'static str {
    match step.text("phase") {
        "peel" => language.choose("peeled", "剥离"),
        "paste" => language.choose("pasted", "粘贴"),
        _ => language.choose("all cases", "全部样本"),
    }
}

/// A limit in words.
fn told(limit: Row<'_>, language: Language) -> String {
    let name = limit.text("input");
    let bound = |side: &str| rounded(limit.text(side), DIGITS);
    let range = match (limit.text("low"), limit.text("high")) {
        _ if !limit.text("words").is_empty() => limit.text("words").to_owned(),
        ("", "") => String::new(),
        (_, "") => format!("≥ {}", bound("low")),
        ("", _) => format!("≤ {}", bound("high")),
        _ => format!("{} … {}", bound("low"), bound("high")),
    };
    let p = figure(limit.number("quasi_p").unwrap_or(f64::NAN));
    let quasi = axes::colon(language, language.choose("quasi-p", "拟 p 值"), &p);
    format!("{name}\n{range}\n{quasi}")
}

/// Draws what the box lets through of one input.
fn draw_limit(picture: &mut Picture, limit: Row<'_>, y: f64, is_log: bool, language: Language) {
    let doubtful = limit.number("quasi_p").is_some_and(|p| p > BY_CHANCE);
    let name = limit.text("input");
    let (heading, looks) = shrink(name, HEADING, LABEL_ROOM);
    picture.text((MARGIN, y - 7.5), &heading, looks);
    let share = 100.0 * limit.number("restricted_share").unwrap_or(0.0);
    let mark = if doubtful { " !" } else { "" };
    let p = match limit.number("quasi_p").unwrap_or(f64::NAN) {
        p if p < LEAST_SHOWN => match language {
            Language::English => format!("below {LEAST_SHOWN}"),
            Language::Chinese => format!("小于 {LEAST_SHOWN}"),
        },
        p => figure(p),
    };
    let detail = match language {
        Language::English => format!("quasi-p {p}{mark}; in {share:.0} % of searches"),
        Language::Chinese => format!("拟 p 值 {p}{mark}；见于 {share:.0} % 的搜索"),
    };
    let (detail, looks) = shrink(&detail, DETAIL, LABEL_ROOM);
    picture.text((MARGIN, y + 8.0), &detail, looks);
    let across = (MARGIN + LABEL_ROOM + 55.0, LIMITS_ROOM - 40.0);
    let ink = if doubtful { INSIDE.faded(0.35) } else { INSIDE };
    if !limit.text("words").is_empty() {
        let looks = LABEL.bold();
        let words = format!(
            "{} {}",
            language.choose("only", "仅限"),
            limit.text("words")
        );
        let (words, looks) = shrink(&words, looks, across.1 - across.0 - 14.0);
        picture.block((across.0, y - 6.0), (across.0 + 8.0, y + 6.0), ink);
        picture.text((across.0 + 14.0, y), &words, looks);
        return;
    }
    let edges = (
        limit.number("least").unwrap_or(0.0),
        limit.number("most").unwrap_or(1.0),
    );
    let is_log = is_log && edges.0 > 0.0;
    let scaled = |value: f64| if is_log { libm::log10(value) } else { value };
    let panel = Panel {
        across,
        down: (y - 8.0, y + 8.0),
        x: (scaled(edges.0), scaled(edges.1)),
        y: (0.0, 1.0),
    };
    let place = |value: f64| panel.at(scaled(value.clamp(edges.0, edges.1)), 0.0).0;
    picture.block((across.0, y - 6.0), (across.1, y + 6.0), PALE.faded(0.6));
    let low = limit.number("low").map_or(across.0, place);
    let high = limit.number("high").map_or(across.1, place);
    picture.block((low, y - 6.0), (high, y + 6.0), ink);
    // Each limit's interval has a line of its own, so that two do not run together.
    let sides = [
        ("low", low, Align::Right, 10.0),
        ("high", high, Align::Left, 15.0),
    ];
    for (side, at, align, under) in sides {
        if limit.text(side).is_empty() {
            continue;
        }
        if let Some((from, to)) = limit.interval(&format!("{side}_")) {
            let (from, to, under) = (place(from), place(to), y + under);
            picture.path(&[(from, under), (to, under)], PALETTE[1], 1.5);
            for x in [from, to] {
                picture.path(&[(x, under - 2.5), (x, under + 2.5)], PALETTE[1], 1.5);
            }
        }
        let (aside, align) = match align {
            Align::Right if at - across.0 < 44.0 => (0.0, Align::Left),
            Align::Left if across.1 - at < 44.0 => (0.0, Align::Right),
            Align::Right => (2.0, Align::Right),
            _ => (-2.0, Align::Left),
        };
        let looks = Type::plain(10.5, BLACK).align(align);
        picture.text(
            (at + aside, y - 14.0),
            &rounded(limit.text(side), DIGITS),
            looks,
        );
    }
    for (edge, at, align) in [
        ("least", across.0, Align::Right),
        ("most", across.1, Align::Left),
    ] {
        let aside = if matches!(align, Align::Right) {
            -5.0
        } else {
            5.0
        };
        picture.text(
            (at + aside, y),
            &rounded(limit.text(edge), DIGITS),
            DETAIL.align(align),
        );
    }
}
