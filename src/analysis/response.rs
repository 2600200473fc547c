//! Response curves: how an output moves with one input, the others going where they go.

use std::collections::BTreeSet;
use std::path::Path;

use super::bootstrap::{Resample, Weights, interval, statistics};
use super::crossing;
use super::request::{Method, Request, Trouble};
use super::sheet::Sheet;
use super::states;
use super::table::{Input, Output, Table};
use crate::batch::statistics::{Moments, percentile};
use crate::kernel::number::{number, optional};

/// Up to this many values an input has a place of the curve for each.
const VALUES: usize = 24;
/// States that a bin holds, where there are enough of them.
const STATES_OF_A_BIN: usize = 20;
/// The fewest states that a bin holds: what fewer say is the luck of what else they are.
const LEAST_STATES: usize = 5;
/// The fewest and the most bins.
const BINS: (usize, usize) = (4, 12);

/// Resamples behind the curves that are drawn with a sweep.
pub const RESAMPLES_OF_SWEEP: u32 = 200;

/// The curves of a finished sweep that are drawn with it: those of its first outputs, with fewer
/// resamples than an analysis takes. Nothing for a sweep that would take long: it is left to
/// `landfall analyse`.
///
/// # Errors
///
/// See [`Trouble`].
pub fn of_sweep(folder: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    const OUTPUTS: usize = 6;
    /// Bytes of a table that takes a second or two.
    const MOST: u64 = 20 << 20;
    let is_large = std::fs::metadata(folder.join("runs.csv")).is_ok_and(|file| file.len() > MOST);
    if is_large {
        return Ok(None);
    }
    let request = Request::new(folder, Method::Response, RESAMPLES_OF_SWEEP);
    let mut table = Table::read(&request)?;
    table.outputs.truncate(OUTPUTS);
    match analyse(&table, &request) {
        Ok(sheets) => Ok(sheets.first().map(Sheet::csv)),
        // Where nothing varies there is no curve.
        Err(Trouble::Input(_)) => Ok(None),
        Err(failed) => Err(failed),
    }
}

/// Analyses a table.
pub(super) fn analyse(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    let mut sheet = Sheet::new(
        "response.csv",
        &[
            "output",
            "unit",
            "input",
            "input_unit",
            "value",
            "low",
            "high",
            "mean",
            "ci_low",
            "ci_high",
            "p10",
            "p90",
            "points",
            "n",
            "interval",
            "undefined_points",
            "undefined_runs",
        ],
    );
    let varies = |input: &&Input| input.values.iter().any(|value| *value != input.values[0]);
    let inputs: Vec<&Input> = table.inputs.iter().filter(varies).collect();
    if inputs.is_empty() {
        return Err(Trouble::Input(
            "no input varies: every point has the same values".to_owned(),
        ));
    }
    let states = states::of_points(table);
    let places: Vec<Vec<Place>> = inputs
        .iter()
        .map(|input| places(input, &states, is_alone(input, &inputs, &states)))
        .collect();
    for output in &table.outputs {
        let means = table.means(output);
        for (input, places) in inputs.iter().zip(&places) {
            for place in places {
                let mut row = vec![
                    output.name.clone(),
                    output.unit.clone(),
                    input.name.clone(),
                    input.unit.clone(),
                    input.text(place.value),
                    place.range.map_or_else(String::new, |(low, _)| number(low)),
                    place
                        .range
                        .map_or_else(String::new, |(_, high)| number(high)),
                ];
                row.extend(Height::of(table, output, &means, &states, place, request).cells());
                sheet.rows.push(row);
            }
        }
    }
    Ok(vec![sheet])
}

/// A place of a curve: a value of the input, or a range of values.
struct Place {
    /// The value; the mean of the values in a range.
    value: f64,
    /// The range, if it is one.
    range: Option<(f64, f64)>,
    /// The points there.
    points: Vec<usize>,
}

/// Whether nothing else varies: where points share states, none of the other inputs of its role.
fn is_alone(input: &Input, inputs: &[&Input], states: &[usize]) -> bool {
    let is_shared = states::groups(states).len() < states.len();
    let alike = inputs
        .iter()
        .filter(|other| !is_shared || other.role == input.role);
    alike.count() == 1
}

/// Whether so few states have each value that it was drawn from a range; where that is not known, if
/// most values have a state of their own.
fn is_spread(input: &Input, values: usize, pairs: usize) -> bool {
    let each = match input.is_drawn {
        Some(true) => LEAST_STATES,
        Some(false) => return false,
        None => 2,
    };
    input.levels.is_empty() && pairs >= 2 * LEAST_STATES && pairs < each * values
}

