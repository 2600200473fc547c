//! Land supply: the yearly plan fills the reserve; unused land is reused, or lost to other uses.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::metrics::Metrics;
use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::{Calendar, WEEKS_PER_YEAR};
use crate::kernel::chance::{Clock, Dice, Purpose};
use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::{Assumed, Data, Derived};
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::kernel::units::Area;
use crate::world::district::{District, Districts};
use crate::world::land_bank::{LandBank, LandRules};
use crate::world::parcel::{LandState, Origin, Parcel, Protection, Readiness};
use crate::world::plant::Plant;
use crate::world::quota::FarmlandQuota;

parameters! {
    /// How land comes into the reserve and out of industrial use.
    "land_supply"
    /// Factor on every district's annual supply plan.
    "各区年度供应计划的系数。"
    plan_factor: f64 = 1.0, "1", 0.0..=100.0, Assumed("SUP-1");
    /// Years of its plan above which a district's reserve is not filled further.
    "储备达到供应计划的该年数后不再增加。"
    reserve_cap_years: f64 = 3.0, "years", 0.0..=100.0, Assumed("SUP-1");
    /// Share of new land that is serviced before anybody asks for it.
    "新增用地中先行完善市政配套的比例。"
    serviced_share: f64 = 0.4, "share", 0.0..=1.0, Assumed("SUP-2");
    /// Mean area of a new parcel.
    "新增宗地平均面积。"
    parcel_ha: f64 = 4.0, "ha", 0.1..=1_000.0, Data("S:35 mean 3.6-4.0 ha");
    /// Spread of the area of parcels (standard deviation of the logarithm).
    "宗地面积的离散度（对数标准差）。"
    parcel_spread: f64 = 0.8, "1", 0.0..=2.0, Assumed("SUP-3");
    /// Share of planned new land that is farmland, whose release needs quota.
    "计划新增用地中占用耕地、需占补平衡指标的比例。"
    farmland_share: f64 = 0.3, "share", 0.0..=1.0, Assumed("SUP-5");
    /// Share of new industrial land that goes to other than manufacturing where nothing forbids it.
    "无禁止规定时，新增工业用地用于非制造业的比例。"
    diverted_share: f64 = 0.1, "share", 0.0..=1.0, Assumed("SUP-6");
    /// What a lease costs, as a share of the price of a grant for 50 years.
    "租赁价格占50年期出让价格的比例。"
    lease_price_share: f64 = 0.4, "share", 0.01..=1.0, Data("S:31 floor price of 20 years over 50");
    /// Share of idle and vacated land that returns to the reserve in a year without help.
    "闲置和腾退用地无扶持时每年回到储备的比例。"
    reuse_per_year: f64 = 0.01, "1/year", 0.0..=10.0, Derived("D:33 about 1 % a year in the Development Area, on an assumed 2,600 ha");
    /// Share of idle and vacated land that is lost to other than industrial use in a year.
    "闲置和腾退用地每年转为非工业用途的比例。"
    loss_per_year: f64 = 0.01, "1/year", 0.0..=10.0, Assumed("SUP-4");
}

const PARCEL_SIZE: Purpose = Purpose::new("land_supply.parcel_size");
const SERVICED: Purpose = Purpose::new("land_supply.serviced");
const REUSE: Purpose = Purpose::new("land_supply.reuse");
const LOSS: Purpose = Purpose::new("land_supply.loss");
const DIVERTED: Purpose = Purpose::new("land_supply.diverted");

/// Unused parcels by the week in which they are reused or lost.
#[derive(Resource, Debug, Default)]
pub struct Departures(Agenda<(ParcelId, Entity, LandState)>);

/// Land under protection was turned to other than industrial use.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct LandAdjusted {
    /// The district.
    pub district: DistrictId,
    /// How much.
    pub area: Area,
}

/// New land that would have gone to other than manufacturing was kept from it by a rule.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiversionBarred {
    /// The district.
    pub district: DistrictId,
    /// How much.
    pub area: Area,
}

