//! The rules of the reuse of space: pure functions.

use std::cmp::Reverse;

use bevy_ecs::entity::Entity;

use super::components::Books;
use super::parameters::Parameters;
use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::units::{Area, SQUARE_METRES_PER_HECTARE, YUAN_PER_YI};
use crate::world::district::{Districts, Zone};
use crate::world::parcel::LandCompany;

/// An unused parcel that a company could buy. The order is that of purchase: vacated before idle,
/// the largest first, then by id. Assumption 8.2g.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub is_idle: bool,
    pub area: Reverse<Area>,
    pub id: ParcelId,
    pub entity: Entity,
    pub district: DistrictId,
}

/// What a company may spend, in whole yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Means {
    /// In a year.
    pub yearly: u64,
    /// Outstanding, if debt counts.
    pub ceiling: Option<u64>,
}

/// What becomes of the wish to buy a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is bought.
    Bought,
    /// The budget of the year does not reach.
    ShortOfBudget,
    /// The debt would exceed the ceiling.
    StoppedByDebt,
}

/// What a site costs a company.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// What it pays itself, price and renovation less the grant, in whole yuan per square meter.
    pub yuan_per_square_meter: u64,
    /// What it is granted, in yi.
    pub grant_yi: f64,
}

/// Money in whole yuan; none for anything negative or not a number.
pub(super) fn yuan(yi: f64) -> u64 {
    const MOST: f64 = 1e18;
    let whole = libm::round(yi * YUAN_PER_YI).clamp(0.0, MOST);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=1e18 just above; not a number casts to 0"
    )]
    let whole = whole as u64;
    whole
}

/// What a company may spend, from its yearly budget. Notice 8.2: 所产生负债可不计入对该国有企业的考核.
pub(super) fn means(budget_yi: f64, p: &Parameters) -> Means {
    Means {
        yearly: yuan(budget_yi * p.leverage),
        ceiling: p.debt_counts.then(|| yuan(budget_yi * p.debt_ceiling)),
    }
}

/// What the purchase and the renovation of a site cost. Notice 8.2; Assumptions 8.2d, 8.2e.
pub(super) fn cost(area: Area, list_price_yuan: f64, p: &Parameters) -> Cost {
    let renovation_yi = p.renovation_yi_per_ha * area.hectares();
    let grant_yi = (p.grant_share * renovation_yi).min(p.grant_cap_yi);
    let price_yi =
        list_price_yuan * p.purchase_price_share * area.hectares() * SQUARE_METRES_PER_HECTARE
            / YUAN_PER_YI;
    let outlay_yi = price_yi + renovation_yi - grant_yi;
    let per_square_meter = outlay_yi / (area.hectares() * SQUARE_METRES_PER_HECTARE);
    Cost {
        yuan_per_square_meter: yuan(per_square_meter),
        grant_yi,
    }
}

/// Whether a company buys at this outlay.
pub(super) fn verdict(books: Books, outlay: u64, means: Means) -> Verdict {
    if books.spent.saturating_add(outlay) > means.yearly {
        return Verdict::ShortOfBudget;
    }
    let exceeds = |ceiling| books.owed.saturating_add(outlay) > ceiling;
    if means.ceiling.is_some_and(exceeds) {
        Verdict::StoppedByDebt
    } else {
        Verdict::Bought
    }
}

/// Whether land bought in a district can be put to use: where no project may come nothing is
/// bought. Assumption 8.2h.
pub(super) fn can_be_reused(zone: Zone, is_opened: bool) -> bool {
    match zone {
        Zone::Core => false,
        Zone::Expansion => is_opened,
        Zone::PlainNewTown | Zone::Subcentre | Zone::Ecological => true,
    }
}

/// What a company can spend of its own in a year, in yi.
pub(super) fn budget_yi(company: LandCompany, districts: &Districts, p: &Parameters) -> f64 {
    match company {
        LandCompany::District(district) => districts[district].land_company_yi,
        LandCompany::City => p.city_company_yi,
    }
}
