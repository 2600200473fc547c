//! What must hold of rights after every week.

use bevy_ecs::prelude::*;

use super::components::CertificationQueue;
use crate::kernel::ids::ProjectId;
use crate::kernel::model::Breach;
use crate::world::project::NegotiationRight;

/// A project waits for one certification at a time, and no district holds a right on it meanwhile.
pub(super) fn who_waits_for_certification_is_held_by_nobody(
    world: &mut World,
) -> Result<(), Breach> {
    let queue = &world.resource::<CertificationQueue>().0;
    let mut queued: Vec<ProjectId> = queue.iter().map(|queued| queued.id).collect();
    queued.sort_unstable();
    if let Some(pair) = queued.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Breach::of_project(pair[0], "waits for certification twice"));
    }
    for queued in queue {
        let right = world.get::<NegotiationRight>(queued.project);
        if matches!(right, Some(NegotiationRight::Held { .. })) {
            return Err(Breach::of_project(
                queued.id,
                "waits for certification while a district holds a right on it",
            ));
        }
    }
    Ok(())
}
