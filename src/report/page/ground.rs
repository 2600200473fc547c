//! What every page ends with: what rests on assumed numbers, how to reproduce it, definitions.

use std::collections::BTreeMap;
use std::path::Path;

use maud::{Markup, html};

use super::facts::{Facts, Parameter, Scenario, text as told};
use super::frame::Pages;
use super::sheet::{Sheet, code, count, text};
use crate::batch::again;
use crate::measures::{HEADLINES, measure};

/// Kinds of sources, the firmest first, with their words.
const KINDS: [(&str, &str, &str); 6] = [
    ("notice", "the notice", "通知"),
    ("data", "published data", "数据"),
    ("derived", "derived from data", "推算"),
    ("recalled", "recalled", "回忆"),
    ("assumed", "assumed", "假设"),
    ("scenario", "set by the scenario", "情景设定"),
];

/// A measure's number and title.
pub(super) fn measure_title(facts: &Facts, name: &str) -> String {
    match measure(name) {
        Some(measure) => format!("{} {}", measure.article, measure.title.of(facts.language)),
        None => name.to_owned(),
    }
}

/// The sections.
pub(super) fn sections(facts: &Facts, pages: &mut Pages<'_>) {
    assumed(facts, pages);
    reproduce(facts, pages);
    definitions(facts, pages);
}

/// The scenarios whose numbers carry the result: the variants, or the only one.
fn carrying(facts: &Facts) -> Vec<&Scenario> {
    let (base, variants) = facts.variants();
    if variants.is_empty() {
        base.into_iter().collect()
    } else {
        variants.iter().collect()
    }
}

fn assumed(facts: &Facts, pages: &mut Pages<'_>) {
    if facts
        .scenarios
        .iter()
        .all(|scenario| scenario.parameters.is_empty())
    {
        return;
    }
    let body = html! {
        @for scenario in carrying(facts) { (sources_of(facts, scenario)) }
    };
    pages.section(
        "assumed",
        facts.say("What rests on assumed numbers", "依赖假设的数值"),
        body,
    );
}

fn sources_of(facts: &Facts, scenario: &Scenario) -> Markup {
    let base = facts.scenarios.first();
    let is_added = |measure: &str| {
        let has = |base: &Scenario| base.measures.iter().any(|on| on == measure);
        base.is_none_or(|base| base.name == scenario.name || !has(base))
    };
    let in_force: Vec<&Parameter> = scenario
        .parameters
        .iter()
        .filter(|p| room(p).is_none_or(|room| scenario.measures.iter().any(|on| on == room)))
        .collect();
    let acting: Vec<&Parameter> = in_force
        .iter()
        .copied()
        .filter(|p| room(p).is_some_and(is_added))
        .collect();
    let assumed = |all: &[&Parameter]| all.iter().filter(|p| p.kind == "assumed").count();
    let (of_all, of_acting) = (assumed(&in_force), assumed(&acting));
    html! {
        p { (facts.language.choose(
            &format!("Of {} parameters in force under “{}”, {of_all} are assumed.", in_force.len(), scenario.title),
            &format!("“{}”下 {} 个生效参数中，{of_all} 个为假设。", scenario.title, in_force.len()),
        ))
        @if !acting.is_empty() && facts.scenarios.len() > 1 {
            " " (facts.language.choose(
                &format!("The measures that it adds have {} parameters, of which {of_acting} are assumed: the differences above rest on them first.", acting.len()),
                &format!("其新增措施有 {} 个参数，其中 {of_acting} 个为假设：上述差值首先取决于它们。", acting.len()),
            ))
        }
        " " (facts.say(
            "Most columns of the city's tables are assumed as well, the land stock of each district among them: a gap in output per hectare between districts is not evidence. A value that a scenario sets may stand in for an assumed one. To learn which of them decide a conclusion, sweep them (landfall sweep, landfall analyse).",
            "城市数据表的多数列亦为假设，包括各区工业用地存量：区与区之间的地均产出差距不构成证据。情景设定的取值也可能替代了假设值。要了解哪些数值左右结论，可作扫描实验（landfall sweep、landfall analyse）。",
        )) }
        (counted(facts, scenario, &in_force).markup(facts))
        details { summary { (facts.say("All of them", "全部列出")) } (ungiven(facts, &in_force).markup(facts)) }
    }
}

