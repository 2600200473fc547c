//! The tile map of a page: every metric of the districts, under each scenario and between them, by
//! year.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::facts::{Facts, Metric, Place};
use crate::kernel::number::number;
use crate::report::tables::rounded;

/// Significant digits of a tile.
const DIGITS: usize = 4;
/// The metric shown first.
const FIRST: &str = "placement.landed_ha";

/// The map with its controls; nothing where districts have no tiles.
pub(super) fn markup(facts: &Facts) -> Markup {
    let placed: Vec<&Place> = (facts.districts.iter())
        .filter(|place| place.tile.is_some())
        .collect();
    let drawn = drawn(facts, &placed);
    if placed.is_empty() || drawn.metrics == 0 {
        return html! { p { (facts.say(
            "The districts of this result have no tiles, or no figures, to draw.",
            "本结果各区没有地图位置或数据可绘。",
        )) } };
    }
    html! {
        p.lead { (facts.say(
            "Each tile is a district; tiles that touch are mostly neighbors. Choose a metric, a scenario or a difference, and a year. In a difference, a filled dot marks a district whose 95 % interval excludes zero, a ring one whose interval includes it.",
            "每格为一个区，相邻的格大多为相邻的区。可选择指标、情景或差值以及年份。差值图中实心点表示该区 95 % 区间不含零，空心圈表示含零。",
        )) }
        div.map {
            div.controls {
                label { (facts.say("Metric", "指标")) " " select id="map-metric" {} }
                label { (facts.say("Show", "显示")) " " select id="map-view" {} }
                label { (facts.say("Year", "年份")) " "
                    input id="map-year" type="range" min="1" max=(drawn.years.max(1)) step="1" value=(drawn.years.max(1));
                    output id="map-date" for="map-year" {}
                }
            }
            p id="map-what" class="map-title" aria-live="polite" {}
            div id="map-tiles" class="tiles" role="list" {}
            p id="map-legend" class="legend" {}
            noscript { p { (facts.say(
                "The map needs JavaScript; its figures are in years.csv, summary.csv and comparison.csv, and pictures of it in plots/.",
                "地图需要 JavaScript；其数据见 years.csv、summary.csv 与 comparison.csv，静态图见 plots/。",
            )) } }
        }
        script type="application/json" id="map-data" { (PreEscaped(inert(&drawn.json))) }
    }
}

/// JSON that cannot end the element that it stands in.
fn inert(json: &Value) -> String {
    json.to_string().replace('<', "\\u003c")
}

/// What the map draws.
struct Drawn {
    metrics: usize,
    years: usize,
    json: Value,
}

/// A figure with as many digits as a tile shows.
fn short(value: f64) -> Value {
    let text = rounded(&number(value), DIGITS);
    text.parse::<f64>().map_or(Value::Null, Value::from)
}

fn bounds(value: f64, ci: Option<(f64, f64)>) -> Value {
    match ci {
        Some((low, high)) => json!([short(value), short(low), short(high)]),
        None => json!([short(value)]),
    }
}

/// The figures of the map: by metric, view, year (or the whole run) and district.
struct Grid {
    values: BTreeMap<String, BTreeMap<String, Vec<Vec<Value>>>>,
    districts: usize,
}

impl Grid {
    /// Puts a figure into a view that has so many years.
    fn put(
        &mut self,
        metric: &str,
        view: String,
        (year, years): (usize, usize),
        place: usize,
        value: Value,
    ) {
        let views = self.values.entry(metric.to_owned()).or_default();
        let empty = || vec![vec![Value::Null; self.districts]; years];
        let view = views.entry(view).or_insert_with(empty);
        if let Some(cell) = view.get_mut(year).and_then(|year| year.get_mut(place)) {
            *cell = value;
        }
    }
}

