//! Tables of cases for the rules of the first-negotiation system.

use super::parameters::{Parameters, StrategicReading};
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;

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

mod systems {
    //! The systems on a world of three districts and as many projects as a test needs.

    use bevy_ecs::prelude::*;
    use bevy_ecs::system::{IntoSystem, RunSystemOnce};

    use crate::kernel::calendar::{Calendar, Week};
    use crate::kernel::chance::Dice;
    use crate::kernel::ids::{DistrictId, ProjectId, SectorId};
    use crate::kernel::record::{Layout, Place};
    use crate::kernel::units::Area;
    use crate::lifecycle::negotiation::{self, FIRST_BELIEFS, Negotiations};
    use crate::lifecycle::{land_supply, siting, suitability};
    use crate::measures::first_negotiation::components::{
        CertificationQueue, Covered, Lapsed, Queued, Request,
    };
    use crate::measures::first_negotiation::metrics::Metrics;
    use crate::measures::first_negotiation::parameters::Parameters;
    use crate::measures::first_negotiation::systems;
    use crate::world::authority::ReferralTerms;
    use crate::world::cluster::Clusters;
    use crate::world::district::{Conduct, Conducts, District, DistrictKind, Districts, Zone};
    use crate::world::enterprise::Ownership;
    use crate::world::land_bank::LandBank;
    use crate::world::project::{FoundBy, Life, NegotiationRight, Project, Stage};
    use crate::world::sector::{Sector, Sectors, Tier};

    fn district(code: &str) -> District {
        District {
            code: code.to_owned(),
            name: code.to_owned(),
            name_zh: code.to_owned(),
            kind: DistrictKind::Administrative,
            zone: Zone::PlainNewTown,
            industrial_land: Area::from_hectares(100.0),
            idle_share: 0.2,
            vacated: Area::ZERO,
            output_yi: 100.0,
            books_headquarters: false,
            land_price_yuan: 1000.0,
            annual_plan: Area::from_hectares(10.0),
            research_share_pct: 5.0,
            promoters: 1.0,
            teams: 2.0,
            discount_budget_yi: 1.0,
            output_weight: 0.02,
            tax_weight: 1.0,
            credit_weight: 0.05,
            land_weight: 0.1,
            leading_sectors: vec![SectorId(0)],
        }
    }

    fn sector() -> Sector {
        Sector {
            code: "S".to_owned(),
            name: "S".to_owned(),
            name_zh: "S".to_owned(),
            tier: Tier::Pillar,
            project_share: 1.0,
            land_ha_per_yi: 1.0,
            output_yi_per_ha: 1.0,
            value_added_rate: 0.3,
            tax_rate: 0.06,
            jobs_per_ha: 50.0,
            energy_tce_per_wan: 0.02,
            emission_t_per_tce: 2.5,
            research_intensity_pct: 2.0,
            construction_months: 12.0,
            ramp_up_months: 12.0,
            smallest_lot_ha: 0.5,
            related: Vec::new(),
        }
    }

    fn world(p: Parameters) -> World {
        let mut world = World::new();
        let layout = Layout {
            zone_of: vec![2; 3],
            zones: 5,
            sectors: 1,
            ownerships: 3,
        };
        let (chances, firmness, elsewhere) = FIRST_BELIEFS;
        let conduct = Conduct::new(chances, elsewhere, firmness);
        world.insert_resource(Calendar::new(jiff::civil::date(2021, 9, 6), 0, 520));
        world.insert_resource(Dice::new(1, 0));
        world.insert_resource(Districts(["A", "B", "C"].map(district).to_vec()));
        world.insert_resource(Sectors(vec![sector()]));
        world.insert_resource(Clusters::new(&layout));
        world.insert_resource(LandBank::new(&layout));
        world.insert_resource(Conducts(vec![conduct; 3]));
        world.insert_resource(suitability::Parameters::default());
        world.insert_resource(siting::Parameters::default());
        world.insert_resource(land_supply::Parameters::default());
        world.insert_resource(negotiation::Parameters::default());
        world.insert_resource(Metrics::new(&layout));
        world.insert_resource(p);
        world.init_resource::<CertificationQueue>();
        world.init_resource::<Lapsed>();
        world
    }

    fn advance(world: &mut World, weeks: u32) {
        for _ in 0..weeks {
            world.resource_mut::<Calendar>().advance();
        }
    }

    fn run<M>(world: &mut World, system: impl IntoSystem<(), (), M> + 'static) {
        world.run_system_once(system).unwrap();
    }

    fn project(world: &mut World, place: u32, finder: u16) -> Entity {
        let enterprise = world.spawn_empty().id();
        let project = Project {
            id: ProjectId::on_tape(place),
            enterprise,
            sector: SectorId(0),
            ownership: Ownership::Private,
            investment_yi: 2.0,
            land: Area::from_hectares(2.0),
            productivity: 1.0,
            energy_factor: 1.0,
            is_citywide: false,
            is_strategic: false,
            found_by: FoundBy::District(DistrictId(finder)),
            work: 4.0,
            outside: 0.0,
            impatience: 0.0,
        };
        let mut life = Life::new(Week(0));
        life.reach(Stage::Pooled, Week(0));
        let bundle = (project, life, Negotiations::default(), Covered::default());
        world.spawn((bundle, NegotiationRight::Pending)).id()
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
            referrer: None,
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
