//! Reads a document line by line in one dialect: what begins a comment, what goes on in it, what ends the thread.

use std::collections::VecDeque;

use crate::grammar::{BodyColumn, Depth, Headers, List, MarkStands, Outline, Site, Wrapping};
use crate::model::{Form, Joint, Owner};
use crate::parse::builder::{Evidence, ThreadBuilder};
use crate::parse::lines::body::Paragraph;
use crate::parse::lines::frame::Prologue;
use crate::parse::lines::header::HeaderText;
use crate::parse::lines::line::{Line, LineReader};
use crate::parse::lines::path::OpenPath;
use crate::parse::lines::tail::Tail;

/// What the next line of the current comment may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// A by-line, because a title was read.
    Byline,
    /// A line under the by-line.
    Small,
    /// A line of the body.
    Body,
}

/// Reads a document line by line in one dialect.
pub(super) struct Engine<'t, 'g: 't> {
    pub(super) site: &'g Site,
    pub(super) outline: &'g Outline,
    pub(super) thread: ThreadBuilder<'t>,
    pub(super) path: OpenPath,
    pub(super) prologue: Prologue,
    pub(super) paragraph: Paragraph,
    pub(super) header: HeaderText,
    pub(super) width: u32,
    pub(super) tally: Tally,
    pub(super) last_reference: u32,
    pub(super) reader: LineReader<'t>,
    pub(super) ahead: VecDeque<Line>,
    spare: Vec<Line>,
    pub(super) phase: Phase,
    pub(super) pending: Option<u32>,
    pub(super) tail: Option<Tail<'t>>,
    pub(super) resume_at: usize,
    pub(super) limit: usize,
    pub(super) listing: bool,
}

/// How well the dialect explains the lines that were read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Lines whose place and role the dialect explains.
    pub(super) explained: u32,
    /// Lines that speak against the dialect.
    pub(super) against: u32,
    /// Items above the comments, where the tool keeps no menus.
    pub(super) menu_items: u32,
    /// Whether a line is wider than the tool would have wrapped it.
    pub(super) too_wide: bool,
    /// Lines read.
    pub(super) lines: u32,
}

