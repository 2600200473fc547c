//! Admission standards (准入标准): what a project must at least give, and which sectors are kept out.

use bevy_ecs::prelude::Resource;

use crate::kernel::ids::{DistrictId, SectorId};

/// What a project must meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standard {
    /// Least investment, in yi per hectare.
    pub investment: f64,
    /// Least output, in yi per hectare and year.
    pub output: f64,
    /// Least tax, in yi per hectare and year.
    pub tax: f64,
    /// Most energy, in tonnes of coal equivalent per 10,000 yuan of output.
    pub energy: f64,
}

/// Figures of a project that a standard looks at, in the same units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Investment per hectare.
    pub investment: f64,
    /// Output per hectare and year.
    pub output: f64,
    /// Tax per hectare and year.
    pub tax: f64,
    /// Energy per output.
    pub energy: f64,
}

impl Standard {
    /// Whether figures meet it; its boundary does.
    #[must_use]
    pub fn is_met_by(&self, figures: Figures) -> bool {
        let invests_enough = figures.investment >= self.investment;
        let yields_enough = figures.output >= self.output;
        let pays_enough = figures.tax >= self.tax;
        let burns_little_enough = figures.energy <= self.energy;
        invests_enough && yields_enough && pays_enough && burns_little_enough
    }
}

/// Standards that someone has set, by district and sector, and sectors that are kept out. Where
/// nobody has, the uniform standard holds and every sector may come.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Standards {
    sectors: usize,
    by_place: Vec<Standard>,
    admitted_share: Vec<f64>,
}

impl Standards {
    /// Sets a standard for every district and sector, district by district.
    pub fn set(&mut self, sectors: usize, by_place: Vec<Standard>) {
        self.sectors = sectors;
        self.by_place = by_place;
    }

    /// Sets the share of the projects of each sector that may come at all.
    pub fn admit_shares(&mut self, shares: Vec<f64>) {
        self.admitted_share = shares;
    }

    /// The standard of a district for a sector, if one was set.
    #[must_use]
    pub fn of(&self, district: DistrictId, sector: SectorId) -> Option<&Standard> {
        self.by_place
            .get(district.index() * self.sectors + sector.index())
    }

    /// Whether districts and sectors have standards of their own.
    #[must_use]
    pub fn are_specific(&self) -> bool {
        !self.by_place.is_empty()
    }

    /// Share of a sector's projects that may come at all.
    #[must_use]
    pub fn admitted_share(&self, sector: SectorId) -> f64 {
        let share = self.admitted_share.get(sector.index());
        share.copied().unwrap_or(1.0)
    }
}
