//! A project is in one stage at a time, goes forward, and is listed where it stands.

use bevy_ecs::prelude::*;

use crate::kernel::model::Breach;
use crate::kernel::units::Area;
use crate::lifecycle::enterprise::Patience;
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::project::{Docket, Life, NegotiationRight, Project, Stage};

/// Where each project stood a week ago and how near its patience was to its end, in the order in
/// which projects were found. It is there only where invariants are checked.
#[derive(Resource, Debug, Default)]
struct LastWeek(Vec<(Stage, f64)>);

fn waits_for_land(life: &Life) -> bool {
    life.stage() >= Stage::Pooled && life.stage() < Stage::Granted
}

/// Ids are never given twice, and those are on the docket who wait for land.
pub(super) fn are_listed_where_they_stand(world: &mut World) -> Result<(), Breach> {
    let docket = world.resource::<Docket>();
    let unsorted = docket
        .waiting
        .windows(2)
        .find(|pair| pair[0].0 >= pair[1].0);
    if let Some(pair) = unsorted {
        return Err(Breach::of_project(
            pair[1].0,
            "is on the docket out of turn or twice",
        ));
    }
    for &(id, entity) in &docket.waiting {
        if !world.get::<Life>(entity).is_some_and(waits_for_land) {
            return Err(Breach::of_project(
                id,
                "is on the docket and does not wait for land",
            ));
        }
    }
    let mut ids: Vec<_> = docket.all.iter().map(|&(id, _)| id).collect();
    let (waiting, found) = (docket.waiting.len(), ids.len());
    ids.sort(); // which gains by what is in order already
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Breach::of_project(pair[0], "was found twice"));
    }
    let mut lives = world.query::<&Life>();
    let there = lives.iter(world).count();
    let pooled = lives
        .iter(world)
        .filter(|life| waits_for_land(life))
        .count();
    if pooled != waiting {
        return Err(Breach::of_city(format!(
            "{pooled} projects wait for land, {waiting} are on the docket"
        )));
    }
    if there != found {
        return Err(Breach::of_city(format!(
            "{found} projects were found, {there} are there"
        )));
    }
    Ok(())
}

/// Weeks of a life are in order; from week to week a project moves on or stays, an exit is for good and
/// has a cause, and its patience only wears.
pub(super) fn go_forward(world: &mut World) -> Result<(), Breach> {
    let mut last = world.remove_resource::<LastWeek>().unwrap_or_default().0;
    let docket = world.resource::<Docket>();
    for (at, &(id, entity)) in docket.all.iter().enumerate() {
        let Some(life) = world.get::<Life>(entity) else {
            return Err(Breach::of_project(id, "has no stage"));
        };
        let stage = life.stage();
        let wrong = |what| Err(Breach::of_project(id, what));
        // A right can be certified before talks begin or while they are under way.
        let in_turn = Stage::WAY
            .iter()
            .filter(|(stage, _)| *stage != Stage::Certified && *stage != Stage::Negotiating)
            .filter_map(|(stage, _)| life.reached(*stage))
            .is_sorted();
        if !in_turn {
            return wrong("went back in time");
        }
        if stage.is_exit() != life.ended().is_some() || stage.is_exit() != life.cause.is_some() {
            return wrong("has ended without a week and a cause, or has one and has not ended");
        }
        let patience = world.get::<Patience>(entity);
        let nearness = patience.map_or(0.0, |patience| patience.0.nearness());
        if !(0.0..=1.0).contains(&nearness) {
            return wrong("has patience that is no share");
        }
        match last.get_mut(at) {
            None => last.push((stage, nearness)),
            Some((before, nearness_before)) => {
                if stage < *before {
                    return wrong("went back to an earlier stage");
                }
                if before.is_exit() && stage != *before {
                    return wrong("has gone and moves");
                }
                if patience.is_some() && nearness < *nearness_before {
                    return wrong("has regained patience");
                }
                (*before, *nearness_before) = (stage, nearness);
            }
        }
    }
    world.insert_resource(LastWeek(last));
    Ok(())
}

/// A project bears one right at most, and none once it has signed or gone; the right is a district's.
pub(super) fn bear_a_right_only_while_they_seek_a_place(world: &mut World) -> Result<(), Breach> {
    let mut rights = world.query::<(&Project, &Life, &NegotiationRight)>();
    let districts = world.resource::<Districts>();
    for (project, life, right) in rights.iter(world) {
        if life.stage() >= Stage::Agreed {
            return Err(Breach::of_project(
                project.id,
                "has signed and bears a right",
            ));
        }
        if let NegotiationRight::Held { by, .. } = right
            && by.index() >= districts.0.len()
        {
            return Err(Breach::of_project(project.id, "is held by no district"));
        }
    }
    Ok(())
}

/// What a district has promised is what its signed projects wait for.
pub(super) fn are_promised_land_that_adds_up(world: &mut World) -> Result<(), Breach> {
    let mut promised = vec![Area::ZERO; world.resource::<Districts>().0.len()];
    let docket = world.resource::<Docket>();
    for entity in docket.waiting() {
        let (project, life) = (world.get::<Project>(entity), world.get::<Life>(entity));
        if let (Some(project), Some(life)) = (project, life)
            && life.stage() == Stage::Agreed
            && let Some(district) = life.landing_district
        {
            promised[district.index()] += project.land;
        }
    }
    let bank = world.resource::<LandBank>();
    for (district, promised) in world.resource::<Districts>().ids().zip(promised) {
        if bank.promised(district) != promised {
            return Err(Breach::of_city(format!(
                "district {} has promised {} m2 and signed projects wait for {} m2",
                district.0,
                bank.promised(district).square_metres(),
                promised.square_metres(),
            )));
        }
    }
    Ok(())
}
