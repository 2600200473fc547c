//! The tables of a sweep, written point by point from what its runs left.

use std::path::Path;

use super::DESIGN;
use super::states::States;
use crate::batch::Failure;
use crate::batch::hashed::{FileRecord, HashedFile, record};
use crate::batch::journal::Runs;
use crate::batch::packed::Unpacking;
use crate::batch::parquet::{Cell, Column, Columns, Kind};
use crate::batch::statistics::Moments;
use crate::batch::subject::{Subject, Swept, Varied, outputs};
use crate::batch::tables::rows;
use crate::kernel::number::{number, optional};

/// Writes the tables of a sweep, point by point; its design lies in the folder `beside`.
pub(in crate::batch) fn write(
    folder: &Path,
    beside: &Path,
    subject: &Subject,
    runs: &Runs,
) -> Result<Vec<FileRecord>, Failure> {
    let Some(swept) = &subject.sweep else {
        return Err(Failure::Asked("the manifest tells of no sweep".to_owned()));
    };
    if beside != folder {
        let failed = |error| Failure::Files(beside.join(DESIGN), error);
        std::fs::copy(beside.join(DESIGN), folder.join(DESIGN)).map_err(failed)?;
    }
    let design = record(folder, DESIGN).map_err(|e| Failure::Files(folder.join(DESIGN), e))?;
    if design.sha256 != swept.design_sha256 {
        return Err(Failure::Asked(format!(
            "{} is not the design that was run",
            beside.join(DESIGN).display()
        )));
    }
    let unread = |error: csv::Error| Failure::Files(folder.join(DESIGN), error.into());
    let states = if swept.has_effects() {
        let inputs = swept.inputs.iter();
        let is_uncertain: Vec<bool> = inputs.map(|i| i.role == "uncertainty").collect();
        let design = std::fs::read(folder.join(DESIGN));
        let design = design.map_err(|error| Failure::Files(folder.join(DESIGN), error))?;
        States::read(&design, &is_uncertain).map_err(unread)?
    } else {
        States::default()
    };
    let width = swept.points + states.first.len();
    let replications = runs.len() / width.max(1);
    if replications * width != runs.len() {
        return Err(Failure::Asked(format!(
            "{} runs are no whole replications of {} points and {} baselines",
            runs.len(),
            swept.points,
            states.first.len()
        )));
    }
    let mut tables = Tables::create(folder, swept)?;
    let mut reader = csv::Reader::from_path(folder.join(DESIGN)).map_err(unread)?;
    for (point, row) in reader.records().enumerate() {
        let row = row.map_err(unread)?;
        let inputs: Vec<&str> = row.iter().skip(1).collect();
        let baseline = states.of_point.get(point).map(|state| swept.points + state);
        let mut moments = vec![Moments::default(); swept.outputs.len()];
        for replication in 0..replications {
            let figures = |which: usize| {
                let run = replication * width + which;
                let record = runs.read(run)?;
                Unpacking::new(&record)
                    .figures()
                    .ok_or_else(|| runs.damaged(run))
            };
            let own = figures(point)?;
            let base = baseline.map(figures).transpose()?;
            let outputs = outputs(&own, base.as_deref());
            for (moments, output) in moments.iter_mut().zip(&outputs) {
                if let Some(output) = output {
                    moments.add(*output);
                }
            }
            tables.run(point, replication, &inputs, &outputs)?;
        }
        tables.point(point, &inputs, swept, &moments)?;
    }
    let mut files = vec![design];
    files.extend(tables.finish()?);
    Ok(files)
}

/// The tables under way.
struct Tables {
    runs: HashedFile,
    summary: HashedFile,
    parquet: Option<Columns>,
    kinds: Vec<Kind>,
}

impl Tables {
    fn create(folder: &Path, swept: &Swept) -> Result<Self, Failure> {
        let mut runs = HashedFile::create(folder, "runs.csv")?;
        let mut summary = HashedFile::create(folder, "summary.csv")?;
        let inputs: Vec<&str> = swept
            .inputs
            .iter()
            .map(|input| input.name.as_str())
            .collect();
        let outputs = swept.outputs.iter().map(|output| output.name.as_str());
        let head: Vec<&str> = ["point", "replication"]
            .into_iter()
            .chain(inputs.iter().copied())
            .chain(outputs)
            .collect();
        runs.write(&rows(|writer| writer.write_record(&head)))?;
        let figures = ["output", "unit", "mean", "sd", "ci_low", "ci_high", "n"];
        let of_points: Vec<&str> = ["point"].into_iter().chain(inputs).chain(figures).collect();
        summary.write(&rows(|writer| writer.write_record(&of_points)))?;
        let kinds = swept.inputs.iter().map(Varied::kind);
        let kinds: Vec<Kind> = [Kind::Whole, Kind::Whole]
            .into_iter()
            .chain(kinds)
            .chain(swept.outputs.iter().map(|_| Kind::Number))
            .collect();
        let columns: Vec<Column> = (head.iter().zip(&kinds))
            .map(|(name, &kind)| Column {
                name: (*name).to_owned(),
                kind,
            })
            .collect();
        let parquet = (swept
            .parquet
            .then(|| Columns::create(folder, "runs.parquet", &columns)))
        .transpose()?;
        Ok(Self {
            runs,
            summary,
            parquet,
            kinds,
        })
    }

    fn run(
        &mut self,
        point: usize,
        replication: usize,
        inputs: &[&str],
        outputs: &[Option<f64>],
    ) -> Result<(), Failure> {
        let place = [point.to_string(), replication.to_string()];
        let cells = inputs.iter().map(|&input| input.to_owned());
        let figures = outputs.iter().map(|output| optional(*output));
        let row: Vec<String> = place.into_iter().chain(cells).chain(figures).collect();
        self.runs.write(&rows(|writer| writer.write_record(&row)))?;
        let Some(parquet) = &mut self.parquet else {
            return Ok(());
        };
        let words = row.iter().zip(&self.kinds);
        let cells: Vec<Cell<'_>> = words.map(|(word, kind)| cell(word, *kind)).collect();
        parquet.row(&cells)
    }

    fn point(
        &mut self,
        point: usize,
        inputs: &[&str],
        swept: &Swept,
        moments: &[Moments],
    ) -> Result<(), Failure> {
        self.summary.write(&rows(|writer| {
            for (output, moments) in swept.outputs.iter().zip(moments) {
                let interval = moments.interval();
                let figures = [
                    output.name.clone(),
                    output.unit.clone(),
                    optional(moments.mean()),
                    optional(moments.sd()),
                    optional(interval.map(|(low, _)| low)),
                    optional(interval.map(|(_, high)| high)),
                    number(moments.n() as f64),
                ];
                let cells = inputs.iter().map(|&input| input.to_owned());
                let place = [point.to_string()].into_iter();
                writer.write_record(place.chain(cells).chain(figures).collect::<Vec<_>>())?;
            }
            Ok(())
        }))
    }

    fn finish(self) -> Result<Vec<FileRecord>, Failure> {
        let mut files = vec![self.runs.finish()?, self.summary.finish()?];
        if let Some(parquet) = self.parquet {
            files.push(parquet.finish()?);
        }
        Ok(files)
    }
}

/// A cell of `runs.csv` as it stands in Parquet: both hold the same number.
fn cell(word: &str, kind: Kind) -> Cell<'_> {
    match kind {
        Kind::Whole => word.parse().map_or(Cell::Text(word), Cell::Whole),
        Kind::Number => Cell::Number(word.parse().ok()),
        Kind::Truth => Cell::Truth(word == "true"),
        Kind::Text => Cell::Text(word),
    }
}
