//! A job: a sequence of runs, each appended to a journal, and tables written from journals.
//!
//! A job does not hold its results in memory, and whatever way its runs were done (on however many
//! threads, in one go or continued, by one process or in parts) the tables are written from the same
//! records in the same order, so they are the same to the byte.

use std::ops::ControlFlow;
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
use super::{Failure, Refusal, turnstile};

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
    let mut course = Course::begin(orders, &manifest)?;
    let attached = job.attach(course.folder.path())?;

    let width = job.width();
    let of_job = width * job.replications() as usize;
    let count = orders.shard.map_or(of_job, |shard| shard.runs(of_job));
    let mut watch = Watch::new(rules, width, job.replications());
    if watch.is_idle() {
        course.pass_over(count);
    }
    let before = course.done;
    progress(before as u64, count as u64);
    let mut done = before;
    let work = |at: usize| {
        let own = before + at;
        let run = orders.shard.map_or(own, |shard| shard.run(own));
        job.run(run % width, u32::try_from(run / width).unwrap_or(u32::MAX))
    };
    let is_through = course.go(count - before, work, |_, record| {
        watch.take(&record);
        done += 1;
        progress(done as u64, count as u64);
        Ok(if watch.is_met() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    if !is_through {
        return Ok(Ended::Stopped { done, of: count });
    }
    let (folder, journal) = course.end();

    if let Some(shard) = orders.shard {
        let mut files = vec![record_of(folder.path(), JOURNAL)?];
        files.extend(attached);
        files.extend(job.inputs().write(folder.path(), &mut manifest)?);
        manifest::write(folder.path(), manifest, files)?;
        return Ok(Ended::Part(folder, shard));
    }
    manifest::stopped(&mut manifest, &watch);
    let runs = Runs::new(vec![journal], done);
    let at = folder.path();
    turnstile::pool(orders.threads)?
        .install(|| write_tables(at, at, manifest, &job.inputs(), &runs))?;
    Ok(Ended::Whole(folder))
}

/// The place of a result, if a job is to be resumed whose result is there. A result of another job
/// is in the way unless it may be replaced.
pub(super) fn whole_before(
    orders: &Orders<'_>,
    manifest: &Manifest,
) -> Result<Option<PathBuf>, Failure> {
    let out = &orders.out;
    let Some(there) = folder::manifest_of(out).filter(|_| orders.resume) else {
        return Ok(None);
    };
    let differences = manifest::differences(&manifest::identity(there), manifest);
    if differences.is_empty() {
        folder::remove_traces(out);
        return Ok(Some(out.clone()));
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
    done: usize,
}

impl<'a> Course<'a> {
    /// Begins a job, or goes on with it where it was interrupted.
    pub(super) fn begin(orders: &'a Orders<'a>, manifest: &Manifest) -> Result<Self, Failure> {
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
        folder.keep(journal.len() > 0);
        Ok(Self {
            orders,
            folder,
            journal,
            done: 0,
        })
    }

    /// Passes over runs that are in the journal, up to so many, without reading them.
    fn pass_over(&mut self, most: usize) {
        self.done = self.journal.len().min(most);
    }

    /// Goes on with the next so many runs: those in the journal are read back, the others are done
    /// and appended. `sink` takes each record in order; it may break off.
    ///
    /// Says whether this stretch is through; it is not if the job was stopped before its end.
    pub(super) fn go(
        &mut self,
        count: usize,
        work: impl Fn(usize) -> Result<Vec<u8>, Failure> + Sync,
        mut sink: impl FnMut(usize, Vec<u8>) -> Result<ControlFlow<()>, Failure> + Send,
    ) -> Result<bool, Failure> {
        let mut at = 0;
        while at < count && self.done < self.journal.len() {
            let record = self.journal.read(self.done);
            let record =
                record.map_err(|error| Failure::Files(self.journal.path().to_owned(), error))?;
            self.done += 1;
            at += 1;
            if sink(at - 1, record)?.is_break() {
                return Ok(true);
            }
        }
        let (first, mut is_over) = (at, false);
        let (journal, folder) = (&mut self.journal, &mut self.folder);
        turnstile::in_order(
            self.orders.threads,
            count - first,
            self.orders.stop,
            |own| work(first + own),
            |own, record| {
                journal
                    .append(&record)
                    .map_err(|error| Failure::Files(journal.path().to_owned(), error))?;
                folder.keep(true);
                at += 1;
                let flow = sink(first + own, record)?;
                is_over = flow.is_break();
                Ok(flow)
            },
        )?;
        self.done = self.journal.len();
        Ok(is_over || at == count)
    }

    /// The folder and the journal, all runs being done.
    pub(super) fn end(self) -> (Unfinished, Journal) {
        (self.folder, self.journal)
    }
}

/// The length and hash of a file that is there.
fn record_of(folder: &Path, name: &str) -> Result<FileRecord, Failure> {
    hashed::record(folder, name).map_err(|error| Failure::Files(folder.join(name), error))
}
