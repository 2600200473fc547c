//! Each invariant holds in an orderly world and names what is broken in another.

use bevy_ecs::prelude::*;

use super::{districts, land, projects};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::model::{Breach, Invariant};
use crate::kernel::units::Area;
use crate::lifecycle::enterprise::Patience;
use crate::lifecycle::small_world::{self, advance, parcel, project, reach};
use crate::world::district::Conducts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel};
use crate::world::project::{Cause, Docket, Life, NegotiationRight, Stage};

/// Two projects in the pool, the second with land in district A; a rest of it is on offer.
fn orderly() -> (World, [Entity; 2], Entity) {
    let mut world = small_world::world();
    let [waiting, landed] = [1, 2].map(|place| project(&mut world, place, 0));
    let held = parcel(&mut world, 1, 0, 2.0, LandState::Allocated, |parcel| {
        parcel.granted = true;
    });
    parcel(&mut world, 2, 0, 3.0, LandState::Reserve, |_| {});
    let mut bank = world.resource_mut::<LandBank>();
    bank.initial = Area::from_hectares(5.0);
    small_world::land(&mut world, landed, held);
    let id = ProjectId::on_tape(2);
    let mut docket = world.resource_mut::<Docket>();
    docket.waiting.retain(|&(waits, _)| waits != id);
    (world, [waiting, landed], held)
}

/// Fails unless an invariant holds in the orderly world and, once something is broken, says this of
/// this project.
fn breaks(
    holds: Invariant,
    project: Option<u32>,
    what: &str,
    wreck: impl FnOnce(&mut World, [Entity; 2], Entity),
) {
    let (mut world, projects, held) = orderly();
    assert_eq!(holds(&mut world), Ok(()));
    advance(&mut world, 1);
    assert_eq!(holds(&mut world), Ok(()));
    wreck(&mut world, projects, held);
    let Breach {
        project: whose,
        what: told,
    } = holds(&mut world).unwrap_err();
    assert_eq!(whose, project.map(ProjectId::on_tape), "{told}");
    assert!(told.contains(what), "{told}");
}

#[test]
fn land_that_vanishes_is_told() {
    breaks(
        land::is_conserved,
        None,
        "not conserved",
        |world, _, held| {
            world.get_mut::<Parcel>(held).unwrap().area = Area::from_hectares(1.0);
        },
    );
}

#[test]
fn a_parcel_that_two_projects_have_is_told_of_the_second() {
    breaks(
        land::is_given_once,
        Some(1),
        "holds 0 m2",
        |world, [waiting, _], held| {
            small_world::land(world, waiting, held);
            world.get_mut::<Parcel>(held).unwrap().holder = Some(ProjectId::on_tape(2));
        },
    );
}

#[test]
fn a_parcel_that_stands_twice_in_a_site_is_told() {
    breaks(
        land::is_given_once,
        Some(2),
        "was given parcel",
        |world, [_, landed], held| {
            let mut site = world
                .get_mut::<crate::lifecycle::siting::Site>(landed)
                .unwrap();
            site.parcels.push(held);
            site.area += Area::from_hectares(2.0);
        },
    );
}

#[test]
fn land_that_is_on_offer_without_having_been_offered_is_told() {
    breaks(
        land::offers_add_up,
        None,
        "was offered",
        |world, _, held| {
            world.get_mut::<Parcel>(held).unwrap().granted = false;
        },
    );
}

#[test]
fn producing_land_without_a_plant_is_told() {
    breaks(
        land::plants_stand_on_producing_land,
        None,
        "producing land",
        |world, _, _| {
            parcel(world, 3, 0, 1.0, LandState::Producing, |_| {});
        },
    );
}

#[test]
fn a_project_that_waits_and_is_not_on_the_docket_is_told() {
    breaks(
        projects::are_listed_where_they_stand,
        None,
        "1 projects wait for land, 0 are on the docket",
        |world, _, _| world.resource_mut::<Docket>().waiting.clear(),
    );
}

