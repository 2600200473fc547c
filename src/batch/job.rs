//! A job: a sequence of runs, each appended to a journal, and tables written from journals.
//!
//! A job does not hold its results in memory, and whatever way its runs were done (on however many
//! threads, in one go or continued, by one process or in parts) the tables are written from the same
//! records in the same order, so they are the same to the byte.
//!
//! A run that ends in a panic stops no other. It leaves a hole in the journal, no tables are written,
//! and a job that is gone on with tries it again. A violated invariant stops the job at once: what it
//! says of one run it says of the model.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::fold::write_tables;
use super::folder::{self, Unfinished};
use super::hashed::{self, FileRecord};
use super::inputs::Inputs;
use super::journal::{JOURNAL, Journal, Runs};
use super::manifest::{self, Manifest};
use super::precision::{Rule, Watch};
use super::shard::Shard;
use super::{Failure, Panic, Refusal, turnstile};

#[cfg(test)]
mod tests;

/// How a job is carried out. Nothing of it shows in the result.
#[derive(Debug, Clone)]
pub struct Orders<'a> {
    /// The result folder.
    pub out: PathBuf,
    /// Threads; 0 for one per core.
    pub threads: usize,
    /// Whether an existing result may be replaced.
    pub overwrite: bool,
    /// Whether an interrupted job is gone on with.
    pub resume: bool,
    /// The part of the job that is done here; all of it if nothing is said.
    pub shard: Option<Shard>,
    /// Set to end early: runs under way are finished and kept.
    pub stop: &'a AtomicBool,
}

/// How a job ended.
#[derive(Debug)]
pub enum Ended {
    /// All is done; the result is not in its place yet.
    Whole(Unfinished),
    /// This part is done; it is not in its place yet.
    Part(Unfinished, Shard),
    /// The result was there already, whole, from the same job.
    Before(PathBuf),
    /// It was stopped; what is done is kept and can be gone on with.
    Stopped {
        /// Runs that are done.
        done: usize,
        /// Runs that there are.
        of: usize,
    },
}

/// What is run, in which order, and what identifies it.
pub(super) trait Job: Sync {
    /// What the result will say of itself but for its files.
    fn manifest(&self) -> Result<Manifest, Failure>;

    /// The files that it was made from.
    fn inputs(&self) -> Inputs;

    /// How many runs a replication has.
    fn width(&self) -> usize;

    /// How many replications there are at most.
    fn replications(&self) -> u32;

    /// What must be precise before the job may end with fewer replications.
    fn rules(&self) -> Result<Vec<Rule>, Failure> {
        Ok(Vec::new())
    }

    /// Writes what lies beside the journal from the beginning.
    fn attach(&self, _folder: &Path) -> Result<Vec<FileRecord>, Failure> {
        Ok(Vec::new())
    }

    /// Does one run of a replication; returns its record, which begins with its figures.
    fn run(&self, which: usize, replication: u32) -> Result<Vec<u8>, Failure>;
}

