//! Projects: what is to be built, where it stands in its life, and who may negotiate for it.

use bevy_ecs::prelude::*;

use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, ProjectId, SectorId};
use crate::kernel::language::{Words, words};
use crate::kernel::record::Cell;
use crate::kernel::units::Area;
use crate::world::authority::ReferralTerms;
use crate::world::district::DistrictSet;
use crate::world::enterprise::Ownership;

/// Who found the lead. Notice 5.2, 5.3: 市级发现 / 各区发现.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// The city.
    City,
    /// A district.
    District(DistrictId),
}

impl FoundBy {
    /// The district, if one found the lead.
    #[must_use]
    pub fn district(self) -> Option<DistrictId> {
        match self {
            Self::City => None,
            Self::District(district) => Some(district),
        }
    }
}

/// What is to be built, who found it, and which districts its screening closed to it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a project"
)]
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// The enterprise behind it.
    pub enterprise: Entity,
    /// Its sector.
    pub sector: SectorId,
    /// Who owns the enterprise.
    pub ownership: Ownership,
    /// Total investment (总投资), in yi.
    pub investment_yi: f64,
    /// Land it needs.
    pub land: Area,
    /// Productivity of the enterprise.
    pub productivity: f64,
    /// Energy per output over the sector's average.
    pub energy_factor: f64,
    /// Matters to the whole city (全局性).
    pub is_citywide: bool,
    /// Strategic (战略性).
    pub is_strategic: bool,
    /// A factory or a warehouse (厂房、仓库), as against a laboratory or an office. Notice 6.2.
    pub is_factory: bool,
    /// Leases its land instead of having it granted (出让).
    pub leases: bool,
    /// The copy of the city that it came to, from 0: what it meets lies within.
    pub copy: u16,
    /// Who found the lead.
    pub found_by: FoundBy,
    /// Districts whose own admission standard it was seen to miss.
    pub shut_out: DistrictSet,
    /// Team-weeks of negotiation it takes.
    pub work: f64,
    /// Utility of the outside offer when it enters the pool.
    pub outside: f64,
    /// Growth of that utility per week of waiting.
    pub impatience: f64,
}

impl Project {
    /// Where it counts when it counts in a district.
    #[must_use]
    pub fn cell(&self, district: Option<DistrictId>) -> Cell {
        Cell {
            district,
            sector: self.sector,
            ownership: self.ownership.index(),
        }
    }
}

/// The stages of a life, in order, and its exits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Found, not yet screened.
    Lead,
    /// Admitted.
    Screened,
    /// In the pool.
    Pooled,
    /// Somebody holds a first-negotiation right.
    Certified,
    /// At least one district negotiates.
    Negotiating,
    /// Signed.
    Agreed,
    /// Land is set aside.
    Sited,
    /// Land is granted: the project has landed.
    Granted,
    /// Approved.
    Approved,
    /// Under construction.
    Building,
    /// Producing.
    Operating,
    /// Exit: below the admission standard.
    Rejected,
    /// Exit: went elsewhere before it had land.
    LostElsewhere,
    /// Exit: gave up after it had land.
    Withdrawn,
    /// Exit: broke its commitment.
    Breached,
    /// Exit: closed after it had produced.
    Closed,
}

impl Stage {
    /// Number of stages on the way; exits come after.
    pub const ON_THE_WAY: usize = 11;

    /// The stages on the way, in order, with their words in files.
    pub const WAY: [(Self, &'static str); Self::ON_THE_WAY] = [
        (Self::Lead, "lead"),
        (Self::Screened, "screened"),
        (Self::Pooled, "pooled"),
        (Self::Certified, "certified"),
        (Self::Negotiating, "negotiating"),
        (Self::Agreed, "agreed"),
        (Self::Sited, "sited"),
        (Self::Granted, "granted"),
        (Self::Approved, "approved"),
        (Self::Building, "building"),
        (Self::Operating, "operating"),
    ];

    /// Its word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::LostElsewhere => "lost_elsewhere",
            Self::Withdrawn => "withdrawn",
            Self::Breached => "breached",
            Self::Closed => "closed",
            on_the_way => Self::WAY[on_the_way as usize].1,
        }
    }

    /// The exits.
    pub const EXITS: [Self; 5] = [
        Self::Rejected,
        Self::LostElsewhere,
        Self::Withdrawn,
        Self::Breached,
        Self::Closed,
    ];

    /// What it is called where people read it.
    #[must_use]
    pub const fn title(self) -> Words {
        match self {
            Self::Lead => words("Lead found", "发现线索"),
            Self::Screened => words("Admitted", "通过准入"),
            Self::Pooled => words("In the pool", "进入项目库"),
            Self::Certified => words("First negotiator certified", "认定首谈区"),
            Self::Negotiating => words("Negotiating", "洽谈"),
            Self::Agreed => words("Signed", "签约"),
            Self::Sited => words("Land set aside", "落实用地"),
            Self::Granted => words("Landed", "落地"),
            Self::Approved => words("Approved", "获批"),
            Self::Building => words("Under construction", "在建"),
            Self::Operating => words("Producing", "投产"),
            Self::Rejected => words("Rejected", "未准入"),
            Self::LostElsewhere => words("Lost elsewhere", "流向外地"),
            Self::Withdrawn => words("Withdrawn", "中途退出"),
            Self::Breached => words("Commitment broken", "违背承诺"),
            Self::Closed => words("Closed", "关停"),
        }
    }

    /// Whether it is an exit.
    #[must_use]
    pub fn is_exit(self) -> bool {
        self as usize >= Self::ON_THE_WAY
    }
}

