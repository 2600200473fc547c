//! What the model records: tallies by place, and the metrics that read them. Nothing here prints.

mod counters;
mod metric;
mod place;
mod tally;

pub use counters::Counter;
pub(crate) use counters::counters;
pub use metric::Metric;
pub use place::{Cell, Layout, Place, Scope};
pub use tally::{Flows, Tally};
