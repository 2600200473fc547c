//! Plants in their year: rated, put right or closed, expanding; general manufacturing phased out.

use bevy_ecs::prelude::*;

use super::metrics::Metrics;
use super::operation::{self, Expansions};
use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::{Calendar, WEEKS_PER_YEAR, Week};
use crate::kernel::chance::math::ln;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::PlantId;
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::{Assumed, Recalled};
use crate::kernel::parameter::parameters;
use crate::kernel::record::Cell;
use crate::kernel::schedule::Tick;
use crate::lifecycle::land_supply::vacate;
use crate::lifecycle::siting::Site;
use crate::world::authority::PhaseOut;
use crate::world::cluster::Clusters;
use crate::world::enterprise::Enterprise;
use crate::world::land_bank::LandBank;
use crate::world::parcel::Parcel;
use crate::world::plant::{Plant, RampUp};
use crate::world::project::{Cause, Life, Project, Stage, StageReached};
use crate::world::sector::{Sector, Sectors, Tier};
use crate::world::witness::{Note, Witnessed};

parameters! {
    /// How plants are rated every year, and leave.
    "incumbents"
    /// Share of general manufacturers that leaves in a year (about 100 of some 3,300 firms).
    "一般制造业企业每年退出的比例（约3300家中每年约100家）。"
    general_exit_per_year: f64 = 0.03, "1/year", 0.0..=10.0, Recalled("S:36 about 100 firms a year after 2020");
    /// Share of all plants that closes in a year whatever its rating.
    "不论评价结果每年关停的企业比例。"
    closure_per_year: f64 = 0.005, "1/year", 0.0..=10.0, Assumed("INC-1");
    /// Share of plants in the lowest grade.
    "评为最低档的企业比例。"
    lowest_grade_share: f64 = 0.05, "share", 0.0..=1.0, Assumed("INC-2");
    /// Share of the lowest grade that puts itself right within the year.
    "最低档企业当年完成整改的比例。"
    rectified_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("INC-3");
    /// Rise of output of a plant that puts itself right.
    "完成整改企业的产出增幅。"
    rectification_gain: f64 = 0.15, "share", 0.0..=10.0, Assumed("INC-3");
    /// Share of the lowest grade that leaves in a year if it does not put itself right.
    "未整改的最低档企业每年退出的比例。"
    lowest_exit_per_year: f64 = 0.2, "1/year", 0.0..=10.0, Assumed("INC-3");
    /// Weight of output per hectare in the rating.
    "评价中地均产出的权重。"
    output_weight: f64 = 0.4, "weight", 0.0..=1.0, Assumed("INC-4");
    /// Weight of tax per hectare in the rating.
    "评价中地均税收的权重。"
    tax_weight: f64 = 0.3, "weight", 0.0..=1.0, Assumed("INC-4");
    /// Weight of energy per output in the rating.
    "评价中单位产出能耗的权重。"
    energy_weight: f64 = 0.15, "weight", 0.0..=1.0, Assumed("INC-4");
    /// Weight of emissions per output in the rating.
    "评价中单位产出排放的权重。"
    emission_weight: f64 = 0.15, "weight", 0.0..=1.0, Assumed("INC-4");
}

const RECTIFIES: Purpose = Purpose::new("incumbent.rectifies");

/// Plants by the week in which they close.
#[derive(Resource, Debug, Default)]
pub struct Closures(Agenda<(PlantId, Entity)>);

impl Closures {
    /// Has a plant close in a week.
    pub fn file(&mut self, due: Week, id: PlantId, plant: Entity) {
        self.0.file(due, (id, plant));
    }

    /// Takes what falls due in a week. A plant closes once, for however many reasons.
    pub fn due(&mut self, week: Week) -> Vec<(PlantId, Entity)> {
        let mut due = self.0.take(week);
        due.dedup();
        due
    }
}

/// Installs the rating and the exit of plants.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Closures>();
    model.tick.add_systems(
        (rate_plants, close_plants)
            .chain()
            .in_set(Tick::PlantsOperate)
            .after(operation::reckon_clusters),
    );
}