impl<'t, 'g: 't> Engine<'t, 'g> {
    pub(super) fn new(text: &'t str, site: &'g Site, outline: &'g Outline, width: u32) -> Self {
        Self {
            site,
            outline,
            thread: ThreadBuilder::new(text),
            path: OpenPath::default(),
            prologue: Prologue::default(),
            paragraph: Paragraph::default(),
            header: HeaderText::default(),
            width,
            tally: Tally::default(),
            last_reference: 0,
            reader: LineReader::new(text, outline),
            ahead: VecDeque::new(),
            spare: Vec::new(),
            phase: Phase::Body,
            pending: None,
            tail: None,
            resume_at: 0,
            limit: usize::MAX,
            listing: false,
        }
    }

    /// Reads the document, or what a trial left of it.
    pub(super) fn run(&mut self) {
        self.limit = usize::MAX;
        self.resume_prologue();
        self.read_lines();
        self.close_comment();
        self.finish_prologue();
        let end = self.thread.text.len();
        self.thread.own(end, Owner::Furniture);
    }

    /// Reads a document's first bytes, to see how well the dialect explains them; tells whether `run` can go on there.
    ///
    /// Where a tool breaks no lines and adds nothing, only a comment's buttons wait for the comment's end.
    pub(super) fn run_trial(&mut self, limit: usize) -> (Tally, bool) {
        self.limit = limit;
        self.read_lines();
        let goes_on = self.outline.lines == Wrapping::Break && self.outline.clean.is_empty();
        if !goes_on {
            self.close_comment();
        }
        (self.verdict(), goes_on)
    }

    fn read_lines(&mut self) {
        while let Some(line) = self.next_line() {
            self.tally.lines += 1;
            if line.start >= self.limit {
                self.ahead.push_front(line);
                return;
            }
            self.line(&line);
            self.spare.push(line);
        }
    }

    /// What the lines that were read say for and against the dialect.
    fn verdict(&self) -> Tally {
        let mut tally = self.tally;
        tally.explained += self.n_closing_buttons();
        tally.against += u32::from(self.draws_no_tree()) + u32::from(tally.too_wide);
        // A story may hold a short list; menus are longer.
        if tally.menu_items > MAX_STORY_ITEMS {
            tally.against += tally.menu_items;
        }
        tally
    }

    /// Tells whether an outline of indentation alone found none: then its lines hold no tree.
    fn draws_no_tree(&self) -> bool {
        let mut columns =
            self.thread.evidence.iter().filter(|evidence| evidence.header).map(|evidence| evidence.column);
        let first = columns.next();
        self.outline.marks.is_empty() && self.outline.has_tree() && columns.all(|column| Some(column) == first)
    }

    fn next_line(&mut self) -> Option<Line> {
        match self.ahead.pop_front() {
            Some(line) => Some(line),
            None => self.read_line(),
        }
    }

    fn read_line(&mut self) -> Option<Line> {
        let mut line = self.spare.pop().unwrap_or_default();
        self.reader.read(&mut line).then_some(line)
    }

    /// The line `distance` lines after the one at hand, without taking it.
    pub(super) fn peek(&mut self, distance: usize) -> Option<&Line> {
        while self.ahead.len() <= distance {
            let line = self.read_line()?;
            self.ahead.push_back(line);
        }
        self.ahead.get(distance)
    }

    /// Takes lines that were found to belong to the one at hand; gives where the last of them ends.
    pub(super) fn take_ahead(&mut self, lines: usize) -> Option<(usize, u32)> {
        let mut end = None;
        for _ in 0..lines {
            let line = self.ahead.pop_front()?;
            end = Some((line.next, line.number));
            self.spare.push(line);
        }
        end
    }

    /// Reads one line.
    pub(super) fn line(&mut self, line: &Line) {
        if self.tail.is_some() {
            self.tail_line(line);
        } else if !line.marks.is_empty() {
            self.marked(line);
        } else if let Some(column) = self.pending.take() {
            self.after_mark(column, line);
        } else {
            self.unmarked(line);
        }
    }

    // --- lines behind marks ------------------------------------------------------------------------------

    fn marked(&mut self, line: &Line) {
        self.flush();
        let Some((column, empty)) = line.marks.split_last() else { return };
        if self.is_rule(line) || (self.prologue.is_open() && !self.may_begin(line)) {
            self.between_items(line);
            return;
        }
        self.pending = None;
        if self.outline.depth != Depth::Text {
            empty.iter().for_each(|column| self.path.open_empty(*column, self.outline));
        }
        if self.is_bare(line) {
            self.tally.against += u32::from(self.outline.mark_stands == MarkStands::Glued);
            self.path.open_empty(*column, self.outline);
            self.pending = Some(*column);
            self.own_line(line);
        } else {
            self.item(*column, line);
        }
    }

    /// A line that has marks but is no item: part of a menu above the comments, or a rule across the page.
    fn between_items(&mut self, line: &Line) {
        if self.prologue.is_open() { self.prologue_line(line) } else { self.own_line(line) }
    }

    /// Tells whether a line is a rule drawn with marks, `* * *`.
    fn is_rule(&self, line: &Line) -> bool {
        self.outline.depth == Depth::Gap
            && line.text.is_empty()
            && line.marks.len() > 2
            && line.marks.iter().all(|gap| *gap == 0)
    }

    /// Tells whether nothing but its marks is left of a line.
    fn is_bare(&mut self, line: &Line) -> bool {
        line.text.is_empty() || (!self.outline.clean.is_empty() && self.cleaned_is_empty(line))
    }

    fn item(&mut self, column: u32, line: &Line) {
        if self.begins_comment(line, column, &[List::Stub, List::Title, List::Byline, List::Hidden, List::Filter]) {
            return;
        }
        if self.subject_before_score(line, column) {
            return;
        }
        match self.outline.headers {
            Headers::Lost => self.headerless(column, line),
            _ => self.list_item(line),
        }
    }

    /// A comment whose header is lost: its body begins right behind its mark.
    fn headerless(&mut self, column: u32, line: &Line) {
        self.tally.explained += 1;
        self.tally.against += u32::from(!self.outline.has_tree() && column > 0);
        self.open_headerless(column, line, false);
    }

    pub(super) fn open_headerless(&mut self, column: u32, line: &Line, loose: bool) {
        self.close_comment();
        self.finish_prologue();
        let evidence =
            Evidence { after_blank: line.after_blank, loose, mark_start: line.mark_start, ..Evidence::default() };
        self.thread.open(line.number, evidence);
        if self.outline.has_tree() {
            self.path.place(&mut self.thread, column, line.column, self.outline);
        }
        self.phase = Phase::Body;
        self.paragraph.begin();
        self.push_body(line);
    }

    fn list_item(&mut self, line: &Line) {
        if self.thread.current().is_none() {
            self.own_line(line);
            return;
        }
        if self.is_end(line) {
            self.begin_tail(line, false);
            return;
        }
        self.phase = Phase::Body;
        if self.is_action(line) {
            self.push_body(line);
            return;
        }
        let mut whole = line.clone();
        whole.text = line.whole();
        self.push_body(&whole);
    }

    fn after_mark(&mut self, column: u32, line: &Line) {
        let expected = column + self.outline.text;
        let begins = self.begins_comment(line, column, &[List::Stub, List::Title, List::Byline, List::Hidden])
            || self.subject_before_score(line, column);
        if begins {
            let in_column = line.column == self.outline.title_column.unwrap_or(expected);
            self.tally.against += u32::from(!in_column);
            self.tally.explained += u32::from(in_column && self.outline.mark_stands == MarkStands::Alone);
            return;
        }
        if self.outline.headers == Headers::Lost && line.column == expected && !self.prologue.is_open() {
            self.headerless(column, line);
        } else {
            self.unmarked(line);
        }
    }

    // --- lines without marks -----------------------------------------------------------------------------

    fn unmarked(&mut self, line: &Line) {
        if self.prologue.is_open() {
            let begins = self.opens_unmarked() && (self.unmarked_header(line) || self.indented_beginning(line));
            if !begins {
                self.prologue_line(line);
            }
            return;
        }
        let in_header = match self.phase {
            Phase::Byline => self.byline(line),
            Phase::Small => self.small_line(line),
            Phase::Body => false,
        };
        if in_header {
            return;
        }
        self.phase = Phase::Body;
        if self.opens_unmarked() && self.unmarked_header(line) {
            return;
        }
        self.body_line(line);
    }

    /// Tells whether comments of this outline begin without a mark.
    pub(super) fn opens_unmarked(&self) -> bool {
        self.outline.marks.is_empty() || (self.outline.depth == Depth::None && self.outline.headers == Headers::Kept)
    }

    fn unmarked_header(&mut self, line: &Line) -> bool {
        let column = line.column;
        self.begins_comment(line, column, &[List::Stub, List::Title, List::Byline, List::Hidden, List::LooseTitle])
            || self.subject_before_score(line, column)
    }

    /// After the page's own sign, the first indented line begins a comment even without a header.
    fn indented_beginning(&mut self, line: &Line) -> bool {
        let lost = self.outline.headers == Headers::Lost && self.outline.has_tree();
        let begins = lost && self.prologue.anchored && line.column == self.outline.step;
        if begins {
            self.unmarked_comment(line);
        }
        begins
    }

    fn body_line(&mut self, line: &Line) {
        if self.thread.current().is_none() {
            self.own_line(line);
            return;
        }
        if line.start < self.resume_at {
            self.stray(line);
            return;
        }
        if self.outline.body == BodyColumn::Margin || self.outline.depth == Depth::None {
            self.tally.against += u32::from(self.outline.body == BodyColumn::Margin && (1..8).contains(&line.column));
            if self.is_end(line) {
                self.begin_tail(line, false);
            } else {
                self.tally.too_wide |= self.is_too_wide(line);
                self.push_body(line);
            }
            return;
        }
        self.body_line_in_column(line);
    }

    /// Tells whether a line is wider than the tool would have wrapped it.
    fn is_too_wide(&self, line: &Line) -> bool {
        self.outline.lines == Wrapping::Wrap && line.width > self.width
    }

    /// A comment's own text comes before its replies and in its own column; what stands elsewhere is a guess.
    fn body_line_in_column(&mut self, line: &Line) {
        let text_column = self.path.text_column(self.outline);
        if line.column >= text_column {
            if self.outline.marks.is_empty() && self.indented_comment(line, text_column) {
                return;
            }
            self.push_body(line);
            if self.outline.marks.is_empty() {
                self.split_at_cut();
            }
        } else if self.is_action(line) || self.fold(line) {
            self.push_body(line);
        } else if self.outline.marks.is_empty() && line.column > 0 {
            self.unmarked_comment(line);
        } else if line.column < self.path.top_text_column(self.outline) || self.is_end(line) {
            let column_only = !self.is_end(line);
            self.begin_tail(line, column_only);
        } else {
            self.stray(line);
        }
    }

    /// A line that stands further left than the text around it, as preformatted lines do.
    pub(super) fn stray(&mut self, line: &Line) {
        if let Some(evidence) = self.thread.evidence.last_mut() {
            evidence.stray = true;
        }
        self.thread.note(
            line.number,
            "stray-line",
            "expected a line in the column of its comment, but it stands further left",
            "it was taken for a preformatted line of the comment's body",
        );
        self.push_body(line);
    }

    /// Items after which their comment's text goes on were a list in it, not replies.
    fn fold(&mut self, line: &Line) -> bool {
        let Some(node) = self.path.nodes.iter().rev().find(|node| node.text_column == line.column) else {
            return false;
        };
        let is_shown =
            |index: &usize| self.thread.comments.get(*index).is_some_and(|comment| comment.form != Form::Placeholder);
        let Some(index) = node.comment.filter(is_shown) else { return false };
        let items = self.thread.evidence.get(index + 1..).unwrap_or_default();
        if items.is_empty() || items.iter().any(|item| item.header) || self.outline.marks.is_empty() {
            return false;
        }
        let count = items.len();
        self.flush();
        self.path.fold_into(&mut self.thread, index);
        let message = format!("{count} items before this line are a list, because the text around them goes on");
        self.thread.note(line.number, "list-in-body", message, "they were added to the comment's body");
        true
    }

    // --- bytes and owners --------------------------------------------------------------------------------

    pub(super) fn own_line(&mut self, line: &Line) {
        if self.thread.comments.is_empty() {
            self.thread.own(line.next, Owner::Furniture);
        } else {
            self.thread.own_current(line.next);
        }
    }

    fn push_body(&mut self, line: &Line) {
        self.thread.own_current(line.next);
        if let Some(comment) = self.thread.comments.last_mut() {
            comment.line_end = line.number;
        }
        self.body(line);
    }

    /// Ends the current comment's body.
    pub(super) fn close_comment(&mut self) {
        self.flush();
        self.trim_actions();
        self.phase = Phase::Body;
        self.listing = false;
    }
}

/// Items that a story's own list may have.
const MAX_STORY_ITEMS: u32 = 6;

/// How a line follows the one before it.
pub(super) fn joint(line: &Line) -> Joint {
    if line.after_blank { Joint::Paragraph } else { Joint::Line }
}
