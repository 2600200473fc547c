//! Tables of cases for the rules of the reuse of space.

use std::cmp::Reverse;

use bevy_ecs::entity::Entity;

use super::components::Books;
use super::parameters::Parameters;
use super::rules::*;
use crate::kernel::chance::{Dice, Purpose};
use crate::kernel::ids::{DistrictId, ParcelId, ProjectId};
use crate::kernel::units::Area;
use crate::world::district::Zone;
use crate::world::land_bank::Unused;

fn ha(hectares: f64) -> Area {
    Area::from_hectares(hectares)
}

/// Unused parcels by number and hectares, in the order of a list.
fn unused(parcels: &[(u32, f64)]) -> Vec<Unused> {
    let unused = |&(n, hectares): &(u32, f64)| {
        let id = ParcelId::of_the_first_day(DistrictId(0), n);
        (Reverse(ha(hectares)), id, Entity::from_raw_u32(n).unwrap())
    };
    let mut list: Vec<Unused> = parcels.iter().map(unused).collect();
    list.sort_unstable();
    list
}

/// What a company with these means buys of some lists, one after the other: numbers of parcels, and
/// whether budget and debt kept it from more.
fn bought(lists: &[&[(&[Unused], f64)]], means: Means) -> (Vec<u32>, bool, bool) {
    let (mut round, mut books) = (Round::default(), Books::default());
    for lists in lists {
        round.go(lists, &mut books, means, &Parameters::default());
    }
    let numbers = round.bought.iter().map(|(e, _)| e.index_u32()).collect();
    (numbers, round.is_short, round.is_stopped)
}

// Notice 8.2
#[test]
fn the_largest_is_bought_first_and_equal_ones_by_id_of_all_districts_together() {
    let means = Means {
        yearly: u64::MAX,
        ceiling: None,
    };
    let vacated = unused(&[(4, 2.0), (3, 2.0), (2, 5.0)]);
    let elsewhere = unused(&[(7, 3.0), (8, 1.0)]);
    let idle = unused(&[(1, 9.0)]);
    let lists = [(&*vacated, 1_000.0), (&*elsewhere, 2_000.0)];
    let (numbers, is_short, is_stopped) = bought(&[&lists, &[(&*idle, 1_000.0)]], means);
    assert_eq!(numbers, [2, 7, 3, 4, 8, 1]);
    assert!(!is_short && !is_stopped);
}

// Notice 8.2
#[test]
fn a_round_buys_what_looking_at_one_parcel_after_the_other_would() {
    let p = Parameters::default();
    let dice = Dice::new(7, 0);
    for case in 0..300_u32 {
        let draw = |purpose, n: u64| dice.roll(Purpose::new(purpose), &ProjectId::on_tape(case), n);
        let parcels: Vec<(u32, f64)> = (1..20)
            .map(|n| (n, draw("area", n.into()).log_uniform(0.5, 20.0)))
            .collect();
        let (first, second) = parcels.split_at(9);
        let lists = [(unused(first), 800.0), (unused(second), 2_400.0)];
        let most = |purpose| yuan(draw(purpose, 0).log_uniform(0.05, 20.0));
        let means = Means {
            yearly: most("yearly"),
            ceiling: draw("counts", 0).happens(0.5).then(|| most("ceiling")),
        };
        let mut all: Vec<(Unused, f64)> = Vec::new();
        for (list, price) in &lists {
            all.extend(list.iter().map(|unused| (*unused, *price)));
        }
        all.sort_unstable_by_key(|(unused, _)| *unused);
        let (mut books, mut expected) = (Books::default(), (Vec::new(), false, false));
        for (parcel, price) in all {
            let area = parcel.0.0;
            let paid = cost(area, price, &p).yuan_per_square_meter * area.square_metres();
            match verdict(books, paid, means) {
                Verdict::ShortOfBudget => expected.1 = true,
                Verdict::StoppedByDebt => expected.2 = true,
                Verdict::Bought => {
                    books.spent += paid;
                    books.owed += paid;
                    expected.0.push(parcel.2.index_u32());
                }
            }
        }
        let lists: Vec<(&[Unused], f64)> = lists.iter().map(|(l, price)| (&**l, *price)).collect();
        assert_eq!(bought(&[&lists], means), expected, "case {case}");
    }
}

