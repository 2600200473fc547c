//! What a calibration leaves: tables, a page, a scenario and the manifest.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::fit::{Fit, Point};
use crate::batch::Failure;
use crate::batch::hashed::{HashedFile, hex};
use crate::batch::inputs::Inputs;
use crate::batch::manifest::{self, Manifest};
use crate::kernel::language::Language;
use crate::kernel::number::{number, optional};
use crate::kernel::printable::cell;
use crate::kernel::unit_words::unit_in;
use crate::scenario::calibration::Calibration;

/// The key of the hash of a calibration's file.
const HASH: &str = "calibration_sha256";

/// What identifies a calibration; its inputs tell its file as they keep it.
pub(super) fn identity(calibration: &Calibration, inputs: &Inputs) -> Result<Manifest, Failure> {
    let scenarios = calibration.scenarios.iter().map(|(name, scenario)| {
        let sha256 = manifest::sha256(scenario);
        json!({ "name": name, "sha256": sha256 })
    });
    let identity = json!({
        "format": manifest::FORMAT,
        "software": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "revision": option_env!("LANDFALL_REVISION"),
        "kind": "calibration",
        "name": calibration.name,
        "title": calibration.title,
        "title_zh": calibration.title_zh,
        "seed": calibration.seed,
        HASH: hex(&Sha256::digest(inputs.experiment())),
        "scenarios": scenarios.collect::<Vec<_>>(),
    });
    let Value::Object(identity) = identity else {
        return Err(Failure::Asked("there is nothing to calibrate".to_owned()));
    };
    Ok(identity)
}

pub(super) fn write(
    folder: &Path,
    mut manifest: Manifest,
    inputs: &Inputs,
    calibration: &Calibration,
    (tried, fit): (&[Point], &Fit),
) -> Result<(), Failure> {
    let sha256 = manifest.get(HASH).and_then(Value::as_str);
    let fitted = calibrated_toml(calibration, fit, sha256.unwrap_or_default());
    let copies = inputs.write(folder, &mut manifest)?;
    let file = |name: &str, text: &str| {
        let mut file = HashedFile::create(folder, name)?;
        file.write(text.as_bytes())?;
        file.finish()
    };
    let mut files = vec![
        file("targets.csv", &targets_csv(calibration, fit))?,
        file("posterior.csv", &posterior_csv(calibration, fit))?,
        file("samples.csv", &samples_csv(calibration, tried))?,
        file("calibrated.toml", &fitted)?,
        file("calibration.md", &page(calibration, fit))?,
    ];
    files.extend(copies);
    manifest::write(folder, manifest, files)
}

/// One row as CSV.
fn row(cells: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells.iter().map(|text| cell(text).into_owned()));
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn targets_csv(calibration: &Calibration, fit: &Fit) -> String {
    let mut text = "id,meaning,scenario,metric,place,unit,fact_low,fact_high,tolerance_low,\
                    tolerance_high,mean,sd,ci_low,ci_high,n,within,source,meaning_zh,unit_zh\n"
        .to_owned();
    for (at, (target, moments)) in calibration.targets.iter().zip(&fit.judged).enumerate() {
        text.push_str(&row(&[
            target.id.clone(),
            target.meaning.clone(),
            calibration.scenarios[target.scenario].0.clone(),
            target.metric.name.to_owned(),
            target.code.clone(),
            target.metric.unit.to_owned(),
            number(target.fact.0),
            number(target.fact.1),
            number(target.tolerance.0),
            number(target.tolerance.1),
            optional(moments.mean()),
            optional(moments.sd()),
            optional(moments.interval().map(|(low, _)| low)),
            optional(moments.interval().map(|(_, high)| high)),
            moments.n().to_string(),
            u8::from(fit.is_within(&calibration.targets, at)).to_string(),
            target.source.clone(),
            target.meaning_zh.clone(),
            unit_in(target.metric.unit, Language::Chinese).to_owned(),
        ]));
    }
    text
}

/// For each free parameter its range, the chosen value, the least and the greatest among the kept
/// points, and their percentiles by weight.
fn posterior(calibration: &Calibration, fit: &Fit) -> Vec<[f64; 8]> {
    calibration
        .free
        .iter()
        .enumerate()
        .map(|(at, free)| {
            let mut values: Vec<(f64, f64)> = fit
                .kept
                .iter()
                .map(|point| (point.values[at], point.weight))
                .collect();
            values.sort_by(|a, b| a.0.total_cmp(&b.0));
            let share = |share| weighted_percentile(&values, share);
            [
                free.least,
                free.most,
                fit.chosen.values[at],
                values.first().map_or(f64::NAN, |&(value, _)| value),
                values.last().map_or(f64::NAN, |&(value, _)| value),
                share(0.05),
                share(0.5),
                share(0.95),
            ]
        })
        .collect()
}

/// The least value up to which a share of the weight lies; values ascending, weights adding up to 1.
fn weighted_percentile(values: &[(f64, f64)], share: f64) -> f64 {
    let mut below = 0.0;
    for &(value, weight) in values {
        below += weight;
        if below >= share {
            return value;
        }
    }
    values.last().map_or(f64::NAN, |&(value, _)| value)
}

fn posterior_csv(calibration: &Calibration, fit: &Fit) -> String {
    let mut text = "parameter,unit,least,most,chosen,kept_least,kept_most,p05,p50,p95\n".to_owned();
    for (free, numbers) in calibration.free.iter().zip(posterior(calibration, fit)) {
        let mut cells = vec![free.parameter.name(), free.parameter.unit.to_owned()];
        cells.extend(numbers.map(number));
        text.push_str(&row(&cells));
    }
    text
}

