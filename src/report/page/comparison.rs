//! The page of a run or a comparison: what was asked, what came out, where and for whom.

use maud::{Markup, html};

use super::answer;
use super::facts::{Facts, Level, Place, Scenario};
use super::frame::Pages;
use super::map;
use super::sheet::{self, Sheet, change, code, count, interval, level, text};
use crate::measures::{HEADLINES, measure};

/// The metrics of speed.
const SPEED: [&str; 6] = [
    "speed.weeks_to_agreement_median",
    "speed.weeks_to_land_median",
    "speed.weeks_to_start_median",
    "speed.weeks_to_production_median",
    "speed.approval_days",
    "speed.construction_months",
];
/// The metrics of loss: all, then by reason.
const LOSSES: [&str; 7] = [
    "conversion.landed_share",
    "conversion.lost",
    "conversion.lost_waiting",
    "conversion.lost_price",
    "conversion.lost_no_land",
    "conversion.lost_no_talent",
    "conversion.lost_stalled",
];
/// What a district or a sector gains or loses.
const GAINS: [&str; 5] = [
    answer::GAIN,
    "placement.landed",
    "placement.landed_investment",
    "placement.mean_suitability",
    "land.output_per_producing_ha",
];

/// Every section, in order.
pub(super) fn sections(facts: &Facts, pages: &mut Pages<'_>) {
    question(facts, pages);
    let (Some(base), variants) = facts.variants() else {
        return;
    };
    let answers = if variants.is_empty() {
        vec![answer::of_scenario(facts, base)]
    } else {
        let told = variants
            .iter()
            .map(|variant| answer::of_variant(facts, base, variant));
        told.collect()
    };
    pages.section("answer", facts.say("The answer", "答案"), html! {
        @for answer in &answers { p.answer { (answer) } }
        p.note { (facts.say(
            "This is what the model gives under its assumptions; the section on assumed numbers says how much rests on them.",
            "这是模型在其假设下的结果；“依赖假设的数值”一节说明结果在多大程度上取决于假设。",
        )) }
    });
    if variants.is_empty() {
        let figures = figures_of(
            facts,
            base,
            &HEADLINES,
            facts.say("Headline figures", "主要指标"),
        );
        let body = html! { (figures) };
        pages.section("figures", facts.say("The figures", "主要指标"), body);
    } else {
        let tables: Vec<Markup> = variants
            .iter()
            .map(|v| {
                differences_of(
                    facts,
                    v,
                    &HEADLINES,
                    facts.say("Paired differences of the city", "全市配对差值"),
                )
            })
            .collect();
        let body = html! {
            (pages.figures("differences_city"))
            @for table in &tables { (table) }
        };
        pages.section(
            "differences",
            facts.say("Paired differences", "配对差值"),
            body,
        );
    }
    let body = html! { (map::markup(facts)) (pages.figures("map_")) };
    pages.section("map", facts.say("The map", "地图"), body);
    let body = pages.figures("series_");
    pages.section("time", facts.say("Over time", "随时间变化"), body);
    speed(facts, pages);
    gains(facts, pages);
}

pub(super) fn question(facts: &Facts, pages: &mut Pages<'_>) {
    let told = html! {
        @for (at, scenario) in facts.scenarios.iter().enumerate() {
            div.scenario {
                p.question { (scenario.question) }
                p.note { (role(facts, at)) " · " strong { (scenario.title) } " · " code { (scenario.name) } }
            }
        }
        (changed(facts))
    };
    pages.section("question", facts.say("The question", "问题"), told);
}

fn role<'a>(facts: &Facts, at: usize) -> &'a str {
    match (facts.scenarios.len(), at) {
        (1, _) => facts.say("Scenario", "情景"),
        (_, 0) => facts.say("Base", "基准"),
        _ => facts.say("Variant", "变体"),
    }
}

