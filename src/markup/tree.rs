//! An HTML document as a flat tree.
//!
//! The nodes stand in one vector in the order of their start tags, each with the end of its subtree, so that a subtree is a range and the next sibling is one step away. Text and attribute values point into
//! the source wherever the decoded text is what stands there, else into a string of decoded text.
//!
//! [`build_tree`] builds what a browser would, with these differences:
//!
//! - only elements that are written exist: no `html`, `head`, `body`, `tbody` or `tr` is added; comments and the
//!   document type are left out;
//! - what stands in a table stays in it: browsers move lists, forms, text and tables that stand between rows and cells
//!   out to before the table, but in old pages such lists draw who answered whom. A list that stands directly in a
//!   table or row also keeps the rows in it;
//! - a formatting element (`a`, `b`, `font` and so on) is never opened again. One whose end tag stands in a block
//!   that was opened later is closed when that block is, and so is an `a` over which another `a` is opened;
//! - `noscript` holds elements, since pages are read without scripts, and its end tag closes what is open in it; the
//!   content of `template` is ordinary;
//! - there is no quirks mode: `table` closes an open `p` always.
//!
//! Building takes time and memory in proportion to the source. There is no limit to the depth.

use crate::markup::tag_names::KNOWN;
use crate::model::Span;

pub(crate) use crate::markup::build::build_tree;

/// A node's place in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub u32);

/// An element's name: the same number for the same name in the same tree, and in all trees for names of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameId(pub(super) u32);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    /// The whole document: the first node, and no other.
    Document,
    /// An element.
    Element {
        /// Its name.
        name: NameId,
        /// Its attributes, as places in the tree's list of them.
        attributes: Span,
    },
    /// A text.
    Text {
        /// The decoded text; see [`Tree::text_at`].
        text: Span,
    },
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) kind: NodeKind,
    /// One past its last descendant.
    pub(crate) end: NodeId,
    /// From the first byte of its start tag, or of its text, up to one past its end tag. The place of an element
    /// without an end tag ends where the tag begins that closes it, or with the document.
    pub(crate) place: Span,
    /// A few bits of its classes and its id, for telling quickly what it has not.
    pub(super) marks: u32,
}

/// An attribute as it stands in a tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    /// The name in the source, in any case.
    pub(super) name: Span,
    /// The decoded value.
    pub(super) value: Span,
}

/// An HTML document.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(super) source: &'a str,
    pub(super) decoded: String,
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    /// The names that are not in the standard, in the order of their ids.
    pub(super) names: Vec<Span>,
}

/// The node that there is not.
const NO_NODE: Node = Node {
    kind: NodeKind::Text { text: Span { start: 0, end: 0 } },
    end: Tree::ROOT,
    place: Span { start: 0, end: 0 },
    marks: 0,
};

impl<'a> Tree<'a> {
    /// The document itself.
    pub(crate) const ROOT: NodeId = NodeId(0);

    /// The text that the tree was built from.
    #[must_use]
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// The text at a span; spans from the source's length on point at decoded text.
    #[must_use]
    pub(crate) fn text_at(&self, span: Span) -> &str {
        let range = span.range();
        match range.start.checked_sub(self.source.len()) {
            None => self.source.get(range).unwrap_or_default(),
            Some(start) => self.decoded.get(start..range.end - self.source.len()).unwrap_or_default(),
        }
    }

