//! What is a major project, when one is stuck, and how much the city can do about it.

use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::{choices, parameters};

choices! {
    /// Which of the districts that contest a project the city names.
    Naming {
        /// The one that the city sees as most suitable.
        MostSuitable = "most_suitable",
        /// The one whose negotiation has come furthest.
        Furthest = "furthest",
    }
}

parameters! {
    /// Coordination of major projects. Notice 2.
    "measures.major_project_coordination"
    /// Total investment from which a project is major (重大项目), itself included.
    major_yi: f64 = 10.0, "yi", 0.0..=1_000_000.0, Assumed("2.1a");
    /// Whether a strategic project is major whatever its investment.
    strategic_is_major: bool = true, "switch", (), Assumed("2.1a");
    /// Obstacles that the city can clear in a week.
    slots_per_week: u32 = 2, "slots/week", 0..=1_000, Assumed("2.1b");
    /// Weeks without a new stage or a step in negotiation after which a project is stalled.
    stall_weeks: u32 = 8, "weeks", 1..=520, Assumed("2.2b");
    /// Weeks in which a site is serviced and granted, or a plant approved, as a rule: a project is
    /// stalled in these stages only after more.
    procedure_weeks: u32 = 13, "weeks", 1..=520, Assumed("2.2c");
    /// Share of the negotiation work that counts as a step.
    step_share: f64 = 0.1, "share", 0.0..=1.0, Assumed("2.2b");
    /// Weeks that districts may contest a project; more than these and it is an obstacle.
    contest_weeks: u32 = 13, "weeks", 0..=520, Assumed("2.1f");
    /// Which of the districts that contest a project the city names.
    naming: Naming = Naming::MostSuitable, "word", (), Assumed("2.1f");
    /// Weeks that a named district has to sign before the project is open to all again.
    naming_weeks: u32 = 26, "weeks", 1..=520, Assumed("2.1f");
    /// Most land that is released ahead of a district's plan in a year, as a share of that plan.
    advance_share: f64 = 0.5, "share", 0.0..=10.0, Assumed("2.1c");
    /// Most of a district's unused farmland quota that one decision moves elsewhere.
    quota_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("2.1d");
    /// Weeks within which the land of a coordinated project is serviced and granted.
    utilities_weeks: u32 = 8, "weeks", 0..=520, Assumed("2.1c");
    /// Weeks within which a coordinated project is approved.
    approval_weeks: u32 = 2, "weeks", 0..=520, Assumed("2.1e");
}
