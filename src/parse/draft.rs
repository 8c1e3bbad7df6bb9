//! A thread while it is being read: the arena, the path of open comments, and who owns which bytes.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Severity};
use crate::grammar::Outline;
use crate::model::{Comment, CommentId, Form, Joint, Owner, Part, Segment, SegmentKind, Span};

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
    /// The column of its mark.
    pub(crate) column: u32,
    /// The first byte of its mark.
    pub(crate) mark_start: usize,
}

/// A comment, or an empty item, that later lines may hang on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) column: u32,
    pub(crate) text_column: u32,
    pub(crate) comment: Option<usize>,
}

/// A thread while it is being read.
#[derive(Debug)]
pub(crate) struct Draft<'t> {
    pub(crate) text: &'t str,
    pub(crate) rebuilt: String,
    pub(crate) comments: Vec<Comment>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) path: Vec<Node>,
    pub(crate) owners: Vec<Part>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) stated_hidden: u64,
    base: Option<u32>,
}

impl<'t> Draft<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            rebuilt: String::new(),
            comments: Vec::new(),
            evidence: Vec::new(),
            segments: Vec::new(),
            path: Vec::new(),
            owners: Vec::new(),
            diagnostics: Vec::new(),
            stated_hidden: 0,
            base: None,
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
            _ => self.owners.push(Part { end, owner }),
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

    /// Hangs the last comment on the nearest open comment whose mark stands further left.
    pub(crate) fn place(&mut self, column: u32, text_column: u32, outline: &Outline) {
        self.close_to(column);
        let levels = self.missing_levels(column, outline);
        let index = self.insert_placeholders(levels);
        let parent = self.path.last().and_then(|node| node.comment);
        let depth =
            parent.and_then(|parent| self.comments.get(parent)).map_or(0, |parent| parent.depth.unwrap_or(0)) + 1;
        if let Some(comment) = self.comments.get_mut(index) {
            comment.parent = parent.map(CommentId::from_index);
            comment.depth = Some(depth);
        }
        if let Some(evidence) = self.evidence.get_mut(index) {
            evidence.column = column;
        }
        self.path.push(Node { column, text_column, comment: Some(index) });
    }

    /// Leaves an empty item open: a comment that the dump does not show, if something turns out to hang on it.
    pub(crate) fn open_empty(&mut self, column: u32, outline: &Outline) {
        self.close_to(column);
        self.base = Some(self.base.map_or(column, |base| base.min(column)));
        self.path.push(Node { column, text_column: outline.text_column(column), comment: None });
    }

    /// The column that the text of a comment at the top level stands in.
    pub(crate) fn top_text_column(&self, outline: &Outline) -> u32 {
        let first = self.path.first().map(|node| node.text_column);
        first.or_else(|| self.base.map(|base| base + outline.text)).unwrap_or(0)
    }

    /// The column that lines of the innermost open comment stand in.
    pub(crate) fn text_column(&self, outline: &Outline) -> u32 {
        self.path.last().map_or_else(|| self.top_text_column(outline), |node| node.text_column)
    }

    /// Forgets items that were open before the comments began.
    pub(crate) fn forget_path(&mut self) {
        self.path.clear();
        self.base = None;
    }

    /// Closes what stands at `column` or further right.
    pub(crate) fn close_to(&mut self, column: u32) {
        while self.path.last().is_some_and(|node| node.column >= column) {
            self.path.pop();
        }
    }

    /// How many levels lie between a column and the nearest comment that is open, beside the empty items.
    fn missing_levels(&mut self, column: u32, outline: &Outline) -> usize {
        let base = self.base.get_or_insert(column);
        if column < *base {
            *base = column;
        }
        let step = outline.step;
        let levels = match self.path.last() {
            Some(node) => (column.saturating_sub(node.column) / step).saturating_sub(1),
            None => column.saturating_sub(*base) / step,
        };
        levels.min(MAX_MISSING) as usize
    }

    /// Puts placeholders for empty items and missing levels before the last comment; gives its index now.
    fn insert_placeholders(&mut self, levels: usize) -> usize {
        let last = self.comments.len() - 1;
        let empty = self.path.iter().rev().take_while(|node| node.comment.is_none()).count();
        if empty + levels == 0 {
            return last;
        }
        let (Some(comment), Some(mut evidence)) = (self.comments.pop(), self.evidence.pop()) else { return last };
        evidence.jumped |= levels > 0;
        evidence.under_empty |= empty > 0;
        let from = self.path.len() - empty;
        for at in from..self.path.len() {
            let index = self.push_placeholder(at.checked_sub(1), comment.line);
            if let Some(node) = self.path.get_mut(at) {
                node.comment = Some(index);
            }
        }
        for _ in 0..levels {
            let above = self.path.len().checked_sub(1);
            let index = self.push_placeholder(above, comment.line);
            let column = self.path.last().map_or(0, |node| node.column);
            self.path.push(Node { column, text_column: column, comment: Some(index) });
        }
        if levels > 0 {
            let message = format!(
                "expected a comment one level deeper than the one before, but {levels} {} missing",
                plural(levels)
            );
            self.note(comment.line, "indent-jump", message, "a placeholder stands for each missing parent");
        }
        self.shift_owner(last, self.comments.len());
        self.comments.push(comment);
        self.evidence.push(evidence);
        self.comments.len() - 1
    }

    fn push_placeholder(&mut self, above: Option<usize>, line: u32) -> usize {
        let parent = above.and_then(|at| self.path.get(at)).and_then(|node| node.comment);
        let depth =
            parent.and_then(|parent| self.comments.get(parent)).map_or(0, |parent| parent.depth.unwrap_or(0)) + 1;
        let at = Span::new(self.segments.len(), self.segments.len());
        self.comments.push(Comment {
            parent: parent.map(CommentId::from_index),
            depth: Some(depth),
            form: Form::Placeholder,
            line,
            line_end: line,
            segments: at.start..at.end,
            ..Comment::default()
        });
        self.evidence.push(Evidence::default());
        self.comments.len() - 1
    }

    /// Hands the parts of the comment at `from` to the one at `to`: it moved.
    fn shift_owner(&mut self, from: usize, to: usize) {
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
        while self.path.last().is_some_and(|node| node.comment.is_none_or(|comment| comment > index)) {
            self.path.pop();
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
        self.segments.push(Segment { span, line, kind: SegmentKind::Own, joint });
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
        self.diagnostics.push(Diagnostic {
            line: place.0,
            column: place.1,
            severity,
            code,
            message,
            help: Cow::Borrowed(help),
        });
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

/// Levels that one jump may skip: more is no indentation but an accident.
const MAX_MISSING: u32 = 32;

fn plural(levels: usize) -> &'static str {
    if levels == 1 { "level is" } else { "levels are" }
}
