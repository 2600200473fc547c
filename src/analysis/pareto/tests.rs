//! Hand-made fronts.

use super::*;
use crate::analysis::request::Method;
use crate::analysis::small_tables::{cell, figure, input, request, table};

/// Points with two figures, one replication.
fn points(figures: &[(f64, f64)]) -> Table {
    let places: Vec<f64> = (0..figures.len()).map(|place| place as f64).collect();
    let (y, z) = figures.iter().copied().unzip();
    let inputs = vec![input("x", Role::Lever, &[], &places)];
    table(inputs, &[("y", y), ("z", z)], 1)
}

fn column<'a>(sheet: &'a Sheet, name: &str) -> Vec<&'a str> {
    (0..sheet.rows.len())
        .map(|row| cell(sheet, row, name))
        .collect()
}

#[test]
fn a_front_with_ties_and_duplicates() {
    let figures = [
        (1.0, 5.0),
        (3.0, 3.0),
        (3.0, 3.0), // the same again: both stand
        (3.0, 2.0), // as good in one, worse in the other
        (5.0, 1.0),
        (2.0, 2.0),
        (1.0, 5.0),
        (f64::NAN, 9.0),
    ];
    let request = request(Method::Pareto, &["+y", "+z"], &[]);
    let sheets = analyse(&points(&figures), &request).unwrap();
    let on_front = column(&sheets[0], "on_front");
    assert_eq!(on_front, ["1", "1", "1", "0", "1", "0", "1", ""]);
    let dominated_by = column(&sheets[0], "dominated_by");
    assert_eq!(dominated_by, ["0", "0", "0", "2", "0", "3", "0", ""]);
    assert_eq!(cell(&sheets[0], 0, "front_share"), "");
}

#[test]
fn a_goal_may_be_to_have_little() {
    let figures = [(1.0, 5.0), (3.0, 3.0), (5.0, 1.0), (4.0, 4.0)];
    let request = request(Method::Pareto, &["+y", "-z"], &[]);
    let sheets = analyse(&points(&figures), &request).unwrap();
    assert_eq!(column(&sheets[0], "on_front"), ["0", "0", "1", "0"]);
}

#[test]
fn the_front_is_that_of_comparing_every_pair() {
    let figure = |seed: usize| ((seed * 7_919 + 13) % 23) as f64;
    let merits: Vec<Vec<f64>> = (0..300)
        .map(|place| (0..3).map(|goal| figure(place * 3 + goal * 101)).collect())
        .collect();
    let slow: Vec<bool> = merits
        .iter()
        .map(|one| !merits.iter().any(|other| dominates(other, one)))
        .collect();
    assert!(slow.contains(&true) && slow.contains(&false));
    assert_eq!(front(&merits), slow);
}

#[test]
fn zeros_of_both_signs_are_equal() {
    let request = request(Method::Pareto, &["+y", "+z"], &[]);
    let sheets = analyse(&points(&[(-0.0, 5.0), (0.0, 3.0)]), &request).unwrap();
    assert_eq!(column(&sheets[0], "on_front"), ["1", "0"]);
    let sheets = analyse(&points(&[(0.0, 3.0), (-0.0, 5.0)]), &request).unwrap();
    assert_eq!(column(&sheets[0], "on_front"), ["0", "1"]);
}

#[test]
fn luck_blurs_the_front_where_candidates_are_close_and_not_where_they_are_far() {
    // Candidates 0 and 1 differ by less than the noise, which is their own; 2 is far behind.
    let noise = [[1.0, -1.0, 0.5, -0.5], [-0.7, 0.9, -1.1, 0.8]];
    let base = [(5.0, 5.0), (4.95, 4.95), (0.0, 0.0)];
    let mut table = points(&base);
    for (output, goal) in table.outputs.iter_mut().zip([0, 1]) {
        let runs = (0..3).flat_map(|candidate| {
            let base = [base[candidate].0, base[candidate].1][goal];
            noise[candidate % 2].map(|noise| base + noise)
        });
        output.values = runs.collect();
    }
    table.replications = 4;
    let sheets = analyse(&table, &request(Method::Pareto, &["+y", "+z"], &[])).unwrap();
    let share = |row| figure(&sheets[0], row, "front_share");
    assert!((0.05..0.95).contains(&share(0)), "{}", share(0));
    assert!((0.05..0.95).contains(&share(1)), "{}", share(1));
    assert_eq!(share(2), 0.0);
}

