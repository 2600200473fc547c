//! Quantile functions over `libm`: one uniform number in, one value of the distribution out.

use super::math::{exp, ln, pow, sqrt};

/// Standard normal quantile: Wichura's algorithm AS 241 (PPND16), relative error about 1e-16.
#[must_use]
pub fn normal(u: f64) -> f64 {
    const NEAR: f64 = 0.425;
    const NEAR_SQUARED: f64 = 0.180_625;
    const FAR: f64 = 5.0;
    let q = u - 0.5;
    if q.abs() <= NEAR {
        let r = NEAR_SQUARED - q * q;
        return q * polynomial(r, &CENTRE_ABOVE) / polynomial(r, &CENTRE_BELOW);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = sqrt(-ln(tail));
    let size = if r <= FAR {
        let r = r - 1.6;
        polynomial(r, &MIDDLE_ABOVE) / polynomial(r, &MIDDLE_BELOW)
    } else {
        let r = r - FAR;
        polynomial(r, &TAIL_ABOVE) / polynomial(r, &TAIL_BELOW)
    };
    if q < 0.0 { -size } else { size }
}

/// Lognormal quantile from its median and the standard deviation of the logarithm.
#[must_use]
pub fn lognormal(u: f64, median: f64, sigma: f64) -> f64 {
    median * exp(sigma * normal(u))
}

/// Exponential quantile with mean 1.
#[must_use]
pub fn exponential(u: f64) -> f64 {
    -libm::log1p(-u)
}

/// Standard Gumbel quantile.
#[must_use]
pub fn gumbel(u: f64) -> f64 {
    -ln(-ln(u))
}

/// Quantile of the Pareto distribution with exponent `alpha` cut to `least..=most`.
#[must_use]
pub fn truncated_pareto(u: f64, least: f64, alpha: f64, most: f64) -> f64 {
    let beyond = pow(least / most, alpha);
    (least * pow(1.0 - u * (1.0 - beyond), -1.0 / alpha)).min(most)
}

/// Quantile of the distribution whose logarithm is uniform on `ln least..=ln most`.
#[must_use]
pub fn log_uniform(u: f64, least: f64, most: f64) -> f64 {
    least * exp(u * ln(most / least))
}

/// Poisson quantile by summing probabilities from 0 up; means above 600 are refused by saturating
/// at 600, where the first probability would no longer be a normal number.
#[must_use]
pub fn poisson(u: f64, mean: f64) -> u32 {
    const MOST: f64 = 600.0;
    const LONGEST: u32 = 10_000;
    let mean = mean.clamp(0.0, MOST);
    let mut probability = exp(-mean);
    let mut below = probability;
    let mut count = 0;
    while u > below && count < LONGEST {
        count += 1;
        probability *= mean / f64::from(count);
        below += probability;
    }
    count
}

/// Coefficients run from the constant up.
fn polynomial(x: f64, coefficients: &[f64; 8]) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}

// The published coefficients of AS 241 (Applied Statistics 37, 1988, 477–484).
const CENTRE_ABOVE: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_BELOW: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_545,
];
const MIDDLE_ABOVE: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const TAIL_ABOVE: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const TAIL_BELOW: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];
