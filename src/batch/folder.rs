//! A result folder: written beside its final place, moved there when it is whole.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::hashed::record;
use super::inputs::INPUTS;
use super::journal::{Access, Found, JOURNAL, Journal};
use super::manifest::{self, MANIFEST, Manifest};
use super::placed::beside;

const LOCK: &str = ".lock";
/// The folder of pictures, which are drawn from the files and not listed.
const PLOTS: &str = "plots";
/// Endings of what lies in it.
const PICTURES: [&str; 3] = [".svg", ".png", ".csv"];
/// The page that shows a result, which is made from the files and not listed either.
pub const PAGE: &str = "report.html";

/// Why a result folder is refused.
#[derive(Debug)]
pub enum Refusal {
    /// A result is there already.
    Exists(PathBuf),
    /// Something that is not a result of ours is there.
    NotOurs(PathBuf),
    /// A result is there, and something besides that is not part of it.
    HoldsMore(PathBuf, String),
    /// Another run is writing there.
    Busy(PathBuf),
    /// An interrupted job lies there with so many runs done.
    HalfDone(PathBuf, usize),
    /// The journal of an interrupted job cannot be read.
    Damaged(PathBuf),
    /// What lies there, done or half done, is of another job; in what they differ.
    Other(PathBuf, Vec<String>),
    /// A file of a result is missing, or not as the manifest says.
    Changed(PathBuf),
    /// The folder cannot be made.
    Unwritable(PathBuf, std::io::Error),
    /// The path does not name a folder: it is the root, or only dots.
    Nameless(PathBuf),
    /// A link that leads nowhere is in the place.
    LeadsNowhere(PathBuf),
    /// What was written has been removed before it was finished.
    Removed(PathBuf),
    /// The result is whole and could not be moved to its place; it lies where it was written.
    Late(Box<Refusal>, PathBuf),
}

impl Refusal {
    /// Whether the machine is at fault and not what was asked for.
    #[must_use]
    pub fn is_of_the_machine(&self) -> bool {
        match self {
            Self::Unwritable(_, error) => !matches!(
                error.kind(),
                ErrorKind::InvalidFilename | ErrorKind::NotADirectory
            ),
            Self::Removed(_) => true,
            Self::Late(refusal, _) => refusal.is_of_the_machine(),
            _ => false,
        }
    }
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
            Self::HoldsMore(path, foreign) => write!(
                f,
                "{} holds {foreign} besides a result; it would be lost\nhelp: move it away, or \
                 give another folder with --out",
                path.display()
            ),
            Self::Busy(path) => write!(
                f,
                "another run is writing to {}\nhelp: wait for it, or give another folder with \
                 --out",
                path.display()
            ),
            Self::HalfDone(path, runs) => write!(
                f,
                "an interrupted job for {} has {runs} runs done\nhelp: give --resume to go on with \
                 it, --overwrite to begin again, or another folder with --out",
                path.display()
            ),
            Self::Damaged(journal) => write!(
                f,
                "{} cannot be read: it is damaged, or of another version of landfall\nhelp: give \
                 --overwrite to begin again without it, or another folder with --out",
                journal.display()
            ),
            Self::Other(path, differences) => write!(
                f,
                "what is done for {} is of another job, which cannot be gone on with:\n  {}\nhelp: \
                 put back what it was made from, give --overwrite without --resume to begin again, \
                 or another folder with --out",
                path.display(),
                listed(differences)
            ),
            Self::Changed(path) => write!(
                f,
                "{} is missing or not as it was written: the manifest has another hash\nhelp: put it back, \
                 or make the result again",
                path.display()
            ),
            Self::Late(refusal, scratch) => write!(
                f,
                "{refusal}\nhelp: the new result lies in {}",
                scratch.display()
            ),
            Self::Unwritable(path, error) => {
                let help = way_out(error);
                write!(f, "cannot write to {}: {error}{help}", path.display())
            }
            Self::Nameless(path) => write!(
                f,
                "{} cannot be the folder of a result, which is moved into its place whole\nhelp: name \
                 a folder in it with --out",
                path.display()
            ),
            Self::LeadsNowhere(path) => write!(
                f,
                "{} is a link that leads nowhere\nhelp: make the folder that it leads to, or give another \
                 with --out",
                path.display()
            ),
            Self::Removed(path) => write!(
                f,
                "{} was removed while the result was written, and nothing is put in its \
                 place\nhelp: run the command again",
                path.display()
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// What can be done about an error of the file system, as a line of help; nothing if it is not known.
#[must_use]
pub fn way_out(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "\nhelp: make room there"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "\nhelp: name a folder that you may write to"
        }
        ErrorKind::NotADirectory => "\nhelp: a file is in the way: name another folder",
        ErrorKind::InvalidFilename => {
            "\nhelp: give a shorter name: while it is written it takes twelve letters more"
        }
        _ => "",
    }
}

