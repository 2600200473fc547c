//! How far the hot part of the week is from a loop over plain arrays that does the same arithmetic
//! and must leave the same bits. `cargo bench --bench limit`; with the cities at scales:
//! `cargo bench --bench limit -- 1 10 100`.
//!
//! Before the negotiations of each week, and again before patience is tried, the state of all waiting
//! projects is copied into plain arrays. The loop and the schedule each take their week from there; every
//! progress, utility, signature and clock is then compared. Land is looked up through the library's
//! own functions on both sides: that is monthly work, and no part of what is compared.

#![expect(clippy::print_stdout, reason = "a bench reports")]
#![expect(clippy::disallowed_types, reason = "a bench keeps time")]

mod shipped;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemState;
use landfall::kernel::chance::Clock;
use landfall::kernel::ids::ProjectId;
use landfall::kernel::schedule::Tick;
use landfall::lifecycle::enterprise::{self, Offer, Patience};
use landfall::lifecycle::ground::Ground;
use landfall::lifecycle::negotiation::rules::{
    attention, belief_mut, believed_chance, divide_teams, progress, raised_discount,
};
use landfall::lifecycle::negotiation::{self, Negotiation, Negotiations};
use landfall::simulation::Simulation;
use landfall::world::district::Conducts;
use landfall::world::land_bank::LandBank;
use landfall::world::project::{Docket, Life, Project, ServicePackage, Stage};

const SCENARIOS: [&str; 2] = ["before_the_notice", "the_notice"];

/// What both sides took, and how much there was to do.
#[derive(Default)]
struct Score {
    plain: Duration,
    schedule: Duration,
    projects: u64,
    talks: u64,
    tries: u64,
    since: Option<Instant>,
    talking: Option<Talking>,
    trying: Option<Trying>,
}

thread_local! {
    static SCORE: RefCell<Score> = RefCell::new(Score::default());
}

/// Negotiations of a week as plain arrays, projects in the order of the docket.
struct Talking {
    projects: Vec<Project>,
    waited: Vec<u32>,
    packages: Vec<ServicePackage>,
    /// Where the talks of each project begin; one more at the end.
    first: Vec<usize>,
    talks: Vec<Negotiation>,
    conducts: Conducts,
    attentions: Vec<Vec<f64>>,
    signed: Vec<Option<usize>>,
}

/// Patience of a week as plain arrays.
struct Trying {
    projects: Vec<ProjectId>,
    outside: Vec<f64>,
    impatience: Vec<f64>,
    waited: Vec<u32>,
    /// Where the offers of each project begin; one more at the end.
    first: Vec<usize>,
    utilities: Vec<f64>,
    left: Vec<f64>,
    clocks: Vec<Clock>,
    lost: Vec<bool>,
}

type Everything<'w, 's> = (
    Ground<'w>,
    Res<'w, LandBank>,
    Res<'w, Docket>,
    Res<'w, Conducts>,
    Res<'w, negotiation::Parameters>,
    Res<'w, enterprise::Parameters>,
    Query<
        'w,
        's,
        (
            &'static Project,
            &'static Life,
            &'static Negotiations,
            &'static Patience,
            Option<&'static ServicePackage>,
        ),
    >,
);

impl Talking {
    fn copy(
        ground: &Ground,
        docket: &Docket,
        conducts: &Conducts,
        query: &Query<(
            &Project,
            &Life,
            &Negotiations,
            &Patience,
            Option<&ServicePackage>,
        )>,
    ) -> Self {
        let now = ground.calendar.now();
        let mut copy = Self {
            projects: Vec::new(),
            waited: Vec::new(),
            packages: Vec::new(),
            first: vec![0],
            talks: Vec::new(),
            conducts: conducts.clone(),
            attentions: vec![Vec::new(); ground.districts.0.len()],
            signed: Vec::new(),
        };
        for entity in docket.waiting() {
            let Ok((project, life, negotiations, _, package)) = query.get(entity) else {
                continue;
            };
            copy.projects.push(project.clone());
            copy.waited
                .push(now.since(life.reached(Stage::Pooled).unwrap_or(now)));
            copy.packages
                .push(*package.unwrap_or(&ServicePackage::NONE));
            copy.talks.extend(negotiations.open.iter().cloned());
            copy.first.push(copy.talks.len());
            copy.signed.push(None);
        }
        copy
    }

