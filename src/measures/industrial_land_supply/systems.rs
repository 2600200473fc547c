//! Industrial land supply at work, in the order of the week.

use bevy_ecs::prelude::*;

use super::components::{Preparation, ProtectionLine};
use super::metrics::Metrics;
use super::parameters::Parameters;
use super::rules::{self, Lot};
use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::units::Area;
use crate::lifecycle::land_supply::{LandAdjusted, Occasion, Supply};
use crate::world::land_bank::{LandBank, LandRules};
use crate::world::parcel::{LandState, Parcel, Protection, Readiness};
use crate::world::project::{Docket, Life, Project, Stage};
use crate::world::quota::FarmlandQuota;

const TIER: Purpose = Purpose::new("industrial_land_supply.tier");

/// Notice 7.2: the line is drawn around all land when the measure takes effect, and around new
/// land when it appears. Pieces share the luck of the parcel they were cut from.
pub(super) fn draw_protection_line(
    dice: Res<Dice>,
    p: Res<Parameters>,
    bank: Res<LandBank>,
    mut line: ResMut<ProtectionLine>,
    mut parcels: Query<&mut Parcel, Added<Parcel>>,
) {
    if line.drawn_with == Some(bank.released) {
        return;
    }
    line.drawn_with = Some(bank.released);
    for mut parcel in &mut parcels {
        if parcel.protection != Protection::None || parcel.state == LandState::Lost {
            continue;
        }
        let luck = dice.roll(TIER, &parcel.id.whole(), 0).uniform();
        let tier = rules::tier(luck, &p);
        if tier != Protection::None {
            parcel.protection = tier;
            line.enclose(parcel.district, tier, parcel.area);
        }
    }
}

/// Notice 7.3: 新增工业用地不得建设非制造业项目.
pub(super) fn keep_new_land_for_manufacturing(p: Res<Parameters>, mut rules: ResMut<LandRules>) {
    rules.diverted_left = rules::diverted_left(&p);
}

/// Notice 7.6: districts keep quota for the next year, and the city has a quota of its own.
pub(super) fn renew_city_quota(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    mut quota: ResMut<FarmlandQuota>,
    mut has_begun: Local<bool>,
) {
    quota.carries_over = p.quota_carry_over;
    if calendar.year_begins() || !*has_begun {
        quota.city = Area::from_hectares(p.city_quota_ha);
    }
    *has_begun = true;
}

/// Notice 7.2: 调整必补偿, what leaves the compensated tier is replaced in the same district.
pub(super) fn compensate_adjusted_land(
    p: Res<Parameters>,
    mut line: ResMut<ProtectionLine>,
    mut metrics: ResMut<Metrics>,
    mut adjusted: MessageReader<LandAdjusted>,
    mut supply: Supply,
) {
    let mut due = vec![Area::ZERO; supply.districts.0.len()];
    for message in adjusted.read() {
        line.give_up(message.district, message.area);
        due[message.district.index()] += message.area;
    }
    for district in supply.districts.ids() {
        let lost = due[district.index()];
        let compensation = rules::times(lost, p.compensation_ratio);
        metrics
            .adjusted_ha
            .add_to_district(district, lost.hectares());
        if !compensation.is_zero() {
            supply.release(district, compensation, Occasion::Compensation);
            metrics
                .compensated_ha
                .add_to_district(district, compensation.hectares());
        }
    }
}

/// Notice 7.6: signed major projects that wait for land get quota from the city, those that signed
/// first first, as far as their district holds planned land back for want of quota.
pub(super) fn coordinate_farmland_quota(
    p: Res<Parameters>,
    docket: Res<Docket>,
    mut metrics: ResMut<Metrics>,
    mut supply: Supply,
    projects: Query<(&Project, &Life)>,
) {
    if supply.quota.city.is_zero() {
        return;
    }
    let mut waiting: Vec<(Option<Week>, ProjectId, DistrictId, Area)> = docket
        .waiting()
        .filter_map(|entity| {
            let (project, life) = projects.get(entity).ok()?;
            let waits = life.stage() == Stage::Agreed
                && rules::is_major(project.investment_yi, project.is_strategic, &p);
            let district = life.landing_district.filter(|_| waits)?;
            let since = life.reached(Stage::Agreed);
            Some((since, project.id, district, project.land))
        })
        .collect();
    if waiting.is_empty() {
        return;
    }
    waiting.sort_unstable();
    let districts = supply.districts.ids();
    let mut within_reach: Vec<Area> = districts.map(|d| supply.bank.reserve(d)).collect();
    let mut freed = vec![Area::ZERO; within_reach.len()];
    for (_, _, district, need) in waiting {
        let at = district.index();
        let missing = need.saturating_sub(within_reach[at]);
        let wanted = missing.min(supply.quota.city);
        let given = supply.quota.set_free(district, wanted);
        supply.quota.city -= given;
        freed[at] += given;
        within_reach[at] = (within_reach[at] + given).saturating_sub(need);
    }
    for district in supply.districts.ids() {
        let area = freed[district.index()];
        if !area.is_zero() {
            supply.release(district, area, Occasion::Quota);
            metrics
                .city_quota_ha
                .add_to_district(district, area.hectares());
        }
    }
}