/// The first lines of a list that may be long.
pub(super) fn listed(lines: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut text = lines.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    if lines.len() > SHOWN {
        text.push(format!("and {} more", lines.len() - SHOWN));
    }
    text.join("\n  ")
}

/// A result that is not in its final place yet. Dropped unfinished, it is removed, unless a journal
/// in it holds runs that are done.
#[derive(Debug)]
pub struct Unfinished {
    scratch: PathBuf,
    out: PathBuf,
    overwrite: bool,
    lock: Option<File>,
    is_kept: bool,
}

impl Unfinished {
    /// Whether a result may be written to a place.
    ///
    /// # Errors
    ///
    /// A refusal: something is there that may not be replaced.
    pub fn check(out: &Path, overwrite: bool) -> Result<(), Refusal> {
        let entries = match fs::read_dir(out) {
            Ok(entries) => entries,
            Err(_) if out.exists() => return Err(Refusal::NotOurs(out.to_owned())),
            Err(_) => return Ok(()),
        };
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let names: Vec<String> = entries.flatten().map(name).collect();
        if names.is_empty() {
            return Ok(());
        }
        let Some(ours) = files_of(out) else {
            return Err(Refusal::NotOurs(out.to_owned()));
        };
        let drawn = fs::read_dir(out.join(PLOTS))
            .into_iter()
            .flatten()
            .flatten();
        let beside_plots = drawn
            .map(name)
            .find(|name| !PICTURES.iter().any(|ending| name.ends_with(ending)));
        let beside_plots = beside_plots.map(|name| format!("{PLOTS}/{name}"));
        let copied = names_below(out, INPUTS);
        let beside_inputs = copied.into_iter().find(|name| !ours.contains(name));
        let foreign = names
            .into_iter()
            .find(|name| !is_folder_of_inputs(out, name) && !ours.contains(name));
        if let Some(foreign) = foreign.or(beside_plots).or(beside_inputs) {
            return Err(if overwrite {
                Refusal::HoldsMore(out.to_owned(), foreign)
            } else {
                Refusal::Exists(out.to_owned())
            });
        }
        if overwrite {
            Ok(())
        } else {
            Err(Refusal::Exists(out.to_owned()))
        }
    }

    /// Makes room for a result.
    ///
    /// # Errors
    ///
    /// A refusal; nothing that exists is touched.
    pub fn create(out: &Path, overwrite: bool) -> Result<Self, Refusal> {
        let (mut folder, found) = Self::open(out, overwrite)?;
        let unwritable = |error| Refusal::Unwritable(out.to_owned(), error);
        if let Some(found) = found.filter(|_| !overwrite) {
            let runs = found.journal.done();
            if runs > 0 {
                return Err(Refusal::HalfDone(out.to_owned(), runs));
            }
        }
        clear(&folder.scratch, &[LOCK]).map_err(unwritable)?;
        folder.is_kept = false;
        Ok(folder)
    }

    /// Makes room for a result, or goes on with an interrupted one whose journal begins with this
    /// identity.
    ///
    /// # Errors
    ///
    /// A refusal; nothing that exists is touched but what follows the last whole record.
    pub(super) fn resume(
        out: &Path,
        overwrite: bool,
        identity: &Manifest,
    ) -> Result<(Self, Option<Journal>), Refusal> {
        let (folder, found) = Self::open(out, overwrite)?;
        let unwritable = |error| Refusal::Unwritable(out.to_owned(), error);
        clear(&folder.scratch, &[LOCK, JOURNAL]).map_err(unwritable)?;
        let Some(found) = found else {
            return Ok((folder, None));
        };
        let there = manifest::parse(found.journal.identity()).unwrap_or_default();
        let differences = manifest::differences(&there, identity);
        if !differences.is_empty() {
            return Err(Refusal::Other(out.to_owned(), differences));
        }
        found.journal.mend().map_err(unwritable)?;
        Ok((folder, Some(found.journal)))
    }