    /// The week of negotiating, as the schedule has it.
    fn week(
        &mut self,
        ground: &Ground,
        bank: &LandBank,
        p: &negotiation::Parameters,
        tastes: &enterprise::Parameters,
    ) {
        let now = ground.calendar.now();
        for attentions in &mut self.attentions {
            attentions.clear();
        }
        for (at, project) in self.projects.iter().enumerate() {
            let talks = &mut self.talks[self.first[at]..self.first[at + 1]];
            let outside = enterprise::outside_offer(project, self.waited[at]);
            let best = talks
                .iter()
                .map(|n| n.utility)
                .fold(f64::NEG_INFINITY, f64::max);
            for n in talks {
                let age = now.since(n.opened);
                if n.admitted && age.is_multiple_of(p.review_weeks) {
                    let conduct = &self.conducts[n.district];
                    n.weeks_to_land = ground.weeks_to_land(bank, n.district, project);
                    n.has_site = ground.is_serviced(n.weeks_to_land);
                    n.suitability = ground.suitability_at(n.weeks_to_land, n.district, project);
                    n.seen = ground.seen_by_district(
                        n.suitability,
                        n.district,
                        project,
                        age >= p.diligence_weeks,
                    );
                    if age > 0 && (n.utility < best || n.utility < outside) {
                        let payoff = believed_chance(conduct, n.seen, p)
                            * ground.value_to(n.district, project);
                        let budget =
                            ground.districts[n.district].discount_budget_yi * p.budget_factor;
                        n.discount = raised_discount(
                            n.discount,
                            ground.land_price_yi(n.district, project),
                            payoff,
                            budget - conduct.discounts_yi,
                            p,
                        );
                    }
                    weigh(
                        ground,
                        n,
                        project,
                        conduct.service,
                        &self.packages[at],
                        tastes,
                    );
                }
            }
        }
        for (at, project) in self.projects.iter().enumerate() {
            for n in &mut self.talks[self.first[at]..self.first[at + 1]] {
                let chance = believed_chance(&self.conducts[n.district], n.seen, p);
                let payoff = chance * ground.value_to(n.district, project);
                if payoff != n.weighed.0 {
                    n.weighed = (payoff, attention(payoff, p));
                }
                self.attentions[n.district.index()].push(n.weighed.1);
            }
        }
        let mut shares = Vec::with_capacity(self.attentions.len());
        for (district, attentions) in ground.districts.ids().zip(&self.attentions) {
            let teams = ground.districts[district].teams * p.teams_factor;
            let divided = divide_teams(teams, attentions, p.teams_most);
            let conduct = &mut self.conducts[district];
            conduct.teams_used = divided.iter().sum();
            let service = if divided.is_empty() {
                1.0
            } else {
                conduct.teams_used / divided.len() as f64 / p.teams_most
            };
            conduct.service += p.service_smoothing * (service - conduct.service);
            shares.push(divided.into_iter());
        }
        let mut finished = Vec::new();
        for (at, project) in self.projects.iter().enumerate() {
            let pace = self.packages[at].pace;
            let mut is_finished = false;
            for n in &mut self.talks[self.first[at]..self.first[at + 1]] {
                let teams = shares[n.district.index()].next().unwrap_or(0.0);
                n.spent += teams;
                n.speed = if n.admitted {
                    pace * progress(teams, n.suitability, n.has_site, p)
                } else {
                    0.0
                };
                n.progress += n.speed;
                is_finished |= n.progress >= project.work;
            }
            if is_finished {
                finished.push(at);
            }
        }
        for at in finished {
            self.sign(at, ground, p, tastes);
        }
    }

