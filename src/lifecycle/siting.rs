//! Siting: which parcels a signed project gets, cut to its need, and when they can be granted.

use bevy_ecs::prelude::*;

use super::ground::Ground;
use crate::kernel::agenda::Appointments;
use crate::kernel::calendar::{Week, whole_weeks};
use crate::kernel::chance::Purpose;
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::kernel::units::Area;
use crate::world::land_bank::{Access, LandBank};
use crate::world::parcel::{LandState, Parcel, Readiness};
use crate::world::project::{Docket, FirstInLine, Life, Project, Stage, StageReached};
use crate::world::witness::Note;

parameters! {
    /// How signed projects come to land.
    "siting"
    /// Least rest that stays a parcel of its own when a parcel is cut.
    "宗地分割后可单独成宗的最小剩余面积。"
    smallest_rest_ha: f64 = 0.3, "ha", 0.0..=100.0, Assumed("SIT-1");
    /// Median weeks to search for a site.
    "选址周数的中位数。"
    search_weeks: f64 = 4.0, "weeks", 0.0..=520.0, Assumed("SIT-2");
    /// Median weeks from the choice of a serviced site to its grant.
    "从选定市政配套完善的用地到出让周数的中位数。"
    grant_weeks: f64 = 8.0, "weeks", 0.0..=520.0, Assumed("SIT-2");
    /// Median weeks from the choice of standard land to its grant.
    "从选定标准地到出让周数的中位数。"
    standard_grant_weeks: f64 = 4.0, "weeks", 0.0..=520.0, Assumed("SIT-3");
    /// Median weeks to service raw land.
    "完善生地市政配套周数的中位数。"
    servicing_weeks: f64 = 30.0, "weeks", 0.0..=520.0, Assumed("SIT-2");
    /// Spread of both durations (standard deviation of the logarithm).
    "以上两项时长的离散度（对数标准差）。"
    spread: f64 = 0.3, "1", 0.0..=2.0, Assumed("SIT-2");
}

impl Parameters {
    /// Median weeks until land of some readiness is granted; `search_left` is the share of the
    /// search that the industry map leaves.
    #[must_use]
    pub fn weeks(&self, readiness: Readiness, search_left: f64) -> f64 {
        let search = self.search_weeks * search_left;
        match readiness {
            Readiness::Standard => search + self.standard_grant_weeks,
            Readiness::Serviced => search + self.grant_weeks,
            Readiness::Raw => search + self.grant_weeks + self.servicing_weeks,
        }
    }
}

const GRANT: Purpose = Purpose::new("siting.grant");
const SERVICING: Purpose = Purpose::new("siting.servicing");

/// The parcels of a project, from the day they are set aside.
#[derive(Component, Debug, Clone, PartialEq)]
#[component(storage = "SparseSet")]
pub struct Site {
    /// The parcels.
    pub parcels: Vec<Entity>,
    /// Their area together: at least what the project needs.
    pub area: Area,
}

/// Sited projects by the week in which their land can be granted.
#[derive(Resource, Debug, Default)]
pub struct Grants(Appointments<(ProjectId, Entity)>);

impl Grants {
    /// Takes what falls due in a week.
    pub fn due(&mut self, week: Week) -> Vec<(ProjectId, Entity)> {
        self.0.take(week)
    }

    /// Has a sited project's land granted in a week, if that is earlier than its site would allow.
    pub fn hasten(&mut self, due: Week, id: ProjectId, entity: Entity) {
        self.0.file(due, (id, entity));
    }

    /// The week in which a sited project's land is to be granted.
    #[must_use]
    pub fn expected(&self, id: ProjectId, entity: Entity) -> Option<Week> {
        self.0.due(&(id, entity))
    }
}

/// Installs siting.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Grants>();
    model
        .tick
        .add_systems(site_signed_projects.in_set(Tick::SitesAreFound));
}

