//! Elementary effects of Morris: which inputs matter, and whether their effects add.

use super::bootstrap::{Resample, covers_zero, interval, shares, statistics};
use super::request::{Request, Trouble};
use super::sheet::Sheet;
use super::table::{Output, Table};
use crate::kernel::chance::math::sqrt;
use crate::kernel::number::{number, optional};

/// Figures in files carry ten digits: what is below this share of the largest is rounding.
const ROUNDING: f64 = 1e-8;

/// Analyses a table.
pub(super) fn analyse(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    let steps = steps(table)?;
    let mut sheet = Sheet::new(
        "morris.csv",
        &[
            "output",
            "unit",
            "input",
            "mu",
            "mu_ci_low",
            "mu_ci_high",
            "mu_covers_zero",
            "mu_star",
            "mu_star_ci_low",
            "mu_star_ci_high",
            "mu_star_covers_zero",
            "sigma",
            "sigma_ci_low",
            "sigma_ci_high",
            "sigma_covers_zero",
            "trajectories",
            "replications",
        ],
    );
    for output in &table.outputs {
        table.is_whole(output)?;
        for (place, input) in table.inputs.iter().enumerate() {
            let effects = Effects::of(table, output, &steps, place);
            let mut row = vec![output.name.clone(), output.unit.clone(), input.name.clone()];
            row.extend(effects.cells(request));
            row.push(effects.trajectories.to_string());
            row.push(table.replications.to_string());
            sheet.rows.push(row);
        }
    }
    Ok(vec![sheet])
}

/// A step of a trajectory: one input changes.
struct Step {
    /// The point before it.
    from: usize,
    /// By how much the input changes, in ranges of the input.
    size: f64,
}

/// The steps of every trajectory, input by input; refuses a table that does not consist of
/// trajectories.
fn steps(table: &Table) -> Result<Vec<Vec<Step>>, Trouble> {
    let inputs = table.inputs.len();
    let width = inputs + 1;
    let refused = |point: usize, why: &str| {
        Trouble::Input(format!(
            "this is no Morris design of {inputs} inputs: {}: {why}\n\
             help: a trajectory has {width} points, of which each differs from the one before in one \
             input, each input in turn; all columns that are not outputs are taken for inputs unless \
             --input names them",
            table.place(point)
        ))
    };
    let names = |places: &[usize]| {
        let names = places
            .iter()
            .map(|&place| table.inputs[place].name.as_str());
        names.collect::<Vec<_>>().join("\", \"")
    };
    let mut steps = Vec::with_capacity(table.points / width);
    for begin in (0..table.points).step_by(width) {
        let end = (begin + width).min(table.points);
        let mut way: Vec<Option<Step>> = (0..inputs).map(|_| None).collect();
        for point in begin + 1..end {
            let changed = |place: &usize| {
                let values = &table.inputs[*place].values;
                values[point] != values[point - 1]
            };
            let changed: Vec<usize> = (0..inputs).filter(changed).collect();
            let [moved] = changed[..] else {
                let why = if changed.is_empty() {
                    "no input differs from the point before".to_owned()
                } else {
                    format!("\"{}\" differ from the point before", names(&changed))
                };
                return Err(refused(point, &why));
            };
            let input = &table.inputs[moved];
            let range = input.most - input.least;
            let step = Step {
                from: point - 1,
                size: (input.values[point] - input.values[point - 1]) / range,
            };
            if way[moved].replace(step).is_some() {
                let why = format!("\"{}\" changes again in its trajectory", input.name);
                return Err(refused(point, &why));
            }
        }
        if end - begin < width {
            let rows = end - begin;
            let why = format!("the last trajectory has {rows} of {width} points");
            return Err(refused(begin, &why));
        }
        steps.push(way.into_iter().flatten().collect());
    }
    Ok(steps)
}

/// The effects of an input on an output, each as if the input went through its whole range.
struct Effects {
    trajectories: usize,
    replications: usize,
    /// Trajectory by trajectory and replication by replication.
    single: Vec<f64>,
    /// The mean over replications in each trajectory.
    means: Vec<f64>,
    /// The mean over trajectories in each replication.
    lucks: Vec<f64>,
    /// For each trajectory the mean product of effects of two different replications: the square of
    /// its effect, to which luck adds nothing on average. The square itself for one replication.
    squares: Vec<f64>,
    /// What is rounding.
    tiny: f64,
}

/// What one resample says.
struct Indices {
    mu: f64,
    mu_star: f64,
    sigma: f64,
    /// The mean square of the effects, and their variance, freed of luck.
    square: f64,
    variance: f64,
}