/// What each variant sets otherwise than the base.
fn changed(facts: &Facts) -> Markup {
    let (Some(base), variants) = facts.variants() else {
        return html! {};
    };
    html! {
        @for variant in variants {
            @let measures = switched(facts, base, variant);
            @let table = settings(facts, base, variant);
            p { (facts.say("What differs: ", "不同之处："))
                @if measures.is_empty() { (facts.say("no measure is switched", "措施开关相同")) } @else { (measures) }
                @if table.is_empty() { (facts.say("; no parameter is set otherwise.", "；参数取值相同。")) } @else { (facts.say("; and the parameters below.", "；以及下列参数。")) }
            }
            @if !table.is_empty() { (table.markup(facts)) }
        }
    }
}

/// The measures that one of two scenarios has on and the other off, in words.
fn switched(facts: &Facts, base: &Scenario, variant: &Scenario) -> String {
    let named = |own: &Scenario, other: &Scenario| {
        let only = own.measures.iter().filter(|m| !other.measures.contains(m));
        only.map(|name| super::ground::measure_title(facts, name))
            .collect::<Vec<_>>()
    };
    let (on, off) = (named(variant, base), named(base, variant));
    let between = facts.say("; ", "；");
    let mut told = Vec::new();
    if !on.is_empty() {
        told.push(format!(
            "{}{}",
            facts.say("switched on: ", "开启："),
            on.join(between)
        ));
    }
    if !off.is_empty() {
        told.push(format!(
            "{}{}",
            facts.say("switched off: ", "关闭："),
            off.join(between)
        ));
    }
    told.join(between)
}

fn settings(facts: &Facts, base: &Scenario, variant: &Scenario) -> Sheet {
    let mut table = Sheet::new(
        facts.language.choose(
            &format!(
                "Parameters of “{}” that differ from “{}”",
                variant.title, base.title
            ),
            &format!("“{}”与“{}”取值不同的参数", variant.title, base.title),
        ),
        &[
            facts.say("parameter", "参数"),
            facts.say("meaning", "含义"),
            facts.say("base", "基准"),
            facts.say("variant", "变体"),
            facts.say("unit", "单位"),
        ],
    );
    for own in &variant.parameters {
        let other = base.parameters.iter().find(|other| other.name == own.name);
        let before = other.map_or("", |other| other.value.as_str());
        if before != own.value {
            table.row(vec![
                code(&own.name),
                text(&own.meaning),
                text(before),
                text(&own.value),
                text(&own.unit),
            ]);
        }
    }
    table
}

/// Whether a metric is a measure's own: it is zero where the measure is off.
fn is_of_a_measure(metric: &str) -> bool {
    metric
        .split_once('.')
        .is_some_and(|(room, _)| measure(room).is_some())
}

/// Levels of a scenario for the city.
fn figures_of(facts: &Facts, scenario: &Scenario, metrics: &[&str], what: &str) -> Markup {
    let caption = facts
        .language
        .choose(
            &format!(
                "{what}: {}, city, mean over {} replications with its 95 % interval (Student t)",
                scenario.title,
                facts.count("replications")
            ),
            &format!(
                "{what}：{}，全市，{} 次重复的均值与 95 % 区间（学生 t）",
                scenario.title,
                facts.count("replications")
            ),
        )
        .to_owned();
    let mut table = Sheet::new(
        caption,
        &[
            facts.say("metric", "指标"),
            facts.say("unit", "单位"),
            facts.say("mean", "均值"),
            facts.say("95 % interval", "95 % 区间"),
            "n",
        ],
    );
    for metric in metrics {
        let found = facts.level(&scenario.name, metric);
        let Some(found) = found.filter(|found| found.mean != 0.0 || !is_of_a_measure(metric))
        else {
            continue;
        };
        table.row(row_of(facts, facts.title(metric), metric, found));
    }
    table.markup(facts)
}

fn row_of(facts: &Facts, heading: &str, metric: &str, found: &Level) -> Vec<sheet::Cell> {
    let unit = facts.metric(metric).map_or("", |m| m.unit.as_str());
    vec![
        text(heading),
        text(unit),
        level(Some(found.mean)),
        interval(found.ci),
        count(&found.n),
    ]
}

