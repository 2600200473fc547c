//! The columns of a city's tables, and what their cells make.

use super::table::{Cells, Column, Holds, column};
use crate::kernel::language::words;
use crate::kernel::units::Area;
use crate::world::district::{District, DistrictKind, Zone};
use crate::world::sector::{Sector, Tier};

const ZONES: &[&str] = &[
    "core",
    "expansion",
    "plain_new_town",
    "subcentre",
    "ecological",
];
const KINDS: &[&str] = &["administrative", "development_area"];
const TIERS: &[&str] = &["pillar", "specialty", "future", "general"];

#[rustfmt::skip]
pub(super) static DISTRICTS: &[Column] = &[
    column("code", "", words("Short code.", "代码。"), Holds::Text),
    column("name", "", words("Name in English.", "英文名称。"), Holds::Text),
    column("name_zh", "", words("Name in Chinese.", "中文名称。"), Holds::Text),
    column("tile_row", "tiles", words("Row of its tile on the map, from 0 in the north.", "在地图上的行号，最北为0。"), Holds::Tile),
    column("tile_column", "tiles", words("Column of its tile on the map, from 0 in the west.", "在地图上的列号，最西为0。"), Holds::Tile),
    column("kind", "", words("What it is in law.", "法定性质。"), Holds::Words(KINDS)),
    column("zone", "", words("Its zone in the city's plan.", "在城市规划中所属功能区。"), Holds::Words(ZONES)),
    column("industrial_land_ha", "ha", words("Industrial land on the first day.", "首日工业用地。"), Holds::Number(0.0, 1e6)),
    column("idle_share", "share", words("Share of it that is idle or inefficient, vacated factories included.", "其中低效、闲置的比例，含腾退厂房。"), Holds::Number(0.0, 1.0)),
    column("vacated_ha", "ha", words("Land of vacated factories.", "腾退厂房用地。"), Holds::Number(0.0, 1e6)),
    column("output_yi", "yi/year", words("Output of the plants in place.", "在产企业的产出。"), Holds::Number(0.0, 1e6)),
    column("books_headquarters", "0/1", words("Whether headquarters book output there that no plant makes.", "是否由总部在此入账并非企业生产的产出。"), Holds::Flag),
    column("land_price_yuan_m2", "yuan/m2", words("Land price for 50 years.", "50年期出让地价。"), Holds::Number(1.0, 1e5)),
    column("annual_plan_ha", "ha/year", words("Industrial land released in a year.", "每年供应的工业用地。"), Holds::Number(0.0, 1e5)),
    column("research_share_pct", "percent", words("Share of the city's research staff.", "科研人员占全市的比例。"), Holds::Number(0.0, 100.0)),
    column("promoters", "staff", words("Promoters, who find leads.", "发现线索的招商人员。"), Holds::Number(0.0, 1e5)),
    column("teams", "teams", words("Negotiating teams.", "洽谈团队。"), Holds::Number(0.0, 1e5)),
    column("discount_budget_yi", "yi/year", words("Most that land-price discounts may cost in a year.", "每年地价优惠的上限。"), Holds::Number(0.0, 1e5)),
    column("output_weight", "1/(yi/year)", words("Weight of yearly output in the district's objective.", "区目标中年产出的权重。"), Holds::Number(0.0, 1e3)),
    column("tax_weight", "1/(yi/year)", words("Weight of yearly tax in the district's objective.", "区目标中年税收的权重。"), Holds::Number(0.0, 1e3)),
    column("credit_weight", "1/yi", words("Weight of credited investment in the district's objective.", "区目标中计入成果的投资的权重。"), Holds::Number(0.0, 1e3)),
    column("land_weight", "1/yi", words("Weight of the list price of the land a project takes: its opportunity cost.", "项目所占用地底价的权重，即其机会成本。"), Holds::Number(0.0, 1e3)),
    column("pilot_share", "share", words("Share of its industrial land in the pilot areas of article 6.", "工业用地中位于第六条试点区域的比例。"), Holds::Number(0.0, 1.0)),
    column("standardizes_land", "0/1", words("Whether it standardizes industrial land (article 7).", "是否实施产业用地标准化改革（第七条）。"), Holds::Flag),
    column("reuse_pilot", "0/1", words("Whether it is an urban district that may take advanced projects in vacated space (article 8).", "是否为可在腾退空间落地先进制造业项目的城区（第八条）。"), Holds::Flag),
    column("investment_floor_yi_ha", "yi/ha", words("Least investment that its listings ask for; 0 where it lists none.", "所列地均投资下限；未列为0。"), Holds::Number(0.0, 1e3)),
    column("output_floor_yi_ha", "yi/ha/year", words("Least output that its listings ask for; 0 where it lists none.", "所列地均产出下限；未列为0。"), Holds::Number(0.0, 1e3)),
    column("tax_floor_yi_ha", "yi/ha/year", words("Least tax that its listings ask for; 0 where it lists none.", "所列地均税收下限；未列为0。"), Holds::Number(0.0, 1e3)),
    column("stewards", "staff", words("Project stewards that it can assign.", "可指定的项目管家。"), Holds::Number(0.0, 1e5)),
    column("farmland_quota_ha", "ha/year", words("Farmland quota for the release of new land.", "供应新增用地的占补平衡指标。"), Holds::Number(0.0, 1e5)),
    column("land_company_yi", "yi/year", words("What its state land company has of its own in a year.", "国有土地企业每年的自有资金。"), Holds::Number(0.0, 1e5)),
    column("leading_sectors", "", words("Codes of the leading sectors, first rank first, separated by |; may be empty.", "主导产业代码，按位次排列，以|分隔；可为空。"), Holds::Codes),
    column("number", "", words("Where it stands in the city, wherever its row stands; luck goes by it.", "在城市中的次序，与所在行无关；随机数按此次序取用。"), Holds::Rank),
];

