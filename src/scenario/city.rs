//! A city's folder: `city.toml` says where each column comes from, two tables say what it holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;

use super::names;
use super::nearest::hint;
use super::problem::{Problem, Problems, Text};
use super::reach::Reach;
use super::reader::{self, Reader, entries};
use super::slips;
use crate::kernel::ids::SectorId;
use crate::kernel::language::{Words, words};
use crate::kernel::parameter::Source;
use crate::kernel::units::Area;
use crate::world::city::City;
use crate::world::district::{District, DistrictKind, Zone};
use crate::world::sector::{Sector, Tier};

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

/// What a column holds.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Text,
    Number(f64, f64),
    Flag,
    Tile,
    Words(&'static [&'static str]),
    Codes,
    /// Where the row stands in the city; a table may do without the column.
    Rank,
}

struct Column {
    name: &'static str,
    unit: &'static str,
    meaning: Words,
    holds: Holds,
}

impl Column {
    const fn may_be_missing(&self) -> bool {
        matches!(self.holds, Holds::Rank)
    }
}

const fn column(name: &'static str, unit: &'static str, meaning: Words, holds: Holds) -> Column {
    Column {
        name,
        unit,
        meaning,
        holds,
    }
}

/// What a name of a city must be.
const SOUND: &str =
    "a text of at most 80 letters, none of them a control character, the first none of = + - @";
/// The last row and column of a map.
const MOST_TILES: u16 = 49;
/// The most rows of a table: as many districts as a map has tiles.
const MOST_ROWS: usize = 2_500;
/// The column whose numbers districts stand in the order of, where there is one.
const RANK: &str = "number";

const ZONES: &[&str] = &[
    "core",
    "expansion",
    "plain_new_town",
    "subcentre",
    "ecological",
];
const KINDS: &[&str] = &["administrative", "development_area"];
const TIERS: &[&str] = &["pillar", "specialty", "future", "general"];

