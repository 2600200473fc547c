//! A witness: what it saw happen to chosen projects, and why, note by note. It stands in the world
//! only where lives are to be told: an ordinary run has none, and nobody acts on what one sees.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;
use serde::{Deserialize, Serialize};

use crate::kernel::calendar::Week;
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::world::district::Districts;
use crate::world::project::{Cause, Life};
use crate::world::standard;

/// What can be seen of a project. Places are codes; shares and suitability lie in [0, 1].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// The lead was found.
    Found {
        /// A district, or `city`.
        by: String,
        /// The project whose plant it expands.
        expansion_of: Option<String>,
        /// Factor on how many prospects of its kind come forward.
        attraction: f64,
        /// Whether it would have stayed away but for that factor.
        was_drawn: bool,
        /// Who hears of it, and after how many weeks.
        reach: Vec<Hearing>,
    },
    /// Measured against the admission standard, or turned away unmeasured.
    Screened {
        /// Whether it was admitted.
        admitted: bool,
        /// Whether its sector is kept out.
        is_barred: bool,
        /// What was perceived.
        seen: Figures,
        /// What is true.
        truth: Figures,
        /// The standard that decided: the uniform one, or the district's that came nearest.
        standard: Figures,
        /// Whose standard that is; nothing for the uniform one.
        standard_of: Option<String>,
        /// Districts whose own standard it was seen to miss.
        shut_out: Vec<String>,
        /// Whether it would have been admitted by its true figures.
        deserves: bool,
    },
    /// In the pool.
    Pooled {},
    /// The first-negotiation system covers it.
    Covered {
        /// Whether by its investment, else because it matters to the city.
        by_size: bool,
        /// Those before it in the queue for certification, where it has to queue.
        ahead: Option<usize>,
    },
    /// A district was given the right to negotiate alone.
    RightGiven {
        /// The district.
        to: String,
        /// Why.
        why: Grounds,
        /// How well the city saw the place suit the project, where that decided.
        seen: Option<f64>,
        /// Weeks in the queue, where there was one.
        queued: Option<u32>,
        /// Weeks from now on which it begins.
        begins_in: u32,
    },
    /// A right lapsed for want of substantive progress, or was taken back for it.
    RightLapsed {
        /// The holder.
        by: String,
        /// Weeks for which it was held.
        weeks: u32,
        /// Share of the work done.
        done: f64,
        /// Share that counts as substantive.
        needed: f64,
        /// Whether a regime of allocation took it back, else measure 5.
        by_regime: bool,
    },
    /// A right ended with its term.
    RightEnded {
        /// The holder.
        by: String,
    },
    /// The project is open to every district again.
    Opened {
        /// Rights given before.
        rights: usize,
        /// Whether a regime of allocation let it go, else measure 5.
        by_regime: bool,
    },
    /// A district sent the project up to the city.
    Referred {
        /// The district.
        by: String,
        /// Its belief to land it at home.
        here: f64,
        /// Its belief that it lands elsewhere.
        elsewhere: f64,
        /// Share of the credit that it gets.
        credit_share: f64,
    },
    /// A referral was certified.
    ReferralCertified {
        /// The referrer.
        by: String,
        /// Weeks in the queue.
        queued: u32,
        /// Credit, in yi; nothing if it is not credited.
        credited_yi: Option<f64>,
    },
    /// A district holds what it believes likelier to land elsewhere.
    Hoarded {
        /// The district.
        by: String,
        /// Its belief to land it at home.
        here: f64,
        /// Its belief that it lands elsewhere.
        elsewhere: f64,
    },
    /// A district looked at the project for the first time, or took it up after all.
    Looked {
        /// The district.
        district: String,
        /// How well it saw the project suit it.
        seen: f64,
        /// How well it does.
        suitability: f64,
        /// The least at which it takes up what it may leave.
        threshold: f64,
        /// Whether the law, or its own standard, lets the project in.
        is_admitted: bool,
        /// Whether it had been named and had to.
        was_named: bool,
        /// Whether it takes it up.
        takes_up: bool,
        /// Weeks until it expects to have land.
        weeks_to_land: f64,
    },
    /// A district's talks ended without a signature because another holds the right.
    TalksEnded {
        /// The district.
        district: String,
        /// Share of the work done.
        done: f64,
    },
    /// A district raised its discount on the land price.
    DiscountRaised {
        /// The district.
        district: String,
        /// The discount now, as a share of the price.
        discount: f64,
    },
    /// Where it stands this month.
    Reading {
        /// Utility of the outside offer.
        outside: f64,
        /// Share of its patience that is used up.
        patience: f64,
        /// Chance to be lost in a week, as a rate.
        hazard: f64,
        /// Talks under way, or the one that was signed.
        talks: Vec<Talk>,
        /// Whether one was signed.
        is_signed: bool,
    },
    /// Its tracking found that it has stalled, and what holds it.
    Stalled {
        /// What holds it.
        obstacle: Hold,
    },
    /// A coordination slot cleared what held it.
    Cleared {
        /// What held it.
        obstacle: Hold,
        /// Where.
        district: String,
        /// Weeks for which it was stuck.
        weeks: u32,
    },
    /// It was stuck and no slot was left.
    Unreached {},
    /// It was given a steward.
    StewardAssigned {
        /// The district whose steward it is, or `city`.
        level: String,
        /// Weeks waited for one.
        waited: u32,
        /// Factor on the pace of negotiation.
        pace: f64,
        /// Share of the chance to be lost in a week that is left.
        loss_left: f64,
    },
    /// It signed.
    Signed {
        /// With whom.
        district: String,
        /// Utility of the offer.
        utility: f64,
        /// Utility of the outside offer.
        outside: f64,
        /// Discount, as a share of the land price.
        discount: f64,
        /// Talks that it left for that.
        others: Vec<Talk>,
    },
    /// Land was set aside.
    Sited {
        /// Where.
        district: String,
        /// Hectares.
        hectares: f64,
        /// Parcels.
        parcels: usize,
        /// `standard`, `serviced` or `raw`: the least ready of them.
        readiness: String,
        /// Weeks until it is to be granted.
        weeks: u32,
        /// Whether the project was put first in line.
        was_first_in_line: bool,
    },
    /// Land was granted: it has landed.
    Granted {
        /// Where.
        district: String,
        /// Hectares.
        hectares: f64,
        /// Share of it that was in use before.
        stock_share: f64,
        /// Price paid, in yi.
        paid_yi: f64,
        /// True suitability.
        suitability: f64,
        /// Share of its patience that it had used up.
        patience: f64,
        /// Median days of its route of approval.
        route_days: f64,
        /// Whether that is the ordinary route.
        is_ordinary: bool,
        /// Weeks until approval is to be decided.
        weeks: u32,
    },
    /// Approved.
    Approved {},
    /// Construction began.
    Begun {
        /// Weeks that it is to take.
        weeks: u32,
    },
    /// Construction was delayed.
    Slipped {
        /// Weeks lost.
        weeks: u32,
        /// Delays so far.
        times: u32,
    },
    /// The plant was finished.
    Finished {
        /// How near construction was to stopping for good.
        stall: f64,
        /// How near it was to the next delay.
        slippage: f64,
    },
    /// The plant opened.
    Operating {
        /// Output at full capacity before agglomeration, in yi a year.
        capacity_yi: f64,
        /// Weeks until it runs at full capacity.
        weeks: u32,
    },
    /// The plant breeds another project.
    Expands {
        /// That project.
        project: String,
        /// The week in which it becomes a lead, counted from now.
        in_weeks: u32,
    },
    /// It was approved on a commitment and is supervised.
    Committed {
        /// Chance to break it.
        breach_chance: f64,
        /// Weeks of supervision.
        weeks: u32,
    },
    /// It broke its commitment; nobody knows.
    Broke {},
    /// An inspector came.
    Inspected {
        /// Whether a broken commitment was found.
        found: bool,
        /// Weeks that it is given to put it right; nothing if it loses its land.
        puts_right_in: Option<u32>,
    },
    /// What was broken is put right.
    PutRight {},
    /// It was lost to elsewhere.
    Lost {
        /// The cause.
        cause: String,
        /// Utility of the outside offer.
        outside: f64,
        /// Talks under way or signed when it left.
        talks: Vec<Talk>,
        /// Weeks since it entered the pool.
        waited: u32,
    },
    /// It ended after it had land.
    Ended {
        /// The exit.
        exit: String,
        /// The cause.
        cause: String,
        /// Where.
        district: String,
    },
    /// The run ended, and it stands like this.
    StillThere {
        /// Its stage.
        stage: String,
        /// The clock that runs, if one does.
        clock: Option<Ticking>,
        /// How near it is to striking.
        nearness: f64,
    },
}

