//! Known answers: boxes that are there are found, and where there is none nothing stands.

use super::*;
use crate::analysis::request::Method;
use crate::analysis::small_tables::{cell, figure, input, request, rows, table};
use crate::analysis::table::Role;
use crate::kernel::chance::{Dice, Purpose};

/// Points spread at random over a unit cube, and whether each is of interest.
fn cube(inputs: usize, points: usize, seed: u64, interest: impl Fn(&[f64]) -> f64) -> Table {
    let mut next = Dice::new(seed, 0).stream(Purpose::new("tests.discovery"));
    let columns: Vec<Vec<f64>> = (0..inputs)
        .map(|_| (0..points).map(|_| next().uniform()).collect())
        .collect();
    let outputs = (0..points)
        .map(|point| interest(&columns.iter().map(|c| c[point]).collect::<Vec<_>>()))
        .collect();
    let inputs = columns.iter().enumerate().map(|(place, values)| {
        let mut input = input(&format!("x{}", place + 1), Role::Uncertainty, &[], values);
        (input.least, input.most) = (0.0, 1.0);
        input
    });
    table(inputs.collect(), &[("y", outputs)], 1)
}

fn within(x: &[f64]) -> f64 {
    f64::from(u8::from(
        (0.2..=0.6).contains(&x[0]) && (0.3..=0.8).contains(&x[1]),
    ))
}

fn sheet<'a>(sheets: &'a [Sheet], name: &str) -> &'a Sheet {
    sheets.iter().find(|sheet| sheet.name == name).unwrap()
}

#[test]
fn a_box_in_the_unit_cube_is_found() {
    let table = cube(5, 1_000, 1, within);
    let sheets = analyse(&table, &request(Method::Discovery, &[], &["y >= 0.5"])).unwrap();
    let discovery = sheet(&sheets, "discovery.csv");
    assert!(figure(discovery, 0, "coverage") > 0.95);
    assert!(figure(discovery, 0, "density") > 0.95);
    assert_eq!(cell(discovery, 0, "stands"), "1");
    let boxes = sheet(&sheets, "boxes.csv");
    // A thousand points leave gaps of a hundredth at a limit that two fifths of them can see.
    for (row, limits) in [(0, [0.2, 0.6]), (1, [0.3, 0.8])] {
        for (column, limit) in ["low", "high"].into_iter().zip(limits) {
            let found = figure(boxes, row, column);
            assert!((found - limit).abs() < 0.03, "{row} {column} {found}");
        }
        assert!(figure(boxes, row, "quasi_p") < 1e-9);
        assert_eq!(cell(boxes, row, "restricted_share"), "1");
        assert!(figure(boxes, row, "low_ci_low") <= limits[0] + 0.03);
        assert!(figure(boxes, row, "low_ci_high") >= limits[0] - 0.03);
    }
    for row in 2..5 {
        assert_eq!(
            cell(boxes, row, "restricted"),
            "0",
            "{}",
            cell(boxes, row, "input")
        );
        assert!(figure(boxes, row, "restricted_share") < 0.5);
    }
}

#[test]
fn the_trajectory_falls_in_mass_and_coverage_while_it_peels_and_ends_in_the_box() {
    let table = cube(3, 400, 2, within);
    let sheets = analyse(&table, &request(Method::Discovery, &[], &["y >= 0.5"])).unwrap();
    let trajectory = sheet(&sheets, "trajectory.csv");
    let peels = rows(trajectory, &[("phase", "peel")]);
    assert_eq!(figure(trajectory, 0, "mass"), 1.0);
    assert_eq!(figure(trajectory, 0, "coverage"), 1.0);
    for pair in peels.windows(2) {
        for column in ["mass", "coverage"] {
            assert!(figure(trajectory, pair[1], column) <= figure(trajectory, pair[0], column));
        }
    }
    let chosen = rows(trajectory, &[("chosen", "1")]);
    assert_eq!(chosen.len(), 1);
    let discovery = sheet(&sheets, "discovery.csv");
    for column in ["coverage", "density", "mass"] {
        assert_eq!(
            cell(trajectory, chosen[0], column),
            cell(discovery, 0, column)
        );
    }
    let held = rows(sheet(&sheets, "cases.csv"), &[("box", "1")]);
    assert_eq!(held.len().to_string(), cell(discovery, 0, "cases"));
}

