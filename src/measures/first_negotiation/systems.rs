//! The first-negotiation system at work, in the order of the week.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::components::{CertificationQueue, Covered, Lapsed, Queued, Request};
use super::metrics::Metrics;
use super::parameters::{Parameters, Reassignment};
use super::rules::{self, Standing};
use crate::kernel::calendar::Week;
use crate::kernel::chance::Purpose;
use crate::kernel::ids::DistrictId;
use crate::lifecycle::ground::Ground;
use crate::lifecycle::lead::reward_finder;
use crate::lifecycle::negotiation::{self, Negotiations, rules as negotiation_rules};
use crate::world::authority::LeadReferred;
use crate::world::district::Conducts;
use crate::world::land_bank::LandBank;
use crate::world::project::{FoundBy, Life, NegotiationRight, Project, Stage, StageReached};
use crate::world::witness::{Grounds, Note};

const REASSIGNMENT: Purpose = Purpose::new("first_negotiation.reassignment");

/// Notice 5.1, 5.2, 5.3: of the projects that enter the pool, those that are covered wait for a
/// first negotiator. The city names one for what it found itself; a district that found a lead
/// asks to be certified.
pub(super) fn take_up_covered_projects(
    mut commands: Commands,
    city: City,
    conducts: Res<Conducts>,
    mut queue: ResMut<CertificationQueue>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    mut projects: Query<(&Project, &mut Life)>,
) {
    let now = city.ground.calendar.now();
    for message in reached.read().filter(|m| m.stage == Stage::Pooled) {
        let Ok((project, mut life)) = projects.get_mut(message.project) else {
            continue;
        };
        if life.reached(Stage::Pooled) != Some(now) {
            // In the pool before the measure was in force (Assumption 5.1c).
            continue;
        }
        let standing = Standing {
            investment_yi: project.investment_yi,
            is_citywide: project.is_citywide,
            is_strategic: project.is_strategic,
        };
        if !rules::is_covered(standing, &city.p) {
            continue;
        }
        let mut covered = Covered::default();
        let witness = &city.ground.witness;
        let by_size = project.investment_yi >= city.p.threshold_yi;
        let right = match project.found_by {
            FoundBy::City => {
                // 5.2 根据各区主导产业定位和资源禀赋确定项目优先落地区.
                let best_fit = Reassignment::BestFit;
                let Some(named) = city.choose(best_fit, project, &covered, &conducts) else {
                    continue;
                };
                witness.note(now, project.id, || Note::Covered {
                    by_size,
                    ahead: None,
                });
                witness.note(now, project.id, || Note::RightGiven {
                    to: witness.code(named),
                    why: Grounds::Named,
                    seen: Some(city.ground.seen_by_city(&city.bank, named, project)),
                    queued: None,
                    begins_in: 0,
                });
                grant(
                    named,
                    now,
                    project,
                    &mut life,
                    &mut covered,
                    &mut metrics,
                    &city.p,
                )
            }
            FoundBy::District(finder) => {
                witness.note(now, project.id, || Note::Covered {
                    by_size,
                    ahead: Some(queue.0.len()),
                });
                queue.0.push_back(Queued {
                    id: project.id,
                    project: message.project,
                    request: Request::Finder(finder),
                    since: now,
                });
                NegotiationRight::Pending
            }
        };
        metrics
            .covered
            .add(project.cell(project.found_by.district()), 1.0);
        commands.entity(message.project).insert((covered, right));
    }
}

/// Notice 5.4: a district that sends a project up gives its right back and waits to be credited.
pub(super) fn take_up_referrals(
    ground: Ground,
    mut queue: ResMut<CertificationQueue>,
    mut metrics: ResMut<Metrics>,
    mut referrals: MessageReader<LeadReferred>,
    mut projects: Query<(&Project, &mut NegotiationRight)>,
) {
    for referral in referrals.read() {
        let Ok((project, mut right)) = projects.get_mut(referral.project) else {
            continue;
        };
        *right = NegotiationRight::Pending;
        metrics.referred.add(project.cell(Some(referral.by)), 1.0);
        queue.0.push_back(Queued {
            id: referral.id,
            project: referral.project,
            request: Request::Referral(referral.by),
            since: ground.calendar.now(),
        });
    }
}

