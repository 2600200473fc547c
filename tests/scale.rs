//! A city several times over: everything in proportion, and no copy meets another.

mod support;

use std::collections::BTreeSet;

use assert_cmd::Command;
use landfall::batch::{self, Orders};
use landfall::kernel::calendar::Calendar;
use landfall::kernel::ids::DistrictId;
use landfall::kernel::record::{Layout, Place, Scope};
use landfall::lifecycle::lead::Reach;
use landfall::lifecycle::negotiation::Negotiations;
use landfall::scenario::{Overrides, Scenario};
use landfall::simulation::Simulation;
use landfall::world::district::{DistrictSet, Districts};
use landfall::world::land_bank::LandBank;
use landfall::world::project::{Docket, Life, NegotiationRight, Project};
use support::{
    assert_same, batch, city, figure, files, orders, project, run, whole, write_variant,
};

fn scaled(name: &str, scale: Option<u16>) -> Scenario {
    load(
        &project("scenarios").join(name).with_extension("toml"),
        scale,
    )
}

fn load(path: &std::path::Path, scale: Option<u16>) -> Scenario {
    let overrides = Overrides {
        scale,
        replications: Some(2),
        ..Overrides::default()
    };
    Scenario::load(path, overrides).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn at_scale_one_every_file_is_that_of_no_scale_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let written = |name: &str, scale, threads| {
        let job = batch("same", vec![scaled("small_city_notice", scale)]);
        let out = folder.path().join(name);
        whole(batch::run(&job, &orders(&out, threads), &mut |_, _| {}));
        files(&out)
    };
    assert_same(
        &written("plain", None, 1),
        &written("one", Some(1), 1),
        "scale 1",
    );
    let (alone, together) = (written("alone", Some(3), 1), written("both", Some(3), 2));
    assert_same(&alone, &together, "1 and 2 threads");
}

#[test]
fn districts_land_and_names_are_there_once_for_each_copy() {
    let one = scaled("small_city", None);
    let three = scaled("small_city", Some(3));
    let each = one.city.districts.len();
    assert_eq!(three.city.districts.len(), 3 * each);
    assert_eq!(three.city.sectors, one.city.sectors);
    let codes: BTreeSet<&str> = three
        .city
        .districts
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    assert_eq!(codes.len(), 3 * each);
    let tiles: BTreeSet<_> = three.city.districts.iter().map(|d| d.tile).collect();
    assert_eq!(tiles.len(), 3 * each);
    assert_eq!(three.city.districts[..each], one.city.districts);
    let (first, third) = (
        &three.city.districts[1],
        &three.city.districts[2 * each + 1],
    );
    assert_eq!(third.code, format!("{}-3", first.code));

    let [one, three] = [one, three].map(|scenario| Simulation::new(&scenario, 0, true));
    let bank = |simulation: &Simulation| {
        let bank = simulation.world().resource::<LandBank>();
        let districts = simulation.world().resource::<Districts>();
        let offered: Vec<_> = districts.ids().map(|d| bank.open(d)).collect();
        (bank.total(), offered)
    };
    let ((land, open), (thrice, opens)) = (bank(&one), bank(&three));
    assert_eq!(land.square_metres() * 3, thrice.square_metres());
    assert_eq!(opens[..each], open);
    for copy in opens.chunks(each) {
        assert_eq!(copy, open);
    }
}

#[test]
fn leads_come_in_proportion_and_to_every_copy_alike() {
    const PER_YEAR: f64 = 40.0;
    const COPIES: u16 = 6;
    let folder = tempfile::tempdir().unwrap();
    // Effort stays where it is, so the mean is known.
    let fixed = "[leads]\neffort_adaptation = 0.0\n";
    let path = write_variant(folder.path(), "fixed", "small_city", fixed);
    let scenario = load(&path, Some(COPIES));
    let outcome = run(&scenario, 0);
    let weeks = f64::from(scenario.run.burn_in + scenario.run.horizon);
    let mut found = vec![0.0; usize::from(COPIES)];
    for row in &outcome.projects {
        if !row.project.id.is_expansion() {
            found[usize::from(row.project.copy)] += 1.0;
        }
    }
    let mean = PER_YEAR * weeks / 52.0;
    let within = |count: f64, mean: f64| (count - mean).abs() < 6.0 * mean.sqrt();
    let all: f64 = found.iter().sum();
    assert!(
        within(all, mean * f64::from(COPIES)),
        "{all}, mean of one {mean}"
    );
    assert!(
        found.iter().all(|&n| within(n, mean)),
        "{found:?}, mean {mean}"
    );
}

