//! Calibration: free parameters fitted to facts by waves of Latin hypercubes, each in the box that
//! the best points of the wave before have left (history matching), the last of which is a sample
//! of parameters that reproduce the facts best (approximate Bayesian computation by rejection).

use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::design::latin_hypercube;
use super::folder::{HashedFile, MANIFEST, Unfinished, hex};
use super::number::{number, optional};
use super::statistics::{Moments, percentile};
use super::{Failure, guarded, turnstile};
use crate::kernel::chance::math::sqrt;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::parameter::Value;
use crate::scenario::Scenario;
use crate::scenario::calibration::{Calibration, Target};
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
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The point that came nearest to the facts.
    pub chosen: Point,
    /// The points kept of the last wave, nearest first.
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

/// How far a figure is from a fact: 0 within it, 1 at the edge of the tolerance.
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
    // Where the fact is its own tolerance, a tenth of it is the measure.
    let usual = 0.1 * target.fact.0.abs().max(target.fact.1.abs());
    beyond / if slack > 0.0 { slack } else { usual.max(LEAST) }
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
    let runs_of_a_point = calibration.scenarios.len() * calibration.replications as usize;
    let judging = calibration.scenarios.len() * calibration.judging_replications as usize;
    let total = (points * runs_of_a_point * calibration.waves as usize + judging) as u64;
    let mut done = 0;

    let mut box_left: Vec<(f64, f64)> = calibration
        .free
        .iter()
        .map(|free| (free.least, free.most))
        .collect();
    let mut tried: Vec<Point> = Vec::new();
    let mut kept: Vec<Point> = Vec::new();
    for wave in 1..=calibration.waves {
        let values = points_in(&box_left, wave, calibration);
        let mut moments = vec![vec![Moments::default(); calibration.targets.len()]; points];
        let work = |index: usize| {
            let (point, run) = (index / runs_of_a_point, index % runs_of_a_point);
            let replication = u32::try_from(run / calibration.scenarios.len()).unwrap_or(0);
            let which = run % calibration.scenarios.len();
            measure(calibration, which, &values[point], replication)
        };
        turnstile::in_order(
            job.threads,
            points * runs_of_a_point,
            work,
            |index, figures: Vec<Option<f64>>| {
                take(&mut moments[index / runs_of_a_point], &figures);
                done += 1;
                progress(done, total);
                Ok(())
            },
        )?;
        let of_wave: Vec<Point> = values
            .into_iter()
            .zip(moments)
            .map(|(values, moments)| {
                let figures: Vec<Option<f64>> = moments.iter().map(Moments::mean).collect();
                Point {
                    wave,
                    distance: distance(&figures, &calibration.targets),
                    values,
                    figures,
                }
            })
            .collect();
        tried.extend(of_wave.iter().cloned());
        let nearest = nearest(of_wave, calibration.kept_share);
        // One point would leave a box without any room.
        if nearest.len() > 1 {
            box_left = bounding_box(&nearest, &box_left);
        }
        if !nearest.is_empty() {
            kept = nearest;
        }
    }

    let Some(chosen) = tried
        .iter()
        .filter(|point| point.distance.is_finite())
        .min_by(|a, b| a.distance.total_cmp(&b.distance))
        .cloned()
    else {
        return Err(Failure::Unpaired(undefined(&tried, &calibration.targets)));
    };
    let mut judged = vec![Moments::default(); calibration.targets.len()];
    let work = |index: usize| {
        let which = index % calibration.scenarios.len();
        let later = u32::try_from(index / calibration.scenarios.len()).unwrap_or(0);
        let replication = calibration.replications + later;
        measure(calibration, which, &chosen.values, replication)
    };
    turnstile::in_order(
        job.threads,
        judging,
        work,
        |_, figures: Vec<Option<f64>>| {
            take(&mut judged, &figures);
            done += 1;
            progress(done, total);
            Ok(())
        },
    )?;
    let fit = Fit {
        chosen,
        kept,
        judged,
        tried: tried.len(),
    };
    write(&folder, calibration, &tried, &fit)?;
    Ok((folder, fit))
}

fn take(moments: &mut [Moments], figures: &[Option<f64>]) {
    for (moments, figure) in moments.iter_mut().zip(figures) {
        if let Some(figure) = figure {
            moments.add(*figure);
        }
    }
}

