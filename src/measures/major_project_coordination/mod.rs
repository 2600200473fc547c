//! Measure 2 — coordination of major projects (重大项目统筹协调机制).
#![doc = include_str!("README.md")]

mod components;
mod invariants;
mod metrics;
mod parameters;
mod rules;
mod systems;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::*;

use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::model::Model;
use crate::kernel::parameter::Group;
use crate::kernel::schedule::Tick;
use crate::lifecycle::screening::pool_admitted_projects;

pub use metrics::{METRICS, Metrics};
pub use parameters::{Naming, Parameters};

/// The parameters of the measure at their defaults.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 2, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    model.world.init_resource::<components::Pool>();
    model.world.init_resource::<components::Advanced>();
    model.world.init_resource::<components::Namings>();
    metrics::install(model);
    model.must_hold(invariants::slots_are_never_exceeded);
    model.must_hold(invariants::the_pool_tracks_each_project_once);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            systems::take_into_pool,
            systems::end_namings,
            systems::track_projects,
            systems::clear_obstacles,
        )
            .chain()
            .after(pool_admitted_projects)
            .in_set(Tick::PoolIsUpdated)
            .run_if(in_force),
    );
}
