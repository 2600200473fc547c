//! A region: limits of inputs, a box.

use super::cases::{Cases, Column};

/// What a box lets through of one input.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Side {
    /// The lower limit; minus infinity if there is none.
    pub low: f64,
    /// The upper limit; infinity if there is none.
    pub high: f64,
    /// Which words it lets through; empty for numbers.
    pub words: Vec<bool>,
}

impl Side {
    fn open(column: &Column) -> Self {
        Self {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            words: vec![true; column.words],
        }
    }

    /// Whether it keeps anything out.
    pub(super) fn restricts(&self) -> bool {
        self.low.is_finite() || self.high.is_finite() || self.words.contains(&false)
    }

    /// Whether it lets a value through.
    pub(super) fn holds(&self, value: f64) -> bool {
        if self.words.is_empty() {
            value >= self.low && value <= self.high
        } else {
            self.words.get(word(value)).is_some_and(|&kept| kept)
        }
    }
}

/// The place of a word that a value stands for.
pub(super) fn word(value: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let place = value as usize;
    place
}

/// A box: a side for every input.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    /// The sides, in the order of the inputs.
    pub sides: Vec<Side>,
}

impl Region {
    /// The box that lets everything through.
    pub(super) fn whole(cases: &Cases) -> Self {
        Self {
            sides: cases.columns.iter().map(Side::open).collect(),
        }
    }

    /// The same without a limit on one input.
    pub(super) fn without(&self, input: usize, cases: &Cases) -> Self {
        let mut wider = self.clone();
        wider.sides[input] = Side::open(&cases.columns[input]);
        wider
    }

    /// Whether a case lies within.
    pub(super) fn contains(&self, cases: &Cases, case: usize) -> bool {
        let mut sides = self.sides.iter().zip(&cases.columns);
        sides.all(|(side, column)| side.holds(column.values[case]))
    }

    /// How many cases lie within, and how many of them are of interest.
    pub(super) fn count(&self, cases: &Cases) -> Count {
        let mut count = Count::default();
        for case in 0..cases.len() {
            if self.contains(cases, case) {
                count.cases += 1;
                count.hits += usize::from(cases.interest[case]);
            }
        }
        count
    }

    /// The inputs that it restricts.
    pub(super) fn restricted(&self) -> impl Iterator<Item = usize> {
        let restricted = self
            .sides
            .iter()
            .enumerate()
            .filter(|(_, side)| side.restricts());
        restricted.map(|(input, _)| input)
    }
}

/// Cases within a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    /// How many.
    pub cases: usize,
    /// How many of them are of interest.
    pub hits: usize,
}

impl Count {
    /// The share that is of interest.
    pub(super) fn density(self) -> f64 {
        self.hits as f64 / self.cases as f64
    }

    /// The share of all that is of interest which lies within.
    pub(super) fn coverage(self, all_hits: usize) -> f64 {
        self.hits as f64 / all_hits as f64
    }

    /// The harmonic mean of coverage and density.
    pub(super) fn balance(self, all_hits: usize) -> f64 {
        2.0 * self.hits as f64 / (self.cases + all_hits) as f64
    }
}
