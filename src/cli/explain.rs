//! `landfall explain`: the register speaking.

use std::fmt::Write as _;

use ::console::{Alignment, pad_str};
use clap::Args;
use serde::Serialize;

use super::Trouble;
use super::console;
use super::options::Showing;
use crate::kernel::language::{Language, Words, words};
use crate::kernel::parameter::{Kind, Parameter, ParameterSet, Value, source_in};
use crate::kernel::record::Metric;
use crate::kernel::unit_words::unit_in;
use crate::measures::{self, MEASURES, Measure};
use crate::scenario::{hint, run};

const ON_EXPLAIN: &str = "\
With --json: {\"measures\": [...], \"parameters\": [...], \"metrics\": [...]}, what the name stands for or \
all there is. Whatever is worded stands in both languages: title and title_zh, unit and unit_zh, and \
so on.";

#[derive(Debug, Args)]
#[command(after_help = ON_EXPLAIN)]
pub(super) struct Explain {
    /// A measure (number or name), a parameter or a metric.
    pub name: Option<String>,
}

/// Explains a name, or lists what can be explained.
pub(super) fn explain(command: &Explain, showing: &Showing) -> Result<(), Trouble> {
    let found = match &command.name {
        Some(name) => Found::of(name)?,
        None => Found::everything(),
    };
    let text = if showing.json {
        console::json(&found.record())
    } else {
        let speaker = Speaker(showing.language);
        match &command.name {
            Some(_) => speaker.one(&found),
            None => speaker.all(&found),
        }
    };
    console::say(&text)
}

/// What a name stands for.
#[derive(Default)]
struct Found {
    measures: Vec<&'static Measure>,
    /// Whether `run.start` is among the parameters: it is a date and stands beside the others.
    start: bool,
    parameters: Vec<Parameter>,
    metrics: Vec<&'static Metric>,
}

impl Found {
    fn everything() -> Self {
        Self {
            measures: MEASURES.iter().collect(),
            start: true,
            parameters: known().describe(),
            metrics: measures::metrics(),
        }
    }

    fn of(name: &str) -> Result<Self, Trouble> {
        let known = known();
        let parameters = known.describe();
        let within = |section: &str| {
            let parameters = parameters.iter().filter(|p| p.section == section);
            parameters.copied().collect::<Vec<_>>()
        };
        let measure = MEASURES
            .iter()
            .find(|m| m.name == name || m.article.to_string() == name || m.title.zh == name);
        if let Some(measure) = measure {
            return Ok(Self {
                measures: vec![measure],
                parameters: within(&format!("measures.{}", measure.name)),
                metrics: measure.metrics.iter().collect(),
                ..Self::default()
            });
        }
        if name == "run.start" || name == "start" {
            return Ok(Self {
                start: true,
                ..Self::default()
            });
        }
        let metrics = measures::metrics();
        if let Some(&metric) = metrics.iter().find(|metric| metric.name == name) {
            return Ok(Self {
                metrics: vec![metric],
                ..Self::default()
            });
        }
        let short = |p: &&Parameter| {
            let full = p.name();
            full == name || full.strip_prefix("measures.") == Some(name) || p.key == name
        };
        let named: Vec<Parameter> = parameters.iter().filter(short).copied().collect();
        if !named.is_empty() {
            return Ok(Self {
                parameters: named,
                ..Self::default()
            });
        }
        if known.sections().contains(&name) {
            return Ok(Self {
                start: name == "run",
                parameters: within(name),
                ..Self::default()
            });
        }
        Err(unknown(name, &parameters, &metrics))
    }

    /// As JSON: names and codes once, everything else in both languages.
    fn record(&self) -> Record {
        let start = self.start.then(ParameterRecord::start);
        let parameters = self.parameters.iter().map(ParameterRecord::of);
        Record {
            measures: self.measures.iter().map(|m| MeasureRecord::of(m)).collect(),
            parameters: start.into_iter().chain(parameters).collect(),
            metrics: self.metrics.iter().map(|m| MetricRecord::of(m)).collect(),
        }
    }
}

/// Every parameter that a scenario file may set.
fn known() -> ParameterSet {
    let mut known = measures::parameters();
    known.add(Box::new(run::Parameters::default()));
    known
}

fn unknown(name: &str, parameters: &[Parameter], metrics: &[&Metric]) -> Trouble {
    let names: Vec<String> = MEASURES
        .iter()
        .map(|m| m.name.to_owned())
        .chain(metrics.iter().map(|m| m.name.to_owned()))
        .chain(parameters.iter().map(Parameter::name))
        .chain(parameters.iter().map(|p| p.key.to_owned()))
        .collect();
    let hint = hint(name, names.iter().map(String::as_str));
    let hint = hint.map_or(String::new(), |hint| format!("{hint} "));
    Trouble::Input(format!(
        "nothing is called \"{name}\"\nhelp: {hint}landfall explain lists everything"
    ))
}

