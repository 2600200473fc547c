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
    threshold_yi: f64 = 1.0, "yi", 0.0..=1_000_000.0, Notice("5.1");
    /// How “具有全局性、战略性” is read: one of the two is enough, or both are needed.
    strategic_reading: StrategicReading = StrategicReading::Or, "word", (), Assumed("5.1a");
    /// Weeks that a district may negotiate without substantive progress; more than these and its
    /// right lapses (超过3个月).
    window_weeks: u32 = 13, "weeks", 0..=100_000, Notice("5.3");
    /// Certifications, of finders and of referrals together, that the city can give in a week.
    certifications_per_week: u32 = 6, "projects/week", 0..=100_000, Assumed("5.3b");
    /// Rights on one project after which it is left to open competition.
    rounds: u32 = 3, "rights", 1..=100, Assumed("5.3c");
    /// How the city chooses the next district (另行择优选择落地区).
    reassignment: Reassignment = Reassignment::BestFit, "word", (), Assumed("5.3d");
    /// Share of other districts that a right shuts out; the rest negotiate behind its back.
    exclusivity: f64 = 1.0, "share", 0.0..=1.0, Assumed("5.3e");
    /// Share of the credit for a landing that a certified referral brings its referrer (视同该区成果).
    credit_share: f64 = 1.0, "share", 0.0..=1.0, Notice("5.4");
    /// Which referrals of one project are credited: the first certified one, or every one.
    credited: Credited = Credited::First, "word", (), Assumed("5.4d");
    /// Share of the project's tax that goes to the referrer when it lands elsewhere.
    tax_share: f64 = 0.0, "share", 0.0..=1.0, Assumed("5.4c");
}
