//! The land bank: which parcels each district can offer, and how much land there is in each state.

use std::cmp::Reverse;

use bevy_ecs::prelude::*;

use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::record::Layout;
use crate::kernel::units::Area;
use crate::world::district::DistrictSet;
use crate::world::parcel::{LandState, Origin, Parcel, Readiness};

/// A parcel on offer, ordered by readiness, then area, then id.
pub type Offer = (Readiness, Area, ParcelId, Entity);

/// Which land of a district a project may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// New land and stock alike.
    Any,
    /// Stock before new land.
    StockFirst,
    /// Stock alone.
    StockOnly,
}

impl Access {
    /// The shelves it opens, one after the other; those of one step are looked at together.
    fn steps(self) -> &'static [&'static [Origin]] {
        match self {
            Self::Any => &[&[Origin::New, Origin::Stock]],
            Self::StockFirst => &[&[Origin::Stock], &[Origin::New]],
            Self::StockOnly => &[&[Origin::Stock]],
        }
    }
}

/// The order in which parcels are put together.
fn largest_first(offer: &Offer) -> (Reverse<Area>, ParcelId) {
    (Reverse(offer.1), offer.2)
}

/// Parcels on offer of one origin in one district, in two orders. A district has some dozens: lists
/// that are searched by halves beat trees, and each project looks at them every month.
#[derive(Debug, Clone, Default)]
struct Shelf {
    /// By readiness; each by area, then id.
    by_fit: [Vec<Offer>; Readiness::COUNT],
    by_area: Vec<Offer>,
}

impl Shelf {
    fn insert(&mut self, offer: Offer) {
        let list = &mut self.by_fit[offer.0 as usize];
        if let Err(at) = list.binary_search(&offer) {
            list.insert(at, offer);
            let at = self.place_by_area(&offer);
            self.by_area.insert(at, offer);
        }
    }

    /// Says whether it was there.
    fn remove(&mut self, offer: &Offer) -> bool {
        let list = &mut self.by_fit[offer.0 as usize];
        let found = list.binary_search(offer);
        if let Ok(at) = found {
            list.remove(at);
            let at = self.place_by_area(offer);
            self.by_area.remove(at);
        }
        found.is_ok()
    }

    /// Ids are unique, so the place of an offer is where it lies or would lie.
    fn place_by_area(&self, offer: &Offer) -> usize {
        self.by_area
            .partition_point(|other| largest_first(other) < largest_first(offer))
    }

    /// The smallest parcel of this readiness that is large enough; the lowest id among equals.
    fn smallest_of(&self, readiness: Readiness, need: Area) -> Option<&Offer> {
        let list = &self.by_fit[readiness as usize];
        list.get(list.partition_point(|offer| offer.1 < need))
    }
}

/// An idle or vacated parcel, the largest first, then by id.
pub type Unused = (Reverse<Area>, ParcelId, Entity);

/// Why a parcel is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutOfUse {
    /// The factory on it has closed (腾退空间).
    Vacated,
    /// Held and not used.
    Idle,
}

impl OutOfUse {
    /// That of a state of land, if land in it is unused.
    fn of(state: LandState) -> Option<Self> {
        match state {
            LandState::Vacated => Some(Self::Vacated),
            LandState::Idle => Some(Self::Idle),
            _ => None,
        }
    }
}

/// Rules about land that measures set; with none in force, land goes to whoever comes.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct LandRules {
    /// Share of the usual diversion of new industrial land to other use that is left.
    pub diverted_left: f64,
    /// Whether advanced manufacturing is offered vacated space before new land.
    pub stock_first: bool,
    /// Urban districts that take advanced projects in vacated space.
    pub opened: DistrictSet,
}

impl Default for LandRules {
    fn default() -> Self {
        Self {
            diverted_left: 1.0,
            stock_first: false,
            opened: DistrictSet::default(),
        }
    }
}

