//! `landfall check`: every value of a scenario with its unit, source and origin; what an experiment
//! varies and reads.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Trouble;
use super::arguments::{Check, Options, Showing};
use super::console;
use super::run::load_all;
use crate::measures::MEASURES;
use crate::report::tables::plain;
use crate::scenario::experiment::{self, Experiment};
use crate::scenario::{Overrides, Problems, Scenario, run};

/// Validates scenarios and prints what they resolve to.
pub(super) fn check(command: &Check, _showing: &Showing) -> Result<(), Trouble> {
    let (experiments, scenarios): (Vec<PathBuf>, Vec<PathBuf>) =
        (command.scenarios.iter().cloned()).partition(|path| experiment::is_experiment(path));
    let mut problems = Problems::default();
    let mut text = String::new();
    for path in &experiments {
        match Experiment::load(path, Overrides::default()) {
            Ok(experiment) => describe_experiment(&experiment, &mut text),
            Err(found) => problems.0.extend(found.0),
        }
    }
    if !problems.0.is_empty() {
        return Err(Trouble::Input(problems.to_string()));
    }
    for scenario in &load_all(&scenarios, &Options::default())? {
        describe(scenario, &mut text);
    }
    console::say(&text);
    Ok(())
}

/// What an experiment varies and reads.
fn describe_experiment(experiment: &Experiment, text: &mut String) {
    let described = experiment.describe();
    let _ = writeln!(
        text,
        "{}: {}\n{}, {} points, {} replications of each, seed {}\n",
        experiment.name,
        experiment.title,
        described.design,
        described.points,
        experiment.replications,
        experiment.seed
    );
    for note in &experiment.notes {
        let _ = writeln!(text, "{note}");
    }
    let mut inputs = plain(console::width());
    inputs.set_header(["input", "role", "values", "unit"]);
    for input in &described.inputs {
        let values = match (input.least, input.most, input.values.as_slice()) {
            (Some(least), Some(most), []) => format!("{least} to {most}"),
            (_, _, values) => values.join(", "),
        };
        let scale = input.scale.filter(|scale| *scale != "linear");
        let scale = scale.map_or_else(String::new, |scale| format!(" ({scale})"));
        inputs.add_row([
            input.name.clone(),
            input.role.to_owned(),
            values + &scale,
            input.unit.clone(),
        ]);
    }
    let mut outputs = plain(console::width());
    outputs.set_header(["output", "title", "unit"]);
    for output in &described.outputs {
        outputs.add_row([&output.name, &output.title, output.unit]);
    }
    let _ = writeln!(text, "{inputs}\n\n{outputs}\n");
}

fn describe(scenario: &Scenario, text: &mut String) {
    let _ = writeln!(text, "{}: {}", scenario.name, scenario.title);
    if !scenario.question.is_empty() {
        let _ = writeln!(text, "{}", scenario.question);
    }
    let _ = writeln!(text);

    let mut measures = plain(console::width());
    measures.set_header(["measure", "", "title", "state", "set at"]);
    for (measure, switch) in MEASURES.iter().zip(&scenario.switches) {
        let state = if switch.on {
            format!("on from {}", switch.from.unwrap_or(scenario.run.start))
        } else {
            "off".to_owned()
        };
        let origin = scenario
            .origins
            .get(&format!("measures.{}.on", measure.name));
        measures.add_row([
            measure.article.to_string(),
            measure.name.to_owned(),
            format!("{} ({})", measure.title.en, measure.title.zh),
            state,
            origin.map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    let _ = writeln!(text, "{measures}\n");

    let resolved = scenario.resolved();
    let mut section = "";
    let mut table = plain(console::width());
    for value in &resolved {
        if value.parameter.section != section {
            if !section.is_empty() {
                let _ = writeln!(text, "{table}\n");
            }
            section = value.parameter.section;
            table = plain(console::width());
            table.set_header([
                format!("[{section}]").as_str(),
                "value",
                "unit",
                "source",
                "set at",
            ]);
            if section == "run" {
                let origin = scenario.origins.get("run.start");
                table.add_row([
                    "start".to_owned(),
                    scenario.run.start.to_string(),
                    "date".to_owned(),
                    run::START_SOURCE.to_string(),
                    origin.map_or("default".to_owned(), ToString::to_string),
                ]);
            }
        }
        let mut shown = value.value.to_string();
        for (date, dated) in &value.changes {
            let _ = write!(shown, "\n{dated} from {date}");
        }
        let origin = value.origin.as_ref();
        table.add_row([
            value.parameter.key.to_owned(),
            shown,
            value.parameter.unit.to_owned(),
            value.source(),
            origin.map_or("default".to_owned(), ToString::to_string),
        ]);
    }
    let _ = writeln!(text, "{table}\n");

    for file in scenario
        .city_files
        .iter()
        .filter(|file| !file.columns.is_empty())
    {
        let mut table = plain(console::width());
        table.set_header([file.name, "unit", "source", "meaning"]);
        for column in &file.columns {
            table.add_row([column.name, column.unit, &column.source, column.meaning]);
        }
        let _ = writeln!(text, "{table}\n");
    }
    notes(scenario, text);
    conclude(scenario, text);
}

/// What is set and has no effect.
fn notes(scenario: &Scenario, text: &mut String) {
    for (measure, switch) in MEASURES.iter().zip(&scenario.switches) {
        let section = format!("measures.{}.", measure.name);
        let set = scenario
            .origins
            .keys()
            .filter_map(|name| name.strip_prefix(&section));
        let set: Vec<&str> = set.filter(|key| *key != "on").collect();
        if !switch.on && !set.is_empty() {
            let _ = writeln!(
                text,
                "note: {} is off, so what is set of it has no effect: {}",
                measure.name,
                set.join(", ")
            );
        }
    }
}

fn conclude(scenario: &Scenario, text: &mut String) {
    let districts = scenario.city.districts.len();
    let sectors = scenario.city.sectors.len();
    let land: f64 = scenario
        .city
        .districts
        .iter()
        .map(|d| d.industrial_land.hectares())
        .sum();
    let _ = writeln!(
        text,
        "{}: {districts} districts, {sectors} sectors, {land} ha of industrial land\nno problems",
        scenario.city.name
    );
}
