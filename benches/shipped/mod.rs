//! What every bench begins with: a scenario that comes with Landfall.

use std::path::Path;

use landfall::scenario::{Overrides, Scenario};

/// A shipped scenario by its name, its city at a scale if one is given.
pub(crate) fn scenario(name: &str, scale: Option<u16>) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name)
        .with_extension("toml");
    let overrides = Overrides {
        scale,
        ..Overrides::default()
    };
    Scenario::load(&path, overrides).expect("a shipped scenario is sound")
}
