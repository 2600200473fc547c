//! Parts of a job put together: the result is the one that a single process would have written.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Failure;
use super::fold::write_tables;
use super::folder::Unfinished;
use super::hashed;
use super::inputs::Inputs;
use super::journal::{Access, Journal, Runs};
use super::manifest::{self, MANIFEST, Manifest};
use super::shard::Shard;

/// A part as found.
struct Part {
    path: PathBuf,
    shard: Shard,
    journal: Journal,
    /// What it says of itself.
    manifest: Manifest,
}

/// Puts the parts of a job together; the result is not in its place yet.
///
/// # Errors
///
/// [`Failure::Asked`] names every part that is missing, doubled, foreign, unfinished or damaged.
pub fn merge(parts: &[PathBuf], out: &Path, overwrite: bool) -> Result<Unfinished, Failure> {
    let mut found: Vec<Part> = Vec::new();
    let mut wrong = Vec::new();
    let mut whole: Option<(PathBuf, Manifest)> = None;
    for path in parts {
        // One manifest is kept: all others are held against it as they are read.
        let (part, manifest) = match read(path) {
            Ok(read) => read,
            Err(why) => {
                wrong.push(why);
                continue;
            }
        };
        let (first, whole) = whole.get_or_insert_with(|| (path.clone(), manifest.clone()));
        match foreign(path, &manifest, first, whole) {
            Some(why) => wrong.push(why),
            None => found.push(part),
        }
    }
    found.sort_by_key(|part| part.shard.number);
    if wrong.is_empty() {
        wrong = misfits(&found);
    }
    let Some((_, manifest)) = whole.filter(|_| wrong.is_empty()) else {
        return Err(Failure::Asked(format!(
            "the parts cannot be put together:\n  {}",
            wrong.join("\n  ")
        )));
    };
    // What is copied comes from one part: the first, in whatever order they were named.
    let (beside, inputs) = match found.first() {
        Some(first) => (
            first.path.clone(),
            Inputs::read(&first.path, &first.manifest)?,
        ),
        None => (PathBuf::new(), Inputs::default()),
    };
    let count = found.iter().map(|part| part.journal.len()).sum();
    let folder = Unfinished::create(out, overwrite).map_err(Failure::Refused)?;
    let journals = found.into_iter().map(|part| part.journal).collect();
    write_tables(
        folder.path(),
        &beside,
        manifest,
        &inputs,
        &Runs::new(journals, count),
    )?;
    Ok(folder)
}

/// Reads a part and the manifest of its job; says why if it is none that is whole.
fn read(path: &Path) -> Result<(Part, Manifest), String> {
    let shown = path.display();
    let text = match std::fs::read(path.join(MANIFEST)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(absent(path)),
        Err(error) => return Err(format!("{shown} cannot be read: {error}{}", hint(&error))),
    };
    let Some(manifest) = manifest::parse(&text) else {
        return Err(format!(
            "{shown} is no result of landfall: its {MANIFEST} cannot be read"
        ));
    };
    let files = manifest::files(&manifest);
    let identity = manifest::identity(manifest.clone());
    let (Some(shard), whole) = manifest::part_of(identity.clone()) else {
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
    for file in files {
        match hashed::record(path, &file.name) {
            Ok(there) if there == file => {}
            Ok(_) => return Err(damaged(&format!("{} is not as it was written", file.name))),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(damaged(&format!("{} is missing", file.name)));
            }
            Err(error) => {
                let hint = hint(&error);
                return Err(format!(
                    "{shown}: {} cannot be read: {error}{hint}",
                    file.name
                ));
            }
        }
    }
    let journal = Journal::find(path, Access::Read)
        .map_err(|error| {
            format!(
                "{shown}: its journal cannot be read: {error}{}",
                hint(&error)
            )
        })?
        .filter(|found| !found.is_torn && found.journal.holes().is_empty())
        .map(|found| found.journal)
        .ok_or_else(|| damaged("it has no journal that can be read"))?;
    let begun_as = manifest::parse(journal.identity()).unwrap_or_default();
    if !manifest::differences(&begun_as, &identity).is_empty() {
        return Err(damaged("its journal is that of another job"));
    }
    let part = Part {
        path: path.to_owned(),
        shard,
        journal: journal.without_identity(),
        manifest,
    };
    Ok((part, whole))
}

