//! Draws how the effect of a variant is split over its measures, one plot for each metric.

use super::axes::{self, Dot, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, GREY, PALE, Picture, PlotError};
use super::figures::{self, signed};
use super::headline;
use super::lettering::{Align, Type};
use super::manifest::{Manifest, Scenario};
use super::read::{Estimate, Results, Share};
use crate::kernel::language::{Language, words};
use crate::kernel::number::{number, optional};

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
    language: Language,
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
            language: manifest.language,
            rows: rows(results, metric),
        };
        folio.add(&format!("attribution_{metric}"), &split.picture())?;
    }
    Ok(())
}

/// The measures in the order of the notice, then the total.
fn rows<'a>(results: &'a Results, metric: &str) -> Vec<Row<'a>> {
    let language = results.manifest.language;
    let row = |measure: &str, heading: String, is_total: bool| {
        let mut shares = results.shares.iter();
        let beside = shares.find(|s| s.metric == metric && s.measure == measure)?;
        let told = |name: &str, estimate: Option<Estimate>| {
            estimate.map(|estimate| format!("{name} {}", signed(estimate.mean)))
        };
        let detail = if is_total {
            let sum = words("the shares add up to it", "各项份额之和");
            [Some(sum.of(language).to_owned()), None]
        } else {
            [
                told(language.choose("alone", "单独"), beside.alone),
                told(language.choose("without", "缺少"), beside.without),
            ]
        };
        Some(Row {
            heading,
            detail: detail
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(language.choose(", ", "，")),
            share: beside.shapley?,
            beside,
            is_total,
        })
    };
    let measures = results.manifest.split.iter();
    measures
        .filter_map(|m| row(&m.name, format!("{} {}", m.article, m.title), false))
        .chain(row(
            "total",
            language.choose("All together", "全部措施").to_owned(),
            true,
        ))
        .collect()
}

