//! Measure 6 — notification-commitment approval (承诺制).
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
use crate::lifecycle::land_grant::grant_land;

pub use metrics::{METRICS, Metrics};
pub use parameters::{Parameters, PilotAreas};

/// The parameters of the measure, as the notice has them.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 6, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    model.world.init_resource::<components::CreditRecord>();
    metrics::install(model);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            systems::open_the_route
                .in_set(Tick::LandIsGranted)
                .before(grant_land),
            (systems::take_note_of_routes, systems::supervise)
                .chain()
                .in_set(Tick::CommitmentsAreChecked),
        )
            .run_if(in_force),
    );
}
