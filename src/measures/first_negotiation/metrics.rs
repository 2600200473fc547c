//! What the first-negotiation system counts.

use crate::kernel::language::words;
use crate::kernel::record::{Metric, Scope, Tally, counters};

counters! {
    /// Counters of measure 5, over the counted weeks.
    pub struct Metrics {
        pub(super) covered: Tally,
        pub(super) certified: Tally,
        pub(super) queue_weeks: Tally,
        pub(super) rights: Tally,
        pub(super) lapsed: Tally,
        pub(super) reassigned: Tally,
        pub(super) released: Tally,
        pub(super) referred: Tally,
        pub(super) credit_yi: Tally,
        pub(super) shared_tax_yi: Tally,
    }
}

/// The metrics of measure 5.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "first_negotiation.covered",
        title: words("Projects covered", "纳入首谈制项目数"),
        unit: "projects",
        formula: words(
            "projects that entered the pool and are covered, over the counted weeks; at a district, found by it",
            "统计期内进入项目库且属首谈制范围的项目数；按区统计时为该区发现的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.covered.at(at))),
    },
    Metric {
        name: "first_negotiation.rights",
        title: words("First-negotiation rights given", "授予首谈权数"),
        unit: "rights",
        formula: words(
            "rights given, first and later ones, over the counted weeks",
            "统计期内首次及后续授予的首谈权数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rights.at(at))),
    },
    Metric {
        name: "first_negotiation.rights_lapsed",
        title: words("First-negotiation rights lapsed", "首谈权失效数"),
        unit: "rights",
        formula: words(
            "rights that lapsed without substantive progress, over the counted weeks; at a district, held by it",
            "统计期内因无实质性进展而失效的首谈权数；按区统计时为该区持有的首谈权",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.lapsed.at(at))),
    },
    Metric {
        name: "first_negotiation.lapsed_share",
        title: words("Share of rights that lapse", "首谈权失效率"),
        unit: "share",
        formula: words(
            "rights lapsed / rights given, over the counted weeks",
            "统计期内失效的首谈权数/授予的首谈权数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let rights = m.rights.at(at);
            (rights > 0.0).then(|| m.lapsed.at(at) / rights)
        },
    },
    Metric {
        name: "first_negotiation.projects_reassigned",
        title: words("Projects reassigned", "另行择优选择项目数"),
        unit: "projects",
        formula: words(
            "rights given to another district after a lapse or a referral, over the counted weeks; at a district, given to it",
            "统计期内首谈权失效或项目推送后授予另一区的首谈权数；按区统计时为授予该区的首谈权",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.reassigned.at(at))),
    },
    Metric {
        name: "first_negotiation.projects_released",
        title: words("Projects left to open competition", "转入公开竞争项目数"),
        unit: "projects",
        formula: words(
            "covered projects opened to all districts after the last round or for want of a district, over the counted weeks",
            "统计期内因轮次用尽或无区可选而向各区放开的首谈制项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.released.at(at))),
    },
    Metric {
        name: "first_negotiation.leads_referred",
        title: words("Leads referred to the city", "向市级推送线索数"),
        unit: "leads",
        formula: words(
            "projects that the holder of a right referred, over the counted weeks; at a district, by it",
            "统计期内首谈权持有区推送的项目数；按区统计时为该区推送的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.referred.at(at))),
    },
    Metric {
        name: "first_negotiation.referral_credit",
        title: words("Referral credit", "推送认定成果"),
        unit: "yi",
        formula: words(
            "credit share x total investment of certified referrals, over the counted weeks; at a district, credited to it",
            "统计期内成果计入比例×经认定推送项目的总投资；按区统计时为计入该区的成果",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.credit_yi.at(at))),
    },
    Metric {
        name: "first_negotiation.shared_tax",
        title: words("Tax shared with referrers", "推送区分享税收"),
        unit: "yi/year",
        formula: words(
            "tax share x expected yearly tax of referred projects that landed elsewhere in the counted weeks; at a district, received by it",
            "税收分享比例×统计期内推送后在他区落地项目的预期年税收；按区统计时为该区分得的税收",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.shared_tax_yi.at(at))),
    },
    Metric {
        name: "first_negotiation.queue_weeks",
        title: words("Weeks in the queue for certification", "认定排队周数"),
        unit: "weeks",
        formula: words(
            "weeks in the queue / certifications, over the counted weeks",
            "统计期内排队周数/认定数",
        ),
        left_out: words("requests that are still in the queue", "仍在排队的申请"),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| {
            let m = w.get_resource::<Metrics>()?;
            let certified = m.certified.at(at);
            (certified > 0.0).then(|| m.queue_weeks.at(at) / certified)
        },
    },
];
