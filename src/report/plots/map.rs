//! Draws metrics of the districts as tile maps: each scenario, and each variant less the base.

use std::collections::BTreeMap;
use std::path::Path;

use super::axes::{self, Dot, Key, LABEL, MARGIN, Sheet, draw_dot};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PAPER, Picture, PlotError, Point};
use super::figures::{figure, signed};
use super::heat_map::{DIVERGING, SEQUENTIAL, blend};
use super::lettering::{Align, Type};
use super::manifest::{Manifest, Place, Scenario};
use super::read::each_row;
use crate::kernel::language::Language;
use crate::kernel::number::{number, optional};

/// The metrics that every result is mapped by.
const METRICS: [&str; 2] = ["placement.landed_ha", "land.output_per_producing_ha"];
/// Between panels, and between tiles.
const GAP: f64 = 26.0;
const GUTTER: f64 = 4.0;
/// The height of a tile, of a panel's heading and of its scale.
const TILE_HEIGHT: f64 = 62.0;
const HEADING: f64 = 26.0;
const SCALE: f64 = 34.0;
/// How dark the strongest shade of a level is: text on a tile stays black.
const STRONGEST: f64 = 0.45;
const NAME: Type = Type::plain(10.5, BLACK);
const VALUE: Type = Type::plain(12.5, BLACK).bold();

/// A figure with its 95 % interval.
#[derive(Clone, Copy)]
struct Tile {
    value: f64,
    ci: Option<(f64, f64)>,
}

/// Figures by district.
type Tiles = BTreeMap<String, Tile>;

/// The figures of a metric at one time.
#[derive(Default)]
struct Found {
    /// When: the date of a year's end, or nothing for the whole run.
    date: Option<String>,
    /// By scenario.
    levels: BTreeMap<String, Tiles>,
    /// By variant.
    differences: BTreeMap<String, Tiles>,
}

/// One map of a picture.
struct Panel<'a> {
    title: String,
    tiles: Option<&'a Tiles>,
    is_difference: bool,
    /// The least and the greatest value of its scale.
    scale: (f64, f64),
}

/// Draws `map_<metric>`, of a comparison one for each variant; `asked` names further metrics, each
/// at the end of the run or as `METRIC@YEAR`.
pub(super) fn draw(
    folder: &Path,
    manifest: &Manifest,
    asked: &[String],
    folio: &mut Folio,
) -> Result<(), PlotError> {
    if manifest.places.district.iter().all(|d| d.tile.is_none()) {
        return Ok(());
    }
    for metric in METRICS {
        let found = found(folder, metric, None)?;
        if !found.levels.is_empty() {
            add(manifest, metric, &found, None, folio)?;
        }
    }
    for asked in asked {
        let (metric, year) = read_asked(manifest, asked)?;
        let found = found(folder, metric, year)?;
        if found.levels.is_empty() {
            let problem = match year {
                Some(_) => {
                    format!("the result holds no figures of {asked} by district: see years.csv")
                }
                None => format!("the result holds no figures of {asked} by district"),
            };
            return Err(PlotError::Asked(problem));
        }
        add(manifest, metric, &found, year, folio)?;
    }
    Ok(())
}

/// Reads `METRIC` or `METRIC@YEAR`.
fn read_asked<'a>(
    manifest: &Manifest,
    asked: &'a str,
) -> Result<(&'a str, Option<u32>), PlotError> {
    let (metric, year) = match asked.split_once('@') {
        Some((metric, year)) => (metric, Some(year)),
        None => (asked, None),
    };
    if !manifest.knows(metric) {
        let hint = crate::scenario::hint(metric, manifest.metric_names());
        let hint = hint.map_or(String::new(), |hint| format!("\nhelp: {hint}"));
        let problem = format!("no metric of the result is called \"{metric}\"{hint}");
        return Err(PlotError::Asked(problem));
    }
    let year = year.map(|text| {
        let year = text.parse().ok().filter(|year| *year > 0);
        year.ok_or_else(|| {
            let problem = format!("\"{text}\" is no year: write {metric}@3 for the third");
            PlotError::Asked(problem)
        })
    });
    Ok((metric, year.transpose()?))
}

/// The figures of a metric at the end of a year, of the last one if none is named; of the whole run
/// where it is not recorded by year.
fn found(folder: &Path, metric: &str, year: Option<u32>) -> Result<Found, PlotError> {
    let mut found = by_year(&folder.join("years.csv"), metric, year)?;
    if found.levels.is_empty() && year.is_none() {
        whole_run(folder, metric, &mut found)?;
    }
    Ok(found)
}

