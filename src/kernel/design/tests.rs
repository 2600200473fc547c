//! Designs as a whole: sizes, orders, values, and what keeps one from being drawn.

use super::*;

fn range(name: &str, role: Role, range: Range) -> Input {
    Input {
        name: name.to_owned(),
        role,
        unit: "1".to_owned(),
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
        let mut strata: Vec<u32> = (0..8)
            .map(|w| (design.values(w * 6)[2] * 8.0) as u32)
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
        told(&[open.clone()], crossed)[0]
            .1
            .ends_with("there is no lever")
    );
    let many = Plan::Saltelli { base: 5_000_000 };
    assert!(told(&[open.clone()], many)[0].1.contains("15000000 points"));
    let odd = Plan::Morris {
        trajectories: 2,
        levels: 3,
    };
    assert_eq!(told(&[open], odd)[0].1, "\"levels\" must be an even number");
    assert_eq!(told(&[], Plan::Grid)[0].1, "there is no input to vary");
}