#[test]
fn a_project_on_the_docket_that_has_land_is_told() {
    breaks(
        projects::are_listed_where_they_stand,
        Some(2),
        "does not wait",
        |world, [_, landed], _| {
            let mut docket = world.resource_mut::<Docket>();
            docket.admit(ProjectId::on_tape(2), landed);
        },
    );
}

#[test]
fn a_project_that_is_found_twice_is_told() {
    breaks(
        projects::are_listed_where_they_stand,
        Some(1),
        "found twice",
        |world, [waiting, _], _| {
            let mut docket = world.resource_mut::<Docket>();
            docket.all.push((ProjectId::on_tape(1), waiting));
        },
    );
}

#[test]
fn a_project_that_goes_back_is_told() {
    breaks(
        projects::go_forward,
        Some(2),
        "went back to an earlier stage",
        |world, [_, landed], _| reach(world, landed, Stage::Pooled),
    );
}

#[test]
fn a_project_that_comes_back_is_told() {
    let (mut world, [waiting, _], _) = orderly();
    let now = crate::kernel::calendar::Week(0);
    let mut life = world.get_mut::<Life>(waiting).unwrap();
    life.end(Stage::LostElsewhere, Cause::Waiting, now);
    assert_eq!(projects::go_forward(&mut world), Ok(()));
    let mut life = world.get_mut::<Life>(waiting).unwrap();
    life.end(Stage::Closed, Cause::PlantExit, now);
    let breach = projects::go_forward(&mut world).unwrap_err();
    assert_eq!(breach.project, Some(ProjectId::on_tape(1)));
    assert!(
        breach.what.contains("has gone and moves"),
        "{}",
        breach.what
    );
}

#[test]
fn patience_that_comes_back_is_told() {
    let (mut world, [waiting, _], _) = orderly();
    let mut patience = world.get_mut::<Patience>(waiting).unwrap();
    patience.0.advance(0.01);
    assert_eq!(projects::go_forward(&mut world), Ok(()));
    let fresh = Patience::new(ProjectId::on_tape(1), world.resource());
    world.entity_mut(waiting).insert(fresh);
    let breach = projects::go_forward(&mut world).unwrap_err();
    assert!(breach.what.contains("regained patience"), "{}", breach.what);
}

#[test]
fn a_right_on_a_project_that_has_signed_is_told() {
    breaks(
        projects::bear_a_right_only_while_they_seek_a_place,
        Some(2),
        "bears a right",
        |world, [_, landed], _| {
            world.entity_mut(landed).insert(NegotiationRight::Pending);
        },
    );
}

#[test]
fn a_promise_that_nobody_waits_for_is_told() {
    breaks(
        projects::are_promised_land_that_adds_up,
        None,
        "has promised 20000 m2",
        |world, _, _| {
            let mut bank = world.resource_mut::<LandBank>();
            bank.promise(DistrictId(1), Area::from_hectares(2.0));
        },
    );
}

#[test]
fn teams_beyond_those_there_are_are_told() {
    breaks(
        districts::use_no_more_teams_than_they_have,
        None,
        "C uses 2.5 of 2 teams",
        |world, _, _| world.resource_mut::<Conducts>()[DistrictId(2)].teams_used = 2.5,
    );
}

#[test]
fn discounts_beyond_the_budget_are_told_and_a_budget_that_is_cut_is_no_breach() {
    breaks(
        districts::stay_within_their_budgets,
        None,
        "B has promised discounts of 1.5 yi out of 1 yi",
        |world, _, _| world.resource_mut::<Conducts>()[DistrictId(1)].discounts_yi = 1.5,
    );
    let (mut world, ..) = orderly();
    world.resource_mut::<Conducts>()[DistrictId(1)].discounts_yi = 0.9;
    assert_eq!(districts::stay_within_their_budgets(&mut world), Ok(()));
    let mut p = world.resource_mut::<crate::lifecycle::negotiation::Parameters>();
    p.budget_factor = 0.5;
    assert_eq!(districts::stay_within_their_budgets(&mut world), Ok(()));
}