/// The measure that a parameter belongs to, if it is one's.
fn room(parameter: &Parameter) -> Option<&str> {
    let rest = parameter.name.strip_prefix("measures.")?;
    rest.split_once('.').map(|(room, _)| room)
}

/// Parameters counted by part of the model and kind of source.
fn counted(facts: &Facts, scenario: &Scenario, in_force: &[&Parameter]) -> Sheet {
    let first = facts.say("part of the model", "模型部分");
    let kinds = KINDS.map(|(_, en, zh)| facts.say(en, zh));
    let head: Vec<&str> = std::iter::once(first).chain(kinds).collect();
    let mut table = Sheet::new(
        facts.language.choose(
            &format!(
                "“{}”: parameters in force by the source of their value",
                scenario.title
            ),
            &format!("“{}”：生效参数按取值来源计数", scenario.title),
        ),
        &head,
    );
    let mut add = |name: String, measure: Option<&str>| {
        let own = in_force.iter().filter(|p| room(p) == measure);
        let own: Vec<&&Parameter> = own.collect();
        let counts = KINDS.map(|(kind, ..)| own.iter().filter(|p| p.kind == kind).count());
        let counts = counts.map(|n| count(&n.to_string()));
        table.row(std::iter::once(text(name)).chain(counts).collect());
    };
    let economy = facts.say("the economy without measures", "无措施时的经济");
    add(economy.to_owned(), None);
    for measure in &scenario.measures {
        add(measure_title(facts, measure), Some(measure));
    }
    let of_city = |kind: &str| scenario.city.get(kind).copied().unwrap_or_default();
    if !scenario.city.is_empty() {
        let counts = KINDS.map(|(kind, ..)| count(&of_city(kind).to_string()));
        let name = facts.say("columns of the city's tables", "城市数据表的列");
        table.row(std::iter::once(text(name)).chain(counts).collect());
    }
    table
}

/// Every number that neither the notice nor data give.
fn ungiven(facts: &Facts, in_force: &[&Parameter]) -> Sheet {
    let mut table = Sheet::new(
        facts.say(
            "Every number in force that the notice and data do not give",
            "通知与数据未给出的全部生效数值",
        ),
        &[
            facts.say("parameter", "参数"),
            facts.say("meaning", "含义"),
            facts.say("value", "取值"),
            facts.say("unit", "单位"),
            facts.say("source", "来源"),
            facts.say("set at", "设定处"),
        ],
    );
    let is_given = |p: &&&Parameter| matches!(p.kind.as_str(), "notice" | "data" | "derived");
    for p in in_force.iter().filter(|p| !is_given(p)) {
        table.row(vec![
            code(&p.name),
            text(&p.meaning),
            text(&p.value),
            text(&p.unit),
            text(&p.source),
            code(&p.set_at),
        ]);
    }
    table
}

fn reproduce(facts: &Facts, pages: &mut Pages<'_>) {
    let command = command(facts);
    let revision = match facts.told("revision") {
        "" => facts.say("unknown", "未知"),
        revision => revision,
    };
    let mut files = Sheet::new(
        facts.say("Files of the result", "结果文件"),
        &[
            facts.say("file", "文件"),
            facts.say("bytes", "字节"),
            "SHA-256",
        ],
    );
    for file in facts.manifest["files"].as_array().into_iter().flatten() {
        let name = file["name"].as_str().unwrap_or_default();
        let bytes = file["bytes"].as_u64().unwrap_or_default().to_string();
        let hash = file["sha256"].as_str().unwrap_or_default();
        files.row(vec![code(name), count(&bytes), code(hash)]);
    }
    let body = html! {
        p { (facts.say(
            "The same inputs and the same seed give the same bytes, whatever the machine and the number of threads. From the folder of this page:",
            "相同的输入与随机种子在任何机器、任何线程数下都得到逐字节相同的结果。在本页所在文件夹中执行：",
        )) }
        @if let Some(command) = &command { pre { code { (command) } } }
        dl.facts {
            dt { (facts.say("software", "软件")) } dd { (facts.told("software")) " " (facts.told("version")) }
            dt { (facts.say("source revision", "源代码版本")) } dd { code { (revision) } }
            dt { (facts.say("seed", "随机种子")) } dd { (facts.manifest["seed"]) }
            dt { (facts.say("replications", "重复次数")) } dd { (facts.count("replications")) }
            dt { (facts.say("start", "起始日期")) } dd { (facts.told("start")) }
            dt { (facts.say("weeks before the start (not counted)", "起始前周数（不计入）")) } dd { (facts.manifest["burn_in_weeks"]) }
            dt { (facts.say("weeks counted", "计入周数")) } dd { (facts.manifest["horizon_weeks"]) }
            @for scenario in &facts.scenarios {
                dt { (facts.say("hash of", "哈希：")) " " (scenario.title) } dd { code { (scenario.sha256) } }
            }
        }
        @if !files.is_empty() { details { summary { (facts.say("Files and their hashes", "文件及其哈希")) } (files.markup(facts)) } }
    };
    pages.section(
        "reproduce",
        facts.say("How to reproduce it", "如何复现"),
        body,
    );
}

