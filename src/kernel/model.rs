//! What a room receives when it is installed: a world, a week, and its first and last day.

use bevy_ecs::message::{Message, MessageRegistry, message_update_system};
use bevy_ecs::prelude::*;

use super::ids::ProjectId;
use super::schedule::{Tick, empty_week};

/// A model under construction.
pub struct Model {
    /// Everything there is.
    pub world: World,
    /// What happens in a week.
    pub tick: Schedule,
    when_counting_begins: Vec<fn(&mut World)>,
    when_the_run_ends: Vec<fn(&mut World)>,
    must_hold: Vec<Invariant>,
}

/// What must hold after every week; it names what does not.
pub type Invariant = fn(&mut World) -> Result<(), Breach>;

/// Something that must never happen did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The project that it happened to, if it did to one.
    pub project: Option<ProjectId>,
    /// What is wrong, and of what.
    pub what: String,
}

impl Breach {
    /// A breach that is no single project's.
    #[must_use]
    pub fn of_city(what: String) -> Self {
        Self {
            project: None,
            what,
        }
    }

    /// A breach that happened to a project, which the text follows.
    #[must_use]
    pub fn of_project(project: ProjectId, what: &str) -> Self {
        Self {
            project: Some(project),
            what: format!("{project} {what}"),
        }
    }
}

impl Default for Model {
    fn default() -> Self {
        let mut world = World::new();
        world.init_resource::<MessageRegistry>();
        let mut tick = empty_week();
        tick.add_systems(message_update_system.in_set(Tick::Opens));
        Self {
            world,
            tick,
            when_counting_begins: Vec::new(),
            when_the_run_ends: Vec::new(),
            must_hold: Vec::new(),
        }
    }
}

impl Model {
    /// Makes room for a message.
    pub fn add_message<T: Message>(&mut self) {
        MessageRegistry::register_message::<T>(&mut self.world);
    }

    /// Has something done when the burn-in is over: counters start at zero.
    pub fn when_counting_begins(&mut self, action: fn(&mut World)) {
        self.when_counting_begins.push(action);
    }

    /// Has something done after the last week, before metrics are read.
    pub fn when_the_run_ends(&mut self, action: fn(&mut World)) {
        self.when_the_run_ends.push(action);
    }

    /// Has something hold after every week of a run in which invariants are checked.
    pub fn must_hold(&mut self, invariant: Invariant) {
        self.must_hold.push(invariant);
    }

    /// Holds the world against what must hold.
    ///
    /// # Errors
    ///
    /// The first breach found, in the order in which rooms were installed.
    pub fn check_invariants(&mut self) -> Result<(), Breach> {
        let world = &mut self.world;
        self.must_hold.iter().try_for_each(|holds| holds(world))
    }

    /// Starts every counter at zero.
    pub fn begin_counting(&mut self) {
        for action in &self.when_counting_begins {
            action(&mut self.world);
        }
    }

    /// Closes the books.
    pub fn end_run(&mut self) {
        for action in &self.when_the_run_ends {
            action(&mut self.world);
        }
    }
}
