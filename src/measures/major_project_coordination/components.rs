//! The municipal project pool, what it knows of each project, and what the city has decided.

use bevy_ecs::prelude::*;

use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::units::Area;
use crate::world::witness::Hold;

/// What holds a stuck project, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// Its district has too little land, or the land waits for its utilities.
    Land,
    /// Planned land of its district is held back for want of farmland quota.
    Quota,
    /// Its approval is pending.
    Approval,
    /// Districts contest it.
    Conflict,
}

impl Obstacle {
    /// Number of obstacles.
    pub(super) const COUNT: usize = 4;
}

impl From<Obstacle> for Hold {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Land => Self::Land,
            Obstacle::Quota => Self::Quota,
            Obstacle::Approval => Self::Approval,
            Obstacle::Conflict => Self::Conflict,
        }
    }
}

/// What the pool knows of a project, from the pool until it is approved or lost.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
#[component(storage = "SparseSet")]
pub(super) struct Tracked {
    /// The week of its last new stage or step in negotiation.
    pub moved: Week,
    /// Share of the negotiation work done at the last step.
    pub progress: f64,
    /// Whether it has not moved for long enough.
    pub is_stalled: bool,
    /// What holds it, if it is stuck and that has a name.
    pub obstacle: Option<Obstacle>,
    /// How long it has been stuck there.
    pub weeks_stuck: u32,
}

/// The municipal project pool (项目库): every target project that is tracked, ascending by id.
#[derive(Resource, Debug, Default)]
pub(super) struct Pool(pub Vec<(ProjectId, Entity)>);

/// Land that each district has been made to release ahead of its plan this year.
#[derive(Resource, Debug, Default)]
pub(super) struct Advanced(pub Vec<Area>);

/// Districts that the city has named, by the week in which the naming ends.
#[derive(Resource, Debug, Default)]
pub(super) struct Namings(pub Agenda<(ProjectId, Entity, DistrictId, Week)>);
