//! Draws how the effect of a variant is split over its measures, one plot for each metric.

use super::axes::{self, Dot, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, GREY, PALE, Picture, PlotError};
use super::figures::{self, signed};
use super::headline;
use super::lettering::{Align, Type};
use super::manifest::{Manifest, Scenario};
use super::read::{Estimate, Results, Share};

const ROW: f64 = 46.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const DETAIL: Type = Type::plain(10.5, GREY);
/// Room for a row's label, and for its value in words.
const LABEL_ROOM: f64 = 290.0;
const VALUE_ROOM: f64 = 170.0;
/// Where the figures of a row lie, from its middle down.
const SHARE_AT: f64 = -9.0;
const ALONE_AT: f64 = 6.0;
const WITHOUT_AT: f64 = 15.0;

/// A row of the plot: a measure, or all of them together.
struct Row<'a> {
    heading: String,
    detail: String,
    share: Estimate,
    beside: &'a Share,
    is_total: bool,
}

/// A plot of one metric.
struct Split<'a> {
    manifest: &'a Manifest,
    base: &'a Scenario,
    variant: &'a Scenario,
    metric: &'a str,
    rows: Vec<Row<'a>>,
}

/// Draws `attribution_<metric>` for each headline metric that the result splits.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    let manifest = &results.manifest;
    let [base, variant] = manifest.scenarios.as_slice() else {
        return Ok(());
    };
    for metric in headline::DIFFERENCES {
        let split = Split {
            manifest,
            base,
            variant,
            metric,
            rows: rows(results, metric),
        };
        folio.add(&format!("attribution_{metric}"), &split.picture())?;
    }
    Ok(())
}

/// The measures in the order of the notice, then the total.
fn rows<'a>(results: &'a Results, metric: &str) -> Vec<Row<'a>> {
    let row = |measure: &str, heading: String, is_total: bool| {
        let mut shares = results.shares.iter();
        let beside = shares.find(|s| s.metric == metric && s.measure == measure)?;
        let words = |name: &str, estimate: Option<Estimate>| {
            estimate.map(|estimate| format!("{name} {}", signed(estimate.mean)))
        };
        let detail = if is_total {
            [Some("the shares add up to it".to_owned()), None]
        } else {
            [
                words("alone", beside.alone),
                words("without", beside.without),
            ]
        };
        Some(Row {
            heading,
            detail: detail.into_iter().flatten().collect::<Vec<_>>().join(", "),
            share: beside.shapley?,
            beside,
            is_total,
        })
    };
    let measures = results.manifest.split.iter();
    measures
        .filter_map(|m| row(&m.name, format!("{} {}", m.article, m.title), false))
        .chain(row("total", "All together".to_owned(), true))
        .collect()
}

