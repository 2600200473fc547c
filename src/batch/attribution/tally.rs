//! The figures of all combinations, folded replication by replication, and the tables of an
//! attribution.

use std::path::Path;

use super::plan::combination;
use super::run::wanted;
use super::shapley;
use crate::batch::Failure;
use crate::batch::hashed::{FileRecord, HashedFile};
use crate::batch::journal::Runs;
use crate::batch::packed::Unpacking;
use crate::batch::statistics::Moments;
use crate::batch::subject::Subject;
use crate::batch::tables::rows;
use crate::kernel::number::{number, optional};
use crate::kernel::record::{Metric, Place, Scope};

/// By how much the shares of a figure may miss its total effect, as a part of the largest value.
const ROUNDING: f64 = 1e-9;

/// Writes the tables of an attribution from what its runs left.
pub(in crate::batch) fn write(
    folder: &Path,
    subject: &Subject,
    runs: &Runs,
) -> Result<Vec<FileRecord>, Failure> {
    let combinations = 1 << subject.split.len();
    let mut tally = Tally::new(&wanted(&subject.layout()), combinations);
    for run in 0..runs.len() {
        let record = runs.read(run)?;
        let figures = Unpacking::new(&record).figures();
        tally.take(figures.ok_or_else(|| runs.damaged(run))?)?;
    }
    tally.write(folder, subject)
}

