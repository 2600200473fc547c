//! Which files may be read: how far the names in a file may lead, or texts that are held in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::problem::{Problem, Text};
use super::shelf;

/// The folder of scenarios in the layout of this project and of `landfall init`: what lies anywhere in
/// it belongs together.
const SCENARIOS: &str = "scenarios";

/// The folder of experiments beside scenarios, in the same layout.
const EXPERIMENTS: &str = "experiments";
/// The file that tells a city's folder.
const CITY: &str = "city.toml";

/// The most bytes of a scenario, an experiment, a calibration or a table of a city: a thousand times
/// those that are shipped.
pub(super) const MOST_BYTES: u64 = 4 << 20;
/// The most bytes of a list of points.
pub(super) const MOST_BYTES_OF_LIST: u64 = 4 << 30;

/// How far the names in a file may lead. A file that somebody names on a command line is read wherever
/// it lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reach {
    /// Everywhere on disk: the caller vouches for the files.
    #[default]
    Anywhere,
    /// Each file's own tree: the folder `scenarios` that it lies in, or else its own folder; where that
    /// is one of experiments or a city's, the folder that holds it.
    Own,
    /// A folder and all that lies below it.
    Tree(PathBuf),
    /// Nothing but these files and the shipped ones: the disk is not touched.
    Held(BTreeMap<PathBuf, Arc<[u8]>>),
}

impl Reach {
    /// The reach of a file that somebody names.
    pub(super) fn of(&self, file: &Path) -> Self {
        match self {
            Self::Own => Self::Tree(tree(file)),
            other => other.clone(),
        }
    }

    /// Reads a file that somebody names.
    pub(super) fn given(&self, path: &Path) -> Result<Text, Problem> {
        self.read(path, MOST_BYTES)
    }

    /// Reads a file that another file names.
    pub(super) fn named(&self, path: &Path) -> Result<Text, Problem> {
        self.check(path)?;
        self.read(path, MOST_BYTES)
    }

    /// Reads a list of points that another file names.
    pub(super) fn list(&self, path: &Path) -> Result<Text, Problem> {
        self.check(path)?;
        self.read(path, MOST_BYTES_OF_LIST)
    }

    /// What tells a file from all others, however its path is written.
    pub(super) fn identity(&self, path: &Path) -> PathBuf {
        match self {
            Self::Held(_) => plain(path),
            _ => std::fs::canonicalize(path).unwrap_or_else(|_| plain(path)),
        }
    }

    fn check(&self, path: &Path) -> Result<(), Problem> {
        let Self::Tree(top) = self else {
            return Ok(());
        };
        let is_inside = match (std::fs::canonicalize(path), std::fs::canonicalize(top)) {
            // Where links lead counts, and not where they lie.
            (Ok(path), Ok(top)) => path.starts_with(top),
            _ => absolute(path).starts_with(absolute(top)),
        };
        if is_inside {
            return Ok(());
        }
        let top = plain(top);
        let top = if top.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &top
        };
        let message = format!(
            "{} lies outside {}, the folder that files may be read from",
            path.display(),
            top.display()
        );
        let help = "move it there, or name a folder that holds all files: --root DIR";
        Err(Problem::nowhere(message).with_help(help))
    }

    fn read(&self, path: &Path, most: u64) -> Result<Text, Problem> {
        let shown = path.display().to_string();
        let text = |text: &str, is_shipped| Text {
            path: shown.clone(),
            text: Arc::from(text),
            is_shipped,
        };
        let read = match self {
            Self::Held(files) => match files.get(&plain(path)) {
                Some(held) => Ok(Cow::Borrowed(&held[..])),
                None => Err(ErrorKind::NotFound.into()),
            },
            _ => bytes(path, most).map(Cow::Owned),
        };
        let is_missing = |error: &Error| {
            error.kind() == ErrorKind::NotFound
                || (!matches!(self, Self::Held(_)) && !path.exists())
        };
        if read.as_ref().is_err_and(is_missing)
            && let Some(shelved) = shelf::read(path)
        {
            return Ok(text(shelved, true));
        }
        let bytes = read.map_err(|error| unread(path, most, &error))?;
        let decoded = decoded(&shown, &bytes)?;
        Ok(text(
            decoded.strip_prefix('\u{feff}').unwrap_or(decoded),
            false,
        ))
    }
}

/// The folder that a file's names may not leave.
fn tree(file: &Path) -> PathBuf {
    let own = file.parent().unwrap_or(Path::new(""));
    let absolute = absolute(file);
    let above = absolute.ancestors().skip(1);
    let named = above.enumerate().find(|(_, folder)| {
        let name = folder.file_name();
        name.is_some_and(|name| name == SCENARIOS)
    });
    match named {
        // As the user wrote it, where that reaches so far up.
        Some((up, folder)) => {
            let written = file.ancestors().nth(up + 1).filter(|written| {
                let name = written.file_name();
                name.is_some_and(|name| name == SCENARIOS)
            });
            written.unwrap_or(folder).to_owned()
        }
        None if belongs(&absolute, own) => own.join(".."),
        None => own.to_owned(),
    }
}

/// Whether a file's folder belongs to the one that holds it: a folder of experiments, or a city's with
/// its calibration.
fn belongs(absolute: &Path, own: &Path) -> bool {
    let name = absolute.parent().and_then(Path::file_name);
    name.is_some_and(|name| name == EXPERIMENTS) || own.join(CITY).is_file()
}

/// The bytes of a file, if they are not more than allowed: nobody waits for a file without end.
fn bytes(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

fn unread(path: &Path, most: u64, error: &Error) -> Problem {
    let shown = path.display();
    Problem::nowhere(match error.kind() {
        ErrorKind::NotFound => match shelf::nearest(path) {
            Some(hint) => {
                format!("there is no file {shown}, and none is shipped by that name: {hint}")
            }
            None => format!("there is no file {shown}"),
        },
        ErrorKind::IsADirectory => {
            format!("{shown} is a folder; name a file in it")
        }
        ErrorKind::FileTooLarge => {
            let most = most >> 20;
            format!("{shown} has more than {most} MiB, the most that such a file may have")
        }
        _ => format!("cannot read {shown}: {error}"),
    })
}

/// Bytes as text; what is no UTF-8 is told by its line.
///
/// # Errors
///
/// Where it is none.
pub fn decoded<'b>(shown: &str, bytes: &'b [u8]) -> Result<&'b str, Problem> {
    std::str::from_utf8(bytes).map_err(|error| {
        let what = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16".to_owned(),
            _ => {
                let before = &bytes[..error.valid_up_to()];
                let lines = before.split(|&byte| byte == b'\n').count();
                let byte = bytes.get(before.len()).copied().unwrap_or_default();
                format!("line {lines} has the byte {byte:#04x}, which begins no character there")
            }
        };
        Problem::nowhere(format!("{shown} is not UTF-8: {what}"))
            .with_help("save it as UTF-8; programs for tables call that \"CSV UTF-8\"")
    })
}

fn absolute(path: &Path) -> PathBuf {
    plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// A path without `.`, and without `..` as far as it has folders to leave.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                let is_folder = plain
                    .components()
                    .next_back()
                    .is_some_and(|last| matches!(last, Component::Normal(_)));
                if is_folder {
                    plain.pop();
                } else if !plain.has_root() {
                    plain.push(component);
                }
            }
            other => plain.push(other),
        }
    }
    plain
}
