//! Selectors that say which elements of a tree are meant, such as `li.comment > a[href*="cid="]:not(.own)`.
//!
//! The grammar stands in `selector_text`. Names of elements and attributes are the same in any case; classes, ids and
//! all values are not. Unlike in style sheets, a name may begin with a digit, and `\` never begins a number.

use crate::markup::selector_text::read_selector;
use crate::markup::tree::{NameId, NodeId, NodeKind, Tree, mark_of};

pub(crate) use crate::markup::selector_text::SelectorError;

/// A selector that can be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selector {
    any: Vec<Complex>,
}

/// A chain of elements that stand in each other, the outermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complex {
    pub(super) steps: Vec<Step>,
}

/// An element of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Whether it stands directly in the one before it, or, if it is the first, in the scope.
    pub(super) is_child: bool,
    pub(super) is: Simple,
    pub(super) is_not: Vec<Simple>,
}

/// What is asked of one element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Simple {
    name: Option<Name>,
    /// The bits that the classes and the id set in a node.
    marks: u32,
    tests: Vec<Test>,
}

/// An element's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// One of the standard.
    Known(NameId),
    /// Another, in lower case.
    Other(String),
}

/// A question about an element's attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Id(String),
    Class(String),
    Attribute { name: String, operator: Operator, value: String },
}

/// How an attribute's value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Exists,
    Equals,
    HasWord,
    StartsWith,
    EndsWith,
    Contains,
}

impl Selector {
    /// Reads a selector's text.
    ///
    /// # Errors
    ///
    /// Where the text is no selector.
    pub(crate) fn parse(text: &str) -> Result<Self, SelectorError> {
        read_selector(text).map(|any| Self { any })
    }

    /// Tells whether a node is meant by the selector, relative to an element that holds the node.
    ///
    /// All elements of the selector are looked for in `scope`: neither itself nor what holds it counts, and a `>` at
    /// the beginning means a child of it. The scope for a whole document is [`Tree::ROOT`]. This takes time in
    /// proportion to the node's depth in the scope; see [`Self::find_all`] for many nodes.
    #[must_use]
    pub(crate) fn matches(&self, tree: &Tree<'_>, node: NodeId, scope: NodeId) -> bool {
        is_within(tree, node, scope) && self.any.iter().any(|complex| complex.matches(tree, node, scope))
    }

    /// The nodes in a scope that the selector means, in the order of the document.
    ///
    /// Asks each question once for each node, whatever their depth.
    #[must_use]
    pub(crate) fn find_all(&self, tree: &Tree<'_>, scope: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        self.any.iter().for_each(|complex| complex.find_all(tree, scope, &mut found));
        if self.any.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found
    }
}

impl Complex {
    /// Matches from the last element outwards. Of the ancestors that match a part up to a blank, the nearest leaves
    /// the most for the parts before it, so that none has to be tried again.
    fn matches(&self, tree: &Tree<'_>, node: NodeId, scope: NodeId) -> bool {
        let mut parts = self.steps.chunk_by(|_, next| next.is_child).rev();
        let Some(last) = parts.next() else { return false };
        let Some(mut top) = match_part(last, tree, node, scope) else { return false };
        parts.all(|part| {
            let mut above = ancestors(tree, top, scope);
            above.find_map(|node| match_part(part, tree, node, scope)).is_some_and(|node| {
                top = node;
                true
            })
        })
    }

    /// Goes down the tree with the steps that each open element and all that hold it have matched, as bits.
    fn find_all(&self, tree: &Tree<'_>, scope: NodeId, found: &mut Vec<NodeId>) {
        let children = self.steps.iter().enumerate().filter(|(_, step)| step.is_child);
        let child_steps = children.fold(0_u64, |bits, (place, _)| bits | 1 << place);
        let goal = 1 << self.steps.len().saturating_sub(1);
        let mut open = vec![Reached { end: tree.node(scope).end, here: 1, above: 1 }];
        for node in tree.descendants(scope) {
            while open.len() > 1 && open.last().is_some_and(|last| last.end <= node) {
                open.pop();
            }
            let Some(parent) = open.last() else { return };
            let wanted = parent.here & child_steps | parent.above & !child_steps;
            let matched = self.matched(wanted, tree, node);
            if matched & goal != 0 {
                found.push(node);
            }
            let (end, here) = (tree.node(node).end, matched << 1);
            if end.0 > node.0 + 1 {
                let above = parent.above | here;
                open.push(Reached { end, here, above });
            }
        }
    }

    /// Those of the wanted steps that a node matches.
    fn matched(&self, wanted: u64, tree: &Tree<'_>, node: NodeId) -> u64 {
        let steps = self.steps.iter().enumerate().filter(|(place, _)| wanted >> place & 1 != 0);
        steps.filter(|(_, step)| step.matches(tree, node)).fold(0, |bits, (place, _)| bits | 1 << place)
    }
}

/// An open element, with the steps that may come next in it: bit 0 is the first step.
struct Reached {
    end: NodeId,
    /// The steps that come after those that the element itself matched.
    here: u64,
    /// The steps that come after those that the element or one that holds it matched.
    above: u64,
}

/// Matches steps that stand directly in each other, the last at `node`; returns the node of the first.
fn match_part(steps: &[Step], tree: &Tree<'_>, node: NodeId, scope: NodeId) -> Option<NodeId> {
    let mut at = Some(node);
    let mut top = None;
    for step in steps.iter().rev() {
        top = at.filter(|node| *node != scope && step.matches(tree, *node));
        at = tree.parent(top?);
    }
    let is_placed = steps.first().is_none_or(|first| !first.is_child || at == Some(scope));
    top.filter(|_| is_placed)
}

