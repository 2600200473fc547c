//! Runs that end in a panic: the others are kept, and a job that is gone on with ends as one that
//! never failed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;
use crate::batch::attribution::Attribution;
use crate::batch::comparison::Comparison;
use crate::batch::manifest::MANIFEST;
use crate::batch::sweep::{Points, Sweep};
use crate::batch::{Batch, guarded, merge};
use crate::scenario::experiment::{Experiment, ShortForm};
use crate::scenario::{Overrides, Scenario};

/// A job some of whose runs panic.
struct Faulty<'a, J> {
    job: &'a J,
    scenario: &'a Scenario,
    /// The runs that panic: place and replication.
    faults: &'a [(usize, u32)],
    tried: AtomicUsize,
}

impl<J: Job> Job for Faulty<'_, J> {
    fn manifest(&self) -> Result<Manifest, Failure> {
        self.job.manifest()
    }

    fn inputs(&self) -> Inputs {
        self.job.inputs()
    }

    fn width(&self) -> usize {
        self.job.width()
    }

    fn replications(&self) -> u32 {
        self.job.replications()
    }

    fn rules(&self) -> Result<Vec<Rule>, Failure> {
        self.job.rules()
    }

    fn attach(&self, folder: &Path) -> Result<Vec<FileRecord>, Failure> {
        self.job.attach(folder)
    }

    fn run(&self, which: usize, replication: u32) -> Result<Vec<u8>, Failure> {
        self.tried.fetch_add(1, Ordering::Relaxed);
        if self.faults.contains(&(which, replication)) {
            guarded(self.scenario, replication, || -> Result<(), _> {
                panic!("a parcel of no district")
            })?;
        }
        self.job.run(which, replication)
    }
}

/// Does a job with some faults; returns how it ended and how many runs were tried.
fn done(
    job: &impl Job,
    scenario: &Scenario,
    faults: &[(usize, u32)],
    orders: &Orders<'_>,
) -> (Result<Ended, Failure>, usize) {
    let disturbed = Faulty {
        job,
        scenario,
        faults,
        tried: AtomicUsize::new(0),
    };
    let ended = execute(&disturbed, orders, &mut |_, _| {});
    (ended, disturbed.tried.into_inner())
}

/// A few months of the small city.
fn short(name: &str, replications: u32, on: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name).with_extension("toml");
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/small_city.toml");
    let text = format!(
        "format = 1\nextends = '{}'\n[run]\nreplications = {replications}\nburn_in_weeks = 4\n\
         horizon_weeks = 26\n{on}",
        base.display()
    );
    std::fs::write(&path, text).unwrap();
    Scenario::load(&path, Overrides::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn pair(replications: u32) -> Batch {
    let on = "[measures]\nfirst_negotiation.on = true\nindustrial_land_supply.on = true\n";
    Batch {
        name: "pair".to_owned(),
        scenarios: vec![
            short("base", replications, ""),
            short("variant", replications, on),
        ],
        check_invariants: false,
        precision: Vec::new(),
    }
}

fn experiment(base: &Scenario) -> Experiment {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("varied.toml");
    std::fs::write(&path, base.sources[0].text.text.as_bytes()).unwrap();
    let short = ShortForm {
        vary: vec!["leads.city_share=0.1..0.5:3".to_owned()],
        metrics: vec!["leads.found".to_owned()],
        ..ShortForm::default()
    };
    let experiment = Experiment::from_scenario(&path, &short, Overrides::default());
    experiment.unwrap_or_else(|problems| panic!("{problems}"))
}

fn orders(out: &Path, resume: bool) -> Orders<'static> {
    static GO_ON: AtomicBool = AtomicBool::new(false);
    Orders {
        out: out.to_owned(),
        threads: 2,
        overwrite: false,
        resume,
        shard: None,
        stop: &GO_ON,
    }
}

