//! From what is asked for to an experiment: scenarios read, the design drawn, every point checked.

use std::path::Path;

use super::asked::{Asked, AskedInput, At};
use super::inputs::Sets;
use super::{Experiment, Output, Varied, list, points};
use crate::kernel::design::{Design, Input, Plan};
use crate::kernel::language::{Told, words};
use crate::measures::HEADLINES;
use crate::scenario::problem::{Problem, Problems};
use crate::scenario::reader;
use crate::scenario::{Overrides, Reach, Scenario, Source};

/// Reads what is asked for. Problems so far are told with those that are found.
pub(super) fn resolve(
    mut asked: Asked,
    overrides: Overrides,
    reach: &Reach,
    mut problems: Problems,
) -> Result<Experiment, Problems> {
    let mut bases = Vec::new();
    for (path, at) in &asked.bases {
        bases.extend(load(path, at, overrides, reach, &mut problems));
    }
    let baseline = asked.baseline.as_ref();
    let mut baseline =
        baseline.and_then(|(path, at)| load(path, at, overrides, reach, &mut problems));
    let first = bases.first();
    let seed = overrides.seed.or(asked.seed).map(u64::from);
    let seed = seed.or(first.map(|base| base.run.seed)).unwrap_or_default();
    let replications = overrides.replications.or(asked.replications);
    let replications = replications.or(first.map(|base| base.run.replications));
    let replications = replications.unwrap_or(1);
    for scenario in bases.iter_mut().chain(&mut baseline) {
        scenario.run.seed = seed;
        scenario.run.replications = replications;
    }
    check_alike(&asked, &bases, baseline.as_ref(), &mut problems);
    check_dates(&asked.inputs, &bases, baseline.as_ref(), &mut problems);
    let outputs = outputs(&asked, &bases, baseline.is_some(), &mut problems);
    let design = design(&mut asked, seed, reach, &mut problems);
    problems.sort();
    let (Some(design), true) = (design, problems.0.is_empty()) else {
        return Err(problems);
    };
    let varied: Vec<Varied> = asked.inputs.iter().map(varied).collect();
    check_points(
        &asked,
        &design,
        &varied,
        &bases,
        baseline.as_ref(),
        &mut problems,
    );
    if !problems.0.is_empty() {
        problems.sort();
        return Err(problems);
    }
    let mut notes = points::idle(&design, &varied, &bases);
    notes.extend(uneven(design.plan()));
    name_files(&mut asked);
    let (title, title_zh) = match (asked.title, asked.title_zh) {
        (None, None) => (bases[0].title.clone(), bases[0].title_zh.clone()),
        (None, Some(title_zh)) => (bases[0].title.clone(), title_zh),
        (Some(title), title_zh) => (title, title_zh.unwrap_or_default()),
    };
    Ok(Experiment {
        name: asked.name,
        title,
        title_zh,
        files: asked.files,
        seed,
        replications,
        design,
        outputs,
        notes,
        options: Vec::new(),
        bases,
        baseline,
        varied,
    })
}

/// The experiment's file names the scenarios, the baseline and the list of points.
fn name_files(asked: &mut Asked) {
    let Some(own) = asked.files.first_mut() else {
        return;
    };
    let scenarios = asked.bases.iter().chain(&asked.baseline);
    for (path, at) in scenarios.chain(&asked.design.list) {
        if let At::File(_, span) = at {
            own.name(path.clone(), span.clone());
        }
    }
}

fn varied(asked: &AskedInput) -> Varied {
    Varied {
        sets: asked.sets.clone(),
        origin: asked.at.origin(),
    }
}

