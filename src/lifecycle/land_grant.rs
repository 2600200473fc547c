//! Land grant (出让): the project has landed; the district books it, and the finder is rewarded.

use bevy_ecs::prelude::*;

use super::approval::{self, Approvals};
use super::enterprise::Patience;
use super::ground::Ground;
use super::lead::reward_finder;
use super::metrics::Metrics;
use super::negotiation::{self, Negotiations, rules};
use super::siting::{Grants, Site};
use crate::kernel::model::Model;
use crate::kernel::schedule::Tick;
use crate::kernel::units::{Area, SQUARE_METRES_PER_HECTARE, YUAN_PER_YI};
use crate::world::district::Conducts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{Origin, Parcel, Readiness, StakeSettled};
use crate::world::project::{ApprovalRoute, Docket, FoundBy, Life, Project, Stage, StageReached};
use crate::world::witness::Note;

/// Installs the grant of land.
pub fn plugin(model: &mut Model) {
    model.add_message::<StakeSettled>();
    model
        .tick
        .add_systems(grant_land.in_set(Tick::LandIsGranted));
}

/// Land that is ready is granted, if the project still wants it.
pub fn grant_land(
    ground: Ground,
    p: Res<negotiation::Parameters>,
    approval: Res<approval::Parameters>,
    mut bank: ResMut<LandBank>,
    mut conducts: ResMut<Conducts>,
    mut grants: ResMut<Grants>,
    mut approvals: ResMut<Approvals>,
    mut docket: ResMut<Docket>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageWriter<StageReached>,
    mut settled: MessageWriter<StakeSettled>,
    mut projects: Query<(
        &Project,
        &mut Life,
        &Negotiations,
        &Site,
        Option<&ApprovalRoute>,
        Option<&Patience>,
    )>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = ground.calendar.now();
    let mut granted = Vec::new();
    for (id, entity) in grants.due(now) {
        let Ok((project, mut life, negotiations, site, route, patience)) = projects.get_mut(entity)
        else {
            continue;
        };
        let (Stage::Sited, Some(signed)) = (life.stage(), &negotiations.signed) else {
            continue;
        };
        let district = signed.district;
        let mut stock = Area::ZERO;
        for &parcel in &site.parcels {
            if let Ok(mut parcel) = parcels.get_mut(parcel) {
                parcel.readiness = parcel.readiness.min(Readiness::Serviced);
                bank.grant(&mut parcel);
                if parcel.origin == Origin::Stock {
                    stock += parcel.area;
                }
                let area = parcel.area;
                if let Some(stake) = parcel.stake.take() {
                    settled.write(StakeSettled { stake, area });
                }
            }
        }
        life.reach(Stage::Granted, now);
        granted.push(id);
        rules::belief_mut(&mut conducts[district], signed.seen, &p).learn(true, p.memory);
        if project.found_by == FoundBy::District(district) {
            let worth = ground.value_to(district, project);
            reward_finder(&mut conducts, &ground, project, district, worth);
        }
        approvals.file(now, project, entity, route, &ground.dice, &approval);

        let cell = project.cell(Some(district));
        let waited = now.since(life.reached(Stage::Agreed).unwrap_or(now));
        let suitability = ground.suitability_at(f64::from(waited), district, project);
        let leading = ground.districts[district].rank_of(project.sector).is_some();
        metrics.landed.add(cell, 1.0);
        metrics.landed_ha.add(cell, site.area.hectares());
        metrics.landed_stock_ha.add(cell, stock.hectares());
        metrics
            .landed_investment_yi
            .add(cell, project.investment_yi);
        metrics.landed_suitability.add(cell, suitability);
        metrics
            .landed_leading
            .add(cell, f64::from(u8::from(leading)));
        let list_price =
            site.area.hectares() * SQUARE_METRES_PER_HECTARE * ground.price_yuan(district, project)
                / YUAN_PER_YI;
        // The discount was promised on the land that the project needs, not on a rest that came along.
        let discount = ground.land_price_yi(district, project) * signed.discount;
        metrics.list_price_yi.add(cell, list_price);
        metrics.discounts_yi.add(cell, discount);
        metrics.land_revenue_yi.add(cell, list_price - discount);
        ground.witness.note(now, id, || Note::Granted {
            district: ground.witness.code(district),
            hectares: site.area.hectares(),
            stock_share: stock.hectares() / site.area.hectares().max(f64::MIN_POSITIVE),
            paid_yi: list_price - discount,
            suitability,
            patience: patience.map_or(0.0, |patience| patience.0.nearness()),
            route_days: route.map_or(approval.ordinary_days, |route| route.median_days),
            is_ordinary: route.is_none(),
            weeks: approvals
                .expected(id, entity)
                .map_or(0, |due| due.since(now)),
        });
        let first = life.first_negotiator.unwrap_or(district);
        metrics.flows.add(first, district, 1.0);
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::Granted,
        });
    }
    if !granted.is_empty() {
        // All at once: taken out one by one, each would move all that come after it.
        let mut granted = granted.into_iter().peekable();
        docket.waiting.retain(|(id, _)| {
            while granted.next_if(|granted| granted < id).is_some() {}
            granted.next_if_eq(id).is_none()
        });
    }
}
