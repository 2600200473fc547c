//! The first-negotiation system at work, in the order of the week.

use bevy_ecs::prelude::*;

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

const REASSIGNMENT: Purpose = Purpose::new("first_negotiation.reassignment");

/// Notice 5.1, 5.2, 5.3: of the projects that enter the pool, those that are covered wait for a
/// first negotiator. The city names one for what it found itself; a district that found a lead
/// asks to be certified.
pub(super) fn take_up_covered_projects(
    mut commands: Commands,
    ground: Ground,
    p: Res<Parameters>,
    bank: Res<LandBank>,
    conducts: Res<Conducts>,
    negotiation: Res<negotiation::Parameters>,
    mut queue: ResMut<CertificationQueue>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    mut projects: Query<(&Project, &mut Life)>,
) {
    let now = ground.calendar.now();
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
        if !rules::is_covered(standing, &p) {
            continue;
        }
        let mut covered = Covered::default();
        let right = match project.found_by {
            FoundBy::City => {
                // 5.2 根据各区主导产业定位和资源禀赋确定项目优先落地区.
                let open = candidates(&ground, project, &covered);
                let choose = Chooser {
                    ground: &ground,
                    bank: &bank,
                    conducts: &conducts,
                    negotiation: &negotiation,
                };
                let Some(named) = choose.by(Reassignment::BestFit, project, &open, 0) else {
                    continue;
                };
                grant(
                    named,
                    now,
                    project,
                    &mut life,
                    &mut covered,
                    &mut metrics,
                    &p,
                )
            }
            FoundBy::District(finder) => {
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
    ground: Ground,
    p: Res<Parameters>,
    bank: Res<LandBank>,
    negotiation: Res<negotiation::Parameters>,
    mut conducts: ResMut<Conducts>,
    mut queue: ResMut<CertificationQueue>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(&Project, &mut Life, &mut Covered, &mut NegotiationRight)>,
) {
    let now = ground.calendar.now();
    let mut left = p.certifications_per_week;
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
        match queued.request {
            Request::Finder(finder) => {
                *right = grant(
                    finder,
                    now,
                    project,
                    &mut life,
                    &mut covered,
                    &mut metrics,
                    &p,
                );
            }
            Request::Referral(referrer) => {
                if rules::credits(covered.referrer.is_some(), &p) {
                    credit(referrer, project, &ground, &mut conducts, &mut metrics, &p);
                    covered.referrer = Some(referrer);
                }
                let open = candidates(&ground, project, &covered);
                let choose = Chooser {
                    ground: &ground,
                    bank: &bank,
                    conducts: &conducts,
                    negotiation: &negotiation,
                };
                let next = choose.by(p.reassignment, project, &open, covered.rights);
                if let Some(next) = next.filter(|_| covered.rights < p.rounds) {
                    *right = grant(
                        next,
                        now,
                        project,
                        &mut life,
                        &mut covered,
                        &mut metrics,
                        &p,
                    );
                    metrics.reassigned.add(project.cell(Some(next)), 1.0);
                } else {
                    metrics.released.add(project.cell(None), 1.0);
                    commands.entity(queued.project).remove::<NegotiationRight>();
                }
            }
        }
    }
}

/// Notice 5.3: 超过3个月仍无实质性进展, the right lapses.
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
        &mut NegotiationRight,
    )>,
) {
    let now = ground.calendar.now();
    for (entity, project, life, negotiations, mut right) in &mut projects {
        let NegotiationRight::Held { by, since, .. } = *right else {
            continue;
        };
        if life.stage() >= Stage::Agreed {
            continue;
        }
        let has_progressed = negotiations
            .open
            .iter()
            .filter(|n| n.district == by)
            .any(|n| negotiation_rules::is_substantive(n.progress, project.work, &negotiation));
        if rules::lapses(since, now, has_progressed, &p) {
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
    ground: Ground,
    p: Res<Parameters>,
    bank: Res<LandBank>,
    conducts: Res<Conducts>,
    negotiation: Res<negotiation::Parameters>,
    mut lapsed: ResMut<Lapsed>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(&Project, &mut Life, &mut Covered, &mut NegotiationRight)>,
) {
    let choose = Chooser {
        ground: &ground,
        bank: &bank,
        conducts: &conducts,
        negotiation: &negotiation,
    };
    // The new district begins next week: its clock starts when it may negotiate.
    let begins = ground.calendar.now().after(1);
    for (_, entity) in lapsed.0.drain(..) {
        let Ok((project, mut life, mut covered, mut right)) = projects.get_mut(entity) else {
            continue;
        };
        let open = candidates(&ground, project, &covered);
        let next = choose.by(p.reassignment, project, &open, covered.rights);
        if let Some(next) = next.filter(|_| covered.rights < p.rounds) {
            *right = grant(
                next,
                begins,
                project,
                &mut life,
                &mut covered,
                &mut metrics,
                &p,
            );
            metrics.reassigned.add(project.cell(Some(next)), 1.0);
        } else {
            metrics.released.add(project.cell(None), 1.0);
            commands.entity(entity).remove::<NegotiationRight>();
        }
    }
}

/// Rights end when a project signs or is lost. When a referred project has land or is lost, its
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
        if message.stage == Stage::Agreed || lost {
            commands
                .entity(message.project)
                .remove::<NegotiationRight>();
        }
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
    ground: &Ground,
    conducts: &mut Conducts,
    metrics: &mut Metrics,
    p: &Parameters,
) {
    let credited = p.credit_share * project.investment_yi;
    metrics
        .credit_yi
        .add(project.cell(Some(referrer)), credited);
    if project.found_by == FoundBy::District(referrer) {
        let gain = ground.districts[referrer].credit_weight * credited;
        reward_finder(conducts, ground, project, referrer, gain);
    }
}

/// Districts that may take a project and have not been tried.
fn candidates(ground: &Ground, project: &Project, covered: &Covered) -> Vec<DistrictId> {
    ground
        .districts
        .ids()
        .filter(|&d| ground.admits(d, project) && !covered.tried.contains(&d))
        .collect()
}

/// What the city knows when it chooses a district.
struct Chooser<'a, 'w> {
    ground: &'a Ground<'w>,
    bank: &'a LandBank,
    conducts: &'a Conducts,
    negotiation: &'a negotiation::Parameters,
}

impl Chooser<'_, '_> {
    fn by(
        &self,
        reassignment: Reassignment,
        project: &Project,
        candidates: &[DistrictId],
        round: u32,
    ) -> Option<DistrictId> {
        let candidates_scored = |score: &dyn Fn(DistrictId) -> f64| {
            rules::best(candidates.iter().map(|&d| (d, score(d))))
        };
        match reassignment {
            Reassignment::BestFit => {
                candidates_scored(&|d| self.ground.seen_by_city(self.bank, d, project))
            }
            Reassignment::SecondBid => candidates_scored(&|d| self.bid(d, project)),
            Reassignment::Random => rules::any(
                candidates,
                self.ground
                    .dice
                    .roll(REASSIGNMENT, &project.id, u64::from(round)),
            ),
        }
    }

    /// What a district expects of the project before it has looked closely.
    fn bid(&self, district: DistrictId, project: &Project) -> f64 {
        let suitability = self.ground.suitability(self.bank, district, project);
        let seen = self
            .ground
            .seen_by_district(suitability, district, project, false);
        negotiation_rules::believed_chance(&self.conducts[district], seen, self.negotiation)
            * self.ground.value_to(district, project)
    }
}
