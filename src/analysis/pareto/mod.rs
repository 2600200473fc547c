//! Trade-offs: which candidates no other beats in every goal (the Pareto front).
//!
//! Candidates are points, or combinations of levers by their means over the states of the
//! uncertainties where a table has both.

use crate::analysis::bootstrap::{self, Resample, interval};
use crate::analysis::crossing::{self, Crossing};
use crate::analysis::request::{Request, Trouble};
use crate::analysis::sheet::Sheet;
use crate::analysis::table::{Output, Role, Table};
use crate::kernel::number::{number, optional};

/// What is compared.
enum Candidates {
    /// Every point of the table.
    Points,
    /// Every combination of levers, over the same states.
    Combinations(Crossing),
}

/// Candidates with their goals.
struct Contest<'a> {
    table: &'a Table,
    candidates: Candidates,
    /// The outputs with the sign that makes more of them better.
    goals: Vec<(&'a Output, f64)>,
}

/// Analyses a table.
pub(super) fn analyse(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    let contest = Contest::of(table, request)?;
    Ok(vec![contest.sheet(request)])
}

impl<'a> Contest<'a> {
    fn of(table: &'a Table, request: &'a Request) -> Result<Self, Trouble> {
        let mut goals: Vec<(&Output, f64)> = Vec::new();
        for goal in &request.goals {
            let output = table.output(&goal.output)?;
            if goals.iter().any(|(known, _)| known.name == output.name) {
                return Err(Trouble::Input(format!(
                    "\"{}\" is a goal twice",
                    output.name
                )));
            }
            goals.push((output, if goal.maximise { 1.0 } else { -1.0 }));
        }
        if goals.len() < 2 {
            return Err(Trouble::Input(format!(
                "a trade-off needs two goals or more, and there {}\nhelp: name them with --maximise \
                 OUTPUT and --minimise OUTPUT",
                if goals.is_empty() {
                    "is none"
                } else {
                    "is one"
                }
            )));
        }
        let has = |role: Role| table.inputs.iter().any(|input| input.role == role);
        let candidates = if has(Role::Lever) && has(Role::Uncertainty) {
            Candidates::Combinations(Crossing::of(table)?)
        } else {
            Candidates::Points
        };
        Ok(Self {
            table,
            candidates,
            goals,
        })
    }

    /// The values of every candidate in an output in a resample.
    fn values(&self, output: &Output, resample: &Resample) -> Vec<f64> {
        let replications = &resample.replications;
        match &self.candidates {
            Candidates::Points => output
                .values
                .chunks(self.table.replications.max(1))
                .map(|values| crossing::mean(replications.iter().map(|&r| values[r])))
                .collect(),
            Candidates::Combinations(crossing) => {
                let means = crossing.means(self.table, output, replications);
                let over_states = |means: &Vec<f64>| {
                    let drawn = resample.units.iter().map(|&state| means[state]);
                    drawn.sum::<f64>() / resample.units.len() as f64
                };
                means.iter().map(over_states).collect()
            }
        }
    }

    /// What every candidate has in every goal in a resample, with signs that make more better, and no
    /// zero below another.
    fn merits(&self, resample: &Resample) -> Vec<Vec<f64>> {
        let mut merits: Vec<Vec<f64>> = Vec::new();
        for (output, sign) in &self.goals {
            let values = self.values(output, resample);
            merits.resize(values.len(), Vec::with_capacity(self.goals.len()));
            for (merits, value) in merits.iter_mut().zip(values) {
                merits.push(sign * value + 0.0);
            }
        }
        merits
    }

    /// What a candidate lacks: the goals that are undefined at one of its points, how many points
    /// these are, and in how many of its runs a goal is undefined.
    fn undefined(&self, candidate: usize) -> [String; 3] {
        let points: Vec<usize> = match &self.candidates {
            Candidates::Points => vec![candidate],
            Candidates::Combinations(crossing) => {
                let states = 0..crossing.states.len();
                states.map(|s| crossing.point(candidate, s)).collect()
            }
        };
        let replications = self.table.replications.max(1);
        let lacks = |output: &Output, point: usize, at: usize| {
            output.values[point * replications + at].is_nan()
        };
        let never =
            |output: &Output, point: usize| (0..replications).all(|at| lacks(output, point, at));
        let goals: Vec<&str> = (self.goals.iter())
            .filter(|(output, _)| points.iter().any(|&point| never(output, point)))
            .map(|(output, _)| output.name.as_str())
            .collect();
        let empty = (points.iter())
            .filter(|&&point| self.goals.iter().any(|(output, _)| never(output, point)));
        let runs = points.iter().flat_map(|&point| {
            let goals = &self.goals;
            (0..replications)
                .filter(move |&at| goals.iter().any(|(output, _)| lacks(output, point, at)))
        });
        [
            goals.join("; "),
            empty.count().to_string(),
            runs.count().to_string(),
        ]
    }

