//! An attribution over several measures: every combination is run and the shares add up.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use landfall::batch::attribution::attribute;
use landfall::measures::MEASURES;
use support::{batch, orders, shipped, variant_of, whole};

/// The measures that are split, by their places in the register.
const SPLIT: [usize; 3] = [0, 4, 7];

type Row = BTreeMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap()
}

#[test]
fn the_shares_of_several_measures_add_up_and_follow_from_the_combinations() {
    let folder = tempfile::tempdir().unwrap();
    let mut base = variant_of(
        "small_city",
        "[run]\nreplications = 3\nburn_in_weeks = 10\nhorizon_weeks = 104\n",
    );
    base.name = "base".to_owned();
    let mut variant = base.clone();
    variant.name = "variant".to_owned();
    for at in SPLIT {
        variant.switches[at].on = true;
    }
    let out = folder.path().join("result");
    let batch = batch("trial", vec![base, variant]);
    let mut heard = Vec::new();
    whole(attribute(&batch, &orders(&out, 2), &mut |done, of| {
        heard.push((done, of));
    }));
    let expected: Vec<(u64, u64)> = (0..=24).map(|done| (done, 24)).collect();
    assert_eq!(
        heard, expected,
        "eight combinations in each of three replications"
    );

    let shares = table(&out.join("attribution.csv"));
    let levels = table(&out.join("combinations.csv"));
    let pairs = table(&out.join("interactions.csv"));
    let mut seen = 0;
    for total in shares.iter().filter(|row| row["measure"] == "total") {
        let of_it = |row: &&Row| {
            ["metric", "scope", "place"]
                .iter()
                .all(|key| row[*key] == total[*key])
        };
        let measures: Vec<&Row> = shares
            .iter()
            .filter(of_it)
            .filter(|row| row["measure"] != "total")
            .collect();
        let names: Vec<&str> = measures.iter().map(|row| row["measure"].as_str()).collect();
        assert_eq!(names, SPLIT.map(|at| MEASURES[at].name));
        let shapley = |row: &&Row| number(row, "shapley");
        let sum: f64 = measures.iter().map(shapley).sum();
        let largest = measures
            .iter()
            .map(shapley)
            .map(f64::abs)
            .fold(0.0, f64::max);
        let whole = number(total, "shapley");
        let level = |combination: &str| {
            let mut rows = levels.iter().filter(|row| row["metric"] == total["metric"]);
            let row = rows.find(|row| row["combination"] == combination)?;
            (row["n"] == total["n"]).then(|| number(row, "mean"))
        };
        let levels_of_it = ["none", "1+5+8"].map(|c| level(c).map_or(1e-3, f64::abs));
        let size = levels_of_it.into_iter().fold(1e-3, f64::max);
        assert!((sum - whole).abs() <= 1e-8 * size.max(largest), "{total:?}");
        if total["scope"] != "city" {
            continue;
        }
        let all = level("1+5+8").zip(level("none"));
        if let Some((all, none)) = all {
            assert!((all - none - whole).abs() <= 1e-7 * size, "{total:?}");
        }
        if let Some((alone, none)) = level("5").zip(level("none")) {
            let found = number(measures[1], "alone");
            assert!((alone - none - found).abs() <= 1e-7 * size, "{total:?}");
        }
        if let Some((all, others)) = level("1+5+8").zip(level("1+8")) {
            let found = number(measures[1], "without");
            assert!((all - others - found).abs() <= 1e-7 * size, "{total:?}");
        }
        let of_pairs = pairs.iter().filter(|row| row["metric"] == total["metric"]);
        assert_eq!(of_pairs.count(), 3, "{total:?}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    let combinations: Vec<&str> = levels
        .chunk_by(|row, next| row["combination"] == next["combination"])
        .map(|rows| rows[0]["combination"].as_str())
        .collect();
    assert_eq!(
        combinations,
        ["none", "1", "5", "1+5", "8", "1+8", "5+8", "1+5+8"]
    );
    let plots = landfall::report::plots::draw(&out, &landfall::report::Looks::default())
        .unwrap()
        .figures;
    assert!(!plots.is_empty());
}

/// The base may have measures of its own: they are on in every combination and not split.
#[test]
fn measures_of_the_base_stay_on() {
    let folder = tempfile::tempdir().unwrap();
    let weeks = "[run]\nreplications = 2\nburn_in_weeks = 10\nhorizon_weeks = 60\n";
    let mut base = variant_of("small_city_first_negotiation", weeks);
    base.name = "base".to_owned();
    let mut variant = base.clone();
    variant.name = "variant".to_owned();
    variant.switches[7].on = true;
    let out = folder.path().join("result");
    let batch = batch("trial", vec![base, variant]);
    whole(attribute(&batch, &orders(&out, 1), &mut |_, _| {}));
    let levels = table(&out.join("combinations.csv"));
    let referred = levels
        .iter()
        .find(|row| row["metric"] == "first_negotiation.leads_referred");
    let referred = referred.unwrap();
    assert_eq!(referred["combination"], "none");
    assert!(number(referred, "mean") > 0.0, "measure 5 is at work");
}

#[test]
fn an_attribution_takes_two_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch("trial", vec![shipped("small_city")]);
    let orders = orders(&folder.path().join("result"), 1);
    let failure = attribute(&batch, &orders, &mut |_, _| {}).unwrap_err();
    assert!(failure.to_string().contains("a base and one variant"));
}