#[rustfmt::skip]
static DISTRICTS: &[Column] = &[
    column("code", "", words("Short code.", "代码。"), Holds::Text),
    column("name", "", words("Name in English.", "英文名称。"), Holds::Text),
    column("name_zh", "", words("Name in Chinese.", "中文名称。"), Holds::Text),
    column("tile_row", "tiles", words("Row of its tile on the map, from 0 in the north.", "在地图上的行号，最北为0。"), Holds::Tile),
    column("tile_column", "tiles", words("Column of its tile on the map, from 0 in the west.", "在地图上的列号，最西为0。"), Holds::Tile),
    column("kind", "", words("What it is in law.", "法定性质。"), Holds::Words(KINDS)),
    column("zone", "", words("Its zone in the city's plan.", "在城市规划中所属功能区。"), Holds::Words(ZONES)),
    column("industrial_land_ha", "ha", words("Industrial land on the first day.", "首日工业用地。"), Holds::Number(0.0, 1e6)),
    column("idle_share", "share", words("Share of it that is idle or inefficient, vacated factories included.", "其中低效、闲置的比例，含腾退厂房。"), Holds::Number(0.0, 1.0)),
    column("vacated_ha", "ha", words("Land of vacated factories.", "腾退厂房用地。"), Holds::Number(0.0, 1e6)),
    column("output_yi", "yi/year", words("Output of the plants in place.", "在产企业的产出。"), Holds::Number(0.0, 1e6)),
    column("books_headquarters", "0/1", words("Whether headquarters book output there that no plant makes.", "是否由总部在此入账并非企业生产的产出。"), Holds::Flag),
    column("land_price_yuan_m2", "yuan/m2", words("Land price for 50 years.", "50年期出让地价。"), Holds::Number(1.0, 1e5)),
    column("annual_plan_ha", "ha/year", words("Industrial land released in a year.", "每年供应的工业用地。"), Holds::Number(0.0, 1e5)),
    column("research_share_pct", "percent", words("Share of the city's research staff.", "科研人员占全市的比例。"), Holds::Number(0.0, 100.0)),
    column("promoters", "staff", words("Promoters, who find leads.", "发现线索的招商人员。"), Holds::Number(0.0, 1e5)),
    column("teams", "teams", words("Negotiating teams.", "洽谈团队。"), Holds::Number(0.0, 1e5)),
    column("discount_budget_yi", "yi/year", words("Most that land-price discounts may cost in a year.", "每年地价优惠的上限。"), Holds::Number(0.0, 1e5)),
    column("output_weight", "1/(yi/year)", words("Weight of yearly output in the district's objective.", "区目标中年产出的权重。"), Holds::Number(0.0, 1e3)),
    column("tax_weight", "1/(yi/year)", words("Weight of yearly tax in the district's objective.", "区目标中年税收的权重。"), Holds::Number(0.0, 1e3)),
    column("credit_weight", "1/yi", words("Weight of credited investment in the district's objective.", "区目标中计入成果的投资的权重。"), Holds::Number(0.0, 1e3)),
    column("land_weight", "1/yi", words("Weight of the list price of the land a project takes: its opportunity cost.", "项目所占用地底价的权重，即其机会成本。"), Holds::Number(0.0, 1e3)),
    column("pilot_share", "share", words("Share of its industrial land in the pilot areas of article 6.", "工业用地中位于第六条试点区域的比例。"), Holds::Number(0.0, 1.0)),
    column("standardizes_land", "0/1", words("Whether it standardizes industrial land (article 7).", "是否实施产业用地标准化改革（第七条）。"), Holds::Flag),
    column("reuse_pilot", "0/1", words("Whether it is an urban district that may take advanced projects in vacated space (article 8).", "是否为可在腾退空间落地先进制造业项目的城区（第八条）。"), Holds::Flag),
    column("investment_floor_yi_ha", "yi/ha", words("Least investment that its listings ask for; 0 where it lists none.", "所列地均投资下限；未列为0。"), Holds::Number(0.0, 1e3)),
    column("output_floor_yi_ha", "yi/ha/year", words("Least output that its listings ask for; 0 where it lists none.", "所列地均产出下限；未列为0。"), Holds::Number(0.0, 1e3)),
    column("tax_floor_yi_ha", "yi/ha/year", words("Least tax that its listings ask for; 0 where it lists none.", "所列地均税收下限；未列为0。"), Holds::Number(0.0, 1e3)),
    column("stewards", "staff", words("Project stewards that it can assign.", "可指定的项目管家。"), Holds::Number(0.0, 1e5)),
    column("farmland_quota_ha", "ha/year", words("Farmland quota for the release of new land.", "供应新增用地的占补平衡指标。"), Holds::Number(0.0, 1e5)),
    column("land_company_yi", "yi/year", words("What its state land company has of its own in a year.", "国有土地企业每年的自有资金。"), Holds::Number(0.0, 1e5)),
    column("leading_sectors", "", words("Codes of the leading sectors, first rank first, separated by |; may be empty.", "主导产业代码，按位次排列，以|分隔；可为空。"), Holds::Codes),
    column(RANK, "", words("Where it stands in the city, wherever its row stands; luck goes by it.", "在城市中的次序，与所在行无关；随机数按此次序取用。"), Holds::Rank),
];

