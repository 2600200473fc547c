//! The rules of project stewards: pure functions.

use super::components::Level;
use super::parameters::Parameters;
use crate::kernel::ids::DistrictId;
use crate::world::district::District;
use crate::world::project::{Life, NegotiationRight, Project, ServicePackage};

/// Whether a project is a municipal major (市级重大项目). Notice 4.2; Assumption 4.2a.
pub(super) fn is_major(project: &Project, p: &Parameters) -> bool {
    let is_large = project.investment_yi >= p.major_yi;
    is_large || (p.strategic_is_major && project.is_strategic)
}

/// The district whose stewards could serve a project: the one that holds the right or has signed,
/// else the first that negotiates. Reading 4.1a.
pub(super) fn serving_district(
    life: &Life,
    right: Option<&NegotiationRight>,
    first_negotiating: Option<DistrictId>,
) -> Option<DistrictId> {
    match right {
        Some(NegotiationRight::Held { by, .. }) => Some(*by),
        Some(NegotiationRight::Pending) => None,
        None => life.landing_district.or(first_negotiating),
    }
}

/// Projects that the stewards of the city can serve at a time.
pub(super) fn city_capacity(p: &Parameters) -> u32 {
    p.city_stewards.saturating_mul(p.city_caseload)
}

/// Projects that the stewards of a district can serve at a time.
pub(super) fn district_capacity(district: &District, p: &Parameters) -> u32 {
    const MOST: f64 = 1e9;
    let stewards = district.stewards * p.district_stewards;
    let cases = libm::floor(stewards * f64::from(p.district_caseload)).clamp(0.0, MOST);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=1e9; not a number casts to 0"
    )]
    let whole = cases as u32;
    whole
}

/// Who serves a project: the city a major if it can, else the district if it can. Notice 4.1, 4.2.
pub(super) fn level(
    is_major: bool,
    district: Option<DistrictId>,
    is_free: impl Fn(Level) -> bool,
) -> Option<Level> {
    let of_the_city = is_major.then_some(Level::City);
    let of_the_district = district.map(Level::District);
    of_the_city
        .into_iter()
        .chain(of_the_district)
        .find(|&level| is_free(level))
}

/// What a steward brings. Notice 4.2, 4.3; 4.4 for a major (一事一议), whoever serves it.
pub(super) fn package(level: Level, is_major: bool, p: &Parameters) -> ServicePackage {
    let talent = if is_major {
        p.talent_guarantee_major
    } else {
        p.talent_guarantee
    };
    match level {
        Level::City => ServicePackage {
            pace: p.city_pace,
            service: p.city_service,
            loss_left: p.city_loss_left,
            slippage_left: p.city_slippage_left,
            talent,
        },
        Level::District(_) => ServicePackage {
            pace: p.district_pace,
            service: p.district_service,
            loss_left: p.district_loss_left,
            slippage_left: p.district_slippage_left,
            talent,
        },
    }
}
