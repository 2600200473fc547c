//! Calibration: free parameters fitted to facts by approximate Bayesian computation. A Latin
//! hypercube is tried first; later waves try points around the nearest ones so far (population Monte
//! Carlo), which end as a sample of parameters that reproduce the facts best.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::design::latin_hypercube;
use super::folder::{HashedFile, MANIFEST, Unfinished, hex};
use super::number::{number, optional};
use super::statistics::Moments;
use super::{Failure, guarded, turnstile};
use crate::kernel::chance::math::{exp, sqrt};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::parameter::Value;
use crate::scenario::Scenario;
use crate::scenario::calibration::{Calibration, Free, Target};
use crate::simulation::Simulation;

/// A calibration to be done.
pub struct Job {
    /// What is to be fitted.
    pub calibration: Calibration,
    /// Threads; 0 for one per core.
    pub threads: usize,
    /// The result folder.
    pub out: PathBuf,
    /// Whether an existing result may be replaced.
    pub overwrite: bool,
}

/// A point that was tried: the value of each free parameter, the mean figure of each target, and
/// how far the figures are from the facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The wave, from 1.
    pub wave: u32,
    /// Values, in the order of the free parameters.
    pub values: Vec<f64>,
    /// Figures, in the order of the targets.
    pub figures: Vec<Option<f64>>,
    /// Distance from the facts: 0 where every figure lies within its fact.
    pub distance: f64,
    /// Weight among the kept points: one over the density with which it was tried.
    pub weight: f64,
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The point that came nearest to the facts.
    pub chosen: Point,
    /// The points kept in the end, nearest first; their weights add up to 1.
    pub kept: Vec<Point>,
    /// For each target the figure at the chosen point, over replications that no wave has seen.
    pub judged: Vec<Moments>,
    /// Points tried.
    pub tried: usize,
}

impl Fit {
    /// Whether the mean figure of a target lies within its tolerance.
    #[must_use]
    pub fn is_within(&self, targets: &[Target], at: usize) -> bool {
        let (low, high) = targets[at].tolerance;
        self.judged[at]
            .mean()
            .is_some_and(|mean| (low..=high).contains(&mean))
    }

    /// The ids of the targets, in order, each with whether all its parts are within tolerance.
    #[must_use]
    pub fn verdicts(&self, targets: &[Target]) -> Vec<(String, bool)> {
        let mut verdicts: Vec<(String, bool)> = Vec::new();
        for (at, target) in targets.iter().enumerate() {
            let within = self.is_within(targets, at);
            match verdicts.iter_mut().find(|(id, _)| *id == target.id) {
                Some((_, all)) => *all &= within,
                None => verdicts.push((target.id.clone(), within)),
            }
        }
        verdicts
    }
}

/// How far a figure is from a fact: 0 within it, 1 at the edge of the tolerance, more beyond.
#[must_use]
pub fn shortfall(figure: f64, target: &Target) -> f64 {
    const LEAST: f64 = 1e-9;
    let (beyond, slack) = if figure < target.fact.0 {
        (target.fact.0 - figure, target.fact.0 - target.tolerance.0)
    } else if figure > target.fact.1 {
        (figure - target.fact.1, target.tolerance.1 - target.fact.1)
    } else {
        return 0.0;
    };
    if slack > 0.0 {
        return beyond / slack;
    }
    // The fact's edge is that of the tolerance: from there on a tenth of the fact is the measure.
    let tenth = 0.1 * target.fact.0.abs().max(target.fact.1.abs());
    1.0 + beyond / tenth.max(LEAST)
}

/// Root mean square of the shortfalls; infinite if a figure is undefined.
#[must_use]
pub fn distance(figures: &[Option<f64>], targets: &[Target]) -> f64 {
    let mut squares = 0.0;
    for (figure, target) in figures.iter().zip(targets) {
        let Some(figure) = figure else {
            return f64::INFINITY;
        };
        let shortfall = shortfall(*figure, target);
        squares += shortfall * shortfall;
    }
    sqrt(squares / (targets.len().max(1)) as f64)
}

