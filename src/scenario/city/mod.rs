//! A city's folder: `city.toml` says where each column comes from, two tables say what it holds.

mod columns;
mod sources;
mod table;

use std::ops::Range;
use std::path::Path;

use columns::{DISTRICTS, SECTORS, district, sector};
use sources::{column_sources, read_about};
use table::Table;

use super::problem::{Problem, Problems, Text};
use super::reach::Reach;
use crate::kernel::language::Words;
use crate::world::city::City;
use crate::world::district::{District, Zone};
use crate::world::sector::Sector;

/// A file of a city as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityFile {
    /// Its name in the folder.
    pub name: &'static str,
    /// Its text.
    pub text: Text,
    /// Its columns: name, unit, source, meaning. Empty for `city.toml`.
    pub columns: Vec<ColumnSource>,
}

/// Where a column of a city's table comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSource {
    /// The column's name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its source, as the city says.
    pub source: String,
    /// What it means.
    pub meaning: Words,
}

/// Reads a city's folder; nothing if anything is wrong with it.
pub(super) fn load(
    folder: &Path,
    named_at: (&Text, Range<usize>),
    reach: &Reach,
    problems: &mut Problems,
) -> Option<(City, Vec<CityFile>)> {
    let before = problems.0.len();
    let mut read = |name: &str| match reach.named(&folder.join(name)) {
        Ok(text) => Some(text),
        Err(problem) => {
            let problem = problem.put(named_at.0, named_at.1.clone());
            problems.note(problem);
            None
        }
    };
    // Where there is no city, nothing more is said of its tables.
    let about = read("city.toml")?;
    let (districts, sectors) = (read("districts.csv"), read("sectors.csv"));
    let (districts, sectors) = (districts?, sectors?);
    let (name, name_zh, sources) = read_about(&about, problems);
    let sector_rows = Table::read(&sectors, SECTORS, problems);
    let district_rows = Table::read(&districts, DISTRICTS, problems);
    let columns = |table: &Table<'_>, file: &str, problems: &mut Problems| {
        column_sources(table, file, sources.as_ref(), &about, problems)
    };
    let city_files = vec![
        CityFile {
            name: "city.toml",
            text: about.clone(),
            columns: Vec::new(),
        },
        CityFile {
            name: "districts.csv",
            columns: columns(&district_rows, "districts", problems),
            text: districts.clone(),
        },
        CityFile {
            name: "sectors.csv",
            columns: columns(&sector_rows, "sectors", problems),
            text: sectors.clone(),
        },
    ];
    let codes = sector_rows.codes(problems);
    district_rows.codes(problems);
    let sectors = sector_rows.rows(&codes, problems, sector);
    let districts = district_rows.rows(&codes, problems, district);
    let ranks = district_rows.ranks(problems);
    if problems.0.len() == before {
        check_city(
            &districts,
            &sectors,
            (&district_rows, &sector_rows),
            problems,
        );
    }
    (problems.0.len() == before).then(|| {
        let mut ranked: Vec<(u32, District)> = ranks.into_iter().zip(districts).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let city = City {
            name,
            name_zh,
            districts: ranked.into_iter().map(|(_, district)| district).collect(),
            copies: 1,
            sectors,
        };
        (city, city_files)
    })
}

/// What only holds or fails of whole tables.
fn check_city(
    districts: &[District],
    sectors: &[Sector],
    (district_rows, sector_rows): (&Table<'_>, &Table<'_>),
    problems: &mut Problems,
) {
    let closed = |d: &District| matches!(d.zone, Zone::Core | Zone::Expansion);
    if districts.iter().all(closed) {
        let message = "every district is closed to projects: its zone is core or expansion";
        problems.note(Problem::at(district_rows.text, 0..0, message));
    }
    for (at, district) in districts.iter().enumerate() {
        let same = |other: &&District| other.tile == district.tile;
        if let Some(other) = districts[..at].iter().find(same) {
            let message = format!(
                "{} and {} have the same tile on the map: row {}, column {}",
                other.code, district.code, district.tile.0, district.tile.1
            );
            let row = district_rows.rows.get(at).map(|(_, span)| span.clone());
            let problem = Problem::at(district_rows.text, row.unwrap_or(0..0), message);
            problems.note(problem);
        }
    }
    let shares: f64 = sectors.iter().map(|s| s.project_share).sum();
    if shares <= 0.0 {
        let message = "no sector has projects: every project_share is 0";
        problems.note(Problem::at(sector_rows.text, 0..0, message));
    }
}
