//! Comments that begin without a mark and without a header: what else tells that one ends and the next begins.

use crate::grammar::List;
use crate::model::{Form, Joint, Segment};
use crate::parse::builder::Evidence;
use crate::parse::lines::engine::Engine;
use crate::parse::lines::line::Line;
use crate::parse::recover::{count_letters, is_at_cut};

/// Characters that a cut body may be longer than the cut: blanks that a tool put in.
const MAX_PAST_CUT: usize = 12;
/// A line shorter than this ends without a full stop for other reasons than the site's cut.
const MIN_CUT_LINE: usize = 60;
/// A line shorter than this is a greeting, or what marks a signature.
const MIN_SENTENCE: usize = 20;
/// Nobody breaks lines as long as this by hand.
const MIN_PARAGRAPH: usize = 100;

impl Engine<'_, '_> {
    pub(super) fn unmarked_comment(&mut self, line: &Line) {
        self.open_headerless(line.column, line, true);
    }

    /// A line one level right of the text above it begins a reply; one below a body that has ended, a sibling.
    pub(super) fn indented_comment(&mut self, line: &Line, text_column: u32) -> bool {
        let deeper = line.column == text_column + self.outline.step;
        self.listing = deeper && (self.listing || self.promises_list());
        let opens = if deeper {
            !self.listing
        } else {
            let same = line.column == text_column;
            same && (self.is_past_cut(line)
                || (line.column > 0 && (self.is_past_action(line) || self.is_unparted(line))))
        };
        if opens {
            self.unmarked_comment(line);
        }
        opens
    }

    /// Text that ends with a colon goes on: what stands further right below it is a list.
    fn promises_list(&self) -> bool {
        self.own_segments().last().is_some_and(|last| self.thread.str(last.span).ends_with(':'))
    }

    /// Buttons stand below a comment's text: what follows them is another one.
    fn is_past_action(&mut self, line: &Line) -> bool {
        let last = self.own_segments().last().map(|last| self.thread.str(last.span)).unwrap_or_default();
        self.site.matches(List::Action, last).is_some() && !self.is_action(line)
    }

    /// Paragraphs have an empty line between them, and lines broken by hand are short: a long line right below a
    /// sentence in a comment without a header is the next one.
    fn is_unparted(&self, line: &Line) -> bool {
        let last = self.own_segments().last().map(|last| self.thread.str(last.span)).unwrap_or_default();
        let goes_on = last.len() < MIN_SENTENCE || last.ends_with([',', ':']);
        let headed = self.thread.evidence.last().is_none_or(|evidence| evidence.header);
        let begins = self.thread.str(line.text).starts_with(char::is_uppercase);
        !headed && !line.after_blank && !goes_on && begins && line.text.len() >= MIN_PARAGRAPH
    }

    /// An abbreviated comment never goes on past the site's cut: what follows is another one.
    fn is_past_cut(&mut self, line: &Line) -> bool {
        let Some(display) = self.site.display.as_ref() else { return false };
        if self.thread.comments.last().is_none_or(|comment| comment.form != Form::Abbreviated) {
            return false;
        }
        let segments = self.own_segments();
        let own: usize = segments.iter().map(|segment| self.length(segment)).sum();
        let last = segments.last().map(|segment| self.thread.str(segment.span)).unwrap_or_default();
        let most = display.cut.iter().max().copied().unwrap_or(u32::MAX) as usize;
        is_at_cut(&display.cut, own.saturating_sub(1), last) || own + line.text.len() > most + MAX_PAST_CUT
    }

    /// Text that breaks off in a sentence was cut by the site; where it is longer than the cut, the last lines that are
    /// as long as the cut are a comment of their own.
    pub(super) fn split_at_cut(&mut self) {
        let Some(display) = self.site.display.as_ref() else { return };
        let segments = self.own_segments();
        let Some(last) = segments.last().map(|last| self.thread.str(last.span)) else { return };
        if last.len() < MIN_CUT_LINE || last.ends_with(|letter: char| !letter.is_alphanumeric()) {
            return;
        }
        let most = display.cut.iter().max().copied().unwrap_or(0) as usize + MAX_PAST_CUT;
        let mut own = 0;
        let mut from = None;
        for (index, segment) in segments.iter().enumerate().rev() {
            own += self.length(segment);
            if own > most {
                break;
            }
            if is_at_cut(&display.cut, own - 1, last) {
                from = Some(index);
            }
        }
        if let Some(from) = from.filter(|from| *from > 0) {
            self.split_off(from);
        }
    }

    /// Makes the current comment's lines from one on a comment of their own, beside it.
    fn split_off(&mut self, from: usize) {
        let Some((comment, node)) = self.thread.comments.last_mut().zip(self.path.nodes.last().copied()) else {
            return;
        };
        let (at, end) = (comment.segments.start + u32::try_from(from).unwrap_or(0), comment.segments.end);
        let line_end = comment.line_end;
        comment.segments.end = at;
        let Some(first) = self.thread.segments.get(at as usize).copied() else { return };
        if let Some(above) = (at as usize).checked_sub(1).and_then(|above| self.thread.segments.get(above)) {
            comment.line_end = above.line;
        }
        let owned = self.thread.owners.last().map_or(0, |part| part.end as usize);
        self.thread.disown(first.span.start as usize);
        let evidence = Evidence {
            after_blank: first.joint == Joint::Paragraph,
            loose: true,
            mark_start: first.span.start as usize,
            ..Evidence::default()
        };
        self.thread.open(first.line, evidence);
        self.path.place(&mut self.thread, node.column, node.text_column, self.outline);
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.segments = at..end;
            comment.line_end = line_end;
        }
        self.thread.own_current(owned);
    }

    fn own_segments(&self) -> &[Segment] {
        let start = self.thread.comments.last().map_or(0, |comment| comment.segments.start);
        self.thread.segments.get(start as usize..).unwrap_or_default()
    }

    /// Characters of a line of a body, with one for its end.
    fn length(&self, segment: &Segment) -> usize {
        count_letters(self.thread.str(segment.span)) + 1
    }
}
