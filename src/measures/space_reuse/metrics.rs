//! What the reuse of space counts.

use bevy_ecs::prelude::*;

use super::components::Companies;
use super::parameters::Parameters;
use super::rules::budget_yi;
use crate::kernel::calendar::Calendar;
use crate::kernel::record::{Layout, Metric, Place, Scope, Tally, counters};
use crate::kernel::units::YUAN_PER_YI;
use crate::lifecycle::siting::Site;
use crate::world::district::Districts;
use crate::world::land_bank::{LandBank, LandRules};
use crate::world::parcel::{LandCompany, LandState, Origin, Parcel};
use crate::world::project::{Life, Project, Stage, StageReached};
use crate::world::sector::Sectors;

counters! {
    /// Counters of measure 8, over the counted weeks.
    pub struct Metrics {
        pub(super) bought_ha: Tally,
        pub(super) spent_yi: Tally,
        pub(super) grants_yi: Tally,
        pub(super) offered: Tally,
        pub(super) offered_ha: Tally,
        pub(super) weeks_to_offer: Tally,
        pub(super) short_of_budget: Tally,
        pub(super) stopped_by_debt: Tally,
        pub(super) urban_landings: Tally,
        pub(super) target_ha: Tally,
        pub(super) target_stock_ha: Tally,
        /// Rounds in which the city's own company fell short of its budget, or was stopped by debt.
        city_rounds: [f64; 2],
    }
}

impl Metrics {
    /// Counts a quarter's round of purchases of a company.
    pub(super) fn count_round(&mut self, company: LandCompany, is_short: bool, is_stopped: bool) {
        let (short, stopped) = (
            f64::from(u8::from(is_short)),
            f64::from(u8::from(is_stopped)),
        );
        match company {
            LandCompany::District(district) => {
                self.short_of_budget.add_to_district(district, short);
                self.stopped_by_debt.add_to_district(district, stopped);
            }
            LandCompany::City => {
                self.city_rounds[0] += short;
                self.city_rounds[1] += stopped;
            }
        }
    }

    /// Rounds that fell short of budget; the city's own company counts in the city alone.
    pub(super) fn rounds_short(&self, place: Place) -> f64 {
        let own = if place == Place::City {
            self.city_rounds[0]
        } else {
            0.0
        };
        self.short_of_budget.at(place) + own
    }

    /// Rounds that were stopped by debt; the city's own company counts in the city alone.
    pub(super) fn rounds_stopped(&self, place: Place) -> f64 {
        let own = if place == Place::City {
            self.city_rounds[1]
        } else {
            0.0
        };
        self.stopped_by_debt.at(place) + own
    }
}

/// Counts the projects of target sectors that landed this week, and on what land.
pub(super) fn count_landings(
    calendar: Res<Calendar>,
    sectors: Res<Sectors>,
    rules: Res<LandRules>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life, &Site)>,
    parcels: Query<&Parcel>,
) {
    for message in reached.read().filter(|m| m.stage == Stage::Granted) {
        let Ok((project, life, site)) = projects.get(message.project) else {
            continue;
        };
        let landed_now = life.reached(Stage::Granted) == Some(calendar.now());
        if !landed_now || !sectors[project.sector].tier.is_target() {
            continue;
        }
        let cell = project.cell(life.landing_district);
        if cell.district.is_some_and(|d| rules.opened.contains(d)) {
            metrics.urban_landings.add(cell, 1.0);
        }
        for parcel in site.parcels.iter().filter_map(|&p| parcels.get(p).ok()) {
            let hectares = parcel.area.hectares();
            metrics.target_ha.add(cell, hectares);
            if parcel.origin == Origin::Stock {
                metrics.target_stock_ha.add(cell, hectares);
            }
        }
    }
}

/// A ratio of counts, defined where there is something to divide by.
fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    let (above, below) = world.get_resource::<Metrics>().map(of)?;
    (below > 0.0).then(|| above / below)
}

/// Land under renovation over the districts of a place.
fn under_renovation_ha(world: &World, place: Place) -> f64 {
    let (Some(bank), Some(layout), Some(districts)) = (
        world.get_resource::<LandBank>(),
        world.get_resource::<Layout>(),
        world.get_resource::<Districts>(),
    ) else {
        return 0.0;
    };
    let within = layout.districts_of(place);
    districts
        .ids()
        .filter(|d| within.contains(&d.index()))
        .map(|d| bank.area(d, LandState::UnderRenovation).hectares())
        .sum()
}

