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
    "总投资达到该数额（含）即为重大项目。"
    major_yi: f64 = 10.0, "yi", 0.0..=1_000_000.0, Assumed("2.1a");
    /// Whether a strategic project is major whatever its investment.
    "战略性项目是否不论投资额均为重大项目。"
    strategic_is_major: bool = true, "switch", (), Assumed("2.1a");
    /// Obstacles that the city can clear in a week.
    "市级每周可解决的障碍数。"
    slots_per_week: u32 = 2, "slots/week", 0..=1_000, Assumed("2.1b");
    /// Weeks without a new stage or a step in negotiation after which a project is stalled.
    "未进入新阶段且洽谈无推进满该周数即为停滞。"
    stall_weeks: u32 = 8, "weeks", 1..=520, Assumed("2.2b");
    /// Weeks in which a site is serviced and granted, or a plant approved, as a rule: a project is
    /// stalled in these stages only after more.
    "用地配套和出让、企业审批通常所需周数，超过方视为停滞。"
    procedure_weeks: u32 = 13, "weeks", 1..=520, Assumed("2.2c");
    /// Share of the negotiation work that counts as a step.
    "视为一次推进的洽谈工作量比例。"
    step_share: f64 = 0.1, "share", 0.0..=1.0, Assumed("2.2b");
    /// Weeks that districts may contest a project; more than these and it is an obstacle.
    "各区可相争一个项目的周数，超过即为障碍。"
    contest_weeks: u32 = 13, "weeks", 0..=520, Assumed("2.1f");
    /// Which of the districts that contest a project the city names.
    "市级在相争各区中指定哪一区。"
    naming: Naming = Naming::MostSuitable, "word", (), Assumed("2.1f");
    /// Weeks that a named district has to sign before the project is open to all again.
    "指定区须在该周数内签约，否则项目重新向各区放开。"
    naming_weeks: u32 = 26, "weeks", 1..=520, Assumed("2.1f");
    /// Most land that is released ahead of a district's plan in a year, as a share of that plan.
    "每年提前于区供应计划投放用地的上限，以该计划的比例计。"
    advance_share: f64 = 0.5, "share", 0.0..=10.0, Assumed("2.1c");
    /// Most of a district's unused farmland quota that one decision moves elsewhere.
    "一次决定可调出的区未用占补平衡指标的比例上限。"
    quota_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("2.1d");
    /// Weeks within which the land of a coordinated project is serviced and granted.
    "经协调的项目完成用地配套和出让的周数。"
    utilities_weeks: u32 = 8, "weeks", 0..=520, Assumed("2.1c");
    /// Weeks within which a coordinated project is approved.
    "经协调的项目完成审批的周数。"
    approval_weeks: u32 = 2, "weeks", 0..=520, Assumed("2.1e");
}