// Notice 8.2
#[test]
fn a_site_costs_its_price_and_its_renovation_less_a_grant_that_is_capped() {
    let p = Parameters {
        purchase_price_share: 0.5,
        renovation_yi_per_ha: 0.1,
        grant_share: 0.3,
        grant_cap_yi: 0.5,
        ..Parameters::default()
    };
    // 2,000 yuan for the land at half price, 1,000 for the renovation, 300 of it granted.
    let small = cost(ha(10.0), 4_000.0, &p);
    assert_eq!(small.yuan_per_square_meter, 2_700);
    assert!((small.grant_yi - 0.3).abs() < 1e-12);
    // 5 million yuan a hectare would be 1.2 yi for 40 hectares; the cap is 0.5.
    let large = cost(ha(40.0), 4_000.0, &p);
    assert_eq!(large.yuan_per_square_meter, 2_875);
    assert!((large.grant_yi - 0.5).abs() < 1e-12);
}

// Notice 8.2
#[test]
fn debt_that_counts_stops_a_purchase_that_the_budget_allows() {
    let books = |spent, owed| Books { spent, owed };
    let free = Means {
        yearly: 100,
        ceiling: None,
    };
    let bound = Means {
        yearly: 100,
        ceiling: Some(150),
    };
    let cases = [
        (books(0, 0), free, Verdict::Bought),
        (books(90, 0), free, Verdict::Bought),
        (books(91, 0), free, Verdict::ShortOfBudget),
        (books(0, 1_000), free, Verdict::Bought),
        (books(0, 140), bound, Verdict::Bought),
        (books(0, 141), bound, Verdict::StoppedByDebt),
        (books(91, 141), bound, Verdict::ShortOfBudget),
    ];
    for (books, means, expected) in cases {
        assert_eq!(verdict(books, 10, means), expected, "{books:?} {means:?}");
    }
}

// Notice 8.2
#[test]
fn only_debt_that_counts_has_a_ceiling() {
    let p = Parameters {
        leverage: 1.5,
        debt_ceiling: 2.0,
        ..Parameters::default()
    };
    let not_counted = means(1.0, &p);
    assert_eq!(not_counted.yearly, 150_000_000);
    assert_eq!(not_counted.ceiling, None);
    let p = Parameters {
        debt_counts: true,
        ..p
    };
    assert_eq!(means(1.0, &p).ceiling, Some(200_000_000));
}

// Notice 8.3
#[test]
fn urban_land_can_be_reused_where_the_district_is_opened_and_never_in_the_core() {
    let cases = [
        (Zone::Core, true, false),
        (Zone::Expansion, true, true),
        (Zone::Expansion, false, false),
        (Zone::PlainNewTown, false, true),
        (Zone::Subcentre, false, true),
        (Zone::Ecological, false, true),
    ];
    for (zone, is_opened, expected) in cases {
        assert_eq!(can_be_reused(zone, is_opened), expected, "{zone:?}");
    }
}

mod systems {
    //! The systems on a world of three districts whose companies have a budget of 1 yi.

    use bevy_ecs::prelude::*;