/// The points of a wave that are kept, nearest first. One at which a figure is undefined tells
/// nothing of where the facts lie.
fn nearest(mut of_wave: Vec<Point>, kept_share: f64) -> Vec<Point> {
    let most = kept_of(of_wave.len(), kept_share);
    of_wave.retain(|point| point.distance.is_finite());
    of_wave.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    of_wave.truncate(most);
    of_wave
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

/// The points of a wave, in a box.
fn points_in(box_left: &[(f64, f64)], wave: u32, calibration: &Calibration) -> Vec<Vec<f64>> {
    const DESIGN: Purpose = Purpose::new("calibration.design");
    let stream = Dice::new(u64::from(calibration.seed), wave).stream(DESIGN);
    let unit = latin_hypercube(calibration.points as usize, box_left.len(), stream);
    unit.into_iter()
        .map(|point| {
            let within = |(at, (low, high)): (f64, &(f64, f64))| rounded(low + at * (high - low));
            point.into_iter().zip(box_left).map(within).collect()
        })
        .collect()
}

/// A value to six significant digits, so that what is written down is what was tried.
fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// The smallest box around some points, a little larger, and within an earlier box.
fn bounding_box(points: &[Point], earlier: &[(f64, f64)]) -> Vec<(f64, f64)> {
    const MARGIN: f64 = 0.05;
    earlier
        .iter()
        .enumerate()
        .map(|(at, &(least, most))| {
            let values = points.iter().map(|point| point.values[at]);
            let low = values.clone().fold(f64::INFINITY, f64::min);
            let high = values.fold(f64::NEG_INFINITY, f64::max);
            let margin = MARGIN * (high - low);
            ((low - margin).max(least), (high + margin).min(most))
        })
        .collect()
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

/// For each free parameter its range, the chosen value and the spread among the kept points.
fn posterior(calibration: &Calibration, fit: &Fit) -> Vec<[f64; 6]> {
    calibration
        .free
        .iter()
        .enumerate()
        .map(|(at, free)| {
            let mut values: Vec<f64> = fit.kept.iter().map(|point| point.values[at]).collect();
            values.sort_by(f64::total_cmp);
            let share = |share| percentile(&values, share).unwrap_or(f64::NAN);
            [
                free.least,
                free.most,
                fit.chosen.values[at],
                share(0.05),
                share(0.5),
                share(0.95),
            ]
        })
        .collect()
}

fn posterior_csv(calibration: &Calibration, fit: &Fit) -> String {
    let mut text = "parameter,unit,least,most,chosen,p05,p50,p95\n".to_owned();
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
        "\nMeans and Student intervals over {} replications with luck that no wave has seen (seed \
         {}). {} points of {} replications were tried in {} waves; the nearest one was chosen \
         (distance {}).\n\n\
         | free parameter | unit | range tried | chosen | kept points, 5 % to 95 % |\n\
         |---|---|---|---|---|\n",
        calibration.judging_replications,
        calibration.seed,
        fit.tried,
        calibration.replications,
        calibration.waves,
        short(fit.chosen.distance),
    );
    for (free, [least, most, chosen, low, _, high]) in
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
        // A fact without tolerance of its own: a tenth of it is the measure.
        let exact = target((60.0, 90.0), (60.0, 90.0));
        assert!((shortfall(99.0, &exact) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_undefined_figure_is_infinitely_far() {
        let targets = [target((1.0, 1.0), (0.5, 1.5))];
        assert_eq!(distance(&[None], &targets), f64::INFINITY);
        assert_eq!(distance(&[Some(1.0)], &targets), 0.0);
    }

    #[test]
    fn strings_are_written_so_that_they_can_be_read() {
        assert_eq!(
            quoted("Beijing, fitted 京").to_string(),
            "\"Beijing, fitted 京\""
        );
        for text in ["the \"best\" fit", "a\\b", "two\nlines"] {
            let table: toml::Table = format!("title = {}", quoted(text)).parse().unwrap();
            assert_eq!(table["title"].as_str(), Some(text));
        }
    }

    #[test]
    fn points_at_which_a_figure_is_undefined_are_not_kept() {
        let at = |distance| Point {
            wave: 1,
            values: vec![distance],
            figures: vec![distance.is_finite().then_some(1.0)],
            distance,
        };
        let far = f64::INFINITY;
        let kept = nearest(vec![at(far), at(2.0), at(far), at(1.0)], 1.0);
        assert_eq!(kept, [at(1.0), at(2.0)]);
        assert_eq!(
            nearest(vec![at(3.0), at(2.0), at(far), at(1.0)], 0.5).len(),
            2
        );
        assert!(nearest(vec![at(far)], 1.0).is_empty());

        let targets = [target((1.0, 1.0), (0.5, 1.5))];
        assert!(undefined(&[at(far)], &targets).ends_with("never defined: T"));
    }

    #[test]
    fn the_next_box_lies_within_the_last_one_around_what_was_kept() {
        let point = |value| Point {
            wave: 1,
            values: vec![value],
            figures: Vec::new(),
            distance: 0.0,
        };
        let left = bounding_box(&[point(2.0), point(4.0)], &[(0.0, 10.0)]);
        assert!((left[0].0 - 1.9).abs() < 1e-12 && (left[0].1 - 4.1).abs() < 1e-12);
        assert_eq!(
            bounding_box(&[point(0.0), point(10.0)], &[(0.0, 10.0)]),
            [(0.0, 10.0)]
        );
    }
}
