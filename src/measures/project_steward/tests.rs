//! Tables of cases for the rules of project stewards, and the stewards at work in a small world.

use super::components::{Caseload, Level};
use super::parameters::Parameters;
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;
use crate::lifecycle::small_world;
use crate::world::authority::ReferralTerms;
use crate::world::district::District;
use crate::world::project::{Life, NegotiationRight, Project};

fn facts(investment_yi: f64, is_strategic: bool) -> Project {
    let mut world = small_world::world();
    let project = small_world::project(&mut world, 1, 0);
    let mut project = world.get::<Project>(project).unwrap().clone();
    project.investment_yi = investment_yi;
    project.is_strategic = is_strategic;
    project
}

// Notice 4.2
#[test]
fn a_project_is_a_municipal_major_from_ten_yi_on_or_if_it_is_strategic() {
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

// Notice 4.1
#[test]
fn the_holder_of_the_right_serves_else_the_landing_district_else_the_first_that_negotiates() {
    let d = DistrictId;
    let held = NegotiationRight::Held {
        by: d(2),
        since: Week(0),
        leak: 0.0,
        terms: ReferralTerms::default(),
    };
    let open = Life::new(Week(0));
    let mut signed = Life::new(Week(0));
    signed.landing_district = Some(d(1));
    let pending = NegotiationRight::Pending;
    let cases = [
        (&open, None, None, None),
        (&open, None, Some(d(0)), Some(d(0))),
        (&signed, None, Some(d(0)), Some(d(1))),
        (&open, Some(&held), Some(d(0)), Some(d(2))),
        (&open, Some(&pending), Some(d(0)), None),
    ];
    for (life, right, first, expected) in cases {
        assert_eq!(serving_district(life, right, first), expected, "{right:?}");
    }
}

// Notice 4.1, 4.2
#[test]
fn the_city_serves_majors_first_and_districts_the_others_and_the_majors_it_cannot() {
    let d = Some(DistrictId(1));
    let of_district = Some(Level::District(DistrictId(1)));
    let city_is_free = |level| level == Level::City;
    let district_is_free = |level| level != Level::City;
    let cases: [(bool, Option<DistrictId>, &dyn Fn(Level) -> bool, _); 7] = [
        (true, None, &|_| true, Some(Level::City)),
        (true, d, &|_| true, Some(Level::City)),
        (true, d, &district_is_free, of_district),
        (true, None, &district_is_free, None),
        (false, d, &|_| true, of_district),
        (false, d, &city_is_free, None),
        (false, None, &|_| true, None),
    ];
    for (is_major, district, is_free, expected) in cases {
        assert_eq!(level(is_major, district, is_free), expected, "{is_major}");
    }
}

// Notice 4.1, 4.2
#[test]
fn capacity_is_stewards_times_caseload_in_whole_projects() {
    let p = Parameters {
        city_stewards: 3,
        city_caseload: 4,
        district_stewards: 0.5,
        district_caseload: 5,
        ..Parameters::default()
    };
    assert_eq!(city_capacity(&p), 12);
    for (stewards, cases) in [(0.0, 0), (1.0, 2), (2.2, 5), (4.0, 10)] {
        let district = District {
            stewards,
            ..small_world::district("A")
        };
        assert_eq!(district_capacity(&district, &p), cases, "{stewards}");
    }
}

// Notice 4.3, 4.4
#[test]
fn every_case_has_a_talent_guarantee_and_a_major_one_of_its_own_at_either_level() {
    let p = Parameters::default();
    let district = Level::District(DistrictId(0));
    for level in [Level::City, district] {
        assert_eq!(package(level, false, &p).talent, p.talent_guarantee);
        assert_eq!(package(level, true, &p).talent, p.talent_guarantee_major);
    }
    assert_eq!(package(Level::City, true, &p).pace, p.city_pace);
    assert_eq!(package(district, true, &p).pace, p.district_pace);
}

// Notice 4.3
#[test]
fn what_a_guarantee_is_worth_grows_with_the_talent_that_is_missing() {
    let package = package(Level::City, true, &Parameters::default());
    let gain = |talent| package.talent_match(talent) - talent;
    assert!(gain(0.2) > gain(0.8));
    assert_eq!(gain(1.0), 0.0);
}

#[test]
fn a_case_is_open_from_its_taking_up_to_its_close() {
    let mut caseload = Caseload::new(2);
    let level = Level::District(DistrictId(1));
    caseload.take_up(level);
    assert_eq!(caseload.open(level), 1);
    assert_eq!(caseload.open(Level::City), 0);
    caseload.close(level);
    assert_eq!(caseload.open(level), 0);
}

mod systems {
    //! The stewards on a world of three districts and as many projects as a test needs.

    use bevy_ecs::prelude::*;

    use crate::kernel::ids::{DistrictId, SectorId};
    use crate::kernel::record::{Layout, Place};
    use crate::lifecycle::small_world::{self, advance, reach, run};
    use crate::measures::project_steward::components::{Case, Caseload, Level, Roll};
    use crate::measures::project_steward::metrics::Metrics;
    use crate::measures::project_steward::parameters::Parameters;
    use crate::measures::project_steward::systems;
    use crate::world::project::{Life, Project, ServicePackage, Stage};

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(p);
        world.init_resource::<Roll>();
        world.insert_resource(Caseload::new(3));
        world
    }

    /// One steward of the city and one of each district, each of whom serves one project.
    fn few() -> Parameters {
        Parameters {
            city_stewards: 1,
            city_caseload: 1,
            district_caseload: 1,
            ..Parameters::default()
        }
    }

    fn project(world: &mut World, place: u32, investment_yi: f64) -> Entity {
        let project = small_world::project(world, place, 0);
        world.get_mut::<Project>(project).unwrap().investment_yi = investment_yi;
        project
    }

    /// Has a project negotiate or sign in a district.
    fn sign_in(world: &mut World, project: Entity, district: u16) {
        let mut life = world.get_mut::<Life>(project).unwrap();
        life.landing_district = Some(DistrictId(district));
    }

    fn week(world: &mut World) {
        run(world, systems::enroll_pooled_projects);
        run(world, systems::assign_stewards);
    }

    fn level(world: &World, project: Entity) -> Option<Level> {
        let case = world.get::<Case>(project);
        assert_eq!(
            case.is_some(),
            world.get::<ServicePackage>(project).is_some()
        );
        case.map(|case| case.0)
    }

    // Notice 4.1
    #[test]
    fn general_manufacturing_is_not_in_the_pool_of_target_projects() {
        let mut world = world(Parameters::default());
        let general = project(&mut world, 1, 20.0);
        world.get_mut::<Project>(general).unwrap().sector = SectorId(1);
        week(&mut world);
        assert_eq!(level(&world, general), None);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.covered.at(Place::City), 0.0);
    }

    // Notice 4.1, 4.2
    #[test]
    fn a_major_is_served_from_the_pool_on_and_another_once_a_district_is_known() {
        let mut world = world(few());
        let small = project(&mut world, 1, 2.0);
        let major = project(&mut world, 2, 10.0);
        week(&mut world);
        assert_eq!(level(&world, small), None);
        assert_eq!(level(&world, major), Some(Level::City));
        sign_in(&mut world, small, 2);
        week(&mut world);
        assert_eq!(level(&world, small), Some(Level::District(DistrictId(2))));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.covered.at(Place::City), 2.0);
        assert_eq!(metrics.served_by_district.at(Place::District(2)), 1.0);
        assert_eq!(metrics.guarantees.at(Place::City), 2.0);
        assert_eq!(metrics.case_by_case.at(Place::City), 1.0);
    }

    // Notice 4.2
    #[test]
    fn no_steward_serves_more_than_the_caseload_and_a_freed_one_takes_up_the_next() {
        let mut world = world(few());
        let majors: Vec<Entity> = (1..=3).map(|n| project(&mut world, n, 50.0)).collect();
        week(&mut world);
        let levels =
            |world: &World| -> Vec<_> { majors.iter().map(|&m| level(world, m)).collect() };
        assert_eq!(levels(&world), [Some(Level::City), None, None]);
        advance(&mut world, 5);
        reach(&mut world, majors[0], Stage::Operating);
        run(&mut world, systems::close_cases);
        week(&mut world);
        assert_eq!(levels(&world), [None, Some(Level::City), None]);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.weeks_waited.at(Place::City), 5.0);
        assert_eq!(world.resource::<Caseload>().open(Level::City), 1);
    }

    // Notice 4.2
    #[test]
    fn the_case_of_a_plant_that_opens_and_is_taken_back_in_one_week_ends_once() {
        let mut world = world(Parameters {
            city_stewards: 2,
            ..few()
        });
        let majors: Vec<Entity> = (1..=2).map(|n| project(&mut world, n, 50.0)).collect();
        week(&mut world);
        assert_eq!(world.resource::<Caseload>().open(Level::City), 2);
        reach(&mut world, majors[0], Stage::Operating);
        reach(&mut world, majors[0], Stage::Breached);
        run(&mut world, systems::close_cases);
        assert_eq!(world.resource::<Caseload>().open(Level::City), 1);
    }

    // Notice 4.2
    #[test]
    fn a_case_stays_where_it_is_when_a_better_steward_falls_free() {
        let mut world = world(few());
        let first = project(&mut world, 1, 50.0);
        let second = project(&mut world, 2, 50.0);
        sign_in(&mut world, second, 1);
        week(&mut world);
        let of_district = Some(Level::District(DistrictId(1)));
        assert_eq!(level(&world, second), of_district);
        reach(&mut world, first, Stage::Operating);
        run(&mut world, systems::close_cases);
        week(&mut world);
        assert_eq!(level(&world, second), of_district);
    }

    // Notice 4.2
    #[test]
    fn a_project_that_ends_while_it_waits_was_never_served() {
        let mut world = world(few());
        let majors: Vec<Entity> = (1..=3).map(|n| project(&mut world, n, 50.0)).collect();
        for &major in &majors[1..] {
            sign_in(&mut world, major, 1);
        }
        week(&mut world);
        assert!(level(&world, majors[1]).is_some());
        reach(&mut world, majors[2], Stage::Operating);
        week(&mut world);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.never_served.at(Place::District(1)), 1.0);
        assert!(world.resource::<Roll>().0.is_empty());
    }

    #[test]
    fn the_load_is_open_cases_over_what_stewards_can_serve() {
        let mut world = world(few());
        for n in 1..=2 {
            project(&mut world, n, 50.0);
        }
        week(&mut world);
        run(&mut world, systems::count_cases);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.city_case_weeks, metrics.city_capacity_weeks);
        assert_eq!(metrics.case_weeks.at(Place::City), 0.0);
        assert_eq!(metrics.capacity_weeks.at(Place::City), 3.0);
    }
}

