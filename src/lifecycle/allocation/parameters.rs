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
    regime: Regime = Regime::OpenCompetition, "word", (), Assumed("ALL-1");
    /// Weeks without substantive progress after which a project is taken back: more than these.
    reassign_weeks: u32 = 13, "weeks", 0..=100_000, Assumed("ALL-2");
    /// Districts that one project is given to, one after the other, before the last resort.
    rounds: u32 = 3, "districts", 1..=100, Assumed("ALL-3");
    /// What becomes of the project then, or where no district is left.
    last_resort: LastResort = LastResort::Open, "word", (), Assumed("ALL-3");
    /// Years of the supply plan that count as land to come when land is set against projects.
    plan_years: f64 = 1.0, "years", 0.0..=50.0, Assumed("ALL-4");
    /// Central assignment: weeks until a project is looked at again for which no district has land.
    retry_weeks: u32 = 4, "weeks", 1..=520, Assumed("ALL-5");
    /// Deferred acceptance: weeks between two rounds.
    round_weeks: u32 = 8, "weeks", 1..=520, Assumed("ALL-6");
    /// Deferred acceptance: how far an offer at list price may trail the outside offer for the
    /// project to propose all the same.
    acceptance_margin: f64 = 0.3, "utility", -10.0..=100.0, Assumed("ALL-7");
    /// Deferred acceptance: by what districts rank projects.
    ranking: Ranking = Ranking::PerHectare, "word", (), Assumed("ALL-8");
    /// Deferred acceptance: projects that a district takes on for each of its teams.
    projects_per_team: f64 = 2.0, "projects/team", 0.0..=1_000.0, Assumed("ALL-9");
}