    use super::ha;
    use crate::kernel::ids::{DistrictId, SectorId};
    use crate::kernel::record::{Layout, Place};
    use crate::lifecycle::ground::Ground;
    use crate::lifecycle::land_supply;
    use crate::lifecycle::small_world::{self, advance, land, parcel, project, reach, run};
    use crate::measures::space_reuse::components::{Companies, Renovations};
    use crate::measures::space_reuse::metrics::{self, Metrics};
    use crate::measures::space_reuse::parameters::Parameters;
    use crate::measures::space_reuse::systems;
    use crate::world::district::{Districts, Zone};
    use crate::world::land_bank::{Access, LandBank, LandRules};
    use crate::world::parcel::{
        LandCompany, LandState, Origin, Parcel, Readiness, Stake, StakeSettled,
    };
    use crate::world::project::{Project, Stage};

    const A: DistrictId = DistrictId(0);

    /// Companies that pay 2,000 yuan per square meter, 1 yi for 5 hectares, and borrow nothing.
    fn plain() -> Parameters {
        Parameters {
            city_company_yi: 0.0,
            leverage: 1.0,
            purchase_price_share: 1.0,
            renovation_yi_per_ha: 0.1,
            grant_share: 0.0,
            renovation_spread: 0.0,
            ..Parameters::default()
        }
    }

    fn world(p: Parameters) -> World {
        let mut world = small_world::world();
        let layout = world.resource::<Layout>().clone();
        world.insert_resource(Metrics::new(&layout));
        world.insert_resource(Companies::new(layout.districts()));
        world.init_resource::<Renovations>();
        world.insert_resource(p);
        world
    }

    fn state(world: &World, parcel: Entity) -> LandState {
        world.get::<Parcel>(parcel).unwrap().state
    }

    fn owed_yi(world: &World, company: LandCompany) -> f64 {
        world.resource::<Companies>().books(company).owed as f64 / 1e8
    }

    // Notice 8.1
    #[test]
    fn target_sectors_find_stock_before_new_land_and_others_as_before() {
        let mut world = world(Parameters::default());
        let target = project(&mut world, 1, 0);
        let general = project(&mut world, 2, 0);
        world.get_mut::<Project>(general).unwrap().sector = SectorId(1);
        let access = |world: &mut World, entity: Entity| {
            let project = world.get::<Project>(entity).unwrap().clone();
            world
                .run_system_cached_with(
                    |In(project): In<Project>, ground: Ground| ground.access(A, &project),
                    project,
                )
                .unwrap()
        };
        assert_eq!(access(&mut world, target), Access::Any);
        run(&mut world, systems::open_vacated_space);
        assert_eq!(access(&mut world, target), Access::StockFirst);
        assert_eq!(access(&mut world, general), Access::Any);
    }

