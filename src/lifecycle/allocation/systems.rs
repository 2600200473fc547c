//! The regimes at work: rights are given, and taken back where nothing moves.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::matching::{Market, deferred_acceptance};
use super::metrics::Metrics;
use super::parameters::{LastResort, Parameters, Ranking, Regime};
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;
use crate::lifecycle::enterprise::{self, Offer};
use crate::lifecycle::ground::Ground;
use crate::lifecycle::land_supply;
use crate::lifecycle::negotiation::rules::{believed_chance, is_substantive};
use crate::lifecycle::negotiation::{self, Negotiations};
use crate::world::authority::ReferralTerms;
use crate::world::district::Conducts;
use crate::world::land_bank::{Access, LandBank};
use crate::world::parcel::LandState;
use crate::world::project::{Docket, Life, NegotiationRight, Project, ServicePackage, Stage};
use crate::world::witness::{Grounds, Note};

/// A project that a regime allocates, from the pool until it is left to open competition.
#[derive(Component, Debug, Clone, PartialEq, Eq, Default)]
#[component(storage = "SparseSet")]
pub struct Allotment {
    /// Districts that it was given to.
    pub tried: Vec<DistrictId>,
    /// Whether it stays where it is for good.
    pub is_final: bool,
    /// The week from which central assignment looks at it again.
    pub due: Week,
}

/// A project that nobody holds.
struct Seeker<'a> {
    entity: Entity,
    project: &'a Project,
    life: &'a Life,
    package: &'a ServicePackage,
    allotment: Allotment,
}

/// What allocation looks at.
type Allotted = (
    &'static Project,
    &'static mut Life,
    Option<&'static Allotment>,
    Option<&'static NegotiationRight>,
    Option<&'static ServicePackage>,
);

/// Projects that enter the pool, and those that were taken back, are given to districts. Where open
/// competition has come (back) into force, what was allotted is open to all.
pub fn allocate(
    mut commands: Commands,
    mut city: City,
    docket: Res<Docket>,
    mut metrics: ResMut<Metrics>,
    allotted: Query<(), With<Allotment>>,
    mut projects: Query<Allotted>,
) {
    let now = city.ground.calendar.now();
    let regime = city.p.regime;
    if regime == Regime::OpenCompetition && allotted.is_empty() {
        return;
    }
    let mut books = Books::new(city.ground.districts.0.len());
    let mut seekers: Vec<Seeker> = Vec::new();
    for entity in docket.waiting() {
        let Ok((project, life, allotment, right, package)) = projects.get(entity) else {
            continue;
        };
        if life.stage() >= Stage::Agreed {
            continue;
        }
        if regime == Regime::OpenCompetition {
            if allotment.is_some() {
                open_to_all(&mut commands, entity);
            }
            continue;
        }
        let is_new =
            allotment.is_none() && right.is_none() && life.reached(Stage::Pooled) == Some(now);
        match right {
            Some(NegotiationRight::Held { by, .. }) => books.note(*by, project),
            Some(NegotiationRight::Pending) if allotment.is_none() => {}
            None if !is_new => {}
            _ => seekers.push(Seeker {
                entity,
                project,
                life,
                package: package.unwrap_or(&ServicePackage::NONE),
                allotment: allotment.cloned().unwrap_or_default(),
            }),
        }
    }
    let given = match regime {
        Regime::OpenCompetition => return,
        Regime::CentralAssignment => city.assign(&seekers, &mut books, &mut metrics),
        Regime::DeferredAcceptance => city.match_all(&seekers, &books, &mut metrics),
    };
    let decided: Vec<(Entity, Allotment, Outcome)> = seekers
        .into_iter()
        .zip(given)
        .map(|(seeker, outcome)| (seeker.entity, seeker.allotment, outcome))
        .collect();
    for (entity, mut allotment, outcome) in decided {
        let by = match outcome {
            Outcome::Given(by) => by,
            Outcome::GivenForGood(by) => {
                allotment.is_final = true;
                by
            }
            Outcome::Waits { due } => {
                allotment.due = due;
                commands
                    .entity(entity)
                    .insert((allotment, NegotiationRight::Pending));
                continue;
            }
            Outcome::IsOpen => {
                note(&city, entity, &projects, |_| Note::Opened {
                    rights: allotment.tried.len(),
                    by_regime: true,
                });
                open_to_all(&mut commands, entity);
                continue;
            }
        };
        note(&city, entity, &projects, |project| Note::RightGiven {
            to: city.ground.witness.code(by),
            why: match regime {
                Regime::DeferredAcceptance => Grounds::Matched,
                _ => Grounds::Assigned,
            },
            seen: Some(city.ground.seen_by_city(&city.bank, by, project)),
            queued: None,
            begins_in: 0,
        });
        allotment.tried.push(by);
        if let Ok((_, mut life, ..)) = projects.get_mut(entity) {
            life.first_negotiator.get_or_insert(by);
            if life.stage() < Stage::Certified {
                life.reach(Stage::Certified, now);
            }
        }
        let right = NegotiationRight::Held {
            by,
            since: now,
            leak: 0.0,
            terms: ReferralTerms::default(),
        };
        commands.entity(entity).insert((allotment, right));
    }
}