/// The heads of a table of differences.
fn difference_heads(facts: &Facts, first: &'static str) -> [&'static str; 9] {
    [
        first,
        facts.say("unit", "单位"),
        facts.say("base", "基准"),
        facts.say("variant", "变体"),
        facts.say("difference", "差值"),
        facts.say("95 % interval", "95 % 区间"),
        facts.say("told apart", "可区分"),
        "n",
        facts.say("n for ±5 %", "±5 % 所需 n"),
    ]
}

fn row_of_difference(
    facts: &Facts,
    heading: &str,
    found: &super::facts::Paired,
) -> Vec<sheet::Cell> {
    let unit = facts.metric(&found.metric).map_or("", |m| m.unit.as_str());
    let verdict = match (found.ci.is_some(), found.is_told_apart()) {
        (false, _) => "–",
        (_, true) => facts.say("yes", "是"),
        (_, false) => facts.say("no", "否"),
    };
    vec![
        text(heading),
        text(unit),
        level(found.base_mean),
        level(found.variant_mean),
        change(found.difference),
        interval(found.ci),
        text(verdict),
        count(&found.n),
        count(&found.needed),
    ]
}

/// Differences of a variant for the city.
fn differences_of(facts: &Facts, variant: &Scenario, metrics: &[&str], what: &str) -> Markup {
    let base = facts
        .scenarios
        .first()
        .map_or("", |base| base.title.as_str());
    let caption = format!("{what}{}{} − {base}", facts.say(": ", "："), variant.title);
    let mut table = Sheet::new(
        caption,
        &difference_heads(facts, facts.say("metric", "指标")),
    );
    for metric in metrics {
        let found = facts.difference(&variant.name, metric, "city", "city");
        let moves = |d: &&super::facts::Paired| {
            d.base_mean != Some(0.0) || d.variant_mean != Some(0.0) || !is_of_a_measure(metric)
        };
        if let Some(found) = found.filter(moves) {
            table.row(row_of_difference(facts, facts.title(metric), found));
        }
    }
    html! {
        (table.markup(facts))
        p.note { (facts.say(
            "Difference: variant less base, replication by replication under the same luck; interval: 95 %, Student t over the pairs; told apart: whether the interval leaves zero out; n for ±5 %: replications for a half-width of 5 % of the base mean. Intervals are not adjusted for the number of rows.",
            "差值：在相同随机抽取下逐次重复相减（变体减基准）；区间：对配对差值的 95 % 学生 t 区间；可区分：区间是否不含零；±5 % 所需 n：使区间半宽为基准均值 5 % 所需的重复次数。区间未按行数作多重比较调整。",
        )) }
    }
}

fn speed(facts: &Facts, pages: &mut Pages<'_>) {
    let (base, variants) = facts.variants();
    let tables: Vec<Markup> = if variants.is_empty() {
        base.into_iter()
            .flat_map(|base| {
                [
                    figures_of(facts, base, &SPEED, facts.say("Speed", "速度")),
                    figures_of(
                        facts,
                        base,
                        &LOSSES,
                        facts.say("Landings and losses by reason", "落地与按原因的流失"),
                    ),
                ]
            })
            .collect()
    } else {
        variants
            .iter()
            .flat_map(|variant| {
                [
                    differences_of(facts, variant, &SPEED, facts.say("Speed", "速度")),
                    differences_of(
                        facts,
                        variant,
                        &LOSSES,
                        facts.say("Landings and losses by reason", "落地与按原因的流失"),
                    ),
                ]
            })
            .collect()
    };
    let body = html! {
        (pages.figures("time_to_"))
        @for table in &tables { (table) }
    };
    pages.section("speed", facts.say("Speed and losses", "速度与流失"), body);
}

