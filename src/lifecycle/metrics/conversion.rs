//! Conversion: how many projects are found, qualify, land, and are lost why.

use bevy_ecs::world::World;

use super::reading::{CITY, ratio, sum};
use crate::kernel::chance::math::{exp, ln};
use crate::kernel::language::words;
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::lifecycle::tape;
use crate::world::district::{Conducts, Districts};
use crate::world::project::Docket;

/// Conversion.
pub(super) static CONVERSION: &[Metric] = &[
    Metric {
        name: "leads.found",
        title: words("Leads found", "发现招商线索数"),
        unit: "leads",
        formula: words(
            "leads found by the city and the districts, over the counted weeks; at a district, by it",
            "统计期内市级和各区发现的招商线索数；按区统计时为该区发现的线索",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| sum(w, |m| m.leads.at(at)),
    },
    Metric {
        name: "leads.city_found",
        title: words("Leads found by the city", "市级发现招商线索数"),
        unit: "leads",
        formula: words(
            "leads that the city found, over the counted weeks",
            "统计期内市级发现的招商线索数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.leads_city.at(at)),
    },
    Metric {
        name: "leads.effort",
        title: words("Effort in finding leads", "招商力度"),
        unit: "1",
        formula: words(
            "effort of the districts, averaged over their promoters, in the last week; 1 on the first day",
            "最后一周各区招商力度按招商人员平均；首日为1",
        ),
        left_out: words(
            "the city's own effort, which does not adapt",
            "市级招商力度（不随成效调整）",
        ),
        scopes: Scope::GROUND,
        weekly: true,
        value: effort,
    },
    Metric {
        name: "leads.hoarded",
        title: words("Leads hoarded", "截留线索数"),
        unit: "leads",
        formula: words(
            "negotiations in which a district alone kept a project that it believed likelier to land elsewhere, over the counted weeks",
            "统计期内，某区判断项目更可能落地他区、仍独自保留项目的洽谈数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.leads_hoarded.at(at)),
    },
    Metric {
        name: "screening.good_rejected",
        title: words("Good projects rejected", "误拒项目数"),
        unit: "projects",
        formula: words(
            "projects rejected though their true figures meet the standard, over the counted weeks",
            "统计期内真实指标符合准入标准却被拒的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.good_rejected.at(at)),
    },
    Metric {
        name: "screening.weak_admitted",
        title: words("Weak projects admitted", "误准项目数"),
        unit: "projects",
        formula: words(
            "projects admitted though their true figures miss the standard, over the counted weeks",
            "统计期内真实指标不符合准入标准却获准入的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.weak_admitted.at(at)),
    },
    Metric {
        name: "conversion.qualified",
        title: words("Projects qualified", "通过准入项目数"),
        unit: "projects",
        formula: words(
            "projects admitted by screening, over the counted weeks; at a district, found by it",
            "统计期内通过准入筛选的项目数；按区统计时为该区发现的项目",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.qualified.at(at)),
    },
    Metric {
        name: "conversion.size_exponent",
        title: words(
            "Tail of project sizes (Pareto exponent)",
            "项目规模分布尾部（帕累托指数）",
        ),
        unit: "1",
        formula: words(
            "maximum likelihood of a Pareto distribution from 1 yi up, cut off at the largest investment of a prospect, over qualified projects of at least 1 yi in the counted weeks",
            "对统计期内总投资1亿元及以上的通过准入项目，以1亿元为下限、意向项目最大投资额为上限的截断帕累托分布作最大似然估计",
        ),
        left_out: words("projects below 1 yi", "总投资不足1亿元的项目"),
        scopes: CITY,
        weekly: false,
        value: |w, at| {
            let most = w.get_resource::<tape::Parameters>()?.size_most_yi;
            let mean = ratio(w, |m| (m.large_log_size.at(at), m.large.at(at)))?;
            tail_exponent(mean, ln(most / LARGE_YI))
        },
    },
    Metric {
        name: "conversion.landed_share",
        title: words("Qualified projects that land", "通过准入项目落地率"),
        unit: "share",
        formula: words(
            "projects landed / projects qualified, over the counted weeks (events of the same weeks, not of the same projects)",
            "统计期内落地项目数/通过准入项目数（同期发生数之比，并非同一批项目）",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed.at(at), m.qualified.at(at))),
    },
    Metric {
        name: "conversion.lost",
        title: words("Projects lost", "流失项目数"),
        unit: "projects",
        formula: words(
            "qualified projects that went elsewhere before they had land, over the counted weeks",
            "统计期内通过准入、取得土地前流向外地的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: true,
        value: |w, at| sum(w, |m| m.all_losses_at(at)),
    },
    Metric {
        name: "conversion.lost_waiting",
        title: words("Lost: waited too long", "流失：等待过久"),
        unit: "projects",
        formula: words(
            "losses whose main reason is waiting, over the counted weeks: nobody took the project up, the weeks to land weighed most, or its land was set aside and not granted yet",
            "统计期内以等待为主因的流失项目数：无区洽谈、落地周数影响最大，或土地已安排但尚未出让",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(0, at)),
    },
    Metric {
        name: "conversion.lost_price",
        title: words("Lost: land too dear", "流失：地价过高"),
        unit: "projects",
        formula: words(
            "losses whose main reason is the land price, over the counted weeks",
            "统计期内以地价为主因的流失项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(1, at)),
    },
    Metric {
        name: "conversion.lost_no_land",
        title: words("Lost: no land", "流失：无地可供"),
        unit: "projects",
        formula: words(
            "losses whose main reason is that no land was to be had, over the counted weeks",
            "统计期内以无地可供为主因的流失项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(2, at)),
    },
    Metric {
        name: "conversion.lost_no_talent",
        title: words("Lost: no talent", "流失：人才不足"),
        unit: "projects",
        formula: words(
            "losses whose main reason is talent, over the counted weeks",
            "统计期内以人才为主因的流失项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(3, at)),
    },
    Metric {
        name: "conversion.lost_stalled",
        title: words("Lost: negotiations stalled", "流失：洽谈停滞"),
        unit: "projects",
        formula: words(
            "losses during negotiations without substantive progress, over the counted weeks",
            "统计期内洽谈未取得实质性进展而流失的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(4, at)),
    },
    Metric {
        name: "conversion.signed",
        title: words("Projects signed", "签约项目数"),
        unit: "projects",
        formula: words(
            "projects that signed with a district, over the counted weeks",
            "统计期内与某区签约的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.signed.at(at)),
    },
    Metric {
        name: "conversion.in_pipeline",
        title: words("Projects waiting for land", "待供地项目数"),
        unit: "projects",
        formula: words(
            "projects in the pool that have no land yet, in the last week",
            "最后一周项目库中尚未取得土地的项目数",
        ),
        left_out: words("", ""),
        scopes: CITY,
        weekly: true,
        value: |w, at| match at {
            Place::City => w.get_resource::<Docket>().map(|d| d.waiting.len() as f64),
            _ => None,
        },
    },
    Metric {
        name: "conversion.started",
        title: words("Constructions begun", "开工项目数"),
        unit: "projects",
        formula: words(
            "projects approved and begun, over the counted weeks",
            "统计期内获批并开工的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.started.at(at)),
    },
    Metric {
        name: "conversion.opened",
        title: words("Plants opened", "投产企业数"),
        unit: "plants",
        formula: words(
            "projects that began to produce, over the counted weeks",
            "统计期内投产的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.opened.at(at)),
    },
    Metric {
        name: "conversion.stalled",
        title: words("Constructions stopped for good", "建设终止项目数"),
        unit: "projects",
        formula: words(
            "projects withdrawn during construction, over the counted weeks",
            "统计期内建设期间退出的项目数",
        ),
        left_out: words("", ""),
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.stalled.at(at)),
    },
    Metric {
        name: "conversion.delays",
        title: words("Delays of construction", "建设延期次数"),
        unit: "delays",
        formula: words(
            "delays of constructions, over the counted weeks",
            "统计期内建设延期的次数",
        ),
        left_out: words("", ""),
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.delays.at(at)),
    },
];

fn effort(world: &World, place: Place) -> Option<f64> {
    let layout = world.get_resource::<Layout>()?;
    let districts = world.get_resource::<Districts>()?;
    let conducts = world.get_resource::<Conducts>()?;
    let (mut sum, mut promoters) = (0.0, 0.0);
    for district in layout.districts_of(place) {
        let count = districts[district].promoters;
        sum += count * conducts[district].effort;
        promoters += count;
    }
    (promoters > 0.0).then(|| sum / promoters)
}

/// Investment, in yi, from which the tail of sizes is measured.
pub(super) const LARGE_YI: f64 = 1.0;

/// The exponent of a Pareto distribution whose logarithm has this mean above its least value and
/// is cut off at `most`; nothing where no exponent above 0 gives that mean.
fn tail_exponent(mean: f64, most: f64) -> Option<f64> {
    const STEPS: u32 = 80;
    const STEEPEST: f64 = 100.0;
    // Mean of an exponential variable cut off at `most`; it falls as the exponent rises.
    let mean_at = |exponent: f64| {
        let tail = exp(-exponent * most);
        1.0 / exponent - most * tail / (1.0 - tail)
    };
    let (mut low, mut high) = (1e-6, STEEPEST);
    if mean <= mean_at(high) || mean >= mean_at(low) {
        return None;
    }
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if mean_at(middle) > mean {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_exponent_is_found_again() {
        let most = ln(500.0);
        for exponent in [0.3, 0.81, 1.0, 2.5] {
            // The mean by numerical integration of the density.
            let (steps, mut mass, mut moment) = (200_000, 0.0, 0.0);
            for i in 0..steps {
                let x = (f64::from(i) + 0.5) / f64::from(steps) * most;
                let density = exp(-exponent * x);
                mass += density;
                moment += density * x;
            }
            let found = tail_exponent(moment / mass, most).expect("an exponent fits");
            assert!((found - exponent).abs() < 1e-4, "{exponent}: {found}");
        }
        assert_eq!(tail_exponent(0.0, most), None);
    }
}
