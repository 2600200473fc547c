//! How many stewards there are, how many projects one can serve, and what their service changes.

use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;

parameters! {
    /// Project stewards. Notice 4.
    "measures.project_steward"
    /// Total investment from which a project is a municipal major (市级重大项目), itself included.
    "总投资达到该数额（含）即为市级重大项目。"
    major_yi: f64 = 10.0, "yi", 0.0..=1_000_000.0, Assumed("4.2a");
    /// Whether a strategic project is a municipal major whatever its investment.
    "战略性项目是否不论投资额均为市级重大项目。"
    strategic_is_major: bool = true, "switch", (), Assumed("4.2a");
    /// Stewards of the city.
    "市级服务管家数。"
    city_stewards: u32 = 10, "stewards", 0..=100_000, Assumed("4.2b");
    /// Most projects that a steward of the city serves at a time.
    "一名市级管家同时服务的项目数上限。"
    city_caseload: u32 = 6, "projects/steward", 0..=1_000, Assumed("4.2b");
    /// Factor on the number of stewards of every district.
    "各区管家数的系数。"
    district_stewards: f64 = 1.0, "1", 0.0..=100.0, Assumed("4.1b");
    /// Most projects that a steward of a district serves at a time.
    "一名区级管家同时服务的项目数上限。"
    district_caseload: u32 = 10, "projects/steward", 0..=1_000, Assumed("4.1b");
    /// Factor on the pace of negotiation with a steward of the city.
    "市级管家对洽谈进度的系数。"
    city_pace: f64 = 1.2, "1", 0.0..=10.0, Assumed("4.2c");
    /// Factor on the pace of negotiation with a steward of a district.
    "区级管家对洽谈进度的系数。"
    district_pace: f64 = 1.1, "1", 0.0..=10.0, Assumed("4.1c");
    /// Service that a steward of the city adds to the district's own.
    "市级管家在区自身服务之上增加的服务水平。"
    city_service: f64 = 0.2, "1", 0.0..=1.0, Assumed("4.2c");
    /// Service that a steward of a district adds to the district's own.
    "区级管家在区自身服务之上增加的服务水平。"
    district_service: f64 = 0.1, "1", 0.0..=1.0, Assumed("4.1c");
    /// Share of the chance to be lost in a week that a steward of the city leaves.
    "有市级管家时每周流失概率保留的比例。"
    city_loss_left: f64 = 0.8, "share", 0.0..=1.0, Assumed("4.2c");
    /// Share of the chance to be lost in a week that a steward of a district leaves.
    "有区级管家时每周流失概率保留的比例。"
    district_loss_left: f64 = 0.9, "share", 0.0..=1.0, Assumed("4.1c");
    /// Share of the delays and stops of construction that a steward of the city leaves.
    "有市级管家时建设延期和终止保留的比例。"
    city_slippage_left: f64 = 0.7, "share", 0.0..=1.0, Assumed("4.2c");
    /// Share of the delays and stops of construction that a steward of a district leaves.
    "有区级管家时建设延期和终止保留的比例。"
    district_slippage_left: f64 = 0.85, "share", 0.0..=1.0, Assumed("4.1c");
    /// Share of missing talent that settlement and housing make up for (落户、住房等保障).
    "落户、住房等保障弥补人才缺口的比例。"
    talent_guarantee: f64 = 0.2, "share", 0.0..=1.0, Assumed("4.3a");
    /// The same for a major, whose talent is guaranteed case by case (一事一议).
    "重大项目人才“一事一议”保障弥补人才缺口的比例。"
    talent_guarantee_major: f64 = 0.4, "share", 0.0..=1.0, Assumed("4.4a");
}