/// What was being prepared and is finished this week becomes readier, unless a project took it.
pub(super) fn finish_preparation(
    calendar: Res<Calendar>,
    mut preparation: ResMut<Preparation>,
    mut bank: ResMut<LandBank>,
    mut metrics: ResMut<Metrics>,
    mut parcels: Query<&mut Parcel>,
) {
    for (id, entity, to) in preparation.finished(calendar.now()) {
        let Ok(mut parcel) = parcels.get_mut(entity) else {
            continue;
        };
        let is_still_wanted = parcel.id == id && parcel.readiness > to;
        if parcel.state != LandState::Reserve || !is_still_wanted {
            continue;
        }
        bank.prepare(entity, &mut parcel, to);
        let counter = if to == Readiness::Standard {
            &mut metrics.standardized_ha
        } else {
            &mut metrics.serviced_ha
        };
        counter.add_to_district(parcel.district, parcel.area.hectares());
    }
}

/// Notice 7.4: each quarter every district holds its reserve ready for grant against the year's
/// plan. Raw land is serviced; if the whole reserve is too small, the plan is released ahead.
pub(super) fn replenish_reserve(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    mut preparation: ResMut<Preparation>,
    mut metrics: ResMut<Metrics>,
    mut supply: Supply,
) {
    if !calendar.quarter_begins() {
        return;
    }
    let due = calendar.now().after(p.servicing_weeks.max(1));
    for district in supply.districts.ids() {
        let plan = supply.plan_of_the_year(district);
        if plan.is_zero() {
            continue;
        }
        let needed = rules::times(plan, p.reserve_ratio);
        let ready = rules::ready_for_grant(&supply.bank, district);
        metrics.checks.add_to_district(district, 1.0);
        if ready >= needed {
            metrics.checks_met.add_to_district(district, 1.0);
        }

        let (underway, raw) = at_readiness(&supply.bank, &preparation, district, Readiness::Raw);
        let mut left = rules::capacity_of_quarter(
            preparation.servicing_ha[district.index()],
            p.servicing_ha_per_year,
        );
        let mut coming = ready + underway;
        for (area, id, entity) in rules::in_turn(raw, p.prepared_first) {
            if coming >= needed || left <= 0.0 {
                break;
            }
            preparation.begin(id, entity, Readiness::Serviced, due);
            coming += area;
            left -= area.hectares();
        }
        preparation.servicing_ha[district.index()] = left;

        let (reserve, advanced) = (
            supply.bank.reserve(district),
            supply.bank.advanced(district),
        );
        let ahead = rules::ahead_of_plan(needed, reserve, plan, advanced, &p);
        if !ahead.is_zero() {
            supply.bank.advance(district, ahead);
            supply.release(district, ahead, Occasion::Advance);
            metrics
                .advanced_ha
                .add_to_district(district, ahead.hectares());
        }
    }
}

/// Notice 7.5: the Development Area and four new towns turn serviced reserve into standard land, so
/// that land waits for projects (变“项目等地”为“地等项目”).
pub(super) fn standardize_land(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    mut preparation: ResMut<Preparation>,
    supply: Supply,
) {
    if !calendar.quarter_begins() {
        return;
    }
    let due = calendar.now().after(p.standardizing_weeks.max(1));
    for district in supply.districts.ids() {
        if !supply.districts[district].standardizes_land {
            continue;
        }
        let most = rules::times(supply.plan_of_the_year(district), p.standard_stock_share);
        let serviced = Readiness::Serviced;
        let (underway, lots) = at_readiness(&supply.bank, &preparation, district, serviced);
        let mut stock = underway + standard_land(&supply.bank, district);
        let mut left = rules::capacity_of_quarter(
            preparation.standardizing_ha[district.index()],
            p.standardizing_ha_per_year,
        );
        for (area, id, entity) in rules::in_turn(lots, p.prepared_first) {
            if left <= 0.0 {
                break;
            }
            if stock + area > most {
                continue;
            }
            preparation.begin(id, entity, Readiness::Standard, due);
            stock += area;
            left -= area.hectares();
        }
        preparation.standardizing_ha[district.index()] = left;
    }
}

fn standard_land(bank: &LandBank, district: DistrictId) -> Area {
    bank.offers(district)
        .filter(|&&(readiness, ..)| readiness == Readiness::Standard)
        .map(|&(_, area, ..)| area)
        .sum()
}

/// Of a district's reserve of some readiness: how much is being prepared, and what could be.
fn at_readiness(
    bank: &LandBank,
    preparation: &Preparation,
    district: DistrictId,
    readiness: Readiness,
) -> (Area, Vec<Lot>) {
    let mut underway = Area::ZERO;
    let mut lots = Vec::new();
    for &(ready, area, id, entity) in bank.offers(district) {
        if ready != readiness {
            continue;
        }
        if preparation.is_underway(id) {
            underway += area;
        } else {
            lots.push((area, id, entity));
        }
    }
    (underway, lots)
}
