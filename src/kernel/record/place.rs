//! Where a figure belongs: the city, a district, a zone, a sector, an ownership, or a pair.

use bevy_ecs::prelude::Resource;

use crate::kernel::ids::{DistrictId, SectorId};
use crate::kernel::language::{Words, words};

/// A way of dividing the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All of it.
    City,
    /// Each district.
    District,
    /// Each kind of district.
    Zone,
    /// Each sector.
    Sector,
    /// Each kind of owner.
    Ownership,
    /// Each sector in each district.
    DistrictSector,
    /// From each first negotiator to each landing district.
    Flow,
}

impl Scope {
    /// Every division that any event belongs to.
    pub const EVERYWHERE: &'static [Self] = &[
        Self::City,
        Self::District,
        Self::Zone,
        Self::Sector,
        Self::Ownership,
    ];
    /// Divisions of what has a place and no sector.
    pub const GROUND: &'static [Self] = &[Self::City, Self::District, Self::Zone];
    /// Divisions of what has a sector and no place.
    pub const WHO: &'static [Self] = &[Self::City, Self::Sector, Self::Ownership];

    /// The scope's name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Zone => "zone",
            Self::Sector => "sector",
            Self::Ownership => "ownership",
            Self::DistrictSector => "district_sector",
            Self::Flow => "flow",
        }
    }

    /// Every scope.
    pub const ALL: [Self; 7] = [
        Self::City,
        Self::District,
        Self::Zone,
        Self::Sector,
        Self::Ownership,
        Self::DistrictSector,
        Self::Flow,
    ];

    /// What it is called where people read it.
    #[must_use]
    pub const fn title(self) -> Words {
        match self {
            Self::City => words("city", "全市"),
            Self::District => words("district", "各区"),
            Self::Zone => words("zone", "功能区"),
            Self::Sector => words("sector", "行业"),
            Self::Ownership => words("ownership", "所有制"),
            Self::DistrictSector => words("district and sector", "区和行业"),
            Self::Flow => words("first negotiator to landing district", "首谈区至落地区"),
        }
    }
}

/// One place of a scope. Indices follow the city's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The city.
    City,
    /// A district.
    District(usize),
    /// A kind of district.
    Zone(usize),
    /// A sector.
    Sector(usize),
    /// A kind of owner.
    Ownership(usize),
    /// A sector in a district.
    DistrictSector(usize, usize),
    /// From a first negotiator to a landing district.
    Flow(usize, usize),
}

/// Where one event belongs in every division at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The district, if the event has one.
    pub district: Option<DistrictId>,
    /// The sector.
    pub sector: SectorId,
    /// The kind of owner, by its index.
    pub ownership: usize,
}

/// Where a cell counts in every tally of one layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slots {
    at: [usize; 6],
    count: usize,
}

impl std::ops::Deref for Slots {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.at[..self.count]
    }
}

/// How many places there are, and to which zone a district belongs.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The zone of each district, by index.
    pub zone_of: Vec<usize>,
    /// Copies of the city's districts that stand side by side, each of as many districts.
    pub copies: usize,
    /// Number of zones.
    pub zones: usize,
    /// Number of sectors.
    pub sectors: usize,
    /// Number of kinds of owners.
    pub ownerships: usize,
}

impl Layout {
    /// Number of districts.
    #[must_use]
    pub fn districts(&self) -> usize {
        self.zone_of.len()
    }

    /// Number of districts in each copy of the city.
    #[must_use]
    pub fn districts_of_each(&self) -> usize {
        self.districts() / self.copies.max(1)
    }

    /// The copy of the city in which a district lies.
    #[must_use]
    pub fn copy_of(&self, district: usize) -> usize {
        district / self.districts_of_each().max(1)
    }

    /// The districts of a copy of the city, in the order of the table.
    pub fn districts_of_copy(
        &self,
        copy: usize,
    ) -> impl Iterator<Item = DistrictId> + Clone + use<> {
        let each = self.districts_of_each();
        (copy * each..(copy + 1) * each).map(district)
    }

