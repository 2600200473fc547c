//! Runs and comparisons: every replication of every scenario, with all that it leaves.

use super::inputs::Inputs;
use super::job::{self, Ended, Job, Orders};
use super::manifest::{self, Manifest};
use super::precision::{Contrast, Rule};
use super::{Batch, Failure, check_pairing, guarded, tables};
use crate::simulation::{self, Simulation};

/// Runs a batch; `progress` hears how many runs of how many are done.
///
/// The result lies in a folder beside its final place until [`super::Unfinished::finish`] moves it
/// there.
///
/// # Errors
///
/// See [`Failure`]. Runs that are done are kept.
pub fn run(
    batch: &Batch,
    orders: &Orders<'_>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Ended, Failure> {
    check_pairing(&batch.scenarios)?;
    job::execute(&Comparison(batch), orders, progress)
}

/// A batch as a job.
pub(super) struct Comparison<'a>(pub(super) &'a Batch);

impl Job for Comparison<'_> {
    fn manifest(&self) -> Result<Manifest, Failure> {
        manifest::of_batch(self.0, &[])
    }

    fn inputs(&self) -> Inputs {
        Inputs::of(self.0.scenarios.iter(), &[])
    }

    fn width(&self) -> usize {
        self.0.scenarios.len()
    }

    fn replications(&self) -> u32 {
        self.0.scenarios.first().map_or(0, |s| s.run.replications)
    }

    /// A comparison is precise when the difference of every variant from the base is; a single
    /// scenario when its mean is.
    fn rules(&self) -> Result<Vec<Rule>, Failure> {
        let Some(base) = self.0.scenarios.first() else {
            return Ok(Vec::new());
        };
        let figures: Vec<_> = simulation::figures(&base.city.layout())
            .into_iter()
            .map(|(metric, _, place)| (metric, place))
            .collect();
        let contrasts: Vec<Contrast> = match self.width() {
            1 => vec![Contrast {
                base: None,
                which: 0,
            }],
            width => (1..width)
                .map(|which| Contrast {
                    base: Some(0),
                    which,
                })
                .collect(),
        };
        super::rules(&self.0.precision, &base.city, &figures, &contrasts)
    }

    fn run(&self, which: usize, replication: u32) -> Result<Vec<u8>, Failure> {
        let scenario = &self.0.scenarios[which];
        guarded(scenario, replication, || {
            let mut landings = tables::Landings::new(scenario, replication);
            Simulation::new(scenario, replication, self.0.check_invariants)
                .run_telling(replication, |project, life| landings.add(project, life))
                .map(|outcome| tables::record(&outcome, &landings.bytes()))
        })
    }
}
