//! Whether the friend of a friend is a friend.

use crate::measure::network::triangles::each_triangle;
use crate::measure::network::{Sign, Signs};
use crate::measure::ratio;

/// The balanced triangles over all triangles of which every tie has a sign; 0 to 1.
///
/// A triangle is balanced if the product of its signs is positive: three who agree, or two who agree against a third.
/// `None` where there is no such triangle. By chance, with a share `q` of ties that disagree, it is
/// `(1 - q)^3 + 3 q^2 (1 - q)`. Takes `O(m^1.5)` for `m` ties with a sign.
///
/// Cartwright and Harary (1956, "Structural balance: a generalization of Heider's theory", Psychological Review 63).
///
/// ```
/// use rejoinder::graph::AuthorNetwork;
/// use rejoinder::measure::network::{Signs, balanced_triangle_share};
///
/// // 1 and 2 agree, and both disagree with 3.
/// let network = AuthorNetwork::new([(1, 2, 1), (1, 3, 1), (2, 3, 1)]);
/// let signs = Signs::of(&network, |source, target| if (source, target) == (1, 2) { 1 } else { -i64::from(target == 3) });
/// assert_eq!(balanced_triangle_share(&signs), Some(1.0));
/// ```
#[must_use]
pub fn balanced_triangle_share(signs: &Signs) -> Option<f64> {
    let (mut n_balanced, mut n_all) = (0_u64, 0_u64);
    each_triangle(signs.ties(), |_, ties| {
        let n_negative = ties.iter().filter(|&&sign| sign == Sign::Negative).count();
        n_all += 1;
        n_balanced += u64::from(n_negative % 2 == 0);
    });
    ratio(n_balanced.into(), n_all.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::AuthorNetwork;

    #[test]
    fn a_triangle_with_an_unsigned_tie_counts_nowhere() {
        let network = AuthorNetwork::new([(1, 2, 1), (2, 3, 1), (3, 1, 1), (3, 4, 1), (4, 1, 1)]);
        let share = |lean: fn(u32, u32) -> i64| balanced_triangle_share(&Signs::of(&network, lean));
        assert_eq!(share(|_, _| 1), Some(1.0));
        assert_eq!(share(|_, _| -1), Some(0.0));
        assert_eq!(share(|source, _| if source == 4 { 0 } else { -1 }), Some(0.0));
        assert_eq!(share(|source, _| if source == 4 { -1 } else { 1 }), Some(0.5));
        assert_eq!(share(|_, target| if target == 1 { 0 } else { 1 }), None);
    }
}
