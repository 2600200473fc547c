//! The rules of the first-negotiation system: pure functions.

use super::parameters::{Credited, Parameters, StrategicReading};
use crate::kernel::calendar::Week;
use crate::kernel::chance::Draw;
use crate::kernel::ids::DistrictId;
use crate::world::authority::ReferralTerms;

/// What decides whether a project is covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standing {
    pub investment_yi: f64,
    pub is_citywide: bool,
    pub is_strategic: bool,
}

/// Whether the first-negotiation system covers a project. Notice 5.1.
pub(super) fn is_covered(project: Standing, p: &Parameters) -> bool {
    let is_large = project.investment_yi >= p.threshold_yi; // 1亿元以上(含)
    let matters_to_the_city = match p.strategic_reading {
        StrategicReading::Or => project.is_citywide || project.is_strategic,
        StrategicReading::And => project.is_citywide && project.is_strategic,
    };
    is_large || matters_to_the_city
}

/// Whether a right lapses this week. Notice 5.3: 超过3个月仍无实质性进展, strictly more.
pub(super) fn lapses(since: Week, now: Week, has_progressed: bool, p: &Parameters) -> bool {
    now.since(since) > p.window_weeks && !has_progressed
}

/// Whether a certified referral is credited. Notice 5.4; Assumption 5.4d.
pub(super) fn credits(is_credited_already: bool, p: &Parameters) -> bool {
    match p.credited {
        Credited::First => !is_credited_already,
        Credited::Every => true,
    }
}

/// What the next holder of the right would get for a referral.
pub(super) fn terms(is_credited_already: bool, p: &Parameters) -> ReferralTerms {
    if credits(is_credited_already, p) {
        ReferralTerms {
            credit_share: p.credit_share,
            tax_share: p.tax_share,
        }
    } else {
        ReferralTerms::default()
    }
}

/// The district with the highest score; the one that stands first in the table among equals.
pub(super) fn best(scores: impl IntoIterator<Item = (DistrictId, f64)>) -> Option<DistrictId> {
    scores
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(district, _)| district)
}

/// Any of the candidates, by one draw.
pub(super) fn any(candidates: &[DistrictId], draw: Draw) -> Option<DistrictId> {
    candidates
        .get(draw.index(candidates.iter().map(|_| 1.0)))
        .copied()
}
