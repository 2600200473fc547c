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
