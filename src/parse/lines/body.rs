//! Lines of a body: joined where the tool wrapped them, freed of what it added, cut into segments.

use crate::grammar::{List, Wrapping};
use crate::model::{Joint, Segment, Span};
use crate::parse::lines::clean::{clean, cleaned};
use crate::parse::lines::engine::{Engine, joint};
use crate::parse::lines::line::{Line, width};

/// Lines of a paragraph that are still to be joined.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    lines: Vec<ParagraphLine>,
    begins: bool,
}

#[derive(Clone, Copy, Debug)]
struct ParagraphLine {
    text: Span,
    number: u32,
    column: u32,
    width: u32,
    hard_break: bool,
    joint: Joint,
}

impl Paragraph {
    /// Tells that the next line is the first of a body.
    pub(super) fn begin(&mut self) {
        self.begins = true;
    }
}

impl Engine<'_, '_> {
    /// Adds a line to the body of the current comment.
    pub(super) fn body(&mut self, line: &Line) {
        let joint = if std::mem::take(&mut self.paragraph.begins) { Joint::Paragraph } else { joint(line) };
        if self.outline.lines == Wrapping::Break && self.outline.clean.is_empty() {
            self.thread.push_segment(line.text, line.number, joint);
            return;
        }
        if joint == Joint::Paragraph {
            self.flush();
        }
        let raw = self.thread.text.get(line.text.range()).unwrap_or_default();
        self.paragraph.lines.push(ParagraphLine {
            text: line.text,
            number: line.number,
            column: line.column,
            width: line.width,
            hard_break: line.hard_break || raw.ends_with('\\'),
            joint,
        });
    }

    /// Joins the lines of the open paragraph.
    pub(super) fn flush(&mut self) {
        if self.paragraph.lines.is_empty() {
            return;
        }
        let lines = std::mem::take(&mut self.paragraph.lines);
        let mut raw = String::new();
        let mut from = 0;
        for (index, line) in lines.iter().enumerate() {
            let text = self.thread.text.get(line.text.range()).unwrap_or_default();
            raw.push_str(text.trim_end_matches('\\'));
            if lines.get(index + 1).is_some_and(|next| self.is_joined(line, next)) {
                if !self.breaks_inside(&raw) {
                    raw.push(' ');
                }
                continue;
            }
            if let Some(first) = lines.get(from) {
                self.push_joined(&raw, *first);
            }
            raw.clear();
            from = index + 1;
        }
        let mut lines = lines;
        lines.clear();
        self.paragraph.lines = lines;
    }

    fn push_joined(&mut self, raw: &str, first: ParagraphLine) {
        let mut cleaned = String::new();
        let mut links = Vec::new();
        clean(raw, self.outline.clean, &mut self.last_reference, &mut cleaned, &mut links);
        let text = cleaned.trim();
        if !text.is_empty() {
            let span = self.thread.rebuild(text);
            self.thread.push_segment(span, first.number, first.joint);
        }
    }

    /// Tells whether a tool broke a line where the page has none.
    fn is_joined(&self, line: &ParagraphLine, next: &ParagraphLine) -> bool {
        match self.outline.lines {
            Wrapping::Break | Wrapping::Running => false,
            Wrapping::Markdown => !line.hard_break,
            Wrapping::Wrap => {
                line.column == next.column && !self.fits(line.width, next.text) && !self.is_action_at(next.text)
            }
        }
    }

    /// Buttons begin lines of their own, however full the line above them is.
    fn is_action_at(&self, text: Span) -> bool {
        let text = cleaned(self.thread.str(text), self.outline.clean, &mut self.last_reference.clone());
        self.site.matches(List::Action, &text).is_some()
    }

    /// Tells whether the first word of `next` would have fitted behind a line that ends at column `end`.
    pub(super) fn fits(&self, end: u32, next: Span) -> bool {
        let next = self.thread.text.get(next.range()).unwrap_or_default();
        let word = next.split([' ', '\u{a0}']).next().unwrap_or_default();
        end + 1 + width(word) <= self.width
    }

    /// Tells whether the tool breaks lines right after the character that a text ends with.
    pub(super) fn breaks_inside(&self, text: &str) -> bool {
        let mut bytes = text.bytes().rev();
        let last = bytes.next();
        let before = bytes.next();
        last.is_some_and(|byte| self.outline.break_after.contains(&byte)) && before.is_some_and(|byte| byte != b' ')
    }

    /// How many buttons and lines of tables stand at the end of the current comment's body.
    pub(super) fn n_closing_buttons(&self) -> u32 {
        let start = self.thread.comments.last().map_or(usize::MAX, |comment| comment.segments.start as usize);
        let is_button = |segment: &&Segment| {
            let text = self.thread.str(segment.span);
            self.site.first_of(&[List::Cut, List::Action], text).is_some()
        };
        let buttons = self.thread.segments.iter().skip(start).rev().take_while(is_button);
        u32::try_from(buttons.count()).unwrap_or(u32::MAX)
    }

    /// Takes buttons and tables off the end of the current comment's body.
    pub(super) fn trim_actions(&mut self) {
        while let (Some(comment), Some(last)) = (self.thread.comments.last(), self.thread.segments.last()) {
            let is_own = self.thread.segments.len() > comment.segments.start as usize;
            let text = self.thread.str(last.span);
            let is_cut = is_own && self.site.matches(List::Cut, text).is_some();
            if !is_own || (!is_cut && self.site.matches(List::Action, text).is_none()) {
                return;
            }
            let is_answer = self.site.has_parent_button(text);
            if let Some(evidence) = self.thread.evidence.last_mut() {
                evidence.has_parent_button |= is_answer;
            }
            self.tally.explained += 1;
            self.thread.segments.pop();
            if let Some(comment) = self.thread.comments.last_mut() {
                comment.segments.end -= 1;
                comment.truncated = comment.truncated.or(is_cut.then_some(true));
            }
        }
    }
}
