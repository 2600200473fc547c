//! The first day: parcels, incumbents and beliefs, drawn so that they add up to the city's tables.

use bevy_ecs::prelude::*;

use super::land_supply::{cut, is_in_pilot, new_parcel};
use super::negotiation::FIRST_BELIEFS;
use super::{operation, suitability, tape};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, ParcelId, PlantId, SectorId};
use crate::kernel::parameter::Source::{Assumed, Data};
use crate::kernel::parameter::parameters;
use crate::kernel::units::{Area, YUAN_PER_YI};
use crate::world::authority::nothing_in_force;
use crate::world::city::City;
use crate::world::cluster::Clusters;
use crate::world::district::{Conduct, Conducts, District, Districts};
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Origin, Parcel, Readiness};
use crate::world::plant::Plant;
use crate::world::quota::FarmlandQuota;
use crate::world::sector::{Sectors, Tier};

parameters! {
    /// How the city stands on the first day.
    "founding"
    /// Plants in place.
    "首日在产企业数。"
    incumbents: u32 = 7000, "plants", 0..=1_000_000, Assumed("FOU-1");
    /// Mean area of a parcel.
    "宗地平均面积。"
    parcel_ha: f64 = 4.0, "ha", 0.1..=1_000.0, Data("S:35 mean 3.6-4.0 ha");
    /// Spread of the area of parcels (standard deviation of the logarithm).
    "宗地面积的离散度（对数标准差）。"
    parcel_spread: f64 = 0.8, "1", 0.0..=2.0, Assumed("FOU-2");
    /// Share of land counted as idle or inefficient, vacated factories aside, that stands empty;
    /// the rest has a plant on it.
    "低效、闲置用地（腾退厂房除外）中空置的比例，其余有企业在用。"
    empty_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("FOU-3");
    /// Years of the annual plan that lie in each district's reserve.
    "各区储备相当于年度供应计划的年数。"
    reserve_years: f64 = 0.5, "years", 0.0..=20.0, Assumed("FOU-4");
    /// Share of the reserve that is serviced.
    "储备中市政配套完善的比例。"
    serviced_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("FOU-4");
    /// Share of plants in general manufacturing.
    "一般制造业企业的比例。"
    general_share: f64 = 0.5, "share", 0.0..=1.0, Assumed("FOU-5");
    /// Spread of productivity between plants (standard deviation of the logarithm).
    "企业间生产率的离散度（对数标准差）。"
    productivity_spread: f64 = 0.5, "1", 0.0..=2.0, Assumed("FOU-6");
}

const PARCEL_SIZE: Purpose = Purpose::new("founding.parcel_size");
const SERVICED: Purpose = Purpose::new("founding.serviced");
const SECTOR: Purpose = Purpose::new("founding.sector");
const OWNERSHIP: Purpose = Purpose::new("founding.ownership");
const PRODUCTIVITY: Purpose = Purpose::new("founding.productivity");
const ENERGY: Purpose = Purpose::new("founding.energy");

/// Parameters that the first day reads.
#[derive(Debug, Clone, Default)]
pub struct FirstDay {
    /// How the city stands.
    pub founding: Parameters,
    /// What enterprises are like.
    pub prospects: tape::Parameters,
    /// How plants produce.
    pub operation: operation::Parameters,
    /// What makes a district suit a plant.
    pub suitability: suitability::Parameters,
}

