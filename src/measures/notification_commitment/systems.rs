//! Notification-commitment approval at work, in the order of the week.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::components::{Commitment, Conduct, CreditRecord, Entry, Excess, Supervised};
use super::metrics::Metrics;
use super::parameters::Parameters;
use super::rules::{self, Standing};
use crate::kernel::calendar::{Calendar, WEEKS_PER_YEAR, Week};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::ProjectId;
use crate::kernel::units::YUAN_PER_YI;
use crate::lifecycle::construction::Construction;
use crate::lifecycle::incumbent::Closures;
use crate::lifecycle::land_supply::fall_out_of_use;
use crate::lifecycle::operation::{self, scaled_yuan};
use crate::lifecycle::siting::Site;
use crate::world::cluster::Clusters;
use crate::world::district::Districts;
use crate::world::enterprise::Enterprise;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel, Readiness};
use crate::world::plant::{Plant, RampUp};
use crate::world::project::{ApprovalRoute, Cause, Docket, Life, Project, Stage, StageReached};
use crate::world::sector::Sectors;
use crate::world::witness::{Note, Witnessed};

const BREACH: Purpose = Purpose::new("notification_commitment.breach");
const BREACH_WEEK: Purpose = Purpose::new("notification_commitment.breach_week");
const PUTS_RIGHT: Purpose = Purpose::new("notification_commitment.puts_right");

/// What decides about a project's route.
#[derive(SystemParam)]
pub(super) struct Desk<'w, 's> {
    calendar: Res<'w, Calendar>,
    districts: Res<'w, Districts>,
    record: Res<'w, CreditRecord>,
    p: Res<'w, Parameters>,
    enterprises: Query<'w, 's, &'static Enterprise>,
    parcels: Query<'w, 's, &'static Parcel>,
}

impl Desk<'_, '_> {
    /// Whether the project is of the kind that article 6 names, on its site.
    fn is_eligible(&self, project: &Project, site: &Site) -> bool {
        let mut parcels = site
            .parcels
            .iter()
            .filter_map(|&e| self.parcels.get(e).ok());
        let in_pilot_area = parcels.all(|parcel| {
            rules::is_pilot_land(parcel.in_pilot, &self.districts[parcel.district], &self.p)
        });
        let standing = Standing {
            ownership: project.ownership,
            is_factory: project.is_factory,
            leases: project.leases,
            in_pilot_area,
        };
        rules::is_eligible(standing, &self.p)
    }

    /// Whether the credit record keeps the project's enterprise off the route.
    fn is_barred(&self, project: &Project) -> bool {
        let entry = self
            .enterprises
            .get(project.enterprise)
            .ok()
            .and_then(|enterprise| self.record.0.get(&enterprise.id));
        entry.is_some_and(|entry| rules::is_barred(entry.found, self.calendar.now(), &self.p))
    }

    fn commitment(&self, project: &Project, site: &Site) -> Option<Commitment> {
        if !self.is_eligible(project, site) || self.is_barred(project) {
            return None;
        }
        let parcels = site
            .parcels
            .iter()
            .filter_map(|&e| self.parcels.get(e).ok());
        let least_ready = parcels.map(|parcel| parcel.readiness).max()?;
        Some(Commitment {
            route: rules::route(least_ready, &self.p),
            on_standard_land: least_ready == Readiness::Standard,
        })
    }
}

/// Notice 6.2: a project with a site that qualifies is to be approved on its commitment. It is
/// looked at every week until its land is granted: what holds on that day counts.
pub(super) fn open_the_route(
    mut commands: Commands,
    desk: Desk,
    docket: Res<Docket>,
    projects: Query<(&Project, &Life, &Site, Option<&Commitment>)>,
) {
    for entity in docket.waiting() {
        let Ok((project, life, site, before)) = projects.get(entity) else {
            continue;
        };
        if life.stage() != Stage::Sited {
            continue;
        }
        let commitment = desk.commitment(project, site);
        if commitment.as_ref() == before {
            continue;
        }
        let mut entity = commands.entity(entity);
        match commitment {
            Some(commitment) => entity.insert((commitment, commitment.route)),
            None => entity.remove::<(Commitment, ApprovalRoute)>(),
        };
    }
}