    /// Makes room for the same result, to be drawn anew: its files and what lies among its pictures are
    /// there already.
    ///
    /// # Errors
    ///
    /// A refusal: there is no whole result, a file of it has changed, or an interrupted job would be
    /// lost. Nothing that exists is touched.
    pub fn again(out: &Path) -> Result<Self, Refusal> {
        let unwritable = |error| Refusal::Unwritable(out.to_owned(), error);
        let whole =
            manifest_of(out).filter(|manifest| manifest::part_of(manifest.clone()).0.is_none());
        let Some(manifest) = whole.filter(|_| files_of(out).is_some()) else {
            return Err(Refusal::NotOurs(out.to_owned()));
        };
        let journal = Self::place_of_work(out).join(JOURNAL);
        match Journal::find(&Self::place_of_work(out), Access::Append) {
            Ok(Some(found)) if found.journal.done() > 0 => {
                return Err(Refusal::HalfDone(out.to_owned(), found.journal.done()));
            }
            // What cannot be read may be hours of work of another version.
            Err(_) if journal.exists() => return Err(Refusal::Damaged(journal)),
            _ => {}
        }
        let (mut folder, _) = Self::open(out, true)?;
        clear(&folder.scratch, &[LOCK]).map_err(unwritable)?;
        folder.is_kept = false;
        if let Some(file) = changed(out, &manifest) {
            return Err(Refusal::Changed(file));
        }
        for listed in manifest::files(&manifest) {
            let from = out.join(&listed.name);
            let to = folder.scratch.join(&listed.name);
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(unwritable)?;
            }
            // A second name for the same bytes, where the disk knows such; a copy elsewhere.
            let linked = fs::hard_link(&from, &to);
            linked
                .or_else(|_| fs::copy(&from, &to).map(|_| ()))
                .map_err(unwritable)?;
        }
        fs::copy(out.join(MANIFEST), folder.scratch.join(MANIFEST)).map_err(unwritable)?;
        // Pictures are drawn over: they are copies, and what is not drawn again stays.
        let plots = folder.scratch.join(PLOTS);
        fs::create_dir_all(&plots).map_err(unwritable)?;
        for entry in fs::read_dir(out.join(PLOTS))
            .into_iter()
            .flatten()
            .flatten()
        {
            fs::copy(entry.path(), plots.join(entry.file_name())).map_err(unwritable)?;
        }
        Ok(folder)
    }

    /// The folder in which a result is written, locked, with what an interrupted job left there.
    fn open(out: &Path, overwrite: bool) -> Result<(Self, Option<Found>), Refusal> {
        let out = &straight(out)?;
        let unwritable = |error| Refusal::Unwritable(out.to_owned(), error);
        let is_away = Self::was_moved_away(out);
        if !is_away {
            Self::check(out, overwrite)?;
        }
        let scratch = Self::place_of_work(out);
        fs::create_dir_all(&scratch).map_err(unwritable)?;
        let lock = File::create(scratch.join(LOCK)).map_err(unwritable)?;
        // Some disks of clusters know no locks: nobody is told there that a place is taken.
        let is_taken = matches!(lock.try_lock(), Err(TryLockError::WouldBlock));
        if is_taken || !is_in_place(&lock, &scratch.join(LOCK)) {
            return Err(Refusal::Busy(out.to_owned()));
        }
        if is_away && Self::was_moved_away(out) {
            fs::rename(place_of_replaced(out), out).map_err(unwritable)?;
            Self::check(out, overwrite)?;
        }
        let found = match Journal::find(&scratch, Access::Append) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                if !overwrite {
                    return Err(Refusal::Damaged(scratch.join(JOURNAL)));
                }
                None
            }
            Err(error) => return Err(unwritable(error)),
        };
        let folder = Self {
            scratch,
            out: out.to_owned(),
            overwrite,
            lock: Some(lock),
            // What others left is not removed by a refusal.
            is_kept: true,
        };
        Ok((folder, found))
    }

    /// Keeps what is done if the job does not come to its end, or lets it go.
    pub(super) fn keep(&mut self, is_kept: bool) {
        self.is_kept = is_kept;
    }

    /// Whether runs that are done stay if it is dropped.
    #[must_use]
    pub fn keeps_runs(&self) -> bool {
        self.is_kept && self.scratch.join(JOURNAL).is_file()
    }

    /// Whether a process was killed in the moment in which a new result was to take the place of an
    /// older one, which lies aside.
    fn was_moved_away(out: &Path) -> bool {
        !out.exists() && files_of(&place_of_replaced(out)).is_some()
    }

    /// Puts back an older result that lies aside, if there is one and no run is at it.
    ///
    /// # Errors
    ///
    /// A refusal, as for a run that begins.
    pub fn put_back(out: &Path) -> Result<(), Refusal> {
        if !out.as_os_str().is_empty() && Self::was_moved_away(out) {
            Self::open(out, true)?;
        }
        Ok(())
    }

    /// The folder in which the result for a place is written.
    pub(super) fn place_of_work(out: &Path) -> PathBuf {
        beside(out, "unfinished")
    }

    /// Where the files lie until the result is finished.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.scratch
    }

    /// Moves the result to its final place, in place of an older result, and returns that place.
    ///
    /// The place is looked at once more: what came to lie there during the run is not replaced.
    ///
    /// # Errors
    ///
    /// A refusal or what the file system says; what lay there is in its place and the new result
    /// stays where it was written.
    pub fn finish(mut self) -> Result<PathBuf, Refusal> {
        // From here on nothing removes what has been computed, and the lock is held to the end.
        let _lock = self.lock.take();
        let late = |refusal| Refusal::Late(Box::new(refusal), self.scratch.clone());
        Self::check(&self.out, self.overwrite).map_err(late)?;
        if !is_whole(&self.scratch) {
            return Err(Refusal::Removed(self.scratch.clone()));
        }
        self.replace()
            .map_err(|error| late(Refusal::Unwritable(self.out.clone(), error)))?;
        Ok(self.out.clone())
    }

    fn replace(&self) -> std::io::Result<()> {
        let old = place_of_replaced(&self.out);
        let replaces = self.out.exists();
        if replaces {
            if old.exists() {
                let is_ours = Self::check(&old, true).is_ok();
                if !is_ours {
                    let what = format!("{} is in the way", old.display());
                    return Err(std::io::Error::other(what));
                }
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
        // From here on the result is whole: what may be left behind is no part of it.
        remove_traces(&self.out);
        if replaces {
            let _ = fs::remove_dir_all(&old);
        }
        Ok(())
    }
}

/// A path that names the folder itself. A link is followed: it stays, and what it leads to is replaced.
/// There is no way back through a folder in it, which may be the one that is moved.
fn straight(out: &Path) -> Result<PathBuf, Refusal> {
    let Some(name) = out.file_name() else {
        return Err(Refusal::Nameless(out.to_owned()));
    };
    if out.is_symlink() {
        let there = out.canonicalize();
        return there.map_err(|_| Refusal::LeadsNowhere(out.to_owned()));
    }
    let goes_back = out.components().any(|part| part == Component::ParentDir);
    let parent = out.parent().filter(|_| goes_back);
    let parent = parent.and_then(|parent| parent.canonicalize().ok());
    Ok(parent.map_or_else(|| out.to_owned(), |parent| parent.join(name)))
}

/// Where an older result lies for the moment in which the new one takes its place.
fn place_of_replaced(out: &Path) -> PathBuf {
    beside(out, "replaced")
}

/// Whether a lock is still that of a place: the run that held it may have moved it away just now.
fn is_in_place(lock: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let [own, there] = [lock.metadata(), fs::metadata(path)];
        let id = |found: fs::Metadata| (found.dev(), found.ino());
        own.map(id).ok() == there.map(id).ok()
    }
    #[cfg(not(unix))]
    {
        let _ = lock;
        path.exists()
    }
}

