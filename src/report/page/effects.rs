//! The page of an attribution: how much of an effect each measure makes.

use std::path::Path;

use maud::{Markup, html};

use super::comparison::question;
use super::facts::Facts;
use super::frame::Pages;
use super::ground::measure_title;
use super::sheet::{Sheet, change, count, interval, shown, text};
use crate::measures::HEADLINES;
use crate::report::plots::PlotError;
use crate::report::plots::read::{Estimate, each_row};
use crate::report::tables::signed;

/// The effect that the answer is about.
const EFFECT: &str = "land.output_per_producing_ha";
/// The row of all measures together.
const TOTAL: &str = "total";

struct Share {
    metric: String,
    measure: String,
    n: String,
    shapley: Option<Estimate>,
    alone: Option<Estimate>,
    without: Option<Estimate>,
}

struct Interaction {
    metric: String,
    first: String,
    second: String,
    effect: Option<Estimate>,
    n: String,
}

/// Every section, in order.
pub(super) fn sections(
    folder: &Path,
    facts: &Facts,
    pages: &mut Pages<'_>,
) -> Result<(), PlotError> {
    question(facts, pages);
    let shares = shares(&folder.join("attribution.csv"))?;
    let told = answer(facts, &shares);
    pages.section("answer", facts.say("The answer", "答案"), html! {
        p.answer { (told) }
        p.note { (facts.say(
            "A measure's share is its Shapley value: what it adds to a combination of the others, averaged over all orders. The shares of all measures add up to the whole effect.",
            "各措施的份额为其 Shapley 值：在所有加入次序下，该措施加入其他措施组合所带来增量的平均。各份额之和等于总效应。",
        )) }
    });
    let tables: Vec<(String, bool, Markup)> = HEADLINES
        .iter()
        .filter_map(|metric| table(facts, &shares, metric))
        .collect();
    let body = html! {
        (pages.figures("attribution_land_output_per_producing_ha"))
        @for (title, open, table) in &tables { details open[*open] { summary { (title) } (table) } }
    };
    pages.section(
        "shares",
        facts.say("Shares of each measure", "各措施的份额"),
        body,
    );
    let interactions = interactions(&folder.join("interactions.csv"))?;
    let body = pairs(facts, &interactions);
    pages.section(
        "interactions",
        facts.say(
            "Which measures reinforce or cancel each other",
            "措施之间的加强与抵消",
        ),
        body,
    );
    let body = pages.figures("attribution_");
    pages.section(
        "others",
        facts.say("Shares in other effects", "其他效应中的份额"),
        body,
    );
    Ok(())
}

fn told(estimate: Estimate, unit: &str) -> String {
    let value = signed(&format!("{}", estimate.mean));
    match estimate.ci {
        Some((low, high)) => format!("{value} {unit} [{}, {}]", shown(low), shown(high)),
        None => format!("{value} {unit}"),
    }
}

/// The whole effect and its largest shares.
fn answer(facts: &Facts, shares: &[Share]) -> String {
    let unit = facts.metric(EFFECT).map_or("", |m| m.unit.as_str());
    let of_effect: Vec<&Share> = shares.iter().filter(|s| s.metric == EFFECT).collect();
    let Some(total) = of_effect
        .iter()
        .find(|s| s.measure == TOTAL)
        .and_then(|s| s.shapley)
    else {
        return facts
            .say(
                "The effect is not defined in every replication.",
                "该效应并非在每次重复中都有定义。",
            )
            .to_owned();
    };
    let mut parts: Vec<(&str, Estimate)> = of_effect
        .iter()
        .filter(|s| s.measure != TOTAL)
        .filter_map(|s| Some((s.measure.as_str(), s.shapley?)))
        .collect();
    parts.sort_by(|a, b| b.1.mean.abs().total_cmp(&a.1.mean.abs()));
    let is_told_apart =
        |share: &Estimate| share.ci.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    let named: Vec<String> = parts
        .iter()
        .filter(|(_, share)| is_told_apart(share))
        .take(3)
        .map(|(measure, share)| {
            let title = measure_title(facts, measure);
            format!("{title} ({})", told(*share, unit))
        })
        .collect();
    let n = of_effect.first().map_or("0", |s| s.n.as_str());
    let title = facts.title(EFFECT);
    let whole = told(total, unit);
    let whole = if is_told_apart(&total) {
        facts
            .language
            .choose(
                &format!("the whole effect is {whole}"),
                &format!("总效应为 {whole}"),
            )
            .to_owned()
    } else {
        facts
            .language
            .choose(
                &format!("the whole effect cannot be told apart from zero, {whole}"),
                &format!("总效应与零无法区分，为 {whole}"),
            )
            .to_owned()
    };
    let shares = if named.is_empty() {
        facts
            .say(
                "no measure's share can be told apart from zero",
                "没有任何措施的份额可与零区分",
            )
            .to_owned()
    } else {
        facts
            .language
            .choose(
                &format!(
                    "the largest shares that can be told apart from zero are those of {}",
                    named.join("; ")
                ),
                &format!("可与零区分的最大份额为 {}", named.join("；")),
            )
            .to_owned()
    };
    facts
        .language
        .choose(
            &format!(
                "{title}: {whole}; {shares} (95 % intervals in brackets; n = {n} replications)."
            ),
            &format!("{title}：{whole}；{shares}（方括号内为 95 % 区间；n = {n} 次重复）。"),
        )
        .to_owned()
}