    fn sign(
        &mut self,
        at: usize,
        ground: &Ground,
        p: &negotiation::Parameters,
        tastes: &enterprise::Parameters,
    ) {
        let project = &self.projects[at];
        let talks = &mut self.talks[self.first[at]..self.first[at + 1]];
        let outside = enterprise::outside_offer(project, self.waited[at]);
        for n in talks.iter_mut().filter(|n| n.admitted) {
            let conduct = &self.conducts[n.district];
            let budget = ground.districts[n.district].discount_budget_yi * p.budget_factor;
            let price = ground.land_price_yi(n.district, project);
            if n.discount * price > budget - conduct.discounts_yi {
                n.discount = ((budget - conduct.discounts_yi) / price).max(0.0);
            }
            weigh(
                ground,
                n,
                project,
                conduct.service,
                &self.packages[at],
                tastes,
            );
        }
        let is_done = |n: &Negotiation| n.admitted && n.progress >= project.work;
        let mut best: Option<usize> = None;
        for (k, n) in talks.iter().enumerate().filter(|(_, n)| is_done(n)) {
            let is_better = best.is_none_or(|best: usize| {
                let best = &talks[best];
                n.utility > best.utility
                    || (n.utility == best.utility && n.district < best.district)
            });
            if is_better {
                best = Some(k);
            }
        }
        let Some(chosen) = best.filter(|&best| talks[best].utility > outside) else {
            return;
        };
        let is_worth_waiting_for = talks.iter().filter(|n| !is_done(n)).any(|n| {
            let weeks = (project.work - n.progress) / n.speed;
            n.speed > 0.0 && n.utility - tastes.wait_weight * weeks > talks[chosen].utility
        });
        if is_worth_waiting_for {
            return;
        }
        for (_, n) in talks.iter().enumerate().filter(|(k, _)| *k != chosen) {
            belief_mut(&mut self.conducts[n.district], n.seen, p).learn(false, p.memory);
        }
        let n = &talks[chosen];
        self.conducts[n.district].discounts_yi +=
            n.discount * ground.land_price_yi(n.district, project);
        self.signed[at] = Some(chosen);
    }

    /// Panics where the schedule has left other bits.
    fn assert_equals(&self, docket: &Docket, query: &Query<(&Negotiations, &Project)>) {
        let mut at = 0;
        for entity in docket.waiting() {
            let Ok((left, project)) = query.get(entity) else {
                continue;
            };
            assert_eq!(project.id, self.projects[at].id);
            let talks = &self.talks[self.first[at]..self.first[at + 1]];
            match self.signed[at] {
                None => assert_eq!(left.open, talks, "{}", project.id),
                Some(chosen) => {
                    assert!(left.open.is_empty(), "{} has not signed", project.id);
                    assert_eq!(
                        left.signed.as_deref(),
                        Some(&talks[chosen]),
                        "{}",
                        project.id
                    );
                }
            }
            at += 1;
        }
        assert_eq!(at, self.projects.len());
    }
}

fn weigh(
    ground: &Ground,
    n: &mut Negotiation,
    project: &Project,
    service: f64,
    package: &ServicePackage,
    tastes: &enterprise::Parameters,
) {
    let talent = ground.talent(n.district, project);
    let guaranteed = package.talent_match(talent) - talent;
    n.service = (service + package.service).min(1.0);
    let offer = Offer {
        agglomeration: ground.clusters.agglomeration(n.district, project.sector),
        service: n.service,
        net_price_yuan: ground.price_yuan(n.district, project) * (1.0 - n.discount),
        weeks_to_land: n.weeks_to_land,
    };
    let liking = n.liking + tastes.talent_weight * guaranteed;
    n.utility = enterprise::utility(&offer, liking, tastes);
}

impl Trying {
    /// Tries the patience of all.
    fn week(&mut self, p: &enterprise::Parameters) {
        for at in 0..self.projects.len() {
            let outside = self.outside[at] + self.impatience[at] * f64::from(self.waited[at]);
            let offers = &self.utilities[self.first[at]..self.first[at + 1]];
            let best = offers.iter().copied().fold(p.no_prospect, f64::max);
            let hazard = self.left[at] * enterprise::loss_hazard(outside, best, p);
            self.lost[at] = self.clocks[at].advance(hazard);
        }
    }
}

fn mark(world: &mut World, part: Tick) {
    let stopped = Instant::now();
    SCORE.with_borrow_mut(|score| {
        match part {
            Tick::NegotiationsOpen => begin_talks(world, score),
            Tick::PartiesNegotiate => {
                score.schedule += score.since.map_or(Duration::ZERO, |since| stopped - since);
                if let Some(talking) = score.talking.take() {
                    let mut state =
                        SystemState::<(Res<Docket>, Query<(&Negotiations, &Project)>)>::new(world);
                    let (docket, query) = state.get(world).expect("all of it is there");
                    talking.assert_equals(&docket, &query);
                }
            }
            Tick::LapsedProjectsAreReassigned => begin_trying(world, score),
            Tick::ImpatientProjectsLeave => {
                score.schedule += score.since.map_or(Duration::ZERO, |since| stopped - since);
                if let Some(trying) = score.trying.take() {
                    compare_patience(world, &trying);
                }
            }
            _ => {}
        }
        score.since = Some(Instant::now());
    });
}

