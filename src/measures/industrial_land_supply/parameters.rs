//! What the notice fixes about industrial land supply, and what it leaves open.

use crate::kernel::parameter::Source::{Assumed, Notice};
use crate::kernel::parameter::{choices, parameters};

choices! {
    /// Which parcels are serviced and standardized first.
    PreparedFirst {
        /// The largest.
        Largest = "largest",
        /// The smallest.
        Smallest = "smallest",
    }
}

parameters! {
    /// Industrial land supply. Notice 7.
    "measures.industrial_land_supply"
    /// Share of industrial land that may not be put to other use (禁止调整).
    "禁止调整的工业用地比例。"
    barred_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("7.2a");
    /// Share of industrial land that may be put to other use only if compensated (调整必补偿).
    "调整必补偿的工业用地比例。"
    compensated_share: f64 = 0.3, "share", 0.0..=1.0, Assumed("7.2a");
    /// New land for each hectare of compensated land that is lost.
    "调整必补偿用地每流失1公顷须补偿的新增用地。"
    compensation_ratio: f64 = 1.0, "1", 0.0..=10.0, Assumed("7.2c");
    /// Share of diversions of new industrial land that the ban stops (不得建设非制造业项目).
    "新增工业用地改作他用被制止的比例（不得建设非制造业项目）。"
    enforcement: f64 = 1.0, "share", 0.0..=1.0, Notice("7.3");
    /// Least reserve ready for grant, over the year's supply plan (不应低于).
    "具备出让条件的储备与当年度供应计划之比的下限（不应低于）。"
    reserve_ratio: f64 = 1.0, "1", 0.0..=10.0, Notice("7.4");
    /// Raw land in reserve that each district can service in a year.
    "各区每年可完善市政配套的储备生地。"
    servicing_ha_per_year: f64 = 20.0, "ha/year", 0.0..=10_000.0, Assumed("7.4b");
    /// Weeks to service a parcel in reserve.
    "储备宗地完善市政配套的周数。"
    servicing_weeks: u32 = 30, "weeks", 0..=520, Assumed("7.4b");
    /// Most land released ahead of the plan and not made up for, over the year's plan.
    "提前于计划供应且尚未补足的用地上限，以当年度供应计划的比例计。"
    advance_share: f64 = 0.25, "share", 0.0..=1.0, Assumed("7.4d");
    /// Which parcels are serviced and standardized first.
    "优先完善市政配套和标准化的宗地。"
    prepared_first: PreparedFirst = PreparedFirst::Largest, "word", (), Assumed("7.5c");
    /// Land that each standardizing district can turn into standard land in a year.
    "实施标准化改革的各区每年可转为标准地的用地。"
    standardizing_ha_per_year: f64 = 15.0, "ha/year", 0.0..=10_000.0, Assumed("7.5b");
    /// Weeks to turn a serviced parcel into standard land.
    "市政配套完善的宗地转为标准地的周数。"
    standardizing_weeks: u32 = 26, "weeks", 0..=520, Assumed("7.5b");
    /// Most standard land in stock, over the year's plan.
    "标准地存量上限，以当年度供应计划的比例计。"
    standard_stock_share: f64 = 0.5, "share", 0.0..=10.0, Assumed("7.5d");
    /// Share of unused farmland quota that a district keeps for the next year (区级统筹).
    "区未用占补平衡指标结转下年的比例（区级统筹）。"
    quota_carry_over: f64 = 1.0, "share", 0.0..=1.0, Assumed("7.6a");
    /// Farmland quota that the city can give in a year (市级协调).
    "市级每年可协调的占补平衡指标（市级协调）。"
    city_quota_ha: f64 = 20.0, "ha/year", 0.0..=10_000.0, Assumed("7.6b");
    /// Total investment from which a project is major.
    "总投资达到该数额即为重大项目。"
    major_yi: f64 = 10.0, "yi", 0.0..=1_000_000.0, Assumed("7.6c");
    /// Whether a strategic project is major whatever its investment.
    "战略性项目是否不论投资额均为重大项目。"
    strategic_is_major: bool = true, "true/false", (), Assumed("7.6c");
}
