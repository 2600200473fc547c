//! Land efficiency: what each hectare yields, and what becomes of land.

use bevy_ecs::world::World;

use super::Metrics;
use super::reading::{HEADQUARTERS, MATRIX, ratio, read, sum};
use crate::kernel::language::words;
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::LandState;
use crate::world::quota::FarmlandQuota;

/// Hectares in a state over the districts of a place.
fn hectares(world: &World, place: Place, states: &[LandState]) -> Option<f64> {
    let (bank, layout) = (
        world.get_resource::<LandBank>()?,
        world.get_resource::<Layout>()?,
    );
    Some(
        layout
            .districts_of(place)
            .flat_map(|d| {
                states
                    .iter()
                    .map(move |&state| bank.area(d, state).hectares())
            })
            .sum(),
    )
}

/// Land that is set aside, or was granted at some time and is held: all but reserve and losses.
const GRANTED: [LandState; 6] = [
    LandState::Allocated,
    LandState::UnderConstruction,
    LandState::Producing,
    LandState::Idle,
    LandState::Vacated,
    LandState::UnderRenovation,
];

/// Land efficiency.
pub(super) static LAND: &[Metric] = &[
    Metric {
        name: "land.output_per_producing_ha",
        title: words("Output per hectare of producing land", "在产用地地均产出"),
        unit: "yi/ha/year",
        formula: words(
            "yearly output of producing plants / hectares they produce on, in the last week",
            "最后一周在产企业年产出/其生产用地公顷数",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.output_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.output_per_granted_ha",
        title: words("Output per hectare of granted land", "已供用地地均产出"),
        unit: "yi/ha/year",
        formula: words(
            "yearly output of producing plants / hectares set aside or granted and held (allocated, under construction, producing, idle, vacated, under renovation), in the last week",
            "最后一周在产企业年产出/已安排或已出让且在持有的公顷数（已分配、在建、在产、闲置、腾退、改造中）",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| per_granted(w, at, |m| m.output_yi.at(at)),
    },
    Metric {
        name: "land.tax_per_producing_ha",
        title: words("Tax per hectare of producing land", "在产用地地均税收"),
        unit: "yi/ha/year",
        formula: words(
            "yearly tax of producing plants / hectares they produce on, in the last week",
            "最后一周在产企业年税收/其生产用地公顷数",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.tax_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.tax_per_granted_ha",
        title: words("Tax per hectare of granted land", "已供用地地均税收"),
        unit: "yi/ha/year",
        formula: words(
            "yearly tax of producing plants / hectares set aside or granted and held, in the last week",
            "最后一周在产企业年税收/已安排或已出让且在持有的公顷数",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| per_granted(w, at, |m| m.tax_yi.at(at)),
    },
    Metric {
        name: "land.value_added_per_producing_ha",
        title: words(
            "Value added per hectare of producing land",
            "在产用地地均增加值",
        ),
        unit: "yi/ha/year",
        formula: words(
            "yearly value added of producing plants / hectares they produce on, in the last week",
            "最后一周在产企业年增加值/其生产用地公顷数",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| ratio(w, |m| (m.value_added_yi.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.value_added_per_granted_ha",
        title: words(
            "Value added per hectare of granted land",
            "已供用地地均增加值",
        ),
        unit: "yi/ha/year",
        formula: words(
            "yearly value added of producing plants / hectares set aside or granted and held, in the last week",
            "最后一周在产企业年增加值/已安排或已出让且在持有的公顷数",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| per_granted(w, at, |m| m.value_added_yi.at(at)),
    },
    Metric {
        name: "land.output",
        title: words("Output", "产出"),
        unit: "yi/year",
        formula: words(
            "yearly output of producing plants, in the last week",
            "最后一周在产企业的年产出",
        ),
        left_out: HEADQUARTERS,
        scopes: MATRIX,
        weekly: true,
        value: |w, at| sum(w, |m| m.output_yi.at(at)),
    },
    Metric {
        name: "land.jobs_per_producing_ha",
        title: words("Jobs per hectare of producing land", "在产用地地均就业"),
        unit: "jobs/ha",
        formula: words(
            "jobs of producing plants / hectares they produce on, in the last week",
            "最后一周在产企业就业岗位数/其生产用地公顷数",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.jobs.at(at), m.producing_land_ha.at(at))),
    },
    Metric {
        name: "land.energy_per_output",
        title: words("Energy per unit of output", "单位产出能耗"),
        unit: "tce/10,000 yuan",
        formula: words(
            "yearly energy of producing plants / their yearly output, in the last week",
            "最后一周在产企业年能耗/其年产出",
        ),
        left_out: HEADQUARTERS,
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.energy_tce.at(at), m.output_yi.at(at) * 10_000.0)),
    },
    Metric {
        name: "land.idle_share",
        title: words("Share of idle and vacated land", "闲置和腾退用地占比"),
        unit: "share",
        formula: words(
            "hectares idle or vacated / hectares set aside or granted and held, in the last week",
            "最后一周闲置或腾退的公顷数/已安排或已出让且在持有的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| {
            let unused = hectares(w, at, &[LandState::Idle, LandState::Vacated])?;
            let all = hectares(w, at, &GRANTED)?;
            (all > 0.0).then(|| unused / all)
        },
    },
    Metric {
        name: "land.reserve_ha",
        title: words("Land in the reserve", "储备用地"),
        unit: "ha",
        formula: words(
            "hectares in the reserve, in the last week",
            "最后一周储备用地的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: true,
        value: |w, at| hectares(w, at, &[LandState::Reserve]),
    },
    Metric {
        name: "land.output_share",
        title: words("Share in the city's output", "占全市产出比重"),
        unit: "share",
        formula: words(
            "yearly output of producing plants / that of the city, in the last week",
            "最后一周在产企业年产出/全市年产出",
        ),
        left_out: HEADQUARTERS,
        scopes: &[Scope::District, Scope::Zone, Scope::Sector],
        weekly: false,
        value: |w, at| ratio(w, |m| (m.output_yi.at(at), m.output_yi.at(Place::City))),
    },
    Metric {
        name: "land.granted_per_year",
        title: words("Land granted in a year", "年均出让用地"),
        unit: "ha/year",
        formula: words(
            "hectares granted to projects / counted years of 52 weeks",
            "向项目出让的公顷数/统计年数（每年52周）",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.years())),
    },
    Metric {
        name: "land.mean_granted_ha",
        title: words("Mean area of a grant", "宗地平均面积"),
        unit: "ha",
        formula: words(
            "hectares granted / projects that landed, over the counted weeks",
            "统计期内出让公顷数/落地项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.landed.at(at))),
    },
    Metric {
        name: "land.stock_share",
        title: words(
            "Share of granted land that was in use before",
            "出让用地中存量用地占比",
        ),
        unit: "share",
        formula: words(
            "hectares of stock land granted / hectares granted, over the counted weeks",
            "统计期内出让的存量用地公顷数/出让公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_stock_ha.at(at), m.landed_ha.at(at))),
    },
    Metric {
        name: "land.granted_over_plan",
        title: words("Land granted over planned supply", "出让用地与计划供应之比"),
        unit: "share",
        formula: words(
            "hectares granted / hectares of the supply plan, over the counted weeks",
            "统计期内出让公顷数/供应计划公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed_ha.at(at), m.planned_ha.at(at))),
    },
    Metric {
        name: "land.reused_ha",
        title: words("Unused land back in the reserve", "盘活回到储备的用地"),
        unit: "ha",
        formula: words(
            "hectares of idle and vacated land that returned to the reserve, over the counted weeks",
            "统计期内由闲置和腾退回到储备的公顷数",
        ),
        left_out: words(
            "land that state land companies buy and renovate",
            "国有土地企业收购改造的用地",
        ),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.reused_ha.at(at)),
    },
    Metric {
        name: "land.lost_ha",
        title: words("Land lost to other use", "流失为其他用途的用地"),
        unit: "ha",
        formula: words(
            "hectares of idle and vacated land lost to other than industrial use, over the counted weeks",
            "统计期内由闲置和腾退转为非工业用途的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.lost_ha.at(at)),
    },
    Metric {
        name: "land.diverted_ha",
        title: words("New land diverted to other use", "新增用地改作他用"),
        unit: "ha",
        formula: words(
            "hectares of newly released industrial land that went to other than manufacturing, over the counted weeks",
            "统计期内新增工业用地中用于非制造业的公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.diverted_ha.at(at)),
    },
    Metric {
        name: "land.held_back_ha",
        title: words(
            "Planned land without farmland quota",
            "缺占补平衡指标的计划用地",
        ),
        unit: "ha",
        formula: words(
            "hectares of planned land that wait for farmland quota, in the last week",
            "最后一周等待耕地占补平衡指标的计划用地公顷数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: held_back,
    },
    Metric {
        name: "land.exits",
        title: words("Plants that left", "退出企业数"),
        unit: "plants",
        formula: words(
            "plants that closed, over the counted weeks",
            "统计期内关停的企业数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.exits.at(at)),
    },
    Metric {
        name: "land.general_exits",
        title: words("General manufacturers that left", "一般制造业退出企业数"),
        unit: "plants",
        formula: words(
            "plants of general manufacturing that closed, over the counted weeks",
            "统计期内关停的一般制造业企业数",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| sum(w, |m| m.general_exits.at(at)),
    },
    Metric {
        name: "land.general_exits_per_year",
        title: words(
            "General manufacturers that left in a year",
            "一般制造业年均退出企业数",
        ),
        unit: "plants/year",
        formula: words(
            "plants of general manufacturing that closed / counted years of 52 weeks",
            "关停的一般制造业企业数/统计年数（每年52周）",
        ),
        left_out: words("", ""),
        scopes: Scope::GROUND,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.general_exits.at(at), m.years())),
    },
    Metric {
        name: "land.rectified",
        title: words("Plants of the lowest grade put right", "最低档整改企业数"),
        unit: "plants",
        formula: words(
            "plants rated in the lowest grade that put themselves right, over the counted weeks",
            "统计期内被评为最低档后完成整改的企业数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.rectified.at(at)),
    },
];

fn held_back(world: &World, place: Place) -> Option<f64> {
    let layout = world.get_resource::<Layout>()?;
    let quota = world.get_resource::<FarmlandQuota>()?;
    Some(
        layout
            .districts_of(place)
            .map(|d| quota.held_back(d).hectares())
            .sum(),
    )
}

fn per_granted(world: &World, place: Place, of: impl Fn(&Metrics) -> f64) -> Option<f64> {
    let districts = world.get_resource::<Districts>()?;
    let layout = world.get_resource::<Layout>()?;
    let bank = world.get_resource::<LandBank>()?;
    let granted: f64 = layout
        .districts_of(place)
        .filter(|&d| !districts[d].books_headquarters)
        .flat_map(|d| {
            GRANTED
                .iter()
                .map(move |&state| bank.area(d, state).hectares())
        })
        .sum();
    let above = read(world, of)?;
    (granted > 0.0).then(|| above / granted)
}
