//! Jobs that are interrupted, gone on with, done in parts or ended by a precision: the bytes are
//! those of a job done in one go.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use landfall::batch::attribution::attribute;
use landfall::batch::sweep::{self, Sweep};
use landfall::batch::{self, Batch, Ended, Failure, Orders, Precision, Shard};
use landfall::scenario::experiment::{Experiment, ShortForm};
use landfall::scenario::{Overrides, Scenario};
use support::{assert_same, files, orders, whole};

const JOURNAL: &str = "runs.journal";

type Progress<'a> = &'a mut (dyn FnMut(u64, u64) + Send);
type Work = fn(&Orders<'_>, Progress<'_>) -> Result<Ended, Failure>;

/// One job of each kind, on short runs of the small city.
const KINDS: [(&str, Work); 4] = [
    ("comparison", comparison),
    ("attribution", attribution),
    ("sweep", swept),
    ("sweep to a precision", swept_to_precision),
];

fn comparison(orders: &Orders<'_>, progress: Progress<'_>) -> Result<Ended, Failure> {
    batch::run(&pair(9), orders, progress)
}

fn attribution(orders: &Orders<'_>, progress: Progress<'_>) -> Result<Ended, Failure> {
    attribute(&pair(5), orders, progress)
}

fn swept(orders: &Orders<'_>, progress: Progress<'_>) -> Result<Ended, Failure> {
    sweep_of(3, &[], orders, progress)
}

fn swept_to_precision(orders: &Orders<'_>, progress: Progress<'_>) -> Result<Ended, Failure> {
    let precision = ["leads.found=9%".parse().unwrap()];
    sweep_of(40, &precision, orders, progress)
}

const SHORT: &str = "burn_in_weeks = 10\nhorizon_weeks = 52\n";

fn pair(replications: u32) -> Batch {
    let short = |name: &str, on: &str| -> Scenario {
        let folder = tempfile::tempdir().unwrap();
        let changes = format!("[run]\nreplications = {replications}\n{SHORT}{on}");
        let path = support::write_variant(folder.path(), name, "small_city", &changes);
        Scenario::load(&path, Overrides::default()).unwrap()
    };
    let on = "[measures]\nfirst_negotiation.on = true\nindustrial_land_supply.on = true\n";
    support::batch("pair", vec![short("base", ""), short("variant", on)])
}

/// A sweep of two levers and an uncertainty, against a baseline.
fn sweep_of(
    replications: u32,
    precision: &[Precision],
    orders: &Orders<'_>,
    progress: Progress<'_>,
) -> Result<Ended, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        support::write_variant(
            folder.path(),
            name,
            "small_city",
            &format!("[run]\n{SHORT}"),
        )
    };
    let (path, baseline) = (write("varied"), write("baseline"));
    let short = ShortForm {
        vary: [
            "measures.first_negotiation.on=true,false",
            "measures.first_negotiation.window_weeks=4,13",
            "leads.city_share=0.1..0.5:2",
        ]
        .map(str::to_owned)
        .to_vec(),
        baseline: Some(baseline),
        metrics: ["leads.found", "placement.landed@SE"]
            .map(str::to_owned)
            .to_vec(),
        ..ShortForm::default()
    };
    let overrides = Overrides {
        replications: Some(replications),
        ..Overrides::default()
    };
    let experiment = Experiment::from_scenario(&path, &short, overrides);
    let experiment = experiment.unwrap_or_else(|problems| panic!("{problems}"));
    let sweep = Sweep {
        experiment: &experiment,
        check_invariants: false,
        precision: precision.to_vec(),
        parquet: false,
    };
    sweep::sweep(&sweep, orders, progress)
}

/// The files of a job done in one go.
fn in_one_go(
    work: impl Fn(&Orders<'_>, Progress<'_>) -> Result<Ended, Failure>,
) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    whole(work(&orders(&out, 2), &mut |_, _| {}));
    files(&out)
}

/// Does a job until so many runs are done; returns how many were.
fn interrupted(
    work: impl Fn(&Orders<'_>, Progress<'_>) -> Result<Ended, Failure>,
    orders: &Orders<'_>,
    after: u64,
) -> usize {
    let stop = AtomicBool::new(false);
    let orders = Orders {
        stop: &stop,
        ..orders.clone()
    };
    let ended = work(&orders, &mut |done, _| {
        if done >= after {
            stop.store(true, Ordering::Relaxed);
        }
    });
    match ended.unwrap() {
        Ended::Stopped { done, .. } => done,
        other => panic!("{other:?}"),
    }
}