/// The figures of an attribution so far.
struct Tally {
    figures: Vec<(&'static Metric, Place)>,
    combinations: usize,
    /// The runs of the replication under way, in the order of masks.
    under_way: Vec<Vec<Option<f64>>>,
    splits: Vec<Split>,
}

/// A figure split, over replications in which it is defined in every combination.
#[derive(Clone, Default)]
struct Split {
    total: Moments,
    shares: Vec<Moments>,
    alone: Vec<Moments>,
    without: Vec<Moments>,
    /// For the city only.
    interactions: Vec<Moments>,
    /// The level in each combination, for the city only; over replications in which it is defined
    /// there.
    levels: Vec<Moments>,
}

impl Tally {
    fn new(figures: &[(&'static Metric, Place)], combinations: usize) -> Self {
        Self {
            figures: figures.to_vec(),
            combinations,
            under_way: Vec::with_capacity(combinations),
            splits: vec![Split::default(); figures.len()],
        }
    }

    /// Takes the next run: those of one replication come in the order of masks.
    fn take(&mut self, run: Vec<Option<f64>>) -> Result<(), Failure> {
        self.under_way.push(run);
        if self.under_way.len() < self.combinations {
            return Ok(());
        }
        let runs = std::mem::replace(&mut self.under_way, Vec::with_capacity(self.combinations));
        for (at, ((metric, place), split)) in self.figures.iter().zip(&mut self.splits).enumerate()
        {
            let values: Vec<Option<f64>> = runs
                .iter()
                .map(|run| run[at].filter(|value| value.is_finite()))
                .collect();
            split
                .take(&values, *place == Place::City)
                .map_err(|why| Failure::Unsplit(format!("{}: {why}", metric.name)))?;
        }
        Ok(())
    }

    /// Writes the tables; returns the files.
    fn write(&self, folder: &Path, subject: &Subject) -> Result<Vec<FileRecord>, Failure> {
        let mut files = vec![
            self.write_attribution(folder, subject)?,
            self.write_combinations(folder, subject)?,
        ];
        if subject.split.len() > 1 {
            files.push(self.write_interactions(folder, subject)?);
        }
        Ok(files)
    }

    fn write_attribution(&self, folder: &Path, subject: &Subject) -> Result<FileRecord, Failure> {
        let scenarios = subject.scenarios();
        let (base, variant) = (scenarios[0], scenarios[scenarios.len() - 1]);
        let mut file = HashedFile::create(folder, "attribution.csv")?;
        let columns = ["shapley", "alone", "without"]
            .map(|name| format!("{name},{name}_sd,{name}_ci_low,{name}_ci_high"));
        let columns = columns.join(",");
        file.write(
            format!("metric,scope,place,unit,base,variant,article,measure,{columns},n\n")
                .as_bytes(),
        )?;
        for ((metric, place), split) in self.figures.iter().zip(&self.splits) {
            let scope = if *place == Place::City {
                Scope::City
            } else {
                Scope::District
            };
            let code = subject.code(*place);
            let row = |article: &str, measure: &str, cells: [[String; 4]; 3]| -> Vec<String> {
                let lead = [
                    metric.name,
                    scope.name(),
                    &code,
                    metric.unit,
                    base,
                    variant,
                    article,
                    measure,
                ];
                lead.into_iter()
                    .map(str::to_owned)
                    .chain(cells.into_iter().flatten())
                    .chain([split.total.n().to_string()])
                    .collect()
            };
            if split.total.n() == 0 {
                continue;
            }
            file.write(&rows(|writer| {
                for (member, measure) in subject.split.iter().enumerate() {
                    writer.write_record(row(
                        &measure.article.to_string(),
                        &measure.name,
                        [
                            cells(&split.shares[member]),
                            cells(&split.alone[member]),
                            cells(&split.without[member]),
                        ],
                    ))?;
                }
                let nothing = || cells(&Moments::default());
                let whole = [cells(&split.total), nothing(), nothing()];
                writer.write_record(row("", "total", whole))
            }))?;
        }
        file.finish()
    }

    fn write_combinations(&self, folder: &Path, subject: &Subject) -> Result<FileRecord, Failure> {
        let articles: Vec<u8> = subject.split.iter().map(|m| m.article).collect();
        let mut file = HashedFile::create(folder, "combinations.csv")?;
        file.write(b"combination,metric,unit,mean,sd,ci_low,ci_high,n\n")?;
        for mask in 0..self.combinations {
            let name = combination(&articles, mask);
            file.write(&rows(|writer| {
                for (metric, split) in self.of_the_city() {
                    let level = &split.levels[mask];
                    if level.n() > 0 {
                        write_row(writer, &[&name, metric.name, metric.unit], level)?;
                    }
                }
                Ok(())
            }))?;
        }
        file.finish()
    }

    fn write_interactions(&self, folder: &Path, subject: &Subject) -> Result<FileRecord, Failure> {
        let mut file = HashedFile::create(folder, "interactions.csv")?;
        file.write(b"metric,unit,first,second,interaction,sd,ci_low,ci_high,n\n")?;
        let measures = &subject.split;
        let pairs = shapley::pairs(measures.len());
        for (metric, split) in self.of_the_city() {
            file.write(&rows(|writer| {
                for (&(first, second), interaction) in pairs.iter().zip(&split.interactions) {
                    let (first, second) = (&measures[first].name, &measures[second].name);
                    let lead = [metric.name, metric.unit, first.as_str(), second.as_str()];
                    write_row(writer, &lead, interaction)?;
                }
                Ok(())
            }))?;
        }
        file.finish()
    }

    fn of_the_city(&self) -> impl Iterator<Item = (&'static Metric, &Split)> {
        let figures = self.figures.iter().zip(&self.splits);
        figures
            .filter(|((_, place), _)| *place == Place::City)
            .map(|((metric, _), split)| (*metric, split))
    }
}

impl Split {
    /// Takes the values of a replication in the order of masks; says why if they cannot be split.
    fn take(&mut self, values: &[Option<f64>], is_city: bool) -> Result<(), String> {
        if is_city {
            self.levels.resize(values.len(), Moments::default());
            for (moments, value) in self.levels.iter_mut().zip(values) {
                if let Some(value) = value {
                    moments.add(*value);
                }
            }
        }
        let Some(values) = values.iter().copied().collect::<Option<Vec<f64>>>() else {
            return Ok(());
        };
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return Ok(());
        };
        let (total, shares) = (last - first, shapley::shares(&values));
        let sum: f64 = shares.iter().sum();
        let largest = values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        let miss = (sum - total).abs();
        if miss.is_nan() || miss > ROUNDING * largest {
            return Err(format!(
                "shares add up to {sum} and the total effect is {total}"
            ));
        }
        self.total.add(total);
        fold(&mut self.shares, &shares);
        fold(&mut self.alone, &shapley::alone(&values));
        fold(&mut self.without, &shapley::without(&values));
        if is_city {
            fold(&mut self.interactions, &shapley::interactions(&values));
        }
        Ok(())
    }
}

fn fold(moments: &mut Vec<Moments>, values: &[f64]) {
    moments.resize(values.len(), Moments::default());
    for (moments, value) in moments.iter_mut().zip(values) {
        moments.add(*value);
    }
}

/// Mean, standard deviation and interval; empty where they are not defined.
fn cells(moments: &Moments) -> [String; 4] {
    let interval = moments.interval();
    [
        optional(moments.mean()),
        optional(moments.sd()),
        optional(interval.map(|(low, _)| low)),
        optional(interval.map(|(_, high)| high)),
    ]
}

fn write_row(
    writer: &mut csv::Writer<Vec<u8>>,
    lead: &[&str],
    moments: &Moments,
) -> csv::Result<()> {
    let lead = lead.iter().map(|&cell| cell.to_owned());
    let n = [number(moments.n() as f64)];
    writer.write_record(lead.chain(cells(moments)).chain(n).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(replications: &[[Option<f64>; 4]]) -> Split {
        let mut split = Split::default();
        for values in replications {
            split.take(values, true).unwrap();
        }
        split
    }

    #[test]
    fn each_replication_is_split_by_itself() {
        let one = [1.0, 5.0, 3.0, 11.0].map(Some);
        let other = [0.0, 1.0, 2.0, 3.0].map(Some);
        let split = split(&[one, other]);
        let means = |moments: &[Moments]| -> Vec<f64> {
            moments.iter().filter_map(Moments::mean).collect()
        };
        assert_eq!(split.total.mean(), Some(6.5));
        assert_eq!(means(&split.shares), [3.5, 3.0]);
        assert_eq!(means(&split.alone), [2.5, 2.0]);
        assert_eq!(means(&split.without), [4.5, 4.0]);
        assert_eq!(means(&split.interactions), [2.0]);
        assert_eq!(means(&split.levels), [0.5, 3.0, 2.5, 7.0]);
    }

    #[test]
    fn a_replication_in_which_some_combination_is_undefined_is_left_out() {
        let whole = [1.0, 5.0, 3.0, 11.0].map(Some);
        let split = split(&[whole, [Some(9.0), None, Some(9.0), Some(9.0)]]);
        assert_eq!((split.total.n(), split.total.mean()), (1, Some(10.0)));
        assert_eq!(split.shares[0].n(), 1);
        let n: Vec<u64> = split.levels.iter().map(Moments::n).collect();
        assert_eq!(n, [2, 1, 2, 2]);
    }

    #[test]
    fn shares_that_do_not_add_up_are_an_error() {
        let mut split = Split::default();
        let huge = [f64::MAX, -f64::MAX, f64::MAX, -f64::MAX].map(Some);
        assert!(split.take(&huge, false).is_err());
    }
}
