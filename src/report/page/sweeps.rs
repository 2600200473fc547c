//! The page of a sweep: which inputs move which outputs, and how far.

use std::path::Path;

use maud::html;

use super::facts::{Facts, text as told};
use super::frame::Pages;
use super::ground::named;
use super::sheet::{Sheet, code, count, interval, level, shown, text};
use crate::report::plots::PlotError;
use crate::report::plots::read::{Estimate, each_row};

/// One group of one input: the mean of an output there.
struct Group {
    output: String,
    unit: String,
    input: String,
    value: String,
    mean: Estimate,
    points: String,
    n: String,
}

/// Where an input leads an output from one end to the other.
struct Span<'a> {
    input: &'a str,
    low: &'a Group,
    high: &'a Group,
}

impl Span<'_> {
    fn width(&self) -> f64 {
        self.high.mean.mean - self.low.mean.mean
    }

    /// Whether the intervals of both ends lie apart: a cautious test, since both share their luck.
    fn is_told_apart(&self) -> bool {
        let pair = self.low.mean.ci.zip(self.high.mean.ci);
        pair.is_some_and(|((low, high), (least, most))| high < least || most < low)
    }
}

/// Every section, in order.
pub(super) fn sections(
    folder: &Path,
    facts: &Facts,
    pages: &mut Pages<'_>,
) -> Result<(), PlotError> {
    let sweep = &facts.manifest["sweep"];
    let question = told(sweep, "question", facts.language);
    let inputs = inputs(facts);
    pages.section("question", facts.say("The question", "问题"), html! {
        p.question { @if question.is_empty() { (named(facts)) } @else { (question) } }
        @for scenario in &facts.scenarios {
            p.note { strong { (scenario.title) } " · " code { (scenario.name) } }
        }
        p { (facts.say("Design: ", "设计：")) (told(sweep, "design_title", facts.language)) (facts.say(", ", "，"))
            (sweep["points"].as_u64().unwrap_or_default()) " " (facts.say("points, ", "个点，"))
            (facts.count("replications")) " " (facts.say("replications of each", "次重复")) }
        (inputs.markup(facts))
    });
    let groups = groups(&folder.join("plots").join("response.csv"))?;
    let mut outputs: Vec<&str> = Vec::new();
    for group in &groups {
        if !outputs.contains(&group.output.as_str()) {
            outputs.push(&group.output);
        }
    }
    let answers: Vec<String> = outputs
        .iter()
        .filter_map(|output| answer(facts, &groups, output))
        .collect();
    pages.section("answer", facts.say("The answer", "答案"), html! {
        @if answers.is_empty() { p { (facts.say("No curve could be drawn: see the tables.", "无法绘制曲线：请看数据表。")) } }
        @for answer in &answers { p.answer { (answer) } }
        p.note { (facts.say(
            "Means over the other inputs as the design draws them; an input that moves an output little on average can still matter together with others: landfall analyse --method sobol tells.",
            "均值对设计中其他输入取平均；平均影响小的输入在与其他输入共同作用时仍可能重要：可用 landfall analyse --method sobol 判断。",
        )) }
    });
    let body = pages.figures("tornado_");
    pages.section(
        "tornado",
        facts.say("Which inputs move each output most", "各输入影响的大小"),
        body,
    );
    let mut table = Sheet::new(
        facts.say(
            "Mean of each output in each group of each input",
            "各输入分组下各输出的均值",
        ),
        &[
            facts.say("output", "输出"),
            facts.say("input", "输入"),
            facts.say("value", "取值"),
            facts.say("mean", "均值"),
            facts.say("95 % interval", "95 % 区间"),
            facts.say("unit", "单位"),
            facts.say("points", "点数"),
            "n",
        ],
    );
    for group in &groups {
        table.row(vec![
            text(title_of(facts, &group.output)),
            code(&group.input),
            count(&group.value),
            level(Some(group.mean.mean)),
            interval(group.mean.ci),
            text(unit_of(facts, &group.output, &group.unit)),
            count(&group.points),
            count(&group.n),
        ]);
    }
    let body = html! { (pages.figures("response_")) @if !table.is_empty() { details { summary { (facts.say("All groups", "全部分组")) } (table.markup(facts)) } } };
    pages.section("response", facts.say("Response curves", "响应曲线"), body);
    Ok(())
}

