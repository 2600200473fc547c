//! Reads the manifest and the tables of a result folder into plain structs.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use csv::ByteRecord;

use super::canvas::PlotError;
use super::headline;
use super::manifest::Manifest;
use crate::kernel::language::Language;
use crate::kernel::printable::text_of;
use crate::report::bilingual;

/// One week of one scenario's metric over the replications.
pub(super) struct WeekPoint {
    /// Weeks since the start.
    pub week: u32,
    /// The date, year first.
    pub date: String,
    /// The mean over the replications.
    pub mean: Option<f64>,
    /// The 10th percentile.
    pub p10: Option<f64>,
    /// The 90th percentile.
    pub p90: Option<f64>,
}

/// A paired difference between a variant and the base.
pub(super) struct Comparison {
    /// The metric's name.
    pub metric: String,
    /// The kind of place.
    pub scope: String,
    /// The place's code.
    pub place: String,
    /// The variant's name.
    pub variant: String,
    /// The base's mean.
    pub base_mean: Option<f64>,
    /// The variant's mean.
    pub variant_mean: Option<f64>,
    /// The mean of the paired differences.
    pub difference: Option<f64>,
    /// The 95 % interval.
    pub ci: Option<(f64, f64)>,
    /// The number of pairs.
    pub n: Option<f64>,
}

/// A mean with its 95 % interval.
#[derive(Clone, Copy)]
pub(in crate::report) struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The 95 % interval.
    pub ci: Option<(f64, f64)>,
}

/// What one measure, or all together, do to a metric of the city.
pub(super) struct Share {
    /// The metric's name.
    pub metric: String,
    /// The measure's name, or `total`.
    pub measure: String,
    /// The Shapley value, or the total effect.
    pub shapley: Option<Estimate>,
    /// The effect of the measure alone.
    pub alone: Option<Estimate>,
    /// The effect that is lost without the measure.
    pub without: Option<Estimate>,
    /// The number of replications.
    pub n: Option<f64>,
}

/// A target of a calibration and the figure that came out.
pub(super) struct Fitted {
    /// The target's id.
    pub id: String,
    /// What it is.
    pub meaning: String,
    /// The scenario's name in the calibration.
    pub scenario: String,
    /// The unit.
    pub unit: String,
    /// The fact.
    pub fact: (f64, f64),
    /// What counts as fitted.
    pub tolerance: (f64, f64),
    /// The simulated figure.
    pub simulated: Option<Estimate>,
    /// Whether its mean lies within the tolerance.
    pub within: bool,
    /// The number of replications.
    pub n: Option<f64>,
}

/// One point of a curve over the weeks since the lead.
pub(super) struct CurvePoint {
    /// Weeks since the lead.
    pub weeks: f64,
    /// The mean over the replications.
    pub mean: Option<f64>,
    /// The 95 % interval.
    pub ci: Option<(f64, f64)>,
}

/// Mean counts by scenario and pair of places.
pub(super) type Pairs = BTreeMap<String, BTreeMap<(String, String), f64>>;

/// What the plots need of a result folder.
pub(super) struct Results {
    /// The manifest.
    pub manifest: Manifest,
    /// The city's weekly headline metrics, by scenario and metric.
    pub series: BTreeMap<(String, String), Vec<WeekPoint>>,
    /// The paired differences that some plot shows.
    pub comparisons: Vec<Comparison>,
    /// The shares that some plot shows.
    pub shares: Vec<Share>,
    /// The targets of a calibration.
    pub fitted: Vec<Fitted>,
    /// Mean landings by scenario, district and sector.
    pub landings: Pairs,
    /// Mean flows by scenario, first negotiator and landing district.
    pub flows: Pairs,
    /// The curves by scenario and name.
    pub curves: BTreeMap<(String, String), Vec<CurvePoint>>,
}

impl Results {
    /// Reads a result folder; a table that is absent counts as empty.
    pub(super) fn read(folder: &Path, language: Language) -> Result<Self, PlotError> {
        let manifest = manifest(folder, language)?;
        let (landings, flows) = read_pairs(&folder.join("summary.csv"))?;
        Ok(Self {
            manifest,
            series: read_series(&folder.join("series.csv"))?,
            comparisons: read_comparisons(&folder.join("comparison.csv"))?,
            shares: read_shares(&folder.join("attribution.csv"))?,
            fitted: read_fitted(&folder.join("targets.csv"))?,
            landings,
            flows,
            curves: read_curves(&folder.join("curves.csv"))?,
        })
    }
}