/// Everything that the districts of a result have figures for.
fn grid(facts: &Facts, placed: &[&Place], years: usize) -> Grid {
    let place_of = |code: &str| placed.iter().position(|place| place.code == code);
    let scenario_of = |name: &str| facts.scenarios.iter().position(|s| s.name == name);
    let at = |place: &str, scenario: &str| place_of(place).zip(scenario_of(scenario));
    let mut grid = Grid {
        values: BTreeMap::new(),
        districts: placed.len(),
    };
    for found in &facts.years {
        let Some((place, scenario)) = at(&found.place, &found.scenario) else {
            continue;
        };
        let (metric, when) = (&found.metric, (found.year - 1, years));
        let value = bounds(found.mean, found.ci);
        grid.put(metric, format!("s{scenario}"), when, place, value);
        if let Some(difference) = found.difference {
            let value = bounds(difference, found.difference_ci);
            grid.put(metric, format!("d{scenario}"), when, place, value);
        }
    }
    let weekly: BTreeSet<&str> = facts.years.iter().map(|at| at.metric.as_str()).collect();
    let is_whole = |scope: &str, metric: &str| scope == "district" && !weekly.contains(metric);
    for found in facts
        .levels
        .iter()
        .filter(|l| is_whole(&l.scope, &l.metric))
    {
        if let Some((place, scenario)) = at(&found.place, &found.scenario) {
            let value = bounds(found.mean, found.ci);
            grid.put(&found.metric, format!("s{scenario}"), (0, 1), place, value);
        }
    }
    for found in facts
        .differences
        .iter()
        .filter(|d| is_whole(&d.scope, &d.metric))
    {
        if let Some((place, scenario)) = at(&found.place, &found.variant) {
            let value = bounds(found.difference, found.ci);
            grid.put(&found.metric, format!("d{scenario}"), (0, 1), place, value);
        }
    }
    grid
}

fn drawn(facts: &Facts, placed: &[&Place]) -> Drawn {
    let dates: BTreeMap<usize, &str> = facts
        .years
        .iter()
        .map(|at| (at.year, at.date.as_str()))
        .collect();
    let grid = grid(facts, placed, dates.len());
    let metrics: Vec<&Metric> = (facts.metrics.iter())
        .filter(|metric| grid.values.contains_key(&metric.name))
        .collect();
    let base = facts
        .scenarios
        .first()
        .map_or("", |base| base.title.as_str());
    let views = facts
        .scenarios
        .iter()
        .enumerate()
        .flat_map(|(at, scenario)| {
            let level = json!({ "key": format!("s{at}"), "title": scenario.title });
            let title = format!("{} − {base}", scenario.title);
            let difference = json!({ "key": format!("d{at}"), "title": title });
            std::iter::once(level).chain((at > 0).then_some(difference))
        });
    let first = if facts.scenarios.len() > 1 {
        "d1"
    } else {
        "s0"
    };
    let described = |m: &&Metric| json!({ "name": m.name, "title": m.title, "unit": m.unit });
    let place = |p: &&Place| json!({ "code": p.code, "name": p.name, "tile": p.tile });
    let json = json!({
        "first": { "metric": FIRST, "view": first },
        "metrics": metrics.iter().map(described).collect::<Vec<_>>(),
        "views": views.collect::<Vec<_>>(),
        "yearly": facts.years.iter().map(|at| at.metric.as_str()).collect::<BTreeSet<_>>(),
        "dates": dates.values().collect::<Vec<_>>(),
        "places": placed.iter().map(place).collect::<Vec<_>>(),
        "values": grid.values,
        "words": {
            "whole": facts.say("whole run", "全期"),
            "end": facts.say("end of year", "年末"),
            "colon": facts.say(": ", "："),
            "comma": facts.say(", ", "，"),
            "open": facts.say(" (", "（"),
            "close": facts.say(")", "）"),
            "interval": facts.say("95 % interval", "95 % 区间"),
            "undefined": facts.say("undefined", "无定义"),
            "n": facts.count("replications"),
            "excludes": facts.say("interval excludes zero", "区间不含零"),
            "includes": facts.say("interval includes zero", "区间含零"),
        },
    });
    Drawn {
        metrics: metrics.len(),
        years: dates.len(),
        json,
    }
}
