//! Enough replications: a job goes on until intervals are narrow enough, or its cap is reached.

use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::packed::Unpacking;
use super::statistics::Moments;
use crate::kernel::number::number;

/// No interval is trusted before so many replications: the standard deviation of few is itself
/// uncertain, and stopping when it happens to look small would make intervals too narrow.
pub const LEAST_REPLICATIONS: u32 = 10;

/// How narrow the interval of an output is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// The output: `METRIC` or `METRIC@PLACE`.
    pub output: String,
    /// The half-width that is wanted.
    pub half_width: HalfWidth,
}

/// A half-width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HalfWidth {
    /// As a share of the mean; of the base's mean for a difference.
    Share(f64),
    /// In the unit of the output.
    Absolute(f64),
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.rsplit_once('=').and_then(|(output, width)| {
            let (width, is_share) = match width.trim().strip_suffix('%') {
                Some(width) => (width, true),
                None => (width, false),
            };
            let width: f64 = width.trim().parse().ok()?;
            let sound = width.is_finite() && width > 0.0 && !output.trim().is_empty();
            sound.then(|| Self {
                output: output.trim().to_owned(),
                half_width: if is_share {
                    HalfWidth::Share(width / 100.0)
                } else {
                    HalfWidth::Absolute(width)
                },
            })
        });
        parsed.ok_or_else(|| {
            "a precision is written as METRIC=2%, a share of the mean, or METRIC=0.5, in the \
             metric's unit"
                .to_owned()
        })
    }
}

impl std::fmt::Display for Precision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.half_width {
            HalfWidth::Share(share) => write!(f, "{}={}%", self.output, number(share * 100.0)),
            HalfWidth::Absolute(width) => write!(f, "{}={}", self.output, number(width)),
        }
    }
}

/// What is held against a precision: an interval for each of some runs of a replication, or for its
/// difference from another run.
pub(crate) struct Rule {
    pub precision: Precision,
    /// The place of the figure among those that a run leaves.
    pub figure: usize,
    /// The run of which the figure is taken, and the run it is compared with if it is.
    pub contrasts: Vec<Contrast>,
}

/// A run of a replication, and the run it is compared with if it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contrast {
    pub base: Option<usize>,
    pub which: usize,
}

/// One interval under watch.
#[derive(Clone, Default)]
struct Tracked {
    /// What a share is a share of.
    level: Moments,
    /// What the interval is of.
    value: Moments,
}

impl Tracked {
    /// The half-width over the wanted one; nothing while there are fewer values than `least`.
    fn excess(&self, wanted: HalfWidth, least: u32) -> Option<f64> {
        if self.value.n() < least.into() {
            return None;
        }
        let wanted = match wanted {
            HalfWidth::Share(share) => share * self.level.mean()?.abs(),
            HalfWidth::Absolute(width) => width,
        };
        let half = self.value.half_width()?;
        // Luck that plays no part needs no more replications, whatever the level.
        Some(if half == 0.0 { 0.0 } else { half / wanted })
    }
}

/// The intervals of a job so far.
pub(crate) struct Watch {
    rules: Vec<(Rule, Vec<Tracked>)>,
    width: usize,
    /// For each rule the figure in the runs of the replication under way.
    under_way: Vec<Vec<Option<f64>>>,
    replications: u32,
    cap: u32,
}

impl Watch {
    /// Watches a job whose replications have so many runs each.
    pub(crate) fn new(rules: Vec<Rule>, width: usize, cap: u32) -> Self {
        Self {
            under_way: vec![Vec::new(); rules.len()],
            rules: rules
                .into_iter()
                .map(|rule| {
                    let tracked = vec![Tracked::default(); rule.contrasts.len()];
                    (rule, tracked)
                })
                .collect(),
            width,
            replications: 0,
            cap,
        }
    }

    /// Whether there is anything to watch.
    pub(crate) fn is_idle(&self) -> bool {
        self.rules.is_empty()
    }

    /// Replications that are whole.
    pub(crate) fn replications(&self) -> u32 {
        self.replications
    }

    /// Takes the record of the next run. Where it is missing its figures are undefined.
    pub(crate) fn take(&mut self, record: Option<&[u8]>) {
        if self.is_idle() {
            return;
        }
        let figures = record.and_then(|record| Unpacking::new(record).figures());
        let figures = figures.unwrap_or_default();
        for ((rule, _), under_way) in self.rules.iter().zip(&mut self.under_way) {
            let figure = figures.get(rule.figure).copied().flatten();
            under_way.push(figure.filter(|figure| figure.is_finite()));
        }
        if self.under_way[0].len() < self.width {
            return;
        }
        for ((rule, tracked), under_way) in self.rules.iter_mut().zip(&mut self.under_way) {
            for (contrast, tracked) in rule.contrasts.iter().zip(tracked) {
                let of = under_way[contrast.which];
                match contrast.base {
                    None => {
                        if let Some(value) = of {
                            tracked.level.add(value);
                            tracked.value.add(value);
                        }
                    }
                    Some(base) => {
                        if let (Some(base), Some(value)) = (under_way[base], of) {
                            tracked.level.add(base);
                            tracked.value.add(value - base);
                        }
                    }
                }
            }
            under_way.clear();
        }
        self.replications += 1;
    }

