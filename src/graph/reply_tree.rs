//! The reply tree of one thread: the story at its root, and an edge from each parent to each reply.

use petgraph::graph::{DiGraph, NodeIndex};

use crate::model::Thread;

/// The reply tree of one thread.
///
/// Node 0 is the story, node k the thread's k-th row: placeholders are nodes too. Every parent has a lower number
/// than its replies, so that going through the nodes up or down meets parents or replies first, without recursion.
#[derive(Clone, Debug)]
pub struct ReplyTree {
    /// The edge to node k is edge k - 1.
    graph: DiGraph<(), ()>,
}

impl ReplyTree {
    /// The reply tree of a thread; `None` where the dump lost who answered whom.
    ///
    /// Linear in the number of rows.
    #[must_use]
    pub fn of(thread: &Thread) -> Option<Self> {
        let parents = thread.comments().iter().map(|comment| comment.parent.map_or(0, |id| id.number() as usize));
        thread.has_tree().then(|| Self::from_parents(parents))
    }

    /// The tree in which the k-th comment, from 1, answers the given node; 0 is the story.
    ///
    /// A comment cannot answer one that comes after it, or itself: it is taken to answer the story.
    #[must_use]
    pub fn from_parents(parents: impl ExactSizeIterator<Item = usize>) -> Self {
        let mut graph = DiGraph::with_capacity(parents.len() + 1, parents.len());
        let story = graph.add_node(());
        for parent in parents {
            let parent = if parent < graph.node_count() { NodeIndex::new(parent) } else { story };
            let reply = graph.add_node(());
            graph.add_edge(parent, reply, ());
        }
        Self { graph }
    }

    /// How many nodes it has: the rows and the story.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.graph.node_count()
    }

    /// Every node but the story with its parent, parents before replies; backwards, replies before parents.
    pub fn edges(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> + ExactSizeIterator {
        self.graph.raw_edges().iter().map(|edge| (edge.target().index(), edge.source().index()))
    }

    /// The parent of a node; `None` for the story.
    #[must_use]
    pub fn parent(&self, node: usize) -> Option<usize> {
        Some(self.graph.raw_edges().get(node.checked_sub(1)?)?.source().index())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_before_replies() {
        let tree = ReplyTree::from_parents([0, 1, 1, 0].into_iter());
        assert_eq!(tree.edges().collect::<Vec<_>>(), [(1, 0), (2, 1), (3, 1), (4, 0)]);
        assert_eq!([tree.parent(0), tree.parent(3)], [None, Some(1)]);
    }

    #[test]
    fn a_comment_never_answers_a_later_one() {
        let tree = ReplyTree::from_parents([1, 7].into_iter());
        assert_eq!(tree.edges().collect::<Vec<_>>(), [(1, 0), (2, 0)]);
        assert_eq!(ReplyTree::from_parents(std::iter::empty::<usize>()).n_nodes(), 1);
    }
}
