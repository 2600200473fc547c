//! What measure 2 counts: what is tracked, what is stuck and why, and what the slots go to.

use bevy_ecs::prelude::*;

use super::components::Obstacle;
use crate::kernel::language::words;
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
        title: words("Projects tracked", "调度项目数"),
        unit: "projects",
        formula: words(
            "target projects taken into the municipal pool, over the counted weeks; at a district, found by it",
            "统计期内纳入市级项目库的高精尖项目数；按区统计时为该区发现的项目",
        ),
        left_out: words(
            "projects that had land before the measure was in force",
            "措施施行前已取得土地的项目",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.tracked.at(at))),
    },
    Metric {
        name: "major_project_coordination.majors_tracked",
        title: words("Major projects tracked", "调度重大项目数"),
        unit: "projects",
        formula: words(
            "major projects among those taken into the municipal pool, over the counted weeks; at a district, found by it",
            "统计期内纳入市级项目库的重大项目数；按区统计时为该区发现的项目",
        ),
        left_out: words("as for projects tracked", "同调度项目数"),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.majors.at(at))),
    },
    Metric {
        name: "major_project_coordination.stalls",
        title: words("Stalls detected", "发现停滞次数"),
        unit: "stalls",
        formula: words(
            "tracked projects, majors or not, that became stalled, over the counted weeks; at a district, signed there",
            "统计期内调度项目（含非重大项目）转为停滞的次数；按区统计时为在该区签约的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.stalls.at(at))),
    },
    Metric {
        name: "major_project_coordination.stuck_for_land",
        title: words("Stuck for land", "受阻于用地"),
        unit: "projects",
        formula: words(
            "tracked projects, majors or not, whose obstacle became land, over the counted weeks; at a district, signed there",
            "统计期内障碍转为用地的调度项目数（含非重大项目）；按区统计时为在该区签约的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Land)),
    },
    Metric {
        name: "major_project_coordination.stuck_for_quota",
        title: words("Stuck for farmland quota", "受阻于占补平衡指标"),
        unit: "projects",
        formula: words(
            "tracked projects, majors or not, whose obstacle became quota, over the counted weeks; at a district, signed there",
            "统计期内障碍转为占补平衡指标的调度项目数（含非重大项目）；按区统计时为在该区签约的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Quota)),
    },
    Metric {
        name: "major_project_coordination.stuck_for_approval",
        title: words("Stuck for approval", "受阻于审批"),
        unit: "projects",
        formula: words(
            "tracked projects, majors or not, whose obstacle became approval, over the counted weeks; at a district, signed there",
            "统计期内障碍转为审批的调度项目数（含非重大项目）；按区统计时为在该区签约的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Approval)),
    },
    Metric {
        name: "major_project_coordination.stuck_in_conflict",
        title: words("Stuck in a conflict of districts", "受阻于各区相争"),
        unit: "projects",
        formula: words(
            "tracked projects, majors or not, whose obstacle became a conflict of districts, over the counted weeks",
            "统计期内障碍转为各区相争的调度项目数（含非重大项目）",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(named(w, at, Obstacle::Conflict)),
    },
    Metric {
        name: "major_project_coordination.slots_used",
        title: words("Coordination load", "统筹协调负荷"),
        unit: "share",
        formula: words(
            "slots that cleared an obstacle / slots, each summed over the counted weeks",
            "统计期内解决障碍的调度名额/全部调度名额",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City],
        weekly: false,
        value: |w, _| ratio(w, |m| (m.slots_used, m.slots)),
    },
    Metric {
        name: "major_project_coordination.unreached",
        title: words("Weeks in which no slot was left", "名额用尽的项目周数"),
        unit: "project-weeks",
        formula: words(
            "stuck majors that came after the last slot of the week, summed over the counted weeks; at a district, signed there",
            "统计期内各周名额用尽后未能轮到的受阻重大项目之和；按区统计时为在该区签约的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.unreached.at(at))),
    },
    Metric {
        name: "major_project_coordination.unblocked_land",
        title: words("Majors unblocked: land", "解决重大项目障碍：用地"),
        unit: "slots",
        formula: words(
            "slots that advanced land or its utilities for a major, over the counted weeks",
            "统计期内为重大项目提前供地或完善市政配套的名额数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Land)),
    },
    Metric {
        name: "major_project_coordination.unblocked_quota",
        title: words(
            "Majors unblocked: farmland quota",
            "解决重大项目障碍：占补平衡指标",
        ),
        unit: "slots",
        formula: words(
            "slots that moved farmland quota for a major, over the counted weeks",
            "统计期内为重大项目调剂占补平衡指标的名额数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Quota)),
    },
    Metric {
        name: "major_project_coordination.unblocked_approval",
        title: words("Majors unblocked: approval", "解决重大项目障碍：审批"),
        unit: "slots",
        formula: words(
            "slots that hastened the approval of a major, over the counted weeks",
            "统计期内加快重大项目审批的名额数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Approval)),
    },
    Metric {
        name: "major_project_coordination.unblocked_conflict",
        title: words(
            "Majors unblocked: conflict of districts",
            "解决重大项目障碍：各区相争",
        ),
        unit: "slots",
        formula: words(
            "slots that named one of the districts that contested a major, over the counted weeks; at a district, named",
            "统计期内在相争各区中为重大项目指定一区的名额数；按区统计时为指定该区",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(cleared(w, at, Obstacle::Conflict)),
    },
    Metric {
        name: "major_project_coordination.weeks_stuck",
        title: words("Weeks stuck before a slot", "协调前受阻周数"),
        unit: "weeks",
        formula: words(
            "weeks since the last move, or since the second district began where they contest the project, summed / slots used, over the counted weeks",
            "统计期内距最近一次推进（相争时距第二个区介入）的周数之和/使用的名额数",
        ),
        left_out: words("stuck majors that got no slot", "未获名额的受阻重大项目"),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.weeks_stuck.at(at), m.served.at(at))),
    },
    Metric {
        name: "major_project_coordination.land_advanced",
        title: words("Land released ahead of the plan", "提前于计划供应的用地"),
        unit: "ha",
        formula: words(
            "land released ahead of the plan for majors, over the counted weeks",
            "统计期内为重大项目提前于计划供应的用地",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.advanced_ha.at(at))),
    },
    Metric {
        name: "major_project_coordination.quota_moved",
        title: words("Farmland quota moved", "调剂的占补平衡指标"),
        unit: "ha",
        formula: words(
            "farmland quota moved between districts for majors, over the counted weeks; at a district, to it",
            "统计期内为重大项目在各区间调剂的占补平衡指标；按区统计时为调入该区",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.quota_moved_ha.at(at))),
    },
];
