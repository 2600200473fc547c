//! Draws Pareto fronts.

use std::path::Path;

use super::canvas::{Folio, PlotError};
use super::manifest::Manifest;

/// Draws the plots of a result.
#[expect(clippy::unnecessary_wraps, reason = "as the other plots")]
pub(super) fn draw(
    _folder: &Path,
    _manifest: &Manifest,
    _folio: &mut Folio,
) -> Result<(), PlotError> {
    Ok(())
}
