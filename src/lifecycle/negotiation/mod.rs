//! Negotiation (洽谈): districts divide their teams, outbid each other, and projects sign.

mod open;
mod progress;
pub mod rules;
pub(crate) use open::close_those;
pub(crate) use progress::talks;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::{Assumed, Recalled};
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::world::project::Project;
use crate::world::witness::{Talk, Witnessed};

parameters! {
    /// How districts and projects negotiate.
    "negotiation"
    /// Weeks between two looks at a negotiation: the month of offers and decisions.
    "两次洽谈审视之间的周数，即报价和决策的周期。"
    review_weeks: u32 = 4, "weeks", 1..=52, Assumed("NEG-1");
    /// Weeks of diligence before a district decides for the first time to hold or to refer.
    "区首次决定保留或推送项目前的尽职调查周数。"
    diligence_weeks: u32 = 4, "weeks", 0..=52, Assumed("NEG-1");
    /// Least suitability, as seen, at which a district takes up a project that it may leave.
    "区可自行取舍项目时，参与洽谈的最低感知适配度。"
    bid_threshold: f64 = 0.3, "1", 0.0..=1.0, Assumed("NEG-2");
    /// Factor on the number of negotiating teams of every district.
    "各区洽谈团队数的系数。"
    teams_factor: f64 = 1.0, "1", 0.0..=20.0, Assumed("NEG-3");
    /// Most teams that can work on one negotiation.
    "一项洽谈最多可投入的团队数。"
    teams_most: f64 = 1.5, "teams", 0.05..=20.0, Assumed("NEG-3");
    /// How closely team time follows expected payoff: 0 shares alike, 1 in proportion.
    "团队时间随预期收益分配的程度：0为平均，1为按比例。"
    attention_elasticity: f64 = 0.5, "1", 0.0..=2.0, Assumed("NEG-4");
    /// Team-weeks of progress that a team makes in a week where all is well.
    "条件具备时，一个团队每周取得的进展（团队周）。"
    pace: f64 = 1.0, "1", 0.01..=20.0, Assumed("NEG-5");
    /// Share of the pace that is left where suitability is nil.
    "适配度为零时保留的进度比例。"
    pace_at_misfit: f64 = 0.15, "share", 0.0..=1.0, Assumed("NEG-5");
    /// Share of the pace that is left where no serviced site is on offer.
    "无市政配套完善的用地可供时保留的进度比例。"
    pace_without_site: f64 = 0.7, "share", 0.0..=1.0, Assumed("NEG-5");
    /// Share of the work that counts as substantive progress (实质性进展).
    "视为实质性进展的工作量比例。"
    substantive_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("NEG-6");
    /// Rise of the land-price discount at a review when a rival or the outside is preferred.
    "审视时项目更倾向他区或外地的，地价优惠的增幅。"
    discount_step: f64 = 0.05, "share of price", 0.0..=1.0, Assumed("NEG-7");
    /// Largest land-price discount.
    "地价优惠上限。"
    discount_most: f64 = 0.4, "share of price", 0.0..=1.0, Recalled("S:58 national minimum price 720 of 1,200");
    /// Factor on every district's yearly budget for discounts.
    "各区年度地价优惠预算的系数。"
    budget_factor: f64 = 1.0, "1", 0.0..=100.0, Assumed("NEG-8");
    /// Largest share of a project's expected payoff that a district gives up as discount.
    "区以优惠让出的收益占项目预期收益的上限。"
    discount_worth: f64 = 0.6, "share", 0.0..=100.0, Assumed("NEG-8");
    /// Suitability, as seen, from which a district draws on its experience with middling projects.
    "区按中等适配项目经验判断的感知适配度下限。"
    middling_fit: f64 = 0.35, "1", 0.0..=1.0, Assumed("NEG-9");
    /// Suitability, as seen, from which a district draws on its experience with good projects.
    "区按良好适配项目经验判断的感知适配度下限。"
    good_fit: f64 = 0.55, "1", 0.0..=1.0, Assumed("NEG-9");
    /// Share of earlier experience that is left after each further outcome.
    "每出现一个新结果后，原有经验保留的比例。"
    memory: f64 = 0.95, "share", 0.0..=1.0, Assumed("NEG-10");
    /// Weight of the newest week in a district's service, as enterprises experience it.
    "企业感受的区服务水平中最近一周的权重。"
    service_smoothing: f64 = 0.1, "share", 0.0..=1.0, Assumed("NEG-11");
}

/// A district's believed chances on the first day to land a misfit, a middling and a good project,
/// how firmly it holds them (in trials), and its belief in landings elsewhere. Assumption NEG-9.
pub const FIRST_BELIEFS: ([f64; 3], f64, f64) = ([0.1, 0.35, 0.6], 10.0, 0.35);

/// One district's negotiation for one project.
#[derive(Debug, Clone, PartialEq)]
pub struct Negotiation {
    /// The district.
    pub district: DistrictId,
    /// The week in which it began.
    pub opened: Week,
    /// Progress so far, in team-weeks of effective work.
    pub progress: f64,
    /// Team-weeks spent.
    pub spent: f64,
    /// Whether the zone's rules let the project in: where they do not, nothing moves.
    pub admitted: bool,
    /// True suitability at the last review.
    pub suitability: f64,
    /// Suitability as the district sees it.
    pub seen: f64,
    /// Weeks until land at the last review.
    pub weeks_to_land: f64,
    /// Whether that was the time of a serviced site at most.
    pub has_site: bool,
    /// Land-price discount on offer, as a share of the price.
    pub discount: f64,
    /// What the enterprise likes about the place whatever is offered: taste and talent.
    pub liking: f64,
    /// Utility of the offer to the enterprise at the last review.
    pub utility: f64,
    /// Service as the enterprise experienced it at the last review, in [0, 1].
    pub service: f64,
    /// Progress made in the last week.
    pub speed: f64,
    /// The expected payoff that the district last weighed, and the attention that it drew.
    pub weighed: (f64, f64),
    /// Whether the district was seen to hold what it believed likelier to land elsewhere.
    pub hoards: bool,
}

impl Negotiation {
    /// What a witness notes of it.
    #[must_use]
    pub fn talk(&self, project: &Project, witness: &Witnessed) -> Talk {
        Talk {
            district: witness.code(self.district),
            done: (self.progress / project.work.max(f64::MIN_POSITIVE)).min(1.0),
            utility: self.utility.is_finite().then_some(self.utility),
            seen: self.seen,
            discount: self.discount,
        }
    }
}

/// All negotiations for one project.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Negotiations {
    /// Those under way, in the order in which they began.
    pub open: Vec<Negotiation>,
    /// Those that ended without signing: the district and the team-weeks it spent.
    pub closed: Vec<(DistrictId, f64)>,
    /// The one that was signed; apart, since most of those who have gone have none.
    pub signed: Option<Box<Negotiation>>,
}

/// Installs negotiation.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<progress::Finished>();
    model.tick.add_systems((
        (open::renew_budgets, open::open_negotiations)
            .chain()
            .in_set(Tick::NegotiationsOpen),
        (
            progress::review_negotiations,
            progress::negotiate,
            progress::sign,
        )
            .chain()
            .in_set(Tick::PartiesNegotiate),
        (open::end_rights, open::leave_the_table).in_set(Tick::Closes),
    ));
}
