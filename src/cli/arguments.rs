//! What can be asked of the command.

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::analysis::Method;
use crate::batch::slurm::{Memory, TimeLimit, Word};
use crate::batch::{Precision, Shard};
use crate::kernel::language::Language;
use crate::report::{Looks, plots};
use crate::scenario::scale::Limits;
use crate::scenario::{Reach, shelf};

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

/// What every command may be told: how results are shown, and which files may be read.
#[derive(Debug, Clone, Args, Default)]
pub(super) struct Showing {
    /// The language of tables, plots and pages: en or zh.
    #[arg(long = "lang", value_name = "LANG", global = true, value_parser = languages(), default_value = "en", env = "LANDFALL_LANG", hide_env_values = true)]
    pub language: Language,
    /// A font file with Chinese letters, for plots in Chinese.
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        env = "LANDFALL_FONT",
        hide_env_values = true,
        value_parser = font()
    )]
    pub font: Option<PathBuf>,
    /// The folder that the names in files may not leave [default: the folder scenarios that a file lies
    /// in, or else its own].
    #[arg(
        long,
        value_name = "DIR",
        global = true,
        env = "LANDFALL_ROOT",
        hide_env_values = true
    )]
    pub root: Option<PathBuf>,
    /// Print results as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Metrics to draw as maps too.
    #[arg(skip)]
    pub maps: Vec<String>,
}

impl Showing {
    /// How far the names in files may lead.
    pub(super) fn reach(&self) -> Reach {
        self.root.clone().map_or(Reach::Own, Reach::Tree)
    }

    /// How a report looks that is shown so.
    pub(super) fn looks(&self) -> Looks {
        Looks {
            language: self.language,
            font: self.font.clone(),
            maps: self.maps.clone(),
        }
    }
}

/// A font file that Chinese can be set in: a job should not end in a complaint about it.
fn font() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| plots::check_font(&path).map(|()| path))
}

/// The languages, by their words.
fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(|(_, word)| word)).try_map(|word| {
        let known = Language::ALL.into_iter().find(|(_, known)| *known == word);
        known
            .map(|(language, _)| language)
            .ok_or("unknown language")
    })
}

/// A file, or the name of a shipped one.
fn file() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(|word| shelf::find(&word))
}

/// What is done without a command.
pub(super) const DEFAULT: [&str; 3] = [
    "compare",
    "scenarios/before_the_notice.toml",
    "scenarios/the_notice.toml",
];

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run scenarios, each into a folder of its own.
    Run(Run),
    /// Compare variants with a base, replication by replication.
    Compare(Compare),
    /// Split the effect of a variant over the measures that it adds to a base.
    Attribute(Attribute),
    /// Run an experiment: many points of levers and uncertainties, each in every replication.
    Sweep(Sweep),
    /// Say what a sweep, or any table of inputs and outputs, shows.
    Analyse(Analyse),
    /// Write the scripts that run an experiment on a cluster with Slurm.
    Slurm(Slurm),
    /// Fit free parameters to facts, as a calibration file says.
    Calibrate(Calibrate),
    /// Put the parts of a job together.
    Merge(Merge),
    /// Draw a finished result anew: its pictures and its page, in a language, with more maps.
    Report(Report),
    /// Make a finished result again from its own inputs and say whether every byte is the same.
    Verify(Verify),
    /// Validate scenarios and experiments; print every value with unit, source and where it was set.
    Check(Check),
    /// Tell the life of a project, or which projects explain what a district gains or loses.
    Why(Why),
    /// Say what a measure, a parameter or a metric is; without a name, list them.
    Explain(Explain),
    /// List the shipped scenarios; print one, or copy one with all that it needs.
    Gallery(Gallery),
    /// Begin a study of your own: a city, scenarios, an experiment and a page on how to go on.
    Init(Init),
    /// Print the JSON Schema of scenario, experiment or calibration files, for editors.
    Schema(Schema),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page, or write one for each command.
    Man(Man),
}

