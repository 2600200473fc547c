//! An experiment on a cluster: scripts for Slurm that run its shards as a job array and merge them.

mod request;
mod scripts;

pub use request::{Memory, TimeLimit, Word};
pub use scripts::{Job, Unwritten, Written, quoted};
