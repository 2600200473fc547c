//! What notification-commitment approval counts.

use bevy_ecs::prelude::*;

use super::components::CreditRecord;
use super::parameters::Parameters;
use super::rules;
use crate::kernel::calendar::{Calendar, DAYS_PER_WEEK};
use crate::kernel::language::{Words, words};
use crate::kernel::record::{Metric, Place, Scope, Tally, counters};

counters! {
    /// Counters of measure 6, over the counted weeks.
    pub struct Metrics {
        pub(super) landed: Tally,
        pub(super) committed: Tally,
        pub(super) kept_off: Tally,
        /// By route: commitment on standard land, commitment on other land, ordinary.
        pub(super) approved: [Tally; 3],
        pub(super) approval_weeks: [Tally; 3],
        pub(super) inspections: Tally,
        pub(super) broken: Tally,
        pub(super) found: Tally,
        pub(super) put_right: Tally,
        pub(super) taken_back: Tally,
        pub(super) taken_back_ha: Tally,
        pub(super) excess_tce: Tally,
        /// Breaches that nobody has found, in the last week.
        pub(super) standing: Tally,
    }
}

impl Metrics {
    fn approval_days(&self, route: usize, at: Place) -> Option<f64> {
        let approved = self.approved[route].at(at);
        let weeks = self.approval_weeks[route].at(at);
        (approved > 0.0).then(|| weeks * DAYS_PER_WEEK / approved)
    }
}

/// Entries of the credit record that keep an enterprise off the route, and all of them.
fn record(world: &World) -> Option<(f64, f64, f64)> {
    let record = &world.get_resource::<CreditRecord>()?.0;
    let p = world.get_resource::<Parameters>()?;
    let now = world.get_resource::<Calendar>()?.now();
    let barred = record
        .values()
        .filter(|e| rules::is_barred(e.found, now, p));
    let credibility = record.values().map(|e| e.credibility).sum();
    Some((barred.count() as f64, record.len() as f64, credibility))
}

const CITY: &[Scope] = &[Scope::City];
const WHOLE_WEEKS: Words = words(
    "parts of a week: approvals are given weekly",
    "不足一周的部分：审批按周进行",
);

