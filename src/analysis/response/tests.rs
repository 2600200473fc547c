//! Curves of made-up tables: what intervals hold, and what is taken together.

use super::*;
use crate::analysis::small_tables::{cell, figure, input, request, rows, table};
use crate::analysis::table::Role;
use crate::kernel::chance::{Dice, Purpose};

const NOISE: Purpose = Purpose::new("tests.response.noise");

/// Levers in states, and an output that no input moves: it differs from state to state.
fn by_states(states: usize, levers: usize, seed: u64) -> Table {
    let mut next = Dice::new(seed, 0).stream(NOISE);
    let mut columns: [Vec<f64>; 4] = Default::default();
    for _ in 0..states {
        let [a, b] = [next().uniform(), next().uniform()];
        let level = next().normal();
        for lever in 0..levers {
            let cells = [lever as f64, a, b, level + 0.1 * next().normal()];
            columns
                .iter_mut()
                .zip(cells)
                .for_each(|(column, cell)| column.push(cell));
        }
    }
    let [lever, a, b, y] = columns;
    let inputs = vec![
        input("lever", Role::Lever, &[], &lever),
        input("a", Role::Uncertainty, &[], &a),
        input("b", Role::Uncertainty, &[], &b),
    ];
    table(inputs, &[("y", y)], 1)
}

#[test]
fn levers_tried_in_the_same_states_are_no_evidence_apart_from_each_other() {
    let (mut held, mut all) = (0, 0);
    for seed in 0..12 {
        let sheets = analyse(
            &by_states(60, 6, seed),
            &request(Method::Response, &[], &[]),
        );
        let sheet = &sheets.unwrap()[0];
        for row in 0..sheet.rows.len() {
            let ends = [figure(sheet, row, "ci_low"), figure(sheet, row, "ci_high")];
            held += usize::from(ends[0] <= 0.0 && 0.0 <= ends[1]);
            all += 1;
        }
    }
    // Points drawn one by one would hold the true mean far less often.
    assert!(held * 100 > all * 80, "{held} of {all}");
}

#[test]
fn one_state_is_one_piece_of_evidence_however_many_levers_are_tried_in_it() {
    let mut table = by_states(4, 6, 1);
    table.inputs.truncate(2);
    let sheets = analyse(&table, &request(Method::Response, &[], &[])).unwrap();
    let of_states = rows(&sheets[0], &[("input", "a")]);
    assert_eq!(of_states.len(), 4);
    for row in of_states {
        assert_eq!(cell(&sheets[0], row, "points"), "6");
        assert_eq!(
            cell(&sheets[0], row, "ci_low"),
            "",
            "one replication tells no interval"
        );
    }
}

#[test]
fn drawn_values_are_taken_together_so_that_a_place_has_some_states() {
    let sizes = |is_drawn: Option<bool>| {
        let mut table = by_states(16, 6, 1);
        let inputs = table.inputs.iter_mut();
        inputs.for_each(|input| input.is_drawn = is_drawn);
        let sheets = analyse(&table, &request(Method::Response, &[], &[])).unwrap();
        let sheet = &sheets[0];
        let of = |name: &str| {
            let places = rows(sheet, &[("input", name)]).into_iter();
            let points = places.map(|row| cell(sheet, row, "points").parse().unwrap());
            points.collect::<Vec<usize>>()
        };
        (of("a"), of("lever"))
    };
    for is_drawn in [None, Some(true)] {
        let (a, lever) = sizes(is_drawn);
        assert_eq!(a.len(), 3);
        assert!(
            a.iter().all(|points| points % 6 == 0 && *points >= 24),
            "{a:?}"
        );
        assert_eq!(lever, [16; 6]);
    }
    assert_eq!(
        sizes(Some(false)).0,
        [6; 16],
        "listed values have a place each"
    );
}

#[test]
fn what_is_undefined_is_counted() {
    let mut table = by_states(16, 6, 1);
    for value in table.outputs[0].values.iter_mut().step_by(6).take(3) {
        *value = f64::NAN;
    }
    let sheets = analyse(&table, &request(Method::Response, &[], &[])).unwrap();
    let first = rows(&sheets[0], &[("input", "lever"), ("value", "0")])[0];
    assert_eq!(cell(&sheets[0], first, "points"), "13");
    assert_eq!(cell(&sheets[0], first, "undefined_points"), "3");
    assert_eq!(cell(&sheets[0], first, "undefined_runs"), "3");
}