    // Notice 8.2
    #[test]
    fn a_company_buys_what_it_can_pay_for_in_its_own_district() {
        let mut world = world(plain());
        let too_large = parcel(&mut world, 0, 0, 6.0, LandState::Vacated, |_| {});
        let vacated = parcel(&mut world, 1, 0, 2.0, LandState::Vacated, |_| {});
        let idle = parcel(&mut world, 2, 0, 4.0, LandState::Idle, |_| {});
        let small_idle = parcel(&mut world, 3, 0, 3.0, LandState::Idle, |_| {});
        let elsewhere = parcel(&mut world, 0, 1, 5.0, LandState::Idle, |_| {});
        run(&mut world, systems::acquire_unused_land);
        let bought = |parcel| state(&world, parcel) == LandState::UnderRenovation;
        assert!(bought(vacated) && bought(small_idle) && bought(elsewhere));
        assert!(!bought(too_large) && !bought(idle));
        assert_eq!(owed_yi(&world, LandCompany::District(A)), 1.0);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.bought_ha.at(Place::City), 10.0);
        assert_eq!(metrics.rounds_short(Place::District(0)), 1.0);
        assert_eq!(metrics.rounds_stopped(Place::City), 0.0);
    }

    // Notice 8.2
    #[test]
    fn the_citys_company_buys_what_those_of_the_districts_leave() {
        let mut world = world(Parameters {
            city_company_yi: 2.0,
            ..plain()
        });
        let large = parcel(&mut world, 0, 0, 8.0, LandState::Vacated, |_| {});
        run(&mut world, systems::acquire_unused_land);
        assert_eq!(state(&world, large), LandState::UnderRenovation);
        let stake = world.get::<Parcel>(large).unwrap().stake.unwrap();
        assert_eq!(stake.company, LandCompany::City);
        assert_eq!(owed_yi(&world, LandCompany::City), 1.6);
    }

    // Notice 8.2
    #[test]
    fn debt_that_counts_stops_purchases_in_the_second_year_and_debt_that_does_not_goes_on() {
        for (debt_counts, expected) in [(false, 3.0), (true, 1.0)] {
            let mut world = world(Parameters {
                debt_counts,
                debt_ceiling: 1.5,
                ..plain()
            });
            for n in 0..3 {
                parcel(&mut world, n, 0, 5.0, LandState::Vacated, |_| {});
            }
            for _ in 0..3 {
                run(&mut world, systems::acquire_unused_land);
                advance(&mut world, 52);
            }
            assert_eq!(owed_yi(&world, LandCompany::District(A)), expected);
            let stopped = world.resource::<Metrics>().rounds_stopped(Place::City);
            assert_eq!(stopped > 0.0, debt_counts);
        }
    }

    // Notice 8.2
    #[test]
    fn renovated_land_is_offered_as_serviced_stock_and_is_safe_until_then() {
        let mut world = world(Parameters {
            renovation_weeks: 20.0,
            ..plain()
        });
        let site = parcel(&mut world, 0, 0, 5.0, LandState::Vacated, |p| {
            p.readiness = Readiness::Raw;
        });
        run(&mut world, systems::acquire_unused_land);
        advance(&mut world, 19);
        run(&mut world, systems::offer_renovated_space);
        assert_eq!(state(&world, site), LandState::UnderRenovation);
        advance(&mut world, 1);
        run(&mut world, systems::offer_renovated_space);
        let parcel = world.get::<Parcel>(site).unwrap();
        assert_eq!(parcel.state, LandState::Reserve);
        assert_eq!(parcel.readiness, Readiness::Serviced);
        assert_eq!(parcel.origin, Origin::Stock);
        let bank = world.resource::<LandBank>();
        assert_eq!(bank.reserve_for(A, Access::StockOnly), ha(5.0));
        assert_eq!(bank.total(), ha(5.0));
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.weeks_to_offer.at(Place::District(0)), 20.0);
    }

    // Notice 8.2
    #[test]
    fn chances_of_reuse_and_loss_that_were_due_pass_over_land_under_renovation() {
        let mut world = world(plain());
        world.init_resource::<land_supply::Departures>();
        let supply = land_supply::Parameters {
            loss_per_year: 10.0,
            reuse_per_year: 0.0,
            ..land_supply::Parameters::default()
        };
        world.insert_resource(supply);
        let sites: Vec<Entity> = (0..4)
            .map(|n| parcel(&mut world, n, 0, 1.0, LandState::Vacated, |_| {}))
            .collect();
        run(&mut world, land_supply::try_unused_land);
        run(&mut world, systems::acquire_unused_land);
        for _ in 0..52 {
            run(&mut world, land_supply::move_unused_land);
            advance(&mut world, 1);
        }
        for site in sites {
            assert_eq!(state(&world, site), LandState::UnderRenovation);
        }
    }

    // Notice 8.2
    #[test]
    fn what_a_site_cost_leaves_the_books_piece_by_piece_as_it_is_granted() {
        let mut world = world(plain());
        let site = parcel(&mut world, 0, 0, 5.0, LandState::Vacated, |_| {});
        run(&mut world, systems::acquire_unused_land);
        let stake: Stake = world.get::<Parcel>(site).unwrap().stake.unwrap();
        for (granted, left) in [(2.0, 0.6), (3.0, 0.0)] {
            world.write_message(StakeSettled {
                stake,
                area: ha(granted),
            });
            run(&mut world, systems::settle_stakes);
            world.resource_mut::<Messages<StakeSettled>>().clear();
            assert!((owed_yi(&world, LandCompany::District(A)) - left).abs() < 1e-9);
        }
    }

    // Notice 8.3
    #[test]
    fn four_urban_districts_admit_target_sectors_on_stock_alone_while_they_are_opened() {
        let mut world = world(Parameters::default());
        {
            let mut districts = world.resource_mut::<Districts>();
            for district in &mut districts.0[..2] {
                district.zone = Zone::Expansion;
            }
            districts.0[0].reuse_pilot = true;
        }
        let target = project(&mut world, 1, 0);
        let general = project(&mut world, 2, 0);
        world.get_mut::<Project>(general).unwrap().sector = SectorId(1);
        let admits = |world: &mut World, district: u16, entity: Entity| {
            let project = world.get::<Project>(entity).unwrap().clone();
            world
                .run_system_cached_with(
                    |In((district, project)): In<(DistrictId, Project)>, ground: Ground| {
                        let access = ground.access(district, &project);
                        (ground.admits(district, &project), access)
                    },
                    (DistrictId(district), project),
                )
                .unwrap()
        };
        assert!(!admits(&mut world, 0, target).0);
        run(&mut world, systems::open_vacated_space);
        assert_eq!(admits(&mut world, 0, target), (true, Access::StockOnly));
        assert!(!admits(&mut world, 0, general).0);
        assert!(!admits(&mut world, 1, target).0);
        world.resource_mut::<Parameters>().opens_urban_districts = false;
        run(&mut world, systems::open_vacated_space);
        assert!(!admits(&mut world, 0, target).0);
    }

    // Notice 8.3
    #[test]
    fn landings_of_target_sectors_are_counted_with_the_land_they_take() {
        let mut world = world(Parameters::default());
        world.resource_mut::<LandRules>().opened.insert(A);
        let target = project(&mut world, 1, 0);
        let stock = parcel(&mut world, 0, 0, 2.0, LandState::Allocated, |_| {});
        land(&mut world, target, stock);
        reach(&mut world, target, Stage::Granted);
        run(&mut world, metrics::count_landings);
        let metrics = world.resource::<Metrics>();
        assert_eq!(metrics.urban_landings.at(Place::District(0)), 1.0);
        assert_eq!(metrics.target_stock_ha.at(Place::City), 2.0);
    }
}

