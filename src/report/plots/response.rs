//! Draws response curves: for each output a figure, with a panel for each input.

use std::path::Path;

use super::axes::{self, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, Ink, PALETTE, Picture, PlotError, Point};
use super::figures::{decades, ticks};
use super::lettering::Align;
use super::manifest::{Manifest, is_effect};
use super::read::each_row;

/// The table of the curves.
pub(super) const TABLE: &str = "response.csv";
const PANEL: (f64, f64) = (320.0, 215.0);
/// Room for the figures of an upright axis, and under a panel for its axis.
const AXIS: (f64, f64) = (58.0, 52.0);
/// Panels side by side at most.
const ABREAST: usize = 3;
const LINE: Ink = PALETTE[0];
const SPREAD: Ink = Ink::solid(222, 222, 222);
const BAND: f64 = 0.35;

/// A place of a curve.
struct Place {
    output: String,
    unit: String,
    input: String,
    input_unit: String,
    value: String,
    mean: Option<f64>,
    ci: Option<(f64, f64)>,
    spread: Option<(f64, f64)>,
    points: f64,
    runs: f64,
    is_range: bool,
    interval: String,
}

/// Draws `response_…` for every output.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let places = read(&folder.join(TABLE))?;
    for places in places.chunk_by(|a, b| a.output == b.output) {
        let picture = picture(manifest, places);
        folio.add(&format!("response_{}", places[0].output), &picture)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Place>, PlotError> {
    let columns = [
        "output",
        "unit",
        "input",
        "input_unit",
        "value",
        "low",
        "mean",
        "ci_low",
        "ci_high",
        "p10",
        "p90",
        "points",
        "n",
        "interval",
    ];
    let mut places = Vec::new();
    each_row(path, &columns, |row| {
        let count = |at| row.number(at)?.ok_or_else(|| row.misread(at));
        places.push(Place {
            output: row.text(0),
            unit: row.text(1),
            input: row.text(2),
            input_unit: row.text(3),
            value: row.text(4),
            is_range: !row.bytes(5).is_empty(),
            mean: row.number(6)?,
            ci: row.number(7)?.zip(row.number(8)?),
            spread: row.number(9)?.zip(row.number(10)?),
            points: count(11)?,
            runs: count(12)?,
            interval: row.text(13),
        });
        Ok(())
    })?;
    Ok(places)
}

fn picture(manifest: &Manifest, places: &[Place]) -> Picture {
    let curves: Vec<&[Place]> = places.chunk_by(|a, b| a.input == b.input).collect();
    let abreast = curves.len().clamp(1, ABREAST);
    let down = curves.len().div_ceil(abreast);
    let title = format!(
        "{}: how it moves with each input",
        manifest.output_title(&places[0].output)
    );
    let width = (AXIS.0 + (PANEL.0 + 24.0) * abreast as f64 + 2.0 * MARGIN).max(760.0);
    let height = (PANEL.1 + AXIS.1)
        .mul_add(down as f64, 174.0)
        .clamp(300.0, 8000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped"
    )]
    let mut sheet = Sheet::new(
        width as u32,
        height as u32,
        &title,
        &caption(manifest, places),
    );
    let mut legend = vec![(Key::Line(0), "mean with its 95 % interval".to_owned())];
    if places.iter().any(|place| place.spread.is_some()) {
        let words = "80 % of the points there: what other inputs do".to_owned();
        legend.push((Key::Block(SPREAD), words));
    }
    sheet.legend(&legend);
    let Some(range) = range(places) else {
        sheet.note("The output is undefined at every point.");
        return sheet.picture;
    };
    let room = (sheet.bottom - sheet.top - 8.0) / down as f64;
    let begin = MARGIN + AXIS.0;
    let wide = (sheet.right - begin) / abreast as f64;
    for (at, curve) in curves.iter().enumerate() {
        let (column, row) = ((at % abreast) as f64, (at / abreast) as f64);
        let top = sheet.top + 8.0 + room * row;
        let left = begin + wide * column;
        let panel = Panel {
            across: (left, left + wide - 24.0),
            down: (top, top + room - AXIS.1),
            x: (0.0, 1.0),
            y: range,
        };
        let is_log = manifest.is_logarithmic(&curve[0].input);
        panel_of(&mut sheet.picture, panel, curve, at % abreast == 0, is_log);
    }
    sheet.picture
}

