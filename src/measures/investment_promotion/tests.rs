//! Tables of cases for the rules of investment promotion, and its systems on a small world.

use super::parameters::Parameters;
use super::rules::*;
use crate::world::enterprise::Ownership;
use crate::world::sector::Tier;

/// Six factors of which every product is different.
fn distinct() -> Parameters {
    Parameters {
        pillar_factor: 1.1,
        specialty_factor: 1.2,
        future_factor: 1.3,
        private_factor: 1.01,
        foreign_factor: 1.03,
        state_factor: 1.07,
        ..Parameters::default()
    }
}

// Notice 1.1
#[test]
fn each_of_the_three_ownerships_has_its_own_effect() {
    let p = distinct();
    let cases = [
        (Ownership::Private, 1.1 * 1.01),
        (Ownership::Foreign, 1.1 * 1.03),
        (Ownership::State, 1.1 * 1.07),
    ];
    for (ownership, expected) in cases {
        assert_eq!(factor(Tier::Pillar, ownership, &p), expected);
    }
}

// Notice 1.2
#[test]
fn each_of_the_three_tiers_has_its_own_effect() {
    let p = distinct();
    let cases = [
        (Tier::Pillar, 1.1 * 1.03),
        (Tier::Specialty, 1.2 * 1.03),
        (Tier::Future, 1.3 * 1.03),
    ];
    for (tier, expected) in cases {
        assert_eq!(factor(tier, Ownership::Foreign, &p), expected);
    }
}

// Notice 1.1, 1.2
#[test]
fn nobody_is_encouraged_to_invest_in_general_manufacturing() {
    for (ownership, ..) in Ownership::ALL {
        assert_eq!(factor(Tier::General, ownership, &distinct()), 1.0);
    }
}

// Notice 1.2
#[test]
fn only_general_manufacturing_is_kept_out() {
    let p = Parameters {
        general_admitted: 0.2,
        ..Parameters::default()
    };
    for (tier, _) in Tier::ALL {
        let expected = if tier == Tier::General { 0.2 } else { 1.0 };
        assert_eq!(admitted_share(tier, &p), expected, "{tier:?}");
    }
}

#[test]
fn a_lead_counts_as_gained_with_the_chance_that_it_would_not_have_been_found() {
    for (factor, expected) in [(2.0, 0.5), (1.0, 0.0), (0.5, -1.0), (0.0, 0.0)] {
        assert_eq!(gained(factor), expected, "{factor}");
    }
}

#[test]
fn no_pressure_presses_nobody_out_and_more_presses_more() {
    assert_eq!(pressed_out(0.0), 0.0);
    assert!(pressed_out(0.02) > pressed_out(0.01) && pressed_out(10.0) < 1.0);
}

mod systems {
    //! The systems on a world of three districts, a pillar sector and general manufacturing.

    use bevy_ecs::prelude::*;