fn gains(facts: &Facts, pages: &mut Pages<'_>) {
    let (base, variants) = facts.variants();
    let mut tables = Vec::new();
    for (scope, places, first) in [
        ("district", &facts.districts, facts.say("district", "区")),
        ("sector", &facts.sectors, facts.say("sector", "行业")),
    ] {
        for metric in GAINS {
            match base {
                Some(base) if variants.is_empty() => {
                    tables.extend(levels_by_place(facts, base, metric, scope, places, first));
                }
                _ => {
                    tables.extend(variants.iter().filter_map(|variant| {
                        by_place(facts, variant, metric, scope, places, first)
                    }));
                }
            }
        }
    }
    let body = html! {
        (pages.figures("differences_"))
        (pages.figures("gains_"))
        (pages.figures("heat_map_"))
        (pages.figures("flows_"))
        @for (title, open, table) in &tables {
            details open[*open] { summary { (title) } (table) }
        }
    };
    let heading = if variants.is_empty() {
        facts.say(
            "Where projects went: districts and sectors",
            "项目去向：各区与各行业",
        )
    } else {
        facts.say(
            "Who gained and who lost: districts and sectors",
            "谁得谁失：各区与各行业",
        )
    };
    pages.section("gains", heading, body);
}

type Folded = (String, bool, Markup);

/// Differences of a metric by district or sector, the largest gain first.
fn by_place(
    facts: &Facts,
    variant: &Scenario,
    metric: &str,
    scope: &str,
    places: &[Place],
    first: &'static str,
) -> Option<Folded> {
    let mut found: Vec<(&str, &super::facts::Paired)> = places
        .iter()
        .filter_map(|place| {
            let found = facts.difference(&variant.name, metric, scope, &place.code)?;
            Some((place.name.as_str(), found))
        })
        .collect();
    found.retain(|(_, d)| d.difference != 0.0 || d.base_mean != Some(0.0));
    if found.is_empty() {
        return None;
    }
    found.sort_by(|a, b| b.1.difference.total_cmp(&a.1.difference));
    let base = facts
        .scenarios
        .first()
        .map_or("", |base| base.title.as_str());
    let what = if scope == "district" {
        facts.say("by district", "按区")
    } else {
        facts.say("by sector", "按行业")
    };
    let caption = format!(
        "{}{}{what}{}{} − {base}",
        facts.title(metric),
        facts.say(", ", "，"),
        facts.say(": ", "："),
        variant.title
    );
    let mut table = Sheet::new(caption.clone(), &difference_heads(facts, first));
    for (name, difference) in found {
        table.row(row_of_difference(facts, name, difference));
    }
    Some((caption, metric == answer::GAIN, table.markup(facts)))
}

/// Levels of a metric by district or sector, the largest first.
fn levels_by_place(
    facts: &Facts,
    scenario: &Scenario,
    metric: &str,
    scope: &str,
    places: &[Place],
    first: &'static str,
) -> Option<Folded> {
    let mut found: Vec<(&str, &Level)> = places
        .iter()
        .filter_map(|place| {
            let found = facts.levels.iter().find(|l| {
                l.scenario == scenario.name
                    && l.metric == metric
                    && l.scope == scope
                    && l.place == place.code
            })?;
            Some((place.name.as_str(), found))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    found.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let what = if scope == "district" {
        facts.say("by district", "按区")
    } else {
        facts.say("by sector", "按行业")
    };
    let caption = format!(
        "{}{}{what}{}{}",
        facts.title(metric),
        facts.say(", ", "，"),
        facts.say(": ", "："),
        scenario.title
    );
    let heads = [
        first,
        facts.say("unit", "单位"),
        facts.say("mean", "均值"),
        facts.say("95 % interval", "95 % 区间"),
        "n",
    ];
    let mut table = Sheet::new(caption.clone(), &heads);
    for (name, level) in found {
        table.row(row_of(facts, name, metric, level));
    }
    Some((caption, metric == answer::GAIN, table.markup(facts)))
}
