//! What hangs below each node of a thread: how much, how deep, by how many authors.

use crate::graph::ReplyTree;

/// What hangs below each node of one thread. Node 0 is the story, node k the k-th row.
#[derive(Clone, Debug, Default)]
pub struct Subthreads {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    depth: u32,
    /// The top-level node that it hangs below, or that it is.
    top: u32,
    /// Nodes that answer it.
    n_children: u32,
    /// Comments that answer it.
    n_replies: u32,
    /// Nodes of its subthread, with itself.
    n_nodes: u32,
    /// Comments of its subthread, with itself.
    n_comments: u32,
    height: u32,
    is_comment: bool,
}

impl Subthreads {
    /// Measures a tree in one pass down and one up: linear in the number of nodes.
    ///
    /// `is_comment` tells of each node but the story whether it is a comment or a placeholder.
    #[must_use]
    pub fn of(tree: &ReplyTree, is_comment: impl Fn(usize) -> bool) -> Self {
        let story = Node {
            depth: 0,
            top: 0,
            n_children: 0,
            n_replies: 0,
            n_nodes: 1,
            n_comments: 0,
            height: 0,
            is_comment: false,
        };
        let mut nodes = Vec::with_capacity(tree.n_nodes());
        nodes.push(story);
        for (node, parent) in tree.edges() {
            let is_comment = is_comment(node);
            let above = nodes.get(parent).copied().unwrap_or(story);
            let top = if parent == 0 { u32::try_from(node).unwrap_or(u32::MAX) } else { above.top };
            nodes.push(Node { depth: above.depth + 1, top, n_comments: is_comment.into(), is_comment, ..story });
        }
        for (node, parent) in tree.edges().rev() {
            let below = nodes.get(node).copied().unwrap_or(story);
            if let Some(above) = nodes.get_mut(parent) {
                above.n_children += 1;
                above.n_replies += u32::from(below.is_comment);
                above.n_nodes += below.n_nodes;
                above.n_comments += below.n_comments;
                above.height = above.height.max(below.height + 1);
            }
        }
        Self { nodes }
    }

    /// Edges from the story.
    #[must_use]
    pub fn depth(&self, node: usize) -> u32 {
        self.get(node, |node| node.depth)
    }

    /// Comments that answer it.
    #[must_use]
    pub fn n_replies(&self, node: usize) -> u32 {
        self.get(node, |node| node.n_replies)
    }

    /// Comments below it, however deep.
    #[must_use]
    pub fn size(&self, node: usize) -> u32 {
        self.get(node, |node| node.n_comments - u32::from(node.is_comment))
    }

    /// Levels below it.
    #[must_use]
    pub fn height(&self, node: usize) -> u32 {
        self.get(node, |node| node.height)
    }

    /// Comments of its subthread, with itself if it is one.
    pub(crate) fn n_comments(&self, node: usize) -> u32 {
        self.get(node, |node| node.n_comments)
    }

    /// Nodes of its subthread, with itself.
    pub(crate) fn n_nodes(&self, node: usize) -> u32 {
        self.get(node, |node| node.n_nodes)
    }

    /// The top-level node that it hangs below, or that it is.
    pub(crate) fn top(&self, node: usize) -> usize {
        self.get(node, |node| node.top) as usize
    }

    pub(crate) fn is_comment(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| node.is_comment)
    }

    /// Tells whether nothing answers it, not even a placeholder.
    pub(crate) fn is_leaf(&self, node: usize) -> bool {
        self.n_nodes(node) == 1
    }

    /// Edges at a node: what answers it, and its parent unless it is the story.
    pub(crate) fn degree(&self, node: usize) -> f64 {
        f64::from(self.get(node, |node| node.n_children)) + if node == 0 { 0.0 } else { 1.0 }
    }

    /// The numbers of replies of all comments.
    pub(crate) fn replies(&self) -> impl Iterator<Item = u32> + Clone {
        self.nodes.iter().filter(|node| node.is_comment).map(|node| node.n_replies)
    }

    fn get(&self, node: usize, value: impl Fn(&Node) -> u32) -> u32 {
        self.nodes.get(node).map_or(0, value)
    }
}