/// Reads a scenario; a file that is not there is told where it is named.
fn load(
    path: &Path,
    at: &At,
    overrides: Overrides,
    reach: &Reach,
    problems: &mut Problems,
) -> Option<Scenario> {
    if let (At::File(..), Err(problem)) = (at, reach.named(path)) {
        problems.0.push(at.put(problem));
        return None;
    }
    // Seed and replications are the experiment's.
    let overrides = Overrides {
        seed: None,
        replications: None,
        ..overrides
    };
    match Scenario::load_within(path, overrides, reach) {
        Ok(scenario) => Some(scenario),
        Err(of_file) => {
            // A base that several levels extend would tell of its problems for each of them.
            let new = of_file.0.into_iter().filter(|p| !problems.0.contains(p));
            let new: Vec<Problem> = new.collect();
            problems.0.extend(new);
            None
        }
    }
}

/// Every scenario is run under the same luck, so all must share weeks and places.
fn check_alike(
    asked: &Asked,
    bases: &[Scenario],
    baseline: Option<&Scenario>,
    problems: &mut Problems,
) {
    let Some((base, others)) = bases.split_first() else {
        return;
    };
    let others = (bases.len() == asked.bases.len()).then_some(others);
    let levels = others
        .unwrap_or_default()
        .iter()
        .zip(asked.bases.iter().skip(1));
    let baselines = baseline.iter().copied().zip(&asked.baseline);
    for (other, (_, at)) in levels.chain(baselines) {
        if let Some(why) = other.unlike(base) {
            problems.0.push(at.problem(why));
        }
    }
}

/// A value that varies is a constant: it would replace a schedule.
fn check_dates(
    inputs: &[AskedInput],
    bases: &[Scenario],
    baseline: Option<&Scenario>,
    problems: &mut Problems,
) {
    for AskedInput { input, sets, at } in inputs {
        let Sets::Parameter(parameter, _) = sets else {
            continue;
        };
        let is_dated = |scenario: &&Scenario| {
            let timetable = &scenario.timetable;
            !timetable.of(parameter.section, parameter.key).is_empty()
        };
        if let Some(scenario) = bases.iter().chain(baseline).find(is_dated) {
            let (name, of) = (&input.name, &scenario.name);
            let message = format!(
                "\"{name}\" has dated values in {of}, which a value that varies would replace"
            );
            let help = "give it a constant in a scenario of your own that extends this one";
            problems.0.push(at.problem(message).with_help(help));
        }
    }
}

fn outputs(
    asked: &Asked,
    bases: &[Scenario],
    has_baseline: bool,
    problems: &mut Problems,
) -> Vec<Output> {
    let base = bases.first();
    let by_default = || {
        let names = HEADLINES.iter();
        names.map(|name| ((*name).to_owned(), asked.design.at.clone()))
    };
    let names = asked.metrics.clone();
    let names = names.unwrap_or_else(|| by_default().collect());
    let mut outputs: Vec<Output> = Vec::new();
    for (name, at) in names {
        if problems.are_enough() {
            break;
        }
        match output(&name, base) {
            Ok(None) => {}
            Ok(Some(output)) if outputs.iter().any(|other| other.name == output.name) => {
                problems
                    .0
                    .push(at.problem(format!("\"{name}\" is there twice")));
            }
            Ok(Some(output)) => outputs.push(output),
            Err(problem) => problems.0.push(at.put(problem)),
        }
    }
    if has_baseline {
        let effects = outputs.clone().into_iter().map(|output| Output {
            name: format!("effect:{}", output.name),
            is_effect: true,
            ..output
        });
        outputs.extend(effects);
    }
    outputs
}

/// The figure of `METRIC` or `METRIC@PLACE`; nothing where no scenario says which places there are.
fn output(name: &str, base: Option<&Scenario>) -> Result<Option<Output>, Problem> {
    let (metric, code) = name.split_once('@').unwrap_or((name, "city"));
    let (metric, code) = (metric.trim(), code.trim());
    let metric = reader::metric(metric)?;
    let Some(base) = base else {
        return Ok(None);
    };
    let place = reader::place(&base.city, metric, code)?;
    let name = if code == "city" {
        metric.name.to_owned()
    } else {
        format!("{}@{code}", metric.name)
    };
    Ok(Some(Output {
        name,
        metric,
        place,
        code: code.to_owned(),
        is_effect: false,
    }))
}

