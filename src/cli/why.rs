//! `landfall why`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};

use super::Trouble;
use super::console;
use super::job::{refused, trouble};
use super::options::Showing;
use crate::analysis::gains::{self, Question};
use crate::batch::intact;
use crate::batch::lives::{self, Biography};
use crate::kernel::ids::ProjectId;
use crate::report::biography::{self, Names};
use crate::report::why;
use crate::scenario::hint;

const ON_WHY: &str = "\
  landfall why P257 --in output/before_the_notice_vs_the_notice
  landfall why P257 --in RESULT --versus
  landfall why --district BDA --gained --in RESULT

The replication is simulated again from the inputs that the result keeps, with a witness that notes \
what happens to the project and why. Ids of projects stand in landings.csv.

Exit codes: 0 done; 2 the input; 1 ours.";

#[derive(Debug, Args)]
#[command(after_help = ON_WHY)]
pub(super) struct Why {
    /// The project, such as P257.
    #[arg(required_unless_present = "district", conflicts_with = "district")]
    pub project: Option<String>,
    /// The result folder.
    #[arg(long = "in", value_name = "RESULT")]
    pub result: PathBuf,
    /// The replication, from 0.
    #[arg(long, value_name = "R", default_value_t = 0)]
    pub replication: u32,
    /// The scenario [default: the first variant, or the only one].
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Beside the life, the same project's under another scenario [default: the base].
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub versus: Option<String>,
    /// A district, by its code.
    #[arg(long, value_name = "CODE")]
    pub district: Option<String>,
    /// The projects that land in the district and do not under the base.
    #[arg(long, requires = "district", conflicts_with = "lost")]
    pub gained: bool,
    /// The projects that land in the district under the base and no longer do.
    #[arg(long, requires = "district")]
    pub lost: bool,
}

/// The table of projects in a result.
const LANDINGS: &str = "landings.csv";

/// A result that lives are told from.
struct ResultFolder<'a> {
    folder: &'a Path,
    manifest: Map<String, Value>,
    names: Names,
}

/// Tells the life of a project, or which projects explain what a district gains or loses.
pub(super) fn why(command: &Why, showing: &Showing) -> Result<(), Trouble> {
    let result = ResultFolder::open(&command.result)?;
    result.check_replication(command.replication)?;
    match (&command.project, &command.district) {
        (Some(project), _) => result.life(project, command, showing),
        (None, Some(district)) => result.gains(district, command, showing),
        (None, None) => Err(Trouble::Input(
            "name a project, or a district with --district\nhelp: landings.csv lists every project"
                .to_owned(),
        )),
    }
}

impl<'a> ResultFolder<'a> {
    fn open(folder: &'a Path) -> Result<Self, Trouble> {
        let shown = folder.display();
        let path = folder.join("manifest.json");
        let text = std::fs::read(&path).map_err(|_| {
            Trouble::Input(format!(
                "{shown} is no result of landfall: it has no manifest.json\nhelp: name the folder \
                 that landfall run or compare has written"
            ))
        })?;
        let manifest: Option<Value> = serde_json::from_slice(&text).ok();
        let Some(Value::Object(manifest)) = manifest else {
            let path = path.display();
            return Err(Trouble::Input(format!("{path} cannot be read")));
        };
        let kind = manifest.get("kind").and_then(Value::as_str).unwrap_or("");
        if !matches!(kind, "run" | "compare" | "attribution") {
            let help = match kind {
                "sweep" => {
                    "a sweep keeps figures of points and no projects; write the point that you ask \
                     about as a scenario and run it with landfall run or compare"
                }
                _ => "name the result of landfall run or compare",
            };
            let kind = if kind.is_empty() { "unknown" } else { kind };
            return Err(Trouble::Input(format!(
                "{shown} is a result of another kind ({kind})\nhelp: {help}"
            )));
        }
        let names = Names::of(&Value::Object(manifest.clone()));
        Ok(Self {
            folder,
            manifest,
            names,
        })
    }

    fn check_replication(&self, replication: u32) -> Result<(), Trouble> {
        let count = self.manifest.get("replications").and_then(Value::as_u64);
        let count = count.unwrap_or(0);
        if u64::from(replication) < count {
            return Ok(());
        }
        Err(Trouble::Input(format!(
            "there is no replication {replication}: {} has 0 to {}",
            self.folder.display(),
            count.saturating_sub(1)
        )))
    }

    /// The names of the scenarios; the first is the base.
    fn scenarios(&self) -> Vec<&str> {
        let scenarios = self.manifest.get("scenarios").and_then(Value::as_array);
        let names = scenarios.into_iter().flatten();
        names.filter_map(|s| s["name"].as_str()).collect()
    }

    /// The number of a scenario by name, or one by default.
    fn scenario(&self, asked: Option<&str>, default: usize) -> Result<usize, Trouble> {
        let scenarios = self.scenarios();
        let Some(name) = asked else {
            return Ok(default.min(scenarios.len().saturating_sub(1)));
        };
        let known = scenarios.iter().position(|known| *known == name);
        known.ok_or_else(|| {
            let help = hint(name, scenarios.iter().copied()).unwrap_or_default();
            Trouble::Input(format!(
                "{} has no scenario \"{name}\"\nhelp: {help}",
                self.folder.display()
            ))
        })
    }

