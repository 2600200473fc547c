//! `landfall check`: every value of a scenario with its unit, source and origin; what an experiment
//! varies and reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Trouble;
use super::console;
use super::options::{Allowed, Doing, Options, Showing, file};
use super::run::load_all;
use crate::kernel::design::Role;
use crate::kernel::language::{Language, Words, words, written};
use crate::kernel::parameter::{Value, source_in};
use crate::kernel::unit_words::unit_in;
use crate::measures::MEASURES;
use crate::report::tables::plain;
use crate::scenario::experiment::{self, Description, Experiment};
use crate::scenario::{Origin, Overrides, Problems, Scenario, run, scale};

const ON_CHECK: &str = "\
With --json: {\"scenarios\": [...], \"experiments\": [...]}. A scenario has its measures, every value with \
name, unit, source, set_at and meaning, its city and the columns of its tables. Whatever is worded \
stands in both languages: title and title_zh, unit and unit_zh, and so on.";

#[derive(Debug, Args)]
#[command(after_help = ON_CHECK)]
pub(super) struct Check {
    /// Scenario files or experiment files.
    #[arg(required = true, value_name = "SCENARIO", value_parser = file())]
    pub scenarios: Vec<PathBuf>,
    /// Copies of the city's districts side by side in one world, with land and leads in proportion.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    pub scale: Option<u16>,
    #[command(flatten)]
    pub allowed: Allowed,
}

const LEVER: Words = Role::Lever.title();
const UNCERTAINTY: Words = Role::Uncertainty.title();
const DEFAULT: Words = words("default", "默认");
const HEAD_OF_MEASURES: [Words; 5] = [
    words("measure", "措施"),
    words("", ""),
    words("title", "名称"),
    words("state", "状态"),
    words("set at", "设定于"),
];
const HEAD_OF_VALUES: [Words; 4] = [
    words("value", "取值"),
    words("unit", "单位"),
    words("source", "来源"),
    words("set at", "设定于"),
];
const HEAD_OF_COLUMNS: [Words; 3] = [
    words("unit", "单位"),
    words("source", "来源"),
    words("meaning", "含义"),
];
const HEAD_OF_INPUTS: [Words; 4] = [
    words("input", "输入"),
    words("role", "类别"),
    words("values", "取值"),
    words("unit", "单位"),
];
const HEAD_OF_OUTPUTS: [Words; 3] = [
    words("output", "输出"),
    words("title", "名称"),
    words("unit", "单位"),
];

/// Validates scenarios and prints what they resolve to.
pub(super) fn check(command: &Check, showing: &Showing) -> Result<(), Trouble> {
    let (experiments, scenarios): (Vec<PathBuf>, Vec<PathBuf>) =
        (command.scenarios.iter().cloned()).partition(|path| experiment::is_experiment(path));
    let mut problems = Problems::default();
    let mut sound = Vec::new();
    for path in &experiments {
        let overrides = Overrides {
            scale: command.scale,
            limits: command.allowed.limits(),
            ..Overrides::default()
        };
        match Experiment::load_within(path, overrides, &showing.reach()) {
            Ok(experiment) => sound.push(experiment),
            Err(found) => problems.0.extend(found.0),
        }
    }
    if !problems.0.is_empty() {
        return Err(Trouble::Input(problems.to_string()));
    }
    let options = Options {
        scale: command.scale,
        doing: Doing {
            allowed: command.allowed,
            ..Doing::default()
        },
        ..Options::default()
    };
    let scenarios = load_all(&scenarios, &options, showing)?;
    if showing.json {
        let record = Record {
            experiments: sound.iter().map(ExperimentRecord::of).collect(),
            scenarios: scenarios.iter().map(ScenarioRecord::of).collect(),
        };
        return console::say(&console::json(&record));
    }
    let mut text = String::new();
    let speaker = Speaker(showing.language);
    for experiment in &sound {
        speaker.experiment(experiment, &mut text);
    }
    for scenario in &scenarios {
        speaker.scenario(scenario, &mut text);
    }
    console::say(&text)
}

/// Texts in one language.
struct Speaker(Language);

impl Speaker {
    fn head<const N: usize>(&self, words: [Words; N]) -> [&'static str; N] {
        words.map(|word| word.of(self.0))
    }

