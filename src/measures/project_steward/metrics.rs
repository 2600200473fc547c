//! What measure 4 counts: who is served, how long projects wait for it, and how busy stewards are.

use bevy_ecs::prelude::*;

use super::components::Level;
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
        title: "Projects covered",
        unit: "projects",
        formula: "target projects in the pool that the measure takes up, over the counted weeks; at a district, found by it",
        left_out: "projects that had land before the measure was in force",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.covered.at(at))),
    },
    Metric {
        name: "project_steward.served_by_city",
        title: "Projects given a steward of the city",
        unit: "projects",
        formula: "cases opened at city level, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.served_by_city.at(at))),
    },
    Metric {
        name: "project_steward.served_by_district",
        title: "Projects given a steward of a district",
        unit: "projects",
        formula: "cases opened at district level, over the counted weeks; at a district, by its own stewards",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.served_by_district.at(at))),
    },
    Metric {
        name: "project_steward.weeks_waited",
        title: "Weeks waited for a steward",
        unit: "weeks",
        formula: "weeks from the one in which a steward could first have been named to the one in which one was, summed / cases opened, over the counted weeks",
        left_out: "projects without a steward",
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
        title: "Projects never served",
        unit: "projects",
        formula: "projects that opened or were lost while every steward who could have served them was busy, over the counted weeks; at a district, those that its own could have served",
        left_out: "projects lost before any district negotiated, and those that still wait",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.never_served.at(at))),
    },
    Metric {
        name: "project_steward.guarantees",
        title: "Talent guarantees given",
        unit: "projects",
        formula: "cases opened with a talent guarantee, case by case ones included, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.guarantees.at(at))),
    },
    Metric {
        name: "project_steward.case_by_case_guarantees",
        title: "Talent guarantees case by case",
        unit: "projects",
        formula: "cases of majors opened with a talent guarantee, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| Some(count(w, |m| m.case_by_case.at(at))),
    },
    Metric {
        name: "project_steward.city_cases",
        title: "Open cases of the city's stewards",
        unit: "projects",
        formula: "projects with a steward of the city in the week",
        left_out: "",
        scopes: &[Scope::City],
        weekly: true,
        value: |w, _| Some(count(w, |m| m.city_cases)),
    },
    Metric {
        name: "project_steward.district_cases",
        title: "Open cases of the districts' stewards",
        unit: "projects",
        formula: "projects with a steward of a district in the week; at a district, of its own",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| Some(count(w, |m| m.cases.at(at))),
    },
    Metric {
        name: "project_steward.city_load",
        title: "Load of the city's stewards",
        unit: "share",
        formula: "open cases / (stewards x caseload), each summed over the counted weeks",
        left_out: "",
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| match at {
            Place::City => ratio(w, |m| (m.city_case_weeks, m.city_capacity_weeks)),
            _ => None,
        },
    },
    Metric {
        name: "project_steward.district_load",
        title: "Load of the districts' stewards",
        unit: "share",
        formula: "open cases / cases that the stewards can serve at a time, each summed over the counted weeks",
        left_out: "",
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.case_weeks.at(at), m.capacity_weeks.at(at))),
    },
];
