//! The land bank: which parcels each district can offer, and how much land there is in each state.

use std::collections::BTreeSet;

use bevy_ecs::prelude::*;

use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::record::Layout;
use crate::kernel::units::Area;
use crate::world::parcel::{LandState, Parcel, Readiness};

/// A parcel on offer, ordered by readiness, then area, then id.
pub type Offer = (Readiness, Area, ParcelId, Entity);

/// The reserve of each district and the city's account of land.
#[derive(Resource, Debug, Clone, Default)]
pub struct LandBank {
    reserve: Vec<BTreeSet<Offer>>,
    reserve_area: Vec<Area>,
    promised: Vec<Area>,
    hectares: Vec<[u64; LandState::COUNT]>,
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
            reserve: vec![BTreeSet::new(); districts],
            reserve_area: vec![Area::ZERO; districts],
            promised: vec![Area::ZERO; districts],
            hectares: vec![[0; LandState::COUNT]; districts],
            open: vec![Area::ZERO; districts],
            offered: vec![Area::ZERO; districts],
            granted: vec![Area::ZERO; districts],
            ..Self::default()
        }
    }

    /// Enters a new parcel into the account, and into the reserve if it is on offer.
    pub fn enter(&mut self, entity: Entity, parcel: &Parcel) {
        self.hectares[parcel.district.index()][parcel.state as usize] +=
            parcel.area.square_metres();
        if parcel.state == LandState::Reserve {
            self.offer(entity, parcel);
        }
        self.book(false, parcel);
    }

    /// Moves a parcel from one state to another, in the parcel and in the account.
    pub fn change(&mut self, entity: Entity, parcel: &mut Parcel, to: LandState) {
        let was_open = parcel.is_open();
        let account = &mut self.hectares[parcel.district.index()];
        account[parcel.state as usize] -= parcel.area.square_metres();
        account[to as usize] += parcel.area.square_metres();
        if parcel.state == LandState::Reserve {
            self.withdraw(entity, parcel);
        }
        parcel.state = to;
        if matches!(to, LandState::Reserve | LandState::Allocated) {
            parcel.granted = false;
        }
        if to == LandState::Reserve {
            self.offer(entity, parcel);
        }
        self.book(was_open, parcel);
    }

    /// Cuts a piece off a parcel that is on offer; the piece is a parcel of its own in the same
    /// state, not entered yet.
    pub fn split(&mut self, entity: Entity, parcel: &mut Parcel, piece: Area) -> Parcel {
        let on_offer = parcel.state == LandState::Reserve;
        if on_offer {
            self.withdraw(entity, parcel);
        }
        self.hectares[parcel.district.index()][parcel.state as usize] -= piece.square_metres();
        if parcel.is_open() {
            self.open[parcel.district.index()] -= piece;
            self.offered[parcel.district.index()] -= piece;
        }
        parcel.area -= piece;
        if on_offer {
            self.offer(entity, parcel);
        }
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

    fn offer(&mut self, entity: Entity, parcel: &Parcel) {
        let d = parcel.district.index();
        self.reserve[d].insert((parcel.readiness, parcel.area, parcel.id, entity));
        self.reserve_area[d] += parcel.area;
    }

    fn withdraw(&mut self, entity: Entity, parcel: &Parcel) {
        let d = parcel.district.index();
        if self.reserve[d].remove(&(parcel.readiness, parcel.area, parcel.id, entity)) {
            self.reserve_area[d] -= parcel.area;
        }
    }

    /// The smallest parcel on offer that is large enough, the readiest first.
    #[must_use]
    pub fn best_fit(&self, district: DistrictId, need: Area) -> Option<Offer> {
        [Readiness::Standard, Readiness::Serviced, Readiness::Raw]
            .into_iter()
            .find_map(|readiness| {
                let least = (
                    readiness,
                    need,
                    ParcelId::default(),
                    Entity::from_raw_u32(0)?,
                );
                self.reserve[district.index()]
                    .range(least..)
                    .next()
                    .filter(|offer| offer.0 == readiness)
                    .copied()
            })
    }

    /// The largest parcels on offer, largest first, until together they are large enough; nothing
    /// if all of them together are not.
    #[must_use]
    pub fn assemble(&self, district: DistrictId, need: Area) -> Option<Vec<Offer>> {
        if self.reserve_area[district.index()] < need {
            return None;
        }
        let mut by_area: Vec<Offer> = self.reserve[district.index()].iter().copied().collect();
        by_area.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)));
        let mut together = Area::ZERO;
        let mut chosen = Vec::new();
        for offer in by_area {
            if together >= need {
                break;
            }
            together += offer.1;
            chosen.push(offer);
        }
        Some(chosen)
    }

    /// Land in a district's reserve.
    #[must_use]
    pub fn reserve(&self, district: DistrictId) -> Area {
        self.reserve_area[district.index()]
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
        Area::from_square_metres(self.hectares[district.index()][state as usize])
    }

    /// All land of the account.
    #[must_use]
    pub fn total(&self) -> Area {
        Area::from_square_metres(self.hectares.iter().flatten().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::chance::Clock;

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
            holder: None,
            granted: false,
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