#[rustfmt::skip]
static SECTORS: &[Column] = &[
    column("code", "", words("Short code.", "代码。"), Holds::Text),
    column("name", "", words("Name in English.", "英文名称。"), Holds::Text),
    column("name_zh", "", words("Name in Chinese.", "中文名称。"), Holds::Text),
    column("tier", "", words("Tier in which the notice names it.", "通知所列层级。"), Holds::Words(TIERS)),
    column("project_share", "share", words("Share of it among prospects.", "在意向项目中的比例。"), Holds::Number(0.0, 1.0)),
    column("land_ha_per_yi", "ha/yi", words("Land that a project of one yi needs.", "总投资1亿元的项目所需用地。"), Holds::Number(0.001, 1e3)),
    column("output_yi_per_ha", "yi/ha/year", words("Output of an average plant.", "一般企业的产出。"), Holds::Number(0.0, 1e3)),
    column("value_added_rate", "share", words("Value added over output.", "增加值与产出之比。"), Holds::Number(0.0, 1.0)),
    column("tax_rate", "share", words("Tax over output.", "税收与产出之比。"), Holds::Number(0.0, 1.0)),
    column("jobs_per_ha", "jobs/ha", words("Jobs.", "就业岗位。"), Holds::Number(0.0, 1e5)),
    column("energy_tce_per_wan", "tce/10,000 yuan", words("Energy per output.", "单位产出能耗。"), Holds::Number(0.0, 100.0)),
    column("emission_t_per_tce", "t/tce", words("Carbon dioxide per energy.", "单位能耗的二氧化碳排放。"), Holds::Number(0.0, 100.0)),
    column("research_intensity_pct", "percent", words("Research spending over revenue.", "研发投入与营业收入之比。"), Holds::Number(0.0, 100.0)),
    column("construction_months", "months", words("Median time of construction.", "建设周期的中位数。"), Holds::Number(0.0, 600.0)),
    column("ramp_up_months", "months", words("Time from opening to full capacity.", "从投产到达产的时间。"), Holds::Number(0.0, 600.0)),
    column("smallest_lot_ha", "ha", words("Smallest lot that a plant can use.", "企业可用的最小宗地。"), Holds::Number(0.001, 1e4)),
    column("related", "", words("Codes of the sectors it clusters with, separated by |; may be empty.", "与其形成集群的行业代码，以|分隔；可为空。"), Holds::Codes),
];

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

type Sources = BTreeMap<String, BTreeMap<String, String>>;

/// The names of a city, and its sources as far as they can be read.
fn read_about(text: &Text, problems: &mut Problems) -> (String, String, Option<Sources>) {
    let before = problems.0.len();
    let table = reader::parse(text, problems);
    if problems.0.len() > before {
        return (String::new(), String::new(), None);
    }
    let table = table.get_ref();
    let mut reader = Reader { text, problems };
    reader.refuse_unknown(table, &["format", "name", "name_zh", "sources"]);
    reader.format(table);
    let mut named = |key: &str| {
        let name = reader.string(table, 0..0, key);
        if !names::is_sound(&name) {
            let span = table.get(key).map_or(0..0, Spanned::span);
            reader.problem(span, format!("\"{key}\" must be {SOUND}"));
        }
        name
    };
    let (name, name_zh) = (named("name"), named("name_zh"));
    let mut sources = Sources::new();
    let Some(value) = table.get("sources") else {
        let message = "the tables [sources.districts] and [sources.sectors] are missing";
        reader.problem(0..0, message);
        return (name, name_zh, None);
    };
    let Some(tables) = value.get_ref().as_table() else {
        let message = "\"sources\" must be a table of tables: [sources.districts]";
        reader.problem(value.span(), message);
        return (name, name_zh, None);
    };
    reader.refuse_unknown(tables, &["districts", "sectors"]);
    for (file, span, columns) in entries(tables) {
        let Some(columns) = columns.get_ref().as_table() else {
            reader.problem(
                span,
                format!("\"{file}\" must be a table: [sources.{file}]"),
            );
            continue;
        };
        let of_file = sources.entry(file.to_owned()).or_default();
        for (column, _, source) in entries(columns) {
            match source.get_ref().as_str() {
                Some(source) => drop(of_file.insert(column.to_owned(), source.to_owned())),
                None => drop(reader.problem(
                    source.span(),
                    format!("the source of \"{column}\" must be a string"),
                )),
            }
        }
    }
    (name, name_zh, Some(sources))
}

