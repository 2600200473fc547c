//! Tests of the plots on small and odd result folders.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Drawn, Figure, PlotError, check_font, draw, draw_with, fonts};
use crate::analysis::{self, Goal, Method, Request, Threshold};
use crate::kernel::language::Language;
use crate::report::Looks;

const SERIES: &str = "scenario,week,date,metric,scope,place,mean,sd,p10,p50,p90\n";
const COMPARISON: &str = "metric,scope,place,unit,base,variant,base_mean,variant_mean,difference,ci_low,ci_high,n,n_needed\n";
const SUMMARY: &str = "scenario,metric,scope,place,unit,mean,sd,ci_low,ci_high,n\n";
const CURVES: &str = "scenario,curve,weeks,mean,ci_low,ci_high\n";

/// Writes a manifest with these scenarios into a new folder.
fn folder(scenarios: &[&str], replications: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let kind = if scenarios.len() > 1 {
        "compare"
    } else {
        "run"
    };
    let manifest = serde_json::json!({
        "format": 1, "kind": kind, "name": "trial", "seed": 7, "replications": replications,
        "scenarios": scenarios
            .iter()
            .map(|name| serde_json::json!({"name": name, "title": format!("Scenario <{name}>")}))
            .collect::<Vec<_>>(),
        "places": {
            "district": [{"code": "SY", "name": "Shunyi"}, {"code": "BDA", "name": "BDA (Yizhuang)"}],
            "sector": [{"code": "IC", "name": "Integrated circuits"}],
        },
        "metrics": [{"name": "placement.landed_ha", "title": "Land granted", "unit": "ha"}],
        "unknown": {"key": 1},
    });
    fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
    folder
}

fn write(folder: &Path, file: &str, header: &str, rows: &[&str]) {
    fs::write(folder.join(file), format!("{header}{}\n", rows.join("\n"))).unwrap();
}

/// All files of figures, in drawing order.
fn files(figures: &[Figure]) -> Vec<PathBuf> {
    let files = figures.iter().flat_map(|figure| figure.files.clone());
    files.collect()
}

/// Draws a folder and checks that each file is there and of its kind; hands back the stems.
fn drawn(folder: &Path) -> Vec<String> {
    let files = files(&draw(folder, &Looks::default()).unwrap().figures);
    for file in &files {
        let bytes = fs::read(file).unwrap();
        if file.extension().is_some_and(|e| e == "png") {
            assert!(bytes.starts_with(b"\x89PNG"), "{}", file.display());
        } else if file.extension().is_some_and(|e| e == "svg") {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.starts_with("<svg width=\""), "{}", file.display());
            assert!(text.trim_end().ends_with("</svg>") && !text.contains("NaN"));
        }
    }
    let svgs = files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "svg"));
    let stems: Vec<String> = svgs
        .map(|f| f.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let pngs = files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "png"));
    assert_eq!(pngs.count(), stems.len());
    stems
}

fn svg(folder: &Path, stem: &str) -> String {
    fs::read_to_string(folder.join(format!("plots/{stem}.svg"))).unwrap()
}

/// A comparison of two scenarios with a little of everything, undefined figures included.
fn full() -> tempfile::TempDir {
    let folder = folder(&["base", "variant"], 3);
    let at = folder.path();
    let series = [
        "base,0,2021-12-27,placement.landed_ha,city,city,1,0,0.5,1,2",
        "base,1,2022-01-03,placement.landed_ha,city,city,,,,,",
        "base,2,2022-01-10,placement.landed_ha,city,city,NaN,0,0.5,1,inf",
        "base,3,2022-01-17,placement.landed_ha,city,city,4,0,3,1,5",
        "variant,0,2021-12-27,placement.landed_ha,city,city,2,0,,1,",
        "variant,0,2021-12-27,placement.landed_ha,district,SY,900,0,,1,",
    ];
    write(at, "series.csv", SERIES, &series);
    let comparison = [
        "placement.landed_ha,city,city,ha,base,variant,10,12,2,1,3,3,9",
        "placement.landed,city,city,projects,base,variant,0,12,12,1,3,3,9",
        "placement.hhi,city,city,index,base,variant,,,,,,0,",
        "leads.found,city,city,leads,base,variant,5,5,0,-1e300,1e300,3,",
        "placement.landed_ha,district,SY,ha,base,variant,10,9,-1,-2,1,3,9",
    ];
    write(at, "comparison.csv", COMPARISON, &comparison);
    let summary = [
        "base,placement.landed,district_sector,SY|IC,projects,3,1,2,4,3",
        "variant,placement.landed,district_sector,SY|IC,projects,5.5,1,2,4,3",
        "base,placement.landed,district_sector,BDA|IC,projects,,,,,3",
        "base,placement.flow,flow,SY>BDA,projects,2,1,2,4,3",
        "base,placement.flow,flow,SY>SY,projects,200,1,2,4,3",
        "base,placement.flow,flow,SY>elsewhere,projects,1,1,2,4,3",
    ];
    write(at, "summary.csv", SUMMARY, &summary);
    let curves = [
        "base,land,0,0,0,0",
        "base,land,10,0.5,,",
        "base,land,400,0.9,0.8,1",
    ];
    write(at, "curves.csv", CURVES, &curves);
    folder
}

