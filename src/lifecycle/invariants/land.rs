//! Land is conserved, accounted for, and given to one project at a time.

use bevy_ecs::prelude::*;

use crate::kernel::ids::{ParcelId, ProjectId};
use crate::kernel::model::Breach;
use crate::kernel::units::Area;
use crate::lifecycle::siting::Site;
use crate::world::cluster::Clusters;
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel};
use crate::world::plant::Plant;
use crate::world::project::Project;
use crate::world::sector::Sectors;

/// The hectares of all parcels, lost ones too, are those of the first day and what was released since.
pub(super) fn is_conserved(world: &mut World) -> Result<(), Breach> {
    let mut parcels = world.query::<&Parcel>();
    let land: Area = parcels.iter(world).map(|parcel| parcel.area).sum();
    let bank = world.resource::<LandBank>();
    let expected = bank.initial + bank.released;
    if land == expected && bank.total() == expected {
        return Ok(());
    }
    Err(Breach::of_city(format!(
        "land is not conserved: {} m2 in parcels, {} m2 in the account, {} m2 expected",
        land.square_metres(),
        bank.total().square_metres(),
        expected.square_metres(),
    )))
}

/// A parcel belongs to one site, a site to the project that holds its parcels, and it is large enough.
pub(super) fn is_given_once(world: &mut World) -> Result<(), Breach> {
    let mut given: Vec<(ParcelId, ProjectId)> = Vec::new();
    let mut sited = world.query::<(&Project, &Site)>();
    for (project, site) in sited.iter(world) {
        let parcels = site.parcels.iter();
        let held = parcels.filter_map(|&parcel| world.get::<Parcel>(parcel));
        let mut area = Area::ZERO;
        for parcel in held.filter(|parcel| parcel.holder == Some(project.id)) {
            area += parcel.area;
            given.push((parcel.id, project.id));
        }
        if area != site.area || site.area < project.land {
            let what = format!(
                "holds {} m2 of its site of {} m2 and needs {} m2",
                area.square_metres(),
                site.area.square_metres(),
                project.land.square_metres(),
            );
            return Err(Breach::of_project(project.id, &what));
        }
    }
    given.sort_unstable();
    let twice = given.windows(2).find(|pair| pair[0].0 == pair[1].0);
    match twice {
        Some(&[(parcel, first), (_, second)]) => {
            let what = format!("was given parcel {parcel}, which {first} has");
            Err(Breach::of_project(second, &what))
        }
        _ => Ok(()),
    }
}

/// What is open to projects and what was granted is what was offered.
pub(super) fn offers_add_up(world: &mut World) -> Result<(), Breach> {
    let mut parcels = world.query::<&Parcel>();
    let mut open = vec![Area::ZERO; world.resource::<Districts>().0.len()];
    for parcel in parcels.iter(world).filter(|parcel| parcel.is_open()) {
        open[parcel.district.index()] += parcel.area;
    }
    let bank = world.resource::<LandBank>();
    for (district, open) in world.resource::<Districts>().ids().zip(open) {
        let (offered, granted) = (bank.offered(district), bank.granted(district));
        if open != bank.open(district) || open + granted > offered {
            return Err(Breach::of_city(format!(
                "district {} was offered {} m2, of which {} m2 are open and {} m2 were granted",
                district.0,
                offered.square_metres(),
                open.square_metres(),
                granted.square_metres(),
            )));
        }
    }
    Ok(())
}

/// Producing land is that of plants, district by district, and a parcel has as many plants as it
/// says.
pub(super) fn plants_stand_on_producing_land(world: &mut World) -> Result<(), Breach> {
    let (bank, clusters) = (world.resource::<LandBank>(), world.resource::<Clusters>());
    let sectors = world.resource::<Sectors>();
    for district in world.resource::<Districts>().ids() {
        let producing = bank.area(district, LandState::Producing);
        let used: Area = sectors.ids().map(|s| clusters.land(district, s)).sum();
        if used != producing {
            return Err(Breach::of_city(format!(
                "plants of district {} use {} m2 of {} m2 of producing land",
                district.0,
                used.square_metres(),
                producing.square_metres(),
            )));
        }
    }
    let mut on_each: Vec<u32> = Vec::new();
    let mut stands = 0;
    let mut plants = world.query::<&Plant>();
    for &parcel in plants.iter(world).flat_map(|plant| &plant.parcels) {
        let at = parcel.index_u32() as usize;
        on_each.resize(on_each.len().max(at + 1), 0);
        on_each[at] += 1;
        stands += 1;
    }
    let mut parcels = world.query::<(Entity, &Parcel)>();
    for (entity, parcel) in parcels.iter(world) {
        let at = entity.index_u32() as usize;
        let plants = on_each.get(at).copied().unwrap_or(0);
        let is_producing = parcel.state == LandState::Producing;
        if parcel.tenants != plants || (plants > 0 && !is_producing) {
            return Err(Breach::of_city(format!(
                "{plants} plants stand on parcel {}, which counts {} and is {:?}",
                parcel.id, parcel.tenants, parcel.state
            )));
        }
        stands -= plants;
    }
    if stands > 0 {
        return Err(Breach::of_city(format!(
            "{stands} plants stand on no parcel"
        )));
    }
    Ok(())
}
