//! From files to a scenario: the chain of `extends`, one overlay after the other, then the city.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::document::{self, Document, Values};
use super::problem::{Problem, Problems, Text};
use super::run;
use super::timetable::Timetable;
use super::{Origin, Overrides, Run, Scenario, Switch, city};
use crate::kernel::chance::math::pow;
use crate::kernel::parameter::{ParameterSet, Value};
use crate::measures::{self, MEASURES};

/// A file of the chain with what it says.
struct Link {
    path: PathBuf,
    text: Text,
    document: Document,
}

pub(super) fn load(path: &Path, overrides: Overrides) -> Result<Scenario, Problems> {
    let mut problems = Problems::default();
    let mut known = measures::parameters();
    known.add(Box::new(run::Parameters::default()));
    let chain = read_chain(path, &known, &mut problems);

    let mut timetable = Timetable::new(known);
    let mut origins = BTreeMap::new();
    let mut switches = vec![Switch::default(); MEASURES.len()];
    let (mut title, mut question) = (String::new(), String::new());
    let (mut start, mut city_folder) = (run::START, None);
    // The chain begins with the file asked for; what it extends comes first.
    for link in chain.iter().rev() {
        let document = &link.document;
        title = document.title.clone().unwrap_or(title);
        question = document.question.clone().unwrap_or(question);
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
        origins.insert("run.seed".to_owned(), command_line());
    }
    if let Some(replications) = overrides.replications {
        timetable.set("run", "replications", Value::Count(replications));
        origins.insert("run.replications".to_owned(), command_line());
    }

    let city = if let Some((folder, text, span)) = city_folder {
        city::load(&folder, (&text, span), &mut problems)
    } else {
        // A file that cannot be read to its end may well name one.
        let read_to_the_end = chain.iter().all(|link| link.document.is_whole)
            && chain
                .last()
                .is_some_and(|link| link.document.extends.is_none());
        if read_to_the_end {
            problems.0.push(
                Problem::nowhere(format!("{} names no city", path.display()))
                    .with_help(
                        "write city = \"…\", the folder of a city beside the scenario file, or extend a \
                         scenario that names one",
                    ),
            );
        }
        None
    };
    check_together(&timetable, &switches, &chain, &mut problems);
    check_regime(&timetable, &switches, &chain, &mut problems);
    problems.sort();
    let Some((city, city_files)) = city.filter(|_| problems.0.is_empty()) else {
        return Err(problems);
    };
    let count = |key| match timetable.constants().get("run", key) {
        Some(Value::Count(count)) => count,
        _ => 0,
    };
    Ok(Scenario {
        name: name_of(path),
        title: if title.is_empty() {
            name_of(path)
        } else {
            title
        },
        question,
        run: Run {
            seed: u64::from(count("seed")),
            replications: count("replications"),
            start,
            burn_in: count("burn_in_weeks"),
            horizon: count("horizon_weeks"),
        },
        city,
        city_files,
        timetable,
        switches,
        origins,
    })
}

