//! What a page tells, read from the manifest and the tables of a result.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::kernel::language::Language;
use crate::kernel::parameter::source_in;
use crate::measures::MEASURES;
use crate::report::plots::PlotError;
use crate::report::plots::read::each_row;

/// A scenario of a result; the first is the base.
pub(super) struct Scenario {
    /// Its name in files.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The question it helps to answer.
    pub question: String,
    /// The hash of what it resolves to.
    pub sha256: String,
    /// The measures that are on, by name.
    pub measures: Vec<String>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// How many columns of its city's tables come from which kind of source.
    pub city: BTreeMap<String, u64>,
}

/// A parameter of a scenario.
#[derive(Clone, PartialEq)]
pub(super) struct Parameter {
    /// Its full name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Its value, with dated values after it.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// The kind of its source, such as `assumed`, or `scenario` where a file sets it.
    pub kind: String,
    /// Where the value comes from.
    pub source: String,
    /// The file and line that set it, if any did.
    pub set_at: String,
}

/// A district, sector or zone.
pub(super) struct Place {
    /// Its code in files.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Row and column of a district's tile on the map.
    pub tile: Option<(u64, u64)>,
}

/// A metric.
pub(super) struct Metric {
    /// Its name in files.
    pub name: String,
    /// What it is, in a few words.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Whether it is a share.
    pub is_share: bool,
    /// How it is computed.
    pub formula: String,
    /// What is left out.
    pub left_out: String,
}

/// A figure of one scenario at the end of the run.
pub(super) struct Level {
    pub scenario: String,
    pub metric: String,
    pub scope: String,
    pub place: String,
    pub mean: f64,
    pub ci: Option<(f64, f64)>,
    pub n: String,
}

/// A paired difference between a variant and the base.
pub(super) struct Paired {
    pub metric: String,
    pub scope: String,
    pub place: String,
    pub variant: String,
    pub base_mean: Option<f64>,
    pub variant_mean: Option<f64>,
    pub difference: f64,
    pub ci: Option<(f64, f64)>,
    pub n: String,
    pub needed: String,
}

impl Paired {
    /// Whether the interval leaves zero out.
    pub(super) fn is_told_apart(&self) -> bool {
        self.ci.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }
}

/// A figure of a district at the end of a year.
pub(super) struct YearEnd {
    pub scenario: String,
    pub year: usize,
    pub date: String,
    pub metric: String,
    pub place: String,
    pub mean: f64,
    pub ci: Option<(f64, f64)>,
    pub difference: Option<f64>,
    pub difference_ci: Option<(f64, f64)>,
}

/// A result, as a page needs it.
pub(super) struct Facts {
    /// The language it is told in.
    pub language: Language,
    /// The manifest itself.
    pub manifest: Value,
    /// `run`, `compare`, `attribution`, `sweep`, …
    pub kind: String,
    pub scenarios: Vec<Scenario>,
    pub districts: Vec<Place>,
    pub sectors: Vec<Place>,
    pub metrics: Vec<Metric>,
    pub levels: Vec<Level>,
    pub differences: Vec<Paired>,
    pub years: Vec<YearEnd>,
}

impl Facts {
    /// Reads a result folder.
    pub(super) fn read(folder: &Path, language: Language) -> Result<Self, PlotError> {
        let path = folder.join("manifest.json");
        let text = std::fs::read(&path).map_err(|e| PlotError::read(&path, &e))?;
        let manifest: Value =
            serde_json::from_slice(&text).map_err(|e| PlotError::read(&path, &e))?;
        let kind = manifest["kind"].as_str().unwrap_or_default().to_owned();
        let is_batch = matches!(kind.as_str(), "run" | "compare");
        let mut facts = Self {
            language,
            kind,
            scenarios: each(&manifest["scenarios"], |s| scenario(s, language)),
            districts: each(&manifest["places"]["district"], |p| place(p, language)),
            sectors: each(&manifest["places"]["sector"], |p| place(p, language)),
            metrics: each(&manifest["metrics"], |m| metric(m, language)),
            levels: Vec::new(),
            differences: Vec::new(),
            years: Vec::new(),
            manifest,
        };
        if is_batch {
            facts.levels = levels(&folder.join("summary.csv"))?;
            facts.differences = differences(&folder.join("comparison.csv"))?;
            facts.years = years(&folder.join("years.csv"))?;
        }
        Ok(facts)
    }

