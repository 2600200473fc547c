//! From points to scenarios, and the rules that must hold at every one of them.

use rayon::prelude::*;

use super::inputs::Sets;
use super::{Experiment, Varied};
use crate::kernel::design::{Design, Levels, Role};
use crate::kernel::language::Told;
use crate::kernel::parameter::{Parameter, Value};
use crate::measures::MEASURES;
use crate::scenario::together::{self, Broken};
use crate::scenario::{Scenario, Switch, Timetable};

impl Experiment {
    /// The scenario at a point: all that is varied set, with the luck that all points share.
    ///
    /// # Panics
    ///
    /// If the design has no such point.
    #[must_use]
    pub fn scenario(&self, point: usize) -> Scenario {
        let base = &self.bases[self.policy(point)];
        self.at(base, point, &[Role::Lever, Role::Uncertainty])
    }

    /// The baseline at a point, if there is one: the same uncertain values and luck, no lever.
    ///
    /// # Panics
    ///
    /// If the design has no such point.
    #[must_use]
    pub fn baseline(&self, point: usize) -> Option<Scenario> {
        let baseline = self.baseline.as_ref()?;
        Some(self.at(baseline, point, &[Role::Uncertainty]))
    }

    /// Which of the scenarios is varied at a point.
    fn policy(&self, point: usize) -> usize {
        policy(&self.design, &self.varied, point)
    }

    fn at(&self, base: &Scenario, point: usize, roles: &[Role]) -> Scenario {
        let mut scenario = base.clone();
        scenario.name = format!("{} at point {point}", base.name);
        let (timetable, switches) = (&mut scenario.timetable, &mut scenario.switches);
        set(
            &self.design,
            &self.varied,
            point,
            roles,
            timetable,
            switches,
        );
        let inputs = self.design.inputs().iter().zip(&self.varied);
        for (input, varied) in inputs.filter(|(input, _)| roles.contains(&input.role)) {
            let origin = varied.origin.clone();
            scenario.origins.insert(input.name.clone(), origin);
        }
        scenario
    }
}

/// Which of the scenarios is varied at a point.
fn policy(design: &Design, varied: &[Varied], point: usize) -> usize {
    let lever = varied
        .iter()
        .position(|varied| matches!(varied.sets, Sets::Policy));
    lever.map_or(0, |lever| design.index(point, lever))
}

/// Sets the inputs of some roles to their values at a point.
fn set(
    design: &Design,
    varied: &[Varied],
    point: usize,
    roles: &[Role],
    timetable: &mut Timetable,
    switches: &mut [Switch],
) {
    for (at, (input, varied)) in design.inputs().iter().zip(varied).enumerate() {
        if !roles.contains(&input.role) {
            continue;
        }
        match &varied.sets {
            Sets::Policy => {}
            Sets::Switch(measure, values) => {
                switches[*measure].on = values[design.index(point, at)];
            }
            Sets::Parameter(parameter, values) => {
                let value = match &input.levels {
                    Levels::Listed(_) => values[design.index(point, at)],
                    Levels::Range(range) if range.is_whole() => {
                        Value::Count(count(design.values(point)[at]))
                    }
                    Levels::Range(_) => Value::Number(design.values(point)[at]),
                };
                timetable.set(parameter.section, parameter.key, value);
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number within the bounds of a count"
)]
fn count(value: f64) -> u32 {
    value as u32
}

/// A rule that is broken at some points.
pub(super) struct BrokenAt {
    pub broken: Broken,
    /// The scenario that breaks it.
    pub scenario: String,
    /// The first of the points.
    pub first: Vec<usize>,
    /// How many there are.
    pub points: usize,
}

/// Holds every point against the rules about several values: those of the scenario and those of the
/// baseline.
pub(super) fn broken(
    design: &Design,
    varied: &[Varied],
    bases: &[Scenario],
    baseline: Option<&Scenario>,
) -> Vec<BrokenAt> {
    const TOLD: usize = 3;
    /// Points that are held against the rules before what is found is counted.
    const PORTION: usize = 100_000;
    let every = [Role::Lever, Role::Uncertainty];
    let of_point = |point: usize| {
        let base = &bases[policy(design, varied, point)];
        let versions = [(Some(base), &every[..]), (baseline, &every[1..])];
        let mut broken = Vec::new();
        for (scenario, roles) in versions {
            let Some(scenario) = scenario else { continue };
            let mut timetable = scenario.timetable.clone();
            let mut switches = scenario.switches.clone();
            set(design, varied, point, roles, &mut timetable, &mut switches);
            let rules = together::broken(&timetable, &switches).into_iter();
            broken.extend(rules.map(|rule| (point, scenario.name.clone(), rule)));
        }
        broken
    };
    let mut found: Vec<BrokenAt> = Vec::new();
    for portion in (0..design.points()).step_by(PORTION) {
        let points = portion..(portion + PORTION).min(design.points());
        let broken: Vec<_> = points.into_par_iter().flat_map_iter(of_point).collect();
        for (point, scenario, broken) in broken {
            let earlier = found
                .iter_mut()
                .find(|found| found.scenario == scenario && found.broken.beside == broken.beside);
            match earlier {
                Some(earlier) => {
                    earlier.points += 1;
                    if earlier.first.len() < TOLD {
                        earlier.first.push(point);
                    }
                }
                None => found.push(BrokenAt {
                    broken,
                    scenario,
                    first: vec![point],
                    points: 1,
                }),
            }
        }
    }
    found
}

/// What is varied and does nothing: values of a measure that is off, and stays off.
pub(super) fn idle(design: &Design, varied: &[Varied], bases: &[Scenario]) -> Vec<Told> {
    let is_switched = |measure: usize| {
        let mut varied = varied.iter();
        varied.any(|varied| matches!(&varied.sets, Sets::Switch(at, _) if *at == measure))
    };
    let is_off = |section: &str| {
        MEASURES.iter().enumerate().any(|(at, measure)| {
            section.strip_prefix("measures.") == Some(measure.name)
                && !is_switched(at)
                && bases.iter().all(|base| !base.switches[at].on)
        })
    };
    let inputs = design.inputs().iter().zip(varied);
    inputs
        .filter_map(|(input, varied)| match &varied.sets {
            Sets::Parameter(Parameter { section, .. }, _) if is_off(section) => Some(Told {
                en: format!(
                    "note: \"{}\" does nothing: {section} is off in the scenario and no lever turns it on",
                    input.name
                ),
                zh: format!("提示：“{}”不起作用：情景中{section}未开启，也没有开启它的政策变量", input.name),
            }),
            _ => None,
        })
        .collect()
}
