//! Which comments are open where a line stands: those that a later line may answer or go on.

use crate::grammar::Outline;
use crate::parse::builder::ThreadBuilder;

/// A comment, or an empty item, that later lines may hang on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) column: u32,
    pub(super) text_column: u32,
    pub(super) comment: Option<usize>,
}

/// The comments and empty items that are open, from the outermost, with the columns that tell who answers whom.
#[derive(Debug, Default)]
pub(super) struct OpenPath {
    pub(super) nodes: Vec<Node>,
    /// The column of the outermost marks.
    base: Option<u32>,
}

impl OpenPath {
    /// Hangs the last comment on the nearest open comment whose mark stands further left.
    pub(super) fn place(&mut self, thread: &mut ThreadBuilder<'_>, column: u32, text_column: u32, outline: &Outline) {
        self.close_to(column);
        let levels = self.missing_levels(column, outline);
        let index = self.insert_placeholders(thread, levels);
        thread.hang(index, self.nodes.last().and_then(|node| node.comment));
        if let Some(evidence) = thread.evidence.get_mut(index) {
            evidence.column = column;
        }
        self.nodes.push(Node { column, text_column, comment: Some(index) });
    }

    /// Leaves an empty item open: a comment that the dump does not show, if something turns out to hang on it.
    pub(super) fn open_empty(&mut self, column: u32, outline: &Outline) {
        self.close_to(column);
        self.base = Some(self.base.map_or(column, |base| base.min(column)));
        self.nodes.push(Node { column, text_column: outline.text_column(column), comment: None });
    }

    /// The column that the text of a comment at the top level stands in.
    pub(super) fn top_text_column(&self, outline: &Outline) -> u32 {
        let first = self.nodes.first().map(|node| node.text_column);
        first.or_else(|| self.base.map(|base| base + outline.text)).unwrap_or(0)
    }

    /// The column that lines of the innermost open comment stand in.
    pub(super) fn text_column(&self, outline: &Outline) -> u32 {
        self.nodes.last().map_or_else(|| self.top_text_column(outline), |node| node.text_column)
    }

    /// Forgets items that were open before the comments began.
    pub(super) fn forget(&mut self) {
        self.nodes.clear();
        self.base = None;
    }

    /// Closes what stands at `column` or further right.
    pub(super) fn close_to(&mut self, column: u32) {
        while self.nodes.last().is_some_and(|node| node.column >= column) {
            self.nodes.pop();
        }
    }

    /// How many levels lie between a column and the nearest comment that is open, beside the empty items.
    fn missing_levels(&mut self, column: u32, outline: &Outline) -> usize {
        let base = self.base.get_or_insert(column);
        if column < *base {
            *base = column;
        }
        let step = outline.step;
        let levels = match self.nodes.last() {
            Some(node) => (column.saturating_sub(node.column) / step).saturating_sub(1),
            None => column.saturating_sub(*base) / step,
        };
        levels.min(MAX_MISSING) as usize
    }

    /// Puts placeholders for empty items and missing levels before the last comment; gives its index now.
    fn insert_placeholders(&mut self, thread: &mut ThreadBuilder<'_>, levels: usize) -> usize {
        let last = thread.comments.len() - 1;
        let empty = self.nodes.iter().rev().take_while(|node| node.comment.is_none()).count();
        if empty + levels == 0 {
            return last;
        }
        let (Some(comment), Some(mut evidence)) = (thread.comments.pop(), thread.evidence.pop()) else { return last };
        evidence.jumped |= levels > 0;
        evidence.under_empty |= empty > 0;
        let from = self.nodes.len() - empty;
        for at in from..self.nodes.len() {
            let index = self.push_placeholder(thread, at.checked_sub(1), comment.line);
            if let Some(node) = self.nodes.get_mut(at) {
                node.comment = Some(index);
            }
        }
        for _ in 0..levels {
            let above = self.nodes.len().checked_sub(1);
            let index = self.push_placeholder(thread, above, comment.line);
            let column = self.nodes.last().map_or(0, |node| node.column);
            self.nodes.push(Node { column, text_column: column, comment: Some(index) });
        }
        if levels > 0 {
            let message = format!(
                "expected a comment one level deeper than the one before, but {levels} {} missing",
                plural(levels)
            );
            thread.note(comment.line, "indent-jump", message, "a placeholder stands for each missing parent");
        }
        thread.shift_owner(last, thread.comments.len());
        thread.comments.push(comment);
        thread.evidence.push(evidence);
        thread.comments.len() - 1
    }

    fn push_placeholder(&self, thread: &mut ThreadBuilder<'_>, above: Option<usize>, line: u32) -> usize {
        let parent = above.and_then(|at| self.nodes.get(at)).and_then(|node| node.comment);
        thread.push_placeholder(parent, line)
    }

    /// Takes the comments after `index` back into its body: they were a list.
    pub(super) fn fold_into(&mut self, thread: &mut ThreadBuilder<'_>, index: usize) {
        thread.fold_into(index);
        while self.nodes.last().is_some_and(|node| node.comment.is_none_or(|comment| comment > index)) {
            self.nodes.pop();
        }
    }
}

/// Levels that one jump may skip: more is no indentation but an accident.
const MAX_MISSING: u32 = 32;

fn plural(levels: usize) -> &'static str {
    if levels == 1 { "level is" } else { "levels are" }
}
