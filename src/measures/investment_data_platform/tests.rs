//! Tables of cases for the rules of the platform, and its systems on a small world.

use super::parameters::Parameters;
use super::rules::*;
use crate::kernel::calendar::Week;
use crate::world::standard::Standard;

const USUAL: Inputs = Inputs {
    output_yi: 10.0,
    hectares: 10.0,
    jobs: 500.0,
    energy_tce: 2_000.0,
    emissions_t: 5_000.0,
};

const TYPICAL: Standard = Standard {
    investment: 1.25,
    output: 2.0,
    tax: 0.1,
    energy: 0.05,
};

const UNIFORM: Standard = Standard {
    investment: 0.3,
    output: 0.35,
    tax: 0.0144,
    energy: 0.25,
};

const USUAL_LEVELS: Levels = Levels {
    investment: 1.0,
    output: 1.0,
    tax: 1.0,
    rated: 1.0,
};

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-12
}

// Notice 3.1
#[test]
fn the_first_publication_comes_after_the_lag_and_the_next_after_the_renewal() {
    let p = Parameters {
        first_publication_weeks: 26,
        renewal_weeks: 52,
        ..Parameters::default()
    };
    let from = Week(100);
    let cases = [
        (None, 125, false),
        (None, 126, true),
        (None, 400, true),
        (Some(Week(126)), 126, false),
        (Some(Week(126)), 177, false),
        (Some(Week(126)), 178, true),
    ];
    for (last, now, due) in cases {
        assert_eq!(is_due(from, last, Week(now), &p), due, "{last:?} {now}");
    }
}

// Notice 3.1
#[test]
fn each_of_the_four_resources_moves_the_rating_by_its_own_weight() {
    let p = Parameters {
        land_weight: 0.4,
        labor_weight: 0.3,
        energy_weight: 0.2,
        emission_weight: 0.1,
        ..Parameters::default()
    };
    let half = |of: fn(&mut Inputs)| {
        let mut inputs = USUAL;
        of(&mut inputs);
        rating(inputs, USUAL, &p).unwrap()
    };
    let cases = [
        (half(|i| i.hectares /= 2.0), 0.4),
        (half(|i| i.jobs /= 2.0), 0.3),
        (half(|i| i.energy_tce /= 2.0), 0.2),
        (half(|i| i.emissions_t /= 2.0), 0.1),
    ];
    for (rating, weight) in cases {
        let expected = crate::kernel::chance::math::pow(2.0, weight);
        assert!(near(rating, expected), "{weight}");
    }
}

// Notice 3.1
#[test]
fn a_rating_compares_output_per_resource_whatever_the_size() {
    let p = Parameters::default();
    let tenfold: Inputs = std::iter::repeat_n(USUAL, 10).sum();
    let by_hand = Inputs {
        output_yi: 10.0 * USUAL.output_yi,
        hectares: 10.0 * USUAL.hectares,
        jobs: 10.0 * USUAL.jobs,
        energy_tce: 10.0 * USUAL.energy_tce,
        emissions_t: 10.0 * USUAL.emissions_t,
    };
    assert_eq!(tenfold, by_hand);
    assert!(near(rating(tenfold, USUAL, &p).unwrap(), 1.0));
    let twice_the_output = Inputs {
        output_yi: 20.0,
        ..USUAL
    };
    assert!(near(rating(twice_the_output, USUAL, &p).unwrap(), 2.0));
    assert_eq!(rating(Inputs::default(), USUAL, &p), None);
    assert_eq!(rating(USUAL, Inputs::default(), &p), None);
}

// Notice 3.1
#[test]
fn a_resource_without_use_or_weight_takes_no_part() {
    let none = Parameters {
        land_weight: 0.0,
        labor_weight: 0.0,
        energy_weight: 0.0,
        emission_weight: 0.0,
        ..Parameters::default()
    };
    let lean = Inputs {
        hectares: 1.0,
        energy_tce: 0.0,
        ..USUAL
    };
    assert_eq!(rating(lean, USUAL, &none), Some(1.0));
    let p = Parameters::default();
    assert!(rating(lean, USUAL, &p).is_some_and(|rating| rating > 1.0 && rating < 10.0));
    // What the others do not use says nothing of who does; and weights are shares, whatever their sum.
    let against = Inputs {
        emissions_t: 0.0,
        ..USUAL
    };
    let by_land = Parameters {
        land_weight: 3.0,
        emission_weight: 5.0,
        ..none
    };
    let half_the_land = Inputs {
        hectares: USUAL.hectares / 2.0,
        ..USUAL
    };
    assert!(near(rating(half_the_land, against, &by_land).unwrap(), 2.0));
}

