//! Weeks, model years and dates: the only time the model knows.

use bevy_ecs::prelude::Resource;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Weeks in a model year.
pub const WEEKS_PER_YEAR: u32 = 52;
/// Days in a week, to turn durations that the sources give in days into weeks.
pub const DAYS_PER_WEEK: f64 = 7.0;
/// Weeks in a month, to turn durations that the sources give in months into weeks.
pub const WEEKS_PER_MONTH: f64 = 52.0 / 12.0;

/// A week, counted from the first week of the run, burn-in included.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Week(pub u32);

impl Week {
    /// The week as an index into a vector with one entry per week.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The week that lies a number of weeks later.
    #[must_use]
    pub fn after(self, weeks: u32) -> Self {
        Self(self.0.saturating_add(weeks))
    }

    /// Whole weeks from an earlier week to this one; 0 if it is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Rounds a duration in weeks to the nearest whole number of ticks; never less than `least`.
///
/// A duration that is not a number or is negative counts as `least`.
#[must_use]
pub fn whole_weeks(duration: f64, least: u32) -> u32 {
    const LONGEST: f64 = 100_000.0;
    let nearest = libm::round(duration).clamp(0.0, LONGEST);
    if nearest.is_nan() {
        return least;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100,000 just above"
    )]
    let weeks = nearest as u32;
    weeks.max(least)
}

/// Where the run stands in time.
#[derive(Resource, Debug, Clone)]
pub struct Calendar {
    now: Week,
    start: Date,
    burn_in: u32,
    horizon: u32,
}

impl Calendar {
    /// A calendar at its first week.
    ///
    /// `start` is the date of the first *counted* week; `burn_in` weeks come before it and
    /// `horizon` counted weeks from it on.
    #[must_use]
    pub fn new(start: Date, burn_in: u32, horizon: u32) -> Self {
        Self {
            now: Week(0),
            start,
            burn_in,
            horizon,
        }
    }

    /// The week that is being simulated.
    #[must_use]
    pub fn now(&self) -> Week {
        self.now
    }

    /// Moves to the next week.
    pub fn advance(&mut self) {
        self.now = self.now.after(1);
    }

    /// The first counted week.
    #[must_use]
    pub fn first_counted(&self) -> Week {
        Week(self.burn_in)
    }

    /// The week after the last one.
    #[must_use]
    pub fn end(&self) -> Week {
        Week(self.burn_in + self.horizon)
    }

    /// Number of counted weeks.
    #[must_use]
    pub fn horizon(&self) -> u32 {
        self.horizon
    }

    /// Whether a model year begins this week. Years are counted from the first counted week.
    #[must_use]
    pub fn year_begins(&self) -> bool {
        self.now.0 % WEEKS_PER_YEAR == self.burn_in % WEEKS_PER_YEAR
    }

    /// The model year of a week; year 0 begins with the first counted week.
    #[must_use]
    pub fn year(&self, week: Week) -> i64 {
        self.counted(week).div_euclid(i64::from(WEEKS_PER_YEAR))
    }

    /// Whether a quarter (13 weeks) begins this week.
    #[must_use]
    pub fn quarter_begins(&self) -> bool {
        let quarter = WEEKS_PER_YEAR / 4;
        self.now.0 % quarter == self.burn_in % quarter
    }

    /// Weeks from the first counted week; negative in the burn-in.
    #[must_use]
    pub fn counted(&self, week: Week) -> i64 {
        i64::from(week.0) - i64::from(self.burn_in)
    }

    /// The date on which a week begins.
    #[must_use]
    pub fn date(&self, week: Week) -> Date {
        self.start.saturating_add(self.counted(week).weeks())
    }

    /// The first week that begins on or after a date; week 0 for dates before the run.
    #[must_use]
    pub fn week_of(&self, date: Date) -> Week {
        let days = i64::from(date.since(self.start).map_or(0, |span| span.get_days()));
        let counted = days.div_euclid(7) + i64::from(days.rem_euclid(7) != 0);
        let week = (counted + i64::from(self.burn_in)).max(0);
        Week(u32::try_from(week).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_counted_week_begins_on_the_start_date() {
        let calendar = Calendar::new(date(2021, 9, 6), 104, 520);
        assert_eq!(calendar.date(Week(104)), date(2021, 9, 6));
        assert_eq!(calendar.date(Week(0)), date(2019, 9, 9));
        assert_eq!(calendar.counted(Week(0)), -104);
        assert_eq!(calendar.end(), Week(624));
    }

    #[test]
    fn a_date_falls_in_the_first_week_that_begins_on_or_after_it() {
        let calendar = Calendar::new(date(2021, 9, 6), 104, 520);
        assert_eq!(calendar.week_of(date(2021, 9, 6)), Week(104));
        assert_eq!(calendar.week_of(date(2021, 9, 7)), Week(105));
        assert_eq!(calendar.week_of(date(2021, 9, 5)), Week(104));
        assert_eq!(calendar.week_of(date(2021, 8, 30)), Week(103));
        assert_eq!(calendar.week_of(date(2000, 1, 1)), Week(0));
    }

    #[test]
    fn durations_round_to_the_nearest_whole_week() {
        assert_eq!(whole_weeks(10.0, 1), 10);
        assert_eq!(whole_weeks(10.49, 1), 10);
        assert_eq!(whole_weeks(10.5, 1), 11);
        assert_eq!(whole_weeks(0.0, 1), 1);
        assert_eq!(whole_weeks(f64::NAN, 2), 2);
        assert_eq!(whole_weeks(-3.0, 0), 0);
    }
}
