//! A metric: one definition, from which files, `explain` and the documentation all speak.

use bevy_ecs::world::World;

use super::place::{Place, Scope};
use crate::kernel::language::Words;

/// One thing that is measured.
#[derive(Debug)]
pub struct Metric {
    /// Its name in files, `room.name`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: Words,
    /// Its unit.
    pub unit: &'static str,
    /// How it is computed, with numerator and denominator.
    pub formula: Words,
    /// What is left out, if anything.
    pub left_out: Words,
    /// The divisions in which it is reported at the end of a run.
    pub scopes: &'static [Scope],
    /// Whether it is also recorded every week, for the city and each district.
    pub weekly: bool,
    /// Its value at a place; nothing where it is not defined there (no denominator).
    pub value: fn(&World, Place) -> Option<f64>,
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
