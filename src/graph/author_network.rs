//! The network of authors: an edge from who replied to who was replied to, with the number of replies.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;

use crate::graph::{Adjacency, Components, Node, Tie};

/// Who replied to whom, and how often, over any number of threads.
///
/// Nodes are the authors with at least one tie to another author, in ascending order of the numbers that the
/// caller knows them by; those need not be dense. An edge `u -> v` of weight `w` says that `u` replied to `v` `w`
/// times. A reply to oneself is no edge, but counts in the strengths of an author who is a node.
///
/// The reply network of Gomez, Kaltenbrunner and Lopez (2008, "Statistical analysis of the social network and
/// discussion threads in Slashdot", WWW), before their filters: which replies count is the caller's choice.
///
/// ```
/// use rejoinder::graph::AuthorNetwork;
///
/// // 7 replied to 3 twice and once more, 3 back once; 9 only ever replied to itself.
/// let network = AuthorNetwork::new([(7, 3, 2), (7, 3, 1), (3, 7, 1), (3, 3, 4), (9, 9, 1)]);
/// let authors: Vec<u32> = network.nodes().map(|node| network.author(node)).collect();
/// assert_eq!(authors, [3, 7]);
/// assert_eq!(network.n_edges(), 2);
///
/// let three = network.node(3).unwrap();
/// assert_eq!((network.out_strength(three), network.in_strength(three)), (5, 7));
/// ```
#[derive(Clone, Debug)]
pub struct AuthorNetwork {
    graph: DiGraph<u32, u64>,
    /// How often each node replied to itself.
    self_replies: Vec<u64>,
    successors: Adjacency<u64>,
    predecessors: Adjacency<u64>,
    neighbours: Adjacency<Tie>,
}

impl AuthorNetwork {
    /// Builds the network from replies: who replied, to whom, and how many times.
    ///
    /// The same pair may come several times; its weights are added. A weight of 0 says nothing. Takes the time of
    /// a sort of the replies, and memory linear in them.
    #[must_use]
    pub fn new(replies: impl IntoIterator<Item = (u32, u32, u64)>) -> Self {
        let (loops, pairs): (Vec<_>, Vec<_>) = summed(replies).into_iter().partition(|(from, to, _)| from == to);
        let authors = authors_of(&pairs);
        let mut self_replies = vec![0; authors.len()];
        for (author, _, weight) in loops {
            rank(&authors, author).into_iter().for_each(|node| self_replies[node.index()] = weight);
        }
        let edge = |&(from, to, weight): &_| Some((rank(&authors, from)?, rank(&authors, to)?, weight));
        let edges: Vec<(Node, Node, u64)> = pairs.iter().filter_map(edge).collect();
        Self {
            graph: build_graph(&authors, &edges),
            self_replies,
            predecessors: Adjacency::new(authors.len(), edges.iter().map(|&(u, v, weight)| (v, u, weight)).collect()),
            neighbours: Adjacency::new(authors.len(), ties(&edges)),
            successors: Adjacency::new(authors.len(), edges),
        }
    }

    /// The number of authors with a tie to another.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.graph.node_count()
    }

    /// The number of ordered pairs of authors of whom the first replied to the second.
    #[must_use]
    pub fn n_edges(&self) -> usize {
        self.graph.edge_count()
    }

    /// All nodes, in ascending order of their authors' numbers.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node> + use<> {
        (0..self.n_nodes()).map(Node::from_index)
    }

    /// All edges with their weights, by source and then by target.
    pub fn edges(&self) -> impl Iterator<Item = (Node, Node, u64)> {
        self.nodes().flat_map(|from| self.successors.arcs_of(from).map(move |(to, weight)| (from, to, weight)))
    }

    /// The number by which the caller knows the author of a node.
    #[must_use]
    pub fn author(&self, node: Node) -> u32 {
        self.graph[NodeIndex::new(node.index())]
    }

    /// The node of an author; `None` for one without a tie to another. Logarithmic in the number of nodes.
    #[must_use]
    pub fn node(&self, author: u32) -> Option<Node> {
        let authors = self.graph.raw_nodes();
        authors.binary_search_by_key(&author, |held| held.weight).ok().map(Node::from_index)
    }

    /// Whom each author replied to, with the number of replies. Never the author.
    #[must_use]
    pub fn successors(&self) -> &Adjacency<u64> {
        &self.successors
    }

    /// Who replied to each author, with the number of replies. Never the author.
    #[must_use]
    pub fn predecessors(&self) -> &Adjacency<u64> {
        &self.predecessors
    }

    /// Who replied to each author or was replied to: the undirected projection, with what each tie was.
    #[must_use]
    pub fn neighbours(&self) -> &Adjacency<Tie> {
        &self.neighbours
    }

    /// How often an author replied to any author, replies to oneself included.
    #[must_use]
    pub fn out_strength(&self, node: Node) -> u64 {
        self.strength(&self.successors, node)
    }

    /// How often an author was replied to by any author, replies to oneself included.
    #[must_use]
    pub fn in_strength(&self, node: Node) -> u64 {
        self.strength(&self.predecessors, node)
    }

    /// The parts within which every author is reached from every other, whoever replied: weak components.
    ///
    /// Nearly linear in the edges (union by rank).
    #[must_use]
    pub fn components(&self) -> Components {
        let mut parts = UnionFind::new(self.n_nodes());
        for (from, to, _) in self.edges() {
            parts.union(from.index(), to.index());
        }
        Components::from_labels(&parts.into_labeling())
    }

    /// The parts within which every author is reached from every other along replies: strong components.
    ///
    /// Linear. By Kosaraju's two passes, as petgraph's version of Tarjan's algorithm is recursive and overflows
    /// the stack on a long chain of replies.
    #[must_use]
    pub fn strong_components(&self) -> Components {
        let mut labels = vec![0; self.n_nodes()];
        for (label, part) in kosaraju_scc(&self.graph).iter().enumerate() {
            part.iter().for_each(|node| labels[node.index()] = label);
        }
        Components::from_labels(&labels)
    }

    fn strength(&self, ties: &Adjacency<u64>, node: Node) -> u64 {
        ties.values_of(node).iter().fold(self.self_replies[node.index()], |sum, &weight| sum.saturating_add(weight))
    }
}

