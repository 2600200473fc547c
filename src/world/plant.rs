//! Plants: what produces, where, on how much land.

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Week;
use crate::kernel::chance::Clock;
use crate::kernel::ids::{DistrictId, PlantId, SectorId};
use crate::kernel::units::Area;
use crate::world::enterprise::Ownership;

/// A producing plant.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Plant {
    /// Its id.
    pub id: PlantId,
    /// Where it stands.
    pub district: DistrictId,
    /// Its sector.
    pub sector: SectorId,
    /// Who owns it.
    pub ownership: Ownership,
    /// Land it uses.
    pub area: Area,
    /// Parcels it stands on.
    pub parcels: Vec<Entity>,
    /// Output at full capacity before agglomeration, in yuan a year.
    pub capacity_yuan: i64,
    /// Energy per output over the sector's average.
    pub energy_factor: f64,
    /// How near it is to leaving.
    pub exit: Clock,
    /// How near its enterprise is to the next expansion.
    pub expansion: Clock,
    /// Expansions it has bred.
    pub expansions: u32,
    /// The project that built it.
    pub project: Option<Entity>,
}

/// A plant that has not reached full capacity yet.
#[derive(Component, Debug, Clone, PartialEq)]
#[component(storage = "SparseSet")]
pub struct RampUp {
    /// The week in which it began to produce.
    pub since: Week,
    /// Weeks to full capacity.
    pub weeks: u32,
    /// Output counted so far, in yuan a year before agglomeration.
    pub counted_yuan: i64,
}
