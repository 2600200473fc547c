//! A linear program that grows by columns: what a mixture of plans is worth at most, and what each limit
//! is worth.

use std::cmp::Ordering;

/// The most steps in one go: far more than are needed, and an end whatever rounding does.
const MOST_STEPS: usize = 5_000;
/// Steps in a row that gain nothing, after which each step is one that cannot belong to a circle.
const MOST_IDLE: usize = 20;
/// Share of the greatest worth that a unit of a column must gain to be taken in.
const LEAST_GAIN: f64 = 1e-11;
/// Share of a column's greatest entry that the entry must have on which it is exchanged for another:
/// less may be rounding.
const LEAST_PIVOT: f64 = 1e-8;

/// Maximizes `Σ worth_j y_j` over `y ≥ 0`, where no row `Σ entry_ij y_j` exceeds its limit: the simplex
/// method on a dense tableau.
///
/// The limits are not negative, so nothing at all is a solution to begin with; and a column that is
/// added later joins the solution that there is.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// What the columns are in terms of those in the solution, and last what a unit of each gains;
    /// first the slack of each row.
    columns: Vec<Vec<f64>>,
    /// How much there is of the columns in the solution, and last what they are worth, negated.
    amounts: Vec<f64>,
    /// The columns in the solution, by row.
    basis: Vec<usize>,
    greatest_worth: f64,
}

impl Program {
    /// A program of these limits, and no columns yet.
    pub(super) fn new(limits: &[f64]) -> Self {
        let rows = limits.len();
        let slack = |row: usize| {
            let mut column = vec![0.0; rows + 1];
            column[row] = 1.0;
            column
        };
        let mut amounts = limits.to_vec();
        amounts.push(0.0);
        Self {
            columns: (0..rows).map(slack).collect(),
            amounts,
            basis: (0..rows).collect(),
            greatest_worth: 0.0,
        }
    }

    /// Adds a column by its entries `(row, entry)` and what a unit of it is worth.
    pub(super) fn add(&mut self, entries: &[(usize, f64)], worth: f64) {
        let rows = self.basis.len();
        let mut column = vec![0.0; rows + 1];
        column[rows] = worth;
        for &(row, entry) in entries {
            subtract(&mut column, -entry, &self.columns[row]);
        }
        self.columns.push(column);
        self.greatest_worth = self.greatest_worth.max(worth);
    }

    /// Goes on from the solution that there is to the best one.
    pub(super) fn solve(&mut self) {
        let (mut worth, mut idle) = (self.worth(), 0);
        for _ in 0..MOST_STEPS {
            let is_idle = idle >= MOST_IDLE;
            let Some(entering) = self.entering(is_idle) else {
                return;
            };
            let Some(row) = self.leaving(entering, is_idle) else {
                return;
            };
            self.exchange(row, entering);
            if self.worth() > worth * (1.0 + LEAST_GAIN) {
                (worth, idle) = (self.worth(), 0);
            } else {
                idle += 1;
            }
        }
    }

    /// What the solution is worth.
    pub(super) fn worth(&self) -> f64 {
        -self.amounts[self.basis.len()]
    }

    /// What a unit more of each row's limit would be worth.
    pub(super) fn prices(&self) -> impl Iterator<Item = f64> {
        let rows = self.basis.len();
        self.columns[..rows].iter().map(move |slack| -slack[rows])
    }

    /// The column that gains the most, the first of equals. Where steps gain nothing the first that gains
    /// at all: with [`Self::leaving`] no step then leads back to a vertex that was left (Bland's rule).
    fn entering(&self, is_idle: bool) -> Option<usize> {
        let rows = self.basis.len();
        let mut best = (None, LEAST_GAIN * self.greatest_worth);
        for (at, column) in self.columns.iter().enumerate() {
            if column[rows] > best.1 {
                best = (Some(at), column[rows]);
                if is_idle {
                    break;
                }
            }
        }
        best.0
    }

