//! What the investment data platform counts.

use bevy_ecs::prelude::*;

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
        title: "Publications of the platform",
        unit: "publications",
        formula: "publications of ratings, standards and map from a new collection, over the counted weeks",
        left_out: "",
        scopes: &[Scope::City],
        weekly: false,
        value: |w, _| Some(count(w, |m| m.publications)),
    },
    Metric {
        name: "investment_data_platform.cells_rated",
        title: "Sectors of districts that are rated",
        unit: "cells",
        formula: "pairs of district and sector with a rating, in the latest publication",
        left_out: "districts whose output headquarters book",
        scopes: CELLS,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rated.at(at))),
    },
    Metric {
        name: "investment_data_platform.rating",
        title: "Resource rating",
        unit: "1",
        formula: "rating of a cell over the city's output per resources, mean over rated cells weighted by producing hectares, in the latest publication",
        left_out: "districts whose output headquarters book",
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.rating_ha.at(at), m.rated_ha.at(at))),
    },
    Metric {
        name: "investment_data_platform.fit_noise_left",
        title: "Noise left in suitability",
        unit: "share",
        formula: "share of the noise in suitability that is left, mean over pairs of district and sector, in the latest publication",
        left_out: "",
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.fit_noise_left.at(at), m.cells.at(at))),
    },
    Metric {
        name: "investment_data_platform.figure_noise_left",
        title: "Noise left in the figures of projects",
        unit: "share",
        formula: "share of the noise in a project's figures that is left, mean over sectors, in the latest publication",
        left_out: "",
        scopes: &[Scope::City, Scope::Sector],
        weekly: false,
        value: |w, at| ratio(w, |m| (m.figure_noise_left.at(at), m.sectors.at(at))),
    },
    Metric {
        name: "investment_data_platform.investment_floor",
        title: "Least investment asked",
        unit: "yi/ha",
        formula: "least investment per hectare, mean over pairs of district and sector, in the latest publication",
        left_out: "",
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.investment_floor.at(at), m.cells.at(at))),
    },
    Metric {
        name: "investment_data_platform.output_floor",
        title: "Least output asked",
        unit: "yi/ha/year",
        formula: "least output per hectare and year, mean over pairs of district and sector, in the latest publication",
        left_out: "",
        scopes: CELLS,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.output_floor.at(at), m.cells.at(at))),
    },
    Metric {
        name: "investment_data_platform.shut_out",
        title: "Doors closed by districts' standards",
        unit: "project-districts",
        formula: "pairs of a project that entered the pool in the counted weeks and a district whose zone admits it and whose standard it was seen to miss",
        left_out: "projects that every such district's standard turned away; weeks before the first publication",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.shut_out.at(at))),
    },
    Metric {
        name: "investment_data_platform.shut_out_share",
        title: "Districts closed to a project by their standards",
        unit: "districts/project",
        formula: "doors closed / projects that entered the pool, over the counted weeks from the first publication on; at a district, the share of these projects that its standard shuts out",
        left_out: "projects that every district's standard turned away",
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
        title: "Rating of the places where projects land",
        unit: "1",
        formula: "rating of the landing district in the project's sector over the city's output per resources, mean over projects granted land in the counted weeks",
        left_out: "projects that land where nothing is rated, or before the first publication",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_rating.at(at), m.landed.at(at))),
    },
    Metric {
        name: "investment_data_platform.landing_rating_in_sector",
        title: "Rating within the sector of the places where projects land",
        unit: "1",
        formula: "rating of the landing district in the project's sector over the city's in that sector, mean over projects granted land in the counted weeks",
        left_out: "projects that land where nothing is rated, or before the first publication",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_in_sector.at(at), m.landed.at(at))),
    },
];
