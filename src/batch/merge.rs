//! Parts of a job put together: the result is the one that a single process would have written.

use std::path::{Path, PathBuf};

use super::Failure;
use super::folder::{self, MANIFEST, Unfinished};
use super::job::write_tables;
use super::journal::{Found, Journal, Runs};
use super::manifest::{self, Manifest};
use super::shard::Shard;

/// A part as found.
struct Part {
    path: PathBuf,
    shard: Shard,
    whole: Manifest,
    journal: Journal,
}

/// Puts the parts of a job together; the result is not in its place yet.
///
/// # Errors
///
/// [`Failure::Asked`] names every part that is missing, doubled, foreign, unfinished or damaged.
pub fn merge(parts: &[PathBuf], out: &Path, overwrite: bool) -> Result<Unfinished, Failure> {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for path in parts {
        match read(path) {
            Ok(part) => found.push(part),
            Err(why) => wrong.push(why),
        }
    }
    wrong.extend(misfits(&found));
    if !wrong.is_empty() {
        return Err(Failure::Asked(format!(
            "the parts cannot be put together:\n  {}",
            wrong.join("\n  ")
        )));
    }
    found.sort_by_key(|part| part.shard.number);
    let count = found.iter().map(|part| part.journal.len()).sum();
    let Some(first) = found.first() else {
        return Err(Failure::Asked("no part is named".to_owned()));
    };
    let (manifest, beside) = (first.whole.clone(), first.path.clone());
    let folder = Unfinished::create(out, overwrite).map_err(Failure::Refused)?;
    let journals = found.into_iter().map(|part| part.journal).collect();
    write_tables(
        folder.path(),
        &beside,
        manifest,
        &Runs::new(journals, count),
    )?;
    Ok(folder)
}

/// Reads a part; says why if it is none that is whole.
fn read(path: &Path) -> Result<Part, String> {
    let shown = path.display();
    if let Some(error) = out_of_files(path) {
        return Err(format!(
            "{shown} cannot be opened: {error}; every part is a file: raise the limit with ulimit -n, \
             or use fewer parts"
        ));
    }
    let Some(manifest) = folder::manifest_of(path) else {
        let is_under_way = Unfinished::place_of_work(path).is_dir();
        return Err(if !path.exists() && is_under_way {
            format!("{shown} is not finished: run its command again with --resume")
        } else if path.exists() {
            format!("{shown} is no result of landfall: it has no {MANIFEST} that can be read")
        } else {
            format!("there is no {shown}")
        });
    };
    let (shard, whole) = manifest::part_of(manifest::identity(manifest));
    let Some(shard) = shard else {
        return Err(format!(
            "{shown} is a whole result, not a part made with --shard"
        ));
    };
    let damaged = |why: &str| {
        format!(
            "{shown}, part {shard}, is damaged ({why}): remove it and run its command again with \
             --shard {shard}"
        )
    };
    match Journal::find(path) {
        Ok(Some(Found {
            journal,
            is_torn: false,
        })) => Ok(Part {
            path: path.to_owned(),
            shard,
            whole,
            journal,
        }),
        Ok(Some(found)) => Err(damaged(&format!(
            "its journal cannot be read beyond run {}",
            found.journal.len()
        ))),
        Ok(None) => Err(damaged("it has no journal that can be read")),
        Err(error) => Err(damaged(&error.to_string())),
    }
}

/// The error of a process that may not open another file, if this is why a part cannot be read.
fn out_of_files(path: &Path) -> Option<std::io::Error> {
    const TOO_MANY: [i32; 2] = [23, 24];
    let error = std::fs::File::open(path.join(MANIFEST)).err()?;
    let is_that = error
        .raw_os_error()
        .is_some_and(|code| TOO_MANY.contains(&code));
    (cfg!(unix) && is_that).then_some(error)
}

/// What keeps parts from making up one job, a line each.
fn misfits(parts: &[Part]) -> Vec<String> {
    const SHOWN: usize = 5;
    let Some(first) = parts.first() else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    let of = first.shard.of;
    for part in &parts[1..] {
        let shown = part.path.display();
        let differences = manifest::differences(&part.whole, &first.whole);
        if !differences.is_empty() {
            let some: Vec<String> = differences.into_iter().take(SHOWN).collect();
            wrong.push(format!(
                "{shown} is of another job than {}:\n    {}",
                first.path.display(),
                some.join("\n    ")
            ));
        } else if part.shard.of != of {
            wrong.push(format!(
                "{shown} is part {}, and {} is part {}",
                part.shard,
                first.path.display(),
                first.shard
            ));
        }
    }
    if !wrong.is_empty() {
        return wrong;
    }
    let mut missing = Vec::new();
    for number in 1..=of {
        let mut own = parts.iter().filter(|part| part.shard.number == number);
        let Some(one) = own.next() else {
            missing.push(format!("{number}/{of}"));
            continue;
        };
        for other in own {
            wrong.push(format!(
                "part {number}/{of} is there twice: {} and {}",
                one.path.display(),
                other.path.display()
            ));
        }
    }
    if !missing.is_empty() {
        wrong.push(format!("missing parts: {}", missing.join(", ")));
    }
    let runs: usize = parts.iter().map(|part| part.journal.len()).sum();
    if !wrong.is_empty() {
        return wrong;
    }
    let uneven = parts
        .iter()
        .filter(|part| part.journal.len() != part.shard.runs(runs));
    uneven
        .map(|part| {
            format!(
                "{} holds {} runs of {}: remove it and run its command again",
                part.path.display(),
                part.journal.len(),
                part.shard.runs(runs)
            )
        })
        .collect()
}