fn column_sources(
    table: &Table<'_>,
    file: &str,
    sources: Option<&Sources>,
    about: &Text,
    problems: &mut Problems,
) -> Vec<ColumnSource> {
    let Some(sources) = sources else {
        return Vec::new();
    };
    let given = sources.get(file).cloned().unwrap_or_default();
    let names = || table.columns.iter().map(|column| column.name);
    for unknown in given.keys().filter(|k| !names().any(|name| name == **k)) {
        let hint = hint(unknown, names());
        problems.note(Problem {
            help: hint,
            ..Problem::at(
                about,
                source_span(about, file, unknown),
                format!("a source for an unknown column \"{unknown}\" of {file}.csv"),
            )
        });
    }
    let known = Source::KINDS.map(|(kind, _)| kind);
    let mut lacking = Vec::new();
    let of_columns = table
        .columns
        .iter()
        .zip(&table.places)
        .filter(|(column, place)| place.is_some() || !column.may_be_missing())
        .map(|(column, _)| {
            let source = given.get(column.name).cloned();
            let tag = source.as_deref().unwrap_or_default();
            let tag = tag.split_whitespace().next().unwrap_or_default();
            if source.is_none() {
                lacking.push(column.name);
            } else if !known.contains(&tag) {
                let message = format!(
                    "the source of column \"{}\" of {file}.csv must begin with one of {}",
                    column.name,
                    known.join(", ")
                );
                let span = source_span(about, file, column.name);
                problems.note(Problem::at(about, span, message));
            }
            ColumnSource {
                name: column.name,
                unit: column.unit,
                source: source.unwrap_or_default(),
                meaning: column.meaning,
            }
        })
        .collect();
    if !lacking.is_empty() {
        let columns = lacking.join(", ");
        let message = format!("no source is given in [sources.{file}] for: {columns}");
        let help = format!(
            "write a line for each column, such as {} = \"assumed\"; a source begins with one of {}",
            lacking[0],
            known.join(", ")
        );
        let head = source_span(about, file, "");
        problems.note(Problem::at(about, head, message).with_help(help));
    }
    of_columns
}

/// Where the n-th cell of a row stands.
fn cell_span(text: &Text, row: &Range<usize>, place: usize) -> Range<usize> {
    let line = &text.text[row.clone()];
    let mut is_quoted = false;
    let ends = line.match_indices([',', '"']).filter(|(_, mark)| {
        is_quoted ^= *mark == "\"";
        *mark == "," && !is_quoted
    });
    let ends: Vec<usize> = ends.map(|(at, _)| at).collect();
    let start = match place {
        0 => 0,
        place => ends.get(place - 1).map_or(line.len(), |end| end + 1),
    };
    let end = ends.get(place).copied().unwrap_or(line.len());
    row.start + start..row.start + end
}

/// The line of `city.toml` that gives a column's source, or the head of its table.
fn source_span(about: &Text, file: &str, column: &str) -> Range<usize> {
    let head = format!("[sources.{file}]");
    let Some(start) = about.text.find(&head) else {
        return 0..0;
    };
    let rest = &about.text[start + head.len()..];
    let rest = &rest[..rest.find("\n[").unwrap_or(rest.len())];
    match rest
        .find(&format!("\n{column} "))
        .filter(|_| !column.is_empty())
    {
        Some(at) => {
            let begin = start + head.len() + at + 1;
            begin..begin + column.len()
        }
        None => start..start + head.len(),
    }
}

/// A row that is a line.
fn record(row: &str) -> Result<csv::StringRecord, Problem> {
    let quotes = row.matches('"').count();
    if quotes == 0 {
        return Ok(row.split(',').collect());
    }
    if quotes % 2 == 1 {
        let problem = Problem::nowhere("a quotation mark is not closed in this row");
        return Err(problem.with_help("a row is a line: cells have no line breaks"));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(row.as_bytes());
    let record = reader
        .records()
        .next()
        .unwrap_or_else(|| Ok(csv::StringRecord::new()));
    record.map_err(|error| Problem::nowhere(format!("not valid CSV: {error}")))
}

/// A table whose header is complete, and its rows as text.
struct Table<'t> {
    text: &'t Text,
    columns: &'static [Column],
    /// Where each column stands in a row.
    places: Vec<Option<usize>>,
    rows: Vec<(csv::StringRecord, Range<usize>)>,
}

