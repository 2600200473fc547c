//! What must hold of the state land companies' money after every week.

use bevy_ecs::prelude::*;

use super::components::Companies;
use super::parameters::Parameters;
use super::rules;
use crate::kernel::model::Breach;
use crate::world::district::Districts;
use crate::world::parcel::{LandCompany, Parcel};

/// What each company had spent and owed a week ago; where invariants are checked only.
#[derive(Resource, Debug, Default)]
struct LastBooks(Vec<(u64, u64)>);

/// A company owes what it has put into land that no project was granted yet, and spends within its
/// yearly means and its ceiling. Means that are cut take nothing back.
pub(super) fn books_balance(world: &mut World) -> Result<(), Breach> {
    let last = world.remove_resource::<LastBooks>().unwrap_or_default().0;
    let mut staked = vec![0u64; world.resource::<Districts>().0.len() + 1];
    let mut parcels = world.query::<&Parcel>();
    for parcel in parcels.iter(world) {
        let Some(stake) = parcel.stake else { continue };
        let paid = stake
            .yuan_per_square_meter
            .saturating_mul(parcel.area.square_metres());
        let at = match stake.company {
            LandCompany::City => 0,
            LandCompany::District(district) => district.index() + 1,
        };
        staked[at] = staked[at].saturating_add(paid);
    }
    let (companies, p) = (
        world.resource::<Companies>(),
        world.resource::<Parameters>(),
    );
    let districts = world.resource::<Districts>();
    let of_districts = districts.ids().map(LandCompany::District);
    let mut now = Vec::new();
    for (at, company) in std::iter::once(LandCompany::City)
        .chain(of_districts)
        .enumerate()
    {
        let books = companies.books(company);
        let means = rules::means(rules::budget_yi(company, districts, p), p);
        let (spent_before, owed_before) = last.get(at).copied().unwrap_or_default();
        let is_within = books.spent <= means.yearly.max(spent_before)
            && means
                .ceiling
                .is_none_or(|ceiling| books.owed <= ceiling.max(owed_before));
        if books.owed != staked[at] || !is_within {
            return Err(Breach::of_city(format!(
                "the land company of {company:?} has spent {} of {} yuan and owes {} yuan for land that cost {} yuan",
                books.spent, means.yearly, books.owed, staked[at]
            )));
        }
        now.push((books.spent, books.owed));
    }
    world.insert_resource(LastBooks(now));
    Ok(())
}
