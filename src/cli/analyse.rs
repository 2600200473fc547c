//! `landfall analyse`.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Trouble;
use super::console;
use super::job::{draw, refused, trouble};
use super::options::Showing;
use super::told;
use crate::analysis::{self, Goal, Method, Request, Threshold};
use crate::report;

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

/// Resamples of an interval where nothing is said.
const RESAMPLES: u32 = 1_000;

/// Analyses a sweep or a CSV file, writes what comes of it and prints it.
pub(super) fn analyse(command: &Analyse, showing: &Showing) -> Result<(), Trouble> {
    let request = request(command)?;
    let folder = analysis::analyse(&request).map_err(|error| match error {
        analysis::Trouble::Input(why) => Trouble::Input(why),
        analysis::Trouble::Failed(failure) => trouble(&failure),
    })?;
    let drawn = draw(&folder, showing, Trouble::Ours)?;
    let place = folder.finish().map_err(|refusal| refused(&refusal))?;
    if command.quiet {
        return Ok(());
    }
    if showing.json {
        return told::json(&place, &drawn);
    }
    let text = report::analyses::table(&place, console::width(), showing.language);
    told::with_files(
        text.map_err(|e| Trouble::ours(&e))?,
        &place,
        &drawn,
        showing,
    )
}

fn request(command: &Analyse) -> Result<Request, Trouble> {
    let method = command.method;
    let goal = |maximise| {
        move |output: &String| Goal {
            output: output.clone(),
            maximise,
        }
    };
    let thresholds = command.bounds.iter().map(|text| Threshold::parse(text));
    let ranges = command.ranges.iter().map(|text| range(text));
    let stem = command.table.file_stem().unwrap_or_default();
    let name = format!("{}_{}", stem.to_string_lossy(), method.word());
    Ok(Request {
        table: command.table.clone(),
        method,
        inputs: command.inputs.clone(),
        levers: command.levers.clone(),
        ranges: ranges.collect::<Result<_, _>>().map_err(Trouble::Input)?,
        outputs: command.outputs.clone(),
        goals: (command.maximise.iter().map(goal(true)))
            .chain(command.minimise.iter().map(goal(false)))
            .collect(),
        thresholds: thresholds
            .collect::<Result<_, _>>()
            .map_err(Trouble::Input)?,
        density: command.density,
        boxes: command.boxes,
        resamples: command.resamples.unwrap_or(RESAMPLES),
        seed: command.seed.into(),
        out: match &command.out {
            Some(out) => out.clone(),
            None => Path::new("output").join(name),
        },
        overwrite: command.overwrite,
    })
}

/// Reads `INPUT=0..1`.
fn range(text: &str) -> Result<(String, f64, f64), String> {
    let parsed = text.split_once('=').and_then(|(name, bounds)| {
        let (least, most) = bounds.split_once("..")?;
        let bounds: (f64, f64) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
        let (least, most) = bounds;
        (least.is_finite() && most.is_finite() && least < most)
            .then(|| (name.trim().to_owned(), least, most))
    });
    parsed.ok_or_else(|| format!("\"{text}\" is no range: write --range INPUT=0..1"))
}
