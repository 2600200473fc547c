//! The lists of metrics that each plot shows.

/// Weekly metrics drawn over time for the whole city, one plot each.
pub(super) const SERIES: [&str; 6] = [
    "land.output_per_producing_ha",
    "land.output_per_granted_ha",
    "placement.landed_ha",
    "conversion.in_pipeline",
    "cost.discount_share",
    "land.idle_share",
];

/// Metrics whose paired differences are drawn for the whole city, from the top row down.
pub(super) const DIFFERENCES: [&str; 18] = [
    "land.output_per_producing_ha",
    "land.output_per_granted_ha",
    "land.tax_per_producing_ha",
    "land.investment_per_landed_ha",
    "placement.landed",
    "placement.landed_ha",
    "placement.mean_suitability",
    "placement.leading_sector_share",
    "placement.hhi",
    "placement.theil",
    "conversion.landed_share",
    "speed.weeks_to_land_median",
    "speed.weeks_to_production_median",
    "cost.discount_share",
    "cost.duplicated_team_weeks",
    "efficiency.allocative",
    "leads.found",
    "leads.hoarded",
];

/// The metric whose paired differences are drawn district by district and sector by sector.
pub(super) const PLACE_DIFFERENCE: &str = "placement.landed_ha";

/// The metric in the cells of the heat maps.
pub(super) const HEAT_MAP: &str = "placement.landed";

/// The metric in the ribbons of the flow plots.
pub(super) const FLOWS: &str = "placement.flow";
