//! Experiment files as written: every key known, every input read.

use std::ops::Range as Span;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::asked::{Asked, AskedDesign, AskedInput, At};
use super::inputs::{self, Named, Wanted};
use crate::kernel::design::{MOST_POINTS, Plan, Role};
use crate::kernel::parameter::Value;
use crate::scenario::nearest::hint;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::reader::{self, Reader, beside, entries};
use crate::scenario::{Reach, Source, name_of, names};

const TOP: [&str; 11] = [
    "format",
    "title",
    "title_zh",
    "scenario",
    "baseline",
    "seed",
    "replications",
    "levers",
    "uncertainties",
    "design",
    "outputs",
];
const RANGE: [&str; 4] = ["from", "to", "scale", "steps"];
pub(in crate::scenario) const DESIGNS: [&str; 6] = [
    "grid",
    "latin_hypercube",
    "sobol",
    "morris",
    "saltelli",
    "list",
];
/// The keys of `[design]` besides `kind`, with the designs that have them.
const OF_DESIGNS: [(&str, &[&str]); 5] = [
    ("points", &["latin_hypercube", "sobol", "saltelli"]),
    ("crossed", &["latin_hypercube", "sobol"]),
    ("trajectories", &["morris"]),
    ("levels", &["morris"]),
    ("file", &["list"]),
];
/// Levels of Morris trajectories where none are given.
pub(super) const LEVELS: u32 = 4;

/// Reads an experiment file; nothing if it cannot be read as TOML.
pub(super) fn read(path: &Path, reach: &Reach, problems: &mut Problems) -> Option<Asked> {
    let text = match reach.given(path) {
        Ok(text) => text,
        Err(problem) => {
            problems.0.push(problem);
            return None;
        }
    };
    let table = reader::parse(&text, problems);
    if !problems.0.is_empty() {
        return None;
    }
    problems.0.extend(names::refusal(path));
    let mut file = File {
        path,
        reader: Reader {
            text: &text,
            problems,
        },
    };
    Some(file.experiment(table.get_ref()))
}

struct File<'a> {
    path: &'a Path,
    reader: Reader<'a>,
}

