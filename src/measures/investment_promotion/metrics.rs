//! What investment promotion counts.

use crate::kernel::record::{Metric, Scope, Tally, counters};

counters! {
    /// Counters of measure 1, over the counted weeks.
    pub struct Metrics {
        pub(super) leads_gained: Tally,
        pub(super) investment_gained_yi: Tally,
        pub(super) barred: Tally,
        pub(super) barred_investment_yi: Tally,
        pub(super) barred_land_ha: Tally,
        pub(super) exits_pressed: Tally,
    }
}

/// The metrics of measure 1.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "investment_promotion.leads_gained",
        title: "Leads gained by promotion (expected)",
        unit: "leads",
        formula: "sum of 1 - 1/factor over the leads of target sectors found in the counted weeks, with the factor of the lead's tier and ownership in the week it was found; at a district, found by it",
        left_out: "expansions; leads gained or lost because effort adapted",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.leads_gained.at(at))),
    },
    Metric {
        name: "investment_promotion.investment_gained",
        title: "Investment of leads gained by promotion (expected)",
        unit: "yi",
        formula: "sum of (1 - 1/factor) x total investment over the leads of target sectors found in the counted weeks; at a district, found by it",
        left_out: "expansions; leads gained or lost because effort adapted",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.investment_gained_yi.at(at))),
    },
    Metric {
        name: "investment_promotion.projects_barred",
        title: "Projects of general manufacturing kept out",
        unit: "projects",
        formula: "projects turned away because of their sector, over the counted weeks; at a district, found by it",
        left_out: "projects of general manufacturing that may come and miss the admission standard",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.barred.at(at))),
    },
    Metric {
        name: "investment_promotion.investment_barred",
        title: "Investment of general manufacturing kept out",
        unit: "yi",
        formula: "total investment of projects turned away because of their sector, over the counted weeks; at a district, found by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.barred_investment_yi.at(at))),
    },
    Metric {
        name: "investment_promotion.land_barred",
        title: "Land that projects kept out would have needed",
        unit: "ha",
        formula: "land need of projects turned away because of their sector, over the counted weeks; at a district, found by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.barred_land_ha.at(at))),
    },
    Metric {
        name: "investment_promotion.exits_pressed",
        title: "Exits that the pressure adds (expected)",
        unit: "plants",
        formula: "general manufacturers at full capacity at the yearly rating x (1 - exp(-extra exits in a year)), summed over the ratings of the counted weeks",
        left_out: "that some of these plants leave for other reasons in the same year; plants that still run up",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.exits_pressed.at(at))),
    },
];
