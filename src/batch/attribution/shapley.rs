//! Shapley values and interactions of a figure known for every combination of some members.
//!
//! A combination is a mask: bit `i` is set if member `i` takes part. Values come in the order of
//! masks, 2^k of them for k members.

/// Each member's Shapley value: what its joining adds, averaged over all orders of joining.
///
/// # Panics
///
/// If the number of values is not a power of two.
#[must_use]
pub fn shares(values: &[f64]) -> Vec<f64> {
    let members = members(values);
    (0..members)
        .map(|member| {
            let others = masks_without(values, 1_usize << member);
            others
                .map(|mask| {
                    let joining = values[mask | 1_usize << member] - values[mask];
                    weight(members - 1, mask) * joining
                })
                .sum()
        })
        .collect()
}

/// What each member adds when it joins none of the others.
#[must_use]
pub fn alone(values: &[f64]) -> Vec<f64> {
    (0..members(values))
        .map(|member| values[1_usize << member] - values[0])
        .collect()
}

/// What is lost when each member leaves all others.
#[must_use]
pub fn without(values: &[f64]) -> Vec<f64> {
    let all = values.len() - 1;
    (0..members(values))
        .map(|member| values[all] - values[all & !(1_usize << member)])
        .collect()
}

/// The Shapley interaction of each pair, in the order of [`pairs`]: by how much the joining of one
/// adds more when the other is there, averaged over the combinations of the rest as in orders in
/// which the two join as one.
#[must_use]
pub fn interactions(values: &[f64]) -> Vec<f64> {
    let members = members(values);
    pairs(members)
        .into_iter()
        .map(|(first, second)| {
            let (a, b) = (1_usize << first, 1_usize << second);
            masks_without(values, a | b)
                .map(|mask| {
                    let together = values[mask | a | b] - values[mask | a];
                    let apart = values[mask | b] - values[mask];
                    weight(members - 2, mask) * (together - apart)
                })
                .sum()
        })
        .collect()
}

/// The pairs of some members: 0 and 1, 0 and 2, and so on.
#[must_use]
pub fn pairs(members: usize) -> Vec<(usize, usize)> {
    (0..members)
        .flat_map(|first| (first + 1..members).map(move |second| (first, second)))
        .collect()
}

fn members(values: &[f64]) -> usize {
    assert!(
        values.len().is_power_of_two(),
        "{} values are not those of all combinations",
        values.len()
    );
    values.len().trailing_zeros() as usize
}

/// The masks in which some bits are not set, in ascending order.
fn masks_without(values: &[f64], bits: usize) -> impl Iterator<Item = usize> {
    (0..values.len()).filter(move |mask| mask & bits == 0)
}

