//! Where a thread ends: an end is believed until a header, or text that goes on where it was left, takes it back.

use crate::grammar::List;
use crate::model::Owner;
use crate::parse::lines::engine::Engine;
use crate::parse::lines::line::{Line, LineReader};

/// Where the thread seems to have ended.
#[derive(Clone, Debug)]
pub(super) struct Tail<'t> {
    reader: LineReader<'t>,
    start: usize,
    column_only: bool,
    new_page: bool,
}

impl Engine<'_, '_> {
    pub(super) fn is_end(&mut self, line: &Line) -> bool {
        self.matches_line(List::End, line)
    }

    pub(super) fn is_action(&mut self, line: &Line) -> bool {
        self.matches_line(List::Action, line)
    }

    pub(super) fn begin_tail(&mut self, line: &Line, column_only: bool) {
        // A line that an end was taken back for is never an end again, so that the reader goes forward.
        if line.start < self.resume_at {
            self.stray(line);
            return;
        }
        self.flush();
        let mut reader = self.reader.clone();
        reader.rewind(line);
        self.tail = Some(Tail { reader, start: line.start, column_only, new_page: false });
        self.tail_line(line);
    }

    /// After the end only a header, or text that goes on where it was left, tells that it was none.
    pub(super) fn tail_line(&mut self, line: &Line) {
        self.thread.own(line.next, Owner::Furniture);
        let begins = self.matches_line(List::Begin, line);
        let bare_mark = self.pending.is_some() && line.marks.is_empty();
        let Some(tail) = &mut self.tail else { return };
        tail.new_page |= begins;
        // The line that the tail begins with cannot take it back, so that each line is gone back to at most once.
        let goes_on = tail.column_only
            && line.start > tail.start
            && !tail.new_page
            && line.marks.is_empty()
            && self.path.nodes.iter().any(|node| node.text_column == line.column);
        let from_mark = !line.marks.is_empty() || bare_mark || self.opens_unmarked();
        self.pending = line.mark().filter(|_| line.text.is_empty());
        let is_later = self.tail.as_ref().is_some_and(|tail| line.start > tail.start);
        if goes_on || (is_later && from_mark && self.is_strong_header(line)) {
            self.resume(line);
        }
    }

    fn resume(&mut self, line: &Line) {
        let Some(tail) = self.tail.take() else { return };
        self.pending = None;
        if tail.new_page {
            self.close_comment();
            self.path.nodes.clear();
            self.thread.warn(
                (line.number, 1),
                "second-page",
                "expected one page, but a second one begins in the same document",
                "its comments were added to the first page's; save each page as a document of its own",
            );
            self.line(line);
            return;
        }
        self.resume_at = line.start;
        self.thread.disown(tail.start);
        self.reader = tail.reader;
        self.ahead.clear();
    }
}
