//! The rules of notification-commitment approval: pure functions.

use super::parameters::{Parameters, PilotAreas};
use crate::kernel::calendar::{WEEKS_PER_YEAR, Week};
use crate::kernel::chance::math::exp;
use crate::world::district::District;
use crate::world::enterprise::Ownership;
use crate::world::parcel::Readiness;
use crate::world::project::ApprovalRoute;

/// What decides whether a project may be approved on its commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub ownership: Ownership,
    pub is_factory: bool,
    pub leases: bool,
    pub in_pilot_area: bool,
}

/// Whether a project is of the kind that article 6 names. Notice 6.2.
pub(super) fn is_eligible(project: Standing, p: &Parameters) -> bool {
    let is_private = match project.ownership {
        Ownership::Private => true, // 社会投资类
        Ownership::Foreign => p.foreign_counts,
        Ownership::State => false,
    };
    let is_granted = !project.leases; // 以出让方式供地
    is_private && is_granted && project.is_factory && project.in_pilot_area
}

/// Whether a parcel counts as lying in a pilot area. Notice 6.2: 等区域, an open list.
pub(super) fn is_pilot_land(in_named_area: bool, district: &District, p: &Parameters) -> bool {
    match p.pilot_areas {
        PilotAreas::Named => in_named_area,
        PilotAreas::WholeDistricts => in_named_area || district.pilot_share > 0.0,
        PilotAreas::WholeCity => true,
    }
}

/// The route of approval by commitment: the least ready parcel decides.
pub(super) fn route(least_ready: Readiness, p: &Parameters) -> ApprovalRoute {
    match least_ready {
        Readiness::Standard => ApprovalRoute {
            median_days: p.standard_land_days,
            spread: p.standard_land_spread,
        },
        Readiness::Serviced | Readiness::Raw => ApprovalRoute {
            median_days: p.other_land_days,
            spread: p.other_land_spread,
        },
    }
}

/// The chance that an enterprise breaks a commitment: the higher, the less credible it is.
pub(super) fn chance_of_breach(credibility: f64, p: &Parameters) -> f64 {
    let lacking = p.usual_credibility - credibility;
    (p.breach_chance * exp(p.breach_steepness * lacking)).min(1.0)
}

/// The week of a breach, from a uniform number: any within the weeks after approval.
pub(super) fn week_of_breach(approved: Week, uniform: f64, p: &Parameters) -> Week {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a number of weeks"
    )]
    let weeks = (uniform * f64::from(p.breach_weeks)) as u32;
    approved.after(1 + weeks)
}

/// Whether the credit record keeps an enterprise off the route. Notice 6.1: 守信用、担主责.
pub(super) fn is_barred(found: Week, now: Week, p: &Parameters) -> bool {
    now.since(found) < p.record_years * WEEKS_PER_YEAR
}