impl Note {
    /// An end after the grant of land.
    #[must_use]
    pub fn ended(life: &Life, witness: &Witnessed) -> Self {
        Self::Ended {
            exit: life.stage().word().to_owned(),
            cause: life.cause.map_or("", Cause::word).to_owned(),
            district: witness.code_or_city(life.landing_district),
        }
    }
}

/// A district that hears of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hearing {
    /// The district.
    pub district: String,
    /// After how many weeks.
    pub weeks: u32,
}

/// Figures that a standard looks at, or the floors and the ceiling of one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Investment, in yi per hectare.
    pub investment: f64,
    /// Output, in yi per hectare and year.
    pub output: f64,
    /// Tax, in yi per hectare and year.
    pub tax: f64,
    /// Energy, in tonnes of coal equivalent per 10,000 yuan of output.
    pub energy: f64,
}

impl From<standard::Figures> for Figures {
    fn from(figures: standard::Figures) -> Self {
        Self {
            investment: figures.investment,
            output: figures.output,
            tax: figures.tax,
            energy: figures.energy,
        }
    }
}

impl From<standard::Standard> for Figures {
    fn from(standard: standard::Standard) -> Self {
        Self {
            investment: standard.investment,
            output: standard.output,
            tax: standard.tax,
            energy: standard.energy,
        }
    }
}