    /// A text of the page's language.
    pub(super) fn say<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        self.language.choose(en, zh)
    }

    /// A string of the manifest, empty if there is none.
    pub(super) fn told(&self, key: &str) -> &str {
        self.manifest[key].as_str().unwrap_or_default()
    }

    /// A whole number of the manifest, 0 if there is none.
    pub(super) fn count(&self, key: &str) -> u64 {
        self.manifest[key].as_u64().unwrap_or_default()
    }

    /// The metric of a name.
    pub(super) fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// A metric's title, or its name.
    pub(super) fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.metric(name).map_or(name, |metric| &metric.title)
    }

    /// The base and the variants.
    pub(super) fn variants(&self) -> (Option<&Scenario>, &[Scenario]) {
        match self.scenarios.split_first() {
            Some((base, variants)) => (Some(base), variants),
            None => (None, &[]),
        }
    }

    /// A paired difference.
    pub(super) fn difference(
        &self,
        variant: &str,
        metric: &str,
        scope: &str,
        place: &str,
    ) -> Option<&Paired> {
        self.differences.iter().find(|d| {
            d.variant == variant && d.metric == metric && d.scope == scope && d.place == place
        })
    }

    /// A figure of a scenario.
    pub(super) fn level(&self, scenario: &str, metric: &str) -> Option<&Level> {
        self.levels
            .iter()
            .find(|l| l.scenario == scenario && l.metric == metric && l.scope == "city")
    }
}

fn each<T>(list: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    list.as_array()
        .map(|list| list.iter().map(read).collect())
        .unwrap_or_default()
}

/// The text of a key in a language, or in English where it has no other.
pub(super) fn text(value: &Value, key: &str, language: Language) -> String {
    let own = match language {
        Language::English => None,
        Language::Chinese => value[format!("{key}_zh")].as_str(),
    };
    let text = own.filter(|text| !text.is_empty());
    text.or(value[key].as_str()).unwrap_or_default().to_owned()
}

fn scenario(value: &Value, language: Language) -> Scenario {
    let name = value["name"].as_str().unwrap_or_default().to_owned();
    let title = text(value, "title", language);
    let measures = value["measures"].as_object().into_iter().flatten();
    let parameters = value["parameters"].as_object().into_iter().flatten();
    Scenario {
        title: if title.is_empty() {
            name.clone()
        } else {
            title
        },
        name,
        question: text(value, "question", language),
        sha256: value["sha256"].as_str().unwrap_or_default().to_owned(),
        measures: in_order(
            measures
                .filter(|(_, switch)| switch["on"] == true)
                .map(|(name, _)| name.clone())
                .collect(),
        ),
        city: value["city"]["sources"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(kind, count)| Some((kind.clone(), count.as_u64()?)))
            .collect(),
        parameters: parameters
            .map(|(name, p)| parameter(name, p, language))
            .collect(),
    }
}

/// Measures in the order of the notice.
fn in_order(mut names: Vec<String>) -> Vec<String> {
    names.sort_by_key(|name| MEASURES.iter().position(|measure| measure.name == *name));
    names
}

fn parameter(name: &str, value: &Value, language: Language) -> Parameter {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let dated = value["dated"].as_object().into_iter().flatten();
    let dated: Vec<String> = dated
        .map(|(date, value)| format!("{} ({date})", plain(value)))
        .collect();
    let source = value["source"].as_str().unwrap_or_default();
    let mut shown = plain(&value["value"]);
    if !dated.is_empty() {
        shown = format!("{shown}, {}", dated.join(", "));
    }
    Parameter {
        name: name.to_owned(),
        meaning: text(value, "meaning", language),
        value: shown,
        unit: text(value, "unit", language),
        kind: match source.split(' ').next().unwrap_or_default() {
            "the" => "scenario".to_owned(),
            kind => kind.to_owned(),
        },
        source: told_source(source, language),
        set_at: value["set_at"].as_str().unwrap_or_default().to_owned(),
    }
}

