//! The reuse of space at work, in the order of the week.

use bevy_ecs::prelude::*;

use super::components::{Companies, Renovations};
use super::metrics::Metrics;
use super::parameters::Parameters;
use super::rules::{self, Round};
use crate::kernel::calendar::{Calendar, whole_weeks};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::DistrictId;
use crate::kernel::units::YUAN_PER_YI;
use crate::world::district::{DistrictSet, Districts};
use crate::world::land_bank::{LandBank, LandRules, OutOfUse};
use crate::world::parcel::{
    LandCompany, LandState, Origin, Parcel, Readiness, Stake, StakeSettled,
};

const RENOVATION: Purpose = Purpose::new("space_reuse.renovation");

/// Notice 8.1, 8.3: vacated space goes first to the target sectors, and four urban districts may
/// take them there.
pub(super) fn open_vacated_space(
    p: Res<Parameters>,
    districts: Res<Districts>,
    mut rules: ResMut<LandRules>,
) {
    rules.stock_first = p.stock_first;
    rules.opened = DistrictSet::default();
    for district in districts.ids() {
        if p.opens_urban_districts && districts[district].reuse_pilot {
            rules.opened.insert(district);
        }
    }
}

/// Notice 8.2: sites whose renovation ends this week are offered as serviced stock.
pub(super) fn offer_renovated_space(
    calendar: Res<Calendar>,
    mut bank: ResMut<LandBank>,
    mut renovations: ResMut<Renovations>,
    mut metrics: ResMut<Metrics>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = calendar.now();
    for (_, entity, bought) in renovations.0.take(now) {
        let Ok(mut parcel) = parcels.get_mut(entity) else {
            continue;
        };
        if parcel.state != LandState::UnderRenovation {
            continue;
        }
        parcel.readiness = Readiness::Serviced;
        parcel.origin = Origin::Stock;
        bank.change(entity, &mut parcel, LandState::Reserve);
        let (district, area) = (parcel.district, parcel.area.hectares());
        metrics.offered.add_to_district(district, 1.0);
        metrics.offered_ha.add_to_district(district, area);
        let weeks = f64::from(now.since(bought));
        metrics.weeks_to_offer.add_to_district(district, weeks);
    }
}

/// Notice 8.2: 鼓励市、区属国有企业积极收购盘活低效、闲置工业用地. Once a quarter each district's company,
/// in the order of the city's table, and then the city's own buy what they can pay for.
pub(super) fn acquire_unused_land(
    calendar: Res<Calendar>,
    dice: Res<Dice>,
    p: Res<Parameters>,
    districts: Res<Districts>,
    rules: Res<LandRules>,
    mut bank: ResMut<LandBank>,
    mut companies: ResMut<Companies>,
    mut renovations: ResMut<Renovations>,
    mut metrics: ResMut<Metrics>,
    mut parcels: Query<&mut Parcel>,
) {
    if calendar.year_begins() {
        companies.begin_year();
    }
    if !calendar.quarter_begins() {
        return;
    }
    let now = calendar.now();
    let usable =
        |d: &DistrictId| rules::can_be_reused(districts[*d].zone, rules.opened.contains(*d));
    let usable: Vec<DistrictId> = districts.ids().filter(usable).collect();
    let of_districts = districts.ids().map(LandCompany::District);
    for company in of_districts.chain([LandCompany::City]) {
        let within: &[DistrictId] = match company {
            LandCompany::City => &usable,
            LandCompany::District(district) => {
                let at = usable.binary_search(&district);
                at.map_or(&[], |at| &usable[at..=at])
            }
        };
        let means = rules::means(rules::budget_yi(company, &districts, &p), &p);
        let mut round = Round::default();
        for why in [OutOfUse::Vacated, OutOfUse::Idle] {
            let list = |&d: &DistrictId| (bank.unused(d, why), districts[d].land_price_yuan);
            let lists: Vec<_> = within.iter().map(list).collect();
            round.go(&lists, companies.books_mut(company), means, &p);
        }
        metrics.count_round(company, round.is_short, round.is_stopped);
        for (entity, cost) in round.bought {
            let Ok(mut parcel) = parcels.get_mut(entity) else {
                continue;
            };
            parcel.stake = Some(Stake {
                company,
                yuan_per_square_meter: cost.yuan_per_square_meter,
            });
            bank.change(entity, &mut parcel, LandState::UnderRenovation);
            let weeks = dice
                .roll(RENOVATION, &parcel.id, u64::from(parcel.spells))
                .lognormal(p.renovation_weeks, p.renovation_spread);
            let due = now.after(whole_weeks(weeks, 1));
            renovations.0.file(due, (parcel.id, entity, now));
            let (district, area) = (parcel.district, parcel.area);
            let outlay = cost
                .yuan_per_square_meter
                .saturating_mul(area.square_metres());
            metrics.bought_ha.add_to_district(district, area.hectares());
            metrics
                .spent_yi
                .add_to_district(district, outlay as f64 / YUAN_PER_YI);
            metrics.grants_yi.add_to_district(district, cost.grant_yi);
        }
    }
}

/// What a company put into land leaves its books when the land is granted to a project.
pub(super) fn settle_stakes(
    mut companies: ResMut<Companies>,
    mut settled: MessageReader<StakeSettled>,
) {
    for StakeSettled { stake, area } in settled.read() {
        let books = companies.books_mut(stake.company);
        let paid = stake
            .yuan_per_square_meter
            .saturating_mul(area.square_metres());
        books.owed = books.owed.saturating_sub(paid);
    }
}
