//! The search for the rents whose bound is lowest: a linear program that learns from each try.
//!
//! Whatever is found here, the bound is [`Problem::bound_at`] the rents found: an error of the
//! solver can only make it larger.

use super::planner::{Plan, Problem, Rents};
use super::program::Program;
use crate::kernel::units::{Area, SQUARE_METRES_PER_HECTARE, YUAN_PER_YI};

/// Yuan per square metre in a yi per hectare, the unit of rents in the program.
const YUAN_PER_SQUARE_METRE: f64 = YUAN_PER_YI / SQUARE_METRES_PER_HECTARE;
/// Blocks into which projects are put together in the program: more learn faster from each try, and
/// make each program larger.
const BLOCKS: usize = 16;
/// Share of the way from the best rents so far to those of the program that the next try goes.
const STEP: f64 = 0.5;
/// Share of the bound that is not worth another try.
const PRECISION: f64 = 2e-4;
/// Most tries.
const TRIES: usize = 40;

/// A bound on the planner's problem, and the best plan that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The rents at which the bound was taken.
    pub rents: Rents,
    /// What no plan exceeds, in yuan a year.
    pub bound: i128,
    /// A plan that the land allows.
    pub plan: Plan,
    /// What it is worth, in yuan a year.
    pub worth: i128,
}

/// Answers the planner's problem.
#[must_use]
pub fn answer(problem: &Problem) -> Answer {
    let order = by_yield(problem);
    let mut rents = opening_rents(problem, &order);
    let mut choices = problem.choices(&rents);
    let mut bound = problem.bound_of(&choices, &rents);
    let mut program = Master::new(problem, &order);
    program.learn(&problem.plan_at(&rents));

    for _ in 0..TRIES {
        program.learn(&choices);
        let (least, target) = program.solve();
        if bound as f64 - least <= PRECISION * bound as f64 {
            break;
        }
        let tried = between(&rents, &target);
        choices = problem.choices(&tried);
        let found = problem.bound_of(&choices, &tried);
        if found < bound {
            bound = found;
            rents = tried;
        }
    }
    let plan = problem.plan_at(&rents);
    let worth = problem.worth(&plan).unwrap_or(0);
    Answer {
        rents,
        bound,
        plan,
        worth,
    }
}

/// Yuan a year per square metre of a project where it yields the most.
fn best_yield(problem: &Problem, project: usize) -> f64 {
    let project = &problem.projects()[project];
    let worth = project.places.iter().map(|place| place.worth).max();
    worth.unwrap_or(0) as f64 / project.land.square_metres().max(1) as f64
}

/// The projects, those with the greatest yield first.
fn by_yield(problem: &Problem) -> Vec<usize> {
    let mut order: Vec<usize> = (0..problem.projects().len()).collect();
    let yields: Vec<f64> = order.iter().map(|&at| best_yield(problem, at)).collect();
    order.sort_by(|&a, &b| yields[b].total_cmp(&yields[a]).then(a.cmp(&b)));
    order
}

/// One rent for all: the yield of the first project for which no land would be left if all land
/// were one.
fn opening_rents(problem: &Problem, order: &[usize]) -> Rents {
    let greatest = greatest_rents(problem);
    let usable: Area = problem
        .land()
        .iter()
        .zip(&greatest)
        .filter(|&(_, &rent)| rent > 0.0)
        .map(|(&land, _)| land)
        .sum();
    let mut taken = Area::ZERO;
    let last = order.iter().find(|&&at| {
        taken += problem.projects()[at].land;
        taken > usable
    });
    let rent = last.map_or(0.0, |&at| best_yield(problem, at));
    greatest.iter().map(|&most| whole(rent.min(most))).collect()
}

/// The rent in each district from which no project keeps anything there.
fn greatest_rents(problem: &Problem) -> Vec<f64> {
    let mut greatest = vec![0.0_f64; problem.land().len()];
    for project in problem.projects() {
        let area = project.land.square_metres().max(1) as f64;
        for place in &project.places {
            let rent = &mut greatest[place.district];
            *rent = rent.max(place.worth as f64 / area);
        }
    }
    greatest
}

/// Rents on the way from the best ones so far to a target.
fn between(from: &Rents, to: &[f64]) -> Rents {
    let on_the_way = |(&from, &to): (&u32, &f64)| {
        let from = f64::from(from);
        whole(from + STEP * (to - from))
    };
    from.iter().zip(to).map(on_the_way).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits; not a number casts to 0"
)]
fn whole(rent: f64) -> u32 {
    libm::round(rent).clamp(0.0, f64::from(u32::MAX)) as u32
}

/// What mixtures of the plans learned so far are worth on the land there is: a linear program, whose
/// prices of land are the rents to try next.
///
/// A block of projects follows some plan, or several in part. The more plans are known, the more such
/// mixtures are worth; at the rents found, what they are worth never exceeds the bound.
struct Master<'a> {
    problem: &'a Problem,
    program: Program,
    blocks: Vec<&'a [usize]>,
    /// The plans learned so far, by block: the land in each district and what it is worth.
    known: Vec<Vec<(Vec<Area>, i128)>>,
}

impl<'a> Master<'a> {
    fn new(problem: &'a Problem, order: &'a [usize]) -> Self {
        let blocks: Vec<&[usize]> = order.chunks(order.len().div_ceil(BLOCKS).max(1)).collect();
        let land = problem.land().iter().map(|land| land.hectares());
        let limits: Vec<f64> = land.chain(blocks.iter().map(|_| 1.0)).collect();
        let mut program = Program::new(&limits);
        // More land for what the best make of it: no rent is higher.
        for (district, most) in greatest_rents(problem).into_iter().enumerate() {
            program.add(&[(district, -1.0)], -most / YUAN_PER_SQUARE_METRE);
        }
        Self {
            problem,
            program,
            known: vec![Vec::new(); blocks.len()],
            blocks,
        }
    }

    /// Learns what each block does in a plan, whether the land allows it or not.
    fn learn(&mut self, plan: &Plan) {
        let districts = self.problem.land().len();
        for (at, block) in self.blocks.iter().enumerate() {
            let mut worth = 0;
            let mut land = vec![Area::ZERO; districts];
            for &project in *block {
                if let Some(place) = plan[project] {
                    worth += i128::from(place.worth);
                    land[place.district] += self.problem.projects()[project].land;
                }
            }
            // Most blocks choose as before.
            if self.known[at]
                .iter()
                .any(|known| *known == (land.clone(), worth))
            {
                continue;
            }
            let taken = land.iter().enumerate().filter(|(_, land)| !land.is_zero());
            let entries: Vec<(usize, f64)> = taken
                .map(|(district, land)| (district, land.hectares()))
                .chain([(districts + at, 1.0)])
                .collect();
            self.program.add(&entries, worth as f64 / YUAN_PER_YI);
            self.known[at].push((land, worth));
        }
    }

    /// The worth of the best mixture in yuan a year, and the rents that go with it in yuan per square
    /// metre.
    fn solve(&mut self) -> (f64, Vec<f64>) {
        self.program.solve();
        let land = self.program.prices().take(self.problem.land().len());
        let rents = land.map(|price| price * YUAN_PER_SQUARE_METRE);
        (self.program.worth() * YUAN_PER_YI, rents.collect())
    }
}
