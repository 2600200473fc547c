//! Chance held against other implementations, against statistics, and against itself of yesterday.

use statrs::distribution::{
    Continuous, ContinuousCDF, Discrete, Exp, Gumbel, LogNormal, Normal, Pareto, Poisson, Uniform,
};

use super::math::ln;
use super::quantile;
use super::{Clock, Dice, Draw, Purpose};
use crate::kernel::ids::{DistrictId, ProjectId};

const TEST: Purpose = Purpose::new("chance.test");
const OTHER: Purpose = Purpose::new("chance.other");

/// Kolmogorov–Smirnov at the 1 % level: a fixed sample that fails is a defect, not bad luck.
fn follows(name: &str, sample: impl Fn(Draw) -> f64, cdf: impl Fn(f64) -> f64) {
    const N: u32 = 20_000;
    let dice = Dice::new(99, 3);
    let mut values: Vec<f64> = (0..N)
        .map(|i| sample(dice.roll(TEST, &ProjectId::on_tape(i), 0)))
        .collect();
    values.sort_by(f64::total_cmp);
    let n = f64::from(N);
    let distance = values
        .iter()
        .enumerate()
        .map(|(i, &value)| {
            let expected = cdf(value);
            let below = i as f64 / n;
            (expected - below)
                .abs()
                .max((below + 1.0 / n - expected).abs())
        })
        .fold(0.0, f64::max);
    assert!(distance < 1.63 / n.sqrt(), "{name}: distance {distance}");
}

#[test]
fn draws_follow_their_distributions() {
    let uniform = Uniform::new(0.0, 1.0).unwrap();
    follows("uniform", Draw::uniform, |x| uniform.cdf(x));
    let normal = Normal::new(0.0, 1.0).unwrap();
    follows("normal", Draw::normal, |x| normal.cdf(x));
    let lognormal = LogNormal::new(ln(75.0), 0.4).unwrap();
    follows(
        "lognormal",
        |d| d.lognormal(75.0, 0.4),
        |x| lognormal.cdf(x),
    );
    let exponential = Exp::new(1.0).unwrap();
    follows("exponential", Draw::exponential, |x| exponential.cdf(x));
    let gumbel = Gumbel::new(0.0, 1.0).unwrap();
    follows("gumbel", Draw::gumbel, |x| gumbel.cdf(x));
    let pareto = Pareto::new(1.0, 0.81).unwrap();
    let cut = pareto.cdf(500.0);
    follows(
        "truncated pareto",
        |d| d.truncated_pareto(1.0, 0.81, 500.0),
        |x| pareto.cdf(x) / cut,
    );
    follows(
        "log-uniform",
        |d| d.log_uniform(0.1, 1.0),
        |x| ln(x / 0.1) / ln(10.0),
    );
}

#[test]
fn poisson_counts_have_their_probabilities() {
    const N: u32 = 40_000;
    let poisson = Poisson::new(11.5).unwrap();
    let dice = Dice::new(5, 0);
    let mut counts = [0_u32; 60];
    for i in 0..N {
        let count = dice.roll(TEST, &ProjectId::on_tape(i), 7).poisson(11.5);
        counts[(count as usize).min(59)] += 1;
    }
    let chi_squared: f64 = (3_u32..24)
        .map(|k| {
            let expected = poisson.pmf(u64::from(k)) * f64::from(N);
            square(f64::from(counts[k as usize]) - expected) / expected
        })
        .sum();
    // 99 % quantile of chi squared with 20 degrees of freedom.
    assert!(chi_squared < 37.57, "{chi_squared}");
    assert_eq!(quantile::poisson(0.5, 0.0), 0);
}

