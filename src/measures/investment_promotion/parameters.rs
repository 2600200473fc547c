//! How strongly the measure draws and presses: the notice gives the direction and no number.

use crate::kernel::parameter::Source::{Assumed, Derived};
use crate::kernel::parameter::parameters;

parameters! {
    /// Promoting investment in target sectors. Notice 1.
    "measures.investment_promotion"
    /// Factor on prospects of the two pillars (做大国际引领支柱产业).
    "两个国际引领支柱产业意向项目的系数（做大）。"
    pillar_factor: f64 = 1.15, "1", 0.0..=3.0, Assumed("1.2a");
    /// Factor on prospects of the four specialties (做强特色优势产业).
    "四个特色优势产业意向项目的系数（做强）。"
    specialty_factor: f64 = 1.15, "1", 0.0..=3.0, Assumed("1.2a");
    /// Factor on prospects of the three future fields (抢先布局未来前沿产业).
    "三个未来前沿产业意向项目的系数（抢先布局）。"
    future_factor: f64 = 1.25, "1", 0.0..=3.0, Assumed("1.2a");
    /// Factor on private prospects (民营) of target sectors, on top of the tier's.
    "高精尖产业民营意向项目在层级系数之上的系数。"
    private_factor: f64 = 1.0, "1", 0.0..=3.0, Assumed("1.1a");
    /// Factor on foreign prospects (外资) of target sectors, on top of the tier's.
    "高精尖产业外资意向项目在层级系数之上的系数。"
    foreign_factor: f64 = 1.05, "1", 0.0..=3.0, Assumed("1.1a");
    /// Factor on state-owned prospects (国有) of target sectors, on top of the tier's.
    "高精尖产业国有意向项目在层级系数之上的系数。"
    state_factor: f64 = 1.1, "1", 0.0..=3.0, Assumed("1.1a");
    /// Share of the projects of general manufacturing that may still come.
    "一般制造业项目仍可进入的比例。"
    general_admitted: f64 = 0.1, "share", 0.0..=1.0, Assumed("1.2c");
    /// Share of general manufacturers that leaves in a year on top of those that leave anyway.
    "一般制造业企业每年在正常退出之外增加的退出比例。"
    general_exit_per_year: f64 = 0.01, "1/year", 0.0..=10.0, Derived("1.2d, 100 of 3,300 firms a year less 0.02 that leave anyway");
}
