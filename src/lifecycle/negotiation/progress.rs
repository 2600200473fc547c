//! A week of negotiating: offers are reviewed, teams divided, and projects sign.

use bevy_ecs::prelude::*;

use super::open::close_those;
use super::rules::{attention, believed_chance, divide_teams, progress, raised_discount};
use super::{Negotiation, Negotiations, Parameters};
use crate::lifecycle::enterprise::{self, Offer};
use crate::lifecycle::ground::Ground;
use crate::lifecycle::metrics::Metrics;
use crate::world::district::Conducts;
use crate::world::land_bank::LandBank;
use crate::world::project::{Docket, Life, Project, ServicePackage, Stage, StageReached};
use crate::world::witness::{Note, Talk, Witnessed};

/// Projects with a finished negotiation this week, ascending by id.
#[derive(Resource, Debug, Default)]
pub(super) struct Finished(Vec<Entity>);

/// At its monthly review a district looks again at the fit, and raises its discount if the
/// enterprise prefers a rival or the outside: this is how a race to the bottom can run.
pub(super) fn review_negotiations(
    ground: Ground,
    p: Res<Parameters>,
    tastes: Res<enterprise::Parameters>,
    bank: Res<LandBank>,
    docket: Res<Docket>,
    conducts: Res<Conducts>,
    mut projects: Query<(&Project, &Life, &mut Negotiations, Option<&ServicePackage>)>,
) {
    let now = ground.calendar.now();
    for entity in docket.waiting() {
        let Ok((project, life, mut negotiations, package)) = projects.get_mut(entity) else {
            continue;
        };
        if negotiations.open.is_empty() {
            continue;
        }
        let waited = now.since(life.reached(Stage::Pooled).unwrap_or(now));
        let outside = enterprise::outside_offer(project, waited);
        let best = negotiations
            .open
            .iter()
            .map(|n| n.utility)
            .fold(f64::NEG_INFINITY, f64::max);
        for n in &mut negotiations.open {
            let age = now.since(n.opened);
            // What the law closes is no offer: nothing about it is looked at again.
            if !n.admitted || !age.is_multiple_of(p.review_weeks) {
                continue;
            }
            n.weeks_to_land = ground.weeks_to_land(&bank, n.district, project);
            n.has_site = ground.is_serviced(n.weeks_to_land);
            n.suitability = ground.suitability_at(n.weeks_to_land, n.district, project);
            let after_diligence = age >= p.diligence_weeks;
            n.seen = ground.seen_by_district(n.suitability, n.district, project, after_diligence);
            let conduct = &conducts[n.district];
            let not_preferred = n.utility < best || n.utility < outside;
            if age > 0 && not_preferred {
                let payoff =
                    believed_chance(conduct, n.seen, &p) * ground.value_to(n.district, project);
                let budget = ground.districts[n.district].discount_budget_yi * p.budget_factor;
                let before = n.discount;
                n.discount = raised_discount(
                    before,
                    ground.land_price_yi(n.district, project),
                    payoff,
                    budget - conduct.discounts_yi,
                    &p,
                );
                if n.discount > before {
                    ground
                        .witness
                        .note(now, project.id, || Note::DiscountRaised {
                            district: ground.witness.code(n.district),
                            discount: n.discount,
                        });
                }
            }
            weigh(&ground, n, project, conduct.service, package, &tastes);
        }
    }
}

/// What the offer is worth to the enterprise, with the service that the district gives these days
/// and what a service package adds.
fn weigh(
    ground: &Ground,
    n: &mut Negotiation,
    project: &Project,
    service: f64,
    package: Option<&ServicePackage>,
    tastes: &enterprise::Parameters,
) {
    let package = package.unwrap_or(&ServicePackage::NONE);
    let service = (service + package.service).min(1.0);
    let talent = ground.talent(n.district, project);
    let guaranteed = package.talent_match(talent) - talent;
    let offer = Offer {
        agglomeration: ground.clusters.agglomeration(n.district, project.sector),
        service,
        net_price_yuan: ground.price_yuan(n.district, project) * (1.0 - n.discount),
        weeks_to_land: n.weeks_to_land,
    };
    n.service = service;
    let liking = n.liking + tastes.talent_weight * guaranteed;
    n.utility = enterprise::utility(&offer, liking, tastes);
}

