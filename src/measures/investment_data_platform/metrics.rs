//! What the investment data platform counts.

use bevy_ecs::prelude::*;

use crate::kernel::language::words;
use crate::kernel::model::Model;
use crate::kernel::record::{Layout, Metric, Place, Scope, Tally};

/// Figures of measure 3: those of the latest publication, and counters over the counted weeks.
#[derive(Resource, Debug, Clone, Default)]
pub struct Metrics {
    // Of the latest publication.
    pub(super) cells: Tally,
    pub(super) sectors: Tally,
    pub(super) fit_noise_left: Tally,
    pub(super) figure_noise_left: Tally,
    pub(super) rated: Tally,
    pub(super) rated_ha: Tally,
    pub(super) rating_ha: Tally,
    pub(super) investment_floor: Tally,
    pub(super) output_floor: Tally,
    // Over the counted weeks.
    pub(super) publications: f64,
    pub(super) pooled: Tally,
    pub(super) shut_out: Tally,
    pub(super) landed: Tally,
    pub(super) landed_rating: Tally,
    pub(super) landed_in_sector: Tally,
}

impl Metrics {
    pub(super) fn new(layout: &Layout) -> Self {
        let mut metrics = Self::default();
        for tally in metrics.publication() {
            *tally = Tally::new(layout);
        }
        for tally in metrics.counts() {
            *tally = Tally::new(layout);
        }
        metrics
    }

    fn publication(&mut self) -> [&mut Tally; 9] {
        [
            &mut self.cells,
            &mut self.sectors,
            &mut self.fit_noise_left,
            &mut self.figure_noise_left,
            &mut self.rated,
            &mut self.rated_ha,
            &mut self.rating_ha,
            &mut self.investment_floor,
            &mut self.output_floor,
        ]
    }

    fn counts(&mut self) -> [&mut Tally; 5] {
        [
            &mut self.pooled,
            &mut self.shut_out,
            &mut self.landed,
            &mut self.landed_rating,
            &mut self.landed_in_sector,
        ]
    }

    /// Makes room for a new publication.
    pub(super) fn clear_publication(&mut self) {
        for tally in self.publication() {
            tally.clear();
        }
    }
}

/// Installs the figures. What was published before counting begins still holds then.
pub(super) fn install(model: &mut Model) {
    let layout = model
        .world
        .get_resource::<Layout>()
        .cloned()
        .unwrap_or_default();
    model.world.insert_resource(Metrics::new(&layout));
    model.when_counting_begins(|world| {
        let mut metrics = world.resource_mut::<Metrics>();
        metrics.publications = 0.0;
        for tally in metrics.counts() {
            tally.clear();
        }
    });
}

/// A count; 0 where the measure is off.
fn count(world: &World, of: impl Fn(&Metrics) -> f64) -> f64 {
    world.get_resource::<Metrics>().map_or(0.0, of)
}

/// Part over whole; nothing where there is no whole.
fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    let (part, whole) = of(world.get_resource::<Metrics>()?);
    (whole > 0.0).then(|| part / whole)
}

const CELLS: &[Scope] = &[
    Scope::City,
    Scope::District,
    Scope::Zone,
    Scope::Sector,
    Scope::DistrictSector,
];

