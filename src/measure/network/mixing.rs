//! Whether authors reply to authors of their own kind.

use std::collections::BTreeMap;

use crate::graph::AuthorNetwork;

/// How often one class is tied to another: what Newman's coefficient needs of a mixing matrix.
///
/// Only the trace and the sums of rows and columns are held, so that classes can be any numbers.
#[derive(Clone, Debug, Default)]
struct Mixing {
    total: u128,
    same: u128,
    /// For each class the sum of its row and that of its column.
    sides: BTreeMap<usize, (u128, u128)>,
}

impl Mixing {
    fn add(&mut self, source: usize, target: usize, count: u64) {
        let count = u128::from(count);
        self.total += count;
        self.same += if source == target { count } else { 0 };
        self.sides.entry(source).or_default().0 += count;
        self.sides.entry(target).or_default().1 += count;
    }

    /// `(tr e - sum a_i b_i) / (1 - sum a_i b_i)`, in shares of the total.
    fn assortativity(&self) -> Option<f64> {
        let is_alone = self.sides.values().any(|&sides| sides == (self.total, self.total));
        let share = |count: u128| count as f64 / self.total as f64;
        let by_chance: f64 = self.sides.values().map(|(row, column)| share(*row) * share(*column)).sum();
        (self.total > 0 && !is_alone).then(|| (share(self.same) - by_chance) / (1.0 - by_chance))
    }
}

/// Newman's assortativity of a mixing matrix: counts of ties from the class of the row to that of the column.
///
/// 1 where ties stay within classes, 0 where they go as chance has it, below 0 where they avoid their own class.
/// `None` without counts, and where all ties are from and to one class. Rows may be of different lengths; what is
/// missing is 0. Linear in the cells.
///
/// Newman (2003, "Mixing patterns in networks", Physical Review E 67, equation 2).
///
/// ```
/// use rejoinder::measure::network::mixing_assortativity;
///
/// // Slashdot 2005-2006, low and high mean scores (Gomez et al. 2008): 0.036.
/// let found = mixing_assortativity(&[[78_341, 198_391], [151_013, 455_997]]).unwrap();
/// assert!((found - 0.035_987_862).abs() < 1e-9);
/// ```
#[must_use]
pub fn mixing_assortativity<R: AsRef<[u64]>>(matrix: &[R]) -> Option<f64> {
    let mut mixing = Mixing::default();
    for (source, row) in matrix.iter().enumerate() {
        row.as_ref().iter().enumerate().for_each(|(target, &count)| mixing.add(source, target, count));
    }
    mixing.assortativity()
}

/// Newman's assortativity of the classes of authors, such as low and high mean scores, over who replied to whom.
///
/// `class` tells an author's class by the author's number. Each ordered pair counts once, however many replies it
/// stands for; a pair with an author whose class is unknown is left out. -1 to 1, at the lower end as in
/// [`mixing_assortativity`], which also says when it is `None`. Linear in the edges.
///
/// Gomez, Kaltenbrunner and Lopez (2008, "Statistical analysis of the social network and discussion threads in
/// Slashdot", WWW, section 4.3).
#[must_use]
pub fn score_assortativity(network: &AuthorNetwork, class: impl Fn(u32) -> Option<usize>) -> Option<f64> {
    let classes: Vec<Option<usize>> = network.nodes().map(|node| class(network.author(node))).collect();
    let mut mixing = Mixing::default();
    for (from, to, _) in network.edges() {
        if let (Some(source), Some(target)) = (classes[from.index()], classes[to.index()]) {
            mixing.add(source, target, 1);
        }
    }
    mixing.assortativity()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_within_classes_are_one_and_across_them_minus_one() {
        assert_eq!(mixing_assortativity(&[[3, 0], [0, 9]]), Some(1.0));
        assert_eq!(mixing_assortativity(&[[0, 5], [5, 0]]), Some(-1.0));
    }

    #[test]
    fn one_class_or_none_is_undefined() {
        assert_eq!(mixing_assortativity::<[u64; 0]>(&[]), None);
        assert_eq!(mixing_assortativity(&[[7]]), None);
        assert_eq!(mixing_assortativity(&[[0, 0], [0, 4]]), None);
    }

    #[test]
    fn counts_do_not_overflow() {
        assert_eq!(mixing_assortativity(&[[u64::MAX, u64::MAX], [u64::MAX, u64::MAX]]), Some(0.0));
    }

    #[test]
    fn unknown_classes_and_weights_do_not_count() {
        let network = AuthorNetwork::new([(1, 2, 9), (3, 4, 1), (1, 3, 1), (5, 1, 1)]);
        let class = |author| [None, Some(70), Some(70), Some(8), Some(8), None][author as usize];
        let expected = mixing_assortativity(&[[1, 1], [0, 1]]);
        assert_eq!(score_assortativity(&network, class), expected);
        assert_eq!(score_assortativity(&network, |_| None), None);
        assert_eq!(score_assortativity(&network, |_| Some(0)), None);
    }
}
