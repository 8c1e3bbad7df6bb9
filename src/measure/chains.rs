//! Chains: runs of replies between two authors in turn.

use crate::graph::ReplyTree;
use crate::measure::author_index::Authors;

/// The chains of one thread (Laniado et al. 2011).
///
/// A chain is a longest run of replies A, B, A, ... between exactly two authors with names. Its parts are not counted
/// again. The length at a comment is how many comments of such a run end with it: 0 for an author without a name, 1 for
/// one that begins (it answers the story, an author without a name, or itself), 2 for a first answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chains {
    /// By node; the story has 0.
    lengths: Vec<u32>,
    /// Whether the run goes on below a node.
    goes_on: Vec<bool>,
}

/// Runs of fewer comments are no chains.
const MIN_CHAIN: u32 = 3;

impl Chains {
    /// Finds the chains of a thread in one pass down its tree. Linear.
    #[must_use]
    pub fn of(tree: &ReplyTree, authors: &Authors) -> Self {
        let mut chains = Self { lengths: vec![0; tree.n_nodes()], goes_on: vec![false; tree.n_nodes()] };
        for (node, parent) in tree.edges() {
            let length = chains.length_below(tree, authors, node, parent);
            if let Some(slot) = chains.lengths.get_mut(node) {
                *slot = length;
            }
            if let Some(slot) = chains.goes_on.get_mut(parent).filter(|_| length >= 2) {
                *slot |= chains.lengths.get(parent).is_some_and(|&above| length == above + 1);
            }
        }
        chains
    }

    fn length_below(&self, tree: &ReplyTree, authors: &Authors, node: usize, parent: usize) -> u32 {
        let Some(author) = authors.named_of_node(node) else { return 0 };
        let above = self.length(parent);
        if parent == 0 || above == 0 || authors.named_of_node(parent) == Some(author) {
            return 1;
        }
        let is_in_turn =
            tree.parent(parent).is_some_and(|before| before != 0 && authors.named_of_node(before) == Some(author));
        if above >= 2 && is_in_turn { above + 1 } else { 2 }
    }

    /// The length at a node.
    #[must_use]
    pub fn length(&self, node: usize) -> u32 {
        self.lengths.get(node).copied().unwrap_or(0)
    }

    /// The last comments of the chains, of three comments or more.
    pub fn ends(&self) -> impl Iterator<Item = usize> + '_ {
        let ends = self.lengths.iter().zip(&self.goes_on).enumerate();
        ends.filter(|(_, (length, goes_on))| **length >= MIN_CHAIN && !**goes_on).map(|(node, _)| node)
    }

    /// The length of the longest run; 0 to 2 where there is no chain.
    #[must_use]
    pub fn longest(&self) -> u32 {
        self.lengths.iter().copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::options::Anonymous;
    use crate::model::{Row, thread_of_rows};

    fn chains(rows: &[(Option<usize>, &'static str)]) -> (Vec<u32>, Vec<usize>) {
        let rows = rows.iter().map(|&(parent, author)| Row { parent, author: Some(author), ..Row::default() });
        let thread = thread_of_rows(&rows.collect::<Vec<_>>());
        let tree = ReplyTree::of(&thread).expect("because the thread has a tree");
        let chains = Chains::of(&tree, &Authors::of(&thread, Anonymous::Drop));
        ((1..tree.n_nodes()).map(|node| chains.length(node)).collect(), chains.ends().collect())
    }

    #[test]
    fn two_authors_in_turn_are_a_chain() {
        let path = [(None, "a"), (Some(0), "b"), (Some(1), "a"), (Some(2), "b")];
        assert_eq!(chains(&path), (vec![1, 2, 3, 4], vec![4]));
        let third = [(None, "a"), (Some(0), "b"), (Some(1), "c"), (Some(2), "b"), (Some(3), "c")];
        assert_eq!(chains(&third), (vec![1, 2, 2, 3, 4], vec![5]));
    }

    #[test]
    fn replies_to_oneself_and_anonymous_ones_begin_anew() {
        let own = [(None, "a"), (Some(0), "a"), (Some(1), "b"), (Some(2), "a")];
        assert_eq!(chains(&own), (vec![1, 1, 2, 3], vec![4]));
        let anonymous = [(None, "a"), (Some(0), ""), (Some(1), "a"), (Some(2), "b")];
        assert_eq!(chains(&anonymous), (vec![1, 0, 1, 2], vec![]));
    }

    #[test]
    fn a_chain_that_forks_ends_twice() {
        let fork = [(None, "a"), (Some(0), "b"), (Some(1), "a"), (Some(2), "b"), (Some(2), "b"), (Some(1), "c")];
        assert_eq!(chains(&fork), (vec![1, 2, 3, 4, 4, 2], vec![4, 5]));
    }
}