/// Why a project ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Perceived below the admission standard.
    BelowStandard,
    /// Of a sector that is kept out.
    SectorBarred,
    /// No district took it up in time.
    Waiting,
    /// The land was too dear.
    Price,
    /// Signed, but no land was found in time.
    NoLand,
    /// Too little talent where it was offered a place.
    NoTalent,
    /// Negotiations did not move.
    StalledNegotiations,
    /// Construction stopped for good.
    StalledConstruction,
    /// Broke what it had committed to.
    BrokenCommitment,
    /// Rated in the lowest grade, or out of business.
    PlantExit,
}

impl Cause {
    /// The causes of a loss to elsewhere, with their words in files.
    pub const OF_LOSS: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Price, "price"),
        (Self::NoLand, "no_land"),
        (Self::NoTalent, "no_talent"),
        (Self::StalledNegotiations, "stalled_negotiations"),
    ];

    /// Its word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::BelowStandard => "below_standard",
            Self::SectorBarred => "sector_barred",
            Self::Waiting => "waiting",
            Self::Price => "price",
            Self::NoLand => "no_land",
            Self::NoTalent => "no_talent",
            Self::StalledNegotiations => "stalled_negotiations",
            Self::StalledConstruction => "stalled_construction",
            Self::BrokenCommitment => "broken_commitment",
            Self::PlantExit => "plant_exit",
        }
    }

    /// Every cause.
    pub const ALL: [Self; 10] = [
        Self::BelowStandard,
        Self::SectorBarred,
        Self::Waiting,
        Self::Price,
        Self::NoLand,
        Self::NoTalent,
        Self::StalledNegotiations,
        Self::StalledConstruction,
        Self::BrokenCommitment,
        Self::PlantExit,
    ];

    /// What it is called where people read it.
    #[must_use]
    pub const fn title(self) -> Words {
        match self {
            Self::BelowStandard => words("Below the admission standard", "未达准入标准"),
            Self::SectorBarred => words("Sector kept out", "行业禁入"),
            Self::Waiting => words("Waited too long", "等待过久"),
            Self::Price => words("Land too dear", "地价过高"),
            Self::NoLand => words("No land", "无地可供"),
            Self::NoTalent => words("Too little talent", "人才不足"),
            Self::StalledNegotiations => words("Negotiations stalled", "洽谈停滞"),
            Self::StalledConstruction => words("Construction stopped for good", "建设终止"),
            Self::BrokenCommitment => words("Commitment broken", "违背承诺"),
            Self::PlantExit => words("Plant closed", "企业退出"),
        }
    }
}

/// A week, if it has come: half of what an option takes, for millions of projects.
#[derive(Clone, Copy, PartialEq)]
struct WeekIfCome(Week);

impl WeekIfCome {
    const NOT_YET: Self = Self(Week(u32::MAX));

    fn get(self) -> Option<Week> {
        (self != Self::NOT_YET).then_some(self.0)
    }
}

impl std::fmt::Debug for WeekIfCome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.get().fmt(f)
    }
}

/// Where a project stands in its life, and the week in which it reached each stage.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Life {
    stage: Stage,
    reached: [WeekIfCome; Stage::ON_THE_WAY],
    ended: Option<Week>,
    /// Why it ended, if it did.
    pub cause: Option<Cause>,
    /// The first district that negotiated, or held the first right.
    pub first_negotiator: Option<DistrictId>,
    /// The district in which it signed.
    pub landing_district: Option<DistrictId>,
}

