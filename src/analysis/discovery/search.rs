//! The search for a box (PRIM): peeling thin strips off, choosing a box on the way, pasting back.
//!
//! After Friedman & Fisher (1999), Bump hunting in high-dimensional data, Statistics and Computing 9.
//! Strips of inputs that take few values, and words, are not equally thick: what decides is the gain
//! in density for each case given up.

use super::cases::{Cases, Column};
use super::region::{Count, Region, word};

/// The share of a box's cases that a strip takes.
const STRIP: f64 = 0.05;
/// The least share of all cases in a box.
const LEAST_MASS: f64 = 0.05;
/// The least cases in a box.
const LEAST_INSIDE: usize = 5;

/// How a box is chosen among those that peeling passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    /// The best harmonic mean of coverage and density.
    Balance,
    /// The largest coverage among boxes of at least this density; the densest if there is none.
    Density(f64),
}

impl Rule {
    /// What the rule weighs, the first first.
    fn score(self, count: Count, all_hits: usize) -> [f64; 3] {
        let (coverage, density) = (count.coverage(all_hits), count.density());
        match self {
            Self::Balance => [count.balance(all_hits), 0.0, 0.0],
            Self::Density(least) if density >= least => [1.0, coverage, density],
            Self::Density(_) => [0.0, density, coverage],
        }
    }
}

/// Whether strips are taken or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Taken.
    Peel,
    /// Given back.
    Paste,
}

/// Which side of an input changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// The lower limit.
    Low,
    /// The upper limit.
    High,
    /// A word.
    Word(usize),
}

/// A box that the search passed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    /// The box.
    pub region: Region,
    /// What lies within.
    pub count: Count,
    /// Whether a strip was taken or given back.
    pub phase: Phase,
    /// The input and side at which; nothing for the whole space.
    pub at: Option<(usize, Edge)>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The boxes that it passed: all peels, then the pastes.
    pub steps: Vec<Step>,
    /// The place of the chosen one.
    pub chosen: usize,
}

impl Found {
    /// The chosen box.
    pub(super) fn step(&self) -> &Step {
        &self.steps[self.chosen]
    }
}

/// Looks for a box of at least some cases.
pub(super) fn search(cases: &Cases, rule: Rule) -> Found {
    let all_hits = cases.hits();
    let mut steps = peel(cases);
    let score = |step: &Step| rule.score(step.count, all_hits);
    let mut chosen = 0;
    for (place, step) in steps.iter().enumerate() {
        if score(step) > score(&steps[chosen]) {
            chosen = place;
        }
    }
    let pasted = paste(cases, rule, &steps[chosen]);
    if !pasted.is_empty() {
        steps.extend(pasted);
        chosen = steps.len() - 1;
    }
    Found { steps, chosen }
}

/// How many cases a strip takes.
fn strip(cases: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let strip = libm::floor(STRIP * cases as f64) as usize;
    strip.max(1)
}

/// The least cases that a box may hold.
fn least_inside(cases: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let least = libm::ceil(LEAST_MASS * cases as f64) as usize;
    least.max(LEAST_INSIDE)
}

/// A strip that could be taken.
struct Strip {
    input: usize,
    edge: Edge,
    limit: f64,
    taken: Count,
}

/// Takes strips until none is left to take, or all within is of interest.
fn peel(cases: &Cases) -> Vec<Step> {
    let least = least_inside(cases.len());
    let mut step = Step {
        region: Region::whole(cases),
        count: Count {
            cases: cases.len(),
            hits: cases.hits(),
        },
        phase: Phase::Peel,
        at: None,
    };
    let mut ascending: Vec<Vec<usize>> = cases.columns.iter().map(ascending).collect();
    let mut steps = Vec::new();
    loop {
        let before = step.count;
        steps.push(step.clone());
        if before.hits == before.cases {
            break;
        }
        let strips = (ascending.iter().enumerate())
            .flat_map(|(input, order)| strips(cases, &step.region, input, order))
            .filter(|strip| before.cases - strip.taken.cases >= least);
        let mut best: Option<(f64, Strip)> = None;
        for strip in strips {
            let gain = gain(before, strip.taken);
            if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, strip));
            }
        }
        let Some((_, strip)) = best else {
            break;
        };
        let side = &mut step.region.sides[strip.input];
        match strip.edge {
            Edge::Low => side.low = strip.limit,
            Edge::High => side.high = strip.limit,
            Edge::Word(word) => side.words[word] = false,
        }
        step.count.cases -= strip.taken.cases;
        step.count.hits -= strip.taken.hits;
        step.at = Some((strip.input, strip.edge));
        let side = &step.region.sides[strip.input];
        let values = &cases.columns[strip.input].values;
        for order in &mut ascending {
            order.retain(|&case| side.holds(values[case]));
        }
    }
    steps
}

/// Cases by the value of an input.
fn ascending(column: &Column) -> Vec<usize> {
    let mut order: Vec<usize> = (0..column.values.len()).collect();
    order.sort_by(|&a, &b| column.values[a].total_cmp(&column.values[b]));
    order
}

