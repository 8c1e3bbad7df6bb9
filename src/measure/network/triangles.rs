//! All triangles of a network, met once each.

use crate::graph::{Adjacency, AuthorNetwork, Node, Tie};

/// The triangles of the undirected projection: how many each author stands in, and of which ties they are made.
///
/// Each triangle is met once, from its corner of the lowest degree, by marking the neighbours that come later in
/// the order of degrees and looking for marks among theirs. So no author is looked at with more than
/// `sqrt(2 m)` neighbours, and the time is `O(m^1.5)` for `m` ties, however popular a few authors are.
///
/// Chiba and Nishizeki (1985, "Arboricity and subgraph listing algorithms", SIAM Journal on Computing 14);
/// Latapy (2008, "Main-memory triangle computations for very large (sparse (power-law)) graphs", Theoretical
/// Computer Science 407).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triangles {
    at_node: Vec<u64>,
    /// How many triangles have which ties, by [`pattern`].
    by_pattern: [u64; 27],
}

impl Triangles {
    /// Meets all triangles of a network.
    #[must_use]
    pub fn of(network: &AuthorNetwork) -> Self {
        let mut found = Self { at_node: vec![0; network.n_nodes()], by_pattern: [0; 27] };
        each_triangle(network.neighbours(), |corners, ties| {
            found.by_pattern[pattern(ties)] += 1;
            corners.into_iter().for_each(|corner| found.at_node[corner.index()] += 1);
        });
        found
    }

    /// The number of triangles that an author stands in.
    #[must_use]
    pub fn at(&self, node: Node) -> u64 {
        self.at_node[node.index()]
    }

    /// The number of triangles.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.by_pattern.iter().sum()
    }

    /// The ties of triangles, as `[ab, ac, bc]`, each seen from the corner named first, with the number of
    /// triangles that have them.
    pub(super) fn patterns(&self) -> impl Iterator<Item = ([Tie; 3], u64)> {
        const TIES: [Tie; 3] = [Tie::Out, Tie::In, Tie::Mutual];
        let ties = |index: usize| [TIES[index % 3], TIES[index / 3 % 3], TIES[index / 9]];
        self.by_pattern.iter().enumerate().map(move |(index, &count)| (ties(index), count))
    }
}

/// Meets each triangle once: its corners `a`, `b` and `c`, with its ties as `[ab, ac, bc]`.
///
/// Every tie must be there from both ends.
pub(super) fn each_triangle<T: Copy>(neighbours: &Adjacency<T>, mut meet: impl FnMut([Node; 3], [T; 3])) {
    let later = later_neighbours(neighbours);
    let mut marks: Vec<Option<T>> = vec![None; later.n_nodes()];
    for a in (0..later.n_nodes()).map(Node::from_index) {
        later.arcs_of(a).for_each(|(neighbour, tie)| marks[neighbour.index()] = Some(tie));
        for (b, ab) in later.arcs_of(a) {
            for (c, bc) in later.arcs_of(b) {
                if let Some(ac) = marks[c.index()] {
                    meet([a, b, c], [ab, ac, bc]);
                }
            }
        }
        later.of(a).iter().for_each(|neighbour| marks[neighbour.index()] = None);
    }
}

/// A number below 27 for the ties of a triangle.
fn pattern([ab, ac, bc]: [Tie; 3]) -> usize {
    ab as usize + 3 * ac as usize + 9 * bc as usize
}

/// Of each author's neighbours those who come later when authors are ordered by degree.
fn later_neighbours<T: Copy>(neighbours: &Adjacency<T>) -> Adjacency<T> {
    let place = |node: Node| (neighbours.degree(node), node);
    let of_node = |node| neighbours.arcs_of(node).map(move |(next, tie)| (node, next, tie));
    let nodes = (0..neighbours.n_nodes()).map(Node::from_index);
    let arcs = nodes.flat_map(of_node).filter(|&(node, next, _)| place(node) < place(next));
    Adjacency::new(neighbours.n_nodes(), arcs.collect())
}
