//! Draws the share of projects that have reached land, and production, by weeks since the lead.

use super::axes;
use super::canvas::{Folio, PlotError};
use super::figures;
use super::lines::{LineChart, Place, Reading, Strand};
use super::read::Results;
use crate::kernel::language::{Words, words};
use crate::kernel::number::number;

/// Weeks shown: three years to land, six to production.
const TO_LAND: f64 = 156.0;
const TO_PRODUCTION: f64 = 312.0;

/// Draws `time_to_land` and `time_to_production`.
pub(super) fn draw(results: &Results, folio: &mut Folio) -> Result<(), PlotError> {
    let to_land = words(
        "How fast projects get land, were none lost: share by weeks since the lead",
        "项目取得用地的速度（假设均不流失）：按发现线索后周数的占比",
    );
    let to_production = words(
        "How fast projects begin to produce, were none lost: share by weeks since the lead",
        "项目投产的速度（假设均不流失）：按发现线索后周数的占比",
    );
    folio.add(
        "time_to_land",
        &chart(results, "land", to_land, TO_LAND).picture(),
    )?;
    folio.add(
        "time_to_production",
        &chart(results, "production", to_production, TO_PRODUCTION).picture(),
    )
}

fn chart(results: &Results, curve: &str, title: Words, last_week: f64) -> LineChart {
    let manifest = &results.manifest;
    let language = manifest.language;
    let mut weeks: Vec<f64> = Vec::new();
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
        weeks.extend(readings.iter().map(|reading| reading.x));
        end = readings.iter().map(|r| r.x).fold(end, f64::max);
        strands.push(Strand {
            title: scenario.title.clone(),
            look,
            readings,
        });
    }
    weeks.sort_by(f64::total_cmp);
    weeks.dedup();
    let titles: Vec<&str> = manifest
        .scenarios
        .iter()
        .map(|s| s.title.as_str())
        .collect();
    let method = if manifest.replications == 1 {
        language.choose("one replication has no interval", "仅一次重复，没有区间")
    } else {
        language.choose(
            "lost projects count until they are lost (Kaplan–Meier); line: mean; band: 95 % interval of the \
             mean over replications (Student t)",
            "流失的项目计至流失之时（删失，Kaplan–Meier 估计）；线：均值；带：各次重复均值的 95 % 区间（Student t）",
        )
    };
    LineChart {
        title: title.of(language).to_owned(),
        x_axis: (
            language
                .choose("Weeks since the lead", "发现线索后的周数")
                .to_owned(),
            week_ticks(end),
        ),
        y_title: language
            .choose(
                "Share of projects (%), Kaplan–Meier",
                "项目占比（%），Kaplan–Meier 估计",
            )
            .to_owned(),
        from_zero: true,
        strands,
        caption: axes::caption(manifest, &titles, method),
        places: (weeks.into_iter())
            .map(|x| Place {
                x,
                words: language
                    .choose(
                        &format!("{x} weeks since the lead"),
                        &format!("发现线索后 {x} 周"),
                    )
                    .to_owned(),
                cell: number(x),
            })
            .collect(),
        place: language.choose("Weeks since the lead", "发现线索后的周数"),
        band: [
            language.choose("95 % interval of the mean", "均值的 95 % 区间"),
            axes::ends(language)[0],
            axes::ends(language)[1],
        ],
        language,
        nothing: language
            .choose(
                &format!("curves.csv holds no curve “{curve}”."),
                &format!("curves.csv 中没有曲线“{curve}”。"),
            )
            .to_owned(),
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
