//! Which lives a result tells, by one rule: of the projects found in the counted weeks of replication
//! 0, the largest of each kind, none twice; the lower id among equals.

use serde::{Deserialize, Serialize};

use super::Biography;
use crate::batch::tables;
use crate::kernel::ids::ProjectId;
use crate::measures::MEASURES;
use crate::scenario::Scenario;
use crate::world::witness::Note;

/// Why a life is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The largest that lands under the variant and was lost under the base.
    Gained,
    /// The largest that landed under the base and is lost under the variant.
    Forgone,
    /// The largest that lands in another district under the variant.
    Moved,
    /// The largest that lands, in a run of one scenario.
    Landed,
    /// The largest that is lost, in a run of one scenario.
    Lost,
    /// The largest whose right lapsed.
    Lapsed,
}

/// What the choice looks at.
pub(super) struct Row {
    id: ProjectId,
    investment_yi: f64,
    landing_district: String,
    is_lost: bool,
    is_counted: bool,
    held_a_right: bool,
}

/// The projects of a run, from its record; nothing if it is damaged.
pub(super) fn rows(record: &[u8]) -> Option<Vec<Row>> {
    let head = tables::landing_head();
    let at = |name: &str| head.iter().position(|column| column == name);
    let (id, investment, stage) = (at("id")?, at("investment_yi")?, at("stage")?);
    let (landing, lead, right) = (
        at("landing_district")?,
        at("lead_week")?,
        at("certified_week")?,
    );
    let landings = tables::landings(record)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(landings.as_slice());
    let rows = reader.records().map(|row| {
        let row = row.ok()?;
        Some(Row {
            id: row[id].parse().ok()?,
            investment_yi: row[investment].parse().ok()?,
            landing_district: row[landing].to_owned(),
            is_lost: &row[stage] == "lost_elsewhere",
            is_counted: row[lead].parse::<i64>().ok()? >= 0,
            held_a_right: !row[right].is_empty(),
        })
    });
    rows.collect()
}

impl Row {
    fn lands(&self) -> bool {
        !self.landing_district.is_empty()
    }
}

/// The lives to tell of a variant, beside those of a base if there is one.
pub(super) fn chosen(base: Option<&[Row]>, variant: &[Row]) -> Vec<(Reason, ProjectId)> {
    let mut chosen: Vec<(Reason, ProjectId)> = Vec::new();
    let mut choose = |reason, fits: &dyn Fn(&Row) -> bool| {
        let taken: Vec<ProjectId> = chosen.iter().map(|(_, id)| *id).collect();
        let open = |row: &&Row| row.is_counted && !taken.contains(&row.id);
        let fitting = variant.iter().filter(open).filter(|row| fits(row));
        let largest = fitting.max_by(|a, b| {
            let by_size = a.investment_yi.total_cmp(&b.investment_yi);
            by_size.then(b.id.cmp(&a.id))
        });
        chosen.extend(largest.map(|row| (reason, row.id)));
    };
    let Some(base) = base else {
        choose(Reason::Landed, &Row::lands);
        choose(Reason::Lost, &|row| row.is_lost);
        return chosen;
    };
    let mut by_id: Vec<&Row> = base.iter().collect();
    by_id.sort_by_key(|row| row.id);
    let under_base = |row: &Row| {
        let at = by_id.binary_search_by_key(&row.id, |row| row.id).ok()?;
        Some(by_id[at])
    };
    choose(Reason::Gained, &|row| {
        row.lands() && under_base(row).is_some_and(|base| base.is_lost)
    });
    choose(Reason::Forgone, &|row| {
        row.is_lost && under_base(row).is_some_and(Row::lands)
    });
    choose(Reason::Moved, &|row| {
        let elsewhere = |base: &Row| base.lands() && base.landing_district != row.landing_district;
        row.lands() && under_base(row).is_some_and(elsewhere)
    });
    chosen
}

/// The projects whose right can have lapsed, where the measure that gives rights is on; the largest
/// come first.
pub(super) fn lapsable(variant: &Scenario, rows: &[Row]) -> Vec<ProjectId> {
    let mut measures = MEASURES.iter().zip(&variant.switches);
    if !measures.any(|(measure, switch)| measure.article == 5 && switch.on) {
        return Vec::new();
    }
    let held = rows.iter().filter(|row| row.is_counted && row.held_a_right);
    held.map(|row| row.id).collect()
}

/// The largest life in which a right lapsed, if it is not chosen yet.
pub(super) fn lapsed(
    lives: &[Biography],
    chosen: &[(Reason, ProjectId)],
) -> Option<(Reason, ProjectId)> {
    let is_open = |life: &&Biography| chosen.iter().all(|(_, id)| id.to_string() != life.project);
    let has_lapsed = |life: &&Biography| {
        let mut events = life.events.iter();
        events.any(|event| matches!(event.note, Note::RightLapsed { .. }))
    };
    let size = |life: &Biography| life.facts.as_ref().map_or(0.0, |facts| facts.investment_yi);
    let lapsed = lives.iter().filter(is_open).filter(has_lapsed);
    // The lives lie in ascending order of ids: of equals the first is kept.
    let largest = lapsed.rev().max_by(|a, b| size(a).total_cmp(&size(b)))?;
    Some((Reason::Lapsed, largest.project.parse().ok()?))
}