fn resumed(out: &Path, threads: usize) -> Orders<'static> {
    Orders {
        resume: true,
        ..orders(out, threads)
    }
}

fn journal(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap().to_str().unwrap();
    out.with_file_name(format!(".{name}.unfinished"))
        .join(JOURNAL)
}

#[test]
fn an_interrupted_job_ends_as_one_done_in_one_go() {
    for (name, work) in KINDS {
        let expected = in_one_go(work);
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("result");
        let first = interrupted(work, &orders(&out, 2), 3);
        assert!(first >= 3, "{name}");
        assert!(!out.exists());
        // Again and again, with other numbers of threads.
        let second = interrupted(work, &resumed(&out, 1), first as u64 + 2);
        assert!(second > first, "{name}");
        let mut heard = Vec::new();
        whole(work(&resumed(&out, 3), &mut |done, _| heard.push(done)));
        assert_eq!(heard[0], second as u64, "{name}: nothing is done twice");
        assert_same(&files(&out), &expected, name);
    }
}

/// Wherever a fault cuts the journal, whole records count and the rest is done again.
#[test]
fn a_journal_that_is_cut_short_costs_only_the_run_that_was_cut() {
    for (name, work) in KINDS {
        let expected = in_one_go(work);
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("result");
        interrupted(work, &orders(&out, 1), 6);
        let bytes = std::fs::read(journal(&out)).unwrap();
        let begins = 8 + 24 + u64::from_le_bytes(bytes[8..16].try_into().unwrap());
        let begins = usize::try_from(begins).unwrap();
        for part in [0, 1, 3, 6, 8, 10] {
            // The last cut takes one byte.
            let records = bytes.len() - begins;
            let length = begins + (records * part / 10).min(records - 1);
            std::fs::create_dir_all(journal(&out).parent().unwrap()).unwrap();
            std::fs::write(journal(&out), &bytes[..length]).unwrap();
            whole(work(&resumed(&out, 2), &mut |_, _| {}));
            assert_same(&files(&out), &expected, &format!("{name} cut at {length}"));
            std::fs::remove_dir_all(&out).unwrap();
        }
    }
}

#[test]
fn a_changed_job_is_not_gone_on_with_and_nothing_is_lost() {
    let work = comparison;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    interrupted(work, &orders(&out, 1), 4);
    let before = std::fs::read(journal(&out)).unwrap();
    let refusal = |change: fn(&mut Scenario), orders: Orders<'_>| {
        let mut batch = pair(9);
        batch.scenarios.iter_mut().for_each(change);
        batch::run(&batch, &orders, &mut |_, _| {})
            .unwrap_err()
            .to_string()
    };
    let seed = refusal(|s| s.run.seed = 99, resumed(&out, 1));
    assert!(seed.contains("seed: 7 there, 99 here"), "{seed}");
    let value = refusal(
        |s| {
            let value = landfall::kernel::parameter::Value::Number(41.5);
            s.timetable.set("leads", "found_per_year", value);
        },
        resumed(&out, 1),
    );
    let expected = "scenarios.base.parameters.leads.found_per_year.value: 40.0 there, 41.5 here";
    assert!(value.contains(expected), "{value}");
    let without = refusal(|_| {}, orders(&out, 1));
    assert!(
        without.contains("has 4 runs done") && without.contains("--resume"),
        "{without}"
    );
    assert_eq!(std::fs::read(journal(&out)).unwrap(), before);

    // Once whole, the result of the same job is left as it is, that of another is refused.
    whole(work(&resumed(&out, 1), &mut |_, _| {}));
    let again = work(&resumed(&out, 1), &mut |_, _| panic!("nothing is run"));
    assert!(matches!(again.unwrap(), Ended::Before(place) if place == out));
    let other = refusal(|s| s.run.seed = 99, resumed(&out, 1));
    assert!(other.contains("seed: 7 there, 99 here"), "{other}");
}

