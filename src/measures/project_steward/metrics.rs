//! What measure 4 counts: who is served, how long projects wait for it, and how busy stewards are.

use bevy_ecs::prelude::*;

use super::components::Level;
use crate::kernel::language::words;
use crate::kernel::record::{Metric, Place, Scope, Tally, counters};
use crate::world::project::{Project, ServicePackage};

counters! {
    /// Counters of measure 4, over the counted weeks, and the open cases of the last week.
    pub struct Metrics {
        pub(super) covered: Tally,
        pub(super) served_by_city: Tally,
        pub(super) served_by_district: Tally,
        pub(super) weeks_waited: Tally,
        pub(super) never_served: Tally,
        pub(super) guarantees: Tally,
        pub(super) case_by_case: Tally,
        pub(super) case_weeks: Tally,
        pub(super) capacity_weeks: Tally,
        pub(super) cases: Tally,
        pub(super) city_cases: f64,
        pub(super) city_case_weeks: f64,
        pub(super) city_capacity_weeks: f64,
    }
}

impl Metrics {
    /// Counts a project that gets a steward. Districts count what their own stewards take up.
    pub(super) fn count_assignment(
        &mut self,
        project: &Project,
        level: Level,
        waited: u32,
        is_major: bool,
        package: &ServicePackage,
    ) {
        let (served, district) = match level {
            Level::City => (&mut self.served_by_city, None),
            Level::District(district) => (&mut self.served_by_district, Some(district)),
        };
        let cell = project.cell(district);
        served.add(cell, 1.0);
        self.weeks_waited.add(cell, f64::from(waited));
        if package.talent > 0.0 {
            self.guarantees.add(cell, 1.0);
            if is_major {
                self.case_by_case.add(cell, 1.0);
            }
        }
    }
}

/// A ratio; undefined where the measure is off or there is nothing to divide by.
fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    let (numerator, denominator) = of(world.get_resource::<Metrics>()?);
    (denominator > 0.0).then(|| numerator / denominator)
}

/// The metrics of measure 4.
pub static METRICS: &[Metric] = &[
    Metric {
        name: "project_steward.covered",
        title: words("Projects covered", "服务覆盖项目数"),
        unit: "projects",
        formula: words(
            "target projects in the pool that the measure takes up, over the counted weeks; at a district, found by it",
            "统计期内纳入服务范围的项目库高精尖项目数；按区统计时为该区发现的项目",
        ),
        left_out: words(
            "projects that had land before the measure was in force",
            "措施施行前已取得土地的项目",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.covered.at(at))),
    },
    Metric {
        name: "project_steward.served_by_city",
        title: words("Projects given a steward of the city", "市级管家服务项目数"),
        unit: "projects",
        formula: words(
            "cases opened at city level, over the counted weeks",
            "统计期内市级新开的服务项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.served_by_city.at(at))),
    },
    Metric {
        name: "project_steward.served_by_district",
        title: words(
            "Projects given a steward of a district",
            "区级管家服务项目数",
        ),
        unit: "projects",
        formula: words(
            "cases opened at district level, over the counted weeks; at a district, by its own stewards",
            "统计期内区级新开的服务项目数；按区统计时为该区管家服务的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.served_by_district.at(at))),
    },
    Metric {
        name: "project_steward.weeks_waited",
        title: words("Weeks waited for a steward", "等待管家周数"),
        unit: "weeks",
        formula: words(
            "weeks from the one in which a steward could first have been named to the one in which one was, summed / cases opened, over the counted weeks",
            "统计期内从可指定管家之周到实际指定之周的周数之和/新开服务项目数",
        ),
        left_out: words("projects without a steward", "未获管家的项目"),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| {
            ratio(w, |m| {
                let cases = m.served_by_city.at(at) + m.served_by_district.at(at);
                (m.weeks_waited.at(at), cases)
            })
        },
    },
    Metric {
        name: "project_steward.never_served",
        title: words("Projects never served", "始终未获服务项目数"),
        unit: "projects",
        formula: words(
            "projects that opened or were lost while every steward who could have served them was busy, over the counted weeks; at a district, those that its own could have served",
            "统计期内可服务的管家全部满负荷时投产或流失的项目数；按区统计时为该区管家可服务的项目",
        ),
        left_out: words(
            "projects lost before any district negotiated, and those that still wait",
            "任何区洽谈前流失的项目，以及仍在等待的项目",
        ),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.never_served.at(at))),
    },
    Metric {
        name: "project_steward.guarantees",
        title: words("Talent guarantees given", "给予人才保障数"),
        unit: "projects",
        formula: words(
            "cases opened with a talent guarantee, case by case ones included, over the counted weeks",
            "统计期内附人才保障的新开服务项目数，含一事一议",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.guarantees.at(at))),
    },
    Metric {
        name: "project_steward.case_by_case_guarantees",
        title: words("Talent guarantees case by case", "一事一议人才保障数"),
        unit: "projects",
        formula: words(
            "cases of majors opened with a talent guarantee, over the counted weeks",
            "统计期内附人才保障的重大项目新开服务数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.case_by_case.at(at))),
    },
    Metric {
        name: "project_steward.city_cases",
        title: words("Open cases of the city's stewards", "市级管家在办项目数"),
        unit: "projects",
        formula: words(
            "projects with a steward of the city in the week",
            "当周由市级管家服务的项目数",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City],
        weekly: true,
        value: |w, _| Some(count(w, |m| m.city_cases)),
    },
    Metric {
        name: "project_steward.district_cases",
        title: words(
            "Open cases of the districts' stewards",
            "区级管家在办项目数",
        ),
        unit: "projects",
        formula: words(
            "projects with a steward of a district in the week; at a district, of its own",
            "当周由区级管家服务的项目数；按区统计时为该区管家服务的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.cases.at(at))),
    },
    Metric {
        name: "project_steward.city_load",
        title: words("Load of the city's stewards", "市级管家负荷"),
        unit: "share",
        formula: words(
            "open cases / (stewards x caseload), each summed over the counted weeks",
            "统计期内在办项目之和/（管家数×人均可办项目数）之和",
        ),
        left_out: words("", ""),
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| match at {
            Place::City => ratio(w, |m| (m.city_case_weeks, m.city_capacity_weeks)),
            _ => None,
        },
    },
    Metric {
        name: "project_steward.district_load",
        title: words("Load of the districts' stewards", "区级管家负荷"),
        unit: "share",
        formula: words(
            "open cases / cases that the stewards can serve at a time, each summed over the counted weeks",
            "统计期内在办项目之和/管家同时可办项目之和",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.case_weeks.at(at), m.capacity_weeks.at(at))),
    },
];
