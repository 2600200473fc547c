//! What produces where, summed exactly: the clusters that make a place better for the next plant.

use bevy_ecs::prelude::Resource;

use crate::kernel::chance::math::saturating_share;
use crate::kernel::ids::{DistrictId, SectorId};
use crate::kernel::record::Layout;
use crate::kernel::units::{Area, YUAN_PER_YI};
use crate::world::enterprise::Ownership;
use crate::world::sector::Sectors;

/// Sums over producing plants, by district, sector and ownership.
///
/// Money is kept in whole yuan and land in whole square metres, so that what a plant adds when it
/// opens is exactly what it takes away when it closes.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    sectors: usize,
    ownerships: usize,
    land: Vec<u64>,
    capacity_yuan: Vec<i64>,
    energy_yuan: Vec<i64>,
    agglomeration: Vec<f64>,
}

impl Clusters {
    /// No plants yet.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let pairs = layout.districts() * layout.sectors;
        let cells = pairs * layout.ownerships;
        Self {
            sectors: layout.sectors,
            ownerships: layout.ownerships,
            land: vec![0; cells],
            capacity_yuan: vec![0; cells],
            energy_yuan: vec![0; cells],
            agglomeration: vec![0.0; pairs],
        }
    }

    fn pair(&self, district: DistrictId, sector: SectorId) -> usize {
        district.index() * self.sectors + sector.index()
    }

    fn cell(&self, district: DistrictId, sector: SectorId, ownership: Ownership) -> usize {
        self.pair(district, sector) * self.ownerships + ownership.index()
    }

    /// Adds producing land.
    pub fn add_land(&mut self, d: DistrictId, s: SectorId, o: Ownership, area: Area) {
        let cell = self.cell(d, s, o);
        self.land[cell] += area.square_metres();
    }

    /// Takes producing land away.
    pub fn remove_land(&mut self, d: DistrictId, s: SectorId, o: Ownership, area: Area) {
        let cell = self.cell(d, s, o);
        self.land[cell] -= area.square_metres();
    }

    /// Adds capacity (negative to take it away), with its energy weight.
    pub fn add_capacity(
        &mut self,
        d: DistrictId,
        s: SectorId,
        o: Ownership,
        yuan: i64,
        energy_yuan: i64,
    ) {
        let cell = self.cell(d, s, o);
        self.capacity_yuan[cell] += yuan;
        self.energy_yuan[cell] += energy_yuan;
    }

    /// Producing land of a sector in a district, all owners together.
    #[must_use]
    pub fn land(&self, district: DistrictId, sector: SectorId) -> Area {
        let first = self.pair(district, sector) * self.ownerships;
        Area::from_square_metres(self.land[first..first + self.ownerships].iter().sum())
    }

    /// Strength of the cluster of a sector in a district, in [0, 1).
    #[must_use]
    pub fn agglomeration(&self, district: DistrictId, sector: SectorId) -> f64 {
        self.agglomeration[self.pair(district, sector)]
    }

    /// Looks again at how strong each cluster is.
    ///
    /// `half_ha` is the producing land of the own sector at which a cluster is half as strong as
    /// it can get; land of related sectors counts with `related_weight`.
    pub fn reckon(&mut self, sectors: &Sectors, half_ha: f64, related_weight: f64) {
        let districts = self.agglomeration.len() / self.sectors.max(1);
        for d in 0..districts {
            let hectares: Vec<f64> = (0..self.sectors)
                .map(|s| {
                    let first = (d * self.sectors + s) * self.ownerships;
                    let land: u64 = self.land[first..first + self.ownerships].iter().sum();
                    Area::from_square_metres(land).hectares()
                })
                .collect();
            for (s, sector) in sectors.0.iter().enumerate() {
                let related: f64 = sector.related.iter().map(|r| hectares[r.index()]).sum();
                self.agglomeration[d * self.sectors + s] =
                    saturating_share(hectares[s] + related_weight * related, half_ha);
            }
        }
    }

    /// Visits every cell that produces: district, sector, ownership index, producing land,
    /// output in yi a year and energy-weighted output in yi a year, both with agglomeration.
    pub fn visit(
        &self,
        gain: f64,
        mut see: impl FnMut(DistrictId, SectorId, usize, Area, f64, f64),
    ) {
        for (cell, &land) in self.land.iter().enumerate() {
            if land == 0 {
                continue;
            }
            let pair = cell / self.ownerships;
            let lift = (1.0 + gain * self.agglomeration[pair]) / YUAN_PER_YI;
            see(
                DistrictId(u16::try_from(pair / self.sectors).unwrap_or(u16::MAX)),
                SectorId(u16::try_from(pair % self.sectors).unwrap_or(u16::MAX)),
                cell % self.ownerships,
                Area::from_square_metres(land),
                self.capacity_yuan[cell] as f64 * lift,
                self.energy_yuan[cell] as f64 * lift,
            );
        }
    }
}
