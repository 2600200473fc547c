//! The city authority (市产业主管部门) as others meet it: what it offers, what it knows and publishes,
//! and how it draws investors. Measures write this state; with none in force it changes nothing.

use bevy_ecs::prelude::*;

use crate::kernel::ids::{DistrictId, ProjectId, SectorId};
use crate::kernel::record::Layout;
use crate::world::enterprise::Ownership;
use crate::world::land_bank::LandRules;
use crate::world::sector::Tier;
use crate::world::standard::Standards;

/// What the holder of a right gets for referring the project to the city.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ReferralTerms {
    /// Share of the credit for a landing that the referrer gets.
    pub credit_share: f64,
    /// Share of the project's tax that the referrer gets.
    pub tax_share: f64,
}

/// A district has referred a project that it holds a right on.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadReferred {
    /// The project.
    pub project: Entity,
    /// Its id.
    pub id: ProjectId,
    /// The referrer.
    pub by: DistrictId,
}

/// How strongly the city draws investors: factors on how many prospects come forward.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Attraction {
    factors: [[f64; Ownership::ALL.len()]; Tier::ALL.len()],
}

impl Default for Attraction {
    fn default() -> Self {
        Self {
            factors: [[1.0; Ownership::ALL.len()]; Tier::ALL.len()],
        }
    }
}

impl Attraction {
    /// The factor for a prospect.
    #[must_use]
    pub fn of(&self, tier: Tier, ownership: Ownership) -> f64 {
        self.factors[tier as usize][ownership.index()]
    }

    /// Sets the factor for prospects of a tier and an ownership.
    pub fn set(&mut self, tier: Tier, ownership: Ownership, factor: f64) {
        self.factors[tier as usize][ownership.index()] = factor;
    }
}

/// How hard general manufacturing is pressed to leave (疏解一般制造业).
#[derive(Resource, Debug, Clone, Copy, PartialEq, Default)]
pub struct PhaseOut {
    /// Exits of general manufacturers in a year, on top of those that leave anyway.
    pub general_exit_per_year: f64,
}

/// What the city knows and has published: how much noise is left, and how far one sees.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Knowledge {
    sectors: usize,
    fit_noise_left: Vec<f64>,
    figure_noise_left: Vec<f64>,
    /// Districts that an enterprise is shown beyond those it would consider on its own; it turns to
    /// as many as it would have, those that look most suitable.
    pub further_reach: u32,
    /// Share of the time until a district hears of another's lead that is left.
    pub rumour_left: f64,
    /// Share of the time to search for a site that is left.
    pub search_left: f64,
    /// Whether enterprises know what each district asks of their sector before they come.
    pub publishes_standards: bool,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self {
            sectors: 0,
            fit_noise_left: Vec::new(),
            figure_noise_left: Vec::new(),
            further_reach: 0,
            rumour_left: 1.0,
            search_left: 1.0,
            publishes_standards: false,
        }
    }
}

impl Knowledge {
    /// Sets the shares of noise that are left: of suitability by district and sector (district by
    /// district), of a project's own figures by sector.
    pub fn set_noise_left(&mut self, layout: &Layout, fit: Vec<f64>, figures: Vec<f64>) {
        self.sectors = layout.sectors;
        self.fit_noise_left = fit;
        self.figure_noise_left = figures;
    }

    /// Share of the noise in suitability that is left, in [0, 1].
    #[must_use]
    pub fn fit_noise_left(&self, district: DistrictId, sector: SectorId) -> f64 {
        let at = district.index() * self.sectors + sector.index();
        self.fit_noise_left.get(at).copied().unwrap_or(1.0)
    }

    /// Share of the noise in a project's figures that is left, in [0, 1].
    #[must_use]
    pub fn figure_noise_left(&self, sector: SectorId) -> f64 {
        let left = self.figure_noise_left.get(sector.index());
        left.copied().unwrap_or(1.0)
    }
}

/// Puts everything that measures write into a world, as it is with none of them in force.
pub fn nothing_in_force(world: &mut World) {
    world.insert_resource(Attraction::default());
    world.insert_resource(PhaseOut::default());
    world.insert_resource(Knowledge::default());
    world.insert_resource(Standards::default());
    world.insert_resource(LandRules::default());
}
