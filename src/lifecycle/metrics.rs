//! What the base economy counts, and the metrics that read it.

use bevy_ecs::prelude::*;

use super::operation;
use super::speed::{self, SPEED};
use crate::kernel::model::Model;
use crate::kernel::record::{Cell, Flows, Layout, Metric, Place, Scope, Tally};
use crate::kernel::schedule::Tick;
use crate::world::cluster::Clusters;
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::LandState;
use crate::world::project::{Cause, Docket, Life, Project, Stage, StageReached};
use crate::world::sector::Sectors;

/// Counters of the base economy. Flows count from the first counted week; stocks are of the week.
#[derive(Resource, Debug, Clone, Default)]
pub struct Metrics {
    layout: Layout,
    // Stocks.
    pub(super) producing_land_ha: Tally,
    pub(super) output_yi: Tally,
    pub(super) tax_yi: Tally,
    pub(super) value_added_yi: Tally,
    pub(super) energy_tce: Tally,
    pub(super) jobs: Tally,
    // Flows.
    pub(super) leads: Tally,
    pub(super) leads_city: Tally,
    pub(super) qualified: Tally,
    pub(super) good_rejected: Tally,
    pub(super) weak_admitted: Tally,
    pub(super) leads_hoarded: Tally,
    pub(super) signed: Tally,
    pub(super) landed: Tally,
    pub(super) landed_ha: Tally,
    pub(super) landed_investment_yi: Tally,
    pub(super) landed_suitability: Tally,
    pub(super) landed_leading: Tally,
    pub(super) started: Tally,
    pub(super) opened: Tally,
    pub(super) flows: Flows,
    losses: [Tally; Cause::OF_LOSS.len()],
    pub(super) stalled: Tally,
    pub(super) delays: Tally,
    pub(super) list_price_yi: Tally,
    pub(super) discounts_yi: Tally,
    pub(super) land_revenue_yi: Tally,
    pub(super) duplicated_team_weeks: Tally,
    pub(super) planned_ha: Tally,
    pub(super) reused_ha: Tally,
    pub(super) lost_ha: Tally,
    pub(super) exits: Tally,
    pub(super) general_exits: Tally,
    pub(super) rectified: Tally,
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
    pub(super) fn lost(&mut self, cause: Cause) -> &mut Tally {
        let at = Cause::OF_LOSS
            .iter()
            .position(|&(of, _)| of == cause)
            .unwrap_or(0);
        &mut self.losses[at]
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
    [LAND, PLACEMENT, SPEED, CONVERSION, COST]
        .into_iter()
        .flatten()
}

/// Installs the counting.
pub fn plugin(model: &mut Model) {
    model.when_counting_begins(|world| {
        let mut metrics = world.resource_mut::<Metrics>();
        metrics.flows.clear();
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
        match message.stage {
            Stage::Lead => {
                metrics.leads.add(found, 1.0);
                if project.found_by.district().is_none() {
                    metrics.leads_city.add(found, 1.0);
                }
            }
            Stage::Screened => metrics.qualified.add(found, 1.0),
            Stage::Agreed => metrics.signed.add(landing, 1.0),
            Stage::Approved => metrics.started.add(landing, 1.0),
            Stage::Operating => metrics.opened.add(landing, 1.0),
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
            metrics.producing_land_ha.add(cell, land.hectares());
            metrics.output_yi.add(cell, output);
            metrics.tax_yi.add(cell, output * sector.tax_rate);
            metrics
                .value_added_yi
                .add(cell, output * sector.value_added_rate);
            metrics
                .energy_tce
                .add(cell, energy * WAN_PER_YI * sector.energy_tce_per_wan);
            metrics.jobs.add(cell, land.hectares() * sector.jobs_per_ha);
        },
    );
}

fn read<T>(world: &World, of: impl Fn(&Metrics) -> T) -> Option<T> {
    world.get_resource::<Metrics>().map(of)
}

fn sum(world: &World, of: impl Fn(&Metrics) -> f64) -> Option<f64> {
    read(world, of)
}

/// A ratio, defined where there is something to divide by.
fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    read(world, of).and_then(|(above, below)| (below > 0.0).then(|| above / below))
}

/// Hectares in a state over the districts of a place.
fn hectares(world: &World, place: Place, states: &[LandState]) -> Option<f64> {
    let (bank, layout) = (
        world.get_resource::<LandBank>()?,
        world.get_resource::<Layout>()?,
    );
    let districts = world.get_resource::<Districts>()?;
    Some(
        districts
            .ids()
            .filter(|d| layout.districts_of(place).contains(&d.index()))
            .flat_map(|d| {
                states
                    .iter()
                    .map(move |&state| bank.area(d, state).hectares())
            })
            .sum(),
    )
}

/// Land that is set aside, or was granted at some time and is held: all but reserve and losses.
const GRANTED: [LandState; 5] = [
    LandState::Allocated,
    LandState::UnderConstruction,
    LandState::Producing,
    LandState::Idle,
    LandState::Vacated,
];

const EVERYWHERE: &[Scope] = &[
    Scope::City,
    Scope::District,
    Scope::Zone,
    Scope::Sector,
    Scope::Ownership,
];
const MATRIX: &[Scope] = &[
    Scope::City,
    Scope::District,
    Scope::Zone,
    Scope::Sector,
    Scope::Ownership,
    Scope::DistrictSector,
];
const GROUND: &[Scope] = &[Scope::City, Scope::District, Scope::Zone];
const CITY: &[Scope] = &[Scope::City];
const HEADQUARTERS: &str = "districts whose output is booked by headquarters";

/// Land efficiency.
pub static LAND: &[Metric] = &[
    Metric {
        name: "land.output_per_producing_ha",
        title: "Output per hectare of producing land",
        unit: "yi/ha/year",
        formula: "yearly output of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.output_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.output_per_granted_ha",
        title: "Output per hectare of granted land",
        unit: "yi/ha/year",
        formula: "yearly output of producing plants / hectares set aside or granted and held (allocated, under construction, producing, idle, vacated), in the last week",
        left_out: HEADQUARTERS,
        scopes: GROUND,
        weekly: true,
        value: |w, at| per_granted(w, at, |m| m.output_yi.at(at)),
    },
    Metric {
        name: "land.tax_per_producing_ha",
        title: "Tax per hectare of producing land",
        unit: "yi/ha/year",
        formula: "yearly tax of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.tax_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.tax_per_granted_ha",
        title: "Tax per hectare of granted land",
        unit: "yi/ha/year",
        formula: "yearly tax of producing plants / hectares set aside or granted and held, in the last week",
        left_out: HEADQUARTERS,
        scopes: GROUND,
        weekly: false,
        value: |w, at| per_granted(w, at, |m| m.tax_yi.at(at)),
    },
    Metric {
        name: "land.value_added_per_producing_ha",
        title: "Value added per hectare of producing land",
        unit: "yi/ha/year",
        formula: "yearly value added of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.value_added_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.value_added_per_granted_ha",
        title: "Value added per hectare of granted land",
        unit: "yi/ha/year",
        formula: "yearly value added of producing plants / hectares set aside or granted and held, in the last week",
        left_out: HEADQUARTERS,
        scopes: GROUND,
        weekly: false,
        value: |w, at| per_granted(w, at, |m| m.value_added_yi.at(at)),
    },
    Metric {
        name: "land.output",
        title: "Output",
        unit: "yi/year",
        formula: "yearly output of producing plants, in the last week",
        left_out: HEADQUARTERS,
        scopes: MATRIX,
        weekly: true,
        value: |w, at| sum(w, |m| m.output_yi.at(at)),
    },
    Metric {
        name: "land.jobs_per_producing_ha",
        title: "Jobs per hectare of producing land",
        unit: "jobs/ha",
        formula: "jobs of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.jobs.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.energy_per_output",
        title: "Energy per unit of output",
        unit: "tce/10,000 yuan",
        formula: "yearly energy of producing plants / their yearly output, in the last week",
        left_out: HEADQUARTERS,
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.energy_tce.at(at), m.output_yi.at(at) * 10_000.0)),
    },
    Metric {
        name: "land.idle_share",
        title: "Share of idle and vacated land",
        unit: "share",
        formula: "hectares idle or vacated / hectares set aside or granted and held, in the last week",
        left_out: "",
        scopes: GROUND,
        weekly: true,
        value: |w, at| {
            let unused = hectares(w, at, &[LandState::Idle, LandState::Vacated])?;
            let all = hectares(w, at, &GRANTED)?;
            (all > 0.0).then(|| unused / all)
        },
    },
    Metric {
        name: "land.reserve_ha",
        title: "Land in the reserve",
        unit: "ha",
        formula: "hectares in the reserve, in the last week",
        left_out: "",
        scopes: GROUND,
        weekly: true,
        value: |w, at| hectares(w, at, &[LandState::Reserve]),
    },
    Metric {
        name: "land.granted_over_plan",
        title: "Land granted over planned supply",
        unit: "share",
        formula: "hectares granted / hectares of the supply plan, over the counted weeks",
        left_out: "",
        scopes: GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.planned_ha.at(at))),
    },
    Metric {
        name: "land.reused_ha",
        title: "Unused land back in the reserve",
        unit: "ha",
        formula: "hectares of idle and vacated land that returned to the reserve, over the counted weeks",
        left_out: "",
        scopes: GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.reused_ha.at(at)),
    },
    Metric {
        name: "land.lost_ha",
        title: "Land lost to other use",
        unit: "ha",
        formula: "hectares of idle and vacated land lost to other than industrial use, over the counted weeks",
        left_out: "",
        scopes: GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.lost_ha.at(at)),
    },
    Metric {
        name: "land.exits",
        title: "Plants that left",
        unit: "plants",
        formula: "plants that closed, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.exits.at(at)),
    },
    Metric {
        name: "land.general_exits",
        title: "General manufacturers that left",
        unit: "plants",
        formula: "plants of general manufacturing that closed, over the counted weeks",
        left_out: "",
        scopes: GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.general_exits.at(at)),
    },
    Metric {
        name: "land.rectified",
        title: "Plants of the lowest grade put right",
        unit: "plants",
        formula: "plants rated in the lowest grade that put themselves right, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.rectified.at(at)),
    },
];

