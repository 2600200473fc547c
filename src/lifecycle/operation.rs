//! Operation: plants open, run up, cluster, and breed expansions.

use bevy_ecs::prelude::*;

use super::ground::Ground;
use super::negotiation::Negotiations;
use super::siting::Site;
use super::suitability;
use super::tape;
use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::{Calendar, WEEKS_PER_MONTH, Week, whole_weeks};
use crate::kernel::chance::{Clock, Dice, Purpose};
use crate::kernel::ids::{DistrictId, PlantId, ProjectId};
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::kernel::units::{Area, YUAN_PER_YI};
use crate::world::cluster::Clusters;
use crate::world::district::{DistrictSet, Districts};
use crate::world::enterprise::Enterprise;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel};
use crate::world::plant::{Plant, RampUp};
use crate::world::project::{FoundBy, Life, Project, ServicePackage, Stage, StageReached};
use crate::world::sector::{Sector, Sectors};
use crate::world::witness::{Note, Witnessed};

parameters! {
    /// How plants produce.
    "operation"
    /// Output of a plant in the strongest cluster against one in none, less 1.
    "处于最强产业集群的企业较无集群企业的产出增幅。"
    agglomeration_gain: f64 = 0.3, "share", 0.0..=5.0, Assumed("OPE-1");
    /// Producing hectares of the own sector at which a cluster has half of its strength.
    "集群强度达到一半时本行业在产用地的公顷数。"
    cluster_half_ha: f64 = 300.0, "ha", 1.0..=100_000.0, Assumed("OPE-1");
    /// What a hectare of a related sector counts for against one of the own.
    "相关行业每公顷用地相对本行业的折算系数。"
    related_weight: f64 = 0.3, "share", 0.0..=1.0, Assumed("OPE-1");
    /// Output lost where talent does not match at all.
    "人才完全不匹配时损失的产出。"
    talent_loss: f64 = 0.4, "share", 0.0..=1.0, Assumed("OPE-2");
    /// Share of capacity with which a plant opens.
    "投产时达到产能的比例。"
    opening_share: f64 = 0.2, "share", 0.0..=1.0, Assumed("OPE-3");
    /// Factor on every sector's time to full capacity.
    "各行业达产时间的系数。"
    ramp_factor: f64 = 1.0, "1", 0.05..=10.0, Assumed("OPE-3");
    /// Expansions to expect of a plant in a year, at the best experience of service.
    "服务体验最优时，企业每年预期增资扩产次数。"
    expansions_per_year: f64 = 0.04, "1/year", 0.0..=5.0, Assumed("OPE-4");
    /// Median investment of an expansion over that of the first project.
    "增资扩产投资与首个项目投资之比的中位数。"
    expansion_size: f64 = 0.5, "1", 0.01..=10.0, Assumed("OPE-4");
    /// Spread of that ratio (standard deviation of the logarithm).
    "该比值的离散度（对数标准差）。"
    expansion_spread: f64 = 0.4, "1", 0.0..=2.0, Assumed("OPE-4");
}

const EXPANSION_SIZE: Purpose = Purpose::new("operation.expansion_size");
const EXPANSION_WORK: Purpose = Purpose::new("operation.expansion_work");
const EXPANSION_LAND: Purpose = Purpose::new("operation.expansion_land");
const EXPANSION: Purpose = Purpose::new("operation.expansion");
const EXIT: Purpose = Purpose::new("operation.exit");

/// Plants that were finished this week, ascending by project.
#[derive(Resource, Debug, Default)]
pub struct Openings(pub Vec<(ProjectId, Entity)>);

/// An enterprise wants to build again, in the district where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expansion {
    id: ProjectId,
    /// The project whose plant is a success.
    pub of: Entity,
    /// The enterprise.
    pub enterprise: Entity,
    district: DistrictId,
}

/// Expansions by the week in which they become leads.
#[derive(Resource, Debug, Default)]
pub struct Expansions(Agenda<Expansion>);

