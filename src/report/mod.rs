//! Floor 8: what people look at. It reads the files of a result and never sees the model.

pub mod analyses;
pub mod plots;
mod shares;
mod sheets;
mod swept;
pub mod tables;
