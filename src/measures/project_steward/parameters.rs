//! How many stewards there are, how many projects one can serve, and what their service changes.

use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;

parameters! {
    /// Project stewards. Notice 4.
    "measures.project_steward"
    /// Total investment from which a project is a municipal major (市级重大项目), itself included.
    major_yi: f64 = 10.0, "yi", 0.0..=1_000_000.0, Assumed("4.2a");
    /// Whether a strategic project is a municipal major whatever its investment.
    strategic_is_major: bool = true, "switch", (), Assumed("4.2a");
    /// Stewards of the city.
    city_stewards: u32 = 10, "stewards", 0..=100_000, Assumed("4.2b");
    /// Most projects that a steward of the city serves at a time.
    city_caseload: u32 = 6, "projects/steward", 0..=1_000, Assumed("4.2b");
    /// Factor on the number of stewards of every district.
    district_stewards: f64 = 1.0, "1", 0.0..=100.0, Assumed("4.1b");
    /// Most projects that a steward of a district serves at a time.
    district_caseload: u32 = 10, "projects/steward", 0..=1_000, Assumed("4.1b");
    /// Factor on the pace of negotiation with a steward of the city.
    city_pace: f64 = 1.2, "1", 0.0..=10.0, Assumed("4.2c");
    /// Factor on the pace of negotiation with a steward of a district.
    district_pace: f64 = 1.1, "1", 0.0..=10.0, Assumed("4.1c");
    /// Service that a steward of the city adds to the district's own.
    city_service: f64 = 0.2, "1", 0.0..=1.0, Assumed("4.2c");
    /// Service that a steward of a district adds to the district's own.
    district_service: f64 = 0.1, "1", 0.0..=1.0, Assumed("4.1c");
    /// Share of the chance to be lost in a week that a steward of the city leaves.
    city_loss_left: f64 = 0.8, "share", 0.0..=1.0, Assumed("4.2c");
    /// Share of the chance to be lost in a week that a steward of a district leaves.
    district_loss_left: f64 = 0.9, "share", 0.0..=1.0, Assumed("4.1c");
    /// Share of the delays and stops of construction that a steward of the city leaves.
    city_slippage_left: f64 = 0.7, "share", 0.0..=1.0, Assumed("4.2c");
    /// Share of the delays and stops of construction that a steward of a district leaves.
    district_slippage_left: f64 = 0.85, "share", 0.0..=1.0, Assumed("4.1c");
    /// Share of missing talent that settlement and housing make up for (落户、住房等保障).
    talent_guarantee: f64 = 0.2, "share", 0.0..=1.0, Assumed("4.3a");
    /// The same for a major, whose talent is guaranteed case by case (一事一议).
    talent_guarantee_major: f64 = 0.4, "share", 0.0..=1.0, Assumed("4.4a");
}
