//! `landfall explain`: the register speaking.

use std::fmt::Write as _;

use super::Trouble;
use super::arguments::{Explain, Showing};
use super::console;
use crate::kernel::parameter::{Parameter, ParameterSet};
use crate::kernel::record::Metric;
use crate::measures::{self, MEASURES, Measure};
use crate::scenario::{hint, run};

/// Explains a name, or lists what can be explained.
pub(super) fn explain(command: &Explain, _showing: &Showing) -> Result<(), Trouble> {
    let mut known = measures::parameters();
    known.add(Box::new(run::Parameters::default()));
    let text = match &command.name {
        Some(name) => one(name, &known)?,
        None => all(&known),
    };
    console::say(&text);
    Ok(())
}

fn one(name: &str, known: &ParameterSet) -> Result<String, Trouble> {
    let measure = MEASURES
        .iter()
        .find(|m| m.name == name || m.article.to_string() == name || m.title.zh == name);
    if let Some(measure) = measure {
        return Ok(measure_text(measure, known));
    }
    if name == "run.start" || name == "start" {
        return Ok(start_text());
    }
    let metrics = measures::metrics();
    if let Some(metric) = metrics.iter().find(|metric| metric.name == name) {
        return Ok(metric_text(metric));
    }
    let parameters = known.describe();
    let short = |p: &&Parameter| {
        let full = p.name();
        full == name || full.strip_prefix("measures.") == Some(name) || p.key == name
    };
    let found: Vec<&Parameter> = parameters.iter().filter(short).collect();
    if !found.is_empty() {
        let texts: Vec<String> = found.iter().map(|p| parameter_text(p)).collect();
        return Ok(texts.join("\n"));
    }
    if known.sections().contains(&name) {
        let texts = parameters.iter().filter(|p| p.section == name);
        let start = (name == "run").then(start_text);
        let texts = start.into_iter().chain(texts.map(parameter_text));
        return Ok(texts.collect::<Vec<_>>().join("\n"));
    }
    let names: Vec<String> = MEASURES
        .iter()
        .map(|m| m.name.to_owned())
        .chain(metrics.iter().map(|m| m.name.to_owned()))
        .chain(parameters.iter().map(Parameter::name))
        .chain(parameters.iter().map(|p| p.key.to_owned()))
        .collect();
    let hint = hint(name, names.iter().map(String::as_str));
    let hint = hint.map_or(String::new(), |hint| format!("{hint} "));
    Err(Trouble::Input(format!(
        "nothing is called \"{name}\"\nhelp: {hint}landfall explain lists everything"
    )))
}

/// The start stands beside the other parameters of a run: it is a date.
fn start_text() -> String {
    format!(
        "run.start\n  {}\n  unit: date\n  allowed: a date, such as 2021-09-06\n  default: {}\n  \
         source: {}\n",
        run::START_MEANING,
        run::START,
        run::START_SOURCE
    )
}

fn all(known: &ParameterSet) -> String {
    let mut text = String::from("Measures\n");
    for measure in &MEASURES {
        let _ = writeln!(
            text,
            "  {}  {:<28} {}",
            measure.article, measure.name, measure.title.en
        );
    }
    text.push_str("\nParameters\n");
    for parameter in known.describe() {
        let _ = writeln!(text, "  {:<56} {}", parameter.name(), parameter.meaning.en);
    }
    text.push_str("\nMetrics\n");
    for metric in measures::metrics() {
        let _ = writeln!(
            text,
            "  {:<48} {} ({})",
            metric.name, metric.title.en, metric.unit
        );
    }
    text
}

fn measure_text(measure: &Measure, known: &ParameterSet) -> String {
    let mut text = format!(
        "Measure {}, {}: {} ({})\n{}\nsentences of the notice: {}\n",
        measure.article,
        measure.name,
        measure.title.en,
        measure.title.zh,
        measure.meaning.en,
        measure.sentences.join(", "),
    );
    let _ = writeln!(
        text,
        "\nswitch it on with [measures.{}] on = true\n",
        measure.name
    );
    let section = format!("measures.{}", measure.name);
    for parameter in known.describe().iter().filter(|p| p.section == section) {
        text.push_str(&parameter_text(parameter));
        text.push('\n');
    }
    text.push_str("Metrics\n");
    for metric in measure.metrics {
        let _ = writeln!(
            text,
            "  {:<44} {} ({})",
            metric.name, metric.title.en, metric.unit
        );
    }
    text
}

fn parameter_text(parameter: &Parameter) -> String {
    format!(
        "{}\n  {}\n  unit: {}\n  allowed: {}\n  default: {}\n  source: {}\n",
        parameter.name(),
        parameter.meaning.en,
        parameter.unit,
        parameter.kind,
        parameter.default,
        parameter.source,
    )
}

fn metric_text(metric: &Metric) -> String {
    let scopes: Vec<&str> = metric.scopes.iter().map(|scope| scope.name()).collect();
    let left_out = if metric.left_out.is_empty() {
        "nothing"
    } else {
        metric.left_out.en
    };
    format!(
        "{}\n  {}\n  unit: {}\n  formula: {}\n  left out: {left_out}\n  by: {}\n  weekly: {}\n",
        metric.name,
        metric.title.en,
        metric.unit,
        metric.formula.en,
        scopes.join(", "),
        if metric.weekly {
            "yes, city and districts"
        } else {
            "no"
        },
    )
}
