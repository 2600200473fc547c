//! How often a city stands in its world, and what grows with that beyond its districts.

use crate::kernel::calendar::WEEKS_PER_YEAR;
use crate::kernel::parameter::{ParameterSet, Value};
use crate::world::city::City;

/// What the city as a whole has, or can do in a week or a year. All else that grows belongs to a
/// district or comes to one copy of the city (Assumption RUN-5).
const OF_THE_WHOLE_CITY: [(&str, &str); 6] = [
    ("measures.major_project_coordination", "slots_per_week"),
    ("measures.investment_data_platform", "sector_half_ha"),
    ("measures.project_steward", "city_stewards"),
    ("measures.first_negotiation", "certifications_per_week"),
    ("measures.industrial_land_supply", "city_quota_ha"),
    ("measures.space_reuse", "city_company_yi"),
];

/// The parameters of a city of some copies: what the whole city has is as much again for each.
#[must_use]
pub fn of_copies(mut parameters: ParameterSet, copies: u16) -> ParameterSet {
    if copies <= 1 {
        return parameters;
    }
    for (section, key) in OF_THE_WHOLE_CITY {
        let grown = match parameters.get(section, key) {
            Some(Value::Count(count)) => Value::Count(count.saturating_mul(u32::from(copies))),
            Some(Value::Number(number)) => Value::Number(number * f64::from(copies)),
            _ => continue,
        };
        parameters.set(section, key, grown);
    }
    parameters
}

/// How large a city is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Districts.
    pub districts: usize,
    /// Parcels to expect on the first day.
    pub parcels: f64,
    /// Leads to expect in a year at the efforts of the first day, expansions aside.
    pub leads_per_year: f64,
}

/// How large a city is under some parameters.
#[must_use]
pub fn size(city: &City, parameters: &ParameterSet) -> Size {
    let number = |section, key| number(parameters, section, key);
    let land = city.districts.iter().map(|d| d.industrial_land.hectares());
    let leads = number("leads", "found_per_year").min(prospects_per_year(parameters));
    Size {
        districts: city.districts.len(),
        parcels: libm::round(land.sum::<f64>() / number("founding", "parcel_ha")),
        leads_per_year: leads * f64::from(city.copies),
    }
}

/// Why a city cannot stand so often in one world, if it cannot.
pub(super) fn refusal(city: &City, copies: u16, parameters: &ParameterSet) -> Option<String> {
    // The tape and the numbers of plants are drawn, so half of what fits is asked for at most.
    const NUMBERS: f64 = u32::MAX as f64 / 2.0;
    if copies <= 1 {
        return None;
    }
    let weeks =
        number(parameters, "run", "burn_in_weeks") + number(parameters, "run", "horizon_weeks");
    let prospects = prospects_per_year(parameters) * weeks / f64::from(WEEKS_PER_YEAR);
    let size = size(city, parameters);
    let plants = number(parameters, "founding", "incumbents") + size.parcels;
    let limits = [
        (size.districts as f64, f64::from(u16::MAX), "districts"),
        (prospects, NUMBERS, "prospects over the run"),
        (plants, NUMBERS, "plants on the first day"),
    ];
    let broken = limits
        .into_iter()
        .find(|(of_one, most, _)| of_one * f64::from(copies) > *most)?;
    let (of_one, most, what) = broken;
    let largest = libm::floor(most / of_one);
    Some(format!(
        "--scale {copies} is too much for {}: {most:.0} {what} are the most that one world holds, and \
         each copy of the city has {of_one:.0}; the largest scale is {largest}",
        city.name
    ))
}

fn prospects_per_year(parameters: &ParameterSet) -> f64 {
    number(parameters, "prospects", "greatest_rate_per_year")
}

fn number(parameters: &ParameterSet, section: &str, key: &str) -> f64 {
    match parameters.get(section, key) {
        Some(Value::Count(count)) => f64::from(count),
        Some(Value::Number(number)) => number,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures;

    #[test]
    fn what_the_whole_city_has_grows_with_its_copies_and_nothing_else_does() {
        let plain = measures::parameters();
        let grown = of_copies(plain.clone(), 3);
        for parameter in plain.describe() {
            let (section, key) = (parameter.section, parameter.key);
            let [before, after] = [&plain, &grown].map(|set| set.get(section, key));
            if OF_THE_WHOLE_CITY.contains(&(section, key)) {
                let [before, after] = [&plain, &grown].map(|set| number(set, section, key));
                assert!(before > 0.0 && after == 3.0 * before, "{section}.{key}");
            } else {
                assert_eq!(before, after, "{section}.{key}");
            }
        }
    }
}
