//! The city authority (市产业主管部门) as others see it: what it offers for a referral.

use bevy_ecs::prelude::*;

use crate::kernel::ids::{DistrictId, ProjectId};

/// What the holder of a right gets for referring the project to the city.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ReferralTerms {
    /// Share of the credit for a landing that the referrer gets.
    pub credit_share: f64,
    /// Share of the project's tax that the referrer gets.
    pub tax_share: f64,
}

/// A district has referred a project that it holds a right on.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeadReferred {
    /// The project.
    pub project: Entity,
    /// Its id.
    pub id: ProjectId,
    /// The referrer.
    pub by: DistrictId,
}
