//! A user's first minutes: the shipped scenarios anywhere, a study of one's own, what editors and
//! shells are told, and what the terminal shows.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;

use assert_cmd::Command;
use landfall::kernel::language::Language;
use landfall::report::lettered::columns;
use landfall::scenario::schema;
use serde_json::Value;
use support::project;

/// The command in a folder, with nothing around it that changes what it shows.
fn landfall(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("landfall").unwrap();
    command.current_dir(folder);
    for name in ["COLUMNS", "LANDFALL_LANG", "LANDFALL_FONT", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
}

/// What a command prints that ends well.
fn out(command: &mut Command) -> String {
    let output = command.assert().success().get_output().clone();
    String::from_utf8(output.stdout).unwrap()
}

fn json(command: &mut Command) -> Value {
    serde_json::from_str(&out(command.arg("--json"))).unwrap()
}

/// What a command complains of that the input is to blame for.
fn complaint(command: &mut Command) -> String {
    let output = command.assert().code(2).get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

/// The files below a folder, by their paths from there.
fn files(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let within = self::files(&path).into_iter();
            files.extend(within.map(|file| format!("{name}/{file}")));
        } else {
            files.push(name);
        }
    }
    files.sort();
    files
}

#[test]
fn shipped_scenarios_run_anywhere_and_as_they_do_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    let run = |from: &Path, scenario: &str, to: &str| {
        let mut command = landfall(from);
        let out = folder.path().join(to);
        command.args(["run", scenario, "--replications", "1", "--quiet", "--out"]);
        command.arg(&out).assert().success();
        std::fs::read_to_string(out.join("manifest.json")).unwrap()
    };
    let shipped = run(folder.path(), "small_city", "shipped");
    let by_path = run(folder.path(), "scenarios/small_city.toml", "by_path");
    let on_disk = run(&project(""), "scenarios/small_city.toml", "on_disk");
    assert_eq!(shipped, by_path);
    assert_eq!(shipped, on_disk);
}

#[test]
fn what_is_on_disk_is_preferred_and_what_it_extends_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir(&scenarios).unwrap();
    let own = "format = 1\nextends = \"small_city.toml\"\ntitle = \"Mine\"\n";
    std::fs::write(scenarios.join("the_notice.toml"), own).unwrap();
    let told = out(landfall(folder.path()).args(["check", "scenarios/the_notice.toml"]));
    assert!(
        told.contains("Mine") && told.contains("3 districts"),
        "{told}"
    );
    let broken = "format = 1\nextends = \"small_city.toml\"\n[leads]\nfund = 1\n";
    std::fs::write(scenarios.join("small_city_notice.toml"), broken).unwrap();
    let said =
        complaint(landfall(folder.path()).args(["check", "scenarios/small_city_notice.toml"]));
    assert!(!said.contains("(shipped)"), "{said}");
}

#[test]
fn problems_say_that_a_file_is_a_shipped_one() {
    let folder = tempfile::tempdir().unwrap();
    let said = complaint(landfall(folder.path()).args(["check", "scenarios/README.md"]));
    assert!(said.contains("scenarios/README.md (shipped)"), "{said}");
}

#[test]
fn an_unknown_name_has_a_nearest_one() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, near) in [
        (["run", "the_notise"], "the_notice"),
        (["check", "small_cty.toml"], "small_city"),
        (["sweep", "small_city_windw"], "small_city_window"),
        (["gallery", "before_the_notise"], "before_the_notice"),
    ] {
        let said = complaint(landfall(folder.path()).args(arguments));
        assert!(
            said.contains(&format!("did you mean \"{near}\"?")),
            "{said}"
        );
    }
}

