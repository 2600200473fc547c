//! Plans: how the points of a design are chosen, how many there are, and what keeps them from being
//! drawn.

use super::{Input, Levels, MOST_DIMENSIONS, Role};
use crate::kernel::language::{Words, words};

/// More points than anyone wants.
pub const MOST_POINTS: usize = 10_000_000;

/// More values of inputs, over all points, than should lie in memory: a GiB and a half.
const MOST_VALUES: usize = 200_000_000;

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

    /// What it is called where people read it.
    #[must_use]
    pub const fn title(self) -> Words {
        match self {
            Self::Grid => words("grid", "网格设计"),
            Self::LatinHypercube { .. } => words("Latin hypercube", "拉丁超立方设计"),
            Self::Sobol { .. } => words("Sobol' sequence", "索博尔序列"),
            Self::Morris { .. } => words("Morris trajectories", "莫里斯轨迹设计"),
            Self::Saltelli { .. } => words("Saltelli's design", "萨尔泰利设计"),
            Self::List => words("list", "列表"),
        }
    }

    fn is_crossed(self) -> bool {
        match self {
            Self::LatinHypercube { crossed, .. } | Self::Sobol { crossed, .. } => crossed,
            Self::Grid | Self::Morris { .. } | Self::Saltelli { .. } | Self::List => false,
        }
    }

    /// Whether it takes every combination of this input's values.
    pub(super) fn combines(self, input: &Input) -> bool {
        self == Self::Grid || (self.is_crossed() && input.role == Role::Lever)
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
            Self::Grid => 1,
            Self::List => 0,
            Self::LatinHypercube { points, .. } | Self::Sobol { points, .. } => points,
            Self::Morris { trajectories, .. } => trajectories.saturating_mul(inputs.len() + 1),
            Self::Saltelli { base } => base.saturating_mul(inputs.len() + 2),
        };
        each.saturating_mul(combinations)
    }

    /// What keeps it from being drawn for these inputs.
    #[must_use]
    pub fn objections(self, inputs: &[Input]) -> Vec<Objection> {
        let numbered = inputs.iter().enumerate();
        let of_inputs = numbered.filter_map(|(at, input)| {
            let objection = self.objection_to(input)?;
            Some(Objection {
                input: Some(at),
                ..objection
            })
        });
        self.objections_to_all(inputs)
            .into_iter()
            .chain(of_inputs)
            .chain(self.objection_to_size(inputs))
            .collect()
    }

    fn objections_to_all(self, inputs: &[Input]) -> Vec<Objection> {
        let mut objections = Vec::new();
        if inputs.is_empty() {
            objections.push(Objection::new("there is no input to vary"));
        }
        if 2 * inputs.len() > MOST_DIMENSIONS {
            let most = MOST_DIMENSIONS / 2;
            objections.push(Objection::new(format!("there are more than {most} inputs")));
        }
        if self.is_crossed() {
            let roles = [Role::Lever, Role::Uncertainty].into_iter();
            let missing = roles.filter(|role| inputs.iter().all(|input| input.role != *role));
            objections.extend(missing.map(|role| {
                Objection::new(format!(
                    "a crossed design needs both levers and uncertainties; there is no {}",
                    role.name()
                ))
            }));
        }
        if let Self::Morris { levels, .. } = self
            && (levels < 2 || levels % 2 == 1)
        {
            objections.push(Objection::new("\"levels\" must be an even number"));
        }
        objections
    }

    fn objection_to(self, input: &Input) -> Option<Objection> {
        let Levels::Range(range) = &input.levels else {
            return None;
        };
        if !self.combines(input) {
            return None;
        }
        let name = &input.name;
        let Some(values) = range.grid() else {
            let taker = match self {
                Self::Grid => "a grid",
                _ => "a crossed design",
            };
            return Some(Objection {
                help: Some(
                    "write { from = …, to = …, steps = 5 }, or KEY=FROM..TO:5 in an option"
                        .to_owned(),
                ),
                ..Objection::new(format!(
                    "the range of \"{name}\" needs steps: how many values {taker} takes of it"
                ))
            });
        };
        let repeats = values.windows(2).any(|pair| pair[0] >= pair[1]);
        repeats.then(|| {
            Objection::new(format!(
                "the range of \"{name}\" holds fewer values than its steps"
            ))
        })
    }

    fn objection_to_size(self, inputs: &[Input]) -> Option<Objection> {
        let size = match self.size(inputs) {
            0 => return Some(Objection::new("the design has no point")),
            size if size <= MOST_POINTS => {
                let values = size.saturating_mul(inputs.len());
                return (values > MOST_VALUES).then(|| Objection {
                    help: Some("vary fewer inputs, or take fewer points".to_owned()),
                    ..Objection::new(format!(
                        "the design has {size} points of {} values each, {values} in all, more than \
                         {MOST_VALUES}",
                        inputs.len()
                    ))
                });
            }
            usize::MAX => "far too many".to_owned(),
            size => size.to_string(),
        };
        Some(Objection {
            help: Some("vary fewer inputs, or fewer values of them".to_owned()),
            ..Objection::new(format!(
                "the design has {size} points, more than {MOST_POINTS}"
            ))
        })
    }
}

impl Objection {
    fn new(message: impl Into<String>) -> Self {
        Self {
            input: None,
            message: message.into(),
            help: None,
        }
    }
}
