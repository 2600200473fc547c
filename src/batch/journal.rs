//! The journal of a job: what each finished run left, appended as it comes.
//!
//! It begins with what identifies the job. Every record carries its length and a checksum, so a
//! record that a fault cut short is told from a whole one: a job that is continued runs it again.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::packed::word;

/// The file's name in a folder.
pub(crate) const JOURNAL: &str = "runs.journal";

/// The first bytes of a journal: its kind and the version of its form.
const MARK: [u8; 8] = *b"LFRUNS\0\x02";
/// Length and checksum before a record.
const LEAD: u64 = 16;

/// A journal, open for reading and appending.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    identity: Vec<u8>,
    /// Where each record begins, and where the last one ends.
    bounds: Vec<u64>,
}

/// What is done with a journal that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Append,
}

/// A journal as found.
pub(crate) struct Found {
    pub journal: Journal,
    /// Whether bytes follow the last whole record.
    pub is_torn: bool,
}

impl Journal {
    /// A new journal of a job; it is in its place only once its beginning is whole.
    pub(crate) fn begin(folder: &Path, identity: &[u8]) -> std::io::Result<Self> {
        let path = folder.join(JOURNAL);
        let beginning = folder.join(format!("{JOURNAL}.begun"));
        let mut bytes = MARK.to_vec();
        bytes.extend(lead(0, identity));
        bytes.extend(identity);
        let mut file = File::create(&beginning)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&beginning, &path)?;
        Ok(Self {
            file: open(&path, Access::Append)?,
            path,
            identity: identity.to_vec(),
            bounds: vec![bytes.len() as u64],
        })
    }

    /// A journal that is there, up to its last whole record; nothing if there is none.
    ///
    /// # Errors
    ///
    /// What the file system says; invalid data if its beginning cannot be read, which no interrupt
    /// leaves behind.
    pub(crate) fn find(folder: &Path, access: Access) -> std::io::Result<Option<Found>> {
        let path = folder.join(JOURNAL);
        let file = match open(&path, access) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.len();
        let reader = BufReader::with_capacity(1 << 20, &file);
        let Some((identity, bounds)) = scan(reader, length)? else {
            return Err(std::io::Error::from(std::io::ErrorKind::InvalidData));
        };
        Ok(Some(Found {
            is_torn: bounds.last().is_some_and(|&end| end < length),
            journal: Self {
                path,
                file,
                identity,
                bounds,
            },
        }))
    }

    /// Cuts off what follows the last whole record.
    pub(crate) fn mend(&self) -> std::io::Result<()> {
        self.file.set_len(self.end())
    }

    /// What identifies the job.
    pub(crate) fn identity(&self) -> &[u8] {
        &self.identity
    }

    /// The journal without what identifies the job, which takes most of the memory of a small one.
    pub(crate) fn without_identity(mut self) -> Self {
        self.identity = Vec::new();
        self
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many records it holds.
    pub(crate) fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Appends a record. It has left this process when this returns: a killed process loses none.
    pub(crate) fn append(&mut self, payload: &[u8]) -> std::io::Result<()> {
        let lead = lead(self.bounds.len() as u64, payload);
        self.file.seek(SeekFrom::Start(self.end()))?;
        self.file.write_all(&lead)?;
        self.file.write_all(payload)?;
        self.bounds.push(self.end() + LEAD + payload.len() as u64);
        Ok(())
    }

    /// A record.
    pub(crate) fn read(&self, place: usize) -> std::io::Result<Vec<u8>> {
        self.read_part(place, 0, self.length(place))
    }

    /// Some bytes of a record.
    pub(crate) fn read_part(
        &self,
        place: usize,
        from: usize,
        length: usize,
    ) -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        read_at(
            &self.file,
            &mut bytes,
            self.bounds[place] + LEAD + from as u64,
        )?;
        Ok(bytes)
    }

    /// Bytes of a record.
    fn length(&self, place: usize) -> usize {
        let length = self.bounds[place + 1] - self.bounds[place] - LEAD;
        usize::try_from(length).unwrap_or(0)
    }

    fn end(&self) -> u64 {
        self.bounds[self.bounds.len() - 1]
    }
}

/// What identifies the job of a journal of so many bytes, and where its whole records begin and end;
/// nothing if its beginning cannot be read.
///
/// # Errors
///
/// What reading says.
pub fn scan(mut reader: impl Read, length: u64) -> std::io::Result<Option<(Vec<u8>, Vec<u64>)>> {
    let mut mark = [0; MARK.len()];
    if reader.read_exact(&mut mark).is_err() || mark != MARK {
        return Ok(None);
    }
    let mut at = MARK.len() as u64;
    let Some(identity) = next(&mut reader, 0, length - at)? else {
        return Ok(None);
    };
    at += LEAD + identity.len() as u64;
    let mut bounds = vec![at];
    while let Some(record) = next(&mut reader, bounds.len() as u64, length - at)? {
        at += LEAD + record.len() as u64;
        bounds.push(at);
    }
    Ok(Some((identity, bounds)))
}

/// Fills a buffer from a place in a file. Threads may read at the same time: no place is remembered
/// between reads.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], at: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut at: u64) -> std::io::Result<()> {
    while !buffer.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, at)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[read..];
        at += read as u64;
    }
    Ok(())
}