    fn life(&self, project: &str, command: &Why, showing: &Showing) -> Result<(), Trouble> {
        let id: ProjectId = project.parse().map_err(Trouble::Input)?;
        let own = self.scenario(command.scenario.as_deref(), 1)?;
        let other = match command.versus.as_deref() {
            None => None,
            Some("") if own == 0 => {
                return Err(Trouble::Input(format!(
                    "{} is the base itself\nhelp: name the other scenario with --versus NAME",
                    self.scenarios()[own]
                )));
            }
            Some("") => Some(0),
            Some(name) => Some(self.scenario(Some(name), 0)?),
        };
        let (life, near) = self.tell(own, id, command.replication)?;
        let other = other.map(|other| self.tell(other, id, command.replication));
        let other = other.transpose()?.map(|(life, _)| life);
        let was_found = |life: &Biography| life.facts.is_some();
        if !was_found(&life) && !other.as_ref().is_some_and(was_found) {
            let near: Vec<String> = near.iter().map(ToString::to_string).collect();
            return Err(Trouble::Input(format!(
                "no project {id} is found in replication {} of {}\nhelp: near it are {}; \
                 landings.csv lists every project",
                command.replication,
                life.scenario,
                near.join(", ")
            )));
        }
        let language = showing.language;
        let text = if showing.json {
            let told = |life: &Biography| serde_json::from_str(&life.line()).unwrap_or_default();
            let value: Value = match &other {
                None => told(&life),
                Some(other) => {
                    let pairing = biography::versus(&life, other, &self.names, language);
                    let parting = pairing
                        .parting
                        .map(|(week, date)| json!({ "week": week, "date": date }));
                    json!({ "lives": [told(&life), told(other)], "parting": parting })
                }
            };
            format!("{value:#}\n")
        } else {
            self.told(&life, other.as_ref(), showing)
        };
        console::say(&text)
    }

    /// One life, or two side by side, for the terminal.
    fn told(&self, life: &Biography, other: Option<&Biography>, showing: &Showing) -> String {
        let (language, width) = (showing.language, console::width());
        let replication = life.replication;
        let mut text = String::new();
        for life in std::iter::once(life).chain(other) {
            let heading = biography::heading(life, &self.names, language);
            let (en, zh) = (
                format!("{}, replication {replication}", life.scenario),
                format!("{}，第{replication}次重复", life.scenario),
            );
            let _ = writeln!(text, "{}\n  {heading}", language.choose(&en, &zh));
        }
        text.push_str(&match other {
            None => {
                let told = biography::tell(life, &self.names, language);
                why::life(&told, language, width)
            }
            Some(other) => {
                let pairing = biography::versus(life, other, &self.names, language);
                let names = [life.scenario.as_str(), other.scenario.as_str()];
                why::pairing(&pairing, names, language, width)
            }
        });
        text
    }

    /// A life under a scenario, with the nearest ids that were found.
    fn tell(
        &self,
        scenario: usize,
        id: ProjectId,
        replication: u32,
    ) -> Result<(Biography, Vec<ProjectId>), Trouble> {
        const NEAR: usize = 2;
        let scenario = lives::scenario(self.folder, &self.manifest, scenario);
        let scenario = scenario.map_err(|lost| Trouble::Input(lost.to_string()))?;
        let mut told = lives::tell(&scenario, replication, &[id]).map_err(|f| trouble(&f))?;
        told.found.sort_unstable();
        let at = told.found.partition_point(|found| *found < id);
        let last = (at + NEAR).min(told.found.len());
        let near = told.found[at.saturating_sub(NEAR)..last].to_vec();
        let life = told.lives.pop();
        life.map(|life| (life, near))
            .ok_or_else(|| Trouble::Ours("a life was not told".to_owned()))
    }

    fn gains(&self, district: &str, command: &Why, showing: &Showing) -> Result<(), Trouble> {
        let known: Vec<&str> = self.names.districts().collect();
        let code = known
            .iter()
            .find(|code| code.eq_ignore_ascii_case(district));
        let Some(code) = code else {
            let help = hint(district, known.iter().copied()).unwrap_or_default();
            return Err(Trouble::Input(format!(
                "there is no district \"{district}\"\nhelp: {help}"
            )));
        };
        let scenarios = self.scenarios();
        let landings = self.folder.join(LANDINGS);
        if scenarios.len() < 2 || !landings.is_file() {
            return Err(Trouble::Input(format!(
                "{} compares nothing: gains are told against a base\nhelp: name the result of \
                 landfall compare",
                self.folder.display()
            )));
        }
        let own = self.scenario(command.scenario.as_deref(), 1)?;
        let base = command.versus.as_deref().filter(|name| !name.is_empty());
        let base = self.scenario(base, 0)?;
        if own == base {
            return Err(Trouble::Input(format!(
                "{} cannot be held against itself\nhelp: name two scenarios with --scenario and \
                 --versus",
                scenarios[own]
            )));
        }
        let question = Question {
            district: code,
            scenario: scenarios[own],
            base: scenarios[base],
            lost: command.lost,
            replication: command.replication,
        };
        intact(self.folder, LANDINGS).map_err(|refusal| refused(&refusal))?;
        let gains = gains::gains(&landings, &question).map_err(|e| Trouble::ours(&e))?;
        let text = if showing.json {
            let value = serde_json::to_value(&gains).map_err(|e| Trouble::ours(&e))?;
            format!("{value:#}\n")
        } else {
            let result = self.folder.display().to_string();
            let (language, width) = (showing.language, console::width());
            why::gains(&gains, &result, &self.names, language, width)
        };
        console::say(&text)
    }
}
