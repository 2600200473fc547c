//! The `[run]` table: seed, replications and weeks. The date of the start stands beside them.

use crate::kernel::language::{Words, words};
use crate::kernel::parameter::Source::{Assumed, Notice};
use crate::kernel::parameter::parameters;

parameters! {
    /// When and how often a scenario is run.
    "run"
    /// Master seed: with the scenario it decides every file of a result.
    "随机种子：与情景文件共同决定结果的全部内容。"
    seed: u32 = 2021, "1", 0..=u32::MAX, Assumed("RUN-1");
    /// Replications.
    "重复次数。"
    replications: u32 = 100, "runs", 1..=1_000_000, Assumed("RUN-2");
    /// Weeks before the first counted week, which move the state but are not counted.
    "统计期之前的预热周数，改变状态但不计入统计。"
    burn_in_weeks: u32 = 104, "weeks", 0..=5_200, Assumed("RUN-3");
    /// Counted weeks.
    "统计期周数。"
    horizon_weeks: u32 = 520, "weeks", 1..=5_200, Assumed("RUN-4");
}

/// The date of the first counted week where no scenario sets one: the day of the notice.
pub const START: jiff::civil::Date = jiff::civil::date(2021, 9, 6);

/// What `run.start` means, for `check` and `explain`.
pub const START_MEANING: Words = words(
    "Date on which counted weeks begin; measures that are on take effect then.",
    "统计期开始的日期，即已开启的措施施行之日；默认为通知印发之日。",
);

/// Where the default of `run.start` comes from.
pub const START_SOURCE: crate::kernel::parameter::Source = Notice("0, the day of the notice");
