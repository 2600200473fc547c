//! Speed: weeks from lead to each milestone, with projects still on the way taken for what they
//! are (Kaplan–Meier), not dropped.

use std::collections::BTreeMap;

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Calendar;
use crate::kernel::language::{Words, words};
use crate::kernel::record::{Metric, Place, Scope};
use crate::world::project::{Docket, Life, Project, Stage};

/// Milestones whose speed is measured, with their words in files.
pub const MILESTONES: [(Stage, &str); 4] = [
    (Stage::Agreed, "agreement"),
    (Stage::Granted, "land"),
    (Stage::Building, "start"),
    (Stage::Operating, "production"),
];

/// The share of projects that have reached a milestone, by weeks since the lead.
///
/// Projects found in the counted weeks and admitted by screening take part. A project that is on
/// its way when the run ends counts until then, and one that is lost until it is lost: the curve
/// speaks of speed, how many are lost is a metric of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    reached: Vec<f64>,
}

impl Curve {
    /// Estimates the curve from observed times.
    ///
    /// Each observation is a number of weeks and whether the milestone was reached then (true) or
    /// the observation ended without it (false). `weeks` is the length of the curve.
    #[must_use]
    pub fn estimate(observations: &[(u32, bool)], weeks: u32) -> Self {
        let length = weeks as usize + 1;
        let mut events = vec![0_u32; length];
        let mut leaving = vec![0_u32; length];
        for &(week, reached) in observations {
            let at = (week as usize).min(length - 1);
            leaving[at] += 1;
            if reached && week <= weeks {
                events[at] += 1;
            }
        }
        let mut at_risk = u32::try_from(observations.len()).unwrap_or(u32::MAX);
        let mut without = 1.0;
        let reached = (0..length)
            .map(|week| {
                if at_risk > 0 {
                    without *= 1.0 - f64::from(events[week]) / f64::from(at_risk);
                }
                at_risk -= leaving[week];
                1.0 - without
            })
            .collect();
        Self { reached }
    }

    /// The first week by which a share has reached the milestone.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        const ROUNDING: f64 = 1e-12;
        self.reached
            .iter()
            .position(|&reached| reached >= share - ROUNDING)
            .map(|week| week as f64)
    }

    /// Share that has reached the milestone, week by week.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.reached
    }
}

/// The curves of a run: of the city for each milestone, and of each sector and ownership.
#[derive(Resource, Debug, Clone, Default)]
pub struct Speed {
    curves: BTreeMap<(usize, Place), Curve>,
}

impl Speed {
    /// The curve of a milestone (by its place in [`MILESTONES`]) somewhere.
    #[must_use]
    pub fn curve(&self, milestone: usize, place: Place) -> Option<&Curve> {
        self.curves.get(&(milestone, place))
    }
}

/// Estimates every curve from the lives of the run.
pub(super) fn close(world: &mut World) {
    let Some(calendar) = world.get_resource::<Calendar>().cloned() else {
        return;
    };
    let projects: Vec<Entity> = match world.get_resource::<Docket>() {
        Some(docket) => docket.all.iter().map(|&(_, entity)| entity).collect(),
        None => return,
    };
    let mut observed: BTreeMap<(usize, Place), Vec<(u32, bool)>> = BTreeMap::new();
    for entity in projects {
        let (Some(project), Some(life)) = (world.get::<Project>(entity), world.get::<Life>(entity))
        else {
            continue;
        };
        let Some(found) = life.reached(Stage::Lead) else {
            continue;
        };
        if found < calendar.first_counted() || life.reached(Stage::Screened).is_none() {
            continue;
        }
        for (milestone, &(stage, _)) in MILESTONES.iter().enumerate() {
            let observation = match (life.reached(stage), life.ended()) {
                (Some(week), _) => (week.since(found), true),
                (None, Some(lost)) => (lost.since(found), false),
                // The last week that is simulated is the one before the end.
                (None, None) => (calendar.end().since(found).saturating_sub(1), false),
            };
            for place in [
                Place::City,
                Place::Sector(project.sector.index()),
                Place::Ownership(project.ownership.index()),
            ] {
                observed
                    .entry((milestone, place))
                    .or_default()
                    .push(observation);
            }
        }
    }
    let weeks = calendar.horizon();
    let curves = observed
        .into_iter()
        .map(|(key, observations)| (key, Curve::estimate(&observations, weeks)))
        .collect();
    world.insert_resource(Speed { curves });
}

