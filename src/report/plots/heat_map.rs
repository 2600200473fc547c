//! Draws mean landings by district and sector as tables of shaded cells.

use std::collections::BTreeMap;

use super::axes::{self, LABEL, MARGIN, Sheet};
use super::canvas::{BLACK, Folio, GREY, Ink, PALE, PAPER, Picture, PlotError};
use super::figures::{self, spell};
use super::headline;
use super::lettering::{Align, Type};
use super::manifest::Place;
use super::read::Results;
use crate::kernel::language::{Language, words};
use crate::kernel::number::optional;

const ROW: f64 = 27.0;
const DISTRICT_ROOM: f64 = 135.0;
const BAR_ROOM: f64 = 90.0;
/// From nothing to most.
pub(super) const SEQUENTIAL: [Ink; 4] = [
    PAPER,
    Ink::solid(166, 206, 227),
    Ink::solid(0, 114, 178),
    Ink::solid(8, 38, 84),
];
/// From least, below zero, to most, above.
pub(super) const DIVERGING: [Ink; 5] = [
    Ink::solid(150, 58, 0),
    Ink::solid(240, 160, 96),
    PAPER,
    Ink::solid(120, 186, 224),
    Ink::solid(0, 84, 140),
];

/// Values by district and sector.
type Cells = BTreeMap<(String, String), f64>;

/// A table of shaded cells.
struct HeatMap<'a> {
    language: Language,
    title: String,
    caption: Vec<String>,
    districts: &'a [Place],
    sectors: &'a [Place],
    cells: Cells,
    /// The unit of the values.
    unit: &'a str,
    /// Whether the values are differences, shaded to both sides of zero.
    difference: bool,
}

/// Draws `heat_map_<scenario>` for each scenario, and `heat_map_difference` of a comparison.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    let manifest = &results.manifest;
    let metric = manifest.metric_title(headline::HEAT_MAP);
    let places = &manifest.places;
    let none = Cells::new();
    let of = |name: &str| results.landings.get(name).unwrap_or(&none);
    let language = manifest.language;
    let map = |title: String, titles: &[&str], difference: bool, cells: Cells| HeatMap {
        language,
        title,
        caption: key(
            axes::caption(manifest, titles, method(language, difference)),
            &places.sector,
            language,
        ),
        districts: &places.district,
        sectors: &places.sector,
        cells,
        unit: manifest.metric_unit(headline::HEAT_MAP),
        difference,
    };
    for scenario in &manifest.scenarios {
        let title = language.choose(" by district and sector", "：分区、分行业");
        let title = axes::colon(language, &format!("{metric}{title}"), &scenario.title);
        let map = map(title, &[&scenario.title], false, of(&scenario.name).clone());
        folio.add(&format!("heat_map_{}", scenario.name), &map.picture())?;
    }
    if let ([base, .., variant], "compare") = (&manifest.scenarios[..], manifest.kind.as_str()) {
        let (before, after) = (of(&base.name), of(&variant.name));
        let shared = after.iter().filter_map(|(pair, value)| {
            before
                .get(pair)
                .map(|earlier| (pair.clone(), value - earlier))
        });
        let title = language.choose(" by district and sector, difference", "：分区、分行业差值");
        let pair = format!("{} − {}", variant.title, base.title);
        let title = axes::colon(language, &format!("{metric}{title}"), &pair);
        let titles = axes::base_and_variant(language, base, variant);
        let map = map(title, &[&titles[0], &titles[1]], true, shared.collect());
        folio.add("heat_map_difference", &map.picture())?;
    }
    Ok(())
}

/// What the cells hold, for a caption.
const fn method(language: Language, difference: bool) -> &'static str {
    let of_one = words(
        "cells: mean number over the run; “0”: none at all; “0.0”: rounded; “–”: no figure",
        "单元格：全程平均个数；“0”：完全没有；“0.0”：四舍五入所得；“–”：没有数值",
    );
    let of_two = words(
        "cells: difference of the mean numbers over the run; “0”: none at all; “0.0”: rounded; “–”: no figure",
        "单元格：全程平均个数的差值；“0”：完全没有；“0.0”：四舍五入所得；“–”：没有数值",
    );
    if difference {
        of_two.of(language)
    } else {
        of_one.of(language)
    }
}

