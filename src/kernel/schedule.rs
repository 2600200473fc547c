//! The order of the week, as one page of text.

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor};

/// What happens in one week, in order. Numerals are the articles of the notice, numbers its
/// sentences; they stand where a measure has a system of its own. What bears none is the base
/// economy's, which obeys there what measures have written elsewhere (in brackets).
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tick {
    /// Last week's messages expire.
    Opens,

    // The ground: what the city has to offer.
    /// 七 7.2 The protection line is drawn around land that has no tier yet; 7.3 the ban on
    /// other than manufacturing is set; 7.6 the city's farmland quota is renewed.
    ProtectionLineIsHeld,
    /// Unused land is reused or lost (7.2: not if barred). 八 8.1, 8.3 Vacated space goes to target
    /// sectors first, urban districts included; 8.2 state companies offer what they have renovated
    /// and buy more.
    VacatedSpaceIsOffered,
    /// The plan is released into the reserve (7.3). 七 7.2 Losses are compensated; 7.6 the city's
    /// quota frees land for majors; 7.4 the reserve is held to the year's plan; 7.5 land is
    /// standardized.
    ReserveIsReplenished,
    /// 三 3.1 Ratings and admission standards, 3.2 the industry map are published.
    IndustryMapIsPublished,

    // The project: from lead to place.
    /// 一 1.1, 1.2 Investors are drawn into target sectors; general manufacturing is kept out and
    /// pressed to leave. Leads are found (五: by the city or by a district), and turn to districts
    /// (3.2).
    LeadsAreFound,
    /// Leads are measured against the admission standard (3.1); general manufacturing is turned
    /// away (一).
    LeadsAreScreened,
    /// Admitted projects enter the pool. 二 2.2 It is tracked; 2.1 what holds stuck majors is
    /// cleared: land, farmland quota, approval, conflict of districts.
    PoolIsUpdated,
    /// 四 4.1 to 4.4 Stewards and talent guarantees are given, before the week's negotiations.
    StewardsAreAssigned,
    /// Districts hold what they negotiate for, or refer it to the city (五 5.4).
    MisfitsAreReferred,
    /// 五 5.1 Who is covered; 5.2 the priority district is named; 5.3 the finder, 5.4 the referral
    /// is certified. Another regime allots projects here.
    FirstNegotiatorIsCertified,
    /// Districts that may (五) and want to negotiate begin to.
    NegotiationsOpen,
    /// Districts divide their teams; projects sign or do not (4.1 to 4.4).
    PartiesNegotiate,
    /// 五 5.3 More than three months without substantive progress: the right lapses. Another regime
    /// takes projects back here.
    StalledRightsLapse,
    /// 五 5.3 The city chooses another landing district on merit.
    LapsedProjectsAreReassigned,
    /// Projects whose patience is spent go elsewhere (4.1, 4.2: fewer where a steward serves).
    ImpatientProjectsLeave,

    // The plant: from place to production.
    /// Signed projects are sited on parcels (2.1: the coordinated first; 3.2: the search; 7.5:
    /// standard land first; 8.1: stock before new land).
    SitesAreFound,
    /// 六 6.2 The route of approval by commitment is opened to those who qualify. Land is granted
    /// (出让) or leased.
    LandIsGranted,
    /// Approval is decided, by the ordinary route or by commitment (六 6.2; 2.1 hastens it).
    ApprovalsAreDecided,
    /// Plants are built, late or not at all (4.1, 4.2).
    PlantsAreBuilt,
    /// Plants run up (4.3, 4.4), cluster, expand, are rated and leave (一: general manufacturing is
    /// pressed to).
    PlantsOperate,
    /// 六 6.1 Commitments are made and kept or broken; supervision finds what was broken.
    CommitmentsAreChecked,

    /// The week is counted. 四 Cases close, 五 5.4 referrals are settled, 八 8.2 debts are.
    Closes,
}

impl Tick {
    /// Every part of the week, in order.
    pub const ORDER: [Self; 23] = [
        Self::Opens,
        Self::ProtectionLineIsHeld,
        Self::VacatedSpaceIsOffered,
        Self::ReserveIsReplenished,
        Self::IndustryMapIsPublished,
        Self::LeadsAreFound,
        Self::LeadsAreScreened,
        Self::PoolIsUpdated,
        Self::StewardsAreAssigned,
        Self::MisfitsAreReferred,
        Self::FirstNegotiatorIsCertified,
        Self::NegotiationsOpen,
        Self::PartiesNegotiate,
        Self::StalledRightsLapse,
        Self::LapsedProjectsAreReassigned,
        Self::ImpatientProjectsLeave,
        Self::SitesAreFound,
        Self::LandIsGranted,
        Self::ApprovalsAreDecided,
        Self::PlantsAreBuilt,
        Self::PlantsOperate,
        Self::CommitmentsAreChecked,
        Self::Closes,
    ];
}

/// The name of the schedule that runs once a week.
#[derive(ScheduleLabel, Debug, Clone, PartialEq, Eq, Hash)]
pub struct Week;

/// An empty week with its order.
///
/// Two systems that touch the same thing in no stated order are an error when the schedule is
/// built: the order of the week is never an accident.
#[must_use]
pub fn empty_week() -> Schedule {
    let mut week = Schedule::new(Week);
    week.set_executor(SingleThreadedExecutor::new());
    week.set_build_settings(ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        ..Default::default()
    });
    for pair in Tick::ORDER.windows(2) {
        week.configure_sets(pair[0].before(pair[1]));
    }
    week
}