fn per_granted(world: &World, place: Place, of: impl Fn(&Metrics) -> f64) -> Option<f64> {
    let districts = world.get_resource::<Districts>()?;
    let layout = world.get_resource::<Layout>()?;
    let bank = world.get_resource::<LandBank>()?;
    let granted: f64 = districts
        .ids()
        .filter(|d| layout.districts_of(place).contains(&d.index()))
        .filter(|&d| !districts[d].books_headquarters)
        .flat_map(|d| {
            GRANTED
                .iter()
                .map(move |&state| bank.area(d, state).hectares())
        })
        .sum();
    let above = read(world, of)?;
    (granted > 0.0).then(|| above / granted)
}

/// Placement.
pub static PLACEMENT: &[Metric] = &[
    Metric {
        name: "placement.landed",
        title: "Projects landed",
        unit: "projects",
        formula: "projects whose land was granted, over the counted weeks",
        left_out: "",
        scopes: MATRIX,
        weekly: true,
        value: |w, at| sum(w, |m| m.landed.at(at)),
    },
    Metric {
        name: "placement.landed_investment",
        title: "Investment landed",
        unit: "yi",
        formula: "total investment of projects whose land was granted, over the counted weeks",
        left_out: "",
        scopes: MATRIX,
        weekly: false,
        value: |w, at| sum(w, |m| m.landed_investment_yi.at(at)),
    },
    Metric {
        name: "placement.landed_ha",
        title: "Land granted",
        unit: "ha",
        formula: "hectares granted to projects, over the counted weeks",
        left_out: "",
        scopes: MATRIX,
        weekly: true,
        value: |w, at| sum(w, |m| m.landed_ha.at(at)),
    },
    Metric {
        name: "land.investment_per_landed_ha",
        title: "Investment per hectare granted",
        unit: "yi/ha",
        formula: "total investment of projects that landed / hectares granted to them, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_investment_yi.at(at), m.landed_ha.at(at))),
    },
    Metric {
        name: "placement.mean_suitability",
        title: "Mean suitability of landings",
        unit: "0 to 1",
        formula: "true suitability of the landing district at the grant, its site part from the weeks waited since signing, averaged over projects that landed in the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_suitability.at(at), m.landed.at(at))),
    },
    Metric {
        name: "placement.leading_sector_share",
        title: "Landings in a leading sector",
        unit: "share",
        formula: "projects that landed where their sector leads / projects that landed, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_leading.at(at), m.landed.at(at))),
    },
    Metric {
        name: "placement.hhi",
        title: "Concentration of landings over districts (HHI)",
        unit: "0 to 1",
        formula: "sum over districts of the squared share in granted hectares; at a sector, of its own grants",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector],
        weekly: false,
        value: |w, at| read(w, |m| concentration(m, at)).flatten(),
    },
    Metric {
        name: "placement.theil",
        title: "Inequality of output per hectare between districts (Theil)",
        unit: "nats",
        formula: "sum over districts of (output share) x ln(output share / producing land share); at a zone, within the zone",
        left_out: HEADQUARTERS,
        scopes: &[Scope::City, Scope::Zone],
        weekly: false,
        value: |w, at| read(w, |m| theil(m, at)).flatten(),
    },
    Metric {
        name: "placement.location_quotient",
        title: "Location quotient of landings",
        unit: "1",
        formula: "share of the sector in the district's landings / share of the sector in the city's landings",
        left_out: "",
        scopes: &[Scope::DistrictSector],
        weekly: false,
        value: |w, at| read(w, |m| location_quotient(m, at)).flatten(),
    },
    Metric {
        name: "placement.flow",
        title: "From first negotiator to landing district",
        unit: "projects",
        formula: "projects that landed, by the first district that negotiated and the district of landing, over the counted weeks",
        left_out: "",
        scopes: &[Scope::Flow],
        weekly: false,
        value: |w, at| match at {
            Place::Flow(from, to) => sum(w, |m| m.flows.at(from, to)),
            _ => None,
        },
    },
    Metric {
        name: "placement.moved_share",
        title: "Landings away from the first negotiator",
        unit: "share",
        formula: "projects that landed elsewhere than in the first district that negotiated / projects that landed, over the counted weeks",
        left_out: "",
        scopes: CITY,
        weekly: false,
        value: |w, _| read(w, moved_share).flatten(),
    },
];

