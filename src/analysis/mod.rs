//! Floor 7: what a table of inputs and outputs says. The table is a finished sweep or any CSV file.
//!
//! A method takes a [`table::Table`] and a [`Request`] and gives sheets, the CSV files of its result;
//! every index in them carries an interval. [`analyse`] writes them into a result folder.

pub mod bootstrap;
mod crossing;
pub mod discovery;
mod folder;
pub mod gains;
pub mod morris;
pub mod pareto;
mod request;
pub mod response;
pub mod robustness;
mod sheet;
#[cfg(test)]
mod small_tables;
pub mod sobol;
mod states;
pub mod table;

pub use folder::{analyse, sheets};
pub use request::{Goal, Method, Request, Threshold, Trouble};
pub use sheet::Sheet;
