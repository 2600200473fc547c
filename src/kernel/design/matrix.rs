//! Designs: every point with the value of every input, in the order of the plan.

use super::input::index;
use super::{Input, Objection, Plan, Points, latin_hypercube, saltelli, sobol, trajectories};
use crate::kernel::chance::{Dice, Purpose};

/// Points to be tried: each gives a value to every input.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    plan: Plan,
    inputs: Vec<Input>,
    points: usize,
    values: Vec<f64>,
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
