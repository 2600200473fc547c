//! The rules of coordination: pure functions.

use super::components::{Obstacle, Tracked};
use super::parameters::Parameters;
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;
use crate::kernel::units::Area;
use crate::world::project::{Project, Stage};

/// Whether a project is major (重大项目). Notice 2.1; Assumption 2.1a.
pub(super) fn is_major(project: &Project, p: &Parameters) -> bool {
    let is_large = project.investment_yi >= p.major_yi;
    is_large || (p.strategic_is_major && project.is_strategic)
}

/// The pool's view of a project a week later: a new stage is a move, and so is a step in the
/// negotiation that has come furthest. Notice 2.2 (日常跟踪); Assumption 2.2b.
pub(super) fn moves_on(
    last: Tracked,
    staged: Week,
    progress: f64,
    stage: Stage,
    now: Week,
    p: &Parameters,
) -> Tracked {
    let has_stepped = progress > last.progress && progress >= last.progress + p.step_share;
    let moved = if has_stepped {
        now
    } else {
        last.moved.max(staged)
    };
    // A district that begins anew is measured from where it stands.
    let progress = if has_stepped {
        progress
    } else {
        last.progress.min(progress)
    };
    Tracked {
        moved,
        progress,
        is_stalled: now.since(moved) >= usual_weeks(stage, p),
        ..last
    }
}

/// Weeks that a stage takes as a rule; a project that stays longer is stalled. Assumption 2.2b for
/// what is in the hands of the parties, 2.2c for the procedures after the signature.
pub(super) fn usual_weeks(stage: Stage, p: &Parameters) -> u32 {
    match stage {
        Stage::Sited | Stage::Granted => p.procedure_weeks,
        _ => p.stall_weeks,
    }
}

/// Weeks for which two or more districts have negotiated side by side, from the weeks in which they
/// began.
pub(super) fn contested_weeks(began: impl Iterator<Item = Week>, now: Week) -> Option<u32> {
    let mut earliest: [Option<Week>; 2] = [None; 2];
    for week in began {
        match earliest {
            [Some(first), _] if week >= first => {
                earliest[1] = Some(earliest[1].map_or(week, |second| second.min(week)));
            }
            [first, _] => earliest = [Some(week), first],
        }
    }
    earliest[1].map(|second| now.since(second))
}

/// What a project's obstacle is told by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Standing {
    pub stage: Stage,
    pub is_stalled: bool,
    /// Weeks for which districts have contested it; nothing while somebody holds a right.
    pub contested_weeks: Option<u32>,
    /// Land that the reserve of its district lacks.
    pub missing: Area,
    /// Planned land of its district that quota from elsewhere would free.
    pub freeable: Area,
    /// Its land is set aside and has no utilities yet.
    pub awaits_utilities: bool,
}

/// What holds a stuck project, if it has a name. Notice 2.1 (协调重大项目落地).
pub(super) fn obstacle(standing: &Standing, p: &Parameters) -> Option<Obstacle> {
    let stuck_at = |stage| standing.stage == stage && standing.is_stalled;
    let is_contested = standing.contested_weeks > Some(p.contest_weeks);
    if standing.stage < Stage::Agreed && is_contested {
        return Some(Obstacle::Conflict);
    }
    if stuck_at(Stage::Agreed) && !standing.missing.is_zero() {
        let quota_would_help = !standing.freeable.is_zero();
        return Some(if quota_would_help {
            Obstacle::Quota
        } else {
            Obstacle::Land
        });
    }
    if stuck_at(Stage::Sited) && standing.awaits_utilities {
        return Some(Obstacle::Land);
    }
    stuck_at(Stage::Granted).then_some(Obstacle::Approval)
}

/// Quota that each district gives up so that together it is as much as is wanted, from the one
/// with most unused quota down; among equals the first in the table. None gives up more than a
/// share of what it has left.
pub(super) fn quota_moves(
    left: &[(DistrictId, Area)],
    wanted: Area,
    p: &Parameters,
) -> Vec<(DistrictId, Area)> {
    let mut donors = left.to_vec();
    donors.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut missing = wanted;
    donors
        .into_iter()
        .map(|(district, left)| {
            let spare = Area::from_hectares(left.hectares() * p.quota_share).min(left);
            let moved = spare.min(missing);
            missing -= moved;
            (district, moved)
        })
        .filter(|(_, moved)| !moved.is_zero())
        .collect()
}

/// The contestant with the highest score; the one that stands first in the table among equals.
pub(super) fn named(scores: impl IntoIterator<Item = (DistrictId, f64)>) -> Option<DistrictId> {
    scores
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        .map(|(district, _)| district)
}
