//! A parameter is a sentence with a source: one declaration feeds the model, `check`, `explain`,
//! the schema of scenario files and the documentation.

use std::fmt;

use bevy_ecs::world::World;
use serde::Serialize;

use super::language::{Language, Words};

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "reference", rename_all = "lowercase")]
pub enum Source {
    /// A sentence of the notice, such as `5.3`.
    Notice(&'static str),
    /// A published figure, by its reference.
    Data(&'static str),
    /// Arithmetic on published figures.
    Derived(&'static str),
    /// Recalled, not confirmed.
    Recalled(&'static str),
    /// A modelling choice, by the id of the assumption.
    Assumed(&'static str),
}

impl Source {
    /// The kinds, as sources begin with them, with their words in Chinese.
    pub const KINDS: [(&'static str, &'static str); 5] = [
        ("notice", "通知"),
        ("data", "数据"),
        ("derived", "推算"),
        ("recalled", "回忆"),
        ("assumed", "假设"),
    ];

    /// Its kind, and what it refers to.
    fn parts(&self) -> (&'static str, &'static str) {
        let (kind, reference) = match self {
            Self::Notice(reference) => (0, reference),
            Self::Data(reference) => (1, reference),
            Self::Derived(reference) => (2, reference),
            Self::Recalled(reference) => (3, reference),
            Self::Assumed(reference) => (4, reference),
        };
        (Self::KINDS[kind].0, reference)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, reference) = self.parts();
        write!(f, "{kind} {reference}")
    }
}

/// A source in a language, as [`Source`] or a city writes it. In Chinese it is the kind and the
/// references: what English says of them besides stands under the same references in the guide.
#[must_use]
pub fn source_in(source: &str, language: Language) -> String {
    let (kind, rest) = source.split_once(' ').unwrap_or((source, ""));
    let known = Source::KINDS.iter().find(|(en, _)| *en == kind);
    match (language, known) {
        (Language::Chinese, Some((_, zh))) => {
            let references: Vec<&str> = rest
                .split_whitespace()
                .map(|word| word.trim_end_matches([',', ';', ':', '.']))
                .enumerate()
                // What follows the first reference may begin with a figure, which is none.
                .take_while(|(at, word)| is_reference(word) && (*at == 0 || word.contains(':')))
                .map(|(_, word)| word)
                .collect();
            format!("{zh}{}", references.join("、"))
        }
        _ => source.to_owned(),
    }
}

/// Whether a word of a source is a reference, such as `5.3`, `S:36`, `D:12` or `RUN-1`.
fn is_reference(word: &str) -> bool {
    let is_code = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || ":-.".contains(c);
    word.chars().any(|c| c.is_ascii_digit())
        && word
            .trim_end_matches(|c: char| c.is_ascii_lowercase())
            .chars()
            .all(is_code)
}

/// What values a parameter may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number within bounds, both allowed.
    Number {
        /// The smallest allowed value.
        least: f64,
        /// The largest allowed value.
        most: f64,
    },
    /// A whole number within bounds, both allowed.
    Count {
        /// The smallest allowed value.
        least: u32,
        /// The largest allowed value.
        most: u32,
    },
    /// True or false.
    Switch,
    /// One of some words.
    Choice(&'static [&'static str]),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { least, most } => write!(f, "a number from {least} to {most}"),
            Self::Count { least, most } => write!(f, "a whole number from {least} to {most}"),
            Self::Switch => write!(f, "true or false"),
            Self::Choice(words) => write!(f, "one of {}", words.join(", ")),
        }
    }
}

impl Kind {
    /// What it allows, in a language; words of a choice stay as they are written in files.
    #[must_use]
    pub fn told_in(&self, language: Language) -> String {
        match (language, self) {
            (Language::English, kind) => kind.to_string(),
            (_, Self::Number { least, most }) => format!("{least}至{most}的数"),
            (_, Self::Count { least, most }) => format!("{least}至{most}的整数"),
            (_, Self::Switch) => "true（是）或false（否）".to_owned(),
            (_, Self::Choice(words)) => format!("{}之一", words.join("、")),
        }
    }
}