const MEASURE_LIST: Words = words("Measures", "措施");
const PARAMETER_LIST: Words = words("Parameters", "参数");
const METRIC_LIST: Words = words("Metrics", "指标");
const UNIT: Words = words("unit: ", "单位：");
const ALLOWED: Words = words("allowed: ", "允许取值：");
const DEFAULT: Words = words("default: ", "默认值：");
const SOURCE: Words = words("source: ", "来源：");
const FORMULA: Words = words("formula: ", "计算方法：");
const LEFT_OUT: Words = words("left out: ", "不计入：");
const NOTHING: Words = words("nothing", "无");
const BY: Words = words("by: ", "统计范围：");
const WEEKLY: Words = words("weekly: ", "逐周记录：");
const EVERY_WEEK: Words = words("yes, city and districts", "是，全市和各区");
const NO: Words = words("no", "否");
const DATE: Words = words("a date, such as 2021-09-06", "日期，如2021-09-06");

/// Texts in one language.
struct Speaker(Language);

impl Speaker {
    fn one(&self, found: &Found) -> String {
        if let [measure] = found.measures[..] {
            return self.measure(measure, found);
        }
        let start = found.start.then(|| self.start());
        let parameters = found.parameters.iter().map(|p| self.parameter(p));
        let metrics = found.metrics.iter().map(|m| self.metric(m));
        let texts = start.into_iter().chain(parameters).chain(metrics);
        texts.collect::<Vec<_>>().join("\n")
    }

    fn all(&self, found: &Found) -> String {
        let Self(language) = *self;
        let mut text = format!("{}\n", MEASURE_LIST.of(language));
        for measure in &found.measures {
            let name = pad(measure.name, 28);
            let title = measure.title.of(language);
            let _ = writeln!(text, "  {}  {name} {title}", measure.article);
        }
        let _ = writeln!(text, "\n{}", PARAMETER_LIST.of(language));
        let start = ("run.start".to_owned(), run::START_MEANING);
        let parameters = found.parameters.iter().map(|p| (p.name(), p.meaning));
        for (name, meaning) in parameters.chain([start]) {
            let _ = writeln!(text, "  {} {}", pad(&name, 56), meaning.of(language));
        }
        let _ = writeln!(text, "\n{}", METRIC_LIST.of(language));
        for metric in &found.metrics {
            let _ = writeln!(text, "  {}", self.metric_line(metric, 48));
        }
        text
    }

    fn measure(&self, measure: &Measure, found: &Found) -> String {
        let Measure {
            article,
            name,
            title,
            meaning,
            ..
        } = measure;
        let mut text = match self.0 {
            Language::English => format!(
                "Measure {article}, {name}: {} ({})\n{}\nsentences of the notice: {}\n\n\
                 switch it on with [measures.{name}] on = true\n\n",
                title.en,
                title.zh,
                meaning.en,
                measure.sentences.join(", "),
            ),
            Language::Chinese => format!(
                "措施{article}（{name}）：{}\n{}\n通知条款：{}\n\n\
                 在情景文件中开启：[measures.{name}] on = true\n\n",
                title.zh,
                meaning.zh,
                measure.sentences.join("、"),
            ),
        };
        for parameter in &found.parameters {
            text.push_str(&self.parameter(parameter));
            text.push('\n');
        }
        let _ = writeln!(text, "{}", METRIC_LIST.of(self.0));
        for metric in &found.metrics {
            let _ = writeln!(text, "  {}", self.metric_line(metric, 44));
        }
        text
    }

    fn parameter(&self, parameter: &Parameter) -> String {
        let Self(language) = *self;
        self.entry(
            &parameter.name(),
            parameter.meaning,
            &[
                (UNIT, unit_in(parameter.unit, language)),
                (ALLOWED, &parameter.kind.told_in(language)),
                (DEFAULT, &parameter.default.to_string()),
                (SOURCE, &source_in(&parameter.source.to_string(), language)),
            ],
        )
    }

    fn start(&self) -> String {
        let Self(language) = *self;
        self.entry(
            "run.start",
            run::START_MEANING,
            &[
                (UNIT, unit_in("date", language)),
                (ALLOWED, DATE.of(language)),
                (DEFAULT, &run::START.to_string()),
                (SOURCE, &source_in(&run::START_SOURCE.to_string(), language)),
            ],
        )
    }

    fn metric(&self, metric: &Metric) -> String {
        let Self(language) = *self;
        let scopes = metric.scopes.iter().map(|scope| match language {
            Language::English => scope.name(),
            Language::Chinese => scope.title().zh,
        });
        let scopes: Vec<&str> = scopes.collect();
        let left_out = if metric.left_out.is_empty() {
            NOTHING
        } else {
            metric.left_out
        };
        let weekly = if metric.weekly { EVERY_WEEK } else { NO };
        self.entry(
            metric.name,
            metric.title,
            &[
                (UNIT, unit_in(metric.unit, language)),
                (FORMULA, metric.formula.of(language)),
                (LEFT_OUT, left_out.of(language)),
                (BY, &scopes.join(language.choose(", ", "、"))),
                (WEEKLY, weekly.of(language)),
            ],
        )
    }