fn concentration(m: &Metrics, at: Place) -> Option<f64> {
    let of = |d| match at {
        Place::Sector(s) => m.landed_ha.at(Place::DistrictSector(d, s)),
        _ => m.landed_ha.at(Place::District(d)),
    };
    let total: f64 = (0..m.layout.districts()).map(of).sum();
    (total > 0.0).then(|| {
        (0..m.layout.districts())
            .map(|d| (of(d) / total) * (of(d) / total))
            .sum()
    })
}

fn theil(m: &Metrics, at: Place) -> Option<f64> {
    let districts = m.layout.districts_of(at);
    let total = |tally: &Tally| {
        districts
            .iter()
            .map(|&d| tally.at(Place::District(d)))
            .sum()
    };
    let (output, land): (f64, f64) = (total(&m.output_yi), total(&m.producing_land_ha));
    if output <= 0.0 || land <= 0.0 {
        return None;
    }
    Some(
        districts
            .iter()
            .map(|&d| {
                let of_output = m.output_yi.at(Place::District(d)) / output;
                let of_land = m.producing_land_ha.at(Place::District(d)) / land;
                if of_output > 0.0 && of_land > 0.0 {
                    of_output * crate::kernel::chance::math::ln(of_output / of_land)
                } else {
                    0.0
                }
            })
            .sum(),
    )
}

