//! What can be asked of the command.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const AFTER: &str = "\
Without a command: landfall compare scenarios/before_the_notice.toml scenarios/the_notice.toml

Exit codes: 0 done; 2 something about the input (a scenario, an option, a result that is in the \
way); 1 something about landfall or the machine.";

/// Simulates how a city's rules for giving land to investment projects change what each hectare
/// yields and where projects end up.
#[derive(Debug, Parser)]
#[command(version, after_help = AFTER)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run scenarios, each into a folder of its own.
    Run(Run),
    /// Compare variants with a base, replication by replication.
    Compare(Compare),
    /// Fit free parameters to facts, as a calibration file says.
    Calibrate(Calibrate),
    /// Validate scenarios; print every value with unit, source and where it was set.
    Check(Check),
    /// Say what a measure, a parameter or a metric is; without a name, list them.
    Explain(Explain),
}

impl Default for Command {
    fn default() -> Self {
        Self::Compare(Compare {
            base: PathBuf::from("scenarios/before_the_notice.toml"),
            variants: vec![PathBuf::from("scenarios/the_notice.toml")],
            options: Options::default(),
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Run {
    /// Scenario files.
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Compare {
    /// The scenario that others are compared with.
    pub base: PathBuf,
    /// Scenarios to compare with it.
    #[arg(required = true, value_name = "VARIANT")]
    pub variants: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Debug, Args, Default)]
pub(super) struct Options {
    /// Replications, in place of what the scenario says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: Option<u32>,
    /// Master seed, in place of what the scenario says.
    #[arg(long, value_name = "S")]
    pub seed: Option<u32>,
    /// Threads; results do not depend on it [default: one for each core].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Result folder [default: output/<name>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace an existing result, once the new one is whole.
    #[arg(long)]
    pub overwrite: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
    /// Check every week that land is conserved, nothing is given twice, and so on.
    #[arg(long)]
    pub check_invariants: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Calibrate {
    /// The calibration file.
    pub calibration: PathBuf,
    /// Threads; results do not depend on it [default: one for each core].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Result folder [default: output/<name>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace an existing result, once the new one is whole.
    #[arg(long)]
    pub overwrite: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Scenario files.
    #[arg(required = true, value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A measure (number or name), a parameter or a metric.
    pub name: Option<String>,
}
