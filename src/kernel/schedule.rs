//! The order of the week, as one page of text.

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor};

/// What happens in one week, in order. Numerals are the articles of the notice.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tick {
    /// Last week's messages expire.
    Opens,

    // The ground: what the city has to offer.
    /// 七 The protection line is held; what is taken out of it is compensated.
    ProtectionLineIsHeld,
    /// 八 Vacated and inefficient space is offered again, or is lost to other uses.
    VacatedSpaceIsOffered,
    /// 七 The year's supply plan is released into the reserve.
    ReserveIsReplenished,
    /// 三 Ratings, admission standards and the industry map are published.
    IndustryMapIsPublished,

    // The project: from lead to place.
    /// 一 Investors come forward; 五 the city or a district finds them.
    LeadsAreFound,
    /// 三 Leads are measured against the admission standard.
    LeadsAreScreened,
    /// 二 Admitted projects enter the pool.
    PoolIsUpdated,
    /// 四 Stewards are assigned, before any negotiation begins.
    StewardsAreAssigned,
    /// 五 5.4 Districts hold what they negotiate for, or refer it to the city.
    MisfitsAreReferred,
    /// 五 5.2 The priority district is named; 5.3 the finder, 5.4 the referral is certified.
    FirstNegotiatorIsCertified,
    /// Districts that may and want to negotiate begin to.
    NegotiationsOpen,
    /// Districts divide their teams; projects sign or do not.
    PartiesNegotiate,
    /// 五 5.3 More than three months without substantive progress: the right lapses.
    StalledRightsLapse,
    /// 五 5.3 The city chooses another landing district on merit.
    LapsedProjectsAreReassigned,
    /// Projects whose patience is spent go elsewhere.
    ImpatientProjectsLeave,

    // The plant: from place to production.
    /// Signed projects are sited on parcels.
    SitesAreFound,
    /// 七 Land is granted (出让) from the reserve.
    LandIsGranted,
    /// 六 Approval, ordinary or by notification and commitment.
    ApprovalsAreDecided,
    /// Plants are built, late or not at all.
    PlantsAreBuilt,
    /// Plants run up, cluster, expand, are rated and leave.
    PlantsOperate,
    /// 六 Supervision finds commitments that were broken.
    CommitmentsAreChecked,

    /// The week is counted.
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
