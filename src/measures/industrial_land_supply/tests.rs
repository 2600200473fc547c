//! Tables of cases for the rules of industrial land supply.

use bevy_ecs::entity::Entity;

use super::parameters::{Parameters, PreparedFirst};
use super::rules::*;
use crate::kernel::ids::{DistrictId, ParcelId};
use crate::kernel::units::Area;
use crate::world::parcel::Protection;

fn ha(hectares: f64) -> Area {
    Area::from_hectares(hectares)
}

// Notice 7.2
#[test]
fn luck_decides_the_tier_and_a_larger_share_keeps_what_a_smaller_one_bars() {
    let p = Parameters {
        barred_share: 0.5,
        compensated_share: 0.3,
        ..Parameters::default()
    };
    let cases = [
        (0.1, Protection::Barred),
        (0.499, Protection::Barred),
        (0.5, Protection::Compensated),
        (0.799, Protection::Compensated),
        (0.8, Protection::None),
    ];
    for (luck, expected) in cases {
        assert_eq!(tier(luck, &p), expected, "{luck}");
        let more = Parameters {
            barred_share: 0.6,
            ..p.clone()
        };
        if expected == Protection::Barred {
            assert_eq!(tier(luck, &more), Protection::Barred);
        }
    }
}

// Notice 7.3
#[test]
fn a_ban_in_full_force_leaves_no_diversion_and_half_a_ban_leaves_half() {
    let left = |enforcement| {
        diverted_left(&Parameters {
            enforcement,
            ..Parameters::default()
        })
    };
    assert_eq!(left(1.0), 0.0);
    assert_eq!(left(0.5), 0.5);
    assert_eq!(left(0.0), 1.0);
}

// Notice 7.4
#[test]
fn land_is_released_ahead_as_far_as_the_reserve_is_short_and_the_share_allows() {
    let p = Parameters {
        advance_share: 0.25,
        ..Parameters::default()
    };
    let cases = [
        // (reserve, advanced before, ahead)
        (12.0, 0.0, 0.0),
        (10.0, 0.0, 0.0), // 不应低于: equality is enough
        (9.0, 0.0, 1.0),
        (0.0, 0.0, 2.5),
        (0.0, 2.0, 0.5),
        (0.0, 3.0, 0.0),
    ];
    for (reserve, advanced, expected) in cases {
        let ahead = ahead_of_plan(ha(10.0), ha(reserve), ha(10.0), ha(advanced), &p);
        assert_eq!(ahead, ha(expected), "{reserve} {advanced}");
    }
}

// Notice 7.4
#[test]
fn unused_capacity_lapses_and_what_was_begun_on_account_is_worked_off() {
    assert_eq!(capacity_of_quarter(3.0, 20.0), 5.0);
    assert_eq!(capacity_of_quarter(0.0, 20.0), 5.0);
    assert_eq!(capacity_of_quarter(-7.0, 20.0), -2.0);
}

// Notice 7.5
#[test]
fn parcels_are_prepared_largest_or_smallest_first_and_equal_ones_by_id() {
    let lot = |n: u32, hectares: f64| {
        let id = ParcelId::of_the_first_day(DistrictId(0), n);
        (ha(hectares), id, Entity::from_raw_u32(n).unwrap())
    };
    let lots = vec![lot(3, 2.0), lot(1, 2.0), lot(2, 5.0)];
    let largest = in_turn(lots.clone(), PreparedFirst::Largest);
    assert_eq!(largest, [lot(2, 5.0), lot(1, 2.0), lot(3, 2.0)]);
    let smallest = in_turn(lots, PreparedFirst::Smallest);
    assert_eq!(smallest, [lot(1, 2.0), lot(3, 2.0), lot(2, 5.0)]);
}

// Notice 7.6
#[test]
fn a_project_is_major_by_its_investment_or_because_it_is_strategic() {
    let p = Parameters::default();
    assert!(is_major(10.0, false, &p));
    assert!(!is_major(9.9, false, &p));
    assert!(is_major(1.0, true, &p));
    let by_size = Parameters {
        strategic_is_major: false,
        ..p
    };
    assert!(!is_major(1.0, true, &by_size));
}

