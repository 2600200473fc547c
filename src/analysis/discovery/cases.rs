//! Cases: points, and whether each is of interest.

use crate::analysis::bootstrap::Resample;
use crate::analysis::request::{Request, Threshold, Trouble};
use crate::analysis::states;
use crate::analysis::table::{Input, Output, Table};

/// The least cases in which boxes are looked for: a peel takes at least two of so many.
pub(super) const LEAST_CASES: usize = 40;

/// What the search sees: the inputs of cases, and which of them are of interest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cases {
    /// The inputs.
    pub columns: Vec<Column>,
    /// Whether each case is of interest.
    pub interest: Vec<bool>,
    /// The state of each case: cases of one state stand or fall together.
    pub states: Vec<usize>,
}

/// An input at every case.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// How many words it takes; zero if it takes numbers.
    pub words: usize,
    /// Its values: numbers, or places of words.
    pub values: Vec<f64>,
}

impl Cases {
    /// How many cases there are.
    pub(super) fn len(&self) -> usize {
        self.interest.len()
    }

    /// How many of them are of interest.
    pub(super) fn hits(&self) -> usize {
        self.interest.iter().filter(|&&hit| hit).count()
    }

    /// Some of the cases, repeated where a place is.
    pub(super) fn of(&self, places: &[usize]) -> Self {
        let columns = self.columns.iter().map(|column| Column {
            words: column.words,
            values: places.iter().map(|&place| column.values[place]).collect(),
        });
        Self {
            columns: columns.collect(),
            interest: places.iter().map(|&place| self.interest[place]).collect(),
            states: places.iter().map(|&place| self.states[place]).collect(),
        }
    }
}

/// A bound on an output of the table.
struct Bound<'a> {
    threshold: &'a Threshold,
    output: &'a Output,
}

/// A question put to a table: which points are of interest.
pub(super) struct Question<'a> {
    bounds: Vec<Bound<'a>>,
    replications: usize,
    /// The points at which every output that is bounded is defined.
    pub points: Vec<usize>,
    /// The cases: those points.
    pub cases: Cases,
}

impl<'a> Question<'a> {
    /// The question of a request.
    ///
    /// # Errors
    ///
    /// No bound, an unknown output, too few points, none of interest, or all of them.
    pub(super) fn of(table: &'a Table, request: &'a Request) -> Result<Self, Trouble> {
        if request.thresholds.is_empty() {
            return Err(Trouble::Input(
                "which cases are of interest?\nhelp: give a bound such as \
                 --where \"land.idle_share <= 0.1\""
                    .to_owned(),
            ));
        }
        if let Some(density) = request.density
            && !(density > 0.0 && density <= 1.0)
        {
            return Err(Trouble::Input(format!(
                "--density {density} is no share of cases: write one above 0, at most 1"
            )));
        }
        let bounds = request.thresholds.iter().map(|threshold| {
            let output = table.output(&threshold.output)?;
            Ok(Bound { threshold, output })
        });
        let mut question = Self {
            bounds: bounds.collect::<Result<_, Trouble>>()?,
            replications: table.replications,
            points: Vec::new(),
            cases: Cases {
                columns: Vec::new(),
                interest: Vec::new(),
                states: Vec::new(),
            },
        };
        let every = Resample::identity(table.points, table.replications).replications;
        for (point, state) in states::of_points(table).into_iter().enumerate() {
            if let Some(interest) = question.interest(point, &every) {
                question.points.push(point);
                question.cases.states.push(state);
                question.cases.interest.push(interest);
            }
        }
        let column = |input: &Input| Column {
            words: input.levels.len(),
            values: question.points.iter().map(|&p| input.values[p]).collect(),
        };
        question.cases.columns = table.inputs.iter().map(column).collect();
        question.answerable(table)?;
        Ok(question)
    }

    fn answerable(&self, table: &Table) -> Result<(), Trouble> {
        let (cases, hits) = (self.cases.len(), self.cases.hits());
        let bounds: Vec<String> = self
            .bounds
            .iter()
            .map(|bound| bound.threshold.to_string())
            .collect();
        let bounds = bounds.join(" and ");
        if cases < LEAST_CASES {
            return Err(Trouble::Input(format!(
                "discovery needs at least {LEAST_CASES} points at which the bounded outputs are \
                 defined; there are {cases} of {}\nhelp: some hundred points of a Latin hypercube \
                 or a Sobol' sequence are usual",
                table.points
            )));
        }
        if hits == 0 || hits == cases {
            let (what, way) = if hits == 0 {
                ("none", "loosen")
            } else {
                ("every one", "tighten")
            };
            let ranges: Vec<String> = self
                .bounds
                .iter()
                .map(|bound| range_of(table, bound.output))
                .collect();
            return Err(Trouble::Input(format!(
                "{what} of the {cases} points is of interest ({bounds})\nhelp: {way} a bound; \
                 means of points: {}",
                ranges.join("; ")
            )));
        }
        Ok(())
    }

    /// Whether a point is of interest by its means over some replications; nothing where one of
    /// them is undefined.
    pub(super) fn interest(&self, point: usize, replications: &[usize]) -> Option<bool> {
        let mut all = true;
        for bound in &self.bounds {
            let values = replications
                .iter()
                .map(|&replication| bound.output.values[point * self.replications + replication]);
            let mean = crate::analysis::crossing::mean(values);
            if mean.is_nan() {
                return None;
            }
            all &= bound.threshold.holds(mean);
        }
        Some(all)
    }

    /// The share of some replications of a point in which every bound holds, of those in which it
    /// can be told; not a number if it never can.
    pub(super) fn share_of_runs(&self, point: usize, replications: &[usize]) -> f64 {
        crate::analysis::crossing::mean(replications.iter().map(|&replication| {
            self.interest(point, &[replication])
                .map_or(f64::NAN, |hit| f64::from(u8::from(hit)))
        }))
    }
}

fn range_of(table: &Table, output: &Output) -> String {
    let means = table.means(output);
    let defined = || means.iter().copied().filter(|mean| !mean.is_nan());
    let number = crate::kernel::number::number;
    format!(
        "{} from {} to {}",
        output.name,
        number(defined().fold(f64::INFINITY, f64::min)),
        number(defined().fold(f64::NEG_INFINITY, f64::max))
    )
}