/// Installs land supply.
pub fn plugin(model: &mut Model) {
    model.add_message::<LandAdjusted>();
    model.add_message::<DiversionBarred>();
    model.world.init_resource::<Departures>();
    model.tick.add_systems((
        (try_unused_land, move_unused_land)
            .chain()
            .in_set(Tick::VacatedSpaceIsOffered),
        (renew_quotas, release_planned_land)
            .chain()
            .in_set(Tick::ReserveIsReplenished),
    ));
}

/// The clocks of an unused parcel in its n-th spell: of its reuse and of its loss.
#[must_use]
pub fn clocks(parcel: ParcelId, spell: u32, dice: &Dice) -> (Clock, Clock) {
    let clock = |purpose| Clock::new(dice.roll(purpose, &parcel, u64::from(spell)).exponential());
    (clock(REUSE), clock(LOSS))
}

/// Areas of parcels that together make up a total exactly.
///
/// The number of parcels is the total over the mean, rounded; areas are lognormal and scaled to
/// the total. `luck` gives the n-th standard lognormal factor.
#[must_use]
pub fn cut(total: Area, mean_ha: f64, luck: impl Fn(u64) -> f64) -> Vec<Area> {
    const MOST: f64 = 1e7;
    if total.is_zero() {
        return Vec::new();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=1e7"
    )]
    let count = libm::round(total.hectares() / mean_ha).clamp(1.0, MOST) as u64;
    let factors: Vec<f64> = (0..count).map(luck).collect();
    let sum: f64 = factors.iter().sum();
    let mut left = total;
    let mut areas: Vec<Area> = factors
        .iter()
        .map(|factor| {
            let area = Area::from_hectares(total.hectares() * factor / sum).min(left);
            left -= area;
            area
        })
        .collect();
    if let Some(last) = areas.last_mut() {
        *last += left;
    }
    areas.retain(|area| !area.is_zero());
    areas
}

/// Once a year the chance of reuse and of loss tries every idle or vacated parcel.
pub fn try_unused_land(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    mut departures: ResMut<Departures>,
    mut parcels: Query<(Entity, &mut Parcel)>,
) {
    if !calendar.year_begins() {
        return;
    }
    let now = calendar.now();
    for (entity, mut parcel) in &mut parcels {
        if !matches!(parcel.state, LandState::Idle | LandState::Vacated) {
            continue;
        }
        let reused = parcel.reuse.strikes_within(p.reuse_per_year);
        let lost = if parcel.protection == Protection::Barred {
            None
        } else {
            parcel.loss.strikes_within(p.loss_per_year)
        };
        let (share, to) = match (reused, lost) {
            (Some(reused), Some(lost)) if lost < reused => (lost, LandState::Lost),
            (Some(reused), _) => (reused, LandState::Reserve),
            (None, Some(lost)) => (lost, LandState::Lost),
            (None, None) => continue,
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a year is at most 52 weeks"
        )]
        let weeks = (share * f64::from(WEEKS_PER_YEAR)) as u32;
        departures.0.file(now.after(weeks), (parcel.id, entity, to));
    }
}

/// Unused parcels that are due go back to the reserve, or are lost.
pub fn move_unused_land(
    calendar: Res<Calendar>,
    mut bank: ResMut<LandBank>,
    mut departures: ResMut<Departures>,
    mut metrics: ResMut<Metrics>,
    mut adjusted: MessageWriter<LandAdjusted>,
    mut parcels: Query<&mut Parcel>,
) {
    for (_, entity, to) in departures.0.take(calendar.now()) {
        let Ok(mut parcel) = parcels.get_mut(entity) else {
            continue;
        };
        // What was bought or protected since it was tried stays what it has become.
        let unused = matches!(parcel.state, LandState::Idle | LandState::Vacated);
        let kept = to == LandState::Lost && parcel.protection == Protection::Barred;
        if !unused || kept {
            continue;
        }
        let area = parcel.area.hectares();
        if to == LandState::Reserve {
            parcel.readiness = Readiness::Serviced;
            metrics.reused_ha.add_to_district(parcel.district, area);
        } else {
            metrics.lost_ha.add_to_district(parcel.district, area);
            if parcel.protection == Protection::Compensated {
                adjusted.write(LandAdjusted {
                    district: parcel.district,
                    area: parcel.area,
                });
            }
        }
        bank.change(entity, &mut parcel, to);
    }
}

