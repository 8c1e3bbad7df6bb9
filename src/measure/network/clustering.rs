//! How often those who talk with the same author talk with each other.

use crate::graph::{AuthorNetwork, Node};
use crate::measure::network::Triangles;
use crate::measure::ratio;

/// How clustered the undirected projection of a network is.
///
/// Constant time an author, once [`Triangles`] are known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Clustering {
    /// Three times the triangles over the pairs of neighbours of all authors; 0 to 1.
    ///
    /// `None` where no author has two neighbours; networkx gives 0 there. Newman, Watts and Strogatz (2002,
    /// "Random graph models of social networks", PNAS 99).
    pub transitivity: Option<f64>,
    /// The mean over authors of the share of pairs of neighbours that are tied; 0 to 1.
    ///
    /// An author with fewer than two neighbours counts as 0, as in networkx and in igraph's mode `zero`; igraph's
    /// own choice is to leave such authors out. `None` for an empty network. Watts and Strogatz (1998,
    /// "Collective dynamics of 'small-world' networks", Nature 393).
    pub mean_local: Option<f64>,
}

impl Clustering {
    /// Measures a network whose triangles are known.
    #[must_use]
    pub fn of(network: &AuthorNetwork, triangles: &Triangles) -> Self {
        let n_pairs = |node: Node| pairs(network.neighbours().degree(node));
        let all_pairs = network.nodes().map(n_pairs).sum();
        let local = |node| ratio(triangles.at(node).into(), n_pairs(node)).unwrap_or(0.0);
        let sum: f64 = network.nodes().map(local).sum();
        Self {
            transitivity: ratio(3 * u128::from(triangles.count()), all_pairs),
            mean_local: (network.n_nodes() > 0).then(|| sum / network.n_nodes() as f64),
        }
    }
}

/// The number of unordered pairs among `n`.
pub(super) fn pairs(n: usize) -> u128 {
    n as u128 * n.saturating_sub(1) as u128 / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(replies: &[(u32, u32, u64)]) -> Clustering {
        let network = AuthorNetwork::new(replies.iter().copied());
        Clustering::of(&network, &Triangles::of(&network))
    }

    #[test]
    fn a_star_has_none_and_a_triangle_all() {
        let star = of(&[(0, 1, 1), (0, 2, 1), (3, 0, 1)]);
        assert_eq!((star.transitivity, star.mean_local), (Some(0.0), Some(0.0)));
        let triangle = of(&[(0, 1, 1), (1, 2, 1), (0, 2, 1), (2, 0, 1)]);
        assert_eq!((triangle.transitivity, triangle.mean_local), (Some(1.0), Some(1.0)));
    }

    #[test]
    fn a_tail_counts_as_zero_in_the_mean() {
        let found = of(&[(0, 1, 1), (1, 2, 1), (0, 2, 1), (2, 3, 1)]);
        assert_eq!(found.transitivity, Some(3.0 / 5.0));
        assert_eq!(found.mean_local, Some((1.0 + 1.0 + 1.0 / 3.0) / 4.0));
    }

    #[test]
    fn a_pair_has_no_pairs_of_neighbours() {
        let pair = of(&[(0, 1, 1)]);
        assert_eq!((pair.transitivity, pair.mean_local), (None, Some(0.0)));
        assert_eq!(of(&[]), Clustering::default());
    }
}
