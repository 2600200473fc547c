//! Tables of cases for the rules of notification-commitment approval.

use super::parameters::{Parameters, PilotAreas};
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::lifecycle::small_world;
use crate::world::enterprise::Ownership;
use crate::world::parcel::Readiness;

/// A private factory on granted land in a pilot area.
const QUALIFIED: Standing = Standing {
    ownership: Ownership::Private,
    is_factory: true,
    leases: false,
    in_pilot_area: true,
};

// Notice 6.2
#[test]
fn only_private_factories_on_granted_land_in_a_pilot_area_qualify() {
    let p = Parameters::default();
    let cases = [
        (QUALIFIED, true),
        (
            Standing {
                ownership: Ownership::State, // 社会投资类
                ..QUALIFIED
            },
            false,
        ),
        (
            Standing {
                is_factory: false, // 仓库和厂房项目
                ..QUALIFIED
            },
            false,
        ),
        (
            Standing {
                leases: true, // 以出让方式供地
                ..QUALIFIED
            },
            false,
        ),
        (
            Standing {
                in_pilot_area: false,
                ..QUALIFIED
            },
            false,
        ),
    ];
    for (project, qualifies) in cases {
        assert_eq!(is_eligible(project, &p), qualifies, "{project:?}");
    }
}

// Notice 6.2
#[test]
fn whether_foreign_investment_counts_is_a_reading() {
    let foreign = Standing {
        ownership: Ownership::Foreign,
        ..QUALIFIED
    };
    for foreign_counts in [true, false] {
        let p = Parameters {
            foreign_counts,
            ..Parameters::default()
        };
        assert_eq!(is_eligible(foreign, &p), foreign_counts);
    }
}

// Notice 6.2
#[test]
fn the_list_of_areas_is_open_as_far_as_it_is_read() {
    let mut with_area = small_world::district("A");
    with_area.pilot_share = 0.3;
    let mut without = small_world::district("B");
    without.pilot_share = 0.0;
    let cases = [
        (PilotAreas::Named, [true, false, false]),
        (PilotAreas::WholeDistricts, [true, true, false]),
        (PilotAreas::WholeCity, [true, true, true]),
    ];
    for (pilot_areas, expected) in cases {
        let p = Parameters {
            pilot_areas,
            ..Parameters::default()
        };
        let found = [
            is_pilot_land(true, &with_area, &p),
            is_pilot_land(false, &with_area, &p),
            is_pilot_land(false, &without, &p),
        ];
        assert_eq!(found, expected, "{pilot_areas:?}");
    }
}

// Notice 6.2
#[test]
fn standard_land_has_the_shortest_route() {
    let p = Parameters::default();
    assert_eq!(route(Readiness::Standard, &p).median_days, 10.0);
    assert_eq!(route(Readiness::Serviced, &p).median_days, 35.0);
    assert_eq!(route(Readiness::Raw, &p).median_days, 35.0);
}

// Notice 6.1
#[test]
fn the_less_credible_an_enterprise_the_likelier_a_breach() {
    let p = Parameters::default();
    let usual = chance_of_breach(p.usual_credibility, &p);
    assert!((usual - p.breach_chance).abs() < 1e-12);
    let mut last = 0.0;
    for tenths in (0..=10).rev() {
        let chance = chance_of_breach(f64::from(tenths) / 10.0, &p);
        assert!(chance > last && chance <= 1.0, "{tenths}: {chance}");
        last = chance;
    }
    let steep = Parameters {
        breach_steepness: 50.0,
        ..p
    };
    assert_eq!(chance_of_breach(0.0, &steep), 1.0);
}

// Notice 6.1
#[test]
fn a_breach_comes_after_approval_and_within_its_weeks() {
    let p = Parameters::default();
    assert_eq!(week_of_breach(Week(100), 1e-9, &p), Week(101));
    let last = week_of_breach(Week(100), 1.0 - 1e-9, &p);
    assert_eq!(last, Week(100 + p.breach_weeks));
}