/// The reserve of each district and the city's account of land.
#[derive(Resource, Debug, Clone, Default)]
pub struct LandBank {
    reserve: Vec<[Shelf; 2]>,
    reserve_area: Vec<[Area; 2]>,
    unused: Vec<[Vec<Unused>; 2]>,
    promised: Vec<Area>,
    advanced: Vec<Area>,
    square_metres: Vec<[u64; LandState::COUNT]>,
    open: Vec<Area>,
    offered: Vec<Area>,
    granted: Vec<Area>,
    /// Land of the first day.
    pub initial: Area,
    /// Land added by the supply plan since.
    pub released: Area,
}

impl LandBank {
    /// An empty bank.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let districts = layout.districts();
        Self {
            reserve: vec![Default::default(); districts],
            reserve_area: vec![[Area::ZERO; 2]; districts],
            unused: vec![Default::default(); districts],
            promised: vec![Area::ZERO; districts],
            advanced: vec![Area::ZERO; districts],
            square_metres: vec![[0; LandState::COUNT]; districts],
            open: vec![Area::ZERO; districts],
            offered: vec![Area::ZERO; districts],
            granted: vec![Area::ZERO; districts],
            ..Self::default()
        }
    }

    /// Enters a new parcel into the account, and into the reserve if it is on offer.
    pub fn enter(&mut self, entity: Entity, parcel: &Parcel) {
        self.square_metres[parcel.district.index()][parcel.state as usize] +=
            parcel.area.square_metres();
        self.list(entity, parcel);
        self.book(false, parcel);
    }

    /// Moves a parcel from one state to another, in the parcel and in the account.
    pub fn change(&mut self, entity: Entity, parcel: &mut Parcel, to: LandState) {
        let was_open = parcel.is_open();
        let account = &mut self.square_metres[parcel.district.index()];
        account[parcel.state as usize] -= parcel.area.square_metres();
        account[to as usize] += parcel.area.square_metres();
        self.unlist(entity, parcel);
        parcel.state = to;
        if matches!(to, LandState::Reserve | LandState::Allocated) {
            parcel.granted = false;
        }
        self.list(entity, parcel);
        self.book(was_open, parcel);
    }

    /// Makes a parcel readier, wherever it is.
    pub fn prepare(&mut self, entity: Entity, parcel: &mut Parcel, to: Readiness) {
        self.unlist(entity, parcel);
        parcel.readiness = to;
        self.list(entity, parcel);
    }

    /// Cuts a piece off a parcel that is on offer; the piece is a parcel of its own in the same
    /// state, not entered yet.
    pub fn split(&mut self, entity: Entity, parcel: &mut Parcel, piece: Area) -> Parcel {
        self.unlist(entity, parcel);
        self.square_metres[parcel.district.index()][parcel.state as usize] -= piece.square_metres();
        if parcel.is_open() {
            self.open[parcel.district.index()] -= piece;
            self.offered[parcel.district.index()] -= piece;
        }
        parcel.area -= piece;
        self.list(entity, parcel);
        parcel.cuts += 1;
        Parcel {
            id: parcel.id.cut(parcel.cuts),
            area: piece,
            cuts: 0,
            ..parcel.clone()
        }
    }

    /// Grants a parcel that was set aside.
    pub fn grant(&mut self, parcel: &mut Parcel) {
        let was_open = parcel.is_open();
        parcel.granted = true;
        self.granted[parcel.district.index()] += parcel.area;
        self.book(was_open, parcel);
    }

    /// Begins the account of land offered and land granted anew.
    pub fn begin_account(&mut self) {
        self.offered.clone_from(&self.open);
        self.granted.fill(Area::ZERO);
    }

    /// Books that a parcel has become open to projects, or is no longer.
    fn book(&mut self, was_open: bool, parcel: &Parcel) {
        let d = parcel.district.index();
        match (was_open, parcel.is_open()) {
            (false, true) => {
                self.open[d] += parcel.area;
                self.offered[d] += parcel.area;
            }
            (true, false) => self.open[d] -= parcel.area,
            _ => {}
        }
    }

    /// Lists a parcel that is on offer or out of use.
    fn list(&mut self, entity: Entity, parcel: &Parcel) {
        let (d, origin) = (parcel.district.index(), parcel.origin as usize);
        if parcel.state == LandState::Reserve {
            let offer = (parcel.readiness, parcel.area, parcel.id, entity);
            self.reserve[d][origin].insert(offer);
            self.reserve_area[d][origin] += parcel.area;
        } else if let Some(why) = OutOfUse::of(parcel.state) {
            let unused = (Reverse(parcel.area), parcel.id, entity);
            let list = &mut self.unused[d][why as usize];
            if let Err(at) = list.binary_search(&unused) {
                list.insert(at, unused);
            }
        }
    }

    /// Takes it off its list.
    fn unlist(&mut self, entity: Entity, parcel: &Parcel) {
        let (d, origin) = (parcel.district.index(), parcel.origin as usize);
        if parcel.state == LandState::Reserve {
            let offer = (parcel.readiness, parcel.area, parcel.id, entity);
            if self.reserve[d][origin].remove(&offer) {
                self.reserve_area[d][origin] -= parcel.area;
            }
        } else if let Some(why) = OutOfUse::of(parcel.state) {
            let unused = (Reverse(parcel.area), parcel.id, entity);
            let list = &mut self.unused[d][why as usize];
            if let Ok(at) = list.binary_search(&unused) {
                list.remove(at);
            }
        }
    }

    /// The unused parcels of a district, the largest first, then by id.
    #[must_use]
    pub fn unused(&self, district: DistrictId, why: OutOfUse) -> &[Unused] {
        &self.unused[district.index()][why as usize]
    }

    /// The smallest parcel on offer that is large enough, the readiest first.
    #[must_use]
    pub fn best_fit(&self, district: DistrictId, need: Area, access: Access) -> Option<Offer> {
        access.steps().iter().find_map(|shelves| {
            [Readiness::Standard, Readiness::Serviced, Readiness::Raw]
                .into_iter()
                .find_map(|readiness| {
                    let of = |&origin: &Origin| {
                        let lists = &self.reserve[district.index()][origin as usize];
                        lists.smallest_of(readiness, need)
                    };
                    shelves.iter().filter_map(of).min().copied()
                })
        })
    }

    /// The largest parcels on offer, largest first, until together they are large enough; nothing
    /// if all of them together are not.
    #[must_use]
    pub fn assemble(&self, district: DistrictId, need: Area, access: Access) -> Option<Vec<Offer>> {
        if self.reserve_for(district, access) < need {
            return None;
        }
        let mut together = Area::ZERO;
        let mut chosen = Vec::new();
        for shelves in access.steps() {
            let mut left: [&[Offer]; 2] = [&[], &[]];
            for (left, &shelf) in left.iter_mut().zip(*shelves) {
                *left = &self.reserve[district.index()][shelf as usize].by_area;
            }
            while together < need {
                // The larger of the two that come next; the lower id among equals.
                let next = left
                    .iter_mut()
                    .filter(|left| !left.is_empty())
                    .min_by_key(|left| largest_first(&left[0]));
                let Some(left) = next else {
                    break;
                };
                let offer = left[0];
                *left = &left[1..];
                together += offer.1;
                chosen.push(offer);
            }
        }
        Some(chosen)
    }

    /// Land in a district's reserve.
    #[must_use]
    pub fn reserve(&self, district: DistrictId) -> Area {
        self.reserve_for(district, Access::Any)
    }

    /// Land in a district's reserve that a project may take.
    #[must_use]
    pub fn reserve_for(&self, district: DistrictId, access: Access) -> Area {
        let [new, stock] = self.reserve_area[district.index()];
        match access {
            Access::Any | Access::StockFirst => new + stock,
            Access::StockOnly => stock,
        }
    }

    /// The parcels on offer in a district: new land, then stock, each by readiness, area and id.
    pub fn offers(&self, district: DistrictId) -> impl Iterator<Item = &Offer> {
        let shelves = self.reserve[district.index()].iter();
        shelves.flat_map(|shelf| shelf.by_fit.iter().flatten())
    }

    /// Land that signed projects wait for in a district.
    #[must_use]
    pub fn promised(&self, district: DistrictId) -> Area {
        self.promised[district.index()]
    }

    /// Notes that a signed project waits for land.
    pub fn promise(&mut self, district: DistrictId, area: Area) {
        self.promised[district.index()] += area;
    }

    /// Notes that a signed project no longer waits for land.
    pub fn keep_promise(&mut self, district: DistrictId, area: Area) {
        self.promised[district.index()] -= area;
    }

    /// Notes that land was released ahead of the plan: later releases are smaller by it.
    pub fn advance(&mut self, district: DistrictId, area: Area) {
        self.advanced[district.index()] += area;
    }

    /// Land that was released ahead of the plan and is not settled yet.
    #[must_use]
    pub fn advanced(&self, district: DistrictId) -> Area {
        self.advanced[district.index()]
    }

    /// What is left of a release after land that was released ahead of it.
    pub fn after_advances(&mut self, district: DistrictId, planned: Area) -> Area {
        let advanced = &mut self.advanced[district.index()];
        let settled = planned.min(*advanced);
        *advanced -= settled;
        planned - settled
    }

    /// Land of a district that is on offer, or set aside and not granted yet.
    #[must_use]
    pub fn open(&self, district: DistrictId) -> Area {
        self.open[district.index()]
    }

    /// Land of a district that was open to projects when the account began, and all that has become
    /// open since. Land that was set aside and given back was open all along.
    #[must_use]
    pub fn offered(&self, district: DistrictId) -> Area {
        self.offered[district.index()]
    }

    /// Land of a district that was granted since the account began. What is still open and what was
    /// granted never exceed what was offered.
    #[must_use]
    pub fn granted(&self, district: DistrictId) -> Area {
        self.granted[district.index()]
    }

    /// Land of a district in a state.
    #[must_use]
    pub fn area(&self, district: DistrictId, state: LandState) -> Area {
        Area::from_square_metres(self.square_metres[district.index()][state as usize])
    }

    /// All land of the account.
    #[must_use]
    pub fn total(&self) -> Area {
        Area::from_square_metres(self.square_metres.iter().flatten().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::chance::Clock;
    use crate::world::parcel::Protection;

    const DISTRICT: DistrictId = DistrictId(0);

    fn account(bank: &LandBank) -> [u64; 3] {
        [
            bank.open(DISTRICT),
            bank.granted(DISTRICT),
            bank.offered(DISTRICT),
        ]
        .map(Area::square_metres)
    }

    #[test]
    fn land_is_offered_once_however_often_it_is_set_aside_and_again_when_it_comes_back() {
        let mut bank = LandBank::new(&Layout {
            zone_of: vec![0],
            copies: 1,
            zones: 1,
            sectors: 1,
            ownerships: 1,
        });
        let mut world = World::new();
        let [entity, cut] = [world.spawn_empty().id(), world.spawn_empty().id()];
        let mut parcel = Parcel {
            id: ParcelId::default(),
            district: DISTRICT,
            area: Area::from_square_metres(100),
            state: LandState::Reserve,
            readiness: Readiness::Raw,
            origin: Origin::New,
            in_pilot: false,
            protection: Protection::None,
            holder: None,
            granted: false,
            stake: None,
            cuts: 0,
            spells: 0,
            tenants: 0,
            reuse: Clock::new(1.0),
            loss: Clock::new(1.0),
        };
        bank.enter(entity, &parcel);
        assert_eq!(account(&bank), [100, 0, 100]);

        let mut piece = bank.split(entity, &mut parcel, Area::from_square_metres(30));
        bank.enter(cut, &piece);
        for to in [
            LandState::Allocated,
            LandState::Reserve,
            LandState::Allocated,
        ] {
            bank.change(cut, &mut piece, to);
            assert_eq!(account(&bank), [100, 0, 100], "{to:?}");
        }

        bank.grant(&mut piece);
        assert_eq!(account(&bank), [70, 30, 100]);
        bank.change(cut, &mut piece, LandState::UnderConstruction);
        bank.change(cut, &mut piece, LandState::Idle);
        assert_eq!(account(&bank), [70, 30, 100]);
        bank.change(cut, &mut piece, LandState::Reserve);
        assert_eq!(account(&bank), [100, 30, 130], "it can be granted again");

        bank.change(cut, &mut piece, LandState::Allocated);
        bank.begin_account();
        assert_eq!(account(&bank), [100, 0, 100], "the grant lies before");
        bank.change(entity, &mut parcel, LandState::Lost);
        assert_eq!(account(&bank), [30, 0, 100], "it was on offer for a while");
    }
}