#[test]
fn the_gallery_is_listed_printed_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let list = json(landfall(folder.path()).arg("gallery"));
    let groups = list["groups"].as_array().unwrap();
    let names = groups
        .iter()
        .flat_map(|group| group["entries"].as_array().unwrap());
    let names: Vec<&str> = names.map(|entry| entry["name"].as_str().unwrap()).collect();
    for name in ["the_notice", "small_city_window", "beijing"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let zh = out(landfall(folder.path()).args(["gallery", "--lang", "zh"]));
    assert!(
        zh.contains("单项措施与逐项剔除") && zh.contains("名称"),
        "{zh}"
    );
    let printed = out(landfall(folder.path()).args(["gallery", "the_notice"]));
    let on_disk = std::fs::read_to_string(project("scenarios/the_notice.toml")).unwrap();
    assert_eq!(printed, on_disk);
    let copy = |name: &str| {
        let mut command = landfall(folder.path());
        command.args(["gallery", name, "--copy", "copied"]);
        command
    };
    out(&mut copy("small_city_window"));
    let expected = [
        "experiments/small_city_window.toml",
        "small_city.toml",
        "small_city/city.toml",
        "small_city/districts.csv",
        "small_city/sectors.csv",
        "small_city_first_negotiation.toml",
    ];
    assert_eq!(files(&folder.path().join("copied")), expected);
    let check = ["check", "copied/experiments/small_city_window.toml"];
    out(landfall(folder.path()).args(check));
    let said = complaint(&mut copy("small_city"));
    assert!(said.contains("is there already"), "{said}");
}

/// The commands of a page: the lines of its code that begin with the program's name.
fn commands(page: &str) -> Vec<Vec<String>> {
    let mut is_code = false;
    let mut commands = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            let words = line.strip_prefix("landfall ").unwrap();
            commands.push(words.split(' ').map(str::to_owned).collect());
        }
    }
    commands
}

#[test]
fn a_study_begins_with_files_that_run() {
    for (language, results) in [("en", "with 95 % intervals"), ("zh", "95 % 区间")] {
        let folder = tempfile::tempdir().unwrap();
        let told = json(landfall(folder.path()).args(["init", "my study", "--lang", language]));
        let study = folder.path().join("my study");
        let written: Vec<&str> = (told["files"].as_array().unwrap().iter())
            .map(|file| file.as_str().unwrap())
            .collect();
        let mut sorted = written.clone();
        sorted.sort_unstable();
        assert_eq!(files(&study), sorted);
        let page = std::fs::read_to_string(study.join("README.md")).unwrap();
        assert!(page.contains(results), "{page}");
        let commands = commands(&page);
        assert_eq!(commands.len(), 3);
        for words in &commands {
            let said = out(landfall(&study).args(words));
            let is_chinese = said.contains("已写入");
            assert_eq!(is_chinese, language == "zh", "{said}");
        }
        for folder in ["base_vs_policy", "experiment", "experiment_response"] {
            assert!(
                study
                    .join("output")
                    .join(folder)
                    .join("manifest.json")
                    .is_file()
            );
        }
        let again = complaint(landfall(folder.path()).args(["init", "my study"]));
        assert!(again.contains("not empty"), "{again}");
        let on_itself = complaint(landfall(&study).args(["init", "README.md"]));
        assert!(on_itself.contains("README.md"), "{on_itself}");
    }
}

/// The base of a study is the small city, so that what is written about that one holds.
#[test]
fn a_study_begins_with_the_small_city() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["en", "zh"] {
        out(landfall(folder.path()).args(["init", language, "--lang", language]));
        let of = |path: &Path| {
            let read =
                landfall::scenario::Scenario::load(path, landfall::scenario::Overrides::default());
            let scenario = read.unwrap();
            let resolved = scenario.resolved().into_iter();
            let values = resolved.map(|r| (r.parameter.name(), r.value, r.changes));
            (
                values.collect::<Vec<_>>(),
                scenario.run,
                scenario.city.districts.len(),
            )
        };
        let study = folder.path().join(language);
        for (own, shipped) in [
            ("base", "small_city"),
            ("policy", "small_city_first_negotiation"),
        ] {
            let own = of(&study.join(own).with_extension("toml"));
            let shipped = of(&project("scenarios").join(shipped).with_extension("toml"));
            assert_eq!(format!("{own:?}"), format!("{shipped:?}"));
        }
    }
}

