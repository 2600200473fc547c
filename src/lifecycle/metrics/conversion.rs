//! Conversion: how many projects are found, qualify, land, and are lost why.

use bevy_ecs::world::World;

use super::reading::{CITY, ratio, sum};
use crate::kernel::chance::math::{exp, ln};
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::lifecycle::tape;
use crate::world::district::{Conducts, Districts};
use crate::world::project::Docket;

/// Conversion.
pub(super) static CONVERSION: &[Metric] = &[
    Metric {
        name: "leads.found",
        title: "Leads found",
        unit: "leads",
        formula: "leads found by the city and the districts, over the counted weeks; at a district, by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: true,
        value: |w, at| sum(w, |m| m.leads.at(at)),
    },
    Metric {
        name: "leads.city_found",
        title: "Leads found by the city",
        unit: "leads",
        formula: "leads that the city found, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.leads_city.at(at)),
    },
    Metric {
        name: "leads.effort",
        title: "Effort in finding leads",
        unit: "1",
        formula: "effort of the districts, averaged over their promoters, in the last week; 1 on the first day",
        left_out: "the city's own effort, which does not adapt",
        scopes: Scope::GROUND,
        weekly: true,
        value: effort,
    },
    Metric {
        name: "leads.hoarded",
        title: "Leads hoarded",
        unit: "leads",
        formula: "negotiations in which a district alone kept a project that it believed likelier to land elsewhere, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.leads_hoarded.at(at)),
    },
    Metric {
        name: "screening.good_rejected",
        title: "Good projects rejected",
        unit: "projects",
        formula: "projects rejected though their true figures meet the standard, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.good_rejected.at(at)),
    },
    Metric {
        name: "screening.weak_admitted",
        title: "Weak projects admitted",
        unit: "projects",
        formula: "projects admitted though their true figures miss the standard, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.weak_admitted.at(at)),
    },
    Metric {
        name: "conversion.qualified",
        title: "Projects qualified",
        unit: "projects",
        formula: "projects admitted by screening, over the counted weeks; at a district, found by it",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.qualified.at(at)),
    },
    Metric {
        name: "conversion.size_exponent",
        title: "Tail of project sizes (Pareto exponent)",
        unit: "1",
        formula: "maximum likelihood of a Pareto distribution from 1 yi up, cut off at the largest investment of a prospect, over qualified projects of at least 1 yi in the counted weeks",
        left_out: "projects below 1 yi",
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
        title: "Qualified projects that land",
        unit: "share",
        formula: "projects landed / projects qualified, over the counted weeks (events of the same weeks, not of the same projects)",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| ratio(w, |m| (m.landed.at(at), m.qualified.at(at))),
    },
    Metric {
        name: "conversion.lost",
        title: "Projects lost",
        unit: "projects",
        formula: "qualified projects that went elsewhere before they had land, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: true,
        value: |w, at| sum(w, |m| m.all_losses_at(at)),
    },
    Metric {
        name: "conversion.lost_waiting",
        title: "Lost: waited too long",
        unit: "projects",
        formula: "losses whose main reason is waiting, over the counted weeks: nobody took the project up, the weeks to land weighed most, or its land was set aside and not granted yet",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(0, at)),
    },
    Metric {
        name: "conversion.lost_price",
        title: "Lost: land too dear",
        unit: "projects",
        formula: "losses whose main reason is the land price, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(1, at)),
    },
    Metric {
        name: "conversion.lost_no_land",
        title: "Lost: no land",
        unit: "projects",
        formula: "losses whose main reason is that no land was to be had, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(2, at)),
    },
    Metric {
        name: "conversion.lost_no_talent",
        title: "Lost: no talent",
        unit: "projects",
        formula: "losses whose main reason is talent, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(3, at)),
    },
    Metric {
        name: "conversion.lost_stalled",
        title: "Lost: negotiations stalled",
        unit: "projects",
        formula: "losses during negotiations without substantive progress, over the counted weeks",
        left_out: "",
        scopes: Scope::WHO,
        weekly: false,
        value: |w, at| sum(w, |m| m.losses_at(4, at)),
    },
    Metric {
        name: "conversion.signed",
        title: "Projects signed",
        unit: "projects",
        formula: "projects that signed with a district, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.signed.at(at)),
    },
    Metric {
        name: "conversion.in_pipeline",
        title: "Projects waiting for land",
        unit: "projects",
        formula: "projects in the pool that have no land yet, in the last week",
        left_out: "",
        scopes: CITY,
        weekly: true,
        value: |w, at| match at {
            Place::City => w.get_resource::<Docket>().map(|d| d.waiting.len() as f64),
            _ => None,
        },
    },
    Metric {
        name: "conversion.started",
        title: "Constructions begun",
        unit: "projects",
        formula: "projects approved and begun, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.started.at(at)),
    },
    Metric {
        name: "conversion.opened",
        title: "Plants opened",
        unit: "plants",
        formula: "projects that began to produce, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.opened.at(at)),
    },
    Metric {
        name: "conversion.stalled",
        title: "Constructions stopped for good",
        unit: "projects",
        formula: "projects withdrawn during construction, over the counted weeks",
        left_out: "",
        scopes: Scope::EVERYWHERE,
        weekly: false,
        value: |w, at| sum(w, |m| m.stalled.at(at)),
    },
    Metric {
        name: "conversion.delays",
        title: "Delays of construction",
        unit: "delays",
        formula: "delays of constructions, over the counted weeks",
        left_out: "",
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
    for district in districts.ids() {
        if layout.districts_of(place).contains(&district.index()) {
            let count = districts[district].promoters;
            sum += count * conducts[district].effort;
            promoters += count;
        }
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
