//! Measure 5 — the first-negotiation system (首谈制).
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
use crate::lifecycle::allocation;

pub use metrics::{METRICS, Metrics};
pub use parameters::{Credited, Parameters, Reassignment, StrategicReading};

/// The parameters of the measure, as the notice has them.
#[must_use]
pub fn parameters() -> Box<dyn Group> {
    Box::new(Parameters::default())
}

/// Installs measure 5, in force from a week on.
pub fn plugin(model: &mut Model, from: Week) {
    model
        .world
        .init_resource::<components::CertificationQueue>();
    model.world.init_resource::<components::Lapsed>();
    metrics::install(model);
    model.must_hold(invariants::who_waits_for_certification_is_held_by_nobody);
    let in_force = move |calendar: Res<Calendar>| calendar.now() >= from;
    model.tick.add_systems(
        (
            (
                systems::take_up_covered_projects,
                systems::take_up_referrals,
                systems::certify,
            )
                .chain()
                .in_set(Tick::FirstNegotiatorIsCertified)
                .after(allocation::allocate),
            systems::lapse_stalled_rights
                .in_set(Tick::StalledRightsLapse)
                .after(allocation::take_back_stalled_projects),
            systems::reassign_lapsed_projects.in_set(Tick::LapsedProjectsAreReassigned),
            systems::settle_what_is_decided.in_set(Tick::Closes),
        )
            .run_if(in_force),
    );
}