/// A TOML file as JSON; dates as strings, as editors hand them to a schema.
fn as_json(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(list) => list.into_iter().map(convert).collect(),
            toml::Value::Table(table) => table
                .into_iter()
                .map(|(key, value)| (key, convert(value)))
                .collect(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    convert(toml::Value::Table(text.parse().unwrap()))
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::validator_for(schema).unwrap()
}

#[test]
fn every_shipped_file_keeps_to_its_schema() {
    for language in [Language::English, Language::Chinese] {
        for (folder, schema, but) in [
            ("scenarios", schema::scenario(language), ""),
            ("scenarios/experiments", schema::experiment(language), ""),
            (
                "scenarios/beijing",
                schema::scenario(language),
                "city.toml calibration.toml",
            ),
        ] {
            let validator = validator(&schema);
            for file in files(&project(folder)) {
                if file.contains('/') || !file.contains(".toml") || but.contains(&file) {
                    continue;
                }
                let text = std::fs::read_to_string(project(folder).join(&file)).unwrap();
                let wrong: Vec<String> = validator
                    .iter_errors(&as_json(&text))
                    .map(|error| error.to_string())
                    .collect();
                assert_eq!(wrong, [""; 0], "{file}");
            }
        }
        let text = std::fs::read_to_string(project("scenarios/beijing/calibration.toml")).unwrap();
        assert!(validator(&schema::calibration(language)).is_valid(&as_json(&text)));
    }
}

#[test]
fn broken_files_fail_their_schema() {
    let of_scenarios = validator(&schema::scenario(Language::English));
    let sound = "format = 1\nextends = \"x.toml\"\n[run]\nstart = 2021-09-06\n\
                 [measures.first_negotiation]\non = true\nfrom = \"2022-01-01\"\n\
                 window_weeks = { \"2021-09-06\" = 13, \"2024-01-01\" = 8 }\n";
    assert!(of_scenarios.is_valid(&as_json(sound)));
    for broken in [
        "extends = \"x.toml\"",
        "format = 2",
        "format = 1\ntitel = \"x\"",
        "format = 1\ntitle = 3",
        "format = 1\n[leads]\nfound = 3",
        "format = 1\n[leads]\ncity_share = 1.5",
        "format = 1\n[leads]\ncity_share = \"half\"",
        "format = 1\n[measures.first_negotiation]\non = \"yes\"",
        "format = 1\n[measures.first_negotiation]\nwindow_weeks = 8.5",
        "format = 1\n[measures.first_negotiation]\nwindow_weeks = { soon = 8 }",
        "format = 1\n[measures.first_negotiation]\nreassignment = \"best fit\"",
        "format = 1\n[measures.first_negotation]\non = true",
        "format = 1\n[prospects]\nimpatience = { \"2024-01-01\" = 0.1 }",
        "format = 1\n[run]\nstart = \"soon\"",
    ] {
        assert!(!of_scenarios.is_valid(&as_json(broken)), "{broken}");
    }
    let of_experiments = validator(&schema::experiment(Language::English));
    let head = "format = 1\nscenario = \"x.toml\"\n";
    let sound = "[levers]\n\"measures.space_reuse.on\" = [true, false]\nscenario = [\"a.toml\", \"b.toml\"]\n\
                 [uncertainties]\n\"leads.city_share\" = { from = 0.1, to = 0.5 }\n";
    assert!(of_experiments.is_valid(&as_json(&format!("{head}{sound}"))));
    for broken in [
        "",
        "[levers]\n",
        "[levers]\n\"leads.city_share\" = 0.5",
        "[levers]\n\"leads.city_share\" = [0.5]",
        "[levers]\n\"leads.city_share\" = [0.5, 7.0]",
        "[levers]\n\"leads.city_shar\" = [0.5, 0.7]",
        "[levers]\n\"leads.city_share\" = { from = 0.1 }",
        "[uncertainties]\n\"measures.space_reuse.on\" = [true, false]",
        "[levers]\n\"leads.city_share\" = [0.1, 0.5]\n[design]\nkind = \"cube\"",
        "[levers]\n\"leads.city_share\" = [0.1, 0.5]\n[outputs]\nmetrics = [\"land.outputs\"]",
    ] {
        let text = format!("{head}{broken}");
        assert!(!of_experiments.is_valid(&as_json(&text)), "{broken}");
    }
}

#[test]
fn the_schema_is_told_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let of = |language: &str| -> Value {
        let printed = out(landfall(folder.path()).args(["schema", "scenario", "--lang", language]));
        serde_json::from_str(&printed).unwrap()
    };
    let window =
        "/properties/measures/properties/first_negotiation/properties/window_weeks/description";
    let (en, zh) = (of("en"), of("zh"));
    let (en, zh) = (en.pointer(window).unwrap(), zh.pointer(window).unwrap());
    assert!(en.as_str().unwrap().contains("Unit: weeks"), "{en}");
    assert!(zh.as_str().unwrap().contains("单位：周"), "{zh}");
}