/// What land is released for. Each occasion numbers its parcels apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The quarter's part of the plan.
    Plan,
    /// Ahead of the plan.
    Advance,
    /// Held back for want of farmland quota, and freed.
    Quota,
    /// In the place of protected land that was taken out.
    Compensation,
    /// Ahead of the plan, for a project that the city coordinates.
    Coordination,
    /// Freed by quota that was moved from other districts for such a project.
    MovedQuota,
}

/// Everything that is needed to release land.
#[derive(SystemParam)]
pub struct Supply<'w, 's> {
    commands: Commands<'w, 's>,
    calendar: Res<'w, Calendar>,
    dice: Res<'w, Dice>,
    p: Res<'w, Parameters>,
    /// The districts.
    pub districts: Res<'w, Districts>,
    rules: Res<'w, LandRules>,
    /// The land bank.
    pub bank: ResMut<'w, LandBank>,
    /// Farmland quota.
    pub quota: ResMut<'w, FarmlandQuota>,
    metrics: ResMut<'w, Metrics>,
    barred: MessageWriter<'w, DiversionBarred>,
}

impl Supply<'_, '_> {
    /// Land of a district's plan in a year.
    #[must_use]
    pub fn plan_of_the_year(&self, district: DistrictId) -> Area {
        let hectares = self.districts[district].annual_plan.hectares() * self.p.plan_factor;
        Area::from_hectares(hectares)
    }

    /// Releases new land into a district's reserve, cut into parcels. Some of them are diverted to
    /// other than industrial use, unless the rules forbid it.
    pub fn release(&mut self, district: DistrictId, total: Area, occasion: Occasion) {
        const PER_OCCASION: u32 = 8_192;
        const PER_WEEK: u64 = 1_000_000;
        let now = self.calendar.now();
        let first = occasion as u32 * PER_OCCASION;
        let key = |n: u64| u64::from(now.0) * PER_WEEK + u64::from(first) + n;
        let luck = |n| {
            self.dice
                .roll(PARCEL_SIZE, &district, key(n))
                .lognormal(1.0, self.p.parcel_spread)
        };
        let diverted = self.p.diverted_share * self.rules.diverted_left;
        for (n, area) in (0_u32..).zip(cut(total, self.p.parcel_ha, luck)) {
            let id = ParcelId::released(district, now.0, first + n);
            let draw = |purpose| self.dice.roll(purpose, &district, key(u64::from(n)));
            let readiness = if draw(SERVICED).happens(self.p.serviced_share) {
                Readiness::Serviced
            } else {
                Readiness::Raw
            };
            let state = if draw(DIVERTED).happens(diverted) {
                self.metrics
                    .diverted_ha
                    .add_to_district(district, area.hectares());
                LandState::Lost
            } else {
                if draw(DIVERTED).happens(self.p.diverted_share) {
                    self.barred.write(DiversionBarred { district, area });
                }
                LandState::Reserve
            };
            let in_pilot = is_in_pilot(id, &self.districts[district], &self.dice);
            let parcel = Parcel {
                readiness,
                origin: Origin::New,
                in_pilot,
                ..new_parcel(id, district, area, state, &self.dice)
            };
            let entity = self.commands.spawn_empty().id();
            self.bank.enter(entity, &parcel);
            self.commands.entity(entity).insert(parcel);
        }
        self.bank.released += total;
    }
}

/// Every year each district has its farmland quota again.
fn renew_quotas(
    calendar: Res<Calendar>,
    districts: Res<Districts>,
    mut quota: ResMut<FarmlandQuota>,
) {
    if calendar.year_begins() {
        for district in districts.ids() {
            quota.renew(district, districts[district].farmland_quota);
        }
    }
}

