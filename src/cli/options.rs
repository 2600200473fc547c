//! What several commands may be told.

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::batch::{Precision, Shard};
use crate::kernel::language::Language;
use crate::report::{Looks, plots};
use crate::scenario::scale::Limits;
use crate::scenario::{Reach, shelf};

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
    /// Whether results are neither drawn nor told: they are for comparing only.
    #[arg(skip)]
    pub unshown: bool,
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
pub(super) fn file() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(|word| shelf::find(&word))
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
    #[command(flatten)]
    pub allowed: Allowed,
}
