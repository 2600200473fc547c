//! Cost: what landings take from districts.

use super::reading::{ratio, sum};
use crate::kernel::record::{Metric, Scope};

/// Cost.
pub(super) static COST: &[Metric] = &[
    Metric {
        name: "cost.discounts",
        title: "Land-price discounts",
        unit: "yi",
        formula: "list price less price paid of land granted, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.discounts_yi.at(at)),
    },
    Metric {
        name: "cost.discount_share",
        title: "Land-price discount",
        unit: "share of price",
        formula: "discounts / list price of land granted, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.discounts_yi.at(at), m.list_price_yi.at(at))),
    },
    Metric {
        name: "cost.discount_per_investment",
        title: "Land-price discount per unit invested",
        unit: "yi/yi",
        formula: "discounts / total investment of projects that landed, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            ratio(w, |m| {
                (m.discounts_yi.at(at), m.landed_investment_yi.at(at))
            })
        },
    },
    Metric {
        name: "cost.land_revenue",
        title: "Land revenue",
        unit: "yi",
        formula: "price paid for land granted, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.land_revenue_yi.at(at)),
    },
    Metric {
        name: "cost.duplicated_team_weeks",
        title: "Duplicated team-weeks",
        unit: "team-weeks",
        formula: "team-weeks that districts spent on projects that signed with another, over the counted weeks; at a district, spent by it",
        left_out: "team-weeks spent on projects that signed nowhere",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| sum(w, |m| m.duplicated_team_weeks.at(at)),
    },
];