    fn metric_line(&self, metric: &Metric, width: usize) -> String {
        let name = pad(metric.name, width);
        let (title, unit) = (metric.title.of(self.0), unit_in(metric.unit, self.0));
        match self.0 {
            Language::English => format!("{name} {title} ({unit})"),
            Language::Chinese => format!("{name} {title}（{unit}）"),
        }
    }

    /// A name, what it is, and what there is to say of it, a line each.
    fn entry(&self, name: &str, what: Words, lines: &[(Words, &str)]) -> String {
        let mut text = format!("{name}\n  {}\n", what.of(self.0));
        for (label, value) in lines {
            let _ = writeln!(text, "  {}{value}", label.of(self.0));
        }
        text
    }
}

/// A name with space after it, so that what follows stands in a column.
fn pad(name: &str, width: usize) -> String {
    pad_str(name, width, Alignment::Left, None).into_owned()
}

#[derive(Serialize)]
struct Record {
    measures: Vec<MeasureRecord>,
    parameters: Vec<ParameterRecord>,
    metrics: Vec<MetricRecord>,
}

#[derive(Serialize)]
struct MeasureRecord {
    article: u8,
    name: &'static str,
    title: &'static str,
    title_zh: &'static str,
    meaning: &'static str,
    meaning_zh: &'static str,
    sentences: &'static [&'static str],
}

impl MeasureRecord {
    fn of(measure: &Measure) -> Self {
        Self {
            article: measure.article,
            name: measure.name,
            title: measure.title.en,
            title_zh: measure.title.zh,
            meaning: measure.meaning.en,
            meaning_zh: measure.meaning.zh,
            sentences: measure.sentences,
        }
    }
}

#[derive(Serialize)]
struct ParameterRecord {
    name: String,
    meaning: &'static str,
    meaning_zh: &'static str,
    unit: &'static str,
    unit_zh: &'static str,
    allowed: String,
    allowed_zh: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'static [&'static str]>,
    default: serde_json::Value,
    source: String,
    source_zh: String,
}

impl ParameterRecord {
    fn of(parameter: &Parameter) -> Self {
        let (least, most, words) = match parameter.kind {
            Kind::Number { least, most } => (Some(least), Some(most), None),
            Kind::Count { least, most } => (Some(least.into()), Some(most.into()), None),
            Kind::Switch => (None, None, None),
            Kind::Choice(words) => (None, None, Some(words)),
        };
        let source = parameter.source.to_string();
        Self {
            name: parameter.name(),
            meaning: parameter.meaning.en,
            meaning_zh: parameter.meaning.zh,
            unit: parameter.unit,
            unit_zh: unit_in(parameter.unit, Language::Chinese),
            allowed: parameter.kind.to_string(),
            allowed_zh: parameter.kind.told_in(Language::Chinese),
            least,
            most,
            words,
            default: plain(parameter.default),
            source_zh: source_in(&source, Language::Chinese),
            source,
        }
    }

    fn start() -> Self {
        let source = run::START_SOURCE.to_string();
        Self {
            name: "run.start".to_owned(),
            meaning: run::START_MEANING.en,
            meaning_zh: run::START_MEANING.zh,
            unit: "date",
            unit_zh: unit_in("date", Language::Chinese),
            allowed: DATE.en.to_owned(),
            allowed_zh: DATE.zh.to_owned(),
            least: None,
            most: None,
            words: None,
            default: run::START.to_string().into(),
            source_zh: source_in(&source, Language::Chinese),
            source,
        }
    }
}

fn plain(value: Value) -> serde_json::Value {
    match value {
        Value::Number(number) => number.into(),
        Value::Count(count) => count.into(),
        Value::Switch(on) => on.into(),
        Value::Choice(word) => word.into(),
    }
}

#[derive(Serialize)]
struct MetricRecord {
    name: &'static str,
    title: &'static str,
    title_zh: &'static str,
    unit: &'static str,
    unit_zh: &'static str,
    formula: &'static str,
    formula_zh: &'static str,
    left_out: &'static str,
    left_out_zh: &'static str,
    scopes: Vec<&'static str>,
    weekly: bool,
}

impl MetricRecord {
    fn of(metric: &Metric) -> Self {
        Self {
            name: metric.name,
            title: metric.title.en,
            title_zh: metric.title.zh,
            unit: metric.unit,
            unit_zh: unit_in(metric.unit, Language::Chinese),
            formula: metric.formula.en,
            formula_zh: metric.formula.zh,
            left_out: metric.left_out.en,
            left_out_zh: metric.left_out.zh,
            scopes: metric.scopes.iter().map(|scope| scope.name()).collect(),
            weekly: metric.weekly,
        }
    }
}
