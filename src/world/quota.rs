//! Farmland balance (耕地占补平衡指标): planned land on cultivated land needs quota to be released.

use bevy_ecs::prelude::Resource;

use crate::kernel::ids::DistrictId;
use crate::kernel::units::Area;

/// What is left of each district's quota this year, and the planned land that waits for more.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct FarmlandQuota {
    left: Vec<Area>,
    held_back: Vec<Area>,
    /// What is left of the city's own quota this year.
    pub city: Area,
    /// Share of what a district has left at the end of a year that it keeps for the next.
    pub carries_over: f64,
}

impl FarmlandQuota {
    /// No quota yet, nothing held back.
    #[must_use]
    pub fn new(districts: usize) -> Self {
        Self {
            left: vec![Area::ZERO; districts],
            held_back: vec![Area::ZERO; districts],
            city: Area::ZERO,
            carries_over: 0.0,
        }
    }

    /// Quota that a district has left.
    #[must_use]
    pub fn left(&self, district: DistrictId) -> Area {
        self.left[district.index()]
    }

    /// Gives a district its quota of the year, on top of what it may keep of the last one.
    pub fn renew(&mut self, district: DistrictId, quota: Area) {
        let left = &mut self.left[district.index()];
        *left = quota + Area::from_hectares(left.hectares() * self.carries_over);
    }

    /// Takes quota from a district; returns what it had of it.
    pub fn take(&mut self, district: DistrictId, wanted: Area) -> Area {
        let left = &mut self.left[district.index()];
        let taken = wanted.min(*left);
        *left -= taken;
        taken
    }

    /// Planned land of a district that waits for quota.
    #[must_use]
    pub fn held_back(&self, district: DistrictId) -> Area {
        self.held_back[district.index()]
    }

    /// Holds planned land back.
    pub fn hold_back(&mut self, district: DistrictId, area: Area) {
        self.held_back[district.index()] += area;
    }

    /// Sets held-back land free, as much as there is of it; returns how much.
    pub fn set_free(&mut self, district: DistrictId, wanted: Area) -> Area {
        let held_back = &mut self.held_back[district.index()];
        let freed = wanted.min(*held_back);
        *held_back -= freed;
        freed
    }
}