/// An older result of another job may lie in the place: it is replaced at the end, or put back.
#[test]
fn a_job_that_replaces_another_can_be_interrupted_and_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    let older = pair(2);
    whole(batch::run(&older, &orders(&out, 2), &mut |_, _| {}));
    let before = files(&out);
    let replacing = |resume| Orders {
        overwrite: true,
        resume,
        ..orders(&out, 2)
    };
    interrupted(comparison, &replacing(false), 4);
    assert_same(&files(&out), &before, "the older result stays until then");
    let refused = comparison(&resumed(&out, 2), &mut |_, _| {}).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("replications: 2 there, 9 here")
    );
    // As if it had been killed in the moment in which the older result was moved away.
    std::fs::rename(&out, folder.path().join(".result.replaced")).unwrap();
    let mut heard = Vec::new();
    whole(comparison(&replacing(true), &mut |done, _| {
        heard.push(done);
    }));
    assert!(heard[0] >= 4, "nothing is done twice");
    assert_same(&files(&out), &in_one_go(comparison), "replaced");
    assert!(!folder.path().join(".result.replaced").exists());
}

/// A journal that is there and cannot be read is nobody's to throw away.
#[test]
fn a_journal_whose_beginning_is_damaged_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    interrupted(comparison, &orders(&out, 1), 4);
    let mut bytes = std::fs::read(journal(&out)).unwrap();
    bytes[40] ^= 4;
    std::fs::write(journal(&out), &bytes).unwrap();
    for orders in [orders(&out, 1), resumed(&out, 1)] {
        let refused = comparison(&orders, &mut |_, _| {}).unwrap_err().to_string();
        assert!(
            refused.contains("cannot be read: it is damaged"),
            "{refused}"
        );
        assert_eq!(std::fs::read(journal(&out)).unwrap(), bytes);
    }
    let anew = Orders {
        overwrite: true,
        ..orders(&out, 2)
    };
    whole(comparison(&anew, &mut |_, _| {}));
    assert_same(&files(&out), &in_one_go(comparison), "begun again");
}

fn place_of_part(place: &Path, shard: Shard) -> PathBuf {
    place.join(format!("part {shard}").replace('/', " of "))
}

