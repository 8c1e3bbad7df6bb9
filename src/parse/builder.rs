//! A thread while a reader says what it holds: the one way from any form of input to a [`Thread`].
//!
//! A reader says comments in the order of its document: each with its fields, its body as segments, and what it answers,
//! as a row, as a name that the source gives comments, or not at all. The builder resolves names in any order, breaks
//! circles, makes a placeholder for each parent that is missing, places the comments, and reports. What a source lost is
//! then recovered by [`recover`](super::recover), which knows no reader.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{
    Comment, CommentId, Form, Joint, Owner, Part, Segment, SourceId, Span, Story, ThreadParts, place_comments,
};
use crate::parse::named::NamedRows;

/// What is known about how a row was found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Evidence {
    /// Its header was read: a title, a by-line or a stub.
    pub(crate) header: bool,
    /// It has a subject and score line.
    pub(crate) title: bool,
    /// It has a by-line.
    pub(crate) byline: bool,
    /// An empty line stands before it.
    pub(crate) after_blank: bool,
    /// Levels between it and its parent were skipped.
    pub(crate) jumped: bool,
    /// Its parent may be a comment that the page hides, of which the tool leaves no trace; and whether the one that it
    /// seems to answer stands right before it.
    pub(crate) behind_hidden: Option<bool>,
    /// Its place is one of several that the marks before it allow.
    pub(crate) ambiguous: bool,
    /// Its place hangs on marks of items that the dump shows empty.
    pub(crate) under_empty: bool,
    /// A line that stands further left than its text was taken for its own.
    pub(crate) stray: bool,
    /// Only its look in running or flat text says that it is a header.
    pub(crate) loose: bool,
    /// The source names its parent, so that no drawing can mislead.
    pub(crate) names_parent: bool,
    /// A button of it leads to what it answers, so that this is a comment and not the story.
    pub(crate) has_parent_button: bool,
    /// The site lists what it cut, but the page lost that list.
    pub(crate) is_cut_untold: bool,
    /// The page says that it hides replies to it. Slashdot draws answers to those as if they answered it.
    pub(crate) hides_replies: bool,
    /// The page draws nothing of it but its place.
    pub(crate) is_undrawn: bool,
    /// The page need not show what it answers.
    pub(crate) is_untold: bool,
    /// The source itself says how many words it has and what it quotes.
    pub(crate) says_words: bool,
    /// The column of its mark.
    pub(crate) column: u32,
    /// The first byte of its mark.
    pub(crate) mark_start: usize,
}

/// A thread while a reader says what it holds.
#[derive(Debug)]
pub(crate) struct ThreadBuilder<'t> {
    pub(crate) text: &'t str,
    pub(crate) rebuilt: String,
    pub(crate) story: Story,
    pub(crate) comments: Vec<Comment>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) owners: Vec<Part>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) stated_hidden: u64,
    /// What the site calls the discussion in addresses.
    pub(crate) discussion: Option<String>,
    /// Whether the page says that it abbreviates comments.
    pub(crate) abbreviates: bool,
    /// What the source calls each row and what that answers, where it names comments.
    pub(crate) names: NamedRows,
}

