//! Duration: how long approval and construction take, averaged over those that ended.

use super::reading::ratio;
use crate::kernel::calendar::{DAYS_PER_WEEK, WEEKS_PER_MONTH};
use crate::kernel::language::words;
use crate::kernel::record::{Metric, Scope};

/// Durations.
pub(super) static DURATION: &[Metric] = &[
    Metric {
        name: "speed.approval_days",
        title: words("Days from grant to approval", "供地至获批天数"),
        unit: "days",
        formula: words(
            "days from the grant of land to approval, in whole weeks, averaged over projects approved in the counted weeks",
            "统计期内获批项目从土地出让到获批的天数（按整周计）的平均值",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            ratio(w, |m| {
                (m.approval_weeks.at(at) * DAYS_PER_WEEK, m.started.at(at))
            })
        },
    },
    Metric {
        name: "speed.construction_months",
        title: words(
            "Months from start of construction to production",
            "开工至投产月数",
        ),
        unit: "months",
        formula: words(
            "months from the start of construction to production, averaged over plants opened in the counted weeks",
            "统计期内投产项目从开工到投产的月数的平均值",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            ratio(w, |m| {
                (m.building_weeks.at(at) / WEEKS_PER_MONTH, m.opened.at(at))
            })
        },
    },
];