/// A source in a language: `assumed CON-1`, or `the scenario (default 1: assumed CON-1)`.
fn told_source(source: &str, language: Language) -> String {
    let of_file = source
        .strip_prefix("the scenario (default ")
        .and_then(|rest| rest.strip_suffix(')')?.split_once(": "));
    match (language, of_file) {
        (Language::Chinese, Some((default, source))) => {
            format!("情景（默认{default}：{}）", source_in(source, language))
        }
        _ => source_in(source, language),
    }
}

fn place(value: &Value, language: Language) -> Place {
    Place {
        code: value["code"].as_str().unwrap_or_default().to_owned(),
        name: text(value, "name", language),
        tile: value["tile"][0].as_u64().zip(value["tile"][1].as_u64()),
    }
}

fn metric(value: &Value, language: Language) -> Metric {
    Metric {
        name: value["name"].as_str().unwrap_or_default().to_owned(),
        title: text(value, "title", language),
        unit: text(value, "unit", language),
        is_share: value["unit"] == "share",
        formula: text(value, "formula", language),
        left_out: text(value, "left_out", language),
    }
}

/// Whether a page shows figures of a scope.
fn is_shown(scope: &[u8]) -> bool {
    matches!(scope, b"city" | b"district" | b"sector")
}

fn levels(path: &Path) -> Result<Vec<Level>, PlotError> {
    let columns = [
        "scenario", "metric", "scope", "place", "mean", "ci_low", "ci_high", "n",
    ];
    let mut found = Vec::new();
    each_row(path, &columns, |row| {
        if is_shown(row.bytes(2))
            && let Some(mean) = row.number(4)?
        {
            found.push(Level {
                scenario: row.text(0),
                metric: row.text(1),
                scope: row.text(2),
                place: row.text(3),
                mean,
                ci: row.number(5)?.zip(row.number(6)?),
                n: row.text(7),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn differences(path: &Path) -> Result<Vec<Paired>, PlotError> {
    let columns = [
        "metric",
        "scope",
        "place",
        "variant",
        "base_mean",
        "variant_mean",
        "difference",
        "ci_low",
        "ci_high",
        "n",
        "n_needed",
    ];
    let mut found = Vec::new();
    each_row(path, &columns, |row| {
        if is_shown(row.bytes(1))
            && let Some(difference) = row.number(6)?
        {
            found.push(Paired {
                metric: row.text(0),
                scope: row.text(1),
                place: row.text(2),
                variant: row.text(3),
                base_mean: row.number(4)?,
                variant_mean: row.number(5)?,
                difference,
                ci: row.number(7)?.zip(row.number(8)?),
                n: row.text(9),
                needed: row.text(10),
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn years(path: &Path) -> Result<Vec<YearEnd>, PlotError> {
    let columns = [
        "scenario",
        "year",
        "date",
        "metric",
        "scope",
        "place",
        "mean",
        "ci_low",
        "ci_high",
        "difference",
        "difference_ci_low",
        "difference_ci_high",
    ];
    let mut found = Vec::new();
    each_row(path, &columns, |row| {
        if row.bytes(4) == b"district"
            && let (Ok(year), Some(mean)) = (row.text(1).parse(), row.number(6)?)
        {
            found.push(YearEnd {
                scenario: row.text(0),
                year,
                date: row.text(2),
                metric: row.text(3),
                place: row.text(5),
                mean,
                ci: row.number(7)?.zip(row.number(8)?),
                difference: row.number(9)?,
                difference_ci: row.number(10)?.zip(row.number(11)?),
            });
        }
        Ok(())
    })?;
    Ok(found)
}
