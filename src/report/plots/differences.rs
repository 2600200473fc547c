//! Draws paired differences between each variant and the base as dots with whiskers.

use super::axes::{self, Dot, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, GREY, PALE, PALETTE, Picture, PlotError};
use super::figures::{self, figure, signed};
use super::headline;
use super::lettering::{Align, Type};
use super::manifest::{Manifest, Place, Scenario};
use super::read::{Comparison, Results};
use crate::kernel::language::{Language, Words, words};
use crate::kernel::number::{number, optional};

const ROW: f64 = 36.0;
const HEADING: Type = Type::plain(11.5, BLACK).bold();
const DETAIL: Type = Type::plain(10.5, GREY);
/// Room for a row's label, and for its value in words.
const LABEL_ROOM: f64 = 370.0;
const VALUE_ROOM: f64 = 170.0;

/// A row of the plot.
struct Row {
    heading: String,
    detail: String,
    value: f64,
    interval: Option<(f64, f64)>,
}

impl Row {
    fn dot(&self) -> Dot {
        match self.interval {
            None => Dot::Diamond,
            Some((low, high)) if low > 0.0 || high < 0.0 => Dot::Full,
            Some(_) => Dot::Hollow,
        }
    }

    /// Whether a part of it lies outside a range.
    fn leaves(&self, (least, most): (f64, f64)) -> bool {
        let (low, high) = self.interval.unwrap_or((self.value, self.value));
        low.min(self.value) < least || high.max(self.value) > most
    }
}

/// A plot of differences.
struct Forest {
    language: Language,
    /// What its rows are.
    rows_are: &'static str,
    title: String,
    axis: String,
    suffix: &'static str,
    rows: Vec<Row>,
    caption: Vec<String>,
    nothing: String,
}

/// Draws `differences_city`, `differences_districts` and `differences_sectors`, one of each for every
/// variant.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    let manifest = &results.manifest;
    let Some((base, variants)) = manifest.scenarios.split_first() else {
        return Ok(());
    };
    for variant in variants {
        let rows: Vec<&Comparison> = results
            .comparisons
            .iter()
            .filter(|c| c.variant == variant.name)
            .collect();
        let suffix = match variants {
            [_] => String::new(),
            _ => format!("_{}", variant.name),
        };
        let city = city(manifest, base, variant, &rows);
        folio.add(&format!("differences_city{suffix}"), &city.picture())?;
        for (name, division) in [
            ("districts", Division::District),
            ("sectors", Division::Sector),
        ] {
            let forest = places(manifest, base, variant, &rows, division);
            folio.add(&format!("differences_{name}{suffix}"), &forest.picture())?;
        }
    }
    Ok(())
}

fn city(manifest: &Manifest, base: &Scenario, variant: &Scenario, found: &[&Comparison]) -> Forest {
    let language = manifest.language;
    let mut rows = Vec::new();
    let mut left_out = Vec::new();
    let city = found.iter().filter(|c| c.scope == "city");
    let city: Vec<&&Comparison> = city.collect();
    for metric in headline::DIFFERENCES {
        let Some(c) = city.iter().find(|c| c.metric == metric) else {
            continue;
        };
        let title = manifest.metric_title(metric);
        let (Some(mean), Some(difference)) = (c.base_mean.filter(|m| *m != 0.0), c.difference)
        else {
            left_out.push(title);
            continue;
        };
        let percent = |value: f64| 100.0 * value / mean.abs();
        rows.push(Row {
            heading: title.to_owned(),
            detail: detail(manifest.language, manifest.metric_unit(metric), c),
            value: percent(difference),
            interval: c.ci.map(|(low, high)| (percent(low), percent(high))),
        });
    }
    let mut caption = caption(manifest, base, variant, &city);
    if !left_out.is_empty() {
        caption.push(match language {
            Language::English => format!(
                "Left out, their base mean being zero or the difference undefined: {}.",
                left_out.join("; ")
            ),
            Language::Chinese => format!(
                "未列出（基准均值为零或差值无定义）：{}。",
                left_out.join("；")
            ),
        });
    }
    let pair = format!("{} − {}", variant.title, base.title);
    let title = language.choose("Differences for the city", "全市差值");
    Forest {
        language,
        rows_are: language.choose("Metric", "指标"),
        title: axes::colon(language, title, &pair),
        axis: language
            .choose(
                "Difference (% of the base mean)",
                "差值（占基准均值的百分比）",
            )
            .to_owned(),
        suffix: " %",
        rows,
        caption,
        nothing: language
            .choose(
                "comparison.csv holds no differences of the headline metrics.",
                "comparison.csv 中没有主要指标的差值。",
            )
            .to_owned(),
    }
}