/// Has a witness note something of a project of the week's allocation.
fn note(
    city: &City,
    entity: Entity,
    projects: &Query<Allotted>,
    note: impl FnOnce(&Project) -> Note,
) {
    if let Ok((project, ..)) = projects.get(entity) {
        let now = city.ground.calendar.now();
        city.ground.witness.note(now, project.id, || note(project));
    }
}

fn open_to_all(commands: &mut Commands, project: Entity) {
    commands
        .entity(project)
        .remove::<(Allotment, NegotiationRight)>();
}

/// A district that has made no substantive progress in time gives the project back.
pub fn take_back_stalled_projects(
    ground: Ground,
    p: Res<Parameters>,
    negotiation: Res<negotiation::Parameters>,
    docket: Res<Docket>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(
        &Project,
        &Life,
        &Negotiations,
        &mut Allotment,
        &mut NegotiationRight,
    )>,
) {
    let now = ground.calendar.now();
    if p.regime == Regime::OpenCompetition {
        return;
    }
    for entity in docket.waiting() {
        let Ok((project, life, negotiations, mut allotment, mut right)) = projects.get_mut(entity)
        else {
            continue;
        };
        let NegotiationRight::Held { by, since, .. } = *right else {
            continue;
        };
        let has_time = now.since(since) <= p.reassign_weeks;
        if allotment.is_final || has_time || life.stage() >= Stage::Agreed {
            continue;
        }
        let talks = || negotiations.open.iter().filter(|n| n.district == by);
        let has_progressed =
            talks().any(|n| is_substantive(n.progress, project.work, &negotiation));
        if !has_progressed {
            ground.witness.note(now, project.id, || Note::RightLapsed {
                by: ground.witness.code(by),
                weeks: now.since(since),
                done: talks().map(|n| n.progress).fold(0.0, f64::max) / project.work,
                needed: negotiation.substantive_share,
                by_regime: true,
            });
            *right = NegotiationRight::Pending;
            allotment.due = now.after(1);
            metrics.taken_back.add(project.cell(Some(by)), 1.0);
        }
    }
}

/// What becomes of a project that nobody holds.
enum Outcome {
    /// A district may negotiate for it.
    Given(DistrictId),
    /// A district may, and nobody takes it back.
    GivenForGood(DistrictId),
    /// Nobody may for the time being.
    Waits {
        /// When central assignment looks again.
        due: Week,
    },
    /// Everybody may.
    IsOpen,
}

/// What each district holds and has not signed yet.
struct Books {
    hectares: Vec<f64>,
    projects: Vec<f64>,
}

impl Books {
    fn new(districts: usize) -> Self {
        Self {
            hectares: vec![0.0; districts],
            projects: vec![0.0; districts],
        }
    }

    fn note(&mut self, district: DistrictId, project: &Project) {
        self.hectares[district.index()] += project.land.hectares();
        self.projects[district.index()] += 1.0;
    }
}

/// What the city knows when it allocates.
#[derive(SystemParam)]
pub struct City<'w> {
    ground: Ground<'w>,
    bank: Res<'w, LandBank>,
    conducts: Res<'w, Conducts>,
    tastes: Res<'w, enterprise::Parameters>,
    negotiation: Res<'w, negotiation::Parameters>,
    supply: Res<'w, land_supply::Parameters>,
    p: Res<'w, Parameters>,
}

