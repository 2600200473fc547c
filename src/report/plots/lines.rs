//! Draws lines with shaded bands, one line for each scenario.

use super::axes::{Key, LABEL, MARGIN, Panel, Sheet, colon, strand};
use super::canvas::{PALETTE, Picture, Point};
use super::figures::{self, figure};
use crate::kernel::language::Language;
use crate::kernel::number::optional;

/// Parts of the width that say their values to who points at them: about every fourth week of ten
/// years.
const STRIPS: usize = 130;

/// A line's value at some x, with its band.
pub(super) struct Reading {
    /// Where along the x axis.
    pub x: f64,
    /// The line's height; none leaves a gap.
    pub mean: Option<f64>,
    /// The band's lower and upper edges.
    pub band: Option<(f64, f64)>,
}

/// A place of the x axis.
pub(super) struct Place {
    /// Where it is.
    pub x: f64,
    /// The words for it.
    pub words: String,
    /// The same in a table.
    pub cell: String,
}

/// A scenario's line.
pub(super) struct Strand {
    /// The words for it in the legend.
    pub title: String,
    /// Its place among the scenarios, which sets its looks.
    pub look: usize,
    /// Its values, from left to right.
    pub readings: Vec<Reading>,
}

impl Strand {
    /// Its value at a place, if there is one.
    fn at(&self, x: f64) -> Option<&Reading> {
        let at = self
            .readings
            .binary_search_by(|reading| reading.x.total_cmp(&x));
        at.ok().map(|at| &self.readings[at])
    }
}

/// Lines over a common x axis.
pub(super) struct LineChart {
    /// What the plot shows.
    pub title: String,
    /// Title and ticks of the x axis.
    pub x_axis: (String, Vec<(f64, String)>),
    /// Title of the y axis.
    pub y_title: String,
    /// Whether the y axis must reach down to zero.
    pub from_zero: bool,
    /// The lines.
    pub strands: Vec<Strand>,
    /// Each place of the x axis at which there is a value.
    pub places: Vec<Place>,
    /// What a place is, as the heading of their column.
    pub place: &'static str,
    /// What the ends of a band are, the words for both and for each.
    pub band: [&'static str; 3],
    /// The language.
    pub language: Language,
    /// The caption's paragraphs.
    pub caption: Vec<String>,
    /// What to say when there is nothing to draw.
    pub nothing: String,
}

impl LineChart {
    /// The chart as a picture.
    pub(super) fn picture(&self) -> Picture {
        let mut sheet = Sheet::new(900, 600, &self.title, &self.caption);
        let Some((x, y)) = self.ranges() else {
            sheet.note(&self.nothing);
            return sheet.picture;
        };
        let entries: Vec<(Key, String)> = self
            .strands
            .iter()
            .map(|s| (Key::Line(s.look), s.title.clone()))
            .collect();
        sheet.legend(&entries);
        let y_ticks = figures::ticks(y.0, y.1, 6.0);
        let widest = y_ticks
            .iter()
            .map(|(_, words)| LABEL.width(words))
            .fold(0.0, f64::max);
        let panel = Panel {
            across: (MARGIN + 22.0 + widest, sheet.right - 14.0),
            down: (sheet.top + 4.0, sheet.bottom - 50.0),
            x,
            y,
        };
        panel.x_axis(&mut sheet.picture, &self.x_axis.1, &self.x_axis.0);
        panel.y_axis(&mut sheet.picture, &y_ticks, &self.y_title);
        for s in &self.strands {
            shade(&mut sheet.picture, &panel, s);
        }
        for s in &self.strands {
            for run in runs(&s.readings, |r| r.mean.map(|mean| panel.at(r.x, mean))) {
                match run.as_slice() {
                    [only] => sheet
                        .picture
                        .disc(*only, 2.5, PALETTE[s.look % PALETTE.len()]),
                    _ => strand(&mut sheet.picture, &run, s.look),
                }
            }
        }
        self.spots(&mut sheet.picture, &panel);
        self.table(&mut sheet.picture);
        sheet.picture
    }

