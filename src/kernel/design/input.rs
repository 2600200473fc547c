//! Inputs: what a design varies, and over which values.

use super::part_of;
use crate::kernel::chance::math::{exp, ln};
use crate::kernel::language::{Words, words};
use crate::kernel::number::{number, rounded};

/// What is varied.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its name: the head of its column.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// Its unit.
    pub unit: String,
    /// What it means, in a line.
    pub meaning: String,
    /// The same in Chinese.
    pub meaning_zh: String,
    /// The values that it takes.
    pub levels: Levels,
}

/// What an input stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something that a policy sets.
    Lever,
    /// Something that nobody knows.
    Uncertainty,
}

impl Role {
    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lever => "lever",
            Self::Uncertainty => "uncertainty",
        }
    }

    /// What it is called where people read it.
    #[must_use]
    pub const fn title(self) -> Words {
        match self {
            Self::Lever => words("lever", "政策变量"),
            Self::Uncertainty => words("uncertainty", "不确定因素"),
        }
    }
}

/// The values that an input takes. In a design a range holds its value, a list the place of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Levels {
    /// Any value of a range.
    Range(Range),
    /// Some values, as they are written in tables.
    Listed(Vec<String>),
}

/// A range of numbers, both ends allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    least: f64,
    most: f64,
    is_log: bool,
    is_whole: bool,
    steps: Option<usize>,
}

impl Range {
    /// An even range. Its ends count to ten significant digits, as they are written.
    #[must_use]
    pub fn new(least: f64, most: f64) -> Self {
        Self {
            least: rounded(least),
            most: rounded(most),
            is_log: false,
            is_whole: false,
            steps: None,
        }
    }

    /// The same, even in the logarithm; both ends must be above 0.
    #[must_use]
    pub fn log(self) -> Self {
        Self {
            is_log: true,
            ..self
        }
    }

    /// The same, of whole numbers only.
    #[must_use]
    pub fn whole(self) -> Self {
        Self {
            is_whole: true,
            ..self
        }
    }

    /// The same, with so many values in a grid.
    #[must_use]
    pub fn steps(self, steps: Option<usize>) -> Self {
        Self { steps, ..self }
    }

    /// The least value.
    #[must_use]
    pub fn least(&self) -> f64 {
        self.least
    }

    /// The largest value.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.most
    }

    /// Whether it is even in the logarithm.
    #[must_use]
    pub fn is_log(&self) -> bool {
        self.is_log
    }

    /// Whether it holds whole numbers only.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// How many values a grid takes of it.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        self.steps
    }

    /// The value at a place of the unit interval, to ten significant digits.
    #[must_use]
    pub fn at(&self, unit: f64) -> f64 {
        let value = if self.is_log {
            let (low, high) = (ln(self.least), ln(self.most));
            exp(low + unit * (high - low))
        } else {
            self.least + unit * (self.most - self.least)
        };
        let value = if self.is_whole {
            libm::round(value)
        } else {
            rounded(value)
        };
        value.clamp(self.least, self.most)
    }

    /// The values of a grid, if it has steps.
    #[must_use]
    pub fn grid(&self) -> Option<Vec<f64>> {
        let steps = self.steps?;
        let last = steps.saturating_sub(1).max(1) as f64;
        Some((0..steps).map(|step| self.at(step as f64 / last)).collect())
    }
}

impl Levels {
    /// The value at a place of the unit interval; a list is picked from by equal parts.
    #[must_use]
    pub fn at(&self, unit: f64) -> f64 {
        match self {
            Self::Range(range) => range.at(unit),
            Self::Listed(values) => part_of(unit, values.len()) as f64,
        }
    }

    /// The values of a grid; nothing for a range without steps.
    #[must_use]
    pub fn grid(&self) -> Option<Vec<f64>> {
        match self {
            Self::Range(range) => range.grid(),
            Self::Listed(values) => Some((0..values.len()).map(|at| at as f64).collect()),
        }
    }

    /// A value as it is written in tables.
    #[must_use]
    pub fn text(&self, value: f64) -> String {
        match self {
            Self::Range(_) => number(value),
            Self::Listed(values) => values.get(index(value)).cloned().unwrap_or_default(),
        }
    }
}

/// The place in a list that a value of a design stands for.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it was the place in a list"
)]
pub(crate) fn index(value: f64) -> usize {
    value as usize
}
