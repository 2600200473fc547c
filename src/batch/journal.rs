//! The journal of a job: what each finished run left, appended as it comes.
//!
//! It begins with what identifies the job. Every record carries its length and a checksum, so a
//! record that a fault cut short is told from a whole one: a job that is continued runs it again.
//!
//! Runs are recorded in their order. One that ended in a panic leaves a hole: a record of what the
//! panic said. When the run is done after all, its record stands at the end and counts in its place.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::packed::word;

/// The file's name in a folder.
pub(crate) const JOURNAL: &str = "runs.journal";

/// The first bytes of a journal: its kind and the version of its form.
const MARK: [u8; 8] = *b"LFRUNS\0\x03";
/// Length, kind and checksum before a record.
const LEAD: u64 = 24;

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The next run.
    Next,
    /// The next run, which ended in a panic.
    Hole,
    /// A run that was a hole.
    Again(usize),
}

impl Kind {
    fn number(self) -> u64 {
        match self {
            Self::Next => 0,
            Self::Hole => 1,
            Self::Again(run) => run as u64 + 2,
        }
    }

    fn of(number: u64) -> Self {
        match number {
            0 => Self::Next,
            1 => Self::Hole,
            run => Self::Again(usize::try_from(run - 2).unwrap_or(usize::MAX)),
        }
    }
}

/// Where the payload of a record lies.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    length: usize,
}

/// A journal, open for reading and appending.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    contents: Contents,
}

/// What a journal holds, up to its last whole record.
#[derive(Debug, Default)]
pub struct Contents {
    identity: Vec<u8>,
    /// Where the last record of each run lies.
    runs: Vec<Place>,
    /// The runs that ended in a panic and have not been done since.
    holes: BTreeSet<usize>,
    /// How many records there are: a run that was a hole has two.
    records: u64,
    /// Where the last one ends.
    end: u64,
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

impl Contents {
    /// What a journal of so many bytes holds; nothing if its beginning cannot be read.
    ///
    /// # Errors
    ///
    /// What reading says.
    pub fn scan(mut reader: impl Read, length: u64) -> std::io::Result<Option<Self>> {
        let mut mark = [0; MARK.len()];
        if reader.read_exact(&mut mark).is_err() || mark != MARK {
            return Ok(None);
        }
        let at = MARK.len() as u64;
        let Some((_, identity)) = next(&mut reader, 0, length - at)? else {
            return Ok(None);
        };
        let mut contents = Self {
            end: at + LEAD + identity.len() as u64,
            identity,
            ..Self::default()
        };
        let number = |contents: &Self| (contents.records + 1, length - contents.end);
        let (mut at, mut left) = number(&contents);
        while let Some((kind, record)) = next(&mut reader, at, left)? {
            if matches!(kind, Kind::Again(run) if !contents.holes.contains(&run)) {
                break;
            }
            contents.count(kind, record.len());
            (at, left) = number(&contents);
        }
        Ok(Some(contents))
    }

    /// What identifies the job.
    #[must_use]
    pub fn identity(&self) -> &[u8] {
        &self.identity
    }

    /// Where the last whole record ends, in bytes.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.end
    }

    /// How many whole records there are.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Counts a record that follows the last one.
    fn count(&mut self, kind: Kind, length: usize) {
        let place = Place {
            at: self.end + LEAD,
            length,
        };
        match kind {
            Kind::Next => self.runs.push(place),
            Kind::Hole => {
                self.holes.insert(self.runs.len());
                self.runs.push(place);
            }
            Kind::Again(run) => {
                self.holes.remove(&run);
                self.runs[run] = place;
            }
        }
        self.records += 1;
        self.end = place.at + length as u64;
    }
}

