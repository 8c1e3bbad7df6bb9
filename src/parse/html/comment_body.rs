//! What a comment on a page says below its header: by its body's element, or by its lines where nothing else tells.

use crate::grammar::{Captures, Field, HtmlPart, List};
use crate::markup::{NodeId, Tree};
use crate::model::{Comment, Form, Joint, SegmentKind};
use crate::parse::html::flow::{FlowLine, lines_of};
use crate::parse::html::page::PageReader;
use crate::parse::html::starts::Start;

/// Lines that a header may have.
const MAX_HEADER_LINES: usize = 6;

impl PageReader<'_, '_, '_> {
    pub(super) fn body(&mut self, start: &Start) {
        let body = self.parts.get(HtmlPart::Body).within(&start.own).first().copied();
        if body.is_none()
            && let Some(comment) = self.thread.comments.last_mut()
        {
            comment.form = Form::Stub;
        }
        if let Some(body) = body {
            let lines = lines_of(self.tree, &self.marks, body.0 + 1..self.tree.node(body).end.0.min(start.own.end));
            self.push_lines(lines, false);
            self.end_at(body);
            self.check_page_end(body);
        }
        if let Some(&signature) = self.parts.get(HtmlPart::Signature).within(&start.own).first() {
            let end = self.tree.node(signature).end.0.min(start.own.end);
            let lines = lines_of(self.tree, &self.marks, signature.0 + 1..end);
            self.push_lines(lines, true);
            self.end_at(signature);
        }
        let is_cut = !self.parts.get(HtmlPart::Cut).within(&start.own).is_empty();
        if let Some(comment) = self.thread.comments.last_mut().filter(|_| is_cut) {
            comment.truncated = Some(true);
        }
    }

    /// Says where a page ends inside a body, so that the rest of it is missing.
    fn check_page_end(&mut self, body: NodeId) {
        let end = self.tree.node(body).place.end;
        if (end as usize) < self.thread.text.len() {
            return;
        }
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.truncated = Some(true);
        }
        let line = self.lines.line(end.saturating_sub(1));
        let message = "expected the page to go on, but it ends inside a comment";
        self.thread.warn((line, 1), "page-cut", message, "what follows is missing; save the page again");
    }

    fn push_lines(&mut self, lines: Vec<FlowLine>, is_signature: bool) {
        let has_own = lines.iter().any(|line| !line.is_quoted);
        for (index, line) in lines.iter().enumerate() {
            let span = self.thread.rebuild(&line.text);
            let joint = if index == 0 && is_signature { Joint::Paragraph } else { line.joint };
            self.thread.push_segment(span, self.lines.line(line.offset), joint);
            let kind = match () {
                () if is_signature => SegmentKind::Signature,
                () if line.is_quoted && has_own => SegmentKind::Quoted { source: None },
                () => SegmentKind::Own,
            };
            if let Some(segment) = self.thread.segments.last_mut() {
                segment.kind = kind;
            }
        }
    }

    /// Reads a comment of which only its lines tell what they are; tells whether a title and a by-line are among them.
    pub(super) fn lines(&mut self, start: &Start) -> Option<(bool, bool)> {
        let mut lines = lines_of(self.tree, &self.marks, start.own.clone());
        self.tally.n_elements += 2;
        let mut n_headers = 0;
        let (mut title, mut byline) = (false, false);
        for line in lines.iter().take(MAX_HEADER_LINES) {
            let lists: &[List] = match (title, byline) {
                (false, _) => &[List::Title, List::LooseTitle],
                (true, false) => &[List::Byline, List::LooseByline],
                (true, true) => &[List::Small, List::Details],
            };
            let Some((list, captures)) = self.site.first_of(lists, &line.text) else { break };
            n_headers += 1;
            (title, byline) = (true, title);
            self.tally.n_headers += u32::from(list != List::Small);
            let number = self.lines.line(line.offset);
            self.take_small(list, &captures, &line.text);
            self.take(list, &captures, &line.text, number);
        }
        let is = |line: &FlowLine, list: List| self.site.matches(list, &line.text).is_some();
        // Buttons end a comment; what stands behind the last of them belongs to the page. Where there are none, the page's
        // own end is looked for behind the last comment only: in others its words are their authors'.
        let is_last = start.own.end == self.tree.node(Tree::ROOT).end.0;
        if let Some(last) = lines.iter().rposition(|line| is(line, List::Action)) {
            let n_buttons = lines.iter().take(last + 1).rev().take_while(|line| is(line, List::Action)).count();
            lines.truncate(last + 1 - n_buttons);
        } else if let Some(end) = lines.iter().position(|line| is(line, List::End)).filter(|_| is_last) {
            lines.truncate(end);
        }
        if let Some(line) =
            lines.iter().skip(n_headers).find(|line| is(line, List::Byline) || is(line, List::LooseByline))
        {
            let number = self.lines.line(line.offset);
            let message = "expected the words of one comment, but found the by-line of another";
            let help = "its title is lost, so that its words stand in the comment above; save the page again";
            self.thread.warn((number, 1), "byline-in-body", message, help);
        }
        let body: Vec<FlowLine> = lines.into_iter().skip(n_headers).collect();
        if let (Some(last), Some(comment)) = (body.last(), self.thread.comments.last_mut()) {
            comment.line_end = comment.line_end.max(self.lines.line(last.offset));
        }
        self.push_lines(body, false);
        Some((title, byline))
    }

    /// A number of the author that stands on a line below the by-line.
    fn take_small(&mut self, list: List, captures: &Captures, text: &str) {
        let uid = captures.get(Field::Uid).and_then(|range| text.get(range)?.parse().ok());
        let is_named = |comment: &&mut Comment| list == List::Small && comment.anonymous != Some(true);
        if let Some(comment) = self.thread.comments.last_mut().filter(is_named) {
            comment.uid = comment.uid.or(uid);
        }
    }
}
