//! Tables of cases for the rules of coordination, and coordination at work in a small world.

use super::components::{Obstacle, Tracked};
use super::parameters::Parameters;
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;
use crate::kernel::units::Area;
use crate::lifecycle::small_world;
use crate::world::project::{Project, Stage};

fn facts(investment_yi: f64, is_strategic: bool) -> Project {
    let mut world = small_world::world();
    let project = small_world::project(&mut world, 1, 0);
    let mut project = world.get::<Project>(project).unwrap().clone();
    project.investment_yi = investment_yi;
    project.is_strategic = is_strategic;
    project
}

// Notice 2.1
#[test]
fn a_project_is_major_from_ten_yi_on_or_if_it_is_strategic() {
    let p = Parameters::default();
    let by_size_alone = Parameters {
        strategic_is_major: false,
        ..Parameters::default()
    };
    let cases = [
        (10.0, false, true, true),
        (9.999_999, false, false, false),
        (0.1, true, true, false),
        (10.0, true, true, true),
    ];
    for (investment, strategic, major, major_by_size) in cases {
        let project = facts(investment, strategic);
        assert_eq!(is_major(&project, &p), major, "{investment} {strategic}");
        assert_eq!(is_major(&project, &by_size_alone), major_by_size);
    }
}

fn tracked(moved: u32, progress: f64) -> Tracked {
    Tracked {
        moved: Week(moved),
        progress,
        is_stalled: false,
        obstacle: None,
        weeks_stuck: 0,
    }
}

// Notice 2.2
#[test]
fn a_new_stage_or_a_step_is_a_move_and_eight_weeks_without_one_are_a_stall() {
    let p = Parameters::default();
    let cases = [
        // staged, progress, now: moved, progress, stalled
        (0, 0.0, 7, (0, 0.0, false)),
        (0, 0.0, 8, (0, 0.0, true)),
        (3, 0.0, 10, (3, 0.0, false)),
        (0, 0.099, 8, (0, 0.0, true)),
        (0, 0.1, 8, (8, 0.1, false)),
    ];
    for (staged, progress, now, (moved, mark, is_stalled)) in cases {
        let next = moves_on(
            tracked(0, 0.0),
            Week(staged),
            progress,
            Stage::Negotiating,
            Week(now),
            &p,
        );
        assert_eq!((next.moved, next.progress), (Week(moved), mark), "{now}");
        assert_eq!(next.is_stalled, is_stalled, "{now}");
    }
}

// Notice 2.2
#[test]
fn work_that_is_done_and_leads_nowhere_is_no_move_and_a_new_district_starts_from_its_own() {
    let p = Parameters::default();
    let done = moves_on(
        tracked(0, 1.0),
        Week(0),
        1.0,
        Stage::Negotiating,
        Week(9),
        &p,
    );
    assert!(done.is_stalled);
    let anew = moves_on(
        tracked(0, 0.8),
        Week(0),
        0.05,
        Stage::Negotiating,
        Week(9),
        &p,
    );
    assert_eq!((anew.moved, anew.progress), (Week(0), 0.05));
    let no_step = Parameters {
        step_share: 0.0,
        ..p
    };
    assert!(
        moves_on(
            tracked(0, 1.0),
            Week(0),
            1.0,
            Stage::Negotiating,
            Week(9),
            &no_step
        )
        .is_stalled
    );
}

// Notice 2.1
#[test]
fn a_project_is_contested_since_the_second_district_began() {
    let cases: [(&[u32], Option<u32>); 6] = [
        (&[], None),
        (&[3], None),
        (&[3, 5], Some(15)),
        (&[5, 3], Some(15)),
        (&[4, 4], Some(16)),
        (&[9, 6, 2, 7], Some(14)),
    ];
    for (began, weeks) in cases {
        let openings = began.iter().copied().map(Week);
        assert_eq!(contested_weeks(openings, Week(20)), weeks, "{began:?}");
    }
}