    /// A node; an empty text where the tree has no such node.
    #[must_use]
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&NO_NODE)
    }

    /// An element's name as a number.
    #[must_use]
    pub(crate) fn name_id(&self, id: NodeId) -> Option<NameId> {
        match self.node(id).kind {
            NodeKind::Element { name, .. } => Some(name),
            NodeKind::Document | NodeKind::Text { .. } => None,
        }
    }

    /// An element's name in lower case; nothing for what is no element.
    #[must_use]
    pub(crate) fn name(&self, id: NodeId) -> &str {
        self.name_id(id).map_or("", |name| self.name_text(name))
    }

    /// A name in lower case.
    #[must_use]
    pub(crate) fn name_text(&self, name: NameId) -> &str {
        let place = name.0 as usize;
        match place.checked_sub(KNOWN.names.len()) {
            None => KNOWN.names.get(place).copied().unwrap_or_default(),
            Some(own) => self.names.get(own).map_or("", |span| self.text_at(*span)),
        }
    }

    /// All elements, in the order of the document.
    pub(crate) fn elements(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        let is_element = |(_, node): &(NodeId, &Node)| matches!(node.kind, NodeKind::Element { .. });
        (0..).map(NodeId).zip(&self.nodes).filter(is_element)
    }

    /// All nodes in a node, without itself, in the order of the document.
    pub(crate) fn descendants(
        &self,
        id: NodeId,
    ) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        let end = self.node(id).end.0;
        (id.0.saturating_add(1).min(end)..end).map(NodeId)
    }

    /// The decoded text of a text node; nothing for another node.
    #[must_use]
    pub(crate) fn text(&self, id: NodeId) -> &str {
        match self.node(id).kind {
            NodeKind::Text { text } => self.text_at(text),
            NodeKind::Document | NodeKind::Element { .. } => "",
        }
    }

    /// The value of an element's first attribute of a name, whatever the name's case.
    #[must_use]
    pub(crate) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        let named =
            |pair: &&Attribute| pair.name.len() == name.len() && self.text_at(pair.name).eq_ignore_ascii_case(name);
        self.attribute_list(id).iter().find(named).map(|pair| self.text_at(pair.value))
    }

    /// Tells whether an element is of a class.
    #[must_use]
    pub(crate) fn has_class(&self, id: NodeId, class: &str) -> bool {
        let mark = mark_of(class.as_bytes());
        self.node(id).marks & mark == mark
            && self.attribute(id, "class").is_some_and(|all| all.split_ascii_whitespace().any(|one| one == class))
    }

    fn attribute_list(&self, id: NodeId) -> &[Attribute] {
        match self.node(id).kind {
            NodeKind::Element { attributes, .. } => self.attributes.get(attributes.range()).unwrap_or_default(),
            NodeKind::Document | NodeKind::Text { .. } => &[],
        }
    }
}

