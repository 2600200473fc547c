//! What a file or some options ask for, each with where it was asked.

use std::ops::Range;
use std::path::PathBuf;

use super::inputs::Sets;
use crate::kernel::design::{Input, Plan};
use crate::scenario::problem::{Problem, Text};
use crate::scenario::{Origin, Source};

/// An experiment as asked for, before scenarios are read.
pub(super) struct Asked {
    pub name: String,
    pub title: Option<String>,
    pub title_zh: Option<String>,
    pub files: Vec<Source>,
    pub seed: Option<u32>,
    pub replications: Option<u32>,
    /// What is varied: one scenario file, or the levels of the lever `scenario`.
    pub bases: Vec<(PathBuf, At)>,
    pub baseline: Option<(PathBuf, At)>,
    /// Levers, then uncertainties, each as they were asked for.
    pub inputs: Vec<AskedInput>,
    /// Whether all inputs that are asked for could be read.
    pub is_whole: bool,
    pub design: AskedDesign,
    /// The figures, as `METRIC` or `METRIC@PLACE`; nothing for the headlines.
    pub metrics: Option<Vec<(String, At)>>,
}

/// A design as asked for.
pub(super) struct AskedDesign {
    /// Nothing where it could not be read.
    pub plan: Option<Plan>,
    /// The file of a list.
    pub list: Option<(PathBuf, At)>,
    pub at: At,
}

/// An input as asked for.
pub(super) struct AskedInput {
    pub input: Input,
    pub sets: Sets,
    pub at: At,
}

/// Where something was asked for.
#[derive(Debug, Clone)]
pub(super) enum At {
    /// At a place of a file.
    File(Text, Range<usize>),
    /// In an option, as it was written.
    Option(String),
}

impl At {
    /// A problem of what stands here.
    pub(super) fn problem(&self, message: impl Into<String>) -> Problem {
        self.put(Problem::nowhere(message))
    }

    /// Puts a problem without a place here.
    pub(super) fn put(&self, problem: Problem) -> Problem {
        let mut placed = match self {
            Self::File(text, span) => Problem::at(text, span.clone(), problem.message),
            Self::Option(option) => Problem::nowhere(format!("{option}: {}", problem.message)),
        };
        placed.help = problem.help;
        placed
    }

    /// As the origin of a value.
    pub(super) fn origin(&self) -> Origin {
        match self {
            Self::File(text, span) => Origin {
                file: text.name(),
                line: text.line(span.start),
            },
            Self::Option(_) => Origin::command_line(),
        }
    }
}
