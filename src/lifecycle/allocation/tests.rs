//! What a stable matching promises, and the regimes on a small world.

use proptest::prelude::*;

use super::matching::{Market, deferred_acceptance};

/// Where a district stands in a list; none if it is not on it.
fn place(list: &[usize], item: usize) -> Option<usize> {
    list.iter().position(|&x| x == item)
}

/// Whether a matching keeps to everybody's lists and quotas, and no pair would rather be matched.
fn is_stable(market: &Market, matched: &[Option<usize>]) -> bool {
    let holds = |district: usize| -> Vec<usize> {
        (0..matched.len())
            .filter(|&p| matched[p] == Some(district))
            .collect()
    };
    let is_allowed = (0..matched.len()).all(|project| {
        matched[project].is_none_or(|district| {
            place(&market.wishes[project], district).is_some()
                && place(&market.rankings[district], project).is_some()
        })
    });
    let fits = (0..market.quotas.len()).all(|d| holds(d).len() <= market.quotas[d]);
    let blocks = |project: usize, district: usize| {
        let has = matched[project].and_then(|d| place(&market.wishes[project], d));
        let wants = place(&market.wishes[project], district)
            .is_some_and(|wish| has.is_none_or(|has| wish < has));
        let Some(rank) = place(&market.rankings[district], project) else {
            return false;
        };
        let held = holds(district);
        let has_place = held.len() < market.quotas[district];
        let prefers = held
            .iter()
            .any(|&other| place(&market.rankings[district], other) > Some(rank));
        wants && (has_place || prefers)
    };
    let is_blocked = (0..matched.len())
        .any(|project| (0..market.quotas.len()).any(|district| blocks(project, district)));
    is_allowed && fits && !is_blocked
}

/// How content a project is: the place of its district in its true list, the length of the list for
/// none.
fn regret(wishes: &[usize], matched: Option<usize>) -> usize {
    matched
        .and_then(|district| place(wishes, district))
        .unwrap_or(wishes.len())
}

/// Some of the numbers below `of`, in any order.
fn list(of: usize) -> impl Strategy<Value = Vec<usize>> {
    let all: Vec<usize> = (0..of).collect();
    (Just(all).prop_shuffle(), 0..=of).prop_map(|(all, length)| all[..length].to_vec())
}

fn market(projects: usize, districts: usize) -> impl Strategy<Value = Market> {
    (
        prop::collection::vec(list(districts), projects),
        prop::collection::vec(list(projects), districts),
        prop::collection::vec(0..=2_usize, districts),
    )
        .prop_map(|(wishes, rankings, quotas)| Market {
            wishes,
            rankings,
            quotas,
        })
}

/// Every matching of a market, stable or not.
fn all_matchings(market: &Market) -> Vec<Vec<Option<usize>>> {
    let mut matchings = vec![Vec::new()];
    for _ in &market.wishes {
        matchings = matchings
            .into_iter()
            .flat_map(|matching| {
                let districts = (0..market.quotas.len()).map(Some).chain([None]);
                districts.map(move |district| {
                    let mut longer = matching.clone();
                    longer.push(district);
                    longer
                })
            })
            .collect();
    }
    matchings
}

