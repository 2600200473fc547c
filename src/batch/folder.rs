//! A result folder: written beside its final place, moved there when it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The file that marks a folder as a result of ours.
pub(super) const MANIFEST: &str = "manifest.json";
const LOCK: &str = ".lock";

/// Why a result folder is refused.
#[derive(Debug)]
pub enum Refusal {
    /// A result is there already.
    Exists(PathBuf),
    /// Something that is not a result of ours is there.
    NotOurs(PathBuf),
    /// Another run is writing there.
    Busy(PathBuf),
    /// The folder cannot be made.
    Unwritable(PathBuf, std::io::Error),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exists(path) => write!(
                f,
                "{} holds a result already\nhelp: give --overwrite to replace it, or another \
                 folder with --out",
                path.display()
            ),
            Self::NotOurs(path) => write!(
                f,
                "{} holds something that is not a result of landfall, which is never \
                 replaced\nhelp: give another folder with --out",
                path.display()
            ),
            Self::Busy(path) => write!(
                f,
                "another run is writing to {}\nhelp: wait for it, or give another folder with \
                 --out",
                path.display()
            ),
            Self::Unwritable(path, error) => {
                write!(f, "cannot write to {}: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// A result that is not in its final place yet. Dropped unfinished, it is removed.
#[derive(Debug)]
pub struct Unfinished {
    scratch: PathBuf,
    out: PathBuf,
    lock: Option<File>,
}

impl Unfinished {
    /// Makes room for a result.
    ///
    /// # Errors
    ///
    /// A refusal; nothing that exists is touched.
    pub fn create(out: &Path, overwrite: bool) -> Result<Self, Refusal> {
        let occupied = fs::read_dir(out).map(|mut entries| entries.next().is_some());
        match occupied {
            Ok(true) if !out.join(MANIFEST).is_file() => {
                return Err(Refusal::NotOurs(out.to_owned()));
            }
            Ok(true) if !overwrite => return Err(Refusal::Exists(out.to_owned())),
            Err(_) if out.exists() => return Err(Refusal::NotOurs(out.to_owned())),
            _ => {}
        }
        let unwritable = |error| Refusal::Unwritable(out.to_owned(), error);
        let name = out
            .file_name()
            .ok_or_else(|| unwritable(std::io::Error::other("the path does not end in a name")))?;
        let parent = out.parent().unwrap_or(Path::new(""));
        let scratch = parent.join(format!(".{}.unfinished", name.to_string_lossy()));
        fs::create_dir_all(&scratch).map_err(unwritable)?;
        let lock = File::create(scratch.join(LOCK)).map_err(unwritable)?;
        if lock.try_lock().is_err() {
            return Err(Refusal::Busy(out.to_owned()));
        }
        clear(&scratch).map_err(unwritable)?;
        Ok(Self {
            scratch,
            out: out.to_owned(),
            lock: Some(lock),
        })
    }

    /// Where the files lie for now.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.scratch
    }

    /// Moves the result to its final place, in place of an older result, and returns that place.
    ///
    /// # Errors
    ///
    /// What the file system says; the older result is then back in its place.
    pub fn finish(mut self) -> std::io::Result<PathBuf> {
        fs::remove_file(self.scratch.join(LOCK))?;
        let name = self.out.file_name().unwrap_or_default().to_string_lossy();
        let old = self.out.with_file_name(format!(".{name}.replaced"));
        let replaces = self.out.exists();
        if replaces {
            if old.exists() {
                fs::remove_dir_all(&old)?;
            }
            fs::rename(&self.out, &old)?;
        }
        if let Err(error) = fs::rename(&self.scratch, &self.out) {
            if replaces {
                fs::rename(&old, &self.out)?;
            }
            return Err(error);
        }
        if replaces {
            fs::remove_dir_all(&old)?;
        }
        self.lock = None;
        Ok(self.out.clone())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.lock.is_some() {
            // Nothing is lost if this fails: the next run on this place clears it.
            let _ = fs::remove_dir_all(&self.scratch);
        }
    }
}

/// Removes what an interrupted run left, but the lock.
fn clear(scratch: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(scratch)? {
        let entry = entry?;
        if entry.file_name() == LOCK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A file of a result with its length and hash.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct FileRecord {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// A file being written, hashed on the way.
pub(super) struct HashedFile {
    name: String,
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl HashedFile {
    /// Begins a file in a folder.
    pub(super) fn create(folder: &Path, name: &str) -> Result<Self, super::Failure> {
        let path = folder.join(name);
        let file =
            File::create(&path).map_err(|error| super::Failure::Files(path.clone(), error))?;
        Ok(Self {
            name: name.to_owned(),
            path,
            file: BufWriter::with_capacity(1 << 20, file),
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// Adds bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), super::Failure> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(|error| super::Failure::Files(self.path.clone(), error))
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<FileRecord, super::Failure> {
        self.file
            .flush()
            .map_err(|error| super::Failure::Files(self.path.clone(), error))?;
        Ok(FileRecord {
            name: self.name,
            bytes: self.bytes,
            sha256: hex(&self.hash.finalize()),
        })
    }
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
