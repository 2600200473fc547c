//! `landfall schema`: JSON Schemas for editors.

use clap::{Args, ValueEnum};

use super::Trouble;
use super::console;
use super::options::Showing;
use crate::scenario::schema;

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

/// Prints the schema of a kind of files.
pub(super) fn schema(command: &Schema, showing: &Showing) -> Result<(), Trouble> {
    let schema = match command.files {
        Files::Scenario => schema::scenario(showing.language),
        Files::Experiment => schema::experiment(showing.language),
        Files::Calibration => schema::calibration(showing.language),
    };
    console::say(&format!("{schema:#}\n"))
}