fn name_of(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn origin(link: &Link, at: usize) -> Origin {
    let file = link.path.file_name().unwrap_or_default();
    Origin {
        file: file.to_string_lossy().into_owned(),
        line: link.text.line(at),
    }
}

fn command_line() -> Origin {
    Origin {
        file: "command line".to_owned(),
        line: 0,
    }
}

/// A path that a file names, beside that file.
fn beside(file: &Path, named: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(named)
}

/// Reads a scenario file and all that it extends, in that order.
fn read_chain(path: &Path, known: &ParameterSet, problems: &mut Problems) -> Vec<Link> {
    let mut chain: Vec<Link> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut next = Some((path.to_owned(), None));
    while let Some((path, named_at)) = next.take() {
        let identity = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if seen.contains(&identity) {
            problems.0.push(cycle(&chain, &path, named_at));
            break;
        }
        seen.push(identity);
        let text = match Text::read(&path) {
            Ok(text) => text,
            Err(message) => {
                problems.0.push(match named_at {
                    Some((text, span)) => Problem::at(&text, span, message),
                    None => Problem::nowhere(message),
                });
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

fn cycle(
    chain: &[Link],
    again: &Path,
    named_at: Option<(Text, std::ops::Range<usize>)>,
) -> Problem {
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

/// What only holds or fails of several values together, on the first day and after every dated
/// change.
///
/// A rule names the table and the key beside which its message stands; an empty key stands for
/// any of the table. A measure's `on` reads 1 where it is on.
fn check_together(
    timetable: &Timetable,
    switches: &[Switch],
    chain: &[Link],
    problems: &mut Problems,
) {
    type Rule = (
        &'static str,
        &'static str,
        fn(&dyn Fn(&str, &str) -> f64) -> Option<String>,
    );
    const RULES: [Rule; 5] = [
        ("leads", "found_per_year", |value| {
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
        ("measures.investment_promotion", "", |value| {
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
        ("prospects", "foreign_share", |value| {
            let owned = value("prospects", "foreign_share") + value("prospects", "state_share");
            (owned > 1.0).then(|| {
                format!(
                    "prospects.foreign_share and prospects.state_share add up to {owned}, more \
                     than 1"
                )
            })
        }),
        ("negotiation", "middling_fit", |value| {
            let middling = value("negotiation", "middling_fit");
            let good = value("negotiation", "good_fit");
            (middling > good).then(|| {
                format!(
                    "negotiation.middling_fit ({middling}) exceeds negotiation.good_fit ({good})"
                )
            })
        }),
        ("prospects", "size_most_yi", |value| {
            let most = value("prospects", "size_most_yi");
            (most <= 1.0).then(|| format!("prospects.size_most_yi ({most}) must exceed 1"))
        }),
    ];
    let moments = timetable.moments();
    for (section, key, rule) in RULES {
        let broken = moments.iter().find_map(|values| {
            rule(&|section, key| match values.get(section, key) {
                Some(Value::Number(number)) => number,
                _ if key == "on" => f64::from(u8::from(is_on(section, switches))),
                _ => 0.0,
            })
        });
        let Some(message) = broken else {
            continue;
        };
        let set = chain.iter().find_map(|link| {
            let mut settings = link.document.settings.iter();
            let setting = settings.find(|s| {
                let is_named = key.is_empty() || s.key == key;
                s.section == section && is_named
            })?;
            Some((link, setting))
        });
        problems.0.push(match set {
            Some((link, setting)) => Problem::at(&link.text, setting.span.clone(), message),
            None => Problem::nowhere(message),
        });
    }
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
fn check_regime(
    timetable: &Timetable,
    switches: &[Switch],
    chain: &[Link],
    problems: &mut Problems,
) {
    const MEASURE: &str = "first_negotiation";
    const OPEN: &str = "open_competition";
    let Some(at) = MEASURES.iter().position(|m| m.name == MEASURE) else {
        return;
    };
    let moments = timetable.moments();
    let other = moments
        .iter()
        .find_map(|values| match values.get("allocation", "regime") {
            Some(Value::Choice(word)) if word != OPEN => Some(word),
            _ => None,
        });
    let (true, Some(regime)) = (switches[at].on, other) else {
        return;
    };
    let set = chain.iter().find_map(|link| {
        let mut settings = link.document.settings.iter();
        let regime = settings.find(|s| s.section == "allocation" && s.key == "regime");
        let mut switches = link.document.switches.iter();
        let switch = switches.find(|s| s.article == at + 1 && s.on == Some(true));
        let span = regime
            .map(|setting| setting.span.clone())
            .or(switch.map(|switch| switch.span.clone()))?;
        Some((link, span))
    });
    let message = format!(
        "allocation.regime = \"{regime}\" and measures.{MEASURE} cannot both say who may negotiate"
    );
    let problem = match set {
        Some((link, span)) => Problem::at(&link.text, span, message),
        None => Problem::nowhere(message),
    };
    problems.0.push(problem.with_help(format!(
        "write allocation.regime = \"{OPEN}\", under which the measure gives rights, or \
         measures.{MEASURE}.on = false; the regime counts whatever its date"
    )));
}
