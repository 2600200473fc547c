//! The rules of the first-negotiation system: pure functions.

use super::parameters::{Parameters, StrategicReading};
use crate::kernel::calendar::Week;
use crate::kernel::chance::Draw;
use crate::kernel::ids::DistrictId;

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