fn open(path: &Path, access: Access) -> std::io::Result<File> {
    let appends = access == Access::Append;
    File::options().read(true).write(appends).open(path)
}

/// What is before the payload of a record: its length, and the checksum of its number and of it.
fn lead(number: u64, payload: &[u8]) -> [u8; 16] {
    let [length, checksum] = [payload.len() as u64, checksum(number, payload)];
    let mut lead = [0; 16];
    lead[..8].copy_from_slice(&length.to_le_bytes());
    lead[8..].copy_from_slice(&checksum.to_le_bytes());
    lead
}

fn checksum(number: u64, payload: &[u8]) -> u64 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&number.to_le_bytes());
    hasher.update(payload);
    hasher.finalize().into()
}

/// The next record of a file that has so many bytes left; nothing if it is not whole.
fn next(reader: &mut impl Read, number: u64, left: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut lead = [0; 16];
    if left < LEAD {
        return Ok(None);
    }
    reader.read_exact(&mut lead)?;
    let (Some(length), Some(expected)) = (word(&lead, 0), word(&lead, 8)) else {
        return Ok(None);
    };
    if length > left - LEAD {
        return Ok(None);
    }
    let mut payload = vec![0; usize::try_from(length).unwrap_or(0)];
    reader.read_exact(&mut payload)?;
    Ok((checksum(number, &payload) == expected).then_some(payload))
}

/// The runs of a job, dealt out in turn over one journal or more.
pub(crate) struct Runs {
    journals: Vec<Journal>,
    count: usize,
}

impl Runs {
    /// The runs of the journals of all shards, in the order of shards.
    pub(crate) fn new(journals: Vec<Journal>, count: usize) -> Self {
        Self { journals, count }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// What a run left.
    pub(crate) fn read(&self, run: usize) -> Result<Vec<u8>, super::Failure> {
        let (journal, place) = self.place(run);
        let read = journal.read(place);
        read.map_err(|error| super::Failure::Files(journal.path.clone(), error))
    }

    /// How many bytes a run left.
    pub(crate) fn length(&self, run: usize) -> usize {
        let (journal, place) = self.place(run);
        journal.length(place)
    }

    /// Some bytes of what a run left.
    pub(crate) fn read_part(
        &self,
        run: usize,
        from: usize,
        length: usize,
    ) -> Result<Vec<u8>, super::Failure> {
        let (journal, place) = self.place(run);
        let read = journal.read_part(place, from, length);
        read.map_err(|error| super::Failure::Files(journal.path.clone(), error))
    }

    /// What is said of a run whose record cannot be understood.
    pub(crate) fn damaged(&self, run: usize) -> super::Failure {
        let (journal, _) = self.place(run);
        let error = std::io::Error::other(format!("what run {run} left cannot be read"));
        super::Failure::Files(journal.path.clone(), error)
    }

    fn place(&self, run: usize) -> (&Journal, usize) {
        let journals = self.journals.len();
        (&self.journals[run % journals], run / journals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(folder: &Path) -> Vec<u8> {
        let mut journal = Journal::begin(folder, b"a job").unwrap();
        for payload in [&b"one"[..], b"", b"three"] {
            journal.append(payload).unwrap();
        }
        std::fs::read(folder.join(JOURNAL)).unwrap()
    }

    #[test]
    fn records_come_back_in_order() {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let found = Journal::find(folder.path(), Access::Read).unwrap().unwrap();
        assert!(!found.is_torn);
        assert_eq!(found.journal.identity(), b"a job");
        assert_eq!(found.journal.len(), 3);
        assert_eq!(found.journal.read(0).unwrap(), b"one");
        assert_eq!(found.journal.read(1).unwrap(), b"");
        assert_eq!(found.journal.read_part(2, 1, 3).unwrap(), b"hre");
    }

    /// However short the file is cut, whole records remain and the rest is told.
    #[test]
    fn a_journal_that_is_cut_anywhere_keeps_its_whole_records_and_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let whole = filled(folder.path());
        let path = folder.path().join(JOURNAL);
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let Ok(found) = Journal::find(folder.path(), Access::Append) else {
                assert!(length < 8 + 16 + 5, "{length}");
                continue;
            };
            let mut journal = found.unwrap().journal;
            assert!(journal.len() < 3);
            journal.mend().unwrap();
            let kept = journal.len();
            for payload in [&b"one"[..], b"", b"three"].iter().skip(kept) {
                journal.append(payload).unwrap();
            }
            assert_eq!(std::fs::read(&path).unwrap(), whole, "cut at {length}");
        }
    }

    #[test]
    fn a_bit_that_flips_is_told_and_what_follows_it_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let whole = filled(folder.path());
        let path = folder.path().join(JOURNAL);
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            std::fs::write(&path, &bytes).unwrap();
            match Journal::find(folder.path(), Access::Read) {
                Ok(found) => {
                    let found = found.unwrap();
                    assert!(found.is_torn && found.journal.len() < 3, "{at}");
                }
                Err(error) => {
                    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
                    assert!(at < 8 + 16 + 5, "{at}");
                }
            }
        }
    }
}
