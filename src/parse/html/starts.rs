//! Where a page's comments begin, which nodes are each one's own, and how deep they stand.

use crate::grammar::{Captures, HtmlField, HtmlForm, HtmlPart, List, Site};
use crate::markup::{NodeId, Tree};
use crate::parse::html::flow::{FlowMarks, line_of};
use crate::parse::html::found::{Found, Nodes, Parts, is_in};

/// Where a comment begins, or a line that stands for comments.
#[derive(Debug)]
pub(super) struct Start {
    /// Its element.
    pub(super) node: NodeId,
    /// Its own nodes: from its element on, up to the next start or its end.
    pub(super) own: Nodes,
    /// How many elements that nest it stands in.
    pub(super) level: u32,
    /// What it says in one line, where it is no whole comment.
    pub(super) line: Option<StartLine>,
}

/// A line that stands for a comment, or for comments that are not shown.
#[derive(Debug)]
pub(super) struct StartLine {
    pub(super) text: String,
    pub(super) list: List,
    pub(super) captures: Captures,
}

/// Finds where comments begin, in the order of the document. Linear.
pub(super) fn find_starts(
    tree: &Tree<'_>,
    form: &HtmlForm,
    site: &Site,
    parts: &Parts,
    marks: &FlowMarks,
) -> Vec<Start> {
    let (comments, lines) = (parts.get(HtmlPart::Comment), parts.get(HtmlPart::Line));
    let bodies = parts.get(HtmlPart::Body).stretches(tree);
    // An item of a list in a body is none of the page's.
    let stands_free = |node: &&NodeId| !is_in(&bodies, **node);
    let mut nodes: Vec<NodeId> = comments.all().iter().chain(lines.all()).filter(stands_free).copied().collect();
    nodes.sort_unstable();
    nodes.dedup();
    let mut starts = Vec::with_capacity(nodes.len());
    for (at, &node) in nodes.iter().enumerate() {
        let next = nodes.get(at + 1).map_or(u32::MAX, |next| next.0);
        let end = tree.node(node).end.0;
        let is_comment = comments.has(node);
        let is_comment = is_comment && form.site_id.as_ref().is_none_or(|field| has_value(tree, field, site, node));
        let own = node.0..end.min(next);
        let line = if is_comment { None } else { line_at(tree, site, marks, own.clone()) };
        let line = line.filter(|_| has_link(form, parts, &own));
        if is_comment || line.is_some() {
            starts.push(Start { node, own: node.0..end, level: 0, line });
        }
    }
    bound(&mut starts, tree, form.goes_on);
    count_levels(&mut starts, parts.get(HtmlPart::Nesting), tree);
    starts
}

/// Tells whether a comment's element has the site's number, where that stands in the element itself.
fn has_value(tree: &Tree<'_>, field: &HtmlField, site: &Site, node: NodeId) -> bool {
    let Some(name) = &field.attribute else { return true };
    let value = tree.attribute(node, name).map(str::trim).unwrap_or_default();
    field.patterns.matches(value, &site.lexicon).is_some()
}

/// Tells whether a line that stands for comments has a link, where the site gives it one: words of a list that an author
/// wrote have none.
fn has_link(form: &HtmlForm, parts: &Parts, own: &Nodes) -> bool {
    form.stub_link.is_none() || !parts.get(HtmlPart::StubLink).within(own).is_empty()
}

/// What an element says in one line, if that stands for comments.
fn line_at(tree: &Tree<'_>, site: &Site, marks: &FlowMarks, nodes: Nodes) -> Option<StartLine> {
    let text = line_of(tree, marks, nodes);
    let (list, captures) = site.first_of(&[List::Stub, List::Hidden], text.trim_start_matches(['\u{2022}', ' ']))?;
    let text = text.trim_start_matches(['\u{2022}', ' ']).to_owned();
    Some(StartLine { text, list, captures })
}

/// Ends each start's own nodes where the next begins.
fn bound(starts: &mut [Start], tree: &Tree<'_>, goes_on: bool) {
    let document = tree.node(Tree::ROOT).end.0;
    let mut next = document;
    for start in starts.iter_mut().rev() {
        let end = if goes_on && start.line.is_none() { document } else { start.own.end };
        start.own.end = end.min(next);
        next = start.own.start;
    }
}

fn count_levels(starts: &mut [Start], nesting: &Found, tree: &Tree<'_>) {
    let mut open: Vec<u32> = Vec::new();
    let mut nests = nesting.all().iter().peekable();
    for start in starts {
        while let Some(nest) = nests.next_if(|nest| nest.0 <= start.node.0) {
            close(&mut open, nest.0);
            open.push(tree.node(*nest).end.0);
        }
        close(&mut open, start.node.0);
        start.level = u32::try_from(open.len()).unwrap_or(u32::MAX);
    }
}

fn close(open: &mut Vec<u32>, at: u32) {
    while open.last().is_some_and(|end| *end <= at) {
        open.pop();
    }
}