    /// Whether every interval is narrow enough, at the end of a replication.
    pub(crate) fn is_met(&self) -> bool {
        let is_whole = self.under_way.first().is_some_and(Vec::is_empty);
        let met = |(rule, tracked): &(Rule, Vec<Tracked>)| {
            widest(rule, tracked, self.least()).is_some_and(|(excess, _)| excess <= 1.0)
        };
        is_whole && self.rules.iter().all(met)
    }

    /// Values that an interval needs before it is trusted.
    fn least(&self) -> u32 {
        LEAST_REPLICATIONS.min(self.cap)
    }

    /// How it ended, for the manifest.
    pub(crate) fn ending(&self) -> Map<String, Value> {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|(rule, tracked)| {
                let widest = widest(rule, tracked, self.least());
                json!({
                    "precision": rule.precision.to_string(),
                    "met": widest.is_some_and(|(excess, _)| excess <= 1.0),
                    "half_width_over_wanted": widest.map(|(excess, _)| rounded(excess)),
                    "widest_at": widest.map(|(_, which)| which),
                })
            })
            .collect();
        let mut ending = Map::new();
        ending.insert("cap".to_owned(), self.cap.into());
        ending.insert("met".to_owned(), self.is_met().into());
        ending.insert("rules".to_owned(), rules.into());
        ending
    }
}

/// The widest interval of a rule over the wanted half-width, and the run that it is of; nothing if one
/// is not known.
fn widest(rule: &Rule, tracked: &[Tracked], least: u32) -> Option<(f64, usize)> {
    let mut widest = None;
    for (tracked, contrast) in tracked.iter().zip(&rule.contrasts) {
        let excess = tracked.excess(rule.precision.half_width, least)?;
        if widest.is_none_or(|(known, _)| excess > known) {
            widest = Some((excess, contrast.which));
        }
    }
    widest
}

/// A ratio to a few digits.
fn rounded(ratio: f64) -> f64 {
    format!("{ratio:.3e}").parse().unwrap_or(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::packed::Packed;

    fn watch(precision: &str, contrasts: Vec<Contrast>, width: usize) -> Watch {
        let rule = Rule {
            precision: precision.parse().unwrap(),
            figure: 0,
            contrasts,
        };
        Watch::new(vec![rule], width, 1_000)
    }

    fn take(watch: &mut Watch, figure: f64) {
        watch.take(Some(&Packed::default().figures(&[Some(figure)]).bytes()));
    }

    #[test]
    fn precisions_are_shares_or_in_the_unit() {
        let share: Precision = "land.idle_share@BDA = 2%".parse().unwrap();
        assert_eq!(share.output, "land.idle_share@BDA");
        assert_eq!(share.half_width, HalfWidth::Share(0.02));
        assert_eq!(share.to_string(), "land.idle_share@BDA=2%");
        let absolute: Precision = "land.output=0.5".parse().unwrap();
        assert_eq!(absolute.half_width, HalfWidth::Absolute(0.5));
        for wrong in ["land.output", "=2%", "x=-1%", "x=0", "x=many", "x=inf"] {
            assert!(wrong.parse::<Precision>().is_err(), "{wrong}");
        }
    }

    /// Alternating 99 and 101: the standard deviation is about 1, so the half-width falls below 0.5
    /// once Student's quantile over the square root of n does.
    #[test]
    fn a_job_goes_on_until_its_interval_is_narrow() {
        let single = vec![Contrast {
            base: None,
            which: 0,
        }];
        let mut watch = watch("x=0.5%", single, 1);
        let mut moments = Moments::default();
        let mut n = 0;
        while !watch.is_met() {
            let value = if n % 2 == 0 { 99.0 } else { 101.0 };
            take(&mut watch, value);
            moments.add(value);
            n += 1;
            assert!(n < 100);
        }
        assert!(n > 10);
        assert!(moments.half_width().unwrap() <= 0.005 * moments.mean().unwrap());
    }

    #[test]
    fn shared_luck_makes_a_difference_narrow_and_ten_replications_are_the_least() {
        let pair = vec![Contrast {
            base: Some(0),
            which: 1,
        }];
        let mut watch = watch("x=1%", pair, 2);
        for replication in 0..LEAST_REPLICATIONS {
            assert!(!watch.is_met(), "{replication}");
            let luck = f64::from(replication) * 10.0;
            take(&mut watch, 50.0 + luck);
            assert!(!watch.is_met(), "only at the end of a replication");
            take(&mut watch, 52.0 + luck);
        }
        assert!(watch.is_met());
        assert_eq!(watch.replications(), LEAST_REPLICATIONS);
    }

    #[test]
    fn replications_in_which_a_figure_is_undefined_do_not_count() {
        let single = vec![Contrast {
            base: None,
            which: 0,
        }];
        let mut watch = watch("x=1%", single, 1);
        for replication in 0..40 {
            assert_eq!(watch.is_met(), replication > 36, "{replication}");
            let figure = (replication % 4 == 0).then_some(7.0);
            watch.take(Some(&Packed::default().figures(&[figure]).bytes()));
        }
    }

    #[test]
    fn a_figure_that_is_never_defined_is_never_precise() {
        let single = vec![Contrast {
            base: None,
            which: 0,
        }];
        let mut watch = watch("x=1%", single, 1);
        for _ in 0..50 {
            watch.take(Some(&Packed::default().figures(&[None]).bytes()));
        }
        assert!(!watch.is_met());
        assert_eq!(watch.ending()["met"], Value::Bool(false));
    }
}
