//! The elements that a selector found, looked up by stretches of the document.

use std::ops::Range;

use crate::grammar::{HtmlForm, HtmlPart};
use crate::markup::{NodeId, Selector, Tree, find_each};

/// Nodes in the order of the document.
pub(super) type Nodes = Range<u32>;

/// The elements of a page that are the parts of a form.
#[derive(Debug)]
pub(super) struct Parts([Found; HtmlPart::N]);

impl Parts {
    /// Finds all parts in one pass.
    pub(super) fn of(form: &HtmlForm, tree: &Tree<'_>) -> Self {
        let mut found = find_each(&form.parts, tree).into_iter();
        Self(std::array::from_fn(|_| Found(found.next().unwrap_or_default())))
    }

    pub(super) fn get(&self, part: HtmlPart) -> &Found {
        &self.0[part as usize]
    }

    pub(super) fn take(&mut self, part: HtmlPart) -> Found {
        std::mem::take(&mut self.0[part as usize])
    }
}

/// The elements that a selector found in a whole document.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<NodeId>);

impl Found {
    /// The elements that a selector of our own finds; none where it cannot be read.
    pub(super) fn of(selector: &str, tree: &Tree<'_>) -> Self {
        Self(Selector::parse(selector).map(|selector| find_each(&[Some(selector)], tree).concat()).unwrap_or_default())
    }

    pub(super) fn all(&self) -> &[NodeId] {
        &self.0
    }

    /// The elements that begin in a stretch.
    pub(super) fn within(&self, nodes: &Nodes) -> &[NodeId] {
        let before = |bound: u32| self.0.partition_point(|node| node.0 < bound);
        self.0.get(before(nodes.start)..before(nodes.end)).unwrap_or_default()
    }

    /// Tells whether a node is one of them.
    pub(super) fn has(&self, node: NodeId) -> bool {
        self.0.binary_search(&node).is_ok()
    }

    /// The stretches of the outermost of them.
    pub(super) fn stretches(&self, tree: &Tree<'_>) -> Vec<Nodes> {
        let mut stretches: Vec<Nodes> = Vec::with_capacity(self.0.len());
        for node in &self.0 {
            if stretches.last().is_none_or(|last| last.end <= node.0) {
                stretches.push(node.0..tree.node(*node).end.0);
            }
        }
        stretches
    }
}

/// Tells whether a node is in one of some stretches, which are in order and apart.
pub(super) fn is_in(stretches: &[Nodes], node: NodeId) -> bool {
    let after = stretches.partition_point(|stretch| stretch.start <= node.0);
    after.checked_sub(1).and_then(|at| stretches.get(at)).is_some_and(|stretch| node.0 < stretch.end)
}
