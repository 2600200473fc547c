//! The rules of industrial land supply: pure functions.

use bevy_ecs::entity::Entity;

use super::parameters::{Parameters, PreparedFirst};
use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::units::Area;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{Protection, Readiness};

/// A parcel that could be prepared.
pub(super) type Lot = (Area, ParcelId, Entity);

/// The tier in which a parcel lies, by its luck in (0, 1). Notice 7.2: 分级实施禁止调整、调整必补偿.
/// A larger barred share keeps every parcel that a smaller one bars.
pub(super) fn tier(luck: f64, p: &Parameters) -> Protection {
    if luck < p.barred_share {
        Protection::Barred
    } else if luck < p.barred_share + p.compensated_share {
        Protection::Compensated
    } else {
        Protection::None
    }
}

/// A multiple of an area.
pub(super) fn times(area: Area, factor: f64) -> Area {
    Area::from_hectares(area.hectares() * factor)
}

/// Share of the usual diversion of new land that the ban leaves. Notice 7.3.
pub(super) fn diverted_left(p: &Parameters) -> f64 {
    1.0 - p.enforcement
}

/// Land to release ahead of the plan, when the whole reserve is smaller than what must be ready.
/// What was released ahead before and is not made up for counts. Notice 7.4; Assumption 7.4d.
pub(super) fn ahead_of_plan(
    needed: Area,
    reserve: Area,
    plan: Area,
    advanced: Area,
    p: &Parameters,
) -> Area {
    let short = needed.saturating_sub(reserve);
    let ceiling = times(plan, p.advance_share).saturating_sub(advanced);
    short.min(ceiling)
}

/// What can be begun in a quarter, in ha: what is left over lapses, what was begun on account is
/// worked off first.
pub(super) fn capacity_of_quarter(left: f64, per_year: f64) -> f64 {
    const QUARTERS: f64 = 4.0;
    left.min(0.0) + per_year / QUARTERS
}

/// Parcels in the order in which they are prepared; among equal areas by id. Assumption 7.5c.
pub(super) fn in_turn(mut lots: Vec<Lot>, first: PreparedFirst) -> Vec<Lot> {
    match first {
        PreparedFirst::Largest => {
            lots.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        }
        PreparedFirst::Smallest => lots.sort_unstable(),
    }
    lots
}

/// Whether a project is major (重大项目), so that the city may give it farmland quota. Notice 7.6.
pub(super) fn is_major(investment_yi: f64, is_strategic: bool, p: &Parameters) -> bool {
    let is_large = investment_yi >= p.major_yi;
    is_large || (p.strategic_is_major && is_strategic)
}

/// Reserve of a district that is ready for grant (具备出让条件): serviced or standard.
pub(super) fn ready_for_grant(bank: &LandBank, district: DistrictId) -> Area {
    bank.offers(district)
        .filter(|&&(readiness, ..)| readiness <= Readiness::Serviced)
        .map(|&(_, area, ..)| area)
        .sum()
}