#[test]
fn shells_and_man_are_told_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = out(landfall(folder.path()).args(["completions", shell]));
        assert!(
            text.contains("gallery") && text.contains("replications"),
            "{shell}"
        );
    }
    let page = out(landfall(folder.path()).arg("man"));
    assert!(
        page.starts_with(".ie") && page.contains("landfall"),
        "{page}"
    );
    out(landfall(folder.path()).args(["man", "pages"]));
    let pages = files(&folder.path().join("pages"));
    for page in ["landfall.1", "landfall-run.1", "landfall-gallery.1"] {
        assert!(pages.contains(&page.to_owned()), "{pages:?}");
    }
    assert!(!pages.contains(&"landfall-help.1".to_owned()), "{pages:?}");
}

/// Whether a text keeps to a width, but for what is one code.
fn keeps_to(width: u16, text: &str) {
    assert!(!text.contains('\u{1b}'), "{text}");
    for line in text.lines() {
        let is_code = line.split_whitespace().count() == 1;
        let taken = columns(line.trim_end());
        assert!(
            taken <= width.into() || is_code,
            "{width} {taken}: {line}\n{text}"
        );
    }
}

/// Tables keep to the terminal in both languages.
#[test]
fn what_is_printed_keeps_to_the_terminal() {
    use landfall::report::{analyses, tables};
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let head = "format = 1\nscenario = \"scenarios/small_city_notice.toml\"\nreplications = 2\n\
                [outputs]\nmetrics = [\"land.output_per_granted_ha\", \"conversion.landed_share\"]\n";
    let uncertain = "[uncertainties]\n\"leads.city_share\" = { from = 0.1, to = 0.5 }\n";
    let levers = "[levers]\n\"measures.first_negotiation.exclusivity\" = [0.5, 1.0]\n";
    for (name, inputs, design) in [
        (
            "crossed",
            levers,
            "kind = \"latin_hypercube\"\npoints = 6\ncrossed = true",
        ),
        ("morris", "", "kind = \"morris\"\ntrajectories = 3"),
        ("saltelli", "", "kind = \"saltelli\"\npoints = 4"),
    ] {
        let text = format!("{head}{inputs}{uncertain}[design]\n{design}\n");
        std::fs::write(here.join(name).with_extension("toml"), text).unwrap();
    }
    let output = "land.output_per_granted_ha";
    let share = "conversion.landed_share";
    let (base, variant) = ("small_city", "small_city_first_negotiation");
    let commands: [&[&str]; 11] = [
        &["run", base, "--replications", "2"],
        &["compare", base, variant, "--replications", "2"],
        &["attribute", base, variant, "--replications", "2"],
        &["sweep", "crossed.toml"],
        &["sweep", "morris.toml"],
        &["sweep", "saltelli.toml"],
        &["analyse", "3", "--method", "response"],
        &["analyse", "4", "--method", "morris"],
        &["analyse", "5", "--method", "sobol"],
        &[
            "analyse",
            "3",
            "--method",
            "robustness",
            "--maximise",
            output,
        ],
        &[
            "analyse",
            "3",
            "--method",
            "pareto",
            "--maximise",
            output,
            "--maximise",
            share,
        ],
    ];
    for (at, command) in commands.into_iter().enumerate() {
        let mut landfall = landfall(here);
        landfall
            .args(command)
            .args(["--out", &at.to_string(), "--quiet"]);
        out(&mut landfall);
        let result = here.join(at.to_string());
        for language in [Language::English, Language::Chinese] {
            for width in [60, 80, 130] {
                let table = if command[0] == "analyse" {
                    analyses::table(&result, width, language).unwrap()
                } else {
                    tables::headline(&result, width, language).unwrap()
                };
                keeps_to(width, &table);
                let words = ["指标", "变量", "分摊值"]
                    .iter()
                    .any(|word| table.contains(word));
                assert_eq!(words, language == Language::Chinese, "{command:?}: {table}");
            }
        }
    }
    for language in ["en", "zh"] {
        for width in [60, 80, 130] {
            for arguments in [
                &["gallery"][..],
                &["run", base, "--replications", "1", "--overwrite"],
            ] {
                let mut landfall = landfall(here);
                landfall.args(arguments).args(["--lang", language]);
                keeps_to(width, &out(landfall.env("COLUMNS", width.to_string())));
            }
        }
    }
}