    use crate::kernel::calendar::Week;
    use crate::kernel::chance::Clock;
    use crate::kernel::ids::{DistrictId, PlantId, SectorId};
    use crate::kernel::record::{Layout, Place};
    use crate::kernel::units::Area;
    use crate::lifecycle::small_world::{self, advance, reach, run};
    use crate::measures::investment_promotion::metrics::Metrics;
    use crate::measures::investment_promotion::parameters::Parameters;
    use crate::measures::investment_promotion::systems;
    use crate::world::authority::{Attraction, PhaseOut};
    use crate::world::enterprise::Ownership;
    use crate::world::plant::Plant;
    use crate::world::project::{Cause, Life, Project, Stage};
    use crate::world::sector::Tier;
    use crate::world::standard::Standards;

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(p);
        world
    }

    fn plant(world: &mut World, number: u32, sector: u16) {
        let clock = Clock::new(1.0);
        world.spawn(Plant {
            id: PlantId::Incumbent(number),
            district: DistrictId(1),
            sector: SectorId(sector),
            ownership: Ownership::Private,
            area: Area::from_hectares(1.0),
            parcels: Vec::new(),
            capacity_yuan: 1,
            energy_factor: 1.0,
            exit: clock,
            expansion: clock,
            expansions: 0,
            project: None,
        });
    }

    // Notice 1.1, 1.2
    #[test]
    fn what_the_city_promotes_follows_the_parameters_of_the_week() {
        let mut world = world(Parameters::default());
        run(&mut world, systems::promote);
        let p = Parameters::default();
        let of = |world: &World, ownership| {
            let attraction = world.resource::<Attraction>();
            attraction.of(Tier::Pillar, ownership)
        };
        let state = p.pillar_factor * p.state_factor;
        assert_eq!(of(&world, Ownership::State), state);
        let standards = world.resource::<Standards>();
        assert_eq!(standards.admitted_share(SectorId(0)), 1.0);
        assert_eq!(standards.admitted_share(SectorId(1)), p.general_admitted);
        let pressure = world.resource::<PhaseOut>().general_exit_per_year;
        assert_eq!(pressure, p.general_exit_per_year);

        // A dated value replaces the parameters in the middle of the run.
        world.insert_resource(Parameters {
            pillar_factor: 2.0,
            state_factor: 1.5,
            general_admitted: 0.0,
            general_exit_per_year: 0.5,
            ..Parameters::default()
        });
        run(&mut world, systems::promote);
        assert_eq!(of(&world, Ownership::State), 3.0);
        let standards = world.resource::<Standards>();
        assert_eq!(standards.admitted_share(SectorId(1)), 0.0);
        assert_eq!(world.resource::<PhaseOut>().general_exit_per_year, 0.5);
    }

    // Notice 1.2
    #[test]
    fn a_project_that_is_turned_away_for_its_sector_is_counted_once_where_it_was_found() {
        let mut world = world(Parameters::default());
        let barred = small_world::project(&mut world, 1, 2);
        let weak = small_world::project(&mut world, 2, 2);
        advance(&mut world, 3);
        for (project, cause) in [(barred, Cause::SectorBarred), (weak, Cause::BelowStandard)] {
            world.get_mut::<Project>(project).unwrap().sector = SectorId(1);
            let mut life = world.get_mut::<Life>(project).unwrap();
            life.end(Stage::Rejected, cause, Week(3));
            reach(&mut world, project, Stage::Rejected);
        }
        run(&mut world, systems::count_leads);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.barred.at(Place::District(2)), 1.0);
        assert_eq!(metrics.barred.at(Place::City), 1.0);
        assert_eq!(metrics.barred_land_ha.at(Place::City), 2.0);
        assert_eq!(metrics.barred_investment_yi.at(Place::City), 2.0);
    }

    // Notice 1.2
    #[test]
    fn leads_of_target_sectors_count_as_gained_and_those_of_general_manufacturing_do_not() {
        let mut world = world(Parameters {
            pillar_factor: 2.0,
            private_factor: 1.0,
            ..Parameters::default()
        });
        run(&mut world, systems::promote);
        let target = small_world::project(&mut world, 1, 0);
        let general = small_world::project(&mut world, 2, 0);
        world.get_mut::<Project>(general).unwrap().sector = SectorId(1);
        for project in [target, general] {
            reach(&mut world, project, Stage::Lead);
        }
        run(&mut world, systems::count_leads);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.leads_gained.at(Place::City), 0.5);
        assert_eq!(metrics.leads_gained.at(Place::Sector(1)), 0.0);
        assert_eq!(metrics.investment_gained_yi.at(Place::City), 1.0);
    }

    // Notice 1.2
    #[test]
    fn only_general_manufacturers_are_pressed_and_only_when_the_year_begins() {
        let mut world = world(Parameters {
            general_exit_per_year: 10.0,
            ..Parameters::default()
        });
        for (number, sector) in [(0, 0), (1, 1), (2, 1)] {
            plant(&mut world, number, sector);
        }
        run(&mut world, systems::count_exits_pressed);
        let pressed = world.resource::<Metrics>().exits_pressed.clone();
        assert!((pressed.at(Place::District(1)) - 2.0).abs() < 1e-3);
        assert_eq!(pressed.at(Place::Sector(0)), 0.0);
        advance(&mut world, 1);
        run(&mut world, systems::count_exits_pressed);
        let later = &world.resource::<Metrics>().exits_pressed;
        assert_eq!(later.at(Place::City), pressed.at(Place::City));
    }
}