/// Founds a city in an empty world that has its dice.
pub fn found(world: &mut World, city: &City, dice: &Dice, first_day: &FirstDay) {
    let layout = city.layout();
    let mut bank = LandBank::new(&layout);
    let mut clusters = Clusters::new(&layout);
    let producing: Vec<f64> = city
        .districts
        .iter()
        .map(|d| land_use(d, &first_day.founding).producing.hectares())
        .collect();
    // Every copy of the city has as many plants.
    let all: f64 = producing.iter().take(layout.districts_of_each()).sum();

    let mut settled: Vec<Vec<Plant>> = Vec::new();
    let mut first = 0;
    for (facts, hectares) in city.districts.iter().zip(&producing) {
        let district = DistrictId(u16::try_from(settled.len()).unwrap_or(u16::MAX));
        let lots = lay_out(world, district, facts, dice, &first_day.founding, &mut bank);
        let wanted = f64::from(first_day.founding.incumbents) * hectares / all.max(1.0);
        let house = House {
            district,
            facts,
            city,
            dice,
            first_day,
        };
        let plants = settle(world, &mut bank, first, whole(wanted), lots, &house);
        first += u32::try_from(plants.len()).unwrap_or(u32::MAX);
        for plant in &plants {
            clusters.add_land(district, plant.sector, plant.ownership, plant.area);
        }
        settled.push(plants);
    }
    let sectors = Sectors(city.sectors.clone());
    clusters.reckon(
        &sectors,
        first_day.operation.cluster_half_ha,
        first_day.operation.related_weight,
    );
    let factors = fit_to_tables(city, &clusters, &settled, first_day);
    for (plants, factor) in settled.into_iter().zip(factors) {
        for mut plant in plants {
            plant.capacity_yuan = operation::scaled_yuan(plant.capacity_yuan, factor);
            clusters.add_capacity(
                plant.district,
                plant.sector,
                plant.ownership,
                plant.capacity_yuan,
                operation::scaled_yuan(plant.capacity_yuan, plant.energy_factor),
            );
            world.spawn(plant);
        }
    }

    bank.initial = bank.total();
    let (chances, firmness, elsewhere) = FIRST_BELIEFS;
    world.insert_resource(Conducts(vec![
        Conduct::new(chances, elsewhere, firmness);
        city.districts.len()
    ]));
    nothing_in_force(world);
    world.insert_resource(FarmlandQuota::new(city.districts.len()));
    world.insert_resource(bank);
    world.insert_resource(clusters);
    world.insert_resource(Districts(city.districts.clone()));
    world.insert_resource(sectors);
    world.insert_resource(layout);
}

fn whole(count: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a u32"
    )]
    let whole = libm::round(count.max(0.0)) as u32;
    whole
}

/// What a district's industrial land is used for on the first day.
#[derive(Debug, Clone, Copy, PartialEq)]
struct LandUse {
    producing: Area,
    vacated: Area,
    idle: Area,
    reserve: Area,
}

/// Divides a district's land so that it adds up.
///
/// The share counted as idle or inefficient governs: vacated factories beyond it have already left
/// industrial use and are not in the stock (Assumption FOU-3). The reserve comes out of land that
/// stands empty, then out of producing land.
fn land_use(district: &District, p: &Parameters) -> LandUse {
    let stock = district.industrial_land;
    let unused = Area::from_hectares(stock.hectares() * district.idle_share).min(stock);
    let vacated = district.vacated.min(unused);
    let empty = Area::from_hectares((unused - vacated).hectares() * p.empty_share);
    let empty = empty.min(unused - vacated);
    let reserve = Area::from_hectares(district.annual_plan.hectares() * p.reserve_years);
    let reserve = reserve.min(stock - vacated);
    let idle = empty.saturating_sub(reserve);
    LandUse {
        producing: stock - vacated - idle - reserve,
        vacated,
        idle,
        reserve,
    }
}

/// Cuts a district's land into parcels. Those that are not to produce are entered at once; those
/// that are come back, largest first.
fn lay_out(
    world: &mut World,
    id: DistrictId,
    district: &District,
    dice: &Dice,
    p: &Parameters,
    bank: &mut LandBank,
) -> Vec<Parcel> {
    let use_of = land_use(district, p);
    let mut number = 0;
    let mut lots = Vec::new();
    for (area, state) in [
        (use_of.producing, LandState::Producing),
        (use_of.vacated, LandState::Vacated),
        (use_of.idle, LandState::Idle),
        (use_of.reserve, LandState::Reserve),
    ] {
        let first = u64::from(number);
        let luck = |n| {
            dice.roll(PARCEL_SIZE, &id, first + n)
                .lognormal(1.0, p.parcel_spread)
        };
        for area in cut(area, p.parcel_ha, luck) {
            let parcel_id = ParcelId::of_the_first_day(id, number);
            let serviced = dice.roll(SERVICED, &parcel_id, 0).happens(p.serviced_share);
            let in_reserve = state == LandState::Reserve;
            let parcel = Parcel {
                readiness: if in_reserve && !serviced {
                    Readiness::Raw
                } else {
                    Readiness::Serviced
                },
                origin: if in_reserve {
                    Origin::New
                } else {
                    Origin::Stock
                },
                in_pilot: is_in_pilot(parcel_id, district, dice),
                ..new_parcel(parcel_id, id, area, state, dice)
            };
            number += 1;
            if state == LandState::Producing {
                lots.push(parcel);
            } else {
                enter(world, bank, parcel);
            }
        }
    }
    lots.sort_by(|a, b| b.area.cmp(&a.area).then(a.id.cmp(&b.id)));
    lots
}

fn enter(world: &mut World, bank: &mut LandBank, parcel: Parcel) -> Entity {
    let entity = world.spawn_empty().id();
    bank.enter(entity, &parcel);
    world.entity_mut(entity).insert(parcel);
    entity
}

