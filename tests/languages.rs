//! Every word of the model exists in English and in Chinese.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use landfall::kernel::design::{Plan, Role};
use landfall::kernel::language::{Language, Words};
use landfall::kernel::parameter::{Kind, Parameter, Source, source_in};
use landfall::kernel::record::Scope;
use landfall::kernel::unit_words::{UNITS, unit_in};
use landfall::measures::{MEASURES, metrics, parameters};
use landfall::scenario::{Overrides, Scenario, run};
use landfall::world::project::{Cause, Stage};
use landfall::world::sector::Tier;
use support::{project, shipped, write_variant};

/// Latin words that Chinese texts may hold: names of an index and of a function, and words of files.
const LATIN: [&str; 4] = ["HHI", "exp", "true", "false"];
/// Units that are the same in every language.
const SAME: [&str; 2] = ["", "1"];

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(is_chinese)
}

/// What is wrong with a Chinese text, if anything is.
fn flaw(zh: &str) -> Option<String> {
    if !has_chinese(zh) {
        return Some(format!("no Chinese in {zh:?}"));
    }
    let words = zh.split(|c: char| !c.is_ascii_alphabetic());
    let mut long = words.filter(|word| word.len() >= 3 && !LATIN.contains(word));
    if let Some(word) = long.next() {
        return Some(format!("{word:?} is left in {zh:?}"));
    }
    let half = zh.chars().find(|c| ",;?!".contains(*c));
    half.map(|c| format!("half-width {c:?} in {zh:?}"))
}

fn hold(about: &str, words: Words) -> Vec<String> {
    let mut flaws: Vec<String> = flaw(words.zh).into_iter().collect();
    if words.en.is_empty() {
        flaws.push("nothing in English".to_owned());
    }
    flaws
        .iter()
        .map(|flaw| format!("{about}: {flaw}"))
        .collect()
}

fn all_parameters() -> Vec<Parameter> {
    let mut known = parameters();
    known.add(Box::new(run::Parameters::default()));
    known.describe()
}

#[test]
fn a_flaw_in_a_chinese_text_is_found() {
    assert_eq!(flaw("落地项目数"), None);
    for flawed in ["landed", "", "落地project数", "落地,统计期内"] {
        assert!(flaw(flawed).is_some(), "{flawed}");
    }
}

#[test]
fn every_metric_says_what_it_is_in_both_languages() {
    let mut flaws = Vec::new();
    for metric in metrics() {
        flaws.extend(hold(metric.name, metric.title));
        flaws.extend(hold(metric.name, metric.formula));
        assert_eq!(metric.left_out.en.is_empty(), metric.left_out.zh.is_empty());
        if !metric.left_out.is_empty() {
            flaws.extend(hold(metric.name, metric.left_out));
        }
        for en in [metric.title.en, metric.formula.en, metric.left_out.en] {
            assert!(!has_chinese(en), "{}: {en}", metric.name);
        }
    }
    assert!(flaws.is_empty(), "{flaws:#?}");
}

#[test]
fn no_two_metrics_of_a_room_have_the_same_title() {
    for title in [|w: Words| w.en, |w: Words| w.zh] {
        let mut seen = BTreeSet::new();
        for metric in metrics() {
            let room = metric.name.split('.').next();
            assert!(seen.insert((room, title(metric.title))), "{}", metric.name);
        }
    }
}

#[test]
fn every_parameter_says_what_it_means_in_both_languages() {
    let flaws: Vec<String> = all_parameters()
        .iter()
        .flat_map(|p| hold(&p.name(), p.meaning))
        .chain(hold("run.start", run::START_MEANING))
        .collect();
    assert!(flaws.is_empty(), "{flaws:#?}");
    for parameter in all_parameters() {
        let source = source_in(&parameter.source.to_string(), Language::Chinese);
        let is_told = has_chinese(&source) && !source.contains(' ');
        assert!(is_told, "{}: {source}", parameter.name());
        if !matches!(parameter.kind, Kind::Choice(_)) {
            let allowed = parameter.kind.told_in(Language::Chinese);
            assert_eq!(flaw(&allowed), None, "{}", parameter.name());
        }
    }
}

#[test]
fn sources_keep_their_references_in_chinese() {
    let told = |source: Source| source_in(&source.to_string(), Language::Chinese);
    assert_eq!(told(Source::Notice("5.3")), "通知5.3");
    assert_eq!(told(Source::Assumed("5.3b")), "假设5.3b");
    assert_eq!(told(Source::Assumed("RUN-1")), "假设RUN-1");
    assert_eq!(told(Source::Data("S:35 mean 3.6-4.0 ha")), "数据S:35");
    assert_eq!(told(Source::Data("S:32 30 % of investment")), "数据S:32");
    assert_eq!(told(Source::Derived("1.2d, 100 of 3,300")), "推算1.2d");
    let range = Source::Derived("S:28 S:14 range 3-14 days");
    assert_eq!(told(range), "推算S:28、S:14");
    assert_eq!(source_in("notice 5.3", Language::English), "notice 5.3");
}

#[test]
fn every_measure_stage_cause_and_division_has_a_title_in_both_languages() {
    let stages = Stage::WAY.map(|(stage, _)| stage);
    let stages = stages.into_iter().chain(Stage::EXITS);
    let plans = [Plan::Grid, Plan::List, Plan::Saltelli { base: 8 }];
    let titles = (stages.map(Stage::title))
        .chain(Cause::ALL.map(Cause::title))
        .chain(Scope::ALL.map(Scope::title))
        .chain(Tier::ALL.map(|(tier, _)| tier.title()))
        .chain([Role::Lever, Role::Uncertainty].map(Role::title))
        .chain(plans.map(Plan::title))
        .chain(MEASURES.iter().flat_map(|m| [m.title, m.meaning]));
    let flaws: Vec<String> = titles.flat_map(|title| hold(title.en, title)).collect();
    assert!(flaws.is_empty(), "{flaws:#?}");
    let causes: BTreeSet<&str> = Cause::ALL.iter().map(|cause| cause.title().zh).collect();
    assert_eq!(causes.len(), Cause::ALL.len());
}