/// Notice 6.1: 企业做承诺. Grants and approvals of the week are counted by route; from its approval
/// on a committed project is supervised, and whether it will keep its word is drawn.
pub(super) fn take_note_of_routes(
    mut commands: Commands,
    desk: Desk,
    dice: Res<Dice>,
    witness: Witnessed,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life, &Site, Option<&Commitment>)>,
) {
    let (now, p) = (desk.calendar.now(), &*desk.p);
    for message in reached.read() {
        let Ok((project, life, site, commitment)) = projects.get(message.project) else {
            continue;
        };
        if life.reached(message.stage) != Some(now) {
            // From before the measure was in force.
            continue;
        }
        let cell = project.cell(life.landing_district);
        match message.stage {
            Stage::Granted => {
                metrics.landed.add(cell, 1.0);
                if commitment.is_some() {
                    metrics.committed.add(cell, 1.0);
                } else if desk.is_eligible(project, site) && desk.is_barred(project) {
                    metrics.kept_off.add(cell, 1.0);
                }
            }
            Stage::Approved => {
                let weeks = now.since(life.reached(Stage::Granted).unwrap_or(now));
                let route = match commitment {
                    Some(commitment) if commitment.on_standard_land => 0,
                    Some(_) => 1,
                    None => 2,
                };
                metrics.approved[route].add(cell, 1.0);
                metrics.approval_weeks[route].add(cell, f64::from(weeks));
                if commitment.is_none() {
                    continue;
                }
                let Ok(enterprise) = desk.enterprises.get(project.enterprise) else {
                    continue;
                };
                let chance = rules::chance_of_breach(enterprise.credibility, p);
                let conduct = if dice.roll(BREACH, &project.id, 0).happens(chance) {
                    let uniform = dice.roll(BREACH_WEEK, &project.id, 0).uniform();
                    Conduct::WillBreak(rules::week_of_breach(now, uniform, p))
                } else {
                    Conduct::Keeps
                };
                witness.note(now, project.id, || Note::Committed {
                    breach_chance: chance,
                    weeks: p.supervision_weeks,
                });
                let until = now.after(p.supervision_weeks);
                let supervised = Supervised::new(project.id, until, conduct, &dice);
                commands.entity(message.project).insert(supervised);
            }
            _ => {}
        }
    }
}

