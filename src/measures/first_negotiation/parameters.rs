//! What the notice fixes about the first-negotiation system, and what it leaves open.

use crate::kernel::parameter::Source::{Assumed, Notice};
use crate::kernel::parameter::{choices, parameters};

choices! {
    /// How “具有全局性、战略性” is read.
    StrategicReading {
        /// Either is enough.
        Or = "or",
        /// Both are needed.
        And = "and",
    }
}

choices! {
    /// How the city chooses the next district after a lapse or a referral.
    Reassignment {
        /// The untried district that the city sees as most suitable.
        BestFit = "best_fit",
        /// The untried district that expects most of the project: districts bid once more.
        SecondBid = "second_bid",
        /// Any untried district.
        Random = "random",
    }
}

choices! {
    /// Which referrals of a project are credited.
    Credited {
        /// The first: one project is one result.
        First = "first",
        /// Every one.
        Every = "every",
    }
}

parameters! {
    /// The first-negotiation system. Notice 5.
    "measures.first_negotiation"
    /// Total investment from which a project is covered: 1亿元以上(含), so the threshold itself is.
    "项目总投资达到该数额（含）即纳入首谈制：1亿元以上（含）。"
    threshold_yi: f64 = 1.0, "yi", 0.0..=1_000_000.0, Notice("5.1");
    /// How “具有全局性、战略性” is read: one of the two is enough, or both are needed.
    "“具有全局性、战略性”的解读：具备其一即可，或须同时具备。"
    strategic_reading: StrategicReading = StrategicReading::Or, "word", (), Assumed("5.1a");
    /// Weeks that a district may negotiate without substantive progress; more than these and its
    /// right lapses (超过3个月).
    "区可在无实质性进展下洽谈的周数，超过即首谈权失效（超过3个月）。"
    window_weeks: u32 = 13, "weeks", 0..=100_000, Notice("5.3");
    /// Certifications, of finders and of referrals together, that the city can give in a week.
    "市级每周可办理的认定数，含首谈区认定和推送认定。"
    certifications_per_week: u32 = 6, "projects/week", 0..=100_000, Assumed("5.3b");
    /// Rights on one project after which it is left to open competition.
    "一个项目授予首谈权的次数，用尽后转入公开竞争。"
    rounds: u32 = 3, "rights", 1..=100, Assumed("5.3c");
    /// How the city chooses the next district (另行择优选择落地区).
    "市级另行择优选择落地区的方式。"
    reassignment: Reassignment = Reassignment::BestFit, "word", (), Assumed("5.3d");
    /// Share of other districts that a right shuts out; the rest negotiate behind its back.
    "首谈权排除他区的比例，其余各区仍私下洽谈。"
    exclusivity: f64 = 1.0, "share", 0.0..=1.0, Assumed("5.3e");
    /// Share of the credit for a landing that a certified referral brings its referrer (视同该区成果).
    "经认定的推送为推送区带来的落地成果比例（视同该区项目谋划引进成果）。"
    credit_share: f64 = 1.0, "share", 0.0..=1.0, Notice("5.4");
    /// Which referrals of one project are credited: the first certified one, or every one.
    "一个项目的哪些推送计入成果：首个经认定的推送，或每一次推送。"
    credited: Credited = Credited::First, "word", (), Assumed("5.4d");
    /// Share of the project's tax that goes to the referrer when it lands elsewhere.
    "项目在他区落地时，分享给推送区的税收比例。"
    tax_share: f64 = 0.0, "share", 0.0..=1.0, Assumed("5.4c");
}