impl Split<'_> {
    fn picture(&self) -> Picture {
        let mut count = 0.0;
        self.rows.iter().for_each(|_| count += 1.0);
        let title = format!(
            "{}: the effect of {} split over its measures",
            self.manifest.metric_title(self.metric),
            self.variant.title
        );
        let height = ROW.mul_add(count, 230.0).clamp(400.0, 4000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let mut sheet = Sheet::new(1000, height as u32, &title, &self.caption());
        if self.rows.is_empty() {
            sheet.note(&format!(
                "attribution.csv does not split {}: it is undefined in some combination of every \
                 replication.",
                self.metric
            ));
            return sheet.picture;
        }
        self.legend(&mut sheet);
        let panel = Panel {
            across: (MARGIN + LABEL_ROOM + 14.0, sheet.right - VALUE_ROOM),
            down: (sheet.top + 6.0, sheet.bottom - 50.0),
            x: self.range(),
            y: (0.0, count),
        };
        let picture = &mut sheet.picture;
        let row_height = (panel.down.1 - panel.down.0) / count;
        let mut y = panel.down.0;
        for row in &self.rows {
            let (ink, width) = if row.is_total {
                (BLACK, 1.0)
            } else {
                (PALE, 0.5)
            };
            picture.path(&[(MARGIN, y), (sheet.right, y)], ink, width);
            label(picture, row, y + row_height / 2.0, sheet.right);
            y += row_height;
        }
        let ticks = figures::ticks(panel.x.0, panel.x.1, 6.0);
        panel.x_axis(picture, &ticks, &self.axis());
        let zero = panel.at(0.0, 0.0).0;
        picture.path(&[(zero, panel.down.0), (zero, panel.down.1)], BLACK, 1.0);
        let mut middle = panel.down.0 + row_height / 2.0;
        for row in &self.rows {
            let at = if row.is_total {
                middle
            } else {
                middle + SHARE_AT
            };
            mark(picture, &panel, row.share, dot(row.share), at);
            for (estimate, dot, down) in [
                (row.beside.alone, Dot::Triangle, ALONE_AT),
                (row.beside.without, Dot::Square, WITHOUT_AT),
            ] {
                if let Some(estimate) = estimate {
                    mark(picture, &panel, estimate, dot, middle + down);
                }
            }
            middle += row_height;
        }
        sheet.picture
    }

    fn axis(&self) -> String {
        match self.manifest.metric_unit(self.metric) {
            "" => "Effect".to_owned(),
            unit => format!("Effect ({unit})"),
        }
    }

    fn caption(&self) -> Vec<String> {
        let titles = [
            format!("{} (base)", self.base.title),
            format!("{} (variant)", self.variant.title),
        ];
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let combinations = 1_u64 << self.manifest.split.len().min(32);
        let method = if self.rows.iter().any(|row| row.share.ci.is_some()) {
            "whiskers: 95 % intervals of the means (Student t)"
        } else {
            "no interval is defined"
        };
        let method = format!("{combinations} combinations in each; {method}");
        let mut lines = axes::caption(self.manifest, &titles, &method);
        let all = self.manifest.replications as f64;
        let n = self.rows.iter().find_map(|row| row.beside.n);
        if let Some(n) = n.filter(|n| *n < all) {
            lines.push(format!(
                "Replications in which the figure is defined in every combination: {n}."
            ));
        }
        lines
    }

    /// The signs that occur, in words.
    fn legend(&self, sheet: &mut Sheet) {
        let words = [
            (Dot::Full, "Shapley share, interval excludes zero"),
            (Dot::Hollow, "Shapley share, interval includes zero"),
            (Dot::Diamond, "Shapley share, no interval"),
            (Dot::Triangle, "alone: added to the base"),
            (Dot::Square, "without: lost if taken from the variant"),
        ];
        let occurs = |dot: Dot| match dot {
            Dot::Triangle => self.rows.iter().any(|row| row.beside.alone.is_some()),
            Dot::Square => self.rows.iter().any(|row| row.beside.without.is_some()),
            _ => self.rows.iter().any(|row| self::dot(row.share) == dot),
        };
        let entries = words.into_iter().filter(|(dot, _)| occurs(*dot));
        let entries: Vec<(Key, String)> = entries
            .map(|(dot, words)| (Key::Dot(dot), words.to_owned()))
            .collect();
        sheet.legend(&entries);
    }

    /// The range of all that is drawn, zero included.
    fn range(&self) -> (f64, f64) {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for row in &self.rows {
            let beside = [row.beside.alone, row.beside.without];
            for estimate in beside.into_iter().flatten().chain([row.share]) {
                let ends = estimate.ci.unwrap_or((estimate.mean, estimate.mean));
                low = low.min(ends.0).min(estimate.mean);
                high = high.max(ends.1).max(estimate.mean);
            }
        }
        let pad = 0.04 * (high - low);
        if pad > 0.0 && pad.is_finite() {
            (low - pad, high + pad)
        } else {
            (-1.0, 1.0)
        }
    }
}

fn dot(estimate: Estimate) -> Dot {
    match estimate.ci {
        None => Dot::Diamond,
        Some((low, high)) if low > 0.0 || high < 0.0 => Dot::Full,
        Some(_) => Dot::Hollow,
    }
}

/// Sets a row's label at the left and its share at the right.
fn label(picture: &mut Picture, row: &Row<'_>, y: f64, right: f64) {
    let (heading, looks) = axes::shrink(&row.heading, HEADING, LABEL_ROOM);
    picture.text((MARGIN, y - 7.5), &heading, looks);
    let (detail, looks) = axes::shrink(&row.detail, DETAIL, LABEL_ROOM);
    picture.text((MARGIN, y + 8.0), &detail, looks);
    let looks = LABEL.bold().align(Align::Right);
    picture.text((right, y - 7.5), &signed(row.share.mean), looks);
    if let Some((low, high)) = row.share.ci {
        let words = format!("[{}, {}]", signed(low), signed(high));
        let looks = DETAIL.align(Align::Right);
        let (words, looks) = axes::shrink(&words, looks, VALUE_ROOM - 14.0);
        picture.text((right, y + 8.0), &words, looks);
    }
}

/// Draws a mean with its whiskers.
fn mark(picture: &mut Picture, panel: &Panel, estimate: Estimate, dot: Dot, y: f64) {
    let place = |value: f64| panel.at(value, 0.0).0;
    let is_share = !matches!(dot, Dot::Triangle | Dot::Square);
    let (width, end) = if is_share { (1.5, 4.0) } else { (1.0, 2.5) };
    if let Some((low, high)) = estimate.ci {
        let (low, high) = (place(low), place(high));
        picture.path(&[(low, y), (high, y)], dot.ink(), width);
        for x in [low, high] {
            picture.path(&[(x, y - end), (x, y + end)], dot.ink(), width);
        }
    }
    axes::draw_dot(picture, (place(estimate.mean), y), dot);
}
