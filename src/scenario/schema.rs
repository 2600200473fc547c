//! JSON Schemas of the files that people write, made from the register, for editors.
//!
//! They are of draft-07, the newest that the TOML editors read. What a schema cannot say, such as
//! rules between values, `landfall check` says.

use serde_json::{Map, Value, json};

use super::document::FIXED_SECTIONS;
use super::run;
use crate::kernel::language::{Language, Words, words};
use crate::kernel::parameter::{self, Kind, Parameter, source_in};
use crate::kernel::unit_words::unit_in;
use crate::measures::{self, MEASURES};

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";
/// A date as it stands in a key or a string.
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// A metric at a place.
const METRIC_AT: &str = "^[a-z0-9_]+\\.[a-z0-9_]+@[^@]+$";

/// The schema of scenario files.
#[must_use]
pub fn scenario(language: Language) -> Value {
    let mut tables = Map::new();
    let mut rooms = Map::new();
    let mut known = measures::parameters();
    known.add(Box::new(run::Parameters::default()));
    for section in known.sections() {
        let described = known.describe().into_iter();
        let mut keys: Map<String, Value> = described
            .filter(|parameter| parameter.section == section)
            .map(|parameter| (parameter.key.to_owned(), setting(&parameter, language)))
            .collect();
        if section == "run" {
            let meaning = run::START_MEANING.of(language);
            let start = date(&format!("{meaning} [{}]", run::START));
            keys.insert("start".to_owned(), start);
        }
        match section.strip_prefix("measures.") {
            Some(name) => {
                rooms.insert(name.to_owned(), measure(name, keys, language));
            }
            None => {
                tables.insert(section.to_owned(), closed(keys, None));
            }
        }
    }
    for measure in &MEASURES {
        let room = rooms.entry(measure.name);
        room.or_insert_with(|| self::measure(measure.name, Map::new(), language));
    }
    let mut properties = head(language);
    let text = |words: Words| json!({ "type": "string", "description": words.of(language) });
    for (key, meaning) in [
        ("title", TITLE),
        ("title_zh", words("The title in Chinese.", "中文标题。")),
        (
            "question",
            words(
                "The question that the scenario helps to answer.",
                "情景所回答的问题。",
            ),
        ),
        (
            "question_zh",
            words("The question in Chinese.", "中文问题。"),
        ),
        (
            "extends",
            words(
                "The scenario file that this one differs from, beside it or with a path from here.",
                "本情景所依据的情景文件：同一文件夹，或由此出发的路径。",
            ),
        ),
        (
            "city",
            words(
                "The folder of a city: city.toml, districts.csv and sectors.csv.",
                "城市文件夹：city.toml、districts.csv、sectors.csv。",
            ),
        ),
    ] {
        properties.insert(key.to_owned(), text(meaning));
    }
    properties.append(&mut tables);
    let about = words("The measures of the notice.", "通知的各项措施。").of(language);
    properties.insert("measures".to_owned(), closed(rooms, Some(about)));
    whole(
        words("Landfall scenario", "Landfall 情景"),
        language,
        properties,
        &["format"],
    )
}

/// The schema of experiment files.
#[must_use]
pub fn experiment(language: Language) -> Value {
    let mut uncertain = Map::new();
    for parameter in measures::parameters().describe() {
        uncertain.insert(parameter.name(), varied(&parameter, language));
    }
    let mut levers = uncertain.clone();
    for measure in &MEASURES {
        let meaning = switch(measure, language);
        let values = json!({ "type": "boolean" });
        let name = format!("measures.{}.on", measure.name);
        levers.insert(name, listed(&values, &meaning));
    }
    let policies = words(
        "Whole policies: a scenario file for each level.",
        "整套政策：每一水平为一个情景文件。",
    );
    let file = json!({ "type": "string" });
    levers.insert("scenario".to_owned(), listed(&file, policies.of(language)));
    let mut properties = head(language);
    let text = |words: Words| json!({ "type": "string", "description": words.of(language) });
    for (key, meaning) in [
        ("title", TITLE),
        ("title_zh", words("The title in Chinese.", "中文标题。")),
        (
            "scenario",
            words("The scenario file that is varied.", "所改变的情景文件。"),
        ),
        (
            "baseline",
            words(
                "The scenario file that effects are taken against.",
                "计算效应时对照的情景文件。",
            ),
        ),
    ] {
        properties.insert(key.to_owned(), text(meaning));
    }
    properties.insert("seed".to_owned(), whole_number(0, u32::MAX, SEED, language));
    let replications = words("Replications of each point.", "每一点的重复次数。");
    let replications = whole_number(1, 1_000_000, replications, language);
    properties.insert("replications".to_owned(), replications);
    let chosen = words("What somebody decides on.", "可由决策者选择的变量。");
    let unknown = words("What nobody knows for sure.", "无人确知的变量。");
    for (key, inputs, about) in [
        ("levers", levers, chosen),
        ("uncertainties", uncertain, unknown),
    ] {
        let mut table = closed(inputs, Some(about.of(language)));
        table["minProperties"] = json!(1);
        properties.insert(key.to_owned(), table);
    }
    properties.insert("design".to_owned(), design(language));
    properties.insert("outputs".to_owned(), outputs(language));
    let mut schema = whole(
        words("Landfall experiment", "Landfall 实验"),
        language,
        properties,
        &["format"],
    );
    schema["anyOf"] = json!([{ "required": ["levers"] }, { "required": ["uncertainties"] }]);
    schema
}

