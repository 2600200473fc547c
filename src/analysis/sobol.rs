//! Shares of variance of Sobol': how much of an output's variance is due to each input.
//!
//! The figures are those of the *expected* output: where an estimator multiplies two outputs, they
//! come from different replications, so that luck adds nothing to the product on average. With one
//! replication, or with outputs that luck does not touch, these are the usual estimators.

use super::bootstrap::{Resample, Weights, covers_zero, interval, statistics};
use super::request::{Request, Trouble};
use super::sheet::Sheet;
use super::table::{Output, Table};
use crate::kernel::chance::math::sqrt;
use crate::kernel::number::{number, optional};

/// Rows of a block besides those of its inputs: the point of A, and the point of B.
const ENDS: usize = 2;

/// Analyses a table.
pub(super) fn analyse(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    let blocks = blocks(table)?;
    let mut indices = Sheet::new(
        "sobol.csv",
        &[
            "output",
            "unit",
            "input",
            "first",
            "first_ci_low",
            "first_ci_high",
            "first_covers_zero",
            "total",
            "total_ci_low",
            "total_ci_high",
            "total_covers_zero",
            "n",
            "remark",
        ],
    );
    let mut whole = Sheet::new(
        "variance.csv",
        &[
            "output",
            "figure",
            "unit",
            "value",
            "ci_low",
            "ci_high",
            "covers_zero",
            "n",
            "replications",
            "remark",
        ],
    );
    for (output, found) in table.outputs.iter().zip(estimates(table, blocks, request)?) {
        for (place, input) in table.inputs.iter().enumerate() {
            let mut row = vec![output.name.clone(), output.unit.clone(), input.name.clone()];
            row.extend(found.cells(|shares| shares.first[place]));
            row.extend(found.cells(|shares| shares.total[place]));
            row.extend([blocks.to_string(), found.remark.to_owned()]);
            indices.rows.push(row);
        }
        let figures: [(&str, &str, fn(&Shares) -> f64); 5] = [
            ("mean", &output.unit, |shares| shares.mean),
            ("sd", &output.unit, |shares| shares.sd),
            ("sum_of_first_orders", "share", Shares::sum),
            ("interactions", "share", |shares| 1.0 - shares.sum()),
            ("luck", "share", |shares| shares.luck),
        ];
        for (name, unit, figure) in figures {
            let mut row = vec![output.name.clone(), name.to_owned(), unit.to_owned()];
            row.extend(found.cells(figure));
            row.extend([
                blocks.to_string(),
                table.replications.to_string(),
                found.remark.to_owned(),
            ]);
            whole.rows.push(row);
        }
    }
    Ok(vec![indices, whole])
}

/// How many blocks of A, AB₁ … `AB_k`, B a table consists of.
fn blocks(table: &Table) -> Result<usize, Trouble> {
    let inputs = table.inputs.len();
    let width = inputs + ENDS;
    let refused = |point: usize, why: &str| {
        if has_second_orders(table) {
            return Trouble::Input(format!(
                "this is a Saltelli design of {inputs} inputs with second orders, of {} points a \
                 block\nhelp: sample without them: in SALib with calc_second_order=False",
                2 * inputs + ENDS
            ));
        }
        Trouble::Input(format!(
            "this is no Saltelli design of {inputs} inputs: {}: {why}\n\
             help: a block has {width} points: A, then A with each input in turn from B, then B; all \
             columns that are not outputs are taken for inputs unless --input names them",
            table.place(point)
        ))
    };
    for begin in (0..table.points).step_by(width) {
        let end = begin + width - 1;
        if end >= table.points {
            let rows = table.points - begin;
            return Err(refused(
                begin,
                &format!("the last block has {rows} of {width} points"),
            ));
        }
        for turn in 0..inputs {
            let point = begin + 1 + turn;
            for (place, input) in table.inputs.iter().enumerate() {
                let (from, letter) = if place == turn {
                    (end, 'B')
                } else {
                    (begin, 'A')
                };
                let (is, wanted) = (input.values[point], input.values[from]);
                if is != wanted {
                    return Err(refused(
                        point,
                        &format!(
                            "\"{}\" is {}, not {} as in its {letter}, {}",
                            input.name,
                            input.text(is),
                            input.text(wanted),
                            table.place(from)
                        ),
                    ));
                }
            }
        }
    }
    Ok(table.points / width)
}

/// Whether the first block is one that also has B with each input in turn from A.
fn has_second_orders(table: &Table) -> bool {
    let inputs = table.inputs.len();
    let end = 2 * inputs + 1;
    if !table.points.is_multiple_of(end + 1) {
        return false;
    }
    let is_mixed = |point: usize, turn: usize, from: usize, other: usize| {
        let mut inputs = table.inputs.iter().enumerate();
        inputs.all(|(place, input)| {
            let wanted = if place == turn { other } else { from };
            input.values[point] == input.values[wanted]
        })
    };
    (0..inputs)
        .all(|turn| is_mixed(1 + turn, turn, 0, end) && is_mixed(1 + inputs + turn, turn, end, 0))
}