// Notice 6.1
#[test]
fn the_record_bars_for_its_years_and_no_longer() {
    let p = Parameters::default();
    assert!(is_barred(Week(10), Week(10), &p));
    assert!(is_barred(Week(10), Week(10 + 5 * 52 - 1), &p));
    assert!(!is_barred(Week(10), Week(10 + 5 * 52), &p));
    let lenient = Parameters {
        record_years: 0,
        ..p
    };
    assert!(!is_barred(Week(10), Week(10), &lenient));
}

mod systems {
    //! The systems on a world of three districts and as many projects as a test needs.

    use bevy_ecs::prelude::*;

    use crate::kernel::calendar::Week;
    use crate::kernel::chance::Dice;
    use crate::kernel::ids::{DistrictId, EnterpriseId, PlantId, ProjectId, SectorId};
    use crate::kernel::model::Model;
    use crate::kernel::record::{Layout, Place};
    use crate::lifecycle::construction::{self, Construction};
    use crate::lifecycle::incumbent::Closures;
    use crate::lifecycle::operation;
    use crate::lifecycle::siting::Site;
    use crate::lifecycle::small_world::{self, advance, land, parcel, project, reach, run};
    use crate::measures::notification_commitment::components::{
        Commitment, Conduct, CreditRecord, Entry, Supervised,
    };
    use crate::measures::notification_commitment::metrics::Metrics;
    use crate::measures::notification_commitment::parameters::Parameters;
    use crate::measures::notification_commitment::systems;
    use crate::world::cluster::Clusters;
    use crate::world::enterprise::{Enterprise, Ownership};
    use crate::world::parcel::{LandState, Parcel, Readiness};
    use crate::world::plant::{Plant, RampUp};
    use crate::world::project::{ApprovalRoute, Cause, Life, Project, Stage};

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(p);
        world.init_resource::<CreditRecord>();
        world
    }

    /// A project with a site of two parcels in district A.
    fn sited(world: &mut World, place: u32, in_pilot: [bool; 2], ready: [Readiness; 2]) -> Entity {
        let entity = project(world, place, 0);
        let id = ProjectId::on_tape(place);
        let parcels: Vec<Entity> = (0..2)
            .map(|n| {
                let number = 2 * place + n;
                parcel(world, number, 0, 1.0, LandState::Allocated, |parcel| {
                    parcel.in_pilot = in_pilot[n as usize];
                    parcel.readiness = ready[n as usize];
                    parcel.holder = Some(id);
                })
            })
            .collect();
        let area = world.get::<Project>(entity).unwrap().land;
        world.entity_mut(entity).insert(Site { parcels, area });
        reach(world, entity, Stage::Sited);
        entity
    }

    fn days(world: &World, project: Entity) -> Option<f64> {
        let route = world.get::<ApprovalRoute>(project)?;
        Some(route.median_days)
    }

    // Notice 6.2
    #[test]
    fn every_parcel_of_a_site_must_be_pilot_land_and_the_least_ready_decides() {
        use Readiness::{Serviced, Standard};
        let mut world = world(Parameters::default());
        let standard = sited(&mut world, 1, [true, true], [Standard, Standard]);
        let mixed = sited(&mut world, 2, [true, true], [Standard, Serviced]);
        let outside = sited(&mut world, 3, [true, false], [Standard, Standard]);
        run(&mut world, systems::open_the_route);
        assert_eq!(days(&world, standard), Some(10.0));
        assert_eq!(days(&world, mixed), Some(35.0));
        assert_eq!(days(&world, outside), None);
    }

    // Notice 6.1
    #[test]
    fn the_record_of_an_enterprise_closes_the_route_even_after_siting() {
        let ready = [Readiness::Serviced; 2];
        let mut world = world(Parameters::default());
        let later = sited(&mut world, 1, [true, true], ready);
        run(&mut world, systems::open_the_route);
        assert!(world.get::<Commitment>(later).is_some());
        let entry = Entry {
            found: Week(0),
            credibility: 0.4,
        };
        let record = &mut world.resource_mut::<CreditRecord>().0;
        record.insert(EnterpriseId(1), entry);
        run(&mut world, systems::open_the_route);
        assert!(world.get::<Commitment>(later).is_none());
        assert_eq!(days(&world, later), None);
        reach(&mut world, later, Stage::Granted);
        run(&mut world, systems::take_note_of_routes);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.kept_off.at(Place::City), 1.0);
        assert_eq!(metrics.committed.at(Place::City), 0.0);
    }

    /// A supervised project under construction on two hectares of district A.
    fn building(world: &mut World, conduct: Conduct) -> (Entity, Entity) {
        let entity = project(world, 1, 0);
        let site = parcel(world, 1, 0, 2.0, LandState::UnderConstruction, |_| {});
        land(world, entity, site);
        reach(world, entity, Stage::Building);
        let id = ProjectId::on_tape(1);
        let dice = *world.resource::<Dice>();
        let supervised = Supervised::new(id, Week(1_000), conduct, &dice);
        world.entity_mut(entity).insert(supervised);
        (entity, site)
    }

    /// A supervised project that produces, with its plant.
    fn operating(world: &mut World, conduct: Conduct) -> (Entity, Entity) {
        let (entity, site) = building(world, conduct);
        reach(world, entity, Stage::Operating);
        let id = PlantId::OfProject(ProjectId::on_tape(1));
        let (exit, expansion) = operation::clocks(id, world.resource::<Dice>());
        let area = world.get::<Site>(entity).unwrap().area;
        let plant = Plant {
            id,
            district: DistrictId(0),
            sector: SectorId(0),
            ownership: Ownership::Private,
            area,
            parcels: vec![site],
            capacity_yuan: 100_000_000,
            energy_factor: 1.0,
            exit,
            expansion,
            expansions: 0,
            project: Some(entity),
        };
        world.resource_mut::<Clusters>().add_capacity(
            plant.district,
            plant.sector,
            plant.ownership,
            plant.capacity_yuan,
            plant.capacity_yuan,
        );
        let area = plant.area;
        world.resource_mut::<Clusters>().add_land(
            DistrictId(0),
            SectorId(0),
            Ownership::Private,
            area,
        );
        (entity, world.spawn(plant).id())
    }

    /// Output and energy-weighted output of the city, in yi a year.
    fn sums(world: &World) -> (f64, f64) {
        let mut sums = (0.0, 0.0);
        world
            .resource::<Clusters>()
            .visit(0.0, |_, _, _, _, output, energy| {
                sums = (sums.0 + output, sums.1 + energy);
            });
        sums
    }

    /// Somebody looks every week.
    fn watched(rectified_share: f64) -> Parameters {
        Parameters {
            inspections_per_year: 52.0,
            rectified_share,
            ..Parameters::default()
        }
    }

    fn supervise(world: &mut World, weeks: u32) {
        for _ in 0..weeks {
            run(world, systems::supervise);
            advance(world, 1);
        }
    }

    // Notice 6.1
    #[test]
    fn a_breach_that_is_not_put_right_costs_a_site_its_land() {
        let mut world = world(watched(0.0));
        let (entity, site) = building(&mut world, Conduct::WillBreak(Week(3)));
        supervise(&mut world, 3);
        assert_eq!(world.get::<Life>(entity).unwrap().stage(), Stage::Building);
        supervise(&mut world, 60);
        let life = world.get::<Life>(entity).unwrap();
        assert_eq!(life.stage(), Stage::Breached);
        assert_eq!(life.cause, Some(Cause::BrokenCommitment));
        assert!(world.get::<Site>(entity).is_none());
        let parcel = world.get::<Parcel>(site).unwrap();
        assert_eq!((parcel.state, parcel.holder), (LandState::Idle, None));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.taken_back_ha.at(Place::District(0)), 2.0);
        assert_eq!(metrics.standing.at(Place::City), 0.0);
    }

    // Notice 6.1
    #[test]
    fn a_found_breach_is_recorded_and_halves_the_credibility_of_the_enterprise() {
        let mut world = world(watched(1.0));
        let (entity, _) = building(&mut world, Conduct::Broken);
        supervise(&mut world, 60);
        let enterprise = world.get::<Project>(entity).unwrap().enterprise;
        assert_eq!(
            world.get::<Enterprise>(enterprise).unwrap().credibility,
            0.4
        );
        assert!(
            world
                .resource::<CreditRecord>()
                .0
                .contains_key(&EnterpriseId(1))
        );
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.found.at(Place::City), 1.0);
        assert_eq!(metrics.put_right.at(Place::City), 1.0);
        assert!(metrics.inspections.at(Place::City) > 1.0);
    }

    // Notice 6.1
    #[test]
    fn a_breach_put_right_while_building_delays_construction() {
        let mut model = Model::default();
        model.world = world(watched(1.0));
        model.world.init_resource::<operation::Openings>();
        construction::plugin(&mut model);
        let world = &mut model.world;
        let (entity, _) = building(world, Conduct::Broken);
        reach(world, entity, Stage::Approved);
        model.tick.run(&mut model.world);
        let world = &mut model.world;
        let mut expected = world.get::<Construction>(entity).unwrap().clone();
        expected.delay(13);
        supervise(world, 12);
        assert!(world.resource::<Metrics>().found.at(Place::City) > 0.0);
        assert_eq!(world.get::<Construction>(entity), Some(&expected));
    }

    // Notice 6.1
    #[test]
    fn nobody_looks_after_supervision_and_the_plant_burns_on() {
        let p = Parameters {
            inspections_per_year: 0.0,
            ..Parameters::default()
        };
        let mut world = world(p);
        let (_, plant) = operating(&mut world, Conduct::Broken);
        supervise(&mut world, 52);
        assert_eq!(world.get::<Plant>(plant).unwrap().energy_factor, 1.3);
        let (output, energy) = sums(&world);
        assert!((output - 1.0).abs() < 1e-9 && (energy - 1.3).abs() < 1e-9);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.standing.at(Place::City), 1.0);
        // 10,000 wan of output, 0.02 tce each, 30 % of it in a year.
        assert!((metrics.excess_tce.at(Place::City) - 60.0).abs() < 1e-6);
    }

    // Notice 6.1
    #[test]
    fn a_plant_that_puts_a_breach_right_stops_in_part_and_then_runs_as_committed() {
        let mut world = world(Parameters {
            rectification_weeks: 4,
            ..watched(1.0)
        });
        let (entity, plant) = operating(&mut world, Conduct::Broken);
        let mut stopped = false;
        for _ in 0..60 {
            supervise(&mut world, 1);
            let supervised = world.get::<Supervised>(entity).unwrap();
            if matches!(supervised.conduct, Conduct::PutsRight { .. }) {
                stopped = true;
                let (output, energy) = sums(&world);
                assert!((output - 0.7).abs() < 1e-9 && (energy - 0.91).abs() < 1e-9);
            }
        }
        assert!(stopped);
        let plant = world.get::<Plant>(plant).unwrap();
        assert_eq!(
            (plant.energy_factor, plant.capacity_yuan),
            (1.0, 100_000_000)
        );
        let (output, energy) = sums(&world);
        assert!((output - 1.0).abs() < 1e-9 && (energy - 1.0).abs() < 1e-9);
    }

    // Notice 6.1
    #[test]
    fn the_sums_over_plants_hold_while_one_runs_up() {
        let p = Parameters {
            inspections_per_year: 0.0,
            ..Parameters::default()
        };
        let mut world = world(p);
        let (_, plant) = operating(&mut world, Conduct::Broken);
        world.resource_mut::<Clusters>().add_capacity(
            DistrictId(0),
            SectorId(0),
            Ownership::Private,
            -60_000_000,
            -60_000_000,
        );
        world.entity_mut(plant).insert(RampUp {
            since: Week(0),
            weeks: 52,
            counted_yuan: 40_000_000,
        });
        supervise(&mut world, 1);
        let (output, energy) = sums(&world);
        assert!((output - 0.4).abs() < 1e-9 && (energy - 0.52).abs() < 1e-9);
    }

    // Notice 6.1
    #[test]
    fn a_plant_that_loses_its_land_closes_and_its_project_stays_breached() {
        let mut world = world(watched(0.0));
        let (entity, plant) = operating(&mut world, Conduct::Broken);
        supervise(&mut world, 60);
        let life = world.get::<Life>(entity).unwrap();
        assert_eq!(life.stage(), Stage::Breached);
        let week = life.ended().unwrap().after(1);
        let due = world.resource_mut::<Closures>().due(week);
        let id = PlantId::OfProject(ProjectId::on_tape(1));
        assert_eq!(due, [(id, plant)]);
    }
}
