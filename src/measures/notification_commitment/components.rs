//! What this room hangs on projects, and the credit record of enterprises.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Week;
use crate::kernel::chance::{Clock, Dice, Purpose};
use crate::kernel::ids::{EnterpriseId, ProjectId};
use crate::world::project::ApprovalRoute;

const INSPECTION: Purpose = Purpose::new("notification_commitment.inspection");

/// A project that is approved on its commitment, from its siting on.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
#[component(storage = "SparseSet")]
pub(super) struct Commitment {
    /// Its route of approval.
    pub route: ApprovalRoute,
    /// Whether all of its land is standard land.
    pub on_standard_land: bool,
}

/// Where a project stands with what it committed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conduct {
    /// It keeps its commitment, or has put right what it broke.
    Keeps,
    /// It is going to break it in a week.
    WillBreak(Week),
    /// It has broken it, and nobody knows.
    Broken,
    /// It is putting it right until a week; so much of its capacity stands still, in yuan a year.
    PutsRight {
        /// When it will have.
        until: Week,
        /// Capacity that stands still.
        stopped_yuan: i64,
    },
}

/// Energy that a plant burns beyond its commitment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Excess {
    /// The plant.
    pub plant: Entity,
    /// The energy factor that was committed to.
    pub committed: f64,
}

/// A committed project after its approval.
#[derive(Component, Debug, Clone, PartialEq)]
#[component(storage = "SparseSet")]
pub(super) struct Supervised {
    /// The week in which supervision ends.
    pub until: Week,
    /// What it does.
    pub conduct: Conduct,
    /// What it burns beyond its commitment, once it operates.
    pub excess: Option<Excess>,
    inspection: Clock,
    inspections: u32,
}

impl Supervised {
    pub(super) fn new(project: ProjectId, until: Week, conduct: Conduct, dice: &Dice) -> Self {
        Self {
            until,
            conduct,
            excess: None,
            inspection: inspection_clock(project, 0, dice),
            inspections: 0,
        }
    }

    /// Whether an inspector comes this week.
    pub(super) fn is_inspected(&mut self, project: ProjectId, hazard: f64, dice: &Dice) -> bool {
        let comes = self.inspection.advance(hazard);
        if comes {
            self.inspections += 1;
            self.inspection = inspection_clock(project, self.inspections, dice);
        }
        comes
    }
}

fn inspection_clock(project: ProjectId, occurrence: u32, dice: &Dice) -> Clock {
    let draw = dice.roll(INSPECTION, &project, u64::from(occurrence));
    Clock::new(draw.exponential())
}

/// An enterprise's last entry in the credit record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    /// The week in which its breach was found.
    pub found: Week,
    /// What that left of its credibility.
    pub credibility: f64,
}

/// The credit record (信用记录): enterprises whose breach was found.
#[derive(Resource, Debug, Default)]
pub(super) struct CreditRecord(pub BTreeMap<EnterpriseId, Entry>);
