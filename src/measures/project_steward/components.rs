//! The roll of projects without a steward, the cases of those with one, and who has how many.

use std::cmp::Reverse;

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, ProjectId};

/// At which of the two levels (市、区两级) a project is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// By a steward of the city.
    City,
    /// By a steward of a district.
    District(DistrictId),
}

/// A project that the measure covers: from the pool on, with a steward or without.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
#[component(storage = "SparseSet")]
pub(super) struct Enrolled;

/// A project with a steward, until its plant opens or it is lost.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
#[component(storage = "SparseSet")]
pub(super) struct Case(pub Level);

/// A place on the roll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub id: ProjectId,
    pub project: Entity,
    pub is_major: bool,
    pub pooled: Week,
    /// The week from which a steward could have served it, had one been free.
    pub since: Option<Week>,
    /// The district whose stewards could have served it last.
    pub district: Option<DistrictId>,
}

/// Projects without a steward: majors first, then by the week in which they were pooled, then by id.
#[derive(Resource, Debug, Default)]
pub(super) struct Roll(pub Vec<Entry>);

impl Roll {
    /// Adds a project at its place.
    pub(super) fn enter(&mut self, entry: Entry) {
        let rank = |e: &Entry| (Reverse(e.is_major), e.pooled, e.id);
        let at = self.0.partition_point(|e| rank(e) < rank(&entry));
        self.0.insert(at, entry);
    }
}

/// Open cases at each level.
#[derive(Resource, Debug, Default)]
pub(super) struct Caseload {
    city: u32,
    districts: Vec<u32>,
}

impl Caseload {
    /// No cases yet.
    pub(super) fn new(districts: usize) -> Self {
        Self {
            city: 0,
            districts: vec![0; districts],
        }
    }

    /// Open cases of the city, or of a district.
    pub(super) fn open(&self, level: Level) -> u32 {
        match level {
            Level::City => self.city,
            Level::District(district) => self.districts[district.index()],
        }
    }

    /// Opens a case.
    pub(super) fn take_up(&mut self, level: Level) {
        *self.slot(level) += 1;
    }

    /// Closes a case.
    pub(super) fn close(&mut self, level: Level) {
        *self.slot(level) -= 1;
    }

    fn slot(&mut self, level: Level) -> &mut u32 {
        match level {
            Level::City => &mut self.city,
            Level::District(district) => &mut self.districts[district.index()],
        }
    }
}
