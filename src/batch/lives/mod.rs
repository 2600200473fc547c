//! Lives of projects: a replication is simulated again with a witness, and what it notes is told with
//! dates.

mod chosen;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::hashed::{FileRecord, HashedFile};
use super::journal::Runs;
use super::manifest::Manifest;
use super::{Failure, guarded};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::number::rounded;
use crate::scenario::Scenario;
use crate::simulation::{ProjectRow, Simulation, Testimony};
use crate::world::project::{Cause, FoundBy};
use crate::world::witness::{Note, Noted};

pub use super::inputs::{Lost, scenario};
pub use chosen::Reason;

/// The file of chosen lives in a result.
pub(crate) const LIVES: &str = "lives.jsonl";

/// The life of a project under a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Biography {
    /// The scenario.
    pub scenario: String,
    /// The replication.
    pub replication: u32,
    /// The project's id.
    pub project: String,
    /// Why it is among the chosen lives, if it is.
    pub chosen_for: Option<Reason>,
    /// What it is; nothing where it was never found.
    pub facts: Option<Facts>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// What a project is, and what became of it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a project"
)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The code of its sector.
    pub sector: String,
    /// Who owns the enterprise.
    pub ownership: String,
    /// Total investment, in yi.
    pub investment_yi: f64,
    /// Land it needs, in hectares.
    pub land_ha: f64,
    /// Productivity of the enterprise over the sector's average.
    pub productivity: f64,
    /// Matters to the whole city.
    pub is_citywide: bool,
    /// Strategic.
    pub is_strategic: bool,
    /// A factory or a warehouse.
    pub is_factory: bool,
    /// Leases its land.
    pub leases: bool,
    /// Team-weeks of negotiation it takes.
    pub work_team_weeks: f64,
    /// Utility of the outside offer at first.
    pub outside: f64,
    /// Growth of that utility per week.
    pub impatience: f64,
    /// A district, or `city`.
    pub found_by: String,
    /// The first district that negotiated or held the right.
    pub first_negotiator: Option<String>,
    /// Where it was granted land.
    pub landing_district: Option<String>,
    /// Its last stage.
    pub stage: String,
    /// Why it ended.
    pub cause: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The week, counted from the first counted week.
    pub week: i64,
    /// The day on which it begins.
    pub date: String,
    /// What.
    #[serde(flatten)]
    pub note: Note,
}

/// Lives of some projects, and the ids of all projects that were found.
#[derive(Debug, Clone)]
pub struct Told {
    /// The lives, in the order asked for.
    pub lives: Vec<Biography>,
    /// Every project of the replication.
    pub found: Vec<ProjectId>,
}

/// Simulates a replication again and tells the lives of some projects.
///
/// # Errors
///
/// A violation or a panic, which the first run would have met too.
pub fn tell(
    scenario: &Scenario,
    replication: u32,
    projects: &[ProjectId],
) -> Result<Told, Failure> {
    let testimony = guarded(scenario, replication, || {
        let mut simulation = Simulation::new(scenario, replication, false);
        simulation.watch(projects.iter().copied().collect());
        let mut testimony = simulation.testify();
        testimony.violation.take().map_or(Ok(testimony), Err)
    })?;
    Ok(Told {
        lives: lives_of(projects, scenario, replication, &testimony),
        found: testimony.found,
    })
}

/// The life of a project up to what must never happen.
pub(super) fn until_violation(
    scenario: &Scenario,
    replication: u32,
    project: ProjectId,
) -> Option<Biography> {
    let mut simulation = Simulation::new(scenario, replication, true);
    simulation.watch(BTreeSet::from([project]));
    let testimony = simulation.testify();
    lives_of(&[project], scenario, replication, &testimony).pop()
}

fn lives_of(
    projects: &[ProjectId],
    scenario: &Scenario,
    replication: u32,
    testimony: &Testimony,
) -> Vec<Biography> {
    let found = testimony.projects.iter().map(|row| (row.project.id, row));
    let found: BTreeMap<ProjectId, &ProjectRow> = found.collect();
    let mut by_project: BTreeMap<ProjectId, Vec<&Noted>> = BTreeMap::new();
    for noted in &testimony.notes {
        by_project.entry(noted.project).or_default().push(noted);
    }
    let lives = projects.iter().map(|id| {
        let row = found.get(id);
        let noted = by_project.get(id).into_iter().flatten();
        Biography {
            scenario: scenario.name.clone(),
            replication,
            project: id.to_string(),
            chosen_for: None,
            facts: row.map(|row| facts(scenario, row)),
            events: noted.map(|noted| event(scenario, noted)).collect(),
        }
    });
    lives.collect()
}

