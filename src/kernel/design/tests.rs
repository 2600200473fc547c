//! Designs as a whole: sizes, orders, values, and what keeps one from being drawn.

use super::*;

fn range(name: &str, role: Role, range: Range) -> Input {
    Input {
        name: name.to_owned(),
        role,
        unit: "1".to_owned(),
        meaning_zh: String::new(),
        meaning: String::new(),
        levels: Levels::Range(range),
    }
}

fn list(name: &str, role: Role, values: &[&str]) -> Input {
    Input {
        levels: Levels::Listed(values.iter().map(|&value| value.to_owned()).collect()),
        ..range(name, role, Range::new(0.0, 1.0))
    }
}

fn rows(design: &Design) -> Vec<String> {
    let text = String::from_utf8(design.csv()).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_first_input_of_a_grid_varies_slowest() {
    let inputs = vec![
        list("on", Role::Lever, &["true", "false"]),
        range(
            "x",
            Role::Uncertainty,
            Range::new(1.0, 100.0).log().steps(Some(3)),
        ),
    ];
    let design = Design::draw(inputs, Plan::Grid, 1).unwrap();
    let expected = [
        "point,on,x",
        "0,true,1",
        "1,true,10",
        "2,true,100",
        "3,false,1",
        "4,false,10",
        "5,false,100",
    ];
    assert_eq!(rows(&design), expected);
    assert_eq!(design.points(), 6);
    assert_eq!((design.index(2, 0), design.index(3, 0)), (0, 1));
}

#[test]
fn a_crossed_design_takes_every_combination_of_levers_at_each_sampled_point() {
    let inputs = vec![
        list("a", Role::Lever, &["1", "2"]),
        list("b", Role::Lever, &["x", "y", "z"]),
        range("u", Role::Uncertainty, Range::new(0.0, 1.0)),
        range("v", Role::Uncertainty, Range::new(0.0, 1.0)),
    ];
    for plan in [
        Plan::Sobol {
            points: 8,
            crossed: true,
        },
        Plan::LatinHypercube {
            points: 8,
            crossed: true,
        },
    ] {
        let design = Design::draw(inputs.clone(), plan, 1).unwrap();
        assert_eq!(design.points(), 48);
        for world in 0..8 {
            for policy in 0..6 {
                let values = design.values(world * 6 + policy);
                assert_eq!(values[2..], design.values(world * 6)[2..]);
                assert_eq!(values[..2], [(policy / 3) as f64, (policy % 3) as f64]);
            }
        }
        let mut strata: Vec<usize> = (0..8)
            .map(|world| part_of(design.values(world * 6)[2], 8))
            .collect();
        strata.sort_unstable();
        assert_eq!(strata, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}

#[test]
fn plans_have_the_sizes_that_they_promise() {
    let inputs = vec![
        range("u", Role::Uncertainty, Range::new(0.0, 1.0)),
        range("n", Role::Uncertainty, Range::new(1.0, 9.0).whole()),
        list("w", Role::Uncertainty, &["x", "y", "z"]),
    ];
    for (plan, size) in [
        (
            Plan::LatinHypercube {
                points: 12,
                crossed: false,
            },
            12,
        ),
        (
            Plan::Sobol {
                points: 12,
                crossed: false,
            },
            12,
        ),
        (
            Plan::Morris {
                trajectories: 5,
                levels: 4,
            },
            20,
        ),
        (Plan::Saltelli { base: 4 }, 20),
    ] {
        let design = Design::draw(inputs.clone(), plan, 1).unwrap();
        assert_eq!(design.points(), size, "{}", plan.name());
        assert_eq!(rows(&design).len(), size + 1);
        assert_eq!(Design::draw(inputs.clone(), plan, 1).unwrap(), design);
        let other = Design::draw(inputs.clone(), plan, 2).unwrap();
        assert_ne!(other, design, "{}: the seed tells", plan.name());
        for point in 0..size {
            let values = design.values(point);
            assert!((0.0..=1.0).contains(&values[0]));
            assert!((1.0..=9.0).contains(&values[1]) && values[1] % 1.0 == 0.0);
            assert!([0.0, 1.0, 2.0].contains(&values[2]));
        }
    }
}

#[test]
fn every_step_of_a_trajectory_changes_whole_numbers_and_lists_too() {
    let inputs = vec![
        range("n", Role::Lever, Range::new(1.0, 2.0).whole()),
        range("m", Role::Lever, Range::new(3.0, 9.0).whole()),
        list("w", Role::Lever, &["x", "y"]),
        list("v", Role::Lever, &["x", "y", "z"]),
    ];
    for levels in [2, 4, 6, 10] {
        let plan = Plan::Morris {
            trajectories: 16,
            levels,
        };
        let design = Design::draw(inputs.clone(), plan, 1).unwrap();
        for point in (0..design.points()).filter(|point| point % 5 != 4) {
            let (from, to) = (design.values(point), design.values(point + 1));
            let moved = from.iter().zip(to).filter(|(a, b)| a != b).count();
            assert_eq!(moved, 1, "{levels} levels, from {from:?} to {to:?}");
        }
    }
}

#[test]
fn what_is_written_is_what_is_tried() {
    let inputs = vec![
        range(
            "u",
            Role::Lever,
            Range::new(-std::f64::consts::PI, std::f64::consts::PI),
        ),
        range("v", Role::Lever, Range::new(1e-9, 1e-3).log()),
    ];
    let design = Design::draw(
        inputs,
        Plan::Sobol {
            points: 500,
            crossed: false,
        },
        1,
    )
    .unwrap();
    for point in 0..500 {
        for (value, text) in design.values(point).iter().zip(design.texts(point)) {
            assert_eq!(*value, text.parse::<f64>().unwrap());
        }
    }
}

#[test]
fn half_of_a_logarithmic_range_lies_below_its_geometric_mean() {
    let levels = Levels::Range(Range::new(0.5, 2.0).log());
    assert_eq!(
        [levels.at(0.0), levels.at(0.5), levels.at(1.0)],
        [0.5, 1.0, 2.0]
    );
}

#[test]
fn lists_are_picked_by_equal_parts() {
    let Input { levels, .. } = list("w", Role::Lever, &["x", "y", "z"]);
    let picked = [0.0, 0.33, 0.34, 0.66, 0.67, 1.0].map(|unit| levels.at(unit));
    assert_eq!(picked, [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]);
}

#[test]
fn what_keeps_a_design_from_being_drawn_is_told_at_once() {
    let open = range("u", Role::Uncertainty, Range::new(0.0, 1.0));
    let told = |inputs: &[Input], plan: Plan| {
        let objections = Design::draw(inputs.to_vec(), plan, 1).unwrap_err();
        let told = objections.into_iter().map(|o| (o.input, o.message));
        told.collect::<Vec<_>>()
    };
    let few = range(
        "n",
        Role::Lever,
        Range::new(1.0, 3.0).whole().steps(Some(5)),
    );
    assert_eq!(
        told(&[open.clone(), few.clone()], Plan::Grid),
        [
            (
                Some(0),
                "the range of \"u\" needs steps: how many values a grid takes of it".to_owned()
            ),
            (
                Some(1),
                "the range of \"n\" holds fewer values than its steps".to_owned()
            ),
        ]
    );
    let crossed = Plan::Sobol {
        points: 8,
        crossed: true,
    };
    assert!(
        told(std::slice::from_ref(&open), crossed)[0]
            .1
            .ends_with("there is no lever")
    );
    let many = Plan::Saltelli { base: 5_000_000 };
    assert!(
        told(std::slice::from_ref(&open), many)[0]
            .1
            .contains("15000000 points")
    );
    let odd = Plan::Morris {
        trajectories: 2,
        levels: 3,
    };
    assert_eq!(told(&[open], odd)[0].1, "\"levels\" must be an even number");
    assert_eq!(told(&[], Plan::Grid)[0].1, "there is no input to vary");
}

/// A function whose indices are known: its inputs lie between −π and π.
fn ishigami(x: &[f64]) -> f64 {
    let [a, b] = [7.0, 0.1];
    libm::sin(x[0]) * (1.0 + b * libm::pow(x[2], 4.0)) + a * libm::pow(libm::sin(x[1]), 2.0)
}

fn ishigami_inputs() -> Vec<Input> {
    const PI: f64 = std::f64::consts::PI;
    let input = |name| range(name, Role::Uncertainty, Range::new(-PI, PI));
    ["x1", "x2", "x3"].map(input).to_vec()
}

/// First-order and total indices from the blocks of Saltelli's design, input by input.
fn indices(base: usize, seed: u64) -> [f64; 6] {
    let design = Design::draw(ishigami_inputs(), Plan::Saltelli { base }, seed).unwrap();
    let values = (0..design.points()).map(|point| ishigami(design.values(point)));
    let values: Vec<f64> = values.collect();
    let blocks = || values.chunks(5);
    let ends: Vec<f64> = blocks().flat_map(|y| [y[0], y[4]]).collect();
    let mean = ends.iter().sum::<f64>() / ends.len() as f64;
    let squares = ends.iter().map(|y| (y - mean) * (y - mean));
    let variance = squares.sum::<f64>() / ends.len() as f64;
    let share = |of: &dyn Fn(&[f64]) -> f64| blocks().map(of).sum::<f64>() / base as f64 / variance;
    let first = |i: usize| share(&|y| (y[4] - mean) * (y[i] - y[0]));
    let total = |i: usize| share(&|y| (y[0] - y[i]) * (y[0] - y[i]) / 2.0);
    [first(1), first(2), first(3), total(1), total(2), total(3)]
}

#[test]
fn blocks_of_saltelli_give_the_known_indices_of_ishigami() {
    const SEEDS: u64 = 8;
    let known = [0.3139, 0.4424, 0.0, 0.5576, 0.4424, 0.2437];
    let mut squares = [0.0; 6];
    for seed in 0..SEEDS {
        for (at, found) in indices(4_096, seed).into_iter().enumerate() {
            squares[at] += (found - known[at]) * (found - known[at]) / SEEDS as f64;
        }
    }
    let errors = squares.map(libm::sqrt);
    assert!(errors.iter().all(|&error| error < 0.01), "{errors:?}");
}

/// Mean size of the steps of each input over trajectories, in the unit of a whole range.
fn mean_steps(trajectories: usize, seed: u64) -> [f64; 3] {
    let plan = Plan::Morris {
        trajectories,
        levels: 4,
    };
    let design = Design::draw(ishigami_inputs(), plan, seed).unwrap();
    let mut sums = [0.0; 3];
    for point in (0..design.points()).filter(|point| point % 4 != 3) {
        let (from, to) = (design.values(point), design.values(point + 1));
        let moved = (0..3).find(|&i| from[i] != to[i]).unwrap();
        sums[moved] += (ishigami(to) - ishigami(from)).abs() / step(4);
    }
    sums.map(|sum| sum / trajectories as f64)
}

#[test]
fn steps_of_trajectories_come_near_their_mean_faster_than_chance_would() {
    const SEEDS: u64 = 40;
    let place = |level: i32| (2.0 * f64::from(level) / 3.0 - 1.0) * std::f64::consts::PI;
    let mut exact = [0.0; 3];
    for grid in 0..64 {
        let levels = [grid / 16, grid / 4 % 4, grid % 4];
        for input in 0..3 {
            let mut moved = levels;
            moved[input] = (moved[input] + 2) % 4;
            let change = ishigami(&moved.map(place)) - ishigami(&levels.map(place));
            exact[input] += change.abs() / step(4) / 64.0;
        }
    }
    let error = |trajectories: usize| {
        let errors = (0..SEEDS).flat_map(|seed| {
            let found = mean_steps(trajectories, seed);
            (0..3).map(move |input| found[input] - exact[input])
        });
        let mean = errors.map(|error| error * error).sum::<f64>() / (3 * SEEDS) as f64;
        libm::sqrt(mean)
    };
    // Independent trajectories would be four times as near with sixteen times as many.
    assert!(error(16) > 6.0 * error(256));
}

/// The same bytes on every machine and in every version: a changed table is another experiment.
#[test]
fn golden_designs() {
    let inputs = vec![
        list("w", Role::Lever, &["x", "y", "z"]),
        range("n", Role::Lever, Range::new(4.0, 26.0).whole()),
        range("u", Role::Uncertainty, Range::new(0.5, 2.0).log()),
    ];
    let plans = [
        Plan::LatinHypercube {
            points: 4,
            crossed: false,
        },
        Plan::Sobol {
            points: 4,
            crossed: false,
        },
        Plan::Morris {
            trajectories: 2,
            levels: 4,
        },
        Plan::Saltelli { base: 2 },
    ];
    let tables = plans.map(|plan| {
        let design = Design::draw(inputs.clone(), plan, 7).unwrap();
        format!("{}\n{}", plan.name(), rows(&design).join("\n"))
    });
    insta::assert_snapshot!(tables.join("\n\n"));
}
