//! What every bench begins with: a scenario that comes with Landfall.

use std::path::Path;

use landfall::scenario::{Overrides, Scenario};

/// A shipped scenario by its name.
pub(crate) fn scenario(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name)
        .with_extension("toml");
    Scenario::load(&path, Overrides::default()).expect("a shipped scenario is sound")
}
