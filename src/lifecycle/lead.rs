//! Leads (招商线索): who finds which prospect, who hears of it, and how finding pays.

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;

use super::enterprise::Patience;
use super::ground::Ground;
use super::negotiation::Negotiations;
use super::screening::Screenings;
use super::tape::{self, Arrival, Prospect, Tape};
use super::{operation, screening};
use crate::kernel::calendar::{Calendar, Week, whole_weeks};
use crate::kernel::chance::math::{ln, pow};
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, EnterpriseId, ProjectId, SectorId};
use crate::kernel::model::Model;
use crate::kernel::parameter::Source::Assumed;
use crate::kernel::parameter::parameters;
use crate::kernel::schedule::Tick;
use crate::world::authority::Attraction;
use crate::world::district::{Conduct, Conducts, District, DistrictSet};
use crate::world::enterprise::Enterprise;
use crate::world::land_bank::LandBank;
use crate::world::project::{Docket, FoundBy, Life, Project, Stage, StageReached};
use crate::world::standard::{Figures, Standards};
use crate::world::witness::{Hearing, Note, Witnessed};

parameters! {
    /// How leads are found.
    "leads"
    /// Leads found in a year at the efforts of the first day.
    "按首日招商力度每年发现的线索数。"
    found_per_year: f64 = 600.0, "leads/year", 0.0..=20_000.0, Assumed("LEA-1");
    /// Share of them that the city finds.
    "其中市级发现的比例。"
    city_share: f64 = 0.25, "share", 0.0..=1.0, Assumed("LEA-2");
    /// Growth of finding with effort.
    "发现线索对招商力度的弹性。"
    effort_elasticity: f64 = 0.5, "1", 0.0..=0.95, Assumed("LEA-3");
    /// Reward per lead, as a share of what landing it at home is worth, that keeps effort at 1.
    "使招商力度保持为1的每条线索回报，以在本区落地价值的比例计。"
    usual_reward: f64 = 0.1, "share", 0.01..=2.0, Assumed("LEA-4");
    /// Share of the way to the effort that would pay that a district goes in a year.
    "招商力度每年向最优力度调整的比例。"
    effort_adaptation: f64 = 0.3, "share", 0.0..=1.0, Assumed("LEA-4");
    /// Least effort.
    "招商力度下限。"
    effort_least: f64 = 0.25, "1", 0.0..=1.0, Assumed("LEA-5");
    /// Greatest effort.
    "招商力度上限。"
    effort_most: f64 = 3.0, "1", 1.0..=10.0, Assumed("LEA-5");
    /// Leads' worth of the usual reward that a district remembers besides this year's.
    "除当年外，区所记忆的惯常回报相当的线索数。"
    reward_memory_leads: f64 = 10.0, "leads", 0.0..=1_000.0, Assumed("LEA-4");
    /// Districts that an enterprise considers on its own, besides the finder.
    "除发现区外，企业自行考虑的区数。"
    reach_districts: u32 = 4, "districts", 0..=100, Assumed("LEA-6");
    /// How much a leading sector raises the chance to be considered (in units of log odds).
    "主导产业使被考虑机会提高的程度（对数几率）。"
    leading_visibility: f64 = 1.0, "1", 0.0..=10.0, Assumed("LEA-6");
    /// Mean weeks until another district hears of a lead that a district found.
    "他区得知某区所发现线索的平均周数。"
    rumour_weeks: f64 = 8.0, "weeks", 0.0..=520.0, Assumed("LEA-7");
}

const FINDER: Purpose = Purpose::new("lead.finder");
const REACH: Purpose = Purpose::new("lead.reach");
const RUMOUR: Purpose = Purpose::new("lead.rumour");

/// The districts that may hear of a project on their own, each with the week in which it does.
#[derive(Component, Debug, Clone, PartialEq, Default)]
pub struct Reach(pub Vec<(DistrictId, Week)>);

/// Installs the finding of leads.
pub fn plugin(model: &mut Model) {
    model.add_message::<StageReached>();
    model.world.init_resource::<Docket>();
    model.tick.add_systems(
        (adapt_effort, find_leads)
            .chain()
            .in_set(Tick::LeadsAreFound),
    );
}

/// Once a year districts look for more where finding paid, and for less where it did not.
fn adapt_effort(calendar: Res<Calendar>, p: Res<Parameters>, mut conducts: ResMut<Conducts>) {
    if !calendar.year_begins() {
        return;
    }
    for conduct in &mut conducts.0 {
        conduct.effort = adapted_effort(conduct, &p);
        conduct.finding_reward = 0.0;
        conduct.leads_found = 0.0;
    }
}

