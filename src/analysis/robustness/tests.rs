//! Hand-made tables with known answers.

use super::*;
use crate::analysis::request::Method;
use crate::analysis::small_tables::{cell, figure, input, request, rows, table};

/// A table of levers a, b, c, … by states, one replication, from rows of a lever each.
fn crossed(cells: &[&[f64]]) -> Table {
    const WORDS: [&str; 5] = ["a", "b", "c", "d", "e"];
    let (mut levers, mut states, mut y) = (Vec::new(), Vec::new(), Vec::new());
    for (lever, row) in cells.iter().enumerate() {
        for (state, &value) in row.iter().enumerate() {
            levers.push(lever as f64);
            states.push(state as f64);
            y.push(value);
        }
    }
    let inputs = vec![
        input("lever", Role::Lever, &WORDS[..cells.len()], &levers),
        input("state", Role::Uncertainty, &[], &states),
    ];
    table(inputs, &[("y", y)], 1)
}

/// The levers of rank one by a criterion.
fn best(sheet: &Sheet, criterion: &str) -> Vec<String> {
    let first = rows(sheet, &[("criterion", criterion), ("rank", "1")]);
    first
        .into_iter()
        .map(|row| cell(sheet, row, "lever").to_owned())
        .collect()
}

#[test]
fn criteria_that_disagree_choose_what_they_should() {
    // a is never bad, b is never far from the best, c is good in most states, d has the highest mean.
    let cells: [&[f64]; 4] = [
        &[4.0, 4.0, 4.0, 4.0],
        &[3.0, 7.0, 6.0, 6.0],
        &[0.0, 8.0, 8.0, 8.0],
        &[2.0, 1.0, 7.0, 20.0],
    ];
    let table = crossed(&cells);
    let request = request(Method::Robustness, &["+y"], &["y >= 7.5"]);
    let sheets = analyse(&table, &request).unwrap();
    let robustness = &sheets[0];
    assert_eq!(best(robustness, "worst"), ["a"]);
    assert_eq!(best(robustness, "satisficing"), ["c"]);
    assert_eq!(best(robustness, "mean"), ["d"]);
    assert_eq!(best(robustness, "best"), ["d"]);
    // The best of each state are 4, 8, 8, 20; the largest regrets are 16, 14, 12 and 7.
    assert_eq!(best(robustness, "max_regret"), ["d"]);
    let of = |lever: &str, criterion: &str| {
        let found = rows(robustness, &[("lever", lever), ("criterion", criterion)]);
        figure(robustness, found[0], "value")
    };
    let largest = ["a", "b", "c", "d"].map(|lever| of(lever, "max_regret"));
    assert_eq!(largest, [16.0, 14.0, 12.0, 7.0]);
    assert_eq!(of("d", "mean_regret"), (2.0 + 7.0 + 1.0 + 0.0) / 4.0);
    assert_eq!(of("c", "satisficing"), 0.75);
    // Between the third and the fourth of 1, 1, 2, 14, seven tenths of the way.
    assert!((of("b", "p90_regret") - (2.0 + 0.7 * 12.0)).abs() < 1e-9);
    let regret = &sheets[1];
    let row = rows(regret, &[("lever", "a"), ("state", "3")])[0];
    assert_eq!(figure(regret, row, "regret"), 16.0);
}

#[test]
fn maximin_minimax_regret_and_satisficing_may_all_differ() {
    let cells: [&[f64]; 3] = [&[5.0, 5.0, 5.0], &[3.0, 9.0, 9.0], &[0.0, 10.0, 10.0]];
    let table = crossed(&cells);
    let request = request(Method::Robustness, &["+y"], &["y >= 9.5"]);
    let sheets = analyse(&table, &request).unwrap();
    assert_eq!(best(&sheets[0], "worst"), ["a"]);
    assert_eq!(best(&sheets[0], "max_regret"), ["b"]);
    assert_eq!(best(&sheets[0], "satisficing"), ["c"]);
}

#[test]
fn what_is_to_be_small_is_judged_the_other_way_round() {
    let up: [&[f64]; 3] = [&[5.0, 5.0], &[3.0, 9.0], &[0.0, 10.0]];
    let down: Vec<Vec<f64>> = up
        .iter()
        .map(|row| row.iter().map(|y| -y).collect())
        .collect();
    let down: Vec<&[f64]> = down.iter().map(Vec::as_slice).collect();
    let up = analyse(&crossed(&up), &request(Method::Robustness, &["+y"], &[])).unwrap();
    let down = analyse(&crossed(&down), &request(Method::Robustness, &["-y"], &[])).unwrap();
    for row in 0..up[0].rows.len() {
        let is_regret = cell(&up[0], row, "criterion").contains("regret");
        let sign = if is_regret { 1.0 } else { -1.0 };
        assert_eq!(
            figure(&up[0], row, "value"),
            sign * figure(&down[0], row, "value")
        );
        assert_eq!(cell(&up[0], row, "rank"), cell(&down[0], row, "rank"));
    }
}

