//! What an enterprise wants of a place, what it is offered elsewhere, and when it stops waiting.

use bevy_ecs::prelude::*;

use super::ground::Ground;
use super::metrics::Metrics;
use super::negotiation::{self, Negotiations, rules};
use super::siting::{Site, give_back};
use crate::kernel::chance::math::{exp, ln};
use crate::kernel::chance::{Clock, Dice, Purpose};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::world::district::Conducts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::Parcel;
use crate::world::project::{Cause, Docket, Life, Project, ServicePackage, Stage, StageReached};
use crate::world::witness::Note;

parameters! {
    /// What an enterprise weighs.
    "enterprise"
    /// Utility of the strongest cluster against none.
    "最强产业集群相对无集群的效用。"
    agglomeration_weight: f64 = 1.0, "utility", 0.0..=10.0, Assumed("ENT-1");
    /// Utility of perfectly matching talent against none.
    "人才完全匹配相对完全不匹配的效用。"
    talent_weight: f64 = 0.8, "utility", 0.0..=10.0, Assumed("ENT-1");
    /// Utility of the best service against none.
    "最优服务相对无服务的效用。"
    service_weight: f64 = 0.6, "utility", 0.0..=10.0, Assumed("ENT-1");
    /// Loss of utility when the net land price is multiplied by e.
    "净地价每增至e倍所损失的效用。"
    price_weight: f64 = 0.6, "utility", 0.0..=10.0, Assumed("ENT-2");
    /// Land price at which the price neither helps nor hurts.
    "对选址既无利也无弊的参照地价。"
    reference_price_yuan: f64 = 1200.0, "yuan/m2", 1.0..=100_000.0, Assumed("ENT-2");
    /// Loss of utility for each week until the project has land.
    "取得土地前每等待一周损失的效用。"
    wait_weight: f64 = 0.02, "utility/week", 0.0..=1.0, Assumed("ENT-3");
    /// Scale of an enterprise's own taste for a district (Gumbel).
    "企业对各区自身偏好的尺度（耿贝尔分布）。"
    taste_scale: f64 = 0.5, "utility", 0.0..=5.0, Assumed("ENT-4");
    /// Chance to be lost in a week where the best prospect equals the outside offer.
    "最优前景与外地条件相当时，每周流失的概率。"
    loss_hazard: f64 = 0.015, "1/week", 0.0..=1.0, Assumed("ENT-5");
    /// How steeply that chance rises with the lead of the outside offer.
    "外地条件领先时流失概率上升的陡度。"
    loss_steepness: f64 = 1.0, "1/utility", 0.0..=10.0, Assumed("ENT-5");
    /// Utility of the prospects of a project for which nobody negotiates.
    "无区洽谈的项目对前景的效用。"
    no_prospect: f64 = -0.5, "utility", -10.0..=5.0, Assumed("ENT-6");
}

const PATIENCE: Purpose = Purpose::new("enterprise.patience");
const TASTE: Purpose = Purpose::new("enterprise.taste");

/// How near a project is to going elsewhere.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Patience(pub Clock);

impl Patience {
    /// Patience that nothing has tried yet.
    #[must_use]
    pub fn new(project: ProjectId, dice: &Dice) -> Self {
        Self(Clock::new(dice.roll(PATIENCE, &project, 0).exponential()))
    }
}

/// What a district offers, besides what the place is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Strength of the cluster, in [0, 1].
    pub agglomeration: f64,
    /// Service, in [0, 1].
    pub service: f64,
    /// Land price after discount, in yuan per square metre.
    pub net_price_yuan: f64,
    /// Weeks until the project has land.
    pub weeks_to_land: f64,
}

/// What an enterprise likes about a place whatever is offered: its own taste, and talent.
#[must_use]
pub fn liking(
    district: DistrictId,
    project: &Project,
    talent: f64,
    dice: &Dice,
    p: &Parameters,
) -> f64 {
    let taste = dice
        .roll(TASTE, &project.id, u64::from(district.0))
        .gumbel();
    p.taste_scale * taste + p.talent_weight * talent
}

/// Utility of an offer.
#[must_use]
pub fn utility(offer: &Offer, liking: f64, p: &Parameters) -> f64 {
    let price = ln(offer.net_price_yuan.max(1.0) / p.reference_price_yuan);
    liking + p.agglomeration_weight * offer.agglomeration + p.service_weight * offer.service
        - p.price_weight * price
        - p.wait_weight * offer.weeks_to_land
}

/// Utility of the outside offer after some weeks of waiting.
#[must_use]
pub fn outside_offer(project: &Project, waited: u32) -> f64 {
    project.outside + project.impatience * f64::from(waited)
}

/// Chance rate of a loss this week, from the lead of the outside offer.
#[must_use]
pub fn loss_hazard(outside: f64, best: f64, p: &Parameters) -> f64 {
    const STEEPEST: f64 = 6.0;
    p.loss_hazard * exp((p.loss_steepness * (outside - best)).clamp(-STEEPEST, STEEPEST))
}

/// Installs impatience.
pub fn plugin(model: &mut Model) {
    model
        .tick
        .add_systems(impatient_projects_leave.in_set(Tick::ImpatientProjectsLeave));
}

