//! The values of all parameters over time: constants, and dated changes on top.

use jiff::civil::Date;

use crate::kernel::calendar::{Calendar, Week};
use crate::kernel::parameter::{ParameterSet, Value};

/// Constants and dated changes.
#[derive(Debug, Clone)]
pub struct Timetable {
    constants: ParameterSet,
    dated: Vec<Change>,
}

/// A dated change of one parameter.
#[derive(Debug, Clone, PartialEq)]
struct Change {
    date: Date,
    section: String,
    key: String,
    value: Value,
}

impl Timetable {
    /// A timetable without dated changes.
    #[must_use]
    pub fn new(constants: ParameterSet) -> Self {
        Self {
            constants,
            dated: Vec::new(),
        }
    }

    /// Sets a constant, in place of any earlier value or schedule.
    pub fn set(&mut self, section: &str, key: &str, value: Value) {
        self.forget(section, key);
        self.constants.set(section, key, value);
    }

    /// Sets dated values, in place of any earlier schedule. Before the first date the constant
    /// holds.
    pub fn schedule(&mut self, section: &str, key: &str, values: &[(Date, Value)]) {
        self.forget(section, key);
        self.dated
            .extend(values.iter().map(|&(date, value)| Change {
                date,
                section: section.to_owned(),
                key: key.to_owned(),
                value,
            }));
        self.dated.sort_by_key(|change| change.date);
    }

    fn forget(&mut self, section: &str, key: &str) {
        self.dated
            .retain(|change| change.section != section || change.key != key);
    }

    /// The values that hold where no date says otherwise.
    #[must_use]
    pub fn constants(&self) -> &ParameterSet {
        &self.constants
    }

    /// The dated values of a parameter.
    #[must_use]
    pub fn of(&self, section: &str, key: &str) -> Vec<(Date, Value)> {
        self.dated
            .iter()
            .filter(|change| change.section == section && change.key == key)
            .map(|change| (change.date, change.value))
            .collect()
    }

    /// What is found first in the values at first and after each dated change, one after the other.
    pub fn find<T>(&self, find: impl Fn(&ParameterSet) -> Option<T>) -> Option<T> {
        let mut set = self.constants.clone();
        let first = find(&set);
        first.or_else(|| {
            self.dated.iter().find_map(|change| {
                set.set(&change.section, &change.key, change.value);
                find(&set)
            })
        })
    }

    /// The values in the first week of a run.
    #[must_use]
    pub fn first(&self, calendar: &Calendar) -> ParameterSet {
        self.until(calendar, Week(0))
    }

    /// The values of each later week in which something changes, in order.
    #[must_use]
    pub fn changes(&self, calendar: &Calendar) -> Vec<(Week, ParameterSet)> {
        let mut set = self.constants.clone();
        let mut changes: Vec<(Week, ParameterSet)> = Vec::new();
        let mut dated = self.dated.iter().peekable();
        while let Some(change) = dated.next() {
            set.set(&change.section, &change.key, change.value);
            let week = calendar.week_of(change.date);
            let goes_on = dated
                .peek()
                .is_some_and(|next| calendar.week_of(next.date) == week);
            if week > Week(0) && !goes_on {
                changes.push((week, set.clone()));
            }
        }
        changes
    }

    fn until(&self, calendar: &Calendar, week: Week) -> ParameterSet {
        let mut set = self.constants.clone();
        let due = |change: &&Change| calendar.week_of(change.date) <= week;
        for change in self.dated.iter().filter(due) {
            set.set(&change.section, &change.key, change.value);
        }
        set
    }
}