/// A value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A whole number.
    Count(u32),
    /// True or false.
    Switch(bool),
    /// A word.
    Choice(&'static str),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Switch(on) => write!(f, "{on}"),
            Self::Choice(word) => write!(f, "{word}"),
        }
    }
}

/// The description of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// The table of the scenario file it stands in, such as `measures.first_negotiation`.
    pub section: &'static str,
    /// Its key in that table.
    pub key: &'static str,
    /// What it means, in a line.
    pub meaning: Words,
    /// Its unit.
    pub unit: &'static str,
    /// What values it may take.
    pub kind: Kind,
    /// Its value where no scenario sets it.
    pub default: Value,
    /// Where the default comes from.
    pub source: Source,
}

impl Parameter {
    /// Its full name, `section.key`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }
}

/// A type that can be the value of a parameter.
pub trait Setting: Copy {
    /// The bounds as written in a declaration.
    type Bounds;
    /// Describes the allowed values.
    fn kind(bounds: Self::Bounds) -> Kind;
    /// As a value.
    fn value(self) -> Value;
    /// From a value of the right kind.
    fn from_value(value: Value) -> Option<Self>;
}

impl Setting for f64 {
    type Bounds = std::ops::RangeInclusive<f64>;
    fn kind(bounds: Self::Bounds) -> Kind {
        Kind::Number {
            least: *bounds.start(),
            most: *bounds.end(),
        }
    }
    fn value(self) -> Value {
        Value::Number(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl Setting for u32 {
    type Bounds = std::ops::RangeInclusive<u32>;
    fn kind(bounds: Self::Bounds) -> Kind {
        Kind::Count {
            least: *bounds.start(),
            most: *bounds.end(),
        }
    }
    fn value(self) -> Value {
        Value::Count(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Count(count) => Some(count),
            _ => None,
        }
    }
}

impl Setting for bool {
    type Bounds = ();
    fn kind((): ()) -> Kind {
        Kind::Switch
    }
    fn value(self) -> Value {
        Value::Switch(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Switch(on) => Some(on),
            _ => None,
        }
    }
}

/// A table of parameters, whatever its type.
pub trait Group: Send + Sync {
    /// Its table in a scenario file.
    fn section(&self) -> &'static str;
    /// The descriptions of its parameters, in the order of declaration.
    fn describe(&self) -> Vec<Parameter>;
    /// The value of a parameter.
    fn get(&self, key: &str) -> Option<Value>;
    /// Sets a parameter; false if there is no such key or the value is of another kind.
    fn set(&mut self, key: &str, value: Value) -> bool;
    /// Puts the table into the world as a resource, in place of an earlier one.
    fn install(&self, world: &mut World);
    /// A copy.
    fn copy(&self) -> Box<dyn Group>;
}

/// Every parameter of a model at one moment.
pub struct ParameterSet {
    groups: Vec<Box<dyn Group>>,
}

impl Clone for ParameterSet {
    fn clone(&self) -> Self {
        Self {
            groups: self.groups.iter().map(|group| group.copy()).collect(),
        }
    }
}

impl fmt::Debug for ParameterSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(
                self.describe()
                    .iter()
                    .map(|p| (p.name(), self.get(p.section, p.key))),
            )
            .finish()
    }
}

impl ParameterSet {
    /// A set of tables at their defaults.
    #[must_use]
    pub fn new(groups: Vec<Box<dyn Group>>) -> Self {
        Self { groups }
    }

    /// Adds a table.
    pub fn add(&mut self, group: Box<dyn Group>) {
        self.groups.push(group);
    }

    /// The descriptions of all parameters, table by table.
    #[must_use]
    pub fn describe(&self) -> Vec<Parameter> {
        self.groups.iter().flat_map(|g| g.describe()).collect()
    }

    /// The names of the tables.
    #[must_use]
    pub fn sections(&self) -> Vec<&'static str> {
        self.groups.iter().map(|g| g.section()).collect()
    }

