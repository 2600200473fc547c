//! Stable names for the things of the model: what sorts, crosses a file or keys a draw.
//!
//! An id depends on the seed alone, never on the order in which things happen, so that the same
//! project bears the same id under every policy. `Entity` never leaves the world.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in the table of districts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct DistrictId(pub u16);

/// A place in the table of sectors.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SectorId(pub u16);

/// An investment project: a place on the exogenous tape, or an expansion of another project.
///
/// An expansion carries the place of the first project and the way to it: `P120.2.1` is the first
/// expansion of the second expansion of `P120`. So its luck depends on its own line alone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct ProjectId {
    place: u32,
    /// The way down from the first project, four bits a step.
    line: u32,
}

/// An enterprise: it bears the tape place of its first project, or the number of its plant.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct EnterpriseId(pub u32);

/// A plant: an incumbent of the first day, or the plant of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlantId {
    /// In place when the run begins.
    Incumbent(u32),
    /// Built by a project.
    OfProject(ProjectId),
}

/// A parcel: a root that the seed alone decides, and the piece of it that cutting has left.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct ParcelId {
    root: u64,
    piece: u32,
}

/// Something whose chance is keyed by a stable number.
pub trait Keyed {
    /// A number that no other thing of the same kind bears.
    fn key(&self) -> u64;
}

impl DistrictId {
    /// The place as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl SectorId {
    /// The place as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ProjectId {
    /// Most expansions of one plant that have an id.
    const MOST: u32 = 15;
    const STEP: u32 = 4;

    /// The project at a place of the tape.
    #[must_use]
    pub const fn on_tape(place: u32) -> Self {
        Self { place, line: 0 }
    }

    /// The n-th expansion of this project's plant, n from 1; nothing beyond the fifteenth, or
    /// beyond eight steps down the line.
    #[must_use]
    pub const fn expansion(self, n: u32) -> Option<Self> {
        let has_room = self.line >> (u32::BITS - Self::STEP) == 0;
        if n == 0 || n > Self::MOST || !has_room {
            return None;
        }
        Some(Self {
            place: self.place,
            line: (self.line << Self::STEP) | n,
        })
    }

    /// Whether it is an expansion of another project.
    #[must_use]
    pub const fn is_expansion(self) -> bool {
        self.line != 0
    }
}

impl ParcelId {
    /// The n-th parcel of a district on the first day.
    #[must_use]
    pub fn of_the_first_day(district: DistrictId, n: u32) -> Self {
        Self {
            root: (district.key() << 48) | u64::from(n),
            piece: 0,
        }
    }

    /// The n-th parcel that a district releases in a week; n below 65,536.
    #[must_use]
    pub fn released(district: DistrictId, week: u32, n: u32) -> Self {
        const RELEASED: u64 = 1 << 47;
        Self {
            root: (district.key() << 48) | RELEASED | (u64::from(week) << 16) | u64::from(n),
            piece: 0,
        }
    }

    /// The parcel as it was before any piece was cut off: all pieces of a parcel share it.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self {
            root: self.root,
            piece: 0,
        }
    }

    /// The piece that the n-th cut takes off this parcel, n from 1.
    #[must_use]
    pub const fn cut(self, n: u32) -> Self {
        const SPREAD: u32 = 0x9e37_79b1;
        Self {
            root: self.root,
            piece: (self.piece ^ n).wrapping_mul(SPREAD).rotate_left(15),
        }
    }
}

impl Keyed for DistrictId {
    fn key(&self) -> u64 {
        u64::from(self.0)
    }
}

impl Keyed for ProjectId {
    fn key(&self) -> u64 {
        u64::from(self.place) | (u64::from(self.line) << 32)
    }
}

impl Keyed for EnterpriseId {
    fn key(&self) -> u64 {
        u64::from(self.0)
    }
}

impl Keyed for PlantId {
    fn key(&self) -> u64 {
        const INCUMBENTS: u64 = 1 << 63;
        match self {
            Self::Incumbent(number) => INCUMBENTS | u64::from(*number),
            Self::OfProject(project) => project.key(),
        }
    }
}

impl Keyed for ParcelId {
    fn key(&self) -> u64 {
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        self.root ^ u64::from(self.piece).wrapping_mul(SPREAD)
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}", self.place)?;
        let steps = u32::BITS / Self::STEP;
        for step in (0..steps).rev() {
            let n = (self.line >> (step * Self::STEP)) & Self::MOST;
            if n > 0 {
                write!(f, ".{n}")?;
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for ProjectId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no project: ids look like P120 or P120.2.1");
        let mut parts = text.strip_prefix(['P', 'p']).ok_or_else(wrong)?.split('.');
        let mut number = || {
            parts
                .next()
                .map(|part| part.parse::<u32>().map_err(|_| wrong()))
        };
        let mut id = Self::on_tape(number().ok_or_else(wrong)??);
        while let Some(n) = number() {
            id = id.expansion(n?).ok_or_else(wrong)?;
        }
        Ok(id)
    }
}

impl fmt::Display for PlantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incumbent(number) => write!(f, "I{number}"),
            Self::OfProject(project) => write!(f, "{project}"),
        }
    }
}

impl fmt::Display for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parcel {:x}/{:x}", self.root, self.piece)
    }
}