#[test]
fn a_comparison_gives_every_plot() {
    let folder = full();
    let stems = drawn(folder.path());
    assert_eq!(stems.len(), 6 + 3 + 3 + 2 + 2);
    for stem in [
        "series_placement_landed_ha",
        "heat_map_difference",
        "flows_base",
    ] {
        assert!(stems.iter().any(|s| s == stem), "{stem}");
    }
    let city = svg(folder.path(), "differences_city");
    assert!(
        city.contains("+20.0 %"),
        "a difference of 2 on a base of 10"
    );
    assert!(city.contains("Left out") && city.contains("placement.landed; placement.hhi"));
    assert!(city.contains("Scenario &lt;base&gt; (base)"));
    assert!(svg(folder.path(), "heat_map_difference").contains("+2.5"));
    assert!(svg(folder.path(), "flows_variant").contains("holds no flows"));
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let (one, other) = (full(), full());
    let (ours, theirs) = (
        files(&draw(one.path(), &Looks::default()).unwrap().figures),
        files(&draw(other.path(), &Looks::default()).unwrap().figures),
    );
    assert_eq!(ours.len(), theirs.len());
    for (a, b) in ours.iter().zip(&theirs) {
        assert_eq!(a.file_name(), b.file_name());
        assert!(
            fs::read(a).unwrap() == fs::read(b).unwrap(),
            "{}",
            a.display()
        );
    }
}

#[test]
fn one_scenario_without_tables_gives_plots_that_say_so() {
    let folder = folder(&["base"], 1);
    let stems = drawn(folder.path());
    assert_eq!(stems.len(), 6 + 1 + 1 + 2);
    assert!(svg(folder.path(), "series_placement_landed_ha").contains("no weekly figures"));
}

#[test]
fn empty_tables_do_not_stop_the_plots() {
    let folder = folder(&["base", "variant"], 2);
    for file in ["series.csv", "comparison.csv"] {
        fs::write(folder.path().join(file), "").unwrap();
    }
    write(folder.path(), "summary.csv", SUMMARY, &[]);
    write(folder.path(), "curves.csv", CURVES, &[]);
    drawn(folder.path());
}

#[test]
fn one_replication_has_no_whiskers() {
    let folder = folder(&["base", "variant"], 1);
    let row = "placement.landed_ha,city,city,ha,base,variant,10,12,2,,,1,";
    write(folder.path(), "comparison.csv", COMPARISON, &[row]);
    drawn(folder.path());
    let city = svg(folder.path(), "differences_city");
    assert!(city.contains("no interval") && !city.contains("excludes zero"));
}

#[test]
fn several_variants_have_plots_of_their_own() {
    let folder = folder(&["base", "a", "../b"], 2);
    let stems = drawn(folder.path());
    for stem in [
        "differences_city_a",
        "differences_districts____b",
        "heat_map_a",
    ] {
        assert!(stems.iter().any(|s| s == stem), "{stem} in {stems:?}");
    }
}

#[test]
fn no_scenario_and_no_place_draw_nothing_odd() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("manifest.json"), "{}").unwrap();
    drawn(folder.path());
}

#[test]
fn errors_name_the_file() {
    let folder = folder(&["base"], 1);
    let row = "base,0,2021-12-27,placement.landed_ha,city,city,many,0,0.5,1,2";
    write(folder.path(), "series.csv", SERIES, &[row]);
    let error = draw(folder.path(), &Looks::default()).unwrap_err();
    assert!(matches!(error, PlotError::Read { .. }));
    let words = error.to_string();
    assert!(words.contains("series.csv") && words.contains("line 2") && words.contains("`mean`"));
    let nowhere = draw(&folder.path().join("nowhere"), &Looks::default()).unwrap_err();
    assert!(nowhere.to_string().contains("manifest.json"));
}

const ATTRIBUTION: &str = "metric,scope,place,unit,base,variant,article,measure,shapley,shapley_sd,shapley_ci_low,shapley_ci_high,alone,alone_sd,alone_ci_low,alone_ci_high,without,without_sd,without_ci_low,without_ci_high,n\n";

