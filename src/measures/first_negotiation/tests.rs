//! Tables of cases for the rules of the first-negotiation system.

use super::parameters::{Credited, Parameters, StrategicReading};
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::world::authority::ReferralTerms;

fn standing(investment_yi: f64, is_citywide: bool, is_strategic: bool) -> Standing {
    Standing {
        investment_yi,
        is_citywide,
        is_strategic,
    }
}

// Notice 5.1
#[test]
fn a_project_is_covered_from_one_yi_on_or_if_it_matters_to_the_city() {
    let p = Parameters::default();
    let cases = [
        (standing(1.0, false, false), true), // 以上(含)
        (standing(0.999_999, false, false), false),
        (standing(0.1, true, false), true),
        (standing(0.1, false, true), true),
        (standing(0.1, true, true), true),
    ];
    for (project, covered) in cases {
        assert_eq!(is_covered(project, &p), covered, "{project:?}");
    }
}

// Notice 5.1
#[test]
fn read_as_and_a_small_project_must_be_both() {
    let p = Parameters {
        strategic_reading: StrategicReading::And,
        ..Parameters::default()
    };
    assert!(!is_covered(standing(0.1, true, false), &p));
    assert!(!is_covered(standing(0.1, false, true), &p));
    assert!(is_covered(standing(0.1, true, true), &p));
    assert!(is_covered(standing(1.0, false, false), &p));
}

// Notice 5.3
#[test]
fn a_right_survives_week_thirteen_and_lapses_in_week_fourteen() {
    let p = Parameters::default();
    let since = Week(100);
    assert!(!lapses(since, Week(113), false, &p));
    assert!(lapses(since, Week(114), false, &p));
    assert!(!lapses(since, Week(500), true, &p));
}

// Notice 5.3
#[test]
fn with_no_window_a_right_lapses_after_its_first_week() {
    let p = Parameters {
        window_weeks: 0,
        ..Parameters::default()
    };
    assert!(!lapses(Week(100), Week(100), false, &p));
    assert!(lapses(Week(100), Week(101), false, &p));
}

// Notice 5.2
#[test]
fn the_best_district_is_chosen_and_the_first_in_the_table_among_equals() {
    let d = DistrictId;
    assert_eq!(best([(d(0), 0.2), (d(1), 0.7), (d(2), 0.7)]), Some(d(1)));
    assert_eq!(best([]), None);
}

// Notice 5.2
#[test]
fn each_candidate_has_the_same_chance_and_nobody_is_drawn_from_nobody() {
    let draw = |project| {
        let id = ProjectId::on_tape(project);
        Dice::new(3, 0).roll(Purpose::new("test.any"), &id, 0)
    };
    let candidates = [DistrictId(4), DistrictId(7), DistrictId(9)];
    let mut drawn = [0; 3];
    for project in 0..300 {
        let district = any(&candidates, draw(project)).unwrap();
        drawn[candidates.iter().position(|one| *one == district).unwrap()] += 1;
    }
    assert!(drawn.iter().all(|&times| times > 70), "{drawn:?}");
    assert_eq!(any(&[], draw(0)), None);
}

// Notice 5.4
#[test]
fn a_referral_has_its_terms_where_it_is_credited_and_none_where_it_is_not() {
    let once = Parameters {
        credited: Credited::First,
        credit_share: 0.25,
        tax_share: 0.125,
        ..Parameters::default()
    };
    let every = Parameters {
        credited: Credited::Every,
        ..once.clone()
    };
    let credited = ReferralTerms {
        credit_share: 0.25,
        tax_share: 0.125,
    };
    assert_eq!(terms(false, &once), credited);
    assert_eq!(terms(true, &once), ReferralTerms::default());
    assert_eq!(terms(true, &every), credited);
}

mod systems {
    //! The systems on a world of three districts and as many projects as a test needs.

    use bevy_ecs::prelude::*;

