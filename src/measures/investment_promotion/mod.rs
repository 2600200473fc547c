//! Measure 1 — promoting investment in the target sectors (鼓励投资高精尖产业).
#![doc = include_str!("README.md")]

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
use crate::lifecycle::lead::find_leads;

pub use metrics::{METRICS, Metrics};
pub use parameters::Parameters;

/// The parameters of the measure, as the notice has them.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 1, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    metrics::install(model);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            (systems::promote, systems::count_exits_pressed)
                .chain()
                .in_set(Tick::LeadsAreFound)
                .before(find_leads),
            systems::count_leads.in_set(Tick::Closes),
        )
            .run_if(in_force),
    );
}