/// The range of all that is drawn, with zero for an effect.
fn range(places: &[Place]) -> Option<(f64, f64)> {
    let ends = |pair: Option<(f64, f64)>| pair.map(|(low, high)| [low, high]);
    let values = places.iter().flat_map(|place| {
        let pairs = [ends(place.ci), ends(place.spread)];
        pairs.into_iter().flatten().flatten().chain(place.mean)
    });
    let zero = is_effect(&places[0].output).then_some(0.0);
    if places.iter().all(|place| place.mean.is_none()) {
        return None;
    }
    let (low, high) = values
        .chain(zero)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let pad = if high > low { 0.05 * (high - low) } else { 0.5 };
    (low <= high).then_some((low - pad, high + pad))
}

fn panel_of(
    picture: &mut Picture,
    mut panel: Panel,
    curve: &[Place],
    is_first: bool,
    is_log: bool,
) {
    let numbers: Option<Vec<f64>> = curve.iter().map(|place| place.value.parse().ok()).collect();
    let is_line = numbers.is_some();
    let is_above = |numbers: &Vec<f64>| numbers.iter().all(|number| *number > 0.0);
    let is_log = is_log && numbers.as_ref().is_some_and(is_above);
    let numbers = numbers.map(|numbers| {
        let place = |number| {
            if is_log { libm::log10(number) } else { number }
        };
        numbers.into_iter().map(place).collect::<Vec<f64>>()
    });
    let values = numbers.unwrap_or_else(|| (0..curve.len()).map(|at| at as f64).collect());
    let (low, high) = (values[0], values[values.len() - 1]);
    let pad = if is_line { 0.03 * (high - low) } else { 0.5 };
    panel.x = (low - pad, high + pad);
    let first = &curve[0];
    let title = titled(&first.input, &first.input_unit);
    let (title, looks) = axes::shrink(&title, LABEL.bold(), panel.across.1 - panel.across.0);
    let marks = ticks(panel.y.0, panel.y.1, 5.0);
    let marks: Vec<(f64, String)> = (marks.into_iter())
        .map(|(value, words)| (value, if is_first { words } else { String::new() }))
        .collect();
    let unit = if first.unit.is_empty() {
        &first.output
    } else {
        &first.unit
    };
    panel.y_axis(picture, &marks, if is_first { unit } else { "" });
    let marks = if is_line {
        let width = panel.across.1 - panel.across.0;
        let room = |marks: &[(f64, String)]| -> f64 {
            marks
                .iter()
                .map(|(_, words)| LABEL.width(words) + 12.0)
                .sum()
        };
        let fine = if is_log {
            decades(panel.x.0, panel.x.1)
        } else {
            ticks(panel.x.0, panel.x.1, 6.0)
        };
        if is_log || room(&fine) <= width {
            fine
        } else {
            ticks(panel.x.0, panel.x.1, 3.0)
        }
    } else {
        let room = (panel.across.1 - panel.across.0) / curve.len() as f64 - 4.0;
        let words = curve
            .iter()
            .map(|place| axes::fit(&place.value, LABEL, room));
        values.iter().copied().zip(words).collect()
    };
    panel.x_axis(picture, &marks, "");
    let middle = f64::midpoint(panel.across.0, panel.across.1);
    picture.text(
        (middle, panel.down.1 + 30.0),
        &title,
        looks.align(Align::Centre),
    );
    if is_line {
        line(picture, &panel, curve, &values);
    } else {
        columns(picture, &panel, curve, &values);
    }
    if is_effect(&first.output) {
        let zero = [panel.at(panel.x.0, 0.0), panel.at(panel.x.1, 0.0)];
        picture.path(&zero, BLACK, 1.0);
    }
}

