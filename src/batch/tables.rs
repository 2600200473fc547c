//! The tables of a run or comparison, written from what its runs left.

use std::path::Path;

use rayon::prelude::*;

use super::Failure;
use super::hashed::{FileRecord, HashedFile};
use super::journal::Runs;
use super::packed::{Packed, Unpacking, figure};
use super::statistics::{Moments, Pair, percentile};
use super::subject::{Figure, Subject};
use super::years;
use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::ids::DistrictId;
use crate::kernel::number::{self, number, optional};
use crate::kernel::record::Scope;
use crate::lifecycle::speed::MILESTONES;
use crate::scenario::Scenario;
use crate::simulation::Outcome;
use crate::world::project::{FoundBy, Life, Project, Stage};

/// Runs, or weeks, whose rows are in memory at a time.
const AT_A_TIME: usize = 32;
/// Bytes of weekly figures that a thread has in memory at a time.
const BUDGET: usize = 16 << 20;
/// Bytes of a figure.
pub(super) const FIGURE: usize = 8;

/// What a run leaves for the tables: figures, curves, the rows of `landings.csv`, written out by the
/// thread that ran it, and weekly figures. These are most of it and come last: what is before them
/// can be read alone.
pub(super) fn record(outcome: &Outcome, landings: &[u8]) -> Vec<u8> {
    let figures = Packed::default().figures(&outcome.figures);
    let curves = outcome.curves.iter();
    curves
        .fold(figures, |packed, curve| packed.numbers(curve))
        .text(landings)
        .numbers(&outcome.series)
        .bytes()
}

/// Where the weekly figures of a run's record begin, in bytes.
pub(super) fn series_begin(runs: &Runs, run: usize, columns: usize) -> Result<usize, Failure> {
    let begins = columns
        .checked_mul(FIGURE)
        .and_then(|bytes| runs.length(run).checked_sub(bytes));
    begins.ok_or_else(|| runs.damaged(run))
}

/// A run as its record has it, with its rows of `metrics.csv`.
struct Row {
    figures: Vec<Option<f64>>,
    curves: Vec<Vec<f64>>,
    metrics: Vec<u8>,
    landings: Vec<u8>,
}

/// How rows of `metrics.csv` go on after the run, with the figures they are of.
struct Metrics<'a> {
    names: &'a [Figure],
    starts: Vec<String>,
}

impl<'a> Metrics<'a> {
    fn new(names: &'a [Figure]) -> Self {
        let start = |name: &Figure| {
            let metric = name.metric;
            row_start(&[metric.name, name.scope.name(), &name.code, metric.unit])
        };
        Self {
            names,
            starts: names.iter().map(start).collect(),
        }
    }

    /// Rows of a run. Undefined figures and empty flows have none.
    fn rows(&self, scenario: &str, replication: usize, figures: &[Option<f64>]) -> Vec<u8> {
        let run = row_start(&[scenario, &replication.to_string()]);
        let mut text = String::new();
        for ((name, start), figure) in self.names.iter().zip(&self.starts).zip(figures) {
            let Some(figure) = figure else {
                continue;
            };
            if name.scope == Scope::Flow && *figure == 0.0 {
                continue;
            }
            text.push_str(&run);
            text.push_str(start);
            number::push(&mut text, *figure);
            text.push('\n');
        }
        text.into_bytes()
    }
}

impl Row {
    /// Reads what is before the weekly figures in a record, of which there are some; nothing if it is
    /// damaged.
    fn read(
        record: &[u8],
        columns: usize,
        scenario: &str,
        replication: usize,
        metrics: &Metrics<'_>,
    ) -> Option<Self> {
        let mut unpacking = Unpacking::new(record);
        let figures = unpacking.figures()?;
        let curves = MILESTONES.iter().map(|_| unpacking.numbers());
        let curves = curves.collect::<Option<Vec<_>>>()?;
        let landings = unpacking.text()?.to_vec();
        (unpacking.length()? == columns).then(|| Self {
            metrics: metrics.rows(scenario, replication, &figures),
            landings,
            figures,
            curves,
        })
    }
}

/// The rows of `landings.csv` in a record; nothing if it is damaged.
pub(super) fn landings(record: &[u8]) -> Option<Vec<u8>> {
    let mut unpacking = Unpacking::new(record);
    unpacking.pass_over_numbers()?;
    for _ in MILESTONES {
        unpacking.pass_over_numbers()?;
    }
    unpacking.text().map(<[u8]>::to_vec)
}

/// Rows of a table as bytes.
pub(crate) fn rows(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail; were it to, the table would be empty and its hash would tell.
    if write(&mut writer).is_err() {
        return Vec::new();
    }
    writer.into_inner().unwrap_or_default()
}