impl Default for Command {
    fn default() -> Self {
        let [_, base, variant] = DEFAULT;
        Self::Compare(Compare {
            base: PathBuf::from(base),
            variants: vec![PathBuf::from(variant)],
            options: Options::default(),
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Run {
    /// Scenario files.
    #[arg(required = true, value_name = "SCENARIO", value_parser = file())]
    pub scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Compare {
    /// The scenario that others are compared with.
    #[arg(value_parser = file())]
    pub base: PathBuf,
    /// Scenarios to compare with it.
    #[arg(required = true, value_name = "VARIANT", value_parser = file())]
    pub variants: Vec<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

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

const ON_SWEEP: &str = "\
EXPERIMENT is an experiment file, or with --vary a scenario file:

  landfall sweep scenarios/experiments/small_city_window.toml
  landfall sweep SCENARIO --vary measures.first_negotiation.window_weeks=4,8,13,26
  landfall sweep SCENARIO --vary leads.city_share=0..1:11 --vary negotiation.pace=0.5..2:4

Written are design.csv (every point), runs.csv (every replication of every point), summary.csv (means \
and intervals) and a manifest; landfall analyse reads the folder.

Exit codes: 0 done; 2 the input; 1 ours; 130 interrupted.";

#[derive(Debug, Args)]
#[command(after_help = ON_SWEEP)]
pub(super) struct Sweep {
    /// An experiment file, or with --vary a scenario file.
    #[arg(value_parser = file())]
    pub experiment: PathBuf,
    /// A key and its values: KEY=1,2,3, KEY=0..1:11 (a range in 11 steps) or KEY=0..1 (a range to
    /// draw from); may be repeated.
    #[arg(long, value_name = "KEY=VALUES")]
    pub vary: Vec<String>,
    #[arg(
        long,
        value_name = "KIND",
        requires = "vary",
        help = "The design: grid, latin_hypercube, sobol, morris or saltelli [default: grid]"
    )]
    pub design: Option<String>,
    /// Points of a drawn design; blocks of saltelli, trajectories of morris.
    #[arg(long, value_name = "N", requires = "vary")]
    pub points: Option<u32>,
    /// Every combination of levers at every point drawn for the uncertainties.
    #[arg(long, requires = "vary")]
    pub crossed: bool,
    /// A scenario that effects are taken against, with the same uncertain values and luck.
    #[arg(long, value_name = "SCENARIO", requires = "vary", value_parser = file())]
    pub baseline: Option<PathBuf>,
    /// A figure to read, METRIC or METRIC@PLACE; may be repeated [default: the city's headlines].
    #[arg(long = "metric", value_name = "METRIC", requires = "vary")]
    pub metrics: Vec<String>,
    /// Print the points as CSV and run nothing.
    #[arg(long)]
    pub design_only: bool,
    /// Write the runs in another form too.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub options: Options,
}

/// A form of tables beside CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Parquet,
}

#[derive(Debug, Args, Default)]
pub(super) struct Options {
    /// Replications, in place of what the scenario says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: Option<u32>,
    /// Master seed, in place of what the scenario says.
    #[arg(long, value_name = "S")]
    pub seed: Option<u32>,
    /// Copies of the city's districts side by side in one world, with land and leads in proportion.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    pub scale: Option<u16>,
    /// Stop before all replications once the 95 % interval of a metric has this half-width:
    /// METRIC=2% of the mean (of the base's mean for a difference), METRIC=0.5 in its unit,
    /// METRIC@PLACE for a place; may be repeated.
    #[arg(long, value_name = "METRIC=WIDTH")]
    pub precision: Vec<Precision>,
    /// Do one part of the runs, such as 2/5; landfall merge puts parts together.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// Check every week that land is conserved, nothing is given twice, and so on.
    #[arg(long)]
    pub check_invariants: bool,
    #[command(flatten)]
    pub doing: Doing,
}

/// How much of a machine may be asked for.
#[derive(Debug, Clone, Copy, Args, Default)]
pub(super) struct Allowed {
    /// Memory that one run may take by its estimate [default: 16].
    #[arg(
        id = "max-memory",
        long = "max-memory",
        value_name = "GIB",
        env = "LANDFALL_MAX_MEMORY",
        hide_env_values = true
    )]
    pub memory: Option<u32>,
    /// Disk that a job may take by its estimate [default: 200].
    #[arg(
        id = "max-disk",
        long = "max-disk",
        value_name = "GIB",
        env = "LANDFALL_MAX_DISK",
        hide_env_values = true
    )]
    pub disk: Option<u32>,
    /// Runs that a job may have [default: 10000000].
    #[arg(
        id = "max-runs",
        long = "max-runs",
        value_name = "N",
        env = "LANDFALL_MAX_RUNS",
        hide_env_values = true
    )]
    pub runs: Option<u64>,
}

