//! What the notice fixes about notification-commitment approval, and what it leaves open.

use crate::kernel::parameter::Source::{Assumed, Derived};
use crate::kernel::parameter::{choices, parameters};

choices! {
    /// How far the open list of pilot areas (等区域) is taken to reach.
    PilotAreas {
        /// The areas that the notice names.
        Named = "named",
        /// All industrial land of the districts in which a named area lies.
        WholeDistricts = "whole_districts",
        /// All industrial land of the city.
        WholeCity = "whole_city",
    }
}

parameters! {
    /// Notification-commitment approval. Notice 6.
    "measures.notification_commitment"
    /// How far the open list of pilot areas (等区域) is taken to reach.
    "试点区域（“等区域”）的范围解读。"
    pilot_areas: PilotAreas = PilotAreas::Named, "word", (), Assumed("6.2a");
    /// Whether foreign investment counts as 社会投资; state-owned investment never does.
    "外资是否属于社会投资；国有投资一律不属于。"
    foreign_counts: bool = true, "yes/no", (), Assumed("6.2b");
    /// Median days of approval by commitment on standard land.
    "标准地上承诺制审批天数的中位数。"
    standard_land_days: f64 = 10.0, "days", 0.0..=1_000.0, Derived("S:28 S:14 range 3-14 days");
    /// Spread of these days (standard deviation of the logarithm).
    "该天数的离散度（对数标准差）。"
    standard_land_spread: f64 = 0.4, "1", 0.0..=2.0, Derived("S:28 S:14 range 3-14 days");
    /// Median days of approval by commitment on other land.
    "其他用地上承诺制审批天数的中位数。"
    other_land_days: f64 = 35.0, "days", 0.0..=1_000.0, Assumed("6.2c");
    /// Spread of these days (standard deviation of the logarithm).
    "该天数的离散度（对数标准差）。"
    other_land_spread: f64 = 0.1, "1", 0.0..=2.0, Assumed("6.2c");
    /// Chance that an enterprise of usual credibility breaks its commitment.
    "一般可信度企业违背承诺的概率。"
    breach_chance: f64 = 0.03, "share", 0.0..=1.0, Assumed("6.1a");
    /// Credibility at which that chance holds.
    "该概率所对应的可信度。"
    usual_credibility: f64 = 0.8, "1", 0.0..=1.0, Assumed("6.1a");
    /// How steeply the chance rises as credibility falls: one unit less multiplies it by e to this.
    "违背概率随可信度下降而上升的陡度：可信度每降1，概率乘以e的该次幂。"
    breach_steepness: f64 = 4.0, "1", 0.0..=50.0, Assumed("6.1a");
    /// Weeks after approval within which a commitment that is going to be broken is broken.
    "将被违背的承诺在获批后该周数内发生违背。"
    breach_weeks: u32 = 156, "weeks", 1..=5_200, Assumed("6.1b");
    /// Energy per output that a plant burns beyond what was committed to, while the breach stands.
    "违背期间企业单位产出能耗超出承诺的比例。"
    excess_energy: f64 = 0.3, "share", 0.0..=10.0, Assumed("6.1c");
    /// Inspections to expect of a project in a year.
    "项目每年预期核查次数。"
    inspections_per_year: f64 = 1.0, "1/year", 0.0..=52.0, Assumed("6.1d");
    /// Weeks after approval for which a project is supervised.
    "获批后接受监管的周数。"
    supervision_weeks: u32 = 260, "weeks", 0..=5_200, Assumed("6.1d");
    /// Share of breaches found that the enterprise puts right; the others cost it its land.
    "查出的违背中企业完成整改的比例，其余收回土地。"
    rectified_share: f64 = 0.8, "share", 0.0..=1.0, Assumed("6.1e");
    /// Weeks that it takes to put a breach right: construction is late by them.
    "整改所需周数，建设相应延后。"
    rectification_weeks: u32 = 13, "weeks", 0..=520, Assumed("6.1e");
    /// Share of its capacity that a plant in operation has to stop while it puts a breach right.
    "在产企业整改期间须停用的产能比例。"
    stopped_share: f64 = 0.3, "share", 0.0..=1.0, Assumed("6.1e");
    /// Years for which an enterprise whose breach was found is kept off the route; 1000 is for good.
    "查出违背的企业不得适用承诺制的年数，1000为永久。"
    record_years: u32 = 5, "years", 0..=1_000, Assumed("6.1f");
    /// Share of its credibility that a found breach leaves an enterprise.
    "查出违背后企业可信度保留的比例。"
    credibility_left: f64 = 0.5, "share", 0.0..=1.0, Assumed("6.1g");
}