#[test]
fn quantiles_agree_with_another_implementation() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    for u in [
        1e-12,
        1e-6,
        0.01,
        0.074,
        0.3,
        0.5,
        0.7,
        0.926,
        0.999,
        1.0 - 1e-9,
    ] {
        let ours = quantile::normal(u);
        // The density turns an error in the argument into one in probability.
        let error = (normal.cdf(ours) - u).abs() / normal.pdf(ours).max(1e-300);
        assert!(
            error < 1e-6 * (1.0 + ours.abs()),
            "{u}: {ours} off by {error}"
        );
    }
    assert!((quantile::normal(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
    assert!((quantile::normal(0.025) + 1.959_963_984_540_054).abs() < 1e-14);
}

fn square(x: f64) -> f64 {
    x * x
}

/// Correlation of two sequences of draws.
fn correlation(of: impl Fn(u32) -> (f64, f64)) -> f64 {
    const N: u32 = 20_000;
    let pairs: Vec<(f64, f64)> = (0..N).map(of).collect();
    let n = f64::from(N);
    let (mx, my) = (
        pairs.iter().map(|p| p.0).sum::<f64>() / n,
        pairs.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let covariance: f64 = pairs.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum();
    let (vx, vy): (f64, f64) = (
        pairs.iter().map(|p| square(p.0 - mx)).sum(),
        pairs.iter().map(|p| square(p.1 - my)).sum(),
    );
    covariance / (vx * vy).sqrt()
}

#[test]
fn neighbouring_keys_share_no_luck() {
    let dice = Dice::new(2021, 0);
    let next = Dice::new(2021, 1);
    let other_seed = Dice::new(2022, 0);
    let at = |dice: &Dice, purpose, id, index| {
        dice.roll(purpose, &ProjectId::on_tape(id), index).uniform()
    };
    let cases: [(&str, &dyn Fn(u32) -> (f64, f64)); 5] = [
        ("entity", &|i| {
            (at(&dice, TEST, i, 0), at(&dice, TEST, i + 1, 0))
        }),
        ("index", &|i| (at(&dice, TEST, i, 0), at(&dice, TEST, i, 1))),
        ("purpose", &|i| {
            (at(&dice, TEST, i, 0), at(&dice, OTHER, i, 0))
        }),
        ("replication", &|i| {
            (at(&dice, TEST, i, 0), at(&next, TEST, i, 0))
        }),
        ("seed", &|i| {
            (at(&dice, TEST, i, 0), at(&other_seed, TEST, i, 0))
        }),
    ];
    for (name, of) in cases {
        let correlation = correlation(of);
        // Three standard errors.
        assert!(
            correlation.abs() < 3.0 / 20_000.0_f64.sqrt(),
            "{name}: {correlation}"
        );
    }
}

#[test]
fn a_draw_depends_on_its_key_alone() {
    let (a, b) = (Dice::new(7, 2), Dice::new(7, 2));
    let id = ProjectId::on_tape(42);
    let first = a.roll(TEST, &id, 9);
    let _ = b.roll(OTHER, &DistrictId(3), 1);
    assert_eq!(first, b.roll(TEST, &id, 9));
    assert_ne!(first, b.roll(TEST, &id.expansion(1).unwrap(), 9));
}

#[test]
fn golden_values_of_every_distribution() {
    let dice = Dice::new(2021, 0);
    let mut text = String::new();
    for index in 0..3 {
        let draw = dice.roll(TEST, &ProjectId::on_tape(1), index);
        for (name, value) in [
            ("uniform", draw.uniform()),
            ("normal", draw.normal()),
            ("lognormal 75 0.4", draw.lognormal(75.0, 0.4)),
            ("exponential", draw.exponential()),
            ("gumbel", draw.gumbel()),
            (
                "truncated pareto 1 0.81 500",
                draw.truncated_pareto(1.0, 0.81, 500.0),
            ),
            ("log-uniform 0.1 1", draw.log_uniform(0.1, 1.0)),
            ("poisson 11.5", f64::from(draw.poisson(11.5))),
        ] {
            text.push_str(&format!("{name:<28} {:016x} {value:?}\n", value.to_bits()));
        }
    }
    let mut stream = dice.stream(TEST);
    for _ in 0..3 {
        let value = stream().uniform();
        text.push_str(&format!(
            "{:<28} {:016x} {value:?}\n",
            "stream",
            value.to_bits()
        ));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_higher_hazard_never_delays_the_same_event() {
    let dice = Dice::new(1, 1);
    let week = |threshold, hazard: f64| {
        let mut clock = Clock::new(threshold);
        (0..10_000).find(|_| clock.advance(hazard))
    };
    for i in 0..500 {
        let threshold = dice.roll(TEST, &ProjectId::on_tape(i), 3).exponential();
        assert!(week(threshold, 0.02) >= week(threshold, 0.021));
    }
}

#[test]
fn a_clock_strikes_at_its_share_of_the_period() {
    let mut clock = Clock::new(1.0);
    assert_eq!(clock.strikes_within(0.4), None);
    assert!((clock.nearness() - 0.4).abs() < 1e-12);
    let share = clock.strikes_within(1.2).unwrap();
    assert!((share - 0.5).abs() < 1e-12);
}
