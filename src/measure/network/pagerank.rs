//! Who is replied to by those who are replied to.

use crate::graph::{AuthorNetwork, Node};

/// The chance that the walk goes on along a reply, and does not begin anew.
const DAMPING: f64 = 0.85;
/// The walk has settled when a round changes less than this, over all authors.
const SETTLED: f64 = 1e-14;
/// After so many rounds it is taken as it is; settling takes about 200.
const MOST_ROUNDS: usize = 1_000;

/// The PageRank of each author, by node: how often a reader is there who goes from each author to one whom that
/// author replied to, the likelier the more replies, and now and then begins anew anywhere.
///
/// Above 0, with a sum of 1; empty for an empty network. The damping is 0.85; from an author who replied to
/// nobody, the reader goes anywhere. Linear in the edges for each of about 200 rounds, which end when one changes
/// less than 1e-14 in sum.
///
/// The code is our own, as petgraph's `page_rank` looks at all pairs of nodes in each round and knows no weights.
/// Brin and Page (1998, "The anatomy of a large-scale hypertextual Web search engine", Computer Networks 30);
/// dangling nodes as in Langville and Meyer (2004, "Deeper inside PageRank", Internet Mathematics 1).
///
/// ```
/// use rejoinder::graph::AuthorNetwork;
/// use rejoinder::measure::network::page_ranks;
///
/// let ranks = page_ranks(&AuthorNetwork::new([(1, 2, 1), (2, 1, 1)]));
/// assert_eq!(ranks, [0.5, 0.5]);
/// ```
#[must_use]
pub fn page_ranks(network: &AuthorNetwork) -> Vec<f64> {
    let n = network.n_nodes();
    let sums: Vec<f64> = network.nodes().map(|node| replies(network, node)).collect();
    let (mut ranks, mut next) = (vec![1.0 / n as f64; n], Vec::with_capacity(n));
    for _ in 0..MOST_ROUNDS {
        next.clear();
        next.extend(round(network, &sums, &ranks));
        let change: f64 = ranks.iter().zip(&next).map(|(old, new)| (old - new).abs()).sum();
        std::mem::swap(&mut ranks, &mut next);
        if change < SETTLED {
            break;
        }
    }
    ranks
}

/// The number of an author's replies to others.
fn replies(network: &AuthorNetwork, node: Node) -> f64 {
    network.successors().values_of(node).iter().map(|&weight| weight as f64).sum()
}

/// The ranks after one more step of the walk.
fn round(network: &AuthorNetwork, sums: &[f64], ranks: &[f64]) -> impl Iterator<Item = f64> {
    let n = ranks.len() as f64;
    let dangling: f64 = ranks.iter().zip(sums).filter(|(_, sum)| **sum == 0.0).map(|(rank, _)| rank).sum();
    let anew = (1.0 - DAMPING + DAMPING * dangling) / n;
    let share = move |(from, weight): (Node, u64)| ranks[from.index()] * weight as f64 / sums[from.index()];
    network.nodes().map(move |node| anew + DAMPING * network.predecessors().arcs_of(node).map(share).sum::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reply_is_solved_by_hand() {
        // Of a -> b, where b replied to nobody: a + b = 1 and a = (1 - d) / 2 + d b / 2.
        let ranks = page_ranks(&AuthorNetwork::new([(1, 2, 3)]));
        let a = 0.5 / (1.0 + DAMPING / 2.0);
        assert!((ranks[0] - a).abs() < 1e-14 && (ranks[1] - (1.0 - a)).abs() < 1e-14, "{ranks:?}");
    }

    #[test]
    fn more_replies_draw_more() {
        let ranks = page_ranks(&AuthorNetwork::new([(1, 2, 3), (1, 3, 1), (2, 1, 1), (3, 1, 1)]));
        assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        // Both take their share of 1's rank, three quarters and one, on top of what begins anew.
        let anew = (1.0 - DAMPING) / 3.0;
        assert!(((ranks[1] - anew) / (ranks[2] - anew) - 3.0).abs() < 1e-9, "{ranks:?}");
    }

    #[test]
    fn an_empty_network_has_no_ranks() {
        assert!(page_ranks(&AuthorNetwork::new([])).is_empty());
    }
}
