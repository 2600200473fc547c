//! From files to a scenario: the chain of `extends`, one overlay after the other, then the city.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::document::{self, Document, Values};
use super::problem::{Problem, Problems, Text};
use super::reach::Reach;
use super::reader::beside;
use super::run;
use super::scale::Weight;
use super::source::Source;
use super::timetable::Timetable;
use super::together::{self, Broken};
use super::{Origin, Overrides, Run, Scenario, Switch, city, name_of, names, scale};
use crate::kernel::language::Told;
use crate::kernel::parameter::{ParameterSet, Value};
use crate::measures::{self, MEASURES};
use crate::world::city::City;

/// Scenarios that may extend one another, one after the other.
const LONGEST_CHAIN: usize = 64;

/// A file of the chain with what it says.
struct Link {
    path: PathBuf,
    text: Text,
    document: Document,
}

pub(super) fn load(path: &Path, overrides: Overrides, reach: &Reach) -> Result<Scenario, Problems> {
    let mut problems = Problems::default();
    let mut known = measures::parameters();
    known.add(Box::new(run::Parameters::default()));
    let chain = read_chain(path, &known, reach, &mut problems);
    problems.0.extend(names::refusal(path));

    let mut timetable = Timetable::new(known);
    let mut origins = BTreeMap::new();
    let mut switches = vec![Switch::default(); MEASURES.len()];
    let (mut title, mut question) = (Told::default(), Told::default());
    let (mut start, mut city_folder) = (run::START, None);
    // The chain begins with the file asked for; what it extends comes first.
    for link in chain.iter().rev() {
        let document = &link.document;
        title.hear(document.title.as_deref(), document.title_zh.as_deref());
        question.hear(
            document.question.as_deref(),
            document.question_zh.as_deref(),
        );
        if let Some((date, span)) = &document.start {
            start = *date;
            origins.insert("run.start".to_owned(), origin(link, span.start));
        }
        if let Some((folder, span)) = &document.city {
            city_folder = Some((beside(&link.path, folder), link.text.clone(), span.clone()));
        }
        for setting in &document.settings {
            match &setting.values {
                Values::Constant(value) => timetable.set(&setting.section, &setting.key, *value),
                Values::Dated(values) => {
                    timetable.schedule(&setting.section, &setting.key, values);
                }
            }
            let name = format!("{}.{}", setting.section, setting.key);
            origins.insert(name, origin(link, setting.span.start));
        }
        for switch in &document.switches {
            let slot = &mut switches[switch.article - 1];
            slot.on = switch.on.unwrap_or(slot.on);
            slot.from = switch.from.or(slot.from);
            if switch.on.is_some() {
                let name = format!("measures.{}.on", MEASURES[switch.article - 1].name);
                origins.insert(name, origin(link, switch.span.start));
            }
        }
    }
    if let Some(seed) = overrides.seed {
        timetable.set("run", "seed", Value::Count(seed));
        origins.insert("run.seed".to_owned(), Origin::command_line());
    }
    if let Some(replications) = overrides.replications {
        timetable.set("run", "replications", Value::Count(replications));
        origins.insert("run.replications".to_owned(), Origin::command_line());
    }

    let city = if let Some((folder, text, span)) = city_folder {
        city::load(&folder, (&text, span), reach, &mut problems)
    } else {
        problems.0.extend(no_city(path, &chain));
        None
    };
    let copies = overrides.scale.unwrap_or(1).max(1);
    if let Some((city, _)) = &city
        && problems.0.is_empty()
    {
        let refusal = too_large(path, city, copies, &timetable, overrides.limits);
        problems.0.extend(refusal);
    }
    for broken in together::broken(&timetable, &switches) {
        problems.0.push(placed(broken, &chain));
    }
    problems.sort();
    let Some((city, city_files)) = city.filter(|_| problems.0.is_empty()) else {
        return Err(problems);
    };
    let count = |key| count(&timetable, key);
    let of_city = city_files.iter().map(|file| Source::plain(&file.text));
    let sources = chain.iter().map(source).chain(of_city).collect();
    Ok(Scenario {
        name: name_of(path),
        title: Some(title.en)
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| name_of(path)),
        title_zh: title.zh,
        question: question.en,
        question_zh: question.zh,
        run: Run {
            seed: u64::from(count("seed")),
            replications: count("replications"),
            start,
            burn_in: count("burn_in_weeks"),
            horizon: count("horizon_weeks"),
        },
        city: city.copied(copies),
        city_files,
        timetable,
        switches,
        origins,
        sources,
    })
}

