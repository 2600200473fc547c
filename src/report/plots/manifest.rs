//! What the manifest of a result folder says, as plain structs.

use serde::Deserialize;

use crate::kernel::language::Language;

/// A scenario of the run; the first one is the base.
#[derive(Deserialize)]
pub(super) struct Scenario {
    /// The word for it in files.
    pub name: String,
    /// The words for it in plots.
    #[serde(default)]
    pub title: String,
}

/// A measure over which an effect is split.
#[derive(Deserialize)]
pub(super) struct Measure {
    /// The number of its article.
    pub article: u8,
    /// The word for it in files.
    pub name: String,
    /// The words for it in plots.
    #[serde(default)]
    pub title: String,
}

/// A district, sector or zone.
#[derive(Deserialize)]
pub(super) struct Place {
    /// The word for it in files.
    pub code: String,
    /// Its name in plots.
    #[serde(default)]
    pub name: String,
    /// The code of the zone it lies in, for a district whose manifest says so.
    #[serde(default)]
    pub zone: Option<String>,
    /// Row and column of a district's tile on the map.
    #[serde(default)]
    pub tile: Option<(u16, u16)>,
}

/// The places the tables speak of, in the manifest's order.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Places {
    /// The districts.
    pub district: Vec<Place>,
    /// The sectors.
    pub sector: Vec<Place>,
    /// The functional zones.
    pub zone: Vec<Place>,
}

/// A metric's words for plots.
#[derive(Deserialize)]
struct Metric {
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    unit: String,
}

/// What the manifest says about the run.
#[derive(Deserialize)]
pub(super) struct Manifest {
    /// The language that it is read in.
    #[serde(skip)]
    pub language: Language,
    /// Whether this is one scenario's `run`, a `compare`, an `attribution`, a `calibration` or an
    /// `analysis`.
    #[serde(default)]
    pub kind: String,
    /// The method of an analysis.
    #[serde(default)]
    pub method: String,
    /// The run's name.
    #[serde(default)]
    pub name: String,
    /// The title of a calibration.
    #[serde(default)]
    pub title: String,
    /// The seed of its random numbers.
    #[serde(default)]
    pub seed: u64,
    /// How often each scenario was run.
    #[serde(default)]
    pub replications: u64,
    /// The scenarios, the base first.
    #[serde(default)]
    pub scenarios: Vec<Scenario>,
    /// The measures over which an effect is split, if it is.
    #[serde(default)]
    pub split: Vec<Measure>,
    /// The places.
    #[serde(default)]
    pub places: Places,
    /// How many resamples the intervals of an analysis are made from.
    #[serde(default)]
    pub resamples: u64,
    #[serde(default)]
    metrics: Vec<Metric>,
    #[serde(default)]
    outputs: Vec<Metric>,
    #[serde(default)]
    inputs: Vec<Input>,
    #[serde(default)]
    sweep: Sweep,
}

/// An input of a sweep or an analysis.
#[derive(Deserialize)]
struct Input {
    name: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    scale: String,
}

/// What a sweep read.
#[derive(Default, Deserialize)]
struct Sweep {
    #[serde(default)]
    title: String,
    #[serde(default)]
    inputs: Vec<Input>,
    #[serde(default)]
    outputs: Vec<Metric>,
}

impl Manifest {
    /// Lets a sweep be drawn like its analysis.
    pub(super) fn take_for_analysis(&mut self, resamples: u32) {
        self.inputs = std::mem::take(&mut self.sweep.inputs);
        self.outputs = std::mem::take(&mut self.sweep.outputs);
        self.title = std::mem::take(&mut self.sweep.title);
        self.resamples = resamples.into();
        self.seed = 1;
    }

    /// Lets what has no title or name go by its name or code.
    pub(super) fn fill_titles(&mut self) {
        for scenario in &mut self.scenarios {
            or_else(&mut scenario.title, &scenario.name);
        }
        for measure in &mut self.split {
            or_else(&mut measure.title, &measure.name);
        }
        for metric in self.metrics.iter_mut().chain(&mut self.outputs) {
            or_else(&mut metric.title, &metric.name);
        }
        let places = &mut self.places;
        let lists = [&mut places.district, &mut places.sector, &mut places.zone];
        for place in lists.into_iter().flatten() {
            or_else(&mut place.name, &place.code);
        }
    }