    use crate::kernel::calendar::Week;
    use crate::kernel::ids::{DistrictId, ProjectId};
    use crate::kernel::record::{Layout, Place};
    use crate::lifecycle::small_world::{self, advance, run};
    use crate::measures::first_negotiation::components::{
        CertificationQueue, Covered, Lapsed, Queued, Request,
    };
    use crate::measures::first_negotiation::metrics::Metrics;
    use crate::measures::first_negotiation::parameters::Parameters;
    use crate::measures::first_negotiation::systems;
    use crate::world::authority::ReferralTerms;
    use crate::world::district::Conducts;
    use crate::world::project::NegotiationRight;

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(p);
        world.init_resource::<CertificationQueue>();
        world.init_resource::<Lapsed>();
        world
    }

    fn project(world: &mut World, place: u32, finder: u16) -> Entity {
        let project = small_world::project(world, place, finder);
        let bundle = (Covered::default(), NegotiationRight::Pending);
        world.entity_mut(project).insert(bundle);
        project
    }

    fn held(by: u16, since: u32) -> NegotiationRight {
        NegotiationRight::Held {
            by: DistrictId(by),
            since: Week(since),
            leak: 0.0,
            terms: ReferralTerms::default(),
        }
    }

    fn holder(world: &World, project: Entity) -> Option<u16> {
        match world.get::<NegotiationRight>(project) {
            Some(NegotiationRight::Held { by, .. }) => Some(by.0),
            _ => None,
        }
    }

    fn queue(world: &mut World, place: u32, project: Entity, request: Request) {
        world
            .resource_mut::<CertificationQueue>()
            .0
            .push_back(Queued {
                id: ProjectId::on_tape(place),
                project,
                request,
                since: Week(0),
            });
    }

    // Notice 5.3
    #[test]
    fn the_right_of_a_stalled_district_passes_to_another_in_week_fourteen() {
        let mut world = world(Parameters::default());
        let stalled = project(&mut world, 1, 0);
        world
            .entity_mut(stalled)
            .insert((held(0, 0), covered(&[0])));
        advance(&mut world, 13);
        run(&mut world, systems::lapse_stalled_rights);
        assert_eq!(holder(&world, stalled), Some(0));
        advance(&mut world, 1);
        run(&mut world, systems::lapse_stalled_rights);
        assert_eq!(holder(&world, stalled), None);
        run(&mut world, systems::reassign_lapsed_projects);
        assert!(matches!(holder(&world, stalled), Some(1 | 2)));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.lapsed.at(Place::District(0)), 1.0);
        assert_eq!(metrics.reassigned.at(Place::City), 1.0);
    }

    fn covered(tried: &[u16]) -> Covered {
        Covered {
            tried: tried.iter().map(|&d| DistrictId(d)).collect(),
            rights: u32::try_from(tried.len()).unwrap(),
            ..Covered::default()
        }
    }

    // Notice 5.3
    #[test]
    fn after_the_last_round_the_project_is_open_to_all() {
        let mut world = world(Parameters {
            rounds: 2,
            ..Parameters::default()
        });
        let stalled = project(&mut world, 1, 0);
        world
            .entity_mut(stalled)
            .insert((held(1, 0), covered(&[0, 1])));
        advance(&mut world, 14);
        run(&mut world, systems::lapse_stalled_rights);
        run(&mut world, systems::reassign_lapsed_projects);
        assert!(world.get::<NegotiationRight>(stalled).is_none());
        assert_eq!(world.resource::<Metrics>().released.at(Place::City), 1.0);
    }

    // Notice 5.3
    #[test]
    fn a_right_that_another_measure_gave_after_the_release_does_not_lapse_here() {
        let mut world = world(Parameters {
            rounds: 1,
            ..Parameters::default()
        });
        let released = project(&mut world, 1, 0);
        world
            .entity_mut(released)
            .insert((held(0, 0), covered(&[0])));
        advance(&mut world, 14);
        run(&mut world, systems::lapse_stalled_rights);
        run(&mut world, systems::reassign_lapsed_projects);
        world.entity_mut(released).insert(held(1, 14));
        advance(&mut world, 20);
        run(&mut world, systems::lapse_stalled_rights);
        run(&mut world, systems::reassign_lapsed_projects);
        assert_eq!(holder(&world, released), Some(1));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.lapsed.at(Place::City), 1.0);
        assert_eq!(metrics.released.at(Place::City), 1.0);
    }

    // Notice 5.3
    #[test]
    fn the_city_certifies_finders_first_come_first_served_as_many_as_it_can() {
        let mut world = world(Parameters {
            certifications_per_week: 2,
            ..Parameters::default()
        });
        let projects: Vec<Entity> = (1..=3).map(|n| project(&mut world, n, 0)).collect();
        for (place, &entity) in (1..).zip(&projects) {
            queue(&mut world, place, entity, Request::Finder(DistrictId(2)));
        }
        run(&mut world, systems::certify);
        let holders: Vec<_> = projects.iter().map(|&p| holder(&world, p)).collect();
        assert_eq!(holders, [Some(2), Some(2), None]);
        run(&mut world, systems::certify);
        assert_eq!(holder(&world, projects[2]), Some(2));
    }

    // Notice 5.4
    #[test]
    fn a_referral_is_credited_when_it_is_certified_and_not_before() {
        let mut world = world(Parameters {
            certifications_per_week: 0,
            ..Parameters::default()
        });
        let misfit = project(&mut world, 1, 0);
        world.entity_mut(misfit).insert(covered(&[0]));
        queue(&mut world, 1, misfit, Request::Referral(DistrictId(0)));
        run(&mut world, systems::certify);
        assert_eq!(
            world.resource::<Metrics>().credit_yi.at(Place::District(0)),
            0.0
        );
        world.resource_mut::<Parameters>().certifications_per_week = 1;
        run(&mut world, systems::certify);
        assert_eq!(
            world.resource::<Metrics>().credit_yi.at(Place::District(0)),
            2.0
        );
        assert!(world.resource::<Conducts>()[DistrictId(0)].finding_reward > 0.0);
        assert!(matches!(holder(&world, misfit), Some(1 | 2)));
    }

    // Notice 5.4
    #[test]
    fn a_second_referral_of_one_project_is_not_credited_unless_every_one_is() {
        use crate::measures::first_negotiation::parameters::Credited;
        for (credited, expected) in [(Credited::First, 0.0), (Credited::Every, 2.0)] {
            let mut world = world(Parameters {
                credited,
                ..Parameters::default()
            });
            let misfit = project(&mut world, 1, 0);
            world.entity_mut(misfit).insert(Covered {
                referrer: Some(DistrictId(0)),
                ..covered(&[0, 1])
            });
            queue(&mut world, 1, misfit, Request::Referral(DistrictId(1)));
            run(&mut world, systems::certify);
            let metrics = world.resource::<Metrics>();
            assert_eq!(metrics.credit_yi.at(Place::District(1)), expected);
        }
    }
}