/// One bit out of 32 for a class or an id.
pub(super) fn mark_of(name: &[u8]) -> u32 {
    let mixed = name.iter().fold(0_u32, |sum, byte| sum.rotate_left(5) ^ u32::from(*byte)).wrapping_mul(0x9e37_79b9);
    1 << (mixed >> 27)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as text: `name(children)` for elements, `'text'` for text.
    pub(crate) fn outline(tree: &Tree<'_>) -> String {
        let mut out = String::new();
        let mut open: Vec<NodeId> = Vec::new();
        for id in tree.descendants(Tree::ROOT) {
            while open.last().is_some_and(|end| *end <= id) {
                open.pop();
                out.push(')');
            }
            if !out.is_empty() && !out.ends_with('(') {
                out.push(' ');
            }
            match tree.node(id).kind {
                NodeKind::Text { .. } => out.push_str(&format!("'{}'", tree.text(id))),
                _ if tree.node(id).end.0 == id.0 + 1 => out.push_str(tree.name(id)),
                _ => {
                    out.push_str(&format!("{}(", tree.name(id)));
                    open.push(tree.node(id).end);
                }
            }
        }
        out.extend(open.iter().map(|_| ')'));
        out
    }

    fn check(cases: &[(&str, &str)]) {
        for (source, expected) in cases {
            assert_eq!(outline(&build_tree(source)), *expected, "{source}");
        }
    }

    #[test]
    fn end_tags_that_are_left_out_are_implied() {
        check(&[
            ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "ul(li('a') li('b' ul(li('c'))) li('d'))"),
            ("<li><div>a<li>b", "li(div('a')) li('b')"),
            ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt('a') dd('b') dt('c'))"),
            ("<p>a<p>b<div>c</div>d", "p('a') p('b') div('c') 'd'"),
            ("<p><button><p>a</button>b", "p(button(p('a')) 'b')"),
            ("<h1>a<h2>b</h3>c", "h1('a') h2('b') 'c'"),
            (
                "<table><tr><td>a<td>b<tr><th>c<tbody><tr><td>d</table>e",
                "table(tr(td('a') td('b')) tr(th('c')) tbody(tr(td('d')))) 'e'",
            ),
            (
                "<select><optgroup><option>a<option>b<optgroup><option>c</select>",
                "select(optgroup(option('a') option('b')) optgroup(option('c')))",
            ),
            ("<head><title>a</title><p>b", "head(title('a')) p('b')"),
            ("<html><body>a</body></html> b<body class=x>c", "html(body('a' ' b' 'c'))"),
        ]);
    }

    #[test]
    fn end_tags_close_nothing_out_of_their_scope() {
        check(&[
            ("<div><a><table><tr><td></div></a>b</table>c", "div(a(table(tr(td('b'))) 'c'))"),
            ("<span><div></span>a</div>b", "span(div('a') 'b')"),
            ("<b><i>a</b>b</i>", "b(i('a')) 'b'"),
            ("<ul><li><ol></li>a</ol></ul>", "ul(li(ol('a')))"),
            ("a</p>b</br>c</x></li>", "'a' p 'b' br 'c'"),
            ("<a>1<a>2</a>3", "a('1') a('2') '3'"),
            ("<a><p>1</a>2<p>3", "a(p('1' '2')) p('3')"),
            ("<form>a<form>b</form>c", "form('a' 'b') 'c'"),
        ]);
    }

    #[test]
    fn what_stands_in_a_table_stays_there() {
        check(&[
            (
                "<table><tr><td>a</td></tr><ul><tr><td>b</ul><tr><td>c</table>",
                "table(tr(td('a')) ul(tr(td('b'))) tr(td('c')))",
            ),
            ("<table><tr><form><td>a</td><td>b</td></form></tr></table>", "table(tr(form(td('a') td('b'))))"),
            ("<table><tr><table><tr><td>a</table><td>b</table>", "table(tr(table(tr(td('a'))) td('b')))"),
            ("<table><tr><td><ul><li>a<td>b</table>", "table(tr(td(ul(li('a'))) td('b')))"),
        ]);
    }

    #[test]
    fn raw_text_and_foreign_elements_are_read_as_such() {
        check(&[
            ("<script>if (a<b) '</p>'</script>c", "script('if (a<b) '</p>'') 'c'"),
            ("<title>a&amp;<b></title><noframes><p></noframes>", "title('a&<b>') noframes('<p>')"),
            ("<noscript><p>a</noscript>b", "noscript(p('a')) 'b'"),
            ("<svg><g/><title><b>a</b></title><path></svg>b", "svg(g title(b('a')) path) 'b'"),
            ("<svg><g><p>a", "svg(g) p('a')"),
            ("<math><mi><p>a</p></mi></math><svg/>b", "math(mi(p('a'))) svg 'b'"),
            ("<svg><![CDATA[a<b]]></svg><pre>\n\na</pre>", "svg('a<b') pre('\na')"),
        ]);
    }

    #[test]
    fn broken_sources_are_read_to_their_end() {
        check(&[
            ("a<b", "'a'"),
            ("a<!-- b", "'a'"),
            ("a<script>b</scr", "'a' script('b</scr')"),
            ("a\0b<p\0>", "'ab' p\u{fffd}"),
            ("a < b & c<é", "'a < b & c<é'"),
            ("</a b=c><", "'<'"),
            ("a<!x>b</>c", "'a' 'bc'"),
            ("", ""),
        ]);
    }

    #[test]
    fn nodes_know_their_places_and_their_text() {
        let source = "<P>x &amp; y<p>é<A HREF='a&lt;b' Class=' c  d '>z</a>\r\n<my-tag>q</my-tag>!<hr>";
        let tree = build_tree(source);
        let places: Vec<&str> = tree.descendants(Tree::ROOT).map(|id| tree.text_at(tree.node(id).place)).collect();
        let second = "<p>é<A HREF='a&lt;b' Class=' c  d '>z</a>\r\n<my-tag>q</my-tag>!";
        let link = "<A HREF='a&lt;b' Class=' c  d '>z</a>";
        let own = "<my-tag>q</my-tag>";
        assert_eq!(places, ["<P>x &amp; y", "x &amp; y", second, "é", link, "z", "\r\n", own, "q", "!", "<hr>"]);
        let link = NodeId(5);
        assert_eq!(tree.attribute(link, "href"), Some("a<b"));
        assert!(tree.has_class(link, "d") && !tree.has_class(link, "D"));
        assert_eq!(tree.name(NodeId(8)), "my-tag");
    }

    /// Sources out of pieces of tags, by a small generator of numbers.
    #[test]
    fn every_tree_is_well_formed() {
        const PIECES: [&str; 30] = [
            "<p>", "</p>", "<li>", "<ul>", "</ul>", "<a b=1>", "</a>", "<div>", "</div>", "<table>", "<tr>", "<td>",
            "</table>", "</tr>", "<svg>", "</svg>", "<b>", "</b>", "<title>", "</title>", "é&lt;", "\0", "\r\n",
            "<br/>", "<!--", "-->", "<select>", "<option>", "<h1>", "</body>",
        ];
        let mut seed = 1_u64;
        for _ in 0..3000 {
            let mut source = String::new();
            for _ in 0..24 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                source.push_str(PIECES[(seed >> 33) as usize % PIECES.len()]);
            }
            check_form(&build_tree(&source));
        }
    }

    fn check_form(tree: &Tree<'_>) {
        let mut open = vec![Tree::ROOT];
        for id in tree.descendants(Tree::ROOT) {
            while open.last().is_some_and(|last| tree.node(*last).end <= id) {
                open.pop();
            }
            let (node, parent) = (tree.node(id), tree.node(open[open.len() - 1]));
            assert!(id < node.end && node.end <= parent.end, "{}", tree.source());
            assert!(node.place.end as usize <= tree.source().len() && parent.place.contains(node.place));
            assert!(tree.source().get(node.place.range()).is_some(), "{id:?} {:?} {:?}", node, tree.source());
            open.push(id);
        }
    }
}
