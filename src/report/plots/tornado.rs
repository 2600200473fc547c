//! Draws a tornado: for each input a bar from the output at its lowest values to that at its highest.

use super::axes::{self, Dot, Key, LABEL, MARGIN, Panel, Sheet, draw_dot};
use super::canvas::{BLACK, Folio, GREY, PALE, Picture, PlotError};
use super::figures::{figure, ticks};
use super::lettering::{Align, Type};
use super::manifest::{Manifest, is_effect};
use super::response::{Place, interval};
use crate::kernel::language::{Language, words};
use crate::kernel::number::{number, optional};

const ROW: f64 = 44.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const DETAIL: Type = Type::plain(10.5, GREY);
/// Room for a row's label, and for its value in words.
const LABEL_ROOM: f64 = 320.0;
const VALUE_ROOM: f64 = 150.0;
/// The signs of both ends, and how far from the middle of the bar each lies.
const LOW: (Dot, f64) = (Dot::Diamond, -6.0);
const HIGH: (Dot, f64) = (Dot::Full, 6.0);

/// A bar: an input at both of its ends.
struct Bar<'a> {
    low: &'a Place,
    high: &'a Place,
    /// The mean output there.
    ends: (f64, f64),
}

impl Bar<'_> {
    /// The bar of an input over the places of its curve. Words have no order: theirs are the two
    /// with the least and the largest mean.
    fn of(curve: &[Place]) -> Option<Bar<'_>> {
        let mut defined: Vec<&Place> = curve.iter().filter(|place| place.mean.is_some()).collect();
        if defined
            .iter()
            .any(|place| place.value.parse::<f64>().is_err())
        {
            defined.sort_by(|a, b| {
                let mean = |place: &Place| place.mean.unwrap_or(0.0);
                mean(a).total_cmp(&mean(b))
            });
        }
        let (low, high) = (*defined.first()?, *defined.last()?);
        Some(Bar {
            low,
            high,
            ends: low.mean.zip(high.mean)?,
        })
    }

    fn width(&self) -> f64 {
        (self.ends.1 - self.ends.0).abs()
    }
}

/// Draws `tornado_…` for an output, from the places of its curves; a single input has no order.
pub(super) fn draw(
    manifest: &Manifest,
    places: &[Place],
    folio: &mut Folio,
) -> Result<(), PlotError> {
    let curves = places.chunk_by(|a, b| a.input == b.input);
    let mut bars: Vec<Bar<'_>> = curves.filter_map(Bar::of).collect();
    if bars.len() < 2 {
        return Ok(());
    }
    bars.sort_by(|a, b| b.width().total_cmp(&a.width()));
    let stem = format!("tornado_{}", places[0].output);
    folio.add(&stem, &picture(manifest, places, &bars))
}