mod invariants {
    //! What must hold, and what is said where it does not.

    use super::super::components::Companies;
    use super::super::invariants::books_balance;
    use super::super::parameters::Parameters;
    use crate::kernel::ids::DistrictId;
    use crate::lifecycle::small_world;
    use crate::world::parcel::{LandCompany, LandState, Stake};

    #[test]
    fn books_that_do_not_balance_or_exceed_the_means_are_told() {
        let mut world = small_world::world();
        let company = LandCompany::District(DistrictId(1));
        small_world::parcel(
            &mut world,
            1,
            1,
            1.0,
            LandState::UnderRenovation,
            |parcel| {
                parcel.stake = Some(Stake {
                    company,
                    yuan_per_square_meter: 100,
                });
            },
        );
        world.insert_resource(Companies::new(3));
        world.insert_resource(Parameters::default());
        let breach = books_balance(&mut world).unwrap_err();
        assert!(
            breach.what.contains("land that cost 1000000 yuan"),
            "{}",
            breach.what
        );

        let mut companies = world.resource_mut::<Companies>();
        companies.books_mut(company).owed = 1_000_000;
        companies.books_mut(company).spent = 1_000_000;
        assert_eq!(books_balance(&mut world), Ok(()));
        let mut companies = world.resource_mut::<Companies>();
        companies.books_mut(company).spent = u64::MAX;
        assert!(books_balance(&mut world).is_err());
    }
}
