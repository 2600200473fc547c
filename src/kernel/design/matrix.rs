//! Designs: every point with the value of every input, in the order of the plan.

use super::input::index;
use super::{
    Input, Levels, MOST_DIMENSIONS, Points, latin_hypercube, saltelli, sobol, trajectories,
};
use crate::kernel::chance::{Dice, Purpose};

/// More points than anyone wants.
pub const MOST_POINTS: usize = 10_000_000;

/// How points are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    /// Every combination of values; the first input varies slowest.
    Grid,
    /// A Latin hypercube.
    LatinHypercube {
        /// Points of the hypercube.
        points: usize,
        /// Whether the hypercube is one of the uncertainties only, and each of its points is
        /// taken with every combination of the levers, which vary fastest.
        crossed: bool,
    },
    /// A scrambled Sobol' sequence.
    Sobol {
        /// Points of the sequence.
        points: usize,
        /// As for a Latin hypercube.
        crossed: bool,
    },
    /// Morris trajectories of one more point than there are inputs.
    Morris {
        /// Trajectories.
        trajectories: usize,
        /// Levels of each input, an even number.
        levels: usize,
    },
    /// Saltelli's design: blocks of two more points than there are inputs.
    Saltelli {
        /// Blocks.
        base: usize,
    },
    /// Points that someone listed.
    List,
}

/// Why a design cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The input, by its place; nothing for the design as a whole.
    pub input: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Points to be tried: each gives a value to every input.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    plan: Plan,
    inputs: Vec<Input>,
    points: usize,
    values: Vec<f64>,
}

impl Plan {
    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::LatinHypercube { .. } => "latin_hypercube",
            Self::Sobol { .. } => "sobol",
            Self::Morris { .. } => "morris",
            Self::Saltelli { .. } => "saltelli",
            Self::List => "list",
        }
    }

    /// Whether it takes every combination of this input's values.
    fn combines(self, input: &Input) -> bool {
        match self {
            Self::Grid => true,
            Self::LatinHypercube { crossed, .. } | Self::Sobol { crossed, .. } => {
                crossed && input.role == super::Role::Lever
            }
            Self::Morris { .. } | Self::Saltelli { .. } | Self::List => false,
        }
    }

    /// Points with these inputs; the largest number there is where there are even more.
    #[must_use]
    pub fn size(self, inputs: &[Input]) -> usize {
        let count = |input: &Input| match &input.levels {
            Levels::Listed(values) => values.len(),
            Levels::Range(range) => range.count().unwrap_or(1),
        };
        let combined = inputs.iter().filter(|input| self.combines(input));
        let combinations = combined.fold(1_usize, |n, input| n.saturating_mul(count(input)));
        let each = match self {
            Self::Grid | Self::List => 1,
            Self::LatinHypercube { points, .. } | Self::Sobol { points, .. } => points,
            Self::Morris { trajectories, .. } => trajectories.saturating_mul(inputs.len() + 1),
            Self::Saltelli { base } => base.saturating_mul(inputs.len() + 2),
        };
        each.saturating_mul(combinations)
    }

    /// What keeps it from being drawn for these inputs.
    #[must_use]
    pub fn objections(self, inputs: &[Input]) -> Vec<Objection> {
        let mut objections = Vec::new();
        let mut object = |input, message: String, help: Option<&str>| {
            objections.push(Objection {
                input,
                message,
                help: help.map(str::to_owned),
            });
        };
        if inputs.is_empty() {
            object(None, "there is no input to vary".to_owned(), None);
        }
        if 2 * inputs.len() > MOST_DIMENSIONS {
            let most = MOST_DIMENSIONS / 2;
            object(None, format!("there are more than {most} inputs"), None);
        }
        if let Self::LatinHypercube { crossed: true, .. } | Self::Sobol { crossed: true, .. } = self
        {
            for role in [super::Role::Lever, super::Role::Uncertainty] {
                if inputs.iter().all(|input| input.role != role) {
                    let message = format!(
                        "a crossed design needs both levers and uncertainties; there is no {}",
                        role.name()
                    );
                    object(None, message, None);
                }
            }
        }
        for (at, input) in inputs.iter().enumerate() {
            if let Levels::Range(range) = &input.levels
                && self.combines(input)
            {
                let name = &input.name;
                match range.grid() {
                    None => object(
                        Some(at),
                        format!(
                            "the range of \"{name}\" needs steps: how many values {} takes of it",
                            if self == Self::Grid {
                                "a grid"
                            } else {
                                "a crossed design"
                            }
                        ),
                        Some(
                            "write { from = …, to = …, steps = 5 }, or KEY=FROM..TO:5 in an option",
                        ),
                    ),
                    Some(values) if values.windows(2).any(|pair| pair[0] >= pair[1]) => object(
                        Some(at),
                        format!("the range of \"{name}\" holds fewer values than its steps"),
                        None,
                    ),
                    Some(_) => {}
                }
            }
        }
        if let Self::Morris { levels, .. } = self
            && (levels < 2 || levels % 2 == 1)
        {
            object(None, "\"levels\" must be an even number".to_owned(), None);
        }
        match self.size(inputs) {
            0 if self != Self::List => object(None, "the design has no point".to_owned(), None),
            size if size > MOST_POINTS => {
                let size = if size == usize::MAX {
                    "far more".to_owned()
                } else {
                    size.to_string()
                };
                object(
                    None,
                    format!("the design has {size} points, more than {MOST_POINTS}"),
                    Some("vary fewer inputs, or fewer values of them"),
                );
            }
            _ => {}
        }
        objections
    }
}

