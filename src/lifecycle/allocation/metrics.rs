//! What the allocation regimes count.

use crate::kernel::language::words;
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
        title: words("Projects assigned to a district", "分配至区的项目数"),
        unit: "projects",
        formula: words(
            "projects given to a district for the first time by the city or by a matching, over the counted weeks; at a district, given to it",
            "统计期内由市级或匹配首次分配至区的项目数；按区统计时为分配给该区的项目",
        ),
        left_out: words(
            "rights under measure 5, which has its own count",
            "措施五下的首谈权（另行统计）",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.assigned.at(at))),
    },
    Metric {
        name: "allocation.reassigned",
        title: words("Projects assigned again", "再次分配项目数"),
        unit: "projects",
        formula: words(
            "times that a project was given to a further district after it was taken back from one, over the counted weeks; at a district, given to it",
            "统计期内项目被收回后再分配给另一区的次数；按区统计时为分配给该区的次数",
        ),
        left_out: words(
            "rights under measure 5, which has its own count",
            "措施五下的首谈权（另行统计）",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.reassigned.at(at))),
    },
    Metric {
        name: "allocation.mean_rank",
        title: words(
            "Rank of the assigned district in the project's own order",
            "分配区在项目自身排序中的名次",
        ),
        unit: "rank",
        formula: words(
            "place of the district in the order of utility of list-price offers over the districts that admit the project, 1 for the first, averaged over assignments of the counted weeks",
            "在准入该项目的各区中，按底价条件下效用排序的名次（首位为1），对统计期内各次分配取平均",
        ),
        left_out: words("", ""),
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
        title: words("Projects taken back", "收回项目数"),
        unit: "projects",
        formula: words(
            "projects taken back from a district without substantive progress, over the counted weeks; at a district, taken from it",
            "统计期内因无实质性进展从区收回的项目数；按区统计时为从该区收回的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.taken_back.at(at))),
    },
    Metric {
        name: "allocation.without_land",
        title: words(
            "Looks at a project for which no district had land",
            "各区均无地可供的分配次数",
        ),
        unit: "looks",
        formula: words(
            "times that central assignment found districts that admit a project and none with land for it, over the counted weeks",
            "统计期内统一分配时有区准入该项目、但均无地可供的次数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.without_land.at(at))),
    },
    Metric {
        name: "allocation.released",
        title: words("Projects at the last resort", "最终兜底项目数"),
        unit: "projects",
        formula: words(
            "projects for which no further district was to be tried, over the counted weeks",
            "统计期内再无其他区可试的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.released.at(at))),
    },
    Metric {
        name: "allocation.rounds",
        title: words("Rounds of matching", "匹配轮数"),
        unit: "rounds",
        formula: words(
            "rounds of deferred acceptance held, over the counted weeks",
            "统计期内举行的延迟接受匹配轮数",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City],
        weekly: false,
        value: |w, _| Some(count(w, |m| m.rounds)),
    },
    Metric {
        name: "allocation.unmatched_share",
        title: words(
            "Share of proposing projects that a round leaves unmatched",
            "参与匹配而未匹配项目占比",
        ),
        unit: "share",
        formula: words(
            "projects left unmatched by a round / projects that took part in it, over all rounds of the counted weeks",
            "统计期内各轮未匹配的项目数/参与该轮的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let proposing = m.proposing.at(at);
            (proposing > 0.0).then(|| m.unmatched.at(at) / proposing)
        },
    },
];