/// Fields as they stand at the beginning of a row, the comma after them included: for rows that
/// differ in their numbers only, which are never quoted.
fn row_start(fields: &[&str]) -> String {
    let mut bytes = rows(|writer| writer.write_record(fields));
    if let Some(end) = bytes.last_mut() {
        *end = b',';
    }
    // Made of text.
    String::from_utf8(bytes).unwrap_or_default()
}

const METRICS_HEAD: [&str; 7] = [
    "scenario",
    "replication",
    "metric",
    "scope",
    "place",
    "unit",
    "value",
];

pub(super) fn landing_head() -> Vec<String> {
    [
        "scenario",
        "replication",
        "id",
        "sector",
        "ownership",
        "investment_yi",
        "land_ha",
        "found_by",
        "first_negotiator",
        "landing_district",
        "stage",
        "cause",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(Stage::WAY.iter().map(|(_, word)| format!("{word}_week")))
    .chain(["ended_week".to_owned()])
    .collect()
}

/// Rows of `landings.csv`, as projects are told: weeks are counted from the first counted week.
pub(super) struct Landings<'a> {
    scenario: &'a Scenario,
    calendar: Calendar,
    replication: String,
    writer: csv::Writer<Vec<u8>>,
}

impl<'a> Landings<'a> {
    pub(super) fn new(scenario: &'a Scenario, replication: u32) -> Self {
        Self {
            scenario,
            calendar: scenario.calendar(),
            replication: replication.to_string(),
            writer: csv::Writer::from_writer(Vec::new()),
        }
    }

    /// Adds the row of a project.
    pub(super) fn add(&mut self, project: &Project, life: &Life) {
        let city = &self.scenario.city;
        let week = |week: Option<Week>| {
            week.map(|week| self.calendar.counted(week).to_string())
                .unwrap_or_default()
        };
        let code = |district: Option<DistrictId>| {
            district.map_or("", |d| city.districts[d.index()].code.as_str())
        };
        let found_by = match project.found_by {
            FoundBy::City => "city",
            FoundBy::District(district) => code(Some(district)),
        };
        let mut record = csv::StringRecord::new();
        record.push_field(&self.scenario.name);
        record.push_field(&self.replication);
        record.push_field(&project.id.to_string());
        record.push_field(&city.sectors[project.sector.index()].code);
        record.push_field(project.ownership.word());
        record.push_field(&number(project.investment_yi));
        record.push_field(&number(project.land.hectares()));
        record.push_field(found_by);
        record.push_field(code(life.first_negotiator));
        record.push_field(code(life.landed_in()));
        record.push_field(life.stage().word());
        record.push_field(life.cause.map_or("", |cause| cause.word()));
        for (stage, _) in Stage::WAY {
            record.push_field(&week(life.reached(stage)));
        }
        record.push_field(&week(life.ended()));
        // Rows of one length, written to memory: this cannot fail.
        let _ = self.writer.write_record(&record);
    }