impl<'t> Table<'t> {
    fn read(text: &'t Text, columns: &'static [Column], problems: &mut Problems) -> Self {
        let mut table = Self {
            text,
            columns,
            places: vec![None; columns.len()],
            rows: Vec::new(),
        };
        let mut width: Option<usize> = None;
        let mut start = 0;
        // A row is a line: comments and empty lines are passed over.
        for line in text.text.split_inclusive('\n') {
            let row = line.trim_end();
            let span = start..start + row.len();
            start += line.len();
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            if problems.are_enough() {
                return table;
            }
            let record = match record(row) {
                Ok(record) => record,
                Err(problem) => {
                    problems.note(problem.put(text, span));
                    continue;
                }
            };
            if table.rows.len() >= MOST_ROWS {
                let message = format!("the table has more than {MOST_ROWS} rows");
                problems.note(Problem::at(text, span, message));
                return table;
            }
            match width {
                None if record.len() == 1 && row.contains([';', '\t']) => {
                    let message = "the cells of this table are not separated by commas";
                    problems.note(
                        Problem::at(text, span, message)
                            .with_help("save it as CSV with commas, in UTF-8"),
                    );
                    return table;
                }
                None => {
                    table.header(&record, &span, problems);
                    width = Some(record.len());
                }
                Some(width) if record.len() != width => {
                    let cells = record.len();
                    let message = format!("this row has {cells} cells, the header has {width}");
                    let help = if cells > width {
                        "a number has a point and no commas, and a text with a comma stands in \
                         quotation marks"
                    } else {
                        "every column has a cell in every row, which may be empty where the column \
                         says so"
                    };
                    problems.note(Problem::at(text, span, message).with_help(help));
                }
                Some(_) => table.rows.push((record, span)),
            }
        }
        if table.rows.is_empty() {
            problems.note(Problem::at(text, 0..0, "the table has no rows"));
        }
        table
    }

    fn header(&mut self, record: &csv::StringRecord, span: &Range<usize>, problems: &mut Problems) {
        for (place, name) in record.iter().enumerate() {
            match self.columns.iter().position(|c| c.name == name) {
                Some(column) if self.places[column].is_some() => {
                    let cell = cell_span(self.text, span, place);
                    let message = format!("column \"{name}\" stands twice");
                    problems.note(Problem::at(self.text, cell, message));
                }
                Some(column) => self.places[column] = Some(place),
                None => {
                    problems.note(Problem {
                        help: hint(name, self.columns.iter().map(|c| c.name)),
                        ..Problem::at(
                            self.text,
                            cell_span(self.text, span, place),
                            format!("unknown column \"{name}\""),
                        )
                    });
                }
            }
        }
        for (column, place) in self.columns.iter().zip(&self.places) {
            if place.is_none() && !column.may_be_missing() {
                problems.note(Problem::at(
                    self.text,
                    span.clone(),
                    format!(
                        "column \"{}\" is missing: {}",
                        column.name, column.meaning.en
                    ),
                ));
            }
        }
    }

