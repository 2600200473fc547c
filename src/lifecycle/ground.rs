//! The ground as a project meets it: what a district offers to it, and who sees how much of that.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::suitability::{self, Parts, leading_part, seen, site_part, talent_match, zone_admits};
use super::{land_supply, siting};
use crate::kernel::calendar::{Calendar, WEEKS_PER_YEAR};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::DistrictId;
use crate::kernel::record::Layout;
use crate::kernel::units::{SQUARE_METRES_PER_HECTARE, YUAN_PER_YI};
use crate::world::authority::Knowledge;
use crate::world::cluster::Clusters;
use crate::world::district::{Districts, Zone};
use crate::world::land_bank::{Access, LandBank, LandRules};
use crate::world::parcel::{LandState, Readiness};
use crate::world::project::Project;
use crate::world::sector::Sectors;
use crate::world::witness::Witnessed;

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
    /// How the districts are laid out.
    pub layout: Res<'w, Layout>,
    /// What the city knows and has published.
    pub knowledge: Res<'w, Knowledge>,
    /// The rules about land.
    pub rules: Res<'w, LandRules>,
    /// Who watches, if somebody does.
    pub witness: Witnessed<'w>,
    suitability: Res<'w, suitability::Parameters>,
    siting: Res<'w, siting::Parameters>,
    supply: Res<'w, land_supply::Parameters>,
}

impl Ground<'_> {
    /// The districts that a project can have to do with: those of its copy of the city.
    pub fn within_reach(
        &self,
        project: &Project,
    ) -> impl Iterator<Item = DistrictId> + Clone + use<> {
        self.layout.districts_of_copy(usize::from(project.copy))
    }

    /// Whether the zone's rules let the project into the district, and its own admission standard
    /// did not shut it out.
    #[must_use]
    pub fn admits(&self, district: DistrictId, project: &Project) -> bool {
        self.zone_admits(district, project) && !project.shut_out.contains(district)
    }

    /// Whether the zone's rules let the project into the district.
    #[must_use]
    pub fn zone_admits(&self, district: DistrictId, project: &Project) -> bool {
        let sector = &self.sectors[project.sector];
        let is_opened = self.rules.opened.contains(district) && sector.tier.is_target();
        let energy = sector.energy_tce_per_wan * project.energy_factor;
        let zone = self.districts[district].zone;
        zone_admits(zone, is_opened, energy, &self.suitability)
    }

    /// Which land of the district the project may take: in the urban districts vacated space alone.
    #[must_use]
    pub fn access(&self, district: DistrictId, project: &Project) -> Access {
        match self.districts[district].zone {
            Zone::Core | Zone::Expansion => Access::StockOnly,
            _ if self.rules.stock_first && self.sectors[project.sector].tier.is_target() => {
                Access::StockFirst
            }
            _ => Access::Any,
        }
    }

    /// Land price in the district for the project before any discount, in yuan per square meter.
    #[must_use]
    pub fn price_yuan(&self, district: DistrictId, project: &Project) -> f64 {
        let price = self.districts[district].land_price_yuan;
        if project.leases {
            price * self.supply.lease_price_share
        } else {
            price
        }
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
        let access = self.access(district, project);
        let procedure = |readiness| self.siting.weeks(readiness, self.knowledge.search_left);
        if let Some((readiness, ..)) = bank.best_fit(district, project.land, access) {
            return procedure(readiness);
        }
        let missing = (project.land + bank.promised(district))
            .saturating_sub(bank.reserve_for(district, access))
            .hectares();
        if missing <= 0.0 {
            // Several parcels together: the least ready one decides.
            let together = bank.assemble(district, project.land, access);
            let least_ready = together.and_then(|offers| offers.iter().map(|offer| offer.0).max());
            return procedure(least_ready.unwrap_or(Readiness::Raw));
        }
        let plan = match access {
            Access::StockOnly => 0.0,
            _ => self.districts[district].annual_plan.hectares() * self.supply.plan_factor,
        };
        // What is under renovation is taken to come within the year.
        let coming = plan + bank.area(district, LandState::UnderRenovation).hectares();
        let wait = if coming > 0.0 {
            missing / coming * f64::from(WEEKS_PER_YEAR)
        } else {
            LONGEST
        };
        (procedure(Readiness::Raw) + wait).min(LONGEST)
    }

    /// Whether land that can be had after some weeks is as near as a serviced site, as things stand.
    #[must_use]
    pub fn is_serviced(&self, weeks_to_land: f64) -> bool {
        let search_left = self.knowledge.search_left;
        weeks_to_land <= self.siting.weeks(Readiness::Serviced, search_left)
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
        let known = self.knowledge.fit_noise_left(district, project.sector);
        seen(suitability, p.district_noise * known * left * draw.normal())
    }

    /// Suitability as the city sees it.
    #[must_use]
    pub fn seen_by_city(&self, bank: &LandBank, district: DistrictId, project: &Project) -> f64 {
        let draw = self
            .dice
            .roll(CITY_NOISE, &project.id, u64::from(district.0));
        let known = self.knowledge.fit_noise_left(district, project.sector);
        let noise = self.suitability.city_noise * known * draw.normal();
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
        let price = self.price_yuan(district, project);
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
