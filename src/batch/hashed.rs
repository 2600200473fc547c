//! Files of a result, hashed on the way.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Failure;

/// A file of a result with its length and hash.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct FileRecord {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// A file being written, hashed on the way.
pub(crate) struct HashedFile {
    name: String,
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl HashedFile {
    /// Begins a file in a folder.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<Self, Failure> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(|error| Failure::Files(path.clone(), error))?;
        Ok(Self {
            name: name.to_owned(),
            path,
            file: BufWriter::with_capacity(1 << 20, file),
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(|error| Failure::Files(self.path.clone(), error))
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<FileRecord, Failure> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .map_err(|error| Failure::Files(self.path.clone(), error))?;
        Ok(FileRecord {
            name: self.name,
            bytes: self.bytes,
            sha256: hex(&self.hash.finalize()),
        })
    }
}

/// The length and hash of a file that is there, written out to the disk.
pub(crate) fn record(folder: &Path, name: &str) -> std::io::Result<FileRecord> {
    let mut file = File::open(folder.join(name))?;
    file.sync_all()?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            break;
        }
        hash.update(&block[..read]);
        bytes += read as u64;
    }
    Ok(FileRecord {
        name: name.to_owned(),
        bytes,
        sha256: hex(&hash.finalize()),
    })
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
