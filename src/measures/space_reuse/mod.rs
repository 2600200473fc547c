//! Measure 8 — reuse of vacated and inefficient space (腾退和低效空间再利用).
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
use crate::lifecycle::land_supply;

pub use metrics::{METRICS, Metrics};
pub use parameters::Parameters;

/// The parameters of the measure, as the notice has them.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 8, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    let layout = model.world.get_resource::<Layout>();
    let districts = layout.map_or(0, Layout::districts);
    model
        .world
        .insert_resource(components::Companies::new(districts));
    model.world.init_resource::<components::Renovations>();
    metrics::install(model);
    model.must_hold(invariants::books_balance);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            (
                systems::open_vacated_space,
                systems::offer_renovated_space,
                systems::acquire_unused_land,
            )
                .chain()
                .after(land_supply::move_unused_land)
                .in_set(Tick::VacatedSpaceIsOffered),
            (systems::settle_stakes, metrics::count_landings)
                .chain()
                .in_set(Tick::Closes),
        )
            .run_if(in_force),
    );
}