    fn sheet(&self, request: &Request) -> Sheet {
        let inputs: Vec<usize> = match &self.candidates {
            Candidates::Points => (0..self.table.inputs.len()).collect(),
            Candidates::Combinations(crossing) => crossing.levers.clone(),
        };
        let units = match &self.candidates {
            Candidates::Points => 1,
            Candidates::Combinations(crossing) => crossing.states.len(),
        };
        let replications = self.table.replications;
        let whole = Resample::identity(units, replications);
        let merits = self.merits(&whole);
        // Points of one replication have nothing that could be resampled.
        let moves = units > 1 || replications > 1;
        let resamples = if moves { request.resamples } else { 0 };
        let fronts =
            bootstrap::statistics(units, replications, resamples, request.seed, |resample| {
                let merits = self.merits(resample);
                let defined = merits.iter().map(|merits| is_defined(merits));
                let standing = front(&merits).into_iter().zip(defined);
                standing
                    .map(|(on_front, defined)| defined.then_some(on_front))
                    .collect::<Vec<Option<bool>>>()
            });
        let estimates = self.goals.iter().map(|(output, _)| {
            let drawn =
                bootstrap::statistics(units, replications, resamples, request.seed, |resample| {
                    self.values(output, resample)
                });
            let of = |(candidate, value): (usize, f64)| {
                let spread = interval(drawn.iter().map(|all| all[candidate]).collect());
                (value, spread)
            };
            let values = self.values(output, &whole).into_iter().enumerate();
            values.map(of).collect::<Vec<_>>()
        });
        let estimates: Vec<Vec<(f64, Option<(f64, f64)>)>> = estimates.collect();
        let mut sheet = Sheet::new("pareto.csv", &["candidate"]);
        let names = inputs.iter().map(|&place| &self.table.inputs[place].name);
        sheet.head.extend(names.cloned());
        for (output, _) in &self.goals {
            let name = &output.name;
            let columns = [
                name.clone(),
                format!("{name}_ci_low"),
                format!("{name}_ci_high"),
            ];
            sheet.head.extend(columns);
        }
        let rest = [
            "on_front",
            "front_share",
            "dominated_by",
            "undefined_goals",
            "undefined_points",
            "undefined_runs",
        ];
        sheet.head.extend(rest.map(str::to_owned));
        let on_front = front(&merits);
        for candidate in 0..merits.len() {
            let mut row = vec![candidate.to_string()];
            let of_input = |&place: &usize| {
                let input = &self.table.inputs[place];
                let value = match &self.candidates {
                    Candidates::Points => input.values[candidate],
                    Candidates::Combinations(crossing) => {
                        input.values[crossing.point(candidate, 0)]
                    }
                };
                input.text(value)
            };
            row.extend(inputs.iter().map(of_input));
            for of_goal in &estimates {
                let (value, spread) = of_goal[candidate];
                row.extend([
                    number(value),
                    optional(spread.map(|(low, _)| low)),
                    optional(spread.map(|(_, high)| high)),
                ]);
            }
            let defined = is_defined(&merits[candidate]);
            let dominated_by = merits
                .iter()
                .filter(|other| dominates(other, &merits[candidate]))
                .count();
            // Resamples that leave a candidate without a figure say nothing about it.
            let told = fronts.iter().filter_map(|front| front[candidate]);
            let share = crossing::mean(told.map(|on_front| f64::from(u8::from(on_front))));
            if defined {
                row.push(u8::from(on_front[candidate]).to_string());
                row.push(number(share));
                row.push(dominated_by.to_string());
            } else {
                row.extend(std::iter::repeat_n(String::new(), 3));
            }
            row.extend(self.undefined(candidate));
            sheet.rows.push(row);
        }
        sheet
    }
}

/// Whether one is at least as good in every goal and better in one; never of what is undefined.
fn dominates(one: &[f64], other: &[f64]) -> bool {
    let pairs = || one.iter().zip(other);
    pairs().all(|(a, b)| a >= b) && pairs().any(|(a, b)| a > b)
}

fn is_defined(merits: &[f64]) -> bool {
    merits.iter().all(|merit| !merit.is_nan())
}

/// Which candidates no other dominates; equal ones stand together, undefined ones never.
fn front(merits: &[Vec<f64>]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..merits.len())
        .filter(|&candidate| is_defined(&merits[candidate]))
        .collect();
    // In falling order none is dominated by a later one, so the front so far is all there is to ask.
    let falling = |&a: &usize, &b: &usize| {
        let pairs = merits[b].iter().zip(&merits[a]);
        let first = pairs.map(|(b, a)| b.total_cmp(a)).find(|o| o.is_ne());
        first.unwrap_or(std::cmp::Ordering::Equal)
    };
    order.sort_by(falling);
    let mut on_front = vec![false; merits.len()];
    let mut members: Vec<usize> = Vec::new();
    for candidate in order {
        let beaten = members
            .iter()
            .any(|&member| dominates(&merits[member], &merits[candidate]));
        if !beaten {
            on_front[candidate] = true;
            members.push(candidate);
        }
    }
    on_front
}

#[cfg(test)]
mod tests;
