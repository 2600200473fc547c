//! `years.csv`: weekly figures of the city and its districts as they stand at the end of each year,
//! with intervals, and each variant's paired difference from the base.

use std::path::Path;

use rayon::prelude::*;

use super::Failure;
use super::hashed::{FileRecord, HashedFile};
use super::journal::Runs;
use super::packed::numbers;
use super::statistics::{Moments, Pair};
use super::subject::{Figure, Subject};
use super::tables::{FIGURE, rows, series_begin};
use crate::kernel::number::optional;
use crate::kernel::record::Scope;

/// Weeks of a year of the model.
const YEAR: u32 = 52;
/// Figures whose rows one thread writes at a time.
const ROWS: usize = 256;

/// The last week of each year; the last year may be shorter.
fn year_ends(horizon: u32) -> Vec<u32> {
    (1..=horizon.div_ceil(YEAR))
        .map(|year| (year * YEAR).min(horizon) - 1)
        .collect()
}

/// A figure at the end of a year, over replications.
#[derive(Clone, Default)]
struct AtYearEnd {
    level: Moments,
    /// Paired with the base; empty for the base itself.
    pair: Pair,
}

/// Writes `years.csv`.
pub(super) fn write(folder: &Path, subject: &Subject, runs: &Runs) -> Result<FileRecord, Failure> {
    let mut file = HashedFile::create(folder, "years.csv")?;
    file.write(
        b"scenario,year,date,metric,scope,place,unit,mean,ci_low,ci_high,n,base,difference,difference_ci_low,difference_ci_high,pairs\n",
    )?;
    let scenarios = subject.scenarios();
    let figures = subject.weekly_figures();
    let calendar = subject.calendar();
    let ends = year_ends(subject.horizon_weeks);
    let columns = figures.len() * subject.horizon_weeks as usize;
    let mut found: Vec<Vec<Vec<AtYearEnd>>> = Vec::new();
    for &week in &ends {
        let mut at_end = vec![vec![AtYearEnd::default(); figures.len()]; scenarios.len()];
        let mut base = Vec::new();
        for run in 0..runs.len() {
            let scenario = run % scenarios.len();
            let width = figures.len() * FIGURE;
            let begins = series_begin(runs, run, columns)?;
            let bytes = runs.read_part(run, begins + week as usize * width, width)?;
            let values = numbers(&bytes);
            for (at, &value) in values.iter().enumerate().filter(|(_, v)| !v.is_nan()) {
                let own = &mut at_end[scenario][at];
                own.level.add(value);
                if let Some(&base) = base.get(at).filter(|b: &&f64| scenario > 0 && !b.is_nan()) {
                    own.pair.add(base, value);
                }
            }
            if scenario == 0 {
                base = values;
            }
        }
        found.push(at_end);
    }
    let shown = |figure: &Figure| matches!(figure.scope, Scope::City | Scope::District);
    for (scenario, name) in scenarios.iter().enumerate() {
        let against = (scenario > 0).then_some(scenarios[0]);
        for (year, (&week, found)) in ends.iter().zip(&found).enumerate() {
            let date = calendar
                .date(calendar.first_counted().after(week))
                .to_string();
            let written: Vec<Vec<u8>> = figures
                .par_chunks(ROWS)
                .zip(found[scenario].par_chunks(ROWS))
                .map(|(figures, found)| {
                    let own = figures.iter().zip(found).filter(|(f, _)| shown(f));
                    rows(|writer| {
                        for (figure, found) in own {
                            row(writer, name, year + 1, &date, figure, found, against)?;
                        }
                        Ok(())
                    })
                })
                .collect();
            written.iter().try_for_each(|rows| file.write(rows))?;
        }
    }
    file.finish()
}

/// Writes a row; none where the figure is undefined in every replication.
fn row(
    writer: &mut csv::Writer<Vec<u8>>,
    scenario: &str,
    year: usize,
    date: &str,
    figure: &Figure,
    found: &AtYearEnd,
    against: Option<&str>,
) -> csv::Result<()> {
    let (level, difference) = (&found.level, &found.pair.difference);
    if level.n() == 0 {
        return Ok(());
    }
    let (low, high) = level.interval().unzip();
    let (least, most) = difference.interval().unzip();
    let pairs = against.map_or(String::new(), |_| difference.n().to_string());
    writer.write_record([
        scenario,
        &year.to_string(),
        date,
        figure.metric.name,
        figure.scope.name(),
        &figure.code,
        figure.metric.unit,
        &optional(level.mean()),
        &optional(low),
        &optional(high),
        &level.n().to_string(),
        against.unwrap_or_default(),
        &optional(difference.mean()),
        &optional(least),
        &optional(most),
        &pairs,
    ])
}

#[cfg(test)]
mod tests {
    use super::year_ends;

    #[test]
    fn years_end_in_their_last_week_and_the_last_with_the_run() {
        assert_eq!(year_ends(104), [51, 103]);
        assert_eq!(year_ends(60), [51, 59]);
        assert_eq!(year_ends(10), [9]);
    }
}
