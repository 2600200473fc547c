//! A city as its files describe it, before a run begins.

use crate::kernel::ids::{DistrictId, SectorId};
use crate::kernel::record::{Layout, Place};
use crate::world::district::{District, Zone};
use crate::world::enterprise::Ownership;
use crate::world::sector::Sector;

/// A city: data, not code.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct City {
    /// Its name in English.
    pub name: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its districts: those of its first copy, then those of each further one.
    pub districts: Vec<District>,
    /// How often its table of districts stands in it, copy beside copy; once unless more is asked for.
    pub copies: u16,
    /// Its sectors.
    pub sectors: Vec<Sector>,
}

impl City {
    /// The city with its table of districts several times over, in blocks beside each other on the
    /// map. The n-th copy of `BDA` is `BDA-n`; sectors are shared (Assumption RUN-5).
    #[must_use]
    pub fn copied(mut self, copies: u16) -> Self {
        let rows = self.districts.iter().map(|d| d.tile.0 + 1).max();
        let columns = self.districts.iter().map(|d| d.tile.1 + 1).max();
        let across = (1..=256).find(|&n| n * n >= u32::from(copies));
        let across = across.and_then(|n| u16::try_from(n).ok()).unwrap_or(1);
        let first = std::mem::take(&mut self.districts);
        for copy in 0..copies {
            let (down, right) = (copy / across, copy % across);
            self.districts.extend(first.iter().map(|district| {
                let mut district = district.clone();
                if copy > 0 {
                    let number = copy + 1;
                    district.code = format!("{}-{number}", district.code);
                    district.name = format!("{} {number}", district.name);
                    district.name_zh = format!("{} {number}", district.name_zh);
                }
                district.tile.0 += down * rows.unwrap_or(0);
                district.tile.1 += right * columns.unwrap_or(0);
                district
            }));
        }
        self.copies = copies;
        self
    }

    /// How figures of the city are laid out.
    #[must_use]
    pub fn layout(&self) -> Layout {
        Layout {
            zone_of: self.districts.iter().map(|d| d.zone.index()).collect(),
            copies: usize::from(self.copies),
            zones: Zone::ALL.len(),
            sectors: self.sectors.len(),
            ownerships: Ownership::ALL.len(),
        }
    }

    /// The code of a place in files, such as `BDA`, `BDA|IC` or `SY>BDA`.
    #[must_use]
    pub fn code(&self, place: Place) -> String {
        code(
            place,
            |d| self.districts[d].code.as_str(),
            |s| self.sectors[s].code.as_str(),
        )
    }

    /// The district of a code.
    #[must_use]
    pub fn district(&self, code: &str) -> Option<DistrictId> {
        let at = self.districts.iter().position(|d| d.code == code)?;
        Some(DistrictId(u16::try_from(at).ok()?))
    }

    /// The sector of a code.
    #[must_use]
    pub fn sector(&self, code: &str) -> Option<SectorId> {
        let at = self.sectors.iter().position(|s| s.code == code)?;
        Some(SectorId(u16::try_from(at).ok()?))
    }
}

/// The code of a place in files, where the codes of districts and sectors are known.
#[must_use]
pub fn code<'a>(
    place: Place,
    district: impl Fn(usize) -> &'a str,
    sector: impl Fn(usize) -> &'a str,
) -> String {
    match place {
        Place::City => "city".to_owned(),
        Place::District(d) => district(d).to_owned(),
        Place::Zone(z) => Zone::ALL[z].1.to_owned(),
        Place::Sector(s) => sector(s).to_owned(),
        Place::Ownership(o) => Ownership::ALL[o].1.to_owned(),
        Place::DistrictSector(d, s) => format!("{}|{}", district(d), sector(s)),
        Place::Flow(from, to) => format!("{}>{}", district(from), district(to)),
    }
}
