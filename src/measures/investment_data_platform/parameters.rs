//! How the platform rates, sets standards and publishes: the notice says what, and no number.

use crate::kernel::parameter::Source::{Assumed, Notice};
use crate::kernel::parameter::parameters;

parameters! {
    /// The investment data platform. Notice 3.
    "measures.investment_data_platform"
    /// Weeks from the day the measure takes effect to the first publication.
    first_publication_weeks: u32 = 26, "weeks", 0..=1_040, Assumed("3.1a");
    /// Weeks from one publication to the next.
    renewal_weeks: u32 = 52, "weeks", 1..=1_040, Assumed("3.1a");
    /// Weight of output per hectare (土地) in the rating.
    land_weight: f64 = 0.4, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Weight of output per job (用工) in the rating.
    labor_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Weight of output per energy (能耗) in the rating.
    energy_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Weight of output per emissions (排放) in the rating.
    emission_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Producing hectares of a sector in a district that give half of the evidence there can be.
    cell_half_ha: f64 = 40.0, "ha", 0.0..=10_000.0, Assumed("3.1c");
    /// Producing hectares of a sector in the city that give half of the evidence there can be.
    sector_half_ha: f64 = 200.0, "ha", 0.0..=100_000.0, Assumed("3.1c");
    /// Share of the noise in suitability that full evidence leaves.
    fit_noise_floor: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.1d");
    /// Share of the noise in a project's figures that full evidence leaves.
    figure_noise_floor: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.1d");
    /// Floors of a sector over its typical figures, in a district of the usual level.
    strictness: f64 = 0.4, "share", 0.0..=5.0, Assumed("3.1e");
    /// Energy ceiling of a sector over its typical energy per output.
    energy_slack: f64 = 2.0, "1", 0.0..=100.0, Assumed("3.1e");
    /// Investment of the project whose investment per hectare is typical of a sector.
    typical_investment_yi: f64 = 1.0, "yi", 0.01..=500.0, Assumed("3.1e");
    /// How far a district's floors follow the level it has listed: 0 not at all, 1 in proportion.
    district_exponent: f64 = 1.0, "1", 0.0..=3.0, Assumed("3.1f");
    /// How far floors rise with a district's rating in the sector: 0 not at all, 1 in proportion.
    rating_exponent: f64 = 0.2, "1", 0.0..=3.0, Assumed("3.1f");
    /// Whether the uniform standard stays the least that is asked anywhere.
    uniform_stays: bool = true, "switch", (), Assumed("3.1g");
    /// Districts that the map shows an enterprise beyond those it would consider; of all, it turns to the most suitable.
    further_reach: u32 = 3, "districts", 0..=100, Assumed("3.2b");
    /// Share of the time until a district hears of another's lead that the map leaves.
    rumour_left: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.2b");
    /// Share of the search for a site that the map leaves (工业用地分布、厂房楼宇点位).
    search_left: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.2c");
    /// Whether standards are on the map (项目准入标准), so that enterprises spare themselves those they miss.
    publishes_standards: bool = true, "switch", (), Notice("3.2");
}
