//! Approval (项目核准、规划许可) after the land is granted.

use bevy_ecs::prelude::*;

use crate::kernel::agenda::Appointments;
use crate::kernel::calendar::{Calendar, DAYS_PER_WEEK, Week, whole_weeks};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::ProjectId;
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::Derived;
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::world::project::{ApprovalRoute, Life, Project, Stage, StageReached};
use crate::world::witness::{Note, Witnessed};

parameters! {
    /// How long approval takes.
    "approval"
    /// Median days of the ordinary route.
    "普通审批天数的中位数。"
    ordinary_days: f64 = 75.0, "days", 0.0..=1_000.0, Derived("D:28 range 60-90 days");
    /// Spread of the duration (standard deviation of the logarithm).
    "审批时长的离散度（对数标准差）。"
    spread: f64 = 0.15, "1", 0.0..=2.0, Derived("D:28 range 60-90 days");
}

const DURATION: Purpose = Purpose::new("approval.duration");

/// Granted projects by the week in which they are approved.
#[derive(Resource, Debug, Default)]
pub struct Approvals(Appointments<(ProjectId, Entity)>);

impl Approvals {
    /// Files a project for its route, the ordinary one if it has no other.
    pub fn file(
        &mut self,
        granted: Week,
        project: &Project,
        entity: Entity,
        route: Option<&ApprovalRoute>,
        dice: &Dice,
        p: &Parameters,
    ) {
        let ordinary = ApprovalRoute {
            median_days: p.ordinary_days,
            spread: p.spread,
        };
        let route = route.unwrap_or(&ordinary);
        let days = dice
            .roll(DURATION, &project.id, 0)
            .lognormal(route.median_days, route.spread);
        let due = granted.after(whole_weeks(days / DAYS_PER_WEEK, 1));
        self.0.file(due, (project.id, entity));
    }

    /// Has a granted project approved in a week, if that is earlier than its route would.
    pub fn hasten(&mut self, due: Week, id: ProjectId, entity: Entity) {
        self.0.file(due, (id, entity));
    }

    /// The week in which a granted project is to be approved.
    #[must_use]
    pub fn expected(&self, id: ProjectId, entity: Entity) -> Option<Week> {
        self.0.due(&(id, entity))
    }
}

/// Installs approval.
pub fn plugin(model: &mut Model) {
    model.world.init_resource::<Approvals>();
    model
        .tick
        .add_systems(decide_approvals.in_set(Tick::ApprovalsAreDecided));
}

/// Approvals that are due are given.
fn decide_approvals(
    calendar: Res<Calendar>,
    witness: Witnessed,
    mut approvals: ResMut<Approvals>,
    mut reached: MessageWriter<StageReached>,
    mut projects: Query<&mut Life>,
) {
    let now = calendar.now();
    for (id, entity) in approvals.0.take(now) {
        let Ok(mut life) = projects.get_mut(entity) else {
            continue;
        };
        // One that was hastened has been approved before.
        if life.stage() != Stage::Granted {
            continue;
        }
        life.reach(Stage::Approved, now);
        witness.note(now, id, || Note::Approved {});
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::Approved,
        });
    }
}