impl Journal {
    /// A new journal of a job; it is in its place only once its beginning is whole.
    pub(crate) fn begin(folder: &Path, identity: &[u8]) -> std::io::Result<Self> {
        let path = folder.join(JOURNAL);
        let beginning = folder.join(format!("{JOURNAL}.begun"));
        let mut bytes = MARK.to_vec();
        bytes.extend(lead(0, Kind::Next, identity));
        bytes.extend(identity);
        let mut file = File::create(&beginning)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        drop(file);
        std::fs::rename(&beginning, &path)?;
        Ok(Self {
            file: open(&path, Access::Append)?,
            path,
            contents: Contents {
                identity: identity.to_vec(),
                end: bytes.len() as u64,
                ..Contents::default()
            },
        })
    }

    /// The journal as if no run had ended in a panic, once every hole is filled: the same runs leave the
    /// same bytes.
    pub(crate) fn straightened(self) -> std::io::Result<Self> {
        if self.contents.records == self.contents.runs.len() as u64 {
            return Ok(self);
        }
        let folder = self.path.parent().unwrap_or(Path::new("")).join("straight");
        std::fs::create_dir_all(&folder)?;
        let mut straight = Self::begin(&folder, &self.contents.identity)?;
        for run in 0..self.len() {
            straight.append(&self.read(run)?)?;
        }
        straight.file.sync_all()?;
        // Some systems do not replace a file that is open.
        let path = self.path.clone();
        drop(self);
        let from = std::mem::replace(&mut straight.path, path);
        std::fs::rename(&from, &straight.path)?;
        std::fs::remove_dir(&folder)?;
        Ok(straight)
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
        let Some(contents) = Contents::scan(reader, length)? else {
            return Err(std::io::Error::from(std::io::ErrorKind::InvalidData));
        };
        Ok(Some(Found {
            is_torn: contents.end < length,
            journal: Self {
                path,
                file,
                contents,
            },
        }))
    }

    /// Cuts off what follows the last whole record.
    pub(crate) fn mend(&self) -> std::io::Result<()> {
        self.file.set_len(self.contents.end)
    }

    /// What identifies the job.
    pub(crate) fn identity(&self) -> &[u8] {
        &self.contents.identity
    }

    /// The journal without what identifies the job, which takes most of the memory of a small one.
    pub(crate) fn without_identity(mut self) -> Self {
        self.contents.identity = Vec::new();
        self
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many runs it holds, holes among them.
    pub(crate) fn len(&self) -> usize {
        self.contents.runs.len()
    }

    /// The runs that ended in a panic and have not been done since.
    pub(crate) fn holes(&self) -> &BTreeSet<usize> {
        &self.contents.holes
    }

    /// How many runs it holds that are done.
    pub(crate) fn done(&self) -> usize {
        self.contents.runs.len() - self.contents.holes.len()
    }

    /// Appends the record of the next run. It has left this process when this returns: a killed process
    /// loses none.
    pub(crate) fn append(&mut self, payload: &[u8]) -> std::io::Result<()> {
        self.write(Kind::Next, payload)
    }

    /// Appends a hole for the next run, with what the panic said.
    pub(crate) fn append_hole(&mut self, said: &str) -> std::io::Result<()> {
        self.write(Kind::Hole, said.as_bytes())
    }

    /// Appends the record of a run that was a hole.
    pub(crate) fn fill(&mut self, run: usize, payload: &[u8]) -> std::io::Result<()> {
        self.write(Kind::Again(run), payload)
    }

    fn write(&mut self, kind: Kind, payload: &[u8]) -> std::io::Result<()> {
        // An open file can still be written to when its folder is gone, and all of it is lost.
        if !self.path.try_exists()? {
            let gone = "the folder was removed or replaced while the job was writing to it";
            return Err(std::io::Error::new(std::io::ErrorKind::NotFound, gone));
        }
        let lead = lead(self.contents.records + 1, kind, payload);
        self.file.seek(SeekFrom::Start(self.contents.end))?;
        self.file.write_all(&lead)?;
        self.file.write_all(payload)?;
        self.contents.count(kind, payload.len());
        Ok(())
    }

    /// The record of a run.
    pub(crate) fn read(&self, run: usize) -> std::io::Result<Vec<u8>> {
        self.read_part(run, 0, self.length(run))
    }

    /// Some bytes of the record of a run.
    pub(crate) fn read_part(
        &self,
        run: usize,
        from: usize,
        length: usize,
    ) -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        read_at(
            &self.file,
            &mut bytes,
            self.contents.runs[run].at + from as u64,
        )?;
        Ok(bytes)
    }

