//! Ties by whether those who talk agree.

use crate::graph::{Adjacency, AuthorNetwork, Node};

/// Whether replies between two authors agree more often than they disagree, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// More agree.
    Positive,
    /// More disagree.
    Negative,
}

/// The signs of a network's edges, and of its ties, directions left out.
///
/// An edge has the sign of the replies along it that agree less those that disagree, a tie that of both its edges
/// together. Where these are as many, as where no reply does either, it has none. After the signed graphs of Cartwright
/// and Harary (1956, "Structural balance: a generalization of Heider's theory", Psychological Review 63).
#[derive(Clone, Debug)]
pub struct Signs {
    edges: Adjacency<Sign>,
    ties: Adjacency<Sign>,
}

impl Sign {
    /// The sign of how many more agree than disagree; `None` for 0.
    #[must_use]
    pub fn of(lean: i64) -> Option<Self> {
        match lean {
            0 => None,
            1.. => Some(Self::Positive),
            _ => Some(Self::Negative),
        }
    }
}

impl Signs {
    /// Signs a network; `lean` tells how many more of an author's replies to another agree than disagree, by their
    /// numbers. It is asked of edges only, three times each at most.
    #[must_use]
    pub fn of(network: &AuthorNetwork, lean: impl Fn(u32, u32) -> i64) -> Self {
        let has = |from, to| network.successors().find(from, to).is_some();
        let lean = |from, to| if has(from, to) { lean(network.author(from), network.author(to)) } else { 0 };
        let edge = |(from, to, _)| Some((from, to, Sign::of(lean(from, to))?));
        let both = |from: Node, to: Node| Sign::of(lean(from, to).saturating_add(lean(to, from)));
        let ties_of =
            |from| network.neighbours().of(from).iter().filter_map(move |&to| Some((from, to, both(from, to)?)));
        Self {
            edges: Adjacency::new(network.n_nodes(), network.edges().filter_map(edge).collect()),
            ties: Adjacency::new(network.n_nodes(), network.nodes().flat_map(ties_of).collect()),
        }
    }

    /// How many edges have this sign.
    #[must_use]
    pub fn n_edges(&self, sign: Sign) -> u64 {
        self.nodes().flat_map(|node| self.edges.values_of(node)).filter(|&&other| other == sign).count() as u64
    }

    /// The edges that have a sign, from who replied to who was replied to.
    #[must_use]
    pub fn edges(&self) -> &Adjacency<Sign> {
        &self.edges
    }

    /// The ties that have one, as both of their ends see them.
    #[must_use]
    pub fn ties(&self) -> &Adjacency<Sign> {
        &self.ties
    }

    /// All nodes of the network.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (0..self.edges.n_nodes()).map(Node::from_index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_has_the_sign_of_both_its_edges_together() {
        let network = AuthorNetwork::new([(1, 2, 3), (2, 1, 1), (1, 3, 1), (3, 1, 1), (2, 3, 1)]);
        let lean = |from, to| match (from, to) {
            (1, 2) => 1,
            (2, 1) => -3,
            (1, 3) => -1,
            (3, 1) => 1,
            _ => 0,
        };
        let signs = Signs::of(&network, lean);
        assert_eq!((signs.n_edges(Sign::Positive), signs.n_edges(Sign::Negative)), (2, 2));
        let [one, two, three] = [1, 2, 3].map(|author| network.node(author).unwrap());
        let tie = |from, to| signs.ties().find(from, to);
        assert_eq!((tie(one, two), tie(two, one)), (Some(Sign::Negative), Some(Sign::Negative)));
        assert_eq!((tie(one, three), tie(two, three), signs.edges().find(two, three)), (None, None, None));
    }
}
