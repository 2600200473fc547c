//! Allocation regimes other than open competition: who may negotiate for what, as a city could also
//! decide it.

mod matching;
mod metrics;
mod parameters;
mod systems;
#[cfg(test)]
mod tests;

use bevy_ecs::prelude::*;

use crate::kernel::model::Model;
use crate::kernel::schedule::Tick;

pub use matching::{Market, deferred_acceptance};
pub use metrics::{METRICS, Metrics};
pub use parameters::{LastResort, Parameters, Ranking, Regime};
pub use systems::{Allotment, allocate, take_back_stalled_projects};

/// Installs the regimes. Under open competition their systems do nothing.
pub fn plugin(model: &mut Model) {
    metrics::install(model);
    model.tick.add_systems((
        allocate.in_set(Tick::FirstNegotiatorIsCertified),
        take_back_stalled_projects.in_set(Tick::StalledRightsLapse),
    ));
}
