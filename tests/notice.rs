//! Every sentence of the notice that a room covers is cited by a test or declared not modeled.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;

use landfall::measures::MEASURES;
use support::project;

/// Every `// Notice 5.3` of the tests, with the file that cites it.
fn citations(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            citations(&path, found);
            continue;
        }
        let name = path.display().to_string();
        let is_test = name.ends_with("tests.rs") || name.contains("/tests/");
        if !is_test || path.extension().is_none_or(|e| e != "rs") || name.ends_with("notice.rs") {
            continue;
        }
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Some(cited) = line.trim().strip_prefix("// Notice ") {
                for id in cited.split(", ") {
                    found.push((id.to_owned(), name.clone()));
                }
            }
        }
    }
}

#[test]
fn every_sentence_is_tested_or_declared_and_no_test_cites_an_unknown_one() {
    let mut cited = Vec::new();
    citations(&project("src"), &mut cited);
    citations(&project("tests"), &mut cited);
    let known: Vec<&str> = MEASURES
        .iter()
        .flat_map(|m| m.sentences.iter().copied())
        .collect();
    for (id, file) in &cited {
        assert!(
            known.contains(&id.as_str()),
            "{file} cites an unknown sentence {id}"
        );
    }
    for measure in &MEASURES {
        let page = project("src/measures").join(measure.name).join("README.md");
        let page = std::fs::read_to_string(page).unwrap();
        let not_modeled = page
            .split("## Not modeled")
            .nth(1)
            .unwrap_or_default()
            .to_owned();
        for sentence in measure.sentences {
            assert!(
                page.contains(sentence),
                "the page of {} lacks {sentence}",
                measure.name
            );
            let is_cited = cited.iter().any(|(id, _)| id == sentence);
            let is_declared = not_modeled.contains(&format!("{sentence} is not modeled"));
            assert!(
                is_cited || is_declared,
                "{sentence} is neither tested nor declared"
            );
        }
    }
}
