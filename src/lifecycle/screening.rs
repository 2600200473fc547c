//! Screening: the admission standard (准入标准), met or missed by what is perceived.

use bevy_ecs::prelude::*;

use super::ground::Ground;
use super::metrics::Metrics;
use crate::kernel::agenda::Agenda;
use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::chance::math::exp;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::{Assumed, Recalled};
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::world::district::DistrictSet;
use crate::world::project::{Cause, Docket, Life, Project, Stage, StageReached};
use crate::world::sector::Sectors;
use crate::world::standard::{Figures, Standard, Standards};
use crate::world::witness::{self, Note, Witnessed};

parameters! {
    /// The uniform admission standard before districts and sectors have their own.
    "screening"
    /// Weeks from lead to decision.
    "从线索发现到准入决定的周数。"
    weeks: u32 = 2, "weeks", 0..=52, Assumed("SCR-1");
    /// Least investment per hectare.
    "地均投资下限。"
    investment_floor: f64 = 0.3, "yi/ha", 0.0..=100.0, Assumed("SCR-2");
    /// Least output per hectare and year.
    "地均年产出下限。"
    output_floor: f64 = 0.35, "yi/ha/year", 0.0..=100.0, Assumed("SCR-2");
    /// Least tax per hectare and year.
    "地均年税收下限。"
    tax_floor: f64 = 0.0144, "yi/ha/year", 0.0..=10.0, Recalled("S:43 low end, 144 wan/ha");
    /// Most energy per 10,000 yuan of output.
    "每万元产出能耗上限。"
    energy_ceiling: f64 = 0.25, "tce/10,000 yuan", 0.0..=10.0, Assumed("SCR-2");
    /// Noise with which each figure is perceived (standard deviation of the logarithm).
    "对各项指标感知的噪声（对数标准差）。"
    noise: f64 = 0.4, "1", 0.0..=2.0, Assumed("SCR-3");
}

const NOISE: Purpose = Purpose::new("screening.noise");
const SECTOR_BARRED: Purpose = Purpose::new("screening.sector_barred");

/// Leads by the week of their decision.
#[derive(Resource, Debug, Default)]
pub struct Screenings(Agenda<(ProjectId, Entity)>);

impl Screenings {
    /// Files a lead for decision.
    pub fn file(&mut self, due: Week, id: ProjectId, project: Entity) {
        self.0.file(due, (id, project));
    }
}

/// Projects admitted this week that are not in the pool yet.
#[derive(Resource, Debug, Default)]
pub struct Admitted(Vec<(ProjectId, Entity)>);

impl Parameters {
    /// The uniform standard.
    #[must_use]
    pub fn standard(&self) -> Standard {
        Standard {
            investment: self.investment_floor,
            output: self.output_floor,
            tax: self.tax_floor,
            energy: self.energy_ceiling,
        }
    }
}

/// The true figures of a project.
#[must_use]
pub fn figures(project: &Project, sectors: &Sectors) -> Figures {
    let sector = &sectors[project.sector];
    let output = sector.output_yi_per_ha * project.productivity;
    Figures {
        investment: project.investment_yi / project.land.hectares().max(f64::MIN_POSITIVE),
        output,
        tax: output * sector.tax_rate,
        energy: sector.energy_tce_per_wan * project.energy_factor,
    }
}

/// The figures as perceived: each true one times lognormal noise.
fn perceived(true_figures: Figures, project: ProjectId, noise: f64, dice: &Dice) -> Figures {
    let blur = |x: f64, index| x * exp(noise * dice.roll(NOISE, &project, index).normal());
    Figures {
        investment: blur(true_figures.investment, 0),
        output: blur(true_figures.output, 1),
        tax: blur(true_figures.tax, 2),
        energy: blur(true_figures.energy, 3),
    }
}

/// Installs screening and the pool.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Screenings>();
    model.world.init_resource::<Admitted>();
    model
        .tick
        .add_systems(screen_leads.in_set(Tick::LeadsAreScreened))
        .add_systems(pool_admitted_projects.in_set(Tick::PoolIsUpdated));
}

