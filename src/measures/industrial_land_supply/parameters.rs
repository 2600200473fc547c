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
    barred_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("7.2a");
    /// Share of industrial land that may be put to other use only if compensated (调整必补偿).
    compensated_share: f64 = 0.3, "share", 0.0..=1.0, Assumed("7.2a");
    /// New land for each hectare of compensated land that is lost.
    compensation_ratio: f64 = 1.0, "1", 0.0..=10.0, Assumed("7.2c");
    /// Share of diversions of new industrial land that the ban stops (不得建设非制造业项目).
    enforcement: f64 = 1.0, "share", 0.0..=1.0, Notice("7.3");
    /// Least reserve ready for grant, over the year's supply plan (不应低于).
    reserve_ratio: f64 = 1.0, "1", 0.0..=10.0, Notice("7.4");
    /// Raw land in reserve that each district can service in a year.
    servicing_ha_per_year: f64 = 20.0, "ha/year", 0.0..=10_000.0, Assumed("7.4b");
    /// Weeks to service a parcel in reserve.
    servicing_weeks: u32 = 30, "weeks", 0..=520, Assumed("7.4b");
    /// Most land released ahead of the plan and not made up for, over the year's plan.
    advance_share: f64 = 0.25, "share", 0.0..=1.0, Assumed("7.4d");
    /// Which parcels are serviced and standardized first.
    prepared_first: PreparedFirst = PreparedFirst::Largest, "word", (), Assumed("7.5c");
    /// Land that each standardizing district can turn into standard land in a year.
    standardizing_ha_per_year: f64 = 15.0, "ha/year", 0.0..=10_000.0, Assumed("7.5b");
    /// Weeks to turn a serviced parcel into standard land.
    standardizing_weeks: u32 = 26, "weeks", 0..=520, Assumed("7.5b");
    /// Most standard land in stock, over the year's plan.
    standard_stock_share: f64 = 0.5, "share", 0.0..=10.0, Assumed("7.5d");
    /// Share of unused farmland quota that a district keeps for the next year (区级统筹).
    quota_carry_over: f64 = 1.0, "share", 0.0..=1.0, Assumed("7.6a");
    /// Farmland quota that the city can give in a year (市级协调).
    city_quota_ha: f64 = 20.0, "ha/year", 0.0..=10_000.0, Assumed("7.6b");
    /// Total investment from which a project is major.
    major_yi: f64 = 10.0, "yi", 0.0..=1_000_000.0, Assumed("7.6c");
    /// Whether a strategic project is major whatever its investment.
    strategic_is_major: bool = true, "true/false", (), Assumed("7.6c");
}