#[test]
fn a_resample_without_a_figure_does_not_count_against_a_candidate() {
    // Only candidate 1 has a second replication, and no luck puts it ahead of candidate 0.
    let mut table = points(&[(5.0, 5.0), (1.0, 1.0)]);
    for output in &mut table.outputs {
        output.values = vec![5.0, f64::NAN, 1.0, 2.0];
    }
    table.replications = 2;
    let sheets = analyse(&table, &request(Method::Pareto, &["+y", "+z"], &[])).unwrap();
    assert_eq!(cell(&sheets[0], 0, "front_share"), "1");
    // Where both are drawn from the second alone, only one has a figure: a quarter of resamples.
    let share = figure(&sheets[0], 1, "front_share");
    assert!((0.15..0.35).contains(&share), "{share}");
}

#[test]
fn levers_are_compared_by_their_means_over_states() {
    let levers = [0.0, 0.0, 1.0, 1.0];
    let states = [0.0, 1.0, 0.0, 1.0];
    let inputs = vec![
        input("lever", Role::Lever, &["a", "b"], &levers),
        input("state", Role::Uncertainty, &[], &states),
    ];
    let outputs = [
        ("y", vec![0.0, 10.0, 4.0, 4.0]),
        ("z", vec![1.0, 1.0, 1.0, 1.0]),
    ];
    let crossed = table(inputs, &outputs, 1);
    let ask = request(Method::Pareto, &["+y", "+z"], &[]);
    let sheets = analyse(&crossed, &ask).unwrap();
    assert_eq!(column(&sheets[0], "lever"), ["a", "b"]);
    assert_eq!(column(&sheets[0], "y"), ["5", "4"]);
    assert_eq!(column(&sheets[0], "on_front"), ["1", "0"]);
    // In a quarter of resamples both states are the first, in which b is ahead.
    let share = figure(&sheets[0], 1, "front_share");
    assert!((0.15..0.35).contains(&share), "{share}");
}

#[test]
fn what_a_candidate_lacks_is_named_and_counted() {
    let levers = [0.0, 0.0, 1.0, 1.0];
    let states = [0.0, 1.0, 0.0, 1.0];
    let inputs = vec![
        input("lever", Role::Lever, &["a", "b"], &levers),
        input("state", Role::Uncertainty, &[], &states),
    ];
    let nan = f64::NAN;
    let outputs = [
        ("y", vec![1.0, nan, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0]),
        ("z", vec![1.0, nan, 2.0, 2.0, nan, nan, 4.0, 4.0]),
    ];
    let crossed = table(inputs, &outputs, 2);
    let sheets = analyse(&crossed, &request(Method::Pareto, &["+y", "+z"], &[])).unwrap();
    assert_eq!(column(&sheets[0], "on_front"), ["1", ""]);
    assert_eq!(column(&sheets[0], "undefined_goals"), ["", "z"]);
    assert_eq!(column(&sheets[0], "undefined_points"), ["0", "1"]);
    assert_eq!(column(&sheets[0], "undefined_runs"), ["1", "2"]);
}

#[test]
fn one_goal_is_no_trade_off() {
    let table = points(&[(1.0, 2.0), (2.0, 1.0)]);
    for goals in [&[][..], &["+y"], &["+y", "-y"], &["+y", "+w"]] {
        let refused = analyse(&table, &request(Method::Pareto, goals, &[]));
        assert!(matches!(refused, Err(Trouble::Input(_))), "{goals:?}");
    }
}