/// Whether every file that a manifest lists is there in its length.
fn is_whole(folder: &Path) -> bool {
    let Some(manifest) = manifest_of(folder) else {
        return false;
    };
    manifest::files(&manifest).iter().all(|file| {
        let found = fs::metadata(folder.join(&file.name));
        found.is_ok_and(|found| found.len() == file.bytes)
    })
}

/// The first file of a result that is missing or not as its manifest says.
pub(super) fn changed(folder: &Path, manifest: &Manifest) -> Option<PathBuf> {
    let files = manifest::files(manifest);
    let changed = files
        .into_iter()
        .find(|listed| !record(folder, &listed.name).is_ok_and(|found| found == *listed));
    changed.map(|file| folder.join(file.name))
}

/// What belongs to a result according to its manifest; nothing if there is none that can be read.
fn files_of(folder: &Path) -> Option<Vec<String>> {
    let manifest = fs::read(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).ok()?;
    if manifest.get("software")? != env!("CARGO_PKG_NAME") {
        return None;
    }
    let files = manifest.get("files")?.as_array()?;
    let named = files
        .iter()
        .filter_map(|file| Some(file.get("name")?.as_str()?.to_owned()));
    let besides = [MANIFEST, PLOTS, PAGE, LOCK, JOURNAL].map(str::to_owned);
    Some(named.chain(besides).collect())
}

