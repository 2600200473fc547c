//! What the notice fixes about the reuse of space, and what it leaves open.

use crate::kernel::parameter::Source::{Assumed, Data, Notice};
use crate::kernel::parameter::parameters;

parameters! {
    /// Reuse of vacated and inefficient space. Notice 8.
    "measures.space_reuse"
    /// Whether target sectors are offered land that was in use before ahead of new land (优先发展).
    "高精尖产业是否优先使用存量用地，再用新增用地（优先发展）。"
    stock_first: bool = true, "true/false", (), Notice("8.1");
    /// What the city's own land company has of its own in a year.
    "市属国有土地企业每年的自有资金。"
    city_company_yi: f64 = 2.0, "yi/year", 0.0..=10_000.0, Assumed("8.2a");
    /// What a company can pay in a year for each yi of its own; the rest is borrowed.
    "企业每年可支付额与自有资金之比，超出部分为借款。"
    leverage: f64 = 1.5, "1", 0.0..=100.0, Assumed("8.2b");
    /// Whether debt counts in the assessment of the companies (可不计入对该国有企业的考核).
    "负债是否计入对国有企业的考核（可不计入对该国有企业的考核）。"
    debt_counts: bool = false, "true/false", (), Notice("8.2");
    /// Most outstanding debt where it counts, over a company's yearly budget.
    "负债计入考核时，未偿债务与企业年度预算之比的上限。"
    debt_ceiling: f64 = 2.0, "years", 0.0..=100.0, Assumed("8.2c");
    /// What a company pays for unused land, over its list price.
    "企业收购低效、闲置用地的价格与底价之比。"
    purchase_price_share: f64 = 0.5, "share", 0.0..=10.0, Assumed("8.2d");
    /// Fixed investment of a renovation.
    "改造的固定投资。"
    renovation_yi_per_ha: f64 = 0.1, "yi/ha", 0.0..=100.0, Assumed("8.2e");
    /// Share of the fixed investment of a renovation that is granted.
    "改造固定投资的补助比例。"
    grant_share: f64 = 0.3, "share", 0.0..=1.0, Data("S:32 30 % of fixed investment");
    /// Most that is granted for one site.
    "单宗用地的补助上限。"
    grant_cap_yi: f64 = 0.5, "yi", 0.0..=1_000.0, Data("S:32 cap of 50 million yuan");
    /// Median weeks from the purchase of a site to its offer.
    "从收购宗地到供应周数的中位数。"
    renovation_weeks: f64 = 52.0, "weeks", 0.0..=1_000.0, Assumed("8.2f");
    /// Spread of that duration (standard deviation of the logarithm).
    "该时长的离散度（对数标准差）。"
    renovation_spread: f64 = 0.3, "1", 0.0..=2.0, Assumed("8.2f");
    /// Whether the named urban districts may take target sectors in vacated space (允许…落地).
    "所列城区是否可在腾退空间落地高精尖产业项目。"
    opens_urban_districts: bool = true, "true/false", (), Notice("8.3");
}