/// Carries out a job; `progress` hears how many runs of how many are done.
pub(super) fn execute(
    job: &impl Job,
    orders: &Orders<'_>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Ended, Failure> {
    let rules = job.rules()?;
    if orders.shard.is_some() && !rules.is_empty() {
        return Err(Failure::Asked(
            "how many replications a precision takes can only be told where all runs are done, not \
             in parts\nhelp: find the number with --precision first, or give --shard with a fixed \
             number of --replications"
                .to_owned(),
        ));
    }
    let mut manifest = job.manifest()?;
    if let Some(shard) = orders.shard {
        manifest = manifest::of_part(manifest, shard);
    }
    if let Some(place) = whole_before(orders, &manifest)? {
        return Ok(Ended::Before(place));
    }
    let width = job.width();
    let of_job = width * job.replications() as usize;
    let count = orders.shard.map_or(of_job, |shard| shard.runs(of_job));
    let mut course = Course::begin(orders, &manifest, count, progress)?;
    let attached = job.attach(course.folder.path());
    let attached = attached.map_err(|failure| course.kept(failure))?;

    let mut watch = Watch::new(rules, width, job.replications());
    if watch.is_idle() {
        course.pass_over(count);
    }
    let work = |own: usize| {
        let run = orders.shard.map_or(own, |shard| shard.run(own));
        job.run(run % width, u32::try_from(run / width).unwrap_or(u32::MAX))
    };
    let is_through = course.go(count, work, |_, record| {
        watch.take(record.as_deref());
        Ok(if watch.is_met() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    if !is_through {
        return Ok(course.stopped());
    }
    course
        .end(|folder, journal, done| {
            if orders.shard.is_some() {
                let journal = journal.straightened();
                drop(journal.map_err(|error| Failure::Files(folder.join(JOURNAL), error))?);
                let mut files = vec![record_of(folder, JOURNAL)?];
                files.extend(attached);
                files.extend(job.inputs().write(folder, &mut manifest)?);
                return manifest::write(folder, manifest, files);
            }
            manifest::stopped(&mut manifest, &watch);
            let runs = Runs::new(vec![journal], done);
            turnstile::pool(orders.threads)?
                .install(|| write_tables(folder, folder, manifest, &job.inputs(), &runs))
        })
        .map(|folder| match orders.shard {
            Some(shard) => Ended::Part(folder, shard),
            None => Ended::Whole(folder),
        })
}

/// The place of a result, if a job is to be resumed whose result is there. A result of another job,
/// or one that has changed, is in the way unless it may be replaced.
pub(super) fn whole_before(
    orders: &Orders<'_>,
    manifest: &Manifest,
) -> Result<Option<PathBuf>, Failure> {
    let out = &orders.out;
    let Some(there) = folder::manifest_of(out).filter(|_| orders.resume) else {
        return Ok(None);
    };
    let differences = manifest::differences(&manifest::identity(there.clone()), manifest);
    if differences.is_empty() {
        let changed = folder::changed(out, &there);
        if changed.is_none() {
            folder::remove_traces(out);
            return Ok(Some(out.clone()));
        }
        if let Some(file) = changed.filter(|_| !orders.overwrite) {
            return Err(Failure::Refused(Refusal::Changed(file)));
        }
    }
    if orders.overwrite {
        return Ok(None);
    }
    Err(Failure::Refused(Refusal::Other(out.clone(), differences)))
}

/// A job under way: its folder, its journal and how far it has come.
pub(super) struct Course<'a> {
    orders: &'a Orders<'a>,
    folder: Unfinished,
    journal: Journal,
    /// The next run in order.
    at: usize,
    /// Runs before this one are not read back.
    passed_over: usize,
    /// All runs of the job.
    of: usize,
    /// The runs that ended in a panic here.
    panics: BTreeMap<usize, Panic>,
    progress: &'a mut (dyn FnMut(u64, u64) + Send),
}

impl<'a> Course<'a> {
    /// Begins a job of so many runs, or goes on with it where it was interrupted.
    pub(super) fn begin(
        orders: &'a Orders<'a>,
        manifest: &Manifest,
        of: usize,
        progress: &'a mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<Self, Failure> {
        let refused = Failure::Refused;
        let (mut folder, found) = if orders.resume {
            Unfinished::resume(&orders.out, orders.overwrite, manifest).map_err(refused)?
        } else {
            let folder = Unfinished::create(&orders.out, orders.overwrite).map_err(refused)?;
            (folder, None)
        };
        let journal = match found {
            Some(journal) => journal,
            None => Journal::begin(folder.path(), &manifest::text(manifest)?)
                .map_err(|error| Failure::Files(folder.path().to_owned(), error))?,
        };
        folder.keep(journal.done() > 0);
        progress(journal.done() as u64, of as u64);
        Ok(Self {
            orders,
            folder,
            journal,
            at: 0,
            passed_over: 0,
            of,
            panics: BTreeMap::new(),
            progress,
        })
    }

    /// Passes over runs that are in the journal, up to so many, without reading them.
    fn pass_over(&mut self, most: usize) {
        self.passed_over = self.journal.len().min(most);
    }

    /// Goes on with the next so many runs: holes are tried again, those in the journal are read back,
    /// the others are done and appended. `sink` takes each record in order, nothing for a hole; it may
    /// break off.
    ///
    /// Says whether this stretch is through; it is not if the job was stopped before its end.
    pub(super) fn go(
        &mut self,
        count: usize,
        work: impl Fn(usize) -> Result<Vec<u8>, Failure> + Sync,
        sink: impl FnMut(usize, Option<Vec<u8>>) -> Result<ControlFlow<()>, Failure> + Send,
    ) -> Result<bool, Failure> {
        self.stretch(count, work, sink)
            .map_err(|failure| self.kept(failure))
    }

    fn stretch(
        &mut self,
        count: usize,
        work: impl Fn(usize) -> Result<Vec<u8>, Failure> + Sync,
        mut sink: impl FnMut(usize, Option<Vec<u8>>) -> Result<ControlFlow<()>, Failure> + Send,
    ) -> Result<bool, Failure> {
        let (first, last) = (self.at, self.at + count);
        let left = |run: usize| match work(run - first) {
            Ok(record) => Ok(Ok(record)),
            Err(Failure::Panicked(panic)) => Ok(Err(panic)),
            Err(failure) => Err(failure),
        };
        if !self.fill(first..last, &left)? {
            return Ok(false);
        }
        let mut is_over = false;
        while !is_over && self.at < last.min(self.journal.len()) {
            let run = self.at;
            self.at += 1;
            if run < self.passed_over {
                continue;
            }
            let is_hole = self.journal.holes().contains(&run);
            let record = (!is_hole).then(|| self.journal.read(run)).transpose();
            let record = record.map_err(|error| self.unread(error))?;
            is_over = sink(run - first, record)?.is_break();
        }
        if !is_over && self.at < last {
            let begun = self.at;
            let Self {
                orders,
                folder,
                journal,
                at,
                of,
                panics,
                progress,
                ..
            } = self;
            turnstile::in_order(
                orders.threads,
                last - begun,
                orders.stop,
                |own| left(begun + own),
                |_, left| {
                    let run = *at;
                    let appended = match &left {
                        Ok(record) => journal.append(record),
                        Err(panic) => journal.append_hole(&panic.to_string()),
                    };
                    appended.map_err(|error| Failure::Files(journal.path().to_owned(), error))?;
                    folder.keep(journal.done() > 0);
                    progress(journal.done() as u64, *of as u64);
                    *at += 1;
                    let record = left.map_err(|panic| panics.insert(run, panic)).ok();
                    let flow = sink(run - first, record)?;
                    is_over = flow.is_break();
                    Ok(flow)
                },
            )?;
        }
        let is_through = is_over || self.at == last;
        // Holes behind the end that a precision has found are in nobody's way.
        let failed: Vec<Panic> = (self.journal.holes().range(..self.at))
            .filter_map(|run| self.panics.get(run).cloned())
            .collect();
        if is_through && !failed.is_empty() {
            return Err(Failure::Holes(failed));
        }
        Ok(is_through)
    }

    /// Tries again what ended in a panic before; says whether all of it was tried.
    fn fill(
        &mut self,
        runs: Range<usize>,
        left: &(impl Fn(usize) -> Result<Result<Vec<u8>, Panic>, Failure> + Sync),
    ) -> Result<bool, Failure> {
        let holes: Vec<usize> = self.journal.holes().range(runs).copied().collect();
        let mut tried = 0;
        let (journal, folder) = (&mut self.journal, &mut self.folder);
        let (panics, progress, of) = (&mut self.panics, &mut self.progress, self.of as u64);
        if !holes.is_empty() {
            turnstile::in_order(
                self.orders.threads,
                holes.len(),
                self.orders.stop,
                |at| left(holes[at]),
                |at, left| {
                    tried += 1;
                    match left {
                        Ok(record) => {
                            journal.fill(holes[at], &record).map_err(|error| {
                                Failure::Files(journal.path().to_owned(), error)
                            })?;
                            folder.keep(true);
                            progress(journal.done() as u64, of);
                        }
                        Err(panic) => drop(panics.insert(holes[at], panic)),
                    }
                    Ok(ControlFlow::Continue(()))
                },
            )?;
        }
        Ok(tried == holes.len())
    }

    fn unread(&self, error: std::io::Error) -> Failure {
        Failure::Files(self.journal.path().to_owned(), error)
    }

    /// A failure that says what is kept, if something is.
    pub(super) fn kept(&self, failure: Failure) -> Failure {
        kept(&self.folder, self.journal.done(), self.of, failure)
    }

    /// How a job ended that was stopped.
    pub(super) fn stopped(&self) -> Ended {
        Ended::Stopped {
            done: self.journal.done(),
            of: self.of,
        }
    }

    /// Ends a job all of whose runs are done: `write` makes its result in the folder, of so many runs
    /// of the journal.
    pub(super) fn end(
        self,
        write: impl FnOnce(&Path, Journal, usize) -> Result<(), Failure>,
    ) -> Result<Unfinished, Failure> {
        let done = self.journal.done();
        match write(self.folder.path(), self.journal, self.at) {
            Ok(()) => Ok(self.folder),
            Err(failure) => Err(kept(&self.folder, done, self.of, failure)),
        }
    }
}

/// A failure of a job that says how many runs are kept, if its journal is.
fn kept(folder: &Unfinished, done: usize, of: usize, failure: Failure) -> Failure {
    if done == 0 || !folder.keeps_runs() {
        return failure;
    }
    Failure::Kept {
        why: Box::new(failure),
        done,
        of,
    }
}

/// The length and hash of a file that is there.
fn record_of(folder: &Path, name: &str) -> Result<FileRecord, Failure> {
    hashed::record(folder, name).map_err(|error| Failure::Files(folder.join(name), error))
}
