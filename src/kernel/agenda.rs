//! A diary of things that fall due in a known week, so that a week touches only what is due in it.

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

    /// The first week under which an item is filed.
    #[must_use]
    pub fn due(&self, item: &T) -> Option<Week> {
        let week = self.weeks.iter().position(|week| week.contains(item))?;
        u32::try_from(week).ok().map(Week)
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
        assert_eq!(agenda.due(&2), Some(Week(5)));
        assert_eq!(agenda.due(&4), None);
        assert_eq!(agenda.take(Week(4)), Vec::<i32>::new());
        assert_eq!(agenda.take(Week(5)), vec![1, 2, 3]);
        assert_eq!(agenda.take(Week(5)), Vec::<i32>::new());
        assert_eq!(agenda.take(Week(500)), Vec::<i32>::new());
    }
}
