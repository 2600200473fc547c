//! Runs every combination of the measures in every replication.

use super::plan::Plan;
use crate::batch::inputs::Inputs;
use crate::batch::job::{self, Ended, Job, Orders};
use crate::batch::manifest::{self, Manifest};
use crate::batch::packed::Packed;
use crate::batch::precision::{Contrast, Rule};
use crate::batch::{Batch, Failure, guarded, rules};
use crate::kernel::record::{Layout, Metric, Place, Scope};
use crate::simulation::{self, Simulation};

/// Splits the effect of a batch's second scenario, the variant, against its first, the base, over
/// the measures that the variant adds; `progress` hears how many runs of how many are done.
///
/// Every replication runs all combinations under the same luck and is split by itself.
///
/// # Errors
///
/// See [`Failure`]. Runs that are done are kept.
pub fn attribute(
    batch: &Batch,
    orders: &Orders<'_>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Ended, Failure> {
    job::execute(&Attribution::new(batch)?, orders, progress)
}

/// All combinations of the measures in each replication.
pub(in crate::batch) struct Attribution<'a> {
    plan: Plan<'a>,
    wanted: Vec<(&'static Metric, Place)>,
    batch: &'a Batch,
}

impl<'a> Attribution<'a> {
    /// An attribution as a job.
    pub(in crate::batch) fn new(batch: &'a Batch) -> Result<Self, Failure> {
        let [base, variant] = batch.scenarios.as_slice() else {
            return Err(Failure::Asked(
                "an attribution takes a base and one variant".to_owned(),
            ));
        };
        Ok(Self {
            plan: Plan::new(base, variant)?,
            wanted: wanted(&variant.city.layout()),
            batch,
        })
    }
}

impl Job for Attribution<'_> {
    fn manifest(&self) -> Result<Manifest, Failure> {
        manifest::of_batch(self.batch, &self.plan.measures())
    }

    fn inputs(&self) -> Inputs {
        Inputs::of(self.batch.scenarios.iter(), &[])
    }

    fn width(&self) -> usize {
        self.plan.combinations()
    }

    fn replications(&self) -> u32 {
        self.batch.scenarios[0].run.replications
    }

    /// An attribution is precise when the whole effect is.
    fn rules(&self) -> Result<Vec<Rule>, Failure> {
        let whole = Contrast {
            base: Some(0),
            which: self.width() - 1,
        };
        let city = &self.batch.scenarios[0].city;
        rules(&self.batch.precision, city, &self.wanted, &[whole])
    }

    fn run(&self, which: usize, replication: u32) -> Result<Vec<u8>, Failure> {
        let scenario = self.plan.scenario(which);
        guarded(&scenario, replication, || {
            Simulation::new(&scenario, replication, self.batch.check_invariants)
                .end(&self.wanted)
                .map(|figures| Packed::default().figures(&figures).bytes())
        })
    }
}

/// The figures that are split: every metric of the city and, where it has them, of the districts.
pub(super) fn wanted(layout: &Layout) -> Vec<(&'static Metric, Place)> {
    simulation::figures(layout)
        .into_iter()
        .filter(|(_, scope, _)| matches!(scope, Scope::City | Scope::District))
        .map(|(metric, _, place)| (metric, place))
        .collect()
}