impl Allowed {
    pub(super) fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits {
            memory_gib: self.memory.unwrap_or(usual.memory_gib),
            disk_gib: self.disk.unwrap_or(usual.disk_gib),
            runs: self.runs.unwrap_or(usual.runs),
        }
    }
}

#[expect(clippy::struct_excessive_bools, reason = "independent options")]
#[derive(Debug, Args, Default)]
pub(super) struct Doing {
    /// Threads; results do not depend on it [default: one for each core].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Result folder [default: output/<name>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace an existing result, once the new one is whole.
    #[arg(long)]
    pub overwrite: bool,
    /// Go on with an interrupted job; the result is that of an uninterrupted one.
    #[arg(long)]
    pub resume: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
    /// Whether the result is neither drawn nor told: it is for comparing only.
    #[arg(skip)]
    pub unshown: bool,
    #[command(flatten)]
    pub allowed: Allowed,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Merge {
    /// The folders of all parts of one job, in any order.
    #[arg(required = true, value_name = "PART")]
    pub parts: Vec<PathBuf>,
    /// Result folder.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Replace an existing result, once the new one is whole.
    #[arg(long)]
    pub overwrite: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

const ON_REPORT: &str = "\
Nothing is run: plots/ and report.html are made anew from the files of the result.

  landfall report output/before_the_notice_vs_the_notice --lang zh
  landfall report RESULT --map land.idle_share --map placement.landed_ha@3

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_REPORT)]
pub(super) struct Report {
    /// The folder of a finished result.
    pub result: PathBuf,
    /// A metric to draw as maps too, METRIC for the last year or METRIC@YEAR for another; may be
    /// repeated.
    #[arg(long = "map", value_name = "METRIC[@YEAR]")]
    pub maps: Vec<String>,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}

const ON_VERIFY: &str = "\
Every file that the manifest lists is first held against its hash. Then the scenarios in inputs/ are run \
again, in a folder that is removed afterwards, and the files compared. Where they differ the first \
difference is shown, and why it may be.

Exit codes: 0 identical; 2 the result was changed, or is none; 1 it is not what its inputs give.";

#[derive(Debug, Args)]
#[command(after_help = ON_VERIFY)]
pub(super) struct Verify {
    /// The folder of a finished result, or of a part of one.
    pub result: PathBuf,
    /// Threads; results do not depend on it [default: one for each core].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Where the result is made again for the time being [default: the system's folder for such].
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
    #[command(flatten)]
    pub allowed: Allowed,
}

const ON_SLURM: &str = "\
Nothing is submitted. Written are a job array of N tasks, each of which makes one part of the \
sweep, the job that merges the parts when all are done, and submit.sh, which submits both. They are \
short and meant to be read and edited. A task that meets its time limit, loses its node or is \
killed goes back into the queue and continues where its journal ends.

