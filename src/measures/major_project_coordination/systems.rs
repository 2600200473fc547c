//! Coordination at work, in the order of the week.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::components::{Advanced, Namings, Obstacle, Pool, Tracked};
use super::metrics::Metrics;
use super::parameters::{Naming, Parameters};
use super::rules::{self, Standing};
use crate::kernel::calendar::Calendar;
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::units::Area;
use crate::lifecycle::approval::Approvals;
use crate::lifecycle::ground::Ground;
use crate::lifecycle::land_supply::{Occasion, Supply};
use crate::lifecycle::negotiation::Negotiations;
use crate::lifecycle::siting::{Grants, Site};
use crate::world::authority::ReferralTerms;
use crate::world::district::DistrictSet;
use crate::world::land_bank::{Access, LandBank};
use crate::world::parcel::{Parcel, Readiness};
use crate::world::project::{Docket, FirstInLine, Life, NegotiationRight, Project, Stage};
use crate::world::quota::FarmlandQuota;
use crate::world::sector::Sectors;
use crate::world::witness::{Grounds, Note, Witnessed};

/// Notice 2.2: 对全市高精尖产业项目实行集中管理. Every target project that is in the pool and has no land
/// yet is tracked, those that were there before the measure included.
pub(super) fn take_into_pool(
    mut commands: Commands,
    calendar: Res<Calendar>,
    sectors: Res<Sectors>,
    docket: Res<Docket>,
    p: Res<Parameters>,
    mut pool: ResMut<Pool>,
    mut metrics: ResMut<Metrics>,
    projects: Query<&Project, Without<Tracked>>,
) {
    for &(id, entity) in &docket.waiting {
        let Ok(project) = projects.get(entity) else {
            continue;
        };
        if !sectors[project.sector].tier.is_target() {
            continue;
        }
        let Err(at) = pool.0.binary_search_by_key(&id, |&(id, _)| id) else {
            continue;
        };
        pool.0.insert(at, (id, entity));
        let cell = project.cell(project.found_by.district());
        metrics.tracked.add(cell, 1.0);
        if rules::is_major(project, &p) {
            metrics.majors.add(cell, 1.0);
        }
        commands.entity(entity).insert(Tracked {
            moved: calendar.now(),
            progress: 0.0,
            is_stalled: false,
            obstacle: None,
            weeks_stuck: 0,
        });
    }
}

/// Notice 2.2: 为日常跟踪调度和服务提供支撑. Tracking tells which projects have stalled and what holds
/// them; what is approved or lost leaves the pool.
pub(super) fn track_projects(
    mut commands: Commands,
    ground: Ground,
    p: Res<Parameters>,
    bank: Res<LandBank>,
    quota: Res<FarmlandQuota>,
    mut pool: ResMut<Pool>,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(
        &Project,
        &Life,
        Option<&Negotiations>,
        &mut Tracked,
        Option<&NegotiationRight>,
        Option<&Site>,
    )>,
    parcels: Query<&Parcel>,
) {
    let now = ground.calendar.now();
    pool.0.retain(|&(_, entity)| {
        let Ok((project, life, negotiations, mut tracked, right, site)) = projects.get_mut(entity)
        else {
            return false;
        };
        let Some(negotiations) = negotiations.filter(|_| life.stage() < Stage::Approved) else {
            commands.entity(entity).remove::<FirstInLine>();
            return false;
        };
        let last = *tracked;
        let staged = life.reached(life.stage()).unwrap_or(now);
        let work = project.work.max(f64::MIN_POSITIVE);
        let furthest = negotiations.open.iter().map(|n| n.progress);
        let progress = (furthest.fold(0.0, f64::max) / work).min(1.0);
        *tracked = rules::moves_on(last, staged, progress, life.stage(), now, &p);

        let contested_weeks = match right {
            None => rules::contested_weeks(negotiations.open.iter().map(|n| n.opened), now),
            Some(_) => None,
        };
        let (missing, freeable) = match life.landing_district {
            Some(district) if tracked.is_stalled => {
                let access = ground.access(district, project);
                let missing = missing(district, access, project, &bank);
                let elsewhere = others_quota(district, &ground, &quota);
                let spare = rules::quota_moves(&elsewhere, quota.held_back(district), &p);
                (missing, spare.iter().map(|&(_, area)| area).sum())
            }
            _ => (Area::ZERO, Area::ZERO),
        };
        let standing = Standing {
            stage: life.stage(),
            is_stalled: tracked.is_stalled,
            contested_weeks,
            missing,
            freeable,
            awaits_utilities: site.is_some_and(|site| is_raw(site, &parcels)),
        };
        tracked.obstacle = rules::obstacle(&standing, &p);
        tracked.weeks_stuck = match tracked.obstacle {
            Some(Obstacle::Conflict) => contested_weeks.unwrap_or(0),
            _ => now.since(tracked.moved),
        };

        let cell = project.cell(life.landing_district);
        if tracked.is_stalled && !last.is_stalled {
            metrics.stalls.add(cell, 1.0);
        }
        if let Some(obstacle) = tracked.obstacle
            && last.obstacle != tracked.obstacle
        {
            metrics.named[obstacle as usize].add(cell, 1.0);
            ground.witness.note(now, project.id, || Note::Stalled {
                obstacle: obstacle.into(),
            });
        }
        true
    });
}