/// The chance that a newcomer to `others` finds just this combination of them: any number of them
/// is as likely as any other, and so is any combination of one size.
fn weight(others: usize, mask: usize) -> f64 {
    let present = mask.count_ones() as usize;
    let combinations =
        (0..present).fold(1.0, |count, i| count * (others - i) as f64 / (i + 1) as f64);
    1.0 / ((others + 1) as f64 * combinations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(one: &[f64], other: &[f64]) -> bool {
        one.len() == other.len() && one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-9)
    }

    #[test]
    fn nothing_to_share_is_shared_by_nobody() {
        assert!(shares(&[5.0]).is_empty());
        assert!(alone(&[5.0]).is_empty());
        assert!(without(&[5.0]).is_empty());
        assert!(interactions(&[5.0]).is_empty());
    }

    #[test]
    fn one_member_has_the_whole_effect() {
        let values = [3.0, 10.0];
        assert_eq!(shares(&values), [7.0]);
        assert_eq!(alone(&values), [7.0]);
        assert_eq!(without(&values), [7.0]);
        assert!(interactions(&values).is_empty());
    }

    /// Worked by hand: alone 4 and 2, together 10, so 4 more than both alone; each has half of it.
    #[test]
    fn two_members_halve_what_they_only_do_together() {
        let values = [1.0, 5.0, 3.0, 11.0];
        assert_eq!(shares(&values), [6.0, 4.0]);
        assert_eq!(alone(&values), [4.0, 2.0]);
        assert_eq!(without(&values), [8.0, 6.0]);
        assert_eq!(interactions(&values), [4.0]);
    }

    /// Worked by hand: one left glove (0) and two right gloves (1, 2); a pair is worth 1. In the six
    /// orders of joining the left one completes a pair four times, each right one once.
    #[test]
    fn three_members_with_gloves() {
        let pair_in = |mask: usize| f64::from(u8::from(mask & 1 != 0 && mask & 0b110 != 0));
        let values: Vec<f64> = (0..8).map(pair_in).collect();
        assert!(close(&shares(&values), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]));
        assert_eq!(alone(&values), [0.0, 0.0, 0.0]);
        assert_eq!(without(&values), [1.0, 0.0, 0.0]);
        // The two right gloves stand in for each other; each reinforces the left one where the
        // other is missing, which is one case of two.
        assert!(close(&interactions(&values), &[0.5, 0.5, -0.5]));
        assert_eq!(pairs(3), [(0, 1), (0, 2), (1, 2)]);
    }

    /// Values of all combinations of up to five members.
    fn game() -> impl Strategy<Value = Vec<f64>> {
        (0_u32..=5).prop_flat_map(|k| prop::collection::vec(-100.0..100.0_f64, 1 << k))
    }

    /// What each member adds, over every order of joining one by one.
    fn by_orders(values: &[f64]) -> Vec<f64> {
        let members = members(values);
        let mut sums = vec![0.0; members];
        let mut orders = 0.0;
        let mut stack = vec![Vec::new()];
        while let Some(order) = stack.pop() {
            if order.len() == members {
                let mut mask = 0;
                for &member in &order {
                    sums[member] += values[mask | 1_usize << member] - values[mask];
                    mask |= 1_usize << member;
                }
                orders += 1.0;
                continue;
            }
            for member in (0..members).filter(|member| !order.contains(member)) {
                stack.push([order.as_slice(), &[member]].concat());
            }
        }
        sums.iter().map(|sum| sum / orders).collect()
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_total(values in game()) {
            let total = values[values.len() - 1] - values[0];
            prop_assert!((shares(&values).iter().sum::<f64>() - total).abs() < 1e-9);
        }

        #[test]
        fn shares_are_means_over_all_orders(values in game()) {
            prop_assert!(close(&shares(&values), &by_orders(&values)));
        }

        /// Members that do the same have the same share: members 0 and 1 are made alike.
        #[test]
        fn equals_share_equally(values in game()) {
            prop_assume!(values.len() >= 4);
            let swapped = |mask: usize| mask & !0b11 | (mask & 1) << 1 | (mask & 0b10) >> 1;
            let alike: Vec<f64> = (0..values.len())
                .map(|mask| values[mask.min(swapped(mask))])
                .collect();
            let shares = shares(&alike);
            prop_assert!((shares[0] - shares[1]).abs() < 1e-9);
        }

        /// A member that never adds anything has no share and interacts with nobody.
        #[test]
        fn who_adds_nothing_gets_nothing(values in game()) {
            prop_assume!(values.len() >= 2);
            let idle: Vec<f64> = (0..values.len()).map(|mask| values[mask & !1]).collect();
            prop_assert_eq!(shares(&idle)[0], 0.0);
            let pairs = pairs(members(&idle));
            let with_it = pairs.iter().zip(interactions(&idle)).filter(|((i, _), _)| *i == 0);
            prop_assert!(with_it.into_iter().all(|(_, interaction)| interaction == 0.0));
        }

        /// Two figures added are shared as each alone.
        #[test]
        fn sums_are_shared_term_by_term(values in game(), factor in -3.0..3.0_f64) {
            let other: Vec<f64> = values.iter().rev().map(|v| v * factor).collect();
            let sum: Vec<f64> = values.iter().zip(&other).map(|(a, b)| a + b).collect();
            let of = |split: fn(&[f64]) -> Vec<f64>| {
                let each = split(&values).into_iter().zip(split(&other));
                close(&split(&sum), &each.map(|(a, b)| a + b).collect::<Vec<_>>())
            };
            prop_assert!(of(shares) && of(alone) && of(without) && of(interactions));
        }

        /// Where effects merely add, every view of a member is its effect and nobody interacts.
        #[test]
        fn where_effects_add_all_views_agree(effects in prop::collection::vec(-9.0..9.0_f64, 0..6)) {
            let of = |mask: usize| -> f64 {
                (0..effects.len()).filter(|i| mask >> i & 1 == 1).map(|i| effects[i]).sum()
            };
            let values: Vec<f64> = (0..1 << effects.len()).map(of).collect();
            for split in [shares(&values), alone(&values), without(&values)] {
                prop_assert!(close(&split, &effects));
            }
            prop_assert!(interactions(&values).iter().all(|i| i.abs() < 1e-9));
        }
    }
}