/// The replies by pair, ascending, the weights of each pair added.
fn summed(replies: impl IntoIterator<Item = (u32, u32, u64)>) -> Vec<(u32, u32, u64)> {
    let mut replies: Vec<_> = replies.into_iter().filter(|(.., weight)| *weight > 0).collect();
    replies.sort_unstable();
    join_pairs(&mut replies, u64::saturating_add);
    replies
}

/// Makes one entry of sorted entries of the same pair.
fn join_pairs<K: PartialEq, T: Copy>(entries: &mut Vec<(K, K, T)>, join: impl Fn(T, T) -> T) {
    entries.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0 && next.1 == kept.1;
        if is_same {
            kept.2 = join(kept.2, next.2);
        }
        is_same
    });
}

/// Everyone who stands in a pair, ascending.
fn authors_of(pairs: &[(u32, u32, u64)]) -> Vec<u32> {
    let mut authors: Vec<u32> = pairs.iter().flat_map(|&(from, to, _)| [from, to]).collect();
    authors.sort_unstable();
    authors.dedup();
    authors
}

fn rank(authors: &[u32], author: u32) -> Option<Node> {
    authors.binary_search(&author).ok().map(Node::from_index)
}

fn build_graph(authors: &[u32], edges: &[(Node, Node, u64)]) -> DiGraph<u32, u64> {
    let mut graph = DiGraph::with_capacity(authors.len(), edges.len());
    for &author in authors {
        graph.add_node(author);
    }
    for &(from, to, weight) in edges {
        graph.add_edge(NodeIndex::new(from.index()), NodeIndex::new(to.index()), weight);
    }
    graph
}

/// Every tie as both of its ends see it.
fn ties(edges: &[(Node, Node, u64)]) -> Vec<(Node, Node, Tie)> {
    let mut ties: Vec<_> = edges.iter().flat_map(|&(u, v, _)| [(u, v, Tie::Out), (v, u, Tie::In)]).collect();
    ties.sort_unstable();
    join_pairs(&mut ties, |_, _| Tie::Mutual);
    ties
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(network: &AuthorNetwork, parts: &Components) -> Vec<usize> {
        network.nodes().map(|node| parts.number(node)).collect()
    }

    #[test]
    fn the_order_of_replies_changes_nothing() {
        let mut replies = vec![(40, 7, 1), (7, 40, 2), (7, 1, 1), (40, 7, 5), (1, 1, 3), (2, 2, 1), (1, 9, 0)];
        let network = AuthorNetwork::new(replies.clone());
        replies.reverse();
        let again = AuthorNetwork::new(replies);
        assert!(network.edges().eq(again.edges()));
        assert_eq!(network.nodes().map(|node| network.author(node)).collect::<Vec<_>>(), [1, 7, 40]);
        let named = |(u, v, weight)| (network.author(u), network.author(v), weight);
        assert_eq!(network.edges().map(named).collect::<Vec<_>>(), [(7, 1, 1), (7, 40, 2), (40, 7, 6)]);
    }

    #[test]
    fn self_replies_count_in_strengths_only() {
        let network = AuthorNetwork::new([(1, 2, 1), (1, 1, 3), (5, 5, 9)]);
        let one = network.node(1).unwrap();
        assert_eq!((network.n_nodes(), network.n_edges()), (2, 1));
        assert_eq!((network.out_strength(one), network.in_strength(one)), (4, 3));
        assert_eq!(network.node(5), None);
    }

    #[test]
    fn ties_are_seen_from_both_ends() {
        let network = AuthorNetwork::new([(1, 2, 1), (2, 1, 1), (1, 3, 1)]);
        let [one, two, three] = [1, 2, 3].map(|author| network.node(author).unwrap());
        let tie = |from, to| network.neighbours().find(from, to);
        assert_eq!((tie(one, two), tie(two, one)), (Some(Tie::Mutual), Some(Tie::Mutual)));
        assert_eq!((tie(one, three), tie(three, one), tie(two, three)), (Some(Tie::Out), Some(Tie::In), None));
        assert_eq!(network.predecessors().of(three), [one]);
    }

    #[test]
    fn strong_components_need_a_way_back() {
        let network = AuthorNetwork::new([(1, 2, 1), (2, 3, 1), (3, 2, 1), (8, 9, 1)]);
        assert_eq!(numbers(&network, &network.components()), [1, 1, 1, 2, 2]);
        assert_eq!(numbers(&network, &network.strong_components()), [2, 1, 1, 3, 4]);
    }

    #[test]
    fn weights_do_not_overflow() {
        let network = AuthorNetwork::new([(1, 2, u64::MAX), (1, 2, 1), (1, 1, 1)]);
        assert_eq!(network.out_strength(network.node(1).unwrap()), u64::MAX);
    }

    #[test]
    fn an_empty_network_has_nothing() {
        let network = AuthorNetwork::new([(1, 1, 1)]);
        assert_eq!((network.n_nodes(), network.n_edges(), network.components().count()), (0, 0, 0));
    }
}
