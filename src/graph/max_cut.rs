//! The split of a graph in two that cuts the most weight.

use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::EdgeRef;

use crate::graph::climb::Climber;
use crate::graph::{Adjacency, Node};

/// Weights below this are taken for the rounding of weights that cancel out.
const EPSILON: f64 = 1e-12;

/// An undirected graph whose edges pull their ends apart or together.
///
/// An edge of positive weight wants its ends on different sides, one of negative weight on the same side. Edges of one
/// pair are added up; an edge from a node to itself says nothing, nor does a weight that is 0 or no number.
#[derive(Clone, Debug)]
pub struct OppositionGraph {
    graph: UnGraph<(), f64>,
    neighbours: Adjacency<f64>,
}

/// A split of the nodes in two.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// The side of each node: `false` for the first, `true` for the second.
    pub sides: Vec<bool>,
    /// The sum of the weights of all edges between the sides.
    pub weight: f64,
}

/// How hard a cut is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutSearch {
    /// Where the chance of the search starts from.
    pub seed: u64,
    /// How many times each part is searched from the beginning; at least once.
    pub n_starts: u32,
    /// How many looks at edges all searches together may take, but for the first climb of each part.
    pub max_looks: u64,
}

impl Default for CutSearch {
    /// Eight starts, and at most 10 million looks at edges: less than a second.
    fn default() -> Self {
        Self { seed: 0, n_starts: 8, max_looks: 10_000_000 }
    }
}

impl OppositionGraph {
    /// Builds the graph of `n_nodes` nodes from edges. Those to a node that is not there are left out.
    ///
    /// Takes the time of a sort of the edges, and memory linear in them.
    #[must_use]
    pub fn new(n_nodes: usize, edges: impl IntoIterator<Item = (u32, u32, f64)>) -> Self {
        let mut edges: Vec<_> = edges
            .into_iter()
            .filter(|&(u, v, weight)| u != v && (u.max(v) as usize) < n_nodes && weight.is_finite())
            .map(|(u, v, weight)| (u.min(v), u.max(v), weight))
            .collect();
        // Weights of one pair are put in order too, so that their sum is the same whatever order they came in.
        edges.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        edges.dedup_by(|next, kept| {
            let is_same = (next.0, next.1) == (kept.0, kept.1);
            kept.2 += if is_same { next.2 } else { 0.0 };
            is_same
        });
        let mut graph = UnGraph::with_capacity(n_nodes, edges.len());
        for _ in 0..n_nodes {
            graph.add_node(());
        }
        let mut arcs = Vec::with_capacity(2 * edges.len());
        for (u, v, weight) in edges.into_iter().filter(|edge| edge.2.abs() > EPSILON) {
            let ends = [u, v].map(|end| end as usize);
            graph.add_edge(NodeIndex::new(ends[0]), NodeIndex::new(ends[1]), weight);
            let [u, v] = ends.map(Node::from_index);
            arcs.extend([(u, v, weight), (v, u, weight)]);
        }
        Self { graph, neighbours: Adjacency::new(n_nodes, arcs) }
    }