    fn unit<'a>(&self, unit: &'a str) -> &'a str {
        unit_in(unit, self.0)
    }

    fn origin(&self, origin: Option<&Origin>) -> String {
        origin.map_or_else(
            || DEFAULT.of(self.0).to_owned(),
            |origin| origin.told_in(self.0),
        )
    }

    /// What a file is called: its name and its title.
    fn heading(&self, name: &str, title: &str, title_zh: &str) -> String {
        let colon = self.0.choose(": ", "：");
        format!("{name}{colon}{}", written(title, title_zh, self.0))
    }

    /// What an experiment varies and reads.
    fn experiment(&self, experiment: &Experiment, text: &mut String) {
        let described = experiment.describe();
        let Experiment {
            name,
            title,
            title_zh,
            replications,
            seed,
            ..
        } = experiment;
        let points = described.points;
        let heading = self.heading(name, title, title_zh);
        let design = match self.0 {
            Language::English => format!(
                "{}, {points} points, {replications} replications of each, seed {seed}",
                described.design
            ),
            Language::Chinese => format!(
                "{}，{points}个点，每点重复{replications}次，随机种子{seed}",
                experiment.design.plan().title().zh
            ),
        };
        let _ = writeln!(text, "{heading}\n{design}\n");
        for note in &experiment.notes {
            let _ = writeln!(text, "{}", note.of(self.0));
        }
        let mut inputs = plain(console::width());
        inputs.set_header(self.head(HEAD_OF_INPUTS));
        for input in &described.inputs {
            let values = match (input.least, input.most, input.values.as_slice()) {
                (Some(least), Some(most), []) => {
                    format!("{least}{}{most}", self.0.choose(" to ", "至"))
                }
                (_, _, values) => values.join(self.0.choose(", ", "、")),
            };
            let scale = match (input.scale, self.0) {
                (None | Some("linear"), _) => String::new(),
                (Some(scale), Language::English) => format!(" ({scale})"),
                (Some(_), Language::Chinese) => "（对数）".to_owned(),
            };
            let mut roles = [LEVER, UNCERTAINTY].into_iter();
            let role = roles.find(|role| role.en == input.role);
            inputs.add_row([
                input.name.as_str(),
                role.map_or(input.role, |role| role.of(self.0)),
                &(values + &scale),
                self.unit(&input.unit),
            ]);
        }
        let mut outputs = plain(console::width());
        outputs.set_header(self.head(HEAD_OF_OUTPUTS));
        for output in &described.outputs {
            let title = self.0.choose(&output.title, &output.title_zh);
            outputs.add_row([output.name.as_str(), title, self.unit(output.unit)]);
        }
        let _ = writeln!(text, "{inputs}\n\n{outputs}\n");
    }

    fn scenario(&self, scenario: &Scenario, text: &mut String) {
        let heading = self.heading(&scenario.name, &scenario.title, &scenario.title_zh);
        let _ = writeln!(text, "{heading}");
        let question = written(&scenario.question, &scenario.question_zh, self.0);
        if !question.is_empty() {
            let _ = writeln!(text, "{question}");
        }
        let _ = writeln!(text);
        self.measures(scenario, text);
        self.values(scenario, text);
        self.columns(scenario, text);
        for note in self.notes(scenario) {
            let _ = writeln!(text, "{note}");
        }
        self.conclude(scenario, text);
    }

    fn measures(&self, scenario: &Scenario, text: &mut String) {
        let mut table = plain(console::width());
        table.set_header(self.head(HEAD_OF_MEASURES));
        for (measure, switch) in MEASURES.iter().zip(&scenario.switches) {
            let from = switch.from.unwrap_or(scenario.run.start);
            let (state, title) = match (switch.on, self.0) {
                (true, Language::English) => (format!("on from {from}"), measure.title.en),
                (true, Language::Chinese) => (format!("自{from}起施行"), measure.title.zh),
                (false, language) => (
                    language.choose("off", "未开启").to_owned(),
                    measure.title.of(language),
                ),
            };
            let title = match self.0 {
                Language::English => format!("{title} ({})", measure.title.zh),
                Language::Chinese => title.to_owned(),
            };
            table.add_row([
                measure.article.to_string(),
                measure.name.to_owned(),
                title,
                state,
                origin_of_switch(scenario, measure.name)
                    .map(|origin| origin.told_in(self.0))
                    .unwrap_or_default(),
            ]);
        }
        let _ = writeln!(text, "{table}\n");
    }

    fn values(&self, scenario: &Scenario, text: &mut String) {
        let mut section = "";
        let mut table = plain(console::width());
        for value in &scenario.resolved() {
            if value.parameter.section != section {
                if !section.is_empty() {
                    let _ = writeln!(text, "{table}\n");
                }
                section = value.parameter.section;
                table = plain(console::width());
                let about = format!("[{section}]");
                let head = self.head(HEAD_OF_VALUES);
                table.set_header(std::iter::once(about.as_str()).chain(head));
                if section == "run" {
                    table.add_row([
                        "start".to_owned(),
                        scenario.run.start.to_string(),
                        self.unit("date").to_owned(),
                        source_in(&run::START_SOURCE.to_string(), self.0),
                        self.origin(scenario.origins.get("run.start")),
                    ]);
                }
            }
            let mut shown = value.value.to_string();
            for (date, dated) in &value.changes {
                let _ = match self.0 {
                    Language::English => write!(shown, "\n{dated} from {date}"),
                    Language::Chinese => write!(shown, "\n自{date}起{dated}"),
                };
            }
            table.add_row([
                value.parameter.key.to_owned(),
                shown,
                self.unit(value.parameter.unit).to_owned(),
                value.source_in(self.0),
                self.origin(value.origin.as_ref()),
            ]);
        }
        let _ = writeln!(text, "{table}\n");
    }

    /// The tables of the city.
    fn columns(&self, scenario: &Scenario, text: &mut String) {
        for file in scenario
            .city_files
            .iter()
            .filter(|file| !file.columns.is_empty())
        {
            let mut table = plain(console::width());
            let head = self.head(HEAD_OF_COLUMNS);
            table.set_header(std::iter::once(file.name).chain(head));
            for column in &file.columns {
                table.add_row([
                    column.name,
                    self.unit(column.unit),
                    &source_in(&column.source, self.0),
                    column.meaning.of(self.0),
                ]);
            }
            let _ = writeln!(text, "{table}\n");
        }
    }

    /// What is set and has no effect.
    fn notes(&self, scenario: &Scenario) -> Vec<String> {
        let idle = MEASURES
            .iter()
            .zip(&scenario.switches)
            .filter(|(_, s)| !s.on);
        idle.filter_map(|(measure, _)| {
            let section = format!("measures.{}.", measure.name);
            let set = scenario.origins.keys();
            let set = set.filter_map(|name| name.strip_prefix(&section));
            let set: Vec<&str> = set.filter(|key| *key != "on").collect();
            let name = measure.name;
            (!set.is_empty()).then(|| match self.0 {
                Language::English => format!(
                    "note: {name} is off, so what is set of it has no effect: {}",
                    set.join(", ")
                ),
                Language::Chinese => {
                    format!("提示：{name}未开启，所设取值不起作用：{}", set.join("、"))
                }
            })
        })
        .collect()
    }

    fn conclude(&self, scenario: &Scenario, text: &mut String) {
        let city = CityRecord::of(scenario);
        let (districts, sectors, land) = (city.districts, city.sectors, city.industrial_land_ha);
        let (parcels, leads) = (city.first_day_parcels, city.leads_per_year);
        let weight = scenario.weight();
        let projects = scale::rough(weight.projects);
        let memory = scale::amount(weight.memory);
        let _ = match self.0 {
            Language::English => writeln!(
                text,
                "{}: {districts} districts, {sectors} sectors, {land} ha of industrial land in about \
                 {parcels} parcels, {leads} leads to expect in a year\n\
                 a run has about {projects} projects, plants in place included, and takes about {memory} of \
                 memory\nno problems",
                city.name
            ),
            Language::Chinese => writeln!(
                text,
                "{}：{districts}个区，{sectors}个行业，工业用地{land}公顷，约{parcels}宗，预计每年{leads}条线索\n每次运行约{projects}个项目（含在产企业），约占内存{memory}\n未发现问题",
                city.name_zh
            ),
        };
    }
}