    /// All rows.
    pub(super) fn bytes(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// Writes the tables of a run or comparison from what its runs left.
pub(super) fn write(
    folder: &Path,
    subject: &Subject,
    runs: &Runs,
) -> Result<Vec<FileRecord>, Failure> {
    let scenarios = subject.scenarios();
    let names = subject.figures();
    let of_metrics = Metrics::new(&names);
    let columns = subject.weekly_figures().len() * subject.horizon_weeks as usize;
    let begin = |name: &str, head: &[String]| {
        let mut file = HashedFile::create(folder, name)?;
        file.write(&rows(|writer| writer.write_record(head)))?;
        Ok::<_, Failure>(file)
    };
    let metrics_head: Vec<String> = METRICS_HEAD.iter().map(|&s| s.to_owned()).collect();
    let mut metrics = begin("metrics.csv", &metrics_head)?;
    let mut landings = begin("landings.csv", &landing_head())?;
    let mut sums = Sums::new(scenarios.len(), names.len());
    for first in (0..runs.len()).step_by(AT_A_TIME) {
        let last = (first + AT_A_TIME).min(runs.len());
        let written: Vec<Row> = (first..last)
            .into_par_iter()
            .map(|run| {
                let record = runs.read_part(run, 0, series_begin(runs, run, columns)?)?;
                let (scenario, replication) =
                    (scenarios[run % scenarios.len()], run / scenarios.len());
                Row::read(&record, columns, scenario, replication, &of_metrics)
                    .ok_or_else(|| runs.damaged(run))
            })
            .collect::<Result<_, Failure>>()?;
        for (run, row) in (first..last).zip(written) {
            metrics.write(&row.metrics)?;
            landings.write(&row.landings)?;
            sums.take(run % scenarios.len(), row);
        }
    }
    let mut files = vec![metrics.finish()?, landings.finish()?];
    files.push(write_series(folder, subject, runs)?);
    files.push(years::write(folder, subject, runs)?);
    files.push(write_summary(folder, &scenarios, &names, &sums.figures)?);
    files.push(write_curves(folder, &scenarios, &sums.curves)?);
    if scenarios.len() > 1 {
        files.push(write_comparison(folder, &scenarios, &names, &sums.pairs)?);
    }
    Ok(files)
}

/// Sums over replications.
struct Sums {
    /// For each scenario the moments of every figure.
    figures: Vec<Vec<Moments>>,
    /// For each scenario but the first every figure paired with the first's.
    pairs: Vec<Vec<Pair>>,
    /// For each scenario and milestone the moments of the curve, by weeks.
    curves: Vec<Vec<Vec<Moments>>>,
    /// The base's figures of the replication under way.
    base: Vec<Option<f64>>,
}

impl Sums {
    fn new(scenarios: usize, figures: usize) -> Self {
        Self {
            figures: vec![vec![Moments::default(); figures]; scenarios],
            pairs: vec![vec![Pair::default(); figures]; scenarios.saturating_sub(1)],
            curves: vec![vec![Vec::new(); MILESTONES.len()]; scenarios],
            base: Vec::new(),
        }
    }

    /// Takes the next run of a scenario; those of one replication come in order of scenarios.
    fn take(&mut self, scenario: usize, row: Row) {
        for (moments, figure) in self.figures[scenario].iter_mut().zip(&row.figures) {
            if let Some(figure) = figure {
                moments.add(*figure);
            }
        }
        if scenario > 0 {
            let pairs = self.pairs[scenario - 1].iter_mut();
            for (pair, (base, variant)) in pairs.zip(self.base.iter().zip(&row.figures)) {
                if let (Some(base), Some(variant)) = (base, variant) {
                    pair.add(*base, *variant);
                }
            }
        }
        for (moments, curve) in self.curves[scenario].iter_mut().zip(&row.curves) {
            moments.resize(curve.len().max(moments.len()), Moments::default());
            for (moments, share) in moments.iter_mut().zip(curve) {
                moments.add(*share);
            }
        }
        if scenario == 0 {
            self.base = row.figures;
        }
    }
}

/// Writes `series.csv`: weekly figures over replications, some weeks at a time.
fn write_series(folder: &Path, subject: &Subject, runs: &Runs) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "series.csv")?;
    file.write(b"scenario,week,date,metric,scope,place,mean,sd,p10,p50,p90\n")?;
    let scenarios = subject.scenarios();
    let calendar = subject.calendar();
    let starts: Vec<String> = subject
        .weekly_figures()
        .iter()
        .map(|figure| row_start(&[figure.metric.name, figure.scope.name(), &figure.code]))
        .collect();
    let columns = starts.len() * subject.horizon_weeks as usize;
    for (scenario, name) in scenarios.iter().enumerate() {
        let own = (scenario..runs.len())
            .step_by(scenarios.len())
            .map(|run| Ok((run, series_begin(runs, run, columns)?)))
            .collect::<Result<Vec<_>, Failure>>()?;
        if own.is_empty() {
            continue;
        }
        // Each thread reads a part of every run: a week, or less where there are very many runs.
        let width = (BUDGET / FIGURE / own.len()).clamp(1, starts.len().max(1));
        let parts: Vec<usize> = (0..columns).step_by(width).collect();
        for parts in parts.chunks(AT_A_TIME) {
            let written: Vec<Vec<u8>> = parts
                .par_iter()
                .map(|&first| {
                    let width = width.min(columns - first);
                    let of_runs = own
                        .iter()
                        .map(|&(run, begins)| {
                            runs.read_part(run, begins + first * FIGURE, width * FIGURE)
                        })
                        .collect::<Result<Vec<_>, _>>()?;
                    let columns = (0..width).map(|at| {
                        let column = first + at;
                        let values = of_runs.iter().filter_map(move |run| figure(run, at));
                        let start = &starts[column % starts.len()];
                        (column / starts.len(), &start[..], values)
                    });
                    Ok(series_rows(name, &calendar, columns))
                })
                .collect::<Result<_, Failure>>()?;
            written.iter().try_for_each(|rows| file.write(rows))?;
        }
    }
    file.finish()
}