/// Leads that are due are admitted or rejected; both kinds of error are counted.
///
/// Where districts have standards of their own, a project is admitted if one of those whose zone
/// admits it would take it; the others are closed to it.
fn screen_leads(
    ground: Ground,
    p: Res<Parameters>,
    standards: Res<Standards>,
    mut due: ResMut<Screenings>,
    mut pool: ResMut<Admitted>,
    mut metrics: ResMut<Metrics>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<(&mut Project, &mut Life)>,
) {
    let now = ground.calendar.now();
    for (id, entity) in due.0.take(now) {
        let Ok((mut project, mut life)) = projects.get_mut(entity) else {
            continue;
        };
        let cell = project.cell(None);
        let share = standards.admitted_share(project.sector);
        if ground.dice.roll(SECTOR_BARRED, &id, 0).happens(share) {
            let truth = figures(&project, &ground.sectors);
            let noise = p.noise * ground.knowledge.figure_noise_left(project.sector);
            let deserves = takers(truth, &project, &ground, &standards, &p);
            let seen = perceived(truth, id, noise, &ground.dice);
            let admitted = takers(seen, &project, &ground, &standards, &p);
            ground.witness.note(now, id, || {
                let (standard, of) = nearest(seen, &project, &ground, &standards, &p);
                let closed = ground.within_reach(&project);
                let closed = closed.filter(|&d| admitted.any && admitted.shut_out.contains(d));
                Note::Screened {
                    admitted: admitted.any,
                    is_barred: false,
                    seen: seen.into(),
                    truth: truth.into(),
                    standard: standard.into(),
                    standard_of: of.map(|district| ground.witness.code(district)),
                    shut_out: closed.map(|d| ground.witness.code(d)).collect(),
                    deserves: deserves.any,
                }
            });
            if admitted.any {
                project.shut_out = admitted.shut_out;
                life.reach(Stage::Screened, now);
                pool.0.push((id, entity));
                if !deserves.any {
                    metrics.weak_admitted.add(cell, 1.0);
                }
            } else {
                life.end(Stage::Rejected, Cause::BelowStandard, now);
                if deserves.any {
                    metrics.good_rejected.add(cell, 1.0);
                }
            }
        } else {
            life.end(Stage::Rejected, Cause::SectorBarred, now);
            ground.witness.note(now, id, || Note::Screened {
                admitted: false,
                is_barred: true,
                seen: witness::Figures::default(),
                truth: witness::Figures::default(),
                standard: witness::Figures::default(),
                standard_of: None,
                shut_out: Vec::new(),
                deserves: false,
            });
        }
        reached.write(StageReached {
            project: entity,
            id,
            stage: life.stage(),
        });
    }
}

/// Who would take a project.
struct Takers {
    any: bool,
    shut_out: DistrictSet,
}

/// Holds figures against the standards of the districts whose zone admits the project. Where no
/// district has a standard of its own, or none may admit it, the uniform one decides.
fn takers(
    figures: Figures,
    project: &Project,
    ground: &Ground,
    standards: &Standards,
    p: &Parameters,
) -> Takers {
    let mut takers = Takers {
        any: p.standard().is_met_by(figures),
        shut_out: DistrictSet::default(),
    };
    if !standards.are_specific() {
        return takers;
    }
    let mut candidates = ground
        .within_reach(project)
        .filter(|&d| ground.zone_admits(d, project))
        .peekable();
    if candidates.peek().is_some() {
        takers.any = false;
    }
    for district in candidates {
        let standard = standards.of(district, project.sector);
        if standard.is_none_or(|standard| standard.is_met_by(figures)) {
            takers.any = true;
        } else {
            takers.shut_out.insert(district);
        }
    }
    takers
}

/// Of the standards that could admit a project, the one that its figures come nearest to or pass by
/// most, and whose it is.
fn nearest(
    figures: Figures,
    project: &Project,
    ground: &Ground,
    standards: &Standards,
    p: &Parameters,
) -> (Standard, Option<DistrictId>) {
    let room = |standard: &Standard| {
        let floors = [
            figures.investment / standard.investment,
            figures.output / standard.output,
            figures.tax / standard.tax,
            standard.energy / figures.energy,
        ];
        floors.into_iter().fold(f64::INFINITY, f64::min)
    };
    let candidates = ground
        .within_reach(project)
        .filter(|&d| ground.zone_admits(d, project))
        .filter_map(|d| Some((*standards.of(d, project.sector)?, d)));
    let nearest = candidates.max_by(|a, b| room(&a.0).total_cmp(&room(&b.0)).then(b.1.cmp(&a.1)));
    nearest.map_or((p.standard(), None), |(standard, d)| (standard, Some(d)))
}

/// Admitted projects enter the pool in the week of their admission.
pub fn pool_admitted_projects(
    calendar: Res<Calendar>,
    mut docket: ResMut<Docket>,
    mut admitted: ResMut<Admitted>,
    witness: Witnessed,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<&mut Life>,
) {
    for (id, project) in admitted.0.drain(..) {
        if let Ok(mut life) = projects.get_mut(project) {
            witness.note(calendar.now(), id, || Note::Pooled {});
            life.reach(Stage::Pooled, calendar.now());
            docket.admit(id, project);
            reached.write(StageReached {
                project,
                id,
                stage: Stage::Pooled,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_is_met_on_its_boundary_and_missed_beyond() {
        let standard = Parameters::default().standard();
        let on = Figures {
            investment: standard.investment,
            output: standard.output,
            tax: standard.tax,
            energy: standard.energy,
        };
        assert!(standard.is_met_by(on));
        for beyond in [
            Figures {
                investment: on.investment * 0.99,
                ..on
            },
            Figures {
                output: on.output * 0.99,
                ..on
            },
            Figures {
                tax: on.tax * 0.99,
                ..on
            },
            Figures {
                energy: on.energy * 1.01,
                ..on
            },
        ] {
            assert!(!standard.is_met_by(beyond), "{beyond:?}");
        }
    }
}