/// A named district that has not signed in time loses its naming: the project is open to all.
pub(super) fn end_namings(
    mut commands: Commands,
    calendar: Res<Calendar>,
    witness: Witnessed,
    mut namings: ResMut<Namings>,
    rights: Query<&NegotiationRight>,
) {
    for (id, entity, district, named) in namings.0.take(calendar.now()) {
        let still_stands = matches!(
            rights.get(entity),
            Ok(NegotiationRight::Held { by, since, .. }) if *by == district && *since == named
        );
        if still_stands {
            witness.note(calendar.now(), id, || Note::RightEnded {
                by: witness.code(district),
            });
            commands.entity(entity).remove::<NegotiationRight>();
        }
    }
}

/// A major project that is stuck.
struct Stuck<'a> {
    id: ProjectId,
    entity: Entity,
    project: &'a Project,
    life: &'a Life,
    negotiations: &'a Negotiations,
    right: Option<&'a NegotiationRight>,
    obstacle: Obstacle,
    weeks: u32,
}

/// Notice 2.1: 协调重大项目落地. The largest stuck majors come first; each slot clears one obstacle. What
/// could not be helped takes no slot.
pub(super) fn clear_obstacles(
    mut city: City,
    pool: Res<Pool>,
    projects: Query<(
        &Project,
        &Life,
        &Negotiations,
        &Tracked,
        Option<&NegotiationRight>,
    )>,
) {
    let mut stuck: Vec<Stuck> = pool
        .0
        .iter()
        .filter_map(|&(id, entity)| {
            let (project, life, negotiations, tracked, right) = projects.get(entity).ok()?;
            rules::is_major(project, &city.p).then_some(Stuck {
                id,
                entity,
                project,
                life,
                negotiations,
                right,
                obstacle: tracked.obstacle?,
                weeks: tracked.weeks_stuck,
            })
        })
        .collect();
    stuck.sort_by(|a, b| {
        let by_size = b.project.investment_yi.total_cmp(&a.project.investment_yi);
        by_size.then(a.id.cmp(&b.id))
    });

    city.begin_week();
    let slots = city.p.slots_per_week;
    let mut used = 0;
    for case in &stuck {
        let cell = case.project.cell(case.life.landing_district);
        if used == slots {
            city.metrics.unreached.add(cell, 1.0);
            let (now, witness) = (city.ground.calendar.now(), &city.ground.witness);
            witness.note(now, case.id, || Note::Unreached {});
        } else if let Some(district) = city.clear(case) {
            used += 1;
            let cell = case.project.cell(Some(district));
            let weeks = f64::from(case.weeks);
            let (now, witness) = (city.ground.calendar.now(), &city.ground.witness);
            witness.note(now, case.id, || Note::Cleared {
                obstacle: case.obstacle.into(),
                district: witness.code(district),
                weeks: case.weeks,
            });
            city.metrics.cleared[case.obstacle as usize].add(cell, 1.0);
            city.metrics.weeks_stuck.add(cell, weeks);
            city.metrics.served.add(cell, 1.0);
        }
    }
    city.metrics.slots_used += f64::from(used);
    city.metrics.slots += f64::from(slots);
}

