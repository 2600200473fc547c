//! What metrics, inputs and measures are called in a language, as the manifest of a result says.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::kernel::language::Language;
use crate::kernel::unit_words::unit_in;

/// Names as a table shows them: codes in English, titles in Chinese.
pub(super) struct Titles {
    /// The language.
    pub language: Language,
    names: BTreeMap<String, String>,
    units: BTreeMap<String, String>,
}

impl Titles {
    /// Reads the manifest of a folder; what it does not say is shown by its code.
    pub(super) fn read(folder: &Path, language: Language) -> Self {
        let manifest = super::tables::manifest(folder);
        let (mut names, mut units) = (BTreeMap::new(), BTreeMap::new());
        let lists = [
            &manifest["metrics"],
            &manifest["split"],
            &manifest["outputs"],
            &manifest["sweep"]["outputs"],
        ];
        let records = lists.into_iter().filter_map(Value::as_array).flatten();
        for record in records.filter(|_| language == Language::Chinese) {
            let text = |key: &str| record[key].as_str().filter(|text| !text.is_empty());
            if let (Some(name), Some(title)) = (text("name"), text("title_zh")) {
                names.insert(name.to_owned(), title.to_owned());
            }
            if let (Some(unit), Some(unit_zh)) = (text("unit"), text("unit_zh")) {
                units.insert(unit.to_owned(), unit_zh.to_owned());
            }
        }
        Self {
            language,
            names,
            units,
        }
    }

    /// The name of a metric, an output or a measure.
    pub(super) fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.names.get(code).map_or(code, String::as_str)
    }

    /// A unit.
    pub(super) fn unit<'a>(&'a self, unit: &'a str) -> &'a str {
        let known = self.units.get(unit).map(String::as_str);
        known.unwrap_or_else(|| unit_in(unit, self.language))
    }

    /// Of two texts that say the same, the one in this language.
    pub(super) fn say<'a>(&self, en: &'a str, zh: &'a str) -> &'a str {
        self.language.choose(en, zh)
    }

    /// A name with its unit, if it has one.
    pub(super) fn with_unit(&self, code: &str, unit: &str) -> String {
        let (name, unit) = (self.name(code), self.unit(unit));
        if unit.is_empty() {
            name.to_owned()
        } else {
            match self.language {
                Language::English => format!("{name} ({unit})"),
                Language::Chinese => format!("{name}（{unit}）"),
            }
        }
    }

    /// A number of replications in words.
    pub(super) fn replications(&self, n: &str) -> String {
        match (self.language, n) {
            (Language::English, "1") => "1 replication".to_owned(),
            (Language::English, _) => format!("{n} replications"),
            (Language::Chinese, _) => format!("重复 {n} 次"),
        }
    }

    /// A range between two figures.
    pub(super) fn range(&self, low: &str, high: &str) -> String {
        range(low, high, self.language)
    }
}

/// A range between two figures.
pub(super) fn range(low: &str, high: &str, language: Language) -> String {
    match language {
        Language::English => format!("{low} to {high}"),
        Language::Chinese => format!("{low} 至 {high}"),
    }
}
