//! The parts of a network, numbered so that the numbers tell something.

use std::cmp::Reverse;

use crate::graph::Node;

/// A partition of the nodes: each node's part, parts in order of size, largest first.
///
/// Parts of one size are in the order of their smallest node, so that the numbering is the same for any order of
/// the input. An empty network has no parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Components {
    /// The rank of each node's part, from 0.
    ranks: Vec<usize>,
    /// The size of each part, descending.
    sizes: Vec<usize>,
}

impl Components {
    /// Numbers the parts of nodes that carry a label each; labels are below the number of nodes.
    pub(super) fn from_labels(labels: &[usize]) -> Self {
        // For each label: how many carry it, and the first node that does.
        let mut parts = vec![(0_usize, usize::MAX); labels.len()];
        for (node, &label) in labels.iter().enumerate() {
            parts[label] = (parts[label].0 + 1, parts[label].1.min(node));
        }
        let mut order: Vec<usize> = (0..labels.len()).filter(|&label| parts[label].0 > 0).collect();
        order.sort_unstable_by_key(|&label| (Reverse(parts[label].0), parts[label].1));
        let mut rank_of = vec![0; labels.len()];
        order.iter().enumerate().for_each(|(rank, &label)| rank_of[label] = rank);
        let ranks = labels.iter().map(|&label| rank_of[label]).collect();
        Self { ranks, sizes: order.iter().map(|&label| parts[label].0).collect() }
    }

    /// The number of parts.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    /// The number of nodes in the largest part; 0 without nodes.
    #[must_use]
    pub fn largest(&self) -> usize {
        self.sizes.first().copied().unwrap_or(0)
    }

    /// The number of a node's part, from 1 for the largest.
    #[must_use]
    pub fn number(&self, node: Node) -> usize {
        self.ranks[node.index()] + 1
    }

    /// The nodes of the largest part, ascending.
    pub fn members_of_largest(&self) -> impl Iterator<Item = Node> {
        let with_rank = self.ranks.iter().enumerate().filter(|(_, rank)| **rank == 0);
        with_rank.map(|(index, _)| Node::from_index(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_part_is_first_and_ties_go_by_the_smallest_node() {
        let parts = Components::from_labels(&[4, 2, 4, 2, 3, 3, 3]);
        assert_eq!((parts.count(), parts.largest()), (3, 3));
        let numbers: Vec<_> = (0..7).map(|index| parts.number(Node::from_index(index))).collect();
        assert_eq!(numbers, [2, 3, 2, 3, 1, 1, 1]);
        assert_eq!(parts.members_of_largest().map(Node::index).collect::<Vec<_>>(), [4, 5, 6]);
    }

    #[test]
    fn no_nodes_have_no_parts() {
        let parts = Components::from_labels(&[]);
        assert_eq!((parts.count(), parts.largest()), (0, 0));
        assert_eq!(parts.members_of_largest().count(), 0);
    }
}
