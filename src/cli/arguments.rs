//! What can be asked of the command; what a command may be told stands with what it does.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::job::DEFAULT;
use super::options::{Options, Showing};
use super::{
    analyse, attribute, calibrate, check, explain, gallery, init, manual, merge, report, run,
    schema, slurm, sweep, verify, why,
};

const AFTER: &str = "\
Without a command: landfall compare scenarios/before_the_notice.toml scenarios/the_notice.toml

Exit codes: 0 done; 2 something about the input (a scenario, an option, a result that is in the \
way); 1 something about landfall or the machine; 130 interrupted, with what is done saved.";

/// Simulates how a city's rules for giving land to investment projects change what each hectare
/// yields and where projects end up.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub showing: Showing,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run scenarios, each into a folder of its own.
    Run(run::Run),
    /// Compare variants with a base, replication by replication.
    Compare(run::Compare),
    /// Split the effect of a variant over the measures that it adds to a base.
    Attribute(attribute::Attribute),
    /// Run an experiment: many points of levers and uncertainties, each in every replication.
    Sweep(sweep::Sweep),
    /// Say what a sweep, or any table of inputs and outputs, shows.
    Analyse(analyse::Analyse),
    /// Write the scripts that run an experiment on a cluster with Slurm.
    Slurm(slurm::Slurm),
    /// Fit free parameters to facts, as a calibration file says.
    Calibrate(calibrate::Calibrate),
    /// Put the parts of a job together.
    Merge(merge::Merge),
    /// Draw a finished result anew: its pictures and its page, in a language, with more maps.
    Report(report::Report),
    /// Make a finished result again from its own inputs and say whether every byte is the same.
    Verify(verify::Verify),
    /// Validate scenarios and experiments; print every value with unit, source and where it was set.
    Check(check::Check),
    /// Tell the life of a project, or which projects explain what a district gains or loses.
    Why(why::Why),
    /// Say what a measure, a parameter or a metric is; without a name, list them.
    Explain(explain::Explain),
    /// List the shipped scenarios; print one, or copy one with all that it needs.
    Gallery(gallery::Gallery),
    /// Begin a study of your own: a city, scenarios, an experiment and a page on how to go on.
    Init(init::Init),
    /// Print the JSON Schema of scenario, experiment or calibration files, for editors.
    Schema(schema::Schema),
    /// Print completions for a shell.
    Completions(manual::Completions),
    /// Print the manual page, or write one for each command.
    Man(manual::Man),
}

impl Default for Command {
    fn default() -> Self {
        let [_, base, variant] = DEFAULT;
        Self::Compare(run::Compare {
            base: PathBuf::from(base),
            variants: vec![PathBuf::from(variant)],
            options: Options::default(),
        })
    }
}
