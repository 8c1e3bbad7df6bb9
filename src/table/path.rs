//! A comment's place in the tree, written as positions.

use crate::model::{Comment, CommentId, Thread};

/// Deeper comments have no path: written out, the paths of a thread take square room in its depth. The deepest thread that
/// is known of has 73 levels.
const MAX_DEPTH: u32 = 1_000;

/// Writes the path of one comment after the other, each from its parent's.
///
/// Comments come in document order, so that the parent of the next one is nearly always among the ancestors
/// of the last one: the work is linear in the length of the paths.
#[derive(Debug, Default)]
pub(crate) struct PathWriter {
    text: String,
    /// The last comment and its ancestors from the top, each with the end of its path in `text`.
    ends: Vec<(CommentId, usize)>,
}

impl PathWriter {
    /// Forgets the thread before.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// The path of the next comment; empty where the dump lost the tree, and far down.
    pub(crate) fn next(&mut self, thread: &Thread, id: CommentId, comment: &Comment) -> &str {
        let Some(position) = comment.position.filter(|_| comment.depth.is_some_and(|depth| depth <= MAX_DEPTH)) else {
            return "";
        };
        if !self.go_back_to(comment.parent) {
            self.rebuild(thread, comment.parent);
        }
        self.push(id, position);
        &self.text
    }

    /// Drops what lies below `parent`; tells whether `parent` was there.
    fn go_back_to(&mut self, parent: Option<CommentId>) -> bool {
        while let Some(&(id, end)) = self.ends.last() {
            if Some(id) == parent {
                self.text.truncate(end);
                return true;
            }
            self.ends.pop();
        }
        self.text.clear();
        parent.is_none()
    }

    /// Writes the path of `parent` by going up to the story.
    fn rebuild(&mut self, thread: &Thread, parent: Option<CommentId>) {
        let mut ancestors = Vec::new();
        let mut next = parent;
        while let Some((id, comment)) = next.and_then(|id| Some((id, thread.comment(id)?))) {
            ancestors.push((id, comment.position.unwrap_or(0)));
            // Parents stand before their replies; a thread that breaks that must not keep us here.
            next = comment.parent.filter(|&parent| parent < id);
        }
        for (id, position) in ancestors.into_iter().rev() {
            self.push(id, position);
        }
    }

    fn push(&mut self, id: CommentId, position: u32) {
        if !self.text.is_empty() {
            self.text.push('.');
        }
        self.text.push_str(itoa::Buffer::new().format(position));
        self.ends.push((id, self.text.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::thread_of;

    fn paths(parents: &[Option<usize>]) -> Vec<String> {
        let thread = thread_of(parents);
        let mut writer = PathWriter::default();
        let all = thread.comments().iter().enumerate();
        all.map(|(index, comment)| writer.next(&thread, CommentId::from_index(index), comment).to_owned()).collect()
    }

    #[test]
    fn paths_are_positions_from_the_top() {
        assert_eq!(paths(&[None, Some(0), Some(1), Some(0), None]), ["1", "1.1", "1.1.1", "1.2", "2"]);
    }

    #[test]
    fn replies_may_stand_away_from_their_parents() {
        assert_eq!(paths(&[None, None, Some(0), Some(1), Some(2)]), ["1", "2", "1.1", "2.1", "1.1.1"]);
    }
}