fn picture(manifest: &Manifest, places: &[Place], bars: &[Bar<'_>]) -> Picture {
    let language = manifest.language;
    let count = bars.len() as f64;
    let first = &places[0];
    let output = manifest.output_title(&first.output);
    let what = words(
        "between the lowest and the highest values of each input",
        "各输入从最低取值到最高取值",
    );
    let title = axes::colon(language, output, what.of(language));
    let height = ROW.mul_add(count, 200.0).clamp(300.0, 8000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let mut sheet = Sheet::new(
        1000,
        height as u32,
        &title,
        &caption(manifest, places, bars),
    );
    let legend = [
        (LOW.0, words("lowest values", "最低取值")),
        (HIGH.0, words("highest values", "最高取值")),
    ];
    sheet.legend(&legend.map(|(dot, words)| (Key::Dot(dot), words.of(language).to_owned())));
    let panel = Panel {
        across: (MARGIN + LABEL_ROOM + 14.0, sheet.right - VALUE_ROOM),
        down: (sheet.top + 6.0, sheet.bottom - 50.0),
        x: range(bars, is_effect(&first.output)),
        y: (0.0, count),
    };
    let picture = &mut sheet.picture;
    let row_height = (panel.down.1 - panel.down.0) / count;
    let axis = axes::with_unit(language, output, &first.unit);
    let (axis, _) = axes::shrink(&axis, LABEL, sheet.right - MARGIN - LABEL_ROOM);
    panel.x_axis(picture, &ticks(panel.x.0, panel.x.1, 7.0), &axis);
    if is_effect(&first.output) {
        let zero = panel.at(0.0, 0.0).0;
        picture.path(&[(zero, panel.down.0), (zero, panel.down.1)], BLACK, 1.0);
    }
    let mut y = panel.down.0;
    for bar in bars {
        picture.path(&[(MARGIN, y), (sheet.right, y)], PALE, 0.5);
        let middle = y + row_height / 2.0;
        label(picture, bar, middle, sheet.right);
        mark(picture, &panel, bar, middle);
        let to = (sheet.right, y + row_height);
        picture.spot((MARGIN, y), to, told(bar, language));
        y += row_height;
    }
    table(picture, bars, language);
    sheet.picture
}

/// The range of all bars and whiskers, with zero for an effect.
fn range(bars: &[Bar<'_>], with_zero: bool) -> (f64, f64) {
    let ends = bars.iter().flat_map(|bar| {
        let intervals = [bar.low.ci, bar.high.ci].into_iter().flatten();
        intervals.chain([bar.ends]).flat_map(|(a, b)| [a, b])
    });
    let (low, high) = ends
        .chain(with_zero.then_some(0.0))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let pad = 0.05 * (high - low);
    if pad > 0.0 && pad.is_finite() {
        (low - pad, high + pad)
    } else {
        (low - 0.5, low + 0.5)
    }
}

/// Sets an input with its values at the left and the output at both ends at the right.
fn label(picture: &mut Picture, bar: &Bar<'_>, y: f64, right: f64) {
    let (heading, looks) = axes::shrink(&bar.low.input, HEADING, LABEL_ROOM);
    picture.text((MARGIN, y - 7.5), &heading, looks);
    let (detail, looks) = axes::shrink(&values(bar), DETAIL, LABEL_ROOM);
    picture.text((MARGIN, y + 8.0), &detail, looks);
    let words = format!("{} → {}", figure(bar.ends.0), figure(bar.ends.1));
    let looks = LABEL.bold().align(Align::Right);
    let (words, looks) = axes::shrink(&words, looks, VALUE_ROOM - 14.0);
    picture.text((right, y), &words, looks);
}

/// The values of an input at both ends.
fn values(bar: &Bar<'_>) -> String {
    let unit = if bar.low.input_unit.is_empty() {
        String::new()
    } else {
        format!(" {}", bar.low.input_unit)
    };
    format!("{} → {}{unit}", value(bar.low), value(bar.high))
}

fn value(place: &Place) -> String {
    (place.value.parse()).map_or_else(|_| place.value.clone(), figure)
}

fn mark(picture: &mut Picture, panel: &Panel, bar: &Bar<'_>, y: f64) {
    let place = |value: f64| panel.at(value, 0.0).0;
    let (from, to) = (place(bar.ends.0), place(bar.ends.1));
    picture.block((from.min(to), y - 11.0), (from.max(to), y + 11.0), PALE);
    for ((dot, down), at, mean) in [(LOW, bar.low, bar.ends.0), (HIGH, bar.high, bar.ends.1)] {
        let y = y + down;
        if let Some((low, high)) = at.ci {
            let (low, high) = (place(low), place(high));
            picture.path(&[(low, y), (high, y)], dot.ink(), 1.5);
            for x in [low, high] {
                picture.path(&[(x, y - 4.0), (x, y + 4.0)], dot.ink(), 1.5);
            }
        }
        draw_dot(picture, (place(mean), y), dot);
    }
}

/// A bar in words, for who points at it.
fn told(bar: &Bar<'_>, language: Language) -> String {
    let mut lines = vec![bar.low.input.clone()];
    for (place, mean) in [(bar.low, bar.ends.0), (bar.high, bar.ends.1)] {
        let output = axes::with_ends(mean, place.ci, figure);
        lines.push(axes::colon(language, &value(place), &output));
    }
    let name = words("95 % interval", "95 % 区间").of(language);
    lines.push(format!("[ ]{}", axes::colon(language, "", name)));
    lines.join("\n")
}

/// The bars as a table.
fn table(picture: &mut Picture, bars: &[Bar<'_>], language: Language) {
    let ends = [words("lowest", "最低"), words("highest", "最高")];
    let [low, high] = axes::ends(language);
    let mut head = vec![
        language.choose("Input", "输入").to_owned(),
        language.choose("Unit", "单位").to_owned(),
    ];
    for end in ends {
        let columns = [
            language.choose("value", "取值"),
            language.choose("mean", "均值"),
            low,
            high,
        ];
        head.extend(columns.map(|column| axes::colon(language, end.of(language), column)));
    }
    picture.row(head);
    for bar in bars {
        let mut cells = vec![bar.low.input.clone(), bar.low.input_unit.clone()];
        for (place, mean) in [(bar.low, bar.ends.0), (bar.high, bar.ends.1)] {
            let (low, high) = place.ci.unzip();
            cells.push(place.value.clone());
            cells.extend([number(mean), optional(low), optional(high)]);
        }
        picture.row(cells);
    }
}

fn caption(manifest: &Manifest, places: &[Place], bars: &[Bar<'_>]) -> Vec<String> {
    let made = interval(manifest, places);
    let n = manifest.replications;
    let shown = || bars.iter().flat_map(|bar| [bar.low, bar.high]);
    let has_words = shown().any(|place| place.value.parse::<f64>().is_err());
    let has_ranges = shown().any(|place| place.is_range);
    let points = shown().map(|place| place.points);
    let (least, most) = points.fold((f64::INFINITY, 0.0_f64), |(least, most), points| {
        (least.min(points), most.max(points))
    });
    let points = if least < most {
        format!("{least}–{most}")
    } else {
        least.to_string()
    };
    let notes = match manifest.language {
        Language::English => {
            let each = if n == 1 {
                "replication"
            } else {
                "replications"
            };
            let ranges = if has_ranges {
                " The lowest and the highest values of an input that takes many are a range of them."
            } else {
                ""
            };
            let words = if has_words {
                " Of words, those with the least and the largest mean are shown."
            } else {
                ""
            };
            [
                format!(
                    "Bars run from the mean output at the lowest to that at the highest values of an \
                     input, the others going where they go.{ranges}{words}"
                ),
                format!(
                    "n = {n} {each} of each point; points in a mean: {points}. Whiskers: 95 % intervals of \
                     the means: {made}."
                ),
            ]
        }
        Language::Chinese => {
            let ranges = if has_ranges {
                "输入取值很多时，最低与最高取值各为一段。"
            } else {
                ""
            };
            let words = if has_words {
                "取值为名称时，取均值最小与最大的两个。"
            } else {
                ""
            };
            [
                format!(
                    "横条：从输入最低取值处的输出均值到最高取值处的输出均值，其他输入照常变动。{ranges}{words}"
                ),
                format!(
                    "各样点重复次数 n = {n}；每个均值的样点数：{points}。须线：均值的 95 % 区间：{made}。"
                ),
            ]
        }
    };
    [manifest.origin(&places[0].output)]
        .into_iter()
        .chain(notes)
        .collect()
}
