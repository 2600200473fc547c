//! Tables of cases for the rules of negotiation, and a week of it in a small world.

use bevy_ecs::prelude::World;

use super::open::open_negotiations;
use super::progress::{Finished, negotiate, review_negotiations};
use super::rules::*;
use super::{Negotiations, Parameters};
use crate::kernel::calendar::Week;
use crate::kernel::chance::Dice;
use crate::kernel::ids::{DistrictId, ProjectId};
use crate::lifecycle::small_world::{self, advance, parcel, run};
use crate::world::authority::{Knowledge, ReferralTerms};
use crate::world::district::Conduct;
use crate::world::parcel::LandState;
use crate::world::project::NegotiationRight;

#[test]
fn teams_are_divided_in_proportion_up_to_the_cap_and_never_exceeded() {
    let cases: [(f64, &[f64], f64, &[f64]); 9] = [
        (4.0, &[1.0, 1.0], 5.0, &[2.0, 2.0]),
        (4.0, &[3.0, 1.0], 5.0, &[3.0, 1.0]),
        (4.0, &[3.0, 1.0], 2.0, &[2.0, 2.0]),
        (4.0, &[3.0, 1.0], 1.0, &[1.0, 1.0]),
        (0.0, &[3.0, 1.0], 1.0, &[0.0, 0.0]),
        (4.0, &[], 1.0, &[]),
        // What the first cannot use, the others share; and the last may be capped by that.
        (5.0, &[5.0, 1.0, 1.0], 2.0, &[2.0, 1.5, 1.5]),
        (6.0, &[10.0, 4.0, 1.0], 2.5, &[2.5, 2.5, 1.0]),
        (4.0, &[0.0, 0.0], 1.0, &[0.0, 0.0]),
    ];
    for (teams, attention, most, expected) in cases {
        let shares = divide_teams(teams, attention, most);
        assert_eq!(shares.len(), expected.len());
        for (share, expected) in shares.iter().zip(expected) {
            assert!((share - expected).abs() < 1e-12, "{teams} {attention:?}");
        }
        assert!(shares.iter().sum::<f64>() <= teams + 1e-9);
    }
}

#[test]
fn a_better_fit_and_a_site_speed_negotiation_up() {
    let p = Parameters {
        pace: 3.0,
        pace_at_misfit: 0.25,
        pace_without_site: 0.5,
        ..Parameters::default()
    };
    assert_eq!(progress(2.0, 1.0, true, &p), 6.0);
    assert_eq!(progress(2.0, 0.0, true, &p), 1.5);
    assert_eq!(progress(2.0, 0.5, true, &p), 3.75);
    assert_eq!(progress(2.0, 1.0, false, &p), 3.0);
    assert_eq!(progress(0.0, 1.0, true, &p), 0.0);
}

#[test]
fn a_district_believes_what_it_learned_of_projects_that_fit_as_well() {
    let p = Parameters {
        middling_fit: 0.4,
        good_fit: 0.7,
        ..Parameters::default()
    };
    let mut conduct = Conduct::new([0.125, 0.25, 0.5], 0.75, 4.0);
    for (seen, chance) in [
        (-0.1, 0.0),
        (0.0, 0.0),
        (0.1, 0.125),
        (0.4, 0.25),
        (0.5, 0.25),
        (0.7, 0.5),
        (1.0, 0.5),
    ] {
        assert_eq!(believed_chance(&conduct, seen, &p), chance, "{seen}");
    }
    belief_mut(&mut conduct, 0.5, &p).learn(true, 1.0);
    assert_eq!(believed_chance(&conduct, 0.5, &p), 0.4);
    assert_eq!(believed_chance(&conduct, 0.9, &p), 0.5);
}

#[test]
fn attention_grows_with_the_payoff_by_its_elasticity_and_never_ends() {
    let p = Parameters {
        attention_elasticity: 0.5,
        ..Parameters::default()
    };
    assert_eq!(attention(4.0, &p), 2.0);
    assert_eq!(attention(9.0, &p), 3.0);
    assert!(attention(0.0, &p) > 0.0);
    assert_eq!(attention(-5.0, &p), attention(0.0, &p));
}

#[test]
fn a_discount_rises_by_a_step_only_where_it_is_affordable_and_worth_it() {
    let p = Parameters {
        discount_step: 0.125,
        discount_most: 0.5,
        discount_worth: 0.25,
        ..Parameters::default()
    };
    for (discount, price, payoff, budget, expected) in [
        (0.0, 8.0, 100.0, 100.0, 0.125),
        (0.25, 8.0, 100.0, 100.0, 0.375),
        // Not above the most, and never lower than promised.
        (0.4375, 8.0, 100.0, 100.0, 0.5),
        (0.75, 8.0, 100.0, 100.0, 0.75),
        // It costs 1 yi: exactly what is left, and a little more than that.
        (0.0, 8.0, 100.0, 1.0, 0.125),
        (0.0, 8.0, 100.0, 0.9375, 0.0),
        // The payoff must be four times the cost.
        (0.0, 8.0, 4.0, 100.0, 0.125),
        (0.0, 8.0, 3.9375, 100.0, 0.0),
    ] {
        let raised = raised_discount(discount, price, payoff, budget, &p);
        assert_eq!(raised, expected, "{discount} {payoff} {budget}");
    }
}

#[test]
fn progress_is_substantive_from_its_share_of_the_work_on() {
    let p = Parameters::default();
    assert!(is_substantive(p.substantive_share * 8.0, 8.0, &p));
    assert!(!is_substantive(p.substantive_share * 8.0 - 1e-9, 8.0, &p));
}

#[test]
fn a_right_shuts_out_everyone_else_a_pending_one_everyone_and_a_leak_lets_in() {
    let dice = Dice::new(1, 0);
    let id = ProjectId::on_tape(3);
    let held = |leak| NegotiationRight::Held {
        by: DistrictId(1),
        since: Week(0),
        leak,
        terms: ReferralTerms::default(),
    };
    let cases = [
        (None, 0, true),
        (Some(held(0.0)), 1, true),
        (Some(held(0.0)), 0, false),
        (Some(held(1.0)), 0, true),
        (Some(NegotiationRight::Pending), 1, false),
    ];
    for (right, district, may) in cases {
        let answer = may_negotiate(right.as_ref(), DistrictId(district), id, &dice);
        assert_eq!(answer, may, "{right:?} {district}");
    }
}

#[test]
fn a_site_found_at_the_last_review_stays_one_when_searches_become_shorter() {
    let mut world = small_world::world();
    parcel(&mut world, 1, 0, 5.0, LandState::Reserve, |_| {});
    let project = small_world::project(&mut world, 1, 0);
    world.entity_mut(project).insert(NegotiationRight::Held {
        by: DistrictId(0),
        since: Week(0),
        leak: 0.0,
        terms: ReferralTerms::default(),
    });
    run(&mut world, open_negotiations);
    run(&mut world, review_negotiations);
    let speed = |world: &mut World| {
        world.init_resource::<Finished>();
        run(world, negotiate);
        world.get::<Negotiations>(project).unwrap().open[0].speed
    };
    let before = speed(&mut world);
    world.resource_mut::<Knowledge>().search_left = 0.5;
    advance(&mut world, 1);
    assert!(before > 0.0);
    assert_eq!(speed(&mut world), before);
}