#[rustfmt::skip]
pub(super) static SECTORS: &[Column] = &[
    column("code", "", words("Short code.", "代码。"), Holds::Text),
    column("name", "", words("Name in English.", "英文名称。"), Holds::Text),
    column("name_zh", "", words("Name in Chinese.", "中文名称。"), Holds::Text),
    column("tier", "", words("Tier in which the notice names it.", "通知所列层级。"), Holds::Words(TIERS)),
    column("project_share", "share", words("Share of it among prospects.", "在意向项目中的比例。"), Holds::Number(0.0, 1.0)),
    column("land_ha_per_yi", "ha/yi", words("Land that a project of one yi needs.", "总投资1亿元的项目所需用地。"), Holds::Number(0.001, 1e3)),
    column("output_yi_per_ha", "yi/ha/year", words("Output of an average plant.", "一般企业的产出。"), Holds::Number(0.0, 1e3)),
    column("value_added_rate", "share", words("Value added over output.", "增加值与产出之比。"), Holds::Number(0.0, 1.0)),
    column("tax_rate", "share", words("Tax over output.", "税收与产出之比。"), Holds::Number(0.0, 1.0)),
    column("jobs_per_ha", "jobs/ha", words("Jobs.", "就业岗位。"), Holds::Number(0.0, 1e5)),
    column("energy_tce_per_wan", "tce/10,000 yuan", words("Energy per output.", "单位产出能耗。"), Holds::Number(0.0, 100.0)),
    column("emission_t_per_tce", "t/tce", words("Carbon dioxide per energy.", "单位能耗的二氧化碳排放。"), Holds::Number(0.0, 100.0)),
    column("research_intensity_pct", "percent", words("Research spending over revenue.", "研发投入与营业收入之比。"), Holds::Number(0.0, 100.0)),
    column("construction_months", "months", words("Median time of construction.", "建设周期的中位数。"), Holds::Number(0.0, 600.0)),
    column("ramp_up_months", "months", words("Time from opening to full capacity.", "从投产到达产的时间。"), Holds::Number(0.0, 600.0)),
    column("smallest_lot_ha", "ha", words("Smallest lot that a plant can use.", "企业可用的最小宗地。"), Holds::Number(0.001, 1e4)),
    column("related", "", words("Codes of the sectors it clusters with, separated by |; may be empty.", "与其形成集群的行业代码，以|分隔；可为空。"), Holds::Codes),
];

/// The district of a row.
pub(super) fn district(cells: &mut Cells<'_, '_>) -> Option<District> {
    Some(District {
        code: cells.text("code"),
        name: cells.text("name"),
        name_zh: cells.text("name_zh"),
        tile: (cells.tile("tile_row"), cells.tile("tile_column")),
        kind: DistrictKind::ALL.get(cells.word("kind"))?.0,
        zone: Zone::ALL.get(cells.word("zone"))?.0,
        industrial_land: Area::from_hectares(cells.number("industrial_land_ha")),
        idle_share: cells.number("idle_share"),
        vacated: Area::from_hectares(cells.number("vacated_ha")),
        output_yi: cells.number("output_yi"),
        books_headquarters: cells.flag("books_headquarters"),
        land_price_yuan: cells.number("land_price_yuan_m2"),
        annual_plan: Area::from_hectares(cells.number("annual_plan_ha")),
        research_share_pct: cells.number("research_share_pct"),
        promoters: cells.number("promoters"),
        teams: cells.number("teams"),
        discount_budget_yi: cells.number("discount_budget_yi"),
        output_weight: cells.number("output_weight"),
        tax_weight: cells.number("tax_weight"),
        credit_weight: cells.number("credit_weight"),
        land_weight: cells.number("land_weight"),
        pilot_share: cells.number("pilot_share"),
        standardizes_land: cells.flag("standardizes_land"),
        reuse_pilot: cells.flag("reuse_pilot"),
        investment_floor: cells.number("investment_floor_yi_ha"),
        output_floor: cells.number("output_floor_yi_ha"),
        tax_floor: cells.number("tax_floor_yi_ha"),
        stewards: cells.number("stewards"),
        farmland_quota: Area::from_hectares(cells.number("farmland_quota_ha")),
        land_company_yi: cells.number("land_company_yi"),
        leading_sectors: cells.codes("leading_sectors"),
    })
}

/// The sector of a row.
pub(super) fn sector(cells: &mut Cells<'_, '_>) -> Option<Sector> {
    Some(Sector {
        code: cells.text("code"),
        name: cells.text("name"),
        name_zh: cells.text("name_zh"),
        tier: Tier::ALL.get(cells.word("tier"))?.0,
        project_share: cells.number("project_share"),
        land_ha_per_yi: cells.number("land_ha_per_yi"),
        output_yi_per_ha: cells.number("output_yi_per_ha"),
        value_added_rate: cells.number("value_added_rate"),
        tax_rate: cells.number("tax_rate"),
        jobs_per_ha: cells.number("jobs_per_ha"),
        energy_tce_per_wan: cells.number("energy_tce_per_wan"),
        emission_t_per_tce: cells.number("emission_t_per_tce"),
        research_intensity_pct: cells.number("research_intensity_pct"),
        construction_months: cells.number("construction_months"),
        ramp_up_months: cells.number("ramp_up_months"),
        smallest_lot_ha: cells.number("smallest_lot_ha"),
        related: cells.codes("related"),
    })
}
