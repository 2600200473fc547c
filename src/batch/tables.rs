//! The tables of a result, written row by row as replications come in.

use rayon::prelude::*;

use super::folder::{FileRecord, HashedFile, Unfinished};
use super::number::{number, optional};
use super::spool::Spool;
use super::statistics::{Moments, Pair, percentile};
use super::{Failure, figure_names};
use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::lifecycle::speed::MILESTONES;
use crate::scenario::Scenario;
use crate::simulation::{self, Outcome};
use crate::world::project::{FoundBy, Stage};

/// A replication, its rows written out by the thread that ran it.
pub(super) struct Written {
    metrics: Vec<u8>,
    landings: Vec<u8>,
    outcome: Outcome,
}

impl Written {
    pub(super) fn new(scenario: &Scenario, layout: &Layout, outcome: Outcome) -> Self {
        Self {
            metrics: metric_rows(scenario, layout, &outcome),
            landings: landing_rows(scenario, &outcome),
            outcome,
        }
    }
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

/// Rows of `metrics.csv`. Undefined figures and empty flows have no row.
fn metric_rows(scenario: &Scenario, layout: &Layout, outcome: &Outcome) -> Vec<u8> {
    let replication = outcome.replication.to_string();
    rows(|writer| {
        for ((metric, scope, place), figure) in simulation::figures(layout)
            .into_iter()
            .zip(&outcome.figures)
        {
            let Some(figure) = figure else {
                continue;
            };
            if scope == Scope::Flow && *figure == 0.0 {
                continue;
            }
            writer.write_record([
                &scenario.name,
                &replication,
                metric.name,
                scope.name(),
                &scenario.city.code(place),
                metric.unit,
                &number(*figure),
            ])?;
        }
        Ok(())
    })
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

fn landing_head() -> Vec<String> {
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

/// Rows of `landings.csv`: weeks are counted from the first counted week.
fn landing_rows(scenario: &Scenario, outcome: &Outcome) -> Vec<u8> {
    let calendar = scenario.calendar();
    let city = &scenario.city;
    let replication = outcome.replication.to_string();
    let week = |week: Option<Week>| {
        week.map(|week| calendar.counted(week).to_string())
            .unwrap_or_default()
    };
    let code = |district: Option<crate::kernel::ids::DistrictId>| {
        district.map_or("", |d| city.districts[d.index()].code.as_str())
    };
    rows(|writer| {
        for row in &outcome.projects {
            let (project, life) = (&row.project, &row.life);
            let found_by = match project.found_by {
                FoundBy::City => "city",
                FoundBy::District(district) => code(Some(district)),
            };
            let mut record = csv::StringRecord::new();
            record.push_field(&scenario.name);
            record.push_field(&replication);
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
            writer.write_record(&record)?;
        }
        Ok(())
    })
}

/// The tables under way.
pub(super) struct Writer {
    metrics: HashedFile,
    landings: HashedFile,
    series: Vec<Spool>,
    /// For each scenario the moments of every figure.
    figures: Vec<Vec<Moments>>,
    /// For each scenario but the first every figure paired with the first's.
    pairs: Vec<Vec<Pair>>,
    /// For each scenario and milestone the moments of the curve, by weeks.
    curves: Vec<Vec<Vec<Moments>>>,
    /// The base's figures of the replication under way.
    base: Vec<Option<f64>>,
    names: Vec<[String; 4]>,
    folder: std::path::PathBuf,
    layout: Layout,
}

impl Writer {
    pub(super) fn create(
        folder: &Unfinished,
        scenarios: &[Scenario],
        layout: &Layout,
    ) -> Result<Self, Failure> {
        let path = folder.path();
        let begin = |name: &str, head: &[String]| {
            let mut file = HashedFile::create(path, name)?;
            file.write(&rows(|writer| writer.write_record(head)))?;
            Ok::<_, Failure>(file)
        };
        let weekly = simulation::weekly_figures(layout).len();
        let series = scenarios
            .iter()
            .enumerate()
            .map(|(index, scenario)| {
                let spool = path.join(format!("series.{index}.spool"));
                Spool::create(&spool, weekly * scenario.run.horizon as usize)
                    .map_err(|error| Failure::Files(spool, error))
            })
            .collect::<Result<_, _>>()?;
        let names = match scenarios.first() {
            Some(scenario) => figure_names(scenario, layout),
            None => Vec::new(),
        };
        let figures = names.len();
        let metrics_head: Vec<String> = METRICS_HEAD.iter().map(|&s| s.to_owned()).collect();
        Ok(Self {
            metrics: begin("metrics.csv", &metrics_head)?,
            landings: begin("landings.csv", &landing_head())?,
            series,
            figures: vec![vec![Moments::default(); figures]; scenarios.len()],
            pairs: vec![vec![Pair::default(); figures]; scenarios.len().saturating_sub(1)],
            curves: vec![vec![Vec::new(); MILESTONES.len()]; scenarios.len()],
            base: Vec::new(),
            names,
            folder: path.to_owned(),
            layout: layout.clone(),
        })
    }

    /// Takes the next replication of a scenario; those of one replication come in order of
    /// scenarios.
    pub(super) fn take(&mut self, scenario: usize, written: Written) -> Result<(), Failure> {
        self.metrics.write(&written.metrics)?;
        self.landings.write(&written.landings)?;
        let outcome = written.outcome;
        self.series[scenario]
            .add(&outcome.series)
            .map_err(|error| Failure::Files(self.folder.join("series.csv"), error))?;
        for (moments, figure) in self.figures[scenario].iter_mut().zip(&outcome.figures) {
            if let Some(figure) = figure {
                moments.add(*figure);
            }
        }
        if scenario > 0 {
            let pairs = self.pairs[scenario - 1].iter_mut();
            for (pair, (base, variant)) in pairs.zip(self.base.iter().zip(&outcome.figures)) {
                if let (Some(base), Some(variant)) = (base, variant) {
                    pair.add(*base, *variant);
                }
            }
        }
        for (moments, curve) in self.curves[scenario].iter_mut().zip(&outcome.curves) {
            moments.resize(curve.len().max(moments.len()), Moments::default());
            for (moments, share) in moments.iter_mut().zip(curve) {
                moments.add(*share);
            }
        }
        if scenario == 0 {
            self.base = outcome.figures;
        }
        Ok(())
    }

    /// Ends all tables; returns the files.
    pub(super) fn finish(self, scenarios: &[Scenario]) -> Result<Vec<FileRecord>, Failure> {
        let mut files = vec![self.metrics.finish()?, self.landings.finish()?];
        files.push(write_series(
            &self.folder,
            scenarios,
            self.series,
            &self.layout,
        )?);
        files.push(write_summary(
            &self.folder,
            scenarios,
            &self.names,
            &self.figures,
        )?);
        files.push(write_curves(&self.folder, scenarios, &self.curves)?);
        if scenarios.len() > 1 {
            files.push(write_comparison(
                &self.folder,
                scenarios,
                &self.names,
                &self.pairs,
            )?);
        }
        Ok(files)
    }
}

fn write_series(
    folder: &std::path::Path,
    scenarios: &[Scenario],
    spools: Vec<Spool>,
    layout: &Layout,
) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "series.csv")?;
    file.write(b"scenario,week,date,metric,scope,place,mean,sd,p10,p50,p90\n")?;
    let figures = simulation::weekly_figures(layout);
    for (scenario, spool) in scenarios.iter().zip(spools) {
        let calendar = scenario.calendar();
        spool
            .drain(|first, block: &[Vec<f64>]| {
                let written: Vec<Vec<u8>> = block
                    .par_iter()
                    .enumerate()
                    .map(|(at, values)| {
                        let column = first + at;
                        let figure = figures[column % figures.len()];
                        series_row(scenario, &calendar, column / figures.len(), figure, values)
                    })
                    .collect();
                written
                    .iter()
                    .try_for_each(|row| file.write(row))
                    .map_err(SeriesError::Failed)
            })
            .map_err(|error| match error {
                SeriesError::Failed(failure) => failure,
                SeriesError::Io(error) => Failure::Files(folder.join("series.csv"), error),
            })?;
    }
    file.finish()
}

enum SeriesError {
    Failed(Failure),
    Io(std::io::Error),
}

impl From<std::io::Error> for SeriesError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// A row of `series.csv`; none where the figure is undefined in every replication.
fn series_row(
    scenario: &Scenario,
    calendar: &Calendar,
    week: usize,
    (metric, scope, place): (&Metric, Scope, Place),
    values: &[f64],
) -> Vec<u8> {
    let mut ascending: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let mut moments = Moments::default();
    for &value in &ascending {
        moments.add(value);
    }
    let Some(mean) = moments.mean() else {
        return Vec::new();
    };
    ascending.sort_by(f64::total_cmp);
    let week = u32::try_from(week).unwrap_or(u32::MAX);
    let date = calendar.date(calendar.first_counted().after(week));
    let share = |share| optional(percentile(&ascending, share));
    rows(|writer| {
        writer.write_record([
            &scenario.name,
            &week.to_string(),
            &date.to_string(),
            metric.name,
            scope.name(),
            &scenario.city.code(place),
            &number(mean),
            &optional(moments.sd()),
            &share(0.1),
            &share(0.5),
            &share(0.9),
        ])
    })
}

fn write_summary(
    folder: &std::path::Path,
    scenarios: &[Scenario],
    names: &[[String; 4]],
    figures: &[Vec<Moments>],
) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "summary.csv")?;
    file.write(b"scenario,metric,scope,place,unit,mean,sd,ci_low,ci_high,n\n")?;
    for (scenario, figures) in scenarios.iter().zip(figures) {
        file.write(&rows(|writer| {
            for ([metric, scope, place, unit], moments) in names.iter().zip(figures) {
                let Some(mean) = moments.mean() else {
                    continue;
                };
                if *scope == Scope::Flow.name() && mean == 0.0 {
                    continue;
                }
                writer.write_record([
                    &scenario.name,
                    metric,
                    scope,
                    place,
                    unit,
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
    folder: &std::path::Path,
    scenarios: &[Scenario],
    curves: &[Vec<Vec<Moments>>],
) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "curves.csv")?;
    file.write(b"scenario,curve,weeks,mean,ci_low,ci_high\n")?;
    for (scenario, curves) in scenarios.iter().zip(curves) {
        for ((_, curve), points) in MILESTONES.iter().zip(curves) {
            file.write(&rows(|writer| {
                for (weeks, moments) in points.iter().enumerate() {
                    writer.write_record([
                        scenario.name.as_str(),
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
    folder: &std::path::Path,
    scenarios: &[Scenario],
    names: &[[String; 4]],
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
            for ([metric, scope, place, unit], pair) in names.iter().zip(pairs) {
                let (Some(difference), false) =
                    (pair.difference.mean(), *scope == Scope::Flow.name())
                else {
                    continue;
                };
                let interval = pair.difference.interval();
                writer.write_record([
                    metric,
                    scope,
                    place,
                    unit,
                    &base.name,
                    &variant.name,
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