/// A district's talks with a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Talk {
    /// The district.
    pub district: String,
    /// Share of the work done.
    pub done: f64,
    /// Utility of its offer; nothing before the first.
    pub utility: Option<f64>,
    /// Suitability as it sees it.
    pub seen: f64,
    /// Discount on offer, as a share of the land price.
    pub discount: f64,
}

/// Why a district was given a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grounds {
    /// Measure 5: the city found the lead and named the place that it saw fit best.
    Named,
    /// Measure 5: it found the lead and was certified.
    Finder,
    /// Measure 5: the city chose it after a right had lapsed or the project was referred.
    Reassigned,
    /// Measure 2: the city settled a conflict of districts.
    Conflict,
    /// Central assignment.
    Assigned,
    /// Deferred acceptance.
    Matched,
}

/// What holds a stuck project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Its district has too little land, or the land waits for its utilities.
    Land,
    /// Planned land is held back for want of farmland quota.
    Quota,
    /// Its approval is pending.
    Approval,
    /// Districts contest it.
    Conflict,
}

/// A clock that runs against a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ticking {
    /// Its patience.
    Loss,
    /// A stop of construction for good.
    Stall,
    /// The exit of its plant.
    Exit,
}

/// What was noted of a project in a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Noted {
    /// The week.
    pub week: Week,
    /// The project.
    pub project: ProjectId,
    /// What.
    pub note: Note,
}

/// Who watches which projects, and what it has noted.
///
/// Systems only look at it, so it puts no order between them: the week runs on one thread, and notes
/// lie in the order in which things happened.
#[derive(Resource, Debug)]
pub struct Witness {
    watched: BTreeSet<ProjectId>,
    notes: Mutex<Notes>,
}

/// Notes in the order in which things happened, and where those of each project lie.
#[derive(Debug, Default)]
struct Notes {
    all: Vec<Noted>,
    of: BTreeMap<ProjectId, Vec<usize>>,
}

impl Witness {
    /// A witness of some projects.
    #[must_use]
    pub fn of(watched: BTreeSet<ProjectId>) -> Self {
        Self {
            watched,
            notes: Mutex::default(),
        }
    }

    /// What it has noted, in the order in which it happened.
    #[must_use]
    pub fn into_notes(self) -> Vec<Noted> {
        self.notes
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .all
    }

    /// The projects that it watches.
    pub fn watched(&self) -> impl Iterator<Item = ProjectId> + '_ {
        self.watched.iter().copied()
    }

    fn take(&self, noted: Noted) {
        let mut so_far = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if !so_far.repeats(&noted) {
            so_far.add(noted);
        }
    }
}

impl Notes {
    /// Whether a district leaves a project once more, or no slot was left once more: said once.
    fn repeats(&self, new: &Noted) -> bool {
        let of_project = || {
            let places = self.of.get(&new.project).into_iter().flatten();
            places.map(|&at| &self.all[at].note)
        };
        match &new.note {
            Note::Looked {
                district,
                takes_up: false,
                ..
            } => of_project().any(|old| {
                let before = |d: &String| d == district;
                matches!(old, Note::Looked { district, takes_up: false, .. } if before(district))
            }),
            Note::Unreached {} => of_project().any(|old| *old == new.note),
            _ => false,
        }
    }

    fn add(&mut self, noted: Noted) {
        let of_project = self.of.entry(noted.project).or_default();
        of_project.push(self.all.len());
        self.all.push(noted);
    }
}

/// The witness as systems meet it, if there is one.
#[derive(SystemParam)]
pub struct Witnessed<'w> {
    witness: Option<Res<'w, Witness>>,
    districts: Option<Res<'w, Districts>>,
}

impl Witnessed<'_> {
    /// Whether a project is watched.
    #[must_use]
    pub fn watches(&self, project: ProjectId) -> bool {
        let witness = self.witness.as_ref();
        witness.is_some_and(|witness| witness.watched.contains(&project))
    }

    /// Notes something of a project, if it is watched; otherwise nothing is even looked at.
    pub fn note(&self, week: Week, project: ProjectId, note: impl FnOnce() -> Note) {
        if let Some(witness) = self.witness.as_ref().filter(|_| self.watches(project)) {
            witness.take(Noted {
                week,
                project,
                note: note(),
            });
        }
    }

    /// The code of a district.
    #[must_use]
    pub fn code(&self, district: DistrictId) -> String {
        let districts = self.districts.as_ref();
        districts.map_or_else(String::new, |d| d[district].code.clone())
    }

    /// The code of a district, or `city` where there is none.
    #[must_use]
    pub fn code_or_city(&self, district: Option<DistrictId>) -> String {
        district.map_or_else(|| "city".to_owned(), |district| self.code(district))
    }
}
