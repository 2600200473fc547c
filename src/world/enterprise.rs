//! Enterprises: who invests, how productive, how patient, and how they were treated.

use bevy_ecs::prelude::Component;

use crate::kernel::ids::{EnterpriseId, SectorId};

/// Who owns an enterprise. Notice 1.1: 民营、外资企业及国有企业.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ownership {
    /// 民营.
    Private,
    /// 外资.
    Foreign,
    /// 国有.
    State,
}

impl Ownership {
    /// Every kind with its word in files and its titles.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 3] = [
        (Self::Private, "private", "Private", "民营"),
        (Self::Foreign, "foreign", "Foreign", "外资"),
        (Self::State, "state", "State-owned", "国有"),
    ];

    /// Its place in the list.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// Its word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL[self.index()].1
    }
}

/// An enterprise that invests.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Enterprise {
    /// Its id.
    pub id: EnterpriseId,
    /// Who owns it.
    pub ownership: Ownership,
    /// Its sector.
    pub sector: SectorId,
    /// Productivity θ: output over the sector's average.
    pub productivity: f64,
    /// Credibility κ in [0, 1]: how likely it is to keep what it promises.
    pub credibility: f64,
    /// How fast the outside offer improves while it waits, per week.
    pub impatience: f64,
    /// Service it experienced, in [0, 1]; known from the day its first plant opens.
    pub experience: f64,
}