fn quantile(world: &World, milestone: usize, place: Place, share: f64) -> Option<f64> {
    world
        .get_resource::<Speed>()?
        .curve(milestone, place)?
        .quantile(share)
}

const FORMULA: Words = words(
    "first week since the lead by which this share of the projects qualified in the counted weeks has reached the milestone (Kaplan-Meier; projects on the way count until the end of the run, lost ones until they are lost); empty if the share is not reached",
    "自线索发现起，统计期内通过准入的项目达到该节点的比例首次达到此值的周数（卡普兰—迈耶估计；进行中的项目计至运行结束，流失项目计至流失时）；未达到该比例时为空",
);

macro_rules! quantiles {
    ($(($name:literal, $title:literal, $title_zh:literal, $milestone:literal, $share:literal)),* $(,)?) => {
        /// Speed.
        pub static SPEED: &[Metric] = &[$(Metric {
            name: $name,
            title: words($title, $title_zh),
            unit: "weeks",
            formula: FORMULA,
            left_out: words("projects found in the burn-in; projects rejected by screening", "预热期发现的项目；未通过准入的项目"),
            scopes: Scope::WHO,
            weekly: false,
            value: |w, at| quantile(w, $milestone, at, $share),
        }),*];
    };
}

quantiles![
    (
        "speed.weeks_to_agreement_p10",
        "Weeks from lead to agreement were none lost, first 10 %",
        "从线索到签约周数（设无流失），第10百分位",
        0,
        0.1
    ),
    (
        "speed.weeks_to_agreement_median",
        "Weeks from lead to agreement were none lost, median",
        "从线索到签约周数（设无流失），中位数",
        0,
        0.5
    ),
    (
        "speed.weeks_to_agreement_p90",
        "Weeks from lead to agreement were none lost, first 90 %",
        "从线索到签约周数（设无流失），第90百分位",
        0,
        0.9
    ),
    (
        "speed.weeks_to_land_p10",
        "Weeks from lead to land were none lost, first 10 %",
        "从线索到供地周数（设无流失），第10百分位",
        1,
        0.1
    ),
    (
        "speed.weeks_to_land_median",
        "Weeks from lead to land were none lost, median",
        "从线索到供地周数（设无流失），中位数",
        1,
        0.5
    ),
    (
        "speed.weeks_to_land_p90",
        "Weeks from lead to land were none lost, first 90 %",
        "从线索到供地周数（设无流失），第90百分位",
        1,
        0.9
    ),
    (
        "speed.weeks_to_start_p10",
        "Weeks from lead to start were none lost, first 10 %",
        "从线索到开工周数（设无流失），第10百分位",
        2,
        0.1
    ),
    (
        "speed.weeks_to_start_median",
        "Weeks from lead to start were none lost, median",
        "从线索到开工周数（设无流失），中位数",
        2,
        0.5
    ),
    (
        "speed.weeks_to_start_p90",
        "Weeks from lead to start were none lost, first 90 %",
        "从线索到开工周数（设无流失），第90百分位",
        2,
        0.9
    ),
    (
        "speed.weeks_to_production_p10",
        "Weeks from lead to production were none lost, first 10 %",
        "从线索到投产周数（设无流失），第10百分位",
        3,
        0.1
    ),
    (
        "speed.weeks_to_production_median",
        "Weeks from lead to production were none lost, median",
        "从线索到投产周数（设无流失），中位数",
        3,
        0.5
    ),
    (
        "speed.weeks_to_production_p90",
        "Weeks from lead to production were none lost, first 90 %",
        "从线索到投产周数（设无流失），第90百分位",
        3,
        0.9
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbook_estimate_comes_out() {
        // Events at 1 and 3, one leaves at 2, one never: 1 - 3/4 = .25, then 1 - 3/4 * 1/2.
        let curve = Curve::estimate(&[(1, true), (2, false), (3, true), (9, false)], 4);
        let expected = [0.0, 0.25, 0.25, 0.625, 0.625];
        for (share, expected) in curve.shares().iter().zip(expected) {
            assert!((share - expected).abs() < 1e-12);
        }
        assert_eq!(curve.quantile(0.25), Some(1.0));
        assert_eq!(curve.quantile(0.7), None);
    }

    #[test]
    fn dropping_those_on_the_way_would_have_made_it_look_faster() {
        let honest = Curve::estimate(&[(1, true), (5, false), (5, false)], 5);
        let dropped = Curve::estimate(&[(1, true)], 5);
        assert!(honest.shares()[1] < dropped.shares()[1]);
    }
}