    /// The codes of the rows, which must differ.
    fn codes(&self, problems: &mut Problems) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for (record, span) in &self.rows {
            let code = self.places[0].and_then(|at| record.get(at)).unwrap_or("");
            let sound = !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
            if !sound {
                problems.note(Problem::at(
                    self.text,
                    span.clone(),
                    format!("\"{code}\" is no code: use ASCII letters and digits"),
                ));
            } else if codes.iter().any(|known| known == code) {
                problems.note(Problem::at(
                    self.text,
                    span.clone(),
                    format!("the code \"{code}\" stands twice"),
                ));
            }
            codes.push(code.to_owned());
        }
        codes
    }

    /// The numbers of the rows, which must differ; in order where there are none.
    fn ranks(&self, problems: &mut Problems) -> Vec<u32> {
        let column = self.columns.iter().position(|c| c.name == RANK);
        let Some(place) = column.and_then(|at| self.places[at]) else {
            return (0..).take(self.rows.len()).collect();
        };
        let mut ranks: Vec<u32> = Vec::new();
        for (record, span) in &self.rows {
            let text = record.get(place).unwrap_or_default().trim();
            let rank: Option<u32> = text.parse().ok();
            let message = match rank {
                None => format!("\"{RANK}\" must be a whole number from 0; found \"{text}\""),
                Some(rank) if ranks.contains(&rank) => format!("the number {rank} stands twice"),
                Some(rank) => {
                    ranks.push(rank);
                    continue;
                }
            };
            let cell = cell_span(self.text, span, place);
            problems.note(Problem::at(self.text, cell, message));
        }
        ranks
    }

    fn rows<T>(
        &self,
        sectors: &[String],
        problems: &mut Problems,
        build: impl Fn(&mut Cells<'_, '_>) -> Option<T>,
    ) -> Vec<T> {
        self.rows
            .iter()
            .filter_map(|(record, span)| {
                build(&mut Cells {
                    table: self,
                    record,
                    span,
                    sectors,
                    problems,
                })
            })
            .collect()
    }
}

/// The cells of one row, read by column name.
struct Cells<'c, 't> {
    table: &'c Table<'t>,
    record: &'c csv::StringRecord,
    span: &'c Range<usize>,
    sectors: &'c [String],
    problems: &'c mut Problems,
}

impl Cells<'_, '_> {
    fn cell(&self, name: &str) -> (Option<&'static Column>, String) {
        let at = self.table.columns.iter().position(|c| c.name == name);
        let place = at.and_then(|at| self.table.places[at]);
        let text = place.and_then(|place| self.record.get(place));
        (
            at.map(|at| &self.table.columns[at]),
            text.unwrap_or_default().trim().to_owned(),
        )
    }

    /// Notes a wrong cell; where the whole column is missing, that has been told once.
    fn wrong(&mut self, name: &str, expected: &str, found: &str, help: Option<String>) {
        let at = self.table.columns.iter().position(|c| c.name == name);
        let Some(place) = at.and_then(|at| self.table.places[at]) else {
            return;
        };
        self.problems.note(Problem {
            help,
            ..Problem::at(
                self.table.text,
                cell_span(self.table.text, self.span, place),
                format!("\"{name}\" must be {expected}; found \"{found}\""),
            )
        });
    }

    fn text(&mut self, name: &str) -> String {
        let (_, text) = self.cell(name);
        if text.is_empty() || !names::is_sound(&text) {
            self.wrong(name, SOUND, &text, None);
        }
        text
    }

    fn number(&mut self, name: &str) -> f64 {
        let (column, text) = self.cell(name);
        let Some(Column {
            holds: Holds::Number(least, most),
            unit,
            ..
        }) = column
        else {
            return 0.0;
        };
        match text.parse::<f64>() {
            Ok(number) if (*least..=*most).contains(&number) => number,
            _ => {
                let expected = format!("a number from {least} to {most} ({unit})");
                let help = slips::help(&text, unit, (*least, *most));
                self.wrong(name, &expected, &text, help);
                0.0
            }
        }
    }

    fn tile(&mut self, name: &str) -> u16 {
        let (_, text) = self.cell(name);
        let place = text.parse().ok().filter(|place| *place <= MOST_TILES);
        place.unwrap_or_else(|| {
            let expected = format!("a whole number from 0 to {MOST_TILES}");
            self.wrong(name, &expected, &text, None);
            0
        })
    }

    fn flag(&mut self, name: &str) -> bool {
        let (_, text) = self.cell(name);
        if text != "0" && text != "1" {
            self.wrong(name, "0 or 1", &text, None);
        }
        text == "1"
    }