mod invariants {
    //! What must hold, and what is said where it does not.

    use super::super::components::{CertificationQueue, Queued, Request};
    use super::super::invariants::who_waits_for_certification_is_held_by_nobody;
    use crate::kernel::calendar::Week;
    use crate::kernel::ids::{DistrictId, ProjectId};
    use crate::lifecycle::small_world;
    use crate::world::authority::ReferralTerms;
    use crate::world::project::NegotiationRight;

    #[test]
    fn a_project_in_the_queue_that_a_district_holds_or_that_stands_there_twice_is_told() {
        let mut world = small_world::world();
        let project = small_world::project(&mut world, 1, 0);
        let id = ProjectId::on_tape(1);
        let queued = Queued {
            id,
            project,
            request: Request::Finder(DistrictId(0)),
            since: Week(0),
        };
        world.insert_resource(CertificationQueue([queued].into()));
        world.entity_mut(project).insert(NegotiationRight::Pending);
        let holds = who_waits_for_certification_is_held_by_nobody;
        assert_eq!(holds(&mut world), Ok(()));

        world.entity_mut(project).insert(NegotiationRight::Held {
            by: DistrictId(1),
            since: Week(0),
            leak: 0.0,
            terms: ReferralTerms::default(),
        });
        assert_eq!(holds(&mut world).unwrap_err().project, Some(id));

        world.entity_mut(project).insert(NegotiationRight::Pending);
        world.insert_resource(CertificationQueue([queued, queued].into()));
        let breach = holds(&mut world).unwrap_err();
        assert!(breach.what.contains("twice"), "{}", breach.what);
    }
}