/// The shares of every output, from the same resamples.
fn estimates(table: &Table, blocks: usize, request: &Request) -> Result<Vec<Found>, Trouble> {
    let mut all = Vec::new();
    for output in &table.outputs {
        table.is_whole(output)?;
        all.push(Runs::of(table, output));
    }
    let estimate = |resample: &Resample| -> Vec<Shares> {
        let weights = Weights::of(resample);
        all.iter().map(|runs| runs.shares(&weights)).collect()
    };
    let replications = table.replications.max(1);
    let sample = estimate(&Resample::identity(blocks, replications));
    let drawn = statistics(
        blocks,
        replications,
        request.resamples,
        request.seed,
        estimate,
    );
    let mut resamples: Vec<Vec<Shares>> = all.iter().map(|_| Vec::new()).collect();
    for shares in drawn {
        for (resamples, shares) in resamples.iter_mut().zip(shares) {
            resamples.push(shares);
        }
    }
    let pairs = all.iter().zip(sample).zip(resamples);
    let found = pairs.map(|((runs, sample), resamples)| runs.found(sample, resamples));
    Ok(found.collect())
}

/// The runs of an output, and of what replications they are.
struct Runs {
    /// Values, block by block, row by row and replication by replication, each less the mean of its
    /// replication.
    values: Vec<f64>,
    /// The mean of each replication.
    means: Vec<f64>,
    /// How many values a row of a block has.
    replications: usize,
    /// How many inputs there are.
    inputs: usize,
    /// Whether no replication has two values that differ.
    is_constant: bool,
}

/// What one resample says.
struct Shares {
    first: Vec<f64>,
    total: Vec<f64>,
    mean: f64,
    sd: f64,
    luck: f64,
}

impl Shares {
    fn sum(&self) -> f64 {
        self.first.iter().sum()
    }
}

/// The estimate and its resamples.
struct Found {
    sample: Shares,
    resamples: Vec<Shares>,
    /// Why there are no shares; empty if there are.
    remark: &'static str,
}

impl Found {
    /// A figure, its interval and whether that covers zero, as cells.
    fn cells(&self, figure: impl Fn(&Shares) -> f64) -> [String; 4] {
        let value = figure(&self.sample);
        let ends = interval(self.resamples.iter().map(&figure).collect());
        let ends = ends.filter(|_| value.is_finite());
        let mark = ends.map_or("", |ends| if covers_zero(ends) { "1" } else { "0" });
        [
            number(value),
            optional(ends.map(|ends| ends.0)),
            optional(ends.map(|ends| ends.1)),
            mark.to_owned(),
        ]
    }
}

/// Weights of replications, and what it takes to multiply runs of different luck.
struct Luck<'a> {
    weights: &'a [f64],
    squares: Vec<f64>,
    /// The weight of pairs of two different replications.
    pairs: f64,
}

impl<'a> Luck<'a> {
    fn new(weights: &'a [f64]) -> Self {
        let squares: Vec<f64> = weights.iter().map(|w| w * w).collect();
        let pairs = 1.0 - squares.iter().sum::<f64>();
        Self {
            weights,
            squares,
            pairs,
        }
    }

    /// The mean product over pairs of different replications, from the product of means and the
    /// sum of products within replications under squared weights; the product of means itself where
    /// there is one replication.
    fn free(&self, of_means: f64, within: f64) -> f64 {
        if self.weights.len() == 1 {
            of_means
        } else if self.pairs < 1e-9 {
            // A resample of one replication only says nothing about different luck.
            f64::NAN
        } else {
            (of_means - within) / self.pairs
        }
    }
}

/// Sums over the blocks of a resample: products of means, and within replications.
#[derive(Clone, Copy, Default)]
struct Product {
    of_means: f64,
    within: f64,
}

impl Product {
    fn add(&mut self, weight: f64, of_means: f64, within: f64) {
        self.of_means += weight * of_means;
        self.within += weight * within;
    }
}

impl Runs {
    fn of(table: &Table, output: &Output) -> Self {
        let replications = table.replications.max(1);
        let mut values = output.values.clone();
        let is_constant = values
            .chunks(replications)
            .all(|row| row == &values[..replications]);
        let of_luck = |at: usize| -> f64 {
            values.iter().skip(at).step_by(replications).sum::<f64>() / table.points as f64
        };
        let means: Vec<f64> = (0..replications).map(of_luck).collect();
        for row in values.chunks_mut(replications) {
            row.iter_mut()
                .zip(&means)
                .for_each(|(value, mean)| *value -= mean);
        }
        Self {
            values,
            means,
            replications,
            inputs: table.inputs.len(),
            is_constant,
        }
    }

    fn found(&self, mut sample: Shares, mut resamples: Vec<Shares>) -> Found {
        let mut remark = "";
        if self.is_constant {
            remark = "constant";
            (sample.sd, sample.luck) = (0.0, f64::NAN);
            resamples.clear();
        } else if sample.sd <= 0.0 || is_hidden(&resamples) {
            remark = "varies by luck only";
        }
        if !remark.is_empty() {
            sample.first.fill(f64::NAN);
            sample.total.fill(f64::NAN);
        }
        Found {
            sample,
            resamples,
            remark,
        }
    }

