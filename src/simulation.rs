//! Floor 5, the composition root: the only place that puts a whole model together and runs it.

use std::collections::{BTreeMap, BTreeSet};

use bevy_ecs::prelude::*;

use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::chance::Dice;
use crate::kernel::ids::ProjectId;
use crate::kernel::model::{Breach, Invariant, Model};
use crate::kernel::parameter::ParameterSet;
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::kernel::schedule::Tick;
use crate::lifecycle::construction::Construction;
use crate::lifecycle::enterprise::Patience;
use crate::lifecycle::founding::{self, FirstDay};
use crate::lifecycle::speed::{Curve, MILESTONES, Speed};
use crate::lifecycle::tape::Tape;
use crate::lifecycle::{self, operation, suitability, tape};
use crate::measures::metrics;
use crate::scenario::{Scenario, scale};
use crate::world::plant::Plant;
use crate::world::project::{Docket, Life, Project, Stage};
use crate::world::witness::{Note, Noted, Ticking, Witness};

/// One replication of a scenario, at some week.
pub struct Simulation {
    model: Model,
    changes: Vec<(Week, ParameterSet)>,
    weekly: Vec<(&'static Metric, Scope, Place)>,
    check_invariants: bool,
}

/// What a replication leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The replication, from 0.
    pub replication: u32,
    /// Figures of every metric at every place, in the order of [`figures`].
    pub figures: Vec<Option<f64>>,
    /// Weekly figures, week by week, in the order of [`weekly_figures`]; not a number where
    /// undefined.
    pub series: Vec<f64>,
    /// For each milestone the share of projects that have reached it, by weeks since the lead.
    pub curves: Vec<Vec<f64>>,
    /// Every project.
    pub projects: Vec<ProjectRow>,
}

/// One project of a replication.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectRow {
    /// What was to be built.
    pub project: Project,
    /// What became of it.
    pub life: Life,
}

/// What a witness leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Testimony {
    /// What it noted, in the order in which it happened.
    pub notes: Vec<Noted>,
    /// Every project of the run, watched or not.
    pub found: Vec<ProjectId>,
    /// Those watched.
    pub projects: Vec<ProjectRow>,
    /// What ended the run before its time: an invariant that did not hold, where they are checked.
    pub violation: Option<Violation>,
}

/// Something that must never happen did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The week.
    pub week: Week,
    /// What it is.
    pub breach: Breach,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "invariant violated in week {}: {}",
            self.week.0, self.breach.what
        )
    }
}

impl std::error::Error for Violation {}

/// The figures of a run: every metric at every place of its scopes, in order.
#[must_use]
pub fn figures(layout: &Layout) -> Vec<(&'static Metric, Scope, Place)> {
    metrics()
        .into_iter()
        .flat_map(|metric| {
            metric.scopes.iter().flat_map(move |&scope| {
                layout
                    .places(scope)
                    .into_iter()
                    .map(move |place| (metric, scope, place))
            })
        })
        .collect()
}

/// The figures of a week: weekly metrics at every place of their scopes but pairs, in order.
#[must_use]
pub fn weekly_figures(layout: &Layout) -> Vec<(&'static Metric, Scope, Place)> {
    figures(layout)
        .into_iter()
        .filter(|(metric, scope, _)| {
            metric.weekly && !matches!(scope, Scope::DistrictSector | Scope::Flow)
        })
        .collect()
}

impl Simulation {
    /// The first day of a replication.
    #[must_use]
    pub fn new(scenario: &Scenario, replication: u32, check_invariants: bool) -> Self {
        let run = &scenario.run;
        let dice = Dice::new(run.seed, replication);
        let calendar = Calendar::new(run.start, run.burn_in, run.horizon);
        let mut model = Model::default();

        let copies = scenario.city.copies;
        let grown = |parameters| scale::of_copies(parameters, copies);
        let first = grown(scenario.timetable.first(&calendar));
        first.install(&mut model.world);
        let first_day = FirstDay {
            founding: model.world.resource::<founding::Parameters>().clone(),
            prospects: model.world.resource::<tape::Parameters>().clone(),
            operation: model.world.resource::<operation::Parameters>().clone(),
            suitability: model.world.resource::<suitability::Parameters>().clone(),
        };
        let weeks = calendar.end().0;
        let tape = Tape::draw(&dice, &first_day.prospects, weeks, copies.max(1));
        founding::found(&mut model.world, &scenario.city, &dice, &first_day);
        let layout = scenario.city.layout();
        model
            .world
            .insert_resource(lifecycle::metrics::Metrics::new(&layout));
        model.world.insert_resource(dice);
        model.world.insert_resource(tape);

        lifecycle::plugin(&mut model);
        for (measure, from) in scenario.measures_in_force(&calendar) {
            (measure.plugin)(&mut model, from);
        }
        model.world.insert_resource(calendar.clone());
        let changes = scenario.timetable.changes(&calendar).into_iter();
        Self {
            model,
            changes: changes.map(|(week, set)| (week, grown(set))).collect(),
            weekly: weekly_figures(&layout),
            check_invariants: check_invariants || cfg!(debug_assertions),
        }
    }