/// Everything that the city can use to clear an obstacle.
#[derive(SystemParam)]
pub(super) struct City<'w, 's> {
    commands: Commands<'w, 's>,
    ground: Ground<'w>,
    supply: Supply<'w, 's>,
    p: Res<'w, Parameters>,
    approvals: ResMut<'w, Approvals>,
    grants: ResMut<'w, Grants>,
    advanced: ResMut<'w, Advanced>,
    namings: ResMut<'w, Namings>,
    metrics: ResMut<'w, Metrics>,
    /// Districts that have released land this week: a second release would number its parcels anew.
    released: Local<'s, DistrictSet>,
}

impl City<'_, '_> {
    fn begin_week(&mut self) {
        *self.released = DistrictSet::default();
        let districts = self.ground.districts.0.len();
        if self.ground.calendar.year_begins() {
            self.advanced.0.clear();
        }
        self.advanced.0.resize(districts, Area::ZERO);
    }

    /// Clears what holds a project; returns where, or nothing if nothing could be done.
    fn clear(&mut self, case: &Stuck) -> Option<DistrictId> {
        if case.obstacle == Obstacle::Conflict {
            return self.name_district(case);
        }
        let district = case.life.landing_district?;
        let is_cleared = match (case.obstacle, case.life.stage()) {
            (Obstacle::Quota, _) => self.move_quota(district, case),
            (Obstacle::Land, Stage::Agreed) => self.advance_land(district, case),
            (Obstacle::Land, _) => self.lay_utilities(case),
            _ => self.hasten_approval(case),
        };
        is_cleared.then_some(district)
    }

    /// Land is released ahead of the plan, if as much as is missing can be.
    fn advance_land(&mut self, district: DistrictId, case: &Stuck) -> bool {
        let missing = self.missing(district, case.project);
        let cannot_help = missing.is_zero() || self.can_advance(district) < missing;
        if cannot_help || !self.may_release(district, case.project) {
            return false;
        }
        self.supply
            .release(district, missing, Occasion::Coordination);
        self.supply.bank.advance(district, missing);
        self.advanced.0[district.index()] += missing;
        self.metrics
            .advanced_ha
            .add_to_district(district, missing.hectares());
        self.give_precedence(district, case);
        true
    }

    /// Quota is moved from the districts with most of it unused, and frees land that was held back;
    /// if that, with what can be released ahead of the plan, is enough.
    fn move_quota(&mut self, district: DistrictId, case: &Stuck) -> bool {
        let missing = self.missing(district, case.project);
        let wanted = missing.min(self.supply.quota.held_back(district));
        let elsewhere = others_quota(district, &self.ground, &self.supply.quota);
        let donations = rules::quota_moves(&elsewhere, wanted, &self.p);
        let moved: Area = donations.iter().map(|&(_, area)| area).sum();
        let cannot_help = moved.is_zero() || moved + self.can_advance(district) < missing;
        if cannot_help || !self.may_release(district, case.project) {
            return false;
        }
        for (donor, area) in donations {
            self.supply.quota.take(donor, area);
        }
        let freed = self.supply.quota.set_free(district, moved);
        self.supply.release(district, freed, Occasion::MovedQuota);
        self.metrics
            .quota_moved_ha
            .add_to_district(district, moved.hectares());
        self.give_precedence(district, case);
        true
    }

