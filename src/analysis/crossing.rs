//! Levers crossed with uncertainties: which point is which combination of levers in which state.

use super::request::Trouble;
use super::table::{Input, Output, Role, Table};

/// How many missing points a refusal names.
const NAMED: usize = 3;

/// A crossed design: every combination of levers in every state of the uncertainties.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Crossing {
    /// The places of the levers among the inputs.
    pub levers: Vec<usize>,
    /// The places of the uncertainties among the inputs.
    pub uncertainties: Vec<usize>,
    /// The combinations of levers: their values.
    pub combinations: Vec<Vec<f64>>,
    /// The states: the values of the uncertainties.
    pub states: Vec<Vec<f64>>,
    /// The point of every combination in every state, combination by combination.
    points: Vec<usize>,
}

impl Crossing {
    /// Recognizes the crossed design of a table with levers and uncertainties.
    ///
    /// # Errors
    ///
    /// What is missing or doubled.
    pub(super) fn of(table: &Table) -> Result<Self, Trouble> {
        let places = |role: Role| {
            let inputs = table.inputs.iter().enumerate();
            let of_role = inputs.filter(|(_, input)| input.role == role);
            of_role.map(|(place, _)| place).collect::<Vec<usize>>()
        };
        let (levers, uncertainties) = (places(Role::Lever), places(Role::Uncertainty));
        let mut combinations: Vec<Vec<f64>> = Vec::new();
        let mut states: Vec<Vec<f64>> = Vec::new();
        let mut cells: Vec<(usize, usize)> = Vec::new();
        for point in 0..table.points {
            let values = |places: &[usize]| {
                let inputs = places.iter().map(|&place| &table.inputs[place]);
                inputs
                    .map(|input| input.values[point])
                    .collect::<Vec<f64>>()
            };
            let combination = place(&mut combinations, values(&levers));
            cells.push((combination, place(&mut states, values(&uncertainties))));
        }
        let mut points: Vec<Option<usize>> = vec![None; combinations.len() * states.len()];
        for (point, (combination, state)) in cells.into_iter().enumerate() {
            let cell = &mut points[combination * states.len() + state];
            if let Some(earlier) = *cell {
                return Err(Trouble::Input(format!(
                    "{} and {} have the same inputs\nhelp: rows that are replications of one \
                     point share a number in a column \"point\"; or an input is missing (--input)",
                    table.place(earlier),
                    table.place(point)
                )));
            }
            *cell = Some(point);
        }
        let missing: Vec<usize> = (0..points.len())
            .filter(|&cell| points[cell].is_none())
            .collect();
        let crossing = Self {
            levers,
            uncertainties,
            combinations,
            states,
            points: points.into_iter().flatten().collect(),
        };
        if missing.is_empty() {
            Ok(crossing)
        } else {
            Err(crossing.incomplete(table, &missing))
        }
    }

    fn incomplete(&self, table: &Table, missing: &[usize]) -> Trouble {
        let states = self.states.len();
        let named: Vec<String> = missing
            .iter()
            .take(NAMED)
            .map(|cell| {
                let levers = self.words(table, cell / states);
                format!("  {levers} with {}", self.state(table, cell % states))
            })
            .collect();
        let more = match missing.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("\n  and {more} more"),
        };
        Trouble::Input(format!(
            "the design is not crossed: of {} combinations of levers in {states} states, {} of {} \
             points are missing:\n{}{more}\nhelp: levers are compared in the same states: sweep a grid, or \
             a Latin hypercube or Sobol' sequence with \"crossed = true\"; or give a list of points that \
             repeats the same states for every combination of levers",
            self.combinations.len(),
            missing.len(),
            self.combinations.len() * states,
            named.join("\n")
        ))
    }

    /// The point of a combination in a state.
    pub(super) fn point(&self, combination: usize, state: usize) -> usize {
        self.points[combination * self.states.len() + state]
    }

    /// The levers of a combination in words.
    pub(super) fn words(&self, table: &Table, combination: usize) -> String {
        words(table, &self.levers, &self.combinations[combination])
    }

    /// A state in words.
    pub(super) fn state(&self, table: &Table, state: usize) -> String {
        words(table, &self.uncertainties, &self.states[state])
    }

    /// The mean of an output over some replications in every state of a combination.
    pub(super) fn means_of(
        &self,
        table: &Table,
        output: &Output,
        combination: usize,
        replications: &[usize],
    ) -> Vec<f64> {
        let of_state = |state: usize| {
            let values = &output.values[self.point(combination, state) * table.replications..];
            mean(replications.iter().map(|&replication| values[replication]))
        };
        (0..self.states.len()).map(of_state).collect()
    }

    /// The same for every combination.
    pub(super) fn means(
        &self,
        table: &Table,
        output: &Output,
        replications: &[usize],
    ) -> Vec<Vec<f64>> {
        (0..self.combinations.len())
            .map(|combination| self.means_of(table, output, combination, replications))
            .collect()
    }
}

/// The place of values in a list, to which they are added if they are new.
fn place(list: &mut Vec<Vec<f64>>, values: Vec<f64>) -> usize {
    list.iter()
        .position(|known| *known == values)
        .unwrap_or_else(|| {
            list.push(values);
            list.len() - 1
        })
}

fn words(table: &Table, places: &[usize], values: &[f64]) -> String {
    let inputs = places.iter().map(|&place| &table.inputs[place]);
    let words: Vec<String> = inputs
        .zip(values)
        .map(|(input, &value): (&Input, &f64)| format!("{} = {}", input.name, input.text(value)))
        .collect();
    words.join(", ")
}

/// The mean of the values that are numbers; not a number if none is.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for value in values.filter(|value| !value.is_nan()) {
        sum += value;
        n += 1.0;
    }
    sum / n
}
