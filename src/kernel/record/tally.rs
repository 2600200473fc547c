//! Counters that hold one figure for every place at once.

use super::place::{Cell, Layout, Place};
use crate::kernel::ids::DistrictId;

/// A figure for the city and each of its districts, zones, sectors, ownerships and pairs.
///
/// Adding an event adds it to every division, so the districts of a tally sum to their zones and,
/// where every event has a district, to the city.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    layout: Layout,
    values: Vec<f64>,
}

impl Tally {
    /// A tally of zeros.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self {
            values: vec![0.0; layout.slots()],
            layout: layout.clone(),
        }
    }

    /// Adds to every division that the cell belongs to.
    pub fn add(&mut self, cell: Cell, amount: f64) {
        let slots = self.layout.slots_of(cell);
        self.add_at(&slots, amount);
    }

    /// Adds to every division of a cell whose slots are known.
    pub fn add_at(&mut self, slots: &[usize], amount: f64) {
        for &slot in slots {
            self.values[slot] += amount;
        }
    }

    /// Adds to the city, a district and its zone: for what has no sector.
    pub fn add_to_district(&mut self, district: DistrictId, amount: f64) {
        let zone = self.layout.zone_of[district.index()];
        for place in [
            Place::City,
            Place::District(district.index()),
            Place::Zone(zone),
        ] {
            if let Some(slot) = self.layout.slot(place) {
                self.values[slot] += amount;
            }
        }
    }

    /// The figure of a place; 0 where there is none.
    #[must_use]
    pub fn at(&self, place: Place) -> f64 {
        self.layout
            .slot(place)
            .and_then(|slot| self.values.get(slot))
            .copied()
            .unwrap_or(0.0)
    }

    /// Back to zeros.
    pub fn clear(&mut self) {
        self.values.fill(0.0);
    }
}

/// A count for each pair of districts of one copy of the city, from and to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flows {
    /// Districts of each copy.
    of_each: usize,
    counts: Vec<f64>,
}

impl Flows {
    /// No flows yet.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let of_each = layout.districts_of_each();
        Self {
            of_each,
            counts: vec![0.0; layout.districts() * of_each],
        }
    }

    /// Counts one move within a copy of the city.
    pub fn add(&mut self, from: DistrictId, to: DistrictId, amount: f64) {
        if let Some(at) = self.place(from.index(), to.index()) {
            self.counts[at] += amount;
        }
    }

    /// The count from one district to another; 0 between copies of the city.
    #[must_use]
    pub fn at(&self, from: usize, to: usize) -> f64 {
        let count = self.place(from, to).and_then(|at| self.counts.get(at));
        count.copied().unwrap_or(0.0)
    }

    fn place(&self, from: usize, to: usize) -> Option<usize> {
        let first = from - from.checked_rem(self.of_each)?;
        let within = to.checked_sub(first).filter(|&at| at < self.of_each)?;
        Some(from * self.of_each + within)
    }

    /// Back to zeros.
    pub fn clear(&mut self) {
        self.counts.fill(0.0);
    }
}