    /// Utilities are laid sooner than the site would have them.
    fn lay_utilities(&mut self, case: &Stuck) -> bool {
        let due = self.ground.calendar.now().after(self.p.utilities_weeks);
        let is_sooner = self.grants.expected(case.id, case.entity) > Some(due);
        if is_sooner {
            self.grants.hasten(due, case.id, case.entity);
        }
        is_sooner
    }

    /// The approval is decided sooner than its route would have it.
    fn hasten_approval(&mut self, case: &Stuck) -> bool {
        let due = self.ground.calendar.now().after(self.p.approval_weeks);
        let is_sooner = self.approvals.expected(case.id, case.entity) > Some(due);
        if is_sooner {
            self.approvals.hasten(due, case.id, case.entity);
        }
        is_sooner
    }

    /// One of the contestants is named, and negotiates alone from this week on.
    fn name_district(&mut self, case: &Stuck) -> Option<DistrictId> {
        if case.right.is_some() {
            return None;
        }
        let contestants = case.negotiations.open.iter().filter(|n| n.admitted);
        let bank = &self.supply.bank;
        let named = rules::named(contestants.map(|n| {
            let score = match self.p.naming {
                Naming::MostSuitable => self.ground.seen_by_city(bank, n.district, case.project),
                Naming::Furthest => n.progress,
            };
            (n.district, score)
        }))?;
        let (now, witness) = (self.ground.calendar.now(), &self.ground.witness);
        witness.note(now, case.id, || Note::RightGiven {
            to: witness.code(named),
            why: Grounds::Conflict,
            seen: (self.p.naming == Naming::MostSuitable)
                .then(|| self.ground.seen_by_city(bank, named, case.project)),
            queued: None,
            begins_in: 0,
        });
        self.commands
            .entity(case.entity)
            .insert(NegotiationRight::Held {
                by: named,
                since: now,
                leak: 0.0,
                terms: ReferralTerms::default(),
            });
        self.namings.0.file(
            now.after(self.p.naming_weeks),
            (case.id, case.entity, named, now),
        );
        Some(named)
    }

    fn missing(&self, district: DistrictId, project: &Project) -> Area {
        let access = self.ground.access(district, project);
        missing(district, access, project, &self.supply.bank)
    }

    /// Land that can still be released ahead of the district's plan this year.
    fn can_advance(&self, district: DistrictId) -> Area {
        let plan = self.supply.plan_of_the_year(district).hectares();
        let most = Area::from_hectares(plan * self.p.advance_share);
        most.saturating_sub(self.advanced.0[district.index()])
    }

    /// Whether new land would be of use to the project, and the district has released none for
    /// another one this week.
    fn may_release(&self, district: DistrictId, project: &Project) -> bool {
        let takes_new_land = self.ground.access(district, project) != Access::StockOnly;
        takes_new_land && !self.released.contains(district)
    }

    /// What is released for a project is not for those that signed before it.
    fn give_precedence(&mut self, district: DistrictId, case: &Stuck) {
        self.released.insert(district);
        self.commands.entity(case.entity).insert(FirstInLine);
    }
}

/// Land that the reserve of a district lacks for a project.
fn missing(district: DistrictId, access: Access, project: &Project, bank: &LandBank) -> Area {
    project
        .land
        .saturating_sub(bank.reserve_for(district, access))
}

/// The unused quota of all other districts of the same copy of the city.
fn others_quota(
    district: DistrictId,
    ground: &Ground,
    quota: &FarmlandQuota,
) -> Vec<(DistrictId, Area)> {
    let copy = ground.layout.copy_of(district.index());
    let within = ground.layout.districts_of_copy(copy);
    let others = within.filter(|&d| d != district);
    others.map(|d| (d, quota.left(d))).collect()
}

/// Whether a part of a site has no utilities yet.
fn is_raw(site: &Site, parcels: &Query<&Parcel>) -> bool {
    let mut readiness = site.parcels.iter().filter_map(|&entity| {
        let parcel = parcels.get(entity).ok()?;
        Some(parcel.readiness)
    });
    readiness.any(|readiness| readiness == Readiness::Raw)
}