/// Reads the manifest of a result folder as it reads in a language.
pub(super) fn manifest(folder: &Path, language: Language) -> Result<Manifest, PlotError> {
    let path = folder.join(bilingual::MANIFEST);
    let value = bilingual::manifest(folder, language).map_err(|e| PlotError::read(&path, &e))?;
    let mut manifest: Manifest =
        serde_json::from_value(value).map_err(|e| PlotError::read(&path, &e))?;
    manifest.language = language;
    manifest.fill_titles();
    Ok(manifest)
}

fn read_series(path: &Path) -> Result<BTreeMap<(String, String), Vec<WeekPoint>>, PlotError> {
    let mut found: BTreeMap<(String, String), Vec<WeekPoint>> = BTreeMap::new();
    let columns = [
        "scope", "metric", "scenario", "week", "date", "mean", "p10", "p90",
    ];
    each_row(path, &columns, |row| {
        let drawn = |name: &&str| name.as_bytes() == row.bytes(1);
        if row.bytes(0) != b"city" || !headline::SERIES.iter().any(drawn) {
            return Ok(());
        }
        let Some(week) = row.text(3).parse().ok() else {
            return Err(row.misread(3));
        };
        let point = WeekPoint {
            week,
            date: row.text(4),
            mean: row.number(5)?,
            p10: row.number(6)?,
            p90: row.number(7)?,
        };
        found
            .entry((row.text(2), row.text(1)))
            .or_default()
            .push(point);
        Ok(())
    })?;
    for points in found.values_mut() {
        points.sort_by_key(|p| p.week);
    }
    Ok(found)
}

