//! How deep in the network's core each author stands.

use crate::graph::{Adjacency, AuthorNetwork, Node, Tie};

/// The core number of each author, by node: the largest `k` such that the author stands in a part of the
/// undirected projection where everyone has at least `k` neighbours.
///
/// At least 1, as every author of a network has a tie; empty for an empty network. Linear but for
/// one sort: authors lie in an array in order of their remaining degree and are taken away from its front; a
/// neighbour who loses a tie is exchanged with the first of its degree.
///
/// Seidman (1983, "Network structure and minimum degree", Social Networks 5); Batagelj and Zaversnik (2003, "An
/// O(m) algorithm for cores decomposition of networks", arXiv cs/0310049).
///
/// ```
/// use rejoinder::graph::AuthorNetwork;
/// use rejoinder::measure::network::core_numbers;
///
/// // A triangle with a tail.
/// let network = AuthorNetwork::new([(1, 2, 1), (2, 3, 1), (3, 1, 1), (4, 3, 1)]);
/// assert_eq!(core_numbers(&network), [2, 2, 2, 1]);
/// ```
#[must_use]
pub fn core_numbers(network: &AuthorNetwork) -> Vec<usize> {
    let neighbours = network.neighbours();
    let mut peeling = Peeling::new(neighbours, network.nodes());
    for place in 0..network.n_nodes() {
        peeling.take(neighbours, place);
    }
    peeling.degrees
}

/// Authors in the order in which they are taken away.
struct Peeling {
    /// For each node the neighbours not yet taken away; once it is taken away itself, its core number.
    degrees: Vec<usize>,
    /// Nodes by degree, ascending.
    order: Vec<Node>,
    /// Where in the order each node stands.
    places: Vec<usize>,
    /// Where in the order each degree begins, among those not yet taken away.
    starts: Vec<usize>,
}

impl Peeling {
    fn new(neighbours: &Adjacency<Tie>, nodes: impl Iterator<Item = Node>) -> Self {
        let mut order: Vec<Node> = nodes.collect();
        let degrees: Vec<usize> = order.iter().map(|&node| neighbours.degree(node)).collect();
        order.sort_by_key(|node| degrees[node.index()]);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, node)| places[node.index()] = place);
        let most = degrees.iter().copied().max().unwrap_or(0);
        let sorted = |degree| order.partition_point(|node| degrees[node.index()] < degree);
        let starts = (0..=most).map(sorted).collect();
        Self { degrees, order, places, starts }
    }

    /// Takes the node at a place of the order away from its neighbours.
    fn take(&mut self, neighbours: &Adjacency<Tie>, place: usize) {
        let node = self.order[place];
        for &neighbour in neighbours.of(node) {
            if self.degrees[neighbour.index()] > self.degrees[node.index()] {
                self.lower(neighbour);
            }
        }
    }

    /// Takes a tie from a node: it goes to the front of those of its degree, which then begin behind it.
    fn lower(&mut self, node: Node) {
        let degree = self.degrees[node.index()];
        let (from, to) = (self.places[node.index()], self.starts[degree]);
        self.order.swap(from, to);
        self.places[self.order[from].index()] = from;
        self.places[node.index()] = to;
        self.starts[degree] += 1;
        self.degrees[node.index()] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clique_of_five_is_a_core_of_four() {
        let clique = (0..5).flat_map(|u| (0..u).map(move |v| (u, v, 1)));
        let network = AuthorNetwork::new(clique.chain([(5, 0, 1), (6, 5, 1)]));
        assert_eq!(core_numbers(&network), [4, 4, 4, 4, 4, 1, 1]);
    }

    #[test]
    fn an_empty_network_has_no_cores() {
        assert!(core_numbers(&AuthorNetwork::new([])).is_empty());
    }
}
