//! Beijing on the first day is as large as its tables say.

mod support;

use bevy_ecs::prelude::World;
use landfall::kernel::units::Area;
use landfall::simulation::Simulation;
use landfall::world::cluster::Clusters;
use landfall::world::land_bank::LandBank;
use landfall::world::parcel::{LandState, Parcel};
use landfall::world::plant::Plant;

/// Counts the parcels and the plants of a world that has not run yet.
fn counts(world: &World) -> (usize, usize) {
    let (mut parcels, mut plants) = (0, 0);
    for entity in world.iter_entities() {
        parcels += usize::from(entity.contains::<Parcel>());
        plants += usize::from(entity.contains::<Plant>());
    }
    (parcels, plants)
}

#[test]
fn parcels_incumbents_land_and_output_add_up_to_the_tables() {
    let scenario = support::shipped("before_the_notice");
    assert_eq!(scenario.city.districts.len(), 17);
    assert_eq!(scenario.city.sectors.len(), 10);
    for replication in 0..2 {
        let simulation = Simulation::new(&scenario, replication, true);
        let world = simulation.world();
        let bank = world.resource::<LandBank>();
        assert_eq!(bank.total(), Area::from_hectares(29_500.0));

        let (parcels, plants) = counts(world);
        assert!((7_300..=7_500).contains(&parcels), "{parcels} parcels");
        assert!((6_950..=7_050).contains(&plants), "{plants} plants");

        let mut output = vec![0.0; 17];
        world
            .resource::<Clusters>()
            .visit(0.3, |d, _, _, _, yi, _| output[d.index()] += yi);
        for (district, output) in scenario.city.districts.iter().zip(output) {
            if !district.books_headquarters {
                let off = (output / district.output_yi - 1.0).abs();
                assert!(
                    off < 1e-6,
                    "{}: {output} for {}",
                    district.code,
                    district.output_yi
                );
            }
        }
        let vacated: f64 = (0..17)
            .map(|d| {
                let district = landfall::kernel::ids::DistrictId(d);
                bank.area(district, LandState::Vacated).hectares()
            })
            .sum();
        // The share of idle land caps what is vacated (Assumption FOU-3).
        assert!((2_150.0..=2_250.0).contains(&vacated), "{vacated} ha");
    }
}