/// The effort of the coming year.
///
/// With a cost in proportion to effort, the effort that pays grows with reward to the power
/// 1/(1 − elasticity); the district goes part of the way.
#[must_use]
pub fn adapted_effort(conduct: &Conduct, p: &Parameters) -> f64 {
    let leads = conduct.leads_found + p.reward_memory_leads;
    if leads <= 0.0 {
        return conduct.effort;
    }
    let reward = (conduct.finding_reward + p.reward_memory_leads * p.usual_reward) / leads;
    let worthwhile = pow(reward / p.usual_reward, 1.0 / (1.0 - p.effort_elasticity));
    let next = conduct.effort + p.effort_adaptation * (worthwhile - conduct.effort);
    next.clamp(p.effort_least, p.effort_most)
}

/// Rates at which each district and, last, the city find leads in one copy of the city, per year.
fn finding_rates(districts: &[District], conducts: &[Conduct], p: &Parameters) -> Vec<f64> {
    let promoters: f64 = districts.iter().map(|d| d.promoters).sum();
    let of_districts = p.found_per_year * (1.0 - p.city_share);
    let mut rates: Vec<f64> = districts
        .iter()
        .zip(conducts)
        .map(|(d, conduct)| {
            let share = if promoters > 0.0 {
                d.promoters / promoters
            } else {
                0.0
            };
            of_districts * share * pow(conduct.effort, p.effort_elasticity)
        })
        .collect();
    rates.push(p.found_per_year * p.city_share);
    rates
}

/// Who finds a prospect in a copy of the city, from the logarithms of the rates: effort and ties
/// decide, not fit.
fn finder(
    id: ProjectId,
    within: impl Iterator<Item = DistrictId>,
    log_rates: &[f64],
    dice: &Dice,
) -> FoundBy {
    let finders = within.map(FoundBy::District).chain([FoundBy::City]);
    let mut best = (f64::NEG_INFINITY, FoundBy::City);
    for (index, (finder, &log_rate)) in (0_u64..).zip(finders.zip(log_rates)) {
        if log_rate > f64::NEG_INFINITY {
            let score = log_rate + dice.roll(FINDER, &id, index).gumbel();
            if score > best.0 {
                best = (score, finder);
            }
        }
    }
    best.1
}

/// This week's prospects of the tape, and this week's expansions, become leads or stay unknown.
pub fn find_leads(
    mut commands: Commands,
    ground: Ground,
    p: Res<Parameters>,
    prospects: Res<tape::Parameters>,
    screening: Res<screening::Parameters>,
    sizes: Res<operation::Parameters>,
    tape: Res<Tape>,
    attraction: Res<Attraction>,
    known: Known,
    mut conducts: ResMut<Conducts>,
    mut expansions: ResMut<operation::Expansions>,
    mut screenings: ResMut<Screenings>,
    mut docket: ResMut<Docket>,
    mut reached: MessageWriter<StageReached>,
    enterprises: Query<&Enterprise>,
    projects: Query<&Project>,
) {
    let now = ground.calendar.now();
    let (layout, greatest) = (&ground.layout, prospects.greatest_rate_per_year);
    let each = layout.districts_of_each().max(1);
    let districts = ground.districts.0.chunks(each);
    let copies: Vec<(Vec<f64>, f64)> = districts
        .zip(conducts.0.chunks(each))
        .map(|(districts, conducts)| {
            let rates = finding_rates(districts, conducts, &p);
            let chance = rates.iter().sum::<f64>() / greatest.max(f64::MIN_POSITIVE);
            let log_rate = |&rate: &f64| {
                if rate > 0.0 {
                    ln(rate)
                } else {
                    f64::NEG_INFINITY
                }
            };
            (rates.iter().map(log_rate).collect(), chance)
        })
        .collect();

    let mut leads = Vec::new();
    for place in tape.week(now) {
        let arrival = Arrival::at(place, &ground.dice, &prospects, &ground.sectors);
        let tier = ground.sectors[arrival.sector].tier;
        let factor = attraction.of(tier, arrival.ownership);
        let copy = tape::copy(arrival.id, &ground.dice, copies.len());
        let (log_rates, chance) = &copies[copy];
        if arrival.mark >= chance * factor {
            continue;
        }
        let origin = Origin {
            attraction: factor,
            was_drawn: arrival.mark >= *chance,
            expansion_of: None,
        };
        let prospect = arrival.found(&ground.dice, &prospects, &ground.sectors);
        let within = layout.districts_of_copy(copy);
        let found_by = finder(prospect.id, within, log_rates, &ground.dice);
        let enterprise = commands
            .spawn(Enterprise {
                id: EnterpriseId(place),
                ownership: prospect.ownership,
                sector: prospect.sector,
                productivity: prospect.productivity,
                credibility: prospect.credibility,
                impatience: prospect.impatience,
                experience: 0.0,
            })
            .id();
        let project = prospect.into_project(enterprise, copy, found_by);
        leads.push((project, origin));
    }
    for expansion in expansions.due(now) {
        if let (Ok(enterprise), Ok(first)) = (
            enterprises.get(expansion.enterprise),
            projects.get(expansion.of),
        ) {
            let origin = Origin {
                attraction: 1.0,
                was_drawn: false,
                expansion_of: Some(first.id),
            };
            let project = expansion.into_project(enterprise, first, &ground, &sizes, &prospects);
            leads.push((project, origin));
        }
    }

    for (project, origin) in leads {
        if let FoundBy::District(district) = project.found_by {
            conducts[district].leads_found += 1.0;
        }
        let id = project.id;
        let reach = reach(&project, now, &ground, &known, &p);
        let patience = Patience::new(id, &ground.dice);
        let witness = &ground.witness;
        witness.note(now, id, || origin.found(&project, &reach, witness, now));
        let entity = commands
            .spawn((
                project,
                Life::new(now),
                reach,
                patience,
                Negotiations::default(),
            ))
            .id();
        docket.all.push((id, entity));
        screenings.file(now.after(screening.weeks), id, entity);
        reached.write(StageReached {
            project: entity,
            id,
            stage: Stage::Lead,
        });
    }
}

