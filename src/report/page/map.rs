//! The tile map of a page: every metric of the districts, under each scenario and between them, by
//! year.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::facts::{Facts, Place};

/// The metric shown first.
const FIRST: &str = "placement.landed_ha";

/// The map with its controls; nothing where districts have no tiles.
pub(super) fn markup(facts: &Facts) -> Markup {
    let placed: Vec<&Place> = (facts.districts.iter())
        .filter(|place| place.tile.is_some())
        .collect();
    let drawn = drawn(facts, &placed);
    if placed.is_empty() || drawn.metrics.is_empty() {
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
                    input id="map-year" type="range" min="1" max=(drawn.dates.len().max(1)) step="1" value=(drawn.dates.len().max(1));
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
    metrics: Vec<String>,
    dates: Vec<String>,
    json: Value,
}

/// Four significant digits are as many as a tile shows.
fn short(value: f64) -> Value {
    let text = super::sheet::shown(value);
    text.parse::<f64>().map_or(Value::Null, Value::from)
}

fn bounds(value: f64, ci: Option<(f64, f64)>) -> Value {
    match ci {
        Some((low, high)) => json!([short(value), short(low), short(high)]),
        None => json!([short(value)]),
    }
}

fn drawn(facts: &Facts, placed: &[&Place]) -> Drawn {
    let place_of = |code: &str| placed.iter().position(|place| place.code == code);
    let scenario_of = |name: &str| facts.scenarios.iter().position(|s| s.name == name);
    let mut dates: BTreeMap<usize, &str> = BTreeMap::new();
    for at in &facts.years {
        dates.insert(at.year, &at.date);
    }
    let years = dates.len();
    // metric → view → year (or the whole run) → district
    let mut values: BTreeMap<&str, BTreeMap<String, Vec<Vec<Value>>>> = BTreeMap::new();
    let mut put = |metric, view: String, length: usize, year: usize, place: usize, value| {
        let view = values.entry(metric).or_default().entry(view).or_default();
        if view.is_empty() {
            *view = vec![vec![Value::Null; placed.len()]; length];
        }
        if let Some(cell) = view.get_mut(year).and_then(|year| year.get_mut(place)) {
            *cell = value;
        }
    };
    for at in &facts.years {
        let (Some(place), Some(scenario)) = (place_of(&at.place), scenario_of(&at.scenario)) else {
            continue;
        };
        let year = at.year - 1;
        put(
            &at.metric,
            format!("s{scenario}"),
            years,
            year,
            place,
            bounds(at.mean, at.ci),
        );
        if let Some(difference) = at.difference {
            let value = bounds(difference, at.difference_ci);
            put(
                &at.metric,
                format!("d{scenario}"),
                years,
                year,
                place,
                value,
            );
        }
    }
    let weekly: Vec<&str> = facts.years.iter().map(|at| at.metric.as_str()).collect();
    let is_weekly = |metric: &str| weekly.contains(&metric);
    for at in facts
        .levels
        .iter()
        .filter(|l| l.scope == "district" && !is_weekly(&l.metric))
    {
        if let (Some(place), Some(scenario)) = (place_of(&at.place), scenario_of(&at.scenario)) {
            put(
                &at.metric,
                format!("s{scenario}"),
                1,
                0,
                place,
                bounds(at.mean, at.ci),
            );
        }
    }
    let whole = facts.differences.iter();
    for at in whole.filter(|d| d.scope == "district" && !is_weekly(&d.metric)) {
        if let (Some(place), Some(scenario)) = (place_of(&at.place), scenario_of(&at.variant)) {
            put(
                &at.metric,
                format!("d{scenario}"),
                1,
                0,
                place,
                bounds(at.difference, at.ci),
            );
        }
    }
    let metrics: Vec<&super::facts::Metric> = (facts.metrics.iter())
        .filter(|metric| values.contains_key(metric.name.as_str()))
        .collect();
    let views = facts
        .scenarios
        .iter()
        .enumerate()
        .flat_map(|(at, scenario)| {
            let level = json!({ "key": format!("s{at}"), "title": scenario.title });
            let base = facts
                .scenarios
                .first()
                .map_or("", |base| base.title.as_str());
            let title = format!("{} − {base}", scenario.title);
            let difference = json!({ "key": format!("d{at}"), "title": title });
            std::iter::once(level).chain((at > 0).then_some(difference))
        });
    let views: Vec<Value> = views.collect();
    let first = if facts.scenarios.len() > 1 {
        "d1"
    } else {
        "s0"
    };
    let json = json!({
        "first": { "metric": FIRST, "view": first },
        "metrics": metrics.iter().map(|m| json!({ "name": m.name, "title": m.title, "unit": m.unit })).collect::<Vec<_>>(),
        "views": views,
        "dates": dates.values().collect::<Vec<_>>(),
        "places": placed.iter().map(|p| json!({ "code": p.code, "name": p.name, "tile": p.tile })).collect::<Vec<_>>(),
        "values": values,
        "words": {
            "whole": facts.say("whole run", "全期"),
            "end": facts.say("end of year", "年末"),
            "interval": facts.say("95 % interval", "95 % 区间"),
            "undefined": facts.say("undefined", "无定义"),
            "replications": facts.say("replications", "次重复"),
            "n": facts.count("replications"),
            "low": facts.say("low", "低"),
            "high": facts.say("high", "高"),
            "excludes": facts.say("interval excludes zero", "区间不含零"),
            "includes": facts.say("interval includes zero", "区间含零"),
        },
    });
    Drawn {
        metrics: metrics.iter().map(|metric| metric.name.clone()).collect(),
        dates: dates.values().map(|&date| date.to_owned()).collect(),
        json,
    }
}
