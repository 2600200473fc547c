//! Experiment files and their short form: what they say, and what is wrong with them.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::kernel::design::Plan;
use crate::kernel::parameter::Value;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

/// An experiment file in a folder with the small city's scenarios beside it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "small_city.toml",
            "small_city_notice.toml",
            "small_city_first_negotiation.toml",
        ] {
            fs::copy(Path::new(SHIPPED).join(name), folder.path().join(name)).unwrap();
        }
        let city = folder.path().join("small_city");
        fs::create_dir(&city).unwrap();
        for name in ["city.toml", "districts.csv", "sectors.csv"] {
            let shipped = Path::new(SHIPPED).join("small_city").join(name);
            fs::copy(shipped, city.join(name)).unwrap();
        }
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.file(name), text).unwrap();
        self.file(name)
    }

    fn load(&self, text: &str) -> Result<Experiment, Problems> {
        Experiment::load(&self.write("experiment.toml", text), Overrides::default())
    }

    /// What is said of a wrong experiment, without the folder that it lies in.
    fn told(&self, text: &str) -> String {
        self.shown(&self.load(text).unwrap_err())
    }

    fn shown(&self, problems: &Problems) -> String {
        let folder = format!("{}/", self.0.path().display());
        problems.to_string().replace(&folder, "")
    }
}

const SOUND: &str = "format = 1
title = \"Trial\"
scenario = \"small_city_first_negotiation.toml\"
baseline = \"small_city.toml\"
seed = 9
replications = 3

[levers]
\"measures.first_negotiation.window_weeks\" = [4, 13]
\"measures.first_negotiation.on\" = [true, false]

[uncertainties]
\"leads.city_share\" = { from = 0.1, to = 0.5, steps = 3 }
\"negotiation.pace\" = { from = 0.5, to = 2.0, scale = \"log\", steps = 2 }

[outputs]
metrics = [\"leads.found\", \"land.output_per_granted_ha@HARBOUR\"]
";

#[test]
fn points_become_scenarios_and_levers_leave_the_baseline_alone() {
    let experiment = Desk::new().load(SOUND).unwrap();
    assert_eq!((experiment.seed, experiment.replications), (9, 3));
    let design = &experiment.design;
    assert_eq!((design.plan(), design.points()), (Plan::Grid, 24));
    assert_eq!(design.texts(23), ["13", "false", "0.5", "2"]);
    let scenario = experiment.scenario(23);
    let value =
        |of: &Scenario, section: &str, key: &str| of.timetable.constants().get(section, key);
    let window = ("measures.first_negotiation", "window_weeks");
    assert_eq!(value(&scenario, window.0, window.1), Some(Value::Count(13)));
    assert_eq!(
        value(&scenario, "leads", "city_share"),
        Some(Value::Number(0.5))
    );
    assert!(!scenario.switches[4].on && experiment.scenario(0).switches[4].on);
    assert_eq!((scenario.run.seed, scenario.run.replications), (9, 3));
    let origin = &scenario.origins["leads.city_share"];
    assert_eq!(origin.to_string(), "experiment.toml:13");

    let baseline = experiment.baseline(0).unwrap();
    assert_eq!(
        value(&baseline, "leads", "city_share"),
        Some(Value::Number(0.1))
    );
    assert_eq!(
        value(&baseline, window.0, window.1),
        Some(Value::Count(13)),
        "the default"
    );
    assert_eq!(
        value(&experiment.scenario(0), window.0, window.1),
        Some(Value::Count(4))
    );
    assert_eq!(baseline.run, scenario.run);

    let names: Vec<&str> = experiment.outputs.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "leads.found",
            "land.output_per_granted_ha@HARBOUR",
            "effect:leads.found",
            "effect:land.output_per_granted_ha@HARBOUR"
        ]
    );
    assert_eq!(experiment.figures().len(), 2);
}

