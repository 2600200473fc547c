//! The fit: waves of points, the choice among the nearest, and its judgment.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use super::files;
use super::search::{around, density, hypercube, kept_of, nearest};
use crate::batch::folder::Unfinished;
use crate::batch::inputs::Inputs;
use crate::batch::job::{Course, whole_before};
use crate::batch::packed::{Packed, Unpacking};
use crate::batch::statistics::Moments;
use crate::batch::{Ended, Failure, Orders, guarded};
use crate::kernel::chance::math::sqrt;
use crate::kernel::parameter::Value;
use crate::scenario::Scenario;
use crate::scenario::calibration::{Calibration, Target};
use crate::simulation::Simulation;

/// How a calibration ended.
#[derive(Debug)]
pub enum Ending {
    /// It came to its end; the result is not in its place yet.
    Fitted(Box<Fit>, Unfinished),
    /// It did not: it was stopped, or its result was there before.
    Otherwise(Ended),
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
fn shortfall(figure: f64, target: &Target) -> f64 {
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
fn distance(figures: &[Option<f64>], targets: &[Target]) -> f64 {
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
/// See [`Failure`]. Runs that are done are kept.
pub fn run(
    calibration: &Calibration,
    orders: &Orders<'_>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Ending, Failure> {
    let scenarios = calibration.scenarios.iter().map(|(_, scenario)| scenario);
    let inputs = Inputs::of(scenarios, std::slice::from_ref(&calibration.source));
    let identity = files::identity(calibration, &inputs)?;
    if let Some(place) = whole_before(orders, &identity)? {
        return Ok(Ending::Otherwise(Ended::Before(place)));
    }
    let mut course = Course::begin(orders, &identity, runs(calibration), progress)?;
    let Some((fit, tried)) = search(calibration, &mut course)? else {
        return Ok(Ending::Otherwise(course.stopped()));
    };
    let folder = course
        .end(|folder, _, _| files::write(folder, identity, &inputs, calibration, (&tried, &fit)))?;
    Ok(Ending::Fitted(Box::new(fit), folder))
}

/// Points that are kept of each wave.
fn room(calibration: &Calibration) -> usize {
    kept_of(calibration.points as usize, calibration.kept_share)
}

/// Runs that a calibration takes.
#[must_use]
pub fn runs(calibration: &Calibration) -> usize {
    let [fitting, choosing, judging] = [
        calibration.replications,
        calibration.choosing_replications,
        calibration.judging_replications,
    ]
    .map(|replications| calibration.scenarios.len() * replications as usize);
    let tried = calibration.points as usize * calibration.waves as usize;
    tried * fitting + room(calibration) * choosing + judging
}

/// The fit and all points that were tried; nothing if the job was stopped.
fn search(
    calibration: &Calibration,
    course: &mut Course<'_>,
) -> Result<Option<(Fit, Vec<Point>)>, Failure> {
    let mut tried: Vec<Point> = Vec::new();
    let mut kept: Vec<Point> = Vec::new();
    for wave in 1..=calibration.waves {
        let values = if kept.is_empty() {
            hypercube(wave, calibration)
        } else {
            around(&kept, wave, calibration)
        };
        let replications = 0..calibration.replications;
        let Some(moments) = simulate(calibration, course, &values, replications)? else {
            return Ok(None);
        };
        let of_wave = values.into_iter().zip(moments).map(|(values, moments)| {
            let figures = means(&moments);
            Point {
                wave,
                distance: distance(&figures, &calibration.targets),
                weight: 1.0 / density(&values, &kept, &calibration.free),
                values,
                figures,
            }
        });
        let before = tried.len();
        tried.extend(of_wave);
        kept = nearest(kept, &tried[before..], room(calibration));
    }

    // A point may have come near by the luck of few replications: more decide between the kept.
    let values: Vec<Vec<f64>> = kept.iter().map(|point| point.values.clone()).collect();
    let chosen_by = calibration.replications + calibration.choosing_replications;
    let replications = calibration.replications..chosen_by;
    let Some(again) = simulate(calibration, course, &values, replications)? else {
        return Ok(None);
    };
    let chosen = kept
        .iter()
        .zip(again)
        .map(|(point, moments)| {
            let figures = means(&moments);
            Point {
                distance: distance(&figures, &calibration.targets),
                figures,
                ..point.clone()
            }
        })
        .filter(|point| point.distance.is_finite())
        .min_by(|a, b| a.distance.total_cmp(&b.distance));
    let Some(chosen) = chosen else {
        return Err(Failure::Asked(undefined(&tried, &calibration.targets)));
    };
    let replications = chosen_by..chosen_by + calibration.judging_replications;
    let values = [chosen.values.clone()];
    let judged = simulate(calibration, course, &values, replications)?;
    let Some(judged) = judged.and_then(|mut of_points| of_points.pop()) else {
        return Ok(None);
    };
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
    Ok(Some((fit, tried)))
}

/// The figures of some points over some replications; nothing if the job was stopped.
fn simulate(
    calibration: &Calibration,
    course: &mut Course<'_>,
    values: &[Vec<f64>],
    replications: std::ops::Range<u32>,
) -> Result<Option<Vec<Vec<Moments>>>, Failure> {
    let scenarios = calibration.scenarios.len();
    let runs = scenarios * replications.len();
    let mut moments = vec![vec![Moments::default(); calibration.targets.len()]; values.len()];
    let work = |index: usize| {
        let (point, run) = (index / runs, index % runs);
        let replication = replications.start + u32::try_from(run / scenarios).unwrap_or(0);
        let figures = measure(calibration, run % scenarios, &values[point], replication)?;
        Ok(Packed::default().figures(&figures).bytes())
    };
    let is_through = course.go(values.len() * runs, work, |index, record| {
        // A wave with a hole is not judged: the job ends behind it.
        let figures = record.and_then(|record| Unpacking::new(&record).figures());
        take(&mut moments[index / runs], &figures.unwrap_or_default());
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(is_through.then_some(moments))
}

fn means(moments: &[Moments]) -> Vec<Option<f64>> {
    moments.iter().map(Moments::mean).collect()
}

fn take(moments: &mut [Moments], figures: &[Option<f64>]) {
    for (moments, figure) in moments.iter_mut().zip(figures) {
        if let Some(figure) = figure {
            moments.add(*figure);
        }
    }
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
    // A scenario file with these values would be refused: they have no figure, and are not kept.
    if !scenario.broken_rules().is_empty() {
        return Ok(vec![None; calibration.targets.len()]);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::language::words;
    use crate::kernel::record::{Place, Scope};

    static METRIC: crate::kernel::record::Metric = crate::kernel::record::Metric {
        name: "test",
        title: words("Test", "测试"),
        unit: "1",
        formula: words("", ""),
        left_out: words("", ""),
        scopes: &[Scope::City],
        weekly: false,
        value: |_, _| None,
    };

    fn target(fact: (f64, f64), tolerance: (f64, f64)) -> Target {
        Target {
            id: "T".to_owned(),
            meaning: String::new(),
            meaning_zh: String::new(),
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
    fn targets_that_are_never_defined_are_named() {
        let point = Point {
            wave: 1,
            values: Vec::new(),
            figures: vec![None],
            distance: f64::INFINITY,
            weight: 1.0,
        };
        let targets = [target((1.0, 1.0), (0.5, 1.5))];
        assert!(undefined(&[point], &targets).ends_with("never defined: T"));
    }
}