mod invariants {
    //! What must hold, and what is said where it does not.

    use super::super::components::{Case, Caseload, Entry, Level, Roll};
    use super::super::invariants::*;
    use super::super::parameters::Parameters;
    use crate::kernel::calendar::Week;
    use crate::kernel::ids::{DistrictId, ProjectId};
    use crate::lifecycle::small_world;

    #[test]
    fn a_case_beyond_what_stewards_can_serve_is_told_unless_it_was_open_before() {
        let mut world = small_world::world();
        let project = small_world::project(&mut world, 1, 0);
        let level = Level::District(DistrictId(1));
        let mut caseload = Caseload::new(3);
        caseload.take_up(level);
        world.insert_resource(caseload);
        world.insert_resource(Parameters::default());
        let breach = caseloads_are_never_exceeded(&mut world).unwrap_err();
        assert!(breach.what.contains("1 cases on their books, 0 open"));

        world.entity_mut(project).insert(Case(level));
        assert_eq!(caseloads_are_never_exceeded(&mut world), Ok(()));
        let nobody = Parameters {
            district_stewards: 0.0,
            ..Parameters::default()
        };
        world.insert_resource(nobody);
        assert_eq!(caseloads_are_never_exceeded(&mut world), Ok(()));
        let other = small_world::project(&mut world, 2, 0);
        world.entity_mut(other).insert(Case(level));
        world.resource_mut::<Caseload>().take_up(level);
        let breach = caseloads_are_never_exceeded(&mut world).unwrap_err();
        assert!(breach.what.contains("room for 0"), "{}", breach.what);
    }

    #[test]
    fn a_project_that_waits_for_a_steward_twice_or_has_one_is_told() {
        let mut world = small_world::world();
        let project = small_world::project(&mut world, 1, 0);
        let id = ProjectId::on_tape(1);
        let entry = Entry {
            id,
            project,
            is_major: false,
            pooled: Week(0),
            since: None,
            district: None,
        };
        world.insert_resource(Roll(vec![entry]));
        assert_eq!(the_roll_lists_who_has_no_steward(&mut world), Ok(()));
        world.insert_resource(Roll(vec![entry, entry]));
        let breach = the_roll_lists_who_has_no_steward(&mut world).unwrap_err();
        assert_eq!(breach.project, Some(id));
        world.insert_resource(Roll(vec![entry]));
        world.entity_mut(project).insert(Case(Level::City));
        assert!(the_roll_lists_who_has_no_steward(&mut world).is_err());
    }
}
