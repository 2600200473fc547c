//! Runs every combination of the measures in every replication and splits the effect.

use super::plan::Plan;
use super::tally::Tally;
use crate::batch::{Batch, Failure, Unfinished, guarded, manifest, turnstile};
use crate::kernel::record::{Metric, Place, Scope};
use crate::scenario::Scenario;
use crate::simulation::{self, Simulation};

/// Splits the effect of a batch's second scenario, the variant, against its first, the base, over
/// the measures that the variant adds; `progress` hears how many runs of how many are done.
///
/// Every replication runs all combinations under the same luck and is split by itself.
///
/// # Errors
///
/// See [`Failure`]. What was written so far is removed.
pub fn attribute(
    batch: &Batch,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Unfinished, Failure> {
    let [base, variant] = batch.scenarios.as_slice() else {
        return Err(Failure::Unpaired(
            "an attribution takes a base and one variant".to_owned(),
        ));
    };
    let plan = Plan::new(base, variant)?;
    let folder = Unfinished::create(&batch.out, batch.overwrite).map_err(Failure::Refused)?;
    let wanted = wanted(variant);
    let combinations = plan.combinations();
    let runs = variant.run.replications as usize * combinations;
    let work = |index: usize| {
        let scenario = plan.scenario(index % combinations);
        let replication = u32::try_from(index / combinations).unwrap_or(u32::MAX);
        guarded(&scenario, replication, || {
            Simulation::new(&scenario, replication, batch.check_invariants).end(&wanted)
        })
    };
    let mut tally = Tally::new(&wanted, combinations);
    let mut done = 0;
    turnstile::in_order(batch.threads, runs, work, |_, figures| {
        tally.take(figures)?;
        done += 1;
        progress(done, runs as u64);
        Ok(())
    })?;
    let files = tally.write(&folder, base, variant, &plan)?;
    manifest::write(&folder, batch, &plan.measures(), files)?;
    Ok(folder)
}

/// The figures that are split: every metric of the city and, where it has them, of the districts.
fn wanted(scenario: &Scenario) -> Vec<(&'static Metric, Place)> {
    let figures = simulation::figures(&scenario.city.layout()).into_iter();
    figures
        .filter(|(_, scope, _)| matches!(scope, Scope::City | Scope::District))
        .map(|(metric, _, place)| (metric, place))
        .collect()
}
