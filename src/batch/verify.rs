//! Whether a result is what its manifest says, and the same as one that was made again.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Serialize;

use super::Failure;
use super::hashed::record;
use super::manifest::{self, MANIFEST, Manifest};

/// A file of a result that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// Its name in the result.
    pub file: String,
    /// Whether it is not there at all.
    pub is_missing: bool,
}

/// Where two results part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The file.
    pub file: String,
    /// The row of a table, from 1 for the first below its head; the line of another file, from 1.
    pub row: usize,
    /// The column of a table.
    pub column: Option<String>,
    /// What the result has there; nothing if it ends before.
    pub there: Option<String>,
    /// What stands there when it is made again.
    pub again: Option<String>,
}

/// How a result compares with one that was made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Files that were compared, the manifest among them.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Names of those that differ.
    pub differing: Vec<String>,
    /// The first place at which one does.
    pub first: Option<Difference>,
    /// In what the manifests differ, files apart, a line each.
    pub manifest: Vec<String>,
}

/// The manifest of a result.
///
/// # Errors
///
/// What is there instead, in words.
pub fn manifest_of(folder: &Path) -> Result<Manifest, String> {
    let path = folder.join(MANIFEST);
    let shown = folder.display();
    let text = std::fs::read(&path)
        .map_err(|_| format!("{shown} is no result of landfall: it has no {MANIFEST}"))?;
    let manifest = manifest::parse(&text).filter(|m| !manifest::files(m).is_empty());
    manifest.ok_or_else(|| format!("{} cannot be read: it is damaged", path.display()))
}

/// Files of a result that are missing or have another hash than its manifest says.
#[must_use]
pub fn edited(folder: &Path, manifest: &Manifest) -> Vec<Edited> {
    let listed = manifest::files(manifest).into_iter();
    let edited = listed.filter_map(|listed| {
        let found = record(folder, &listed.name).ok();
        let is_same = found.as_ref().is_some_and(|found| *found == listed);
        (!is_same).then(|| Edited {
            is_missing: found.is_none(),
            file: listed.name,
        })
    });
    edited.collect()
}

/// Compares a result, whose files are as its manifest says, with the same made again.
///
/// # Errors
///
/// What reading says.
pub fn compare(there: &Path, again: &Path) -> Result<Comparison, Failure> {
    let read = |folder: &Path| {
        manifest_of(folder)
            .map_err(|why| Failure::Files(folder.join(MANIFEST), std::io::Error::other(why)))
    };
    let (old, new) = (read(there)?, read(again)?);
    let (listed, made) = (manifest::files(&old), manifest::files(&new));
    let is_same = |name: &str| {
        let of = |files: &[super::hashed::FileRecord]| {
            let found = files.iter().find(|file| file.name == name);
            found.map(|file| file.sha256.clone())
        };
        of(&listed) == of(&made)
    };
    let mut names: Vec<&str> = listed.iter().map(|file| file.name.as_str()).collect();
    let later = made.iter().map(|file| file.name.as_str());
    names.extend(later.filter(|name| !listed.iter().any(|file| file.name == *name)));
    let mut differing: Vec<String> = names
        .iter()
        .filter(|name| !is_same(name))
        .map(|&name| name.to_owned())
        .collect();
    // What a manifest says of its software is of the program and not of the result.
    let said = |manifest: &Manifest| {
        let of_result = |key: &String| key != "version" && key != "revision";
        let said = manifest
            .clone()
            .into_iter()
            .filter(|(key, _)| of_result(key));
        said.collect::<Manifest>()
    };
    if differing.is_empty() && said(&old) != said(&new) {
        differing.push(MANIFEST.to_owned());
    }
    let first = match differing.first() {
        Some(name) => first_difference(there, again, name)?,
        None => None,
    };
    let (_, old) = manifest::part_of(manifest::identity(old));
    let (_, new) = manifest::part_of(manifest::identity(new));
    Ok(Comparison {
        files: names.len() + 1,
        bytes: listed.iter().map(|file| file.bytes).sum(),
        differing,
        first,
        manifest: manifest::differences(&old, &new),
    })
}

/// The first line, and in a table the first cell, in which two files of a name differ.
fn first_difference(there: &Path, again: &Path, name: &str) -> Result<Option<Difference>, Failure> {
    let lines = |folder: &Path| {
        let path = folder.join(name);
        // A file that is not there ends before its first line.
        let file = File::open(&path).ok().map(BufReader::new);
        let split = file.into_iter().flat_map(|file| file.split(b'\n'));
        split.map(move |line| line.map_err(|error| Failure::Files(path.clone(), error)))
    };
    let (mut old, mut new) = (lines(there), lines(again));
    let is_table = Path::new(name)
        .extension()
        .is_some_and(|ending| ending == "csv");
    let mut head: Vec<String> = Vec::new();
    let mut number = 0;
    loop {
        number += 1;
        let (old, new) = (old.next().transpose()?, new.next().transpose()?);
        if old.is_none() && new.is_none() {
            return Ok(None);
        }
        if old == new {
            if number == 1 && is_table {
                head = cells(old.as_deref().unwrap_or_default());
            }
            continue;
        }
        let text = |line: Option<&Vec<u8>>| line.map(|line| cut(&String::from_utf8_lossy(line)));
        let mut difference = Difference {
            file: name.to_owned(),
            row: number,
            column: None,
            there: text(old.as_ref()),
            again: text(new.as_ref()),
        };
        let (Some(old), Some(new), true) = (&old, &new, is_table && number > 1) else {
            return Ok(Some(difference));
        };
        difference.row = number - 1;
        let (old, new) = (cells(old), cells(new));
        let differs = |at: &usize| old.get(*at) != new.get(*at);
        if let Some(at) = (0..old.len().max(new.len())).find(differs) {
            difference.column = head.get(at).cloned();
            difference.there = old.get(at).map(|cell| cut(cell));
            difference.again = new.get(at).map(|cell| cut(cell));
        }
        return Ok(Some(difference));
    }
}

/// The cells of one line of a table.
fn cells(line: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line);
    let record = reader.byte_records().next().and_then(Result::ok);
    let cells = record.iter().flat_map(|record| record.iter());
    cells
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect()
}

/// A text cut to what a line of the terminal can show.
fn cut(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{cut}…")
}
