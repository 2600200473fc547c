//! Draws the share of projects that have reached land, and production, by weeks since the lead.

use super::axes;
use super::canvas::{Folio, PlotError};
use super::figures;
use super::lines::{LineChart, Reading, Strand};
use super::read::Results;

/// Weeks shown: three years to land, six to production.
const TO_LAND: f64 = 156.0;
const TO_PRODUCTION: f64 = 312.0;

/// Draws `time_to_land` and `time_to_production`.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    folio.add(
        "time_to_land",
        &chart(results, "land", "get land", TO_LAND).picture(),
    )?;
    folio.add(
        "time_to_production",
        &chart(results, "production", "begin to produce", TO_PRODUCTION).picture(),
    )
}

fn chart(results: &Results, curve: &str, reached: &str, last_week: f64) -> LineChart {
    let manifest = &results.manifest;
    let mut strands = Vec::new();
    let mut end: f64 = 0.0;
    for (look, scenario) in manifest.scenarios.iter().enumerate() {
        let key = (scenario.name.clone(), curve.to_owned());
        let points = results
            .curves
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let shown = points.iter().filter(|p| p.weeks <= last_week);
        let readings: Vec<Reading> = shown
            .map(|p| Reading {
                x: p.weeks,
                mean: p.mean.map(|share| 100.0 * share),
                band: p.ci.map(|(low, high)| (100.0 * low, 100.0 * high)),
            })
            .collect();
        end = readings.iter().map(|r| r.x).fold(end, f64::max);
        strands.push(Strand {
            title: scenario.title.clone(),
            look,
            readings,
        });
    }
    let titles: Vec<&str> = manifest
        .scenarios
        .iter()
        .map(|s| s.title.as_str())
        .collect();
    let method = if manifest.replications == 1 {
        "one replication has no interval"
    } else {
        "lost projects count until they are lost (Kaplan–Meier); line: mean; band: 95 % interval of the \
         mean over replications (Student t)"
    };
    LineChart {
        title: format!(
            "How fast projects {reached}, were none lost: share by weeks since the lead"
        ),
        x_axis: ("Weeks since the lead".to_owned(), week_ticks(end)),
        y_title: "Share of projects (%), Kaplan–Meier".to_owned(),
        from_zero: true,
        strands,
        caption: axes::caption(manifest, &titles, method),
        nothing: format!("curves.csv holds no curve “{curve}”."),
    }
}

/// Ticks at half years, at years of a long run, or at round weeks of a short one.
fn week_ticks(end: f64) -> Vec<(f64, String)> {
    if end < 78.0 {
        return figures::ticks(0.0, end.max(1.0), 8.0);
    }
    let step = if end > TO_LAND { 52.0 } else { 26.0 };
    let steps = (0..=6).map(|n| f64::from(n) * step);
    steps
        .filter(|week| *week <= end)
        .map(|week| (week, figures::spell(week, 0.0)))
        .collect()
}