#[test]
fn where_there_is_no_box_a_search_finds_as_good_a_one_in_shuffled_cases() {
    let stands = (0..12)
        .filter(|&seed| {
            let mut next = Dice::new(seed, 1).stream(Purpose::new("tests.discovery.noise"));
            let noise: Vec<f64> = (0..150).map(|_| next().uniform()).collect();
            let mut table = cube(4, 150, seed, |_| 0.0);
            table.outputs[0].values = noise;
            let mut request = request(Method::Discovery, &[], &["y >= 0.8"]);
            request.resamples = 100;
            let sheets = analyse(&table, &request).unwrap();
            cell(sheet(&sheets, "discovery.csv"), 0, "stands") == "1"
        })
        .count();
    // Fewer than one is expected; three or more have a chance of two in a hundred.
    assert!(stands < 3, "{stands}");
}

/// Eight combinations of levers in each of 16 states, and an output that differs from state to state,
/// whatever the inputs are; `lift` is what the lever `w` adds.
fn crossed(seed: u64, lift: f64) -> Table {
    let mut next = Dice::new(seed, 2).stream(Purpose::new("tests.discovery.states"));
    let mut columns: [Vec<f64>; 6] = Default::default();
    for _ in 0..16 {
        let state = [(); 3].map(|()| next().uniform());
        let level = next().normal();
        for lever in 0..8 {
            let levers = [f64::from(lever / 2), f64::from(lever % 2)];
            let outcome = level + lift * levers[0] + 0.1 * next().normal();
            let cells = levers.into_iter().chain(state).chain([outcome]);
            columns
                .iter_mut()
                .zip(cells)
                .for_each(|(column, cell)| column.push(cell));
        }
    }
    let outcomes = columns[5].clone();
    let inputs = columns.iter().zip(["w", "c", "a", "b", "d"]);
    let inputs = inputs.map(|(values, name)| {
        let is_lever = ["w", "c"].contains(&name);
        let role = if is_lever {
            Role::Lever
        } else {
            Role::Uncertainty
        };
        input(name, role, &[], values)
    });
    table(inputs.collect(), &[("y", outcomes)], 1)
}

#[test]
fn where_states_differ_for_no_reason_no_box_stands_and_one_of_a_lever_does() {
    let stands = |table: &Table, bound: &str| {
        let mut request = request(Method::Discovery, &[], &[bound]);
        request.resamples = 100;
        let sheets = analyse(table, &request).unwrap();
        cell(sheet(&sheets, "discovery.csv"), 0, "stands") == "1"
    };
    let of_nothing = (0..10).filter(|&seed| stands(&crossed(seed, 0.0), "y >= 0.4"));
    assert!(of_nothing.count() < 3);
    // Points that are taken for states of their own are taken for evidence apart from each other.
    let apart = (0..10).filter(|&seed| {
        let mut table = crossed(seed, 0.0);
        let inputs = table.inputs.iter_mut();
        inputs.for_each(|input| input.role = Role::Uncertainty);
        stands(&table, "y >= 0.4")
    });
    assert!(apart.count() > 5);
    assert!(stands(&crossed(3, 3.0), "y >= 5"));
}

#[test]
fn an_l_takes_two_boxes() {
    let ell = |x: &[f64]| f64::from(u8::from(x[0] < 0.25 || x[1] < 0.25));
    let table = cube(3, 1_500, 3, ell);
    let mut request = request(Method::Discovery, &[], &["y >= 0.5"]);
    request.density = Some(0.97);
    let coverage = |boxes: u32, request: &mut Request| {
        request.boxes = boxes;
        let sheets = analyse(&table, request).unwrap();
        let discovery = sheet(&sheets, "discovery.csv").clone();
        let last = discovery.rows.len() - 1;
        (figure(&discovery, last, "coverage"), discovery)
    };
    let (one, _) = coverage(1, &mut request);
    assert!((0.5..0.7).contains(&one), "{one}");
    let (two, discovery) = coverage(2, &mut request);
    assert!(two > 0.95, "{two}");
    assert_eq!(cell(&discovery, 2, "box"), "all");
    let parts = figure(&discovery, 0, "coverage") + figure(&discovery, 1, "coverage");
    assert!((parts - two).abs() < 1e-9);
}