/// The rise in density for each case given up.
fn gain(before: Count, taken: Count) -> f64 {
    let left = (before.cases - taken.cases) as f64;
    (before.density() - taken.density()) / left
}

/// The strips that could be taken off a box at one input; its cases ascend.
fn strips(cases: &Cases, region: &Region, input: usize, order: &[usize]) -> Vec<Strip> {
    let column = &cases.columns[input];
    let count = |strip: &[usize]| Count {
        cases: strip.len(),
        hits: strip.iter().filter(|&&case| cases.interest[case]).count(),
    };
    if column.words > 0 {
        let words = order.chunk_by(|&a, &b| column.values[a] == column.values[b]);
        let strips = words
            .filter(|strip| strip.len() < order.len())
            .map(|strip| Strip {
                input,
                edge: Edge::Word(word(column.values[strip[0]])),
                limit: f64::NAN,
                taken: count(strip),
            });
        return strips
            .filter(
                |strip| matches!(strip.edge, Edge::Word(word) if region.sides[input].words[word]),
            )
            .collect();
    }
    let value = |place: usize| column.values[order[place]];
    let (take, last) = (strip(order.len()), order.len() - 1);
    if value(0) == value(last) {
        return Vec::new();
    }
    // Equal values stay together: those at the limit stay, unless they begin at the very edge.
    let at = value(take.min(last));
    let mut from_below = order.partition_point(|&case| column.values[case] < at);
    if from_below == 0 {
        from_below = order.partition_point(|&case| column.values[case] <= at);
    }
    let at = value(last - take.min(last));
    let mut kept = order.partition_point(|&case| column.values[case] <= at);
    if kept == order.len() {
        kept = order.partition_point(|&case| column.values[case] < at);
    }
    let between = |place: usize| f64::midpoint(value(place - 1), value(place));
    vec![
        Strip {
            input,
            edge: Edge::Low,
            limit: between(from_below),
            taken: count(&order[..from_below]),
        },
        Strip {
            input,
            edge: Edge::High,
            limit: between(kept),
            taken: count(&order[kept..]),
        },
    ]
}

/// Gives strips back as long as the rule likes the box better, and whole sides as long as it likes
/// the box no less.
fn paste(cases: &Cases, rule: Rule, from: &Step) -> Vec<Step> {
    let all_hits = cases.hits();
    let mut steps: Vec<Step> = Vec::new();
    loop {
        let now = steps.last().unwrap_or(from);
        let score = rule.score(now.count, all_hits);
        let mut best: Option<([f64; 3], Step)> = None;
        for (region, at, whole) in wider(cases, now) {
            let count = region.count(cases);
            let its = rule.score(count, all_hits);
            let better = its > score || (whole && its == score);
            if better && best.as_ref().is_none_or(|(most, _)| its > *most) {
                let step = Step {
                    region,
                    count,
                    phase: Phase::Paste,
                    at: Some(at),
                };
                best = Some((its, step));
            }
        }
        let Some((_, step)) = best else {
            return steps;
        };
        steps.push(step);
    }
}

/// The boxes wider by a strip or by a whole side, and which of them are so by a whole side.
fn wider(cases: &Cases, step: &Step) -> Vec<(Region, (usize, Edge), bool)> {
    let mut found = Vec::new();
    for input in step.region.restricted() {
        let side = &step.region.sides[input];
        let open = step.region.without(input, cases);
        let values = &cases.columns[input].values;
        let beyond = |edge: Edge| {
            let mut beyond: Vec<f64> = (0..cases.len())
                .filter(|&case| open.contains(cases, case))
                .map(|case| values[case])
                .filter(|&value| match edge {
                    Edge::Low => value < side.low,
                    _ => value > side.high,
                })
                .collect();
            beyond.sort_by(f64::total_cmp);
            beyond
        };
        let mut add = |edge: Edge, limit: f64, whole: bool| {
            let mut region = step.region.clone();
            match edge {
                Edge::Low => region.sides[input].low = limit,
                Edge::High => region.sides[input].high = limit,
                Edge::Word(word) => region.sides[input].words[word] = true,
            }
            found.push((region, (input, edge), whole));
        };
        for word in (0..side.words.len()).filter(|&word| !side.words[word]) {
            add(Edge::Word(word), f64::NAN, true);
        }
        let take = strip(step.count.cases);
        if side.low.is_finite() {
            let mut nearest = beyond(Edge::Low);
            nearest.reverse();
            if let Some(limit) = limit_after(&nearest, take) {
                add(Edge::Low, limit, false);
            }
            add(Edge::Low, f64::NEG_INFINITY, true);
        }
        if side.high.is_finite() {
            if let Some(limit) = limit_after(&beyond(Edge::High), take) {
                add(Edge::High, limit, false);
            }
            add(Edge::High, f64::INFINITY, true);
        }
    }
    found
}

/// The limit that lets the nearest values through, and all that equal the last of them; nothing if
/// none is left beyond.
fn limit_after(nearest: &[f64], take: usize) -> Option<f64> {
    let last = *nearest.get(take - 1)?;
    let next = nearest[take..].iter().copied().find(|&next| next != last)?;
    Some(f64::midpoint(last, next))
}