impl Expansions {
    /// Takes what falls due in a week.
    pub fn due(&mut self, week: Week) -> Vec<Expansion> {
        self.0.take(week)
    }

    /// Files the next expansion of a plant, if it has an id.
    pub fn file(
        &mut self,
        due: Week,
        of: (ProjectId, Entity),
        enterprise: Entity,
        plant: &mut Plant,
    ) {
        plant.expansions += 1;
        if let Some(id) = of.0.expansion(plant.expansions) {
            self.0.file(
                due,
                Expansion {
                    id,
                    of: of.1,
                    enterprise,
                    district: plant.district,
                },
            );
        }
    }
}

impl Expansion {
    /// The expansion as a lead that its district found.
    #[must_use]
    pub fn into_project(
        self,
        enterprise: &Enterprise,
        first: &Project,
        ground: &Ground,
        size: &Parameters,
        p: &tape::Parameters,
    ) -> Project {
        let roll = |purpose| ground.dice.roll(purpose, &self.id, 0);
        let sector = &ground.sectors[first.sector];
        let ratio = roll(EXPANSION_SIZE).lognormal(size.expansion_size, size.expansion_spread);
        let investment_yi = (first.investment_yi * ratio).clamp(p.small_least_yi, p.size_most_yi);
        Project {
            id: self.id,
            enterprise: self.enterprise,
            found_by: FoundBy::District(self.district),
            investment_yi,
            land: tape::land_need(
                investment_yi,
                sector.land_ha_per_yi,
                sector.smallest_lot_ha,
                roll(EXPANSION_LAND).lognormal(1.0, p.land_spread),
                p,
            ),
            work: tape::negotiation_work(
                investment_yi,
                roll(EXPANSION_WORK).lognormal(1.0, p.work_spread),
                p,
            ),
            is_citywide: false,
            is_strategic: false,
            shut_out: DistrictSet::default(),
            productivity: enterprise.productivity,
            impatience: enterprise.impatience,
            ..first.clone()
        }
    }
}

/// Most output of one plant, in yuan a year: far above any city's, and low enough that the sum over
/// any number of plants that a run can hold fits.
const MOST_YUAN: f64 = 1e13;

/// Output of a plant at full capacity before agglomeration, in yuan a year.
#[must_use]
pub fn capacity_yuan(
    area: Area,
    sector: &Sector,
    productivity: f64,
    talent: f64,
    p: &Parameters,
) -> i64 {
    let match_factor = 1.0 - p.talent_loss * (1.0 - talent);
    let yuan =
        area.hectares() * sector.output_yi_per_ha * productivity * match_factor * YUAN_PER_YI;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to a range that fits; not a number casts to 0"
    )]
    let whole = libm::round(yuan.clamp(0.0, MOST_YUAN)) as i64;
    whole
}

/// A sum of money times a factor, in whole yuan.
#[must_use]
pub fn scaled_yuan(yuan: i64, factor: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to a range that fits; not a number casts to 0"
    )]
    let whole = libm::round((yuan as f64 * factor).clamp(-MOST_YUAN, MOST_YUAN)) as i64;
    whole
}

/// A plant's clocks: when it leaves, and when its enterprise builds again.
#[must_use]
pub fn clocks(plant: PlantId, dice: &Dice) -> (Clock, Clock) {
    let clock = |purpose| Clock::new(dice.roll(purpose, &plant, 0).exponential());
    (clock(EXIT), clock(EXPANSION))
}

/// The clock of the next expansion of a plant.
#[must_use]
pub fn next_expansion_clock(plant: PlantId, occurrence: u32, dice: &Dice) -> Clock {
    Clock::new(
        dice.roll(EXPANSION, &plant, u64::from(occurrence))
            .exponential(),
    )
}

/// Installs operation.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Openings>();
    model.world.init_resource::<Expansions>();
    model.tick.add_systems(
        (open_plants, run_up, reckon_clusters)
            .chain()
            .in_set(Tick::PlantsOperate),
    );
}

