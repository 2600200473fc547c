//! `landfall attribute`.

use std::path::PathBuf;

use clap::Args;

use super::Trouble;
use super::console::Progress;
use super::job::{allow, place, trouble};
use super::options::{Options, Showing, file};
use super::run::{execute, load_all};
use crate::batch::attribution::{self, Plan};

const ON_ATTRIBUTE: &str = "\
The effect is split by Shapley value: a measure's share is what it adds to a combination of the \
others, averaged over all orders in which they could be added. The shares add up to the whole \
effect exactly. Beside them stand each measure alone (added to the base), the variant without each, \
and which measures reinforce or cancel each other.

All combinations are run, 2^k for k measures: eight measures take 256 runs for each replication, so \
begin with few replications. Measures that both scenarios have on stay on; in everything but the \
added measures the two must agree.

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_ATTRIBUTE)]
pub(super) struct Attribute {
    /// The scenario to which measures are added.
    #[arg(value_parser = file())]
    pub base: PathBuf,
    /// The scenario with those measures on, the base in all else.
    #[arg(value_parser = file())]
    pub variant: PathBuf,
    #[command(flatten)]
    pub options: Options,
}

/// Splits the effect of a variant over its measures.
pub(super) fn attribute(command: &Attribute, showing: &Showing) -> Result<(), Trouble> {
    let paths = [command.base.clone(), command.variant.clone()];
    let scenarios = load_all(&paths, &command.options, showing)?;
    let [base, variant] = scenarios.as_slice() else {
        return Ok(());
    };
    let plan = Plan::new(base, variant).map_err(|failure| trouble(&failure))?;
    let runs = plan.combinations() as f64 * f64::from(variant.run.replications);
    allow(&scenarios, runs, None, command.options.doing.allowed)?;
    let progress = Progress::new(command.options.doing.quiet, "runs");
    progress.note(&cost(&plan, variant.run.replications));
    let name = format!("{}_to_{}_attribution", base.name, variant.name);
    let out = place(&command.options.doing, &name, command.options.shard);
    execute(
        name,
        scenarios,
        out,
        &command.options,
        showing,
        progress,
        attribution::attribute,
    )
}

/// What is going to be run.
fn cost(plan: &Plan<'_>, replications: u32) -> String {
    let articles: Vec<String> = plan
        .measures()
        .iter()
        .map(|measure| measure.article.to_string())
        .collect();
    let measures = match articles.as_slice() {
        [article] => format!("measure {article}"),
        _ => format!("measures {}", articles.join(", ")),
    };
    let combinations = plan.combinations();
    let runs = u64::from(replications) * combinations as u64;
    format!(
        "{measures}: {combinations} combinations in each of {replications} replications, {runs} runs"
    )
}