    /// Says the values at every so many places.
    fn spots(&self, picture: &mut Picture, panel: &Panel) {
        let every = self.places.len().div_ceil(STRIPS).max(1);
        let told: Vec<&Place> = self.places.iter().step_by(every).collect();
        let border = |a: usize, b: usize| match (told.get(a), told.get(b)) {
            (Some(a), Some(b)) => panel.at(f64::midpoint(a.x, b.x), 0.0).0,
            (None, _) => panel.across.0,
            (_, None) => panel.across.1,
        };
        for (at, place) in told.iter().enumerate() {
            let from = (border(at.wrapping_sub(1), at), panel.down.0);
            let to = (border(at, at + 1), panel.down.1);
            let mut lines = vec![place.words.clone()];
            for strand in &self.strands {
                let reading = strand.at(place.x);
                if let Some((mean, band)) = reading.and_then(|r| Some((r.mean?, r.band))) {
                    let band = band.map_or_else(String::new, |(low, high)| {
                        format!(" [{}, {}]", figure(low), figure(high))
                    });
                    let value = format!("{}{band}", figure(mean));
                    lines.push(colon(self.language, &strand.title, &value));
                }
            }
            if lines.len() > 1 {
                lines.push(format!("[ ]{}", colon(self.language, "", self.band[0])));
                picture.spot(from, to, lines.join("\n"));
            }
        }
    }

    /// All values as a table.
    fn table(&self, picture: &mut Picture) {
        let mut head = vec![self.place.to_owned()];
        for strand in &self.strands {
            let words = [
                self.language.choose("mean", "均值"),
                self.band[1],
                self.band[2],
            ];
            head.extend(words.map(|words| colon(self.language, &strand.title, words)));
        }
        picture.row(head);
        for place in &self.places {
            let mut row = vec![place.cell.clone()];
            for strand in &self.strands {
                let reading = strand.at(place.x);
                let (low, high) = reading.and_then(|reading| reading.band).unzip();
                let mean = reading.and_then(|reading| reading.mean);
                row.extend([optional(mean), optional(low), optional(high)]);
            }
            picture.row(row);
        }
    }

    /// The ranges of x and y that hold every value, or nothing when there is none.
    fn ranges(&self) -> Option<((f64, f64), (f64, f64))> {
        let mut x = (f64::INFINITY, f64::NEG_INFINITY);
        let mut y = x;
        let widen = |range: (f64, f64), value: f64| (range.0.min(value), range.1.max(value));
        for reading in self.strands.iter().flat_map(|s| &s.readings) {
            let heights = [
                reading.mean,
                reading.band.map(|b| b.0),
                reading.band.map(|b| b.1),
            ];
            if reading.mean.is_some() {
                x = widen(x, reading.x);
                y = heights.into_iter().flatten().fold(y, widen);
            }
        }
        if x.0 > x.1 {
            return None;
        }
        if x.0 >= x.1 {
            x = (x.0 - 1.0, x.1 + 1.0);
        }
        if y.0 > 0.0 && (self.from_zero || y.0 < 0.6 * y.1) {
            y.0 = 0.0;
        }
        let pad = 0.04 * (y.1 - y.0);
        if pad > 0.0 {
            return Some((x, (if y.0 == 0.0 { 0.0 } else { y.0 - pad }, y.1 + pad)));
        }
        let pad = 0.1 * y.1.abs().max(0.1);
        Some((x, (y.0 - pad, y.1 + pad)))
    }
}

/// Fills a line's band.
fn shade(picture: &mut Picture, panel: &Panel, strand: &Strand) {
    let ink = PALETTE[strand.look % PALETTE.len()].faded(0.2);
    let edges = |r: &Reading| {
        r.band
            .map(|(low, high)| (panel.at(r.x, low), panel.at(r.x, high)))
    };
    for run in runs(&strand.readings, edges) {
        let lower = run.iter().map(|(low, _)| *low);
        let upper = run.iter().rev().map(|(_, high)| *high);
        let outline: Vec<Point> = lower.chain(upper).collect();
        if run.len() == 1 {
            picture.path(&outline, ink, 4.0);
        } else {
            picture.area(outline, ink);
        }
    }
}

/// Splits readings where `pick` finds nothing.
fn runs<T>(readings: &[Reading], pick: impl Fn(&Reading) -> Option<T>) -> Vec<Vec<T>> {
    let mut found: Vec<Vec<T>> = vec![Vec::new()];
    for reading in readings {
        match (pick(reading), found.last_mut()) {
            (Some(item), Some(run)) => run.push(item),
            (None, Some(run)) if !run.is_empty() => found.push(Vec::new()),
            _ => {}
        }
    }
    found.retain(|run| !run.is_empty());
    found
}
