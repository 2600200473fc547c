//! What the reuse of space counts.

use bevy_ecs::prelude::*;

use super::components::Companies;
use super::parameters::Parameters;
use super::rules::budget_yi;
use crate::kernel::calendar::Calendar;
use crate::kernel::language::words;
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
    let (Some(bank), Some(layout)) = (
        world.get_resource::<LandBank>(),
        world.get_resource::<Layout>(),
    ) else {
        return 0.0;
    };
    layout
        .districts_of(place)
        .map(|d| bank.area(d, LandState::UnderRenovation).hectares())
        .sum()
}

/// The companies of a place: those of its districts, and in the city the city's own.
fn companies_of(layout: &Layout, place: Place) -> impl Iterator<Item = LandCompany> + '_ {
    layout
        .districts_of(place)
        .map(LandCompany::District)
        .chain((place == Place::City).then_some(LandCompany::City))
}

/// Outstanding debt of the companies of a place, in yi.
fn owed_yi(world: &World, place: Place) -> f64 {
    let (Some(companies), Some(layout)) = (
        world.get_resource::<Companies>(),
        world.get_resource::<Layout>(),
    ) else {
        return 0.0;
    };
    let owed = companies_of(layout, place)
        .map(|company| companies.books(company).owed)
        .fold(0_u64, u64::saturating_add);
    owed as f64 / YUAN_PER_YI
}

/// Outstanding debt over what it may be where debt counts.
fn debt_over_ceiling(world: &World, place: Place) -> Option<f64> {
    world.get_resource::<Companies>()?;
    let districts = world.get_resource::<Districts>()?;
    let p = world.get_resource::<Parameters>()?;
    let layout = world.get_resource::<Layout>()?;
    let ceiling: f64 = companies_of(layout, place)
        .map(|company| budget_yi(company, districts, p) * p.debt_ceiling)
        .sum();
    (ceiling > 0.0).then(|| owed_yi(world, place) / ceiling)
}

/// The metrics of measure 8.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "space_reuse.bought_ha",
        title: words(
            "Unused land bought by state companies",
            "国有企业收购的低效闲置用地",
        ),
        unit: "ha",
        formula: words(
            "hectares of idle and vacated land that state land companies bought, over the counted weeks; at a district, lying in it",
            "统计期内国有土地企业收购的闲置和腾退用地公顷数；按区统计时为位于该区的用地",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.bought_ha.at(at))),
    },
    Metric {
        name: "space_reuse.under_renovation_ha",
        title: words("Land under renovation", "改造中用地"),
        unit: "ha",
        formula: words(
            "hectares bought and not offered yet, in the last week",
            "最后一周已收购尚未供应的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| Some(under_renovation_ha(w, at)),
    },
    Metric {
        name: "space_reuse.offered_ha",
        title: words("Renovated land offered", "改造后供应用地"),
        unit: "ha",
        formula: words(
            "hectares of which the renovation ended and that went into the reserve, over the counted weeks",
            "统计期内改造完成并进入储备的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.offered_ha.at(at))),
    },
    Metric {
        name: "space_reuse.weeks_to_offer",
        title: words("Weeks from purchase to offer", "收购至供应周数"),
        unit: "weeks",
        formula: words(
            "weeks from purchase to offer / sites offered, over the counted weeks",
            "统计期内从收购到供应的周数/供应宗数",
        ),
        left_out: words("sites still under renovation", "仍在改造的宗地"),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.weeks_to_offer.at(at), m.offered.at(at))),
    },
    Metric {
        name: "space_reuse.spent_yi",
        title: words("Money spent by state land companies", "国有土地企业支出"),
        unit: "yi",
        formula: words(
            "purchase prices and renovations less grants, over the counted weeks; at a district, for land in it",
            "统计期内收购价款和改造费用减补助；按区统计时为用于该区用地的支出",
        ),
        left_out: words("grants; interest", "补助；利息"),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.spent_yi.at(at))),
    },
    Metric {
        name: "space_reuse.grants_yi",
        title: words("Grants for renovation", "改造补助"),
        unit: "yi",
        formula: words(
            "grants for the fixed investment of renovations begun, over the counted weeks",
            "统计期内对开工改造固定投资的补助",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.grants_yi.at(at))),
    },
    Metric {
        name: "space_reuse.owed_yi",
        title: words(
            "Outstanding debt of state land companies",
            "国有土地企业未偿债务",
        ),
        unit: "yi",
        formula: words(
            "spent on land that has not been granted to a project yet, in the last week; at a district, by its company",
            "最后一周为尚未出让给项目的用地所付支出；按区统计时为该区企业的债务",
        ),
        left_out: words("interest", "利息"),
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| Some(owed_yi(w, at)),
    },
    Metric {
        name: "space_reuse.debt_over_ceiling",
        title: words("Outstanding debt over its ceiling", "未偿债务与上限之比"),
        unit: "1",
        formula: words(
            "outstanding debt / (debt ceiling x yearly budgets), in the last week, whether or not debt counts; at a district, of its company",
            "最后一周未偿债务/（债务上限×年度预算），无论负债是否计入考核；按区统计时为该区企业",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: debt_over_ceiling,
    },
    Metric {
        name: "space_reuse.rounds_short",
        title: words("Rounds that fell short of budget", "预算不足轮数"),
        unit: "rounds",
        formula: words(
            "quarterly rounds of a company in which it passed over at least one parcel for want of budget, over the counted weeks",
            "统计期内企业季度收购中至少一宗因预算不足而放弃的轮数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rounds_short(at))),
    },
    Metric {
        name: "space_reuse.rounds_stopped",
        title: words("Rounds stopped by debt", "债务受限轮数"),
        unit: "rounds",
        formula: words(
            "quarterly rounds of a company in which it passed over at least one parcel that its budget allowed, because of its debt, over the counted weeks",
            "统计期内企业季度收购中至少一宗预算允许、因债务而放弃的轮数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.rounds_stopped(at))),
    },
    Metric {
        name: "space_reuse.urban_landings",
        title: words(
            "Landings in the urban districts that were opened",
            "允许落地城区的落地项目数",
        ),
        unit: "projects",
        formula: words(
            "projects of target sectors granted land in the urban districts that the measure opens, over the counted weeks",
            "统计期内高精尖产业项目在措施允许的城区取得出让土地的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.urban_landings.at(at))),
    },
    Metric {
        name: "space_reuse.target_stock_share",
        title: words(
            "Share of land of target sectors that was in use before",
            "高精尖产业用地中存量用地占比",
        ),
        unit: "share",
        formula: words(
            "hectares of stock land granted to target sectors / hectares granted to them, over the counted weeks in which the measure is in force",
            "统计期内措施施行各周，向高精尖产业出让的存量用地公顷数/向其出让的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.target_stock_ha.at(at), m.target_ha.at(at))),
    },
];
