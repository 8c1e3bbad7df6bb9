//! What a page says that it does not show, and where.

use rustc_hash::FxHashMap;

use crate::model::{CommentId, Thread};

/// The diagnostic that tells of replies which the page does not show.
const HIDDEN_REPLIES: &str = "hidden-replies";

/// What the page says it hides, by the comment it says so below; `None` is above the first comment.
pub(crate) fn gaps(thread: &Thread) -> FxHashMap<Option<CommentId>, Vec<&str>> {
    let mut gaps: FxHashMap<_, Vec<_>> = FxHashMap::default();
    for diagnostic in thread.diagnostics().iter().filter(|diagnostic| diagnostic.code == HIDDEN_REPLIES) {
        let n_before = thread.comments().partition_point(|comment| comment.line <= diagnostic.line);
        let id = n_before.checked_sub(1).map(CommentId::from_index);
        gaps.entry(id).or_default().push(diagnostic.message.as_ref());
    }
    gaps
}
