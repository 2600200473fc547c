//! The exogenous tape: who might invest, drawn from the seed alone at the greatest rate.
//!
//! Arrivals are a stream of their own; what each prospect is like is keyed by its place on the
//! tape. A policy that raises or lowers arrivals accepts more or fewer prospects of the same tape.

use bevy_ecs::prelude::Resource;

use crate::kernel::calendar::{WEEKS_PER_YEAR, Week};
use crate::kernel::chance::math::pow;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{ProjectId, SectorId};
use crate::kernel::parameter::Source::{Assumed, Data, Derived};
use crate::kernel::parameter::parameters;
use crate::kernel::units::Area;
use crate::world::enterprise::Ownership;
use crate::world::sector::Sectors;

parameters! {
    /// What prospects are like, before anybody looks for them.
    "prospects"
    /// Prospects on the tape in a year: the most that any policy could find.
    "每年潜在意向项目数，即任何政策下可发现的上限。"
    greatest_rate_per_year: f64 = 1800.0, "prospects/year", 0.0..=20_000.0, Assumed("PRO-1");
    /// Share of prospects below 1 yi of investment.
    "总投资不足1亿元的意向项目比例。"
    small_share: f64 = 0.75, "share", 0.0..=1.0, Assumed("PRO-2");
    /// Smallest investment of a prospect below 1 yi.
    "总投资不足1亿元的意向项目的最小投资额。"
    small_least_yi: f64 = 0.1, "yi", 0.01..=1.0, Assumed("PRO-2");
    /// Exponent of the Pareto distribution of investment from 1 yi up.
    "总投资1亿元及以上部分帕累托分布的指数。"
    size_exponent: f64 = 0.81, "1", 0.3..=3.0, Derived("S:34 grouped likelihood");
    /// Largest investment of a prospect.
    "意向项目的最大投资额。"
    size_most_yi: f64 = 500.0, "yi", 1.0..=5_000.0, Derived("S:34 truncation");
    /// Growth of land need with investment: 1 is in proportion, less saves land in large projects.
    "用地需求对投资的弹性：1为按比例，小于1则大项目更节地。"
    land_elasticity: f64 = 0.8, "1", 0.0..=1.5, Assumed("PRO-3");
    /// Factor on the land that every sector needs.
    "各行业用地需求的系数。"
    land_factor: f64 = 1.0, "1", 0.1..=10.0, Assumed("PRO-3");
    /// Spread of land need around the sector's figure (standard deviation of the logarithm).
    "用地需求围绕行业水平的离散度（对数标准差）。"
    land_spread: f64 = 0.35, "1", 0.0..=2.0, Assumed("PRO-3");
    /// Most land that one project can need.
    "单个项目的最大用地需求。"
    land_most_ha: f64 = 75.0, "ha", 1.0..=1_000.0, Data("S:11 largest recent grant 71.8 ha");
    /// Spread of productivity between enterprises (standard deviation of the logarithm).
    "企业间生产率的离散度（对数标准差）。"
    productivity_spread: f64 = 0.4, "1", 0.0..=2.0, Assumed("PRO-4");
    /// Spread of energy per output between enterprises (standard deviation of the logarithm).
    "企业间单位产出能耗的离散度（对数标准差）。"
    energy_spread: f64 = 0.4, "1", 0.0..=2.0, Assumed("PRO-4");
    /// Share of foreign enterprises among prospects.
    "意向项目中外资企业的比例。"
    foreign_share: f64 = 0.15, "share", 0.0..=1.0, Assumed("PRO-5");
    /// Share of state-owned enterprises among prospects.
    "意向项目中国有企业的比例。"
    state_share: f64 = 0.15, "share", 0.0..=1.0, Assumed("PRO-5");
    /// Mean credibility of enterprises: how likely they are to keep what they promise.
    "企业平均可信度，即履行承诺的可能性。"
    credibility: f64 = 0.8, "1", 0.0..=1.0, Assumed("PRO-10");
    /// Spread of credibility between enterprises (standard deviation, cut off at 0 and 1).
    "企业间可信度的离散度（标准差，截断于0和1）。"
    credibility_spread: f64 = 0.15, "1", 0.0..=1.0, Assumed("PRO-10");
    /// Share of projects that are factories or warehouses, not laboratories or offices.
    "厂房和仓库项目的比例（区别于实验室、办公）。"
    factory_share: f64 = 0.85, "share", 0.0..=1.0, Assumed("PRO-11");
    /// Share of projects that lease their land instead of having it granted.
    "以租赁而非出让方式取得土地的项目比例。"
    lease_share: f64 = 0.2, "share", 0.0..=1.0, Assumed("PRO-12");
    /// Share of projects that are strategic (战略性).
    "具有战略性的项目比例。"
    strategic_share: f64 = 0.03, "share", 0.0..=1.0, Assumed("PRO-6");
    /// Share of projects that matter to the whole city (全局性).
    "具有全局性的项目比例。"
    citywide_share: f64 = 0.03, "share", 0.0..=1.0, Assumed("PRO-6");
    /// Median growth of the outside offer per week of waiting, in utility.
    "每等待一周外地条件效用增长的中位数。"
    impatience: f64 = 0.03, "utility/week", 0.0..=1.0, Assumed("PRO-7");
    /// Spread of impatience between enterprises (standard deviation of the logarithm).
    "企业间急迫程度的离散度（对数标准差）。"
    impatience_spread: f64 = 0.5, "1", 0.0..=2.0, Assumed("PRO-7");
    /// Mean utility of the outside offer at first.
    "外地条件初始效用的均值。"
    outside_offer: f64 = 0.4, "utility", -5.0..=5.0, Assumed("PRO-8");
    /// Spread of the outside offer between projects (standard deviation).
    "项目间外地条件的离散度（标准差）。"
    outside_spread: f64 = 0.5, "utility", 0.0..=5.0, Assumed("PRO-8");
    /// Median team-weeks of negotiation for a project of 1 yi.
    "总投资1亿元项目洽谈所需团队周数的中位数。"
    work_team_weeks: f64 = 3.5, "team-weeks", 0.1..=200.0, Assumed("PRO-9");
    /// Growth of negotiation work with investment.
    "洽谈工作量对投资的弹性。"
    work_elasticity: f64 = 0.3, "1", 0.0..=1.5, Assumed("PRO-9");
    /// Spread of negotiation work (standard deviation of the logarithm).
    "洽谈工作量的离散度（对数标准差）。"
    work_spread: f64 = 0.4, "1", 0.0..=2.0, Assumed("PRO-9");
}

