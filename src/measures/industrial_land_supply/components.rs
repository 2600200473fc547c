//! What this room keeps: the protection line, and the land that is being prepared.

use std::collections::BTreeSet;

use bevy_ecs::prelude::*;

use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::units::Area;
use crate::world::parcel::{Protection, Readiness};

/// The protection line (保护控制线): how much land of each district lies in each tier.
#[derive(Resource, Debug, Clone, Default)]
pub(super) struct ProtectionLine {
    /// Land that had been released when the line was last drawn; nothing before the first time.
    pub drawn_with: Option<Area>,
    barred: Vec<Area>,
    compensated: Vec<Area>,
}

impl ProtectionLine {
    pub(super) fn new(districts: usize) -> Self {
        Self {
            drawn_with: None,
            barred: vec![Area::ZERO; districts],
            compensated: vec![Area::ZERO; districts],
        }
    }

    /// Puts land into a tier.
    pub(super) fn enclose(&mut self, district: DistrictId, tier: Protection, area: Area) {
        match tier {
            Protection::None => {}
            Protection::Compensated => self.compensated[district.index()] += area,
            Protection::Barred => self.barred[district.index()] += area,
        }
    }

    /// Takes land out of the compensated tier.
    pub(super) fn give_up(&mut self, district: DistrictId, area: Area) {
        let compensated = &mut self.compensated[district.index()];
        *compensated = compensated.saturating_sub(area);
    }

    /// Land of a district in a tier.
    pub(super) fn land(&self, district: usize, tier: Protection) -> Area {
        let tier = match tier {
            Protection::None => return Area::ZERO,
            Protection::Compensated => &self.compensated,
            Protection::Barred => &self.barred,
        };
        tier.get(district).copied().unwrap_or_default()
    }
}

/// Land in reserve that is being serviced or standardized.
#[derive(Resource, Debug, Default)]
pub(super) struct Preparation {
    due: Agenda<(ParcelId, Entity, Readiness)>,
    underway: BTreeSet<ParcelId>,
    /// What each district can still begin to service this quarter, in ha; below 0, what it has
    /// begun on account of later quarters.
    pub servicing_ha: Vec<f64>,
    /// The same for standardizing.
    pub standardizing_ha: Vec<f64>,
}

impl Preparation {
    pub(super) fn new(districts: usize) -> Self {
        Self {
            servicing_ha: vec![0.0; districts],
            standardizing_ha: vec![0.0; districts],
            ..Self::default()
        }
    }

    /// Begins to make a parcel readier.
    pub(super) fn begin(&mut self, parcel: ParcelId, entity: Entity, to: Readiness, due: Week) {
        self.underway.insert(parcel);
        self.due.file(due, (parcel, entity, to));
    }

    /// Whether a parcel is being prepared.
    pub(super) fn is_underway(&self, parcel: ParcelId) -> bool {
        self.underway.contains(&parcel)
    }

    /// Takes what is finished in a week, ascending by parcel.
    pub(super) fn finished(&mut self, week: Week) -> Vec<(ParcelId, Entity, Readiness)> {
        let finished = self.due.take(week);
        for (parcel, ..) in &finished {
            self.underway.remove(parcel);
        }
        finished
    }
}
