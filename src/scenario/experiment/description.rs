//! An experiment as it is described in the manifest of its results.

use serde::Serialize;

use super::{Experiment, Output};
use crate::kernel::design::{Input, Levels};
use crate::kernel::language::Language;
use crate::kernel::record::Place;
use crate::kernel::unit_words::unit_in;

/// What a sweep did, for its manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// The kind of design.
    pub design: &'static str,
    /// Number of points.
    pub points: usize,
    /// What was varied, in the order of the columns.
    pub inputs: Vec<InputDescription>,
    /// What was read, in the order of the columns.
    pub outputs: Vec<OutputDescription>,
}

/// An input of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InputDescription {
    /// Its name.
    pub name: String,
    /// `lever` or `uncertainty`.
    pub role: &'static str,
    /// Its unit.
    pub unit: String,
    /// Its unit in Chinese.
    pub unit_zh: String,
    /// What it means.
    pub meaning: String,
    /// What it means, in Chinese.
    pub meaning_zh: String,
    /// The least value; of a list only if all are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The largest value; of a list only if all are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Whether its range holds whole numbers only.
    pub is_whole: bool,
    /// `linear` or `log`, of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<&'static str>,
    /// The values of a list as they are written in tables; none for a range.
    pub values: Vec<String>,
}

/// An output of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutputDescription {
    /// Its name.
    pub name: String,
    /// The metric.
    pub metric: &'static str,
    /// The place's code.
    pub place: String,
    /// Its unit.
    pub unit: &'static str,
    /// Its unit in Chinese.
    pub unit_zh: &'static str,
    /// What it is, in a few words.
    pub title: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// Whether it is an effect against the baseline.
    pub effect: bool,
}

impl Experiment {
    /// What the experiment does, for the manifest of its results.
    #[must_use]
    pub fn describe(&self) -> Description {
        let outputs = self.outputs.iter().map(|output| OutputDescription {
            name: output.name.clone(),
            metric: output.metric.name,
            place: output.code.clone(),
            unit: output.metric.unit,
            unit_zh: unit_in(output.metric.unit, Language::Chinese),
            title: title(output, Language::English),
            title_zh: title(output, Language::Chinese),
            effect: output.is_effect,
        });
        Description {
            design: self.design.plan().name(),
            points: self.design.points(),
            inputs: self.design.inputs().iter().map(described).collect(),
            outputs: outputs.collect(),
        }
    }
}

/// The metric's title, its place if that is not the city, and whether it is an effect.
fn title(output: &Output, language: Language) -> String {
    let at = match (output.place, language) {
        (Place::City, _) => String::new(),
        (_, Language::English) => format!(" ({})", output.code),
        (_, Language::Chinese) => format!("（{}）", output.code),
    };
    let effect = if output.is_effect {
        language.choose("Effect: ", "效应：")
    } else {
        ""
    };
    format!("{effect}{}{at}", output.metric.title.of(language))
}

fn described(input: &Input) -> InputDescription {
    let (ends, scale, values) = match &input.levels {
        Levels::Range(range) => {
            let scale = if range.is_log() { "log" } else { "linear" };
            let ends = (range.least(), range.most());
            (Some(ends), Some(scale), Vec::new())
        }
        Levels::Listed(values) => (ends(values), None, values.clone()),
    };
    InputDescription {
        name: input.name.clone(),
        role: input.role.name(),
        unit: input.unit.clone(),
        unit_zh: unit_in(&input.unit, Language::Chinese).to_owned(),
        meaning: input.meaning.clone(),
        meaning_zh: input.meaning_zh.clone(),
        least: ends.map(|(least, _)| least),
        most: ends.map(|(_, most)| most),
        is_whole: matches!(&input.levels, Levels::Range(range) if range.is_whole()),
        scale,
        values,
    }
}

/// The least and the largest of some values, if all are numbers.
fn ends(values: &[String]) -> Option<(f64, f64)> {
    let number = |value: &String| value.parse().ok().filter(|number: &f64| number.is_finite());
    let numbers = values.iter().map(number);
    let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
    let least = numbers.iter().copied().min_by(f64::total_cmp)?;
    let most = numbers.iter().copied().max_by(f64::total_cmp)?;
    Some((least, most))
}