/// The units of all parameters, metrics and columns.
fn units() -> BTreeSet<&'static str> {
    let columns = shipped("small_city").city_files;
    let columns = columns.iter().flat_map(|file| &file.columns);
    (all_parameters().iter().map(|p| p.unit))
        .chain(metrics().iter().map(|m| m.unit))
        .chain(columns.map(|column| column.unit))
        .chain(["date"])
        .collect()
}

#[test]
fn every_unit_has_its_chinese_word_and_every_word_its_unit() {
    let known: BTreeSet<&str> = UNITS.iter().map(|&(unit, _)| unit).collect();
    assert_eq!(known, units());
    for unit in units() {
        let zh = unit_in(unit, Language::Chinese);
        assert!(SAME.contains(&unit) || flaw(zh).is_none(), "{unit}: {zh}");
        assert_eq!(unit_in(unit, Language::English), unit);
    }
}

#[test]
fn every_column_of_a_city_says_what_it_holds_in_both_languages() {
    let scenario = shipped("small_city");
    let columns = scenario.city_files.iter().flat_map(|file| &file.columns);
    let flaws: Vec<String> = columns.flat_map(|c| hold(c.name, c.meaning)).collect();
    assert!(flaws.is_empty(), "{flaws:#?}");
}

fn shipped_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(shipped_files(&path));
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_shipped_file_has_its_title_and_question_in_chinese() {
    let mut titled = 0;
    for path in shipped_files(&project("scenarios")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let table: toml::Table = text.parse().unwrap();
        for (key, key_zh) in [("title", "title_zh"), ("question", "question_zh")] {
            let zh = table.get(key_zh).and_then(toml::Value::as_str);
            let is_told = zh.is_some_and(|zh| flaw(zh).is_none());
            assert_eq!(
                table.contains_key(key),
                is_told,
                "{}: {key_zh}",
                path.display()
            );
            titled += usize::from(is_told);
        }
    }
    assert!(titled > 90, "{titled}");
}

/// An inherited translation of another title would be wrong; of the same title it is right.
#[test]
fn a_title_of_its_own_takes_the_place_of_an_inherited_translation() {
    let folder = tempfile::tempdir().unwrap();
    let titles = |name: &str, changes: &str| {
        let path = write_variant(folder.path(), name, "small_city", changes);
        let scenario = Scenario::load(&path, Overrides::default()).unwrap();
        (scenario.title, scenario.title_zh)
    };
    let told = |en: &str, zh: &str| (en.to_owned(), zh.to_owned());
    assert_eq!(titles("none", ""), told("Small city", "小城"));
    assert_eq!(titles("own", "title = \"Mine\"\n"), told("Mine", ""));
    assert_eq!(
        titles("both", "title = \"Mine\"\ntitle_zh = \"我的\"\n"),
        told("Mine", "我的")
    );
    assert_eq!(
        titles("zh", "title_zh = \"我的\"\n"),
        told("Small city", "我的")
    );
}

fn landfall(arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("landfall").unwrap();
    let output = command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LANDFALL_ROOT", support::ANYWHERE)
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn explain_speaks_chinese() {
    insta::assert_snapshot!(landfall(&["explain", "5", "--lang", "zh"]));
}

/// A line of a table takes the same number of columns on the screen as every other.
#[test]
fn check_aligns_chinese() {
    let said = landfall(&["check", "scenarios/small_city.toml", "--lang", "zh"]);
    for expected in ["设定于", "默认", "通知5.3", "亿元/公顷/年", "未发现问题"] {
        assert!(said.contains(expected), "{expected} is missing in {said}");
    }
    let tables = said.split("\n\n").filter(|part| part.starts_with('─'));
    let mut tables = tables.peekable();
    assert!(tables.peek().is_some());
    for table in tables {
        let widths: BTreeSet<usize> = table.lines().map(console::measure_text_width).collect();
        assert_eq!(widths.len(), 1, "{table}");
    }
}

#[test]
fn json_has_both_languages() {
    let read = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let all = read(landfall(&["explain", "--json"]));
    assert_eq!(all["measures"].as_array().unwrap().len(), MEASURES.len());
    assert_eq!(all["metrics"].as_array().unwrap().len(), metrics().len());
    let one = read(landfall(&["explain", "window_weeks", "--json"]));
    assert_eq!(one["parameters"][0]["unit_zh"], "周");
    let arguments = [
        "check",
        "scenarios/small_city_first_negotiation.toml",
        "scenarios/experiments/small_city_doubt.toml",
        "--json",
    ];
    let checked = read(landfall(&arguments));
    let values = checked["scenarios"][0]["values"].as_array().unwrap();
    assert_eq!(values.len(), all["parameters"].as_array().unwrap().len());
    let window = "measures.first_negotiation.window_weeks";
    let window = values.iter().find(|value| value["name"] == window).unwrap();
    assert_eq!(window["source_zh"], "通知5.3");
    assert!(has_chinese(window["meaning_zh"].as_str().unwrap()));
    assert_eq!(checked["experiments"][0]["inputs"][0]["unit_zh"], "占比");
}
