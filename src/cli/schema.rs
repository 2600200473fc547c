//! `landfall schema`: JSON Schemas for editors.

use super::Trouble;
use super::arguments::{Files, Schema, Showing};
use super::console;
use crate::scenario::schema;

/// Prints the schema of a kind of files.
pub(super) fn schema(command: &Schema, showing: &Showing) -> Result<(), Trouble> {
    let schema = match command.files {
        Files::Scenario => schema::scenario(showing.language),
        Files::Experiment => schema::experiment(showing.language),
        Files::Calibration => schema::calibration(showing.language),
    };
    console::say(&format!("{schema:#}\n"))
}
