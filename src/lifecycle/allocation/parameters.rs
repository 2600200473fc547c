//! How a city allocates projects to districts where it does not leave them to competition.

use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::{choices, parameters};

choices! {
    /// Who may negotiate for a project.
    Regime {
        /// Every district in reach; a measure may still give rights.
        OpenCompetition = "open_competition",
        /// The one that the city names on its own estimate.
        CentralAssignment = "central_assignment",
        /// The one that a matching of all waiting projects yields.
        DeferredAcceptance = "deferred_acceptance",
    }
}

choices! {
    /// What becomes of a project when the city has tried its last district.
    LastResort {
        /// Every district in reach may negotiate.
        Open = "open",
        /// It goes for good to the district that the city sees as most suitable.
        BestFit = "best_fit",
    }
}

choices! {
    /// By what districts rank projects in a matching.
    Ranking {
        /// Expected value for each hectare that the project needs.
        PerHectare = "per_hectare",
        /// Expected value.
        Total = "total",
    }
}

parameters! {
    /// How projects are allocated to districts.
    "allocation"
    /// Who may negotiate for a project that enters the pool.
    "进入项目库的项目可由谁洽谈。"
    regime: Regime = Regime::OpenCompetition, "word", (), Assumed("ALL-1");
    /// Weeks without substantive progress after which a project is taken back: more than these.
    "无实质性进展超过该周数即收回项目。"
    reassign_weeks: u32 = 13, "weeks", 0..=100_000, Assumed("ALL-2");
    /// Districts that one project is given to, one after the other, before the last resort.
    "最终兜底前，一个项目可依次分配的区数。"
    rounds: u32 = 3, "districts", 1..=100, Assumed("ALL-3");
    /// What becomes of the project then, or where no district is left.
    "此后或已无区可选时项目的去向。"
    last_resort: LastResort = LastResort::Open, "word", (), Assumed("ALL-3");
    /// Years of the supply plan that count as land to come when land is set against projects.
    "比对用地与项目时，视为可供用地的供应计划年数。"
    plan_years: f64 = 1.0, "years", 0.0..=50.0, Assumed("ALL-4");
    /// Central assignment: weeks until a project is looked at again for which no district has land.
    "统一分配：各区均无地可供的项目再次审视前的周数。"
    retry_weeks: u32 = 4, "weeks", 1..=520, Assumed("ALL-5");
    /// Deferred acceptance: weeks between two rounds.
    "延迟接受：两轮匹配之间的周数。"
    round_weeks: u32 = 8, "weeks", 1..=520, Assumed("ALL-6");
    /// Deferred acceptance: how far an offer at list price may trail the outside offer for the
    /// project to propose all the same.
    "延迟接受：按底价给出的条件可低于外地条件多少，项目仍愿申请。"
    acceptance_margin: f64 = 0.3, "utility", -10.0..=100.0, Assumed("ALL-7");
    /// Deferred acceptance: by what districts rank projects.
    "延迟接受：各区对项目排序的依据。"
    ranking: Ranking = Ranking::PerHectare, "word", (), Assumed("ALL-8");
    /// Deferred acceptance: projects that a district takes on for each of its teams.
    "延迟接受：各区每个团队可接收的项目数。"
    projects_per_team: f64 = 2.0, "projects/team", 0.0..=1_000.0, Assumed("ALL-9");
}
