//! How fast small parts are: a scenario file, draws, statistics and the land bank.
//! `cargo bench --bench parts`.

mod shipped;

use divan::{Bencher, black_box};
use landfall::batch::statistics::{Moments, percentile};
use landfall::kernel::chance::{Dice, Draw, Purpose};
use landfall::kernel::ids::{DistrictId, ProjectId};
use landfall::kernel::units::Area;
use landfall::scenario::Scenario;
use landfall::simulation::Simulation;
use landfall::world::district::Districts;
use landfall::world::land_bank::{Access, LandBank};

const PURPOSE: Purpose = Purpose::new("bench.parts");
/// Values that statistics are taken of: the replications of a usual comparison, doubled.
const VALUES: usize = 200;

fn main() {
    divan::main();
}

/// A scenario file, what it extends and its city.
#[divan::bench(sample_count = 20)]
fn load() -> Scenario {
    shipped::scenario(black_box("the_notice"), None)
}

#[divan::bench_group]
mod draw {
    use super::{Bencher, Dice, Draw, PURPOSE, ProjectId};

    /// Draws for one project and ever another index, each read in some way.
    fn read<T>(bencher: Bencher<'_, '_>, reading: impl Fn(Draw) -> T) {
        let dice = Dice::new(1, 0);
        let mut index = 0;
        bencher.bench_local(|| {
            index += 1;
            reading(dice.roll(PURPOSE, &ProjectId::on_tape(7), index))
        });
    }

    #[divan::bench]
    fn uniform(bencher: Bencher<'_, '_>) {
        read(bencher, Draw::uniform);
    }

    #[divan::bench]
    fn normal(bencher: Bencher<'_, '_>) {
        read(bencher, Draw::normal);
    }

    #[divan::bench]
    fn gumbel(bencher: Bencher<'_, '_>) {
        read(bencher, Draw::gumbel);
    }

    #[divan::bench(args = [0.1, 10.0])]
    fn poisson(bencher: Bencher<'_, '_>, mean: f64) {
        read(bencher, |draw| draw.poisson(mean));
    }
}

fn values() -> Vec<f64> {
    let mut next = Dice::new(1, 0).stream(PURPOSE);
    (0..VALUES).map(|_| next().normal()).collect()
}

/// Mean and Student interval; the quantile of the same degrees is kept from one to the next.
#[divan::bench]
fn interval(bencher: Bencher<'_, '_>) {
    let values = values();
    bencher.bench(|| {
        let mut moments = Moments::default();
        for &value in black_box(&values) {
            moments.add(value);
        }
        moments.interval()
    });
}

/// Sorting and one percentile.
#[divan::bench]
fn median(bencher: Bencher<'_, '_>) {
    let values = values();
    bencher.bench(|| {
        let mut ascending = black_box(&values).clone();
        ascending.sort_by(f64::total_cmp);
        percentile(&ascending, 0.5)
    });
}

/// The land bank of the notice after the years before counting, and a district that has land.
fn bank_and_district() -> (LandBank, DistrictId) {
    let scenario = shipped::scenario("the_notice", None);
    let mut simulation = Simulation::new(&scenario, 0, false);
    for _ in 0..scenario.run.burn_in {
        simulation.week().expect("no invariant is checked");
    }
    let bank = simulation.world().resource::<LandBank>().clone();
    let districts = simulation.world().resource::<Districts>().ids();
    let largest = districts.max_by_key(|&district| bank.offers(district).count());
    (bank, largest.expect("a city has districts"))
}

/// A site in one piece.
#[divan::bench]
fn best_fit(bencher: Bencher<'_, '_>) {
    let (bank, district) = bank_and_district();
    let need = Area::from_hectares(2.0);
    bencher.bench(|| black_box(&bank).best_fit(district, need, Access::StockFirst));
}

/// A site of several pieces: all that there is.
#[divan::bench]
fn assemble(bencher: Bencher<'_, '_>) {
    let (bank, district) = bank_and_district();
    let need = bank.reserve(district);
    bencher.bench(|| black_box(&bank).assemble(district, need, Access::StockFirst));
}