impl Life {
    /// A life that begins as a lead.
    #[must_use]
    pub fn new(found: Week) -> Self {
        let mut reached = [WeekIfCome::NOT_YET; Stage::ON_THE_WAY];
        reached[Stage::Lead as usize] = WeekIfCome(found);
        Self {
            stage: Stage::Lead,
            reached,
            ended: None,
            cause: None,
            first_negotiator: None,
            landing_district: None,
        }
    }

    /// The stage it is in.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The week in which it first reached a stage on the way.
    #[must_use]
    pub fn reached(&self, stage: Stage) -> Option<Week> {
        self.reached.get(stage as usize).and_then(|week| week.get())
    }

    /// The district in which it was granted land, if it was.
    #[must_use]
    pub fn landed_in(&self) -> Option<DistrictId> {
        self.reached(Stage::Granted)?;
        self.landing_district
    }

    /// The week in which it ended.
    #[must_use]
    pub fn ended(&self) -> Option<Week> {
        self.ended
    }

    /// Moves on to a stage on the way.
    pub fn reach(&mut self, stage: Stage, week: Week) {
        self.stage = stage;
        if let Some(reached) = self.reached.get_mut(stage as usize) {
            *reached = WeekIfCome(week.min(reached.0));
        }
    }

    /// Ends in an exit.
    pub fn end(&mut self, exit: Stage, cause: Cause, week: Week) {
        self.stage = exit;
        self.cause = Some(cause);
        self.ended = Some(week);
    }
}

/// Who alone may negotiate for a project. Without it, every district in reach may.
///
/// A measure that allocates rights writes it; the base economy only obeys it. It is kept apart from
/// the table of projects (sparse), so that hanging it on a project moves nothing.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
#[component(storage = "SparseSet")]
pub enum NegotiationRight {
    /// Nobody may until somebody is named.
    Pending,
    /// One district may.
    Held {
        /// The holder.
        by: DistrictId,
        /// The week from which it may negotiate.
        since: Week,
        /// Share of other districts that negotiate behind its back.
        leak: f64,
        /// What it gets for giving the project up.
        terms: ReferralTerms,
    },
}

/// A signed project that is sited before all others. Without it, who signed first is.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
#[component(storage = "SparseSet")]
pub struct FirstInLine;

/// A service package (服务包) that comes with a project: what it changes. Without it, nothing.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
#[component(storage = "SparseSet")]
pub struct ServicePackage {
    /// Factor on the pace of negotiation.
    pub pace: f64,
    /// Service that the enterprise experiences beyond the district's own, in [0, 1].
    pub service: f64,
    /// Share of the chance to be lost in a week that is left.
    pub loss_left: f64,
    /// Share of the delays and stops of construction that is left.
    pub slippage_left: f64,
    /// Share of missing talent that settlement and housing make up for (落户、住房).
    pub talent: f64,
}

impl ServicePackage {
    /// What a project has that no package comes with.
    pub const NONE: Self = Self {
        pace: 1.0,
        service: 0.0,
        loss_left: 1.0,
        slippage_left: 1.0,
        talent: 0.0,
    };

    /// The match of talent with what the package guarantees, in [0, 1].
    #[must_use]
    pub fn talent_match(&self, talent: f64) -> f64 {
        talent + self.talent * (1.0 - talent)
    }
}

/// A route of approval other than the ordinary one.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
#[component(storage = "SparseSet")]
pub struct ApprovalRoute {
    /// Median days.
    pub median_days: f64,
    /// Spread (standard deviation of the logarithm).
    pub spread: f64,
}

/// A project has moved on in its life.
#[derive(Message, Debug, Clone, Copy, PartialEq)]
pub struct StageReached {
    /// The project.
    pub project: Entity,
    /// Its id.
    pub id: ProjectId,
    /// The stage it has reached.
    pub stage: Stage,
}

/// Projects by id, and those that want attention every week.
#[derive(Resource, Debug, Clone, Default)]
pub struct Docket {
    /// Every project of the run, in the order in which it was found.
    pub all: Vec<(ProjectId, Entity)>,
    /// Projects in the pool that have no land yet, ascending by id.
    pub waiting: Vec<(ProjectId, Entity)>,
}

impl Docket {
    /// Adds a project to those that wait for land.
    pub fn admit(&mut self, id: ProjectId, project: Entity) {
        if let Err(at) = self.waiting.binary_search_by_key(&id, |&(id, _)| id) {
            self.waiting.insert(at, (id, project));
        }
    }

    /// The waiting projects as entities, ascending by id.
    pub fn waiting(&self) -> impl Iterator<Item = Entity> + '_ {
        self.waiting.iter().map(|&(_, project)| project)
    }
}