/// What is drawn of an enterprise that might invest before anybody has found it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrival {
    /// The project's id: its place on the tape.
    pub id: ProjectId,
    /// The sector.
    pub sector: SectorId,
    /// Who owns the enterprise.
    pub ownership: Ownership,
    /// A uniform number: it is found if the chance to be found exceeds it.
    pub mark: f64,
}

/// An enterprise that was found and might invest, and its project.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a project"
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// The project's id: its place on the tape.
    pub id: ProjectId,
    /// The sector.
    pub sector: SectorId,
    /// Who owns the enterprise.
    pub ownership: Ownership,
    /// Total investment, in yi.
    pub investment_yi: f64,
    /// Land need.
    pub land: Area,
    /// Productivity.
    pub productivity: f64,
    /// Energy per output over the sector's average.
    pub energy_factor: f64,
    /// Credibility, in [0, 1].
    pub credibility: f64,
    /// A factory or a warehouse.
    pub is_factory: bool,
    /// Leases its land.
    pub leases: bool,
    /// Strategic (战略性).
    pub is_strategic: bool,
    /// Matters to the whole city (全局性).
    pub is_citywide: bool,
    /// Growth of the outside offer per week.
    pub impatience: f64,
    /// Utility of the outside offer at first.
    pub outside: f64,
    /// Negotiation work, in team-weeks.
    pub work: f64,
}

/// The tape of one replication: for each week the places of its prospects.
#[derive(Resource, Debug, Clone, PartialEq, Eq, Default)]
pub struct Tape {
    first_of_week: Vec<u32>,
}

const ARRIVALS: Purpose = Purpose::new("tape.arrivals");
const SECTOR: Purpose = Purpose::new("tape.sector");
const OWNERSHIP: Purpose = Purpose::new("tape.ownership");
const MARK: Purpose = Purpose::new("tape.mark");
const COPY: Purpose = Purpose::new("tape.copy");
const SIZE: Purpose = Purpose::new("tape.size");
const LAND: Purpose = Purpose::new("tape.land");
const PRODUCTIVITY: Purpose = Purpose::new("tape.productivity");
const ENERGY: Purpose = Purpose::new("tape.energy");
const CREDIBILITY: Purpose = Purpose::new("tape.credibility");
const FACTORY: Purpose = Purpose::new("tape.factory");
const LEASES: Purpose = Purpose::new("tape.leases");
const STRATEGIC: Purpose = Purpose::new("tape.strategic");
const CITYWIDE: Purpose = Purpose::new("tape.citywide");
const IMPATIENCE: Purpose = Purpose::new("tape.impatience");
const OUTSIDE: Purpose = Purpose::new("tape.outside");
const WORK: Purpose = Purpose::new("tape.work");