/// The schema of calibration files.
#[must_use]
pub fn calibration(language: Language) -> Value {
    let mut properties = head(language);
    let text = |words: Words| json!({ "type": "string", "description": words.of(language) });
    properties.insert("title".to_owned(), text(TITLE));
    properties.insert(
        "title_zh".to_owned(),
        text(words("The title in Chinese.", "中文标题。")),
    );
    let extends = words(
        "The scenario file that the fitted values are written for.",
        "拟合结果所扩展的情景文件。",
    );
    properties.insert("extends".to_owned(), text(extends));
    for (key, least, most, meaning) in [
        ("seed", 0, u32::MAX, SEED),
        (
            "points",
            2,
            1_000_000,
            words("Points tried in each wave.", "每一轮试算的点数。"),
        ),
        (
            "replications",
            1,
            10_000,
            words(
                "Replications of each point and scenario.",
                "每点每情景的重复次数。",
            ),
        ),
        ("waves", 1, 100, words("Waves.", "轮数。")),
        (
            "choosing_replications",
            1,
            10_000,
            words(
                "Further replications of the kept points.",
                "保留点的追加重复次数。",
            ),
        ),
        (
            "judging_replications",
            2,
            10_000,
            words(
                "Replications from which the fit is judged.",
                "检验拟合所用的重复次数。",
            ),
        ),
    ] {
        properties.insert(key.to_owned(), whole_number(least, most, meaning, language));
    }
    let kept = words("The share of points that is kept.", "保留的点所占比例。");
    properties.insert(
        "kept_share".to_owned(),
        json!({
            "type": "number", "exclusiveMinimum": 0, "maximum": 1, "description": kept.of(language),
        }),
    );
    let named = words("Scenario files by name.", "情景文件及其名称。").of(language);
    properties.insert(
        "scenarios".to_owned(),
        json!({
            "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1,
            "description": named,
        }),
    );
    let free = measures::parameters().describe().into_iter();
    let free = free.filter_map(|parameter| match parameter.kind {
        Kind::Number { least, most } => {
            let bound = json!({ "type": "number", "minimum": least, "maximum": most });
            let range = json!({
                "type": "array", "items": bound, "minItems": 2, "maxItems": 2,
                "description": told(&parameter, language),
            });
            Some((parameter.name(), range))
        }
        _ => None,
    });
    let about = words(
        "Free parameters with their ranges.",
        "待拟合参数及其取值范围。",
    );
    let mut free = closed(free.collect(), Some(about.of(language)));
    free["minProperties"] = json!(1);
    properties.insert("free".to_owned(), free);
    properties.insert("targets".to_owned(), targets(language));
    let required: Vec<String> = properties
        .keys()
        .filter(|key| *key != "title_zh")
        .cloned()
        .collect();
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    whole(
        words("Landfall calibration", "Landfall 校准"),
        language,
        properties,
        &required,
    )
}

const TITLE: Words = words(
    "A short name for tables and pictures.",
    "用于表格和图的简短标题。",
);
const SEED: Words = words("Master seed.", "随机种子。");

/// A schema that stands for itself.
fn whole(
    title: Words,
    language: Language,
    properties: Map<String, Value>,
    required: &[&str],
) -> Value {
    let mut schema = json!({ "$schema": DRAFT, "title": title.of(language) });
    let table = closed(properties, None);
    if let (Some(schema), Value::Object(table)) = (schema.as_object_mut(), table) {
        schema.extend(table);
    }
    schema["required"] = json!(required);
    schema
}

/// The key that every file has.
fn head(language: Language) -> Map<String, Value> {
    let meaning = words("The format of the file: 1.", "文件格式：1。").of(language);
    let format = json!({ "enum": [1], "description": meaning });
    Map::from_iter([("format".to_owned(), format)])
}