/// Adds what the sectors' codes stand for to a caption.
fn key(mut caption: Vec<String>, sectors: &[Place], language: Language) -> Vec<String> {
    let spelled = sectors.iter().filter(|s| s.name != s.code);
    let names: Vec<String> = spelled.map(|s| format!("{} {}", s.code, s.name)).collect();
    if !names.is_empty() {
        let line = match language {
            Language::English => format!("Sectors: {}.", names.join("; ")),
            Language::Chinese => format!("行业：{}。", names.join("；")),
        };
        caption.insert(0, line);
    }
    caption
}

impl HeatMap<'_> {
    fn picture(&self) -> Picture {
        let mut rows = 0.0;
        self.districts.iter().for_each(|_| rows += 1.0);
        let height = ROW.mul_add(rows, 190.0).clamp(400.0, 4000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let mut sheet = Sheet::new(900, height as u32, &self.title, &self.caption);
        if self.cells.is_empty() || self.districts.is_empty() || self.sectors.is_empty() {
            sheet.note(self.language.choose(
                "summary.csv holds no landings by district and sector.",
                "summary.csv 中没有分区、分行业的落地数。",
            ));
            return sheet.picture;
        }
        let mut columns = 0.0;
        self.sectors.iter().for_each(|_| columns += 1.0);
        let left = MARGIN + DISTRICT_ROOM;
        let top = sheet.top + 26.0;
        let wide = (sheet.right - BAR_ROOM - left) / columns;
        let high = ((sheet.bottom - 10.0 - top) / rows).min(ROW * 1.5);
        let most = self.most();
        let picture = &mut sheet.picture;
        let mut x = left;
        for sector in self.sectors {
            let looks = LABEL.bold().align(Align::Centre);
            let (words, looks) = axes::shrink(&sector.code, looks, wide - 4.0);
            picture.text((x + wide / 2.0, top - 11.0), &words, looks);
            x += wide;
        }
        let mut y = top;
        for district in self.districts {
            let looks = LABEL.align(Align::Right);
            let (words, looks) = axes::shrink(&district.name, looks, DISTRICT_ROOM - 8.0);
            picture.text((left - 8.0, y + high / 2.0), &words, looks);
            let mut x = left;
            for sector in self.sectors {
                let value = self
                    .cells
                    .get(&(district.code.clone(), sector.code.clone()));
                self.cell(picture, (x, y), (wide, high), value.copied(), most);
                self.spot(picture, (x, y), (wide, high), (district, sector));
                x += wide;
            }
            y += high;
        }
        self.bar(picture, sheet.right, (top, y), most);
        self.table(picture);
        sheet.picture
    }

    fn value(&self, district: &Place, sector: &Place) -> Option<f64> {
        let pair = (district.code.clone(), sector.code.clone());
        self.cells.get(&pair).copied()
    }

    /// Says the value of a cell.
    fn spot(
        &self,
        picture: &mut Picture,
        (x, y): (f64, f64),
        (wide, high): (f64, f64),
        (district, sector): (&Place, &Place),
    ) {
        let value = match self.value(district, sector) {
            Some(value) if self.difference => figures::signed(value),
            Some(value) => figures::figure(value),
            None => self.language.choose("no figure", "没有数值").to_owned(),
        };
        let unit = if self.unit.is_empty() { "" } else { " " };
        let words = format!(
            "{} · {}\n{value}{unit}{}",
            district.name, sector.name, self.unit
        );
        picture.spot((x, y), (x + wide, y + high), words);
    }

    /// All cells as a table.
    fn table(&self, picture: &mut Picture) {
        let heads = words("District", "区").of(self.language);
        let sectors = self.sectors.iter().map(|sector| sector.name.clone());
        picture.row([heads.to_owned()].into_iter().chain(sectors));
        for district in self.districts {
            let values = self.sectors.iter();
            let values = values.map(|sector| optional(self.value(district, sector)));
            picture.row([district.name.clone()].into_iter().chain(values));
        }
    }

    /// The greatest size of any value, or 1 when all are zero.
    fn most(&self) -> f64 {
        let most = self.cells.values().map(|v| v.abs()).fold(0.0, f64::max);
        if most > 0.0 { most } else { 1.0 }
    }

    fn shade(&self, value: f64, most: f64) -> Ink {
        if self.difference {
            blend(&DIVERGING, f64::midpoint(value / most, 1.0))
        } else {
            blend(&SEQUENTIAL, value / most)
        }
    }

    fn cell(
        &self,
        picture: &mut Picture,
        (x, y): (f64, f64),
        (wide, high): (f64, f64),
        value: Option<f64>,
        most: f64,
    ) {
        let Some(value) = value else {
            picture.block((x, y), (x + wide - 1.0, y + high - 1.0), PALE.faded(0.4));
            let looks = LABEL.align(Align::Centre);
            picture.text(
                (x + wide / 2.0, y + high / 2.0),
                "–",
                Type { ink: GREY, ..looks },
            );
            return;
        };
        let shade = self.shade(value, most);
        picture.block((x, y), (x + wide - 1.0, y + high - 1.0), shade);
        let (red, green, blue) = shade.rgb;
        let light = 0.3 * f64::from(red) + 0.59 * f64::from(green) + 0.11 * f64::from(blue);
        let ink = if light < 140.0 { PAPER } else { BLACK };
        let decimals = match most {
            _ if value.abs() >= 99.95 => 0.0,
            most if most >= 1.0 => 1.0,
            _ => 2.0,
        };
        let sign = if self.difference && value > 0.0 {
            "+"
        } else {
            ""
        };
        let number = spell(value, decimals);
        let zero = !number.bytes().any(|b| (b'1'..=b'9').contains(&b));
        let words = match (zero, value == 0.0) {
            (true, true) => "0".to_owned(),
            (true, false) => number,
            _ => format!("{sign}{number}"),
        };
        let looks = Type {
            ink,
            ..LABEL.align(Align::Centre)
        };
        let (words, looks) = axes::shrink(&words, looks, wide - 3.0);
        picture.text((x + wide / 2.0, y + high / 2.0), &words, looks);
    }

    /// Draws the scale of shades at the right.
    fn bar(&self, picture: &mut Picture, right: f64, (top, bottom): (f64, f64), most: f64) {
        let left = right - BAR_ROOM + 18.0;
        let looks = LABEL.align(Align::Right);
        let (unit, looks) = axes::shrink(self.unit, looks, BAR_ROOM);
        picture.text((right, top - 11.0), &unit, looks);
        let low = if self.difference { -most } else { 0.0 };
        let steps = 100;
        for step in 0..steps {
            let part = f64::from(step) / f64::from(steps);
            let above = f64::from(step + 1) / f64::from(steps);
            let shade = self.shade(low + (most - low) * f64::midpoint(part, above), most);
            let y = |part: f64| bottom - part * (bottom - top);
            picture.block((left, y(above)), (left + 16.0, y(part)), shade);
        }
        let corners = [
            (left, top),
            (left + 16.0, top),
            (left + 16.0, bottom),
            (left, bottom),
        ];
        picture.path(
            &[corners[0], corners[1], corners[2], corners[3], corners[0]],
            GREY,
            0.5,
        );
        for (value, words) in figures::ticks(low, most, 6.0) {
            let y = bottom - (value - low) / (most - low) * (bottom - top);
            picture.path(&[(left + 16.0, y), (left + 20.0, y)], BLACK, 1.0);
            picture.text((left + 23.0, y), &words, LABEL);
        }
    }
}

/// The colour a part of the way along a list of colours.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within 0 and 255"
)]
pub(super) fn blend(inks: &[Ink], part: f64) -> Ink {
    let mut place = part.clamp(0.0, 1.0);
    inks.iter()
        .skip(1)
        .for_each(|_| place += part.clamp(0.0, 1.0));
    place -= part.clamp(0.0, 1.0);
    let mut from = PAPER;
    for pair in inks.windows(2) {
        from = pair[1];
        if place <= 1.0 {
            let mix =
                |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * place).round() as u8;
            let ((r, g, b), (r2, g2, b2)) = (pair[0].rgb, pair[1].rgb);
            return Ink::solid(mix(r, r2), mix(g, g2), mix(b, b2));
        }
        place -= 1.0;
    }
    from
}
