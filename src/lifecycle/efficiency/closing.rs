//! When the run ends, the projects and the land of the counted weeks are put before the planner.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemState;

use super::planner::{Candidate, Place, Problem};
use super::search::answer;
use crate::kernel::calendar::Week;
use crate::kernel::ids::DistrictId;
use crate::kernel::model::Model;
use crate::kernel::units::YUAN_PER_YI;
use crate::lifecycle::ground::Ground;
use crate::lifecycle::operation;
use crate::world::land_bank::LandBank;
use crate::world::project::{Docket, Life, Project, Stage};

/// What the landings of the counted weeks are worth, what no planner could exceed and the best that
/// is known to be reached, in yuan a year.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Efficiency {
    realized: i128,
    bound: i128,
    reached: i128,
}

impl Efficiency {
    /// Worth of the landings, in yi a year.
    #[must_use]
    pub fn realized_yi(&self) -> f64 {
        self.realized as f64 / YUAN_PER_YI
    }

    /// Worth that no plan exceeds, in yi a year.
    #[must_use]
    pub fn bound_yi(&self) -> f64 {
        self.bound as f64 / YUAN_PER_YI
    }

    /// Worth of the landings over the bound; undefined where nothing could land.
    #[must_use]
    pub fn allocative(&self) -> Option<f64> {
        self.share_of_bound(self.realized)
    }

    /// How far above the best known plan the bound lies, over the bound.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        self.share_of_bound(self.bound - self.reached)
    }

    fn share_of_bound(&self, yuan: i128) -> Option<f64> {
        (self.bound > 0).then(|| yuan as f64 / self.bound as f64)
    }
}

/// Installs the account of land and its closing.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Efficiency>();
    model.when_counting_begins(|world| world.resource_mut::<LandBank>().begin_account());
    model.when_the_run_ends(close);
}

/// Solves the planner's problem of the run.
fn close(world: &mut World) {
    let mut everything = SystemState::<(
        Ground,
        Res<operation::Parameters>,
        Res<LandBank>,
        Res<Docket>,
        Query<(&Project, &Life)>,
    )>::new(world);
    let Ok((ground, p, bank, docket, projects)) = everything.get(world) else {
        return;
    };

    let first = ground.calendar.first_counted();
    // Copies of the city share neither land nor projects: each is a problem of its own, and is put
    // together when its turn comes.
    let layout = &ground.layout;
    let mut of_copy: Vec<Vec<Entity>> = vec![Vec::new(); layout.copies.max(1)];
    for &(_, entity) in &docket.all {
        let Ok((project, life)) = projects.get(entity) else {
            continue;
        };
        if !was_settled_before(first, life) {
            of_copy[usize::from(project.copy)].push(entity);
        }
    }
    let mut efficiency = Efficiency::default();
    for (copy, entities) in of_copy.into_iter().enumerate() {
        let within = |district: DistrictId| district.index() - copy * layout.districts_of_each();
        let mut realized = 0;
        let projects = entities
            .iter()
            .filter_map(|&entity| projects.get(entity).ok());
        let candidates = projects.map(|(project, life)| {
            let landed = life.landed_in();
            let places: Vec<Place> = ground
                .within_reach(project)
                .filter(|&district| landed == Some(district) || ground.admits(district, project))
                .map(|district| Place {
                    district: within(district),
                    worth: worth(project, district, &ground, &p),
                })
                .collect();
            realized += places
                .iter()
                .filter(|place| landed.map(within) == Some(place.district))
                .map(|place| i128::from(place.worth))
                .sum::<i128>();
            Candidate {
                land: project.land,
                places,
            }
        });
        let candidates = candidates.collect();
        let land = layout.districts_of_copy(copy).map(|d| bank.offered(d));
        let answer = answer(&Problem::new(land.collect(), candidates));
        efficiency.realized += realized;
        efficiency.bound += answer.bound;
        efficiency.reached += answer.worth.max(realized);
    }
    world.insert_resource(efficiency);
}

/// Whether a project had its land, or was lost, before the counted weeks.
fn was_settled_before(first: Week, life: &Life) -> bool {
    let before = |week: Option<Week>| week.is_some_and(|week| week < first);
    before(life.reached(Stage::Granted)) || before(life.ended())
}

/// Output of a project at full capacity in a district, before agglomeration, in yuan a year, on the
/// land that it needs.
fn worth(
    project: &Project,
    district: DistrictId,
    ground: &Ground,
    p: &operation::Parameters,
) -> i64 {
    operation::capacity_yuan(
        project.land,
        &ground.sectors[project.sector],
        project.productivity,
        ground.talent(district, project),
        p,
    )
}
