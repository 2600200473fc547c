//! Draws scenario discovery: the limits of each box, and the way to it in coverage and density.

use std::path::Path;

use super::axes::{self, Dot, Key, LABEL, MARGIN, Panel, Sheet, draw_dot, shrink};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PALETTE, Picture, PlotError};
use super::figures::{self, figure};
use super::lettering::{Align, Type};
use super::manifest::Manifest;
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
pub(super) fn draw(folder: &Path, _: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let read = |name: &str| {
        let path = folder.join(name);
        sheets::Sheet::read(&path).map_err(|e| PlotError::read(&path, &e))
    };
    let asked = Asked::read(folder).map_err(|e| PlotError::read(folder, &e))?;
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
        sheet.legend(&[
            (Key::Block(INSIDE), "within the box".to_owned()),
            (
                Key::Block(INSIDE.faded(0.35)),
                "within, a limit that chance gives too (marked !)".to_owned(),
            ),
            (
                Key::Whisker(PALETTE[1]),
                "95 % interval of a limit over searches".to_owned(),
            ),
            (Key::Dot(Dot::Full), "the box".to_owned()),
        ]);
        let (top, bottom) = (sheet.top + 14.0, sheet.bottom - 50.0);
        let mut middle = top + ROW / 2.0;
        for limit in &self.limits {
            let inputs = &self.asked.inputs;
            let is_log = inputs
                .iter()
                .any(|input| input.name == limit.text("input") && input.scale == "log");
            draw_limit(&mut sheet.picture, *limit, middle, is_log);
            middle += ROW;
        }
        if self.limits.is_empty() {
            let words = "No limit on any input makes a better box than none.";
            sheet.picture.text((MARGIN, middle), words, DETAIL);
        }
        self.trajectory(&mut sheet.picture, (top + 6.0, bottom), sheet.right);
        sheet.picture
    }

    fn title(&self) -> String {
        let verdict = if self.limits.is_empty() {
            ": none found"
        } else if self.row.holds("stands") {
            ""
        } else {
            ": could as well be chance"
        };
        format!(
            "{} where {} gathers, box {}{verdict}",
            self.asked.lead(),
            self.asked.thresholds.join(" and "),
            self.row.text("box")
        )
    }

    fn caption(&self) -> Vec<String> {
        let row = self.row;
        let estimate = |name: &str| {
            let value = figure(row.number(name).unwrap_or(f64::NAN));
            match row.interval(&format!("{name}_")) {
                Some((low, high)) => format!("{value} ({} to {})", figure(low), figure(high)),
                None => value,
            }
        };
        vec![
            format!(
                "Density {}, coverage {}, mass {}; base rate {}; searches of shuffled cases that do \
                 as well: {}.",
                estimate("density"),
                estimate("coverage"),
                estimate("mass"),
                figure(row.number("base_rate").unwrap_or(f64::NAN)),
                row.shuffled(self.asked.resamples)
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
        let share = "Coverage: share of all cases of interest";
        panel.x_axis(picture, &ticks, share);
        panel.y_axis(picture, &ticks, "");
        let beside = LIMITS_ROOM + 36.0;
        let looks = Type {
            upwards: true,
            ..LABEL.align(Align::Centre)
        };
        let middle = f64::midpoint(down.0, down.1);
        picture.text((beside, middle), "Density: share of interest within", looks);
        let base = self.row.number("base_rate").unwrap_or(0.0);
        axes::strand(picture, &[panel.at(0.0, base), panel.at(1.0, base)], 2);
        let looks = DETAIL.align(Align::Left);
        let at = panel.at(0.01, base);
        picture.text((at.0, at.1 + 10.0), "base rate", looks);
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

/// Draws what the box lets through of one input.
fn draw_limit(picture: &mut Picture, limit: Row<'_>, y: f64, is_log: bool) {
    let doubtful = limit.number("quasi_p").is_some_and(|p| p > BY_CHANCE);
    let name = limit.text("input");
    let (heading, looks) = shrink(name, HEADING, LABEL_ROOM);
    picture.text((MARGIN, y - 7.5), &heading, looks);
    let share = 100.0 * limit.number("restricted_share").unwrap_or(0.0);
    let mark = if doubtful { " !" } else { "" };
    let p = match limit.number("quasi_p").unwrap_or(f64::NAN) {
        p if p < LEAST_SHOWN => format!("below {LEAST_SHOWN}"),
        p => figure(p),
    };
    let detail = format!("quasi-p {p}{mark}; in {share:.0} % of searches");
    let (detail, looks) = shrink(&detail, DETAIL, LABEL_ROOM);
    picture.text((MARGIN, y + 8.0), &detail, looks);
    let across = (MARGIN + LABEL_ROOM + 55.0, LIMITS_ROOM - 40.0);
    let ink = if doubtful { INSIDE.faded(0.35) } else { INSIDE };
    if !limit.text("words").is_empty() {
        let looks = LABEL.bold();
        let words = format!("only {}", limit.text("words"));
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