/// What is said of a part that is not there.
fn absent(path: &Path) -> String {
    let shown = path.display();
    if path.exists() {
        format!("{shown} is no result of landfall: it has no {MANIFEST}")
    } else if Unfinished::place_of_work(path).is_dir() {
        let failed = failed(path);
        format!("{shown} is not finished{failed}: run its command again with --resume")
    } else {
        format!("there is no {shown}")
    }
}

/// What is said of the runs of a part under way that ended in a panic.
fn failed(path: &Path) -> String {
    let found = Journal::find(&Unfinished::place_of_work(path), Access::Read);
    let journal = found.ok().flatten().map(|found| found.journal);
    let said = |journal: &Journal| {
        let holes = journal.holes();
        let first = holes.first().and_then(|run| journal.read(*run).ok())?;
        let first = String::from_utf8_lossy(&first).into_owned();
        Some(match holes.len() {
            1 => format!(" ({first})"),
            more => format!(" ({first}; {} more did)", more - 1),
        })
    };
    journal.as_ref().and_then(said).unwrap_or_default()
}

/// What can be done about an error, if it is that too many files are open.
fn hint(error: &std::io::Error) -> &'static str {
    const TOO_MANY: [i32; 2] = [23, 24];
    let is_that = error
        .raw_os_error()
        .is_some_and(|code| TOO_MANY.contains(&code));
    if cfg!(unix) && is_that {
        "; every part is a file: raise the limit with ulimit -n, or use fewer parts"
    } else {
        ""
    }
}

/// In what a part is of another job than the first one, if it is.
fn foreign(path: &Path, whole: &Manifest, first: &Path, of_first: &Manifest) -> Option<String> {
    const SHOWN: usize = 5;
    let differences = manifest::differences(whole, of_first);
    if differences.is_empty() {
        return None;
    }
    let some: Vec<String> = differences.into_iter().take(SHOWN).collect();
    Some(format!(
        "{} is of another job than {}:\n    {}",
        path.display(),
        first.display(),
        some.join("\n    ")
    ))
}

/// What keeps parts of one job, in the order of their numbers, from making it up, a line each.
fn misfits(parts: &[Part]) -> Vec<String> {
    let Some(first) = parts.first() else {
        return Vec::new();
    };
    let of = first.shard.of;
    let others = parts.iter().filter(|part| part.shard.of != of);
    let mut wrong: Vec<String> = others
        .map(|part| {
            format!(
                "{} is part {}, and {} is part {}",
                part.path.display(),
                part.shard,
                first.path.display(),
                first.shard
            )
        })
        .collect();
    if !wrong.is_empty() {
        return wrong;
    }
    let twice = parts
        .windows(2)
        .filter(|pair| pair[0].shard == pair[1].shard);
    wrong.extend(twice.map(|pair| {
        let [one, other] = [&pair[0], &pair[1]].map(|part| part.path.display());
        format!("part {} is there twice: {one} and {other}", pair[0].shard)
    }));
    let mut numbers = parts.iter().map(|part| part.shard.number).peekable();
    let mut missing = Vec::new();
    for number in 1..=of {
        let mut is_there = false;
        while numbers.next_if_eq(&number).is_some() {
            is_there = true;
        }
        if !is_there {
            missing.push(format!("{number}/{of}"));
        }
    }
    if !missing.is_empty() {
        wrong.push(format!("missing parts: {}", missing.join(", ")));
    }
    wrong
}