/// An attribution over eight measures, of one metric.
fn attributed(replications: u32, rows: &[&str]) -> tempfile::TempDir {
    let folder = folder(&["base", "variant"], replications);
    let path = folder.path().join("manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["kind"] = "attribution".into();
    manifest["split"] = crate::measures::MEASURES
        .iter()
        .map(|m| serde_json::json!({"article": m.article, "name": m.name, "title": m.title.en}))
        .collect();
    fs::write(path, manifest.to_string()).unwrap();
    write(folder.path(), "attribution.csv", ATTRIBUTION, rows);
    folder
}

#[test]
fn an_attribution_has_a_plot_for_each_metric() {
    let head = "placement.landed_ha,city,city,ha,base,variant";
    let mut rows: Vec<String> = crate::measures::MEASURES
        .iter()
        .enumerate()
        .map(|(at, measure)| {
            let share = [12.5, -3.0, 0.0, 1.25, 20.0, 0.125, -0.5, 5.0][at];
            let (alone, without) = (share * 0.5, share * 1.5 + 1.0);
            format!(
                "{head},{},{},{share},1,{},{},{alone},1,{},{},{without},1,{},{},3",
                measure.article,
                measure.name,
                share - 2.0,
                share + 2.0,
                alone - 1.0,
                alone + 1.0,
                without - 3.0,
                without + 3.0,
            )
        })
        .collect();
    rows.push(format!("{head},,total,35.375,1,30,40.75,,,,,,,,,3"));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let folder = attributed(4, &rows);
    let stems = drawn(folder.path());
    assert_eq!(stems.len(), super::headline::DIFFERENCES.len());
    let plot = svg(folder.path(), "attribution_placement_landed_ha");
    for words in [
        "Land granted: the effect of",
        "5 First-negotiation system",
        "+20.0",
        "alone +10.0, without +31.0",
        "All together",
        "+35.4",
        "256 combinations",
        "in every combination: 3.",
        "interval includes zero",
    ] {
        assert!(plot.contains(words), "{words}");
    }
    let other = svg(folder.path(), "attribution_placement_hhi");
    assert!(other.contains("does not split placement.hhi"));
}

#[test]
fn one_replication_and_one_measure_are_split_without_whiskers() {
    let head = "placement.landed_ha,city,city,ha,base,variant";
    let rows = [
        format!("{head},5,first_negotiation,0,,,,0,,,,0,,,,1"),
        format!("{head},,total,0,,,,,,,,,,,,1"),
    ];
    let folder = attributed(1, &[&rows[0], &rows[1]]);
    drawn(folder.path());
    let plot = svg(folder.path(), "attribution_placement_landed_ha");
    assert!(plot.contains("no interval") && !plot.contains("excludes zero"));
}

const CHINESE: Looks = Looks {
    language: Language::Chinese,
    font: None,
    maps: Vec::new(),
};

/// Words of Latin letters that Chinese texts hold: codes, names of files, methods and users' words.
const LATIN: [&str; 12] = [
    "csv", "Kaplan", "Meier", "Shapley", "Student", "Scenario", "base", "variant", "trial", "BDA",
    "Yizhuang", "Shunyi",
];

/// Draws a folder in Chinese without a font; each figure must come as SVG with a table and without a
/// word of English.
fn in_chinese(folder: &Path, known: &[&str]) -> Drawn {
    let drawn = draw_with(folder, &CHINESE, &[]).unwrap();
    for figure in &drawn.figures {
        assert!(figure.files[0].is_file());
        let is_png = |file: &PathBuf| file.extension().is_some_and(|e| e == "png");
        assert!(!figure.files.iter().any(is_png), "{}", figure.stem);
        let texts = figure.svg.split("<text ").skip(1);
        let texts = texts.filter_map(|text| Some(text.split_once('>')?.1.split_once("</text>")?.0));
        let told = figure.svg.split("<title>").skip(1);
        let told = told.filter_map(|text| Some(text.split_once("</title>")?.0));
        let head = figure
            .rows
            .first()
            .into_iter()
            .flatten()
            .map(String::as_str);
        for text in texts.chain(told).chain(head) {
            let text = text
                .replace("&lt;", " ")
                .replace("&gt;", " ")
                .replace("&amp;", " ");
            // Names of metrics, inputs and files have points or underscores.
            let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'));
            for word in words {
                let is_code = word.trim_matches('.').contains(['.', '_']);
                let letters = word.chars().filter(char::is_ascii_alphabetic).count();
                let is_known = LATIN.contains(&word.trim_matches('.')) || known.contains(&word);
                assert!(
                    letters < 3 || is_code || is_known,
                    "{}: `{word}` in `{text}`",
                    figure.stem
                );
            }
        }
    }
    drawn
}

/// What `full` has, with a landing on land and an attribution beside.
#[test]
fn every_word_of_a_comparison_is_in_chinese_too() {
    let comparison = full();
    let known = [
        "Land",
        "granted",
        "Integrated",
        "circuits",
        "elsewhere",
        "land",
        "production",
    ];
    let drawn = in_chinese(comparison.path(), &known);
    let empty = [
        "differences_districts",
        "heat_map_base",
        "flows_base",
        "time_to_land",
    ];
    for stem in empty.into_iter().chain(["series_placement_landed_ha"]) {
        let figure = drawn
            .figures
            .iter()
            .find(|figure| figure.stem == stem)
            .unwrap();
        assert!(figure.rows.len() > 1, "{stem} has no table");
        assert!(figure.svg.contains("class=\"spot\""), "{stem} says nothing");
    }
    assert_eq!(drawn.notes.len(), 1);
    assert!(drawn.notes[0].contains("--font"));
    let nothing = folder(&["base", "variant"], 2);
    in_chinese(nothing.path(), &known);
    let one = folder(&["base"], 1);
    in_chinese(one.path(), &known);
}

#[test]
fn every_word_of_an_attribution_is_in_chinese_too() {
    let head = "placement.landed_ha,city,city,ha,base,variant";
    let rows = [
        format!("{head},5,first_negotiation,2,1,1,3,1,1,0,2,2,1,1,3,2"),
        format!("{head},,total,2,1,1,3,,,,,,,,,2"),
    ];
    let folder = attributed(3, &[&rows[0], &rows[1]]);
    let known = ["Land", "granted", "First", "negotiation", "system"];
    let drawn = in_chinese(folder.path(), &known);
    let figure = |figure: &&Figure| figure.stem == "attribution_placement_landed_ha";
    assert_eq!(drawn.figures.iter().find(figure).unwrap().rows.len(), 3);
}

/// A table of two inputs with a rising output, and what a method says of it.
fn analysed(method: Method) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table.csv");
    let mut text = "point,replication,x,y,out,cost\n".to_owned();
    for point in 0..48_u32 {
        let (x, y) = (f64::from(point % 8), f64::from(point / 8));
        for replication in 0..3_u32 {
            let luck = f64::from((point * 7 + replication * 5) % 11) / 10.0;
            let (out, cost) = (x * 3.0 + y + luck, x * x + luck);
            text.push_str(&format!("{point},{replication},{x},{y},{out},{cost}\n"));
        }
    }
    fs::write(&table, text).unwrap();
    let goal = |output: &str, maximise| Goal {
        output: output.to_owned(),
        maximise,
    };
    let has_goals = [Method::Robustness, Method::Pareto].contains(&method);
    let request = Request {
        table,
        method,
        inputs: Vec::new(),
        levers: if method == Method::Robustness {
            vec!["x".to_owned()]
        } else {
            Vec::new()
        },
        ranges: Vec::new(),
        outputs: vec!["out".to_owned(), "cost".to_owned()],
        goals: if has_goals {
            vec![goal("out", true), goal("cost", false)]
        } else {
            Vec::new()
        },
        thresholds: if method == Method::Discovery {
            vec![Threshold::parse("out >= 14").unwrap()]
        } else {
            Vec::new()
        },
        density: None,
        boxes: 1,
        resamples: 100,
        seed: 1,
        out: folder.path().join("out"),
        overwrite: false,
    };
    analysis::analyse(&request).unwrap().finish().unwrap();
    folder
}

