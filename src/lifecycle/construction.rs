//! Construction: plants are built in their sector's time, later than planned, or never.

use bevy_ecs::prelude::*;

use super::land_supply::fall_out_of_use;
use super::metrics::Metrics;
use super::operation::Openings;
use super::siting::Site;
use crate::kernel::calendar::{Calendar, WEEKS_PER_MONTH, WEEKS_PER_YEAR, Week, whole_weeks};
use crate::kernel::chance::{Clock, Dice, Purpose};
use crate::kernel::ids::ProjectId;
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel};
use crate::world::project::{Cause, Life, Project, ServicePackage, Stage, StageReached};
use crate::world::sector::Sectors;
use crate::world::witness::{Note, Witnessed};

parameters! {
    /// How plants are built.
    "construction"
    /// Factor on every sector's construction time.
    "各行业建设周期的系数。"
    time_factor: f64 = 1.0, "1", 0.05..=10.0, Assumed("CON-1");
    /// Spread of construction time (standard deviation of the logarithm).
    "建设周期的离散度（对数标准差）。"
    spread: f64 = 0.15, "1", 0.0..=2.0, Assumed("CON-1");
    /// Delays to expect in a year of construction.
    "建设期每年预期延期次数。"
    slippage_per_year: f64 = 0.5, "1/year", 0.0..=52.0, Assumed("CON-2");
    /// Weeks that a delay costs.
    "每次延期耽误的周数。"
    slippage_weeks: u32 = 8, "weeks", 0..=520, Assumed("CON-2");
    /// Constructions that stop for good, for each year of construction.
    "建设期每年终止建设的比例。"
    stall_per_year: f64 = 0.03, "1/year", 0.0..=52.0, Assumed("CON-3");
}

const DURATION: Purpose = Purpose::new("construction.duration");
const SLIPPAGE: Purpose = Purpose::new("construction.slippage");
const STALL: Purpose = Purpose::new("construction.stall");

/// A plant under construction.
#[derive(Component, Debug, Clone, PartialEq)]
#[component(storage = "SparseSet")]
pub struct Construction {
    finished: Week,
    slippage: Clock,
    slips: u32,
    stall: Clock,
}

impl Construction {
    /// How near it is to stopping for good.
    #[must_use]
    pub fn nearness_of_stall(&self) -> f64 {
        self.stall.nearness()
    }

    /// Puts the completion off by some weeks.
    pub fn delay(&mut self, weeks: u32) {
        self.finished = self.finished.after(weeks);
    }
}

/// Installs construction.
pub fn plugin(model: &mut Model) {
    model.tick.add_systems(
        (begin_construction, build)
            .chain()
            .in_set(Tick::PlantsAreBuilt),
    );
}

fn slippage_clock(project: ProjectId, occurrence: u32, dice: &Dice) -> Clock {
    let draw = dice.roll(SLIPPAGE, &project, u64::from(occurrence));
    Clock::new(draw.exponential())
}

/// What was approved this week is begun.
fn begin_construction(
    mut commands: Commands,
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    sectors: Res<Sectors>,
    witness: Witnessed,
    mut bank: ResMut<LandBank>,
    mut approved: MessageReader<StageReached>,
    mut projects: Query<(&Project, &mut Life, &Site)>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = calendar.now();
    for message in approved.read().filter(|m| m.stage == Stage::Approved) {
        let Ok((project, mut life, site)) = projects.get_mut(message.project) else {
            continue;
        };
        for &entity in &site.parcels {
            if let Ok(mut parcel) = parcels.get_mut(entity) {
                bank.change(entity, &mut parcel, LandState::UnderConstruction);
            }
        }
        let months = sectors[project.sector].construction_months * p.time_factor;
        let weeks = dice
            .roll(DURATION, &project.id, 0)
            .lognormal(months * WEEKS_PER_MONTH, p.spread);
        let weeks = whole_weeks(weeks, 1);
        life.reach(Stage::Building, now);
        witness.note(now, project.id, || Note::Begun { weeks });
        commands.entity(message.project).insert(Construction {
            finished: now.after(weeks),
            slippage: slippage_clock(project.id, 0, &dice),
            slips: 0,
            stall: Clock::new(dice.roll(STALL, &project.id, 0).exponential()),
        });
    }
}

/// A week of building: delays add up, some sites stop for good and leave idle land, others finish.
fn build(
    mut commands: Commands,
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    witness: Witnessed,
    mut bank: ResMut<LandBank>,
    mut metrics: ResMut<Metrics>,
    mut openings: ResMut<Openings>,
    mut reached: MessageWriter<StageReached>,
    mut sites: Query<(
        Entity,
        &Project,
        &mut Life,
        &mut Construction,
        &Site,
        Option<&ServicePackage>,
    )>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = calendar.now();
    let weekly = 1.0 / f64::from(WEEKS_PER_YEAR);
    let mut ended: Vec<(ProjectId, Entity, bool)> = Vec::new();
    for (entity, project, _, mut construction, _, package) in &mut sites {
        let left = package.unwrap_or(&ServicePackage::NONE).slippage_left * weekly;
        if construction.stall.advance(p.stall_per_year * left) {
            ended.push((project.id, entity, false));
            continue;
        }
        if construction.slippage.advance(p.slippage_per_year * left) {
            construction.slips += 1;
            construction.finished = construction.finished.after(p.slippage_weeks);
            construction.slippage = slippage_clock(project.id, construction.slips, &dice);
            metrics.delays.add(project.cell(None), 1.0);
            witness.note(now, project.id, || Note::Slipped {
                weeks: p.slippage_weeks,
                times: construction.slips,
            });
        }
        if construction.finished <= now {
            witness.note(now, project.id, || Note::Finished {
                stall: construction.stall.nearness(),
                slippage: construction.slippage.nearness(),
            });
            ended.push((project.id, entity, true));
        }
    }
    ended.sort_unstable();
    for (id, entity, finished) in ended {
        commands.entity(entity).remove::<Construction>();
        if finished {
            openings.0.push((id, entity));
            continue;
        }
        let Ok((_, project, mut life, _, site, _)) = sites.get_mut(entity) else {
            continue;
        };
        for &parcel_entity in &site.parcels {
            if let Ok(mut parcel) = parcels.get_mut(parcel_entity) {
                fall_out_of_use(
                    parcel_entity,
                    &mut parcel,
                    LandState::Idle,
                    &mut bank,
                    &dice,
                );
            }
        }
        commands.entity(entity).remove::<Site>();
        metrics
            .stalled
            .add(project.cell(life.landing_district), 1.0);
        life.end(Stage::Withdrawn, Cause::StalledConstruction, now);
        witness.note(now, id, || Note::ended(&life, &witness));
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::Withdrawn,
        });
    }
}