/// The metrics of measure 6.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "notification_commitment.projects",
        title: words("Projects approved on their commitment", "承诺制审批项目数"),
        unit: "projects",
        formula: words(
            "projects granted land that were to be approved on their commitment, over the counted weeks",
            "统计期内出让土地且适用告知承诺审批的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.committed.at(at))),
    },
    Metric {
        name: "notification_commitment.share_of_landings",
        title: words(
            "Share of landings approved on a commitment",
            "落地项目中承诺制占比",
        ),
        unit: "share",
        formula: words(
            "projects granted land that were to be approved on their commitment / projects granted land, over the counted weeks in which the measure is in force",
            "统计期内措施施行各周，出让土地且适用告知承诺审批的项目数/出让土地的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let landed = m.landed.at(at);
            (landed > 0.0).then(|| m.committed.at(at) / landed)
        },
    },
    Metric {
        name: "notification_commitment.approval_days_standard_land",
        title: words(
            "Days of approval by commitment on standard land",
            "标准地承诺制审批天数",
        ),
        unit: "days",
        formula: words(
            "days from the grant of land to approval, in whole weeks, averaged over projects approved on their commitment on standard land in the counted weeks",
            "统计期内在标准地上以承诺制获批的项目，从土地出让到获批的天数（按整周计）的平均值",
        ),
        left_out: WHOLE_WEEKS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| w.get_resource::<Metrics>()?.approval_days(0, at),
    },
    Metric {
        name: "notification_commitment.approval_days_other_land",
        title: words(
            "Days of approval by commitment on other land",
            "其他用地承诺制审批天数",
        ),
        unit: "days",
        formula: words(
            "days from the grant of land to approval, in whole weeks, averaged over projects approved on their commitment on other than standard land in the counted weeks",
            "统计期内在非标准地上以承诺制获批的项目，从土地出让到获批的天数（按整周计）的平均值",
        ),
        left_out: WHOLE_WEEKS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| w.get_resource::<Metrics>()?.approval_days(1, at),
    },
    Metric {
        name: "notification_commitment.approval_days_ordinary",
        title: words("Days of ordinary approval beside it", "同期普通审批天数"),
        unit: "days",
        formula: words(
            "days from the grant of land to approval, in whole weeks, averaged over all other projects approved in the counted weeks in which the measure is in force",
            "统计期内措施施行各周其他获批项目，从土地出让到获批的天数（按整周计）的平均值",
        ),
        left_out: WHOLE_WEEKS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| w.get_resource::<Metrics>()?.approval_days(2, at),
    },
    Metric {
        name: "notification_commitment.inspections",
        title: words("Inspections of committed projects", "承诺项目核查次数"),
        unit: "inspections",
        formula: words(
            "inspections of projects approved on their commitment, over the counted weeks",
            "统计期内对承诺制获批项目的核查次数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.inspections.at(at))),
    },
    Metric {
        name: "notification_commitment.broken",
        title: words("Commitments broken", "违背承诺项目数"),
        unit: "projects",
        formula: words(
            "projects that broke their commitment, found or not, over the counted weeks",
            "统计期内违背承诺的项目数（无论是否查出）",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.broken.at(at))),
    },
    Metric {
        name: "notification_commitment.found",
        title: words("Broken commitments found", "查出违背承诺项目数"),
        unit: "projects",
        formula: words(
            "breaches found by an inspection, over the counted weeks",
            "统计期内核查查出的违背承诺项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.found.at(at))),
    },
    Metric {
        name: "notification_commitment.undetected",
        title: words(
            "Broken commitments that nobody has found",
            "未查出的违背承诺项目数",
        ),
        unit: "projects",
        formula: words(
            "projects whose commitment is broken and has not been found so, in the last week",
            "最后一周已违背承诺而未被查出的项目数",
        ),
        left_out: words("projects that have ended", "已终止的项目"),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.standing.at(at))),
    },
    Metric {
        name: "notification_commitment.put_right",
        title: words("Broken commitments put right", "整改到位项目数"),
        unit: "projects",
        formula: words(
            "projects that have put right what they broke, over the counted weeks",
            "统计期内已就违背事项完成整改的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.put_right.at(at))),
    },
    Metric {
        name: "notification_commitment.taken_back",
        title: words("Projects that lost their land", "收回土地项目数"),
        unit: "projects",
        formula: words(
            "projects whose land was taken back after a breach was found, over the counted weeks",
            "统计期内查出违背承诺后被收回土地的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.taken_back.at(at))),
    },
    Metric {
        name: "notification_commitment.taken_back_ha",
        title: words("Land taken back", "收回土地面积"),
        unit: "ha",
        formula: words(
            "hectares of sites taken back after a breach was found, over the counted weeks",
            "统计期内查出违背承诺后收回的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.taken_back_ha.at(at))),
    },
    Metric {
        name: "notification_commitment.excess_energy",
        title: words("Energy burnt beyond commitments", "超出承诺的能耗"),
        unit: "tce",
        formula: words(
            "tonnes of coal equivalent that plants burnt beyond what they had committed to, until found and put right, summed over the counted weeks",
            "统计期内企业在查出并整改前超出承诺消耗的吨标准煤之和",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.excess_tce.at(at))),
    },
    Metric {
        name: "notification_commitment.kept_off",
        title: words(
            "Projects kept off the route by a credit record",
            "因信用记录不得适用承诺制的项目数",
        ),
        unit: "projects",
        formula: words(
            "projects granted land that qualified but for the credit record of their enterprise, over the counted weeks",
            "统计期内出让土地、除企业信用记录外符合条件的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.kept_off.at(at))),
    },
    Metric {
        name: "notification_commitment.on_record",
        title: words("Enterprises kept off the route", "不得适用承诺制的企业数"),
        unit: "enterprises",
        formula: words(
            "enterprises whose credit record keeps them off the route, at the end",
            "期末因信用记录不得适用承诺制的企业数",
        ),
        left_out: words("", ""),
        scopes: CITY,
        weekly: true,
        value: |w, at| match at {
            Place::City => Some(record(w).map_or(0.0, |(barred, ..)| barred)),
            _ => None,
        },
    },
    Metric {
        name: "notification_commitment.credibility_on_record",
        title: words(
            "Credibility of enterprises in the credit record",
            "信用记录企业的可信度",
        ),
        unit: "0 to 1",
        formula: words(
            "credibility left at the last entry, averaged over all enterprises ever entered, at the end",
            "期末所有曾列入记录的企业最近一次列入后剩余可信度的平均值",
        ),
        left_out: words("", ""),
        scopes: CITY,
        weekly: false,
        value: |w, _| {
            let (_, all, credibility) = record(w)?;
            (all > 0.0).then(|| credibility / all)
        },
    },
];