impl Split<'_> {
    fn picture(&self) -> Picture {
        let mut count = 0.0;
        self.rows.iter().for_each(|_| count += 1.0);
        let (metric, variant) = (self.manifest.metric_title(self.metric), &self.variant.title);
        let title = match self.language {
            Language::English => {
                format!("{metric}: the effect of {variant} split over its measures")
            }
            Language::Chinese => format!("{metric}：{variant}的效果分摊到各项措施"),
        };
        let height = ROW.mul_add(count, 230.0).clamp(400.0, 4000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let mut sheet = Sheet::new(1000, height as u32, &title, &self.caption());
        if self.rows.is_empty() {
            let metric = self.metric;
            sheet.note(&match self.language {
                Language::English => format!(
                    "attribution.csv does not split {metric}: it is undefined in some combination of every \
                     replication."
                ),
                Language::Chinese => format!(
                    "attribution.csv 未分摊 {metric}：每次重复中都有某个措施组合使该指标无定义。"
                ),
            });
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
            let (top, bottom) = (middle - row_height / 2.0, middle + row_height / 2.0);
            picture.spot((MARGIN, top), (sheet.right, bottom), self.words(row));
            middle += row_height;
        }
        self.table(picture);
        sheet.picture
    }

    /// The figures of a row with the words for them.
    fn figures(&self, row: &Row<'_>) -> [(&'static str, Option<Estimate>); 3] {
        let share = if row.is_total {
            words("effect", "效果")
        } else {
            words("Shapley share", "Shapley 份额")
        };
        [
            (share.of(self.language), Some(row.share)),
            (self.language.choose("alone", "单独"), row.beside.alone),
            (self.language.choose("without", "缺少"), row.beside.without),
        ]
    }

    /// A row in words, for who points at it.
    fn words(&self, row: &Row<'_>) -> String {
        let mut lines = vec![row.heading.clone()];
        for (name, estimate) in self.figures(row) {
            if let Some(estimate) = estimate {
                let value = axes::with_ends(estimate.mean, estimate.ci, signed);
                lines.push(axes::colon(self.language, name, &value));
            }
        }
        lines.push(format!(
            "[ ]{}",
            axes::colon(
                self.language,
                "",
                self.language.choose("95 % interval", "95 % 区间")
            )
        ));
        lines.join("\n")
    }

    /// The rows as a table.
    fn table(&self, picture: &mut Picture) {
        let measure = self.language.choose("Measure", "措施");
        let mut head = vec![axes::colon(self.language, measure, &self.axis())];
        for (name, _) in self
            .rows
            .first()
            .map_or_else(Vec::new, |row| self.figures(row).to_vec())
        {
            let [low, high] = axes::ends(self.language);
            head.push(name.to_owned());
            head.extend([low, high].map(|end| axes::colon(self.language, name, end)));
        }
        picture.row(head);
        for row in &self.rows {
            let mut cells = vec![row.heading.clone()];
            for (_, estimate) in self.figures(row) {
                let (low, high) = estimate.and_then(|estimate| estimate.ci).unzip();
                let mean = estimate.map_or_else(String::new, |estimate| number(estimate.mean));
                cells.extend([mean, optional(low), optional(high)]);
            }
            picture.row(cells);
        }
    }

    fn axis(&self) -> String {
        let effect = self.language.choose("Effect", "效果");
        axes::with_unit(
            self.language,
            effect,
            self.manifest.metric_unit(self.metric),
        )
    }

    fn caption(&self) -> Vec<String> {
        let language = self.language;
        let titles = axes::base_and_variant(language, self.base, self.variant);
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let combinations = 1_u64 << self.manifest.split.len().min(32);
        let method = if self.rows.iter().any(|row| row.share.ci.is_some()) {
            language.choose(
                "whiskers: 95 % intervals of the means (Student t)",
                "须线：均值的 95 % 区间（Student t）",
            )
        } else {
            language.choose("no interval is defined", "没有可定义的区间")
        };
        let method = match language {
            Language::English => format!("{combinations} combinations in each; {method}"),
            Language::Chinese => format!("每次重复含 {combinations} 个措施组合；{method}"),
        };
        let mut lines = axes::caption(self.manifest, &titles, &method);
        let all = self.manifest.replications as f64;
        let n = self.rows.iter().find_map(|row| row.beside.n);
        if let Some(n) = n.filter(|n| *n < all) {
            lines.push(match language {
                Language::English => format!(
                    "Replications in which the figure is defined in every combination: {n}."
                ),
                Language::Chinese => format!("在每个组合中均有定义的重复次数：{n}。"),
            });
        }
        lines
    }

    /// The signs that occur, in words.
    fn legend(&self, sheet: &mut Sheet) {
        let words = [
            (
                Dot::Full,
                words(
                    "Shapley share, interval excludes zero",
                    "Shapley 份额，区间不含零",
                ),
            ),
            (
                Dot::Hollow,
                words(
                    "Shapley share, interval includes zero",
                    "Shapley 份额，区间含零",
                ),
            ),
            (
                Dot::Diamond,
                words("Shapley share, no interval", "Shapley 份额，没有区间"),
            ),
            (
                Dot::Triangle,
                words("alone: added to the base", "单独：加到基准情景上"),
            ),
            (
                Dot::Square,
                words(
                    "without: lost if taken from the variant",
                    "缺少：从变体情景中去掉后的损失",
                ),
            ),
        ];
        let occurs = |dot: Dot| match dot {
            Dot::Triangle => self.rows.iter().any(|row| row.beside.alone.is_some()),
            Dot::Square => self.rows.iter().any(|row| row.beside.without.is_some()),
            _ => self.rows.iter().any(|row| self::dot(row.share) == dot),
        };
        let entries = words.into_iter().filter(|(dot, _)| occurs(*dot));
        let entries: Vec<(Key, String)> = entries
            .map(|(dot, words)| (Key::Dot(dot), words.of(self.language).to_owned()))
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
