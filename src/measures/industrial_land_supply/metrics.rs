//! What industrial land supply counts.

use bevy_ecs::prelude::*;

use super::components::ProtectionLine;
use super::rules::ready_for_grant;
use crate::kernel::calendar::Calendar;
use crate::kernel::language::words;
use crate::kernel::record::{Layout, Metric, Place, Scope, Tally, counters};
use crate::kernel::units::Area;
use crate::lifecycle::land_supply::{self, DiversionBarred};
use crate::lifecycle::siting::Site;
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::{Parcel, Protection, Readiness};
use crate::world::project::{Life, Project, Stage, StageReached};

counters! {
    /// Counters of measure 7, over the counted weeks.
    pub struct Metrics {
        pub(super) adjusted_ha: Tally,
        pub(super) compensated_ha: Tally,
        pub(super) kept_ha: Tally,
        pub(super) checks: Tally,
        pub(super) checks_met: Tally,
        pub(super) serviced_ha: Tally,
        pub(super) standardized_ha: Tally,
        pub(super) advanced_ha: Tally,
        pub(super) city_quota_ha: Tally,
        pub(super) granted_ha: Tally,
        pub(super) granted_standard_ha: Tally,
    }
}

/// Counts how much of the land granted this week was standard land.
pub(super) fn count_grants(
    calendar: Res<Calendar>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageReader<StageReached>,
    projects: Query<(&Project, &Life, &Site)>,
    parcels: Query<&Parcel>,
) {
    for message in reached.read().filter(|m| m.stage == Stage::Granted) {
        let Ok((project, life, site)) = projects.get(message.project) else {
            continue;
        };
        if life.reached(Stage::Granted) != Some(calendar.now()) {
            continue;
        }
        let cell = project.cell(life.landing_district);
        for parcel in site.parcels.iter().filter_map(|&p| parcels.get(p).ok()) {
            let hectares = parcel.area.hectares();
            metrics.granted_ha.add(cell, hectares);
            if parcel.readiness == Readiness::Standard {
                metrics.granted_standard_ha.add(cell, hectares);
            }
        }
    }
}

/// Counts new land that the ban kept from other use this week.
pub(super) fn count_land_kept(
    mut metrics: ResMut<Metrics>,
    mut barred: MessageReader<DiversionBarred>,
) {
    for message in barred.read() {
        metrics
            .kept_ha
            .add_to_district(message.district, message.area.hectares());
    }
}

/// A ratio of counts, defined where there is something to divide by.
fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    let (above, below) = world.get_resource::<Metrics>().map(of)?;
    (below > 0.0).then(|| above / below)
}

/// Land in a tier over the districts of a place.
fn protected_ha(world: &World, place: Place, tier: Protection) -> f64 {
    let (Some(line), Some(layout)) = (
        world.get_resource::<ProtectionLine>(),
        world.get_resource::<Layout>(),
    ) else {
        return 0.0;
    };
    let land: Area = layout
        .districts_of(place)
        .map(|d| line.land(d.index(), tier))
        .sum();
    land.hectares()
}

/// Reserve ready for grant over the year's plan.
fn ready_over_plan(world: &World, place: Place) -> Option<f64> {
    world.get_resource::<Metrics>()?;
    let (bank, layout) = (
        world.get_resource::<LandBank>()?,
        world.get_resource::<Layout>()?,
    );
    let districts = world.get_resource::<Districts>()?;
    let supply = world.get_resource::<land_supply::Parameters>()?;
    let (mut ready, mut plan) = (0.0, 0.0);
    for district in layout.districts_of(place) {
        let planned = districts[district].annual_plan.hectares() * supply.plan_factor;
        if planned > 0.0 {
            ready += ready_for_grant(bank, district).hectares();
            plan += planned;
        }
    }
    (plan > 0.0).then(|| ready / plan)
}