// Notice 2.1
#[test]
fn the_obstacle_has_a_name() {
    let p = Parameters::default();
    let ha = Area::from_hectares;
    let nothing = Standing {
        stage: Stage::Pooled,
        is_stalled: true,
        contested_weeks: None,
        missing: Area::ZERO,
        freeable: Area::ZERO,
        awaits_utilities: false,
    };
    let at = |stage| Standing { stage, ..nothing };
    let contested = |stage, weeks| Standing {
        stage,
        is_stalled: false,
        contested_weeks: Some(weeks),
        ..nothing
    };
    let signed = |missing, freeable| Standing {
        missing: ha(missing),
        freeable: ha(freeable),
        ..at(Stage::Agreed)
    };
    let raw = Standing {
        awaits_utilities: true,
        ..at(Stage::Sited)
    };
    let moving = |standing| Standing {
        is_stalled: false,
        ..standing
    };
    let cases = [
        (at(Stage::Pooled), None),
        (at(Stage::Negotiating), None),
        (contested(Stage::Negotiating, 13), None),
        (contested(Stage::Negotiating, 14), Some(Obstacle::Conflict)),
        (contested(Stage::Agreed, 14), None),
        (signed(0.0, 1.0), None),
        (signed(1.0, 0.0), Some(Obstacle::Land)),
        (signed(1.0, 0.5), Some(Obstacle::Quota)),
        (moving(signed(1.0, 0.5)), None),
        (at(Stage::Sited), None),
        (raw, Some(Obstacle::Land)),
        (moving(raw), None),
        (at(Stage::Granted), Some(Obstacle::Approval)),
        (moving(at(Stage::Granted)), None),
        (at(Stage::Building), None),
    ];
    for (standing, expected) in cases {
        assert_eq!(obstacle(&standing, &p), expected, "{standing:?}");
    }
}

// Notice 2.1
#[test]
fn quota_comes_from_where_most_is_unused_and_none_gives_more_than_its_share() {
    let p = Parameters::default();
    let ha = Area::from_hectares;
    let d = DistrictId;
    let left = [(d(0), ha(2.0)), (d(1), ha(6.0)), (d(2), ha(2.0))];
    let cases: [(f64, &[(u16, f64)]); 4] = [
        (0.0, &[]),
        (2.0, &[(1, 2.0)]),
        (3.5, &[(1, 3.0), (0, 0.5)]),
        (99.0, &[(1, 3.0), (0, 1.0), (2, 1.0)]),
    ];
    for (wanted, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|&(n, area)| (d(n), ha(area))).collect();
        assert_eq!(quota_moves(&left, ha(wanted), &p), expected, "{wanted}");
    }
}

// Notice 2.1
#[test]
fn the_best_contestant_is_named_and_the_first_in_the_table_among_equals() {
    let d = DistrictId;
    assert_eq!(named([(d(2), 0.7), (d(1), 0.7), (d(0), 0.2)]), Some(d(1)));
    assert_eq!(named([]), None);
}

mod systems {
    //! Coordination on a world of three districts and as many projects as a test needs.

    use bevy_ecs::prelude::*;

    use crate::kernel::calendar::Week;
    use crate::kernel::ids::{DistrictId, ProjectId, SectorId};
    use crate::kernel::record::{Layout, Place};
    use crate::kernel::units::Area;
    use crate::lifecycle::approval::Approvals;
    use crate::lifecycle::land_supply;
    use crate::lifecycle::negotiation::{Negotiation, Negotiations};
    use crate::lifecycle::siting::Grants;
    use crate::lifecycle::small_world::{self, advance, parcel, reach, run};
    use crate::lifecycle::suitability;
    use crate::measures::major_project_coordination::components::{
        Advanced, Namings, Obstacle, Pool, Tracked,
    };
    use crate::measures::major_project_coordination::metrics::Metrics;
    use crate::measures::major_project_coordination::parameters::{Naming, Parameters};
    use crate::measures::major_project_coordination::systems;
    use crate::world::land_bank::LandBank;
    use crate::world::parcel::{LandState, Readiness};
    use crate::world::project::{FirstInLine, Life, NegotiationRight, Project, Stage};
    use crate::world::quota::FarmlandQuota;