/// Every list of districts that a project could hand in: each choice of some in each order.
fn all_lists(districts: usize) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new()];
    let mut first = 0;
    for _ in 0..districts {
        let longer: Vec<Vec<usize>> = lists[first..]
            .iter()
            .flat_map(|list: &Vec<usize>| {
                (0..districts)
                    .filter(|d| !list.contains(d))
                    .map(|d| [list.as_slice(), &[d]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
        first = lists.len();
        lists.extend(longer);
    }
    lists
}

proptest! {
    #[test]
    fn no_pair_would_rather_be_matched(market in (0..12_usize, 0..6_usize)
        .prop_flat_map(|(projects, districts)| market(projects, districts)))
    {
        prop_assert!(is_stable(&market, &deferred_acceptance(&market)));
    }

    #[test]
    fn no_stable_matching_is_better_for_any_project(market in market(4, 3)) {
        let best = deferred_acceptance(&market);
        let stable = all_matchings(&market).into_iter().filter(|m| is_stable(&market, m));
        for other in stable {
            for (project, wishes) in market.wishes.iter().enumerate() {
                prop_assert!(
                    regret(wishes, best[project]) <= regret(wishes, other[project]),
                    "project {project}: {best:?} against {other:?}"
                );
            }
        }
    }

    #[test]
    fn no_project_gains_by_another_list(market in market(4, 3)) {
        let honest = deferred_acceptance(&market);
        for (project, (wishes, honest)) in market.wishes.iter().zip(honest).enumerate() {
            for told in all_lists(market.quotas.len()) {
                let mut changed = market.clone();
                changed.wishes[project] = told;
                let got = deferred_acceptance(&changed)[project];
                prop_assert!(regret(wishes, honest) <= regret(wishes, got));
            }
        }
    }
}

mod systems {
    //! The regimes on a world of three districts and as many projects as a test needs.

    use bevy_ecs::prelude::*;

    use crate::kernel::ids::DistrictId;
    use crate::kernel::record::{Layout, Place};
    use crate::lifecycle::allocation::metrics::Metrics;
    use crate::lifecycle::allocation::systems::{Allotment, allocate, take_back_stalled_projects};
    use crate::lifecycle::allocation::{LastResort, Parameters, Regime};
    use crate::lifecycle::ground::Ground;
    use crate::lifecycle::small_world::{self, advance, parcel, project, run};
    use crate::world::district::DistrictSet;
    use crate::world::land_bank::LandBank;
    use crate::world::parcel::LandState;
    use crate::world::project::{NegotiationRight, Project};

    /// Three districts, each with parcels of two hectares in its reserve and no supply plan.
    fn world(p: Parameters, parcels: [u32; 3]) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(Parameters {
            plan_years: 0.0,
            ..p
        });
        for (district, count) in (0..).zip(parcels) {
            for number in 0..count {
                parcel(
                    &mut world,
                    number,
                    district,
                    2.0,
                    LandState::Reserve,
                    |_| {},
                );
            }
        }
        world
    }

    fn central(parcels: [u32; 3]) -> World {
        let p = Parameters {
            regime: Regime::CentralAssignment,
            ..Parameters::default()
        };
        world(p, parcels)
    }

    fn holder(world: &World, project: Entity) -> Option<u16> {
        match world.get::<NegotiationRight>(project) {
            Some(NegotiationRight::Held { by, .. }) => Some(by.0),
            _ => None,
        }
    }

    fn count(world: &World, of: fn(&Metrics) -> f64) -> f64 {
        of(world.resource::<Metrics>())
    }

    fn weeks(world: &mut World, weeks: u32) {
        for _ in 0..weeks {
            run(world, allocate);
            run(world, take_back_stalled_projects);
            advance(world, 1);
        }
    }

    #[test]
    fn under_open_competition_nobody_holds_anything() {
        let mut world = world(Parameters::default(), [1, 1, 1]);
        let free = project(&mut world, 1, 0);
        weeks(&mut world, 9);
        assert!(world.get::<NegotiationRight>(free).is_none());
        assert!(world.get::<Allotment>(free).is_none());
    }

    #[test]
    fn the_city_assigns_to_the_district_that_it_sees_as_most_suitable() {
        #[derive(Resource)]
        struct Best(u16);
        let mut world = central([1, 1, 1]);
        let given = project(&mut world, 1, 0);
        let look = move |ground: Ground,
                         bank: Res<LandBank>,
                         all: Query<&Project>,
                         mut commands: Commands| {
            let project = all.get(given).unwrap();
            let seen = |d: &DistrictId| ground.seen_by_city(&bank, *d, project);
            let best = ground
                .districts
                .ids()
                .max_by(|a, b| seen(a).total_cmp(&seen(b)))
                .unwrap();
            commands.insert_resource(Best(best.0));
        };
        run(&mut world, look);
        weeks(&mut world, 1);
        assert_eq!(holder(&world, given), Some(world.resource::<Best>().0));
        assert_eq!(count(&world, |m| m.assigned.at(Place::City)), 1.0);
    }

    #[test]
    fn land_that_is_assigned_is_not_assigned_twice() {
        let mut world = central([1, 1, 0]);
        let projects: Vec<Entity> = (1..=3).map(|n| project(&mut world, n, 0)).collect();
        weeks(&mut world, 1);
        let mut holders: Vec<_> = projects.iter().map(|&p| holder(&world, p)).collect();
        assert_eq!(holders.pop(), Some(None));
        holders.sort_unstable();
        assert_eq!(holders, [Some(0), Some(1)]);
        let waiting = world.get::<NegotiationRight>(projects[2]);
        assert_eq!(waiting, Some(&NegotiationRight::Pending));
        // Land has come: it is seen at the next monthly look.
        parcel(&mut world, 9, 2, 2.0, LandState::Reserve, |_| {});
        weeks(&mut world, 3);
        assert_eq!(holder(&world, projects[2]), None);
        weeks(&mut world, 1);
        assert_eq!(holder(&world, projects[2]), Some(2));
    }

    #[test]
    fn a_stalled_project_goes_to_an_untried_district_and_in_the_end_to_the_last_resort() {
        for (last_resort, is_held) in [(LastResort::Open, false), (LastResort::BestFit, true)] {
            let mut world = central([1, 1, 1]);
            world.resource_mut::<Parameters>().last_resort = last_resort;
            world.resource_mut::<Parameters>().rounds = 2;
            let stalled = project(&mut world, 1, 0);
            weeks(&mut world, 14);
            let first = holder(&world, stalled);
            assert!(first.is_some());
            // More than thirteen weeks are over at the end of the fifteenth.
            weeks(&mut world, 2);
            let second = holder(&world, stalled);
            assert!(second.is_some() && second != first);
            weeks(&mut world, 15);
            assert_eq!(holder(&world, stalled).is_some(), is_held);
            weeks(&mut world, 40);
            assert_eq!(holder(&world, stalled).is_some(), is_held);
            assert_eq!(count(&world, |m| m.released.at(Place::City)), 1.0);
            assert_eq!(count(&world, |m| m.taken_back.at(Place::City)), 2.0);
        }
    }

    #[test]
    fn a_project_that_no_district_admits_is_open_to_all() {
        let mut world = central([1, 1, 1]);
        let closed = project(&mut world, 1, 0);
        let mut everywhere = DistrictSet::default();
        for district in 0..3 {
            everywhere.insert(DistrictId(district));
        }
        world.get_mut::<Project>(closed).unwrap().shut_out = everywhere;
        weeks(&mut world, 1);
        assert!(world.get::<NegotiationRight>(closed).is_none());
    }

    #[test]
    fn a_round_matches_as_many_as_there_are_places_and_the_rest_wait_for_the_next() {
        let p = Parameters {
            regime: Regime::DeferredAcceptance,
            acceptance_margin: 100.0,
            ..Parameters::default()
        };
        let mut world = world(p, [1, 1, 0]);
        let projects: Vec<Entity> = (1..=3).map(|n| project(&mut world, n, 0)).collect();
        weeks(&mut world, 1);
        let held = |world: &World| {
            projects
                .iter()
                .filter(|&&p| holder(world, p).is_some())
                .count()
        };
        assert_eq!(held(&world), 2);
        parcel(&mut world, 9, 2, 2.0, LandState::Reserve, |_| {});
        weeks(&mut world, 7);
        assert_eq!(held(&world), 2);
        weeks(&mut world, 1);
        assert_eq!(held(&world), 3);
        assert_eq!(count(&world, |m| m.rounds), 2.0);
        assert_eq!(count(&world, |m| m.unmatched.at(Place::City)), 1.0);
    }

    #[test]
    fn what_was_allotted_is_open_to_all_once_open_competition_is_back() {
        let mut world = central([1, 1, 1]);
        let given = project(&mut world, 1, 0);
        weeks(&mut world, 1);
        assert!(holder(&world, given).is_some());
        world.resource_mut::<Parameters>().regime = Regime::OpenCompetition;
        weeks(&mut world, 1);
        assert!(world.get::<NegotiationRight>(given).is_none());
        assert!(world.get::<Allotment>(given).is_none());
    }
}