/// The metrics of measure 7.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "industrial_land_supply.barred_ha",
        title: words("Land whose adjustment is barred", "禁止调整用地"),
        unit: "ha",
        formula: words(
            "hectares within the protection line in the tier that bars adjustment, in the last week",
            "最后一周保护控制线内属禁止调整级的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(protected_ha(w, at, Protection::Barred)),
    },
    Metric {
        name: "industrial_land_supply.compensated_tier_ha",
        title: words(
            "Land whose adjustment must be compensated",
            "调整必补偿用地",
        ),
        unit: "ha",
        formula: words(
            "hectares within the protection line in the tier of compensated adjustment, in the last week",
            "最后一周保护控制线内属调整必补偿级的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(protected_ha(w, at, Protection::Compensated)),
    },
    Metric {
        name: "industrial_land_supply.adjusted_ha",
        title: words("Compensated land lost to other use", "调整必补偿用地流失"),
        unit: "ha",
        formula: words(
            "hectares of the tier of compensated adjustment lost to other than industrial use, over the counted weeks",
            "统计期内调整必补偿级用地转为非工业用途的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.adjusted_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.compensated_ha",
        title: words("Land released in compensation", "补偿供应用地"),
        unit: "ha",
        formula: words(
            "hectares released in place of lost land of the tier of compensated adjustment, over the counted weeks",
            "统计期内为补偿调整必补偿级流失用地而供应的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.compensated_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.kept_ha",
        title: words(
            "New land kept for manufacturing",
            "保留用于制造业的新增用地",
        ),
        unit: "ha",
        formula: words(
            "hectares of newly released industrial land that would have gone to other than manufacturing and were kept from it, over the counted weeks",
            "统计期内新增工业用地中原会用于非制造业而被保留的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.kept_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.ready_over_plan",
        title: words(
            "Reserve ready for grant over the plan",
            "具备出让条件的储备与计划之比",
        ),
        unit: "1",
        formula: words(
            "hectares of serviced and standard reserve / hectares of the year's supply plan, in the last week",
            "最后一周市政配套完善及标准地储备公顷数/年度供应计划公顷数",
        ),
        left_out: words("districts without a plan", "无供应计划的区"),
        scopes: Scope::GROUND,
        weekly: true,
        value: ready_over_plan,
    },
    Metric {
        name: "industrial_land_supply.reserve_met_share",
        title: words(
            "Share of checks that find the reserve as large as required",
            "储备达标检查占比",
        ),
        unit: "share",
        formula: words(
            "quarterly checks of a district that find its ready reserve at or above the required ratio, before anything is done / checks, over the counted weeks",
            "统计期内季度检查中，采取措施前具备出让条件的储备不低于要求比例的次数/检查次数",
        ),
        left_out: words("districts without a plan", "无供应计划的区"),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.checks_met.at(at), m.checks.at(at))),
    },
    Metric {
        name: "industrial_land_supply.serviced_ha",
        title: words("Reserve land serviced", "完成市政配套的储备用地"),
        unit: "ha",
        formula: words(
            "hectares of raw reserve that were serviced ahead of a project, over the counted weeks",
            "统计期内先于项目完成市政配套的未整理储备公顷数",
        ),
        left_out: words(
            "land that projects took before it was finished",
            "完成前即被项目使用的用地",
        ),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.serviced_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.standardized_ha",
        title: words("Land standardized", "标准化用地"),
        unit: "ha",
        formula: words(
            "hectares of serviced reserve that became standard land, over the counted weeks",
            "统计期内由市政配套完善的储备转为标准地的公顷数",
        ),
        left_out: words(
            "land that projects took before it was finished",
            "完成前即被项目使用的用地",
        ),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.standardized_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.standard_share",
        title: words("Share of standard land in grants", "出让用地中标准地占比"),
        unit: "share",
        formula: words(
            "hectares of standard land granted / hectares granted, over the counted weeks in which the measure is in force",
            "统计期内措施施行各周出让的标准地公顷数/出让公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.granted_standard_ha.at(at), m.granted_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.advanced_ha",
        title: words("Land released ahead of the plan", "提前于计划供应的用地"),
        unit: "ha",
        formula: words(
            "hectares released ahead of the supply plan, over the counted weeks",
            "统计期内提前于供应计划投放的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.advanced_ha.at(at))),
    },
    Metric {
        name: "industrial_land_supply.city_quota_ha",
        title: words("Farmland quota given by the city", "市级协调的占补平衡指标"),
        unit: "ha",
        formula: words(
            "hectares of held-back land set free for major projects with the city's quota, over the counted weeks; at a district, in it",
            "统计期内以市级指标为重大项目放开的受限用地公顷数；按区统计时为位于该区的用地",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.city_quota_ha.at(at))),
    },
];
