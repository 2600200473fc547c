//! What notification-commitment approval counts.

use bevy_ecs::prelude::*;

use super::components::CreditRecord;
use super::parameters::Parameters;
use super::rules;
use crate::kernel::calendar::{Calendar, DAYS_PER_WEEK};
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
const WHOLE_WEEKS: &str = "parts of a week: approvals are given weekly";

/// The metrics of measure 6.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "notification_commitment.projects",
        title: "Projects approved on their commitment",
        unit: "projects",
        formula: "projects granted land that were to be approved on their commitment, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.committed.at(at))),
    },
    Metric {
        name: "notification_commitment.share_of_landings",
        title: "Share of landings approved on a commitment",
        unit: "share",
        formula: "projects granted land that were to be approved on their commitment / projects granted land, over the counted weeks in which the measure is in force",
        left_out: "",
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
        title: "Days of approval by commitment on standard land",
        unit: "days",
        formula: "days from the grant of land to approval, in whole weeks, averaged over projects approved on their commitment on standard land in the counted weeks",
        left_out: WHOLE_WEEKS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| w.get_resource::<Metrics>()?.approval_days(0, at),
    },
    Metric {
        name: "notification_commitment.approval_days_other_land",
        title: "Days of approval by commitment on other land",
        unit: "days",
        formula: "days from the grant of land to approval, in whole weeks, averaged over projects approved on their commitment on other than standard land in the counted weeks",
        left_out: WHOLE_WEEKS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| w.get_resource::<Metrics>()?.approval_days(1, at),
    },
    Metric {
        name: "notification_commitment.approval_days_ordinary",
        title: "Days of ordinary approval beside it",
        unit: "days",
        formula: "days from the grant of land to approval, in whole weeks, averaged over all other projects approved in the counted weeks in which the measure is in force",
        left_out: WHOLE_WEEKS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| w.get_resource::<Metrics>()?.approval_days(2, at),
    },
    Metric {
        name: "notification_commitment.inspections",
        title: "Inspections of committed projects",
        unit: "inspections",
        formula: "inspections of projects approved on their commitment, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.inspections.at(at))),
    },
    Metric {
        name: "notification_commitment.broken",
        title: "Commitments broken",
        unit: "projects",
        formula: "projects that broke their commitment, found or not, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.broken.at(at))),
    },
    Metric {
        name: "notification_commitment.found",
        title: "Broken commitments found",
        unit: "projects",
        formula: "breaches found by an inspection, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.found.at(at))),
    },
    Metric {
        name: "notification_commitment.undetected",
        title: "Broken commitments that nobody has found",
        unit: "projects",
        formula: "projects whose commitment is broken and has not been found so, in the last week",
        left_out: "projects that have ended",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.standing.at(at))),
    },
    Metric {
        name: "notification_commitment.put_right",
        title: "Broken commitments put right",
        unit: "projects",
        formula: "projects that have put right what they broke, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.put_right.at(at))),
    },
    Metric {
        name: "notification_commitment.taken_back",
        title: "Projects that lost their land",
        unit: "projects",
        formula: "projects whose land was taken back after a breach was found, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.taken_back.at(at))),
    },
    Metric {
        name: "notification_commitment.taken_back_ha",
        title: "Land taken back",
        unit: "ha",
        formula: "hectares of sites taken back after a breach was found, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.taken_back_ha.at(at))),
    },
    Metric {
        name: "notification_commitment.excess_energy",
        title: "Energy burnt beyond commitments",
        unit: "tce",
        formula: "tonnes of coal equivalent that plants burnt beyond what they had committed to, until found and put right, summed over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.excess_tce.at(at))),
    },
    Metric {
        name: "notification_commitment.kept_off",
        title: "Projects kept off the route by a credit record",
        unit: "projects",
        formula: "projects granted land that qualified but for the credit record of their enterprise, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.kept_off.at(at))),
    },
    Metric {
        name: "notification_commitment.on_record",
        title: "Enterprises kept off the route",
        unit: "enterprises",
        formula: "enterprises whose credit record keeps them off the route, at the end",
        left_out: "",
        scopes: CITY,
        weekly: true,
        value: |w, at| match at {
            Place::City => Some(record(w).map_or(0.0, |(barred, ..)| barred)),
            _ => None,
        },
    },
    Metric {
        name: "notification_commitment.credibility_on_record",
        title: "Credibility of enterprises in the credit record",
        unit: "0 to 1",
        formula: "credibility left at the last entry, averaged over all enterprises ever entered, at the end",
        left_out: "",
        scopes: CITY,
        weekly: false,
        value: |w, _| {
            let (_, all, credibility) = record(w)?;
            (all > 0.0).then(|| credibility / all)
        },
    },
];
