//! The table of regret and robustness of levers for the terminal.

use std::path::Path;

/// The table of a result.
#[expect(clippy::unnecessary_wraps, reason = "as the other tables")]
pub(super) fn table(_folder: &Path, _width: u16) -> csv::Result<String> {
    Ok(String::new())
}
