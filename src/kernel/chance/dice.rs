//! Draws that are pure functions of (master seed, replication, purpose, entity, index).
//!
//! Nothing that happens elsewhere, and no order of execution, can change a draw: two scenarios
//! with one seed share all luck, so their paired difference is the effect of the policy.

use bevy_ecs::prelude::Resource;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::quantile;
use crate::kernel::ids::Keyed;

/// What a draw is for. Two purposes never share luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose(u64);

impl Purpose {
    /// The purpose of a name such as `"lead.finder"`: the 64-bit FNV-1a hash of it.
    #[must_use]
    pub const fn new(name: &str) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let bytes = name.as_bytes();
        let mut hash = OFFSET;
        let mut i = 0;
        while i < bytes.len() {
            hash = (hash ^ bytes[i] as u64).wrapping_mul(PRIME);
            i += 1;
        }
        Self(hash)
    }
}

/// The luck of one replication.
#[derive(Resource, Debug, Clone, Copy)]
pub struct Dice {
    keys: [u64; 2],
    seed: u64,
    replication: u32,
}

impl Dice {
    /// The dice of a replication. `ChaCha8` expands the master seed into the replication's keys.
    #[must_use]
    pub fn new(seed: u64, replication: u32) -> Self {
        let mut expansion = Self::expansion(seed, replication);
        Self {
            keys: [expansion.next_u64(), expansion.next_u64()],
            seed,
            replication,
        }
    }

    /// The draw for an entity, a purpose and an index.
    #[must_use]
    pub fn roll(&self, purpose: Purpose, entity: &impl Keyed, index: u64) -> Draw {
        const ENTITY: u64 = 0x9e37_79b9_7f4a_7c15;
        const INDEX: u64 = 0xd1b5_4a32_d192_ed03;
        let mut state = mix(self.keys[0] ^ purpose.0);
        state = mix(state ^ entity.key().wrapping_mul(ENTITY).wrapping_add(self.keys[1]));
        Draw(mix(state ^ index.wrapping_mul(INDEX).wrapping_add(ENTITY)))
    }

    /// A stream of its own for a sequence that is drawn whole, such as the exogenous tape.
    ///
    /// The stream depends on the seed, the replication and its purpose only.
    pub fn stream(&self, purpose: Purpose) -> impl FnMut() -> Draw + use<> {
        let mut generator = Self::expansion(self.seed ^ purpose.0, self.replication);
        move || Draw(generator.next_u64())
    }

    fn expansion(seed: u64, replication: u32) -> ChaCha8Rng {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(u64::from(replication));
        generator
    }
}

/// The finaliser of the splitmix family: every input bit reaches every output bit.
const fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// One draw, to be read as whatever distribution is wanted.
///
/// Every reading uses exactly this one draw, through the distribution's quantile function, so a
/// larger parameter moves the *same* luck and never exchanges it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw(u64);

impl Draw {
    /// Uniform on the open interval (0, 1).
    #[must_use]
    pub fn uniform(self) -> f64 {
        const STEPS: f64 = (1_u64 << 53) as f64;
        ((self.0 >> 11) as f64 + 0.5) / STEPS
    }

    /// Whether an event of this probability happens. A higher probability keeps every event of a
    /// lower one.
    #[must_use]
    pub fn happens(self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Standard normal.
    #[must_use]
    pub fn normal(self) -> f64 {
        quantile::normal(self.uniform())
    }

    /// Lognormal with this median and this standard deviation of the logarithm.
    #[must_use]
    pub fn lognormal(self, median: f64, sigma: f64) -> f64 {
        quantile::lognormal(self.uniform(), median, sigma)
    }

    /// Exponential with mean 1.
    #[must_use]
    pub fn exponential(self) -> f64 {
        quantile::exponential(self.uniform())
    }

    /// Standard Gumbel (location 0, scale 1).
    #[must_use]
    pub fn gumbel(self) -> f64 {
        quantile::gumbel(self.uniform())
    }

    /// Pareto with exponent `alpha` on `least..=most`.
    #[must_use]
    pub fn truncated_pareto(self, least: f64, alpha: f64, most: f64) -> f64 {
        quantile::truncated_pareto(self.uniform(), least, alpha, most)
    }

    /// Log-uniform on `least..=most`.
    #[must_use]
    pub fn log_uniform(self, least: f64, most: f64) -> f64 {
        quantile::log_uniform(self.uniform(), least, most)
    }

    /// Poisson with this mean.
    #[must_use]
    pub fn poisson(self, mean: f64) -> u32 {
        quantile::poisson(self.uniform(), mean)
    }

    /// An index drawn with probability proportional to its weight; the last one if weights are
    /// all zero, and 0 for no weights at all.
    #[must_use]
    pub fn index(self, weights: impl IntoIterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().into_iter().sum();
        let mut left = self.uniform() * total;
        let mut last = 0;
        for (index, weight) in weights.into_iter().enumerate() {
            last = index;
            if left < weight {
                return index;
            }
            left -= weight;
        }
        last
    }
}
