//! Which elements a tag opens and closes.
//!
//! The open elements stand on a stack. Each of them knows the topmost boundary of every kind at or below it and the
//! open element of the same name below it, so that no question about scopes walks the stack: every tag takes constant
//! time, besides the elements that it closes.

use std::collections::HashMap;

use html5gum::State;

use crate::markup::tag_names::{self, BOUNDARY, KINDS, KNOWN, Known, Traits, id, kind};
use crate::markup::tokens::read_tokens;
use crate::markup::tree::{NameId, Node, NodeId, NodeKind, Tree};
use crate::model::Span;

/// Builds the tree of a document; see the [module](crate::markup::tree) for what is a node.
///
/// Sources of up to 1 GiB are read in full; in greater ones, what does not fit in the spans is left empty.
#[must_use]
pub(crate) fn build_tree(source: &str) -> Tree<'_> {
    let mut builder = Builder::new(source);
    let decoded = read_tokens(&mut builder);
    builder.finish(decoded)
}

/// An open element.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    name: u32,
    /// Where on the stack the next open element of the same name stands.
    below: u32,
    /// Whether its end tag was met in a block that is still open.
    ended: bool,
    /// Where on the stack the topmost boundary of each kind stands, itself included; 0 for none.
    bounds: [u32; KINDS],
}

/// The start of the stack: the document.
const BOTTOM: Open = Open { node: 0, name: u32::MAX, below: 0, ended: false, bounds: [0; KINDS] };

/// A tree in the making.
pub(super) struct Builder<'a> {
    pub(super) tree: Tree<'a>,
    /// Whether a line break that comes next does not count.
    pub(super) skips_newline: bool,
    known: &'static Known,
    /// The ids of the names that are not in the standard.
    own: HashMap<Box<[u8]>, u32>,
    open: Vec<Open>,
    /// Where on the stack the topmost element of each name stands; 0 for none.
    latest: Vec<u32>,
    /// Where the last end tags of `body` and `html` end; 0 for none.
    body_end: u32,
    html_end: u32,
}

