//! Robustness: how combinations of levers fare across states of what is not known.

use rayon::prelude::*;

use crate::analysis::bootstrap::{self, Resample, interval};
use crate::analysis::crossing::Crossing;
use crate::analysis::request::{Goal, Request, Threshold, Trouble};
use crate::analysis::sheet::Sheet;
use crate::analysis::table::{Output, Role, Table};
use crate::batch::statistics::percentile;
use crate::kernel::number::{number, optional};

/// The share of states in which the regret is no larger than its `p90_regret`.
const MOST_STATES: f64 = 0.9;

/// With fewer replications no verdict is given on extremes and percentiles over states: resamples of
/// so few differ too little, and equal levers would often be told apart.
const LEAST_REPLICATIONS: usize = 10;

/// What a combination of levers is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Criterion {
    /// The mean over states.
    Mean,
    /// The worst state: the best of these is the maximin choice (Wald).
    Worst,
    /// The best state: the best of these is the maximax choice.
    Best,
    /// The largest regret: the least of these is the minimax-regret choice (Savage).
    MaxRegret,
    /// The mean regret.
    MeanRegret,
    /// The regret that is not exceeded in nine of ten states.
    MostRegret,
    /// The share of states in which bounds hold (Starr).
    Satisficing,
}

impl Criterion {
    /// The criteria of a goal.
    const OF_GOALS: [Self; 6] = [
        Self::Mean,
        Self::Worst,
        Self::Best,
        Self::MaxRegret,
        Self::MeanRegret,
        Self::MostRegret,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Worst => "worst",
            Self::Best => "best",
            Self::MaxRegret => "max_regret",
            Self::MeanRegret => "mean_regret",
            Self::MostRegret => "p90_regret",
            Self::Satisficing => "satisficing",
        }
    }

    /// Whether it is a mean over states, which may be resampled. An extreme of resampled states is
    /// never beyond that of the states themselves: its interval would lie to one side.
    const fn over_states(self) -> bool {
        matches!(self, Self::Mean | Self::MeanRegret | Self::Satisficing)
    }

    const fn is_regret(self) -> bool {
        matches!(self, Self::MaxRegret | Self::MeanRegret | Self::MostRegret)
    }
}

/// What is judged: by a criterion, towards a goal or by bounds.
struct Aspect<'a> {
    criterion: Criterion,
    /// The outputs, by their places among the means.
    subject: Subject<'a>,
}

