//! Beijing on the first day is as large as its tables say.

mod support;

use bevy_ecs::prelude::World;
use landfall::kernel::units::Area;
use landfall::scenario::{Overrides, Scenario};
use landfall::simulation::Simulation;
use landfall::world::cluster::Clusters;
use landfall::world::district::DistrictKind;
use landfall::world::land_bank::LandBank;
use landfall::world::parcel::{LandState, Parcel};
use landfall::world::plant::Plant;
use landfall::world::sector::Tier;

/// Counts the parcels and the plants of a world that has not run yet.
fn counts(world: &World) -> (usize, usize) {
    let (mut parcels, mut plants) = (0, 0);
    for entity in world.iter_entities() {
        parcels += usize::from(entity.contains::<Parcel>());
        plants += usize::from(entity.contains::<Plant>());
    }
    (parcels, plants)
}

#[test]
fn parcels_incumbents_land_and_output_add_up_to_the_tables() {
    let scenario = support::shipped("before_the_notice");
    assert_eq!(scenario.city.districts.len(), 17);
    assert_eq!(scenario.city.sectors.len(), 10);
    for replication in 0..2 {
        let simulation = Simulation::new(&scenario, replication, true);
        let world = simulation.world();
        let bank = world.resource::<LandBank>();
        assert_eq!(bank.total(), Area::from_hectares(29_500.0));

        let (parcels, plants) = counts(world);
        assert!((7_300..=7_500).contains(&parcels), "{parcels} parcels");
        assert!((6_950..=7_050).contains(&plants), "{plants} plants");

        let mut output = vec![0.0; 17];
        world
            .resource::<Clusters>()
            .visit(0.3, |d, _, _, _, yi, _| output[d.index()] += yi);
        for (district, output) in scenario.city.districts.iter().zip(output) {
            if !district.books_headquarters {
                let off = (output / district.output_yi - 1.0).abs();
                assert!(
                    off < 1e-6,
                    "{}: {output} for {}",
                    district.code,
                    district.output_yi
                );
            }
        }
        let vacated: f64 = (0..17)
            .map(|d| {
                let district = landfall::kernel::ids::DistrictId(d);
                bank.area(district, LandState::Vacated).hectares()
            })
            .sum();
        // The share of idle land caps what is vacated (Assumption FOU-3).
        assert!((2_150.0..=2_250.0).contains(&vacated), "{vacated} ha");
    }
}

// Notice 1.2
#[test]
fn beijing_has_the_nine_target_sectors_of_the_notice_in_their_tiers_and_general_manufacturing() {
    let city = support::shipped("before_the_notice").city;
    let of = |tier: Tier| -> Vec<&str> {
        let sectors = city.sectors.iter().filter(|sector| sector.tier == tier);
        sectors.map(|sector| sector.name_zh.as_str()).collect()
    };
    assert_eq!(of(Tier::Pillar), ["新一代信息技术", "医药健康"]);
    assert_eq!(
        of(Tier::Specialty),
        [
            "集成电路",
            "智能网联汽车",
            "智能制造与装备",
            "绿色能源与节能环保"
        ]
    );
    assert_eq!(of(Tier::Future), ["光电子", "前沿新材料", "量子信息"]);
    assert_eq!(of(Tier::General), ["一般制造业"]);
}

// Notice 3.2
#[test]
fn the_districts_of_beijing_are_sixteen_and_the_development_area() {
    let city = support::shipped("before_the_notice").city;
    let development_areas = city
        .districts
        .iter()
        .filter(|district| district.kind == DistrictKind::DevelopmentArea);
    assert_eq!(development_areas.count(), 1);
    assert_eq!(city.districts.len(), 16 + 1);
}

/// Districts with numbers stand where their numbers say, in whatever order their rows are.
#[test]
fn the_order_of_rows_changes_nothing_where_districts_have_numbers() {
    let table = std::fs::read_to_string(support::project("scenarios/small_city/districts.csv"));
    let table = table.unwrap();
    let mut rows: Vec<String> = table.lines().enumerate().map(numbered).collect();
    let mut outcomes = Vec::new();
    for _ in 0..rows.len() - 1 {
        let folder = tempfile::tempdir().unwrap();
        let city = folder.path().join("city");
        std::fs::create_dir(&city).unwrap();
        let shipped = |file: &str| support::project("scenarios/small_city").join(file);
        std::fs::copy(shipped("sectors.csv"), city.join("sectors.csv")).unwrap();
        let about = std::fs::read_to_string(shipped("city.toml")).unwrap();
        let sources = "[sources.districts]\nnumber = \"assumed\"";
        let about = about.replace("[sources.districts]", sources);
        std::fs::write(city.join("city.toml"), about).unwrap();
        std::fs::write(city.join("districts.csv"), rows.join("\n")).unwrap();
        let changes = format!("city = '{}'", city.display());
        let path = support::write_variant(folder.path(), "numbered", "small_city_notice", &changes);
        let scenario = Scenario::load(&path, Overrides::default()).unwrap();
        outcomes.push(Simulation::new(&scenario, 0, true).run(0).unwrap());
        rows[1..].rotate_left(1);
    }
    let shipped = support::shipped("small_city_notice");
    let shipped = Simulation::new(&shipped, 0, true).run(0).unwrap();
    let bits = |series: &[f64]| -> Vec<u64> { series.iter().map(|x| x.to_bits()).collect() };
    for outcome in outcomes {
        assert_eq!(outcome.projects, shipped.projects);
        assert_eq!(outcome.figures, shipped.figures);
        assert_eq!(bits(&outcome.series), bits(&shipped.series));
    }
}

/// A row of a table with a number after it, the header with the column's name.
fn numbered((at, row): (usize, &str)) -> String {
    match at {
        0 => format!("{row},number"),
        at => format!("{row},{}", 10 * at),
    }
}
