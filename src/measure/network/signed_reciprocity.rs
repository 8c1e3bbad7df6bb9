//! Whether those who talk with each other answer in kind.

use crate::measure::network::Signs;
use crate::measure::ratio;

/// The pairs of authors whose replies to each other have the same sign, over those whose replies have one both ways;
/// 0 to 1.
///
/// Both agree, or both disagree. `None` where no pair has a sign both ways. Linear in the edges, times the logarithm of a
/// degree. Leskovec, Huttenlocher and Kleinberg (2010, "Signed networks in social media", CHI) ask the same of Epinions
/// and Slashdot.
///
/// ```
/// use rejoinder::graph::AuthorNetwork;
/// use rejoinder::measure::network::{Signs, signed_reciprocity};
///
/// // 1 and 2 disagree with each other; 3 agrees with 1, who disagrees.
/// let network = AuthorNetwork::new([(1, 2, 1), (2, 1, 1), (1, 3, 1), (3, 1, 1)]);
/// let signs = Signs::of(&network, |source, _| if source == 3 { 1 } else { -1 });
/// assert_eq!(signed_reciprocity(&signs), Some(0.5));
/// ```
#[must_use]
pub fn signed_reciprocity(signs: &Signs) -> Option<f64> {
    let (mut n_same, mut n_both) = (0_u64, 0_u64);
    for from in signs.nodes() {
        for (to, sign) in signs.edges().arcs_of(from).filter(|(to, _)| *to > from) {
            let Some(reverse) = signs.edges().find(to, from) else { continue };
            n_both += 1;
            n_same += u64::from(reverse == sign);
        }
    }
    ratio(n_same.into(), n_both.into())
}
