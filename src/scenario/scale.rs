//! How often a city stands in its world, what grows with that beyond its districts, and how much of a
//! machine a run takes.

use crate::kernel::calendar::WEEKS_PER_YEAR;
use crate::kernel::parameter::{ParameterSet, Value};
use crate::kernel::record::Scope;
use crate::measures;
use crate::world::city::City;

use super::Timetable;

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

/// The most that is begun without being asked for in so many words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Memory of one run, in GiB.
    pub memory_gib: u32,
    /// Disk that a job takes, in GiB.
    pub disk_gib: u32,
    /// Runs of a job.
    pub runs: u64,
}

impl Limits {
    /// No limits.
    pub const NONE: Self = Self {
        memory_gib: u32::MAX,
        disk_gib: u32::MAX,
        runs: u64::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_gib: 16,
            disk_gib: 200,
            runs: 10_000_000,
        }
    }
}

/// Bytes of a GiB.
const GIB: f64 = (1_u64 << 30) as f64;

/// About how much one run takes, rather too much than too little: ten million projects of small cities took 5.0
/// GiB, tables and lives included, where this says more than 8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// Projects over the run: leads at the efforts of the first day, and plants that stand there.
    pub projects: f64,
    /// Parcels over the run: those of the first day and those that are released.
    pub parcels: f64,
    /// Figures that are told at the end and week by week.
    pub figures: f64,
    /// Bytes of memory.
    pub memory: f64,
    /// Bytes that it leaves on disk.
    pub disk: f64,
}

impl Weight {
    /// The weight of one run of a city in so many further copies.
    #[must_use]
    pub fn of(city: &City, copies: u16, timetable: &Timetable) -> Self {
        /// Bytes of a project, its enterprise and its land included.
        const PROJECT: f64 = 850.0;
        const PARCEL: f64 = 150.0;
        /// Bytes of a row of `landings.csv`, and of a figure in `metrics.csv`.
        const LANDING: f64 = 160.0;
        const FIGURE: f64 = 80.0;
        let parameters = timetable.constants();
        let of_run = |key| number(parameters, "run", key);
        let weeks = of_run("burn_in_weeks") + of_run("horizon_weeks");
        let years = weeks / f64::from(WEEKS_PER_YEAR);
        let (own, copies) = (f64::from(city.copies), f64::from(copies));
        let size = size(city, parameters);
        let most_leads = greatest(timetable, "leads", "found_per_year");
        let leads = most_leads.min(prospects_per_year(parameters)) * years;
        let released = city.districts.iter().map(|d| d.annual_plan.hectares());
        let released =
            released.sum::<f64>() * years / number(parameters, "land_supply", "parcel_ha");
        let projects = (leads + number(parameters, "founding", "incumbents")) * own * copies;
        let parcels = (size.parcels + released) * copies;
        // Pairs of districts lie in one copy; all else of a layout grows with its districts.
        let layout = city.layout();
        let told = measures::metrics();
        let told = told.iter().flat_map(|metric| metric.scopes);
        let at_the_end = told.map(|&scope| layout.count(scope) as f64).sum::<f64>() * copies;
        let weekly = measures::metrics();
        let weekly = weekly.iter().filter(|metric| metric.weekly);
        let is_told = |scope: &&Scope| !matches!(scope, Scope::DistrictSector | Scope::Flow);
        let weekly = weekly.flat_map(|metric| metric.scopes.iter().filter(is_told));
        let weekly = weekly.map(|&scope| layout.count(scope) as f64).sum::<f64>() * copies * weeks;
        let word = size_of::<f64>() as f64;
        Self {
            projects,
            parcels,
            figures: at_the_end + weekly,
            memory: projects * PROJECT + parcels * PARCEL + (at_the_end + weekly) * word,
            disk: leads * own * copies * LANDING + at_the_end * FIGURE + weekly * word,
        }
    }

    /// Why a run is refused, if it is.
    #[must_use]
    pub fn refusal(&self, limits: Limits) -> Option<String> {
        let most = f64::from(limits.memory_gib) * GIB;
        (self.memory > most).then(|| {
            format!(
                "one run would have about {} projects on {} parcels and tell {} figures, which take about \
                 {} of memory; the most is {} GiB",
                rough(self.projects),
                rough(self.parcels),
                rough(self.figures),
                amount(self.memory),
                limits.memory_gib
            )
        })
    }
}

