//! The nodes next to each node, as two arrays: compressed sparse rows.

/// A node of a network: its rank, from 0, among the authors of the network in ascending order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(u32);

impl Node {
    /// The node at `index`; what passes `u32::MAX` is `u32::MAX`, which no network reaches.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The node's rank, from 0: where its value stands in an array with one place a node.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How an author is tied to a neighbour, as the author sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// The author replied to the neighbour, who never replied back.
    Out,
    /// The neighbour replied to the author, who never replied back.
    In,
    /// Both replied to each other.
    Mutual,
}

impl Tie {
    /// The same tie as the neighbour sees it.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Out => Self::In,
            Self::In => Self::Out,
            Self::Mutual => Self::Mutual,
        }
    }
}

/// For each node the nodes next to it, in ascending order, each with a value.
///
/// One entry an arc and one more a node: a look at all arcs reads two arrays from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjacency<T> {
    /// Where the entries of each node begin, and where the last ones end.
    starts: Vec<usize>,
    nodes: Vec<Node>,
    values: Vec<T>,
}

impl<T: Copy> Adjacency<T> {
    /// Builds the rows of `n_nodes` nodes from arcs with a value each, in any order and without doubles.
    ///
    /// Takes the time of a sort. An arc from a node that is not there is left out.
    #[must_use]
    pub fn new(n_nodes: usize, mut arcs: Vec<(Node, Node, T)>) -> Self {
        arcs.retain(|(from, ..)| from.index() < n_nodes);
        arcs.sort_unstable_by_key(|(from, to, _)| (*from, *to));
        let mut starts = vec![0; n_nodes + 1];
        arcs.iter().for_each(|(from, ..)| starts[from.index() + 1] += 1);
        for index in 0..n_nodes {
            starts[index + 1] += starts[index];
        }
        let nodes = arcs.iter().map(|(_, to, _)| *to).collect();
        Self { starts, nodes, values: arcs.into_iter().map(|(.., value)| value).collect() }
    }

    /// The nodes next to `node`, ascending.
    #[must_use]
    pub fn of(&self, node: Node) -> &[Node] {
        &self.nodes[self.starts[node.index()]..self.starts[node.index() + 1]]
    }

    /// The values of the arcs of `node`, in the order of [`of`](Self::of).
    #[must_use]
    pub fn values_of(&self, node: Node) -> &[T] {
        &self.values[self.starts[node.index()]..self.starts[node.index() + 1]]
    }

    /// The nodes next to `node` with the values of their arcs, ascending.
    pub fn arcs_of(&self, node: Node) -> impl Iterator<Item = (Node, T)> {
        self.of(node).iter().copied().zip(self.values_of(node).iter().copied())
    }

    /// How many nodes stand next to `node`.
    #[must_use]
    pub fn degree(&self, node: Node) -> usize {
        self.starts[node.index() + 1] - self.starts[node.index()]
    }

    /// The value of the arc between two nodes; `None` where there is none. Logarithmic in the degree.
    #[must_use]
    pub fn find(&self, from: Node, to: Node) -> Option<T> {
        let place = self.of(from).binary_search(&to).ok()?;
        Some(self.values_of(from)[place])
    }

    /// The number of nodes.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.starts.len() - 1
    }

    /// The number of arcs, over all nodes.
    #[must_use]
    pub fn n_arcs(&self) -> usize {
        self.nodes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_whatever_the_order_of_arcs() {
        let [a, b, c] = [0, 1, 2].map(Node::from_index);
        let rows = Adjacency::new(3, vec![(c, b, 5), (a, c, 1), (c, a, 4)]);
        assert_eq!(rows.of(c), [a, b]);
        assert_eq!(rows.values_of(c), [4, 5]);
        assert_eq!((rows.degree(a), rows.degree(b), rows.n_arcs()), (1, 0, 3));
        assert_eq!((rows.find(c, b), rows.find(b, c)), (Some(5), None));
    }

    #[test]
    fn no_nodes_have_no_rows() {
        let rows = Adjacency::new(0, vec![(Node::from_index(0), Node::from_index(0), ())]);
        assert_eq!(rows.n_arcs(), 0);
    }
}
