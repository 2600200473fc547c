//! A district spends no more teams and money than it has.

use bevy_ecs::prelude::*;

use crate::kernel::model::Breach;
use crate::lifecycle::negotiation;
use crate::world::district::{Conducts, Districts};

/// What sums of shares may be off by.
const ROUNDING: f64 = 1e-9;

/// Discounts promised by each district a week ago; where invariants are checked only.
#[derive(Resource, Debug, Default)]
struct LastDiscounts(Vec<f64>);

pub(super) fn use_no_more_teams_than_they_have(world: &mut World) -> Result<(), Breach> {
    let (conducts, districts) = (world.resource::<Conducts>(), world.resource::<Districts>());
    let p = world.resource::<negotiation::Parameters>();
    for district in districts.ids() {
        let (facts, used) = (&districts[district], conducts[district].teams_used);
        let teams = facts.teams * p.teams_factor;
        let is_within = (0.0..=teams + ROUNDING).contains(&used);
        if !is_within {
            let what = format!("{} uses {used} of {teams} teams", facts.code);
            return Err(Breach::of_city(what));
        }
    }
    Ok(())
}

/// Discounts promised in a year keep to the budget; a budget that is cut in mid-year takes nothing
/// back, but nothing is promised beyond it.
pub(super) fn stay_within_their_budgets(world: &mut World) -> Result<(), Breach> {
    let last = world.remove_resource::<LastDiscounts>().unwrap_or_default();
    let (conducts, districts) = (world.resource::<Conducts>(), world.resource::<Districts>());
    let factor = world.resource::<negotiation::Parameters>().budget_factor;
    for district in districts.ids() {
        let (facts, given) = (&districts[district], conducts[district].discounts_yi);
        let budget = facts.discount_budget_yi * factor;
        let before = last.0.get(district.index()).copied().unwrap_or(0.0);
        let is_within = (0.0..=budget.max(before) + ROUNDING).contains(&given);
        if !is_within {
            return Err(Breach::of_city(format!(
                "{} has promised discounts of {given} yi out of {budget} yi",
                facts.code
            )));
        }
    }
    let given = conducts.0.iter().map(|conduct| conduct.discounts_yi);
    let given = LastDiscounts(given.collect());
    world.insert_resource(given);
    Ok(())
}