    const A: DistrictId = DistrictId(0);

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(p);
        world.init_resource::<Pool>();
        world.init_resource::<Advanced>();
        world.init_resource::<Namings>();
        // What is released is industrial land to the last square meter.
        world.insert_resource(land_supply::Parameters {
            diverted_share: 0.0,
            ..land_supply::Parameters::default()
        });
        world
    }

    fn ha(hectares: f64) -> Area {
        Area::from_hectares(hectares)
    }

    fn project(world: &mut World, place: u32, investment_yi: f64) -> Entity {
        let project = small_world::project(world, place, 0);
        world.get_mut::<Project>(project).unwrap().investment_yi = investment_yi;
        project
    }

    /// A project that has signed in the first district and waits for two hectares.
    fn signed(world: &mut World, place: u32, investment_yi: f64) -> Entity {
        let project = project(world, place, investment_yi);
        let mut life = world.get_mut::<Life>(project).unwrap();
        life.landing_district = Some(A);
        reach(world, project, Stage::Agreed);
        project
    }

    fn week(world: &mut World) {
        run(world, systems::take_into_pool);
        run(world, systems::end_namings);
        run(world, systems::track_projects);
        run(world, systems::clear_obstacles);
    }

    /// Takes projects into the pool, and has eight weeks pass without a move.
    fn stall(world: &mut World) {
        run(world, systems::take_into_pool);
        run(world, systems::track_projects);
        advance(world, 8);
    }

    fn obstacle(world: &World, project: Entity) -> Option<Obstacle> {
        world.get::<Tracked>(project).unwrap().obstacle
    }

    fn cleared(world: &World, obstacle: Obstacle) -> f64 {
        world.resource::<Metrics>().cleared[obstacle as usize].at(Place::City)
    }

    fn negotiation(district: u16, progress: f64, suitability: f64) -> Negotiation {
        Negotiation {
            district: DistrictId(district),
            opened: Week(0),
            progress,
            spent: 0.0,
            admitted: true,
            suitability,
            seen: suitability,
            weeks_to_land: 10.0,
            has_site: true,
            discount: 0.0,
            liking: 0.0,
            utility: 0.0,
            service: 0.0,
            speed: 0.0,
            weighed: (f64::NAN, 0.0),
            hoards: false,
        }
    }

    // Notice 2.2
    #[test]
    fn the_pool_tracks_every_target_project_and_no_other_and_coordination_serves_majors_alone() {
        let mut world = world(Parameters::default());
        let major = signed(&mut world, 1, 10.0);
        let small = signed(&mut world, 2, 9.0);
        let general = signed(&mut world, 3, 50.0);
        world.get_mut::<Project>(general).unwrap().sector = SectorId(1);
        stall(&mut world);
        week(&mut world);
        assert!(world.get::<Tracked>(general).is_none());
        assert_eq!(obstacle(&world, major), Some(Obstacle::Land));
        assert_eq!(obstacle(&world, small), Some(Obstacle::Land));
        assert!(world.get::<FirstInLine>(major).is_some());
        assert!(world.get::<FirstInLine>(small).is_none());
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.tracked.at(Place::City), 2.0);
        assert_eq!(metrics.majors.at(Place::City), 1.0);
        assert_eq!(metrics.stalls.at(Place::City), 2.0);
        assert_eq!(metrics.weeks_stuck.at(Place::City), 8.0);
    }

    // Notice 2.1
    #[test]
    fn what_is_missing_is_released_ahead_of_the_plan_up_to_a_share_of_it() {
        for (share, released) in [(0.2, 2.0), (0.19, 0.0)] {
            let mut world = world(Parameters {
                advance_share: share,
                ..Parameters::default()
            });
            signed(&mut world, 1, 10.0);
            stall(&mut world);
            week(&mut world);
            let mut bank = world.resource_mut::<LandBank>();
            assert_eq!(bank.reserve(A), ha(released));
            assert_eq!(bank.released, ha(released));
            // The plan that follows is smaller by it.
            assert_eq!(bank.after_advances(A, ha(3.0)), ha(3.0 - released));
            let used = if released > 0.0 { 1.0 } else { 0.0 };
            assert_eq!(world.resource::<Metrics>().slots_used, used);
        }
    }

    // Notice 2.1
    #[test]
    fn quota_is_moved_and_conserved_and_frees_land_that_was_held_back() {
        let mut world = world(Parameters::default());
        let mut quota = world.resource_mut::<FarmlandQuota>();
        quota.renew(DistrictId(1), ha(3.0));
        quota.renew(DistrictId(2), ha(4.0));
        quota.hold_back(A, ha(5.0));
        let major = signed(&mut world, 1, 10.0);
        stall(&mut world);
        week(&mut world);
        assert_eq!(obstacle(&world, major), Some(Obstacle::Quota));
        assert_eq!(cleared(&world, Obstacle::Quota), 1.0);
        let quota = world.resource::<FarmlandQuota>();
        let left = [A, DistrictId(1), DistrictId(2)].map(|d| quota.left(d));
        assert_eq!(left, [ha(0.0), ha(3.0), ha(2.0)]);
        assert_eq!(quota.held_back(A), ha(3.0));
        assert_eq!(world.resource::<LandBank>().reserve(A), ha(2.0));
        let moved = &world.resource::<Metrics>().quota_moved_ha;
        assert_eq!(moved.at(Place::District(0)), 2.0);
    }

    // Notice 2.1
    #[test]
    fn slots_go_to_the_largest_stuck_majors_and_what_cannot_be_helped_takes_none() {
        let mut world = world(Parameters {
            slots_per_week: 1,
            ..Parameters::default()
        });
        let projects = [(1, 12.0), (2, 90.0), (3, 90.0), (4, 500.0)]
            .map(|(place, investment)| signed(&mut world, place, investment));
        // More than the city can advance: nothing can be done for it.
        world.get_mut::<Project>(projects[3]).unwrap().land = ha(70.0);
        stall(&mut world);
        week(&mut world);
        let first = projects.map(|project| world.get::<FirstInLine>(project).is_some());
        assert_eq!(first, [false, true, false, false]);
        let metrics = world.resource::<Metrics>();
        assert_eq!((metrics.slots_used, metrics.slots), (1.0, 1.0));
        assert_eq!(metrics.unreached.at(Place::City), 2.0);
    }

    // Notice 2.1
    #[test]
    fn a_pending_approval_is_decided_within_weeks() {
        let mut world = world(Parameters::default());
        let major = project(&mut world, 1, 10.0);
        let id = ProjectId::on_tape(1);
        run(&mut world, systems::take_into_pool);
        world.get_mut::<Life>(major).unwrap().landing_district = Some(A);
        reach(&mut world, major, Stage::Granted);
        world
            .resource_mut::<Approvals>()
            .hasten(Week(30), id, major);
        advance(&mut world, 13);
        week(&mut world);
        let approvals = world.resource::<Approvals>();
        assert_eq!(approvals.expected(id, major), Some(Week(15)));
        assert_eq!(cleared(&world, Obstacle::Approval), 1.0);
        week(&mut world);
        assert_eq!(cleared(&world, Obstacle::Approval), 1.0);
    }

    // Notice 2.1
    #[test]
    fn utilities_of_raw_land_are_laid_within_weeks() {
        for (readiness, granted) in [(Readiness::Raw, 21), (Readiness::Serviced, 50)] {
            let mut world = world(Parameters::default());
            let major = project(&mut world, 1, 10.0);
            let id = ProjectId::on_tape(1);
            let site = parcel(&mut world, 1, 0, 2.0, LandState::Allocated, |parcel| {
                parcel.readiness = readiness;
            });
            run(&mut world, systems::take_into_pool);
            small_world::land(&mut world, major, site);
            let mut life = Life::new(Week(0));
            life.landing_district = Some(A);
            life.reach(Stage::Sited, Week(0));
            world.entity_mut(major).insert(life);
            world.resource_mut::<Grants>().hasten(Week(50), id, major);
            advance(&mut world, 13);
            week(&mut world);
            let grants = world.resource::<Grants>();
            assert_eq!(grants.expected(id, major), Some(Week(granted)));
        }
    }

    // Notice 2.1
    #[test]
    fn a_contested_project_gets_a_named_district_until_the_naming_ends() {
        for (naming, expected) in [(Naming::Furthest, 2), (Naming::MostSuitable, 1)] {
            let mut world = world(Parameters {
                naming,
                ..Parameters::default()
            });
            let major = project(&mut world, 1, 10.0);
            // The second district alone has land, so that it suits the project best.
            parcel(&mut world, 1, 1, 5.0, LandState::Reserve, |_| {});
            world.resource_mut::<suitability::Parameters>().city_noise = 0.0;
            world.get_mut::<Negotiations>(major).unwrap().open =
                vec![negotiation(1, 1.0, 0.9), negotiation(2, 2.0, 0.3)];
            run(&mut world, systems::take_into_pool);
            advance(&mut world, 13);
            week(&mut world);
            assert!(world.get::<NegotiationRight>(major).is_none());
            advance(&mut world, 1);
            week(&mut world);
            let right = world.get::<NegotiationRight>(major);
            assert!(
                matches!(right, Some(NegotiationRight::Held { by, .. }) if by.0 == expected),
                "{right:?}"
            );
            assert_eq!(obstacle(&world, major), Some(Obstacle::Conflict));
            advance(&mut world, 25);
            week(&mut world);
            assert!(world.get::<NegotiationRight>(major).is_some());
            advance(&mut world, 1);
            run(&mut world, systems::end_namings);
            assert!(world.get::<NegotiationRight>(major).is_none());
        }
    }

    // Notice 2.1
    #[test]
    fn where_somebody_holds_a_right_nobody_else_is_named() {
        let mut world = world(Parameters::default());
        let major = project(&mut world, 1, 10.0);
        world.get_mut::<Negotiations>(major).unwrap().open =
            vec![negotiation(1, 1.0, 0.9), negotiation(2, 2.0, 0.3)];
        world.entity_mut(major).insert(NegotiationRight::Pending);
        run(&mut world, systems::take_into_pool);
        advance(&mut world, 20);
        week(&mut world);
        let right = world.get::<NegotiationRight>(major);
        assert_eq!(right, Some(&NegotiationRight::Pending));
        assert_eq!(world.resource::<Metrics>().slots_used, 0.0);
    }

    // Notice 2.2
    #[test]
    fn what_is_approved_or_lost_leaves_the_pool() {
        for stage in [Stage::Approved, Stage::LostElsewhere] {
            let mut world = world(Parameters::default());
            let major = project(&mut world, 1, 10.0);
            week(&mut world);
            assert_eq!(world.resource::<Pool>().0.len(), 1);
            let mut life = world.get_mut::<Life>(major).unwrap();
            if stage.is_exit() {
                let cause = crate::world::project::Cause::Waiting;
                life.end(stage, cause, Week(0));
            } else {
                life.reach(stage, Week(0));
            }
            week(&mut world);
            assert!(world.resource::<Pool>().0.is_empty());
        }
    }
}

