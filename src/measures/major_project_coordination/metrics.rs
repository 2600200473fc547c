//! What measure 2 counts: what is tracked, what is stuck and why, and what the slots go to.

use bevy_ecs::prelude::*;

use super::components::Obstacle;
use crate::kernel::record::{Metric, Place, Scope, Tally, counters};

counters! {
    /// Counters of measure 2, over the counted weeks.
    pub struct Metrics {
        pub(super) tracked: Tally,
        pub(super) majors: Tally,
        pub(super) stalls: Tally,
        pub(super) named: [Tally; Obstacle::COUNT],
        pub(super) cleared: [Tally; Obstacle::COUNT],
        pub(super) served: Tally,
        pub(super) weeks_stuck: Tally,
        pub(super) unreached: Tally,
        pub(super) advanced_ha: Tally,
        pub(super) quota_moved_ha: Tally,
        pub(super) slots_used: f64,
        pub(super) slots: f64,
    }
}

/// A ratio; undefined where the measure is off or there is nothing to divide by.
fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    let (numerator, denominator) = of(world.get_resource::<Metrics>()?);
    (denominator > 0.0).then(|| numerator / denominator)
}

/// How often an obstacle was named.
fn named(world: &World, at: Place, obstacle: Obstacle) -> f64 {
    count(world, |m| m.named[obstacle as usize].at(at))
}

/// How often an obstacle was cleared.
fn cleared(world: &World, at: Place, obstacle: Obstacle) -> f64 {
    count(world, |m| m.cleared[obstacle as usize].at(at))
}

/// The metrics of measure 2.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "major_project_coordination.tracked",
        title: "Projects tracked",
        unit: "projects",
        formula: "target projects taken into the municipal pool, over the counted weeks; at a district, found by it",
        left_out: "projects that had land before the measure was in force",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.tracked.at(at))),
    },
    Metric {
        name: "major_project_coordination.majors_tracked",
        title: "Major projects tracked",
        unit: "projects",
        formula: "major projects among those taken into the municipal pool, over the counted weeks; at a district, found by it",
        left_out: "as for projects tracked",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.majors.at(at))),
    },
    Metric {
        name: "major_project_coordination.stalls",
        title: "Stalls detected",
        unit: "stalls",
        formula: "tracked projects, majors or not, that became stalled, over the counted weeks; at a district, signed there",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.stalls.at(at))),
    },
    Metric {
        name: "major_project_coordination.stuck_for_land",
        title: "Stuck for land",
        unit: "projects",
        formula: "tracked projects, majors or not, whose obstacle became land, over the counted weeks; at a district, signed there",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Land)),
    },
    Metric {
        name: "major_project_coordination.stuck_for_quota",
        title: "Stuck for farmland quota",
        unit: "projects",
        formula: "tracked projects, majors or not, whose obstacle became quota, over the counted weeks; at a district, signed there",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Quota)),
    },
    Metric {
        name: "major_project_coordination.stuck_for_approval",
        title: "Stuck for approval",
        unit: "projects",
        formula: "tracked projects, majors or not, whose obstacle became approval, over the counted weeks; at a district, signed there",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Approval)),
    },
    Metric {
        name: "major_project_coordination.stuck_in_conflict",
        title: "Stuck in a conflict of districts",
        unit: "projects",
        formula: "tracked projects, majors or not, whose obstacle became a conflict of districts, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Conflict)),
    },
    Metric {
        name: "major_project_coordination.slots_used",
        title: "Coordination load",
        unit: "share",
        formula: "slots that cleared an obstacle / slots, each summed over the counted weeks",
        left_out: "",
        scopes: &[Scope::City],
        weekly: false,
        value: |w, _| ratio(w, |m| (m.slots_used, m.slots)),
    },
    Metric {
        name: "major_project_coordination.unreached",
        title: "Weeks in which no slot was left",
        unit: "project-weeks",
        formula: "stuck majors that came after the last slot of the week, summed over the counted weeks; at a district, signed there",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.unreached.at(at))),
    },
    Metric {
        name: "major_project_coordination.unblocked_land",
        title: "Majors unblocked: land",
        unit: "slots",
        formula: "slots that advanced land or its utilities for a major, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Land)),
    },
    Metric {
        name: "major_project_coordination.unblocked_quota",
        title: "Majors unblocked: farmland quota",
        unit: "slots",
        formula: "slots that moved farmland quota for a major, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Quota)),
    },
    Metric {
        name: "major_project_coordination.unblocked_approval",
        title: "Majors unblocked: approval",
        unit: "slots",
        formula: "slots that hastened the approval of a major, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Approval)),
    },
    Metric {
        name: "major_project_coordination.unblocked_conflict",
        title: "Majors unblocked: conflict of districts",
        unit: "slots",
        formula: "slots that named one of the districts that contested a major, over the counted weeks; at a district, named",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Conflict)),
    },
    Metric {
        name: "major_project_coordination.weeks_stuck",
        title: "Weeks stuck before a slot",
        unit: "weeks",
        formula: "weeks since the last move, or since the second district began where they contest the project, summed / slots used, over the counted weeks",
        left_out: "stuck majors that got no slot",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.weeks_stuck.at(at), m.served.at(at))),
    },
    Metric {
        name: "major_project_coordination.land_advanced",
        title: "Land released ahead of the plan",
        unit: "ha",
        formula: "land released ahead of the plan for majors, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.advanced_ha.at(at))),
    },
    Metric {
        name: "major_project_coordination.quota_moved",
        title: "Farmland quota moved",
        unit: "ha",
        formula: "farmland quota moved between districts for majors, over the counted weeks; at a district, to it",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.quota_moved_ha.at(at))),
    },
];
