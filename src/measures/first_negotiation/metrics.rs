//! What the first-negotiation system counts.

use crate::kernel::record::{Metric, Scope, Tally, counters};

counters! {
    /// Counters of measure 5, over the counted weeks.
    pub struct Metrics {
        pub(super) covered: Tally,
        pub(super) certified: Tally,
        pub(super) queue_weeks: Tally,
        pub(super) rights: Tally,
        pub(super) lapsed: Tally,
        pub(super) reassigned: Tally,
        pub(super) released: Tally,
        pub(super) referred: Tally,
        pub(super) credit_yi: Tally,
        pub(super) shared_tax_yi: Tally,
    }
}

/// The metrics of measure 5.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "first_negotiation.covered",
        title: "Projects covered",
        unit: "projects",
        formula: "projects that entered the pool and are covered, over the counted weeks; at a district, found by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.covered.at(at))),
    },
    Metric {
        name: "first_negotiation.rights",
        title: "First-negotiation rights given",
        unit: "rights",
        formula: "rights given, first and later ones, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rights.at(at))),
    },
    Metric {
        name: "first_negotiation.rights_lapsed",
        title: "First-negotiation rights lapsed",
        unit: "rights",
        formula: "rights that lapsed without substantive progress, over the counted weeks; at a district, held by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.lapsed.at(at))),
    },
    Metric {
        name: "first_negotiation.lapsed_share",
        title: "Share of rights that lapse",
        unit: "share",
        formula: "rights lapsed / rights given, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let rights = m.rights.at(at);
            (rights > 0.0).then(|| m.lapsed.at(at) / rights)
        },
    },
    Metric {
        name: "first_negotiation.projects_reassigned",
        title: "Projects reassigned",
        unit: "projects",
        formula: "rights given to another district after a lapse or a referral, over the counted weeks; at a district, given to it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.reassigned.at(at))),
    },
    Metric {
        name: "first_negotiation.projects_released",
        title: "Projects left to open competition",
        unit: "projects",
        formula: "covered projects opened to all districts after the last round or for want of a district, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.released.at(at))),
    },
    Metric {
        name: "first_negotiation.leads_referred",
        title: "Leads referred to the city",
        unit: "leads",
        formula: "projects that the holder of a right referred, over the counted weeks; at a district, by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.referred.at(at))),
    },
    Metric {
        name: "first_negotiation.referral_credit",
        title: "Referral credit",
        unit: "yi",
        formula: "credit share x total investment of certified referrals, over the counted weeks; at a district, credited to it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.credit_yi.at(at))),
    },
    Metric {
        name: "first_negotiation.shared_tax",
        title: "Tax shared with referrers",
        unit: "yi/year",
        formula: "tax share x expected yearly tax of referred projects that landed elsewhere in the counted weeks; at a district, received by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.shared_tax_yi.at(at))),
    },
    Metric {
        name: "first_negotiation.queue_weeks",
        title: "Weeks in the queue for certification",
        unit: "weeks",
        formula: "weeks in the queue / certifications, over the counted weeks",
        left_out: "requests that are still in the queue",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let certified = m.certified.at(at);
            (certified > 0.0).then(|| m.queue_weeks.at(at) / certified)
        },
    },
];
