//! Floor 2: what would happen without the notice. It never asks whether a measure is on.

pub mod allocation;
pub mod approval;
pub mod construction;
pub mod efficiency;
pub mod enterprise;
pub mod founding;
pub mod ground;
pub mod incumbent;
mod invariants;
pub mod land_grant;
pub mod land_supply;
pub mod lead;
pub mod metrics;
pub mod negotiation;
pub mod operation;
pub mod referral;
pub mod screening;
pub mod siting;
#[cfg(test)]
pub(crate) mod small_world;
pub mod speed;
pub mod suitability;
pub mod tape;

use crate::kernel::model::Model;
use crate::kernel::parameter::Group;

/// The tables of parameters of the base economy, in the order of a project's life.
#[must_use]
pub fn parameters() -> Vec<Box<dyn Group>> {
    vec![
        Box::new(founding::Parameters::default()),
        Box::new(tape::Parameters::default()),
        Box::new(lead::Parameters::default()),
        Box::new(screening::Parameters::default()),
        Box::new(suitability::Parameters::default()),
        Box::new(enterprise::Parameters::default()),
        Box::new(negotiation::Parameters::default()),
        Box::new(allocation::Parameters::default()),
        Box::new(land_supply::Parameters::default()),
        Box::new(siting::Parameters::default()),
        Box::new(approval::Parameters::default()),
        Box::new(construction::Parameters::default()),
        Box::new(operation::Parameters::default()),
        Box::new(incumbent::Parameters::default()),
    ]
}

/// Installs the base economy.
pub fn plugin(model: &mut Model) {
    metrics::plugin(model);
    land_supply::plugin(model);
    lead::plugin(model);
    screening::plugin(model);
    referral::plugin(model);
    allocation::plugin(model);
    negotiation::plugin(model);
    enterprise::plugin(model);
    siting::plugin(model);
    land_grant::plugin(model);
    approval::plugin(model);
    construction::plugin(model);
    operation::plugin(model);
    incumbent::plugin(model);
    efficiency::plugin(model);
    invariants::plugin(model);
}