/// The companies of a place: those of its districts, and in the city the city's own.
fn companies_of(world: &World, place: Place) -> Vec<LandCompany> {
    let (Some(layout), Some(districts)) = (
        world.get_resource::<Layout>(),
        world.get_resource::<Districts>(),
    ) else {
        return Vec::new();
    };
    let within = layout.districts_of(place);
    districts
        .ids()
        .filter(|d| within.contains(&d.index()))
        .map(LandCompany::District)
        .chain((place == Place::City).then_some(LandCompany::City))
        .collect()
}

/// Outstanding debt of the companies of a place, in yi.
fn owed_yi(world: &World, place: Place) -> f64 {
    let Some(companies) = world.get_resource::<Companies>() else {
        return 0.0;
    };
    let owed = companies_of(world, place)
        .into_iter()
        .map(|company| companies.books(company).owed)
        .fold(0_u64, u64::saturating_add);
    owed as f64 / YUAN_PER_YI
}

/// Outstanding debt over what it may be where debt counts.
fn debt_over_ceiling(world: &World, place: Place) -> Option<f64> {
    world.get_resource::<Companies>()?;
    let districts = world.get_resource::<Districts>()?;
    let p = world.get_resource::<Parameters>()?;
    let ceiling: f64 = companies_of(world, place)
        .into_iter()
        .map(|company| budget_yi(company, districts, p) * p.debt_ceiling)
        .sum();
    (ceiling > 0.0).then(|| owed_yi(world, place) / ceiling)
}

/// The metrics of measure 8.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "space_reuse.bought_ha",
        title: "Unused land bought by state companies",
        unit: "ha",
        formula: "hectares of idle and vacated land that state land companies bought, over the counted weeks; at a district, lying in it",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.bought_ha.at(at))),
    },
    Metric {
        name: "space_reuse.under_renovation_ha",
        title: "Land under renovation",
        unit: "ha",
        formula: "hectares bought and not offered yet, in the last week",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| Some(under_renovation_ha(w, at)),
    },
    Metric {
        name: "space_reuse.offered_ha",
        title: "Renovated land offered",
        unit: "ha",
        formula: "hectares of which the renovation ended and that went into the reserve, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.offered_ha.at(at))),
    },
    Metric {
        name: "space_reuse.weeks_to_offer",
        title: "Weeks from purchase to offer",
        unit: "weeks",
        formula: "weeks from purchase to offer / sites offered, over the counted weeks",
        left_out: "sites still under renovation",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.weeks_to_offer.at(at), m.offered.at(at))),
    },
    Metric {
        name: "space_reuse.spent_yi",
        title: "Money spent by state land companies",
        unit: "yi",
        formula: "purchase prices and renovations less grants, over the counted weeks; at a district, for land in it",
        left_out: "grants; interest",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.spent_yi.at(at))),
    },
    Metric {
        name: "space_reuse.grants_yi",
        title: "Grants for renovation",
        unit: "yi",
        formula: "grants for the fixed investment of renovations begun, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.grants_yi.at(at))),
    },
    Metric {
        name: "space_reuse.owed_yi",
        title: "Outstanding debt of state land companies",
        unit: "yi",
        formula: "spent on land that has not been granted to a project yet, in the last week; at a district, by its company",
        left_out: "interest",
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| Some(owed_yi(w, at)),
    },
    Metric {
        name: "space_reuse.debt_over_ceiling",
        title: "Outstanding debt over its ceiling",
        unit: "1",
        formula: "outstanding debt / (debt ceiling x yearly budgets), in the last week, whether or not debt counts; at a district, of its company",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: debt_over_ceiling,
    },
    Metric {
        name: "space_reuse.rounds_short",
        title: "Rounds that fell short of budget",
        unit: "rounds",
        formula: "quarterly rounds of a company in which it passed over at least one parcel for want of budget, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rounds_short(at))),
    },
    Metric {
        name: "space_reuse.rounds_stopped",
        title: "Rounds stopped by debt",
        unit: "rounds",
        formula: "quarterly rounds of a company in which it passed over at least one parcel that its budget allowed, because of its debt, over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rounds_stopped(at))),
    },
    Metric {
        name: "space_reuse.urban_landings",
        title: "Landings in the urban districts that were opened",
        unit: "projects",
        formula: "projects of target sectors granted land in the urban districts that the measure opens, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.urban_landings.at(at))),
    },
    Metric {
        name: "space_reuse.target_stock_share",
        title: "Share of land of target sectors that was in use before",
        unit: "share",
        formula: "hectares of stock land granted to target sectors / hectares granted to them, over the counted weeks in which the measure is in force",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.target_stock_ha.at(at), m.target_ha.at(at))),
    },
];