/// What to do about a run that is too large.
pub(super) const LARGE: &str = "shorten the run or thin its leads, land or districts; if it is meant, raise the limit: \
                     --max-memory GIB";

/// Why a job of so many runs is refused, if it is. `figures` are those that each run leaves; nothing for
/// a job that keeps all that a run tells.
#[must_use]
pub fn refusal_of_job(
    runs: f64,
    weight: Weight,
    figures: Option<usize>,
    limits: Limits,
) -> Option<String> {
    /// Bytes of a figure in `runs.csv` and in the journal.
    const FIGURE: f64 = 30.0;
    let of_run = figures.map_or(weight.disk, |figures| figures as f64 * FIGURE);
    let disk = of_run * runs;
    if runs > limits.runs as f64 {
        return Some(format!(
            "the job has {} runs, which leave about {}; the most is {} runs\nhelp: take fewer points or \
             replications; if it is meant, raise the limit: --max-runs N",
            rough(runs),
            amount(disk),
            limits.runs
        ));
    }
    (disk > f64::from(limits.disk_gib) * GIB).then(|| {
        format!(
            "the job has {} runs, which leave about {} on disk; the most is {} GiB\nhelp: take fewer \
             replications; if it is meant, raise the limit: --max-disk GIB",
            rough(runs),
            amount(disk),
            limits.disk_gib
        )
    })
}

/// A number to two digits, in words where it is large.
#[must_use]
pub fn rough(number: f64) -> String {
    let (unit, word) = match number {
        n if n < 1e6 => (1.0, ""),
        n if n < 1e9 => (1e6, " million"),
        n if n < 1e12 => (1e9, " billion"),
        _ => (1e12, " trillion"),
    };
    let places = usize::from(unit > 1.0 && number < 10.0 * unit);
    format!("{:.places$}{word}", number / unit)
}

/// An amount of memory or disk.
#[must_use]
pub fn amount(bytes: f64) -> String {
    match bytes {
        n if n < GIB => format!("{:.0} MiB", libm::ceil(n / GIB * 1024.0)),
        n => format!("{} GiB", rough(libm::ceil(n / GIB))),
    }
}

/// Why a city cannot stand in one world, or not so often, if it cannot.
pub(super) fn refusal(city: &City, copies: u16, parameters: &ParameterSet) -> Option<String> {
    // The tape and the numbers of plants are drawn, so half of what fits is asked for at most.
    const NUMBERS: f64 = u32::MAX as f64 / 2.0;
    let weeks =
        number(parameters, "run", "burn_in_weeks") + number(parameters, "run", "horizon_weeks");
    let prospects = prospects_per_year(parameters) * weeks / f64::from(WEEKS_PER_YEAR);
    let size = size(city, parameters);
    let plants = number(parameters, "founding", "incumbents") + size.parcels;
    let limits = [
        (size.districts as f64, f64::from(u16::MAX), "districts"),
        (prospects, NUMBERS, "prospects over the run"),
        (plants, NUMBERS, "plants and parcels on the first day"),
    ];
    let broken = limits
        .into_iter()
        .find(|(of_one, most, _)| of_one * f64::from(copies) > *most)?;
    let (of_one, most, what) = broken;
    let largest = libm::floor(most / of_one);
    Some(if largest < 1.0 {
        format!(
            "{} is too large: {most:.0} {what} are the most that one world holds, and it has {of_one:.0}",
            city.name
        )
    } else {
        format!(
            "--scale {copies} is too much for {}: {most:.0} {what} are the most that one world holds, and \
             each copy of the city has {of_one:.0}; the largest scale is {largest}",
            city.name
        )
    })
}

/// The greatest value that a number has over time.
fn greatest(timetable: &Timetable, section: &str, key: &str) -> f64 {
    let dated = timetable.of(section, key).into_iter();
    let dated = dated.filter_map(|(_, value)| match value {
        Value::Number(number) => Some(number),
        _ => None,
    });
    dated.fold(number(timetable.constants(), section, key), f64::max)
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
