//! Draws response curves: for each output a figure, with a panel for each input.

use std::path::Path;

use super::axes::{self, Key, LABEL, MARGIN, Panel, Sheet};
use super::canvas::{BLACK, Folio, Ink, PALETTE, Picture, PlotError, Point};
use super::figures::{decades, figure, ticks};
use super::lettering::Align;
use super::manifest::{Manifest, is_effect};
use super::read::each_row;
use super::tornado;
use crate::kernel::language::{Language, words};
use crate::kernel::number::{number, optional};

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
pub(super) struct Place {
    /// The output.
    pub output: String,
    /// Its unit.
    pub unit: String,
    /// The input.
    pub input: String,
    /// Its unit.
    pub input_unit: String,
    /// The value of the input, or the mean of a range of values.
    pub value: String,
    /// The mean of the output there.
    pub mean: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<(f64, f64)>,
    /// Between what 80 % of the points lie.
    pub spread: Option<(f64, f64)>,
    /// The points there.
    pub points: f64,
    /// Their runs.
    pub runs: f64,
    /// Whether it is a range of values.
    pub is_range: bool,
    /// How the interval was made.
    pub interval: String,
}

/// Draws `response_…` and `tornado_…` for every output.
pub(super) fn draw(folder: &Path, manifest: &Manifest, folio: &mut Folio) -> Result<(), PlotError> {
    let places = read(folder, manifest)?;
    for places in places.chunk_by(|a, b| a.output == b.output) {
        let picture = picture(manifest, places);
        folio.add(&format!("response_{}", places[0].output), &picture)?;
        tornado::draw(manifest, places, folio)?;
    }
    Ok(())
}

