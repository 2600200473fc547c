//! How metrics read the counters.

use bevy_ecs::world::World;

use super::Metrics;
use crate::kernel::language::{Words, words};
use crate::kernel::record::Scope;

pub(super) fn read<T>(world: &World, of: impl Fn(&Metrics) -> T) -> Option<T> {
    world.get_resource::<Metrics>().map(of)
}

pub(super) fn sum(world: &World, of: impl Fn(&Metrics) -> f64) -> Option<f64> {
    read(world, of)
}

/// A ratio, defined where there is something to divide by.
pub(super) fn ratio(world: &World, of: impl Fn(&Metrics) -> (f64, f64)) -> Option<f64> {
    read(world, of).and_then(|(above, below)| (below > 0.0).then(|| above / below))
}

pub(super) const MATRIX: &[Scope] = &[
    Scope::City,
    Scope::District,
    Scope::Zone,
    Scope::Sector,
    Scope::Ownership,
    Scope::DistrictSector,
];
pub(super) const CITY: &[Scope] = &[Scope::City];
pub(super) const HEADQUARTERS: Words = words(
    "districts whose output is booked by headquarters",
    "产出由总部入账的区",
);
