//! How unequally a whole is shared out: Gini coefficient and entropy.

/// The Gini coefficient of some amounts: 0 where all are equal, (k - 1)/k at most for k amounts.
///
/// G = sum over i of (2i - k - 1) x(i) / (k sum x), with x(1) the smallest. One amount has 0; no amounts, and amounts
/// that are all 0, have none. Takes O(k log k); the amounts are sorted in place. (Gini 1912.)
#[must_use]
pub fn gini(amounts: &mut [u32]) -> Option<f64> {
    amounts.sort_unstable();
    let total: u64 = amounts.iter().map(|&amount| u64::from(amount)).sum();
    let k = amounts.len() as f64;
    let weighted = (1_u32..).zip(amounts.iter()).map(|(i, &x)| (2.0 * f64::from(i) - k - 1.0) * f64::from(x));
    (total > 0).then(|| weighted.sum::<f64>() / (k * total as f64))
}

/// The entropy, in bits, of how a total is shared out: 0 where one has all, log2 k where k share alike.
///
/// Parts of 0 change nothing; without a total there is none. Linear. (Shannon 1948.)
#[must_use]
pub fn entropy_bits(parts: impl Iterator<Item = u64> + Clone) -> Option<f64> {
    let total: u64 = parts.clone().sum();
    let bits = |part: u64| {
        let share = part as f64 / total as f64;
        -share * share.log2()
    };
    // The empty sum of floats is -0.
    (total > 0).then(|| parts.filter(|&part| part > 0).map(bits).sum::<f64>().max(0.0))
}

/// Entropy over the most that so many kinds can have; `None` for fewer than two kinds.
#[must_use]
pub fn normalised(entropy: Option<f64>, n_kinds: usize) -> Option<f64> {
    // Rounding may lift equal shares a hair over 1.
    entropy.filter(|_| n_kinds > 1).map(|bits| (bits / (n_kinds as f64).log2()).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_parts_are_equal() {
        assert_eq!(gini(&mut [3, 3, 3]), Some(0.0));
        assert_eq!(gini(&mut [4]), Some(0.0));
        assert_eq!(gini(&mut [0, 0, 0, 8]), Some(0.75));
        assert_eq!([gini(&mut []), gini(&mut [0, 0])], [None, None]);
    }

    #[test]
    fn entropy_is_in_bits() {
        assert_eq!(entropy_bits([1, 1, 1, 1].into_iter()), Some(2.0));
        assert_eq!(entropy_bits([5, 0].into_iter()), Some(0.0));
        assert_eq!(entropy_bits(std::iter::empty()), None);
        assert_eq!(normalised(Some(2.0), 4), Some(1.0));
        assert_eq!(normalised(Some(0.0), 1), None);
    }
}