/// How many authors wrote each node's subthread, the node itself included; `None` where no name is known in it and some
/// comment's author is lost.
///
/// `authors` gives the author of each node, if it has one that counts. Every first comment of an author in a subthread
/// counts: going through the nodes as a reader does, each further comment of an author is taken off again at the nearest
/// node above it and the comment before. That node is found by joining subthreads that the reader has left (Tarjan
/// 1979), so that the whole is all but linear.
#[must_use]
pub fn n_subthread_authors(
    tree: &ReplyTree,
    subthreads: &Subthreads,
    authors: &[Option<u32>],
    is_identified: impl Fn(usize) -> bool,
) -> Vec<Option<u32>> {
    let n_authors = authors.iter().flatten().max().map_or(0, |&most| most as usize + 1);
    let mut last: Vec<Option<usize>> = vec![None; n_authors];
    let mut counts = vec![0_i64; tree.n_nodes()];
    let mut left = Left::new(tree.n_nodes());
    let mut before = 0;
    for node in reading_order(tree, subthreads) {
        left.leave(tree, before, node);
        before = node;
        let author = authors.get(node).copied().flatten().and_then(|author| last.get_mut(author as usize));
        let Some(last) = author else { continue };
        add(&mut counts, node, 1);
        if let Some(seen) = last.replace(node) {
            add(&mut counts, left.nearest_open(seen), -1);
        }
    }
    let mut is_lost: Vec<bool> =
        (0..tree.n_nodes()).map(|node| subthreads.is_comment(node) && !is_identified(node)).collect();
    for (node, parent) in tree.edges().rev() {
        let below = counts.get(node).copied().unwrap_or(0);
        add(&mut counts, parent, below);
        if is_lost.get(node) == Some(&true) {
            is_lost.get_mut(parent).into_iter().for_each(|lost| *lost = true);
        }
    }
    let counts = counts.into_iter().zip(is_lost);
    counts.map(|(count, is_lost)| u32::try_from(count).ok().filter(|&count| count > 0 || !is_lost)).collect()
}

fn add(counts: &mut [i64], node: usize, by: i64) {
    if let Some(count) = counts.get_mut(node) {
        *count += by;
    }
}

/// The nodes in the order of a reader: each before what answers it, and that before what stands beside it.
pub(crate) fn reading_order(tree: &ReplyTree, subthreads: &Subthreads) -> Vec<usize> {
    let mut order = vec![0; tree.n_nodes()];
    // Where the next reply to each node goes.
    let mut next = vec![1; tree.n_nodes()];
    for (node, parent) in tree.edges() {
        let Some(place) = next.get_mut(parent) else { continue };
        let at = std::mem::replace(place, *place + subthreads.n_nodes(node) as usize);
        if let (Some(slot), Some(place)) = (order.get_mut(at), next.get_mut(node)) {
            (*slot, *place) = (node, at + 1);
        }
    }
    order
}

/// The subthreads that a reader has left, joined to the nearest node above them that is still open.
struct Left {
    above: Vec<u32>,
}

impl Left {
    fn new(n_nodes: usize) -> Self {
        Self { above: (0..u32::try_from(n_nodes).unwrap_or(u32::MAX)).collect() }
    }

    /// A reader goes from one node on to the next: leaves all subthreads that hold the first and not the second.
    fn leave(&mut self, tree: &ReplyTree, from: usize, to: usize) {
        let open = tree.parent(to);
        let mut at = from;
        while let Some(parent) = tree.parent(at).filter(|_| Some(at) != open) {
            if let Some(above) = self.above.get_mut(at) {
                *above = u32::try_from(parent).unwrap_or(u32::MAX);
            }
            at = parent;
        }
    }

    /// The nearest node at or above one that has not been left.
    fn nearest_open(&mut self, node: usize) -> usize {
        let above = |left: &Self, node: usize| left.above.get(node).map_or(node, |&above| above as usize);
        let mut at = node;
        while above(self, at) != at {
            let next = above(self, above(self, at));
            if let Some(shortcut) = self.above.get_mut(at) {
                *shortcut = u32::try_from(next).unwrap_or(u32::MAX);
            }
            at = next;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_hangs_below_is_counted() {
        let tree = ReplyTree::from_parents([0, 1, 2, 1, 0].into_iter());
        let below = Subthreads::of(&tree, |node| node != 2);
        assert_eq!([0, 1, 2, 3].map(|node| below.size(node)), [4, 2, 1, 0]);
        assert_eq!([0, 1, 2, 3].map(|node| below.height(node)), [3, 2, 1, 0]);
        assert_eq!([1, 3, 5].map(|node| below.top(node)), [1, 1, 5]);
    }

    proptest! {
        #[test]
        fn authors_of_a_subthread_are_counted_once(
            nodes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(0_u32..5)), 1..40)
        ) {
            let parents: Vec<usize> = nodes.iter().enumerate().map(|(n, (parent, _))| parent.index(n + 1)).collect();
            let tree = ReplyTree::from_parents(parents.iter().copied());
            let authors: Vec<_> = std::iter::once(None).chain(nodes.iter().map(|node| node.1)).collect();
            let below = Subthreads::of(&tree, |_| true);
            let found = n_subthread_authors(&tree, &below, &authors, |node| authors[node].is_some());
            let mut sets = vec![HashSet::new(); authors.len()];
            for node in (0..authors.len()).rev() {
                sets[node].extend(authors[node]);
                if node > 0 {
                    let below = sets[node].clone();
                    sets[parents[node - 1]].extend(below);
                }
            }
            let expected: Vec<_> = sets.iter().map(|set| Some(set.len() as u32).filter(|n| *n > 0)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
