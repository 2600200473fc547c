//! Land and money under the measures that move land: nothing leaks in whole runs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use bevy_ecs::prelude::World;
use landfall::kernel::calendar::Calendar;
use landfall::kernel::record::Place;
use landfall::kernel::units::YUAN_PER_YI;
use landfall::measures::metrics;
use landfall::simulation::Simulation;
use landfall::world::parcel::{LandState, Parcel, Protection};
use support::variant_of;

const SUPPLY: &str = "[measures.industrial_land_supply]\non = true\n";
const REUSE: &str = "[measures.space_reuse]\non = true\n";
const LIVELY: &str = "[land_supply]\nloss_per_year = 0.1\nfarmland_share = 0.6\n";

fn metric(world: &World, name: &str) -> f64 {
    let metric = metrics().into_iter().find(|m| m.name == name).unwrap();
    (metric.value)(world, Place::City).unwrap()
}

fn sum_over_parcels(world: &World, of: impl Fn(&Parcel) -> f64) -> f64 {
    let mut parcels = world.try_query::<&Parcel>().unwrap();
    parcels.iter(world).map(of).sum()
}

/// Invariants hold in every week of whole runs, with either measure and with both.
#[test]
fn land_is_conserved_with_either_measure_and_with_both() {
    let both = format!("{SUPPLY}{REUSE}");
    for changes in [SUPPLY, REUSE, &both] {
        let scenario = variant_of("small_city", &format!("{changes}{LIVELY}"));
        for replication in 0..3 {
            support::run(&scenario, replication);
        }
    }
}

/// In every week the companies owe exactly what the stakes in land add up to, and the line holds
/// exactly the land that its parcels show.
#[test]
fn the_books_agree_with_the_land() {
    let scenario = variant_of("small_city", &format!("{SUPPLY}{REUSE}{LIVELY}"));
    let mut simulation = Simulation::new(&scenario, 0, true);
    let weeks = simulation.world().resource::<Calendar>().end().0;
    let mut most_owed: f64 = 0.0;
    for week in 0..weeks {
        simulation.week().unwrap();
        if week % 13 != 0 {
            continue;
        }
        let world = simulation.world();
        let staked = sum_over_parcels(world, |parcel| {
            parcel.stake.map_or(0.0, |stake| {
                stake.yuan_per_square_meter as f64 * parcel.area.square_metres() as f64
            })
        });
        let owed = metric(world, "space_reuse.owed_yi");
        assert!((owed - staked / YUAN_PER_YI).abs() < 1e-9, "week {week}");
        most_owed = most_owed.max(owed);
        for (tier, name) in [
            (Protection::Barred, "barred_ha"),
            (Protection::Compensated, "compensated_tier_ha"),
        ] {
            let within = sum_over_parcels(world, |parcel| {
                let is_within = parcel.protection == tier && parcel.state != LandState::Lost;
                if is_within {
                    parcel.area.hectares()
                } else {
                    0.0
                }
            });
            let line = metric(world, &format!("industrial_land_supply.{name}"));
            assert!(
                (line - within).abs() < 1e-6,
                "{name} in week {week}: {line} {within}"
            );
        }
    }
    assert!(most_owed > 0.0);
}

/// With everything barred, nothing that the line protects is lost; with all of it compensated, new
/// land comes for all that is lost.
#[test]
fn barred_land_stays_and_compensated_land_is_replaced() {
    let lost_and_replaced = |barred: f64, compensated: f64| {
        let changes =
            format!("{LIVELY}{SUPPLY}barred_share = {barred}\ncompensated_share = {compensated}\n");
        let scenario = variant_of("small_city", &changes);
        let outcome = support::run(&scenario, 0);
        let lost = support::city(&scenario, &outcome, "land.lost_ha");
        let new = "industrial_land_supply.compensated_ha";
        (lost, support::city(&scenario, &outcome, new))
    };
    let (lost, _) = lost_and_replaced(1.0, 0.0);
    assert_eq!(lost, 0.0);
    let (lost, replaced) = lost_and_replaced(0.0, 1.0);
    assert!(
        lost > 0.0 && (lost - replaced).abs() < 1e-6,
        "{lost} {replaced}"
    );
    let (lost, replaced) = lost_and_replaced(0.0, 0.0);
    assert!(lost > 0.0 && replaced == 0.0);
}