/// Notice 6.1: 严监管. A week of supervision: commitments are broken, inspectors come, and what they
/// find is put right or costs the enterprise its land; either is entered into its credit record.
pub(super) fn supervise(
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    witness: Witnessed,
    mut consequences: Consequences,
    mut works: Works,
    mut metrics: ResMut<Metrics>,
    mut projects: Query<(&Project, &mut Life, &mut Supervised)>,
    all: Query<(Entity, &Project), With<Supervised>>,
) {
    let now = calendar.now();
    let hazard = p.inspections_per_year / f64::from(WEEKS_PER_YEAR);
    let mut order: Vec<(ProjectId, Entity)> = all.iter().map(|(e, of)| (of.id, e)).collect();
    order.sort_unstable();
    metrics.standing.clear();
    for (id, entity) in order {
        let Ok((project, mut life, mut supervised)) = projects.get_mut(entity) else {
            continue;
        };
        if life.stage().is_exit() {
            consequences.commands.entity(entity).remove::<Supervised>();
            continue;
        }
        let cell = project.cell(life.landing_district);
        if matches!(supervised.conduct, Conduct::WillBreak(week) if week <= now) {
            supervised.conduct = Conduct::Broken;
            witness.note(now, id, || Note::Broke {});
            metrics.broken.add(cell, 1.0);
        }
        let operates = life.stage() == Stage::Operating;
        let is_broken = matches!(
            supervised.conduct,
            Conduct::Broken | Conduct::PutsRight { .. }
        );
        if is_broken && operates && supervised.excess.is_none() {
            supervised.excess = works.begin_excess(entity, p.excess_energy);
        }
        if let Conduct::PutsRight {
            until,
            stopped_yuan,
        } = supervised.conduct
            && until <= now
        {
            works.end_excess(supervised.excess.take(), stopped_yuan);
            supervised.conduct = Conduct::Keeps;
            metrics.put_right.add(cell, 1.0);
            witness.note(now, id, || Note::PutRight {});
        }
        let is_supervised = now < supervised.until;
        if is_supervised && supervised.is_inspected(id, hazard, &dice) {
            metrics.inspections.add(cell, 1.0);
            let found = supervised.conduct == Conduct::Broken;
            let puts_right = found && dice.roll(PUTS_RIGHT, &id, 0).happens(p.rectified_share);
            witness.note(now, id, || Note::Inspected {
                found,
                puts_right_in: puts_right.then_some(p.rectification_weeks),
            });
            if found {
                metrics.found.add(cell, 1.0);
                consequences.enter_into_record(project, now, p.credibility_left);
                if puts_right {
                    let stopped_yuan = works.stop(supervised.excess, p.stopped_share);
                    consequences.delay(entity, p.rectification_weeks);
                    supervised.conduct = Conduct::PutsRight {
                        until: now.after(p.rectification_weeks),
                        stopped_yuan,
                    };
                } else {
                    let hectares = consequences.take_back(entity, id, &mut life, &works, now);
                    metrics.taken_back.add(cell, 1.0);
                    metrics.taken_back_ha.add(cell, hectares);
                    witness.note(now, id, || Note::ended(&life, &witness));
                    continue;
                }
            }
        }
        if supervised.conduct == Conduct::Broken {
            metrics.standing.add(cell, 1.0);
        }
        if let Some(excess) = supervised.excess {
            metrics.excess_tce.add(cell, works.excess_tce(excess));
        }
    }
}

/// What a breach that was found leads to.
#[derive(SystemParam)]
pub(super) struct Consequences<'w, 's> {
    commands: Commands<'w, 's>,
    dice: Res<'w, Dice>,
    bank: ResMut<'w, LandBank>,
    closures: ResMut<'w, Closures>,
    record: ResMut<'w, CreditRecord>,
    reached: MessageWriter<'w, StageReached>,
    enterprises: Query<'w, 's, &'static mut Enterprise>,
    constructions: Query<'w, 's, &'static mut Construction>,
    sites: Query<'w, 's, &'static Site>,
    parcels: Query<'w, 's, &'static mut Parcel>,
}

impl Consequences<'_, '_> {
    /// The record follows the enterprise, and with it every later project.
    fn enter_into_record(&mut self, project: &Project, now: Week, credibility_left: f64) {
        if let Ok(mut enterprise) = self.enterprises.get_mut(project.enterprise) {
            enterprise.credibility *= credibility_left;
            let entry = Entry {
                found: now,
                credibility: enterprise.credibility,
            };
            self.record.0.insert(enterprise.id, entry);
        }
    }

    /// Construction, if it goes on, is late by the weeks that it takes to put the breach right.
    fn delay(&mut self, project: Entity, weeks: u32) {
        if let Ok(mut construction) = self.constructions.get_mut(project) {
            construction.delay(weeks);
        }
    }

    /// The project ends and its land is taken back, in hectares: a site falls idle, a plant closes.
    fn take_back(
        &mut self,
        project: Entity,
        id: ProjectId,
        life: &mut Life,
        works: &Works,
        now: Week,
    ) -> f64 {
        let site = self.sites.get(project).ok();
        if let Some((entity, plant)) = works.plant_of(project) {
            // The land is vacated when the plant closes.
            self.closures.file(now.after(1), plant.id, entity);
        } else {
            for &entity in site.iter().flat_map(|site| &site.parcels) {
                if let Ok(mut parcel) = self.parcels.get_mut(entity) {
                    fall_out_of_use(
                        entity,
                        &mut parcel,
                        LandState::Idle,
                        &mut self.bank,
                        &self.dice,
                    );
                }
            }
            self.commands
                .entity(project)
                .remove::<(Construction, Site)>();
        }
        self.commands.entity(project).remove::<Supervised>();
        life.end(Stage::Breached, Cause::BrokenCommitment, now);
        self.reached.write(StageReached {
            project,
            id,
            stage: Stage::Breached,
        });
        site.map_or(0.0, |site| site.area.hectares())
    }
}