The tasks run the program that wrote the scripts, so it must lie where nodes see it.

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_SLURM)]
pub(super) struct Slurm {
    /// The experiment file.
    #[arg(value_parser = file())]
    pub experiment: PathBuf,
    /// Tasks of the job array; let each have many runs.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(Shard::MOST)))]
    pub tasks: u32,
    /// Time limit of a task as Slurm writes it, such as 02:00:00 [default: the partition's].
    #[arg(long, value_name = "T")]
    pub time: Option<TimeLimit>,
    /// Partition [default: the site's].
    #[arg(long, value_name = "P")]
    pub partition: Option<Word>,
    /// Account [default: yours].
    #[arg(long, value_name = "A")]
    pub account: Option<Word>,
    /// Memory of a task, such as 2G [default: the partition's].
    #[arg(long, value_name = "M")]
    pub memory: Option<Memory>,
    /// Cores of a task.
    #[arg(long, value_name = "C", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub cpus: u16,
    /// Write the runs in another form too.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Folder of the merged result [default: output/<name>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of scripts, logs and parts, on a disk that all nodes share
    /// [default: output/<name>_slurm].
    #[arg(long, value_name = "DIR")]
    pub scripts: Option<PathBuf>,
    /// Replace existing scripts and, once the new one is merged, an existing result.
    #[arg(long)]
    pub overwrite: bool,
    #[command(flatten)]
    pub allowed: Allowed,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the input; 1 ours.")]
pub(super) struct Calibrate {
    /// The calibration file.
    #[arg(value_parser = file())]
    pub calibration: PathBuf,
    #[command(flatten)]
    pub doing: Doing,
}

const ON_CHECK: &str = "\
With --json: {\"scenarios\": [...], \"experiments\": [...]}. A scenario has its measures, every value with \
name, unit, source, set_at and meaning, its city and the columns of its tables. Whatever is worded \
stands in both languages: title and title_zh, unit and unit_zh, and so on.";

#[derive(Debug, Args)]
#[command(after_help = ON_CHECK)]
pub(super) struct Check {
    /// Scenario files or experiment files.
    #[arg(required = true, value_name = "SCENARIO", value_parser = file())]
    pub scenarios: Vec<PathBuf>,
    /// Copies of the city's districts side by side in one world, with land and leads in proportion.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    pub scale: Option<u16>,
    #[command(flatten)]
    pub allowed: Allowed,
}

const ON_EXPLAIN: &str = "\
With --json: {\"measures\": [...], \"parameters\": [...], \"metrics\": [...]}, what the name stands for or \
all there is. Whatever is worded stands in both languages: title and title_zh, unit and unit_zh, and \
so on.";

#[derive(Debug, Args)]
#[command(after_help = ON_EXPLAIN)]
pub(super) struct Explain {
    /// A measure (number or name), a parameter or a metric.
    pub name: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Wherever a command takes a scenario file, the name of a shipped one does too: \
landfall run small_city. A file on disk is preferred."
)]
pub(super) struct Gallery {
    /// The shipped scenario, experiment or city to print; all are listed without it.
    pub name: Option<PathBuf>,
    /// Copy it into this folder, with all files that it needs; nothing is overwritten.
    #[arg(long, value_name = "DIR", requires = "name")]
    pub copy: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 done; 2 the folder is not empty; 1 ours.")]
pub(super) struct Init {
    /// The folder of the study: a new one, or one that is empty.
    pub folder: PathBuf,
}

const ON_SCHEMA: &str = "\
Editors that read JSON Schema complete keys and show meanings, units and bounds:

  landfall schema scenario > landfall.schema.json

and, as the first line of a scenario file beside it:

  #:schema ./landfall.schema.json

With --lang zh meanings are in Chinese where there are Chinese ones.";

#[derive(Debug, Args)]
#[command(after_help = ON_SCHEMA)]
pub(super) struct Schema {
    /// What files it describes.
    #[arg(value_enum, default_value_t = Files::Scenario)]
    pub files: Files,
}

/// A kind of files that people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Files {
    Scenario,
    Experiment,
    Calibration,
}

const ON_COMPLETIONS: &str = "\
  bash        landfall completions bash > ~/.local/share/bash-completion/completions/landfall
  zsh         landfall completions zsh > \"${fpath[1]}/_landfall\"
  fish        landfall completions fish > ~/.config/fish/completions/landfall.fish
  powershell  landfall completions powershell | Out-String | Invoke-Expression
  elvish      landfall completions elvish > ~/.config/elvish/lib/landfall.elv; and in rc.elv: use landfall

The folder must be there; a new shell knows the completions.";

#[derive(Debug, Args)]
#[command(after_help = ON_COMPLETIONS)]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

const ON_MAN: &str = "\
For yourself:  landfall man ~/.local/share/man/man1
then:          man landfall, man landfall-run";

