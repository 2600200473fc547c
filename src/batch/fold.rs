//! From journals to tables, for a job of any kind.

use std::path::Path;

use super::inputs::Inputs;
use super::journal::Runs;
use super::manifest::{self, MANIFEST, Manifest};
use super::subject::Subject;
use super::{Failure, attribution, lives, sweep, tables};

/// Writes the tables of a job, its inputs and its manifest from what all its runs left, and from what
/// was attached to the job, which lies in a folder `beside`.
pub(super) fn write_tables(
    folder: &Path,
    beside: &Path,
    mut manifest: Manifest,
    inputs: &Inputs,
    runs: &Runs,
) -> Result<(), Failure> {
    let subject = Subject::read(&manifest)
        .map_err(|error| Failure::Files(folder.join(MANIFEST), std::io::Error::other(error)))?;
    let copies = inputs.write(folder, &mut manifest)?;
    let mut lives = None;
    let mut files = match subject.kind.as_str() {
        "attribution" => attribution::write(folder, &subject, runs)?,
        "sweep" => sweep::write(folder, beside, &subject, runs)?,
        _ => {
            // Lives are simulated again on one thread, while the others write.
            let (told, tables) = rayon::join(
                || lives::write(folder, &manifest, runs),
                || tables::write(folder, &subject, runs),
            );
            lives = told?;
            tables?
        }
    };
    files.extend(copies);
    files.extend(lives);
    manifest::write(folder, manifest, files)
}
