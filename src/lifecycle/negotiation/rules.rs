//! The rules of negotiation: pure functions.

use super::Parameters;
use crate::kernel::chance::math::pow;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::world::district::{Belief, Conduct};
use crate::world::project::NegotiationRight;

/// Whether a district may negotiate for a project, given who holds the right to.
#[must_use]
pub fn may_negotiate(
    right: Option<&NegotiationRight>,
    district: DistrictId,
    project: ProjectId,
    dice: &Dice,
) -> bool {
    const BEHIND_ITS_BACK: Purpose = Purpose::new("negotiation.behind_its_back");
    match right {
        None => true,
        Some(NegotiationRight::Pending) => false,
        Some(NegotiationRight::Held { by, leak, .. }) => {
            *by == district
                || dice
                    .roll(BEHIND_ITS_BACK, &project, u64::from(district.0))
                    .happens(*leak)
        }
    }
}

/// The experience that a district draws on for a project that it sees as this suitable.
pub fn belief_mut<'a>(conduct: &'a mut Conduct, seen: f64, p: &Parameters) -> &'a mut Belief {
    &mut conduct.lands_here[class(seen, p)]
}

/// The chance that a district believes to have to land a project it sees as this suitable; none
/// where it sees that the law closes it.
#[must_use]
pub fn believed_chance(conduct: &Conduct, seen: f64, p: &Parameters) -> f64 {
    if seen <= 0.0 {
        return 0.0;
    }
    conduct.lands_here[class(seen, p)].rate()
}

fn class(seen: f64, p: &Parameters) -> usize {
    usize::from(seen >= p.middling_fit) + usize::from(seen >= p.good_fit)
}

/// How much of a district's attention an expected payoff draws.
#[must_use]
pub fn attention(payoff: f64, p: &Parameters) -> f64 {
    const LEAST: f64 = 1e-6;
    pow(payoff.max(LEAST), p.attention_elasticity)
}

/// Divides teams over negotiations in proportion to attention, none above `most`.
///
/// What a capped negotiation cannot use goes to the others.
#[must_use]
pub fn divide_teams(teams: f64, attention: &[f64], most: f64) -> Vec<f64> {
    const OPEN: f64 = -1.0;
    let mut shares = vec![OPEN; attention.len()];
    let mut left = teams.max(0.0);
    loop {
        let open = attention.iter().zip(&shares).filter(|(_, s)| **s == OPEN);
        let weight: f64 = open.map(|(weight, _)| weight).sum();
        let (whole, mut is_capped) = (left, false);
        if weight <= 0.0 || left <= 0.0 {
            for share in shares.iter_mut().filter(|share| **share == OPEN) {
                *share = 0.0;
            }
            return shares;
        }
        for (share, attention) in shares.iter_mut().zip(attention) {
            if *share == OPEN && whole * attention / weight >= most {
                *share = most.min(left);
                left -= *share;
                is_capped = true;
            }
        }
        if !is_capped {
            for (share, attention) in shares.iter_mut().zip(attention) {
                if *share == OPEN {
                    *share = left * attention / weight;
                }
            }
            return shares;
        }
    }
}

/// Progress in a week: team time at a pace that suitability and a serviced site set.
#[must_use]
pub fn progress(teams: f64, suitability: f64, has_site: bool, p: &Parameters) -> f64 {
    let fit = p.pace_at_misfit + (1.0 - p.pace_at_misfit) * suitability;
    let site = if has_site { 1.0 } else { p.pace_without_site };
    teams * p.pace * fit * site
}

/// Whether progress is substantive (实质性进展). Notice 5.3.
#[must_use]
pub fn is_substantive(progress: f64, work: f64, p: &Parameters) -> bool {
    progress >= p.substantive_share * work
}

/// The discount after one more step, if the district can afford it and thinks it worth it.
#[must_use]
pub fn raised_discount(
    discount: f64,
    price_yi: f64,
    payoff: f64,
    budget_left_yi: f64,
    p: &Parameters,
) -> f64 {
    let next = (discount + p.discount_step).min(p.discount_most);
    let cost = next * price_yi;
    if cost <= budget_left_yi && cost <= p.discount_worth * payoff {
        next.max(discount)
    } else {
        discount
    }
}
