//! Duration: how long approval and construction take, averaged over those that ended.

use super::reading::ratio;
use crate::kernel::calendar::{DAYS_PER_WEEK, WEEKS_PER_MONTH};
use crate::kernel::record::{Metric, Scope};

/// Durations.
pub(super) static DURATION: &[Metric] = &[
    Metric {
        name: "speed.approval_days",
        title: "Days from grant to approval",
        unit: "days",
        formula: "days from the grant of land to approval, in whole weeks, averaged over projects approved in the counted weeks",
        left_out: "",
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
        title: "Months from start of construction to production",
        unit: "months",
        formula: "months from the start of construction to production, averaged over plants opened in the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            ratio(w, |m| {
                (m.building_weeks.at(at) / WEEKS_PER_MONTH, m.opened.at(at))
            })
        },
    },
];