/// Each district divides its teams over its negotiations by expected payoff; each moves on.
pub(super) fn negotiate(
    ground: Ground,
    p: Res<Parameters>,
    docket: Res<Docket>,
    mut conducts: ResMut<Conducts>,
    mut finished: ResMut<Finished>,
    mut projects: Query<(&Project, &mut Negotiations)>,
    packages: Query<&ServicePackage>,
) {
    let mut attentions = vec![Vec::new(); ground.districts.0.len()];
    for entity in docket.waiting() {
        let Ok((project, mut negotiations)) = projects.get_mut(entity) else {
            continue;
        };
        for n in &mut negotiations.open {
            let chance = believed_chance(&conducts[n.district], n.seen, &p);
            let payoff = chance * ground.value_to(n.district, project);
            // A power is dear, and most payoffs are last week's.
            if payoff != n.weighed.0 || p.is_changed() {
                n.weighed = (payoff, attention(payoff, &p));
            }
            attentions[n.district.index()].push(n.weighed.1);
        }
    }
    let mut shares = Vec::with_capacity(attentions.len());
    for (district, attentions) in ground.districts.ids().zip(&attentions) {
        let teams = ground.districts[district].teams * p.teams_factor;
        let divided = divide_teams(teams, attentions, p.teams_most);
        let conduct = &mut conducts[district];
        conduct.teams_used = divided.iter().sum();
        let service = if divided.is_empty() {
            1.0
        } else {
            conduct.teams_used / divided.len() as f64 / p.teams_most
        };
        conduct.service += p.service_smoothing * (service - conduct.service);
        shares.push(divided.into_iter());
    }
    finished.0.clear();
    for entity in docket.waiting() {
        let Ok((project, mut negotiations)) = projects.get_mut(entity) else {
            continue;
        };
        if negotiations.open.is_empty() {
            continue;
        }
        let pace = packages.get(entity).map_or(1.0, |package| package.pace);
        let mut is_finished = false;
        for n in &mut negotiations.open {
            let teams = shares[n.district.index()].next().unwrap_or(0.0);
            n.spent += teams;
            n.speed = if n.admitted {
                pace * progress(teams, n.suitability, n.has_site, &p)
            } else {
                0.0
            };
            n.progress += n.speed;
            is_finished |= n.progress >= project.work;
        }
        if is_finished {
            finished.0.push(entity);
        }
    }
}

/// A project signs where the work is done, if the offer beats the outside and no rival is worth
/// waiting for.
pub(super) fn sign(
    ground: Ground,
    p: Res<Parameters>,
    tastes: Res<enterprise::Parameters>,
    finished: Res<Finished>,
    mut bank: ResMut<LandBank>,
    mut conducts: ResMut<Conducts>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<(
        &Project,
        &mut Life,
        &mut Negotiations,
        Option<&ServicePackage>,
    )>,
) {
    let now = ground.calendar.now();
    for &entity in &finished.0 {
        let Ok((project, mut life, mut negotiations, package)) = projects.get_mut(entity) else {
            continue;
        };
        let waited = now.since(life.reached(Stage::Pooled).unwrap_or(now));
        let outside = enterprise::outside_offer(project, waited);
        for n in negotiations.open.iter_mut().filter(|n| n.admitted) {
            let conduct = &conducts[n.district];
            let budget = ground.districts[n.district].discount_budget_yi * p.budget_factor;
            let price = ground.land_price_yi(n.district, project);
            if n.discount * price > budget - conduct.discounts_yi {
                n.discount = ((budget - conduct.discounts_yi) / price).max(0.0);
            }
            weigh(&ground, n, project, conduct.service, package, &tastes);
        }
        let Some(chosen) = choice(&negotiations.open, project.work, outside, &tastes) else {
            continue;
        };
        let signed = negotiations.open.remove(chosen);
        ground.witness.note(now, project.id, || Note::Signed {
            district: ground.witness.code(signed.district),
            utility: signed.utility,
            outside,
            discount: signed.discount,
            others: talks(&negotiations.open, project, &ground.witness),
        });
        close_those(&mut negotiations, &mut conducts, &p, |_| true);
        for &(district, spent) in &negotiations.closed {
            if district != signed.district {
                metrics
                    .duplicated_team_weeks
                    .add(project.cell(Some(district)), spent);
            }
        }
        let district = signed.district;
        conducts[district].discounts_yi +=
            signed.discount * ground.land_price_yi(district, project);
        bank.promise(district, project.land);
        life.landing_district = Some(district);
        life.reach(Stage::Agreed, now);
        negotiations.signed = Some(Box::new(signed));
        reached.write(StageReached {
            project: entity,
            id: project.id,
            stage: Stage::Agreed,
        });
    }
}

/// What a witness notes of some negotiations.
pub(crate) fn talks(open: &[Negotiation], project: &Project, witness: &Witnessed) -> Vec<Talk> {
    open.iter().map(|n| n.talk(project, witness)).collect()
}

/// The finished negotiation to sign, if it beats the outside offer and what an unfinished rival
/// promises after the weeks it still needs.
fn choice(
    open: &[Negotiation],
    work: f64,
    outside: f64,
    tastes: &enterprise::Parameters,
) -> Option<usize> {
    let finished = |n: &&(usize, &Negotiation)| n.1.admitted && n.1.progress >= work;
    let numbered: Vec<(usize, &Negotiation)> = open.iter().enumerate().collect();
    let best = numbered
        .iter()
        .filter(finished)
        .max_by(|a, b| {
            let by_utility = a.1.utility.total_cmp(&b.1.utility);
            by_utility.then(b.1.district.cmp(&a.1.district))
        })
        .filter(|best| best.1.utility > outside)?;
    let worth_waiting_for = numbered.iter().filter(|n| !finished(n)).any(|(_, n)| {
        let weeks = (work - n.progress) / n.speed;
        n.speed > 0.0 && n.utility - tastes.wait_weight * weeks > best.1.utility
    });
    (!worth_waiting_for).then_some(best.0)
}