impl Tape {
    /// Draws the arrivals of a run in a city of some copies: as many again for each.
    #[must_use]
    pub fn draw(dice: &Dice, parameters: &Parameters, weeks: u32, copies: u16) -> Self {
        let mean = parameters.greatest_rate_per_year / f64::from(WEEKS_PER_YEAR);
        let mut next = dice.stream(ARRIVALS);
        let mut first = 0;
        let mut first_of_week = vec![first];
        for _ in 0..weeks {
            first += (0..copies).map(|_| next().poisson(mean)).sum::<u32>();
            first_of_week.push(first);
        }
        Self { first_of_week }
    }

    /// The places of a week's prospects; none after the end of the run.
    #[must_use]
    pub fn week(&self, week: Week) -> std::ops::Range<u32> {
        match self.first_of_week.get(week.index()..week.index() + 2) {
            Some(&[first, end]) => first..end,
            _ => 0..0,
        }
    }
}

impl Arrival {
    /// What is at a place of the tape.
    #[must_use]
    pub fn at(place: u32, dice: &Dice, p: &Parameters, sectors: &Sectors) -> Self {
        let id = ProjectId::on_tape(place);
        let roll = |purpose| dice.roll(purpose, &id, 0);
        let index = roll(SECTOR).index(sectors.0.iter().map(|s| s.project_share));
        Self {
            id,
            sector: SectorId(u16::try_from(index).unwrap_or(u16::MAX)),
            ownership: ownership(roll(OWNERSHIP).uniform(), p),
            mark: roll(MARK).uniform(),
        }
    }

    /// All of it, once it is found.
    #[must_use]
    pub fn found(self, dice: &Dice, p: &Parameters, sectors: &Sectors) -> Prospect {
        let Self {
            id,
            sector,
            ownership,
            ..
        } = self;
        let roll = |purpose| dice.roll(purpose, &id, 0);
        let size = dice.roll(SIZE, &id, 1);
        let investment_yi = if roll(SIZE).happens(p.small_share) {
            size.log_uniform(p.small_least_yi, 1.0)
        } else {
            size.truncated_pareto(1.0, p.size_exponent, p.size_most_yi)
        };
        Prospect {
            id,
            sector,
            ownership,
            investment_yi,
            land: land_need(
                investment_yi,
                sectors[sector].land_ha_per_yi,
                sectors[sector].smallest_lot_ha,
                roll(LAND).lognormal(1.0, p.land_spread),
                p,
            ),
            productivity: roll(PRODUCTIVITY).lognormal(1.0, p.productivity_spread),
            energy_factor: roll(ENERGY).lognormal(1.0, p.energy_spread),
            credibility: (p.credibility + p.credibility_spread * roll(CREDIBILITY).normal())
                .clamp(0.0, 1.0),
            is_factory: roll(FACTORY).happens(p.factory_share),
            leases: roll(LEASES).happens(p.lease_share),
            is_strategic: roll(STRATEGIC).happens(p.strategic_share),
            is_citywide: roll(CITYWIDE).happens(p.citywide_share),
            impatience: roll(IMPATIENCE).lognormal(p.impatience, p.impatience_spread),
            outside: p.outside_offer + p.outside_spread * roll(OUTSIDE).normal(),
            work: negotiation_work(investment_yi, roll(WORK).lognormal(1.0, p.work_spread), p),
        }
    }
}

/// The copy of the city to which an enterprise comes: any of them alike.
#[must_use]
pub fn copy(id: ProjectId, dice: &Dice, copies: usize) -> usize {
    if copies <= 1 {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place below a small number"
    )]
    let copy = (dice.roll(COPY, &id, 0).uniform() * copies as f64) as usize;
    copy.min(copies - 1)
}

/// Who owns an enterprise, from a uniform number.
#[must_use]
pub fn ownership(uniform: f64, p: &Parameters) -> Ownership {
    if uniform < p.foreign_share {
        Ownership::Foreign
    } else if uniform < p.foreign_share + p.state_share {
        Ownership::State
    } else {
        Ownership::Private
    }
}

/// Land that an investment needs, between the sector's smallest lot and the most that one project
/// can need.
#[must_use]
pub fn land_need(
    investment_yi: f64,
    ha_per_yi: f64,
    least_ha: f64,
    factor: f64,
    p: &Parameters,
) -> Area {
    let hectares = p.land_factor * ha_per_yi * pow(investment_yi, p.land_elasticity) * factor;
    Area::from_hectares(hectares.min(p.land_most_ha).max(least_ha))
}

/// Team-weeks that it takes to negotiate an investment.
#[must_use]
pub fn negotiation_work(investment_yi: f64, factor: f64, p: &Parameters) -> f64 {
    p.work_team_weeks * pow(investment_yi, p.work_elasticity) * factor
}