/// Puts plants on a district's producing parcels: one on each, the rest on the largest.
fn settle(
    world: &mut World,
    bank: &mut LandBank,
    first: u32,
    wanted: u32,
    lots: Vec<Parcel>,
    house: &House,
) -> Vec<Plant> {
    let parcels = u32::try_from(lots.len()).unwrap_or(u32::MAX).max(1);
    let spare = wanted.saturating_sub(parcels);
    let mut plants = Vec::new();
    let mut number = first;
    for (place, mut parcel) in (0_u32..).zip(lots) {
        let tenants = 1 + spare / parcels + u32::from(place < spare % parcels);
        let tenants = u64::from(tenants).min(parcel.area.square_metres());
        parcel.tenants = u32::try_from(tenants).unwrap_or(u32::MAX);
        let each = Area::from_square_metres(parcel.area.square_metres() / tenants.max(1));
        let rest = parcel.area - Area::from_square_metres(each.square_metres() * tenants);
        let entity = enter(world, bank, parcel);
        for tenant in 0..tenants {
            let area = if tenant == 0 { each + rest } else { each };
            plants.push(house.plant(PlantId::Incumbent(number), area, entity));
            number += 1;
        }
    }
    plants
}

/// What the plants of a district have in common.
struct House<'a> {
    district: DistrictId,
    facts: &'a District,
    city: &'a City,
    dice: &'a Dice,
    first_day: &'a FirstDay,
}

impl House<'_> {
    fn plant(&self, id: PlantId, area: Area, parcel: Entity) -> Plant {
        let p = &self.first_day.founding;
        let roll = |purpose| self.dice.roll(purpose, &id, 0);
        let sector_id = self.sector(id);
        let sector = &self.city.sectors[sector_id.index()];
        let productivity = roll(PRODUCTIVITY).lognormal(1.0, p.productivity_spread);
        let talent = suitability::talent_match(self.facts, sector, &self.first_day.suitability);
        let prospects = &self.first_day.prospects;
        let (exit, expansion) = operation::clocks(id, self.dice);
        Plant {
            id,
            district: self.district,
            sector: sector_id,
            ownership: tape::ownership(roll(OWNERSHIP).uniform(), prospects),
            area,
            parcels: vec![parcel],
            capacity_yuan: operation::capacity_yuan(
                area,
                sector,
                productivity,
                talent,
                &self.first_day.operation,
            ),
            energy_factor: roll(ENERGY).lognormal(1.0, prospects.energy_spread),
            exit,
            expansion,
            expansions: 0,
            project: None,
        }
    }

    /// General manufacturing at its share, otherwise a leading sector, the first ranks likelier.
    fn sector(&self, id: PlantId) -> SectorId {
        let general = self
            .city
            .sectors
            .iter()
            .position(|s| s.tier == Tier::General);
        let leading = &self.facts.leading_sectors;
        let roll = |index| self.dice.roll(SECTOR, &id, index);
        let is_general = roll(0).happens(self.first_day.founding.general_share);
        if let Some(general) = general.filter(|_| is_general || leading.is_empty()) {
            return SectorId(u16::try_from(general).unwrap_or(u16::MAX));
        }
        let ranks = (0..leading.len()).map(|rank| 1.0 / (rank as f64 + 1.0));
        leading
            .get(roll(1).index(ranks))
            .copied()
            .unwrap_or_default()
    }
}

/// The factor on capacity that brings each district's output to the city's table.
///
/// Where output is booked by headquarters the table says nothing about plants: the factor is that
/// of all other districts together.
fn fit_to_tables(
    city: &City,
    clusters: &Clusters,
    settled: &[Vec<Plant>],
    first_day: &FirstDay,
) -> Vec<f64> {
    let gain = first_day.operation.agglomeration_gain;
    let drawn: Vec<f64> = settled
        .iter()
        .map(|plants| {
            plants
                .iter()
                .map(|plant| {
                    let lift = 1.0 + gain * clusters.agglomeration(plant.district, plant.sector);
                    plant.capacity_yuan as f64 / YUAN_PER_YI * lift
                })
                .sum()
        })
        .collect();
    let plain = || {
        city.districts
            .iter()
            .zip(&drawn)
            .filter(|(district, _)| !district.books_headquarters)
    };
    let wanted: f64 = plain().map(|(district, _)| district.output_yi).sum();
    let had: f64 = plain().map(|(_, drawn)| drawn).sum();
    let usual = if had > 0.0 { wanted / had } else { 1.0 };
    city.districts
        .iter()
        .zip(&drawn)
        .map(|(district, &drawn)| {
            if district.books_headquarters || drawn <= 0.0 {
                usual
            } else {
                district.output_yi / drawn
            }
        })
        .collect()
}