/// Runs a calibration; `progress` hears how many runs of how many are done.
///
/// # Errors
///
/// See [`Failure`]. What was written so far is removed.
pub fn run(
    job: &Job,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(Unfinished, Fit), Failure> {
    let calibration = &job.calibration;
    let folder = Unfinished::create(&job.out, job.overwrite).map_err(Failure::Refused)?;
    let points = calibration.points as usize;
    let room = kept_of(points, calibration.kept_share);
    let scenarios = calibration.scenarios.len();
    let [fitting, choosing, judging] = [
        calibration.replications,
        calibration.choosing_replications,
        calibration.judging_replications,
    ]
    .map(|replications| scenarios * replications as usize);
    let waves = calibration.waves as usize;
    let total = (points * fitting * waves + room * choosing + judging) as u64;
    let mut done = 0;
    let mut count = || {
        done += 1;
        progress(done, total);
    };

    let mut tried: Vec<Point> = Vec::new();
    let mut kept: Vec<Point> = Vec::new();
    for wave in 1..=calibration.waves {
        let values = if kept.is_empty() {
            hypercube(wave, calibration)
        } else {
            around(&kept, wave, calibration)
        };
        let first = 0;
        let figures = simulate(job, &values, first, calibration.replications, &mut count)?;
        let of_wave = values
            .into_iter()
            .zip(figures)
            .map(|(values, figures)| Point {
                wave,
                distance: distance(&figures, &calibration.targets),
                weight: 1.0 / density(&values, &kept, &calibration.free),
                values,
                figures,
            });
        let before = tried.len();
        tried.extend(of_wave);
        kept = nearest(kept, &tried[before..], room);
    }

    // A point may have come near by the luck of few replications: more decide between the kept.
    let values: Vec<Vec<f64>> = kept.iter().map(|point| point.values.clone()).collect();
    let first = calibration.replications;
    let again = simulate(
        job,
        &values,
        first,
        calibration.choosing_replications,
        &mut count,
    )?;
    let chosen = kept
        .iter()
        .zip(again)
        .map(|(point, figures)| Point {
            distance: distance(&figures, &calibration.targets),
            figures,
            ..point.clone()
        })
        .filter(|point| point.distance.is_finite())
        .min_by(|a, b| a.distance.total_cmp(&b.distance));
    let Some(chosen) = chosen else {
        return Err(Failure::Unpaired(undefined(&tried, &calibration.targets)));
    };
    let first = calibration.replications + calibration.choosing_replications;
    let mut judged = vec![Moments::default(); calibration.targets.len()];
    let work = |index: usize| {
        let later = u32::try_from(index / scenarios).unwrap_or(0);
        measure(
            calibration,
            index % scenarios,
            &chosen.values,
            first + later,
        )
    };
    turnstile::in_order(
        job.threads,
        judging,
        work,
        |_, figures: Vec<Option<f64>>| {
            take(&mut judged, &figures);
            count();
            Ok(())
        },
    )?;
    let weights: f64 = kept.iter().map(|point| point.weight).sum();
    for point in &mut kept {
        point.weight /= weights;
    }
    let fit = Fit {
        chosen,
        kept,
        judged,
        tried: tried.len(),
    };
    write(&folder, calibration, &tried, &fit)?;
    Ok((folder, fit))
}

/// The mean figures of some points over some replications.
fn simulate(
    job: &Job,
    values: &[Vec<f64>],
    first: u32,
    replications: u32,
    count: &mut (dyn FnMut() + Send),
) -> Result<Vec<Vec<Option<f64>>>, Failure> {
    let calibration = &job.calibration;
    let scenarios = calibration.scenarios.len();
    let runs = scenarios * replications as usize;
    let mut moments = vec![vec![Moments::default(); calibration.targets.len()]; values.len()];
    let work = |index: usize| {
        let (point, run) = (index / runs, index % runs);
        let replication = first + u32::try_from(run / scenarios).unwrap_or(0);
        measure(calibration, run % scenarios, &values[point], replication)
    };
    turnstile::in_order(
        job.threads,
        values.len() * runs,
        work,
        |index, figures: Vec<Option<f64>>| {
            take(&mut moments[index / runs], &figures);
            count();
            Ok(())
        },
    )?;
    let means = |moments: Vec<Moments>| moments.iter().map(Moments::mean).collect();
    Ok(moments.into_iter().map(means).collect())
}

fn take(moments: &mut [Moments], figures: &[Option<f64>]) {
    for (moments, figure) in moments.iter_mut().zip(figures) {
        if let Some(figure) = figure {
            moments.add(*figure);
        }
    }
}

/// The nearest of the points kept so far and those of a wave, nearest first. A point at which a
/// figure is undefined tells nothing of where the facts lie.
fn nearest(mut kept: Vec<Point>, of_wave: &[Point], room: usize) -> Vec<Point> {
    let defined = of_wave.iter().filter(|point| point.distance.is_finite());
    kept.extend(defined.cloned());
    kept.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    kept.truncate(room);
    kept
}

/// Why nothing can be chosen: no point has a figure for every target.
fn undefined(tried: &[Point], targets: &[Target]) -> String {
    let is_never_defined = |at: usize| tried.iter().all(|point| point.figures[at].is_none());
    let never: Vec<&str> = targets
        .iter()
        .enumerate()
        .filter(|&(at, _)| is_never_defined(at))
        .map(|(_, target)| target.id.as_str())
        .collect();
    let mut text = "at none of the points tried are the figures of all targets defined".to_owned();
    if !never.is_empty() {
        let _ = write!(text, "; never defined: {}", never.join(", "));
    }
    text
}

fn kept_of(points: usize, share: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a length"
    )]
    let kept = libm::ceil(points as f64 * share) as usize;
    kept.clamp(2.min(points), points)
}

