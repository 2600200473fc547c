//! What the model records: tallies by place, and the metrics that read them. Nothing here prints.

mod metric;
mod place;
mod tally;

pub use metric::Metric;
pub use place::{Cell, Layout, Place, Scope};
pub use tally::{Flows, Tally};