/// Plants, and the city's sums over them, which change together.
#[derive(SystemParam)]
pub(super) struct Works<'w, 's> {
    p: Res<'w, operation::Parameters>,
    sectors: Res<'w, Sectors>,
    clusters: ResMut<'w, Clusters>,
    plants: Query<'w, 's, (Entity, &'static mut Plant, Option<&'static RampUp>)>,
}

impl Works<'_, '_> {
    /// The plant that a project built. All are looked through: breaches are few.
    fn plant_of(&self, project: Entity) -> Option<(Entity, &Plant)> {
        self.plants
            .iter()
            .find(|(_, plant, _)| plant.project == Some(project))
            .map(|(entity, plant, _)| (entity, plant))
    }

    /// From now on the project's plant burns more than was committed to.
    fn begin_excess(&mut self, project: Entity, excess: f64) -> Option<Excess> {
        let (entity, plant) = self.plant_of(project)?;
        let committed = plant.energy_factor;
        self.set(entity, committed * (1.0 + excess), 0);
        Some(Excess {
            plant: entity,
            committed,
        })
    }

    /// A share of the plant's capacity stands still; how much, in yuan a year.
    fn stop(&mut self, excess: Option<Excess>, share: f64) -> i64 {
        let Some((of, Ok((_, plant, _)))) = excess.map(|of| (of, self.plants.get(of.plant))) else {
            return 0;
        };
        let (stopped_yuan, factor) = (scaled_yuan(plant.capacity_yuan, share), plant.energy_factor);
        self.set(of.plant, factor, -stopped_yuan);
        stopped_yuan
    }

    /// The plant is as it was committed to, and all of it runs.
    fn end_excess(&mut self, excess: Option<Excess>, stopped_yuan: i64) {
        if let Some(excess) = excess {
            self.set(excess.plant, excess.committed, stopped_yuan);
        }
    }

    /// Sets a plant's energy factor and changes its capacity, in the plant and in the sums. Of one
    /// that still runs up the sums hold what it has reached; its further way is to the new capacity.
    fn set(&mut self, plant: Entity, energy_factor: f64, more_yuan: i64) {
        let Ok((_, mut plant, ramp)) = self.plants.get_mut(plant) else {
            return;
        };
        let before = ramp.map_or(plant.capacity_yuan, |ramp| ramp.counted_yuan);
        let energy_before = scaled_yuan(before, plant.energy_factor);
        plant.energy_factor = energy_factor;
        plant.capacity_yuan += more_yuan;
        let after = ramp.map_or(plant.capacity_yuan, |ramp| ramp.counted_yuan);
        self.clusters.add_capacity(
            plant.district,
            plant.sector,
            plant.ownership,
            after - before,
            scaled_yuan(after, plant.energy_factor) - energy_before,
        );
    }

    /// What a plant burns beyond its commitment in a week, in tonnes of coal equivalent.
    fn excess_tce(&self, excess: Excess) -> f64 {
        const WAN_PER_YI: f64 = 10_000.0;
        let Ok((_, plant, ramp)) = self.plants.get(excess.plant) else {
            return 0.0;
        };
        let runs = ramp.map_or(plant.capacity_yuan, |ramp| ramp.counted_yuan);
        let agglomeration = self.clusters.agglomeration(plant.district, plant.sector);
        let lift = 1.0 + self.p.agglomeration_gain * agglomeration;
        let output_wan = runs as f64 / YUAN_PER_YI * WAN_PER_YI * lift;
        let beyond = plant.energy_factor - excess.committed;
        output_wan * self.sectors[plant.sector].energy_tce_per_wan * beyond
            / f64::from(WEEKS_PER_YEAR)
    }
}