/// The points of the first wave: they fill the box of ranges.
fn hypercube(wave: u32, calibration: &Calibration) -> Vec<Vec<f64>> {
    const DESIGN: Purpose = Purpose::new("calibration.design");
    let stream = Dice::new(u64::from(calibration.seed), wave).stream(DESIGN);
    let unit = latin_hypercube(calibration.points as usize, calibration.free.len(), stream);
    let within = |(at, free): (f64, &Free)| rounded(free.least + at * (free.most - free.least));
    unit.into_iter()
        .map(|point| {
            point
                .into_iter()
                .zip(&calibration.free)
                .map(within)
                .collect()
        })
        .collect()
}

/// The points of a later wave: each is a step away from one of the kept points, any of them, and
/// within the ranges.
fn around(kept: &[Point], wave: u32, calibration: &Calibration) -> Vec<Vec<f64>> {
    const PROPOSALS: Purpose = Purpose::new("calibration.proposals");
    const TRIALS: u32 = 1_000;
    let mut next = Dice::new(u64::from(calibration.seed), wave).stream(PROPOSALS);
    let steps = steps(kept);
    (0..calibration.points)
        .map(|_| {
            let from = &kept[next().index(kept.iter().map(|_| 1.0))];
            let coordinate = |(at, free): (usize, &Free)| {
                let range = free.least..=free.most;
                let mut proposals =
                    (0..TRIALS).map(|_| rounded(from.values[at] + steps[at] * next().normal()));
                let inside = proposals.find(|value| range.contains(value));
                inside.unwrap_or(from.values[at])
            };
            calibration
                .free
                .iter()
                .enumerate()
                .map(coordinate)
                .collect()
        })
        .collect()
}

/// For each free parameter the width of a step: half the standard deviation of the kept points.
/// Longer steps in every direction at once would hardly ever come nearer.
fn steps(kept: &[Point]) -> Vec<f64> {
    const SHARE: f64 = 0.5;
    let dimensions = kept.first().map_or(0, |point| point.values.len());
    (0..dimensions)
        .map(|at| {
            let mut moments = Moments::default();
            for point in kept {
                moments.add(point.values[at]);
            }
            SHARE * moments.sd().unwrap_or(0.0)
        })
        .collect()
}