/// Does a shard into a folder of its own, or goes on with it.
fn part(
    work: impl Fn(&Orders<'_>, Progress<'_>) -> Result<Ended, Failure>,
    place: &Path,
    shard: Shard,
) -> PathBuf {
    let out = place_of_part(place, shard);
    // Parts may be done on as many threads as there happen to be.
    let threads = [1, 2, 8][shard.number as usize % 3];
    let orders = Orders {
        shard: Some(shard),
        ..resumed(&out, threads)
    };
    match work(&orders, &mut |_, _| {}).unwrap() {
        Ended::Part(folder, done) => {
            assert_eq!(done, shard);
            folder.finish().unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn parts_put_together_are_the_whole_to_the_byte() {
    for (name, work) in KINDS {
        let expected = in_one_go(work);
        // How many replications a precision takes cannot be told in parts.
        if name == "sweep to a precision" {
            continue;
        }
        for of in [1, 4, 16] {
            let folder = tempfile::tempdir().unwrap();
            if of == 4 {
                // One of them was interrupted, and is gone on with.
                let shard = Shard { number: 2, of };
                let begun = Orders {
                    shard: Some(shard),
                    ..orders(&place_of_part(folder.path(), shard), 1)
                };
                assert!(interrupted(work, &begun, 2) >= 2);
            }
            let mut parts: Vec<PathBuf> = (1..=of)
                .map(|number| part(work, folder.path(), Shard { number, of }))
                .collect();
            parts.reverse();
            let out = folder.path().join("merged");
            batch::merge(&parts, &out, false).unwrap().finish().unwrap();
            assert_same(&files(&out), &expected, &format!("{name} in {of} parts"));
        }
    }
}

/// The bytes of the last record of a journal: each has its length in front, after 8 bytes of mark.
fn last_record(journal: &[u8]) -> usize {
    let (mut at, mut last) = (8, 0);
    while at < journal.len() {
        let length = u64::from_le_bytes(journal[at..at + 8].try_into().unwrap());
        last = 24 + usize::try_from(length).unwrap();
        at += last;
    }
    last
}

#[test]
fn parts_that_do_not_make_one_job_are_named() {
    let work = comparison;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let shard = |number| Shard { number, of: 3 };
    let parts: Vec<PathBuf> = [1, 2, 3]
        .map(|number| part(work, place, shard(number)))
        .to_vec();
    let out = place.join("merged");
    let refused = |parts: &[&PathBuf]| {
        let parts: Vec<PathBuf> = parts.iter().map(|path| (*path).clone()).collect();
        let said = batch::merge(&parts, &out, false).unwrap_err().to_string();
        assert!(!out.exists());
        said.replace(place.to_str().unwrap(), "…")
    };
    let [one, two, three] = parts.as_slice() else {
        panic!()
    };
    assert!(refused(&[one, three]).contains("missing parts: 2/3"));
    let twice = refused(&[one, two, two, three]);
    assert!(twice.contains("part 2/3 is there twice"), "{twice}");

    let mut other = pair(9);
    other.scenarios.iter_mut().for_each(|s| s.run.seed = 8);
    let other = |orders: &Orders<'_>, progress: Progress<'_>| batch::run(&other, orders, progress);
    let elsewhere = tempfile::tempdir().unwrap();
    let foreign = part(other, elsewhere.path(), shard(2));
    let said = refused(&[one, &foreign, three]);
    assert!(said.contains("is of another job than"), "{said}");
    assert!(said.contains("seed: 8 there, 7 here"), "{said}");

    let fifth = part(work, elsewhere.path(), Shard { number: 2, of: 5 });
    assert!(refused(&[one, &fifth, three]).contains("is part 2/5"));
    let whole_one = elsewhere.path().join("whole");
    whole(work(&orders(&whole_one, 2), &mut |_, _| {}));
    assert!(refused(&[one, &whole_one]).contains("is a whole result"));
    assert!(refused(&[one, &place.join("nowhere")]).contains("there is no …/nowhere"));

    // A part that was cut short or whose bits have flipped.
    let path = two.join(JOURNAL);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let said = refused(&[one, two, three]);
    assert!(said.contains("part 2/3, is damaged"), "{said}");
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    std::fs::write(&path, flipped).unwrap();
    assert!(refused(&[one, two, three]).contains("is damaged"));
    std::fs::write(&path, &bytes).unwrap();

    // The journal of another part, and one that ends early at the end of a record.
    std::fs::copy(one.join(JOURNAL), &path).unwrap();
    assert!(refused(&[one, two, three]).contains("is damaged"));
    std::fs::write(&path, &bytes[..bytes.len() - last_record(&bytes)]).unwrap();
    assert!(refused(&[one, two, three]).contains("is damaged"));
    std::fs::write(&path, &bytes).unwrap();

    // One that is still under way.
    let under_way = place.join("slow");
    let orders = Orders {
        shard: Some(shard(3)),
        ..orders(&under_way, 1)
    };
    interrupted(work, &orders, 2);
    assert!(refused(&[one, two, &under_way]).contains("slow is not finished"));
}

#[test]
fn a_precision_takes_as_many_replications_on_any_number_of_threads_and_when_resumed() {
    let precise = |width: &str, cap: u32| {
        let mut batch = pair(cap);
        batch
            .scenarios
            .iter_mut()
            .for_each(|s| s.run.replications = cap);
        batch.precision = vec![format!("conversion.lost={width}").parse().unwrap()];
        move |orders: &Orders<'_>, progress: Progress<'_>| batch::run(&batch, orders, progress)
    };
    let work = precise("15%", 60);
    let expected = in_one_go(&work);
    let manifest: serde_json::Value = serde_json::from_slice(&expected["manifest.json"]).unwrap();
    let replications = manifest["replications"].as_u64().unwrap();
    assert!((10..60).contains(&replications), "{replications}");
    assert_eq!(manifest["stopping"]["met"], true);
    assert_eq!(manifest["stopping"]["cap"], 60);
    for threads in [1, 5] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("result");
        whole(work(&orders(&out, threads), &mut |_, _| {}));
        assert_same(&files(&out), &expected, &format!("{threads} threads"));
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    interrupted(&work, &orders(&out, 2), 7);
    whole(work(&resumed(&out, 2), &mut |_, _| {}));
    assert_same(&files(&out), &expected, "resumed");
    let again = work(&resumed(&out, 2), &mut |_, _| {});
    assert!(matches!(again.unwrap(), Ended::Before(_)));

    // Out of reach: the cap ends it, and the result says so.
    let work = precise("0.001%", 12);
    let manifest = in_one_go(&work).remove("manifest.json").unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["replications"], 12);
    assert_eq!(manifest["stopping"]["met"], false);

    let shard = Shard { number: 1, of: 2 };
    let in_parts = Orders {
        shard: Some(shard),
        ..orders(&folder.path().join("part"), 1)
    };
    let refused = work(&in_parts, &mut |_, _| {}).unwrap_err().to_string();
    assert!(refused.contains("not in parts"), "{refused}");
}
