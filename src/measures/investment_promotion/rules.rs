//! The rules of investment promotion: pure functions.

use super::parameters::Parameters;
use crate::kernel::chance::math::exp;
use crate::world::enterprise::Ownership;
use crate::world::sector::Tier;

/// The factor on prospects of a tier and an ownership. Notice 1.1, 1.2.
///
/// All three ownerships are encouraged towards the target sectors only (高精尖产业).
pub(super) fn factor(tier: Tier, ownership: Ownership, p: &Parameters) -> f64 {
    let by_tier = match tier {
        Tier::Pillar => p.pillar_factor,
        Tier::Specialty => p.specialty_factor,
        Tier::Future => p.future_factor,
        Tier::General => return 1.0,
    };
    let by_ownership = match ownership {
        Ownership::Private => p.private_factor,
        Ownership::Foreign => p.foreign_factor,
        Ownership::State => p.state_factor,
    };
    by_tier * by_ownership
}

/// Share of a tier's projects that may come. Reading 1.2c.
pub(super) fn admitted_share(tier: Tier, p: &Parameters) -> f64 {
    if tier.is_target() {
        1.0
    } else {
        p.general_admitted
    }
}

/// What one lead found under a factor counts for as a gain: the chance that it would not have been
/// found without, less than nothing under a factor below 1.
pub(super) fn gained(factor: f64) -> f64 {
    if factor > 0.0 {
        1.0 - 1.0 / factor
    } else {
        0.0
    }
}

/// Chance that a plant leaves within a year for the extra hazard alone. Reading 1.2d.
pub(super) fn pressed_out(extra_exit_per_year: f64) -> f64 {
    1.0 - exp(-extra_exit_per_year)
}