#[test]
fn every_word_of_an_analysis_is_in_chinese_too() {
    for method in [
        Method::Response,
        Method::Discovery,
        Method::Robustness,
        Method::Pareto,
    ] {
        let folder = analysed(method);
        let drawn = in_chinese(&folder.path().join("out"), &["table", "out", "cost"]);
        assert!(!drawn.figures.is_empty());
        for figure in &drawn.figures {
            assert!(figure.rows.len() > 1, "{} has no table", figure.stem);
            assert!(figure.svg.contains("class=\"spot\""), "{}", figure.stem);
        }
        let tornado = drawn
            .figures
            .iter()
            .find(|figure| figure.stem == "tornado_out");
        if method == Method::Response {
            // The output rises by three with x and by one with y.
            let rows = &tornado.unwrap().rows;
            assert_eq!((rows[1][0].as_str(), rows[2][0].as_str()), ("x", "y"));
        }
    }
}

#[test]
fn a_font_with_chinese_letters_gives_pngs() {
    // `tests/chinese_pictures.rs` says so where there is none.
    let Some(font) = fonts::find(fonts::PLACES) else {
        return;
    };
    let folder = full();
    let drawn = draw(folder.path(), &CHINESE).unwrap();
    assert!(drawn.notes.is_empty(), "{:?}", drawn.notes);
    for figure in &drawn.figures {
        let png = folder.path().join(format!("plots/{}.png", figure.stem));
        assert!(fs::read(png).unwrap().starts_with(b"\x89PNG"));
    }
    assert!(check_font(&font.path).is_ok());
    let rare = "\u{10ffff}";
    let path = folder.path().join("manifest.json");
    let text = fs::read_to_string(&path)
        .unwrap()
        .replace("Land granted", rare);
    fs::write(&path, text).unwrap();
    let drawn = draw(folder.path(), &CHINESE).unwrap();
    assert!(drawn.notes[0].contains(rare));
    assert!(
        !folder
            .path()
            .join("plots/series_placement_landed_ha.png")
            .exists()
    );
}

