//! Names of places and scenarios in both languages, from the manifest of a result.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::kernel::language::{Language, words};

/// Names by code.
#[derive(Debug, Clone, Default)]
pub struct Names {
    districts: BTreeMap<String, [String; 2]>,
    sectors: BTreeMap<String, [String; 2]>,
    ownerships: BTreeMap<String, [String; 2]>,
    scenarios: BTreeMap<String, [String; 2]>,
}

impl Names {
    /// The names that a manifest gives.
    #[must_use]
    pub fn of(manifest: &Value) -> Self {
        let places = |scope: &str| table(&manifest["places"][scope], "code", "name");
        Self {
            districts: places("district"),
            sectors: places("sector"),
            ownerships: places("ownership"),
            scenarios: table(&manifest["scenarios"], "name", "title"),
        }
    }

    /// The names of a result.
    ///
    /// # Errors
    ///
    /// What reading its manifest says.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let manifest = std::fs::read(folder.join("manifest.json"))?;
        Ok(Self::of(&serde_json::from_slice(&manifest)?))
    }

    /// A district's name, or its code where it has none.
    #[must_use]
    pub fn district(&self, code: &str, language: Language) -> String {
        pick(&self.districts, code, language)
    }

    /// A district's name, or the city's.
    #[must_use]
    pub fn place(&self, code: &str, language: Language) -> String {
        if code == "city" {
            words("the city", "市级").of(language).to_owned()
        } else {
            self.district(code, language)
        }
    }

    /// A sector's name, or its code where it has none.
    #[must_use]
    pub fn sector(&self, code: &str, language: Language) -> String {
        pick(&self.sectors, code, language)
    }

    /// Who owns an enterprise.
    #[must_use]
    pub fn ownership(&self, code: &str, language: Language) -> String {
        let name = pick(&self.ownerships, code, language);
        match language {
            Language::English => name.to_lowercase(),
            Language::Chinese => name,
        }
    }

    /// A scenario's title, or its name where it has none.
    #[must_use]
    pub fn scenario(&self, name: &str, language: Language) -> String {
        pick(&self.scenarios, name, language)
    }

    /// Codes of the districts.
    pub fn districts(&self) -> impl Iterator<Item = &str> {
        self.districts.keys().map(String::as_str)
    }
}

/// The names in a list of records, in both languages; the Chinese one falls back to the English.
fn table(list: &Value, key: &str, name: &str) -> BTreeMap<String, [String; 2]> {
    let text = |record: &Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
    let records = list.as_array().into_iter().flatten();
    let named = records.map(|record| {
        let (en, mut zh) = (text(record, name), text(record, &format!("{name}_zh")));
        if zh.is_empty() {
            zh.clone_from(&en);
        }
        (text(record, key), [en, zh])
    });
    named.collect()
}

fn pick(names: &BTreeMap<String, [String; 2]>, code: &str, language: Language) -> String {
    let known = names.get(code);
    let name = known.map(|[en, zh]| language.choose(en, zh));
    name.filter(|name| !name.is_empty())
        .unwrap_or(code)
        .to_owned()
}