fn origin_of_switch<'a>(scenario: &'a Scenario, measure: &str) -> Option<&'a Origin> {
    scenario.origins.get(&format!("measures.{measure}.on"))
}

#[derive(Serialize)]
struct Record<'a> {
    scenarios: Vec<ScenarioRecord<'a>>,
    experiments: Vec<ExperimentRecord<'a>>,
}

#[derive(Serialize)]
struct ExperimentRecord<'a> {
    name: &'a str,
    title: &'a str,
    title_zh: &'a str,
    seed: u64,
    replications: u32,
    #[serde(flatten)]
    described: Description,
    notes: Vec<&'a str>,
    notes_zh: Vec<&'a str>,
}

impl<'a> ExperimentRecord<'a> {
    fn of(experiment: &'a Experiment) -> Self {
        let notes = |language| {
            let notes = experiment.notes.iter();
            notes.map(|note| note.of(language)).collect()
        };
        Self {
            name: &experiment.name,
            title: &experiment.title,
            title_zh: &experiment.title_zh,
            seed: experiment.seed,
            replications: experiment.replications,
            described: experiment.describe(),
            notes: notes(Language::English),
            notes_zh: notes(Language::Chinese),
        }
    }
}

#[derive(Serialize)]
struct ScenarioRecord<'a> {
    name: &'a str,
    title: &'a str,
    title_zh: &'a str,
    question: &'a str,
    question_zh: &'a str,
    measures: Vec<SwitchRecord>,
    values: Vec<ValueRecord>,
    city: CityRecord<'a>,
    columns: Vec<ColumnRecord<'a>>,
    notes: Vec<String>,
    notes_zh: Vec<String>,
}

