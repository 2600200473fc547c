//! The ground as a project meets it: what a district offers to it, and who sees how much of that.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::suitability::{self, Parts, leading_part, seen, site_part, talent_match, zone_admits};
use super::{land_supply, siting};
use crate::kernel::calendar::{Calendar, WEEKS_PER_YEAR};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::DistrictId;
use crate::kernel::units::{SQUARE_METRES_PER_HECTARE, YUAN_PER_YI};
use crate::world::cluster::Clusters;
use crate::world::district::Districts;
use crate::world::land_bank::LandBank;
use crate::world::parcel::Readiness;
use crate::world::project::Project;
use crate::world::sector::Sectors;

const DISTRICT_NOISE: Purpose = Purpose::new("suitability.district_noise");
const CITY_NOISE: Purpose = Purpose::new("suitability.city_noise");

/// Everything that decides what a place is worth to a project.
#[derive(SystemParam)]
pub struct Ground<'w> {
    /// The week.
    pub calendar: Res<'w, Calendar>,
    /// Luck.
    pub dice: Res<'w, Dice>,
    /// The districts.
    pub districts: Res<'w, Districts>,
    /// The sectors.
    pub sectors: Res<'w, Sectors>,
    /// The clusters.
    pub clusters: Res<'w, Clusters>,
    suitability: Res<'w, suitability::Parameters>,
    siting: Res<'w, siting::Parameters>,
    supply: Res<'w, land_supply::Parameters>,
}

impl Ground<'_> {
    /// Whether the zone's rules let the project into the district.
    #[must_use]
    pub fn admits(&self, district: DistrictId, project: &Project) -> bool {
        let energy = self.sectors[project.sector].energy_tce_per_wan * project.energy_factor;
        zone_admits(self.districts[district].zone, energy, &self.suitability)
    }

    /// Match of talent in [0, 1].
    #[must_use]
    pub fn talent(&self, district: DistrictId, project: &Project) -> f64 {
        talent_match(
            &self.districts[district],
            &self.sectors[project.sector],
            &self.suitability,
        )
    }

    /// Weeks that the project would have to expect until it has land in the district.
    ///
    /// Land on offer takes the grant procedure, raw land its servicing on top. Where the reserve is
    /// too small, the project and those before it wait for the supply plan.
    #[must_use]
    pub fn weeks_to_land(&self, bank: &LandBank, district: DistrictId, project: &Project) -> f64 {
        const LONGEST: f64 = 260.0;
        let procedure = self.siting.grant_weeks;
        let servicing = self.siting.servicing_weeks;
        if let Some((readiness, ..)) = bank.best_fit(district, project.land) {
            return match readiness {
                Readiness::Standard | Readiness::Serviced => procedure,
                Readiness::Raw => procedure + servicing,
            };
        }
        let missing = (project.land + bank.promised(district))
            .saturating_sub(bank.reserve(district))
            .hectares();
        let plan = self.districts[district].annual_plan.hectares() * self.supply.plan_factor;
        let wait = if missing <= 0.0 {
            0.0
        } else if plan > 0.0 {
            missing / plan * f64::from(WEEKS_PER_YEAR)
        } else {
            LONGEST
        };
        (procedure + servicing + wait).min(LONGEST)
    }

    /// True suitability in [0, 1]; 0 where the zone does not admit the project.
    #[must_use]
    pub fn suitability(&self, bank: &LandBank, district: DistrictId, project: &Project) -> f64 {
        if !self.admits(district, project) {
            return 0.0;
        }
        let weeks = self.weeks_to_land(bank, district, project);
        self.suitability_at(weeks, district, project)
    }

    /// True suitability of an admitting district where land can be had after some weeks.
    #[must_use]
    pub fn suitability_at(&self, weeks: f64, district: DistrictId, project: &Project) -> f64 {
        let p = &*self.suitability;
        let rank = self.districts[district].rank_of(project.sector);
        let parts = Parts {
            leading: leading_part(rank, p),
            cluster: self.clusters.agglomeration(district, project.sector),
            talent: self.talent(district, project),
            site: site_part(weeks, p),
        };
        suitability::suitability(parts, p)
    }

    /// Suitability as the district itself sees it, at first or after diligence.
    #[must_use]
    pub fn seen_by_district(
        &self,
        suitability: f64,
        district: DistrictId,
        project: &Project,
        after_diligence: bool,
    ) -> f64 {
        let p = &*self.suitability;
        let draw = self
            .dice
            .roll(DISTRICT_NOISE, &project.id, u64::from(district.0));
        let left = if after_diligence {
            p.noise_after_diligence
        } else {
            1.0
        };
        seen(suitability, p.district_noise * left * draw.normal())
    }

    /// Suitability as the city sees it.
    #[must_use]
    pub fn seen_by_city(&self, bank: &LandBank, district: DistrictId, project: &Project) -> f64 {
        let draw = self
            .dice
            .roll(CITY_NOISE, &project.id, u64::from(district.0));
        let noise = self.suitability.city_noise * draw.normal();
        seen(self.suitability(bank, district, project), noise)
    }

    /// Output to expect of a plant of average productivity, in yi a year.
    #[must_use]
    pub fn expected_output_yi(&self, project: &Project) -> f64 {
        project.land.hectares() * self.sectors[project.sector].output_yi_per_ha
    }

    /// List price of the land that the project needs in the district, in yi.
    #[must_use]
    pub fn land_price_yi(&self, district: DistrictId, project: &Project) -> f64 {
        let price = self.districts[district].land_price_yuan;
        project.land.hectares() * SQUARE_METRES_PER_HECTARE * price / YUAN_PER_YI
    }

    /// What landing the project is worth to the district, credit included and the opportunity cost
    /// of the land taken off, in its own weights; never negative.
    #[must_use]
    pub fn value_to(&self, district: DistrictId, project: &Project) -> f64 {
        let d = &self.districts[district];
        let output = self.expected_output_yi(project);
        let gains = d.output_weight * output
            + d.tax_weight * output * self.sectors[project.sector].tax_rate
            + d.credit_weight * project.investment_yi;
        (gains - d.land_weight * self.land_price_yi(district, project)).max(0.0)
    }
}
