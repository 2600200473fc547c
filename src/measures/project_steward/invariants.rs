//! What must hold of stewards' cases after every week.

use bevy_ecs::prelude::*;

use super::components::{Case, Caseload, Level, Roll};
use super::parameters::Parameters;
use super::rules;
use crate::kernel::model::Breach;
use crate::world::district::Districts;
use crate::world::project::Project;

/// Cases open at each level a week ago; where invariants are checked only.
#[derive(Resource, Debug, Default)]
struct LastCases(Vec<u32>);

/// Every case is counted once, and no level takes up more than its stewards can serve. Stewards who
/// leave in mid-case take nothing back.
pub(super) fn caseloads_are_never_exceeded(world: &mut World) -> Result<(), Breach> {
    let last = world.remove_resource::<LastCases>().unwrap_or_default().0;
    let mut cases = world.query::<&Case>();
    let mut counted = vec![0; world.resource::<Districts>().0.len() + 1];
    for Case(level) in cases.iter(world) {
        match level {
            Level::City => counted[0] += 1,
            Level::District(district) => counted[district.index() + 1] += 1,
        }
    }
    let (caseload, p) = (world.resource::<Caseload>(), world.resource::<Parameters>());
    let districts = world.resource::<Districts>();
    let levels = districts.ids().map(Level::District);
    for (at, level) in std::iter::once(Level::City).chain(levels).enumerate() {
        let open = caseload.open(level);
        let capacity = match level {
            Level::City => rules::city_capacity(p),
            Level::District(district) => rules::district_capacity(&districts[district], p),
        };
        let before = last.get(at).copied().unwrap_or(0);
        if open != counted[at] || open > capacity.max(before) {
            return Err(Breach::of_city(format!(
                "stewards of {level:?} have {open} cases on their books, {} open and room for {capacity}",
                counted[at]
            )));
        }
    }
    world.insert_resource(LastCases(counted));
    Ok(())
}

/// A project on the roll has no steward yet, and stands on it once.
pub(super) fn the_roll_lists_who_has_no_steward(world: &mut World) -> Result<(), Breach> {
    let mut listed: Vec<Entity> = Vec::new();
    for entry in &world.resource::<Roll>().0 {
        if world.get::<Case>(entry.project).is_some() {
            return Err(Breach::of_project(
                entry.id,
                "waits for a steward and has one",
            ));
        }
        listed.push(entry.project);
    }
    listed.sort_unstable();
    match listed.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            let id = world.get::<Project>(pair[0]).map(|project| project.id);
            Err(Breach::of_project(
                id.unwrap_or_default(),
                "waits for a steward twice",
            ))
        }
        None => Ok(()),
    }
}