    fn word(&mut self, name: &str) -> usize {
        let (column, text) = self.cell(name);
        let Some(Column {
            holds: Holds::Words(words),
            ..
        }) = column
        else {
            return 0;
        };
        words
            .iter()
            .position(|word| *word == text)
            .unwrap_or_else(|| {
                let hint = hint(&text, words.iter().copied());
                let expected = format!("one of {}", words.join(", "));
                self.wrong(name, &expected, &text, hint);
                0
            })
    }

    fn codes(&mut self, name: &str) -> Vec<SectorId> {
        let (_, text) = self.cell(name);
        let mut ids = Vec::new();
        for code in text
            .split('|')
            .map(str::trim)
            .filter(|code| !code.is_empty())
        {
            if let Some(at) = self.sectors.iter().position(|sector| sector == code) {
                ids.push(SectorId(u16::try_from(at).unwrap_or(u16::MAX)));
            } else {
                let hint = hint(code, self.sectors.iter().map(String::as_str));
                self.wrong(name, "codes of sectors.csv", code, hint);
            }
        }
        ids
    }
}

fn district(cells: &mut Cells<'_, '_>) -> Option<District> {
    Some(District {
        code: cells.text("code"),
        name: cells.text("name"),
        name_zh: cells.text("name_zh"),
        tile: (cells.tile("tile_row"), cells.tile("tile_column")),
        kind: DistrictKind::ALL.get(cells.word("kind"))?.0,
        zone: Zone::ALL.get(cells.word("zone"))?.0,
        industrial_land: Area::from_hectares(cells.number("industrial_land_ha")),
        idle_share: cells.number("idle_share"),
        vacated: Area::from_hectares(cells.number("vacated_ha")),
        output_yi: cells.number("output_yi"),
        books_headquarters: cells.flag("books_headquarters"),
        land_price_yuan: cells.number("land_price_yuan_m2"),
        annual_plan: Area::from_hectares(cells.number("annual_plan_ha")),
        research_share_pct: cells.number("research_share_pct"),
        promoters: cells.number("promoters"),
        teams: cells.number("teams"),
        discount_budget_yi: cells.number("discount_budget_yi"),
        output_weight: cells.number("output_weight"),
        tax_weight: cells.number("tax_weight"),
        credit_weight: cells.number("credit_weight"),
        land_weight: cells.number("land_weight"),
        pilot_share: cells.number("pilot_share"),
        standardizes_land: cells.flag("standardizes_land"),
        reuse_pilot: cells.flag("reuse_pilot"),
        investment_floor: cells.number("investment_floor_yi_ha"),
        output_floor: cells.number("output_floor_yi_ha"),
        tax_floor: cells.number("tax_floor_yi_ha"),
        stewards: cells.number("stewards"),
        farmland_quota: Area::from_hectares(cells.number("farmland_quota_ha")),
        land_company_yi: cells.number("land_company_yi"),
        leading_sectors: cells.codes("leading_sectors"),
    })
}

fn sector(cells: &mut Cells<'_, '_>) -> Option<Sector> {
    Some(Sector {
        code: cells.text("code"),
        name: cells.text("name"),
        name_zh: cells.text("name_zh"),
        tier: Tier::ALL.get(cells.word("tier"))?.0,
        project_share: cells.number("project_share"),
        land_ha_per_yi: cells.number("land_ha_per_yi"),
        output_yi_per_ha: cells.number("output_yi_per_ha"),
        value_added_rate: cells.number("value_added_rate"),
        tax_rate: cells.number("tax_rate"),
        jobs_per_ha: cells.number("jobs_per_ha"),
        energy_tce_per_wan: cells.number("energy_tce_per_wan"),
        emission_t_per_tce: cells.number("emission_t_per_tce"),
        research_intensity_pct: cells.number("research_intensity_pct"),
        construction_months: cells.number("construction_months"),
        ramp_up_months: cells.number("ramp_up_months"),
        smallest_lot_ha: cells.number("smallest_lot_ha"),
        related: cells.codes("related"),
    })
}