/// Moves what a job has made into its place.
fn finished(ended: Result<Ended, Failure>) -> PathBuf {
    match ended.unwrap() {
        Ended::Whole(folder) | Ended::Part(folder, _) => folder.finish().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// The files of a result.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let name = path.strip_prefix(folder).unwrap().to_owned();
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
    found
}

/// Two runs fail, then one of them again, then none: the bytes are those of a job that never failed.
fn mends(job: &impl Job, scenario: &Scenario) {
    let folder = tempfile::tempdir().unwrap();
    let (plain, out) = (folder.path().join("plain"), folder.path().join("out"));
    finished(done(job, scenario, &[], &orders(&plain, false)).0);
    let all = job.width() * job.replications() as usize;

    let (ended, tried) = done(job, scenario, &[(1, 0), (0, 2)], &orders(&out, false));
    assert_eq!(tried, all, "the others go on");
    let failure = ended.unwrap_err();
    assert!(!failure.is_of_the_user());
    let said = failure.to_string();
    for part in [
        "no tables are written",
        "replication 0 of ",
        "replication 2 of ",
        "(seed 7) ended in a panic: a parcel of no district (",
        "src/batch/job/tests.rs:",
        &format!("{} of {all} runs are done and saved", all - 2),
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!out.exists());
    let (refused, tried) = done(job, scenario, &[], &orders(&out, false));
    let refused = refused.unwrap_err().to_string();
    let expected = format!("has {} runs done", all - 2);
    assert!(tried == 0 && refused.contains(&expected), "{refused}");

    let (ended, tried) = done(job, scenario, &[(1, 0)], &orders(&out, true));
    assert_eq!(tried, 2, "only what failed is tried again");
    let said = ended.unwrap_err().to_string();
    assert!(
        said.contains(&format!("{} of {all} runs", all - 1)) && !said.contains("replication 2")
    );

    let (ended, tried) = done(job, scenario, &[], &orders(&out, true));
    assert_eq!(tried, 1);
    assert_eq!(files(&finished(ended)), files(&plain));
}

#[test]
fn a_comparison_whose_runs_panic_keeps_the_others_and_ends_as_one_that_never_failed() {
    let pair = pair(4);
    mends(&Comparison(&pair), &pair.scenarios[0]);
}

#[test]
fn an_attribution_whose_runs_panic_keeps_the_others_and_ends_as_one_that_never_failed() {
    let pair = pair(4);
    let attribution = Attribution::new(&pair).unwrap();
    mends(&attribution, &pair.scenarios[0]);
}

#[test]
fn a_sweep_whose_runs_panic_keeps_the_others_and_ends_as_one_that_never_failed() {
    let base = short("varied", 4, "");
    let experiment = experiment(&base);
    let sweep = Sweep {
        experiment: &experiment,
        check_invariants: false,
        precision: Vec::new(),
        parquet: false,
    };
    mends(&Points::new(&sweep), &base);
}

/// A hole counts as a figure that is undefined, so a precision may be met later. Once it is filled the
/// job ends where it would have ended, and what was done beyond is left out.
#[test]
fn a_precision_is_met_where_it_would_have_been_without_the_panic() {
    let mut pair = pair(40);
    pair.precision = vec!["leads.found=60%".parse().unwrap()];
    let (job, scenario) = (Comparison(&pair), &pair.scenarios[0]);
    let folder = tempfile::tempdir().unwrap();
    let (plain, out) = (folder.path().join("plain"), folder.path().join("out"));
    let (ended, few) = done(&job, scenario, &[], &orders(&plain, false));
    finished(ended);
    assert!(few < 80);
    // The second never goes away, but lies behind the end.
    let faults = [(0, 3), (1, 10)];
    let (ended, _) = done(&job, scenario, &faults, &orders(&out, false));
    let said = ended.unwrap_err().to_string();
    assert!(said.contains("replication 3 of base"), "{said}");
    let (ended, _) = done(&job, scenario, &faults[1..], &orders(&out, true));
    assert_eq!(files(&finished(ended)), files(&plain));
}

#[test]
fn a_part_with_a_hole_is_named_by_a_merge_and_mends() {
    let pair = pair(4);
    let (job, scenario) = (Comparison(&pair), &pair.scenarios[0]);
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let part = |name: &str, number, resume| Orders {
        shard: Some(Shard { number, of: 2 }),
        ..orders(&place(name), resume)
    };
    for (name, number) in [("one", 1), ("plain", 2)] {
        finished(done(&job, scenario, &[], &part(name, number, false)).0);
    }
    let (ended, _) = done(&job, scenario, &[(1, 2)], &part("two", 2, false));
    assert!(ended.is_err());
    let parts = [place("one"), place("two")];
    let refused = merge(&parts, &place("merged"), false)
        .unwrap_err()
        .to_string();
    for part in ["two is not finished", "replication 2 of base", "--resume"] {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    // A journal with a hole in the place of a whole one.
    let scratch = Unfinished::place_of_work(&place("two"));
    std::fs::create_dir(place("copied")).unwrap();
    for name in [MANIFEST, JOURNAL] {
        std::fs::copy(place("plain").join(name), place("copied").join(name)).unwrap();
    }
    std::fs::copy(scratch.join(JOURNAL), place("copied").join(JOURNAL)).unwrap();
    let copied = [place("one"), place("copied")];
    let refused = merge(&copied, &place("merged"), false).unwrap_err();
    assert!(refused.to_string().contains("copied, part 2/2, is damaged"));

    finished(done(&job, scenario, &[], &part("two", 2, true)).0);
    assert_eq!(files(&place("two")), files(&place("plain")));
    drop(merge(&parts, &place("merged"), false).unwrap());
}

/// What is interrupted while holes are filled goes on with the rest of them.
#[test]
fn a_job_can_be_stopped_while_it_tries_again() {
    let pair = pair(12);
    let (job, scenario) = (Comparison(&pair), &pair.scenarios[0]);
    let folder = tempfile::tempdir().unwrap();
    let (plain, out) = (folder.path().join("plain"), folder.path().join("out"));
    finished(done(&job, scenario, &[], &orders(&plain, false)).0);
    let faults: Vec<(usize, u32)> = (0..12).map(|replication| (1, replication)).collect();
    assert!(
        done(&job, scenario, &faults, &orders(&out, false))
            .0
            .is_err()
    );
    let stop = AtomicBool::new(false);
    let stopped = Orders {
        stop: &stop,
        threads: 1,
        ..orders(&out, true)
    };
    let ended = execute(&job, &stopped, &mut |done, _| {
        stop.store(done >= 15, Ordering::Relaxed);
    });
    let Ended::Stopped { done: kept, of: 24 } = ended.unwrap() else {
        panic!("it was not stopped");
    };
    assert!((15..24).contains(&kept));
    let (ended, tried) = done(&job, scenario, &[], &orders(&out, true));
    assert_eq!(tried, 24 - kept);
    assert_eq!(files(&finished(ended)), files(&plain));
}
