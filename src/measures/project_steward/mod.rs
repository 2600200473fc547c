//! Measure 4 — project stewards (项目管家服务机制).
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
use crate::kernel::record::Layout;
use crate::kernel::schedule::Tick;

pub use metrics::{METRICS, Metrics};
pub use parameters::Parameters;

/// The parameters of the measure at their defaults.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 4, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    let layout = model.world.get_resource::<Layout>();
    let districts = layout.map_or(0, Layout::districts);
    model
        .world
        .insert_resource(components::Caseload::new(districts));
    model.world.init_resource::<components::Roll>();
    metrics::install(model);
    model.must_hold(invariants::caseloads_are_never_exceeded);
    model.must_hold(invariants::the_roll_lists_who_has_no_steward);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            (systems::enroll_pooled_projects, systems::assign_stewards)
                .chain()
                .in_set(Tick::StewardsAreAssigned),
            (systems::count_cases, systems::close_cases)
                .chain()
                .in_set(Tick::Closes),
        )
            .run_if(in_force),
    );
}