/// What keeps a city of some copies from being run, if it is too large.
fn too_large(
    path: &Path,
    city: &City,
    copies: u16,
    timetable: &Timetable,
    limits: scale::Limits,
) -> Option<Problem> {
    if let Some(message) = scale::refusal(city, copies, timetable.constants()) {
        return Some(Problem::nowhere(message));
    }
    let message = Weight::of(city, copies, timetable).refusal(limits)?;
    let problem = Problem::nowhere(format!("{}: {message}", name_of(path)));
    Some(problem.with_help(scale::LARGE))
}

/// The problem of a chain that names no city; nothing where a file of it cannot be read to its end,
/// which may well name one.
fn no_city(path: &Path, chain: &[Link]) -> Option<Problem> {
    let read_to_the_end = chain.iter().all(|link| link.document.is_whole)
        && chain
            .last()
            .is_some_and(|link| link.document.extends.is_none());
    read_to_the_end.then(|| {
        Problem::nowhere(format!("{} names no city", path.display())).with_help(
            "write city = \"…\", the folder of a city beside the scenario file, or extend a \
             scenario that names one",
        )
    })
}

/// A whole number of the table `run`.
fn count(timetable: &Timetable, key: &str) -> u32 {
    match timetable.constants().get("run", key) {
        Some(Value::Count(count)) => count,
        _ => 0,
    }
}

/// A file of the chain with what it names.
fn source(link: &Link) -> Source {
    let mut source = Source::plain(&link.text);
    let named = [&link.document.extends, &link.document.city];
    for (written, span) in named.into_iter().flatten() {
        source.name(beside(&link.path, written), span.clone());
    }
    source
}

fn origin(link: &Link, at: usize) -> Origin {
    Origin {
        file: link.text.name(),
        line: link.text.line(at),
    }
}

/// Reads a scenario file and all that it extends, in that order.
fn read_chain(
    path: &Path,
    known: &ParameterSet,
    reach: &Reach,
    problems: &mut Problems,
) -> Vec<Link> {
    let mut chain: Vec<Link> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut next: Option<(PathBuf, Option<(Text, Range<usize>)>)> = Some((path.to_owned(), None));
    while let Some((path, named_at)) = next.take() {
        let identity = reach.identity(&path);
        if seen.contains(&identity) {
            problems.0.push(cycle(&chain, &path, named_at));
            break;
        }
        if chain.len() >= LONGEST_CHAIN {
            let message = format!("more than {LONGEST_CHAIN} scenarios extend one another");
            problems.0.push(match named_at {
                Some((text, span)) => Problem::at(&text, span, message),
                None => Problem::nowhere(message),
            });
            break;
        }
        seen.push(identity);
        let read = match named_at {
            Some((text, span)) => reach.named(&path).map_err(|p| p.put(&text, span)),
            None => reach.given(&path),
        };
        let text = match read {
            Ok(text) => text,
            Err(problem) => {
                problems.0.push(problem);
                break;
            }
        };
        let document = document::read(&text, known, problems);
        if let Some((base, span)) = &document.extends {
            next = Some((beside(&path, base), Some((text.clone(), span.clone()))));
        }
        chain.push(Link {
            path,
            text,
            document,
        });
    }
    chain
}

fn cycle(chain: &[Link], again: &Path, named_at: Option<(Text, Range<usize>)>) -> Problem {
    let path: Vec<String> = chain
        .iter()
        .map(|link| name_of(&link.path))
        .chain([name_of(again)])
        .collect();
    let message = format!(
        "scenarios extend each other in a circle: {}",
        path.join(" -> ")
    );
    match named_at {
        Some((text, span)) => Problem::at(&text, span, message),
        None => Problem::nowhere(message),
    }
}

/// A broken rule, beside the value of the chain that breaks it.
fn placed(broken: Broken, chain: &[Link]) -> Problem {
    let is_named = |section: &str, key: &str| {
        let mut named = broken.beside.iter();
        named.any(|&(s, k)| s == section && (k == key || k.is_empty()))
    };
    let set = chain.iter().find_map(|link| {
        let mut settings = link.document.settings.iter();
        let setting = settings.find(|setting| is_named(&setting.section, &setting.key));
        let mut switches = link.document.switches.iter();
        let turned_on = switches.find(|switch| {
            let measure = MEASURES[switch.article - 1].name;
            switch.on == Some(true) && is_named(&format!("measures.{measure}"), "on")
        });
        let span = setting.map(|setting| &setting.span);
        let span = span.or(turned_on.map(|switch| &switch.span))?;
        Some((link, span.clone()))
    });
    let problem = match set {
        Some((link, span)) => Problem::at(&link.text, span, broken.message),
        None => Problem::nowhere(broken.message),
    };
    match broken.help {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}