// Notice 3.1
#[test]
fn noise_falls_with_evidence_from_all_of_it_to_the_floor() {
    assert_eq!(noise_left(evidence(0.0, 40.0), 0.5), 1.0);
    assert_eq!(noise_left(evidence(40.0, 40.0), 0.5), 0.75);
    assert_eq!(noise_left(evidence(5.0, 0.0), 0.5), 0.5);
    assert!(noise_left(evidence(1e9, 40.0), 0.5) < 0.501);
}

// Notice 3.1
#[test]
fn a_district_asks_for_as_much_more_as_it_has_listed_and_one_that_lists_nothing_for_the_usual() {
    let p = Parameters {
        district_exponent: 1.0,
        ..Parameters::default()
    };
    let listed = [(2.0, 100.0), (1.0, 100.0), (0.0, 500.0)];
    let mean = mean_listed(listed.into_iter());
    assert_eq!(mean, Some(1.5));
    assert!(near(listed_level(3.0, mean, &p), 2.0));
    assert_eq!(listed_level(0.0, mean, &p), 1.0);
    assert_eq!(mean_listed([(0.0, 10.0)].into_iter()), None);
    assert_eq!(listed_level(3.0, None, &p), 1.0);
}

// Notice 3.1
#[test]
fn a_better_rated_cell_asks_for_more_the_more_is_known_of_it() {
    let p = Parameters {
        rating_exponent: 1.0,
        ..Parameters::default()
    };
    assert_eq!(rated_level(None, 1.0, &p), 1.0);
    assert_eq!(rated_level(Some(2.0), 0.0, &p), 1.0);
    assert_eq!(rated_level(Some(2.0), 1.0, &p), 2.0);
    assert!(rated_level(Some(0.5), 0.5, &p) < 1.0);
}

// Notice 3.1
#[test]
fn floors_follow_sector_and_district_and_energy_the_rating() {
    let p = Parameters {
        strictness: 0.5,
        energy_slack: 2.0,
        uniform_stays: false,
        ..Parameters::default()
    };
    let usual = standard(TYPICAL, USUAL_LEVELS, UNIFORM, &p);
    assert_eq!(usual.investment, 0.625);
    assert_eq!(usual.output, 1.0);
    assert_eq!(usual.tax, 0.05);
    assert_eq!(usual.energy, 0.1);
    let high = Levels {
        investment: 1.2,
        output: 1.5,
        tax: 2.0,
        rated: 2.0,
    };
    let high = standard(TYPICAL, high, UNIFORM, &p);
    assert!(near(high.investment, 1.5));
    assert!(near(high.output, 3.0));
    assert!(near(high.tax, 0.2));
    assert!(near(high.energy, 0.05));
}

// Notice 3.1
#[test]
fn a_refined_standard_asks_for_no_less_than_the_uniform_one_unless_that_is_lifted() {
    let lenient = Parameters {
        strictness: 0.0,
        energy_slack: 100.0,
        uniform_stays: true,
        ..Parameters::default()
    };
    assert_eq!(standard(TYPICAL, USUAL_LEVELS, UNIFORM, &lenient), UNIFORM);
    let lifted = Parameters {
        uniform_stays: false,
        ..lenient
    };
    let standard = standard(TYPICAL, USUAL_LEVELS, UNIFORM, &lifted);
    assert_eq!(standard.output, 0.0);
    assert_eq!(standard.energy, 5.0);
}

mod systems {
    //! The systems on a world of three districts, a pillar sector and general manufacturing.

    use bevy_ecs::prelude::*;

