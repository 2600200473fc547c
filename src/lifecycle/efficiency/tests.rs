//! The bound held against every plan there is, where there are few enough to try.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::planner::{Candidate, Place, Plan, Problem, Rents};
use super::search::{Answer, answer};
use crate::kernel::units::Area;

fn problem(land: &[u64], projects: &[(u64, &[i64])]) -> Problem {
    let land = land.iter().map(|&area| Area::from_square_metres(area));
    let projects = projects.iter().map(|&(area, worth)| Candidate {
        land: Area::from_square_metres(area),
        places: worth
            .iter()
            .enumerate()
            .map(|(district, &worth)| Place { district, worth })
            .collect(),
    });
    Problem::new(land.collect(), projects.collect())
}

/// The worth of the best plan, found by trying all.
fn optimum(problem: &Problem) -> i128 {
    let mut plans: Vec<Plan> = vec![Vec::new()];
    for project in problem.projects() {
        let options = || std::iter::once(None).chain(project.places.iter().copied().map(Some));
        plans = plans
            .iter()
            .flat_map(|plan| options().map(|place| [plan.as_slice(), &[place]].concat()))
            .collect();
    }
    let worths = plans.iter().filter_map(|plan| problem.worth(plan));
    worths.max().unwrap_or(0)
}

/// Up to six projects and three districts; areas, worths and rents of one order, some of them zero.
fn small() -> impl Strategy<Value = (Problem, Rents)> {
    (1_usize..=3)
        .prop_flat_map(|districts| {
            let worth = prop_oneof![1 => Just(0_i64), 4 => 1_i64..5_000_000];
            (
                prop::collection::vec(0_u64..800, districts),
                prop::collection::vec((0_u64..400, prop::collection::vec(worth, districts)), 0..=6),
                prop::collection::vec(0_u32..40_000, districts),
            )
        })
        .prop_map(|(land, projects, rents)| {
            let rows: Vec<(u64, &[i64])> = projects
                .iter()
                .map(|(area, worth)| (*area, worth.as_slice()))
                .collect();
            (problem(&land, &rows), rents)
        })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0),
        ..Default::default()
    })]

    #[test]
    fn no_plan_exceeds_the_bound_and_the_plan_found_exceeds_none((problem, _) in small()) {
        let best = optimum(&problem);
        let Answer { rents, bound, plan, worth } = answer(&problem);
        prop_assert_eq!(bound, problem.bound_at(&rents));
        prop_assert_eq!(problem.worth(&plan), Some(worth));
        prop_assert!(worth <= best, "a plan of {worth} beats the best of {best}");
        prop_assert!(best <= bound, "the best of {best} exceeds the bound of {bound}");
    }

    #[test]
    fn any_rents_bound_any_plan((problem, rents) in small()) {
        prop_assert!(optimum(&problem) <= problem.bound_at(&rents));
        let plan = problem.plan_at(&rents);
        prop_assert!(problem.worth(&plan).is_some(), "the land does not allow {plan:?}");
    }

    #[test]
    fn no_rents_bound_much_lower_than_those_found((problem, rents) in small()) {
        let land = problem.projects().iter().map(|project| &project.land).chain(problem.land());
        let of_whole_rents: i128 = land.map(|land| i128::from(land.square_metres())).sum();
        let Answer { bound, .. } = answer(&problem);
        let slack = 5e-4 * bound as f64 + of_whole_rents as f64;
        prop_assert!(bound as f64 <= problem.bound_at(&rents) as f64 + slack);
    }

    #[test]
    fn where_land_is_ample_the_bound_is_reached((problem, _) in small()) {
        let ample = problem.land().iter().map(|_| Area::from_square_metres(10_000)).collect();
        let problem = Problem::new(ample, problem.projects().to_vec());
        let places = problem.projects().iter().map(|project| &project.places);
        let best: i128 = places
            .filter_map(|places| places.iter().map(|place| i128::from(place.worth)).max())
            .sum();
        let Answer { bound, worth, .. } = answer(&problem);
        prop_assert_eq!((bound, worth), (best, best));
    }
}

#[test]
fn without_land_or_without_projects_the_bound_is_nothing() {
    let none = [
        problem(&[0, 0], &[(10, &[5, 7]), (1, &[9, 0])]),
        problem(&[100, 100], &[]),
        problem(&[], &[]),
        problem(&[9], &[(10, &[1_000])]),
        problem(&[100], &[(10, &[0])]),
    ];
    for problem in none {
        let Answer { bound, worth, .. } = answer(&problem);
        assert_eq!((bound, worth), (0, 0), "{problem:?}");
    }
}

#[test]
fn in_one_district_the_bound_is_that_of_the_knapsack_whose_last_project_is_cut() {
    // Yields per square metre of 5,000, 4,000, 3,000 and 2,000 on room for two and a half.
    let problem = problem(
        &[250],
        &[
            (100, &[200_000]),
            (100, &[500_000]),
            (100, &[400_000]),
            (100, &[300_000]),
        ],
    );
    let Answer {
        rents,
        bound,
        worth,
        ..
    } = answer(&problem);
    assert_eq!(rents, [3_000]);
    assert_eq!(bound, 500_000 + 400_000 + 150_000);
    assert_eq!(worth, 900_000);
    assert_eq!(optimum(&problem), 900_000);
}

#[test]
fn land_goes_to_the_district_that_makes_more_of_it() {
    // One place each: the second project loses less by moving.
    let problem = problem(
        &[100, 100],
        &[(100, &[500_000, 200_000]), (100, &[450_000, 400_000])],
    );
    let Answer { bound, plan, .. } = answer(&problem);
    let at: Vec<Option<usize>> = plan.iter().map(|p| p.map(|p| p.district)).collect();
    assert_eq!(at, [Some(0), Some(1)]);
    assert_eq!(optimum(&problem), 900_000);
    assert!((900_000..=900_200).contains(&bound), "{bound}");
}

#[test]
fn numbers_beyond_all_measure_keep_the_bound() {
    let problem = problem(
        &[u64::from(u32::MAX) * 1_000, 1],
        &[
            (u64::from(u32::MAX) * 900, &[i64::MAX, 1]),
            (1, &[1, i64::MAX]),
        ],
    );
    assert!(optimum(&problem) <= answer(&problem).bound);
    assert!(optimum(&problem) <= problem.bound_at(&vec![u32::MAX, u32::MAX]));
}
