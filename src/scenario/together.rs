//! What only holds or fails of several values together, on the first day and after every dated
//! change.

use super::{Switch, Timetable};
use crate::kernel::chance::math::pow;
use crate::kernel::parameter::Value;
use crate::measures::MEASURES;

/// A rule about several values that is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// The values beside which the message stands, as table and key. An empty key stands for any
    /// of the table, `on` for the switch of a measure.
    pub beside: &'static [(&'static str, &'static str)],
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Every rule about several values that is broken.
pub(super) fn broken(timetable: &Timetable, switches: &[Switch]) -> Vec<Broken> {
    let mut broken = broken_numbers(timetable, switches);
    broken.extend(broken_regime(timetable, switches));
    broken
}

/// What only holds or fails of several numbers. A measure's `on` reads 1 where it is on.
fn broken_numbers(timetable: &Timetable, switches: &[Switch]) -> Vec<Broken> {
    type Rule = (
        &'static [(&'static str, &'static str)],
        fn(&dyn Fn(&str, &str) -> f64) -> Option<String>,
    );
    const RULES: [Rule; 5] = [
        (&[("leads", "found_per_year")], |value| {
            let found = value("leads", "found_per_year");
            let most_found = most_found(value);
            let tape = value("prospects", "greatest_rate_per_year");
            (most_found > tape).then(|| {
                format!(
                    "leads.found_per_year ({found}) can grow to {most_found:.0} with the greatest \
                     effort, which exceeds prospects.greatest_rate_per_year ({tape})"
                )
            })
        }),
        (&[("measures.investment_promotion", "")], |value| {
            let of = |key: &str| value("measures.investment_promotion", key);
            if of("on") == 0.0 {
                return None;
            }
            let largest = |keys: [&str; 3]| keys.iter().map(|key| of(key)).fold(0.0, f64::max);
            let tiers = largest(["pillar_factor", "specialty_factor", "future_factor"]);
            let owners = largest(["private_factor", "foreign_factor", "state_factor"]);
            let promoted = most_found(value) * tiers * owners;
            let tape = value("prospects", "greatest_rate_per_year");
            (tiers * owners > 1.0 && promoted > tape).then(|| {
                format!(
                    "with the greatest effort {:.0} leads can be found in a year; the largest \
                     factors of measures.investment_promotion ({tiers} by tier, {owners} by \
                     ownership) bring that to {promoted:.0}, which exceeds \
                     prospects.greatest_rate_per_year ({tape})",
                    most_found(value)
                )
            })
        }),
        (&[("prospects", "foreign_share")], |value| {
            let owned = value("prospects", "foreign_share") + value("prospects", "state_share");
            (owned > 1.0).then(|| {
                format!(
                    "prospects.foreign_share and prospects.state_share add up to {owned}, more \
                     than 1"
                )
            })
        }),
        (&[("negotiation", "middling_fit")], |value| {
            let middling = value("negotiation", "middling_fit");
            let good = value("negotiation", "good_fit");
            (middling > good).then(|| {
                format!(
                    "negotiation.middling_fit ({middling}) exceeds negotiation.good_fit ({good})"
                )
            })
        }),
        (&[("prospects", "size_most_yi")], |value| {
            let most = value("prospects", "size_most_yi");
            (most <= 1.0).then(|| format!("prospects.size_most_yi ({most}) must exceed 1"))
        }),
    ];
    let rules = RULES.into_iter();
    let broken = rules.filter_map(|(beside, rule)| {
        let message = timetable.find(|values| {
            rule(&|section, key| match values.get(section, key) {
                Some(Value::Number(number)) => number,
                _ if key == "on" => f64::from(u8::from(is_on(section, switches))),
                _ => 0.0,
            })
        })?;
        Some(Broken {
            beside,
            message,
            help: None,
        })
    });
    broken.collect()
}

/// Whether the measure of a table is on.
fn is_on(section: &str, switches: &[Switch]) -> bool {
    let mut measures = MEASURES.iter().zip(switches);
    measures.any(|(m, switch)| section.strip_prefix("measures.") == Some(m.name) && switch.on)
}

/// Leads found in a year with the greatest effort everywhere.
fn most_found(value: &dyn Fn(&str, &str) -> f64) -> f64 {
    let city = value("leads", "city_share");
    let most_effort = pow(
        value("leads", "effort_most"),
        value("leads", "effort_elasticity"),
    );
    value("leads", "found_per_year") * (city + (1.0 - city) * most_effort)
}

/// Who may negotiate for a project is settled in one way only: by measure 5 or by a regime of the
/// base economy.
fn broken_regime(timetable: &Timetable, switches: &[Switch]) -> Option<Broken> {
    const MEASURE: &str = "measures.first_negotiation";
    const OPEN: &str = "open_competition";
    if !is_on(MEASURE, switches) {
        return None;
    }
    let regime = timetable.find(|values| match values.get("allocation", "regime") {
        Some(Value::Choice(word)) if word != OPEN => Some(word),
        _ => None,
    })?;
    Some(Broken {
        beside: &[("allocation", "regime"), (MEASURE, "on")],
        message: format!(
            "allocation.regime = \"{regime}\" and {MEASURE} cannot both say who may negotiate"
        ),
        help: Some(format!(
            "write allocation.regime = \"{OPEN}\", under which the measure gives rights, or \
             {MEASURE}.on = false; the regime counts whatever its date"
        )),
    })
}