/// Notice 5.3, 5.4: the city certifies as many as it can in a week. A finder gets the right; a
/// referrer gets its credit, whatever becomes of the project, and the project another district.
pub(super) fn certify(
    mut commands: Commands,
    city: City,
    mut conducts: ResMut<Conducts>,
    mut queue: ResMut<CertificationQueue>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(&Project, &mut Life, &mut Covered, &mut NegotiationRight)>,
) {
    let now = city.ground.calendar.now();
    let mut left = city.p.certifications_per_week;
    while left > 0 {
        let Some(queued) = queue.0.pop_front() else {
            return;
        };
        let Ok((project, mut life, mut covered, mut right)) = projects.get_mut(queued.project)
        else {
            continue;
        };
        if life.stage().is_exit() {
            // Lost while it waited: it takes no capacity.
            continue;
        }
        left -= 1;
        metrics.certified.add(project.cell(None), 1.0);
        metrics
            .queue_weeks
            .add(project.cell(None), f64::from(now.since(queued.since)));
        let witness = &city.ground.witness;
        let waited = now.since(queued.since);
        match queued.request {
            Request::Finder(finder) => {
                witness.note(now, project.id, || Note::RightGiven {
                    to: witness.code(finder),
                    why: Grounds::Finder,
                    seen: None,
                    queued: Some(waited),
                    begins_in: 0,
                });
                *right = grant(
                    finder,
                    now,
                    project,
                    &mut life,
                    &mut covered,
                    &mut metrics,
                    &city.p,
                );
            }
            Request::Referral(referrer) => {
                let is_credited = rules::credits(covered.referrer.is_some(), &city.p);
                witness.note(now, project.id, || Note::ReferralCertified {
                    by: witness.code(referrer),
                    queued: waited,
                    credited_yi: is_credited.then_some(city.p.credit_share * project.investment_yi),
                });
                if is_credited {
                    credit(referrer, project, &city, &mut conducts, &mut metrics);
                    covered.referrer = Some(referrer);
                }
                let lot = (&mut *life, &mut *covered);
                match city.pass_on(project, now, lot, &conducts, &mut metrics) {
                    Some(next) => *right = next,
                    None => {
                        commands.entity(queued.project).remove::<NegotiationRight>();
                    }
                }
            }
        }
    }
}

/// Notice 5.3: 超过3个月仍无实质性进展, the right lapses. Rights that others gave are theirs to end.
pub(super) fn lapse_stalled_rights(
    ground: Ground,
    p: Res<Parameters>,
    negotiation: Res<negotiation::Parameters>,
    mut lapsed: ResMut<Lapsed>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(
        Entity,
        &Project,
        &Life,
        &Negotiations,
        &Covered,
        &mut NegotiationRight,
    )>,
) {
    let now = ground.calendar.now();
    for (entity, project, life, negotiations, covered, mut right) in &mut projects {
        let NegotiationRight::Held { by, since, .. } = *right else {
            continue;
        };
        if life.stage() >= Stage::Agreed || covered.is_released {
            continue;
        }
        let talks = || negotiations.open.iter().filter(|n| n.district == by);
        let has_progressed = talks()
            .any(|n| negotiation_rules::is_substantive(n.progress, project.work, &negotiation));
        if rules::lapses(since, now, has_progressed, &p) {
            ground.witness.note(now, project.id, || Note::RightLapsed {
                by: ground.witness.code(by),
                weeks: now.since(since),
                done: talks().map(|n| n.progress).fold(0.0, f64::max) / project.work,
                needed: negotiation.substantive_share,
                by_regime: false,
            });
            *right = NegotiationRight::Pending;
            metrics.lapsed.add(project.cell(Some(by)), 1.0);
            lapsed.0.push((project.id, entity));
        }
    }
    lapsed.0.sort_unstable();
}

/// Notice 5.3: 由市产业主管部门统筹，另行择优选择落地区. After the last round, or where no
/// district is left, the project is open to all.
pub(super) fn reassign_lapsed_projects(
    mut commands: Commands,
    city: City,
    conducts: Res<Conducts>,
    mut lapsed: ResMut<Lapsed>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(&Project, &mut Life, &mut Covered, &mut NegotiationRight)>,
) {
    // The new district begins next week: its clock starts when it may negotiate.
    let begins = city.ground.calendar.now().after(1);
    for (_, entity) in lapsed.0.drain(..) {
        let Ok((project, mut life, mut covered, mut right)) = projects.get_mut(entity) else {
            continue;
        };
        let lot = (&mut *life, &mut *covered);
        match city.pass_on(project, begins, lot, &conducts, &mut metrics) {
            Some(next) => *right = next,
            None => {
                commands.entity(entity).remove::<NegotiationRight>();
            }
        }
    }
}

/// When a referred project has land or is lost, its
/// referrer learns, and gets its share of the tax if one was agreed.
pub(super) fn settle_what_is_decided(
    mut commands: Commands,
    ground: Ground,
    p: Res<Parameters>,
    negotiation: Res<negotiation::Parameters>,
    mut conducts: ResMut<Conducts>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life, &Covered)>,
) {
    for message in reached.read() {
        let Ok((project, life, covered)) = projects.get(message.project) else {
            continue;
        };
        let landed = message.stage == Stage::Granted;
        let lost = message.stage.is_exit();
        if !landed && !lost {
            continue;
        }
        commands.entity(message.project).remove::<Covered>();
        let Some(referrer) = covered.referrer else {
            continue;
        };
        let landed_elsewhere = landed && life.landing_district != Some(referrer);
        conducts[referrer]
            .lands_elsewhere
            .learn(landed_elsewhere, negotiation.memory);
        if landed_elsewhere {
            let tax = ground.expected_output_yi(project) * ground.sectors[project.sector].tax_rate;
            let share = p.tax_share * tax;
            metrics
                .shared_tax_yi
                .add(project.cell(Some(referrer)), share);
            if project.found_by == FoundBy::District(referrer) {
                let gain = ground.districts[referrer].tax_weight * share;
                reward_finder(&mut conducts, &ground, project, referrer, gain);
            }
        }
    }
}