fn read_comparisons(path: &Path) -> Result<Vec<Comparison>, PlotError> {
    let mut found = Vec::new();
    let columns = [
        "metric",
        "scope",
        "place",
        "variant",
        "base_mean",
        "variant_mean",
        "difference",
        "ci_low",
        "ci_high",
        "n",
    ];
    each_row(path, &columns, |row| {
        let (metric, scope) = (row.text(0), row.text(1));
        let city = scope == "city" && headline::DIFFERENCES.contains(&metric.as_str());
        let is_place = matches!(scope.as_str(), "district" | "sector");
        let place = is_place && metric == headline::PLACE_DIFFERENCE;
        if city || place {
            found.push(Comparison {
                metric,
                scope,
                place: row.text(2),
                variant: row.text(3),
                base_mean: row.number(4)?,
                variant_mean: row.number(5)?,
                difference: row.number(6)?,
                ci: row.number(7)?.zip(row.number(8)?),
                n: row.number(9)?,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn read_shares(path: &Path) -> Result<Vec<Share>, PlotError> {
    let mut found = Vec::new();
    let columns = [
        "scope",
        "metric",
        "measure",
        "n",
        "shapley",
        "shapley_ci_low",
        "shapley_ci_high",
        "alone",
        "alone_ci_low",
        "alone_ci_high",
        "without",
        "without_ci_low",
        "without_ci_high",
    ];
    each_row(path, &columns, |row| {
        let metric = row.text(1);
        if row.bytes(0) == b"city" && headline::DIFFERENCES.contains(&metric.as_str()) {
            found.push(Share {
                metric,
                measure: row.text(2),
                n: row.number(3)?,
                shapley: row.estimate(4)?,
                alone: row.estimate(7)?,
                without: row.estimate(10)?,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

fn read_fitted(path: &Path) -> Result<Vec<Fitted>, PlotError> {
    let mut found = Vec::new();
    let columns = [
        "id",
        "meaning",
        "scenario",
        "unit",
        "fact_low",
        "fact_high",
        "tolerance_low",
        "tolerance_high",
        "mean",
        "ci_low",
        "ci_high",
        "n",
        "within",
    ];
    each_row(path, &columns, |row| {
        let number = |column| row.number(column)?.ok_or_else(|| row.misread(column));
        found.push(Fitted {
            id: row.text(0),
            meaning: row.text(1),
            scenario: row.text(2),
            unit: row.text(3),
            fact: (number(4)?, number(5)?),
            tolerance: (number(6)?, number(7)?),
            simulated: row.estimate(8)?,
            n: row.number(11)?,
            within: row.bytes(12) == b"1",
        });
        Ok(())
    })?;
    Ok(found)
}

/// Reads the summary's landings by district and sector, and its flows.
fn read_pairs(path: &Path) -> Result<(Pairs, Pairs), PlotError> {
    let (mut landings, mut flows) = (Pairs::new(), Pairs::new());
    each_row(
        path,
        &["metric", "scope", "scenario", "place", "mean"],
        |row| {
            let (pairs, mark) = match (row.bytes(0), row.bytes(1)) {
                (m, b"district_sector") if m == headline::HEAT_MAP.as_bytes() => {
                    (&mut landings, '|')
                }
                (m, b"flow") if m == headline::FLOWS.as_bytes() => (&mut flows, '>'),
                _ => return Ok(()),
            };
            let place = row.text(3);
            let Some((first, second)) = place.split_once(mark) else {
                return Err(row.misread(3));
            };
            if let Some(mean) = row.number(4)? {
                let key = (first.to_owned(), second.to_owned());
                pairs.entry(row.text(2)).or_default().insert(key, mean);
            }
            Ok(())
        },
    )?;
    Ok((landings, flows))
}

fn read_curves(path: &Path) -> Result<BTreeMap<(String, String), Vec<CurvePoint>>, PlotError> {
    let mut found: BTreeMap<(String, String), Vec<CurvePoint>> = BTreeMap::new();
    let columns = ["scenario", "curve", "weeks", "mean", "ci_low", "ci_high"];
    each_row(path, &columns, |row| {
        if let Some(weeks) = row.number(2)? {
            let point = CurvePoint {
                weeks,
                mean: row.number(3)?,
                ci: row.number(4)?.zip(row.number(5)?),
            };
            found
                .entry((row.text(0), row.text(1)))
                .or_default()
                .push(point);
        }
        Ok(())
    })?;
    for points in found.values_mut() {
        points.sort_by(|a, b| a.weeks.total_cmp(&b.weeks));
    }
    Ok(found)
}

/// A row of a table, seen through the columns asked for.
pub(in crate::report) struct Row<'a> {
    path: &'a Path,
    columns: &'a [(&'a str, usize)],
    record: &'a ByteRecord,
}

impl Row<'_> {
    /// The bytes of a cell.
    pub(in crate::report) fn bytes(&self, column: usize) -> &[u8] {
        let place = self.columns.get(column).map(|(_, place)| *place);
        place
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
    }

    /// The text of a cell.
    pub(in crate::report) fn text(&self, column: usize) -> String {
        text_of(&String::from_utf8_lossy(self.bytes(column))).to_owned()
    }

    /// The number in a cell; an empty cell and one that is not finite are undefined.
    pub(in crate::report) fn number(&self, column: usize) -> Result<Option<f64>, PlotError> {
        let text = self.text(column);
        if text.trim().is_empty() {
            return Ok(None);
        }
        let value: Result<f64, _> = text.trim().parse();
        match value {
            Ok(value) => Ok(Some(value).filter(|v| v.is_finite())),
            Err(_) => Err(self.misread(column)),
        }
    }

    /// The mean in a cell with the interval in the two cells after it.
    pub(in crate::report) fn estimate(&self, column: usize) -> Result<Option<Estimate>, PlotError> {
        let ci = self.number(column + 1)?.zip(self.number(column + 2)?);
        Ok(self.number(column)?.map(|mean| Estimate { mean, ci }))
    }

    /// The error of a cell that does not fit its column.
    pub(super) fn misread(&self, column: usize) -> PlotError {
        let line = self.record.position().map_or(0, csv::Position::line);
        let name = self.columns.get(column).map_or("", |(name, _)| name);
        let text = self.text(column);
        PlotError::read(
            self.path,
            &format!("line {line}: `{text}` does not fit column `{name}`"),
        )
    }
}

/// Hands each row of a table to `visit`; an absent or wholly empty table has no rows.
pub(in crate::report) fn each_row(
    path: &Path,
    names: &[&str],
    mut visit: impl FnMut(&Row) -> Result<(), PlotError>,
) -> Result<(), PlotError> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(PlotError::read(path, &e)),
    };
    let mut reader = csv::Reader::from_reader(file);
    let header = reader
        .byte_headers()
        .map_err(|e| PlotError::read(path, &e))?
        .clone();
    if header.is_empty() {
        return Ok(());
    }
    let mut columns = Vec::with_capacity(names.len());
    for &name in names {
        let Some(place) = header.iter().position(|cell| cell == name.as_bytes()) else {
            return Err(PlotError::read(path, &format!("no column `{name}`")));
        };
        columns.push((name, place));
    }
    let mut record = ByteRecord::new();
    while reader
        .read_byte_record(&mut record)
        .map_err(|e| PlotError::read(path, &e))?
    {
        visit(&Row {
            path,
            columns: &columns,
            record: &record,
        })?;
    }
    Ok(())
}