#[test]
fn ties_share_a_rank_and_the_resamples() {
    let cells: [&[f64]; 3] = [&[1.0, 2.0], &[1.0, 2.0], &[0.0, 1.0]];
    let sheets = analyse(&crossed(&cells), &request(Method::Robustness, &["+y"], &[])).unwrap();
    let means = rows(&sheets[0], &[("criterion", "mean")]);
    let column = |name: &str| {
        means
            .iter()
            .map(|&row| cell(&sheets[0], row, name))
            .collect::<Vec<_>>()
    };
    assert_eq!(column("rank"), ["1", "1", "3"]);
    assert_eq!(column("best_share"), ["0.5", "0.5", "0"]);
    assert_eq!(column("behind"), ["0", "0", "1"]);
    // One replication cannot be resampled: extremes of given states have no interval then.
    let worst = rows(&sheets[0], &[("criterion", "worst")]);
    assert_eq!(cell(&sheets[0], worst[0], "ci_low"), "");
    assert_eq!(cell(&sheets[0], worst[0], "best_share"), "");
}

#[test]
fn shared_luck_tells_levers_apart_that_their_own_intervals_do_not() {
    // The same noise in both levers, far larger than the difference of one.
    let luck = [-20.0, -9.0, -3.0, 4.0, 8.0, 20.0, -12.0, 1.0, 6.0, 5.0];
    let mut table = crossed(&[&[1.0, 2.0], &[0.0, 1.0]]);
    let values = table.outputs[0].values.clone();
    let runs = values
        .iter()
        .flat_map(|value| luck.map(|luck| value + luck));
    table.outputs[0].values = runs.collect();
    table.replications = luck.len();
    let sheets = analyse(&table, &request(Method::Robustness, &["+y"], &[])).unwrap();
    let sheet = &sheets[0];
    let row = rows(sheet, &[("criterion", "worst"), ("lever", "b")])[0];
    assert!(figure(sheet, row, "ci_high") - figure(sheet, row, "ci_low") > 5.0);
    assert_eq!(figure(sheet, row, "behind"), 1.0);
    assert!((figure(sheet, row, "behind_ci_low") - 1.0).abs() < 1e-9);
    assert_eq!(cell(sheet, row, "distinct"), "1");
    assert_eq!(cell(sheet, row, "best_share"), "0");

    // Fewer replications than ten are too few for a verdict on an extreme, not for one on a mean.
    table.replications = 5;
    let runs = table.outputs[0].values.chunks(luck.len());
    table.outputs[0].values = runs.flat_map(|runs| runs[..5].to_vec()).collect();
    let sheets = analyse(&table, &request(Method::Robustness, &["+y"], &[])).unwrap();
    for (criterion, verdict) in [("worst", ""), ("p90_regret", ""), ("mean", "1")] {
        let row = rows(&sheets[0], &[("criterion", criterion), ("lever", "b")])[0];
        assert_eq!(cell(&sheets[0], row, "distinct"), verdict, "{criterion}");
        assert_ne!(cell(&sheets[0], row, "behind_ci_low"), "");
    }
}

#[test]
fn what_is_missing_is_said() {
    let why = |table: &Table, request: &Request| match analyse(table, request) {
        Err(Trouble::Input(why)) => why,
        other => panic!("{other:?}"),
    };
    let ask = request(Method::Robustness, &["+y"], &[]);
    let whole = crossed(&[&[1.0, 2.0], &[3.0, 4.0]]);
    assert!(why(&whole, &request(Method::Robustness, &[], &[])).contains("--maximise"));
    assert!(why(&whole, &request(Method::Robustness, &["+z"], &[])).contains("unknown output"));
    let mut gap = whole.clone();
    gap.points = 3;
    let message = why(&gap, &ask);
    assert!(message.contains("1 of 4 points are missing"), "{message}");
    assert!(message.contains("lever = b with state = 1"), "{message}");
    let mut twice = whole.clone();
    twice.inputs[1].values[1] = 0.0;
    assert!(why(&twice, &ask).contains("point 0 and point 1 have the same inputs"));
    let mut no_lever = whole.clone();
    no_lever.inputs[0].role = Role::Uncertainty;
    assert!(why(&no_lever, &ask).contains("--lever"));
    let mut all_levers = whole.clone();
    all_levers.inputs[1].role = Role::Lever;
    assert!(why(&all_levers, &ask).contains("every input is a lever"));
    let mut undefined = whole;
    undefined.outputs[0].values[2] = f64::NAN;
    assert!(why(&undefined, &ask).contains("undefined in every replication of point 2"));
}