/// A table in which no other keys may stand.
fn closed(properties: Map<String, Value>, about: Option<&str>) -> Value {
    let mut table = json!({
        "type": "object", "additionalProperties": false, "properties": properties,
    });
    if let Some(about) = about {
        table["description"] = json!(about);
    }
    table
}

/// The values that a kind allows.
fn values(kind: Kind) -> Value {
    match kind {
        Kind::Number { least, most } => {
            json!({ "type": "number", "minimum": least, "maximum": most })
        }
        Kind::Count { least, most } => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
    }
}

/// A parameter's meaning with its unit, what it may be and where its default comes from.
fn told(parameter: &Parameter, language: Language) -> String {
    let Parameter {
        meaning,
        unit,
        kind,
        default,
        source,
        ..
    } = parameter;
    let meaning = meaning.of(language);
    let unit = unit_in(if unit.is_empty() { "-" } else { unit }, language);
    let (allowed, source) = (kind.told_in(language), source.to_string());
    let source = source_in(&source, language);
    match language {
        Language::English => {
            format!("{meaning}\n\nUnit: {unit}. Allowed: {allowed}. Default: {default} ({source}).")
        }
        Language::Chinese => {
            format!("{meaning}\n\n单位：{unit}；取值：{allowed}；默认：{default}（{source}）。")
        }
    }
}

fn default(value: parameter::Value) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A parameter in a scenario: a value, or dated values where it may change.
fn setting(parameter: &Parameter, language: Language) -> Value {
    let mut constant = values(parameter.kind);
    let description = told(parameter, language);
    if FIXED_SECTIONS.contains(&parameter.section) {
        constant["description"] = json!(description);
        constant["default"] = default(parameter.default);
        return constant;
    }
    let dated = words(
        "Dated values, in ascending order: { \"2024-01-01\" = … }.",
        "按日期取值，日期由早到晚：{ \"2024-01-01\" = … }。",
    );
    json!({
        "description": description,
        "default": default(parameter.default),
        "anyOf": [
            constant,
            {
                "type": "object",
                "description": dated.of(language),
                "patternProperties": { DATE: values(parameter.kind) },
                "additionalProperties": false,
                "minProperties": 1,
            },
        ],
    })
}

/// A date; TOML's own dates reach a schema as strings.
fn date(about: &str) -> Value {
    json!({ "type": "string", "pattern": DATE, "description": about })
}

fn measure(name: &str, mut keys: Map<String, Value>, language: Language) -> Value {
    let Some(measure) = measures::measure(name) else {
        return closed(keys, None);
    };
    let on = words("Whether the measure is on.", "措施是否实施。").of(language);
    let on = json!({ "type": "boolean", "default": false, "description": on });
    let from = words(
        "The date from which it is in force; else that of the first counted week.",
        "措施生效日期；未写明则自第一个计数周起。",
    );
    let mut all = Map::from_iter([
        ("on".to_owned(), on),
        ("from".to_owned(), date(from.of(language))),
    ]);
    all.append(&mut keys);
    closed(all, Some(&switch(measure, language)))
}

/// A measure in a line.
fn switch(measure: &measures::Measure, language: Language) -> String {
    let (title, meaning) = (measure.title.of(language), measure.meaning.of(language));
    match language {
        Language::English => format!("Measure {}: {title}. {meaning}", measure.article),
        Language::Chinese => format!("措施 {}：{title}。{meaning}", measure.article),
    }
}

/// A parameter in an experiment: values, or a range of numbers.
fn varied(parameter: &Parameter, language: Language) -> Value {
    let description = told(parameter, language);
    let list = listed(&values(parameter.kind), &description);
    let bound = match parameter.kind {
        Kind::Number { .. } | Kind::Count { .. } => values(parameter.kind),
        Kind::Switch | Kind::Choice(_) => return list,
    };
    let about = words("A range to draw from.", "取值范围，从中抽取。").of(language);
    let steps = words(
        "How many values a grid or a lever takes of it.",
        "网格或可选变量从中取几个值。",
    );
    let mut range = closed(
        Map::from_iter([
            ("from".to_owned(), bound.clone()),
            ("to".to_owned(), bound),
            (
                "scale".to_owned(),
                json!({ "enum": ["linear", "log"], "default": "linear" }),
            ),
            (
                "steps".to_owned(),
                whole_number(2, 1_000_000, steps, language),
            ),
        ]),
        Some(about),
    );
    range["required"] = json!(["from", "to"]);
    json!({ "description": description, "anyOf": [list, range] })
}