mod systems {
    //! The systems on a world of three districts with plans of 10 hectares.

    use bevy_ecs::prelude::*;

    use super::ha;
    use crate::kernel::ids::{DistrictId, ParcelId};
    use crate::kernel::record::{Layout, Place};
    use crate::lifecycle::land_supply::LandAdjusted;
    use crate::lifecycle::small_world::{self, advance, parcel, project, reach, run};
    use crate::measures::industrial_land_supply::components::{Preparation, ProtectionLine};
    use crate::measures::industrial_land_supply::metrics::{self, Metrics};
    use crate::measures::industrial_land_supply::parameters::{Parameters, PreparedFirst};
    use crate::measures::industrial_land_supply::{rules, systems};
    use crate::world::land_bank::{Access, LandBank, LandRules};
    use crate::world::parcel::{LandState, Origin, Parcel, Protection, Readiness};
    use crate::world::project::{Life, Project, Stage};
    use crate::world::quota::FarmlandQuota;

    const A: DistrictId = DistrictId(0);

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let layout = world.resource::<Layout>().clone();
        world.insert_resource(Metrics::new(&layout));
        world.insert_resource(ProtectionLine::new(layout.districts()));
        world.insert_resource(Preparation::new(layout.districts()));
        world.insert_resource(p);
        world
    }

    fn raw(parcel: &mut Parcel) {
        parcel.readiness = Readiness::Raw;
        parcel.origin = Origin::New;
    }

    fn readiness(world: &World, parcel: Entity) -> Readiness {
        world.get::<Parcel>(parcel).unwrap().readiness
    }

    // Notice 7.2
    #[test]
    fn every_parcel_lies_in_the_tier_of_its_luck_and_pieces_in_that_of_the_whole() {
        let mut world = world(Parameters {
            barred_share: 0.4,
            compensated_share: 0.4,
            ..Parameters::default()
        });
        let wholes: Vec<Entity> = (0..60)
            .map(|n| parcel(&mut world, n, 0, 1.0, LandState::Producing, |_| {}))
            .collect();
        run(&mut world, systems::draw_protection_line);
        let tier = |world: &World, e: Entity| world.get::<Parcel>(e).unwrap().protection;
        let count = |wanted| {
            wholes
                .iter()
                .filter(|&&e| tier(&world, e) == wanted)
                .count()
        };
        for wanted in [
            Protection::None,
            Protection::Compensated,
            Protection::Barred,
        ] {
            assert!(count(wanted) > 5, "{wanted:?}");
        }
        let line = world.resource::<ProtectionLine>();
        let barred = u32::try_from(count(Protection::Barred)).unwrap();
        assert_eq!(line.land(0, Protection::Barred), ha(f64::from(barred)));
        // A piece of each parcel, cut before the line reached it, as if it were new.
        for (n, &whole) in (0..).zip(&wholes) {
            let piece = parcel(&mut world, 1_000 + n, 0, 0.5, LandState::Reserve, |p| {
                p.id = ParcelId::of_the_first_day(A, n).cut(1);
            });
            world.resource_mut::<ProtectionLine>().drawn_with = None;
            run(&mut world, systems::draw_protection_line);
            assert_eq!(tier(&world, piece), tier(&world, whole));
        }
    }

    // Notice 7.2
    #[test]
    fn lost_compensated_land_is_replaced_in_the_same_district_and_land_is_conserved() {
        let mut world = world(Parameters::default());
        let district = DistrictId(1);
        world
            .resource_mut::<ProtectionLine>()
            .enclose(district, Protection::Compensated, ha(10.0));
        for hectares in [3.0, 4.0] {
            world.write_message(LandAdjusted {
                district,
                area: ha(hectares),
            });
        }
        run(&mut world, systems::compensate_adjusted_land);
        let bank = world.resource::<LandBank>();
        assert_eq!(bank.released, ha(7.0));
        assert_eq!(bank.total(), ha(7.0));
        assert_eq!(bank.reserve(A), ha(0.0));
        let line = world.resource::<ProtectionLine>();
        assert_eq!(line.land(1, Protection::Compensated), ha(3.0));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.compensated_ha.at(Place::District(1)), 7.0);
    }

    // Notice 7.3
    #[test]
    fn new_land_that_would_be_diverted_stays_in_reserve_and_is_counted() {
        let diverted = |enforcement: f64| {
            let mut world = world(Parameters {
                enforcement,
                compensation_ratio: 1.0,
                ..Parameters::default()
            });
            world.write_message(LandAdjusted {
                district: A,
                area: ha(400.0),
            });
            run(&mut world, systems::keep_new_land_for_manufacturing);
            run(&mut world, systems::compensate_adjusted_land);
            run(&mut world, metrics::count_land_kept);
            let lost = world.resource::<LandBank>().area(A, LandState::Lost);
            let kept = world.resource::<Metrics>().kept_ha.at(Place::City);
            assert!(world.resource::<LandRules>().diverted_left <= 1.0);
            (lost.hectares(), kept)
        };
        let (lost, kept) = diverted(0.0);
        assert!(lost > 0.0 && kept == 0.0);
        let (none, all) = diverted(1.0);
        assert_eq!(none, 0.0);
        assert!((all - lost).abs() < 1e-6, "{all} {lost}");
    }

    // Notice 7.4
    #[test]
    fn raw_reserve_is_serviced_until_what_is_ready_reaches_the_plan() {
        let mut world = world(Parameters {
            servicing_ha_per_year: 100.0,
            servicing_weeks: 10,
            ..Parameters::default()
        });
        parcel(&mut world, 0, 0, 5.0, LandState::Reserve, |_| {});
        let large = parcel(&mut world, 1, 0, 4.0, LandState::Reserve, raw);
        let middle = parcel(&mut world, 2, 0, 2.0, LandState::Reserve, raw);
        let small = parcel(&mut world, 3, 0, 1.0, LandState::Reserve, raw);
        run(&mut world, systems::replenish_reserve);
        advance(&mut world, 9);
        run(&mut world, systems::finish_preparation);
        assert_eq!(readiness(&world, large), Readiness::Raw);
        advance(&mut world, 1);
        run(&mut world, systems::finish_preparation);
        let now = [large, middle, small].map(|parcel| readiness(&world, parcel));
        // 5 + 4 + 2 reach the 10 hectares of the plan; the smallest is not needed.
        assert_eq!(
            now,
            [Readiness::Serviced, Readiness::Serviced, Readiness::Raw]
        );
        let bank = world.resource::<LandBank>();
        assert_eq!(rules::ready_for_grant(bank, A), ha(11.0));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.serviced_ha.at(Place::District(0)), 6.0);
        assert_eq!(metrics.checks_met.at(Place::City), 0.0);
    }

    // Notice 7.4
    #[test]
    fn a_district_with_too_little_land_releases_its_plan_ahead_and_only_once() {
        let mut world = world(Parameters {
            advance_share: 0.3,
            ..Parameters::default()
        });
        for _ in 0..2 {
            run(&mut world, systems::replenish_reserve);
            advance(&mut world, 13);
        }
        let bank = world.resource::<LandBank>();
        // Of 10 hectares three may be ahead; the second quarter finds them not made up for.
        assert_eq!(bank.advanced(A), ha(3.0));
        assert_eq!(bank.released, ha(9.0));
    }

    // Notice 7.4
    #[test]
    fn a_reserve_as_large_as_the_plan_is_left_alone() {
        let mut world = world(Parameters::default());
        for district in 0..3 {
            parcel(&mut world, 0, district, 10.0, LandState::Reserve, |_| {});
        }
        run(&mut world, systems::replenish_reserve);
        assert_eq!(world.resource::<LandBank>().released, ha(0.0));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.checks_met.at(Place::City), 3.0);
    }

    // Notice 7.5
    #[test]
    fn serviced_land_becomes_standard_up_to_the_stock_and_only_in_the_named_places() {
        let mut world = world(Parameters {
            standardizing_ha_per_year: 100.0,
            standardizing_weeks: 26,
            standard_stock_share: 0.5,
            prepared_first: PreparedFirst::Largest,
            ..Parameters::default()
        });
        world.resource_mut::<crate::world::district::Districts>().0[1].standardizes_land = false;
        let too_large = parcel(&mut world, 0, 0, 6.0, LandState::Reserve, |_| {});
        let fits = parcel(&mut world, 1, 0, 4.0, LandState::Reserve, |_| {});
        let beyond = parcel(&mut world, 2, 0, 2.0, LandState::Reserve, |_| {});
        let elsewhere = parcel(&mut world, 0, 1, 4.0, LandState::Reserve, |_| {});
        run(&mut world, systems::standardize_land);
        advance(&mut world, 26);
        run(&mut world, systems::finish_preparation);
        assert_eq!(readiness(&world, fits), Readiness::Standard);
        for other in [too_large, beyond, elsewhere] {
            assert_eq!(readiness(&world, other), Readiness::Serviced);
        }
        let best = world
            .resource::<LandBank>()
            .best_fit(A, ha(1.0), Access::Any);
        assert_eq!(best.unwrap().3, fits);
    }

    // Notice 7.5
    #[test]
    fn land_that_a_project_takes_meanwhile_is_not_standardized() {
        let mut world = world(Parameters::default());
        let taken = parcel(&mut world, 0, 0, 4.0, LandState::Reserve, |_| {});
        run(&mut world, systems::standardize_land);
        world.resource_scope(|world, mut bank: Mut<LandBank>| {
            let mut held = world.get_mut::<Parcel>(taken).unwrap();
            bank.change(taken, &mut held, LandState::Allocated);
        });
        advance(&mut world, 26);
        run(&mut world, systems::finish_preparation);
        assert_eq!(readiness(&world, taken), Readiness::Serviced);
    }

    // Notice 7.6
    #[test]
    fn the_city_gives_quota_to_signed_majors_as_far_as_land_is_held_back() {
        let mut world = world(Parameters::default());
        {
            let mut quota = world.resource_mut::<FarmlandQuota>();
            quota.hold_back(A, ha(5.0));
            quota.city = ha(20.0);
        }
        let minor = project(&mut world, 1, 0);
        let major = project(&mut world, 2, 0);
        for entity in [minor, major] {
            reach(&mut world, entity, Stage::Agreed);
            world.get_mut::<Life>(entity).unwrap().landing_district = Some(A);
        }
        world.get_mut::<Project>(major).unwrap().investment_yi = 12.0;
        world.get_mut::<Project>(major).unwrap().land = ha(8.0);
        parcel(&mut world, 0, 0, 1.0, LandState::Reserve, |_| {});
        run(&mut world, systems::coordinate_farmland_quota);
        let quota = world.resource::<FarmlandQuota>();
        // 7 hectares are missing, 5 are held back.
        assert_eq!(quota.held_back(A), ha(0.0));
        assert_eq!(quota.city, ha(15.0));
        assert_eq!(world.resource::<LandBank>().released, ha(5.0));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.city_quota_ha.at(Place::District(0)), 5.0);
    }

    // Notice 7.6
    #[test]
    fn districts_keep_unused_quota_and_the_city_renews_its_own() {
        let mut world = world(Parameters {
            quota_carry_over: 0.5,
            ..Parameters::default()
        });
        world.resource_mut::<FarmlandQuota>().renew(A, ha(4.0));
        run(&mut world, systems::renew_city_quota);
        let mut quota = world.resource_mut::<FarmlandQuota>();
        assert_eq!(quota.city, ha(20.0));
        quota.renew(A, ha(4.0));
        assert_eq!(quota.left(A), ha(6.0));
    }
}