enum Subject<'a> {
    /// A goal, with the place of its means.
    Goal(&'a Goal, usize),
    /// Bounds that are to hold together, with the places of their means.
    Bounds(Vec<(&'a Threshold, usize)>),
}

impl Aspect<'_> {
    /// What the files call it.
    fn label(&self) -> String {
        match &self.subject {
            Subject::Goal(goal, _) => goal.output.clone(),
            Subject::Bounds(bounds) => {
                let bounds: Vec<String> = bounds.iter().map(|(b, _)| b.to_string()).collect();
                bounds.join(" and ")
            }
        }
    }

    /// Whether more of it is better.
    fn larger_is_better(&self) -> bool {
        match &self.subject {
            Subject::Goal(goal, _) => goal.maximise && !self.criterion.is_regret(),
            Subject::Bounds(_) => true,
        }
    }

    /// Its value for every combination of levers, from the means of outputs, over some states.
    fn values(&self, means: &[Vec<Vec<f64>>], states: &[usize]) -> Vec<f64> {
        match &self.subject {
            Subject::Bounds(bounds) => {
                let combinations = 0..means.first().map_or(0, Vec::len);
                let holds = |combination: usize, state: usize| {
                    let all = bounds
                        .iter()
                        .all(|(bound, at)| bound.holds(means[*at][combination][state]));
                    f64::from(u8::from(all))
                };
                let share = |combination| {
                    let held: f64 = states.iter().map(|&state| holds(combination, state)).sum();
                    held / states.len() as f64
                };
                combinations.map(share).collect()
            }
            Subject::Goal(goal, at) if self.criterion.is_regret() => {
                let regrets = regrets(&means[*at], goal.maximise);
                let over_states = |regrets: &Vec<f64>| {
                    let mut drawn: Vec<f64> = states.iter().map(|&state| regrets[state]).collect();
                    drawn.sort_by(f64::total_cmp);
                    match self.criterion {
                        Criterion::MeanRegret => drawn.iter().sum::<f64>() / drawn.len() as f64,
                        Criterion::MostRegret => {
                            percentile(&drawn, MOST_STATES).unwrap_or(f64::NAN)
                        }
                        _ => drawn.last().copied().unwrap_or(f64::NAN),
                    }
                };
                regrets.iter().map(over_states).collect()
            }
            Subject::Goal(goal, at) => {
                let over_states = |means: &Vec<f64>| {
                    let mut drawn: Vec<f64> = states.iter().map(|&state| means[state]).collect();
                    let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
                    drawn.sort_by(f64::total_cmp);
                    let (least, most) = (drawn.first(), drawn.last());
                    let extreme = match (self.criterion, goal.maximise) {
                        (Criterion::Mean, _) => return mean,
                        (Criterion::Worst, true) | (Criterion::Best, false) => least,
                        _ => most,
                    };
                    extreme.copied().unwrap_or(f64::NAN)
                };
                means[*at].iter().map(over_states).collect()
            }
        }
    }
}

/// The best value of any combination of levers in each state, with the sign that makes more better.
fn best_of_states(means: &[Vec<f64>], sign: f64) -> Vec<f64> {
    let states = 0..means.first().map_or(0, Vec::len);
    let best = |state: usize| {
        let values = means.iter().map(|of| sign * of[state]);
        values.fold(f64::NEG_INFINITY, f64::max)
    };
    states.map(best).collect()
}

/// By how much a combination falls short of the best in each state.
fn regrets_of(means: &[f64], best: &[f64], sign: f64) -> Vec<f64> {
    let pairs = best.iter().zip(means);
    pairs.map(|(best, mean)| best - sign * mean).collect()
}

/// The same for every combination.
fn regrets(means: &[Vec<f64>], maximise: bool) -> Vec<Vec<f64>> {
    let sign = if maximise { 1.0 } else { -1.0 };
    let best = best_of_states(means, sign);
    let of = |means: &Vec<f64>| regrets_of(means, &best, sign);
    means.iter().map(of).collect()
}

/// Analyses a table.
pub(super) fn analyse(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    if request.goals.is_empty() {
        return Err(Trouble::Input(
            "what are the levers to achieve?\nhelp: name a goal with --maximise OUTPUT or \
             --minimise OUTPUT"
                .to_owned(),
        ));
    }
    let has = |role: Role| table.inputs.iter().any(|input| input.role == role);
    if !has(Role::Lever) {
        return Err(Trouble::Input(format!(
            "robustness compares levers, and there is none\nhelp: in an experiment give an input \
             the role of a lever; of a CSV file name it with --lever; the inputs are {}",
            names(table)
        )));
    }
    if !has(Role::Uncertainty) {
        return Err(Trouble::Input(format!(
            "robustness is across uncertainties, and there is none: every input is a lever ({})\n\
             help: compare levers by their goals with --method pareto",
            names(table)
        )));
    }
    let crossing = Crossing::of(table)?;
    if crossing.combinations.len() < 2 || crossing.states.len() < 2 {
        return Err(Trouble::Input(format!(
            "there is nothing to compare: {} combination(s) of levers in {} state(s) of the \
             uncertainties; at least two of each are needed",
            crossing.combinations.len(),
            crossing.states.len()
        )));
    }
    let judgment = Judgment::of(table, request, crossing)?;
    Ok(vec![judgment.robustness(), judgment.regret()])
}

fn names(table: &Table) -> String {
    let names: Vec<&str> = table
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    names.join(", ")
}

/// What is judged, of which table.
struct Judgment<'a> {
    table: &'a Table,
    request: &'a Request,
    crossing: Crossing,
    /// The outputs that matter.
    outputs: Vec<&'a Output>,
    aspects: Vec<Aspect<'a>>,
}

impl<'a> Judgment<'a> {
    fn of(table: &'a Table, request: &'a Request, crossing: Crossing) -> Result<Self, Trouble> {
        let mut outputs: Vec<&Output> = Vec::new();
        let mut place = |name: &str| -> Result<usize, Trouble> {
            let output = table.output(name)?;
            let known = outputs.iter().position(|known| known.name == output.name);
            Ok(known.unwrap_or_else(|| {
                outputs.push(output);
                outputs.len() - 1
            }))
        };
        let mut aspects = Vec::new();
        for goal in &request.goals {
            let at = place(&goal.output)?;
            aspects.extend(Criterion::OF_GOALS.map(|criterion| Aspect {
                criterion,
                subject: Subject::Goal(goal, at),
            }));
        }
        let mut bounds = Vec::new();
        for threshold in &request.thresholds {
            bounds.push((threshold, place(&threshold.output)?));
        }
        let each = bounds.iter().map(|bound| vec![*bound]);
        let together = (bounds.len() > 1).then(|| bounds.clone());
        aspects.extend(each.chain(together).map(|bounds| Aspect {
            criterion: Criterion::Satisficing,
            subject: Subject::Bounds(bounds),
        }));
        let judgment = Self {
            table,
            request,
            crossing,
            outputs,
            aspects,
        };
        judgment.defined()?;
        Ok(judgment)
    }

