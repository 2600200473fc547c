//! Placement: where projects end up.

use super::Metrics;
use super::reading::{CITY, HEADQUARTERS, MATRIX, ratio, read, sum};
use crate::kernel::chance::math::ln;
use crate::kernel::ids::DistrictId;
use crate::kernel::language::words;
use crate::kernel::record::{Metric, Place, Scope, Tally};

/// Placement.
pub(super) static PLACEMENT: &[Metric] = &[
    Metric {
        name: "placement.landed",
        title: words("Projects landed", "落地项目数"),
        unit: "projects",
        formula: words(
            "projects whose land was granted, over the counted weeks",
            "统计期内土地已出让的项目数",
        ),
        left_out: words("", ""),
        scopes: MATRIX,
        weekly: true,
        value: |w, at| sum(w, |m| m.landed.at(at)),
    },
    Metric {
        name: "placement.landed_investment",
        title: words("Investment landed", "落地投资额"),
        unit: "yi",
        formula: words(
            "total investment of projects whose land was granted, over the counted weeks",
            "统计期内土地已出让项目的总投资",
        ),
        left_out: words("", ""),
        scopes: MATRIX,
        weekly: false,
        value: |w, at| sum(w, |m| m.landed_investment_yi.at(at)),
    },
    Metric {
        name: "placement.landed_ha",
        title: words("Land granted", "出让用地"),
        unit: "ha",
        formula: words(
            "hectares granted to projects, over the counted weeks",
            "统计期内向项目出让的公顷数",
        ),
        left_out: words("", ""),
        scopes: MATRIX,
        weekly: true,
        value: |w, at| sum(w, |m| m.landed_ha.at(at)),
    },
    Metric {
        name: "land.investment_per_landed_ha",
        title: words("Investment per hectare granted", "出让用地地均投资"),
        unit: "yi/ha",
        formula: words(
            "total investment of projects that landed / hectares granted to them, over the counted weeks",
            "统计期内落地项目总投资/向其出让的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_investment_yi.at(at), m.landed_ha.at(at))),
    },
    Metric {
        name: "placement.mean_suitability",
        title: words("Mean suitability of landings", "落地平均适配度"),
        unit: "0 to 1",
        formula: words(
            "true suitability of the landing district at the grant, its site part from the weeks waited since signing, averaged over projects that landed in the counted weeks",
            "统计期内落地项目在出让时与落地区真实适配度的平均值，其中用地部分按签约后等待周数计",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_suitability.at(at), m.landed.at(at))),
    },
    Metric {
        name: "placement.leading_sector_share",
        title: words("Landings in a leading sector", "落地主导产业占比"),
        unit: "share",
        formula: words(
            "projects that landed where their sector leads / projects that landed, over the counted weeks",
            "统计期内落地区以其行业为主导产业的项目数/落地项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_leading.at(at), m.landed.at(at))),
    },
    Metric {
        name: "placement.hhi",
        title: words(
            "Concentration of landings over districts (HHI)",
            "落地的区际集中度（HHI）",
        ),
        unit: "0 to 1",
        formula: words(
            "sum over districts of the squared share in granted hectares; at a sector, of its own grants",
            "各区占出让公顷数份额的平方和；按行业统计时为该行业的出让",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City, Scope::Sector],
        weekly: false,
        value: |w, at| read(w, |m| concentration(m, at)).flatten(),
    },
    Metric {
        name: "placement.theil",
        title: words(
            "Inequality of output per hectare between districts (Theil)",
            "地均产出的区际差异（泰尔指数）",
        ),
        unit: "nats",
        formula: words(
            "sum over districts of (output share) x ln(output share / producing land share); at a zone, within the zone",
            "对各区求和：产出份额×ln（产出份额/在产用地份额）；按功能区统计时为区内差异",
        ),
        left_out: HEADQUARTERS,
        scopes: &[Scope::City, Scope::Zone],
        weekly: false,
        value: |w, at| read(w, |m| theil(m, at)).flatten(),
    },
    Metric {
        name: "placement.location_quotient",
        title: words("Location quotient of landings", "落地区位商"),
        unit: "1",
        formula: words(
            "share of the sector in the district's landings / share of the sector in the city's landings",
            "该行业占该区落地项目的份额/该行业占全市落地项目的份额",
        ),
        left_out: words("", ""),
        scopes: &[Scope::DistrictSector],
        weekly: false,
        value: |w, at| read(w, |m| location_quotient(m, at)).flatten(),
    },
    Metric {
        name: "placement.flow",
        title: words(
            "From first negotiator to landing district",
            "首谈区至落地区",
        ),
        unit: "projects",
        formula: words(
            "projects that landed, by the first district that negotiated and the district of landing, over the counted weeks",
            "统计期内落地项目数，按首个洽谈区和落地区分列",
        ),
        left_out: words("", ""),
        scopes: &[Scope::Flow],
        weekly: false,
        value: |w, at| match at {
            Place::Flow(from, to) => sum(w, |m| m.flows.at(from, to)),
            _ => None,
        },
    },
    Metric {
        name: "placement.moved_share",
        title: words(
            "Landings away from the first negotiator",
            "未在首谈区落地占比",
        ),
        unit: "share",
        formula: words(
            "projects that landed elsewhere than in the first district that negotiated / projects that landed, over the counted weeks",
            "统计期内未在首个洽谈区落地的项目数/落地项目数",
        ),
        left_out: words("", ""),
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
    let districts = || m.layout.districts_of(at).map(DistrictId::index);
    let total = |tally: &Tally| districts().map(|d| tally.at(Place::District(d))).sum();
    let (output, land): (f64, f64) = (total(&m.output_yi), total(&m.producing_land_ha));
    if output <= 0.0 || land <= 0.0 {
        return None;
    }
    Some(
        districts()
            .map(|d| {
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

fn flow(m: &Metrics, at: Place) -> f64 {
    match at {
        Place::Flow(from, to) => m.flows.at(from, to),
        _ => 0.0,
    }
}

fn moved_share(m: &Metrics) -> Option<f64> {
    let districts = m.layout.districts();
    let stayed: f64 = (0..districts).map(|d| m.flows.at(d, d)).sum();
    let pairs = m.layout.places(Scope::Flow);
    let all: f64 = pairs.into_iter().map(|pair| flow(m, pair)).sum();
    (all > 0.0).then(|| 1.0 - stayed / all)
}
