//! Placement: where projects end up.

use super::Metrics;
use super::reading::{CITY, HEADQUARTERS, MATRIX, ratio, read, sum};
use crate::kernel::chance::math::ln;
use crate::kernel::record::{Metric, Place, Scope, Tally};

/// Placement.
pub(super) static PLACEMENT: &[Metric] = &[
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
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_investment_yi.at(at), m.landed_ha.at(at))),
    },
    Metric {
        name: "placement.mean_suitability",
        title: "Mean suitability of landings",
        unit: "0 to 1",
        formula: "true suitability of the landing district at the grant, its site part from the weeks waited since signing, averaged over projects that landed in the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_suitability.at(at), m.landed.at(at))),
    },
    Metric {
        name: "placement.leading_sector_share",
        title: "Landings in a leading sector",
        unit: "share",
        formula: "projects that landed where their sector leads / projects that landed, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
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
                    of_output * ln(of_output / of_land)
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