fn samples_csv(calibration: &Calibration, tried: &[Point]) -> String {
    let mut head = vec!["wave".to_owned(), "distance".to_owned()];
    head.extend(calibration.free.iter().map(|free| free.parameter.name()));
    head.extend(
        calibration
            .targets
            .iter()
            .map(|target| format!("{} {} {}", target.id, target.metric.name, target.code)),
    );
    let mut text = row(&head);
    for point in tried {
        let mut cells = vec![point.wave.to_string(), number(point.distance)];
        cells.extend(point.values.iter().map(|&value| number(value)));
        cells.extend(point.figures.iter().map(|&figure| optional(figure)));
        text.push_str(&row(&cells));
    }
    text
}

/// The scenario file with the chosen values.
fn calibrated_toml(calibration: &Calibration, fit: &Fit, sha256: &str) -> String {
    let within = fit.verdicts(&calibration.targets);
    let mut text = format!(
        "# {}: written by `landfall calibrate`, not by hand.\n# {} of {} targets within tolerance; \
         see calibration.md beside it.\n# Made from a calibration file with the SHA-256\n# {sha256}\n\n\
         format = 1\nextends = {}\ntitle = {}\n",
        calibration.title.replace(['\n', '\r'], " "),
        within.iter().filter(|(_, within)| *within).count(),
        within.len(),
        quoted(&calibration.extends),
        quoted(&calibration.title),
    );
    if !calibration.title_zh.is_empty() {
        let _ = writeln!(text, "title_zh = {}", quoted(&calibration.title_zh));
    }
    let mut section = "";
    let mut chosen: Vec<_> = calibration.free.iter().zip(&fit.chosen.values).collect();
    chosen.sort_by_key(|(free, _)| free.parameter.section);
    for (free, value) in chosen {
        if free.parameter.section != section {
            section = free.parameter.section;
            let _ = writeln!(text, "\n[{section}]");
        }
        let _ = writeln!(text, "{} = {value:?}", free.parameter.key);
    }
    text
}

/// A string as TOML writes it.
fn quoted(text: &str) -> toml::Value {
    toml::Value::String(text.to_owned())
}

/// The page: targets side by side with what the model gives, misses included.
fn page(calibration: &Calibration, fit: &Fit) -> String {
    let targets = &calibration.targets;
    let verdicts = fit.verdicts(targets);
    let within = verdicts.iter().filter(|(_, within)| *within).count();
    let mut text = format!(
        "{within} of {} targets lie within their tolerance at the chosen values.\n\n\
         | target | what | scenario | fact | tolerance | simulated mean | 95 % interval | |\n\
         |---|---|---|---|---|---|---|---|\n",
        verdicts.len()
    );
    for (at, (target, moments)) in targets.iter().zip(&fit.judged).enumerate() {
        let interval = moments.interval().map_or(String::new(), |(low, high)| {
            format!("{} to {}", short(low), short(high))
        });
        let _ = writeln!(
            text,
            "| {} | {} ({}) | {} | {} | {} | {} | {interval} | {} |",
            target.id,
            target.meaning,
            target.metric.unit,
            calibration.scenarios[target.scenario].0,
            range(target.fact),
            range(target.tolerance),
            moments.mean().map_or("undefined".to_owned(), short),
            if fit.is_within(targets, at) {
                "within"
            } else {
                "**missed**"
            },
        );
    }
    let _ = write!(
        text,
        "\nMeans and Student intervals over {} replications with luck that the fit has not seen (seed \
         {}). {} points of {} replications were tried in {} waves; the {} nearest were kept and run \
         {} times more, and the nearest of these was chosen (distance {}). By their weights they count as \
         {} points.\n\n\
         | free parameter | unit | range tried | chosen | kept points, least to greatest |\n\
         |---|---|---|---|---|\n",
        calibration.judging_replications,
        calibration.seed,
        fit.tried,
        calibration.replications,
        calibration.waves,
        fit.kept.len(),
        calibration.choosing_replications,
        short(fit.chosen.distance),
        short(effective(&fit.kept)),
    );
    for (free, [least, most, chosen, low, high, ..]) in
        calibration.free.iter().zip(posterior(calibration, fit))
    {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} | {} |",
            free.parameter.name(),
            free.parameter.unit,
            range((least, most)),
            short(chosen),
            range((low, high)),
        );
    }
    text
}

/// How many points of equal weight would tell as much as the kept ones.
fn effective(kept: &[Point]) -> f64 {
    1.0 / kept.iter().map(|p| p.weight * p.weight).sum::<f64>()
}

fn range((low, high): (f64, f64)) -> String {
    if low == high {
        short(low)
    } else {
        format!("{} to {}", short(low), short(high))
    }
}

/// A number to four significant digits.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_written_so_that_they_can_be_read() {
        let plain = quoted("Beijing, fitted 京").to_string();
        assert_eq!(plain, "\"Beijing, fitted 京\"");
        for text in ["the \"best\" fit", "a\\b", "two\nlines"] {
            let table: toml::Table = format!("title = {}", quoted(text)).parse().unwrap();
            assert_eq!(table["title"].as_str(), Some(text));
        }
    }

    #[test]
    fn percentiles_go_by_weight() {
        let values = [(1.0, 0.1), (2.0, 0.6), (3.0, 0.3)];
        assert_eq!(weighted_percentile(&values, 0.05), 1.0);
        assert_eq!(weighted_percentile(&values, 0.5), 2.0);
        assert_eq!(weighted_percentile(&values, 0.95), 3.0);
    }
}