impl Design {
    /// Draws the points of a plan; those of a list are [`Design::listed`].
    ///
    /// # Errors
    ///
    /// Everything that keeps the plan from being drawn for these inputs.
    pub fn draw(inputs: Vec<Input>, plan: Plan, seed: u64) -> Result<Self, Vec<Objection>> {
        const HYPERCUBE: Purpose = Purpose::new("design.latin_hypercube");
        let objections = plan.objections(&inputs);
        if !objections.is_empty() {
            return Err(objections);
        }
        let sampled = |input: &&Input| !plan.combines(input);
        let dimensions = inputs.iter().filter(sampled).count();
        let unit = match plan {
            Plan::LatinHypercube { points, .. } => {
                latin_hypercube(points, dimensions, Dice::new(seed, 0).stream(HYPERCUBE))
            }
            Plan::Sobol { points, .. } => sobol(points, dimensions, seed),
            Plan::Morris {
                trajectories: ways,
                levels,
            } => trajectories(ways, dimensions, levels, seed),
            Plan::Saltelli { base } => saltelli(base, dimensions, seed),
            Plan::Grid | Plan::List => Points::with_room(0, 0),
        };
        let grids = combined(&inputs, plan);
        let combinations = grids.iter().flatten().map(Grid::len).product();
        let points = plan.size(&inputs);
        let mut values = Vec::with_capacity(points * inputs.len());
        let nothing: &[f64] = &[];
        let sample: Vec<&[f64]> = match plan {
            Plan::Grid => vec![nothing],
            _ => unit.rows().collect(),
        };
        for point in sample {
            for combination in 0..combinations {
                let mut drawn = point.iter();
                let value = |(input, grid): (&Input, &Option<Grid>)| match grid {
                    Some(grid) => grid.at(combination),
                    None => input.levels.at(drawn.next().copied().unwrap_or_default()),
                };
                values.extend(inputs.iter().zip(&grids).map(value));
            }
        }
        Ok(Self {
            plan,
            inputs,
            points,
            values,
        })
    }

    /// A design of listed points: as many values for each as there are inputs.
    #[must_use]
    pub fn listed(inputs: Vec<Input>, values: Vec<f64>) -> Self {
        let points = values.len().checked_div(inputs.len()).unwrap_or(0);
        Self {
            plan: Plan::List,
            inputs,
            points,
            values,
        }
    }

    /// How its points were chosen.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// What it varies, in the order of its columns.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Number of points.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points
    }

    /// The values at a point, in the order of the inputs: for a list the place in it.
    #[must_use]
    pub fn values(&self, point: usize) -> &[f64] {
        let width = self.inputs.len();
        &self.values[point * width..(point + 1) * width]
    }

    /// The place in its list that an input takes at a point.
    #[must_use]
    pub fn index(&self, point: usize, input: usize) -> usize {
        index(self.values(point)[input])
    }

    /// The values at a point as they are written in tables, in the order of the inputs.
    #[must_use]
    pub fn texts(&self, point: usize) -> Vec<String> {
        let values = self.values(point).iter();
        let inputs = self.inputs.iter();
        inputs
            .zip(values)
            .map(|(input, &value)| input.levels.text(value))
            .collect()
    }

    /// The file `design.csv`: a row for each point, numbered from 0.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let head = ["point"].into_iter();
        let names = self.inputs.iter().map(|input| input.name.as_str());
        let mut written = writer.write_record(head.chain(names));
        for point in 0..self.points {
            let row = [point.to_string()].into_iter().chain(self.texts(point));
            written = written.and_then(|()| writer.write_record(row));
        }
        // Memory never refuses a row, and all rows are of one length.
        debug_assert!(written.is_ok());
        writer.into_inner().unwrap_or_default()
    }
}

/// The values of one input of a grid.
struct Grid {
    values: Vec<f64>,
    /// Combinations for which it keeps a value: those of the inputs after it.
    holds: usize,
}

impl Grid {
    fn len(&self) -> usize {
        self.values.len()
    }

    fn at(&self, combination: usize) -> f64 {
        self.values[combination / self.holds % self.values.len()]
    }
}

/// For each input that a plan combines, its values; the first input varies slowest.
fn combined(inputs: &[Input], plan: Plan) -> Vec<Option<Grid>> {
    let mut holds = 1;
    let mut grids: Vec<Option<Grid>> = inputs
        .iter()
        .rev()
        .map(|input| {
            let values = input.levels.grid().filter(|_| plan.combines(input))?;
            let grid = Grid { values, holds };
            holds *= grid.len();
            Some(grid)
        })
        .collect();
    grids.reverse();
    grids
}