fn design(asked: &mut Asked, seed: u64, reach: &Reach, problems: &mut Problems) -> Option<Design> {
    let plan = asked.design.plan?;
    let inputs = asked.inputs.iter().map(|asked| asked.input.clone());
    let inputs: Vec<Input> = inputs.collect();
    let drawn = match (plan, asked.is_whole) {
        (Plan::List, true) => return listed(asked, inputs, reach, problems),
        (Plan::List, false) => return None,
        (_, true) => Design::draw(inputs, plan, seed),
        (_, false) => Err(plan.objections(&inputs)),
    };
    let objections = match drawn {
        Ok(design) => return Some(design),
        Err(objections) => objections,
    };
    for objection in objections {
        let at = objection.input.map(|input| &asked.inputs[input].at);
        // Inputs that could not be read make another design of the whole.
        if at.is_some() || asked.is_whole {
            let mut problem = at.unwrap_or(&asked.design.at).problem(objection.message);
            problem.help = objection.help;
            problems.0.push(problem);
        }
    }
    None
}

fn listed(
    asked: &mut Asked,
    inputs: Vec<Input>,
    reach: &Reach,
    problems: &mut Problems,
) -> Option<Design> {
    let (path, at) = asked.design.list.clone()?;
    match reach.list(&path) {
        Ok(text) => {
            let values = list::read(&text, &asked.inputs, problems);
            asked.files.push(Source::plain(&text));
            Some(Design::listed(inputs, values))
        }
        Err(problem) => {
            problems.0.push(at.put(problem));
            None
        }
    }
}

/// Every point must be a scenario that could be run by itself.
fn check_points(
    asked: &Asked,
    design: &Design,
    varied: &[Varied],
    bases: &[Scenario],
    baseline: Option<&Scenario>,
    problems: &mut Problems,
) {
    for found in points::broken(design, varied, bases, baseline) {
        let is_beside = |asked: &&AskedInput| {
            let name = &asked.input.name;
            let mut beside = found.broken.beside.iter();
            beside.any(|(section, key)| *name == format!("{section}.{key}"))
        };
        let at = asked.inputs.iter().find(is_beside).map(|asked| &asked.at);
        let first: Vec<String> = found.first.iter().map(ToString::to_string).collect();
        let points = if found.points > first.len() {
            format!(
                "{} points, the first of them {},",
                found.points,
                first.join(", ")
            )
        } else if let [point] = &first[..] {
            format!("point {point}")
        } else {
            format!("points {}", first.join(", "))
        };
        let texts = design.texts(found.first[0]);
        let names = design.inputs().iter().map(|input| &input.name);
        let values: Vec<String> = names
            .zip(texts)
            .map(|(n, v)| format!("{n} = {v}"))
            .collect();
        let message = format!(
            "{points} cannot be run ({} of {}): {}",
            found.scenario, asked.name, found.broken.message
        );
        let help = format!("point {}: {}", first[0], values.join(", "));
        let help = match &found.broken.help {
            Some(what_to_do) => format!("{what_to_do}; {help}"),
            None => help,
        };
        problems.0.push(
            at.unwrap_or(&asked.design.at)
                .problem(message)
                .with_help(help),
        );
    }
}

/// What is lost where a number of points is no power of two.
fn uneven(plan: Plan) -> Option<Told> {
    let (points, what) = match plan {
        Plan::Sobol { points, .. } => (points, words("a Sobol' sequence", "索博尔序列")),
        Plan::Saltelli { base } => (base, words("Saltelli's design", "萨尔泰利设计")),
        _ => return None,
    };
    let next = points.next_power_of_two();
    let last = next / 2;
    (!points.is_power_of_two()).then(|| Told {
        en: format!(
            "note: {} is most even where the number of points is a power of two: {last} or {next} and not {points}",
            what.en
        ),
        zh: format!("提示：{}在点数为2的幂时最均匀：{last}或{next}，而非{points}", what.zh),
    })
}