    /// Bytes of the record of a run.
    fn length(&self, run: usize) -> usize {
        self.contents.runs[run].length
    }
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

/// What is before the payload of a record: its length, its kind, and the checksum of its number, of
/// its kind and of it.
fn lead(number: u64, kind: Kind, payload: &[u8]) -> [u8; 24] {
    let words = [
        payload.len() as u64,
        kind.number(),
        checksum(number, kind, payload),
    ];
    let mut lead = [0; 24];
    for (place, word) in lead.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    lead
}

fn checksum(number: u64, kind: Kind, payload: &[u8]) -> u64 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&number.to_le_bytes());
    hasher.update(&kind.number().to_le_bytes());
    hasher.update(payload);
    hasher.finalize().into()
}

/// The next record of a file that has so many bytes left; nothing if it is not whole.
fn next(
    reader: &mut impl Read,
    number: u64,
    left: u64,
) -> std::io::Result<Option<(Kind, Vec<u8>)>> {
    let mut lead = [0; 24];
    if left < LEAD {
        return Ok(None);
    }
    reader.read_exact(&mut lead)?;
    let [Some(length), Some(kind), Some(expected)] = [0, 8, 16].map(|at| word(&lead, at)) else {
        return Ok(None);
    };
    if length > left - LEAD {
        return Ok(None);
    }
    let kind = Kind::of(kind);
    let mut payload = vec![0; usize::try_from(length).unwrap_or(0)];
    reader.read_exact(&mut payload)?;
    let is_whole = checksum(number, kind, &payload) == expected;
    Ok(is_whole.then_some((kind, payload)))
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

    #[test]
    fn a_hole_that_is_filled_counts_in_its_place_and_leaves_no_trace_when_straightened() {
        let [holed, plain] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let expected = filled(plain.path());
        let mut journal = Journal::begin(holed.path(), b"a job").unwrap();
        journal.append_hole("a panic").unwrap();
        journal.append_hole("another").unwrap();
        journal.fill(1, b"").unwrap();
        journal.append(b"three").unwrap();
        let found = Journal::find(holed.path(), Access::Append)
            .unwrap()
            .unwrap();
        let mut journal = found.journal;
        assert!(!found.is_torn);
        assert_eq!((journal.len(), journal.done()), (3, 2));
        assert_eq!(Vec::from_iter(journal.holes()), [&0]);
        assert_eq!(journal.read(0).unwrap(), b"a panic");
        assert_eq!(journal.read(2).unwrap(), b"three");
        journal.fill(0, b"one").unwrap();
        let journal = journal.straightened().unwrap();
        assert_eq!(journal.read(1).unwrap(), b"");
        assert_eq!(std::fs::read(holed.path().join(JOURNAL)).unwrap(), expected);
        assert_eq!(std::fs::read_dir(holed.path()).unwrap().count(), 1);
    }

    /// An open file outlives its folder: what is written to it would be lost unseen.
    #[test]
    fn a_journal_whose_folder_is_removed_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("place");
        std::fs::create_dir(&place).unwrap();
        let mut journal = Journal::begin(&place, b"a job").unwrap();
        journal.append(b"one").unwrap();
        std::fs::remove_dir_all(&place).unwrap();
        let error = journal.append(b"two").unwrap_err().to_string();
        assert!(error.contains("was removed"), "{error}");
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
                assert!(length < 8 + 24 + 5, "{length}");
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
                    assert!(at < 8 + 24 + 5, "{at}");
                }
            }
        }
    }
}
