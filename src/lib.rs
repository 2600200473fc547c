//! Landfall: how a city gives land to investment projects, and what comes of it.
#![doc = include_str!("../README.md")]
//!
//! # Reading order
//!
//! [`kernel::schedule`] is the order of the week; [`measures::first_negotiation`] is the pattern of
//! a measure; [`guide`] has the rest. Each floor may name itself and what is below it: `cli` →
//! `report` → `analysis` → `batch` → `simulation` → `scenario` → `measures` → `lifecycle` → `world` → `kernel`.

pub mod analysis;
pub mod batch;
pub mod cli;
pub mod guide;
pub mod kernel;
pub mod lifecycle;
pub mod measures;
pub mod report;
pub mod scenario;
pub mod simulation;
pub mod world;
