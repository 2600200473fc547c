//! Floor 3: the notice, one room per article. The register below is where everything else about
//! measures is read from: scenario switches, `explain`, the documentation and the tests.

pub mod first_negotiation;
pub mod industrial_land_supply;
pub mod investment_data_platform;
pub mod investment_promotion;
pub mod major_project_coordination;
pub mod notification_commitment;
pub mod project_steward;
pub mod space_reuse;

use crate::kernel::calendar::Week;
use crate::kernel::language::{Words, words};
use crate::kernel::model::Model;
use crate::kernel::parameter::{Group, ParameterSet};
use crate::kernel::record::Metric;
use crate::lifecycle;

/// One measure of the notice.
pub struct Measure {
    /// The number of its article.
    pub article: u8,
    /// Its name in scenario files and code.
    pub name: &'static str,
    /// Its title; the Chinese one is that of the notice.
    pub title: Words,
    /// What it does, in a sentence.
    pub meaning: Words,
    /// The ids of its sentences, which its page cites.
    pub sentences: &'static [&'static str],
    /// The door of its room: installs the measure, in force from a week on.
    pub plugin: fn(&mut Model, Week),
    /// Its parameters at their defaults.
    pub parameters: fn() -> Box<dyn Group>,
    /// Its metrics.
    pub metrics: &'static [Metric],
}

/// The measures, in the order of the notice.
pub static MEASURES: [Measure; 8] = [
    Measure {
        article: 1,
        name: "investment_promotion",
        title: words(
            "Promoting investment in target sectors",
            "鼓励投资高精尖产业",
        ),
        meaning: words(
            "Draws more projects of the nine target sectors, by tier and ownership; keeps general manufacturing out and presses it to leave.",
            "吸引更多高精尖产业项目，按产业层级和所有制区别对待；限制一般制造业进入并推动其退出。",
        ),
        sentences: &["1.1", "1.2"],
        plugin: investment_promotion::plugin,
        parameters: investment_promotion::parameters,
        metrics: investment_promotion::METRICS,
    },
    Measure {
        article: 2,
        name: "major_project_coordination",
        title: words("Coordination of major projects", "建立重大项目统筹协调机制"),
        meaning: words(
            "Tracks every target project in a municipal pool and clears named obstacles of the largest stuck majors.",
            "将高精尖产业项目全部纳入市级项目库集中管理，为受阻的最大重大项目解决具体障碍。",
        ),
        sentences: &["2.1", "2.2"],
        plugin: major_project_coordination::plugin,
        parameters: major_project_coordination::parameters,
        metrics: major_project_coordination::METRICS,
    },
    Measure {
        article: 3,
        name: "investment_data_platform",
        title: words("Investment data platform", "建设产业投资大数据服务平台"),
        meaning: words(
            "Rates the use of land, labor, energy and emissions by district and sector, refines admission standards, and publishes the industry map.",
            "按区、按行业评价土地、用工、能耗、排放的投入产出，提高准入标准的精细化水平，发布产业地图。",
        ),
        sentences: &["3.1", "3.2"],
        plugin: investment_data_platform::plugin,
        parameters: investment_data_platform::parameters,
        metrics: investment_data_platform::METRICS,
    },
    Measure {
        article: 4,
        name: "project_steward",
        title: words("Project stewards", "建立项目管家服务机制"),
        meaning: words(
            "Gives target projects a steward with a service package, and their key staff a talent guarantee.",
            "为高精尖产业项目指定服务管家、提供服务包，并保障其骨干人才。",
        ),
        sentences: &["4.1", "4.2", "4.3", "4.4"],
        plugin: project_steward::plugin,
        parameters: project_steward::parameters,
        metrics: project_steward::METRICS,
    },
    Measure {
        article: 5,
        name: "first_negotiation",
        title: words("First-negotiation system", "实施项目落地“首谈制”"),
        meaning: words(
            "Gives one district at a time the right to negotiate for a large or strategic project; the right lapses without progress, and a referral is credited.",
            "对大型或战略性项目，一次授予一个区首谈权；无实质性进展则失效，推送计入成果。",
        ),
        sentences: &["5.1", "5.2", "5.3", "5.4"],
        plugin: first_negotiation::plugin,
        parameters: first_negotiation::parameters,
        metrics: first_negotiation::METRICS,
    },
    Measure {
        article: 6,
        name: "notification_commitment",
        title: words(
            "Notification-commitment approval",
            "试点开展企业投资项目“承诺制”改革",
        ),
        meaning: words(
            "In pilot areas factories and warehouses of other than state investors on granted land commit first and are checked later.",
            "在试点区域，对出让用地上的社会投资厂房和仓库项目，先承诺、后核查。",
        ),
        sentences: &["6.1", "6.2"],
        plugin: notification_commitment::plugin,
        parameters: notification_commitment::parameters,
        metrics: notification_commitment::METRICS,
    },
    Measure {
        article: 7,
        name: "industrial_land_supply",
        title: words("Industrial land supply", "提升产业用地保障能力"),
        meaning: words(
            "Holds the protection line, keeps new land for manufacturing and the reserve at the year's plan, standardizes land and coordinates farmland quota.",
            "划定保护控制线，新增用地限于制造业，储备不低于当年度供应计划，推进用地标准化，统筹占补平衡指标。",
        ),
        sentences: &["7.1", "7.2", "7.3", "7.4", "7.5", "7.6"],
        plugin: industrial_land_supply::plugin,
        parameters: industrial_land_supply::parameters,
        metrics: industrial_land_supply::METRICS,
    },
    Measure {
        article: 8,
        name: "space_reuse",
        title: words(
            "Reuse of vacated and inefficient space",
            "支持腾退和低效空间再利用",
        ),
        meaning: words(
            "Offers vacated space to target sectors first, lets state companies buy and renovate unused land, and opens four urban districts.",
            "腾退空间优先用于高精尖产业，支持国有企业收购盘活低效、闲置用地，允许四个城区落地项目。",
        ),
        sentences: &["8.1", "8.2", "8.3"],
        plugin: space_reuse::plugin,
        parameters: space_reuse::parameters,
        metrics: space_reuse::METRICS,
    },
];

