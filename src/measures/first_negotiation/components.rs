//! What this room hangs on projects, and the city's two lists.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, ProjectId};

/// A project that the system covers, from the pool until it has land or is lost.
#[derive(Component, Debug, Clone, PartialEq, Default)]
#[component(storage = "SparseSet")]
pub(super) struct Covered {
    /// Districts that held a right on it, or referred it.
    pub tried: Vec<DistrictId>,
    /// Rights given so far.
    pub rights: u32,
    /// The district whose referral was credited last.
    pub referrer: Option<DistrictId>,
    /// Whether it was opened to all: a right that it bears from then on is another measure's.
    pub is_released: bool,
}

/// Why a project waits for certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// Its finder asks to be named first negotiator.
    Finder(DistrictId),
    /// A district has referred it.
    Referral(DistrictId),
}

/// A place in the queue for certification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Queued {
    pub id: ProjectId,
    pub project: Entity,
    pub request: Request,
    pub since: Week,
}

/// The queue for certification: first come, first served; within a week finders before referrals,
/// each by project.
#[derive(Resource, Debug, Default)]
pub(super) struct CertificationQueue(pub VecDeque<Queued>);

/// Projects whose right lapsed this week, ascending by id.
#[derive(Resource, Debug, Default)]
pub(super) struct Lapsed(pub Vec<(ProjectId, Entity)>);
