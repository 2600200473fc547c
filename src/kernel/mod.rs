//! Floor 0: time, chance, units, parameters and records. It names no city and no policy.

pub mod agenda;
pub mod calendar;
pub mod chance;
pub mod design;
pub mod ids;
pub mod language;
pub mod model;
pub(crate) mod number;
pub mod parameter;
pub mod printable;
pub mod record;
pub mod schedule;
pub mod unit_words;
pub mod units;