/// The shares in the effect on one metric.
fn table(facts: &Facts, shares: &[Share], metric: &str) -> Option<(String, bool, Markup)> {
    let own: Vec<&Share> = shares.iter().filter(|s| s.metric == metric).collect();
    if own
        .iter()
        .all(|s| s.shapley.is_none_or(|share| share.mean == 0.0))
    {
        return None;
    }
    let unit = facts.metric(metric).map_or("", |m| m.unit.as_str());
    let caption = format!("{} ({unit})", facts.title(metric));
    let heads = [
        facts.say("measure", "措施"),
        facts.say("share (Shapley)", "份额（Shapley）"),
        facts.say("95 % interval", "95 % 区间"),
        facts.say("alone", "单独"),
        facts.say("95 % interval", "95 % 区间"),
        facts.say("lost without it", "缺少时损失"),
        facts.say("95 % interval", "95 % 区间"),
        "n",
    ];
    let mut table = Sheet::new(caption.clone(), &heads);
    for share in own {
        let name = if share.measure == TOTAL {
            facts.say("all together", "全部").to_owned()
        } else {
            measure_title(facts, &share.measure)
        };
        let mut row = vec![text(name)];
        for estimate in [share.shapley, share.alone, share.without] {
            row.push(estimate.map_or_else(|| count(""), |e| change(e.mean)));
            row.push(interval(estimate.and_then(|e| e.ci)));
        }
        row.push(count(&share.n));
        table.row(row);
    }
    Some((caption, metric == EFFECT, table.markup(facts)))
}

fn pairs(facts: &Facts, interactions: &[Interaction]) -> Markup {
    let unit = facts.metric(EFFECT).map_or("", |m| m.unit.as_str());
    let mut own: Vec<(&Interaction, Estimate)> = interactions
        .iter()
        .filter(|i| i.metric == EFFECT)
        .filter_map(|i| Some((i, i.effect?)))
        .collect();
    own.sort_by(|a, b| b.1.mean.abs().total_cmp(&a.1.mean.abs()));
    let caption = format!("{} ({unit})", facts.title(EFFECT));
    let heads = [
        facts.say("pair", "组合"),
        facts.say("interaction", "交互作用"),
        facts.say("95 % interval", "95 % 区间"),
        facts.say("reading", "解读"),
        "n",
    ];
    let mut table = Sheet::new(caption, &heads);
    for (pair, effect) in own {
        let reading = match effect.ci {
            Some((low, _)) if low > 0.0 => facts.say("reinforce each other", "相互加强"),
            Some((_, high)) if high < 0.0 => facts.say("cancel each other", "相互抵消"),
            _ => facts.say(
                "cannot be told apart from independent",
                "与相互独立无法区分",
            ),
        };
        table.row(vec![
            text(format!(
                "{} × {}",
                measure_title(facts, &pair.first),
                measure_title(facts, &pair.second)
            )),
            change(effect.mean),
            interval(effect.ci),
            text(reading),
            count(&pair.n),
        ]);
    }
    html! {
        @if table.is_empty() { p { (facts.say("A single measure has no interactions.", "单一措施没有交互作用。")) } }
        @else { (table.markup(facts)) }
    }
}

fn shares(path: &Path) -> Result<Vec<Share>, PlotError> {
    let columns = [
        "scope",
        "metric",
        "measure",
        "n",
        "shapley",
        "shapley_ci_low",
        "shapley_ci_high",
        "alone",
        "alone_ci_low",
        "alone_ci_high",
        "without",
        "without_ci_low",
        "without_ci_high",
    ];
    let mut found = Vec::new();
    each_row(path, &columns, |row| {
        if row.bytes(0) == b"city" {
            found.push(Share {
                metric: row.text(1),
                measure: row.text(2),
                n: row.text(3),
                shapley: row.estimate(4)?,
                alone: row.estimate(7)?,
                without: row.estimate(10)?,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn interactions(path: &Path) -> Result<Vec<Interaction>, PlotError> {
    let columns = [
        "metric",
        "first",
        "second",
        "interaction",
        "ci_low",
        "ci_high",
        "n",
    ];
    let mut found = Vec::new();
    each_row(path, &columns, |row| {
        found.push(Interaction {
            metric: row.text(0),
            first: row.text(1),
            second: row.text(2),
            effect: row.estimate(3)?,
            n: row.text(6),
        });
        Ok(())
    })?;
    Ok(found)
}