impl Effects {
    fn of(table: &Table, output: &Output, steps: &[Vec<Step>], input: usize) -> Self {
        let replications = table.replications.max(1);
        let trajectories = steps.len();
        let mut single = Vec::with_capacity(trajectories * replications);
        for step in steps.iter().map(|way| &way[input]) {
            let at = step.from * replications;
            let (from, rest) = output.values[at..].split_at(replications);
            let pairs = from.iter().zip(rest);
            single.extend(pairs.map(|(from, to)| (to - from) / step.size));
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = single.chunks(replications).map(mean).collect();
        let of_luck = |at: usize| -> f64 {
            single.iter().skip(at).step_by(replications).sum::<f64>() / trajectories as f64
        };
        let lucks: Vec<f64> = (0..replications).map(of_luck).collect();
        let largest = output
            .values
            .iter()
            .fold(0.0_f64, |most, v| most.max(v.abs()));
        Self {
            trajectories,
            replications,
            squares: single.chunks(replications).map(free_square).collect(),
            single,
            means,
            lucks,
            tiny: ROUNDING * largest,
        }
    }

    /// Indices, their intervals and whether they cover zero, as cells.
    fn cells(&self, request: &Request) -> Vec<String> {
        let (trajectories, replications) = (self.trajectories, self.replications);
        let sample = self.indices(&Resample::identity(trajectories, replications));
        let resamples = if trajectories < 2 {
            Vec::new()
        } else {
            let of_one = |resample: &Resample| self.indices(resample);
            statistics(
                trajectories,
                replications,
                request.resamples,
                request.seed,
                of_one,
            )
        };
        let ends = |figure: fn(&Indices) -> f64| interval(resamples.iter().map(figure).collect());
        let is_square_zero = |figure: fn(&Indices) -> f64| {
            ends(figure).is_some_and(|(low, _)| low <= self.tiny * self.tiny)
        };
        let mu = ends(|indices| indices.mu);
        let is_mu_zero =
            mu.is_some_and(|(low, high)| covers_zero((low - self.tiny, high + self.tiny)));
        let rows = [
            (sample.mu, mu, is_mu_zero),
            (
                sample.mu_star,
                ends(|indices| indices.mu_star),
                is_square_zero(|indices| indices.square),
            ),
            (
                sample.sigma,
                ends(|indices| indices.sigma),
                is_square_zero(|indices| indices.variance),
            ),
        ];
        let cells = rows.into_iter().flat_map(|(value, ends, is_zero)| {
            let mark = ends.map_or("", |_| if is_zero { "1" } else { "0" });
            [
                number(value),
                optional(ends.map(|ends| ends.0)),
                optional(ends.map(|ends| ends.1)),
                mark.to_owned(),
            ]
        });
        cells.collect()
    }

    /// The indices of a resample of trajectories under resampled luck.
    ///
    /// The luck of one trajectory is in its effect already, so resampled replications only move what
    /// they have in common: all effects by the same amount.
    fn indices(&self, resample: &Resample) -> Indices {
        let ways = shares(&resample.units);
        let lucks = shares(&resample.replications);
        let even = 1.0 / self.replications as f64;
        let shift: f64 = (lucks.iter().zip(&self.lucks))
            .map(|(share, effect)| (share - even) * effect)
            .sum();
        let over = |figure: &dyn Fn(usize) -> f64| -> f64 {
            let drawn = ways.iter().enumerate().filter(|(_, share)| **share > 0.0);
            drawn.map(|(way, share)| share * figure(way)).sum()
        };
        let mu = over(&|way| self.means[way] + shift);
        let spread = over(&|way| {
            let apart = self.means[way] + shift - mu;
            apart * apart
        });
        let several = self.trajectories as f64;
        // Not a number for a single trajectory, which has no spread.
        let unbiased = several / (several - 1.0).max(0.0);
        let square = over(&|way| self.squares[way]);
        let levels: Vec<f64> = (0..self.replications)
            .map(|at| over(&|way| self.single[way * self.replications + at]))
            .collect();
        Indices {
            mu,
            mu_star: over(&|way| (self.means[way] + shift).abs()),
            sigma: sqrt(spread * unbiased),
            square,
            variance: (square - free_square(&levels)) * unbiased,
        }
    }
}

/// The mean product of two different ones of some values; the square of a single one.
fn free_square(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let sum: f64 = values.iter().sum();
    if values.len() < 2 {
        return sum * sum;
    }
    let squares: f64 = values.iter().map(|value| value * value).sum();
    (sum * sum - squares) / (n * (n - 1.0))
}