    /// Refuses a table in which an output that matters is undefined at a point.
    fn defined(&self) -> Result<(), Trouble> {
        for output in &self.outputs {
            let means = self.table.means(output);
            if let Some(point) = means.iter().position(|mean| mean.is_nan()) {
                return Err(Trouble::Input(format!(
                    "\"{}\" is undefined in every replication of {}: levers cannot be compared by \
                     it in that state",
                    output.name,
                    self.table.place(point)
                )));
            }
        }
        Ok(())
    }

    fn means(&self, replications: &[usize]) -> Vec<Vec<Vec<f64>>> {
        let outputs = self.outputs.iter();
        outputs
            .map(|output| self.crossing.means(self.table, output, replications))
            .collect()
    }

    /// The values of every aspect for every combination in a resample. States are resampled where
    /// the criterion is a mean over them.
    fn values(&self, resample: &Resample) -> Vec<Vec<f64>> {
        let means = self.means(&resample.replications);
        let given: Vec<usize> = (0..self.crossing.states.len()).collect();
        let of = |aspect: &Aspect<'_>| {
            if aspect.criterion.over_states() {
                aspect.values(&means, &resample.units)
            } else {
                aspect.values(&means, &given)
            }
        };
        self.aspects.iter().map(of).collect()
    }

    fn robustness(&self) -> Sheet {
        let mut sheet = Sheet::new("robustness.csv", &["goal", "criterion", "larger_is_better"]);
        sheet.head.extend(self.lever_names());
        let rest = [
            "value",
            "ci_low",
            "ci_high",
            "rank",
            "best_share",
            "behind",
            "behind_ci_low",
            "behind_ci_high",
            "distinct",
            "undefined_runs",
        ];
        sheet.head.extend(rest.map(str::to_owned));
        let (states, replications) = (self.crossing.states.len(), self.table.replications);
        let sample = self.values(&Resample::identity(states, replications));
        let resampled = bootstrap::statistics(
            states,
            replications,
            self.request.resamples,
            self.request.seed,
            |resample| self.values(resample),
        );
        for (place, aspect) in self.aspects.iter().enumerate() {
            // With one replication there is nothing to resample but states.
            let moves = replications > 1 || aspect.criterion.over_states();
            let drawn = resampled.iter().filter(|_| moves);
            let drawn: Vec<&[f64]> = drawn.map(|all| all[place].as_slice()).collect();
            self.judge(&mut sheet, aspect, &sample[place], &drawn);
        }
        sheet
    }

    /// Adds the rows of an aspect: its values in the sample and in resamples.
    fn judge(&self, sheet: &mut Sheet, aspect: &Aspect<'_>, sample: &[f64], drawn: &[&[f64]]) {
        let judges =
            aspect.criterion.over_states() || self.table.replications >= LEAST_REPLICATIONS;
        let sign = if aspect.larger_is_better() { 1.0 } else { -1.0 };
        let better = |a: f64, b: f64| sign * a > sign * b;
        let mut best = 0;
        for (place, &value) in sample.iter().enumerate() {
            if better(value, sample[best]) {
                best = place;
            }
        }
        let shares = best_shares(drawn, sign);
        for (combination, &value) in sample.iter().enumerate() {
            let spread = interval(drawn.iter().map(|all| all[combination]).collect());
            let behind = |all: &[f64]| sign * (all[best] - all[combination]);
            let behind_by = interval(drawn.iter().map(|all| behind(all)).collect());
            let behind_by = behind_by.filter(|_| combination != best);
            let rank = 1 + sample.iter().filter(|&&other| better(other, value)).count();
            let mut row = vec![
                aspect.label(),
                aspect.criterion.word().to_owned(),
                u8::from(aspect.larger_is_better()).to_string(),
            ];
            row.extend(self.lever_values(combination));
            row.extend([
                number(value),
                optional(spread.map(|(low, _)| low)),
                optional(spread.map(|(_, high)| high)),
                rank.to_string(),
                optional(shares.as_ref().map(|shares| shares[combination])),
                number(behind(sample)),
                optional(behind_by.map(|(low, _)| low)),
                optional(behind_by.map(|(_, high)| high)),
                behind_by
                    .filter(|_| judges)
                    .map(|(low, high)| u8::from(low > 0.0 || high < 0.0).to_string())
                    .unwrap_or_default(),
                self.undefined_runs(aspect, combination).to_string(),
            ]);
            sheet.rows.push(row);
        }
    }

    /// In how many runs of a combination an output of an aspect is undefined.
    fn undefined_runs(&self, aspect: &Aspect<'_>, combination: usize) -> usize {
        let outputs: Vec<&Output> = match &aspect.subject {
            Subject::Goal(_, at) => vec![self.outputs[*at]],
            Subject::Bounds(bounds) => bounds.iter().map(|(_, at)| self.outputs[*at]).collect(),
        };
        let replications = self.table.replications;
        let lacks = |run: &usize| outputs.iter().any(|output| output.values[*run].is_nan());
        let runs = (0..self.crossing.states.len()).flat_map(|state| {
            let first = self.crossing.point(combination, state) * replications;
            first..first + replications
        });
        runs.filter(lacks).count()
    }

    fn regret(&self) -> Sheet {
        let mut sheet = Sheet::new("regret.csv", &["goal"]);
        sheet.head.extend(self.lever_names());
        sheet.head.push("state".to_owned());
        let inputs = &self.table.inputs;
        let uncertainties = self.crossing.uncertainties.iter();
        let uncertainties = uncertainties.map(|&place| inputs[place].name.clone());
        sheet.head.extend(uncertainties);
        let rest = [
            "point",
            "value",
            "regret",
            "regret_ci_low",
            "regret_ci_high",
        ];
        sheet.head.extend(rest.map(str::to_owned));
        let (states, replications) = (self.crossing.states.len(), self.table.replications);
        for goal in &self.request.goals {
            let Some(output) = self.outputs.iter().find(|o| o.name == goal.output) else {
                continue;
            };
            let every = Resample::identity(states, replications).replications;
            let sample = self.crossing.means(self.table, output, &every);
            let sample_regrets = regrets(&sample, goal.maximise);
            let drawn = self.drawn_best(output, goal);
            for combination in 0..self.crossing.combinations.len() {
                let drawn: Vec<Vec<f64>> = drawn
                    .par_iter()
                    .map(|(replications, best)| {
                        let (table, crossing) = (self.table, &self.crossing);
                        let means = crossing.means_of(table, output, combination, replications);
                        regrets_of(&means, best, if goal.maximise { 1.0 } else { -1.0 })
                    })
                    .collect();
                for state in 0..states {
                    let spread = interval(drawn.iter().map(|all| all[state]).collect());
                    let mut row = vec![goal.output.clone()];
                    row.extend(self.lever_values(combination));
                    row.push(state.to_string());
                    let values = (self.crossing.uncertainties.iter())
                        .zip(&self.crossing.states[state])
                        .map(|(&place, &value)| inputs[place].text(value));
                    row.extend(values);
                    row.extend([
                        self.crossing.point(combination, state).to_string(),
                        number(sample[combination][state]),
                        number(sample_regrets[combination][state]),
                        optional(spread.map(|(low, _)| low)),
                        optional(spread.map(|(_, high)| high)),
                    ]);
                    sheet.rows.push(row);
                }
            }
        }
        sheet
    }

    /// The replications of each resample with the best value in every state under them; nothing where
    /// there is nothing to resample. What all combinations have would take too much room.
    fn drawn_best(&self, output: &Output, goal: &Goal) -> Vec<(Vec<usize>, Vec<f64>)> {
        let (states, replications) = (self.crossing.states.len(), self.table.replications);
        let resamples = if replications > 1 {
            self.request.resamples
        } else {
            0
        };
        let sign = if goal.maximise { 1.0 } else { -1.0 };
        let seed = self.request.seed;
        bootstrap::statistics(states, replications, resamples, seed, |resample| {
            let drawn = resample.replications.clone();
            let means = self.crossing.means(self.table, output, &drawn);
            let best = best_of_states(&means, sign);
            (drawn, best)
        })
    }

    fn lever_names(&self) -> impl Iterator<Item = String> {
        let levers = self.crossing.levers.iter();
        levers.map(|&place| self.table.inputs[place].name.clone())
    }

    fn lever_values(&self, combination: usize) -> impl Iterator<Item = String> {
        let values = &self.crossing.combinations[combination];
        let levers = self.crossing.levers.iter().zip(values);
        levers.map(|(&place, &value)| self.table.inputs[place].text(value))
    }
}

/// The share of resamples in which each combination is the best; those that tie share the resample.
fn best_shares(drawn: &[&[f64]], sign: f64) -> Option<Vec<f64>> {
    let combinations = drawn.first()?.len();
    let mut shares = vec![0.0; combinations];
    for all in drawn {
        let best = all
            .iter()
            .map(|value| sign * value)
            .fold(f64::NEG_INFINITY, f64::max);
        let ties: Vec<usize> = (0..combinations)
            .filter(|&combination| sign * all[combination] == best)
            .collect();
        for &combination in &ties {
            shares[combination] += 1.0 / ties.len() as f64;
        }
    }
    let resamples = drawn.len() as f64;
    Some(shares.into_iter().map(|share| share / resamples).collect())
}

#[cfg(test)]
mod tests;
