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
    pilot_areas: PilotAreas = PilotAreas::Named, "word", (), Assumed("6.2a");
    /// Whether foreign investment counts as 社会投资; state-owned investment never does.
    foreign_counts: bool = true, "yes/no", (), Assumed("6.2b");
    /// Median days of approval by commitment on standard land.
    standard_land_days: f64 = 10.0, "days", 0.0..=1_000.0, Derived("S:28 S:14 range 3-14 days");
    /// Spread of these days (standard deviation of the logarithm).
    standard_land_spread: f64 = 0.4, "1", 0.0..=2.0, Derived("S:28 S:14 range 3-14 days");
    /// Median days of approval by commitment on other land.
    other_land_days: f64 = 35.0, "days", 0.0..=1_000.0, Assumed("6.2c");
    /// Spread of these days (standard deviation of the logarithm).
    other_land_spread: f64 = 0.1, "1", 0.0..=2.0, Assumed("6.2c");
    /// Chance that an enterprise of usual credibility breaks its commitment.
    breach_chance: f64 = 0.03, "share", 0.0..=1.0, Assumed("6.1a");
    /// Credibility at which that chance holds.
    usual_credibility: f64 = 0.8, "1", 0.0..=1.0, Assumed("6.1a");
    /// How steeply the chance rises as credibility falls: one unit less multiplies it by e to this.
    breach_steepness: f64 = 4.0, "1", 0.0..=50.0, Assumed("6.1a");
    /// Weeks after approval within which a commitment that is going to be broken is broken.
    breach_weeks: u32 = 156, "weeks", 1..=5_200, Assumed("6.1b");
    /// Energy per output that a plant burns beyond what was committed to, while the breach stands.
    excess_energy: f64 = 0.3, "share", 0.0..=10.0, Assumed("6.1c");
    /// Inspections to expect of a project in a year.
    inspections_per_year: f64 = 1.0, "1/year", 0.0..=52.0, Assumed("6.1d");
    /// Weeks after approval for which a project is supervised.
    supervision_weeks: u32 = 260, "weeks", 0..=5_200, Assumed("6.1d");
    /// Share of breaches found that the enterprise puts right; the others cost it its land.
    rectified_share: f64 = 0.8, "share", 0.0..=1.0, Assumed("6.1e");
    /// Weeks that it takes to put a breach right: construction is late by them.
    rectification_weeks: u32 = 13, "weeks", 0..=520, Assumed("6.1e");
    /// Share of its capacity that a plant in operation has to stop while it puts a breach right.
    stopped_share: f64 = 0.3, "share", 0.0..=1.0, Assumed("6.1e");
    /// Years for which an enterprise whose breach was found is kept off the route; 1000 is for good.
    record_years: u32 = 5, "years", 0..=1_000, Assumed("6.1f");
    /// Share of its credibility that a found breach leaves an enterprise.
    credibility_left: f64 = 0.5, "share", 0.0..=1.0, Assumed("6.1g");
}
