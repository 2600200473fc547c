//! Draws each headline metric of the city over time, one line and band for each scenario.

use std::collections::BTreeMap;

use super::axes;
use super::canvas::{Folio, PlotError};
use super::headline;
use super::lines::{LineChart, Reading, Strand};
use super::read::{Results, WeekPoint};

/// Draws `series_<metric>` for every headline metric.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    for metric in headline::SERIES {
        let stem = format!("series_{metric}");
        folio.add(&stem, &chart(results, metric).picture())?;
    }
    Ok(())
}

fn chart(results: &Results, metric: &str) -> LineChart {
    let manifest = &results.manifest;
    let mut dates: BTreeMap<u32, &str> = BTreeMap::new();
    let mut strands = Vec::new();
    for (look, scenario) in manifest.scenarios.iter().enumerate() {
        let key = (scenario.name.clone(), metric.to_owned());
        let points = results
            .series
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        dates.extend(points.iter().map(|p| (p.week, p.date.as_str())));
        let readings = points.iter().map(reading).collect();
        strands.push(Strand {
            title: scenario.title.clone(),
            look,
            readings,
        });
    }
    let title = manifest.metric_title(metric);
    let unit = manifest.metric_unit(metric);
    let one = manifest.replications == 1;
    let spread = if one {
        "the only replication"
    } else {
        "mean and 10–90 % of replications"
    };
    let titles: Vec<&str> = manifest
        .scenarios
        .iter()
        .map(|s| s.title.as_str())
        .collect();
    let method = if one {
        ""
    } else {
        "line: mean; band: 10th–90th percentile"
    };
    LineChart {
        title: format!("{title}: {spread}"),
        x_axis: date_axis(&dates),
        y_title: if unit.is_empty() {
            title.to_owned()
        } else {
            format!("{title} ({unit})")
        },
        from_zero: false,
        strands,
        caption: axes::caption(manifest, &titles, method),
        nothing: format!("series.csv holds no weekly figures of {metric} for the city."),
    }
}

fn reading(point: &WeekPoint) -> Reading {
    Reading {
        x: f64::from(point.week),
        mean: point.mean,
        band: point.p10.zip(point.p90),
    }
}

/// The title and ticks of a date axis: a tick at the first week of each year, or of each month of
/// a short run.
fn date_axis(dates: &BTreeMap<u32, &str>) -> (String, Vec<(f64, String)>) {
    let years = turns(dates, 4);
    if years.len() > 1 {
        return (
            "Date (tick: first week of the year)".to_owned(),
            thin(years, 12),
        );
    }
    let months = turns(dates, 7);
    if months.is_empty() {
        let weeks = dates
            .iter()
            .map(|(week, date)| (f64::from(*week), (*date).to_owned()));
        return ("Date".to_owned(), thin(weeks.collect(), 6));
    }
    (
        "Date (tick: first week of the month)".to_owned(),
        thin(months, 10),
    )
}

/// The weeks in which the first `length` characters of the date change.
fn turns(dates: &BTreeMap<u32, &str>, length: usize) -> Vec<(f64, String)> {
    let begins: Vec<(u32, &str)> = dates
        .iter()
        .map(|(week, date)| (*week, date.get(..length).unwrap_or(date)))
        .collect();
    let changes = begins.windows(2).filter(|pair| pair[0].1 != pair[1].1);
    changes
        .map(|pair| (f64::from(pair[1].0), pair[1].1.to_owned()))
        .collect()
}

/// Every so many of the ticks that at most `most` are left.
fn thin(ticks: Vec<(f64, String)>, most: usize) -> Vec<(f64, String)> {
    let every = ticks.len().div_ceil(most).max(1);
    ticks.into_iter().step_by(every).collect()
}
