//! How the platform rates, sets standards and publishes: the notice says what, and no number.

use crate::kernel::parameter::Source::{Assumed, Notice};
use crate::kernel::parameter::parameters;

parameters! {
    /// The investment data platform. Notice 3.
    "measures.investment_data_platform"
    /// Weeks from the day the measure takes effect to the first publication.
    "从措施施行到首次发布的周数。"
    first_publication_weeks: u32 = 26, "weeks", 0..=1_040, Assumed("3.1a");
    /// Weeks from one publication to the next.
    "两次发布之间的周数。"
    renewal_weeks: u32 = 52, "weeks", 1..=1_040, Assumed("3.1a");
    /// Weight of output per hectare (土地) in the rating.
    "评价中单位土地产出的权重。"
    land_weight: f64 = 0.4, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Weight of output per job (用工) in the rating.
    "评价中单位用工产出的权重。"
    labor_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Weight of output per energy (能耗) in the rating.
    "评价中单位能耗产出的权重。"
    energy_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Weight of output per emissions (排放) in the rating.
    "评价中单位排放产出的权重。"
    emission_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("3.1b");
    /// Producing hectares of a sector in a district that give half of the evidence there can be.
    "证据充分度达到一半时，某区某行业的在产用地公顷数。"
    cell_half_ha: f64 = 40.0, "ha", 0.0..=10_000.0, Assumed("3.1c");
    /// Producing hectares of a sector in the city that give half of the evidence there can be.
    "证据充分度达到一半时，全市某行业的在产用地公顷数。"
    sector_half_ha: f64 = 200.0, "ha", 0.0..=100_000.0, Assumed("3.1c");
    /// Share of the noise in suitability that full evidence leaves.
    "证据完全充分时适配度噪声的剩余比例。"
    fit_noise_floor: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.1d");
    /// Share of the noise in a project's figures that full evidence leaves.
    "证据完全充分时项目指标噪声的剩余比例。"
    figure_noise_floor: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.1d");
    /// Floors of a sector over its typical figures, in a district of the usual level.
    "一般水平的区，行业准入下限与行业典型指标之比。"
    strictness: f64 = 0.4, "share", 0.0..=5.0, Assumed("3.1e");
    /// Energy ceiling of a sector over its typical energy per output.
    "行业能耗上限与行业典型单位产出能耗之比。"
    energy_slack: f64 = 2.0, "1", 0.0..=100.0, Assumed("3.1e");
    /// Investment of the project whose investment per hectare is typical of a sector.
    "地均投资代表行业典型水平的项目投资额。"
    typical_investment_yi: f64 = 1.0, "yi", 0.01..=500.0, Assumed("3.1e");
    /// How far a district's floors follow the level it has listed: 0 not at all, 1 in proportion.
    "区准入下限随其所列水平变化的程度：0为不变，1为按比例。"
    district_exponent: f64 = 1.0, "1", 0.0..=3.0, Assumed("3.1f");
    /// How far floors rise with a district's rating in the sector: 0 not at all, 1 in proportion.
    "准入下限随区在该行业的评价提高的程度：0为不变，1为按比例。"
    rating_exponent: f64 = 0.2, "1", 0.0..=3.0, Assumed("3.1f");
    /// Whether the uniform standard stays the least that is asked anywhere.
    "统一标准是否仍为各处最低要求。"
    uniform_stays: bool = true, "switch", (), Assumed("3.1g");
    /// Districts that the map shows an enterprise beyond those it would consider; of all, it turns to the most suitable.
    "产业地图在企业自行考虑之外另行展示的区数，企业从中转向最适配者。"
    further_reach: u32 = 3, "districts", 0..=100, Assumed("3.2b");
    /// Share of the time until a district hears of another's lead that the map leaves.
    "产业地图使他区得知线索的时间保留的比例。"
    rumour_left: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.2b");
    /// Share of the search for a site that the map leaves (工业用地分布、厂房楼宇点位).
    "产业地图使选址时间保留的比例（工业用地分布、厂房楼宇点位）。"
    search_left: f64 = 0.5, "share", 0.0..=1.0, Assumed("3.2c");
    /// Whether standards are on the map (项目准入标准), so that enterprises spare themselves those they miss.
    "产业地图是否发布项目准入标准，使企业不必尝试未达标准的区。"
    publishes_standards: bool = true, "switch", (), Notice("3.2");
}
