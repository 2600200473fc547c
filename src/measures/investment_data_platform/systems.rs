//! The investment data platform at work, in the order of the week.

use bevy_ecs::prelude::*;

use super::components::{Platform, Rating};
use super::metrics::Metrics;
use super::parameters::Parameters;
use super::rules::{self, Inputs, Levels};
use crate::kernel::calendar::Calendar;
use crate::kernel::ids::{DistrictId, SectorId};
use crate::kernel::record::{Cell, Layout};
use crate::lifecycle::{operation, screening, tape};
use crate::world::authority::Knowledge;
use crate::world::cluster::Clusters;
use crate::world::district::{District, Districts};
use crate::world::project::{Life, Project, Stage, StageReached};
use crate::world::sector::{Sector, Sectors};
use crate::world::standard::{Standard, Standards};

/// Notice 3.1: when it is time, the platform brings together what plants yield, and the land,
/// labor, energy and emissions that they use, by district and sector (分区域、分行业).
///
/// Output that headquarters book is left out, as in every figure on land.
pub(super) fn collect(
    calendar: Res<Calendar>,
    p: Res<Parameters>,
    growth: Res<operation::Parameters>,
    districts: Res<Districts>,
    sectors: Res<Sectors>,
    clusters: Res<Clusters>,
    mut platform: ResMut<Platform>,
    mut metrics: ResMut<Metrics>,
) {
    const WAN_PER_YI: f64 = 10_000.0;
    let now = calendar.now();
    if !rules::is_due(platform.from, platform.collected, now, &p) {
        return;
    }
    platform.collected = Some(now);
    platform.sectors = sectors.0.len();
    let mut cells = vec![Inputs::default(); districts.0.len() * sectors.0.len()];
    clusters.visit(
        growth.agglomeration_gain,
        |d, s, _, land, output_yi, energy| {
            if districts[d].books_headquarters {
                return;
            }
            let sector = &sectors[s];
            let energy_tce = energy * WAN_PER_YI * sector.energy_tce_per_wan;
            let owners = Inputs {
                output_yi,
                hectares: land.hectares(),
                jobs: land.hectares() * sector.jobs_per_ha,
                energy_tce,
                emissions_t: energy_tce * sector.emission_t_per_tce,
            };
            let cell = &mut cells[platform.at(d, s)];
            *cell = [*cell, owners].into_iter().sum();
        },
    );
    platform.cells = cells;
    metrics.publications += 1.0;
}

/// Notice 3.1: ratings of every cell, and the noise that they leave.
///
/// Ratings, map and standards follow both a new collection and a dated change of parameters.
pub(super) fn publish_ratings(
    p: Res<Parameters>,
    layout: Res<Layout>,
    districts: Res<Districts>,
    sectors: Res<Sectors>,
    mut platform: ResMut<Platform>,
    mut knowledge: ResMut<Knowledge>,
    mut metrics: ResMut<Metrics>,
) {
    if platform.collected.is_none() || !(platform.is_changed() || p.is_changed()) {
        return;
    }
    metrics.clear_publication();
    let city: Inputs = platform.cells.iter().copied().sum();
    let of_sectors: Vec<Inputs> = sectors.ids().map(|s| platform.of_sector(s)).collect();
    let mut figures = Vec::new();
    for sector in sectors.ids() {
        let known = rules::evidence(of_sectors[sector.index()].hectares, p.sector_half_ha);
        let left = rules::noise_left(known, p.figure_noise_floor);
        metrics.sectors.add(cell(None, sector), 1.0);
        metrics.figure_noise_left.add(cell(None, sector), left);
        figures.push(left);
    }
    let (mut fit, mut ratings) = (Vec::new(), Vec::new());
    for (district, sector) in pairs(&districts, &sectors) {
        let at = cell(Some(district), sector);
        let observed = platform.cells[platform.at(district, sector)];
        let known = rules::evidence(observed.hectares, p.cell_half_ha);
        let left = rules::noise_left(known, p.fit_noise_floor);
        metrics.cells.add(at, 1.0);
        metrics.fit_noise_left.add(at, left);
        fit.push(left);
        let of_all = rules::rating(observed, city, &p);
        let in_sector = rules::rating(observed, of_sectors[sector.index()], &p);
        let rating = of_all
            .zip(in_sector)
            .map(|(of_all, in_sector)| Rating { of_all, in_sector });
        if let Some(rating) = rating {
            metrics.rated.add(at, 1.0);
            metrics.rated_ha.add(at, observed.hectares);
            metrics.rating_ha.add(at, rating.of_all * observed.hectares);
        }
        ratings.push(rating);
    }
    platform.ratings = ratings;
    knowledge.set_noise_left(&layout, fit, figures);
}

