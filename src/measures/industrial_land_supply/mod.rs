//! Measure 7 — industrial land supply (产业用地保障).
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
use crate::kernel::record::Layout;
use crate::kernel::schedule::Tick;
use crate::lifecycle::land_supply;

pub use metrics::{METRICS, Metrics};
pub use parameters::{Parameters, PreparedFirst};

/// The parameters of the measure, as the notice has them.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 7, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    let layout = model.world.get_resource::<Layout>();
    let districts = layout.map_or(0, Layout::districts);
    model
        .world
        .insert_resource(components::ProtectionLine::new(districts));
    model
        .world
        .insert_resource(components::Preparation::new(districts));
    metrics::install(model);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            (
                systems::draw_protection_line,
                systems::keep_new_land_for_manufacturing,
                systems::renew_city_quota,
            )
                .in_set(Tick::ProtectionLineIsHeld),
            (
                systems::compensate_adjusted_land,
                systems::coordinate_farmland_quota,
                systems::finish_preparation,
                systems::replenish_reserve,
                systems::standardize_land,
            )
                .chain()
                .after(land_supply::release_planned_land)
                .in_set(Tick::ReserveIsReplenished),
            (metrics::count_grants, metrics::count_land_kept)
                .chain()
                .in_set(Tick::Closes),
        )
            .run_if(in_force),
    );
}
