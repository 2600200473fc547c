//! Draws each headline metric of the city over time, one line and band for each scenario.

use std::collections::BTreeMap;

use super::axes;
use super::canvas::{Folio, PlotError};
use super::headline;
use super::lines::{LineChart, Place, Reading, Strand};
use super::read::{Results, WeekPoint};
use crate::kernel::language::Language;

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
    let language = manifest.language;
    let spread = if one {
        language.choose("the only replication", "唯一一次重复")
    } else {
        language.choose(
            "mean and 10–90 % of replications",
            "均值与各次重复的 10–90 % 区间",
        )
    };
    let titles: Vec<&str> = manifest
        .scenarios
        .iter()
        .map(|s| s.title.as_str())
        .collect();
    let method = if one {
        ""
    } else {
        language.choose(
            "line: mean; band: 10th–90th percentile",
            "线：均值；带：第 10 至第 90 百分位",
        )
    };
    LineChart {
        title: axes::colon(language, title, spread),
        x_axis: date_axis(&dates, language),
        y_title: axes::with_unit(language, title, unit),
        from_zero: false,
        strands,
        caption: axes::caption(manifest, &titles, method),
        places: (dates.iter())
            .map(|(week, date)| Place {
                x: f64::from(*week),
                words: (*date).to_owned(),
                cell: (*date).to_owned(),
            })
            .collect(),
        place: language.choose("Date", "日期"),
        band: [
            language.choose("10–90 % of replications", "各次重复的 10–90 %"),
            language.choose("10th percentile", "第 10 百分位"),
            language.choose("90th percentile", "第 90 百分位"),
        ],
        language,
        nothing: match language {
            Language::English => {
                format!("series.csv holds no weekly figures of {metric} for the city.")
            }
            Language::Chinese => format!("series.csv 中没有全市 {metric} 的逐周数值。"),
        },
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
fn date_axis(dates: &BTreeMap<u32, &str>, language: Language) -> (String, Vec<(f64, String)>) {
    let years = turns(dates, 4);
    if years.len() > 1 {
        return (
            language
                .choose(
                    "Date (tick: first week of the year)",
                    "日期（刻度：当年第一周）",
                )
                .to_owned(),
            thin(years, 12),
        );
    }
    let months = turns(dates, 7);
    if months.is_empty() {
        let weeks = dates
            .iter()
            .map(|(week, date)| (f64::from(*week), (*date).to_owned()));
        return (
            language.choose("Date", "日期").to_owned(),
            thin(weeks.collect(), 6),
        );
    }
    (
        language
            .choose(
                "Date (tick: first week of the month)",
                "日期（刻度：当月第一周）",
            )
            .to_owned(),
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
