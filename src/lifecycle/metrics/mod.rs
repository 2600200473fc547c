//! What the base economy counts, and the metrics that read it.

mod conversion;
mod cost;
mod duration;
mod land;
mod placement;
mod reading;

use bevy_ecs::prelude::*;

use super::efficiency::EFFICIENCY;
use super::speed::{self, SPEED};
use super::{allocation, operation};
use crate::kernel::calendar::WEEKS_PER_YEAR;
use crate::kernel::chance::math::ln;
use crate::kernel::model::Model;
use crate::kernel::record::{Cell, Flows, Layout, Metric, Place, Tally};
use crate::kernel::schedule::Tick;
use crate::world::cluster::Clusters;
use crate::world::district::Districts;
use crate::world::project::{Cause, Life, Project, Stage, StageReached};
use crate::world::sector::Sectors;

/// Counters of the base economy. Flows count from the first counted week; stocks are of the week.
#[derive(Resource, Debug, Clone, Default)]
pub struct Metrics {
    layout: Layout,
    // Stocks.
    pub(in crate::lifecycle) producing_land_ha: Tally,
    pub(in crate::lifecycle) output_yi: Tally,
    pub(in crate::lifecycle) tax_yi: Tally,
    pub(in crate::lifecycle) value_added_yi: Tally,
    pub(in crate::lifecycle) energy_tce: Tally,
    pub(in crate::lifecycle) jobs: Tally,
    // Flows.
    pub(in crate::lifecycle) leads: Tally,
    pub(in crate::lifecycle) leads_city: Tally,
    pub(in crate::lifecycle) qualified: Tally,
    pub(in crate::lifecycle) good_rejected: Tally,
    pub(in crate::lifecycle) weak_admitted: Tally,
    pub(in crate::lifecycle) leads_hoarded: Tally,
    pub(in crate::lifecycle) signed: Tally,
    pub(in crate::lifecycle) landed: Tally,
    pub(in crate::lifecycle) landed_ha: Tally,
    pub(in crate::lifecycle) landed_stock_ha: Tally,
    pub(in crate::lifecycle) landed_investment_yi: Tally,
    pub(in crate::lifecycle) landed_suitability: Tally,
    pub(in crate::lifecycle) landed_leading: Tally,
    pub(in crate::lifecycle) started: Tally,
    pub(in crate::lifecycle) opened: Tally,
    pub(in crate::lifecycle) flows: Flows,
    losses: [Tally; Cause::OF_LOSS.len()],
    pub(in crate::lifecycle) stalled: Tally,
    pub(in crate::lifecycle) delays: Tally,
    pub(in crate::lifecycle) list_price_yi: Tally,
    pub(in crate::lifecycle) discounts_yi: Tally,
    pub(in crate::lifecycle) land_revenue_yi: Tally,
    pub(in crate::lifecycle) duplicated_team_weeks: Tally,
    pub(in crate::lifecycle) planned_ha: Tally,
    pub(in crate::lifecycle) reused_ha: Tally,
    pub(in crate::lifecycle) lost_ha: Tally,
    pub(in crate::lifecycle) diverted_ha: Tally,
    weeks: f64,
    large: Tally,
    large_log_size: Tally,
    approval_weeks: Tally,
    building_weeks: Tally,
    pub(in crate::lifecycle) exits: Tally,
    pub(in crate::lifecycle) general_exits: Tally,
    pub(in crate::lifecycle) rectified: Tally,
}

impl Metrics {
    /// Counters at zero.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let mut metrics = Self {
            layout: layout.clone(),
            flows: Flows::new(layout),
            ..Self::default()
        };
        for tally in metrics.stocks() {
            *tally = Tally::new(layout);
        }
        for tally in metrics.counts() {
            *tally = Tally::new(layout);
        }
        metrics
    }

    /// The losses of a cause.
    pub(in crate::lifecycle) fn lost(&mut self, cause: Cause) -> &mut Tally {
        let at = Cause::OF_LOSS
            .iter()
            .position(|&(of, _)| of == cause)
            .unwrap_or(0);
        &mut self.losses[at]
    }

    /// Counted years of 52 weeks.
    fn years(&self) -> f64 {
        self.weeks / f64::from(WEEKS_PER_YEAR)
    }

    fn losses_at(&self, cause: usize, place: Place) -> f64 {
        self.losses[cause].at(place)
    }

    fn all_losses_at(&self, place: Place) -> f64 {
        self.losses.iter().map(|tally| tally.at(place)).sum()
    }

    fn stocks(&mut self) -> [&mut Tally; 6] {
        [
            &mut self.producing_land_ha,
            &mut self.output_yi,
            &mut self.tax_yi,
            &mut self.value_added_yi,
            &mut self.energy_tce,
            &mut self.jobs,
        ]
    }

    fn counts(&mut self) -> impl Iterator<Item = &mut Tally> {
        [
            &mut self.leads,
            &mut self.leads_city,
            &mut self.qualified,
            &mut self.good_rejected,
            &mut self.weak_admitted,
            &mut self.leads_hoarded,
            &mut self.signed,
            &mut self.landed,
            &mut self.landed_ha,
            &mut self.landed_stock_ha,
            &mut self.landed_investment_yi,
            &mut self.landed_suitability,
            &mut self.landed_leading,
            &mut self.started,
            &mut self.opened,
            &mut self.stalled,
            &mut self.delays,
            &mut self.list_price_yi,
            &mut self.discounts_yi,
            &mut self.land_revenue_yi,
            &mut self.duplicated_team_weeks,
            &mut self.planned_ha,
            &mut self.reused_ha,
            &mut self.lost_ha,
            &mut self.diverted_ha,
            &mut self.large,
            &mut self.large_log_size,
            &mut self.approval_weeks,
            &mut self.building_weeks,
            &mut self.exits,
            &mut self.general_exits,
            &mut self.rectified,
        ]
        .into_iter()
        .chain(&mut self.losses)
    }
}

