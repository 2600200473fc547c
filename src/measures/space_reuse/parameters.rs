//! What the notice fixes about the reuse of space, and what it leaves open.

use crate::kernel::parameter::Source::{Assumed, Data, Notice};
use crate::kernel::parameter::parameters;

parameters! {
    /// Reuse of vacated and inefficient space. Notice 8.
    "measures.space_reuse"
    /// Whether target sectors are offered land that was in use before ahead of new land (优先发展).
    stock_first: bool = true, "true/false", (), Notice("8.1");
    /// What the city's own land company has of its own in a year.
    city_company_yi: f64 = 2.0, "yi/year", 0.0..=10_000.0, Assumed("8.2a");
    /// What a company can pay in a year for each yi of its own; the rest is borrowed.
    leverage: f64 = 1.5, "1", 0.0..=100.0, Assumed("8.2b");
    /// Whether debt counts in the assessment of the companies (可不计入对该国有企业的考核).
    debt_counts: bool = false, "true/false", (), Notice("8.2");
    /// Most outstanding debt where it counts, over a company's yearly budget.
    debt_ceiling: f64 = 2.0, "years", 0.0..=100.0, Assumed("8.2c");
    /// What a company pays for unused land, over its list price.
    purchase_price_share: f64 = 0.5, "share", 0.0..=10.0, Assumed("8.2d");
    /// Fixed investment of a renovation.
    renovation_yi_per_ha: f64 = 0.1, "yi/ha", 0.0..=100.0, Assumed("8.2e");
    /// Share of the fixed investment of a renovation that is granted.
    grant_share: f64 = 0.3, "share", 0.0..=1.0, Data("S:32 30 % of fixed investment");
    /// Most that is granted for one site.
    grant_cap_yi: f64 = 0.5, "yi", 0.0..=1_000.0, Data("S:32 cap of 50 million yuan");
    /// Median weeks from the purchase of a site to its offer.
    renovation_weeks: f64 = 52.0, "weeks", 0.0..=1_000.0, Assumed("8.2f");
    /// Spread of that duration (standard deviation of the logarithm).
    renovation_spread: f64 = 0.3, "1", 0.0..=2.0, Assumed("8.2f");
    /// Whether the named urban districts may take target sectors in vacated space (允许…落地).
    opens_urban_districts: bool = true, "true/false", (), Notice("8.3");
}
