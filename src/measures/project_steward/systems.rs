//! Project stewards at work, in the order of the week.

use bevy_ecs::prelude::*;

use super::components::{Case, Caseload, Enrolled, Entry, Level, Roll};
use super::metrics::Metrics;
use super::parameters::Parameters;
use super::rules;
use crate::kernel::calendar::Calendar;
use crate::kernel::ids::ProjectId;
use crate::lifecycle::negotiation::Negotiations;
use crate::world::district::Districts;
use crate::world::project::{
    Docket, Life, NegotiationRight, Project, ServicePackage, Stage, StageReached,
};
use crate::world::sector::Sectors;
use crate::world::witness::{Note, Witnessed};

/// Notice 4.1: 将北京市高精尖产业项目库中的项目纳入市、区两级“服务包”覆盖范围. Target projects that are
/// in the pool and have no land yet are covered, those that were there before the measure included.
pub(super) fn enroll_pooled_projects(
    mut commands: Commands,
    sectors: Res<Sectors>,
    docket: Res<Docket>,
    p: Res<Parameters>,
    mut roll: ResMut<Roll>,
    mut metrics: ResMut<Metrics>,
    projects: Query<(&Project, &Life), Without<Enrolled>>,
) {
    for &(id, entity) in &docket.waiting {
        let Ok((project, life)) = projects.get(entity) else {
            continue;
        };
        let Some(pooled) = life.reached(Stage::Pooled) else {
            continue;
        };
        if !sectors[project.sector].tier.is_target() {
            continue;
        }
        roll.enter(Entry {
            id,
            project: entity,
            is_major: rules::is_major(project, &p),
            pooled,
            since: None,
            district: None,
        });
        metrics
            .covered
            .add(project.cell(project.found_by.district()), 1.0);
        commands.entity(entity).insert(Enrolled);
    }
}

/// Notice 4.2: 指定服务管家. In the order of the roll, each project gets a steward if one is free.
pub(super) fn assign_stewards(
    mut commands: Commands,
    calendar: Res<Calendar>,
    districts: Res<Districts>,
    p: Res<Parameters>,
    witness: Witnessed,
    mut roll: ResMut<Roll>,
    mut caseload: ResMut<Caseload>,
    mut metrics: ResMut<Metrics>,
    projects: Query<(
        &Project,
        &Life,
        Option<&Negotiations>,
        Option<&NegotiationRight>,
    )>,
) {
    let now = calendar.now();
    let capacity = |level| match level {
        Level::City => rules::city_capacity(&p),
        Level::District(district) => rules::district_capacity(&districts[district], &p),
    };
    roll.0.retain_mut(|entry| {
        let Ok((project, life, negotiations, right)) = projects.get(entry.project) else {
            return false;
        };
        if life.stage() >= Stage::Operating {
            // The plant opened, or the project was lost, before a steward was free.
            if entry.since.is_some() {
                metrics.never_served.add(project.cell(entry.district), 1.0);
            }
            return false;
        }
        let negotiating = negotiations.and_then(|talks| talks.open.first());
        let negotiating = negotiating.map(|n| n.district);
        let district = rules::serving_district(life, right, negotiating);
        if entry.is_major || district.is_some() {
            entry.since.get_or_insert(now);
        }
        entry.district = district.or(entry.district);
        let is_free = |level| caseload.open(level) < capacity(level);
        let Some(level) = rules::level(entry.is_major, district, is_free) else {
            return true;
        };
        caseload.take_up(level);
        debug_assert!(caseload.open(level) <= capacity(level));
        let package = rules::package(level, entry.is_major, &p);
        let waited = now.since(entry.since.unwrap_or(now));
        witness.note(now, entry.id, || Note::StewardAssigned {
            level: witness.code_or_city(match level {
                Level::City => None,
                Level::District(district) => Some(district),
            }),
            waited,
            pace: package.pace,
            loss_left: package.loss_left,
        });
        metrics.count_assignment(project, level, waited, entry.is_major, &package);
        commands
            .entity(entry.project)
            .insert((Case(level), package));
        false
    });
}

/// The stewards' load of the week, at each level.
pub(super) fn count_cases(
    districts: Res<Districts>,
    p: Res<Parameters>,
    caseload: Res<Caseload>,
    mut metrics: ResMut<Metrics>,
) {
    metrics.city_cases = f64::from(caseload.open(Level::City));
    metrics.city_case_weeks += metrics.city_cases;
    metrics.city_capacity_weeks += f64::from(rules::city_capacity(&p));
    metrics.cases.clear();
    for district in districts.ids() {
        let open = f64::from(caseload.open(Level::District(district)));
        let capacity = f64::from(rules::district_capacity(&districts[district], &p));
        metrics.cases.add_to_district(district, open);
        metrics.case_weeks.add_to_district(district, open);
        metrics.capacity_weeks.add_to_district(district, capacity);
    }
}

/// Notice 4.2: 全流程跟踪服务. A case ends when the plant opens or the project is lost; its steward is
/// free again. Not before the end of the week: a plant opens with what its package guarantees.
pub(super) fn close_cases(
    mut commands: Commands,
    mut caseload: ResMut<Caseload>,
    mut reached: MessageReader<StageReached>,
    cases: Query<&Case>,
) {
    let over = reached.read().filter(|m| m.stage >= Stage::Operating);
    let mut ended: Vec<(ProjectId, Entity)> = over.map(|m| (m.id, m.project)).collect();
    // A plant can open and lose its land in one week: its case ends once.
    ended.sort_unstable();
    ended.dedup();
    for (_, project) in ended {
        let Ok(&Case(level)) = cases.get(project) else {
            continue;
        };
        caseload.close(level);
        commands.entity(project).remove::<(Case, ServicePackage)>();
    }
}