    /// First orders after Saltelli and others (2010), total orders after Jansen (1999), in a resample.
    fn shares(&self, weights: &Weights) -> Shares {
        let luck = Luck::new(&weights.replications);
        let row = self.replications;
        let mut first = vec![Product::default(); self.inputs];
        let mut total = vec![Product::default(); self.inputs];
        let mut square = Product::default();
        let mut means = vec![0.0; row];
        let drawn = self
            .values
            .chunks((self.inputs + ENDS) * row)
            .zip(&weights.units);
        for (block, &weight) in drawn.filter(|(_, weight)| **weight > 0.0) {
            let (a, rest) = block.split_at(row);
            let (mixed, b) = rest.split_at(self.inputs * row);
            let mean = |row: &[f64]| dot(luck.weights, row);
            let (mean_a, mean_b) = (mean(a), mean(b));
            for (at, &share) in luck.squares.iter().enumerate() {
                square.within += weight * share * (a[at] * a[at] + b[at] * b[at]) / 2.0;
                means[at] += weight * (a[at] + b[at]) / 2.0;
            }
            square.of_means += weight * (mean_a * mean_a + mean_b * mean_b) / 2.0;
            for (input, ab) in mixed.chunks(row).enumerate() {
                let (mut moved, mut by_b, mut by_itself) = (0.0, 0.0, 0.0);
                for (at, &value) in ab.iter().enumerate() {
                    let difference = value - a[at];
                    moved += luck.weights[at] * difference;
                    by_b += luck.squares[at] * b[at] * difference;
                    by_itself += luck.squares[at] * difference * difference;
                }
                first[input].add(weight, mean_b * moved, by_b);
                total[input].add(weight, moved * moved, by_itself);
            }
        }
        let level = dot(luck.weights, &means);
        let of_levels: f64 = luck
            .squares
            .iter()
            .zip(&means)
            .map(|(w, m)| w * m * m)
            .sum();
        let free = |product: &Product| luck.free(product.of_means, product.within);
        let variance = free(&square) - luck.free(level * level, of_levels);
        // Resamples in which luck hides the variance say nothing about its shares.
        let share = |part: f64| {
            if variance > 0.0 {
                part / variance
            } else {
                f64::NAN
            }
        };
        Shares {
            first: first.iter().map(|part| share(free(part))).collect(),
            total: total.iter().map(|part| share(free(part) / 2.0)).collect(),
            mean: level + dot(luck.weights, &self.means),
            // Not a number stays one: it says nothing, where zero would say that nothing varies.
            sd: if variance.is_nan() {
                variance
            } else {
                sqrt(variance.max(0.0))
            },
            luck: self.luck(&weights.units, &luck),
        }
    }

    /// How much of the variance of single runs is due to luck: what two runs of the same inputs
    /// differ by, as a share of what two runs of any inputs and any luck differ by.
    fn luck(&self, blocks: &[f64], luck: &Luck<'_>) -> f64 {
        if self.replications < 2 || luck.pairs < 1e-9 {
            return f64::NAN;
        }
        let row = self.replications;
        let width = (self.inputs + ENDS) * row;
        let (mut within, mut between) = (0.0, Product::default());
        let mut levels = vec![0.0; row];
        let mut values = vec![0.0; row];
        let drawn = self.values.chunks(width).zip(blocks);
        for (block, &weight) in drawn.filter(|(_, weight)| **weight > 0.0) {
            for run in [&block[..row], &block[width - row..]] {
                for (at, value) in values.iter_mut().enumerate() {
                    *value = run[at] + self.means[at] - self.means[0];
                    levels[at] += weight * *value / 2.0;
                }
                let mean = dot(luck.weights, &values);
                let (mut squares, mut shared) = (0.0, 0.0);
                for (at, value) in values.iter().enumerate() {
                    squares += luck.weights[at] * value * value;
                    shared += luck.squares[at] * value * value;
                }
                within += weight * (squares - mean * mean) / 2.0;
                between.add(weight / 2.0, mean * mean, shared);
            }
        }
        let level = dot(luck.weights, &levels);
        let of_levels: f64 = luck
            .squares
            .iter()
            .zip(&levels)
            .map(|(w, m)| w * m * m)
            .sum();
        let by_luck = within / luck.pairs;
        let by_inputs =
            luck.free(between.of_means, between.within) - luck.free(level * level, of_levels);
        let all = by_luck + by_inputs.max(0.0);
        if all > 0.0 { by_luck / all } else { f64::NAN }
    }
}

/// Whether luck may be all there is: the interval of the variance reaches zero.
fn is_hidden(resamples: &[Shares]) -> bool {
    let spread = interval(resamples.iter().map(|shares| shares.sd).collect());
    spread.is_some_and(|(low, _)| low <= 0.0)
}

fn dot(weights: &[f64], values: &[f64]) -> f64 {
    weights.iter().zip(values).map(|(w, v)| w * v).sum()
}
