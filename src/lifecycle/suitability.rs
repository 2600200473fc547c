//! How well a district suits a project, and how the city and the districts see it through noise.

use crate::kernel::chance::math::saturating_share;
use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;
use crate::world::district::{District, Zone};
use crate::world::sector::Sector;

parameters! {
    /// What makes a district suit a project.
    "suitability"
    /// Weight of the sector's rank among the district's leading sectors.
    "行业在该区主导产业中位次的权重。"
    leading_weight: f64 = 0.35, "weight", 0.0..=1.0, Assumed("SUI-1");
    /// Weight of the cluster that already produces there.
    "当地已有产业集群的权重。"
    cluster_weight: f64 = 0.25, "weight", 0.0..=1.0, Assumed("SUI-1");
    /// Weight of talent.
    "人才的权重。"
    talent_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("SUI-1");
    /// Weight of land that is there or comes soon.
    "已有或近期可供用地的权重。"
    site_weight: f64 = 0.2, "weight", 0.0..=1.0, Assumed("SUI-1");
    /// How much each rank below the first takes away from a leading sector.
    "主导产业位次每降一位的扣减。"
    rank_step: f64 = 0.15, "1", 0.0..=1.0, Assumed("SUI-2");
    /// What a sector outside the leading ones still counts for.
    "非主导产业仍计的分值。"
    unlisted_rank: f64 = 0.1, "1", 0.0..=1.0, Assumed("SUI-2");
    /// Share of research staff, in percent, at which a district has half of the talent there is.
    "区人才水平达到一半时科研人员占全市的百分比。"
    talent_half_pct: f64 = 4.0, "percent", 0.1..=100.0, Assumed("SUI-3");
    /// Research intensity, in percent of revenue, from which a sector lives on talent alone.
    "行业完全依赖人才时研发投入占营业收入的百分比。"
    talent_hunger_pct: f64 = 10.0, "percent", 0.1..=100.0, Assumed("SUI-3");
    /// Weeks of waiting for land that halve what a site counts for.
    "使用地分值减半的等地周数。"
    site_half_weeks: f64 = 26.0, "weeks", 1.0..=520.0, Assumed("SUI-4");
    /// Most energy per 10,000 yuan of output that an ecological district takes.
    "生态涵养区可接受的每万元产出能耗上限。"
    ecological_energy_cap: f64 = 0.05, "tce/10,000 yuan", 0.0..=10.0, Assumed("SUI-5");
    /// Noise with which a district sees its own suitability (standard deviation).
    "区判断自身适配度的噪声（标准差）。"
    district_noise: f64 = 0.15, "1", 0.0..=1.0, Assumed("SUI-6");
    /// Noise with which the city sees a district's suitability (standard deviation).
    "市级判断各区适配度的噪声（标准差）。"
    city_noise: f64 = 0.15, "1", 0.0..=1.0, Assumed("SUI-6");
    /// Share of the noise that is left once a district has looked closely.
    "区尽职调查后剩余噪声的比例。"
    noise_after_diligence: f64 = 0.4, "share", 0.0..=1.0, Assumed("SUI-7");
}

/// What suitability is made of, each in [0, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Rank of the sector.
    pub leading: f64,
    /// Strength of the cluster.
    pub cluster: f64,
    /// Match of talent.
    pub talent: f64,
    /// Nearness of a site.
    pub site: f64,
}

/// Suitability in [0, 1] from its parts.
#[must_use]
pub fn suitability(parts: Parts, p: &Parameters) -> f64 {
    let weights = p.leading_weight + p.cluster_weight + p.talent_weight + p.site_weight;
    if weights <= 0.0 {
        return 0.0;
    }
    let sum = p.leading_weight * parts.leading
        + p.cluster_weight * parts.cluster
        + p.talent_weight * parts.talent
        + p.site_weight * parts.site;
    (sum / weights).clamp(0.0, 1.0)
}

/// Whether the zone's rules let a project in at all.
///
/// The core is closed to manufacturing and so are the urban districts, unless one was opened to the
/// project; ecological districts cap energy per output.
#[must_use]
pub fn zone_admits(zone: Zone, is_opened: bool, energy_tce_per_wan: f64, p: &Parameters) -> bool {
    match zone {
        Zone::Core => false,
        Zone::Expansion => is_opened,
        Zone::Ecological => energy_tce_per_wan <= p.ecological_energy_cap,
        Zone::PlainNewTown | Zone::Subcentre => true,
    }
}

/// What the sector's rank in the district counts for, in [0, 1].
#[must_use]
pub fn leading_part(rank: Option<usize>, p: &Parameters) -> f64 {
    match rank {
        Some(rank) => (1.0 - p.rank_step * rank as f64).max(p.unlisted_rank),
        None => p.unlisted_rank,
    }
}

/// How well the district's talent matches what the sector needs, in [0, 1].
#[must_use]
pub fn talent_match(district: &District, sector: &Sector, p: &Parameters) -> f64 {
    let supply = saturating_share(district.research_share_pct, p.talent_half_pct);
    let hunger = (sector.research_intensity_pct / p.talent_hunger_pct).min(1.0);
    1.0 - hunger * (1.0 - supply)
}

/// What a site counts for that can be had after some weeks, in [0, 1].
#[must_use]
pub fn site_part(weeks_to_land: f64, p: &Parameters) -> f64 {
    p.site_half_weeks / (p.site_half_weeks + weeks_to_land.max(0.0))
}

/// Suitability as seen with noise; what the law closes is seen as closed.
#[must_use]
pub fn seen(suitability: f64, noise: f64) -> f64 {
    if suitability <= 0.0 {
        0.0
    } else {
        (suitability + noise).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suitability_is_one_where_every_part_is_one_and_stays_within_bounds() {
        let p = Parameters::default();
        let all = |x| Parts {
            leading: x,
            cluster: x,
            talent: x,
            site: x,
        };
        assert!((suitability(all(1.0), &p) - 1.0).abs() < 1e-12);
        assert!(suitability(all(0.0), &p).abs() < 1e-12);
    }

    #[test]
    fn zones_admit_what_their_rule_says() {
        let p = Parameters::default();
        let cases = [
            (Zone::Core, false, 0.0, false),
            (Zone::Core, true, 0.0, false),
            (Zone::Expansion, false, 0.0, false),
            (Zone::Expansion, true, 0.0, true),
            (Zone::Ecological, false, p.ecological_energy_cap, true),
            (
                Zone::Ecological,
                true,
                p.ecological_energy_cap + 0.01,
                false,
            ),
            (Zone::PlainNewTown, false, 9.0, true),
            (Zone::Subcentre, false, 9.0, true),
        ];
        for (zone, is_opened, energy, admitted) in cases {
            let admits = zone_admits(zone, is_opened, energy, &p);
            assert_eq!(admits, admitted, "{zone:?} {is_opened} {energy}");
        }
    }

    #[test]
    fn a_higher_rank_never_counts_for_less() {
        let p = Parameters::default();
        let mut last = f64::INFINITY;
        for rank in 0..12 {
            let part = leading_part(Some(rank), &p);
            assert!(part <= last && part >= leading_part(None, &p));
            last = part;
        }
    }

    #[test]
    fn noise_opens_no_closed_door() {
        assert_eq!(seen(0.0, 3.0), 0.0);
        assert_eq!(seen(0.5, 3.0), 1.0);
        assert_eq!(seen(0.5, -3.0), 0.0);
    }
}