/// The divisions of the city whose differences are drawn, with their words.
#[derive(Clone, Copy)]
enum Division {
    District,
    Sector,
}

impl Division {
    const fn scope(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Sector => "sector",
        }
    }

    fn places(self, manifest: &Manifest) -> &[Place] {
        match self {
            Self::District => &manifest.places.district,
            Self::Sector => &manifest.places.sector,
        }
    }

    /// Its name in the heading of a table, and as the way in which differences are divided.
    const fn words(self) -> (Words, Words) {
        match self {
            Self::District => (words("District", "区"), words("district", "分区")),
            Self::Sector => (words("Sector", "行业"), words("sector", "分行业")),
        }
    }
}

/// Differences by place, the largest gain first.
fn places(
    manifest: &Manifest,
    base: &Scenario,
    variant: &Scenario,
    found: &[&Comparison],
    division: Division,
) -> Forest {
    let language = manifest.language;
    let metric = headline::PLACE_DIFFERENCE;
    let unit = manifest.metric_unit(metric);
    let found = found
        .iter()
        .filter(|c| c.scope == division.scope() && c.metric == metric);
    let found: Vec<&&Comparison> = found.collect();
    let mut rows = Vec::new();
    for place in division.places(manifest) {
        let Some(c) = found.iter().find(|c| c.place == place.code) else {
            continue;
        };
        let Some(value) = c.difference else { continue };
        rows.push(Row {
            heading: place.name.clone(),
            detail: detail(language, unit, c),
            value,
            interval: c.ci,
        });
    }
    rows.sort_by(|a, b| b.value.total_cmp(&a.value));
    let title = manifest.metric_title(metric);
    let pair = format!("{} − {}", variant.title, base.title);
    let (rows_are, by) = division.words();
    let (en, zh) = (by.en, by.zh);
    Forest {
        language,
        rows_are: rows_are.of(language),
        title: language
            .choose(
                &format!("{title}, differences by {en}: {pair}"),
                &format!("{title}，{zh}差值：{pair}"),
            )
            .to_owned(),
        axis: axes::with_unit(language, language.choose("Difference", "差值"), unit),
        suffix: "",
        rows,
        caption: caption(manifest, base, variant, &found),
        nothing: language
            .choose(
                &format!("comparison.csv holds no differences of {metric} by {en}."),
                &format!("comparison.csv 中没有 {metric} 的{zh}差值。"),
            )
            .to_owned(),
    }
}

/// Unit, and mean of the base and of the variant.
fn detail(language: Language, unit: &str, c: &Comparison) -> String {
    let undefined = language.choose("undefined", "无定义");
    let mean = |value: Option<f64>| value.map_or(undefined.to_owned(), figure);
    let means = format!("{} → {}", mean(c.base_mean), mean(c.variant_mean));
    if unit.is_empty() {
        means
    } else {
        axes::colon(language, unit, &means)
    }
}