/// Why a project came forward.
struct Origin {
    attraction: f64,
    was_drawn: bool,
    expansion_of: Option<ProjectId>,
}

impl Origin {
    fn found(&self, project: &Project, reach: &Reach, witness: &Witnessed, now: Week) -> Note {
        let hears = |&(district, hears): &(DistrictId, Week)| Hearing {
            district: witness.code(district),
            weeks: hears.since(now),
        };
        Note::Found {
            by: witness.code_or_city(project.found_by.district()),
            expansion_of: self.expansion_of.map(|id| id.to_string()),
            attraction: self.attraction,
            was_drawn: self.was_drawn,
            reach: reach.0.iter().map(hears).collect(),
        }
    }
}

/// What an enterprise can know of districts before it turns to them.
#[derive(SystemParam)]
pub struct Known<'w> {
    standards: Res<'w, Standards>,
    bank: Res<'w, LandBank>,
}

impl Known<'_> {
    /// Whether an enterprise of these figures knows that it misses the district's standard.
    fn misses(&self, district: DistrictId, sector: SectorId, own: Figures) -> bool {
        let standard = self.standards.of(district, sector);
        standard.is_some_and(|standard| !standard.is_met_by(own))
    }
}

/// The districts that an enterprise turns to, and when each hears of the project.
///
/// The finder knows at once. A lead that the city found is known to all that are considered; one
/// that a district found gets about. Who is shown more districts than it can turn to picks those
/// that look most suitable; where standards are published, none that it would miss.
fn reach(project: &Project, now: Week, ground: &Ground, known: &Known, p: &Parameters) -> Reach {
    let own = screening::figures(project, &ground.sectors);
    let is_public = ground.knowledge.publishes_standards;
    let mut considered: Vec<(f64, DistrictId)> = ground
        .within_reach(project)
        .filter(|&d| ground.admits(d, project) && project.found_by.district() != Some(d))
        .filter(|&d| !is_public || !known.misses(d, project.sector, own))
        .map(|d| {
            let district = &ground.districts[d];
            let leads = f64::from(u8::from(district.rank_of(project.sector).is_some()));
            let luck = ground
                .dice
                .roll(REACH, &project.id, u64::from(d.0))
                .gumbel();
            let score =
                ln(district.promoters.max(f64::MIN_POSITIVE)) + p.leading_visibility * leads + luck;
            (score, d)
        })
        .collect();
    considered.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let shown = p
        .reach_districts
        .saturating_add(ground.knowledge.further_reach);
    considered.truncate(shown as usize);
    if considered.len() > p.reach_districts as usize {
        for (score, d) in &mut considered {
            *score = ground.seen_by_city(&known.bank, *d, project);
        }
        considered.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        considered.truncate(p.reach_districts as usize);
    }

    let finder = project.found_by.district().map(|d| (d, now));
    let others = considered.into_iter().map(|(_, d)| {
        let delay = match project.found_by {
            FoundBy::City => 0.0,
            FoundBy::District(_) => {
                let luck = ground.dice.roll(RUMOUR, &project.id, u64::from(d.0));
                p.rumour_weeks * ground.knowledge.rumour_left * luck.exponential()
            }
        };
        (d, now.after(whole_weeks(delay, 0)))
    });
    Reach(finder.into_iter().chain(others).collect())
}