/// A list of two values or more, none twice.
fn listed(value: &Value, about: &str) -> Value {
    json!({
        "type": "array", "items": value, "minItems": 2, "uniqueItems": true, "description": about,
    })
}

fn whole_number(least: u32, most: u32, meaning: Words, language: Language) -> Value {
    json!({
        "type": "integer", "minimum": least, "maximum": most, "description": meaning.of(language),
    })
}

fn design(language: Language) -> Value {
    let count = |meaning| whole_number(1, 1_000_000, meaning, language);
    let kind = words(
        "How points are chosen; a grid where there is no design.",
        "取点方式；不写则为网格。",
    );
    let crossed = words(
        "Every combination of levers at every point drawn for the uncertainties.",
        "在不确定变量的每一点上取可选变量的全部组合。",
    );
    let levels = words(
        "Levels of each input, an even number.",
        "每个变量的水平数，偶数。",
    );
    let file = words("A CSV file with the points.", "列出各点的 CSV 文件。");
    let mut design = closed(
        Map::from_iter([
            (
                "kind".to_owned(),
                json!({ "enum": super::experiment::DESIGNS, "description": kind.of(language) }),
            ),
            (
                "points".to_owned(),
                count(words(
                    "How many points; blocks of saltelli.",
                    "点数；saltelli 为组数。",
                )),
            ),
            (
                "crossed".to_owned(),
                json!({ "type": "boolean", "default": false, "description": crossed.of(language) }),
            ),
            (
                "trajectories".to_owned(),
                count(words(
                    "How many trajectories of morris.",
                    "morris 的轨迹数。",
                )),
            ),
            (
                "levels".to_owned(),
                json!({
                    "type": "integer", "minimum": 2, "maximum": 1000, "multipleOf": 2,
                    "description": levels.of(language),
                }),
            ),
            (
                "file".to_owned(),
                json!({ "type": "string", "description": file.of(language) }),
            ),
        ]),
        None,
    );
    design["required"] = json!(["kind"]);
    design
}

/// The metrics, by name or at a place.
fn metric() -> Value {
    let metrics = measures::metrics();
    let names: Vec<&str> = metrics.iter().map(|metric| metric.name).collect();
    json!({ "type": "string", "anyOf": [{ "enum": names }, { "pattern": METRIC_AT }] })
}

fn outputs(language: Language) -> Value {
    let about = words(
        "The figures that are read: METRIC of the city, or METRIC@PLACE.",
        "读取的指标：全市为“指标”，某地为“指标@地点”。",
    );
    let metrics = json!({
        "type": "array", "items": metric(), "minItems": 1, "description": about.of(language),
    });
    let mut outputs = closed(Map::from_iter([("metrics".to_owned(), metrics)]), None);
    outputs["required"] = json!(["metrics"]);
    outputs
}

fn targets(language: Language) -> Value {
    let number = json!({ "type": "number" });
    let interval = |meaning: Words| {
        json!({
            "description": meaning.of(language),
            "anyOf": [number, { "type": "array", "items": number, "minItems": 2, "maxItems": 2 }],
        })
    };
    let text = |meaning: Words| json!({ "type": "string", "description": meaning.of(language) });
    let metrics = measures::metrics();
    let names: Vec<&str> = metrics.iter().map(|metric| metric.name).collect();
    let keys = Map::from_iter([
        (
            "id".to_owned(),
            text(words(
                "Its id; parts may share one.",
                "编号；几部分可共用。",
            )),
        ),
        (
            "meaning".to_owned(),
            text(words("What it is, in a line.", "一句话说明。")),
        ),
        (
            "scenario".to_owned(),
            text(words("A name of [scenarios].", "[scenarios] 中的名称。")),
        ),
        ("metric".to_owned(), json!({ "enum": names })),
        (
            "place".to_owned(),
            text(words("The place's code.", "地点代码。")),
        ),
        (
            "fact".to_owned(),
            interval(words("The fact, or an interval.", "事实值，或区间。")),
        ),
        (
            "tolerance".to_owned(),
            interval(words(
                "Within which the figure counts as fitted.",
                "视为拟合的区间。",
            )),
        ),
        (
            "source".to_owned(),
            text(words("Where the fact comes from.", "事实来源。")),
        ),
    ]);
    let required: Vec<String> = keys.keys().cloned().collect();
    let in_chinese = text(words("The same in Chinese.", "中文说明。"));
    let in_chinese = ("meaning_zh".to_owned(), in_chinese);
    let mut target = closed(keys.into_iter().chain([in_chinese]).collect(), None);
    target["required"] = json!(required);
    json!({ "type": "array", "items": target, "minItems": 1 })
}
