//! The rules of the investment data platform: pure functions.

use super::parameters::Parameters;
use crate::kernel::calendar::Week;
use crate::kernel::chance::math::{exp, ln, pow, saturating_share};
use crate::world::standard::Standard;

/// What plants use and yield in a year. Notice 3.1: 生产经营及土地、用工、能耗、排放.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Inputs {
    pub output_yi: f64,
    pub hectares: f64,
    pub jobs: f64,
    pub energy_tce: f64,
    pub emissions_t: f64,
}

impl std::iter::Sum for Inputs {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |a, b| Self {
            output_yi: a.output_yi + b.output_yi,
            hectares: a.hectares + b.hectares,
            jobs: a.jobs + b.jobs,
            energy_tce: a.energy_tce + b.energy_tce,
            emissions_t: a.emissions_t + b.emissions_t,
        })
    }
}

/// Whether the platform collects and publishes this week. Reading 3.1a.
pub(super) fn is_due(from: Week, last: Option<Week>, now: Week, p: &Parameters) -> bool {
    match last {
        None => now >= from.after(p.first_publication_weeks),
        Some(last) => now >= last.after(p.renewal_weeks),
    }
}

/// Output per resources against a yardstick, 1 where both are alike; nothing where nothing is
/// produced. Notice 3.1: 要素资源投入产出评价.
///
/// The geometric mean over the four resources, by weight. A resource of which nothing is used, or
/// that has no weight, takes no part.
pub(super) fn rating(of: Inputs, against: Inputs, p: &Parameters) -> Option<f64> {
    if of.output_yi <= 0.0 || against.output_yi <= 0.0 {
        return None;
    }
    let resources = [
        (p.land_weight, of.hectares, against.hectares),
        (p.labor_weight, of.jobs, against.jobs),
        (p.energy_weight, of.energy_tce, against.energy_tce),
        (p.emission_weight, of.emissions_t, against.emissions_t),
    ];
    let (mut sum, mut weights) = (0.0, 0.0);
    for (weight, used, usual) in resources {
        if used > 0.0 && usual > 0.0 {
            let yields = of.output_yi / used;
            let usually = against.output_yi / usual;
            sum += weight * ln(yields / usually);
            weights += weight;
        }
    }
    Some(if weights > 0.0 {
        exp(sum / weights)
    } else {
        1.0
    })
}

/// How much is known where some hectares produce, in [0, 1]. Reading 3.1c.
pub(super) fn evidence(hectares: f64, half_ha: f64) -> f64 {
    saturating_share(hectares, half_ha)
}

/// Share of noise that evidence leaves, from 1 down to a floor. Reading 3.1d.
pub(super) fn noise_left(evidence: f64, floor: f64) -> f64 {
    1.0 - (1.0 - floor) * evidence
}

/// The mean of what districts list, weighted by land; nothing if none lists anything.
pub(super) fn mean_listed(listed: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, land) = listed
        .filter(|&(floor, _)| floor > 0.0)
        .fold((0.0, 0.0), |(sum, land), (floor, ha)| {
            (sum + floor * ha, land + ha)
        });
    (land > 0.0).then(|| sum / land)
}

/// A district's level against the others', from the floors they list; the usual one where it lists
/// none. Reading 3.1f.
pub(super) fn listed_level(floor: f64, mean: Option<f64>, p: &Parameters) -> f64 {
    match mean {
        Some(mean) if floor > 0.0 => pow(floor / mean, p.district_exponent),
        _ => 1.0,
    }
}

/// How much more is asked of a district that is rated well in the sector; a rating on thin
/// evidence says little. Reading 3.1f.
pub(super) fn rated_level(in_sector: Option<f64>, evidence: f64, p: &Parameters) -> f64 {
    in_sector.map_or(1.0, |rating| pow(rating, p.rating_exponent * evidence))
}

/// A district's levels for each floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Levels {
    pub investment: f64,
    pub output: f64,
    pub tax: f64,
    pub rated: f64,
}

/// The standard of a district for a sector. Notice 3.1: 项目准入标准的精细化管理.
pub(super) fn standard(
    typical: Standard,
    levels: Levels,
    uniform: Standard,
    p: &Parameters,
) -> Standard {
    let share = p.strictness * levels.rated;
    let own = Standard {
        investment: share * levels.investment * typical.investment,
        output: share * levels.output * typical.output,
        tax: share * levels.tax * typical.tax,
        energy: p.energy_slack * typical.energy / levels.rated,
    };
    if !p.uniform_stays {
        return own;
    }
    Standard {
        investment: own.investment.max(uniform.investment),
        output: own.output.max(uniform.output),
        tax: own.tax.max(uniform.tax),
        energy: own.energy.min(uniform.energy),
    }
}