/// The places of an input in ascending order: its values if they are few or if nothing else varies,
/// else ranges that hold equally many points. Values that were drawn are taken together even if they
/// are few.
fn places(input: &Input, states: &[usize], is_alone: bool) -> Vec<Place> {
    let mut order: Vec<usize> = (0..input.values.len()).collect();
    order.sort_by(|&a, &b| input.values[a].total_cmp(&input.values[b]));
    let same = |a: &usize, b: &usize| input.values[*a] == input.values[*b];
    let distinct: Vec<&[usize]> = order.chunk_by(same).collect();
    let states_of = |points: &&[usize]| {
        let states: BTreeSet<usize> = points.iter().map(|&point| states[point]).collect();
        states.len()
    };
    let pairs: usize = distinct.iter().map(states_of).sum();
    let is_spread = is_spread(input, distinct.len(), pairs);
    if is_alone || distinct.len() <= VALUES && !is_spread {
        let of_one = |points: &&[usize]| Place {
            value: input.values[points[0]],
            range: None,
            points: ascending(points),
        };
        return distinct.iter().map(of_one).collect();
    }
    let bins = (pairs / STATES_OF_A_BIN)
        .clamp(BINS.0, BINS.1)
        .min(pairs / LEAST_STATES);
    let mut ranges: Vec<Vec<usize>> = vec![Vec::new()];
    let (mut taken, mut full) = (0, 1);
    for points in distinct {
        // A value that several points share is never split.
        if taken * bins >= full * order.len() {
            ranges.push(Vec::new());
            full = taken * bins / order.len() + 1;
        }
        taken += points.len();
        if let Some(range) = ranges.last_mut() {
            range.extend(points);
        }
    }
    let of_range = |points: Vec<usize>| {
        let values = points.iter().map(|&point| input.values[point]);
        let ends = (
            input.values[points[0]],
            input.values[points[points.len() - 1]],
        );
        Place {
            value: values.sum::<f64>() / points.len() as f64,
            range: Some(ends),
            points: ascending(&points),
        }
    };
    ranges.into_iter().map(of_range).collect()
}

fn ascending(points: &[usize]) -> Vec<usize> {
    let mut points = points.to_vec();
    points.sort_unstable();
    points
}

/// How high a curve is at a place.
struct Height {
    mean: Option<f64>,
    ends: Option<(f64, f64)>,
    /// Between what most points lie; nothing for a single one.
    spread: Option<(f64, f64)>,
    points: usize,
    runs: usize,
    interval: &'static str,
    /// Points in which the output is never defined, and runs in which it is not.
    undefined: (usize, usize),
}

impl Height {
    fn of(
        table: &Table,
        output: &Output,
        means: &[f64],
        states: &[usize],
        place: &Place,
        request: &Request,
    ) -> Self {
        let replications = table.replications.max(1);
        let row = |point: usize| &output.values[point * replications..][..replications];
        let defined: Vec<usize> = (place.points.iter().copied())
            .filter(|&point| !means[point].is_nan())
            .collect();
        let runs = defined.iter().flat_map(|&point| row(point));
        let runs = runs.filter(|value| !value.is_nan()).count();
        let states: Vec<usize> = defined.iter().map(|&point| states[point]).collect();
        let states: Vec<Vec<usize>> = (states::groups(&states).into_iter())
            .map(|places| places.into_iter().map(|place| defined[place]).collect())
            .collect();
        let (mean, ends, interval) = if let [points] = &states[..] {
            let of_luck = |at: usize| {
                let values = points.iter().map(|&point| row(point)[at]);
                crossing::mean(values)
            };
            let mut moments = Moments::default();
            let there = (0..replications).map(of_luck).filter(|mean| !mean.is_nan());
            there.for_each(|mean| moments.add(mean));
            let mean = crossing::mean(points.iter().map(|&point| means[point]));
            (Some(mean), moments.interval(), "student")
        } else {
            let level = |resample: &Resample| mean(&states, row, resample);
            let sample = Resample::identity(states.len(), replications);
            let drawn = statistics(
                states.len(),
                replications,
                request.resamples,
                request.seed,
                level,
            );
            let mean = (!defined.is_empty()).then(|| level(&sample));
            (mean, interval(drawn), "bootstrap")
        };
        let mut levels: Vec<f64> = defined.iter().map(|&point| means[point]).collect();
        levels.sort_by(f64::total_cmp);
        let spread = percentile(&levels, 0.1).zip(percentile(&levels, 0.9));
        Self {
            mean,
            ends,
            spread: spread.filter(|_| levels.len() > 1),
            points: defined.len(),
            runs,
            interval: if ends.is_some() { interval } else { "" },
            undefined: (
                place.points.len() - defined.len(),
                place.points.len() * replications - runs,
            ),
        }
    }

    fn cells(&self) -> [String; 10] {
        [
            optional(self.mean),
            optional(self.ends.map(|ends| ends.0)),
            optional(self.ends.map(|ends| ends.1)),
            optional(self.spread.map(|spread| spread.0)),
            optional(self.spread.map(|spread| spread.1)),
            self.points.to_string(),
            self.runs.to_string(),
            self.interval.to_owned(),
            self.undefined.0.to_string(),
            self.undefined.1.to_string(),
        ]
    }
}

/// The mean over points, state by state, of their means over the replications of a resample that are
/// defined; every point counts alike.
fn mean<'a>(states: &[Vec<usize>], row: impl Fn(usize) -> &'a [f64], resample: &Resample) -> f64 {
    let weights = Weights::of(resample);
    let (mut sum, mut count) = (0.0, 0.0);
    let drawn = (states.iter().zip(&weights.units))
        .filter(|(_, weight)| **weight > 0.0)
        .flat_map(|(points, weight)| points.iter().map(move |&point| (point, weight)));
    for (point, weight) in drawn {
        let (mut level, mut defined) = (0.0, 0.0);
        for (value, luck) in row(point).iter().zip(&weights.replications) {
            if !value.is_nan() {
                level += luck * value;
                defined += luck;
            }
        }
        if defined > 0.0 {
            sum += weight * level / defined;
            count += weight;
        }
    }
    sum / count
}

#[cfg(test)]
mod tests;