fn location_quotient(m: &Metrics, at: Place) -> Option<f64> {
    let Place::DistrictSector(d, s) = at else {
        return None;
    };
    let here = m.landed.at(Place::District(d));
    let city = m.landed.at(Place::City);
    let sector = m.landed.at(Place::Sector(s));
    (here > 0.0 && sector > 0.0).then(|| m.landed.at(at) / here / (sector / city))
}

fn moved_share(m: &Metrics) -> Option<f64> {
    let districts = m.layout.districts();
    let stayed: f64 = (0..districts).map(|d| m.flows.at(d, d)).sum();
    let all: f64 = (0..districts)
        .flat_map(|from| (0..districts).map(move |to| (from, to)))
        .map(|(from, to)| m.flows.at(from, to))
        .sum();
    (all > 0.0).then(|| 1.0 - stayed / all)
}

/// Conversion.
pub static CONVERSION: &[Metric] = &[
    Metric {
        name: "leads.found",
        title: "Leads found",
        unit: "leads",
        formula: "leads found by the city and the districts, over the counted weeks; at a district, by it",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: true,
        value: |w, at| sum(w, |m| m.leads.at(at)),
    },
    Metric {
        name: "leads.city_found",
        title: "Leads found by the city",
        unit: "leads",
        formula: "leads that the city found, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.leads_city.at(at)),
    },
    Metric {
        name: "leads.hoarded",
        title: "Leads hoarded",
        unit: "leads",
        formula: "negotiations in which a district alone kept a project that it believed likelier to land elsewhere, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.leads_hoarded.at(at)),
    },
    Metric {
        name: "screening.good_rejected",
        title: "Good projects rejected",
        unit: "projects",
        formula: "projects rejected though their true figures meet the standard, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.good_rejected.at(at)),
    },
    Metric {
        name: "screening.weak_admitted",
        title: "Weak projects admitted",
        unit: "projects",
        formula: "projects admitted though their true figures miss the standard, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.weak_admitted.at(at)),
    },
    Metric {
        name: "conversion.qualified",
        title: "Projects qualified",
        unit: "projects",
        formula: "projects admitted by screening, over the counted weeks; at a district, found by it",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.qualified.at(at)),
    },
    Metric {
        name: "conversion.landed_share",
        title: "Qualified projects that land",
        unit: "share",
        formula: "projects landed / projects qualified, over the counted weeks (events of the same weeks, not of the same projects)",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed.at(at), m.qualified.at(at))),
    },
    Metric {
        name: "conversion.lost",
        title: "Projects lost",
        unit: "projects",
        formula: "qualified projects that went elsewhere before they had land, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: true,
        value: |w, at| sum(w, |m| m.all_losses_at(at)),
    },
    Metric {
        name: "conversion.lost_waiting",
        title: "Lost: nobody took it up in time",
        unit: "projects",
        formula: "losses whose main reason is waiting, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(0, at)),
    },
    Metric {
        name: "conversion.lost_price",
        title: "Lost: land too dear",
        unit: "projects",
        formula: "losses whose main reason is the land price, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(1, at)),
    },
    Metric {
        name: "conversion.lost_no_land",
        title: "Lost: no land",
        unit: "projects",
        formula: "losses whose main reason is that no land was to be had, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(2, at)),
    },
    Metric {
        name: "conversion.lost_no_talent",
        title: "Lost: no talent",
        unit: "projects",
        formula: "losses whose main reason is talent, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(3, at)),
    },
    Metric {
        name: "conversion.lost_stalled",
        title: "Lost: negotiations stalled",
        unit: "projects",
        formula: "losses during negotiations without substantive progress, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(4, at)),
    },
    Metric {
        name: "conversion.signed",
        title: "Projects signed",
        unit: "projects",
        formula: "projects that signed with a district, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.signed.at(at)),
    },
    Metric {
        name: "conversion.in_pipeline",
        title: "Projects waiting for land",
        unit: "projects",
        formula: "projects in the pool that have no land yet, in the last week",
        left_out: "",
        scopes: CITY,
        weekly: true,
        value: |w, at| match at {
            Place::City => w.get_resource::<Docket>().map(|d| d.waiting.len() as f64),
            _ => None,
        },
    },
    Metric {
        name: "conversion.started",
        title: "Constructions begun",
        unit: "projects",
        formula: "projects approved and begun, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.started.at(at)),
    },
    Metric {
        name: "conversion.opened",
        title: "Plants opened",
        unit: "plants",
        formula: "projects that began to produce, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.opened.at(at)),
    },
    Metric {
        name: "conversion.stalled",
        title: "Constructions stopped for good",
        unit: "projects",
        formula: "projects withdrawn during construction, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.stalled.at(at)),
    },
    Metric {
        name: "conversion.delays",
        title: "Delays of construction",
        unit: "delays",
        formula: "delays of constructions, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector, Scope::Ownership],
        weekly: false,
        value: |w, at| sum(w, |m| m.delays.at(at)),
    },
];

