//! Investment promotion at work, in the order of the week.

use bevy_ecs::prelude::*;

use super::metrics::Metrics;
use super::parameters::Parameters;
use super::rules;
use crate::kernel::calendar::Calendar;
use crate::kernel::record::Cell;
use crate::world::authority::{Attraction, PhaseOut};
use crate::world::enterprise::Ownership;
use crate::world::plant::{Plant, RampUp};
use crate::world::project::{Cause, Life, Project, Stage, StageReached};
use crate::world::sector::{Sectors, Tier};
use crate::world::standard::Standards;

/// Notice 1.1, 1.2: the city draws investors of every ownership into the target sectors; general
/// manufacturing is kept out and pressed to leave.
///
/// Written every week, because parameters may be dated.
pub(super) fn promote(
    p: Res<Parameters>,
    sectors: Res<Sectors>,
    mut attraction: ResMut<Attraction>,
    mut phase_out: ResMut<PhaseOut>,
    mut standards: ResMut<Standards>,
) {
    for (tier, _) in Tier::ALL {
        for (ownership, ..) in Ownership::ALL {
            attraction.set(tier, ownership, rules::factor(tier, ownership, &p));
        }
    }
    let shares = sectors.0.iter();
    standards.admit_shares(
        shares
            .map(|sector| rules::admitted_share(sector.tier, &p))
            .collect(),
    );
    phase_out.general_exit_per_year = p.general_exit_per_year;
}

/// Once a year, in the week of the rating: what the pressure adds to exits, as an expectation.
pub(super) fn count_exits_pressed(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    sectors: Res<Sectors>,
    mut metrics: ResMut<Metrics>,
    plants: Query<&Plant, Without<RampUp>>,
) {
    if !calendar.year_begins() {
        return;
    }
    // One amount for all plants: the sum does not depend on the order of the query.
    let chance = rules::pressed_out(p.general_exit_per_year);
    for plant in &plants {
        if sectors[plant.sector].tier == Tier::General {
            let cell = Cell {
                district: Some(plant.district),
                sector: plant.sector,
                ownership: plant.ownership.index(),
            };
            metrics.exits_pressed.add(cell, chance);
        }
    }
}

/// Counts what promotion has gained and what was turned away this week.
pub(super) fn count_leads(
    calendar: Res<Calendar>,
    sectors: Res<Sectors>,
    attraction: Res<Attraction>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life)>,
) {
    let now = calendar.now();
    for message in reached.read() {
        let Ok((project, life)) = projects.get(message.project) else {
            continue;
        };
        let cell = project.cell(project.found_by.district());
        // The first reading also finds messages of the week before the measure was in force.
        if message.stage == Stage::Lead && life.reached(Stage::Lead) == Some(now) {
            let is_drawn = !project.id.is_expansion();
            let tier = sectors[project.sector].tier;
            if is_drawn && tier.is_target() {
                let gained = rules::gained(attraction.of(tier, project.ownership));
                metrics.leads_gained.add(cell, gained);
                metrics
                    .investment_gained_yi
                    .add(cell, gained * project.investment_yi);
            }
        }
        let is_barred = life.cause == Some(Cause::SectorBarred);
        if message.stage == Stage::Rejected && is_barred && life.ended() == Some(now) {
            metrics.barred.add(cell, 1.0);
            metrics
                .barred_investment_yi
                .add(cell, project.investment_yi);
            metrics.barred_land_ha.add(cell, project.land.hectares());
        }
    }
}
