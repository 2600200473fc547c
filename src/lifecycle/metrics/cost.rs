//! Cost: what landings take from districts.

use super::reading::{ratio, sum};
use crate::kernel::language::words;
use crate::kernel::record::{Metric, Scope};

/// Cost.
pub(super) static COST: &[Metric] = &[
    Metric {
        name: "cost.discounts",
        title: words("Land-price discounts", "地价优惠额"),
        unit: "yi",
        formula: words(
            "list price less price paid of land granted, over the counted weeks",
            "统计期内出让土地的底价减实际成交价",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.discounts_yi.at(at)),
    },
    Metric {
        name: "cost.discount_share",
        title: words("Land-price discount", "地价优惠率"),
        unit: "share of price",
        formula: words(
            "discounts / list price of land granted, over the counted weeks",
            "统计期内出让土地的优惠额/底价",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.discounts_yi.at(at), m.list_price_yi.at(at))),
    },
    Metric {
        name: "cost.discount_per_investment",
        title: words("Land-price discount per unit invested", "单位投资地价优惠"),
        unit: "yi/yi",
        formula: words(
            "discounts / total investment of projects that landed, over the counted weeks",
            "统计期内优惠额/落地项目总投资",
        ),
        left_out: words("", ""),
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
        title: words("Land revenue", "土地出让收入"),
        unit: "yi",
        formula: words(
            "price paid for land granted, over the counted weeks",
            "统计期内出让土地的成交价款",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.land_revenue_yi.at(at)),
    },
    Metric {
        name: "cost.duplicated_team_weeks",
        title: words("Duplicated team-weeks", "重复招商投入"),
        unit: "team-weeks",
        formula: words(
            "team-weeks that districts spent on projects that signed with another, over the counted weeks; at a district, spent by it",
            "统计期内各区为最终与他区签约的项目投入的招商团队周数；按区统计时为该区投入",
        ),
        left_out: words(
            "team-weeks spent on projects that signed nowhere",
            "投入在未与任何区签约的项目上的团队周数",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| sum(w, |m| m.duplicated_team_weeks.at(at)),
    },
];
