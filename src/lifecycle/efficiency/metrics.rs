//! The metrics of allocative efficiency.

use bevy_ecs::world::World;

use super::closing::Efficiency;
use crate::kernel::record::{Metric, Place, Scope};

const PLANNED: &str = "agglomeration, on both sides; time, work, budgets and consent, which the planner does not need; what becomes of projects once they have land";

/// Allocative efficiency.
pub(in crate::lifecycle) static EFFICIENCY: &[Metric] = &[
    Metric {
        name: "efficiency.allocative",
        title: "Allocative efficiency",
        unit: "share",
        formula: "worth of landings / upper bound on the worth of landings, over the counted weeks; undefined where nothing could land",
        left_out: PLANNED,
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| of_city(w, at)?.allocative(),
    },
    Metric {
        name: "efficiency.realized_value",
        title: "Worth of landings",
        unit: "yi/year",
        formula: "yearly output at full capacity, on the land that each needs, of projects that landed in the counted weeks",
        left_out: PLANNED,
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| Some(of_city(w, at)?.realized_yi()),
    },
    Metric {
        name: "efficiency.bound",
        title: "Upper bound on the worth of landings",
        unit: "yi/year",
        formula: "least Lagrangian bound found on the yearly output at full capacity that an all-knowing planner reaches with the projects that could land in the counted weeks, on the land offered in them",
        left_out: PLANNED,
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| Some(of_city(w, at)?.bound_yi()),
    },
    Metric {
        name: "efficiency.bound_gap",
        title: "Gap of the upper bound",
        unit: "share",
        formula: "(upper bound - worth of the best plan known) / upper bound; undefined where nothing could land",
        left_out: "",
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| of_city(w, at)?.gap(),
    },
];

fn of_city(world: &World, place: Place) -> Option<Efficiency> {
    match place {
        Place::City => world.get_resource::<Efficiency>().copied(),
        _ => None,
    }
}