fn event(scenario: &Scenario, noted: &Noted) -> Event {
    let calendar = scenario.calendar();
    Event {
        week: calendar.counted(noted.week),
        date: calendar.date(noted.week).to_string(),
        note: noted.note.clone(),
    }
}

fn facts(scenario: &Scenario, row: &ProjectRow) -> Facts {
    let (project, life) = (&row.project, &row.life);
    let city = &scenario.city;
    let code = |district: DistrictId| city.districts[district.index()].code.clone();
    Facts {
        sector: city.sectors[project.sector.index()].code.clone(),
        ownership: project.ownership.word().to_owned(),
        investment_yi: project.investment_yi,
        land_ha: project.land.hectares(),
        productivity: project.productivity,
        is_citywide: project.is_citywide,
        is_strategic: project.is_strategic,
        is_factory: project.is_factory,
        leases: project.leases,
        work_team_weeks: project.work,
        outside: project.outside,
        impatience: project.impatience,
        found_by: match project.found_by {
            FoundBy::City => "city".to_owned(),
            FoundBy::District(district) => code(district),
        },
        first_negotiator: life.first_negotiator.map(code),
        landing_district: life.landed_in().map(code),
        stage: life.stage().word().to_owned(),
        cause: life.cause.map(Cause::word).map(str::to_owned),
    }
}

impl Biography {
    /// As one line of JSON, with numbers as in every file of a result.
    #[must_use]
    pub fn line(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        round(&mut value);
        format!("{value}\n")
    }
}

/// Rounds every number that is not whole to the digits that files have.
fn round(value: &mut Value) {
    match value {
        Value::Object(map) => map.values_mut().for_each(round),
        Value::Array(items) => items.iter_mut().for_each(round),
        Value::Number(exact) if exact.is_f64() => {
            *value = exact
                .as_f64()
                .map(rounded)
                .and_then(serde_json::Number::from_f64)
                .map_or(Value::Null, Value::Number);
        }
        _ => {}
    }
}

/// Writes the chosen lives of a run or a comparison, if its scenarios can be made again from its
/// inputs: what was changed in memory alone cannot.
pub(super) fn write(
    folder: &Path,
    manifest: &Manifest,
    runs: &Runs,
) -> Result<Option<FileRecord>, Failure> {
    let several = manifest.get("scenarios").and_then(Value::as_array);
    let count = several.map_or(0, Vec::len).min(2);
    let scenarios: Result<Vec<Scenario>, Lost> = (0..count)
        .map(|at| scenario(folder, manifest, at))
        .collect();
    let (Ok(scenarios), true) = (scenarios, runs.len() >= count) else {
        return Ok(None);
    };
    let Some((variant, base)) = scenarios.split_last() else {
        return Ok(None);
    };
    let rows = |run: usize| chosen::rows(&runs.read(run)?).ok_or_else(|| runs.damaged(run));
    let (mut chosen, lapsable) = {
        let of_variant = rows(count - 1)?;
        let of_base = match base {
            [] => None,
            _ => Some(rows(0)?),
        };
        (
            chosen::chosen(of_base.as_deref(), &of_variant),
            chosen::lapsable(variant, &of_variant),
        )
    };
    let watched: BTreeSet<ProjectId> = lapsable
        .iter()
        .copied()
        .chain(chosen.iter().map(|(_, id)| *id))
        .collect();
    let watched: Vec<ProjectId> = watched.into_iter().collect();
    let under_variant = tell(variant, 0, &watched)?.lives;
    chosen.extend(chosen::lapsed(&under_variant, &chosen));
    let ids: Vec<ProjectId> = chosen.iter().map(|(_, id)| *id).collect();
    let under_base = match base.first() {
        Some(base) => tell(base, 0, &ids)?.lives,
        None => Vec::new(),
    };
    let mut file = HashedFile::create(folder, LIVES)?;
    for (reason, id) in chosen {
        let id = id.to_string();
        for lives in [&under_base, &under_variant] {
            for life in lives.iter().filter(|life| life.project == id) {
                let life = Biography {
                    chosen_for: Some(reason),
                    ..life.clone()
                };
                file.write(life.line().as_bytes())?;
            }
        }
    }
    file.finish().map(Some)
}
