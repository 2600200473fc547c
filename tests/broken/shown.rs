//! Text of others in what is shown: it steers no terminal, adds nothing to a page or a picture, and no
//! spreadsheet takes it for a formula.

use std::path::Path;

use landfall::kernel::printable::{cell, steers};

use super::landfall;

const TITLE: &str =
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\\u001b[2J\\u202E=1+1";

/// A study whose titles and names are hostile, as far as names may be.
fn study(folder: &Path) {
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city");
    std::fs::create_dir(folder.join("city")).unwrap();
    for file in ["city.toml", "districts.csv", "sectors.csv"] {
        let text = std::fs::read_to_string(city.join(file)).unwrap();
        let text = text
            .replace(",Harbour,", ",<b>Harbour</b>&\"\"<script>,")
            .replace(
                "<b>Harbour</b>&\"\"<script>",
                "\"<b>Harbour</b>&\"\"<script>\"",
            )
            .replace(",港区,", ",<i>港区</i>,")
            .replace("\"Small city\"", "'<u>Small</u> city'");
        std::fs::write(folder.join("city").join(file), text).unwrap();
    }
    let base = std::fs::read_to_string(city.with_extension("toml")).unwrap();
    let base = base.replace("\"small_city\"", "\"city\"");
    let base = base.replace("title = \"Small city\"", &format!("title = \"{TITLE}\""));
    let base = base.replace("question = \"", &format!("question = \"{TITLE}"));
    std::fs::write(folder.join("base.toml"), base).unwrap();
    let variant = format!(
        "format = 1\nextends = \"base.toml\"\ntitle = \"@{TITLE}\"\ntitle_zh = \"＝{TITLE}\"\n\
         [measures.first_negotiation]\non = true\n"
    );
    std::fs::write(folder.join("variant.toml"), variant).unwrap();
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = landfall(folder).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert!(output.status.success(), "{said}");
    let orders: Vec<char> = said.chars().filter(|letter| steers(*letter)).collect();
    assert!(orders.is_empty(), "{arguments:?}: {orders:?}");
    said
}

fn files(folder: &Path, end: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, end));
        } else if path.extension().is_some_and(|own| own == end) {
            found.push(path);
        }
    }
    found
}

#[test]
fn text_of_others_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    study(folder);
    said(folder, &["check", "base.toml", "variant.toml"]);
    said(folder, &["check", "variant.toml", "--lang", "zh"]);
    let compare = [
        "compare",
        "base.toml",
        "variant.toml",
        "--replications",
        "2",
        "--out",
        "out",
    ];
    said(folder, &compare);
    let record = said(folder, &["check", "variant.toml", "--json"]);
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let title = record["scenarios"][0]["title"].as_str().unwrap();
    assert!(
        title.starts_with("@</script>") && title.contains("\u{1b}[2J\u{202e}"),
        "{title:?}"
    );
    let sweep = [
        "sweep",
        "variant.toml",
        "--vary",
        "leads.city_share=0.1,0.3",
        "--replications",
        "2",
        "--out",
        "swept",
    ];
    said(folder, &sweep);
    let analyse = [
        "analyse", "swept", "--method", "response", "--out", "analysed",
    ];
    said(folder, &analyse);
    said(folder, &["report", "out", "--lang", "zh"]);

    let results = [
        folder.join("out"),
        folder.join("swept"),
        folder.join("analysed"),
    ];
    let all = |end: &str| -> Vec<_> { results.iter().flat_map(|r| files(r, end)).collect() };
    for path in all("html").iter().chain(&all("svg")) {
        let text = std::fs::read_to_string(path).unwrap();
        for wrong in [
            "<script>alert",
            "<img src=x",
            "<b>Harbour",
            "<i>港区",
            "<u>Small",
        ] {
            assert!(!text.contains(wrong), "{wrong} in {}", path.display());
        }
    }
    assert!(!all("html").is_empty() && !all("svg").is_empty());
    for path in all("csv") {
        // Inputs are copies, byte for byte.
        if path.components().any(|part| part.as_os_str() == "inputs") {
            continue;
        }
        let mut reader = csv_reader(&path);
        for record in reader.records() {
            for text in &record.unwrap() {
                assert_eq!(cell(text), text, "in {}", path.display());
            }
        }
    }
}

fn csv_reader(path: &Path) -> csv::Reader<std::fs::File> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(path)
        .unwrap()
}

/// A table of somebody's own, whose columns would be formulas: what is written of it is none, and the
/// tables are told under the names that they have.
#[test]
fn columns_of_a_table_that_look_like_formulas_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let table = "=a,+b,@y\n1,u,0.5\n2,v,0.7\n3,u,0.1\n4,v,0.9\n";
    std::fs::write(folder.join("t.csv"), table).unwrap();
    let arguments = [
        "analyse", "t.csv", "--method", "response", "--output", "@y", "--out", "out",
    ];
    let told = said(folder, &arguments);
    assert!(told.contains("=a") && !told.contains("'=a"), "{told}");
    for path in files(&folder.join("out"), "csv") {
        for record in csv_reader(&path).records() {
            for text in &record.unwrap() {
                assert_eq!(cell(text), text, "in {}", path.display());
            }
        }
    }
}
