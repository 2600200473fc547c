//! The metrics of allocative efficiency.

use bevy_ecs::world::World;

use super::closing::Efficiency;
use crate::kernel::language::{Words, words};
use crate::kernel::record::{Metric, Place, Scope};

const PLANNED: Words = words(
    "agglomeration, on both sides; time, work, budgets and consent, which the planner does not need; what becomes of projects once they have land",
    "双方均不计集聚效应；规划者不受时间、工作量、预算和同意的约束；不计取得土地后的情况",
);

/// Allocative efficiency.
pub(in crate::lifecycle) static EFFICIENCY: &[Metric] = &[
    Metric {
        name: "efficiency.allocative",
        title: words("Allocative efficiency", "配置效率"),
        unit: "share",
        formula: words(
            "worth of landings / upper bound on the worth of landings, over the counted weeks; undefined where nothing could land",
            "统计期内落地价值/落地价值上界；无项目可落地时无定义",
        ),
        left_out: PLANNED,
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| of_city(w, at)?.allocative(),
    },
    Metric {
        name: "efficiency.realized_value",
        title: words("Worth of landings", "落地价值"),
        unit: "yi/year",
        formula: words(
            "yearly output at full capacity, on the land that each needs, of projects that landed in the counted weeks",
            "统计期内落地项目在各自所需用地上满产时的年产出",
        ),
        left_out: PLANNED,
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| Some(of_city(w, at)?.realized_yi()),
    },
    Metric {
        name: "efficiency.bound",
        title: words("Upper bound on the worth of landings", "落地价值上界"),
        unit: "yi/year",
        formula: words(
            "least Lagrangian bound found on the yearly output at full capacity that an all-knowing planner reaches with the projects that could land in the counted weeks, on the land offered in them",
            "全知规划者以统计期内可落地项目和所供用地能达到的满产年产出，取所得最小的拉格朗日上界",
        ),
        left_out: PLANNED,
        scopes: &[Scope::City],
        weekly: false,
        value: |w, at| Some(of_city(w, at)?.bound_yi()),
    },
    Metric {
        name: "efficiency.bound_gap",
        title: words("Gap of the upper bound", "上界间隙"),
        unit: "share",
        formula: words(
            "(upper bound - worth of the best plan known) / upper bound; undefined where nothing could land",
            "（上界－已知最优方案价值）/上界；无项目可落地时无定义",
        ),
        left_out: words("", ""),
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