/// A plant's rating: the higher, the more it yields and the less it burns.
#[must_use]
pub fn rating(plant: &Plant, sector: &Sector, p: &Parameters) -> f64 {
    const LEAST: f64 = 1e-9;
    let yuan_per_square_metre =
        plant.capacity_yuan as f64 / (plant.area.square_metres() as f64).max(1.0);
    let energy = sector.energy_tce_per_wan * plant.energy_factor;
    let log = |x: f64| ln(x.max(LEAST));
    p.output_weight * log(yuan_per_square_metre)
        + p.tax_weight * log(yuan_per_square_metre * sector.tax_rate)
        - p.energy_weight * log(energy)
        - p.emission_weight * log(energy * sector.emission_t_per_tce)
}

/// Once a year every plant at full capacity is rated. The lowest grade puts itself right or is
/// likelier to leave; general manufacturing leaves at its rate; the rest may expand.
fn rate_plants(
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    growth: Res<operation::Parameters>,
    sectors: Res<Sectors>,
    phase_out: Res<PhaseOut>,
    witness: Witnessed,
    mut clusters: ResMut<Clusters>,
    mut closures: ResMut<Closures>,
    mut expansions: ResMut<Expansions>,
    mut metrics: ResMut<Metrics>,
    mut plants: Query<(Entity, &mut Plant), Without<RampUp>>,
    projects: Query<&Project>,
    enterprises: Query<&Enterprise>,
) {
    if !calendar.year_begins() {
        return;
    }
    let now = calendar.now();
    let year = u64::from(now.0 / WEEKS_PER_YEAR);
    let mut rated: Vec<(f64, PlantId, Entity)> = plants
        .iter()
        .map(|(entity, plant)| (rating(plant, &sectors[plant.sector], &p), plant.id, entity))
        .collect();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is a length"
    )]
    let lowest = (rated.len() as f64 * p.lowest_grade_share) as usize;
    // Who is in the lowest grade counts, not the order.
    if lowest < rated.len() {
        rated.select_nth_unstable_by(lowest, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }

    let week_within = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a year is at most 52 weeks"
        )]
        let weeks = (share * f64::from(WEEKS_PER_YEAR)) as u32;
        now.after(weeks)
    };
    for (place, &(_, id, entity)) in rated.iter().enumerate() {
        let Ok((_, mut plant)) = plants.get_mut(entity) else {
            continue;
        };
        let sector = &sectors[plant.sector];
        let mut hazard = p.closure_per_year;
        if sector.tier == Tier::General {
            hazard += p.general_exit_per_year + phase_out.general_exit_per_year;
        }
        if place < lowest {
            let cell = cell(&plant);
            if dice.roll(RECTIFIES, &id, year).happens(p.rectified_share) {
                rectify(&mut plant, &mut clusters, p.rectification_gain);
                metrics.rectified.add(cell, 1.0);
            } else {
                hazard += p.lowest_exit_per_year;
            }
        }
        if let Some(share) = plant.exit.strikes_within(hazard) {
            closures.0.file(week_within(share), (id, entity));
            continue;
        }
        let Some((of, project)) = plant
            .project
            .and_then(|of| projects.get(of).ok().map(|project| (of, project)))
        else {
            continue;
        };
        let Ok(enterprise) = enterprises.get(project.enterprise) else {
            continue;
        };
        let wish = growth.expansions_per_year * enterprise.experience;
        if let Some(share) = plant.expansion.strikes_within(wish) {
            let due = week_within(share).after(1);
            expansions.file(due, (project.id, of), project.enterprise, &mut plant);
            if let Some(next) = project.id.expansion(plant.expansions) {
                witness.note(now, project.id, || Note::Expands {
                    project: next.to_string(),
                    in_weeks: due.since(now),
                });
            }
            plant.expansion = operation::next_expansion_clock(id, plant.expansions, &dice);
        }
    }
}

fn cell(plant: &Plant) -> Cell {
    Cell {
        district: Some(plant.district),
        sector: plant.sector,
        ownership: plant.ownership.index(),
    }
}

