//! A diary of things that fall due in a known week, so that a week touches only what is due in it.

use std::collections::BTreeMap;

use super::calendar::Week;

/// Items filed under the week in which they fall due.
///
/// Items of one week come out in ascending order of the item, whatever the order in which they
/// were filed: what happens in a week never depends on who filed first.
#[derive(Debug, Clone)]
pub struct Agenda<T> {
    weeks: Vec<Vec<T>>,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self { weeks: Vec::new() }
    }
}

impl<T: Ord> Agenda<T> {
    /// Files an item under a week. A week beyond the run is kept and simply never reached.
    pub fn file(&mut self, due: Week, item: T) {
        let index = due.index();
        if index >= self.weeks.len() {
            self.weeks.resize_with(index + 1, Vec::new);
        }
        self.weeks[index].push(item);
    }

    /// Takes everything due in a week, in ascending order.
    pub fn take(&mut self, week: Week) -> Vec<T> {
        let mut due = self
            .weeks
            .get_mut(week.index())
            .map(std::mem::take)
            .unwrap_or_default();
        due.sort_unstable();
        due
    }
}

/// An agenda that also knows when an item is due, however many are filed.
#[derive(Debug, Clone)]
pub struct Appointments<T> {
    agenda: Agenda<T>,
    first: BTreeMap<T, Week>,
}

impl<T> Default for Appointments<T> {
    fn default() -> Self {
        Self {
            agenda: Agenda::default(),
            first: BTreeMap::new(),
        }
    }
}

impl<T: Ord + Copy> Appointments<T> {
    /// Files an item under a week; one that is filed already may come earlier by it.
    pub fn file(&mut self, due: Week, item: T) {
        let first = self.first.entry(item).or_insert(due);
        *first = due.min(*first);
        self.agenda.file(due, item);
    }

    /// Takes everything due in a week, in ascending order.
    pub fn take(&mut self, week: Week) -> Vec<T> {
        let due = self.agenda.take(week);
        for item in &due {
            self.first.remove(item);
        }
        due
    }

    /// The first week under which an item is filed, until that week.
    #[must_use]
    pub fn due(&self, item: &T) -> Option<Week> {
        self.first.get(item).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_out_in_order_whatever_the_order_of_filing() {
        let mut agenda = Agenda::default();
        for item in [3, 1, 2] {
            agenda.file(Week(5), item);
        }
        agenda.file(Week(9), 2);
        assert_eq!(agenda.take(Week(4)), Vec::<i32>::new());
        assert_eq!(agenda.take(Week(5)), vec![1, 2, 3]);
        assert_eq!(agenda.take(Week(5)), Vec::<i32>::new());
        assert_eq!(agenda.take(Week(500)), Vec::<i32>::new());
    }

    #[test]
    fn an_item_that_is_filed_twice_is_due_in_the_earlier_week_and_then_no_more() {
        let mut appointments = Appointments::default();
        for (week, item) in [(9, 2), (5, 2), (7, 2), (5, 1)] {
            appointments.file(Week(week), item);
        }
        assert_eq!(appointments.due(&2), Some(Week(5)));
        assert_eq!(appointments.due(&4), None);
        assert_eq!(appointments.take(Week(5)), vec![1, 2]);
        assert_eq!(appointments.due(&2), None);
        assert_eq!(appointments.take(Week(7)), vec![2]);
    }
}