#[test]
fn no_project_has_to_do_with_another_copy_than_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let regime = |name: &str, regime: &str| {
        let text = format!("[allocation]\nregime = \"{regime}\"\n");
        load(
            &write_variant(folder.path(), name, "small_city", &text),
            Some(4),
        )
    };
    let scenarios = [
        scaled("small_city_notice", Some(4)),
        regime("assigned", "central_assignment"),
        regime("matched", "deferred_acceptance"),
    ];
    for scenario in scenarios {
        let mut simulation = Simulation::new(&scenario, 1, true);
        let end = simulation.world().resource::<Calendar>().end();
        let (mut landed, mut held) = (0, 0);
        for week in 0..end.0 {
            simulation
                .week()
                .unwrap_or_else(|violation| panic!("{violation}"));
            let world = simulation.world();
            let layout = world.resource::<Layout>();
            for &(id, entity) in &world.resource::<Docket>().all {
                let project = world.get::<Project>(entity).unwrap();
                let life = world.get::<Life>(entity).unwrap();
                let mut met: Vec<DistrictId> = Vec::new();
                // Whoever has gone or produces has left the table.
                if let Some(reach) = world.get::<Reach>(entity) {
                    met.extend(reach.0.iter().map(|&(district, _)| district));
                }
                if let Some(talks) = world.get::<Negotiations>(entity) {
                    met.extend(talks.open.iter().map(|talk| talk.district));
                    met.extend(talks.closed.iter().map(|&(district, _)| district));
                }
                if let Some(NegotiationRight::Held { by, .. }) = world.get(entity) {
                    met.push(*by);
                    held += 1;
                }
                met.extend(project.found_by.district());
                met.extend(
                    life.first_negotiator
                        .into_iter()
                        .chain(life.landing_district),
                );
                let everywhere = (0..layout.districts()).map(|d| DistrictId(d.try_into().unwrap()));
                met.extend(everywhere.filter(|&d| project.shut_out.contains(d)));
                landed += usize::from(life.landed_in().is_some());
                for district in met {
                    let copy = layout.copy_of(district.index());
                    assert_eq!(copy, usize::from(project.copy), "{id} in week {week}");
                }
            }
        }
        assert!(landed > 0 && held > 0, "{}", scenario.name);
    }
}

#[test]
fn districts_of_all_copies_sum_to_the_city() {
    let scenario = scaled("small_city_notice", Some(3));
    let outcome = run(&scenario, 0);
    let layout = scenario.city.layout();
    let sum = |metric, scope| -> f64 {
        let places = layout.places(scope).into_iter();
        places
            .map(|place| figure(&scenario, &outcome, metric, place).unwrap_or(0.0))
            .sum()
    };
    for metric in [
        "placement.landed",
        "placement.landed_ha",
        "land.output",
        "land.exits",
    ] {
        let whole = city(&scenario, &outcome, metric);
        for scope in [
            Scope::District,
            Scope::Zone,
            Scope::Sector,
            Scope::Ownership,
        ] {
            let sum = sum(metric, scope);
            let close = (sum - whole).abs() <= 1e-9 * whole.abs().max(1.0);
            assert!(close, "{metric} {scope:?}: {sum} {whole}");
        }
    }
    assert_eq!(
        sum("placement.flow", Scope::Flow),
        city(&scenario, &outcome, "placement.landed")
    );
    assert!(layout.places(Scope::Flow).contains(&Place::Flow(8, 6)));
    assert!(!layout.places(Scope::Flow).contains(&Place::Flow(8, 5)));
    let bound = city(&scenario, &outcome, "efficiency.bound");
    assert!(bound >= city(&scenario, &outcome, "efficiency.realized_value"));
}

#[test]
fn a_set_of_districts_takes_no_more_for_districts_far_down_the_table() {
    let mut set = DistrictSet::default();
    for district in [65_000, 64_990, 65_010] {
        set.insert(DistrictId(district));
    }
    let contained: Vec<u16> = (0..=u16::MAX)
        .filter(|&d| set.contains(DistrictId(d)))
        .collect();
    assert_eq!(contained, [64_990, 65_000, 65_010]);
}

#[test]
fn a_job_of_another_scale_is_another_job() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    let job = |scale| batch("job", vec![scaled("small_city", scale)]);
    whole(batch::run(&job(Some(2)), &orders(&out, 1), &mut |_, _| {}));
    let resumed = Orders {
        resume: true,
        ..orders(&out, 1)
    };
    for other in [None, Some(3)] {
        let refused = batch::run(&job(other), &resumed, &mut |_, _| {}).unwrap_err();
        assert!(refused.to_string().contains("copies: 2 there"), "{refused}");
    }
}

#[test]
fn the_command_tells_sizes_makes_results_again_and_refuses_what_does_not_fit() {
    let landfall = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("landfall").unwrap();
        command
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("LANDFALL_ROOT", support::ANYWHERE)
            .args(arguments);
        let output = command.output().unwrap();
        let texts = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.code(), texts.concat())
    };
    let (code, told) = landfall(&["check", "small_city", "--scale", "3"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains(": 9 districts") && told.contains("120 leads to expect"),
        "{told}"
    );

    let (code, told) = landfall(&["check", "small_city", "--scale", "30000"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("the largest scale is 21845"), "{told}");
    let (code, _) = landfall(&["check", "small_city", "--scale", "0"]);
    assert_eq!(code, Some(2));

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("result");
    let out = out.to_str().unwrap();
    let asked = [
        "run",
        "small_city",
        "--scale",
        "2",
        "--replications",
        "1",
        "--quiet",
        "--out",
        out,
    ];
    let (code, told) = landfall(&asked);
    assert_eq!(code, Some(0), "{told}");
    let page = std::fs::read_to_string(format!("{out}/report.html")).unwrap();
    assert!(page.contains("--scale 2"));
    let lived = run(&scaled("small_city", Some(2)), 0);
    let project = lived.projects.last().unwrap().project.id.to_string();
    let (code, told) = landfall(&["why", &project, "--in", out]);
    assert_eq!(code, Some(0), "{told}");
}