/// What holds a node in a scope, the innermost first.
fn ancestors<'t>(tree: &'t Tree<'_>, node: NodeId, scope: NodeId) -> impl Iterator<Item = NodeId> + 't {
    std::iter::successors(tree.parent(node), |node| tree.parent(*node)).take_while(move |node| *node != scope)
}

fn is_within(tree: &Tree<'_>, node: NodeId, scope: NodeId) -> bool {
    scope < node && node < tree.node(scope).end
}

impl Step {
    fn matches(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        self.is.matches(tree, node) && !self.is_not.iter().any(|not| not.matches(tree, node))
    }
}

impl Simple {
    /// Asks for an element's name.
    pub(super) fn of(name: Name) -> Self {
        Self { name: Some(name), ..Self::default() }
    }

    fn matches(&self, tree: &Tree<'_>, id: NodeId) -> bool {
        let node = tree.node(id);
        let NodeKind::Element { name, .. } = node.kind else { return false };
        node.marks & self.marks == self.marks
            && match &self.name {
                None => true,
                Some(Name::Known(known)) => *known == name,
                Some(Name::Other(other)) => tree.name_text(name) == other,
            }
            && self.tests.iter().all(|test| test.matches(tree, id))
    }

    /// Adds a test, and the bit that it sets in the nodes that pass it.
    pub(super) fn with(mut self, test: Test) -> Self {
        self.marks |= match &test {
            Test::Id(name) | Test::Class(name) => mark_of(name.as_bytes()),
            Test::Attribute { .. } => 0,
        };
        self.tests.push(test);
        self
    }
}

impl Test {
    fn matches(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        match self {
            Self::Id(id) => tree.attribute(node, "id").is_some_and(|found| found == id),
            Self::Class(class) => tree.has_class(node, class),
            Self::Attribute { name, operator, value } => {
                tree.attribute(node, name).is_some_and(|found| operator.holds(found, value))
            }
        }
    }
}

impl Operator {
    /// As in style sheets, nothing starts with, ends with or contains an empty value.
    fn holds(self, found: &str, value: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::Equals => found == value,
            Self::HasWord => found.split_ascii_whitespace().any(|word| word == value),
            Self::StartsWith => !value.is_empty() && found.starts_with(value),
            Self::EndsWith => !value.is_empty() && found.ends_with(value),
            Self::Contains => !value.is_empty() && memchr::memmem::find(found.as_bytes(), value.as_bytes()).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::tree::build_tree;

    const PAGE: &str = "<body><div id=a class='x y'><p id=b title='one two'>1<a id=c href='/c?cid=7'>2</a></p></div>\
        <ul id=d><li id=e class=x><my-tag id=f>3</my-tag><ul id=g><li id=h class='Y x'><b id=i>4</b></ul></ul>";

    fn by_id(tree: &Tree<'_>, id: &str) -> NodeId {
        tree.descendants(Tree::ROOT).find(|node| tree.attribute(*node, "id") == Some(id)).unwrap_or(Tree::ROOT)
    }

    /// The ids of what a selector means, by both ways of matching.
    fn ids(tree: &Tree<'_>, selector: &str, scope: NodeId) -> String {
        let selector = Selector::parse(selector).expect(selector);
        let found = selector.find_all(tree, scope);
        let matched: Vec<NodeId> =
            tree.descendants(Tree::ROOT).filter(|node| selector.matches(tree, *node, scope)).collect();
        assert_eq!(found, matched, "{selector:?}");
        found.iter().filter_map(|node| tree.attribute(*node, "id")).collect()
    }

    #[test]
    fn selectors_mean_the_elements_that_they_describe() {
        let tree = build_tree(PAGE);
        for (selector, expected) in [
            ("p", "b"),
            ("LI", "eh"),
            ("my-tag", "f"),
            ("other-tag", ""),
            ("#c", "c"),
            ("#C", ""),
            (".x", "aeh"),
            (".x.y", "a"),
            (".Y", "h"),
            ("[HREF]", "c"),
            ("[href='/c?cid=7']", "c"),
            ("[title~=two]", "b"),
            ("[title~='one two']", ""),
            ("[href^=\"/c\"]", "c"),
            ("[href $= '7' ]", "c"),
            ("[href*=cid]", "c"),
            ("[href*='']", ""),
            ("div a", "c"),
            ("div>a", ""),
            ("div > p > a", "c"),
            ("ul li b", "i"),
            ("ul > li li > b", "i"),
            ("li > b , p", "bi"),
            ("p,#b", "b"),
            ("li:not(.x)", ""),
            ("li:not( .Y )", "e"),
            ("ul *:not(li):not(ul)", "fi"),
            (":not([class])[id]", "bcdfgi"),
            ("body > *", "ad"),
            ("> body", ""),
            ("ul > li ul > li b", "i"),
            (r"\#c", ""),
        ] {
            assert_eq!(ids(&tree, selector, Tree::ROOT), expected, "{selector}");
        }
    }

    #[test]
    fn what_stands_out_of_the_scope_does_not_count() {
        let tree = build_tree(PAGE);
        for (scope, selector, expected) in [
            ("e", "li", "h"),
            ("e", "li li", ""),
            ("e", "ul > li", "h"),
            ("d", "> li", "e"),
            ("d", "> li b", "i"),
            ("d", "> li > b", ""),
            ("e", "> li", ""),
            ("d", "b, >li", "ei"),
            ("a", "#a", ""),
        ] {
            assert_eq!(ids(&tree, selector, by_id(&tree, scope)), expected, "{scope} {selector}");
        }
    }
}