/// The command that makes the result again, from its own inputs.
fn command(facts: &Facts) -> Option<String> {
    let words = again::command(facts.manifest.as_object()?, Path::new(""))?;
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    Some(format!("landfall {} --out again", words.join(" ")))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    crate::batch::slurm::quoted(word)
}

fn definitions(facts: &Facts, pages: &mut Pages<'_>) {
    let outputs = facts.manifest["sweep"]["outputs"]
        .as_array()
        .into_iter()
        .flatten();
    let mut named: Vec<String> = outputs
        .filter_map(|output| output["metric"].as_str())
        .map(str::to_owned)
        .collect();
    if named.is_empty() {
        let shown = |prefix: &'static str| {
            facts
                .metrics
                .iter()
                .filter(move |m| m.name.starts_with(prefix))
                .map(|m| m.name.clone())
        };
        named = HEADLINES.map(str::to_owned).to_vec();
        named.extend(shown("speed."));
        named.extend(shown("conversion."));
    }
    named.sort();
    named.dedup();
    let rows: BTreeMap<&str, _> = facts
        .metrics
        .iter()
        .filter(|m| named.contains(&m.name))
        .map(|m| (m.name.as_str(), m))
        .collect();
    let mut table = Sheet::new(
        facts.say("Metrics on this page", "本页指标"),
        &[
            facts.say("metric", "指标"),
            facts.say("unit", "单位"),
            facts.say("formula", "公式"),
            facts.say("left out", "不计入"),
            facts.say("name in files", "文件中的名称"),
        ],
    );
    for metric in facts
        .metrics
        .iter()
        .filter(|m| rows.contains_key(m.name.as_str()))
    {
        table.row(vec![
            text(&metric.title),
            text(&metric.unit),
            text(&metric.formula),
            text(&metric.left_out),
            code(&metric.name),
        ]);
    }
    let terms: [(&str, &str, &str, &str); 6] = [
        ("yi", "100 million yuan", "亿元", "一亿元人民币"),
        (
            "replication",
            "one run of a scenario with its own luck; the same replication of two scenarios shares all luck",
            "重复",
            "情景的一次运行，有其自身的随机抽取；两个情景的同一次重复共享全部随机抽取",
        ),
        (
            "paired difference",
            "variant less base in the same replication, averaged over replications",
            "配对差值",
            "同一次重复中变体减基准，再对各次重复取均值",
        ),
        (
            "95 % interval",
            "Student t over replications: what would hold the mean of infinitely many replications 95 times in 100; it says nothing about wrong assumptions",
            "95 % 区间",
            "对各次重复的学生 t 区间：无限多次重复的均值有 95 % 的机会落入其中；不反映假设本身的错误",
        ),
        (
            "told apart",
            "the interval leaves zero out",
            "可区分",
            "区间不含零",
        ),
        ("to land", "to be granted land", "落地", "获得出让用地"),
    ];
    let body = html! {
        dl.facts {
            @for (en, about, zh, about_zh) in terms { dt { (facts.say(en, zh)) } dd { (facts.say(about, about_zh)) } }
        }
        @if !table.is_empty() { (table.markup(facts)) }
    };
    pages.section("definitions", facts.say("Definitions", "定义"), body);
}

/// The title of what a manifest names.
pub(super) fn named(facts: &Facts) -> String {
    let title = told(&facts.manifest["sweep"], "title", facts.language);
    let own = told(&facts.manifest, "title", facts.language);
    let name = facts.told("name").to_owned();
    [title, own, name]
        .into_iter()
        .find(|title| !title.is_empty())
        .unwrap_or_default()
}