impl File<'_> {
    fn at(&self, span: Span<usize>) -> At {
        At::File(self.reader.text.clone(), span)
    }

    fn experiment(&mut self, table: &DeTable<'_>) -> Asked {
        self.reader.refuse_unknown(table, &TOP);
        self.reader.format(table);
        let mut asked = Asked {
            name: name_of(self.path),
            title: self.reader.optional_string(table, "title"),
            title_zh: self.reader.optional_string(table, "title_zh"),
            files: vec![Source::plain(self.reader.text)],
            seed: self.reader.optional_whole(table, "seed", 0, u32::MAX),
            replications: self
                .reader
                .optional_whole(table, "replications", 1, 1_000_000),
            bases: Vec::new(),
            baseline: self.file(table, "baseline"),
            inputs: Vec::new(),
            is_whole: true,
            design: self.design(table),
            metrics: self.metrics(table),
        };
        self.inputs(table, "levers", Role::Lever, &mut asked);
        let policies = !asked.bases.is_empty();
        match (self.file(table, "scenario"), policies) {
            (Some(base), false) => asked.bases.push(base),
            (Some((_, at)), true) => {
                let message = "\"scenario\" is a lever already: its levels say what is varied";
                self.reader.problems.0.push(at.problem(message));
            }
            (None, _) if table.get("scenario").is_none() && !is_lever(table, "scenario") => {
                let message = "the key \"scenario\" is missing: the scenario file that is varied";
                self.reader.problem(0..0, message);
            }
            (None, _) => {}
        }
        self.inputs(table, "uncertainties", Role::Uncertainty, &mut asked);
        if ["levers", "uncertainties"]
            .iter()
            .all(|key| table.get(*key).is_none())
        {
            let message = "there is neither [levers] nor [uncertainties]: nothing varies";
            self.reader.problem(0..0, message);
            asked.is_whole = false;
        }
        asked
    }

    /// A file that a key names.
    fn file(&mut self, table: &DeTable<'_>, key: &str) -> Option<(std::path::PathBuf, At)> {
        let named = self.reader.optional_string(table, key)?;
        let span = table.get(key).map_or(0..0, Spanned::span);
        Some((beside(self.path, &named), self.at(span)))
    }

    fn inputs(&mut self, table: &DeTable<'_>, key: &str, role: Role, asked: &mut Asked) {
        let Some(value) = table.get(key) else {
            return;
        };
        let Some(inputs) = value.get_ref().as_table() else {
            let message = format!("\"{key}\" must be a table: [{key}]");
            self.reader.problem(value.span(), message);
            asked.is_whole = false;
            return;
        };
        if inputs.is_empty() {
            let message = format!("[{key}] is empty");
            self.reader.problem(value.span(), message);
            asked.is_whole = false;
        }
        for (name, span, value) in entries(inputs) {
            if self.reader.problems.are_enough() {
                return;
            }
            if role == Role::Uncertainty && is_lever(table, name) {
                let message =
                    format!("\"{name}\" is a lever already: it is either chosen or unknown");
                self.reader.problem(span, message);
                asked.is_whole = false;
                continue;
            }
            let read = if name == "scenario" && role == Role::Lever {
                self.policies(value, asked)
            } else {
                self.input(name, span.clone(), value, role)
            };
            match read {
                Some((input, sets)) => {
                    let at = self.at(span);
                    asked.inputs.push(AskedInput { input, sets, at });
                }
                None => asked.is_whole = false,
            }
        }
    }

    fn policies(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        asked: &mut Asked,
    ) -> Option<(crate::kernel::design::Input, inputs::Sets)> {
        let files = strings(value);
        let Some(files) = files else {
            let message = "the lever \"scenario\" must be a list of scenario files";
            self.reader.problem(value.span(), message);
            return None;
        };
        let mut names = Vec::new();
        for (file, span) in files {
            let path = beside(self.path, &file);
            names.push(name_of(&path));
            asked.bases.push((path, self.at(span)));
        }
        match inputs::policies(names) {
            Ok(read) => Some(read),
            Err(problem) => {
                self.reader.put(value.span(), problem);
                None
            }
        }
    }

    fn input(
        &mut self,
        name: &str,
        span: Span<usize>,
        value: &Spanned<DeValue<'_>>,
        role: Role,
    ) -> Option<(crate::kernel::design::Input, inputs::Sets)> {
        let named = match inputs::named(name) {
            Ok(named) => named,
            Err(problem) => {
                // A dotted name without quotation marks reads as tables in tables.
                let is_dotted = !name.contains('.') && value.get_ref().is_table();
                let problem = if is_dotted {
                    problem
                        .with_help("write the whole name in quotation marks: \"section.key\" = …")
                } else {
                    problem
                };
                self.reader.put(span, problem);
                return None;
            }
        };
        let read = match value.get_ref() {
            DeValue::Array(list) => {
                let values = self.values(&named, list)?;
                named.listed(role, &values)
            }
            DeValue::Table(range) => {
                let wanted = self.range(range, &value.span())?;
                named.range(role, wanted)
            }
            _ => Err(
                Problem::nowhere(format!("\"{name}\" must be a list of values or a range"))
                    .with_help("write [1, 2, 3] or { from = 1, to = 3 }"),
            ),
        };
        match read {
            Ok(read) => Some(read),
            Err(problem) => {
                self.reader.put(value.span(), problem);
                None
            }
        }
    }

    fn values(&mut self, named: &Named, list: &[Spanned<DeValue<'_>>]) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        for value in list {
            if self.reader.problems.are_enough() {
                return None;
            }
            let read = reader::read_value(named.kind(), value.get_ref());
            if let Some(read) = read {
                values.push(read);
            } else {
                let text = &self.reader.text.text;
                let written = text.get(value.span()).unwrap_or_default().to_owned();
                self.reader.put(value.span(), named.wrong(&written));
            }
        }
        (values.len() == list.len()).then_some(values)
    }

    fn range(&mut self, table: &DeTable<'_>, at: &Span<usize>) -> Option<Wanted> {
        self.reader.refuse_unknown(table, &RANGE);
        let from = self.number(table, at, "from");
        let to = self.number(table, at, "to");
        let steps = self.reader.optional_whole(table, "steps", 2, 1_000_000);
        let scale = self.reader.optional_string(table, "scale");
        let known = ["linear", "log"];
        if let Some(scale) = scale.as_deref()
            && !known.contains(&scale)
        {
            let span = table.get("scale").map_or(at.clone(), Spanned::span);
            let message = format!("unknown scale \"{scale}\"");
            self.reader.problem(span, message).help = hint(scale, known);
        }
        Some(Wanted {
            from: from?,
            to: to?,
            is_log: scale.as_deref() == Some("log"),
            steps: steps.map(|steps| steps as usize),
        })
    }

    fn number(&mut self, table: &DeTable<'_>, at: &Span<usize>, key: &str) -> Option<f64> {
        let Some(value) = table.get(key) else {
            self.reader
                .problem(at.clone(), format!("the key \"{key}\" is missing"));
            return None;
        };
        let number = reader::number(value.get_ref());
        if number.is_none() {
            self.reader
                .problem(value.span(), format!("\"{key}\" must be a number"));
        }
        number
    }

    fn design(&mut self, table: &DeTable<'_>) -> AskedDesign {
        let at = self.at(0..0);
        let Some(value) = table.get("design") else {
            return AskedDesign {
                plan: Some(Plan::Grid),
                list: None,
                at,
            };
        };
        let nothing = |at| AskedDesign {
            plan: None,
            list: None,
            at,
        };
        let Some(design) = value.get_ref().as_table() else {
            let message = "\"design\" must be a table: [design]";
            self.reader.problem(value.span(), message);
            return nothing(at);
        };
        let kind = self.reader.string(design, value.span(), "kind");
        let Some((kind_at, kind_value)) = design.get_key_value("kind") else {
            return nothing(at);
        };
        let at = self.at(kind_at.span().start..kind_value.span().end);
        if !DESIGNS.contains(&kind.as_str()) {
            if !kind.is_empty() {
                let message = format!("unknown design \"{kind}\"");
                self.reader.problem(kind_value.span(), message).help = hint(&kind, DESIGNS);
            }
            return nothing(at);
        }
        self.refuse_keys_of_others(design, &kind);
        let list = match kind.as_str() {
            "list" => {
                if design.get("file").is_none() {
                    let message = "the key \"file\" is missing: a CSV file with the points";
                    self.reader.problem(kind_value.span(), message);
                }
                self.file(design, "file")
            }
            _ => None,
        };
        let plan = self.plan(design, &kind, &kind_value.span());
        AskedDesign { plan, list, at }
    }

    fn refuse_keys_of_others(&mut self, design: &DeTable<'_>, kind: &str) {
        let keys: Vec<&str> = ["kind"]
            .into_iter()
            .chain(OF_DESIGNS.iter().map(|(key, _)| *key))
            .collect();
        self.reader.refuse_unknown(design, &keys);
        for (key, span, _) in entries(design) {
            let owners = OF_DESIGNS.iter().find(|(known, _)| *known == key);
            if let Some((_, owners)) = owners
                && !owners.contains(&kind)
            {
                let message = format!("\"{key}\" does not go with kind = \"{kind}\"");
                let help = format!("it goes with {}", owners.join(", "));
                self.reader.problem(span, message).help = Some(help);
            }
        }
    }

    fn plan(&mut self, design: &DeTable<'_>, kind: &str, at: &Span<usize>) -> Option<Plan> {
        let most = u32::try_from(MOST_POINTS).unwrap_or(u32::MAX);
        let reader = &mut self.reader;
        let mut count = |key| {
            let count = reader.whole(design, at.clone(), key, 1, most);
            count.map(|count| count as usize)
        };
        Some(match kind {
            "latin_hypercube" => Plan::LatinHypercube {
                points: count("points")?,
                crossed: self.crossed(design)?,
            },
            "sobol" => Plan::Sobol {
                points: count("points")?,
                crossed: self.crossed(design)?,
            },
            "saltelli" => Plan::Saltelli {
                base: count("points")?,
            },
            "morris" => Plan::Morris {
                trajectories: count("trajectories")?,
                levels: self.levels(design)?,
            },
            "list" => Plan::List,
            _ => Plan::Grid,
        })
    }

    fn levels(&mut self, design: &DeTable<'_>) -> Option<usize> {
        let Some(value) = design.get("levels") else {
            return Some(LEVELS as usize);
        };
        let levels = self.reader.optional_whole(design, "levels", 2, 1_000)?;
        if levels % 2 == 1 {
            let message = "\"levels\" must be an even number";
            self.reader.problem(value.span(), message);
            return None;
        }
        Some(levels as usize)
    }

    fn crossed(&mut self, design: &DeTable<'_>) -> Option<bool> {
        let Some(value) = design.get("crossed") else {
            return Some(false);
        };
        let crossed = value.get_ref().as_bool();
        if crossed.is_none() {
            let message = "\"crossed\" must be true or false";
            self.reader.problem(value.span(), message);
        }
        crossed
    }

    fn metrics(&mut self, table: &DeTable<'_>) -> Option<Vec<(String, At)>> {
        let value = table.get("outputs")?;
        let Some(outputs) = value.get_ref().as_table() else {
            let message = "\"outputs\" must be a table: [outputs]";
            self.reader.problem(value.span(), message);
            return None;
        };
        self.reader.refuse_unknown(outputs, &["metrics"]);
        let Some(value) = outputs.get("metrics") else {
            let message = "the key \"metrics\" is missing";
            self.reader.problem(value.span(), message);
            return None;
        };
        let Some(names) = strings(value).filter(|names| !names.is_empty()) else {
            let message = "\"metrics\" must be a list of \"METRIC\" or \"METRIC@PLACE\"";
            self.reader.problem(value.span(), message);
            return None;
        };
        let at = |(name, span)| (name, self.at(span));
        Some(names.into_iter().map(at).collect())
    }
}

/// Whether a name is among the levers.
fn is_lever(table: &DeTable<'_>, name: &str) -> bool {
    let levers = table
        .get("levers")
        .and_then(|value| value.get_ref().as_table());
    levers.is_some_and(|levers| levers.get(name).is_some())
}

/// A list of strings.
fn strings(value: &Spanned<DeValue<'_>>) -> Option<Vec<(String, Span<usize>)>> {
    let DeValue::Array(list) = value.get_ref() else {
        return None;
    };
    list.iter()
        .map(|item| Some((item.get_ref().as_str()?.to_owned(), item.span())))
        .collect()
}