    use crate::kernel::calendar::Week;
    use crate::kernel::ids::{DistrictId, SectorId};
    use crate::kernel::record::{Layout, Place};
    use crate::kernel::units::Area;
    use crate::lifecycle::screening;
    use crate::lifecycle::small_world::{self, advance, reach, run};
    use crate::measures::investment_data_platform::components::Platform;
    use crate::measures::investment_data_platform::metrics::Metrics;
    use crate::measures::investment_data_platform::parameters::Parameters;
    use crate::measures::investment_data_platform::systems;
    use crate::world::authority::Knowledge;
    use crate::world::cluster::Clusters;
    use crate::world::district::{DistrictKind, Districts};
    use crate::world::enterprise::Ownership;
    use crate::world::project::{Life, Project, Stage};
    use crate::world::standard::{Standard, Standards};

    const SECTOR: SectorId = SectorId(0);

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let metrics = Metrics::new(world.resource::<Layout>());
        world.insert_resource(metrics);
        world.insert_resource(p);
        world.insert_resource(Platform::begun(Week(0)));
        world
    }

    fn at_once() -> Parameters {
        Parameters {
            first_publication_weeks: 0,
            ..Parameters::default()
        }
    }

    /// Has some hectares of the first sector produce some yi a year in a district.
    fn produces(world: &mut World, district: u16, hectares: f64, yi: i64) {
        const YUAN: i64 = 100_000_000;
        let mut clusters = world.resource_mut::<Clusters>();
        let (d, owner) = (DistrictId(district), Ownership::Private);
        clusters.add_land(d, SECTOR, owner, Area::from_hectares(hectares));
        clusters.add_capacity(d, SECTOR, owner, yi * YUAN, yi * YUAN);
    }

    fn publish(world: &mut World) {
        run(world, systems::collect);
        run(world, systems::publish_ratings);
        run(world, systems::publish_map);
        run(world, systems::set_standards);
    }

    fn standard(world: &World, district: u16) -> Standard {
        let standards = world.resource::<Standards>();
        *standards.of(DistrictId(district), SECTOR).unwrap()
    }

    // Notice 3.1, 3.2
    #[test]
    fn nothing_changes_before_the_first_publication() {
        let mut world = world(Parameters {
            first_publication_weeks: 2,
            ..Parameters::default()
        });
        produces(&mut world, 0, 100.0, 100);
        for _ in 0..2 {
            publish(&mut world);
            assert_eq!(*world.resource::<Knowledge>(), Knowledge::default());
            assert!(!world.resource::<Standards>().are_specific());
            advance(&mut world, 1);
        }
        publish(&mut world);
        assert!(world.resource::<Standards>().are_specific());
        assert_eq!(world.resource::<Metrics>().publications, 1.0);
    }

    // Notice 3.1
    #[test]
    fn a_district_with_more_output_per_hectare_is_rated_higher_and_asks_for_more() {
        let mut world = world(at_once());
        produces(&mut world, 0, 100.0, 200);
        produces(&mut world, 1, 100.0, 50);
        publish(&mut world);
        let platform = world.resource::<Platform>();
        let rating = |d| platform.rating(DistrictId(d), SECTOR);
        assert!(rating(0).unwrap().in_sector > 1.0);
        assert!(rating(1).unwrap().in_sector < 1.0);
        assert_eq!(rating(2), None);
        assert!(standard(&world, 0).output > standard(&world, 2).output);
        assert!(standard(&world, 1).output < standard(&world, 2).output);
        assert!(standard(&world, 0).energy < standard(&world, 2).energy);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.rated.at(Place::City), 2.0);
    }

    // Notice 3.1
    #[test]
    fn noise_falls_where_much_produces_and_figures_of_a_sector_are_known_everywhere() {
        let mut world = world(at_once());
        produces(&mut world, 0, 400.0, 400);
        produces(&mut world, 1, 4.0, 4);
        publish(&mut world);
        let knowledge = world.resource::<Knowledge>();
        let fit = |d| knowledge.fit_noise_left(DistrictId(d), SECTOR);
        assert!(fit(0) < fit(1) && fit(1) < fit(2));
        assert_eq!(fit(2), 1.0);
        assert!(knowledge.figure_noise_left(SECTOR) < 1.0);
        assert_eq!(knowledge.figure_noise_left(SectorId(1)), 1.0);
    }

    // Notice 3.1
    #[test]
    fn a_district_that_lists_higher_floors_has_the_higher_standard_in_every_sector() {
        let mut world = world(at_once());
        world.resource_mut::<Districts>().0[1].output_floor = 2.0;
        publish(&mut world);
        assert!(standard(&world, 1).output > standard(&world, 0).output);
        assert_eq!(standard(&world, 1).tax, standard(&world, 0).tax);
    }

    // Notice 3.2
    #[test]
    fn the_development_area_is_rated_and_given_standards_like_every_district() {
        let mut world = world(at_once());
        world.resource_mut::<Districts>().0[2].kind = DistrictKind::DevelopmentArea;
        for district in 0..3 {
            produces(&mut world, district, 100.0, 100);
        }
        publish(&mut world);
        let platform = world.resource::<Platform>();
        let rating = |d| platform.rating(DistrictId(d), SECTOR);
        assert!(rating(2).is_some());
        assert_eq!(rating(2), rating(0));
        assert_eq!(standard(&world, 2), standard(&world, 0));
        assert_eq!(world.resource::<Metrics>().cells.at(Place::City), 6.0);
    }

    // Notice 3.2
    #[test]
    fn the_map_follows_the_parameters_and_dated_values_need_no_new_collection() {
        let mut world = world(at_once());
        publish(&mut world);
        let p = at_once();
        let knowledge = world.resource::<Knowledge>();
        assert_eq!(knowledge.further_reach, p.further_reach);
        assert_eq!(knowledge.rumour_left, p.rumour_left);
        assert_eq!(knowledge.search_left, p.search_left);
        assert!(knowledge.publishes_standards);

        world.insert_resource(Parameters {
            further_reach: 9,
            strictness: 5.0,
            ..at_once()
        });
        let before = standard(&world, 0);
        advance(&mut world, 1);
        publish(&mut world);
        assert_eq!(world.resource::<Knowledge>().further_reach, 9);
        assert!(standard(&world, 0).output > before.output);
        assert_eq!(world.resource::<Metrics>().publications, 1.0);
    }

    // Notice 3.1
    #[test]
    fn output_that_headquarters_book_is_not_rated() {
        let mut world = world(at_once());
        world.resource_mut::<Districts>().0[0].books_headquarters = true;
        produces(&mut world, 0, 10.0, 1_000);
        produces(&mut world, 1, 10.0, 10);
        publish(&mut world);
        let platform = world.resource::<Platform>();
        assert_eq!(platform.rating(DistrictId(0), SECTOR), None);
        let rating = platform.rating(DistrictId(1), SECTOR).unwrap();
        assert!((rating.of_all - 1.0).abs() < 1e-12);
    }

    // Notice 3.1
    #[test]
    fn the_uniform_standard_is_the_least_that_is_asked() {
        let mut world = world(Parameters {
            strictness: 0.0,
            energy_slack: 100.0,
            ..at_once()
        });
        publish(&mut world);
        let uniform = screening::Parameters::default().standard();
        assert_eq!(standard(&world, 0), uniform);
    }

    // Notice 3.1
    #[test]
    fn closed_doors_and_the_ratings_of_landings_are_counted() {
        let mut world = world(at_once());
        produces(&mut world, 0, 100.0, 200);
        produces(&mut world, 1, 100.0, 50);
        publish(&mut world);
        let project = small_world::project(&mut world, 1, 0);
        let closed = DistrictId(2);
        let mut facts = world.get_mut::<Project>(project).unwrap();
        facts.shut_out.insert(closed);
        reach(&mut world, project, Stage::Pooled);
        run(&mut world, systems::count_projects);
        advance(&mut world, 1);
        let mut life = world.get_mut::<Life>(project).unwrap();
        life.landing_district = Some(DistrictId(0));
        reach(&mut world, project, Stage::Granted);
        run(&mut world, systems::count_projects);
        let platform = world.resource::<Platform>();
        let rating = platform.rating(DistrictId(0), SECTOR).unwrap();
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.shut_out.at(Place::District(2)), 1.0);
        assert_eq!(metrics.shut_out.at(Place::City), 1.0);
        assert_eq!(metrics.pooled.at(Place::City), 1.0);
        assert_eq!(metrics.landed.at(Place::District(0)), 1.0);
        assert_eq!(metrics.landed_rating.at(Place::City), rating.of_all);
    }
}