    /// Whether a metric is one of the result's.
    pub(super) fn knows(&self, metric: &str) -> bool {
        self.metrics.iter().any(|known| known.name == metric)
    }

    /// The names of all metrics.
    pub(super) fn metric_names(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(|metric| metric.name.as_str())
    }

    /// A metric's title, or its name when the manifest gives no title.
    pub(super) fn metric_title<'a>(&'a self, metric: &'a str) -> &'a str {
        let known = self.metrics.iter().find(|m| m.name == metric);
        known.map_or(metric, |m| m.title.as_str())
    }

    /// An output's title, or its name when the manifest gives no title.
    pub(super) fn output_title<'a>(&'a self, output: &'a str) -> &'a str {
        let known = self.outputs.iter().find(|o| o.name == output);
        known.map_or(output, |o| o.title.as_str())
    }

    /// Whether an input was drawn on a logarithmic scale.
    pub(super) fn is_logarithmic(&self, input: &str) -> bool {
        let known = self.inputs.iter().find(|known| known.name == input);
        known.is_some_and(|known| known.scale == "log")
    }

    /// What an output comes from: the experiment, its scenario, and what an effect is measured
    /// against, as far as the manifest says so.
    pub(super) fn origin(&self, output: &str) -> String {
        if self.language == Language::Chinese {
            return self.chinese_origin(output);
        }
        let mut origin = if self.title.is_empty() || self.title == self.name {
            format!("Table: {}.", self.name)
        } else {
            let stop = if self.title.ends_with(['.', '?', '!']) {
                ""
            } else {
                "."
            };
            format!("Experiment: {}{stop} Table: {}.", self.title, self.name)
        };
        let mut scenarios = self.scenarios.iter().map(|scenario| &scenario.title);
        if let Some(scenario) = scenarios.next() {
            origin = format!("{origin} Scenario: {scenario}.");
        }
        if is_effect(output) {
            let baseline = scenarios.next().map_or_else(
                || "its baseline".to_owned(),
                |baseline| format!("its baseline, {baseline},"),
            );
            origin = format!("{origin} Effect: the scenario less {baseline} under the same luck.");
        }
        origin
    }

    fn chinese_origin(&self, output: &str) -> String {
        let mut origin = if self.title.is_empty() || self.title == self.name {
            format!("数据表：{}。", self.name)
        } else {
            let title = self.title.trim_end_matches(['.', '。']);
            let stop = if title.ends_with(['?', '!']) {
                " "
            } else if title.ends_with(['？', '！']) {
                ""
            } else {
                "。"
            };
            format!("实验：{title}{stop}数据表：{}。", self.name)
        };
        let mut scenarios = self.scenarios.iter().map(|scenario| &scenario.title);
        if let Some(scenario) = scenarios.next() {
            origin = format!("{origin}情景：{scenario}。");
        }
        if is_effect(output) {
            let baseline = scenarios.next().map_or_else(
                || "基准情景".to_owned(),
                |baseline| format!("基准情景（{baseline}）"),
            );
            origin = format!("{origin}效果：同一随机数下该情景减去{baseline}。");
        }
        origin
    }

    /// An output's unit; what a table says where the manifest gives none.
    pub(super) fn output_unit<'a>(&'a self, output: &str, otherwise: &'a str) -> &'a str {
        let known = self.outputs.iter().find(|known| known.name == output);
        known.map_or(otherwise, |known| or(&known.unit, otherwise))
    }

    /// An input's unit; what a table says where the manifest gives none.
    pub(super) fn input_unit<'a>(&'a self, input: &str, otherwise: &'a str) -> &'a str {
        let known = self.inputs.iter().find(|known| known.name == input);
        known.map_or(otherwise, |known| or(&known.unit, otherwise))
    }

    /// A metric's unit, or nothing when the manifest gives none.
    pub(super) fn metric_unit(&self, metric: &str) -> &str {
        let known = self.metrics.iter().find(|m| m.name == metric);
        known.map_or("", |m| m.unit.as_str())
    }
}

/// Whether an output is a difference between a scenario and its baseline.
pub(super) fn is_effect(output: &str) -> bool {
    output.starts_with("effect:")
}

/// A text, or another if it is empty.
const fn or<'a>(text: &'a str, other: &'a str) -> &'a str {
    if text.is_empty() { other } else { text }
}

/// Fills an empty text with another.
fn or_else(text: &mut String, other: &str) {
    if text.is_empty() {
        other.clone_into(text);
    }
}