/// The density with which a point is tried, over that of the even first wave: around kept points a
/// mixture of normal distributions, whose ends beyond the ranges are left out of account.
fn density(values: &[f64], kept: &[Point], free: &[Free]) -> f64 {
    const LEAST: f64 = 1e-300;
    if kept.is_empty() {
        return 1.0;
    }
    let steps = steps(kept);
    let around = |point: &Point| {
        let mut density = 1.0 / kept.len() as f64;
        for (at, free) in free.iter().enumerate().filter(|&(at, _)| steps[at] > 0.0) {
            let away = (values[at] - point.values[at]) / steps[at];
            let scale = (free.most - free.least) / (steps[at] * sqrt(std::f64::consts::TAU));
            density *= scale * exp(-away * away / 2.0);
        }
        density
    };
    kept.iter().map(around).sum::<f64>().max(LEAST)
}

/// A value to six significant digits, so that what is written down is what was tried.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// The scenario with the free parameters at some values, and the luck of the calibration.
fn fitted(calibration: &Calibration, which: usize, values: &[f64]) -> Scenario {
    let mut scenario = calibration.scenarios[which].1.clone();
    scenario.run.seed = u64::from(calibration.seed);
    for (free, &value) in calibration.free.iter().zip(values) {
        let (section, key) = (free.parameter.section, free.parameter.key);
        scenario.timetable.set(section, key, Value::Number(value));
    }
    scenario
}

/// One run; the figures of the targets that look at its scenario, nothing for the others.
fn measure(
    calibration: &Calibration,
    which: usize,
    values: &[f64],
    replication: u32,
) -> Result<Vec<Option<f64>>, Failure> {
    let scenario = fitted(calibration, which, values);
    let looks_at = |target: &Target| target.scenario == which;
    let wanted: Vec<_> = calibration
        .targets
        .iter()
        .filter(|target| looks_at(target))
        .map(|target| (target.metric, target.place))
        .collect();
    let mut read = guarded(&scenario, replication, || {
        Simulation::new(&scenario, replication, false).end(&wanted)
    })?
    .into_iter();
    let figure = |target| {
        let figure = looks_at(target).then(|| read.next().flatten()).flatten();
        figure.filter(|figure: &f64| figure.is_finite())
    };
    Ok(calibration.targets.iter().map(figure).collect())
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: u32,
    software: &'static str,
    version: &'static str,
    revision: Option<&'static str>,
    kind: &'static str,
    name: &'a str,
    title: &'a str,
    seed: u32,
    calibration_sha256: String,
    files: Vec<super::folder::FileRecord>,
}

fn write(
    folder: &Unfinished,
    calibration: &Calibration,
    tried: &[Point],
    fit: &Fit,
) -> Result<(), Failure> {
    let file = |name: &str, text: &str| {
        let mut file = HashedFile::create(folder.path(), name)?;
        file.write(text.as_bytes())?;
        file.finish()
    };
    let files = vec![
        file("targets.csv", &targets_csv(calibration, fit))?,
        file("posterior.csv", &posterior_csv(calibration, fit))?,
        file("samples.csv", &samples_csv(calibration, tried))?,
        file("calibrated.toml", &calibrated_toml(calibration, fit))?,
        file("calibration.md", &page(calibration, fit))?,
    ];
    let manifest = Manifest {
        format: 1,
        software: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        revision: option_env!("LANDFALL_REVISION"),
        kind: "calibration",
        name: &calibration.name,
        title: &calibration.title,
        seed: calibration.seed,
        calibration_sha256: file_hash(calibration),
        files,
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| {
        let path = folder.path().join(MANIFEST);
        Failure::Files(path, std::io::Error::other(error))
    })?;
    file(MANIFEST, &format!("{text}\n")).map(|_| ())
}