    /// The row whose column is used up first; of equals the one with the largest entry, by which rounding
    /// grows the least, and of those, or where steps gain nothing, the one whose column was added first.
    fn leaving(&self, entering: usize, is_idle: bool) -> Option<usize> {
        let column = &self.columns[entering][..self.basis.len()];
        let least = LEAST_PIVOT * column.iter().copied().fold(0.0, f64::max);
        let rows = (0..column.len()).filter(|&row| column[row] > least);
        let lasts = |row: usize| self.amounts[row] / column[row];
        rows.min_by(|&a, &b| {
            let by_size = if is_idle {
                Ordering::Equal
            } else {
                column[b].total_cmp(&column[a])
            };
            let by_age = self.basis[a].cmp(&self.basis[b]);
            lasts(a).total_cmp(&lasts(b)).then(by_size).then(by_age)
        })
    }

    /// Takes a column into the solution for the one of a row.
    fn exchange(&mut self, row: usize, entering: usize) {
        let mut pivot = std::mem::take(&mut self.columns[entering]);
        let share = 1.0 / std::mem::replace(&mut pivot[row], 0.0);
        for column in self.columns.iter_mut().chain([&mut self.amounts]) {
            let Some(&entry) = column.get(row).filter(|&&entry| entry != 0.0) else {
                continue;
            };
            let amount = entry * share;
            column[row] = amount;
            subtract(column, amount, &pivot);
        }
        pivot.fill(0.0);
        pivot[row] = 1.0;
        self.columns[entering] = pivot;
        self.basis[row] = entering;
    }
}

/// Subtracts a multiple of a column from another.
fn subtract(from: &mut [f64], times: f64, column: &[f64]) {
    for (from, entry) in from.iter_mut().zip(column) {
        *from -= times * entry;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::Program;

    type Column = (Vec<(usize, f64)>, f64);

    /// Limits, some of them zero, and columns, the last of which come when the first are solved.
    fn programs() -> impl Strategy<Value = (Vec<f64>, Vec<Column>)> {
        let number = || prop_oneof![Just(0.0), (1_u32..1_000).prop_map(f64::from)];
        (1_usize..=8, 0_usize..=30).prop_flat_map(move |(rows, columns)| {
            let entries = prop::collection::vec(number(), rows);
            let column = (entries, -100.0..1_000.0).prop_map(|(mut entries, worth)| {
                entries[0] += 1.0; // nothing is without end
                (entries.into_iter().enumerate().collect(), worth)
            });
            (
                prop::collection::vec(number(), rows),
                prop::collection::vec(column, columns),
            )
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 4_000,
            failure_persistence: None,
            rng_seed: RngSeed::Fixed(0),
            ..Default::default()
        })]

        /// A solution that keeps all limits, and prices at which no column gains, with one worth:
        /// none is better.
        #[test]
        fn solution_and_prices_prove_each_other((limits, columns) in programs()) {
            let mut program = Program::new(&limits);
            let (first, last) = columns.split_at(columns.len() / 2);
            for part in [first, last] {
                for (entries, worth) in part {
                    program.add(entries, *worth);
                }
                program.solve();
            }

            let rows = limits.len();
            let mut left = limits.clone();
            let mut worth = 0.0;
            for (&column, &amount) in program.basis.iter().zip(&program.amounts) {
                prop_assert!(amount >= -1e-6, "{amount} of column {column}");
                if let Some(at) = column.checked_sub(rows) {
                    worth += amount * columns[at].1;
                    for &(row, entry) in &columns[at].0 {
                        left[row] -= amount * entry;
                    }
                }
            }
            prop_assert!(left.iter().all(|&left| left >= -1e-6), "{left:?}");
            let prices: Vec<f64> = program.prices().collect();
            prop_assert!(prices.iter().all(|&price| price >= -1e-6), "{prices:?}");
            for (entries, worth) in &columns {
                let cost: f64 = entries.iter().map(|&(row, entry)| entry * prices[row]).sum();
                prop_assert!(cost >= worth - 1e-6, "{entries:?} gains at {prices:?}");
            }
            let rented: f64 = limits.iter().zip(&prices).map(|(limit, price)| limit * price).sum();
            prop_assert!((worth - rented).abs() <= 1e-6 * worth.max(1.0), "{worth}, {rented}");
            prop_assert!((worth - program.worth()).abs() <= 1e-6 * worth.max(1.0));
        }
    }
}
