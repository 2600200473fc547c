//! What the platform has collected and how it rates it.

use bevy_ecs::prelude::Resource;

use super::rules::Inputs;
use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, SectorId};

/// The platform: its last collection, and the ratings made of it.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub(super) struct Platform {
    /// The week from which the measure is in force.
    pub from: Week,
    /// The week of the last collection.
    pub collected: Option<Week>,
    /// Number of sectors.
    pub sectors: usize,
    /// What each cell uses and yields, district by district.
    pub cells: Vec<Inputs>,
    /// The rating of each cell; nothing where nothing is known.
    pub ratings: Vec<Option<Rating>>,
}

/// How a cell uses land, labor, energy and the right to emit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rating {
    /// Output per resources over the city's.
    pub of_all: f64,
    /// Output per resources over the city's in the same sector.
    pub in_sector: f64,
}

impl Platform {
    /// A platform that has collected nothing yet.
    pub(super) fn begun(from: Week) -> Self {
        Self {
            from,
            ..Self::default()
        }
    }

    /// The place of a cell.
    pub(super) fn at(&self, district: DistrictId, sector: SectorId) -> usize {
        district.index() * self.sectors + sector.index()
    }

    /// The rating of a cell, if there is one.
    pub(super) fn rating(&self, district: DistrictId, sector: SectorId) -> Option<Rating> {
        self.ratings.get(self.at(district, sector)).copied()?
    }

    /// All of a sector in the city.
    pub(super) fn of_sector(&self, sector: SectorId) -> Inputs {
        let cells = self.cells.iter().skip(sector.index());
        cells.step_by(self.sectors.max(1)).copied().sum()
    }
}