/// Each quarter a quarter of the year's plan is released, unless the reserve is full. What lies on
/// farmland needs quota, and is held back where there is none left.
pub fn release_planned_land(mut supply: Supply) {
    const QUARTERS: f64 = 4.0;
    if !supply.calendar.quarter_begins() {
        return;
    }
    let districts = supply.districts.ids();
    for district in districts {
        let plan = supply.plan_of_the_year(district).hectares();
        let quarter = Area::from_hectares(plan / QUARTERS);
        supply
            .metrics
            .planned_ha
            .add_to_district(district, quarter.hectares());
        // Land that came ahead of the plan is made up for even where the reserve is full.
        let due = supply.bank.after_advances(district, quarter);
        if supply.bank.reserve(district).hectares() >= supply.p.reserve_cap_years * plan {
            continue;
        }
        let farmland = Area::from_hectares(due.hectares() * supply.p.farmland_share).min(due);
        supply.quota.hold_back(district, farmland);
        let held_back = supply.quota.held_back(district);
        let covered = supply.quota.take(district, held_back);
        let freed = supply.quota.set_free(district, covered);
        supply.release(district, due - farmland + freed, Occasion::Plan);
    }
}

/// A parcel of stock that has not been entered into the bank yet.
#[must_use]
pub fn new_parcel(
    id: ParcelId,
    district: DistrictId,
    area: Area,
    state: LandState,
    dice: &Dice,
) -> Parcel {
    let (reuse, loss) = clocks(id, 0, dice);
    Parcel {
        id,
        district,
        area,
        state,
        readiness: Readiness::Serviced,
        origin: Origin::Stock,
        in_pilot: false,
        protection: Protection::None,
        stake: None,
        holder: None,
        granted: false,
        cuts: 0,
        spells: 0,
        tenants: 0,
        reuse,
        loss,
    }
}

/// Whether a parcel lies in a pilot area of article 6: areas inside districts, which are drawn.
#[must_use]
pub fn is_in_pilot(parcel: ParcelId, district: &District, dice: &Dice) -> bool {
    const PILOT: Purpose = Purpose::new("land_supply.pilot");
    dice.roll(PILOT, &parcel, 0).happens(district.pilot_share)
}

/// A plant leaves a parcel. If it shared the parcel, its part becomes a parcel of its own.
pub fn vacate(
    entity: Entity,
    plant: &Plant,
    bank: &mut LandBank,
    parcels: &mut Query<&mut Parcel>,
    dice: &Dice,
    commands: &mut Commands,
) {
    let Ok(mut parcel) = parcels.get_mut(entity) else {
        return;
    };
    if parcel.tenants > 1 {
        parcel.tenants -= 1;
        let mut piece = bank.split(entity, &mut parcel, plant.area);
        (piece.reuse, piece.loss) = clocks(piece.id, 0, dice);
        piece.spells = 0;
        piece.tenants = 0;
        piece.origin = Origin::Stock;
        let new = commands.spawn_empty().id();
        bank.enter(new, &piece);
        bank.change(new, &mut piece, LandState::Vacated);
        commands.entity(new).insert(piece);
    } else {
        fall_out_of_use(entity, &mut parcel, LandState::Vacated, bank, dice);
    }
}

/// A parcel falls idle or is vacated: nobody holds it, and its clocks begin anew.
pub fn fall_out_of_use(
    entity: Entity,
    parcel: &mut Parcel,
    to: LandState,
    bank: &mut LandBank,
    dice: &Dice,
) {
    parcel.tenants = 0;
    parcel.holder = None;
    parcel.origin = Origin::Stock;
    parcel.spells += 1;
    (parcel.reuse, parcel.loss) = clocks(parcel.id, parcel.spells, dice);
    bank.change(entity, parcel, to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parcels_make_up_the_total_to_the_square_metre() {
        for hectares in [0.0, 0.00005, 0.5, 3.999, 100.0, 12_345.678_9] {
            let total = Area::from_hectares(hectares);
            let areas = cut(total, 4.0, |n| 1.0 + (n % 7) as f64);
            assert_eq!(areas.iter().copied().sum::<Area>(), total);
        }
    }
}