impl City<'_> {
    /// Central assignment: one project after the other goes where the city sees it fit best, among
    /// the districts that have land left for it.
    fn assign(
        &mut self,
        seekers: &[Seeker],
        books: &mut Books,
        metrics: &mut Metrics,
    ) -> Vec<Outcome> {
        let now = self.ground.calendar.now();
        let mut outcomes = Vec::with_capacity(seekers.len());
        for seeker in seekers {
            if seeker.allotment.due > now {
                let due = seeker.allotment.due;
                outcomes.push(Outcome::Waits { due });
                continue;
            }
            let candidates = self.untried(seeker);
            if candidates.is_empty() {
                outcomes.push(self.last_resort(seeker, books, metrics));
                continue;
            }
            let with_land = candidates
                .into_iter()
                .filter(|&d| self.has_land(d, seeker.project, books));
            let Some(district) = self.best_fit(with_land, seeker.project) else {
                metrics.without_land.add(seeker.project.cell(None), 1.0);
                let due = now.after(self.p.retry_weeks);
                outcomes.push(Outcome::Waits { due });
                continue;
            };
            books.note(district, seeker.project);
            self.count(seeker, district, metrics);
            outcomes.push(Outcome::Given(district));
        }
        outcomes
    }

    /// Deferred acceptance: in a week of a round, all projects that nobody holds propose; otherwise
    /// they wait.
    fn match_all(
        &mut self,
        seekers: &[Seeker],
        books: &Books,
        metrics: &mut Metrics,
    ) -> Vec<Outcome> {
        let now = self.ground.calendar.now();
        let waits = || Outcome::Waits { due: now };
        if !now.0.is_multiple_of(self.p.round_weeks) || seekers.is_empty() {
            return seekers.iter().map(|_| waits()).collect();
        }
        metrics.rounds += 1.0;
        let market = self.market(seekers, books);
        let matched = deferred_acceptance(&market);
        let mut outcomes = Vec::with_capacity(seekers.len());
        let mut books = Books::new(self.ground.districts.0.len());
        let districts: Vec<DistrictId> = self.ground.districts.ids().collect();
        for (seeker, district) in seekers.iter().zip(matched) {
            if self.untried(seeker).is_empty() {
                outcomes.push(self.last_resort(seeker, &mut books, metrics));
                continue;
            }
            metrics.proposing.add(seeker.project.cell(None), 1.0);
            if let Some(district) = district {
                self.count(seeker, districts[district], metrics);
                outcomes.push(Outcome::Given(districts[district]));
            } else {
                metrics.unmatched.add(seeker.project.cell(None), 1.0);
                outcomes.push(waits());
            }
        }
        outcomes
    }

    /// The market of a round: projects want districts by the utility of an offer at list price;
    /// districts want projects by what they expect of them.
    fn market(&self, seekers: &[Seeker], books: &Books) -> Market {
        let now = self.ground.calendar.now();
        let needs: f64 = seekers.iter().map(|s| s.project.land.hectares()).sum();
        let usual_need = needs / seekers.len() as f64;
        let mut market = Market::default();
        let mut expected: Vec<Vec<(f64, usize)>> = Vec::new();
        for district in self.ground.districts.ids() {
            expected.push(Vec::new());
            market.quotas.push(self.quota(district, usual_need, books));
        }
        for (number, seeker) in seekers.iter().enumerate() {
            let project = seeker.project;
            let waited = now.since(seeker.life.reached(Stage::Pooled).unwrap_or(now));
            let least = enterprise::outside_offer(project, waited) - self.p.acceptance_margin;
            let mut wishes: Vec<(f64, usize)> = Vec::new();
            for district in self.untried(seeker) {
                if !self.has_land(district, project, books) {
                    continue;
                }
                let utility = self.utility(district, seeker);
                if utility > least {
                    wishes.push((utility, district.index()));
                }
                let suitability = self.ground.suitability(&self.bank, district, project);
                let seen = self
                    .ground
                    .seen_by_district(suitability, district, project, false);
                if seen < self.negotiation.bid_threshold {
                    continue;
                }
                let conduct = &self.conducts[district];
                let value = believed_chance(conduct, seen, &self.negotiation)
                    * self.ground.value_to(district, project);
                let score = match self.p.ranking {
                    Ranking::PerHectare => value / project.land.hectares().max(f64::MIN_POSITIVE),
                    Ranking::Total => value,
                };
                expected[district.index()].push((score, number));
            }
            market.wishes.push(dearest_first(wishes));
        }
        market.rankings = expected.into_iter().map(dearest_first).collect();
        market
    }

    /// Projects that a district can take on in a round: by its teams, and by its land at the
    /// round's usual need.
    fn quota(&self, district: DistrictId, usual_need: f64, books: &Books) -> usize {
        let teams = self.ground.districts[district].teams * self.negotiation.teams_factor;
        let by_teams = teams * self.p.projects_per_team - books.projects[district.index()];
        let by_land = self.land_left(district, Access::Any, books) / usual_need;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of projects, cut off at 0; casts saturate"
        )]
        let places = by_teams.min(by_land).max(0.0) as usize;
        places
    }

    /// Where no district is left to try.
    fn last_resort(&self, seeker: &Seeker, books: &mut Books, metrics: &mut Metrics) -> Outcome {
        let project = seeker.project;
        metrics.released.add(project.cell(None), 1.0);
        if self.p.last_resort == LastResort::Open {
            return Outcome::IsOpen;
        }
        let admitting = self.ground.within_reach(project);
        let admitting = admitting.filter(|&d| self.ground.admits(d, project));
        let Some(district) = self.best_fit(admitting, project) else {
            return Outcome::IsOpen;
        };
        books.note(district, project);
        self.count(seeker, district, metrics);
        Outcome::GivenForGood(district)
    }

    fn count(&self, seeker: &Seeker, district: DistrictId, metrics: &mut Metrics) {
        let cell = seeker.project.cell(Some(district));
        if seeker.allotment.tried.is_empty() {
            metrics.assigned.add(cell, 1.0);
        } else {
            metrics.reassigned.add(cell, 1.0);
        }
        let own = self.utility(district, seeker);
        let better = self
            .ground
            .within_reach(seeker.project)
            .filter(|&d| self.ground.admits(d, seeker.project) && self.utility(d, seeker) > own);
        metrics.ranks.add(cell, 1.0 + better.count() as f64);
    }

    /// Districts that admit the project and have not been given it; none after the last round.
    fn untried(&self, seeker: &Seeker) -> Vec<DistrictId> {
        let tried = &seeker.allotment.tried;
        if tried.len() >= self.p.rounds as usize {
            return Vec::new();
        }
        self.ground
            .within_reach(seeker.project)
            .filter(|&d| self.ground.admits(d, seeker.project) && !tried.contains(&d))
            .collect()
    }

    fn best_fit(
        &self,
        districts: impl Iterator<Item = DistrictId>,
        project: &Project,
    ) -> Option<DistrictId> {
        let seen = districts.map(|d| (self.ground.seen_by_city(&self.bank, d, project), d));
        seen.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, district)| district)
    }

    fn has_land(&self, district: DistrictId, project: &Project, books: &Books) -> bool {
        let access = self.ground.access(district, project);
        self.land_left(district, access, books) >= project.land.hectares()
    }

    /// Hectares on offer and to come that nobody has been promised: signed projects without a site
    /// and projects that the district holds are taken off.
    fn land_left(&self, district: DistrictId, access: Access, books: &Books) -> f64 {
        let plan = match access {
            Access::StockOnly => 0.0,
            Access::Any | Access::StockFirst => {
                let yearly = self.ground.districts[district].annual_plan.hectares();
                yearly * self.supply.plan_factor * self.p.plan_years
            }
        };
        let renovated = self.bank.area(district, LandState::UnderRenovation);
        let on_offer = self.bank.reserve_for(district, access) + renovated;
        on_offer.hectares() + plan
            - self.bank.promised(district).hectares()
            - books.hectares[district.index()]
    }

    /// Utility to the enterprise of an offer at list price.
    fn utility(&self, district: DistrictId, seeker: &Seeker) -> f64 {
        let (ground, project) = (&self.ground, seeker.project);
        let offer = Offer {
            agglomeration: ground.clusters.agglomeration(district, project.sector),
            service: (self.conducts[district].service + seeker.package.service).min(1.0),
            net_price_yuan: ground.price_yuan(district, project),
            weeks_to_land: ground.weeks_to_land(&self.bank, district, project),
        };
        let talent = seeker
            .package
            .talent_match(ground.talent(district, project));
        let liking = enterprise::liking(district, project, talent, &ground.dice, &self.tastes);
        enterprise::utility(&offer, liking, &self.tastes)
    }
}

/// Numbers in the order of their scores, the highest first; the lower number among equals.
fn dearest_first(mut scored: Vec<(f64, usize)>) -> Vec<usize> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, number)| number).collect()
}