#[derive(Serialize)]
struct SwitchRecord {
    article: u8,
    name: &'static str,
    title: &'static str,
    title_zh: &'static str,
    on: bool,
    from: Option<String>,
    set_at: Option<String>,
}

#[derive(Serialize)]
struct ValueRecord {
    name: String,
    value: serde_json::Value,
    dated: BTreeMap<String, Value>,
    unit: &'static str,
    unit_zh: &'static str,
    source: String,
    source_zh: String,
    set_at: Option<String>,
    meaning: &'static str,
    meaning_zh: &'static str,
}

#[derive(Serialize)]
struct CityRecord<'a> {
    name: &'a str,
    name_zh: &'a str,
    districts: usize,
    sectors: usize,
    industrial_land_ha: f64,
    first_day_parcels: f64,
    leads_per_year: f64,
    /// Of one run, about.
    projects: f64,
    memory_mib: f64,
}

#[derive(Serialize)]
struct ColumnRecord<'a> {
    file: &'a str,
    name: &'static str,
    unit: &'static str,
    unit_zh: &'static str,
    source: &'a str,
    source_zh: String,
    meaning: &'static str,
    meaning_zh: &'static str,
}

impl<'a> ScenarioRecord<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        let measures = MEASURES.iter().zip(&scenario.switches);
        let measures = measures.map(|(measure, switch)| SwitchRecord {
            article: measure.article,
            name: measure.name,
            title: measure.title.en,
            title_zh: measure.title.zh,
            on: switch.on,
            from: (switch.on).then(|| switch.from.unwrap_or(scenario.run.start).to_string()),
            set_at: origin_of_switch(scenario, measure.name).map(ToString::to_string),
        });
        let start = ValueRecord::start(scenario);
        let resolved = scenario.resolved();
        let values = resolved.iter().map(|value| ValueRecord {
            name: value.parameter.name(),
            value: serde_json::to_value(value.value).unwrap_or_default(),
            dated: (value.changes.iter())
                .map(|(date, value)| (date.to_string(), *value))
                .collect(),
            unit: value.parameter.unit,
            unit_zh: unit_in(value.parameter.unit, Language::Chinese),
            source: value.source(),
            source_zh: value.source_in(Language::Chinese),
            set_at: value.origin.as_ref().map(ToString::to_string),
            meaning: value.parameter.meaning.en,
            meaning_zh: value.parameter.meaning.zh,
        });
        let columns = scenario.city_files.iter().flat_map(|file| {
            file.columns.iter().map(|column| ColumnRecord {
                file: file.name,
                name: column.name,
                unit: column.unit,
                unit_zh: unit_in(column.unit, Language::Chinese),
                source: &column.source,
                source_zh: source_in(&column.source, Language::Chinese),
                meaning: column.meaning.en,
                meaning_zh: column.meaning.zh,
            })
        });
        Self {
            name: &scenario.name,
            title: &scenario.title,
            title_zh: &scenario.title_zh,
            question: &scenario.question,
            question_zh: &scenario.question_zh,
            measures: measures.collect(),
            values: std::iter::once(start).chain(values).collect(),
            city: CityRecord::of(scenario),
            columns: columns.collect(),
            notes: Speaker(Language::English).notes(scenario),
            notes_zh: Speaker(Language::Chinese).notes(scenario),
        }
    }
}

impl ValueRecord {
    /// The start stands beside the other values of a run: it is a date.
    fn start(scenario: &Scenario) -> Self {
        let source = run::START_SOURCE.to_string();
        Self {
            name: "run.start".to_owned(),
            value: scenario.run.start.to_string().into(),
            dated: BTreeMap::new(),
            unit: "date",
            unit_zh: unit_in("date", Language::Chinese),
            source_zh: source_in(&source, Language::Chinese),
            source,
            set_at: scenario.origins.get("run.start").map(ToString::to_string),
            meaning: run::START_MEANING.en,
            meaning_zh: run::START_MEANING.zh,
        }
    }
}

impl<'a> CityRecord<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        let city = &scenario.city;
        let land = city.districts.iter().map(|d| d.industrial_land.hectares());
        let size = scale::size(city, scenario.timetable.constants());
        let weight = scenario.weight();
        Self {
            name: &city.name,
            name_zh: &city.name_zh,
            districts: city.districts.len(),
            sectors: city.sectors.len(),
            industrial_land_ha: land.sum(),
            first_day_parcels: size.parcels,
            leads_per_year: size.leads_per_year,
            projects: libm::round(weight.projects),
            memory_mib: libm::ceil(weight.memory / 1024.0 / 1024.0),
        }
    }
}