/// Finished plants open at a part of their capacity.
fn open_plants(
    mut commands: Commands,
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    suit: Res<suitability::Parameters>,
    districts: Res<Districts>,
    sectors: Res<Sectors>,
    witness: Witnessed,
    mut openings: ResMut<Openings>,
    mut clusters: ResMut<Clusters>,
    mut bank: ResMut<LandBank>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<(
        &Project,
        &mut Life,
        &Site,
        &Negotiations,
        Option<&ServicePackage>,
    )>,
    mut enterprises: Query<&mut Enterprise>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = calendar.now();
    for (id, entity) in openings.0.drain(..) {
        let Ok((project, mut life, site, negotiations, package)) = projects.get_mut(entity) else {
            continue;
        };
        let Some(district) = life.landing_district else {
            continue;
        };
        for &parcel_entity in &site.parcels {
            if let Ok(mut parcel) = parcels.get_mut(parcel_entity) {
                parcel.tenants = 1;
                bank.change(parcel_entity, &mut parcel, LandState::Producing);
            }
        }
        if let (Ok(mut enterprise), Some(signed)) = (
            enterprises.get_mut(project.enterprise),
            &negotiations.signed,
        ) {
            enterprise.experience = signed.service;
        }
        let sector = &sectors[project.sector];
        let package = package.unwrap_or(&ServicePackage::NONE);
        let talent = suitability::talent_match(&districts[district], sector, &suit);
        let talent = package.talent_match(talent);
        let (exit, expansion) = clocks(PlantId::OfProject(id), &dice);
        let plant = Plant {
            id: PlantId::OfProject(id),
            district,
            sector: project.sector,
            ownership: project.ownership,
            area: site.area,
            parcels: site.parcels.clone(),
            capacity_yuan: capacity_yuan(site.area, sector, project.productivity, talent, &p),
            energy_factor: project.energy_factor,
            exit,
            expansion,
            expansions: 0,
            project: Some(entity),
        };
        clusters.add_land(district, plant.sector, plant.ownership, plant.area);
        let capacity_yi = plant.capacity_yuan as f64 / YUAN_PER_YI;
        let weeks = whole_weeks(sector.ramp_up_months * WEEKS_PER_MONTH * p.ramp_factor, 1);
        let ramp = RampUp {
            since: now,
            weeks,
            counted_yuan: 0,
        };
        commands.spawn((plant, ramp));
        life.reach(Stage::Operating, now);
        witness.note(now, id, || Note::Operating { capacity_yi, weeks });
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::Operating,
        });
    }
}

/// Plants run up in a straight line from their opening share to full capacity.
fn run_up(
    mut commands: Commands,
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    mut clusters: ResMut<Clusters>,
    mut plants: Query<(Entity, &Plant, &mut RampUp)>,
) {
    let now = calendar.now();
    for (entity, plant, mut ramp) in &mut plants {
        let gone = f64::from(now.since(ramp.since)) / f64::from(ramp.weeks);
        let share = p.opening_share + (1.0 - p.opening_share) * gone.min(1.0);
        let target = if gone >= 1.0 {
            plant.capacity_yuan
        } else {
            scaled_yuan(plant.capacity_yuan, share)
        };
        clusters.add_capacity(
            plant.district,
            plant.sector,
            plant.ownership,
            target - ramp.counted_yuan,
            scaled_yuan(target, plant.energy_factor)
                - scaled_yuan(ramp.counted_yuan, plant.energy_factor),
        );
        ramp.counted_yuan = target;
        if gone >= 1.0 {
            commands.entity(entity).remove::<RampUp>();
        }
    }
}

/// Once a month everyone sees anew how strong the clusters are.
pub(super) fn reckon_clusters(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    sectors: Res<Sectors>,
    mut clusters: ResMut<Clusters>,
) {
    const MONTH: u32 = 4;
    if calendar.now().0.is_multiple_of(MONTH) {
        clusters.reckon(&sectors, p.cluster_half_ha, p.related_weight);
    }
}