#[test]
fn help_and_errors_are_plain_in_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--help"][..],
        &["run", "--help"],
        &["run"],
        &["run", "nothing"],
        &["analyse", "--method", "x"],
    ] {
        let output = landfall(folder.path()).args(arguments).output().unwrap();
        for text in [output.stdout, output.stderr] {
            assert!(
                !text.contains(&0x1b),
                "{arguments:?}: {}",
                String::from_utf8_lossy(&text)
            );
        }
    }
}

#[test]
fn results_are_one_object_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let small = "small_city";
    let first = "small_city_first_negotiation";
    let run = json(landfall(here).args(["run", small, "--replications", "2"]));
    assert_eq!(run["kind"], "run");
    assert_eq!(run["replications"], 2);
    assert_eq!(run["seed"], 7);
    let has = |result: &Value, file: &str| {
        let files = result["files"].as_array().unwrap();
        files.contains(&file.into())
    };
    for file in [
        "manifest.json",
        "summary.csv",
        "plots/heat_map_small_city.png",
    ] {
        assert!(has(&run, file), "{file} in {run}");
    }
    assert!(run["rows"][0]["mean"].is_number(), "{run}");
    let compared = json(landfall(here).args(["compare", small, first, "--replications", "2"]));
    assert_eq!(compared["kind"], "compare");
    assert_eq!(compared["rows"][0]["variant"], first);
    assert!(compared["rows"][0]["difference"].is_number(), "{compared}");
    let split = json(landfall(here).args(["attribute", small, first, "--replications", "2"]));
    assert_eq!(split["kind"], "attribution");
    assert_eq!(split["rows"][0]["measure"], "first_negotiation");
    let vary = "measures.first_negotiation.window_weeks=4,13";
    let swept = json(landfall(here).args(["sweep", first, "--vary", vary, "--replications", "2"]));
    assert_eq!(swept["kind"], "sweep");
    assert_eq!(swept["rows"][0]["point"], 0);
    let place = swept["folder"].as_str().unwrap().to_owned();
    let analysed = json(landfall(here).args(["analyse", &place, "--method", "response"]));
    assert_eq!(analysed["kind"], "analysis");
    assert_eq!(analysed["method"], "response");
    assert!(analysed["rows"][0]["mean"].is_number(), "{analysed}");
    for part in ["1/2", "2/2"] {
        let told =
            json(landfall(here).args(["run", small, "--replications", "2", "--shard", part]));
        assert_eq!(told["part"], part);
    }
    let parts = [
        "output/small_city.part_1_of_2",
        "output/small_city.part_2_of_2",
    ];
    let merged = json(landfall(here).args(["merge", parts[0], parts[1], "--out", "merged"]));
    assert_eq!(merged["rows"], run["rows"]);
    let two = out(landfall(here).args([
        "run",
        small,
        first,
        "--replications",
        "1",
        "--overwrite",
        "--json",
    ]));
    let names: Vec<Value> = two
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["name"].clone())
        .collect();
    assert_eq!(names, [small, first]);
}