    /// The world as it stands.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.model.world
    }

    /// The systems of the week in the order in which they run; names are known to builds that
    /// keep them (tests).
    #[must_use]
    pub fn order(&self) -> Vec<String> {
        self.model
            .tick
            .systems()
            .map(|systems| {
                systems
                    .map(|(_, system)| system.name().to_string())
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The week, to be built in another way: for tests, which have free systems run in another order.
    pub fn schedule(&mut self) -> &mut Schedule {
        &mut self.model.tick
    }

    /// Has something done after each part of the week: for benches, which time the parts and hold what
    /// they leave against loops of their own.
    pub fn after_each_part(&mut self, mark: fn(&mut World, Tick)) {
        for (at, &part) in Tick::ORDER.iter().enumerate() {
            let mark = (move |world: &mut World| mark(world, part)).after(part);
            match Tick::ORDER.get(at + 1) {
                Some(&next) => self.model.tick.add_systems(mark.before(next)),
                None => self.model.tick.add_systems(mark),
            };
        }
    }

    /// Simulates one week.
    ///
    /// # Errors
    ///
    /// A violation, where invariants are checked and one does not hold.
    pub fn week(&mut self) -> Result<(), Violation> {
        let now = self.model.world.resource::<Calendar>().now();
        if self.model.world.resource::<Calendar>().first_counted() == now {
            self.model.begin_counting();
        }
        for (_, parameters) in self.changes.iter().filter(|(week, _)| *week == now) {
            parameters.install(&mut self.model.world);
        }
        self.model.tick.run(&mut self.model.world);
        if self.check_invariants {
            self.check_invariants()?;
        }
        self.model.world.resource_mut::<Calendar>().advance();
        Ok(())
    }

    /// Holds the world against what must hold after every week.
    ///
    /// # Errors
    ///
    /// The first violation found.
    pub fn check_invariants(&mut self) -> Result<(), Violation> {
        let week = self.world().resource::<Calendar>().now();
        let checked = self.model.check_invariants();
        checked.map_err(|breach| Violation { week, breach })
    }

    /// Runs to the end.
    ///
    /// # Errors
    ///
    /// A violation, where invariants are checked and one does not hold.
    pub fn run(self, replication: u32) -> Result<Outcome, Violation> {
        let mut projects = Vec::new();
        let outcome = self.run_telling(replication, |project, life| {
            projects.push(ProjectRow {
                project: project.clone(),
                life: life.clone(),
            });
        })?;
        Ok(Outcome {
            projects,
            ..outcome
        })
    }

    /// As [`run`](Self::run), but projects are told one by one and not listed: of a large city's there
    /// are millions.
    ///
    /// # Errors
    ///
    /// A violation, where invariants are checked and one does not hold.
    pub fn run_telling(
        mut self,
        replication: u32,
        tell: impl FnMut(&Project, &Life),
    ) -> Result<Outcome, Violation> {
        let calendar = self.world().resource::<Calendar>().clone();
        let weeks = calendar.horizon() as usize;
        let mut series = Vec::with_capacity(weeks * self.weekly.len());
        for week in 0..calendar.end().0 {
            self.week()?;
            if Week(week) >= calendar.first_counted() {
                let world = &self.model.world;
                series.extend(
                    self.weekly.iter().map(|(metric, _, place)| {
                        (metric.value)(world, *place).unwrap_or(f64::NAN)
                    }),
                );
            }
        }
        self.model.end_run();
        self.each_project(tell);
        Ok(self.outcome(replication, series))
    }

    /// Runs to the end and reads some figures then: nothing is recorded by week or by project.
    ///
    /// # Errors
    ///
    /// A violation, where invariants are checked and one does not hold.
    pub fn end(
        mut self,
        figures: &[(&'static Metric, Place)],
    ) -> Result<Vec<Option<f64>>, Violation> {
        for _ in 0..self.world().resource::<Calendar>().end().0 {
            self.week()?;
        }
        self.model.end_run();
        let world = self.world();
        Ok(figures
            .iter()
            .map(|(metric, place)| (metric.value)(world, *place))
            .collect())
    }

    /// Has something more hold after every week, whether or not invariants are checked otherwise.
    pub fn must_hold(&mut self, invariant: Invariant) {
        self.model.must_hold(invariant);
        self.check_invariants = true;
    }

    /// Has a witness watch some projects from now on.
    pub fn watch(&mut self, projects: BTreeSet<ProjectId>) {
        self.model.world.insert_resource(Witness::of(projects));
    }

    /// Runs to the end, or to what must never happen, for what a witness sees: no figure is read.
    #[must_use]
    pub fn testify(mut self) -> Testimony {
        let weeks = self.world().resource::<Calendar>().end().0;
        let violation = (0..weeks).find_map(|_| self.week().err());
        let standing = self.standing();
        let witness = self.model.world.remove_resource::<Witness>();
        let watched: BTreeSet<ProjectId> = witness.iter().flat_map(Witness::watched).collect();
        let (mut found, mut projects) = (Vec::new(), Vec::new());
        self.each_project(|project, life| {
            found.push(project.id);
            if watched.contains(&project.id) {
                projects.push(ProjectRow {
                    project: project.clone(),
                    life: life.clone(),
                });
            }
        });
        let mut notes = witness.map(Witness::into_notes).unwrap_or_default();
        notes.extend(standing);
        Testimony {
            notes,
            found,
            projects,
            violation,
        }
    }

    /// How the watched projects stand that are there at the end, and how near the clock is that runs
    /// against each.
    fn standing(&mut self) -> Vec<Noted> {
        let world = &mut self.model.world;
        let week = world.resource::<Calendar>().now();
        let Some(witness) = world.get_resource::<Witness>() else {
            return Vec::new();
        };
        let watched: BTreeSet<ProjectId> = witness.watched().collect();
        let mut exits: BTreeMap<Entity, f64> = BTreeMap::new();
        for plant in world.query::<&Plant>().iter(world) {
            if let Some(project) = plant.project {
                exits.insert(project, plant.exit.nearness());
            }
        }
        let docket = world.resource::<Docket>().all.iter();
        let watched = docket.filter(|(id, _)| watched.contains(id));
        let notes = watched.filter_map(|&(id, entity)| {
            let stage = world.get::<Life>(entity)?.stage();
            let (clock, nearness) = if stage.is_exit() {
                return None;
            } else if (Stage::Pooled..Stage::Granted).contains(&stage) {
                let patience = world.get::<Patience>(entity)?;
                (Some(Ticking::Loss), patience.0.nearness())
            } else if let Some(construction) = world.get::<Construction>(entity) {
                (Some(Ticking::Stall), construction.nearness_of_stall())
            } else if let Some(exit) = exits.get(&entity) {
                (Some(Ticking::Exit), *exit)
            } else {
                (None, 0.0)
            };
            let stage = stage.word().to_owned();
            Some(Noted {
                week,
                project: id,
                note: Note::StillThere {
                    stage,
                    clock,
                    nearness,
                },
            })
        });
        notes.collect()
    }

    /// Tells every project of the run, in the order in which they were found.
    fn each_project(&self, mut tell: impl FnMut(&Project, &Life)) {
        let world = &self.model.world;
        for &(_, entity) in &world.resource::<Docket>().all {
            if let (Some(project), Some(life)) = (world.get(entity), world.get(entity)) {
                tell(project, life);
            }
        }
    }

    fn outcome(&self, replication: u32, series: Vec<f64>) -> Outcome {
        let world = &self.model.world;
        let layout = world.resource::<Layout>();
        let speed = world.resource::<Speed>();
        Outcome {
            replication,
            figures: figures(layout)
                .into_iter()
                .map(|(metric, _, place)| (metric.value)(world, place))
                .collect(),
            series,
            curves: (0..MILESTONES.len())
                .map(|milestone| {
                    speed
                        .curve(milestone, Place::City)
                        .map(Curve::shares)
                        .unwrap_or_default()
                        .to_vec()
                })
                .collect(),
            projects: Vec::new(),
        }
    }
}