    /// The number of nodes.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.graph.node_count()
    }

    /// The number of pairs that are tied.
    #[must_use]
    pub fn n_edges(&self) -> usize {
        self.graph.edge_count()
    }

    /// All pairs that are tied, with their weights, ascending.
    pub fn edges(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.graph.edge_references().map(|edge| (edge.source().index(), edge.target().index(), *edge.weight()))
    }

    /// Tells whether a node is tied to none.
    #[must_use]
    pub fn is_alone(&self, node: usize) -> bool {
        self.neighbours.degree(Node::from_index(node)) == 0
    }

    /// The nodes of each connected part, ascending; parts in the order of their first nodes.
    ///
    /// Nearly linear (union by rank).
    #[must_use]
    pub fn parts(&self) -> Vec<Vec<usize>> {
        let mut union = UnionFind::new(self.n_nodes());
        for (u, v, _) in self.edges() {
            union.union(u, v);
        }
        let mut place_of = vec![None; self.n_nodes()];
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for (node, label) in union.into_labeling().into_iter().enumerate() {
            let place = *place_of[label].get_or_insert_with(|| {
                parts.push(Vec::new());
                parts.len() - 1
            });
            parts[place].push(node);
        }
        parts
    }

    /// The weight of the edges between the sides. An array with one side a node is expected.
    #[must_use]
    pub fn weight_between(&self, sides: &[bool]) -> f64 {
        self.edges().filter(|&(u, v, _)| sides[u] != sides[v]).map(|(.., weight)| weight).sum()
    }

    /// Looks for the cut of greatest weight.
    ///
    /// Each connected part is split by itself, and its first node is on the first side. A part that can be cut without a
    /// conflict (any tree; any two-sided graph of opponents) is split so, which is the best there is; a part of at most
    /// 12 nodes is split in the best of all ways. Any other is searched: nodes join one after the other, the one most
    /// strongly pulled first, on the side it is pulled to; then the node whose change of sides gains most changes, and
    /// again, until no change of one node or of the two ends of an edge gains; then the best split is disturbed by
    /// turning a connected bunch of nodes, and climbs again. Such a split cannot be told from the best but by trying
    /// all, as finding it is NP-hard.
    ///
    /// # Arguments
    ///
    /// * `search`: its seed, how many times it starts anew, and how long it may take. The same arguments give the same cut; ties go to the
    ///   lower node.
    ///
    /// # Returns
    ///
    /// The best cut found. A graph without edges has all nodes on the first side and weight 0.
    ///
    /// # Complexity
    ///
    /// The first climb of a part of n nodes and m edges takes O(m log n), and ends after 20 looks at each edge. All that
    /// follows ends after 400 looks at each edge a start, and `max_looks` on the whole graph. Memory is linear.
    ///
    /// # Example
    ///
    /// ```
    /// use rejoinder::graph::{CutSearch, OppositionGraph};
    ///
    /// // 0 and 1 quarrel, 2 quarrels with 1, 3 sides with 0.
    /// let graph = OppositionGraph::new(4, [(0, 1, 2.0), (1, 2, 1.0), (0, 3, -1.5)]);
    /// let cut = graph.max_cut(CutSearch::default());
    /// assert_eq!(cut.sides, [false, true, false, false]);
    /// assert_eq!(cut.weight, 3.0);
    /// ```
    ///
    /// # References
    ///
    /// * Karp (1972), "Reducibility among combinatorial problems": the problem.
    /// * Benlic and Hao (2013), "Breakout local search for the max-cut problem": climbs and kicks.
    /// * Murakami and Raymond (2010), "Support or oppose? Classifying positions in online debates from reply activities
    ///   and opinion expressions", COLING: the cut of those who reply to each other.
    #[must_use]
    pub fn max_cut(&self, search: CutSearch) -> Cut {
        let mut climber = Climber::new(&self.neighbours, self.n_nodes());
        for part in self.parts().iter().filter(|part| part.len() > 1) {
            climber.split(part, search);
        }
        let sides = climber.into_sides();
        Cut { weight: self.weight_between(&sides), sides }
    }

    /// Turns the part of a node over, if need be, so that the node is on the first side; other parts stay as they are.
    ///
    /// Linear in the number of nodes. A node that is not there changes nothing.
    pub fn anchor(&self, cut: &mut Cut, node: usize) {
        if cut.sides.get(node) == Some(&true) {
            let part = self.parts().into_iter().find(|part| part.binary_search(&node).is_ok());
            part.into_iter().flatten().for_each(|member| cut.sides[member] = !cut.sides[member]);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn best_weight(graph: &OppositionGraph) -> f64 {
        let codes = 0..1_usize << graph.n_nodes().saturating_sub(1);
        let sides = |code: usize| (0..graph.n_nodes()).map(|node| code >> node & 1 == 1).collect::<Vec<_>>();
        codes.map(|code| graph.weight_between(&sides(code))).fold(0.0, f64::max)
    }

    #[test]
    fn every_small_graph_is_cut_best() {
        // All graphs of five nodes whose pairs are opponents, allies or neither.
        let pairs: Vec<(u32, u32)> = (0..5).flat_map(|v| (0..v).map(move |u| (u, v))).collect();
        for code in 0..3_usize.pow(10) {
            let mut rest = code;
            let edges = pairs.iter().map(|&(u, v)| {
                let weight = [0.0, 1.0, -1.0][rest % 3];
                rest /= 3;
                (u, v, weight)
            });
            let graph = OppositionGraph::new(5, edges.collect::<Vec<_>>());
            let cut = graph.max_cut(CutSearch::default());
            assert_eq!(cut.weight, best_weight(&graph), "graph {code}");
            assert_eq!(cut.weight, graph.weight_between(&cut.sides));
            assert!(graph.parts().iter().all(|part| !cut.sides[part[0]]));
        }
    }

    #[test]
    fn a_chain_and_a_star_of_any_length_are_cut_without_conflict() {
        let n_nodes = 100_000;
        let chain = OppositionGraph::new(n_nodes, (1..100_000).map(|node| (node - 1, node, 1.0)));
        assert_eq!(chain.max_cut(CutSearch::default()).weight, 99_999.0);
        let star =
            OppositionGraph::new(n_nodes, (1..100_000).map(|node| (0, node, if node % 2 == 0 { 1.0 } else { -1.0 })));
        assert_eq!(star.max_cut(CutSearch::default()).weight, 49_999.0);
    }

    #[test]
    fn edges_of_one_pair_are_added_and_loops_say_nothing() {
        let graph = OppositionGraph::new(4, [(1, 0, 2.0), (0, 1, -2.0), (2, 2, 5.0), (2, 3, f64::NAN), (3, 9, 1.0)]);
        assert_eq!((graph.n_nodes(), graph.n_edges(), graph.parts().len()), (4, 0, 4));
        let cut = graph.max_cut(CutSearch::default());
        assert_eq!((cut.sides, cut.weight), (vec![false; 4], 0.0));
        assert_eq!(OppositionGraph::new(0, []).max_cut(CutSearch::default()).weight, 0.0);
    }

    #[test]
    fn an_anchor_turns_its_own_part_only() {
        let graph = OppositionGraph::new(4, [(0, 1, 1.0), (2, 3, 1.0)]);
        let mut cut = graph.max_cut(CutSearch::default());
        graph.anchor(&mut cut, 3);
        graph.anchor(&mut cut, 7);
        assert_eq!(cut.sides, [false, true, true, false]);
        graph.anchor(&mut cut, 3);
        assert_eq!((cut.sides, cut.weight), (vec![false, true, true, false], 2.0));
    }

    /// Edges between so many nodes, some of them opponents and some allies.
    fn edges(n_nodes: u32) -> impl Strategy<Value = Vec<(u32, u32, f64)>> {
        let edge = (0..n_nodes, 0..n_nodes, -8_i32..16);
        prop::collection::vec(edge, 20..60)
            .prop_map(|edges| edges.into_iter().map(|(u, v, weight)| (u, v, f64::from(weight) / 8.0)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_search_finds_the_best_of_16_nodes(edges in edges(16)) {
            let graph = OppositionGraph::new(16, edges);
            let cut = graph.max_cut(CutSearch::default());
            prop_assert!(cut.weight > best_weight(&graph) - 1e-9, "{} of {}", cut.weight, best_weight(&graph));
        }

        #[test]
        fn no_node_and_no_order_of_edges_makes_it_better(edges in edges(40)) {
            let graph = OppositionGraph::new(40, edges.clone());
            let cut = graph.max_cut(CutSearch::default());
            let reversed = OppositionGraph::new(40, edges.into_iter().rev().map(|(u, v, weight)| (v, u, weight)));
            prop_assert_eq!(&reversed.max_cut(CutSearch::default()), &cut);
            for node in 0..40 {
                let mut sides = cut.sides.clone();
                sides[node] = !sides[node];
                prop_assert!(graph.weight_between(&sides) <= cut.weight + 1e-9);
            }
        }
    }
}