    /// The description of a parameter.
    #[must_use]
    pub fn parameter(&self, section: &str, key: &str) -> Option<Parameter> {
        self.group(section)?
            .describe()
            .into_iter()
            .find(|parameter| parameter.key == key)
    }

    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, section: &str, key: &str) -> Option<Value> {
        self.group(section)?.get(key)
    }

    /// Sets a parameter; false if there is none of that name and kind.
    pub fn set(&mut self, section: &str, key: &str, value: Value) -> bool {
        self.groups
            .iter_mut()
            .find(|group| group.section() == section)
            .is_some_and(|group| group.set(key, value))
    }

    /// Puts every table into the world.
    pub fn install(&self, world: &mut World) {
        for group in &self.groups {
            group.install(world);
        }
    }

    fn group(&self, section: &str) -> Option<&dyn Group> {
        self.groups
            .iter()
            .find(|group| group.section() == section)
            .map(AsRef::as_ref)
    }
}

/// Declares a table of parameters: a resource whose fields each carry meaning (the doc comment, and
/// below it the same in Chinese), default, unit, bounds and source.
macro_rules! parameters {
    (
        $(#[$about:meta])*
        $section:literal
        $($(#[doc = $meaning:literal])+ $meaning_zh:literal $key:ident : $type:ty = $default:expr, $unit:literal, $bounds:expr, $source:expr;)*
    ) => {
        $(#[$about])*
        #[derive(bevy_ecs::prelude::Resource, Debug, Clone, PartialEq)]
        pub struct Parameters {
            $($(#[doc = $meaning])+ pub $key: $type,)*
        }

        impl Default for Parameters {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl $crate::kernel::parameter::Group for Parameters {
            fn section(&self) -> &'static str {
                $section
            }

            fn describe(&self) -> Vec<$crate::kernel::parameter::Parameter> {
                use $crate::kernel::parameter::{Parameter, Setting};
                vec![$(Parameter {
                    section: $section,
                    key: stringify!($key),
                    meaning: $crate::kernel::language::words(
                        concat!($($meaning),+).trim_ascii(),
                        $meaning_zh,
                    ),
                    unit: $unit,
                    kind: <$type as Setting>::kind($bounds),
                    default: <$type as Setting>::value($default),
                    source: $source,
                }),*]
            }

            fn get(&self, key: &str) -> Option<$crate::kernel::parameter::Value> {
                use $crate::kernel::parameter::Setting;
                match key {
                    $(stringify!($key) => Some(self.$key.value()),)*
                    _ => None,
                }
            }

            fn set(&mut self, key: &str, value: $crate::kernel::parameter::Value) -> bool {
                use $crate::kernel::parameter::Setting;
                match key {
                    $(stringify!($key) => <$type as Setting>::from_value(value)
                        .map(|value| self.$key = value)
                        .is_some(),)*
                    _ => false,
                }
            }

            fn install(&self, world: &mut bevy_ecs::world::World) {
                world.insert_resource(self.clone());
            }

            fn copy(&self) -> Box<dyn $crate::kernel::parameter::Group> {
                Box::new(self.clone())
            }
        }
    };
}

/// Declares a parameter type that is one of some words.
macro_rules! choices {
    ($(#[$about:meta])* $name:ident { $($(#[$variant_about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_about])* $variant,)+
        }

        impl $crate::kernel::parameter::Setting for $name {
            type Bounds = ();
            fn kind((): ()) -> $crate::kernel::parameter::Kind {
                $crate::kernel::parameter::Kind::Choice(&[$($word),+])
            }
            fn value(self) -> $crate::kernel::parameter::Value {
                $crate::kernel::parameter::Value::Choice(match self {
                    $(Self::$variant => $word,)+
                })
            }
            fn from_value(value: $crate::kernel::parameter::Value) -> Option<Self> {
                match value {
                    $($crate::kernel::parameter::Value::Choice($word) => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use {choices, parameters};