/// Rows of `series.csv` of some columns, each a week, the figure as its row names it and its values;
/// none where the figure is undefined in every replication.
fn series_rows<'a>(
    scenario: &str,
    calendar: &Calendar,
    columns: impl Iterator<Item = (usize, &'a str, impl Iterator<Item = f64>)>,
) -> Vec<u8> {
    let mut dated = (usize::MAX, String::new());
    let mut ascending: Vec<f64> = Vec::new();
    let mut text = String::new();
    for (week, figure, values) in columns {
        ascending.clear();
        ascending.extend(values.filter(|value| !value.is_nan()));
        let mut moments = Moments::default();
        for &value in &ascending {
            moments.add(value);
        }
        let Some(mean) = moments.mean() else {
            continue;
        };
        ascending.sort_unstable_by(f64::total_cmp);
        if dated.0 != week {
            let number = u32::try_from(week).unwrap_or(u32::MAX);
            let date = calendar.date(calendar.first_counted().after(number));
            dated = (
                week,
                row_start(&[scenario, &number.to_string(), &date.to_string()]),
            );
        }
        text.push_str(&dated.1);
        text.push_str(figure);
        number::push(&mut text, mean);
        let shares = [0.1, 0.5, 0.9].map(|share| percentile(&ascending, share));
        for figure in std::iter::once(moments.sd()).chain(shares) {
            text.push(',');
            if let Some(figure) = figure {
                number::push(&mut text, figure);
            }
        }
        text.push('\n');
    }
    text.into_bytes()
}

fn write_summary(
    folder: &Path,
    scenarios: &[&str],
    names: &[Figure],
    figures: &[Vec<Moments>],
) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "summary.csv")?;
    file.write(b"scenario,metric,scope,place,unit,mean,sd,ci_low,ci_high,n\n")?;
    for (scenario, figures) in scenarios.iter().zip(figures) {
        file.write(&rows(|writer| {
            for (name, moments) in names.iter().zip(figures) {
                let Some(mean) = moments.mean() else {
                    continue;
                };
                if name.scope == Scope::Flow && mean == 0.0 {
                    continue;
                }
                writer.write_record([
                    scenario,
                    name.metric.name,
                    name.scope.name(),
                    &name.code,
                    name.metric.unit,
                    &number(mean),
                    &optional(moments.sd()),
                    &optional(moments.interval().map(|(low, _)| low)),
                    &optional(moments.interval().map(|(_, high)| high)),
                    &moments.n().to_string(),
                ])?;
            }
            Ok(())
        }))?;
    }
    file.finish()
}

fn write_curves(
    folder: &Path,
    scenarios: &[&str],
    curves: &[Vec<Vec<Moments>>],
) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "curves.csv")?;
    file.write(b"scenario,curve,weeks,mean,ci_low,ci_high\n")?;
    for (scenario, curves) in scenarios.iter().zip(curves) {
        for ((_, curve), points) in MILESTONES.iter().zip(curves) {
            file.write(&rows(|writer| {
                for (weeks, moments) in points.iter().enumerate() {
                    writer.write_record([
                        *scenario,
                        curve,
                        &weeks.to_string(),
                        &optional(moments.mean()),
                        &optional(moments.interval().map(|(low, _)| low.max(0.0))),
                        &optional(moments.interval().map(|(_, high)| high.min(1.0))),
                    ])?;
                }
                Ok(())
            }))?;
        }
    }
    file.finish()
}

fn write_comparison(
    folder: &Path,
    scenarios: &[&str],
    names: &[Figure],
    pairs: &[Vec<Pair>],
) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "comparison.csv")?;
    file.write(
        b"metric,scope,place,unit,base,variant,base_mean,variant_mean,difference,ci_low,ci_high,n,n_needed\n",
    )?;
    let Some((base, variants)) = scenarios.split_first() else {
        return file.finish();
    };
    for (variant, pairs) in variants.iter().zip(pairs) {
        file.write(&rows(|writer| {
            for (name, pair) in names.iter().zip(pairs) {
                let (Some(difference), false) = (pair.difference.mean(), name.scope == Scope::Flow)
                else {
                    continue;
                };
                let interval = pair.difference.interval();
                writer.write_record([
                    name.metric.name,
                    name.scope.name(),
                    &name.code,
                    name.metric.unit,
                    base,
                    variant,
                    &optional(pair.base.mean()),
                    &optional(pair.variant.mean()),
                    &number(difference),
                    &optional(interval.map(|(low, _)| low)),
                    &optional(interval.map(|(_, high)| high)),
                    &pair.difference.n().to_string(),
                    &optional(pair.needed()),
                ])?;
            }
            Ok(())
        }))?;
    }
    file.finish()
}