impl<'t> ThreadBuilder<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            rebuilt: String::new(),
            story: Story::default(),
            comments: Vec::new(),
            evidence: Vec::new(),
            segments: Vec::new(),
            owners: Vec::new(),
            diagnostics: Vec::new(),
            stated_hidden: 0,
            discussion: None,
            abbreviates: false,
            names: NamedRows::default(),
        }
    }

    /// The text that a span points at.
    pub(crate) fn str(&self, span: Span) -> &str {
        text_at(self.text, &self.rebuilt, span)
    }

    /// The segments of a comment's body.
    pub(crate) fn segments_of(&self, comment: usize) -> &[Segment] {
        let range = self.comments.get(comment).map_or(0..0, |comment| comment.segments.clone());
        self.segments.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// Appends rebuilt text; gives its span.
    pub(crate) fn rebuild(&mut self, text: &str) -> Span {
        let start = self.text.len() + self.rebuilt.len();
        self.rebuilt.push_str(text);
        Span::new(start, start + text.len())
    }

    /// The comment that lines are being added to.
    pub(crate) fn current(&self) -> Option<usize> {
        self.comments.len().checked_sub(1)
    }

    /// Gives the bytes up to `end` to an owner.
    pub(crate) fn own(&mut self, end: usize, owner: Owner) {
        let end = Span::new(0, end).end;
        match self.owners.last_mut() {
            Some(last) if last.end >= end => {}
            None if end == 0 => {}
            Some(last) if last.owner == owner => last.end = end,
            _ => self.owners.push(Part { source: SourceId::default(), end, owner }),
        }
    }

    /// Gives the bytes up to `end` to the current comment.
    pub(crate) fn own_current(&mut self, end: usize) {
        if let Some(index) = self.current() {
            self.own(end, Owner::Comment(CommentId::from_index(index)));
        }
    }

    /// Takes back the bytes from `from` on.
    pub(crate) fn disown(&mut self, from: usize) {
        let from = Span::new(0, from).end;
        while let Some(last) = self.owners.last_mut() {
            let before = last.end > from;
            if !before {
                return;
            }
            last.end = from;
            let start = self.owners.len().checked_sub(2).and_then(|at| self.owners.get(at)).map_or(0, |part| part.end);
            if start >= from {
                self.owners.pop();
            } else {
                return;
            }
        }
    }

    /// Begins a comment whose first line has the number `line`. Its place is given by [`Draft::place`].
    pub(crate) fn open(&mut self, line: u32, evidence: Evidence) -> usize {
        let at = Span::new(self.segments.len(), self.segments.len());
        self.comments.push(Comment { line, line_end: line, segments: at.start..at.end, ..Comment::default() });
        self.evidence.push(evidence);
        self.comments.len() - 1
    }

    /// Hangs a comment on one before it, or on the story.
    pub(crate) fn hang(&mut self, index: usize, parent: Option<usize>) {
        let depth = self.depth_below(parent);
        if let Some(comment) = self.comments.get_mut(index) {
            comment.parent = parent.map(CommentId::from_index);
            comment.depth = Some(depth);
        }
    }

    /// Adds a node for a comment that the document does not show; gives its row.
    pub(crate) fn push_placeholder(&mut self, parent: Option<usize>, line: u32) -> usize {
        let depth = self.depth_below(parent);
        let index = self.open(line, Evidence::default());
        if let Some(comment) = self.comments.last_mut() {
            comment.form = Form::Placeholder;
            comment.parent = parent.map(CommentId::from_index);
            comment.depth = Some(depth);
        }
        index
    }

    fn depth_below(&self, parent: Option<usize>) -> u32 {
        parent.and_then(|parent| self.comments.get(parent)).map_or(0, |parent| parent.depth.unwrap_or(0)) + 1
    }

    /// Hands the parts of the comment at `from` to the one at `to`: it moved.
    pub(crate) fn shift_owner(&mut self, from: usize, to: usize) {
        let (from, to) = (CommentId::from_index(from), CommentId::from_index(to));
        if let Some(last) = self.owners.last_mut()
            && last.owner == Owner::Comment(from)
        {
            last.owner = Owner::Comment(to);
        }
    }

    /// Takes the comments after `index` back into its body: they were a list.
    pub(crate) fn fold_into(&mut self, index: usize) {
        let id = CommentId::from_index(index);
        let end = self.comments.last().map_or(0, |last| last.line_end);
        self.give_back_marks(index + 1);
        self.comments.truncate(index + 1);
        self.evidence.truncate(index + 1);
        if let Some(comment) = self.comments.get_mut(index) {
            comment.segments.end = Span::new(0, self.segments.len()).end;
            comment.line_end = comment.line_end.max(end);
        }
        // Blank lines between the items may be furniture: an end that was taken back left them so.
        let is_item = |part: &Part| matches!(part.owner, Owner::Comment(owner) if owner > id);
        let is_furniture = |part: &Part| part.owner == Owner::Furniture;
        let before = self.owners.iter().rposition(|part| !is_item(part) && !is_furniture(part));
        let items = before.map_or(0, |at| at + 1);
        let keep = items + self.owners.iter().skip(items).take_while(|part| is_furniture(part)).count();
        let end = self.owners.last().map_or(0, |part| part.end);
        self.owners.truncate(keep);
        self.own(end as usize, Owner::Comment(id));
    }

    /// Gives items that turn out to be a list their marks back.
    fn give_back_marks(&mut self, from: usize) {
        let items = self.comments.iter().zip(&self.evidence).skip(from);
        for (item, evidence) in items {
            if item.segments.is_empty() || item.form == Form::Placeholder {
                continue;
            }
            let Some(first) = self.segments.get_mut(item.segments.start as usize) else { continue };
            let start = Span::new(evidence.mark_start, evidence.mark_start).start;
            if start < first.span.start && (first.span.end as usize) <= self.text.len() {
                first.span.start = start;
                first.joint = if evidence.after_blank { Joint::Paragraph } else { Joint::Line };
            }
        }
    }

    /// Adds a line or a part of one to the body of the current comment.
    pub(crate) fn push_segment(&mut self, span: Span, line: u32, joint: Joint) {
        let Some(comment) = self.comments.last_mut() else { return };
        self.segments.push(Segment::own(span, line, joint));
        comment.segments.end = Span::new(0, self.segments.len()).end;
    }

    /// Records a guess made by a rule.
    pub(crate) fn note(
        &mut self,
        line: u32,
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) {
        self.diagnose(Severity::Note, (line, 1), code, message.into(), help);
    }

    /// Records something that could not be read.
    pub(crate) fn warn(
        &mut self,
        place: (u32, u32),
        code: &'static str,
        message: impl Into<Cow<'static, str>>,
        help: &'static str,
    ) {
        self.diagnose(Severity::Warning, place, code, message.into(), help);
    }

    fn diagnose(
        &mut self,
        severity: Severity,
        place: (u32, u32),
        code: &'static str,
        message: Cow<'static, str>,
        help: &'static str,
    ) {
        self.diagnostics.push(Diagnostic::new(severity, place, code, message, help));
    }

    /// Works out numbers of replies, depths and positions from the parents.
    pub(crate) fn place(&mut self) {
        place_comments(&mut self.comments, true);
    }

    /// Counts comments that the page does not show, which a line of it says.
    pub(crate) fn hide(&mut self, line: u32, number: u64) {
        let message = match number {
            1 => "1 reply is not shown here".to_owned(),
            _ => format!("{number} replies are not shown here"),
        };
        self.note(line, "hidden-replies", message, "they are counted in n_hidden");
        self.stated_hidden = self.stated_hidden.saturating_add(number);
    }

    /// Works out numbers of replies and, where the tree is known, depths and positions; and gives all that was read, with the text that had to be rebuilt.
    pub(crate) fn finish(mut self, has_tree: bool) -> ThreadParts {
        place_comments(&mut self.comments, has_tree);
        ThreadParts {
            text: self.rebuilt,
            has_tree,
            story: self.story,
            comments: self.comments,
            segments: self.segments,
            stated_hidden: self.stated_hidden,
            owners: self.owners,
            diagnostics: self.diagnostics,
            ..ThreadParts::default()
        }
    }

    /// Says which comments have the same number on the site.
    pub(crate) fn report_doubles(&mut self) {
        let numbered = self.comments.iter().filter_map(|comment| Some((comment.site_id?, comment.line)));
        let mut ids: Vec<(u64, u32)> = numbered.collect();
        if ids.is_sorted_by(|one, next| one.0 < next.0) {
            return;
        }
        ids.sort_unstable();
        for pair in ids.windows(2) {
            let [(id, first), (next, second)] = pair else { continue };
            if id == next {
                let message = format!(
                    "expected each comment once, but lines {first} and {second} both have the site's number {id}"
                );
                self.warn((*second, 1), "duplicate-id", message, "both rows are kept");
            }
        }
    }
}

/// The text that a span points at: in the document's own, or in what was rebuilt, which follows it.
pub(crate) fn text_at<'d>(text: &'d str, rebuilt: &'d str, span: Span) -> &'d str {
    let range = span.range();
    match range.start.checked_sub(text.len()) {
        None => text.get(range).unwrap_or_default(),
        Some(start) => rebuilt.get(start..range.end - text.len()).unwrap_or_default(),
    }
}