#[test]
fn what_is_wrong_with_a_file_is_told_at_once() {
    let told = Desk::new().told(
        "format = 1
sceanrio = \"small_city.toml\"
baseline = \"none.toml\"
seed = -1

[levers]
leads.city_share = [0.1, 0.2]
\"measures.first_negotiation.window_week\" = [4, 13]
\"allocation.regime\" = { from = 1, to = 2 }
\"measures.first_negotiation.reassignment\" = [\"best_fit\", \"randm\"]
\"negotiation.pace\" = [1.0]

[uncertainties]
\"run.seed\" = [1, 2]
\"negotiation.pace\" = { from = 0.5, to = 2.0 }
\"leads.found_per_year\" = { from = 30, too = 50 }
\"leads.reach_districts\" = { from = 1.5, to = 3 }
\"enterprise.no_prospect\" = { from = -1.0, to = 0.0, scale = \"log\" }
\"enterprise.loss_hazard\" = { from = 0.5, to = 2.0 }
\"screening.noise\" = 0.3
\"measures.space_reuse.on\" = [true, false]

[design]
kind = \"sobol\"
trajectories = 3

[outputs]
metrics = [\"leads.fond\", \"leads.found\"]
",
    );
    insta::assert_snapshot!(told);
}

#[test]
fn what_only_scenarios_and_designs_tell_is_told_too() {
    let desk = Desk::new();
    let dated = "format = 1\nextends = \"small_city.toml\"\n[run]\nhorizon_weeks = 104\n\
                 [negotiation]\npace = { \"2022-01-01\" = 0.8 }\n";
    desk.write("dated.toml", dated);
    let told = desk.told(
        "format = 1
baseline = \"dated.toml\"

[levers]
scenario = [\"small_city.toml\", \"small_city_notice.toml\"]
\"allocation.regime\" = [\"open_competition\", \"central_assignment\"]

[uncertainties]
\"negotiation.pace\" = { from = 0.5, to = 2.0 }
\"leads.city_share\" = { from = 0.1, to = 0.5, steps = 3 }

[outputs]
metrics = [\"leads.found@HARBOR\", \"leads.found\", \"leads.found@city\"]
",
    );
    insta::assert_snapshot!(told);
}

#[test]
fn points_that_break_rules_about_several_values_are_named() {
    let told = Desk::new().told(
        "format = 1
scenario = \"small_city_first_negotiation.toml\"
baseline = \"small_city.toml\"

[levers]
\"measures.first_negotiation.on\" = [true, false]
\"allocation.regime\" = [\"open_competition\", \"central_assignment\"]

[uncertainties]
\"leads.found_per_year\" = { from = 40, to = 100, steps = 4 }
",
    );
    insta::assert_snapshot!(told);
}

/// A list of points under the inputs of [`SOUND`].
fn with_list(desk: &Desk, list: &str) -> Result<Experiment, Problems> {
    desk.write("points.csv", list);
    desk.load(&format!(
        "{SOUND}\n[design]\nkind = \"list\"\nfile = \"points.csv\"\n"
    ))
}

#[test]
fn a_written_design_is_a_list_of_the_same_points() {
    let desk = Desk::new();
    let sobol = "\n[design]\nkind = \"sobol\"\npoints = 8\n";
    let drawn = desk.load(&format!("{SOUND}{sobol}")).unwrap();
    let written = String::from_utf8(drawn.design.csv()).unwrap();
    let listed = with_list(&desk, &written).unwrap();
    assert_eq!(listed.design.plan(), Plan::List);
    assert_eq!(listed.design.points(), 8);
    for point in 0..8 {
        assert_eq!(listed.design.values(point), drawn.design.values(point));
    }
    assert_eq!(listed.design.csv(), drawn.design.csv());
    assert_eq!(listed.files.len(), 2, "the list is part of what was asked");
}

#[test]
fn what_is_wrong_with_a_list_is_told_line_by_line() {
    let desk = Desk::new();
    let head = "leads.city_share,negotiation.pase,leads.city_share,\
                measures.first_negotiation.window_weeks\n";
    let wrong_head = with_list(&desk, &format!("{head}0.1,1,0.1,4\n")).unwrap_err();
    let head = "leads.city_share,negotiation.pace,measures.first_negotiation.on,\
                measures.first_negotiation.window_weeks\n";
    let rows = "0.1,1,true,4\n0.6,1,yes,4\n\n0.2,,true,5\n0.2,1,true\n";
    let wrong_rows = with_list(&desk, &format!("{head}{rows}")).unwrap_err();
    let empty = with_list(&desk, head).unwrap_err();
    let told = [wrong_head, wrong_rows, empty].map(|problems| desk.shown(&problems));
    insta::assert_snapshot!(told.join("\n\n"));
}

fn short(vary: &[&str]) -> ShortForm {
    ShortForm {
        vary: vary.iter().map(|&option| option.to_owned()).collect(),
        ..ShortForm::default()
    }
}

#[test]
fn options_make_the_experiment_that_a_file_would() {
    let desk = Desk::new();
    let options = ShortForm {
        baseline: Some(desk.file("small_city.toml")),
        metrics: vec![
            "leads.found".to_owned(),
            "land.output_per_granted_ha@HARBOUR".to_owned(),
        ],
        ..short(&[
            "leads.city_share=0.1..0.5:3",
            "negotiation.pace=0.5,2",
            "measures.first_negotiation.window_weeks=4,13",
            "measures.first_negotiation.on=true,off",
        ])
    };
    let overrides = Overrides {
        seed: Some(9),
        replications: Some(3),
        ..Overrides::default()
    };
    let base = desk.file("small_city_first_negotiation.toml");
    let asked = Experiment::from_scenario(&base, &options, overrides).unwrap();
    let file = desk.load(SOUND).unwrap();
    assert_eq!(asked.design.csv(), file.design.csv());
    assert_eq!(asked.outputs, file.outputs);
    assert_eq!((asked.seed, asked.replications), (9, 3));
    assert_eq!(asked.name, "small_city_first_negotiation");
    let origin = &asked.scenario(0).origins["leads.city_share"];
    assert_eq!(origin.to_string(), "command line");
}

#[test]
fn what_is_wrong_with_options_is_told_with_the_option() {
    let desk = Desk::new();
    let base = desk.file("small_city.toml");
    let told = |options: &ShortForm| {
        let asked = Experiment::from_scenario(&base, options, Overrides::default());
        desk.shown(&asked.unwrap_err())
    };
    let many = ShortForm {
        design: Some("sobl".to_owned()),
        points: Some(8),
        metrics: vec!["leads.foun".to_owned()],
        baseline: Some(desk.file("none.toml")),
        ..short(&[
            "leads.city_shar=0.1,0.2",
            "leads.city_share",
            "leads.city_share=0.1,2",
            "leads.city_share=0.1..x:3",
            "leads.city_share=0.1..0.5:1",
            "allocation.regime=1..2",
            "negotiation.pace=1,2",
            "negotiation.pace=1..2",
        ])
    };
    let open = short(&["leads.city_share=0.1..0.5"]);
    let unsized_ = ShortForm {
        design: Some("morris".to_owned()),
        ..open.clone()
    };
    insta::assert_snapshot!(
        [many, open, unsized_, short(&[])]
            .map(|o| told(&o))
            .join("\n\n")
    );
}

#[test]
fn what_does_nothing_and_what_is_uneven_is_noted() {
    let desk = Desk::new();
    let base = desk.file("small_city.toml");
    let notes = |options: ShortForm| {
        Experiment::from_scenario(&base, &options, Overrides::default())
            .unwrap()
            .notes
            .into_iter()
            .map(|note| note.en)
            .collect::<Vec<_>>()
    };
    let idle = "measures.first_negotiation.window_weeks=4..26";
    let sobol = |vary: &[&str], points| ShortForm {
        design: Some("sobol".to_owned()),
        points: Some(points),
        ..short(vary)
    };
    assert_eq!(
        notes(sobol(&[idle], 12)),
        [
            "note: \"measures.first_negotiation.window_weeks\" does nothing: \
             measures.first_negotiation is off in the scenario and no lever turns it on",
            "note: a Sobol' sequence is most even where the number of points is a power of two: \
             8 or 16 and not 12",
        ]
    );
    let switched = sobol(&[idle, "measures.first_negotiation.on=true,false"], 16);
    assert_eq!(notes(switched), [""; 0]);
}

#[test]
fn whole_policies_can_be_the_levels_of_a_lever() {
    let experiment = Desk::new()
        .load(
            "format = 1
[levers]
scenario = [\"small_city.toml\", \"small_city_notice.toml\"]
[uncertainties]
\"leads.city_share\" = { from = 0.1, to = 0.5 }
[design]
kind = \"sobol\"
points = 2
crossed = true
",
        )
        .unwrap();
    let names: Vec<String> = (0..4)
        .map(|point| experiment.scenario(point).name)
        .collect();
    assert_eq!(
        names,
        [
            "small_city at point 0",
            "small_city_notice at point 1",
            "small_city at point 2",
            "small_city_notice at point 3"
        ]
    );
    assert_eq!(experiment.design.texts(1)[0], "small_city_notice");
    assert!(
        experiment
            .scenario(1)
            .switches
            .iter()
            .all(|switch| switch.on)
    );
    assert!(experiment.baseline(0).is_none());
    assert_eq!(experiment.outputs.len(), crate::measures::HEADLINES.len());
}

#[test]
fn a_manifest_describes_inputs_and_outputs() {
    let experiment = Desk::new().load(SOUND).unwrap();
    let json = serde_json::to_string_pretty(&experiment.describe()).unwrap();
    insta::assert_snapshot!(json);
}
