//! Pages of results, year-end figures and maps: what they hold, and that drawing anew loses nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use support::{files, write_variant};

const SHORT: &str = "[run]\nburn_in_weeks = 26\nhorizon_weeks = 130\nreplications = 3\n";

fn landfall(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::cargo_bin("landfall")
        .unwrap()
        .current_dir(folder)
        .env("LANDFALL_ROOT", support::ANYWHERE)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or(-1), said)
}

/// A comparison of the small city with a variant, and the folder that it lies in.
fn compared(title: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let base = write_variant(folder.path(), "base", "small_city", SHORT);
    let text = format!("title = {title:?}\n{SHORT}");
    let variant = write_variant(folder.path(), "variant", "small_city_notice", &text);
    let (base, variant) = (base.to_string_lossy(), variant.to_string_lossy());
    let (code, said) = landfall(
        folder.path(),
        &["compare", &base, &variant, "--quiet", "--out", "result"],
    );
    assert_eq!(code, 0, "{said}");
    let result = folder.path().join("result");
    (folder, result)
}

/// The rows of a table by the columns named, as text.
fn rows(path: &Path, columns: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head = reader.headers().unwrap().clone();
    let at: Vec<usize> = columns
        .iter()
        .map(|name| head.iter().position(|cell| cell == *name).unwrap())
        .collect();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            at.iter().map(|&at| row[at].to_owned()).collect()
        })
        .collect()
}

#[test]
fn a_page_says_what_users_wrote_and_runs_none_of_it() {
    let (_folder, result) = compared("<script>alert(1)</script> & \"more\" ]]>");
    let page = std::fs::read_to_string(result.join("report.html")).unwrap();
    assert!(!page.contains("<script>alert"), "a title is run");
    assert!(page.contains("&lt;script&gt;alert(1)"), "a title is lost");
    assert!(
        page.contains("\\u003cscript>alert"),
        "the map's titles are not kept inert"
    );
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        // The names of XML's vocabularies are no addresses to fetch.
        let page = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains(outside), "the page names {outside}");
    }
    for id in [
        "question",
        "answer",
        "differences",
        "map",
        "speed",
        "gains",
        "lives",
        "assumed",
        "reproduce",
        "definitions",
    ] {
        let section = format!("<section id=\"{id}\"");
        assert_eq!(page.matches(&section).count(), 1, "{id}");
    }
    let at = |id: &str| page.find(&format!("<section id=\"{id}\"")).unwrap();
    assert!(at("question") < at("answer") && at("answer") < at("differences"));
    assert!(at("differences") < at("map") && at("map") < at("speed"));
    assert!(at("speed") < at("gains") && at("gains") < at("assumed"));
    assert!(at("assumed") < at("reproduce") && at("reproduce") < at("definitions"));
}

/// What counts over the run stands at the end of the last year where it stands at the end of the run,
/// and so does its paired difference.
#[test]
fn the_last_year_ends_as_the_run_does() {
    let (_folder, result) = compared("Variant");
    let metric = "placement.landed_ha";
    let ends = |file: &str, columns: [&str; 4], keep: &dyn Fn(&[String]) -> bool| {
        let all = rows(&result.join(file), &[&["metric"], &columns[..]].concat());
        let own = all.into_iter().filter(|row| row[0] == metric && keep(row));
        let keyed = own.map(|row| {
            (
                (row[1].clone(), row[2].clone()),
                (row[3].clone(), row[4].clone()),
            )
        });
        keyed.collect::<BTreeMap<_, _>>()
    };
    // 130 weeks are two years and a half: the third ends with the run.
    let years = rows(&result.join("years.csv"), &["year", "scope"]);
    assert_eq!(years.iter().map(|row| row[0].as_str()).max(), Some("3"));
    assert!(
        years
            .iter()
            .all(|row| row[1] == "city" || row[1] == "district")
    );
    let last = result.join("last.csv");
    let text = std::fs::read_to_string(result.join("years.csv")).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(at, line)| *at == 0 || line.split(',').nth(1) == Some("3"))
        .map(|(_, line)| line)
        .collect();
    std::fs::write(&last, kept.join("\n")).unwrap();
    let all = |_: &[String]| true;
    let levels = ends("last.csv", ["scenario", "place", "mean", "ci_low"], &all);
    let summary = ends("summary.csv", ["scenario", "place", "mean", "ci_low"], &all);
    assert_eq!(
        levels.len(),
        2 * (1 + 3),
        "two scenarios, the city and three districts"
    );
    for (key, level) in &levels {
        assert_eq!(Some(level), summary.get(key), "{key:?}");
    }
    let of_variant = |row: &[String]| row[1] == "variant";
    let differences = ends(
        "last.csv",
        ["scenario", "place", "difference", "difference_ci_high"],
        &of_variant,
    );
    let compared = ends(
        "comparison.csv",
        ["variant", "place", "difference", "ci_high"],
        &of_variant,
    );
    for (key, difference) in &differences {
        assert_eq!(Some(difference), compared.get(key), "{key:?}");
    }
}

#[test]
fn a_result_is_drawn_anew_and_its_tables_stay() {
    let (folder, result) = compared("Variant");
    let before = files(&result);
    let (code, said) = landfall(
        folder.path(),
        &[
            "report",
            "result",
            "--lang",
            "zh",
            "--quiet",
            "--map",
            "land.idle_share@2",
            "--map",
            "leads.hoarded",
        ],
    );
    assert_eq!(code, 0, "{said}");
    let after = files(&result);
    for (name, bytes) in before
        .iter()
        .filter(|(name, _)| !name.starts_with("plots") && *name != "report.html")
    {
        assert!(after.get(name) == Some(bytes), "{name} has changed");
    }
    let page = String::from_utf8_lossy(&after["report.html"]).into_owned();
    assert!(page.contains("lang=\"zh-CN\"") && page.contains("配对差值"));
    for map in [
        "plots/map_land_idle_share_year_2.svg",
        "plots/map_leads_hoarded.svg",
    ] {
        assert!(after.contains_key(map), "{map} is missing");
    }
    let (code, said) = landfall(
        folder.path(),
        &["report", "result", "--lang", "en", "--quiet"],
    );
    assert_eq!(code, 0, "{said}");
    // The maps that were asked for remain.
    let mut again = files(&result);
    again.retain(|name, _| !name.starts_with("plots/map_") || before.contains_key(name));
    support::assert_same(&before, &again, "drawn in Chinese and in English again");
}

#[test]
fn what_cannot_be_drawn_is_told_and_nothing_is_touched() {
    let (folder, result) = compared("Variant");
    let before = files(&result);
    let asked = [
        (vec!["report", "nowhere"], "nowhere"),
        (
            vec!["report", "result", "--map", "land.idle_shares"],
            "land.idle_share",
        ),
        (
            vec!["report", "result", "--map", "land.idle_share@9"],
            "land.idle_share@9",
        ),
        (
            vec!["report", "result", "--map", "land.idle_share@first"],
            "no year",
        ),
        (
            vec!["report", "result", "--font", "nowhere.ttf"],
            "nowhere.ttf",
        ),
    ];
    for (arguments, expected) in asked {
        let (code, said) = landfall(folder.path(), &arguments);
        assert_eq!(code, 2, "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    support::assert_same(&before, &files(&result), "refused");
    std::fs::remove_file(result.join("series.csv")).unwrap();
    let (code, said) = landfall(folder.path(), &["report", "result"]);
    assert_ne!(code, 0, "a result without a table is drawn");
    assert!(said.contains("series.csv"), "{said}");
    assert!(result.join("report.html").is_file());
}