#[test]
fn words_are_kept_or_left_out_whole() {
    let mut table = cube(2, 300, 4, |_| 0.0);
    let words: Vec<f64> = (0..300).map(|point| f64::from(point % 3)).collect();
    let inputs = &mut table.inputs;
    inputs.push(input(
        "rule",
        Role::Lever,
        &["none", "fit", "first"],
        &words,
    ));
    table.outputs[0].values = words
        .iter()
        .map(|&w| f64::from(u8::from(w != 1.0)))
        .collect();
    let sheets = analyse(&table, &request(Method::Discovery, &[], &["y >= 0.5"])).unwrap();
    let boxes = sheet(&sheets, "boxes.csv");
    assert_eq!(cell(boxes, 2, "words"), "none; first");
    assert_eq!(rows(boxes, &[("restricted", "1")]), [2]);
    assert_eq!(cell(sheet(&sheets, "discovery.csv"), 0, "density"), "1");
}

#[test]
fn limits_lie_between_values_of_a_grid() {
    let columns: [Vec<f64>; 2] = [
        (0..100).map(|point| f64::from(point % 10)).collect(),
        (0..100).map(|point| f64::from(point / 10)).collect(),
    ];
    let y = columns[0]
        .iter()
        .map(|&x| f64::from(u8::from(x >= 7.0)))
        .collect();
    let inputs = columns.iter().zip(["a", "b"]);
    let inputs = inputs.map(|(values, name)| input(name, Role::Uncertainty, &[], values));
    let table = table(inputs.collect(), &[("y", y)], 1);
    let sheets = analyse(&table, &request(Method::Discovery, &[], &["y >= 0.5"])).unwrap();
    let boxes = sheet(&sheets, "boxes.csv");
    assert_eq!(cell(boxes, 0, "low"), "6.5");
    assert_eq!(cell(boxes, 0, "high"), "");
    assert_eq!(cell(boxes, 1, "restricted"), "0");
}

#[test]
fn a_wanted_density_is_kept_to() {
    // Interest thins out with the distance from a corner.
    let table = cube(2, 1_000, 5, |x| 2.0 - x[0] - x[1]);
    let mut request = request(Method::Discovery, &[], &["y >= 1.2"]);
    let mut coverages = Vec::new();
    for density in [0.7, 0.9, 0.99] {
        request.density = Some(density);
        let sheets = analyse(&table, &request).unwrap();
        let discovery = sheet(&sheets, "discovery.csv");
        assert!(figure(discovery, 0, "density") >= density);
        coverages.push(figure(discovery, 0, "coverage"));
    }
    assert!(coverages.is_sorted_by(|a, b| a > b), "{coverages:?}");
}

#[test]
fn replications_widen_the_interval_of_a_box() {
    let noisy = |spread: f64| {
        let mut table = cube(2, 200, 6, within);
        let mut next = Dice::new(6, 1).stream(Purpose::new("tests.discovery.noise"));
        let values = table.outputs[0].values.clone();
        let runs = values.iter().flat_map(|&value| {
            let noise: Vec<f64> = (0..4).map(|_| spread * next().normal()).collect();
            noise.into_iter().map(move |noise| value + noise)
        });
        table.outputs[0].values = runs.collect();
        table.replications = 4;
        let sheets = analyse(&table, &request(Method::Discovery, &[], &["y >= 0.5"])).unwrap();
        let discovery = sheet(&sheets, "discovery.csv");
        let width =
            figure(discovery, 0, "density_ci_high") - figure(discovery, 0, "density_ci_low");
        (width, figure(discovery, 0, "runs_of_interest"))
    };
    let (still, runs) = noisy(0.0);
    let (moved, some_runs) = noisy(0.6);
    assert!(moved > still, "{moved} {still}");
    assert!(runs > 0.9 && some_runs < runs, "{runs} {some_runs}");
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let table = cube(2, 100, 7, within);
    let why = |table: &Table, request: &Request| match analyse(table, request) {
        Err(Trouble::Input(why)) => why,
        other => panic!("{other:?}"),
    };
    let ask = |bounds: &[&str]| request(Method::Discovery, &[], bounds);
    assert!(why(&table, &ask(&[])).contains("--where"));
    assert!(why(&table, &ask(&["y >= 2"])).starts_with("none of the 100 points"));
    assert!(why(&table, &ask(&["y >= -1"])).starts_with("every one of the 100 points"));
    assert!(why(&table, &ask(&["z >= 1"])).contains("unknown output \"z\""));
    let few = cube(2, LEAST_CASES - 1, 7, within);
    assert!(why(&few, &ask(&["y >= 0.5"])).contains("at least 40 points"));
    let mut dense = ask(&["y >= 0.5"]);
    dense.density = Some(1.5);
    assert!(why(&table, &dense).contains("--density 1.5"));
}