fn rectify(plant: &mut Plant, clusters: &mut Clusters, gain: f64) {
    let before = plant.capacity_yuan;
    plant.capacity_yuan = operation::scaled_yuan(before, 1.0 + gain);
    clusters.add_capacity(
        plant.district,
        plant.sector,
        plant.ownership,
        plant.capacity_yuan - before,
        operation::scaled_yuan(plant.capacity_yuan, plant.energy_factor)
            - operation::scaled_yuan(before, plant.energy_factor),
    );
}

/// Plants that are due close; their land is vacated.
fn close_plants(
    mut commands: Commands,
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    sectors: Res<Sectors>,
    witness: Witnessed,
    mut closures: ResMut<Closures>,
    mut clusters: ResMut<Clusters>,
    mut bank: ResMut<LandBank>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageWriter<StageReached>,
    plants: Query<(&Plant, Option<&RampUp>)>,
    mut lives: Query<(&Project, &mut Life)>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = calendar.now();
    for (_, entity) in closures.due(now) {
        let Ok((plant, ramp)) = plants.get(entity) else {
            continue;
        };
        let (d, s, o) = (plant.district, plant.sector, plant.ownership);
        let counted = ramp.map_or(plant.capacity_yuan, |ramp| ramp.counted_yuan);
        clusters.remove_land(d, s, o, plant.area);
        clusters.add_capacity(
            d,
            s,
            o,
            -counted,
            -operation::scaled_yuan(counted, plant.energy_factor),
        );
        for &parcel in &plant.parcels {
            vacate(parcel, plant, &mut bank, &mut parcels, &dice, &mut commands);
        }
        metrics.exits.add(cell(plant), 1.0);
        if sectors[s].tier == Tier::General {
            metrics.general_exits.add(cell(plant), 1.0);
        }
        let built_by = plant
            .project
            .and_then(|of| lives.get_mut(of).ok().map(|life| (of, life)));
        if let Some((of, (project, mut life))) = built_by {
            commands.entity(of).remove::<Site>();
            // A project that lost its land has ended before its plant closes.
            if !life.stage().is_exit() {
                life.end(Stage::Closed, Cause::PlantExit, now);
                witness.note(now, project.id, || Note::ended(&life, &witness));
                reached.write(StageReached {
                    project: of,
                    id: project.id,
                    stage: Stage::Closed,
                });
            }
        }
        commands.entity(entity).despawn();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{DistrictId, SectorId};
    use crate::kernel::record::Place;
    use crate::kernel::units::Area;
    use crate::lifecycle::small_world::{self, parcel, run};
    use crate::world::enterprise::Ownership;
    use crate::world::parcel::LandState;

    #[test]
    fn a_plant_that_has_two_reasons_to_close_in_one_week_closes_once() {
        let mut world = small_world::world();
        let lot = |world: &mut World, number| {
            parcel(world, number, 0, 2.0, LandState::Producing, |p| {
                p.tenants = 1;
            })
        };
        let (district, sector, owner) = (DistrictId(0), SectorId(1), Ownership::Private);
        let plants = [1, 2].map(|number| {
            let id = PlantId::Incumbent(number);
            let (exit, expansion) = operation::clocks(id, world.resource::<Dice>());
            let plant = Plant {
                id,
                district,
                sector,
                ownership: owner,
                area: Area::from_hectares(2.0),
                parcels: vec![lot(&mut world, number)],
                capacity_yuan: 1_000,
                energy_factor: 1.0,
                exit,
                expansion,
                expansions: 0,
                project: None,
            };
            let mut clusters = world.resource_mut::<Clusters>();
            clusters.add_land(district, sector, owner, plant.area);
            clusters.add_capacity(district, sector, owner, 1_000, 1_000);
            (id, world.spawn(plant).id())
        });
        let mut closures = world.resource_mut::<Closures>();
        for (id, plant) in [plants[0], plants[0]] {
            closures.file(Week(0), id, plant);
        }
        run(&mut world, close_plants);
        let clusters = world.resource::<Clusters>();
        assert_eq!(clusters.land(district, sector), Area::from_hectares(2.0));
        assert_eq!(world.resource::<Metrics>().exits.at(Place::City), 1.0);
    }
}