fn begin_talks(world: &mut World, score: &mut Score) {
    let mut state = SystemState::<Everything>::new(world);
    let (ground, bank, docket, conducts, p, tastes, query) =
        state.get(world).expect("all of it is there");
    let mut talking = Talking::copy(&ground, &docket, &conducts, &query);
    score.projects += talking.projects.len() as u64;
    score.talks += talking.talks.len() as u64;
    let began = Instant::now();
    talking.week(&ground, &bank, &p, &tastes);
    score.plain += began.elapsed();
    score.talking = Some(talking);
}

fn begin_trying(world: &mut World, score: &mut Score) {
    let mut state = SystemState::<Everything>::new(world);
    let (ground, _, docket, _, _, tastes, query) = state.get(world).expect("all of it is there");
    let now = ground.calendar.now();
    let mut trying = Trying {
        projects: Vec::new(),
        outside: Vec::new(),
        impatience: Vec::new(),
        waited: Vec::new(),
        first: vec![0],
        utilities: Vec::new(),
        left: Vec::new(),
        clocks: Vec::new(),
        lost: Vec::new(),
    };
    for entity in docket.waiting() {
        let Ok((project, life, negotiations, patience, package)) = query.get(entity) else {
            continue;
        };
        let waited = now.since(life.reached(Stage::Pooled).unwrap_or(now));
        let offers = negotiations
            .open
            .iter()
            .chain(negotiations.signed.as_deref());
        trying.projects.push(project.id);
        trying.outside.push(project.outside);
        trying.impatience.push(project.impatience);
        trying.waited.push(waited);
        trying.utilities.extend(offers.map(|n| n.utility));
        trying.first.push(trying.utilities.len());
        trying
            .left
            .push(package.map_or(1.0, |package| package.loss_left));
        trying.clocks.push(patience.0);
        trying.lost.push(false);
    }
    score.tries += trying.projects.len() as u64;
    let began = Instant::now();
    trying.week(&tastes);
    score.plain += began.elapsed();
    score.trying = Some(trying);
}

fn compare_patience(world: &mut World, trying: &Trying) {
    let mut state = SystemState::<(Res<Docket>, Query<&Patience>)>::new(world);
    let (docket, query) = state.get(world).expect("all of it is there");
    let mut left = docket.waiting.iter();
    for (at, &id) in trying.projects.iter().enumerate() {
        if trying.lost[at] {
            continue;
        }
        let &(other, entity) = left.next().expect("nobody else has left");
        assert_eq!(id, other);
        let patience = query.get(entity).expect("who waits has patience");
        assert_eq!(patience.0, trying.clocks[at], "{id}");
    }
    assert!(left.next().is_none(), "everybody else has left");
}

fn main() {
    let asked: Vec<u16> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let scales = if asked.is_empty() { vec![1] } else { asked };
    for name in SCENARIOS {
        for &scale in &scales {
            report(name, scale);
        }
    }
}

fn report(name: &str, scale: u16) {
    let scenario = shipped::scenario(name, Some(scale));
    let mut simulation = Simulation::new(&scenario, 0, false);
    simulation.after_each_part(mark);
    simulation.run(0).expect("no invariant is checked");
    let score = SCORE.take();
    let nanoseconds = |taken: Duration| taken.as_secs_f64() * 1e9 / score.projects.max(1) as f64;
    println!(
        "{name} x {scale}: schedule {:.0} ns, plain arrays {:.0} ns per waiting project-week: {:.2} \
         times; {} project-weeks, {} negotiation-weeks, {} tries of patience, all bits equal",
        nanoseconds(score.schedule),
        nanoseconds(score.plain),
        score.schedule.as_secs_f64() / score.plain.as_secs_f64(),
        score.projects,
        score.talks,
        score.tries,
    );
}