/// Draws the curve of a number with its bands.
fn line(picture: &mut Picture, panel: &Panel, curve: &[Place], values: &[f64]) {
    band(picture, panel, curve, values, |place| place.spread, SPREAD);
    band(
        picture,
        panel,
        curve,
        values,
        |place| place.ci,
        LINE.faded(BAND),
    );
    let points: Vec<Point> = (curve.iter().zip(values))
        .filter_map(|(place, value)| Some(panel.at(*value, place.mean?)))
        .collect();
    picture.path(&points, LINE, 2.0);
    let few = points.len() <= 40;
    for point in points.iter().filter(|_| few) {
        picture.disc(*point, 2.8, LINE);
    }
}

/// Fills between two bounds, wherever neighbours both have them.
fn band(
    picture: &mut Picture,
    panel: &Panel,
    curve: &[Place],
    values: &[f64],
    bounds: impl Fn(&Place) -> Option<(f64, f64)>,
    ink: Ink,
) {
    let bounds: Vec<(f64, Option<(f64, f64)>)> = (curve.iter().zip(values))
        .map(|(place, value)| (*value, bounds(place)))
        .collect();
    for run in bounds.split(|(_, bounds)| bounds.is_none()) {
        let upper = run
            .iter()
            .filter_map(|(x, ci)| Some(panel.at(*x, ci.as_ref()?.1)));
        let lower = run
            .iter()
            .rev()
            .filter_map(|(x, ci)| Some(panel.at(*x, ci.as_ref()?.0)));
        picture.area(upper.chain(lower).collect(), ink);
    }
}

/// Draws a mean with its bands over each word.
fn columns(picture: &mut Picture, panel: &Panel, curve: &[Place], values: &[f64]) {
    for (place, value) in curve.iter().zip(values) {
        let block = |picture: &mut Picture, (low, high): (f64, f64), half: f64, ink: Ink| {
            picture.block(
                panel.at(value - half, high),
                panel.at(value + half, low),
                ink,
            );
        };
        if let Some(spread) = place.spread {
            block(picture, spread, 0.3, SPREAD);
        }
        if let Some(ci) = place.ci {
            block(picture, ci, 0.2, LINE.faded(BAND));
        }
        if let Some(mean) = place.mean {
            picture.path(
                &[panel.at(value - 0.3, mean), panel.at(value + 0.3, mean)],
                LINE,
                2.0,
            );
        }
    }
}

fn titled(name: &str, unit: &str) -> String {
    if unit.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({unit})")
    }
}

fn caption(manifest: &Manifest, places: &[Place]) -> Vec<String> {
    let is = |word: &str| places.iter().any(|place| place.interval == word);
    let student = "Student's over the replications of its only point";
    let bootstrap = format!(
        "percentiles of {} bootstrap resamples of its points and replications, seed {}",
        manifest.resamples, manifest.seed
    );
    let made = match (is("student"), is("bootstrap")) {
        (true, true) => format!("{bootstrap}, or {student}"),
        (true, false) => student.to_owned(),
        (false, true) => bootstrap,
        (false, false) => "none, for want of replications".to_owned(),
    };
    let range = |count: fn(&Place) -> f64| {
        let ends = places.iter().map(count);
        let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), n| {
            (low.min(n), high.max(n))
        });
        if low < high {
            format!("{low}–{high}")
        } else {
            low.to_string()
        }
    };
    let replications = if manifest.replications == 1 {
        "replication"
    } else {
        "replications"
    };
    let ranges = if places.iter().any(|place| place.is_range) {
        " Where an input takes many values, a dot stands for a range of them with equally many points."
    } else {
        ""
    };
    vec![
        manifest.origin(&places[0].output),
        format!("The 95 % interval of a mean: {made}."),
        format!(
            "n = {} {replications} of each point; points in a mean: {}, runs: {}.{ranges}",
            manifest.replications,
            range(|place| place.points),
            range(|place| place.runs),
        ),
    ]
}