fn file_hash(calibration: &Calibration) -> String {
    hex(&Sha256::digest(calibration.text.text.as_bytes()))
}

/// One row as CSV.
fn row(cells: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn targets_csv(calibration: &Calibration, fit: &Fit) -> String {
    let mut text = "id,meaning,scenario,metric,place,unit,fact_low,fact_high,tolerance_low,\
                    tolerance_high,mean,sd,ci_low,ci_high,n,within,source\n"
        .to_owned();
    for (at, (target, moments)) in calibration.targets.iter().zip(&fit.judged).enumerate() {
        text.push_str(&row(&[
            target.id.clone(),
            target.meaning.clone(),
            calibration.scenarios[target.scenario].0.clone(),
            target.metric.name.to_owned(),
            target.code.clone(),
            target.metric.unit.to_owned(),
            number(target.fact.0),
            number(target.fact.1),
            number(target.tolerance.0),
            number(target.tolerance.1),
            optional(moments.mean()),
            optional(moments.sd()),
            optional(moments.interval().map(|(low, _)| low)),
            optional(moments.interval().map(|(_, high)| high)),
            moments.n().to_string(),
            u8::from(fit.is_within(&calibration.targets, at)).to_string(),
            target.source.clone(),
        ]));
    }
    text
}

/// For each free parameter its range, the chosen value, the least and the greatest among the kept
/// points, and their percentiles by weight.
fn posterior(calibration: &Calibration, fit: &Fit) -> Vec<[f64; 8]> {
    calibration
        .free
        .iter()
        .enumerate()
        .map(|(at, free)| {
            let mut values: Vec<(f64, f64)> = fit
                .kept
                .iter()
                .map(|point| (point.values[at], point.weight))
                .collect();
            values.sort_by(|a, b| a.0.total_cmp(&b.0));
            let share = |share| weighted_percentile(&values, share);
            [
                free.least,
                free.most,
                fit.chosen.values[at],
                values.first().map_or(f64::NAN, |&(value, _)| value),
                values.last().map_or(f64::NAN, |&(value, _)| value),
                share(0.05),
                share(0.5),
                share(0.95),
            ]
        })
        .collect()
}

/// The least value up to which a share of the weight lies; values ascending, weights adding up to 1.
fn weighted_percentile(values: &[(f64, f64)], share: f64) -> f64 {
    let mut below = 0.0;
    for &(value, weight) in values {
        below += weight;
        if below >= share {
            return value;
        }
    }
    values.last().map_or(f64::NAN, |&(value, _)| value)
}

fn posterior_csv(calibration: &Calibration, fit: &Fit) -> String {
    let mut text = "parameter,unit,least,most,chosen,kept_least,kept_most,p05,p50,p95\n".to_owned();
    for (free, numbers) in calibration.free.iter().zip(posterior(calibration, fit)) {
        let mut cells = vec![free.parameter.name(), free.parameter.unit.to_owned()];
        cells.extend(numbers.map(number));
        text.push_str(&row(&cells));
    }
    text
}

fn samples_csv(calibration: &Calibration, tried: &[Point]) -> String {
    let mut head = vec!["wave".to_owned(), "distance".to_owned()];
    head.extend(calibration.free.iter().map(|free| free.parameter.name()));
    head.extend(
        calibration
            .targets
            .iter()
            .map(|target| format!("{} {} {}", target.id, target.metric.name, target.code)),
    );
    let mut text = row(&head);
    for point in tried {
        let mut cells = vec![point.wave.to_string(), number(point.distance)];
        cells.extend(point.values.iter().map(|&value| number(value)));
        cells.extend(point.figures.iter().map(|&figure| optional(figure)));
        text.push_str(&row(&cells));
    }
    text
}

/// The scenario file with the chosen values.
fn calibrated_toml(calibration: &Calibration, fit: &Fit) -> String {
    let within = fit.verdicts(&calibration.targets);
    let mut text = format!(
        "# {}: written by `landfall calibrate`, not by hand.\n# {} of {} targets within tolerance; \
         see calibration.md beside it.\n# Made from a calibration file with the SHA-256\n# {}\n\n\
         format = 1\nextends = {}\ntitle = {}\n",
        calibration.title.replace(['\n', '\r'], " "),
        within.iter().filter(|(_, within)| *within).count(),
        within.len(),
        file_hash(calibration),
        quoted(&calibration.extends),
        quoted(&calibration.title),
    );
    let mut section = "";
    let mut chosen: Vec<_> = calibration.free.iter().zip(&fit.chosen.values).collect();
    chosen.sort_by_key(|(free, _)| free.parameter.section);
    for (free, value) in chosen {
        if free.parameter.section != section {
            section = free.parameter.section;
            let _ = writeln!(text, "\n[{section}]");
        }
        let _ = writeln!(text, "{} = {value:?}", free.parameter.key);
    }
    text
}

/// A string as TOML writes it.
fn quoted(text: &str) -> toml::Value {
    toml::Value::String(text.to_owned())
}

/// The page: targets side by side with what the model gives, misses included.
fn page(calibration: &Calibration, fit: &Fit) -> String {
    let targets = &calibration.targets;
    let verdicts = fit.verdicts(targets);
    let within = verdicts.iter().filter(|(_, within)| *within).count();
    let mut text = format!(
        "{within} of {} targets lie within their tolerance at the chosen values.\n\n\
         | target | what | scenario | fact | tolerance | simulated mean | 95 % interval | |\n\
         |---|---|---|---|---|---|---|---|\n",
        verdicts.len()
    );
    for (at, (target, moments)) in targets.iter().zip(&fit.judged).enumerate() {
        let interval = moments.interval().map_or(String::new(), |(low, high)| {
            format!("{} to {}", short(low), short(high))
        });
        let _ = writeln!(
            text,
            "| {} | {} ({}) | {} | {} | {} | {} | {interval} | {} |",
            target.id,
            target.meaning,
            target.metric.unit,
            calibration.scenarios[target.scenario].0,
            range(target.fact),
            range(target.tolerance),
            moments.mean().map_or("undefined".to_owned(), short),
            if fit.is_within(targets, at) {
                "within"
            } else {
                "**missed**"
            },
        );
    }
    let _ = write!(
        text,
        "\nMeans and Student intervals over {} replications with luck that the fit has not seen (seed \
         {}). {} points of {} replications were tried in {} waves; the {} nearest were kept and run \
         {} times more, and the nearest of these was chosen (distance {}). By their weights they count as \
         {} points.\n\n\
         | free parameter | unit | range tried | chosen | kept points, least to greatest |\n\
         |---|---|---|---|---|\n",
        calibration.judging_replications,
        calibration.seed,
        fit.tried,
        calibration.replications,
        calibration.waves,
        fit.kept.len(),
        calibration.choosing_replications,
        short(fit.chosen.distance),
        short(effective(&fit.kept)),
    );
    for (free, [least, most, chosen, low, high, ..]) in
        calibration.free.iter().zip(posterior(calibration, fit))
    {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} |",
            free.parameter.name(),
            free.parameter.unit,
            range((least, most)),
            short(chosen),
            range((low, high)),
        );
    }
    text
}