/// Every week without land tries a project's patience, the more the better the outside offer is
/// against the best it can hope for here.
fn impatient_projects_leave(
    mut commands: Commands,
    ground: Ground,
    p: Res<Parameters>,
    rules_of_negotiation: Res<negotiation::Parameters>,
    mut bank: ResMut<LandBank>,
    mut conducts: ResMut<Conducts>,
    mut docket: ResMut<Docket>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<(
        &Project,
        &mut Life,
        &mut Patience,
        &mut Negotiations,
        Option<&Site>,
        Option<&ServicePackage>,
    )>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = ground.calendar.now();
    docket.waiting.retain(|&(id, entity)| {
        let Ok((project, mut life, mut patience, mut negotiations, site, package)) =
            projects.get_mut(entity)
        else {
            return false;
        };
        let waited = now.since(life.reached(Stage::Pooled).unwrap_or(now));
        let outside = outside_offer(project, waited);
        let best = negotiations
            .open
            .iter()
            .chain(negotiations.signed.as_deref())
            .map(|n| n.utility)
            .fold(p.no_prospect, f64::max);
        let left = package.map_or(1.0, |package| package.loss_left);
        let hazard = left * loss_hazard(outside, best, &p);
        let is_lost = patience.0.advance(hazard);
        let talks = || {
            let signed = negotiations.signed.as_deref();
            let under_way = signed.map_or(&*negotiations.open, std::slice::from_ref);
            negotiation::talks(under_way, project, &ground.witness)
        };
        if !is_lost {
            if waited > 0 && waited.is_multiple_of(rules_of_negotiation.review_weeks) {
                ground.witness.note(now, id, || Note::Reading {
                    outside,
                    patience: patience.0.nearness(),
                    hazard,
                    talks: talks(),
                    is_signed: negotiations.signed.is_some(),
                });
            }
            return true;
        }
        let cause = cause_of_loss(
            &life,
            &negotiations,
            project,
            &ground,
            &bank,
            &p,
            &rules_of_negotiation,
        );
        ground.witness.note(now, id, || Note::Lost {
            cause: cause.word().to_owned(),
            outside,
            talks: talks(),
            waited,
        });
        if let Some(signed) = negotiations.signed.take() {
            let year = |week| ground.calendar.year(week);
            if life.reached(Stage::Agreed).map(year) == Some(year(now)) {
                // What was promised this year is free again; an earlier year's budget is closed.
                let price = ground.land_price_yi(signed.district, project);
                let spent = &mut conducts[signed.district].discounts_yi;
                *spent = (*spent - signed.discount * price).max(0.0);
            }
            if let Some(site) = site {
                give_back(site, &mut bank, &mut parcels);
                commands.entity(entity).remove::<Site>();
            } else {
                bank.keep_promise(signed.district, project.land);
            }
            negotiations.open.push(*signed);
        }
        negotiation::close_those(
            &mut negotiations,
            &mut conducts,
            &rules_of_negotiation,
            |_| true,
        );
        metrics
            .lost(cause)
            .add(project.cell(life.landing_district), 1.0);
        life.end(Stage::LostElsewhere, cause, now);
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::LostElsewhere,
        });
        false
    });
}

/// The reason that weighs most in a loss.
fn cause_of_loss(
    life: &Life,
    negotiations: &Negotiations,
    project: &Project,
    ground: &Ground,
    bank: &LandBank,
    p: &Parameters,
    n: &negotiation::Parameters,
) -> Cause {
    match life.stage() {
        Stage::Agreed => return Cause::NoLand,
        // Land is set aside and not granted yet.
        Stage::Sited => return Cause::Waiting,
        _ => {}
    }
    let Some(best) = negotiations.open.iter().max_by(|a, b| {
        a.utility
            .total_cmp(&b.utility)
            .then(b.district.cmp(&a.district))
    }) else {
        return Cause::Waiting;
    };
    if !rules::is_substantive(best.progress, project.work, n) {
        return Cause::StalledNegotiations;
    }
    let net = ground.price_yuan(best.district, project) * (1.0 - best.discount);
    let price = p.price_weight * ln(net.max(1.0) / p.reference_price_yuan).max(0.0);
    let talent = p.talent_weight * (1.0 - ground.talent(best.district, project));
    let wait = p.wait_weight * best.weeks_to_land;
    if wait >= price && wait >= talent {
        let access = ground.access(best.district, project);
        if bank.reserve_for(best.district, access) < project.land {
            Cause::NoLand
        } else {
            Cause::Waiting
        }
    } else if price >= talent {
        Cause::Price
    } else {
        Cause::NoTalent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cheaper_sooner_and_denser_is_never_worse() {
        let p = Parameters::default();
        let offer = Offer {
            agglomeration: 0.3,
            service: 0.5,
            net_price_yuan: 1200.0,
            weeks_to_land: 20.0,
        };
        let base = utility(&offer, 0.0, &p);
        for better in [
            Offer {
                agglomeration: 0.4,
                ..offer
            },
            Offer {
                service: 0.6,
                ..offer
            },
            Offer {
                net_price_yuan: 1100.0,
                ..offer
            },
            Offer {
                weeks_to_land: 10.0,
                ..offer
            },
        ] {
            assert!(utility(&better, 0.0, &p) > base, "{better:?}");
        }
    }

    #[test]
    fn the_hazard_of_loss_rises_with_the_lead_of_the_outside_offer() {
        let p = Parameters::default();
        assert!((loss_hazard(1.0, 1.0, &p) - p.loss_hazard).abs() < 1e-15);
        assert!(loss_hazard(2.0, 1.0, &p) > loss_hazard(1.0, 1.0, &p));
        assert!(loss_hazard(1e9, 0.0, &p).is_finite());
    }
}