fn caption(
    manifest: &Manifest,
    base: &Scenario,
    variant: &Scenario,
    found: &[&&Comparison],
) -> Vec<String> {
    let language = manifest.language;
    let titles = axes::base_and_variant(language, base, variant);
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let method = if found.iter().any(|c| c.ci.is_some()) {
        language.choose(
            "whiskers: 95 % interval of the paired mean difference (Student t)",
            "须线：配对差值均值的 95 % 区间（Student t）",
        )
    } else {
        language.choose("no interval is defined", "没有可定义的区间")
    };
    let mut lines = axes::caption(manifest, &titles, method);
    let n = found.iter().filter_map(|c| c.n);
    let (least, most) = n.fold((f64::INFINITY, 0.0_f64), |(least, most), n| {
        (least.min(n), most.max(n))
    });
    if least < most {
        lines.push(match language {
            Language::English => {
                format!("Pairs in which a difference is defined: {least}–{most}, by row.")
            }
            Language::Chinese => format!("差值有定义的配对数：{least}–{most}，各行不同。"),
        });
    }
    lines
}

impl Forest {
    fn picture(&self) -> Picture {
        let mut count = 0.0;
        self.rows.iter().for_each(|_| count += 1.0);
        let height = ROW.mul_add(count, 200.0).clamp(400.0, 4000.0);
        let range = self.range();
        let mut caption = self.caption.clone();
        if range.is_some_and(|range| self.rows.iter().any(|row| row.leaves(range))) {
            let arrow = "Arrow: what lies beyond the axis.";
            caption.push(
                self.language
                    .choose(arrow, "箭头：超出坐标轴的部分。")
                    .to_owned(),
            );
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let mut sheet = Sheet::new(1000, height as u32, &self.title, &caption);
        let Some((low, high)) = range else {
            sheet.note(&self.nothing);
            return sheet.picture;
        };
        self.legend(&mut sheet);
        let left = MARGIN + LABEL_ROOM;
        let panel = Panel {
            across: (left + 14.0, sheet.right - VALUE_ROOM),
            down: (sheet.top + 6.0, sheet.bottom - 50.0),
            x: (low, high),
            y: (0.0, count),
        };
        let picture = &mut sheet.picture;
        let row_height = (panel.down.1 - panel.down.0) / count;
        let mut y = panel.down.0;
        for row in &self.rows {
            picture.path(&[(MARGIN, y), (sheet.right, y)], PALE, 0.5);
            self.label(picture, row, y + row_height / 2.0, sheet.right);
            y += row_height;
        }
        panel.x_axis(picture, &figures::ticks(low, high, 6.0), &self.axis);
        let zero = panel.at(0.0, 0.0).0;
        picture.path(&[(zero, panel.down.0), (zero, panel.down.1)], BLACK, 1.0);
        let mut y = panel.down.0;
        for row in &self.rows {
            whisker(picture, &panel, row, y + row_height / 2.0);
            picture.spot((MARGIN, y), (sheet.right, y + row_height), self.words(row));
            y += row_height;
        }
        self.table(picture);
        sheet.picture
    }

    /// A row in words, for who points at it.
    fn words(&self, row: &Row) -> String {
        let value = format!("{}{}", signed(row.value), self.suffix);
        let value = axes::colon(self.language, &row.heading, &value);
        let interval = row.interval.map_or(String::new(), |(low, high)| {
            let ends = format!("[{}, {}]", signed(low), signed(high));
            format!("\n{}", axes::colon(self.language, "95 %", &ends))
        });
        format!("{value}{interval}\n{}", row.detail)
    }

    /// The rows as a table.
    fn table(&self, picture: &mut Picture) {
        let means = self.language.choose("base → variant", "基准 → 变体");
        let [low, high] = axes::ends(self.language);
        picture.row([self.rows_are, means, &self.axis, low, high]);
        for row in &self.rows {
            let (low, high) = row.interval.unzip();
            picture.row([
                row.heading.clone(),
                row.detail.clone(),
                number(row.value),
                optional(low),
                optional(high),
            ]);
        }
    }

    /// The signs that occur, in words.
    fn legend(&self, sheet: &mut Sheet) {
        let words = [
            (
                Dot::Full,
                words("the 95 % interval excludes zero", "95 % 区间不含零"),
            ),
            (
                Dot::Hollow,
                words("the 95 % interval includes zero", "95 % 区间含零"),
            ),
            (Dot::Diamond, words("no interval", "没有区间")),
        ];
        let occurs = |dot: Dot| self.rows.iter().any(|row| row.dot() == dot);
        let entries = words.into_iter().filter(|(dot, _)| occurs(*dot));
        let entries: Vec<(Key, String)> = entries
            .map(|(dot, words)| (Key::Dot(dot), words.of(self.language).to_owned()))
            .collect();
        sheet.legend(&entries);
    }

    /// Sets a row's label at the left and its value at the right.
    fn label(&self, picture: &mut Picture, row: &Row, y: f64, right: f64) {
        let (heading, looks) = axes::shrink(&row.heading, HEADING, LABEL_ROOM);
        picture.text((MARGIN, y - 7.5), &heading, looks);
        let (detail, looks) = axes::shrink(&row.detail, DETAIL, LABEL_ROOM);
        picture.text((MARGIN, y + 8.0), &detail, looks);
        let value = format!("{}{}", signed(row.value), self.suffix);
        let looks = LABEL.bold().align(Align::Right);
        picture.text((right, y - 7.5), &value, looks);
        if let Some((low, high)) = row.interval {
            let words = format!("[{}, {}]", signed(low), signed(high));
            let (words, looks) =
                axes::shrink(&words, DETAIL.align(Align::Right), VALUE_ROOM - 14.0);
            picture.text((right, y + 8.0), &words, looks);
        }
    }

    /// The range of differences to show, zero included. A few values far beyond the others do not
    /// flatten them: they are shown by an arrow at the edge.
    fn range(&self) -> Option<(f64, f64)> {
        let mut sizes: Vec<f64> = self.rows.iter().map(|row| row.value.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let most = *sizes.first()?;
        let reach = 4.0 * if sizes.len() >= 6 { sizes[2] } else { most };
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for row in &self.rows {
            let ends = row.interval.unwrap_or((row.value, row.value));
            low = low.min(ends.0).min(row.value);
            high = high.max(ends.1).max(row.value);
        }
        if reach > 0.0 {
            low = low.max(-reach);
            high = high.min(reach);
        }
        let pad = 0.05 * (high - low);
        Some(if pad > 0.0 {
            (low - pad, high + pad)
        } else {
            (-1.0, 1.0)
        })
    }
}

/// Draws a row's dot and whiskers; what lies beyond an edge ends there in an arrow.
fn whisker(picture: &mut Picture, panel: &Panel, row: &Row, y: f64) {
    let ink = if row.interval.is_some() {
        PALETTE[0]
    } else {
        PALETTE[1]
    };
    let place = |value: f64| panel.at(value.clamp(panel.x.0, panel.x.1), 0.0).0;
    let (low, high) = row.interval.unwrap_or((row.value, row.value));
    if row.interval.is_some() {
        picture.path(&[(place(low), y), (place(high), y)], ink, 1.5);
    }
    for (end, way, beyond) in [(low, -1.0, low < panel.x.0), (high, 1.0, high > panel.x.1)] {
        let x = place(end);
        if beyond {
            let back = x - 8.0 * way;
            picture.area(vec![(x, y), (back, y - 5.0), (back, y + 5.0)], ink);
        } else if row.interval.is_some() && (panel.x.0..=panel.x.1).contains(&end) {
            picture.path(&[(x, y - 4.0), (x, y + 4.0)], ink, 1.5);
        }
    }
    if (panel.x.0..=panel.x.1).contains(&row.value) {
        axes::draw_dot(picture, (place(row.value), y), row.dot());
    }
}
