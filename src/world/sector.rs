//! Sectors: what an industry needs of land, talent and energy, and what it gives.

use bevy_ecs::prelude::Resource;

use crate::kernel::ids::SectorId;
use crate::kernel::language::{Words, words};

/// The tier in which the notice names a sector. Notice 1.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// 国际引领支柱产业.
    Pillar,
    /// 特色优势产业.
    Specialty,
    /// 未来前沿产业.
    Future,
    /// General manufacturing, which the notice does not name.
    General,
}

impl Tier {
    /// Every tier with its word in files.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Pillar, "pillar"),
        (Self::Specialty, "specialty"),
        (Self::Future, "future"),
        (Self::General, "general"),
    ];
}

impl Tier {
    /// What it is called where people read it; the Chinese is that of the notice.
    #[must_use]
    pub const fn title(self) -> Words {
        match self {
            Self::Pillar => words("pillar", "国际引领支柱产业"),
            Self::Specialty => words("specialty", "特色优势产业"),
            Self::Future => words("future field", "未来前沿产业"),
            Self::General => words("general manufacturing", "一般制造业"),
        }
    }

    /// Whether the notice names it a target (高精尖): all but general manufacturing.
    #[must_use]
    pub fn is_target(self) -> bool {
        self != Self::General
    }
}

/// One row of the city's table of sectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// Short code, such as `IC`.
    pub code: String,
    /// Name in English.
    pub name: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Its tier.
    pub tier: Tier,
    /// Share of it among potential projects.
    pub project_share: f64,
    /// Hectares that one yi of investment needs, for a project of one yi.
    pub land_ha_per_yi: f64,
    /// Output of an average plant, in yi a year per hectare.
    pub output_yi_per_ha: f64,
    /// Value added over output.
    pub value_added_rate: f64,
    /// Tax over output.
    pub tax_rate: f64,
    /// Jobs per hectare.
    pub jobs_per_ha: f64,
    /// Energy, in tonnes of coal equivalent per 10,000 yuan of output.
    pub energy_tce_per_wan: f64,
    /// Emissions, in tonnes of carbon dioxide per tonne of coal equivalent.
    pub emission_t_per_tce: f64,
    /// Research spending in percent of revenue: how much the sector hungers for talent.
    pub research_intensity_pct: f64,
    /// Median months from start of construction to completion.
    pub construction_months: f64,
    /// Months from completion to full capacity.
    pub ramp_up_months: f64,
    /// Smallest lot a plant can use, in hectares.
    pub smallest_lot_ha: f64,
    /// Sectors it clusters with.
    pub related: Vec<SectorId>,
}

/// The table of sectors, in the order of the city's file.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Sectors(pub Vec<Sector>);

impl std::ops::Index<SectorId> for Sectors {
    type Output = Sector;
    fn index(&self, sector: SectorId) -> &Sector {
        &self.0[sector.index()]
    }
}

impl Sectors {
    /// Ids in the order of the table.
    pub fn ids(&self) -> impl Iterator<Item = SectorId> + use<> {
        (0..u16::try_from(self.0.len()).unwrap_or(u16::MAX)).map(SectorId)
    }
}