fn by_year(path: &Path, metric: &str, wanted: Option<u32>) -> Result<Found, PlotError> {
    let columns = [
        "metric",
        "scope",
        "year",
        "date",
        "scenario",
        "place",
        "mean",
        "ci_low",
        "ci_high",
        "difference",
        "difference_ci_low",
        "difference_ci_high",
    ];
    let mut found = Found::default();
    let mut last = 0;
    each_row(path, &columns, |row| {
        if row.bytes(0) != metric.as_bytes() || row.bytes(1) != b"district" {
            return Ok(());
        }
        let year: u32 = row.text(2).parse().map_err(|_| row.misread(2))?;
        if wanted.is_some_and(|wanted| wanted != year) || year < last {
            return Ok(());
        }
        if year > last {
            // A scenario's rows come year by year: only the latest are kept.
            last = year;
            found = Found {
                date: Some(row.text(3)),
                ..Found::default()
            };
        }
        let (scenario, place) = (row.text(4), row.text(5));
        if let Some(estimate) = row.estimate(6)? {
            let tiles = found.levels.entry(scenario.clone()).or_default();
            let (value, ci) = (estimate.mean, estimate.ci);
            tiles.insert(place.clone(), Tile { value, ci });
        }
        if let Some(estimate) = row.estimate(9)? {
            let tiles = found.differences.entry(scenario).or_default();
            let (value, ci) = (estimate.mean, estimate.ci);
            tiles.insert(place, Tile { value, ci });
        }
        Ok(())
    })?;
    Ok(found)
}