// Notice 2.2
#[test]
fn procedures_after_the_signature_may_take_longer_than_negotiations() {
    let p = Parameters::default();
    let is_stalled =
        |stage, weeks| moves_on(tracked(0, 1.0), Week(0), 1.0, stage, Week(weeks), &p).is_stalled;
    for stage in [Stage::Pooled, Stage::Negotiating, Stage::Agreed] {
        assert!(!is_stalled(stage, 7) && is_stalled(stage, 8), "{stage:?}");
    }
    for stage in [Stage::Sited, Stage::Granted] {
        assert!(!is_stalled(stage, 12) && is_stalled(stage, 13), "{stage:?}");
    }
}

mod invariants {
    //! What must hold, and what is said where it does not.

    use super::super::components::Pool;
    use super::super::invariants::*;
    use super::super::metrics::Metrics;
    use crate::kernel::ids::ProjectId;
    use crate::lifecycle::small_world;

    #[test]
    fn slots_beyond_those_there_are_and_a_project_tracked_twice_are_told() {
        let mut world = small_world::world();
        let entity = small_world::project(&mut world, 1, 0);
        let mut metrics = Metrics::new(world.resource());
        metrics.slots = 2.0;
        metrics.slots_used = 2.0;
        world.insert_resource(metrics);
        assert_eq!(slots_are_never_exceeded(&mut world), Ok(()));
        world.resource_mut::<Metrics>().slots_used = 3.0;
        assert!(slots_are_never_exceeded(&mut world).is_err());

        let id = ProjectId::on_tape(1);
        world.insert_resource(Pool(vec![(id, entity)]));
        assert_eq!(the_pool_tracks_each_project_once(&mut world), Ok(()));
        world.insert_resource(Pool(vec![(id, entity); 2]));
        let breach = the_pool_tracks_each_project_once(&mut world).unwrap_err();
        assert_eq!(breach.project, Some(id));
    }
}