/// Whether an entry of a result is the folder of its inputs, which is looked into.
fn is_folder_of_inputs(out: &Path, name: &str) -> bool {
    name == INPUTS && out.join(INPUTS).is_dir()
}

/// The files of a folder of a result and of those below it, as a manifest names them.
fn names_below(out: &Path, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(out.join(folder)).into_iter().flatten();
    let below = entries.flatten().flat_map(|entry| {
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names_below(out, &name)
        } else {
            vec![name]
        }
    });
    below.collect()
}

/// The manifest of a result that is in its place.
pub(super) fn manifest_of(folder: &Path) -> Option<Manifest> {
    manifest::parse(&fs::read(folder.join(MANIFEST)).ok()?)
}

/// Whether a file of a result is as its manifest says; a file that it does not list is not looked at.
///
/// # Errors
///
/// The refusal of a file that has changed.
pub fn intact(folder: &Path, name: &str) -> Result<(), Refusal> {
    let listed = manifest_of(folder).map(|manifest| manifest::files(&manifest));
    let mut listed = listed.into_iter().flatten();
    let is_changed = listed
        .find(|file| file.name == name)
        .is_some_and(|file| !record(folder, name).is_ok_and(|found| found == file));
    if is_changed {
        return Err(Refusal::Changed(folder.join(name)));
    }
    Ok(())
}

/// Removes what a result no longer needs: the lock, and the journal unless it is part of it. The
/// result is whole if this fails.
pub(super) fn remove_traces(folder: &Path) {
    let is_part =
        manifest_of(folder).is_some_and(|manifest| manifest::part_of(manifest).0.is_some());
    let _ = fs::remove_file(folder.join(LOCK));
    if !is_part {
        let _ = fs::remove_file(folder.join(JOURNAL));
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.lock.is_some() && !self.is_kept {
            // Nothing is lost if this fails: the next run on this place clears it.
            let _ = fs::remove_dir_all(&self.scratch);
        }
    }
}

/// Removes what an interrupted run left, but some files.
fn clear(scratch: &Path, kept: &[&str]) -> std::io::Result<()> {
    for entry in fs::read_dir(scratch)? {
        let entry = entry?;
        if kept.iter().any(|name| entry.file_name() == **name) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_to_lie_in_the_place_during_the_run_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("result");
        let unfinished = Unfinished::create(&out, true).unwrap();
        fs::write(unfinished.path().join("metrics.csv"), "new").unwrap();
        fs::create_dir(&out).unwrap();
        fs::write(out.join("thesis.txt"), "years of work").unwrap();
        let scratch = unfinished.path().to_owned();
        let refused = unfinished.finish().unwrap_err().to_string();
        assert!(refused.contains("lies in"), "{refused}");
        assert_eq!(
            fs::read_to_string(out.join("thesis.txt")).unwrap(),
            "years of work"
        );
        assert_eq!(
            fs::read_to_string(scratch.join("metrics.csv")).unwrap(),
            "new"
        );
    }

    #[test]
    fn a_place_that_is_being_written_is_refused_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("result");
        let first = Unfinished::create(&out, false).unwrap();
        assert!(matches!(
            Unfinished::create(&out, false),
            Err(Refusal::Busy(_))
        ));
        drop(first);
        assert!(Unfinished::create(&out, false).is_ok());
    }
}
