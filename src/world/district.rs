//! Districts: 各区, including the Development Area (Reading 0a), with their teams and beliefs.

use bevy_ecs::prelude::Resource;

use crate::kernel::ids::{DistrictId, SectorId};
use crate::kernel::units::Area;

/// A kind of district in the city's plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zone {
    /// Capital core: closed to manufacturing.
    Core,
    /// Urban districts outside the core: closed, but for measure 8.
    Expansion,
    /// New towns on the plain.
    PlainNewTown,
    /// The city's subcentre.
    Subcentre,
    /// Ecological conservation districts: an energy cap holds.
    Ecological,
}

impl Zone {
    /// Every zone with its word in files and its title.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 5] = [
        (Self::Core, "core", "Capital core", "核心区"),
        (
            Self::Expansion,
            "expansion",
            "Urban expansion",
            "中心城区（核心区外）",
        ),
        (
            Self::PlainNewTown,
            "plain_new_town",
            "Plain new towns",
            "平原新城",
        ),
        (Self::Subcentre, "subcentre", "City subcentre", "城市副中心"),
        (
            Self::Ecological,
            "ecological",
            "Ecological conservation",
            "生态涵养区",
        ),
    ];

    /// Its place in the list of zones.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// What a district is in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DistrictKind {
    /// An administrative district (区).
    Administrative,
    /// The Economic-Technological Development Area (北京经济技术开发区).
    DevelopmentArea,
}

impl DistrictKind {
    /// Every kind with its word in files.
    pub const ALL: [(Self, &'static str); 2] = [
        (Self::Administrative, "administrative"),
        (Self::DevelopmentArea, "development_area"),
    ];
}

/// One row of the city's table of districts: what no run changes.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    /// Short code, such as `BDA`.
    pub code: String,
    /// Name in English.
    pub name: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Row and column of its tile on the map, from the north-west.
    pub tile: (u16, u16),
    /// What it is in law.
    pub kind: DistrictKind,
    /// Its zone.
    pub zone: Zone,
    /// Industrial land at the beginning.
    pub industrial_land: Area,
    /// Share of it that is idle or inefficient, vacated factories included.
    pub idle_share: f64,
    /// Vacated factory land.
    pub vacated: Area,
    /// Output of the incumbents, in yi a year.
    pub output_yi: f64,
    /// Output booked by headquarters rather than plants: kept out of land efficiency.
    pub books_headquarters: bool,
    /// Land price for 50 years, in yuan per square metre.
    pub land_price_yuan: f64,
    /// Land released into the reserve each year.
    pub annual_plan: Area,
    /// Share of the city's research staff, in percent.
    pub research_share_pct: f64,
    /// Promoters, who find leads.
    pub promoters: f64,
    /// Negotiating teams.
    pub teams: f64,
    /// What the district may spend on land-price discounts in a year, in yi.
    pub discount_budget_yi: f64,
    /// Weight of a yi of yearly output in the district's objective.
    pub output_weight: f64,
    /// Weight of a yi of yearly tax in the district's objective.
    pub tax_weight: f64,
    /// Weight of a yi of credited investment in the district's objective.
    pub credit_weight: f64,
    /// Weight of a yi of land, at its list price, that the project takes from other uses.
    pub land_weight: f64,
    /// Share of its industrial land that lies in a pilot area of article 6. Notice 6.2.
    pub pilot_share: f64,
    /// Whether it standardizes industrial land. Notice 7.5.
    pub standardizes_land: bool,
    /// Whether it is an urban district that may take advanced projects in vacated space. Notice 8.3.
    pub reuse_pilot: bool,
    /// Least investment that its listings ask for, in yi per hectare; 0 where it lists none.
    pub investment_floor: f64,
    /// Least yearly output that its listings ask for, in yi per hectare; 0 where it lists none.
    pub output_floor: f64,
    /// Least yearly tax that its listings ask for, in yi per hectare; 0 where it lists none.
    pub tax_floor: f64,
    /// Project stewards it can assign.
    pub stewards: f64,
    /// Farmland quota of a year.
    pub farmland_quota: Area,
    /// What its state land company has of its own in a year, in yi.
    pub land_company_yi: f64,
    /// Leading sectors (主导产业), first rank first.
    pub leading_sectors: Vec<SectorId>,
}

/// The table of districts, in the order of the city's file.
///
/// Districts are rows of a table, not entities: they are never born and never die, and almost
/// everything else looks them up by index.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Districts(pub Vec<District>);

