//! Selectors that say which elements of a tree are meant, such as `li.comment > a[href*="cid="]:not(.own)`.
//!
//! The grammar stands in `selector_text`. Names of elements and attributes are the same in any case; classes, ids and
//! all values are not. Unlike in style sheets, a name may begin with a digit, and `\` never begins a number.

use crate::markup::selector_text::read_selector;
use crate::markup::tree::{NameId, Node, NodeId, NodeKind, Tree, mark_of};

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

    /// Tells whether a document has an element that the selector means.
    #[must_use]
    pub(crate) fn is_in(&self, tree: &Tree<'_>) -> bool {
        find_each(&[Some(self.clone())], tree).iter().any(|found| !found.is_empty())
    }
}

/// The nodes that each of some selectors means, in the order of the document.
///
/// Asks each question once for each element, whatever their depth; all selectors go through the document together. A
/// leading `>` means a child of the document.
#[must_use]
pub(crate) fn find_each(selectors: &[Option<Selector>], tree: &Tree<'_>) -> Vec<Vec<NodeId>> {
    let complexes: Vec<&Complex> = selectors.iter().flatten().flat_map(|selector| &selector.any).collect();
    let steps: Vec<&Step> = complexes.iter().flat_map(|complex| &complex.steps).collect();
    let mut matched: Vec<Vec<NodeId>> = vec![Vec::new(); steps.len()];
    // Most elements have neither a class nor an id, and most steps want one.
    let (marked, bare): (Vec<_>, Vec<_>) = steps.iter().enumerate().partition(|(_, step)| step.is.marks != 0);
    for (id, node) in tree.elements() {
        let marked = if node.marks == 0 { &[][..] } else { &marked };
        for (at, step) in marked.iter().chain(&bare) {
            if step.may_match(node)
                && step.matches(tree, id, node)
                && let Some(found) = matched.get_mut(*at)
            {
                found.push(id);
            }
        }
    }
    let mut matched = matched.into_iter();
    let mut found = |selector: &Selector| {
        let mut found = Vec::new();
        for complex in &selector.any {
            complex.place(tree, matched.by_ref().take(complex.steps.len()), &mut found);
        }
        if selector.any.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found
    };
    selectors.iter().map(|selector| selector.as_ref().map(&mut found).unwrap_or_default()).collect()
}

impl Complex {
    /// Of the nodes that match each step, finds those of the last that stand where the others say.
    fn place(&self, tree: &Tree<'_>, matched: impl Iterator<Item = Vec<NodeId>>, found: &mut Vec<NodeId>) {
        let mut matched: Vec<Vec<NodeId>> = matched.collect();
        if matched.iter().any(Vec::is_empty) {
            return;
        }
        let Some(last) = matched.pop() else { return };
        if self.steps.iter().any(|step| step.is_child) {
            return self.keep_placed(tree, &last, found);
        }
        let mut nodes = matched.into_iter().chain([last]);
        let first = nodes.next().unwrap_or_default();
        found.extend(nodes.fold(first, |above, below| keep_within(tree, &above, below)));
    }

    /// Keeps the nodes that stand where the other steps say: goes down the tree with the steps that each open element and
    /// all that hold it have matched, as bits.
    fn keep_placed(&self, tree: &Tree<'_>, nodes: &[NodeId], found: &mut Vec<NodeId>) {
        let children = self.steps.iter().enumerate().filter(|(_, step)| step.is_child);
        let child_steps = children.fold(0_u64, |bits, (place, _)| bits | 1 << place);
        let goal = self.steps.len().saturating_sub(1);
        let mut rest = nodes.iter().peekable();
        let mut open = vec![Reached { end: tree.node(Tree::ROOT).end, here: 1, above: 1 }];
        for (id, node) in tree.elements() {
            while open.len() > 1 && open.last().is_some_and(|last| last.end <= id) {
                open.pop();
            }
            let (Some(parent), Some(_)) = (open.last(), rest.peek()) else { return };
            let wanted = parent.here & child_steps | parent.above & !child_steps;
            if rest.next_if(|next| **next == id).is_some() && wanted >> goal & 1 != 0 {
                found.push(id);
            }
            let here = self.matched(wanted & !(1 << goal), tree, id, node) << 1;
            if node.end.0 > id.0 + 1 {
                let above = parent.above | here;
                open.push(Reached { end: node.end, here, above });
            }
        }
    }

    /// Those of the wanted steps that a node matches.
    fn matched(&self, wanted: u64, tree: &Tree<'_>, id: NodeId, node: &Node) -> u64 {
        let steps = self.steps.iter().enumerate().filter(|(place, _)| wanted >> place & 1 != 0);
        steps.filter(|(_, step)| step.matches(tree, id, node)).fold(0, |bits, (place, _)| bits | 1 << place)
    }
}

/// Keeps the nodes that stand in one of some others; all are in the order of the document.
fn keep_within(tree: &Tree<'_>, above: &[NodeId], mut below: Vec<NodeId>) -> Vec<NodeId> {
    let (mut outer, mut end) = (above.iter().peekable(), NodeId(0));
    below.retain(|node| {
        while let Some(above) = outer.next_if(|above| *above < node) {
            end = end.max(tree.node(*above).end);
        }
        *node < end
    });
    below
}

/// An open element, with the steps that may come next in it: bit 0 is the first step.
struct Reached {
    end: NodeId,
    /// The steps that come after those that the element itself matched.
    here: u64,
    /// The steps that come after those that the element or one that holds it matched.
    above: u64,
}

impl Step {
    /// Rules most elements out by their name and the bits of their classes.
    #[inline]
    fn may_match(&self, node: &Node) -> bool {
        let is_named = match (&self.is.name, node.kind) {
            (Some(Name::Known(known)), NodeKind::Element { name, .. }) => *known == name,
            _ => true,
        };
        is_named && node.marks & self.is.marks == self.is.marks
    }

    fn matches(&self, tree: &Tree<'_>, id: NodeId, node: &Node) -> bool {
        self.is.matches(tree, id, node) && !self.is_not.iter().any(|not| not.matches(tree, id, node))
    }
}

impl Simple {
    /// Asks for an element's name.
    pub(super) fn of(name: Name) -> Self {
        Self { name: Some(name), ..Self::default() }
    }

    #[inline]
    fn matches(&self, tree: &Tree<'_>, id: NodeId, node: &Node) -> bool {
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

    /// The ids of what a selector means.
    fn ids(tree: &Tree<'_>, selector: &str) -> String {
        let found = find_each(&[Some(Selector::parse(selector).expect(selector))], tree).concat();
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
            assert_eq!(ids(&tree, selector), expected, "{selector}");
        }
    }
}