fn whole_run(folder: &Path, metric: &str, found: &mut Found) -> Result<(), PlotError> {
    let tables = [
        ("summary.csv", "scenario", "mean"),
        ("comparison.csv", "variant", "difference"),
    ];
    for (file, scenario, value) in tables {
        let columns = [
            "metric", "scope", scenario, "place", value, "ci_low", "ci_high",
        ];
        each_row(&folder.join(file), &columns, |row| {
            if row.bytes(0) == metric.as_bytes()
                && row.bytes(1) == b"district"
                && let Some(estimate) = row.estimate(4)?
            {
                let by_scenario = if value == "mean" {
                    &mut found.levels
                } else {
                    &mut found.differences
                };
                let tiles = by_scenario.entry(row.text(2)).or_default();
                let (value, ci) = (estimate.mean, estimate.ci);
                tiles.insert(row.text(3), Tile { value, ci });
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Draws the pictures of a metric.
fn add(
    manifest: &Manifest,
    metric: &str,
    found: &Found,
    year: Option<u32>,
    folio: &mut Folio,
) -> Result<(), PlotError> {
    let at_year = year.map_or(String::new(), |year| format!("_year_{year}"));
    let Some((base, variants)) = manifest.scenarios.split_first() else {
        return Ok(());
    };
    if variants.is_empty() {
        let picture = picture(manifest, metric, found, base, None);
        return folio.add(&format!("map_{metric}{at_year}"), &picture);
    }
    for variant in variants {
        let suffix = match variants {
            [_] => String::new(),
            _ => format!("_{}", variant.name),
        };
        let picture = picture(manifest, metric, found, base, Some(variant));
        folio.add(&format!("map_{metric}{at_year}{suffix}"), &picture)?;
    }
    Ok(())
}

/// The range of all levels, from zero unless some lie below it.
fn range(levels: &BTreeMap<String, Tiles>) -> (f64, f64) {
    let values = levels.values().flat_map(BTreeMap::values).map(|f| f.value);
    values.fold((0.0, 0.0), |(least, most), v| {
        (f64::min(least, v), f64::max(most, v))
    })
}

fn picture(
    manifest: &Manifest,
    metric: &str,
    found: &Found,
    base: &Scenario,
    variant: Option<&Scenario>,
) -> Picture {
    let language = manifest.language;
    let levels = range(&found.levels);
    let level = |scenario: &Scenario| Panel {
        title: scenario.title.clone(),
        tiles: found.levels.get(&scenario.name),
        is_difference: false,
        scale: levels,
    };
    let mut panels = vec![level(base)];
    if let Some(variant) = variant {
        let tiles = found.differences.get(&variant.name);
        let sizes = tiles.into_iter().flat_map(BTreeMap::values);
        let most = sizes.map(|f| f.value.abs()).fold(0.0, f64::max);
        panels.push(level(variant));
        panels.push(Panel {
            title: format!("{} − {}", variant.title, base.title),
            tiles,
            is_difference: true,
            scale: (-most, most),
        });
    }
    let title = title(
        manifest,
        metric,
        found,
        variant.map(|variant| (base, variant)),
    );
    let caption = caption(manifest, base, variant);
    let rows = extent(manifest, |(row, _)| row);
    let width = if variant.is_some() { 1240 } else { 620 };
    let height = HEADING + SCALE + (rows.1 - rows.0 + 1.0) * TILE_HEIGHT + 130.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 50 rows of tiles"
    )]
    let mut sheet = Sheet::new(width, height as u32, &title, &caption);
    if variant.is_some() {
        let words = [
            (Dot::Full, "95 % interval excludes zero", "95 % 区间不含零"),
            (Dot::Hollow, "95 % interval includes zero", "95 % 区间含零"),
        ];
        let entries: Vec<(Key, String)> = words
            .into_iter()
            .map(|(dot, en, zh)| (Key::Dot(dot), language.choose(en, zh).to_owned()))
            .collect();
        sheet.legend(&entries);
    }
    let across = panels.len() as f64;
    let wide = (sheet.right - MARGIN - GAP * (across - 1.0)) / across;
    let (top, mut left) = (sheet.top + 4.0, MARGIN);
    let unit = manifest.metric_unit(metric);
    for panel in &panels {
        panel.draw(&mut sheet.picture, manifest, unit, (left, top), wide);
        left += wide + GAP;
    }
    table(&mut sheet.picture, manifest, &panels, language);
    sheet.picture
}

fn title(
    manifest: &Manifest,
    metric: &str,
    found: &Found,
    pair: Option<(&Scenario, &Scenario)>,
) -> String {
    let language = manifest.language;
    let what = axes::with_unit(
        language,
        manifest.metric_title(metric),
        manifest.metric_unit(metric),
    );
    let when = match &found.date {
        Some(date) => language
            .choose(&format!("week of {date}"), &format!("{date} 当周"))
            .to_owned(),
        None => language.choose("whole run", "全期").to_owned(),
    };
    let (by, and) = (
        language.choose(" by district", "，按区"),
        language.choose(", ", "，"),
    );
    let pair = pair.map_or(String::new(), |(base, variant)| {
        let against = language.choose(" against ", "对比");
        axes::colon(
            language,
            "",
            &format!("{}{against}{}", variant.title, base.title),
        )
    });
    format!("{what}{by}{and}{when}{pair}")
}

fn caption(manifest: &Manifest, base: &Scenario, variant: Option<&Scenario>) -> Vec<String> {
    let language = manifest.language;
    let titles = match variant {
        Some(variant) => axes::base_and_variant(language, base, variant).to_vec(),
        None => vec![base.title.clone()],
    };
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let method = match variant {
        Some(_) => language.choose(
            "tiles: mean over replications, and the mean of paired differences; dots: whether its 95 % interval (Student t) excludes zero",
            "格内：各次重复的均值，以及配对差值的均值；圆点：其 95 % 区间（学生 t）是否不含零",
        ),
        None => language.choose(
            "tiles: mean over replications",
            "格内：各次重复的均值",
        ),
    };
    let mut caption = vec![
        language
            .choose(
                "Each tile is a district; tiles that touch are mostly neighbors.",
                "每格为一个区；相邻的格大多为相邻的区。",
            )
            .to_owned(),
    ];
    caption.extend(axes::caption(manifest, &titles, method));
    caption
}

/// The least and the greatest row or column of any tile.
fn extent(manifest: &Manifest, of: impl Fn((u16, u16)) -> u16) -> (f64, f64) {
    let tiles = manifest.places.district.iter().filter_map(|d| d.tile);
    tiles.fold((f64::INFINITY, 0.0), |(least, most), tile| {
        let at = f64::from(of(tile));
        (f64::min(least, at), f64::max(most, at))
    })
}

impl Panel<'_> {
    fn draw(
        &self,
        picture: &mut Picture,
        manifest: &Manifest,
        unit: &str,
        (left, top): Point,
        wide: f64,
    ) {
        let heading = LABEL.bold();
        let (title, looks) = axes::shrink(&self.title, heading, wide);
        picture.text((left, top + 10.0), &title, looks);
        let (rows, columns) = (
            extent(manifest, |(row, _)| row),
            extent(manifest, |(_, column)| column),
        );
        let across = wide / (columns.1 - columns.0 + 1.0);
        for district in &manifest.places.district {
            let Some((row, column)) = district.tile else {
                continue;
            };
            let x = left + (f64::from(column) - columns.0) * across;
            let y = top + HEADING + (f64::from(row) - rows.0) * TILE_HEIGHT;
            let corner = (x + across - GUTTER, y + TILE_HEIGHT - GUTTER);
            let found = self.tiles.and_then(|tiles| tiles.get(&district.code));
            self.tile(picture, district, found.copied(), (x, y), corner);
            picture.spot(
                (x, y),
                corner,
                words(
                    district,
                    found.copied(),
                    unit,
                    manifest.language,
                    self.is_difference,
                ),
            );
        }
        let below = top + HEADING + (rows.1 - rows.0 + 1.0) * TILE_HEIGHT + 8.0;
        self.scale(picture, (left, below), wide);
    }

    fn shade(&self, value: f64) -> Ink {
        let (least, most) = self.scale;
        if most <= least {
            return PAPER;
        }
        if self.is_difference {
            // The outer quarters of the scale are too dark for black text.
            let part = 0.25 + 0.5 * (value - least) / (most - least);
            blend(&DIVERGING, part)
        } else {
            blend(&SEQUENTIAL, STRONGEST * (value - least) / (most - least))
        }
    }

    fn tile(
        &self,
        picture: &mut Picture,
        district: &Place,
        found: Option<Tile>,
        from: Point,
        to: Point,
    ) {
        let ink = found.map_or(PALE.faded(0.4), |found| self.shade(found.value));
        picture.block(from, to, ink);
        let corners = [from, (to.0, from.1), to, (from.0, to.1), from];
        picture.path(&corners, GREY.faded(0.5), 0.5);
        let room = to.0 - from.0 - 8.0;
        let (name, looks) = axes::shrink(&district.name, NAME, room);
        picture.text((from.0 + 5.0, from.1 + 13.0), &name, looks);
        let value = match found {
            Some(found) if self.is_difference => signed(found.value),
            Some(found) => figure(found.value),
            None => "–".to_owned(),
        };
        let dot = found.filter(|_| self.is_difference).and_then(|f| f.ci);
        let room = if dot.is_some() { room - 14.0 } else { room };
        let (value, looks) = axes::shrink(&value, VALUE, room);
        picture.text((from.0 + 5.0, to.1 - 15.0), &value, looks);
        if let Some((low, high)) = dot {
            let dot = if low > 0.0 || high < 0.0 {
                Dot::Full
            } else {
                Dot::Hollow
            };
            draw_dot(picture, (to.0 - 11.0, to.1 - 15.0), dot);
        }
    }

    /// Draws the scale of shades.
    fn scale(&self, picture: &mut Picture, (left, top): Point, wide: f64) {
        let (least, most) = self.scale;
        if most <= least {
            return;
        }
        let steps = 60;
        let (from, to) = (left + wide * 0.2, left + wide * 0.8);
        let step = (to - from) / f64::from(steps);
        for at in 0..steps {
            let x = from + f64::from(at) * step;
            let part = (f64::from(at) + 0.5) / f64::from(steps);
            let ink = self.shade(least + part * (most - least));
            picture.block((x, top), (x + step, top + 9.0), ink);
        }
        let corners = [
            (from, top),
            (to, top),
            (to, top + 9.0),
            (from, top + 9.0),
            (from, top),
        ];
        picture.path(&corners, GREY, 0.5);
        let words = |value| {
            if self.is_difference {
                signed(value)
            } else {
                figure(value)
            }
        };
        let small = Type::plain(10.0, GREY);
        picture.text(
            (from - 6.0, top + 5.0),
            &words(least),
            small.align(Align::Right),
        );
        picture.text((to + 6.0, top + 5.0), &words(most), small);
    }
}

/// A tile in words, for who points at it.
fn words(
    district: &Place,
    found: Option<Tile>,
    unit: &str,
    language: Language,
    is_difference: bool,
) -> String {
    let Some(found) = found else {
        let none = language.choose("no figure", "没有数值");
        return format!("{}\n{none}", district.name);
    };
    let told = |value| {
        if is_difference {
            signed(value)
        } else {
            figure(value)
        }
    };
    let interval = found.ci.map_or(String::new(), |(low, high)| {
        format!("\n95 %: {} … {}", told(low), told(high))
    });
    format!("{}\n{} {unit}{interval}", district.name, told(found.value))
}

/// All tiles as a table.
fn table(picture: &mut Picture, manifest: &Manifest, panels: &[Panel<'_>], language: Language) {
    let [low, high] = axes::ends(language);
    let mut head = vec![language.choose("District", "区").to_owned()];
    for panel in panels {
        head.extend([panel.title.clone(), low.to_owned(), high.to_owned()]);
    }
    picture.row(head);
    for district in &manifest.places.district {
        let mut row = vec![district.name.clone()];
        for panel in panels {
            let found = panel.tiles.and_then(|tiles| tiles.get(&district.code));
            let (low, high) = found.and_then(|found| found.ci).unzip();
            row.push(found.map_or_else(String::new, |found| number(found.value)));
            row.extend([optional(low), optional(high)]);
        }
        picture.row(row);
    }
}