/// A start tag.
pub(super) struct StartTag<'t> {
    /// The name in lower case.
    pub(super) name: &'t [u8],
    /// The tag's bytes in the source.
    pub(super) place: Span,
    /// Where its attributes begin in the tree's list.
    pub(super) attributes: usize,
    /// The bits of its classes and id.
    pub(super) marks: u32,
    /// Whether it ends with `/>`.
    pub(super) self_closing: bool,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        let known = &*KNOWN;
        let document = Node { kind: NodeKind::Document, end: NodeId(1), place: Span::new(0, source.len()), marks: 0 };
        // Every second tag ends an element, and a text stands between two: about a node for each tag.
        let mut nodes = Vec::with_capacity(memchr::memchr_iter(b'<', source.as_bytes()).count() + 2);
        nodes.push(document);
        let tree = Tree { source, decoded: String::new(), nodes, attributes: Vec::new(), names: Vec::new() };
        let latest = vec![0; known.names.len()];
        let (own, open) = (HashMap::new(), vec![BOTTOM]);
        Self { tree, skips_newline: false, known, own, open, latest, body_end: 0, html_end: 0 }
    }

    fn finish(mut self, decoded: Vec<u8>) -> Tree<'a> {
        let end = narrow(self.tree.source.len());
        self.close_to(1, end, end);
        let last = NodeId(narrow(self.tree.nodes.len()));
        self.tree.nodes.iter_mut().take(1).for_each(|document| document.end = last);
        self.tree.decoded =
            String::from_utf8(decoded).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        self.tree
    }

    /// Opens an element; tells how what follows is to be read if not as usual.
    pub(super) fn start_tag(&mut self, tag: &StartTag<'_>, decoded: &mut Vec<u8>) -> Option<State> {
        let name = self.name(tag.name, decoded);
        let traits = self.traits(name);
        if self.in_foreign() {
            if traits & tag_names::BREAKOUT == 0 {
                self.open_foreign(name, traits, tag);
                return None;
            }
            self.leave_foreign(tag.place.start);
        }
        if self.is_ignored(name) {
            self.tree.attributes.truncate(tag.attributes);
            return None;
        }
        self.make_room(name, traits, tag.place.start);
        let node = self.append(name, tag);
        if traits & tag_names::VOID == 0 && !(traits & tag_names::FOREIGN != 0 && tag.self_closing) {
            self.push(node, name, traits & BOUNDARY & !tag_names::INTEGRATION | self.list_in_table(traits));
        }
        self.skips_newline = traits & tag_names::NEWLINE != 0;
        content_state(traits)
    }

    /// Closes what an end tag closes.
    pub(super) fn end_tag(&mut self, name: &[u8], place: Span, decoded: &mut Vec<u8>) {
        let name = self.name(name, decoded);
        let traits = self.traits(name);
        let position = self.latest(name);
        if self.in_foreign() && position != 0 && position >= self.bound(kind::FOREIGN) {
            return self.close_to(position, place.start, place.end);
        }
        match name {
            id::BODY => self.body_end = place.end,
            id::HTML => self.html_end = place.end,
            id::BR => self.add_empty(name, place),
            id::P if !self.is_in_scope(name, traits) => {
                self.leave_foreign(place.start);
                self.add_empty(name, place);
            }
            _ if traits & tag_names::HEADING != 0 => self.close_heading(place),
            _ if self.is_in_scope(name, traits) => self.close_to(position, place.start, place.end),
            _ if traits & tag_names::FORMATTING != 0 => self.end_later(name),
            _ => {}
        }
    }

    /// Adds a text.
    pub(super) fn add_text(&mut self, text: Span, place: Span, is_blank: bool) {
        if self.top().name == id::HEAD && !is_blank {
            self.close_top(place.start);
        }
        self.add_node(NodeKind::Text { text }, place, 0);
    }

    /// Tells whether the innermost open element is SVG or MathML.
    pub(super) fn in_foreign(&self) -> bool {
        self.bound(kind::FOREIGN) > self.bound(kind::INTEGRATION)
    }

    fn open_foreign(&mut self, name: u32, traits: Traits, tag: &StartTag<'_>) {
        let node = self.append(name, tag);
        let gate = if traits & tag_names::INTEGRATION == 0 { 0 } else { tag_names::GATE };
        if !tag.self_closing {
            self.push(node, name, traits & tag_names::FOREIGN | gate);
        }
    }

    fn leave_foreign(&mut self, at: u32) {
        while self.in_foreign() {
            self.close_to(self.bound(kind::FOREIGN), at, at);
        }
    }

    /// A second `html`, `head`, `body`, or a form in a form.
    fn is_ignored(&self, name: u32) -> bool {
        match name {
            id::HTML | id::BODY | id::FORM => self.latest(name) != 0,
            id::HEAD => self.latest(name) != 0 || self.latest(id::BODY) != 0,
            _ => false,
        }
    }

    /// Closes what cannot hold an element of a name, or stand beside it.
    fn make_room(&mut self, name: u32, traits: Traits, at: u32) {
        if self.top().name == id::HEAD && traits & tag_names::IN_HEAD == 0 {
            self.close_top(at);
        }
        if traits & tag_names::ITEM != 0 {
            self.close_item(name, at);
        }
        if traits & tag_names::ONCE != 0 {
            self.close_same(name, traits, at);
        }
        if traits & tag_names::ENDS_P != 0 && self.is_in_scope(id::P, self.traits(id::P)) {
            self.close_to(self.latest(id::P), at, at);
        }
        if traits & self.traits(self.top().name) & tag_names::HEADING != 0 {
            self.close_top(at);
        }
        if traits & (tag_names::CELL | tag_names::ROW | tag_names::SECTION) != 0 {
            self.close_rows(traits, at);
        }
    }

    /// A list item closes the item before it, unless another block stands between.
    fn close_item(&mut self, name: u32, at: u32) {
        let position = self.bound(kind::HARD);
        let closes = match self.open.get(position as usize).map_or(u32::MAX, |open| open.name) {
            id::LI => name == id::LI,
            id::DD | id::DT => name != id::LI,
            _ => false,
        };
        if closes {
            self.close_to(position, at, at);
        }
    }

    fn close_same(&mut self, name: u32, traits: Traits, at: u32) {
        if name == id::OPTGROUP && self.is_in_scope(id::OPTION, self.traits(id::OPTION)) {
            self.close_to(self.latest(id::OPTION), at, at);
        }
        if self.is_in_scope(name, traits) {
            self.close_to(self.latest(name), at, at);
        } else if traits & tag_names::FORMATTING != 0 {
            self.end_later(name);
        }
    }

    /// Closes the cell, row or section of the nearest table that ends where another one begins.
    fn close_rows(&mut self, traits: Traits, at: u32) {
        let limit = self.bound(kind::ROWS);
        let ends = |inner: usize, outer: Traits| {
            let position = self.bound(inner);
            (traits & outer != 0 && position > limit).then_some(position)
        };
        let cell = ends(kind::CELL, tag_names::CELL | tag_names::ROW | tag_names::SECTION);
        let row = ends(kind::ROW, tag_names::ROW | tag_names::SECTION);
        let section = ends(kind::SECTION, tag_names::SECTION);
        if let Some(position) = [cell, row, section].into_iter().flatten().min() {
            self.close_to(position, at, at);
        }
    }

    fn close_heading(&mut self, place: Span) {
        let position = self.bound(kind::HEADING);
        if position > self.bound(kind::SCOPE) {
            self.close_to(position, place.start, place.end);
        }
    }

    /// The bit that makes a list a boundary for rows where it stands directly in a table.
    fn list_in_table(&self, traits: Traits) -> Traits {
        let in_table = self.bound(kind::TABLE) > self.bound(kind::CELL);
        if traits & tag_names::LISTING != 0 && in_table { tag_names::ROWS } else { 0 }
    }

    /// Tells whether an end tag reaches the topmost open element of its name.
    fn is_in_scope(&self, name: u32, traits: Traits) -> bool {
        let position = self.latest(name);
        let rows = tag_names::CELL | tag_names::ROW | tag_names::SECTION;
        position != 0
            && position
                >= match name {
                    id::TEMPLATE => 0,
                    id::P => self.bound(kind::BUTTON),
                    id::LI => self.bound(kind::LIST),
                    id::TABLE => self.bound(kind::TABLE),
                    _ if traits & rows != 0 => self.bound(kind::ROWS),
                    _ if traits & tag_names::LISTING != 0 && position == self.bound(kind::ROWS) => 0,
                    _ if traits & tag_names::BLOCK != 0 => self.bound(kind::SCOPE),
                    _ => self.bound(kind::SPECIAL),
                }
    }

    /// Notes that a formatting element is to be closed with the block that now stands open in it.
    fn end_later(&mut self, name: u32) {
        let position = self.latest(name);
        if position > self.bound(kind::SCOPE)
            && let Some(open) = self.open.get_mut(position as usize)
        {
            open.ended = true;
        }
    }

    fn add_empty(&mut self, name: u32, place: Span) {
        let attributes = self.tree.attributes.len();
        self.append(name, &StartTag { name: &[], place, attributes, marks: 0, self_closing: false });
    }

    fn append(&mut self, name: u32, tag: &StartTag<'_>) -> u32 {
        let attributes = Span::new(tag.attributes, self.tree.attributes.len());
        self.add_node(NodeKind::Element { name: NameId(name), attributes }, tag.place, tag.marks)
    }

    fn add_node(&mut self, kind: NodeKind, place: Span, marks: u32) -> u32 {
        let node = narrow(self.tree.nodes.len());
        self.tree.nodes.push(Node { kind, end: NodeId(node.saturating_add(1)), place, marks });
        node
    }

    fn push(&mut self, node: u32, name: u32, boundary: Traits) {
        let position = narrow(self.open.len());
        let mut bounds = self.top().bounds;
        let mut bits = boundary;
        while let Some(bound) = bounds.get_mut(bits.trailing_zeros() as usize) {
            *bound = position;
            bits &= bits - 1;
        }
        let below = self.latest.get_mut(name as usize).map_or(0, |latest| std::mem::replace(latest, position));
        self.open.push(Open { node, name, below, ended: false, bounds });
    }

    fn close_top(&mut self, at: u32) {
        self.close_to(narrow(self.open.len().saturating_sub(1)), at, at);
    }

    /// Closes all elements from a place of the stack on, and those below that were to be closed with them. The lowest
    /// ends at `end`, the others at `at`.
    fn close_to(&mut self, position: u32, at: u32, end: u32) {
        let position = position.max(1) as usize;
        while self.open.len() > position {
            self.pop(if self.open.len() == position + 1 { end } else { at });
        }
        while self.top().ended {
            self.pop(end);
        }
    }

    fn pop(&mut self, at: u32) {
        let Some(open) = self.open.pop() else { return };
        let end = self.late_end(open.name).unwrap_or(at);
        if let Some(latest) = self.latest.get_mut(open.name as usize) {
            *latest = open.below;
        }
        let next = NodeId(narrow(self.tree.nodes.len()));
        if let Some(node) = self.tree.nodes.get_mut(open.node as usize) {
            node.end = next;
            node.place.end = end;
        }
    }

    /// What stands behind `</body>` and `</html>` is still in them, so they end with the last of it.
    fn late_end(&self, name: u32) -> Option<u32> {
        let end = match name {
            id::BODY => self.body_end,
            id::HTML => self.body_end.max(self.html_end),
            _ => 0,
        };
        let last = self.tree.nodes.last().map_or(0, |node| node.place.end);
        (end != 0).then(|| end.max(last))
    }

    /// The number of a name.
    fn name(&mut self, name: &[u8], decoded: &mut Vec<u8>) -> u32 {
        if let Some(id) = self.known.id(name).or_else(|| self.own.get(name).copied()) {
            return id;
        }
        let id = narrow(self.latest.len());
        let start = self.tree.source.len() + decoded.len();
        decoded.extend_from_slice(name);
        self.tree.names.push(Span::new(start, start + name.len()));
        self.latest.push(0);
        self.own.insert(name.into(), id);
        id
    }

    fn traits(&self, name: u32) -> Traits {
        self.known.traits.get(name as usize).copied().unwrap_or(0)
    }

    fn latest(&self, name: u32) -> u32 {
        self.latest.get(name as usize).copied().unwrap_or(0)
    }

    fn top(&self) -> &Open {
        self.open.last().unwrap_or(&BOTTOM)
    }

    fn bound(&self, kind: usize) -> u32 {
        self.top().bounds.get(kind).copied().unwrap_or(0)
    }
}

/// How what follows a start tag is to be read.
fn content_state(traits: Traits) -> Option<State> {
    const RAW: Traits = tag_names::RAW | tag_names::PLAIN_TEXT | tag_names::SCRIPT | tag_names::REST;
    match traits & RAW {
        tag_names::RAW => Some(State::RawText),
        tag_names::PLAIN_TEXT => Some(State::RcData),
        tag_names::SCRIPT => Some(State::ScriptData),
        tag_names::REST => Some(State::PlainText),
        _ => None,
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
