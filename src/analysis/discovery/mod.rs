//! Scenario discovery: boxes of inputs in which cases of interest gather (PRIM).
//!
//! After Bryant & Lempert (2010), Thinking inside the box, Technological Forecasting and Social
//! Change 77. See the guide, [`crate::guide::tradeoffs`].

mod cases;
mod evidence;
mod region;
mod search;
#[cfg(test)]
mod tests;

use cases::{Cases, LEAST_CASES, Question};
use evidence::Figures;
pub use evidence::SEARCHES;
use region::{Region, Side};
use search::{Edge, Found, Phase, Rule};

use super::bootstrap::{self, Resample, interval};
use super::request::{Request, Trouble};
use super::sheet::Sheet;
use super::states;
use super::table::{Input, Table};
use crate::kernel::number::{number, optional};

/// A share of shuffled searches above which a box could as well come from nothing.
const BY_CHANCE: f64 = 0.05;

/// A box that was found, and the cases among which it was looked for.
struct Discovery {
    found: Found,
    cases: Cases,
}

impl Discovery {
    fn region(&self) -> &Region {
        &self.found.step().region
    }
}

/// Analyses a table.
pub(super) fn analyse(table: &Table, request: &Request) -> Result<Vec<Sheet>, Trouble> {
    let question = Question::of(table, request)?;
    let rule = request.density.map_or(Rule::Balance, Rule::Density);
    let mut homes = vec![None; question.cases.len()];
    let discoveries = cover(&question.cases, rule, request.boxes, &mut homes);
    let numbers = Numbers {
        table,
        request,
        question: &question,
        rule,
        discoveries: &discoveries,
        homes: &homes,
    };
    Ok(vec![
        numbers.discovery(),
        numbers.boxes(),
        numbers.trajectory(),
        numbers.cases(),
    ])
}

/// Looks for one box after the other, each among the cases that no earlier one holds.
fn cover(cases: &Cases, rule: Rule, boxes: u32, homes: &mut [Option<usize>]) -> Vec<Discovery> {
    let mut discoveries = Vec::new();
    for _ in 0..boxes {
        let left: Vec<usize> = (0..cases.len())
            .filter(|&case| homes[case].is_none())
            .collect();
        let among = cases.of(&left);
        let hits = among.hits();
        if among.len() < LEAST_CASES || hits == 0 || hits == among.len() {
            break;
        }
        let found = search::search(&among, rule);
        let region = &found.step().region;
        let restricts = region.restricted().next().is_some();
        if !restricts && !discoveries.is_empty() {
            break;
        }
        for &case in &left {
            if region.contains(cases, case) {
                homes[case] = Some(discoveries.len());
            }
        }
        discoveries.push(Discovery {
            found,
            cases: among,
        });
    }
    discoveries
}

/// All that the sheets are made from.
struct Numbers<'a> {
    table: &'a Table,
    request: &'a Request,
    question: &'a Question<'a>,
    rule: Rule,
    discoveries: &'a [Discovery],
    homes: &'a [Option<usize>],
}