/// The metrics of measure 3.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "investment_data_platform.publications",
        title: words("Publications of the platform", "平台发布次数"),
        unit: "publications",
        formula: words(
            "publications of ratings, standards and map from a new collection, over the counted weeks",
            "统计期内依据新一轮采集发布评价、标准和产业地图的次数",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City],
        weekly: false,
        value: |w, _| Some(count(w, |m| m.publications)),
    },
    Metric {
        name: "investment_data_platform.cells_rated",
        title: words("Sectors of districts that are rated", "已评价的区—行业数"),
        unit: "cells",
        formula: words(
            "pairs of district and sector with a rating, in the latest publication",
            "最近一次发布中有评价的区与行业组合数",
        ),
        left_out: words(
            "districts whose output headquarters book",
            "产出由总部入账的区",
        ),
        scopes: CELLS,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rated.at(at))),
    },
    Metric {
        name: "investment_data_platform.rating",
        title: words("Resource rating", "投入产出评价"),
        unit: "1",
        formula: words(
            "rating of a cell over the city's output per resources, mean over rated cells weighted by producing hectares, in the latest publication",
            "最近一次发布中各组合评价值与全市单位资源产出之比，按在产公顷数加权平均",
        ),
        left_out: words(
            "districts whose output headquarters book",
            "产出由总部入账的区",
        ),
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.rating_ha.at(at), m.rated_ha.at(at))),
    },
    Metric {
        name: "investment_data_platform.fit_noise_left",
        title: words("Noise left in suitability", "适配度剩余噪声"),
        unit: "share",
        formula: words(
            "share of the noise in suitability that is left, mean over pairs of district and sector, in the latest publication",
            "最近一次发布中适配度噪声的剩余比例，对各区与行业组合取平均",
        ),
        left_out: words("", ""),
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.fit_noise_left.at(at), m.cells.at(at))),
    },
    Metric {
        name: "investment_data_platform.figure_noise_left",
        title: words("Noise left in the figures of projects", "项目指标剩余噪声"),
        unit: "share",
        formula: words(
            "share of the noise in a project's figures that is left, mean over sectors, in the latest publication",
            "最近一次发布中项目指标噪声的剩余比例，对各行业取平均",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City, Scope::Sector],
        weekly: false,
        value: |w, at| ratio(w, |m| (m.figure_noise_left.at(at), m.sectors.at(at))),
    },
    Metric {
        name: "investment_data_platform.investment_floor",
        title: words("Least investment asked", "地均投资门槛"),
        unit: "yi/ha",
        formula: words(
            "least investment per hectare, mean over pairs of district and sector, in the latest publication",
            "最近一次发布中每公顷最低投资，对各区与行业组合取平均",
        ),
        left_out: words("", ""),
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.investment_floor.at(at), m.cells.at(at))),
    },
    Metric {
        name: "investment_data_platform.output_floor",
        title: words("Least output asked", "地均产出门槛"),
        unit: "yi/ha/year",
        formula: words(
            "least output per hectare and year, mean over pairs of district and sector, in the latest publication",
            "最近一次发布中每公顷年产出下限，对各区与行业组合取平均",
        ),
        left_out: words("", ""),
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.output_floor.at(at), m.cells.at(at))),
    },
    Metric {
        name: "investment_data_platform.shut_out",
        title: words(
            "Doors closed by districts' standards",
            "因各区准入标准被拒的组合数",
        ),
        unit: "project-districts",
        formula: words(
            "pairs of a project that entered the pool in the counted weeks and a district whose zone admits it and whose standard it was seen to miss",
            "统计期内进入项目库的项目与区的组合数，该区所在功能区准入该项目、但判断其未达该区标准",
        ),
        left_out: words(
            "projects that every such district's standard turned away; weeks before the first publication",
            "被所有此类区的标准拒绝的项目；首次发布前各周",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.shut_out.at(at))),
    },
    Metric {
        name: "investment_data_platform.shut_out_share",
        title: words(
            "Districts closed to a project by their standards",
            "每个项目因准入标准不可选的区数",
        ),
        unit: "districts/project",
        formula: words(
            "doors closed / projects that entered the pool, over the counted weeks from the first publication on; at a district, the share of these projects that its standard shuts out",
            "统计期内自首次发布起，被拒组合数/进入项目库的项目数；按区统计时为被该区标准拒绝的项目占比",
        ),
        left_out: words(
            "projects that every district's standard turned away",
            "被所有区的标准拒绝的项目",
        ),
        scopes: &[
            Scope::City,
            Scope::District,
            Scope::Sector,
            Scope::Ownership,
        ],
        weekly: false,
        value: |w, at| {
            let of = match at {
                Place::District(_) => Place::City,
                other => other,
            };
            ratio(w, |m| (m.shut_out.at(at), m.pooled.at(of)))
        },
    },
    Metric {
        name: "investment_data_platform.landing_rating",
        title: words(
            "Rating of the places where projects land",
            "落地区投入产出评价",
        ),
        unit: "1",
        formula: words(
            "rating of the landing district in the project's sector over the city's output per resources, mean over projects granted land in the counted weeks",
            "落地区在项目所属行业的评价值与全市单位资源产出之比，对统计期内出让项目取平均",
        ),
        left_out: words(
            "projects that land where nothing is rated, or before the first publication",
            "落地处无评价或首次发布前落地的项目",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_rating.at(at), m.landed.at(at))),
    },
    Metric {
        name: "investment_data_platform.landing_rating_in_sector",
        title: words(
            "Rating within the sector of the places where projects land",
            "落地区行业内投入产出评价",
        ),
        unit: "1",
        formula: words(
            "rating of the landing district in the project's sector over the city's in that sector, mean over projects granted land in the counted weeks",
            "落地区在项目所属行业的评价值与全市该行业评价值之比，对统计期内出让项目取平均",
        ),
        left_out: words(
            "projects that land where nothing is rated, or before the first publication",
            "落地处无评价或首次发布前落地的项目",
        ),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_in_sector.at(at), m.landed.at(at))),
    },
];
