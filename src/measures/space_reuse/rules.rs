//! The rules of the reuse of space: pure functions.

use bevy_ecs::entity::Entity;

use super::components::Books;
use super::parameters::Parameters;
use crate::kernel::units::{Area, SQUARE_METRES_PER_HECTARE, YUAN_PER_YI};
use crate::world::district::{Districts, Zone};
use crate::world::land_bank::Unused;
use crate::world::parcel::LandCompany;

/// What a company may spend, in whole yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Means {
    /// In a year.
    pub yearly: u64,
    /// Outstanding, if debt counts.
    pub ceiling: Option<u64>,
}

/// What becomes of the wish to buy a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is bought.
    Bought,
    /// The budget of the year does not reach.
    ShortOfBudget,
    /// The debt would exceed the ceiling.
    StoppedByDebt,
}

/// What a site costs a company.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// What it pays itself, price and renovation less the grant, in whole yuan per square meter.
    pub yuan_per_square_meter: u64,
    /// What it is granted, in yi.
    pub grant_yi: f64,
}

/// Money in whole yuan; none for anything negative or not a number.
pub(super) fn yuan(yi: f64) -> u64 {
    const MOST: f64 = 1e18;
    let whole = libm::round(yi * YUAN_PER_YI).clamp(0.0, MOST);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=1e18 just above; not a number casts to 0"
    )]
    let whole = whole as u64;
    whole
}

/// What a company may spend, from its yearly budget. Notice 8.2: 所产生负债可不计入对该国有企业的考核.
pub(super) fn means(budget_yi: f64, p: &Parameters) -> Means {
    Means {
        yearly: yuan(budget_yi * p.leverage),
        ceiling: p.debt_counts.then(|| yuan(budget_yi * p.debt_ceiling)),
    }
}

/// What the purchase and the renovation of a site cost. Notice 8.2; Assumptions 8.2d, 8.2e.
pub(super) fn cost(area: Area, list_price_yuan: f64, p: &Parameters) -> Cost {
    let renovation_yi = p.renovation_yi_per_ha * area.hectares();
    let grant_yi = (p.grant_share * renovation_yi).min(p.grant_cap_yi);
    let price_yi =
        list_price_yuan * p.purchase_price_share * area.hectares() * SQUARE_METRES_PER_HECTARE
            / YUAN_PER_YI;
    let outlay_yi = price_yi + renovation_yi - grant_yi;
    let per_square_meter = outlay_yi / (area.hectares() * SQUARE_METRES_PER_HECTARE);
    Cost {
        yuan_per_square_meter: yuan(per_square_meter),
        grant_yi,
    }
}

/// Whether a company buys at this outlay.
pub(super) fn verdict(books: Books, outlay: u64, means: Means) -> Verdict {
    if books.spent.saturating_add(outlay) > means.yearly {
        return Verdict::ShortOfBudget;
    }
    let exceeds = |ceiling| books.owed.saturating_add(outlay) > ceiling;
    if means.ceiling.is_some_and(exceeds) {
        Verdict::StoppedByDebt
    } else {
        Verdict::Bought
    }
}

/// What a company does in a round: what it buys, and whether money or debt kept it from more.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Round {
    /// Parcels in the order of purchase, each with its cost.
    pub bought: Vec<(Entity, Cost)>,
    /// Whether the budget did not reach for some.
    pub is_short: bool,
    /// Whether the debt would have been too high for some.
    pub is_stopped: bool,
}

impl Round {
    /// Goes through the unused parcels of some districts, each list with the district's price of land: the
    /// largest first, then by id. Vacated land comes before idle land. Assumption 8.2g.
    ///
    /// An outlay never falls with the area, so what cannot be paid is passed over by halves.
    pub(super) fn go(
        &mut self,
        lists: &[(&[Unused], f64)],
        books: &mut Books,
        means: Means,
        p: &Parameters,
    ) {
        let outlay = |unused: &Unused, price: f64| {
            let cost = cost(unused.0.0, price, p);
            cost.yuan_per_square_meter
                .saturating_mul(unused.0.0.square_metres())
        };
        let mut passed = vec![0; lists.len()];
        loop {
            let fits = lists.iter().zip(&passed).map(|(&(list, price), &passed)| {
                let left = &list[passed..];
                let is_dear = |unused: &Unused| {
                    verdict(*books, outlay(unused, price), means) != Verdict::Bought
                };
                left.get(left.partition_point(is_dear))
            });
            let next = fits.enumerate();
            let next = next.filter_map(|(list, fit)| fit.map(|&unused| (unused, list)));
            let next = next.min();
            for (&(list, price), passed) in lists.iter().zip(&mut passed) {
                let until = next.map_or(list.len(), |(next, _)| {
                    list.partition_point(|unused| *unused < next)
                });
                if let [first, ..] = list[*passed..until]
                    && let [.., last] = list[*passed..until]
                {
                    let of = |unused| verdict(*books, outlay(unused, price), means);
                    self.is_short |= of(&first) == Verdict::ShortOfBudget;
                    self.is_stopped |= of(&last) == Verdict::StoppedByDebt;
                }
                *passed = until;
            }
            let Some((unused, list)) = next else {
                return;
            };
            let price = lists[list].1;
            let paid = outlay(&unused, price);
            books.spent += paid;
            books.owed += paid;
            self.bought.push((unused.2, cost(unused.0.0, price, p)));
            passed[list] += 1;
        }
    }
}

/// Whether land bought in a district can be put to use: where no project may come nothing is
/// bought. Assumption 8.2h.
pub(super) fn can_be_reused(zone: Zone, is_opened: bool) -> bool {
    match zone {
        Zone::Core => false,
        Zone::Expansion => is_opened,
        Zone::PlainNewTown | Zone::Subcentre | Zone::Ecological => true,
    }
}

/// What a company can spend of its own in a year, in yi.
pub(super) fn budget_yi(company: LandCompany, districts: &Districts, p: &Parameters) -> f64 {
    match company {
        LandCompany::District(district) => districts[district].land_company_yi,
        LandCompany::City => p.city_company_yi,
    }
}
