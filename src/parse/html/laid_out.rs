//! Pages of no known form as text, their lists kept: so that patterns for lines are enough to teach a site.

use crate::markup::Tree;
use crate::model::{Joint, Span, ThreadParts};
use crate::parse::html::flow::{FlowMarks, lines_of};
use crate::parse::html::found::Found;
use crate::parse::html::line_ends::LineEnds;

/// A page as text.
#[derive(Debug, Default)]
pub(in crate::parse) struct LaidOut {
    pub(in crate::parse) text: String,
    /// Where in the source each line of the text begins.
    offsets: Vec<u32>,
}

/// Lays a page out as text: a bullet before each item, two columns a list, an empty line between paragraphs. Linear.
pub(in crate::parse) fn lay_out(tree: &Tree<'_>) -> LaidOut {
    let marks = FlowMarks { dropped: Found::of(FURNITURE, tree).stretches(tree), ..FlowMarks::default() };
    let mut page = LaidOut::default();
    for line in lines_of(tree, &marks, 0..tree.node(Tree::ROOT).end.0) {
        if line.joint == Joint::Paragraph && !page.text.is_empty() {
            page.push("", 0, line.offset);
        }
        let indent = match line.lists as usize {
            0 => 0,
            lists if line.is_item => 2 * lists,
            lists => 2 * lists + 2,
        };
        page.push(&line.text, indent.min(MAX_INDENT), line.offset);
    }
    page
}

/// What pages say themselves to be no part of what they are about. A footer in a comment's own element is none.
const FURNITURE: &str = "nav, aside, body > footer, body > * > footer, [role=navigation], [role=contentinfo]";

/// Puts a thread that was read from a laid-out page behind the page's source.
pub(in crate::parse) fn behind_source(parts: &mut ThreadParts, page: &LaidOut, source: &str) {
    let (len, ends) = (source.len(), LineEnds::of(source));
    let line_ends = LineEnds::of(&page.text);
    let offset = |line: u32| page.offsets.get(line.saturating_sub(1) as usize).copied();
    let moved = |span: Span| Span::new(span.start as usize + len, span.end as usize + len);
    let end = |at: usize| match at >= page.text.len() {
        true => len,
        false => offset(line_ends.line(Span::new(0, at).end)).map_or(len, |offset| offset as usize),
    };
    parts.move_spans(moved, end);
    parts.move_lines(|line| offset(line).map_or(1, |offset| ends.line(offset)));
    parts.text.insert_str(0, &page.text);
}

/// Lists that stand deeper are drawn no further right: so a page of nothing but lists stays as long as it is.
const MAX_INDENT: usize = 200;

impl LaidOut {
    /// Tells where in the source the line of a byte begins.
    pub(in crate::parse) fn source_offsets(&self) -> impl Fn(usize) -> usize {
        let ends = LineEnds::of(&self.text);
        move |at| {
            let line = ends.line(Span::new(0, at).end) as usize;
            self.offsets.get(line.saturating_sub(1)).map_or(0, |offset| *offset as usize)
        }
    }

    /// Gives lines of the text the numbers that they have in the source.
    pub(in crate::parse) fn number_by_source<'n>(&self, source: &str, lines: impl Iterator<Item = &'n mut u32>) {
        let ends = LineEnds::of(source);
        for line in lines {
            let offset = self.offsets.get(line.saturating_sub(1) as usize);
            *line = offset.map_or(1, |offset| ends.line(*offset));
        }
    }

    fn push(&mut self, line: &str, indent: usize, offset: u32) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(line);
        self.text.push('\n');
        self.offsets.push(offset);
    }
}