impl std::ops::Index<DistrictId> for Districts {
    type Output = District;
    fn index(&self, district: DistrictId) -> &District {
        &self.0[district.index()]
    }
}

impl Districts {
    /// Ids in the order of the table.
    pub fn ids(&self) -> impl Iterator<Item = DistrictId> + use<> {
        (0..u16::try_from(self.0.len()).unwrap_or(u16::MAX)).map(DistrictId)
    }
}

impl District {
    /// Rank of a sector among the leading ones, 0 for the first.
    #[must_use]
    pub fn rank_of(&self, sector: SectorId) -> Option<usize> {
        self.leading_sectors.iter().position(|&s| s == sector)
    }
}

/// Some districts, best of one neighborhood of the table: what it takes does not grow with the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DistrictSet {
    /// The word of the table in which the first of them lies.
    first: usize,
    words: Vec<u64>,
}

impl DistrictSet {
    /// Adds a district.
    pub fn insert(&mut self, district: DistrictId) {
        let (word, bit) = Self::place(district);
        if self.words.is_empty() {
            self.first = word;
        }
        if word < self.first {
            let before = std::iter::repeat_n(0, self.first - word);
            self.words.splice(0..0, before);
            self.first = word;
        }
        let at = word - self.first;
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        self.words[at] |= bit;
    }

    /// Whether a district is one of them.
    #[must_use]
    pub fn contains(&self, district: DistrictId) -> bool {
        let (word, bit) = Self::place(district);
        let at = word.checked_sub(self.first);
        at.and_then(|at| self.words.get(at))
            .is_some_and(|bits| bits & bit != 0)
    }

    fn place(district: DistrictId) -> (usize, u64) {
        const BITS: usize = u64::BITS as usize;
        (district.index() / BITS, 1 << (district.index() % BITS))
    }
}

/// A success rate learned by experience that fades.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    successes: f64,
    trials: f64,
}

impl Belief {
    /// A belief in a rate, held as firmly as a number of trials would make it.
    #[must_use]
    pub fn new(rate: f64, firmness: f64) -> Self {
        Self {
            successes: rate * firmness,
            trials: firmness,
        }
    }

    /// Learns from one outcome; earlier experience fades by the factor `memory`.
    pub fn learn(&mut self, success: bool, memory: f64) {
        self.successes = self.successes * memory + f64::from(u8::from(success));
        self.trials = self.trials * memory + 1.0;
    }

    /// The believed rate.
    #[must_use]
    pub fn rate(&self) -> f64 {
        if self.trials > 0.0 {
            self.successes / self.trials
        } else {
            0.0
        }
    }
}

/// What a district has learned and spent: what a run changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Conduct {
    /// Effort in finding leads; 1 at the beginning.
    pub effort: f64,
    /// Believed chance to land a project at home, by perceived suitability: low, middle, high.
    pub lands_here: [Belief; 3],
    /// Believed chance that a project given away lands elsewhere.
    pub lands_elsewhere: Belief,
    /// Reward per lead found this year, as a share of what landing it at home would be worth.
    pub finding_reward: f64,
    /// Leads found this year.
    pub leads_found: f64,
    /// Discounts promised this year, in yi.
    pub discounts_yi: f64,
    /// Experienced service: teams per open negotiation, smoothed, in [0, 1].
    pub service: f64,
    /// Weekly need of teams met this week, for the invariant that none is used twice.
    pub teams_used: f64,
}

impl Conduct {
    /// Conduct on the first day, from the chances to land a misfit, a middling and a good project
    /// at home and any project elsewhere, all held as firmly as a number of trials would make them.
    /// Effort begins at 1, service half way (Assumption NEG-11).
    #[must_use]
    pub fn new(chances: [f64; 3], elsewhere: f64, firmness: f64) -> Self {
        Self {
            effort: 1.0,
            lands_here: chances.map(|rate| Belief::new(rate, firmness)),
            lands_elsewhere: Belief::new(elsewhere, firmness),
            finding_reward: 0.0,
            leads_found: 0.0,
            discounts_yi: 0.0,
            service: 0.5,
            teams_used: 0.0,
        }
    }
}

/// Conduct of each district, by index.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Conducts(pub Vec<Conduct>);

impl std::ops::Index<DistrictId> for Conducts {
    type Output = Conduct;
    fn index(&self, district: DistrictId) -> &Conduct {
        &self.0[district.index()]
    }
}

impl std::ops::IndexMut<DistrictId> for Conducts {
    fn index_mut(&mut self, district: DistrictId) -> &mut Conduct {
        &mut self.0[district.index()]
    }
}
