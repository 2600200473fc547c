//! Parcels: pieces of industrial land, what state they are in and who holds them.

use bevy_ecs::prelude::{Component, Message};

use crate::kernel::chance::Clock;
use crate::kernel::ids::{DistrictId, ParcelId, ProjectId};
use crate::kernel::units::Area;

/// How ready a parcel is to be built on. The order is the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readiness {
    /// Assessed, with known standards and utilities in (标准地).
    Standard,
    /// Utilities are in.
    Serviced,
    /// Utilities must be laid first: the project waits for the land.
    Raw,
}

impl Readiness {
    /// Number of degrees.
    pub const COUNT: usize = 3;

    /// Its word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Serviced => "serviced",
            Self::Raw => "raw",
        }
    }
}

/// Where a parcel comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Released by the supply plan and not built on yet (新增工业用地).
    New,
    /// In use before, or built on before (存量).
    Stock,
}

/// How a parcel is protected against being turned to other use (保护控制线). Notice 7.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protection {
    /// Not at all.
    None,
    /// What is taken out is compensated (调整必补偿).
    Compensated,
    /// Nothing may be taken out (禁止调整).
    Barred,
}

/// What a parcel is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LandState {
    /// In the district's reserve, ready to be allocated.
    Reserve,
    /// Set aside for a project or granted to it.
    Allocated,
    /// A plant is being built on it.
    UnderConstruction,
    /// A plant produces on it.
    Producing,
    /// Held and not used.
    Idle,
    /// The factory on it has closed (腾退空间).
    Vacated,
    /// Bought by a state land company, which renovates it.
    UnderRenovation,
    /// Lost to other than industrial use.
    Lost,
}

impl LandState {
    /// Number of states.
    pub const COUNT: usize = 8;
}

/// A state land company (市、区属国有企业).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LandCompany {
    /// A district's.
    District(DistrictId),
    /// The city's own.
    City,
}

/// What a state land company has put into a parcel and not got back yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake {
    /// The company.
    pub company: LandCompany,
    /// What it spent, in yuan per square meter.
    pub yuan_per_square_meter: u64,
}

/// Land in which a state land company has a stake was granted to a project.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub struct StakeSettled {
    /// The stake.
    pub stake: Stake,
    /// How much land.
    pub area: Area,
}

/// A piece of industrial land.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Its id.
    pub id: ParcelId,
    /// Where it lies.
    pub district: DistrictId,
    /// How large it is.
    pub area: Area,
    /// What it is used for.
    pub state: LandState,
    /// How ready it is.
    pub readiness: Readiness,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it lies in a pilot area. Notice 6.2.
    pub in_pilot: bool,
    /// How it is protected.
    pub protection: Protection,
    /// What a state land company has in it, from the purchase to the next grant.
    pub stake: Option<Stake>,
    /// The project it is set aside for, granted to or built up by.
    pub holder: Option<ProjectId>,
    /// Whether it was granted since it was last on offer.
    pub granted: bool,
    /// How often a piece was cut off it.
    pub cuts: u32,
    /// How often it has fallen out of use.
    pub spells: u32,
    /// Plants on it.
    pub tenants: u32,
    /// How near an unused parcel is to being reused.
    pub reuse: Clock,
    /// How near an unused parcel is to being lost to other uses.
    pub loss: Clock,
}

impl Parcel {
    /// Whether a project could still land on it: it is on offer, or set aside and not granted yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.state {
            LandState::Reserve => true,
            LandState::Allocated => !self.granted,
            _ => false,
        }
    }
}
