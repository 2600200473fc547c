//! Measure 3 — the investment data platform (产业投资大数据服务平台).
#![doc = include_str!("README.md")]

mod components;
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

pub use metrics::{METRICS, Metrics};
pub use parameters::Parameters;

/// The parameters of the measure, as the notice has them.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 3, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    model
        .world
        .insert_resource(components::Platform::begun(from));
    metrics::install(model);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            (
                systems::collect,
                systems::publish_ratings,
                systems::publish_map,
                systems::set_standards,
            )
                .chain()
                .in_set(Tick::IndustryMapIsPublished),
            systems::count_projects.in_set(Tick::Closes),
        )
            .run_if(in_force),
    );
}