/// The metrics of the base economy, in the order in which they are reported.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    [
        land::LAND,
        placement::PLACEMENT,
        SPEED,
        duration::DURATION,
        conversion::CONVERSION,
        cost::COST,
        EFFICIENCY,
        allocation::METRICS,
    ]
    .into_iter()
    .flatten()
}

/// Installs the counting.
pub fn plugin(model: &mut Model) {
    model.when_counting_begins(|world| {
        let mut metrics = world.resource_mut::<Metrics>();
        metrics.flows.clear();
        metrics.weeks = 0.0;
        for tally in metrics.counts() {
            tally.clear();
        }
    });
    model.when_the_run_ends(speed::close);
    model
        .tick
        .add_systems((count_stages, take_stock).chain().in_set(Tick::Closes));
}

/// Counts the stages that projects reached this week.
fn count_stages(
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life)>,
) {
    for message in reached.read() {
        let Ok((project, life)) = projects.get(message.project) else {
            continue;
        };
        let found = project.cell(project.found_by.district());
        let landing = project.cell(life.landing_district);
        let weeks_since = |from| match (life.reached(from), life.reached(message.stage)) {
            (Some(from), Some(to)) => f64::from(to.since(from)),
            _ => 0.0,
        };
        match message.stage {
            Stage::Lead => {
                metrics.leads.add(found, 1.0);
                if project.found_by.district().is_none() {
                    metrics.leads_city.add(found, 1.0);
                }
            }
            Stage::Screened => {
                metrics.qualified.add(found, 1.0);
                if project.investment_yi >= conversion::LARGE_YI {
                    metrics.large.add(found, 1.0);
                    let log_size = ln(project.investment_yi / conversion::LARGE_YI);
                    metrics.large_log_size.add(found, log_size);
                }
            }
            Stage::Agreed => metrics.signed.add(landing, 1.0),
            Stage::Approved => {
                metrics.started.add(landing, 1.0);
                let weeks = weeks_since(Stage::Granted);
                metrics.approval_weeks.add(landing, weeks);
            }
            Stage::Operating => {
                metrics.opened.add(landing, 1.0);
                let weeks = weeks_since(Stage::Building);
                metrics.building_weeks.add(landing, weeks);
            }
            _ => {}
        }
    }
}

/// Sums what produces this week. Output that headquarters book is left out.
fn take_stock(
    p: Res<operation::Parameters>,
    districts: Res<Districts>,
    sectors: Res<Sectors>,
    clusters: Res<Clusters>,
    mut metrics: ResMut<Metrics>,
) {
    const WAN_PER_YI: f64 = 10_000.0;
    metrics.weeks += 1.0;
    for tally in metrics.stocks() {
        tally.clear();
    }
    clusters.visit(
        p.agglomeration_gain,
        |d, s, ownership, land, output, energy| {
            if districts[d].books_headquarters {
                return;
            }
            let sector = &sectors[s];
            let cell = Cell {
                district: Some(d),
                sector: s,
                ownership,
            };
            let slots = metrics.layout.slots_of(cell);
            let hectares = land.hectares();
            let m = &mut *metrics;
            m.producing_land_ha.add_at(&slots, hectares);
            m.output_yi.add_at(&slots, output);
            m.tax_yi.add_at(&slots, output * sector.tax_rate);
            m.value_added_yi
                .add_at(&slots, output * sector.value_added_rate);
            m.energy_tce
                .add_at(&slots, energy * WAN_PER_YI * sector.energy_tce_per_wan);
            m.jobs.add_at(&slots, hectares * sector.jobs_per_ha);
        },
    );
}
