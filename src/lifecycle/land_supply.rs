//! Land supply: the yearly plan fills the reserve; unused land is reused, or lost to other uses.

use bevy_ecs::prelude::*;

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
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{LandState, Parcel, Readiness};
use crate::world::plant::Plant;

parameters! {
    /// How land comes into the reserve and out of industrial use.
    "land_supply"
    /// Factor on every district's annual supply plan.
    plan_factor: f64 = 1.0, "1", 0.0..=100.0, Assumed("SUP-1");
    /// Years of its plan above which a district's reserve is not filled further.
    reserve_cap_years: f64 = 3.0, "years", 0.0..=100.0, Assumed("SUP-1");
    /// Share of new land that is serviced before anybody asks for it.
    serviced_share: f64 = 0.4, "share", 0.0..=1.0, Assumed("SUP-2");
    /// Mean area of a new parcel.
    parcel_ha: f64 = 4.0, "ha", 0.1..=1_000.0, Data("S:35 mean 3.6-4.0 ha");
    /// Spread of the area of parcels (standard deviation of the logarithm).
    parcel_spread: f64 = 0.8, "1", 0.0..=2.0, Assumed("SUP-3");
    /// Share of idle and vacated land that returns to the reserve in a year without help.
    reuse_per_year: f64 = 0.01, "1/year", 0.0..=10.0, Derived("D:33 about 1 % a year in the Development Area, on an assumed 2,600 ha");
    /// Share of idle and vacated land that is lost to other than industrial use in a year.
    loss_per_year: f64 = 0.01, "1/year", 0.0..=10.0, Assumed("SUP-4");
}

const PARCEL_SIZE: Purpose = Purpose::new("land_supply.parcel_size");
const SERVICED: Purpose = Purpose::new("land_supply.serviced");
const REUSE: Purpose = Purpose::new("land_supply.reuse");
const LOSS: Purpose = Purpose::new("land_supply.loss");

/// Unused parcels by the week in which they are reused or lost.
#[derive(Resource, Debug, Default)]
pub struct Departures(Agenda<(ParcelId, Entity, LandState)>);

/// Installs land supply.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Departures>();
    model.tick.add_systems((
        (try_unused_land, move_unused_land)
            .chain()
            .in_set(Tick::VacatedSpaceIsOffered),
        release_planned_land.in_set(Tick::ReserveIsReplenished),
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
fn try_unused_land(
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
        let lost = parcel.loss.strikes_within(p.loss_per_year);
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
fn move_unused_land(
    calendar: Res<Calendar>,
    mut bank: ResMut<LandBank>,
    mut departures: ResMut<Departures>,
    mut metrics: ResMut<Metrics>,
    mut parcels: Query<&mut Parcel>,
) {
    for (_, entity, to) in departures.0.take(calendar.now()) {
        let Ok(mut parcel) = parcels.get_mut(entity) else {
            continue;
        };
        let area = parcel.area.hectares();
        if to == LandState::Reserve {
            parcel.readiness = Readiness::Serviced;
            metrics.reused_ha.add_to_district(parcel.district, area);
        } else {
            metrics.lost_ha.add_to_district(parcel.district, area);
        }
        bank.change(entity, &mut parcel, to);
    }
}

/// Each quarter a quarter of the year's plan is released, unless the reserve is full.
fn release_planned_land(
    mut commands: Commands,
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    districts: Res<Districts>,
    mut bank: ResMut<LandBank>,
    mut metrics: ResMut<Metrics>,
) {
    const QUARTERS: f64 = 4.0;
    const PER_QUARTER: u64 = 1_000_000;
    if !calendar.quarter_begins() {
        return;
    }
    for district in districts.ids() {
        let plan = districts[district].annual_plan.hectares() * p.plan_factor;
        metrics
            .planned_ha
            .add_to_district(district, plan / QUARTERS);
        if bank.reserve(district).hectares() >= p.reserve_cap_years * plan {
            continue;
        }
        let total = Area::from_hectares(plan / QUARTERS);
        let quarter = u64::from(calendar.now().0) * PER_QUARTER;
        let luck = |n| {
            dice.roll(PARCEL_SIZE, &district, quarter + n)
                .lognormal(1.0, p.parcel_spread)
        };
        for (n, area) in (0_u32..).zip(cut(total, p.parcel_ha, luck)) {
            let serviced = dice
                .roll(SERVICED, &district, quarter + u64::from(n))
                .happens(p.serviced_share);
            let readiness = if serviced {
                Readiness::Serviced
            } else {
                Readiness::Raw
            };
            let id = ParcelId::released(district, calendar.now().0, n);
            let parcel = new_parcel(id, district, area, LandState::Reserve, readiness, &dice);
            let entity = commands.spawn_empty().id();
            bank.enter(entity, &parcel);
            commands.entity(entity).insert(parcel);
        }
        bank.released += total;
    }
}

/// A parcel that has not been entered into the bank yet.
pub fn new_parcel(
    id: ParcelId,
    district: DistrictId,
    area: Area,
    state: LandState,
    readiness: Readiness,
    dice: &Dice,
) -> Parcel {
    let (reuse, loss) = clocks(id, 0, dice);
    Parcel {
        id,
        district,
        area,
        state,
        readiness,
        holder: None,
        granted: false,
        cuts: 0,
        spells: 0,
        tenants: 0,
        reuse,
        loss,
    }
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