impl Prospect {
    fn into_project(self, enterprise: Entity, copy: usize, found_by: FoundBy) -> Project {
        Project {
            id: self.id,
            enterprise,
            sector: self.sector,
            ownership: self.ownership,
            investment_yi: self.investment_yi,
            land: self.land,
            productivity: self.productivity,
            energy_factor: self.energy_factor,
            is_citywide: self.is_citywide,
            is_strategic: self.is_strategic,
            is_factory: self.is_factory,
            leases: self.leases,
            copy: u16::try_from(copy).unwrap_or(u16::MAX),
            found_by,
            shut_out: DistrictSet::default(),
            work: self.work,
            outside: self.outside,
            impatience: self.impatience,
        }
    }
}

/// Books what finding a lead has paid its finder, as a share of what landing it at home would be
/// worth.
pub fn reward_finder(
    conducts: &mut Conducts,
    ground: &Ground,
    project: &Project,
    finder: DistrictId,
    gain: f64,
) {
    let worth = ground.value_to(finder, project);
    if worth > 0.0 {
        conducts[finder].finding_reward += gain / worth;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::{small_world, suitability};
    use crate::world::authority::Knowledge;
    use crate::world::district::Districts;
    use crate::world::standard::Standard;

    fn conduct(reward: f64, leads: f64) -> Conduct {
        Conduct {
            finding_reward: reward,
            leads_found: leads,
            ..Conduct::new([0.3; 3], 0.3, 10.0)
        }
    }

    #[test]
    fn effort_stays_where_finding_pays_as_usual_rises_where_more_and_falls_where_less() {
        let p = Parameters::default();
        let usual = adapted_effort(&conduct(20.0 * p.usual_reward, 20.0), &p);
        let more = adapted_effort(&conduct(40.0 * p.usual_reward, 20.0), &p);
        let none = adapted_effort(&conduct(0.0, 20.0), &p);
        assert!((usual - 1.0).abs() < 1e-12);
        assert!(more > usual && none < usual);
        assert!(more <= p.effort_most && none >= p.effort_least);
    }

    /// The districts, in order, that a project of the first sector turns to, if the city found it, in a world
    /// in which the third district alone leads in that sector.
    fn turned_to(change: impl FnOnce(&mut World)) -> Vec<u16> {
        let mut world = small_world::world();
        let mut districts = world.resource_mut::<Districts>();
        districts.0[0].leading_sectors.clear();
        districts.0[1].leading_sectors.clear();
        let project = small_world::project(&mut world, 1, 0);
        world.get_mut::<Project>(project).unwrap().found_by = FoundBy::City;
        world.resource_mut::<Parameters>().reach_districts = 1;
        world.resource_mut::<Parameters>().leading_visibility = 0.0;
        let known = world.resource_mut::<suitability::Parameters>();
        known.into_inner().city_noise = 0.0;
        change(&mut world);
        let look = |ground: Ground,
                    known: Known,
                    p: Res<Parameters>,
                    mut commands: Commands,
                    projects: Query<(Entity, &Project)>| {
            for (entity, project) in &projects {
                let reach = reach(project, ground.calendar.now(), &ground, &known, &p);
                commands.entity(entity).insert(reach);
            }
        };
        small_world::run(&mut world, look);
        let reach = world.get::<Reach>(project).unwrap();
        let mut districts: Vec<u16> = reach.0.iter().map(|(district, _)| district.0).collect();
        districts.sort_unstable();
        districts
    }

    #[test]
    fn who_is_shown_more_districts_turns_to_as_many_those_that_look_most_suitable() {
        assert_eq!(turned_to(|_| ()).len(), 1);
        let shown_all = turned_to(|world| world.resource_mut::<Knowledge>().further_reach = 2);
        assert_eq!(shown_all, [2]);
    }

    #[test]
    fn nobody_turns_to_a_district_whose_published_standard_it_misses() {
        for (publishes_standards, expected) in [(true, [0, 1]), (false, [0, 2])] {
            let reached = turned_to(|world| {
                world.resource_mut::<Parameters>().reach_districts = 2;
                let mut knowledge = world.resource_mut::<Knowledge>();
                knowledge.further_reach = 1;
                knowledge.publishes_standards = publishes_standards;
                let usual = screening::Parameters::default().standard();
                let closed = Standard {
                    output: 1e9,
                    ..usual
                };
                // Sector by sector, district by district.
                let by_place = [usual, usual, usual, usual, closed, closed].to_vec();
                world.resource_mut::<Standards>().set(2, by_place);
            });
            assert_eq!(reached, expected, "{publishes_standards}");
        }
    }
}