#[test]
fn a_font_that_cannot_be_used_is_refused() {
    let folder = full();
    let path = folder.path().join("broken.ttf");
    assert!(
        check_font(&path)
            .unwrap_err()
            .to_string()
            .contains("broken.ttf")
    );
    fs::write(&path, "no font").unwrap();
    assert!(
        check_font(&path)
            .unwrap_err()
            .to_string()
            .contains("no font file")
    );
    fs::write(&path, notosans::REGULAR_TTF).unwrap();
    let looks = Looks {
        font: Some(path),
        ..CHINESE
    };
    let error = draw(folder.path(), &looks).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("no letters for Simplified Chinese")
    );
}

#[test]
fn chinese_lines_break_between_letters_but_not_before_a_mark() {
    let looks = super::lettering::Type::plain(10.0, super::canvas::BLACK);
    let lines = super::axes::wrap("首谈制，落地区。优先", looks, 31.0);
    assert_eq!(lines, ["首谈", "制，落", "地区。", "优先"]);
}

#[test]
fn every_word_of_indices_and_of_a_fit_is_in_chinese_too() {
    let said = |kind: &str, method: &str, files: &[(&str, &str)]| {
        let folder = tempfile::tempdir().unwrap();
        let manifest = serde_json::json!({
            "kind": kind, "method": method, "name": "table", "title": "表", "seed": 1,
            "replications": 2, "resamples": 100,
        });
        fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
        for (file, text) in files {
            fs::write(folder.path().join(file), text).unwrap();
        }
        let drawn = in_chinese(folder.path(), &["table", "out"]);
        let figure = &drawn.figures[0];
        assert!(figure.rows.len() > 1 && figure.svg.contains("class=\"spot\""));
    };
    let morris = "output,unit,input,mu_star,mu_star_ci_low,mu_star_ci_high,mu_star_covers_zero,\
                  sigma,sigma_ci_low,sigma_ci_high,trajectories,replications\n\
                  out,,x,3,2,4,0,1,0.5,1.5,8,2\nout,,y,0.1,0,0.2,1,0.1,0,0.2,8,2\n";
    said("analysis", "morris", &[("morris.csv", morris)]);
    let sobol = "output,input,first,first_ci_low,first_ci_high,first_covers_zero,total,\
                 total_ci_low,total_ci_high,total_covers_zero,n,remark\n\
                 out,x,0.6,0.5,0.7,0,0.7,0.6,0.8,0,64,\nout,y,0.01,0,0.1,1,0.1,0,0.2,1,64,\n";
    let variance = "output,figure,value,ci_low,ci_high,replications\nout,mean,1,0.9,1.1,2\n\
                    out,sd,1,0.9,1.1,2\nout,sum_of_first_orders,0.6,0.5,0.7,2\n\
                    out,interactions,0.1,0,0.2,2\nout,luck,0.1,0,0.2,2\n";
    let files = [("sobol.csv", sobol), ("variance.csv", variance)];
    said("analysis", "sobol", &files);
    let targets = "id,meaning,scenario,unit,fact_low,fact_high,tolerance_low,tolerance_high,mean,\
                   ci_low,ci_high,n,within\nA1,目标,base,公顷,1,2,0.5,2.5,1.5,1.4,1.6,8,1\n\
                   A2,目标,base,公顷,1,1,0.5,2.5,,,,8,0\n";
    said("calibration", "", &[("targets.csv", targets)]);
}
