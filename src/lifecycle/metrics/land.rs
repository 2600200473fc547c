//! Land efficiency: what each hectare yields, and what becomes of land.

use bevy_ecs::world::World;

use super::Metrics;
use super::reading::{HEADQUARTERS, MATRIX, ratio, read, sum};
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::LandState;
use crate::world::quota::FarmlandQuota;

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
const GRANTED: [LandState; 6] = [
    LandState::Allocated,
    LandState::UnderConstruction,
    LandState::Producing,
    LandState::Idle,
    LandState::Vacated,
    LandState::UnderRenovation,
];

/// Land efficiency.
pub(super) static LAND: &[Metric] = &[
    Metric {
        name: "land.output_per_producing_ha",
        title: "Output per hectare of producing land",
        unit: "yi/ha/year",
        formula: "yearly output of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.output_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.output_per_granted_ha",
        title: "Output per hectare of granted land",
        unit: "yi/ha/year",
        formula: "yearly output of producing plants / hectares set aside or granted and held (allocated, under construction, producing, idle, vacated, under renovation), in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| per_granted(w, at, |m| m.output_yi.at(at)),
    },
    Metric {
        name: "land.tax_per_producing_ha",
        title: "Tax per hectare of producing land",
        unit: "yi/ha/year",
        formula: "yearly tax of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.tax_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.tax_per_granted_ha",
        title: "Tax per hectare of granted land",
        unit: "yi/ha/year",
        formula: "yearly tax of producing plants / hectares set aside or granted and held, in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| per_granted(w, at, |m| m.tax_yi.at(at)),
    },
    Metric {
        name: "land.value_added_per_producing_ha",
        title: "Value added per hectare of producing land",
        unit: "yi/ha/year",
        formula: "yearly value added of producing plants / hectares they produce on, in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.value_added_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.value_added_per_granted_ha",
        title: "Value added per hectare of granted land",
        unit: "yi/ha/year",
        formula: "yearly value added of producing plants / hectares set aside or granted and held, in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::GROUND,
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
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.jobs.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.energy_per_output",
        title: "Energy per unit of output",
        unit: "tce/10,000 yuan",
        formula: "yearly energy of producing plants / their yearly output, in the last week",
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.energy_tce.at(at), m.output_yi.at(at) * 10_000.0)),
    },
    Metric {
        name: "land.idle_share",
        title: "Share of idle and vacated land",
        unit: "share",
        formula: "hectares idle or vacated / hectares set aside or granted and held, in the last week",
        left_out: "",
        scopes: Scope::GROUND,
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
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| hectares(w, at, &[LandState::Reserve]),
    },
    Metric {
        name: "land.output_share",
        title: "Share in the city's output",
        unit: "share",
        formula: "yearly output of producing plants / that of the city, in the last week",
        left_out: HEADQUARTERS,
        scopes: &[Scope::District, Scope::Zone, Scope::Sector],
        weekly: false,
        value: |w, at| ratio(w, |m| (m.output_yi.at(at), m.output_yi.at(Place::City))),
    },
    Metric {
        name: "land.granted_per_year",
        title: "Land granted in a year",
        unit: "ha/year",
        formula: "hectares granted to projects / counted years of 52 weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.years())),
    },
    Metric {
        name: "land.mean_granted_ha",
        title: "Mean area of a grant",
        unit: "ha",
        formula: "hectares granted / projects that landed, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.landed.at(at))),
    },
    Metric {
        name: "land.stock_share",
        title: "Share of granted land that was in use before",
        unit: "share",
        formula: "hectares of stock land granted / hectares granted, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_stock_ha.at(at), m.landed_ha.at(at))),
    },
    Metric {
        name: "land.granted_over_plan",
        title: "Land granted over planned supply",
        unit: "share",
        formula: "hectares granted / hectares of the supply plan, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.planned_ha.at(at))),
    },
    Metric {
        name: "land.reused_ha",
        title: "Unused land back in the reserve",
        unit: "ha",
        formula: "hectares of idle and vacated land that returned to the reserve, over the counted weeks",
        left_out: "land that state land companies buy and renovate",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.reused_ha.at(at)),
    },
    Metric {
        name: "land.lost_ha",
        title: "Land lost to other use",
        unit: "ha",
        formula: "hectares of idle and vacated land lost to other than industrial use, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.lost_ha.at(at)),
    },
    Metric {
        name: "land.diverted_ha",
        title: "New land diverted to other use",
        unit: "ha",
        formula: "hectares of newly released industrial land that went to other than manufacturing, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.diverted_ha.at(at)),
    },
    Metric {
        name: "land.held_back_ha",
        title: "Planned land without farmland quota",
        unit: "ha",
        formula: "hectares of planned land that wait for farmland quota, in the last week",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: held_back,
    },
    Metric {
        name: "land.exits",
        title: "Plants that left",
        unit: "plants",
        formula: "plants that closed, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.exits.at(at)),
    },
    Metric {
        name: "land.general_exits",
        title: "General manufacturers that left",
        unit: "plants",
        formula: "plants of general manufacturing that closed, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.general_exits.at(at)),
    },
    Metric {
        name: "land.general_exits_per_year",
        title: "General manufacturers that left in a year",
        unit: "plants/year",
        formula: "plants of general manufacturing that closed / counted years of 52 weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.general_exits.at(at), m.years())),
    },
    Metric {
        name: "land.rectified",
        title: "Plants of the lowest grade put right",
        unit: "plants",
        formula: "plants rated in the lowest grade that put themselves right, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.rectified.at(at)),
    },
];

fn held_back(world: &World, place: Place) -> Option<f64> {
    let layout = world.get_resource::<Layout>()?;
    let quota = world.get_resource::<FarmlandQuota>()?;
    let districts = world.get_resource::<Districts>()?;
    Some(
        districts
            .ids()
            .filter(|d| layout.districts_of(place).contains(&d.index()))
            .map(|d| quota.held_back(d).hectares())
            .sum(),
    )
}

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