/// Signed projects look for land: those that are first in line, then those that signed first.
fn site_signed_projects(
    mut commands: Commands,
    ground: Ground,
    p: Res<Parameters>,
    docket: Res<Docket>,
    mut bank: ResMut<LandBank>,
    mut grants: ResMut<Grants>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<(&Project, &mut Life, Has<FirstInLine>)>,
    mut parcels: Query<&mut Parcel>,
) {
    let now = ground.calendar.now();
    let mut queue: Vec<(bool, Week, ProjectId, Entity)> = docket
        .waiting
        .iter()
        .filter_map(|&(id, entity)| {
            let (_, life, is_first) = projects.get(entity).ok()?;
            let signed = life.reached(Stage::Agreed).unwrap_or(now);
            (life.stage() == Stage::Agreed).then_some((!is_first, signed, id, entity))
        })
        .collect();
    queue.sort_unstable();
    for (_, _, id, entity) in queue {
        let Ok((project, mut life, is_first)) = projects.get_mut(entity) else {
            continue;
        };
        let Some(district) = life.landing_district else {
            continue;
        };
        let rest = Area::from_hectares(p.smallest_rest_ha);
        let Some((site, readiness)) = set_aside(
            district,
            ground.access(district, project),
            project.land,
            rest,
            id,
            &mut bank,
            &mut parcels,
            &mut commands,
        ) else {
            continue;
        };
        let luck = |purpose| ground.dice.roll(purpose, &id, 0);
        let search_left = ground.knowledge.search_left;
        let ready = readiness.min(Readiness::Serviced);
        let mut weeks = luck(GRANT).lognormal(p.weeks(ready, search_left), p.spread);
        if readiness == Readiness::Raw {
            weeks += luck(SERVICING).lognormal(p.servicing_weeks, p.spread);
        }
        let weeks = whole_weeks(weeks, 1);
        ground.witness.note(now, id, || Note::Sited {
            district: ground.witness.code(district),
            hectares: site.area.hectares(),
            parcels: site.parcels.len(),
            readiness: readiness.word().to_owned(),
            weeks,
            was_first_in_line: is_first,
        });
        grants.0.file(now.after(weeks), (id, entity));
        bank.keep_promise(district, project.land);
        commands.entity(entity).insert(site);
        life.reach(Stage::Sited, now);
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::Sited,
        });
    }
}

/// Sets land aside: the best fitting parcel, cut to the need, or several put together. Returns the
/// site and how ready its least ready parcel is; nothing if the reserve is too small.
fn set_aside(
    district: DistrictId,
    access: Access,
    need: Area,
    smallest_rest: Area,
    holder: ProjectId,
    bank: &mut LandBank,
    parcels: &mut Query<&mut Parcel>,
    commands: &mut Commands,
) -> Option<(Site, Readiness)> {
    let offers = match bank.best_fit(district, need, access) {
        Some(offer) => vec![offer],
        None => bank.assemble(district, need, access)?,
    };
    let mut site = Site {
        parcels: Vec::with_capacity(offers.len()),
        area: Area::ZERO,
    };
    let mut readiness = Readiness::Standard;
    for (ready, area, _, entity) in offers {
        let Ok(mut parcel) = parcels.get_mut(entity) else {
            continue;
        };
        let missing = need.saturating_sub(site.area);
        let is_cut = area > missing && area - missing >= smallest_rest && !missing.is_zero();
        if is_cut {
            // The site is the new parcel: the rest stays what it was, for the next in the queue.
            let mut piece = bank.split(entity, &mut parcel, missing);
            let new = commands.spawn_empty().id();
            bank.enter(new, &piece);
            take(new, &mut piece, holder, &mut site, bank);
            commands.entity(new).insert(piece);
        } else {
            take(entity, &mut parcel, holder, &mut site, bank);
        }
        readiness = readiness.max(ready);
    }
    Some((site, readiness))
}

/// Adds a parcel on offer to a site.
fn take(
    entity: Entity,
    parcel: &mut Parcel,
    holder: ProjectId,
    site: &mut Site,
    bank: &mut LandBank,
) {
    site.area += parcel.area;
    site.parcels.push(entity);
    parcel.holder = Some(holder);
    bank.change(entity, parcel, LandState::Allocated);
}

/// Returns a site to the reserve. Servicing that was begun is not finished: the land stays as it
/// was.
pub fn give_back(site: &Site, bank: &mut LandBank, parcels: &mut Query<&mut Parcel>) {
    for &entity in &site.parcels {
        if let Ok(mut parcel) = parcels.get_mut(entity) {
            parcel.holder = None;
            bank.change(entity, &mut parcel, LandState::Reserve);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::DistrictId;
    use crate::lifecycle::small_world::{self, advance, parcel, reach, run};

    #[test]
    fn who_is_first_in_line_is_sited_before_those_that_signed_earlier() {
        for (is_first, expected) in [(false, [true, false]), (true, [false, true])] {
            let mut world = small_world::world();
            parcel(&mut world, 1, 0, 2.0, LandState::Reserve, |_| {});
            let projects = [1, 2].map(|place| {
                let project = small_world::project(&mut world, place, 0);
                let mut life = world.get_mut::<Life>(project).unwrap();
                life.landing_district = Some(DistrictId(0));
                reach(&mut world, project, Stage::Agreed);
                let mut bank = world.resource_mut::<LandBank>();
                bank.promise(DistrictId(0), Area::from_hectares(2.0));
                advance(&mut world, 1);
                project
            });
            if is_first {
                world.entity_mut(projects[1]).insert(FirstInLine);
            }
            run(&mut world, site_signed_projects);
            let sited = projects.map(|project| world.get::<Site>(project).is_some());
            assert_eq!(sited, expected);
        }
    }
}