impl Numbers<'_> {
    fn discovery(&self) -> Sheet {
        let mut sheet = Sheet::new(
            "discovery.csv",
            &[
                "box",
                "rule",
                "cases",
                "of_interest",
                "coverage",
                "coverage_ci_low",
                "coverage_ci_high",
                "density",
                "density_ci_low",
                "density_ci_high",
                "mass",
                "mass_ci_low",
                "mass_ci_high",
                "runs_of_interest",
                "runs_of_interest_ci_low",
                "runs_of_interest_ci_high",
                "base_rate",
                "search_p",
                "stands",
                "points",
                "undefined_points",
            ],
        );
        let (request, boxes) = (self.request, self.discoveries.len());
        let states = states::groups(&self.question.cases.states);
        let figures = |resample: &Resample| {
            evidence::figures(self.question, &states, self.homes, boxes, resample)
        };
        let replications = self.table.replications;
        let sample = figures(&Resample::identity(states.len(), replications));
        let resampled = bootstrap::statistics(
            states.len(),
            replications,
            request.resamples,
            request.seed,
            figures,
        );
        let shown = if boxes > 1 { boxes + 1 } else { boxes };
        for (place, sample) in sample.iter().enumerate().take(shown) {
            let of = |figure: fn(&Figures) -> f64| {
                let spread = resampled.iter().map(|all| figure(&all[place])).collect();
                (figure(sample), interval(spread))
            };
            let density = of(|f| f.density);
            let discovery = self.discoveries.get(place);
            let search_p = discovery.map(|discovery| {
                let Discovery { found, cases } = discovery;
                evidence::search_p(cases, self.rule, found, request.resamples, request.seed)
            });
            let above = density.1.is_some_and(|(low, _)| low > sample.base_rate);
            let stands = above && search_p.is_none_or(|p| p <= BY_CHANCE);
            let held = |case: &usize| match self.homes[*case] {
                Some(home) => place == boxes || home == place,
                None => false,
            };
            let within: Vec<usize> = (0..self.homes.len()).filter(held).collect();
            let mut row = vec![
                discovery.map_or_else(|| "all".to_owned(), |_| (place + 1).to_string()),
                match self.rule {
                    Rule::Balance => "harmonic mean".to_owned(),
                    Rule::Density(least) => format!("density >= {}", number(least)),
                },
                within.len().to_string(),
                self.question.cases.of(&within).hits().to_string(),
            ];
            let mass = of(|f| f.mass);
            for (value, spread) in [of(|f| f.coverage), density, mass, of(|f| f.runs)] {
                row.extend(estimate(value, spread));
            }
            row.push(number(sample.base_rate));
            row.push(optional(search_p));
            row.push(flag(stands));
            let (points, cases) = (self.table.points, self.question.cases.len());
            row.extend([points.to_string(), (points - cases).to_string()]);
            sheet.rows.push(row);
        }
        sheet
    }

    fn boxes(&self) -> Sheet {
        let mut sheet = Sheet::new(
            "boxes.csv",
            &[
                "box",
                "input",
                "restricted",
                "low",
                "high",
                "words",
                "least",
                "most",
                "quasi_p",
                "restricted_share",
                "low_ci_low",
                "low_ci_high",
                "high_ci_low",
                "high_ci_high",
            ],
        );
        let (inputs, request) = (&self.table.inputs, self.request);
        let edges: Vec<(f64, f64)> = inputs.iter().map(|i| (i.least, i.most)).collect();
        for (place, discovery) in self.discoveries.iter().enumerate() {
            let Discovery { cases, .. } = discovery;
            let again = evidence::again(cases, self.rule, &edges, request.resamples, request.seed);
            for (input, again) in again.iter().enumerate() {
                let side = &discovery.region().sides[input];
                let restricts = side.restricts();
                let quasi_p =
                    restricts.then(|| evidence::quasi_p(cases, discovery.region(), input));
                let edge = |edge: f64| {
                    let is_number = inputs[input].levels.is_empty();
                    optional(is_number.then_some(edge))
                };
                let mut row = vec![
                    (place + 1).to_string(),
                    inputs[input].name.clone(),
                    flag(restricts),
                    number(side.low),
                    number(side.high),
                    words(&inputs[input], side),
                    edge(inputs[input].least),
                    edge(inputs[input].most),
                    optional(quasi_p),
                    number(again.restricted),
                ];
                for limit in [again.low, again.high] {
                    row.push(optional(limit.map(|(low, _)| low)));
                    row.push(optional(limit.map(|(_, high)| high)));
                }
                sheet.rows.push(row);
            }
        }
        sheet
    }

    fn trajectory(&self) -> Sheet {
        let mut sheet = Sheet::new(
            "trajectory.csv",
            &[
                "box",
                "step",
                "phase",
                "input",
                "side",
                "cases",
                "mass",
                "coverage",
                "density",
                "restricted",
                "inputs",
                "chosen",
            ],
        );
        let inputs = &self.table.inputs;
        let (all, all_hits) = (self.question.cases.len(), self.question.cases.hits());
        for (place, discovery) in self.discoveries.iter().enumerate() {
            for (step, passed) in discovery.found.steps.iter().enumerate() {
                let (input, side) = match passed.at {
                    None => (String::new(), String::new()),
                    Some((input, edge)) => {
                        let side = match edge {
                            Edge::Low => "low".to_owned(),
                            Edge::High => "high".to_owned(),
                            Edge::Word(word) => inputs[input].levels[word].clone(),
                        };
                        (inputs[input].name.clone(), side)
                    }
                };
                let restricted: Vec<&str> = (passed.region.restricted())
                    .map(|input| inputs[input].name.as_str())
                    .collect();
                let phase = match passed.phase {
                    Phase::Peel => "peel",
                    Phase::Paste => "paste",
                };
                sheet.rows.push(vec![
                    (place + 1).to_string(),
                    step.to_string(),
                    phase.to_owned(),
                    input,
                    side,
                    passed.count.cases.to_string(),
                    number(passed.count.cases as f64 / all as f64),
                    number(passed.count.coverage(all_hits)),
                    number(passed.count.density()),
                    restricted.len().to_string(),
                    restricted.join("; "),
                    flag(step == discovery.found.chosen),
                ]);
            }
        }
        sheet
    }

    /// Every point: whether it is of interest, in which share of its replications, and in which box.
    fn cases(&self) -> Sheet {
        let head = ["point", "of_interest", "runs_of_interest", "box"];
        let mut sheet = Sheet::new("cases.csv", &head);
        let every = Resample::identity(0, self.table.replications).replications;
        let mut homes = self.homes.iter();
        for point in 0..self.table.points {
            let interest = self.question.interest(point, &every);
            let home = interest.and_then(|_| homes.next().copied().flatten());
            sheet.rows.push(vec![
                point.to_string(),
                interest.map(flag).unwrap_or_default(),
                number(self.question.share_of_runs(point, &every)),
                home.map(|home| (home + 1).to_string()).unwrap_or_default(),
            ]);
        }
        sheet
    }
}

/// The words that a side lets through, if it keeps any out.
fn words(input: &Input, side: &Side) -> String {
    if !side.words.contains(&false) {
        return String::new();
    }
    let kept = input.levels.iter().zip(&side.words);
    let kept: Vec<&str> = kept
        .filter(|(_, kept)| **kept)
        .map(|(word, _)| word.as_str())
        .collect();
    kept.join("; ")
}

fn estimate(value: f64, spread: Option<(f64, f64)>) -> [String; 3] {
    let bound = |of: fn((f64, f64)) -> f64| optional(spread.map(of));
    [number(value), bound(|s| s.0), bound(|s| s.1)]
}

fn flag(holds: bool) -> String {
    u8::from(holds).to_string()
}