/// The metrics of the city that a reader looks at first, in order.
pub const HEADLINES: [&str; 32] = [
    "land.output_per_producing_ha",
    "land.output_per_granted_ha",
    "land.tax_per_producing_ha",
    "land.value_added_per_producing_ha",
    "land.investment_per_landed_ha",
    "land.idle_share",
    "placement.landed",
    "placement.landed_ha",
    "placement.mean_suitability",
    "placement.leading_sector_share",
    "placement.hhi",
    "placement.theil",
    "placement.moved_share",
    "conversion.landed_share",
    "conversion.lost",
    "speed.weeks_to_land_median",
    "speed.weeks_to_production_median",
    "cost.discount_share",
    "cost.duplicated_team_weeks",
    "efficiency.allocative",
    "leads.found",
    "leads.hoarded",
    "investment_promotion.leads_gained",
    "major_project_coordination.unblocked_conflict",
    "investment_data_platform.cells_rated",
    "project_steward.served_by_district",
    "first_negotiation.rights_lapsed",
    "first_negotiation.leads_referred",
    "first_negotiation.projects_reassigned",
    "notification_commitment.projects",
    "industrial_land_supply.standardized_ha",
    "space_reuse.offered_ha",
];

/// The measure of a name.
#[must_use]
pub fn measure(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.name == name)
}

/// Every table of parameters of the model, at its defaults: the base economy's, then each room's.
#[must_use]
pub fn parameters() -> ParameterSet {
    ParameterSet::new(
        lifecycle::parameters()
            .into_iter()
            .chain(MEASURES.iter().map(|measure| (measure.parameters)()))
            .collect(),
    )
}

/// Every metric of the model, whether its measure is on or off: the base economy's, then each
/// room's.
#[must_use]
pub fn metrics() -> Vec<&'static Metric> {
    lifecycle::metrics::all()
        .chain(MEASURES.iter().flat_map(|measure| measure.metrics))
        .collect()
}
