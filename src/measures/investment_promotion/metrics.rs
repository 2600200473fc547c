//! What investment promotion counts.

use crate::kernel::language::words;
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
        title: words(
            "Leads gained by promotion (expected)",
            "鼓励投资增加的线索数（期望）",
        ),
        unit: "leads",
        formula: words(
            "sum of 1 - 1/factor over the leads of target sectors found in the counted weeks, with the factor of the lead's tier and ownership in the week it was found; at a district, found by it",
            "对统计期内发现的高精尖产业线索求1－1/系数之和，系数取发现当周该线索所属层级和所有制的系数；按区统计时为该区发现的线索",
        ),
        left_out: words(
            "expansions; leads gained or lost because effort adapted",
            "增资扩产；因招商力度调整而增减的线索",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.leads_gained.at(at))),
    },
    Metric {
        name: "investment_promotion.investment_gained",
        title: words(
            "Investment of leads gained by promotion (expected)",
            "鼓励投资增加的线索投资额（期望）",
        ),
        unit: "yi",
        formula: words(
            "sum of (1 - 1/factor) x total investment over the leads of target sectors found in the counted weeks; at a district, found by it",
            "对统计期内发现的高精尖产业线索求（1－1/系数）×总投资之和；按区统计时为该区发现的线索",
        ),
        left_out: words(
            "expansions; leads gained or lost because effort adapted",
            "增资扩产；因招商力度调整而增减的线索",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.investment_gained_yi.at(at))),
    },
    Metric {
        name: "investment_promotion.projects_barred",
        title: words(
            "Projects of general manufacturing kept out",
            "一般制造业禁入项目数",
        ),
        unit: "projects",
        formula: words(
            "projects turned away because of their sector, over the counted weeks; at a district, found by it",
            "统计期内因行业被拒的项目数；按区统计时为该区发现的项目",
        ),
        left_out: words(
            "projects of general manufacturing that may come and miss the admission standard",
            "行业允许进入但未达准入标准的一般制造业项目",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.barred.at(at))),
    },
    Metric {
        name: "investment_promotion.investment_barred",
        title: words(
            "Investment of general manufacturing kept out",
            "一般制造业禁入投资额",
        ),
        unit: "yi",
        formula: words(
            "total investment of projects turned away because of their sector, over the counted weeks; at a district, found by it",
            "统计期内因行业被拒项目的总投资；按区统计时为该区发现的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.barred_investment_yi.at(at))),
    },
    Metric {
        name: "investment_promotion.land_barred",
        title: words(
            "Land that projects kept out would have needed",
            "禁入项目原需用地",
        ),
        unit: "ha",
        formula: words(
            "land need of projects turned away because of their sector, over the counted weeks; at a district, found by it",
            "统计期内因行业被拒项目的用地需求；按区统计时为该区发现的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.barred_land_ha.at(at))),
    },
    Metric {
        name: "investment_promotion.exits_pressed",
        title: words(
            "Exits that the pressure adds (expected)",
            "疏解压力增加的退出（期望）",
        ),
        unit: "plants",
        formula: words(
            "general manufacturers at full capacity at the yearly rating x (1 - exp(-extra exits in a year)), summed over the ratings of the counted weeks",
            "年度评价时满产的一般制造业企业数×（1－exp(－年新增退出率)），对统计期内各次评价求和",
        ),
        left_out: words(
            "that some of these plants leave for other reasons in the same year; plants that still run up",
            "其中当年因其他原因退出的企业；仍在爬产的企业",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.exits_pressed.at(at))),
    },
];