#[derive(Debug, Args)]
#[command(after_help = ON_MAN)]
pub(super) struct Man {
    /// The folder for the pages, one for each command; it is made if need be.
    pub folder: Option<PathBuf>,
}

const ON_WHY: &str = "\
  landfall why P257 --in output/before_the_notice_vs_the_notice
  landfall why P257 --in RESULT --versus
  landfall why --district BDA --gained --in RESULT

The replication is simulated again from the inputs that the result keeps, with a witness that notes \
what happens to the project and why. Ids of projects stand in landings.csv.

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_WHY)]
pub(super) struct Why {
    /// The project, such as P257.
    #[arg(required_unless_present = "district", conflicts_with = "district")]
    pub project: Option<String>,
    /// The result folder.
    #[arg(long = "in", value_name = "RESULT")]
    pub result: PathBuf,
    /// The replication, from 0.
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub replication: u32,
    /// The scenario [default: the first variant, or the only one].
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Beside the life, the same project's under another scenario [default: the base].
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub versus: Option<String>,
    /// A district, by its code.
    #[arg(long, value_name = "CODE")]
    pub district: Option<String>,
    /// The projects that land in the district and do not under the base.
    #[arg(long, requires = "district", conflicts_with = "lost")]
    pub gained: bool,
    /// The projects that land in the district under the base and no longer do.
    #[arg(long, requires = "district")]
    pub lost: bool,
}

const ON_ANALYSE: &str = "\
Methods:
  response    how each output moves with each input, with bands
  morris      elementary effects (mu*, sigma) of a Morris design
  sobol       first-order and total shares of variance of a Saltelli design
  discovery   boxes of inputs in which cases of interest gather (PRIM); needs --where
  robustness  worst case, regret and satisficing of levers across uncertainties; needs a goal
  pareto      the points that no other beats in every goal; needs two goals

Every index carries a 95 % interval; one that covers zero is marked.

Exit codes: 0 done; 2 the input; 1 ours.";

/// The methods, by their words.
fn methods() -> impl TypedValueParser<Value = Method> {
    PossibleValuesParser::new(Method::ALL.map(|(_, word)| word)).try_map(|word| {
        let known = Method::ALL.into_iter().find(|(_, known)| *known == word);
        known.map(|(method, _)| method).ok_or("unknown method")
    })
}

#[derive(Debug, Args)]
#[command(after_help = ON_ANALYSE)]
pub(super) struct Analyse {
    /// The folder of a finished sweep, or a CSV file of inputs and outputs.
    pub table: PathBuf,
    /// How it is analysed.
    #[arg(long, value_parser = methods())]
    pub method: Method,
    /// An output to analyse; may be repeated [default: all of a sweep; needed for a CSV file].
    #[arg(long = "output", value_name = "NAME")]
    pub outputs: Vec<String>,
    /// A column of a CSV file that is an input; may be repeated [default: all but the outputs].
    #[arg(long = "input", value_name = "NAME")]
    pub inputs: Vec<String>,
    /// A column of a CSV file that is a lever; may be repeated.
    #[arg(long = "lever", value_name = "NAME")]
    pub levers: Vec<String>,
    /// The range of an input, such as x=0..1, where a CSV file does not show it; may be repeated.
    #[arg(long = "range", value_name = "NAME=LOW..HIGH")]
    pub ranges: Vec<String>,
    /// An output that is to be large; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub maximise: Vec<String>,
    /// An output that is to be small; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub minimise: Vec<String>,
    /// A bound such as "OUTPUT <= 0.1": which cases are of interest, or what satisfies; may be
    /// repeated.
    #[arg(long = "where", value_name = "BOUND")]
    pub bounds: Vec<String>,
    /// The least share of cases of interest in a box.
    #[arg(long, value_name = "SHARE")]
    pub density: Option<f64>,
    /// How many boxes are looked for.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub boxes: u32,
    /// Resamples of each interval [default: 1000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(100..=100_000))]
    pub resamples: Option<u32>,
    /// The seed of the resamples.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u32,
    /// Result folder [default: output/<table>_<method>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace an existing result, once the new one is whole.
    #[arg(long)]
    pub overwrite: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub quiet: bool,
}
