//! Reads the manifest of a result as it reads in one of the two languages.

use std::path::Path;

use serde_json::Value;

use crate::kernel::language::Language;

/// The manifest's file.
pub(super) const MANIFEST: &str = "manifest.json";

/// The manifest of a result folder, with the words of a language in place of those of both: where
/// `title_zh` stands beside `title`, Chinese takes it unless it is empty.
///
/// # Errors
///
/// What reading the file says.
pub(super) fn manifest(folder: &Path, language: Language) -> std::io::Result<Value> {
    let text = std::fs::read(folder.join(MANIFEST))?;
    let mut manifest = serde_json::from_slice(&text)?;
    if language == Language::Chinese {
        translate(&mut manifest);
    }
    Ok(manifest)
}

fn translate(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(translate),
        Value::Object(entries) => {
            let chinese: Vec<(String, Value)> = (entries.iter())
                .filter(|(_, words)| words.as_str().is_some_and(|words| !words.trim().is_empty()))
                .filter_map(|(key, words)| {
                    Some((key.strip_suffix("_zh")?.to_owned(), words.clone()))
                })
                .collect();
            for (key, words) in chinese {
                entries.insert(key, words);
            }
            entries.values_mut().for_each(translate);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_words_stand_in_where_there_are_any() {
        let mut value = serde_json::json!({
            "title": "User's title", "title_zh": "",
            "metrics": [{"name": "a.b", "title": "Land granted", "title_zh": "落地面积", "unit": "ha"}],
        });
        translate(&mut value);
        assert_eq!(value["title"], "User's title");
        assert_eq!(value["metrics"][0]["title"], "落地面积");
        assert_eq!(value["metrics"][0]["name"], "a.b");
        assert_eq!(value["metrics"][0]["unit"], "ha");
    }
}