/// Gives a district the right to negotiate from a week on.
fn grant(
    district: DistrictId,
    since: Week,
    project: &Project,
    life: &mut Life,
    covered: &mut Covered,
    metrics: &mut Metrics,
    p: &Parameters,
) -> NegotiationRight {
    covered.rights += 1;
    covered.tried.push(district);
    life.first_negotiator.get_or_insert(district);
    if life.stage() < Stage::Certified {
        life.reach(Stage::Certified, since);
    }
    metrics.rights.add(project.cell(Some(district)), 1.0);
    NegotiationRight::Held {
        by: district,
        since,
        leak: 1.0 - p.exclusivity,
        terms: rules::terms(covered.referrer.is_some(), p),
    }
}

/// Notice 5.4: 经认定后视同该区项目谋划引进成果.
fn credit(
    referrer: DistrictId,
    project: &Project,
    city: &City,
    conducts: &mut Conducts,
    metrics: &mut Metrics,
) {
    let credited = city.p.credit_share * project.investment_yi;
    metrics
        .credit_yi
        .add(project.cell(Some(referrer)), credited);
    if project.found_by == FoundBy::District(referrer) {
        let gain = city.ground.districts[referrer].credit_weight * credited;
        reward_finder(conducts, &city.ground, project, referrer, gain);
    }
}

/// What the city knows when it chooses a district.
#[derive(SystemParam)]
pub(super) struct City<'w> {
    ground: Ground<'w>,
    bank: Res<'w, LandBank>,
    negotiation: Res<'w, negotiation::Parameters>,
    p: Res<'w, Parameters>,
}

impl City<'_> {
    /// Gives a project to another district, or leaves it to open competition after the last round
    /// or where no district is left.
    fn pass_on(
        &self,
        project: &Project,
        since: Week,
        (life, covered): (&mut Life, &mut Covered),
        conducts: &Conducts,
        metrics: &mut Metrics,
    ) -> Option<NegotiationRight> {
        let (now, witness) = (self.ground.calendar.now(), &self.ground.witness);
        let next = (covered.rights < self.p.rounds)
            .then(|| self.choose(self.p.reassignment, project, covered, conducts))
            .flatten();
        let Some(next) = next else {
            covered.is_released = true;
            metrics.released.add(project.cell(None), 1.0);
            witness.note(now, project.id, || Note::Opened {
                rights: covered.tried.len(),
                by_regime: false,
            });
            return None;
        };
        witness.note(now, project.id, || Note::RightGiven {
            to: witness.code(next),
            why: Grounds::Reassigned,
            seen: (self.p.reassignment == Reassignment::BestFit)
                .then(|| self.ground.seen_by_city(&self.bank, next, project)),
            queued: None,
            begins_in: since.since(now),
        });
        metrics.reassigned.add(project.cell(Some(next)), 1.0);
        Some(grant(next, since, project, life, covered, metrics, &self.p))
    }

    /// The district that a rule chooses among those that may take the project and are untried.
    fn choose(
        &self,
        rule: Reassignment,
        project: &Project,
        covered: &Covered,
        conducts: &Conducts,
    ) -> Option<DistrictId> {
        let candidates: Vec<DistrictId> = self
            .ground
            .within_reach(project)
            .filter(|&d| self.ground.admits(d, project) && !covered.tried.contains(&d))
            .collect();
        let best = |score: &dyn Fn(DistrictId) -> f64| {
            rules::best(candidates.iter().map(|&d| (d, score(d))))
        };
        match rule {
            Reassignment::BestFit => best(&|d| self.ground.seen_by_city(&self.bank, d, project)),
            Reassignment::SecondBid => best(&|d| self.bid(d, project, conducts)),
            Reassignment::Random => {
                let round = u64::from(covered.rights);
                let draw = self.ground.dice.roll(REASSIGNMENT, &project.id, round);
                rules::any(&candidates, draw)
            }
        }
    }

    /// What a district expects of the project before it has looked closely.
    fn bid(&self, district: DistrictId, project: &Project, conducts: &Conducts) -> f64 {
        let suitability = self.ground.suitability(&self.bank, district, project);
        let seen = self
            .ground
            .seen_by_district(suitability, district, project, false);
        negotiation_rules::believed_chance(&conducts[district], seen, &self.negotiation)
            * self.ground.value_to(district, project)
    }
}
