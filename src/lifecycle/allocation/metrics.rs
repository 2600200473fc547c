//! What the allocation regimes count.

use crate::kernel::record::{Metric, Scope, Tally, counters};

counters! {
    /// Counters of the regimes, over the counted weeks.
    pub struct Metrics {
        pub(super) assigned: Tally,
        pub(super) reassigned: Tally,
        pub(super) ranks: Tally,
        pub(super) taken_back: Tally,
        pub(super) without_land: Tally,
        pub(super) released: Tally,
        pub(super) proposing: Tally,
        pub(super) unmatched: Tally,
        pub(super) rounds: f64,
    }
}

/// The metrics of the regimes: 0 or undefined under open competition and under measure 5.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "allocation.assigned",
        title: "Projects assigned to a district",
        unit: "projects",
        formula: "projects given to a district for the first time by the city or by a matching, over the counted weeks; at a district, given to it",
        left_out: "rights under measure 5, which has its own count",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.assigned.at(at))),
    },
    Metric {
        name: "allocation.reassigned",
        title: "Projects assigned again",
        unit: "projects",
        formula: "times that a project was given to a further district after it was taken back from one, over the counted weeks; at a district, given to it",
        left_out: "rights under measure 5, which has its own count",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.reassigned.at(at))),
    },
    Metric {
        name: "allocation.mean_rank",
        title: "Rank of the assigned district in the project's own order",
        unit: "rank",
        formula: "place of the district in the order of utility of list-price offers over the districts that admit the project, 1 for the first, averaged over assignments of the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let given = m.assigned.at(at) + m.reassigned.at(at);
            (given > 0.0).then(|| m.ranks.at(at) / given)
        },
    },
    Metric {
        name: "allocation.taken_back",
        title: "Projects taken back",
        unit: "projects",
        formula: "projects taken back from a district without substantive progress, over the counted weeks; at a district, taken from it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.taken_back.at(at))),
    },
    Metric {
        name: "allocation.without_land",
        title: "Looks at a project for which no district had land",
        unit: "looks",
        formula: "times that central assignment found districts that admit a project and none with land for it, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.without_land.at(at))),
    },
    Metric {
        name: "allocation.released",
        title: "Projects at the last resort",
        unit: "projects",
        formula: "projects for which no further district was to be tried, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.released.at(at))),
    },
    Metric {
        name: "allocation.rounds",
        title: "Rounds of matching",
        unit: "rounds",
        formula: "rounds of deferred acceptance held, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City],
        weekly: false,
        value: |w, _| Some(count(w, |m| m.rounds)),
    },
    Metric {
        name: "allocation.unmatched_share",
        title: "Share of proposing projects that a round leaves unmatched",
        unit: "share",
        formula: "projects left unmatched by a round / projects that took part in it, over all rounds of the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let proposing = m.proposing.at(at);
            (proposing > 0.0).then(|| m.unmatched.at(at) / proposing)
        },
    },
];