/// How many points of equal weight would tell as much as the kept ones.
fn effective(kept: &[Point]) -> f64 {
    1.0 / kept.iter().map(|p| p.weight * p.weight).sum::<f64>()
}

fn range((low, high): (f64, f64)) -> String {
    if low == high {
        short(low)
    } else {
        format!("{} to {}", short(low), short(high))
    }
}

/// A number to four significant digits.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::record::{Place, Scope};

    static METRIC: crate::kernel::record::Metric = crate::kernel::record::Metric {
        name: "test",
        title: "Test",
        unit: "1",
        formula: "",
        left_out: "",
        scopes: &[Scope::City],
        weekly: false,
        value: |_, _| None,
    };

    fn target(fact: (f64, f64), tolerance: (f64, f64)) -> Target {
        Target {
            id: "T".to_owned(),
            meaning: String::new(),
            scenario: 0,
            metric: &METRIC,
            place: Place::City,
            code: "city".to_owned(),
            fact,
            tolerance,
            source: String::new(),
        }
    }

    #[test]
    fn a_figure_falls_short_by_nothing_in_the_fact_and_by_one_at_the_edge_of_the_tolerance() {
        let between = target((200.0, 310.0), (150.0, 387.5));
        for (figure, expected) in [(200.0, 0.0), (250.0, 0.0), (150.0, 1.0), (387.5, 1.0)] {
            assert!((shortfall(figure, &between) - expected).abs() < 1e-12);
        }
        // A fact without tolerance of its own: outside is beyond, by tenths of the fact.
        let exact = target((60.0, 90.0), (60.0, 90.0));
        assert_eq!(shortfall(60.0, &exact), 0.0);
        assert!((shortfall(99.0, &exact) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn an_undefined_figure_is_infinitely_far() {
        let targets = [target((1.0, 1.0), (0.5, 1.5))];
        assert_eq!(distance(&[None], &targets), f64::INFINITY);
        assert_eq!(distance(&[Some(1.0)], &targets), 0.0);
    }

    #[test]
    fn strings_are_written_so_that_they_can_be_read() {
        let plain = quoted("Beijing, fitted 京").to_string();
        assert_eq!(plain, "\"Beijing, fitted 京\"");
        for text in ["the \"best\" fit", "a\\b", "two\nlines"] {
            let table: toml::Table = format!("title = {}", quoted(text)).parse().unwrap();
            assert_eq!(table["title"].as_str(), Some(text));
        }
    }

    #[test]
    fn points_at_which_a_figure_is_undefined_are_not_kept() {
        let at = |distance: f64| Point {
            wave: 1,
            values: vec![1.0],
            figures: vec![distance.is_finite().then_some(1.0)],
            distance,
            weight: 1.0,
        };
        let far = f64::INFINITY;
        let wave = [at(far), at(2.0), at(far), at(1.0)];
        assert_eq!(nearest(Vec::new(), &wave, 4), [at(1.0), at(2.0)]);
        assert_eq!(nearest(vec![at(1.5)], &wave, 2), [at(1.0), at(1.5)]);
        assert!(nearest(Vec::new(), &[at(far)], 1).is_empty());

        let targets = [target((1.0, 1.0), (0.5, 1.5))];
        assert!(undefined(&[at(far)], &targets).ends_with("never defined: T"));
    }

    #[test]
    fn points_that_were_likely_to_be_tried_weigh_less() {
        let point = |value| Point {
            wave: 1,
            values: vec![value],
            figures: Vec::new(),
            distance: 0.0,
            weight: 0.5,
        };
        let kept = [point(2.0), point(4.0)];
        let free = [Free {
            parameter: crate::measures::parameters().describe()[0],
            least: 0.0,
            most: 10.0,
        }];
        assert!((steps(&kept)[0] - 2.0_f64.sqrt() / 2.0).abs() < 1e-12);
        let at = |value| density(&[value], &kept, &free);
        assert!(at(3.0) > at(9.0) && at(9.0) > 0.0);
        assert_eq!(density(&[9.0], &[], &free), 1.0, "the hypercube is even");
        // Over a range that holds nearly all of it, the density is 1 on average.
        let steps = 10_000;
        let points = (0..steps).map(|i| at((f64::from(i) + 0.5) / f64::from(steps) * 10.0));
        let mean = points.sum::<f64>() / f64::from(steps);
        assert!((0.9..=1.0).contains(&mean), "{mean}");
    }

    #[test]
    fn percentiles_go_by_weight() {
        let values = [(1.0, 0.1), (2.0, 0.6), (3.0, 0.3)];
        assert_eq!(weighted_percentile(&values, 0.05), 1.0);
        assert_eq!(weighted_percentile(&values, 0.5), 2.0);
        assert_eq!(weighted_percentile(&values, 0.95), 3.0);
    }
}