    /// Slots that a tally needs.
    pub(super) fn slots(&self) -> usize {
        1 + self.districts() * (1 + self.sectors) + self.zones + self.sectors + self.ownerships
    }

    /// The slot of a place; flows have none.
    pub(super) fn slot(&self, place: Place) -> Option<usize> {
        let districts = 1;
        let zones = districts + self.districts();
        let sectors = zones + self.zones;
        let ownerships = sectors + self.sectors;
        let pairs = ownerships + self.ownerships;
        match place {
            Place::City => Some(0),
            Place::District(d) => Some(districts + d),
            Place::Zone(z) => Some(zones + z),
            Place::Sector(s) => Some(sectors + s),
            Place::Ownership(o) => Some(ownerships + o),
            Place::DistrictSector(d, s) => Some(pairs + d * self.sectors + s),
            Place::Flow(..) => None,
        }
    }

    /// The slots of every division that a cell belongs to.
    pub fn slots_of(&self, cell: Cell) -> Slots {
        let mut slots = Slots::default();
        let mut push = |place| {
            if let Some(slot) = self.slot(place) {
                slots.at[slots.count] = slot;
                slots.count += 1;
            }
        };
        push(Place::City);
        push(Place::Sector(cell.sector.index()));
        push(Place::Ownership(cell.ownership));
        if let Some(district) = cell.district {
            let d = district.index();
            push(Place::District(d));
            push(Place::DistrictSector(d, cell.sector.index()));
            push(Place::Zone(self.zone_of[d]));
        }
        slots
    }

    /// Every place of a scope, in the order of the city's tables.
    #[must_use]
    pub fn places(&self, scope: Scope) -> Vec<Place> {
        let pairs = |n: usize, m: usize| (0..n).flat_map(move |i| (0..m).map(move |j| (i, j)));
        match scope {
            Scope::City => vec![Place::City],
            Scope::District => (0..self.districts()).map(Place::District).collect(),
            Scope::Zone => (0..self.zones).map(Place::Zone).collect(),
            Scope::Sector => (0..self.sectors).map(Place::Sector).collect(),
            Scope::Ownership => (0..self.ownerships).map(Place::Ownership).collect(),
            Scope::DistrictSector => pairs(self.districts(), self.sectors)
                .map(|(d, s)| Place::DistrictSector(d, s))
                .collect(),
            // Nothing moves from one copy of the city to another.
            Scope::Flow => (0..self.districts())
                .flat_map(|from| {
                    let within = self.districts_of_copy(self.copy_of(from));
                    within.map(move |to| Place::Flow(from, to.index()))
                })
                .collect(),
        }
    }

    /// How many places a scope has.
    #[must_use]
    pub fn count(&self, scope: Scope) -> usize {
        match scope {
            Scope::City => 1,
            Scope::District => self.districts(),
            Scope::Zone => self.zones,
            Scope::Sector => self.sectors,
            Scope::Ownership => self.ownerships,
            Scope::DistrictSector => self.districts() * self.sectors,
            Scope::Flow => self.districts() * self.districts_of_each(),
        }
    }

    /// The districts of a place: all of them for a place that is no part of the map.
    pub fn districts_of(&self, place: Place) -> impl Iterator<Item = DistrictId> + '_ {
        let (range, zone) = match place {
            Place::District(d) | Place::DistrictSector(d, _) => (d..d + 1, None),
            Place::Zone(zone) => (0..self.districts(), Some(zone)),
            _ => (0..self.districts(), None),
        };
        range
            .filter(move |&d| zone.is_none_or(|zone| self.zone_of[d] == zone))
            .map(district)
    }
}

/// The district of an index.
fn district(index: usize) -> DistrictId {
    DistrictId(u16::try_from(index).unwrap_or(u16::MAX))
}