/// What is varied.
fn inputs(facts: &Facts) -> Sheet {
    let sweep = &facts.manifest["sweep"];
    let mut inputs = Sheet::new(
        facts.say("Inputs", "输入"),
        &[
            facts.say("input", "输入"),
            facts.say("role", "角色"),
            facts.say("meaning", "含义"),
            facts.say("from", "下限"),
            facts.say("to", "上限"),
            facts.say("values", "取值"),
            facts.say("unit", "单位"),
        ],
    );
    for input in sweep["inputs"].as_array().into_iter().flatten() {
        let values: Vec<&str> = input["values"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str())
            .collect();
        let role = match input["role"].as_str() {
            Some("lever") => facts.say("lever", "政策杠杆"),
            _ => facts.say("uncertainty", "不确定性"),
        };
        inputs.row(vec![
            code(input["name"].as_str().unwrap_or_default()),
            text(role),
            text(told(input, "meaning", facts.language)),
            level(input["least"].as_f64()),
            level(input["most"].as_f64()),
            text(values.join(", ")),
            text(told(input, "unit", facts.language)),
        ]);
    }
    inputs
}

/// The title of an output of the sweep.
fn title_of(facts: &Facts, output: &str) -> String {
    let outputs = facts.manifest["sweep"]["outputs"]
        .as_array()
        .into_iter()
        .flatten();
    let found = outputs.into_iter().find(|o| o["name"] == output);
    let title = found
        .map(|o| told(o, "title", facts.language))
        .unwrap_or_default();
    if title.is_empty() {
        output.to_owned()
    } else {
        title
    }
}

/// The input that moves an output most, and by how much.
fn answer(facts: &Facts, groups: &[Group], output: &str) -> Option<String> {
    let mut spans = spans(groups, output);
    spans.sort_by(|a, b| b.width().abs().total_cmp(&a.width().abs()));
    let most = spans.first()?;
    let (title, unit) = (
        title_of(facts, output),
        unit_of(facts, output, &most.low.unit),
    );
    let at = |group: &Group| match group.mean.ci {
        Some((low, high)) => {
            let mean = shown(group.mean.mean);
            format!("{mean} [{}, {}]", shown(low), shown(high))
        }
        None => shown(group.mean.mean),
    };
    let (low, high) = (at(most.low), at(most.high));
    let value = |group: &Group| group.value.parse().map_or(group.value.clone(), shown);
    let (from, to, input) = (value(most.low), value(most.high), most.input);
    let told = if most.is_told_apart() {
        facts.language.choose(
            &format!("{title} ({unit}) differs most between the ends of {input}: {low} at {from}, {high} at {to}"),
            &format!("{title}（{unit}）在 {input} 两端相差最大：取 {from} 时为 {low}，取 {to} 时为 {high}"),
        ).to_owned()
    } else {
        facts.language.choose(
            &format!("{title} ({unit}) cannot be told apart between the ends of any single input; the widest gap is that of {input}, {low} at {from} and {high} at {to}"),
            &format!("{title}（{unit}）在任一单个输入的两端均无法区分；差距最大的是 {input}：取 {from} 时为 {low}，取 {to} 时为 {high}"),
        ).to_owned()
    };
    Some(
        facts
            .language
            .choose(
                &format!("{told} (means with 95 % intervals)."),
                &format!("{told}（均值与 95 % 区间）。"),
            )
            .to_owned(),
    )
}

/// The first and the last group of each input; of words, those with the least and the greatest mean.
fn spans<'a>(groups: &'a [Group], output: &str) -> Vec<Span<'a>> {
    let own: Vec<&Group> = groups
        .iter()
        .filter(|group| group.output == output)
        .collect();
    let of_input = own.chunk_by(|one, next| one.input == next.input);
    let spans = of_input.filter_map(|groups| {
        let is_number = groups
            .iter()
            .all(|group| group.value.parse::<f64>().is_ok());
        let by_mean = |a: &&&Group, b: &&&Group| a.mean.mean.total_cmp(&b.mean.mean);
        let (low, high) = if is_number {
            (groups.first()?, groups.last()?)
        } else {
            (
                groups.iter().min_by(by_mean)?,
                groups.iter().max_by(by_mean)?,
            )
        };
        Some(Span {
            input: &low.input,
            low,
            high,
        })
    });
    spans.collect()
}

/// The unit of an output in the page's language.
fn unit_of(facts: &Facts, output: &str, unit: &str) -> String {
    let outputs = facts.manifest["sweep"]["outputs"]
        .as_array()
        .into_iter()
        .flatten();
    let found = outputs.into_iter().find(|o| o["name"] == output);
    let own = found
        .map(|o| told(o, "unit", facts.language))
        .unwrap_or_default();
    if own.is_empty() { unit.to_owned() } else { own }
}

fn groups(path: &Path) -> Result<Vec<Group>, PlotError> {
    let columns = [
        "output", "unit", "input", "value", "mean", "ci_low", "ci_high", "points", "n",
    ];
    let mut found = Vec::new();
    each_row(path, &columns, |row| {
        if let Some(mean) = row.estimate(4)? {
            found.push(Group {
                output: row.text(0),
                unit: row.text(1),
                input: row.text(2),
                value: row.text(3),
                mean,
                points: row.text(7),
                n: row.text(8),
            });
        }
        Ok(())
    })?;
    Ok(found)
}
