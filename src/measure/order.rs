//! Order statistics, and how two orders go together.

/// The value at a share of the way through sorted values: the ceil(share n)-th smallest, with the share in tenths.
#[must_use]
pub fn order_statistic(sorted: &[i64], tenths: usize) -> Option<i64> {
    sorted.get((sorted.len() * tenths).div_ceil(10).checked_sub(1)?).copied()
}

/// The ordinary median of sorted values: the mean of the two in the middle where they are even in number.
#[must_use]
pub fn median(sorted: &[i64]) -> Option<f64> {
    median_of(sorted, |&value| value as f64)
}

/// The median of what `of` makes of sorted values; `of` must not change their order.
pub(crate) fn median_of<T>(sorted: &[T], of: impl Fn(&T) -> f64) -> Option<f64> {
    let upper = of(sorted.get(sorted.len() / 2)?);
    let lower = of(sorted.get((sorted.len() - 1) / 2)?);
    Some(f64::midpoint(lower, upper))
}

/// Spearman's rank correlation of pairs, in [-1, 1]: Pearson's over ranks, equal values sharing their mean rank.
///
/// `None` for fewer than two pairs, and where all first or all second values are equal. Takes O(n log n). (Spearman 1904.)
#[must_use]
pub fn spearman(pairs: &[(i64, i64)]) -> Option<f64> {
    let first = doubled_ranks(pairs, |pair| pair.0);
    let second = doubled_ranks(pairs, |pair| pair.1);
    // Doubled ranks have n + 1 for their mean, so that sums of products stay whole numbers.
    let mean = pairs.len() as i128 + 1;
    let product = |a: &[i64], b: &[i64]| -> i128 {
        a.iter().zip(b).map(|(&a, &b)| (i128::from(a) - mean) * (i128::from(b) - mean)).sum()
    };
    let (xy, xx, yy) = (product(&first, &second), product(&first, &first), product(&second, &second));
    (xx > 0 && yy > 0).then(|| (xy as f64 / (xx as f64 * yy as f64).sqrt()).clamp(-1.0, 1.0))
}

/// Twice the rank of each pair by one of its values, from 2; equal values share the mean of their ranks.
fn doubled_ranks(pairs: &[(i64, i64)], value: impl Fn(&(i64, i64)) -> i64) -> Vec<i64> {
    let mut order: Vec<(i64, usize)> = pairs.iter().map(value).zip(0..).collect();
    order.sort_unstable();
    let mut ranks = vec![0; pairs.len()];
    let mut below = 0_i64;
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        let n = equal.len() as i64;
        for &(_, index) in equal {
            if let Some(rank) = ranks.get_mut(index) {
                *rank = 2 * below + n + 1;
            }
        }
        below += n;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_statistics_are_values_and_medians_may_lie_between() {
        let sorted = [1, 2, 3, 10];
        assert_eq!([order_statistic(&sorted, 5), order_statistic(&sorted, 9)], [Some(2), Some(10)]);
        assert_eq!([median(&sorted), median(&[7]), median(&[])], [Some(2.5), Some(7.0), None]);
    }

    #[test]
    fn ranks_tell_how_two_orders_go_together() {
        assert_eq!(spearman(&[(1, 10), (2, 20), (3, 90)]), Some(1.0));
        assert_eq!(spearman(&[(1, 3), (2, 2), (3, 1)]), Some(-1.0));
        assert_eq!([spearman(&[(1, 1)]), spearman(&[(1, 1), (1, 2)]), spearman(&[])], [None, None, None]);
        // Ties share ranks 1.5: 4.5 of squares against 4.5 and 5 gives 0.9486832980505138.
        let tied = spearman(&[(1, 1), (1, 2), (2, 3), (3, 4)]).unwrap_or_default();
        assert!((tied - 0.948_683_298_050_513_8).abs() < 1e-15, "{tied}");
    }
}