/// Notice 3.2: the industry map (产业地图) shows every district, the Development Area included.
pub(super) fn publish_map(
    p: Res<Parameters>,
    platform: Res<Platform>,
    mut knowledge: ResMut<Knowledge>,
) {
    if platform.collected.is_none() || !(platform.is_changed() || p.is_changed()) {
        return;
    }
    knowledge.further_reach = p.further_reach;
    knowledge.rumour_left = p.rumour_left;
    knowledge.search_left = p.search_left;
    knowledge.publishes_standards = p.publishes_standards;
}

/// Notice 3.1: every district gets a standard for every sector.
pub(super) fn set_standards(
    p: Res<Parameters>,
    uniform: Res<screening::Parameters>,
    prospects: Res<tape::Parameters>,
    districts: Res<Districts>,
    sectors: Res<Sectors>,
    platform: Res<Platform>,
    mut standards: ResMut<Standards>,
    mut metrics: ResMut<Metrics>,
) {
    if platform.collected.is_none() || !(platform.is_changed() || p.is_changed()) {
        return;
    }
    let mean = |floor: fn(&District) -> f64| {
        let listed = districts.0.iter();
        rules::mean_listed(listed.map(|d| (floor(d), d.industrial_land.hectares())))
    };
    let investment = mean(|d| d.investment_floor);
    let output = mean(|d| d.output_floor);
    let tax = mean(|d| d.tax_floor);
    let mut by_place = Vec::new();
    for (district, sector) in pairs(&districts, &sectors) {
        let listed = &districts[district];
        let hectares = platform.cells[platform.at(district, sector)].hectares;
        let levels = Levels {
            investment: rules::listed_level(listed.investment_floor, investment, &p),
            output: rules::listed_level(listed.output_floor, output, &p),
            tax: rules::listed_level(listed.tax_floor, tax, &p),
            rated: rules::rated_level(
                platform.rating(district, sector).map(|r| r.in_sector),
                rules::evidence(hectares, p.cell_half_ha),
                &p,
            ),
        };
        let typical = typical(&sectors[sector], &prospects, &p);
        let standard = rules::standard(typical, levels, uniform.standard(), &p);
        let at = cell(Some(district), sector);
        metrics.investment_floor.add(at, standard.investment);
        metrics.output_floor.add(at, standard.output);
        by_place.push(standard);
    }
    standards.set(sectors.0.len(), by_place);
}

/// What a sector's typical plant invests, yields and burns: from the table of sectors, its
/// investment on the land that a project of typical size needs.
fn typical(sector: &Sector, prospects: &tape::Parameters, p: &Parameters) -> Standard {
    let investment_yi = p.typical_investment_yi;
    let land = tape::land_need(
        investment_yi,
        sector.land_ha_per_yi,
        sector.smallest_lot_ha,
        1.0,
        prospects,
    );
    Standard {
        investment: investment_yi / land.hectares().max(f64::MIN_POSITIVE),
        output: sector.output_yi_per_ha,
        tax: sector.output_yi_per_ha * sector.tax_rate,
        energy: sector.energy_tce_per_wan,
    }
}

fn pairs(districts: &Districts, sectors: &Sectors) -> Vec<(DistrictId, SectorId)> {
    districts
        .ids()
        .flat_map(|district| sectors.ids().map(move |sector| (district, sector)))
        .collect()
}

/// A cell of the platform. Publications know no ownership: the first stands for all.
fn cell(district: Option<DistrictId>, sector: SectorId) -> Cell {
    Cell {
        district,
        sector,
        ownership: 0,
    }
}

/// Counts what standards shut out, and how well rated the places are where projects land
/// (精准匹配).
pub(super) fn count_projects(
    calendar: Res<Calendar>,
    layout: Res<Layout>,
    platform: Res<Platform>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life)>,
) {
    if platform.collected.is_none() {
        return;
    }
    let now = calendar.now();
    for message in reached.read() {
        let Ok((project, life)) = projects.get(message.project) else {
            continue;
        };
        // The first reading also finds messages of the week before.
        if life.reached(message.stage) != Some(now) {
            continue;
        }
        if message.stage == Stage::Pooled {
            metrics.pooled.add(project.cell(None), 1.0);
            for district in layout.districts_of_copy(usize::from(project.copy)) {
                if project.shut_out.contains(district) {
                    metrics.shut_out.add(project.cell(Some(district)), 1.0);
                }
            }
        }
        let rating = life
            .landing_district
            .and_then(|district| platform.rating(district, project.sector));
        if let (Stage::Granted, Some(rating)) = (message.stage, rating) {
            let at = project.cell(life.landing_district);
            metrics.landed.add(at, 1.0);
            metrics.landed_rating.add(at, rating.of_all);
            metrics.landed_in_sector.add(at, rating.in_sector);
        }
    }
}
