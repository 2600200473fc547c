//! What must hold of coordination after every week.

use bevy_ecs::prelude::*;

use super::components::Pool;
use super::metrics::Metrics;
use crate::kernel::ids::ProjectId;
use crate::kernel::model::Breach;

pub(super) fn slots_are_never_exceeded(world: &mut World) -> Result<(), Breach> {
    let metrics = world.resource::<Metrics>();
    if metrics.slots_used > metrics.slots {
        return Err(Breach::of_city(format!(
            "{} coordination slots were used of {}",
            metrics.slots_used, metrics.slots
        )));
    }
    Ok(())
}

/// The pool tracks a project once.
pub(super) fn the_pool_tracks_each_project_once(world: &mut World) -> Result<(), Breach> {
    let pool = &world.resource::<Pool>().0;
    let mut tracked: Vec<ProjectId> = pool.iter().map(|&(id, _)| id).collect();
    tracked.sort_unstable();
    match tracked.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Breach::of_project(pair[0], "is tracked twice")),
        None => Ok(()),
    }
}