/// Cost.
pub static COST: &[Metric] = &[
    Metric {
        name: "cost.discounts",
        title: "Land-price discounts",
        unit: "yi",
        formula: "list price less price paid of land granted, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.discounts_yi.at(at)),
    },
    Metric {
        name: "cost.discount_share",
        title: "Land-price discount",
        unit: "share of price",
        formula: "discounts / list price of land granted, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.discounts_yi.at(at), m.list_price_yi.at(at))),
    },
    Metric {
        name: "cost.discount_per_investment",
        title: "Land-price discount per unit invested",
        unit: "yi/yi",
        formula: "discounts / total investment of projects that landed, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| {
            ratio(w, |m| {
                (m.discounts_yi.at(at), m.landed_investment_yi.at(at))
            })
        },
    },
    Metric {
        name: "cost.land_revenue",
        title: "Land revenue",
        unit: "yi",
        formula: "price paid for land granted, over the counted weeks",
        left_out: "",
        scopes: EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.land_revenue_yi.at(at)),
    },
    Metric {
        name: "cost.duplicated_team_weeks",
        title: "Duplicated team-weeks",
        unit: "team-weeks",
        formula: "team-weeks that districts spent on projects that signed with another, over the counted weeks; at a district, spent by it",
        left_out: "team-weeks spent on projects that signed nowhere",
        scopes: EVERYWHERE,
        weekly: true,
        value: |w, at| sum(w, |m| m.duplicated_team_weeks.at(at)),
    },
];