/// Reads the places of all curves, with units as the manifest words them.
pub(super) fn read(folder: &Path, manifest: &Manifest) -> Result<Vec<Place>, PlotError> {
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
    each_row(&folder.join(TABLE), &columns, |row| {
        let count = |at| row.number(at)?.ok_or_else(|| row.misread(at));
        let (output, input) = (row.text(0), row.text(2));
        places.push(Place {
            unit: manifest.output_unit(&output, &row.text(1)).to_owned(),
            input_unit: manifest.input_unit(&input, &row.text(3)).to_owned(),
            output,
            input,
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
    let language = manifest.language;
    let how = words("how it moves with each input", "随各输入的变化").of(language);
    let title = axes::colon(language, manifest.output_title(&places[0].output), how);
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
    let mean = words("mean with its 95 % interval", "均值及其 95 % 区间").of(language);
    let mut legend = vec![(Key::Line(0), mean.to_owned())];
    if places.iter().any(|place| place.spread.is_some()) {
        let spread = words(
            "80 % of the points there: what other inputs do",
            "该处 80 % 的样点：其他输入的影响",
        );
        legend.push((Key::Block(SPREAD), spread.of(language).to_owned()));
    }
    sheet.legend(&legend);
    let Some(range) = range(places) else {
        sheet.note(language.choose(
            "The output is undefined at every point.",
            "该输出在所有样点上均无定义。",
        ));
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
        let is_first = at % abreast == 0;
        panel_of(&mut sheet.picture, panel, curve, is_first, is_log, language);
    }
    table(&mut sheet.picture, places, language);
    sheet.picture
}

/// All places of all curves as a table.
fn table(picture: &mut Picture, places: &[Place], language: Language) {
    let [low, high] = axes::ends(language);
    let head = match language {
        Language::English => [
            "Input", "Unit", "Value", "Mean", low, high, "p10", "p90", "Points",
        ],
        Language::Chinese => [
            "输入",
            "单位",
            "取值",
            "均值",
            low,
            high,
            "第 10 百分位",
            "第 90 百分位",
            "样点数",
        ],
    };
    picture.row(head);
    for place in places {
        let ((low, high), (p10, p90)) = (place.ci.unzip(), place.spread.unzip());
        picture.row([
            place.input.clone(),
            place.input_unit.clone(),
            place.value.clone(),
            optional(place.mean),
            optional(low),
            optional(high),
            optional(p10),
            optional(p90),
            number(place.points),
        ]);
    }
}

/// A place of a curve in words.
fn told(place: &Place, language: Language) -> String {
    let value = place.value.parse().map_or(place.value.clone(), figure);
    let unit = if place.input_unit.is_empty() {
        String::new()
    } else {
        format!(" {}", place.input_unit)
    };
    let mut lines = vec![format!("{} = {value}{unit}", place.input)];
    let range = |(low, high): (f64, f64)| format!("[{}, {}]", figure(low), figure(high));
    let undefined = || language.choose("undefined", "无定义").to_owned();
    let mean = place.mean.map_or_else(undefined, figure);
    lines.push(axes::colon(
        language,
        language.choose("mean", "均值"),
        &mean,
    ));
    if let Some(ci) = place.ci {
        let name = words("95 % interval", "95 % 区间").of(language);
        lines.push(axes::colon(language, name, &range(ci)));
    }
    if let Some(spread) = place.spread {
        let name = words("80 % of the points", "80 % 的样点").of(language);
        lines.push(axes::colon(language, name, &range(spread)));
    }
    lines.join("\n")
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
    language: Language,
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
    let title = axes::with_unit(language, &first.input, &first.input_unit);
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
    let border = |a: usize, b: usize| match (values.get(a), values.get(b)) {
        (Some(a), Some(b)) => panel.at(f64::midpoint(*a, *b), 0.0).0,
        (None, _) => panel.across.0,
        (_, None) => panel.across.1,
    };
    for (at, place) in curve.iter().enumerate() {
        let from = (border(at.wrapping_sub(1), at), panel.down.0);
        let to = (border(at, at + 1), panel.down.1);
        picture.spot(from, to, told(place, language));
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

fn caption(manifest: &Manifest, places: &[Place]) -> Vec<String> {
    let language = manifest.language;
    let made = interval(manifest, places);
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
    let is_range = places.iter().any(|place| place.is_range);
    let points = range(|place| place.points);
    let runs = range(|place| place.runs);
    if language == Language::Chinese {
        let ranges = if is_range {
            "输入取值很多时，一个点代表一段取值，各段样点数相等。"
        } else {
            ""
        };
        return vec![
            manifest.origin(&places[0].output),
            format!("均值的 95 % 区间：{made}。"),
            format!(
                "各样点重复次数 n = {}；每个均值的样点数：{points}，运行次数：{runs}。{ranges}",
                manifest.replications
            ),
        ];
    }
    let replications = if manifest.replications == 1 {
        "replication"
    } else {
        "replications"
    };
    let ranges = if is_range {
        " Where an input takes many values, a dot stands for a range of them with equally many points."
    } else {
        ""
    };
    vec![
        manifest.origin(&places[0].output),
        format!("The 95 % interval of a mean: {made}."),
        format!(
            "n = {} {replications} of each point; points in a mean: {points}, runs: {runs}.{ranges}",
            manifest.replications,
        ),
    ]
}

/// How the 95 % intervals of some means were made, in words.
pub(super) fn interval(manifest: &Manifest, places: &[Place]) -> String {
    let language = manifest.language;
    let is = |word: &str| places.iter().any(|place| place.interval == word);
    let student = language.choose(
        "Student's over the replications of its only point",
        "对其唯一样点的各次重复取 Student t 区间",
    );
    let (resamples, seed) = (manifest.resamples, manifest.seed);
    let bootstrap = match language {
        Language::English => format!(
            "percentiles of {resamples} bootstrap resamples of its points and replications, seed {seed}"
        ),
        Language::Chinese => {
            format!("对样点与重复作 {resamples} 次自助重抽样取百分位，随机种子 {seed}")
        }
    };
    match (is("student"), is("bootstrap")) {
        (true, true) => format!("{bootstrap}{}{student}", language.choose(", or ", "，或")),
        (true, false) => student.to_owned(),
        (false, true) => bootstrap,
        (false, false) => language
            .choose("none, for want of replications", "重复次数不足，没有区间")
            .to_owned(),
    }
}
