//! The search for the rents whose bound is lowest: a linear program that learns from each try.
//!
//! Whatever is found here, the bound is [`Problem::bound_at`] the rents found: an error of the
//! solver can only make it larger.

use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, Variable};

use super::planner::{Plan, Problem, Rents};
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
    let mut bound = problem.bound_at(&rents);
    let mut program = Master::new(problem, &order);
    program.learn(&problem.plan_at(&rents));

    let mut tried = rents.clone();
    for _ in 0..TRIES {
        program.learn(&problem.choices(&tried));
        let Some((least, target)) = program.solve() else {
            break;
        };
        if bound as f64 - least <= PRECISION * bound as f64 {
            break;
        }
        tried = between(&rents, &target);
        let found = problem.bound_at(&tried);
        if found < bound {
            bound = found;
            rents.clone_from(&tried);
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

/// The linear program of the rents: it minimizes the rent of all land plus what blocks of projects
/// keep, of which it knows what the plans tell that it has learned.
///
/// At any rents the projects of a block keep at least what they would keep in any plan, a line in
/// the rents. So the program's optimum never lies above the lowest bound.
struct Master<'a> {
    problem: &'a Problem,
    program: Program,
    rents: Vec<Variable>,
    blocks: Vec<(Variable, &'a [usize])>,
    /// The lines learned so far, each with the worth that it is at least.
    known: Vec<(Vec<(Variable, f64)>, f64)>,
}

impl<'a> Master<'a> {
    fn new(problem: &'a Problem, order: &'a [usize]) -> Self {
        let mut program = Program::new(OptimizationDirection::Minimize);
        let greatest = greatest_rents(problem);
        let rents = problem
            .land()
            .iter()
            .zip(greatest)
            .map(|(land, most)| {
                program.add_var(land.hectares(), (0.0, most / YUAN_PER_SQUARE_METRE))
            })
            .collect();
        let blocks = order
            .chunks(order.len().div_ceil(BLOCKS).max(1))
            .map(|block| (program.add_var(1.0, (0.0, f64::INFINITY)), block))
            .collect();
        Self {
            problem,
            program,
            rents,
            blocks,
            known: Vec::new(),
        }
    }

    /// Learns what each block would keep in a plan, whether the land allows it or not.
    fn learn(&mut self, plan: &Plan) {
        for &(kept, block) in &self.blocks {
            let mut worth = 0.0;
            let mut land = vec![Area::ZERO; self.rents.len()];
            for &at in block {
                if let Some(place) = plan[at] {
                    worth += place.worth as f64 / YUAN_PER_YI;
                    land[place.district] += self.problem.projects()[at].land;
                }
            }
            let rented = self
                .rents
                .iter()
                .zip(land)
                .filter(|(_, land)| !land.is_zero());
            let line: Vec<(Variable, f64)> = std::iter::once((kept, 1.0))
                .chain(rented.map(|(&rent, land)| (rent, land.hectares())))
                .collect();
            // Most blocks choose as before: what is known need not be solved for twice.
            let line = (line, worth);
            if !self.known.contains(&line) {
                let (variables, worth) = line.clone();
                self.program
                    .add_constraint(variables, ComparisonOp::Ge, worth);
                self.known.push(line);
            }
        }
    }

    /// The optimum in yuan a year and its rents in yuan per square metre; nothing if the solver
    /// finds none.
    fn solve(&self) -> Option<(f64, Vec<f64>)> {
        let solution = self.program.solve().ok()?.into_solution().ok()?;
        let rent = |&rent: &Variable| solution.var_value(rent) * YUAN_PER_SQUARE_METRE;
        let rents = self.rents.iter().map(rent).collect();
        Some((solution.objective() * YUAN_PER_YI, rents))
    }
}
