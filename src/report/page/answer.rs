//! The answer of a result in one sentence, with its uncertainty.

use super::facts::{Facts, Level, Paired, Scenario};
use super::sheet::shown;
use crate::report::plots::figures::{figure, signed};

/// The metrics of the answer: what each hectare yields, and how many projects find land.
const YIELD: &str = "land.output_per_producing_ha";
const LANDED: &str = "conversion.landed_share";
const LOST: &str = "conversion.lost";
/// The metric by which districts gain or lose.
pub(super) const GAIN: &str = "placement.landed_ha";

/// What a variant changes against the base.
pub(super) fn of_variant(facts: &Facts, base: &Scenario, variant: &Scenario) -> String {
    let told = [YIELD, LANDED, LOST].into_iter().filter_map(|metric| {
        let found = facts.difference(&variant.name, metric, "city", "city")?;
        Some(clause(facts, found))
    });
    let mut clauses: Vec<String> = told.collect();
    clauses.extend(districts(facts, variant));
    let n = facts
        .difference(&variant.name, YIELD, "city", "city")
        .map_or("0", |found| found.n.as_str());
    let clauses = clauses.join(facts.say("; ", "；"));
    let (weeks, start) = (facts.count("horizon_weeks"), facts.told("start"));
    let method = if n.parse::<u32>().is_ok_and(|n| n > 1) {
        facts.say("95 % intervals in brackets; ", "方括号内为 95 % 区间；")
    } else {
        ""
    };
    facts
        .language
        .choose(
            &format!(
                "With “{}” in place of “{}”, over {weeks} weeks from {start}: {clauses} ({method}n = {n} paired replications).",
                variant.title, base.title
            ),
            &format!(
                "以“{}”取代“{}”，自 {start} 起 {weeks} 周：{clauses}（{method}n = {n} 次配对重复）。",
                variant.title, base.title
            ),
        )
        .to_owned()
}

/// A metric's change as a share of the base mean, or in its unit where that mean is zero.
fn clause(facts: &Facts, found: &Paired) -> String {
    let metric = facts.metric(&found.metric);
    let unit = metric.map_or("", |m| m.unit.as_str());
    let title = lowered(facts, facts.title(&found.metric));
    let title = if metric.is_some_and(|m| m.is_share) && !title.contains("share") {
        facts
            .language
            .choose(&format!("the share of {title}"), &title)
            .to_owned()
    } else {
        title
    };
    let scale = found.base_mean.filter(|mean| *mean != 0.0).map(f64::abs);
    let (scale, unit) = scale.map_or((1.0, unit), |mean| (mean / 100.0, "%"));
    let level = |mean: Option<f64>| mean.map_or("–".to_owned(), figure);
    let (before, after) = (level(found.base_mean), level(found.variant_mean));
    let change = found.difference / scale;
    let Some((low, high)) = found.ci.map(|(low, high)| (low / scale, high / scale)) else {
        let change = signed(change);
        return facts
            .language
            .choose(
                &format!("{title}: {before} → {after}, {change} {unit}"),
                &format!("{title} {before} → {after}，{change} {unit}"),
            )
            .to_owned();
    };
    if found.is_told_apart() {
        let (size, bounds) = (figure(change.abs()), ordered(low.abs(), high.abs()));
        let (en, zh) = if change > 0.0 {
            ("higher", "高")
        } else {
            ("lower", "低")
        };
        facts
            .language
            .choose(
                &format!("{title}: {size} {unit} {en} {bounds}, {before} → {after}"),
                &format!("{title}{zh} {size} {unit} {bounds}，{before} → {after}"),
            )
            .to_owned()
    } else {
        let (change, low, high) = (signed(change), signed(low), signed(high));
        facts
            .language
            .choose(
                &format!(
                    "{title}: cannot be told apart from unchanged, {change} {unit} [{low}, {high}]"
                ),
                &format!("{title}与“不变”无法区分，{change} {unit} [{low}, {high}]"),
            )
            .to_owned()
    }
}

/// Two bounds, the lesser first.
fn ordered(a: f64, b: f64) -> String {
    format!("[{}, {}]", figure(a.min(b)), figure(a.max(b)))
}

/// How many districts gain and how many lose land; those that grant none in either are passed over.
fn districts(facts: &Facts, variant: &Scenario) -> Option<String> {
    let found = facts.differences.iter().filter(|d| {
        d.variant == variant.name && d.metric == GAIN && d.scope == "district" && d.ci.is_some()
    });
    let grants = |d: &&Paired| d.base_mean != Some(0.0) || d.variant_mean != Some(0.0);
    let (mut more, mut less, mut neither) = (0, 0, 0);
    for difference in found.filter(grants) {
        match difference.is_told_apart() {
            true if difference.difference > 0.0 => more += 1,
            true => less += 1,
            false => neither += 1,
        }
    }
    let all = more + less + neither;
    (all > 0).then(|| {
        facts
            .language
            .choose(
                &format!(
                    "of {all} districts that grant land, {more} grant more, {less} less, {neither} cannot be told apart"
                ),
                &format!("有出让用地的 {all} 个区中，{more} 个增加，{less} 个减少，{neither} 个无法区分"),
            )
            .to_owned()
    })
}

/// What a single scenario comes to.
pub(super) fn of_scenario(facts: &Facts, scenario: &Scenario) -> String {
    let told = [YIELD, LANDED].into_iter().filter_map(|metric| {
        let found = facts.level(&scenario.name, metric)?;
        let unit = facts
            .metric(metric)
            .filter(|metric| !metric.is_share)
            .map_or("", |m| m.unit.as_str());
        let title = lowered(facts, facts.title(metric));
        let interval = spread(facts, found);
        let mean = shown(found.mean);
        Some(
            facts
                .language
                .choose(
                    &format!("{title}: {mean} {unit} {interval}"),
                    &format!("{title}为 {mean} {unit} {interval}"),
                )
                .to_owned(),
        )
    });
    let clauses: Vec<String> = told.collect();
    let clauses = clauses.join(facts.say("; ", "；"));
    let n = facts
        .level(&scenario.name, YIELD)
        .map_or("0", |found| found.n.as_str());
    facts.language.choose(
        &format!("Under “{}”, at the end of the run: {clauses} (mean and 95 % interval; n = {n} replications).", scenario.title),
        &format!("在“{}”下，期末：{clauses}（均值与 95 % 区间；n = {n} 次重复）。", scenario.title),
    ).to_owned()
}

fn spread(facts: &Facts, found: &Level) -> String {
    match found.ci {
        Some((low, high)) => format!("[{}, {}]", shown(low), shown(high)),
        None => facts.say("(no interval)", "（无区间）").to_owned(),
    }
}

/// A title inside a sentence.
fn lowered(facts: &Facts, title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next();
    let is_word = letters.clone().next().is_some_and(char::is_lowercase);
    match first {
        Some(first) if is_word && facts.language == crate::kernel::language::Language::English => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}
