//! What a reader at a threshold sees.

use crate::model::{Comment, CommentId, QuoteSource, Thread, place_comments};

/// The thread as a reader sees it who has the site hide comments below a score.
///
/// Comments whose score is lower, or by the site's display rules cannot reach the threshold, are left out and count as
/// hidden; their replies hang on the nearest visible ancestor, which
/// they did not answer: their parent is no longer certain. A comment whose score is lost stays. A placeholder stays as
/// long as anything hangs below it. Linear in the number of rows.
#[must_use]
pub fn visible_at(thread: Thread, threshold: i32) -> Thread {
    let mut parts = thread.into_parts();
    let keep = kept(&parts.comments, threshold);
    let places = Places::of(&parts.comments, &keep);
    let (visible, hidden): (Vec<_>, Vec<_>) =
        std::mem::take(&mut parts.comments).into_iter().zip(keep).partition(|(_, keep)| *keep);
    let n_hidden = hidden.iter().filter(|(comment, _)| !comment.is_placeholder()).count();
    parts.stated_hidden = parts.stated_hidden.saturating_add(n_hidden as u64);
    parts.comments = visible.into_iter().map(|(comment, _)| places.moved(comment)).collect();
    place_comments(&mut parts.comments, parts.has_tree);
    Thread::new(parts)
}

/// Which rows a reader sees.
fn kept(comments: &[Comment], threshold: i32) -> Vec<bool> {
    let sees = |comment: &Comment| comment.score.or(comment.score_high).is_none_or(|score| score >= threshold);
    let mut keep: Vec<bool> = comments.iter().map(|comment| !comment.is_placeholder() && sees(comment)).collect();
    for (index, comment) in comments.iter().enumerate().rev() {
        let parent = comment.parent.filter(|_| keep.get(index) == Some(&true)).map(CommentId::index);
        // Rows come after what they answer, so that all below a placeholder has been seen before it.
        let above = parent.and_then(|at| comments.get(at).filter(|above| above.is_placeholder()).map(|_| at));
        if let Some(slot) = above.and_then(|at| keep.get_mut(at)) {
            *slot = true;
        }
    }
    keep
}

/// Where rows went: by old index, the row itself or its nearest visible ancestor.
struct Places {
    nearest: Vec<Option<CommentId>>,
    kept: Vec<bool>,
}

impl Places {
    fn of(comments: &[Comment], keep: &[bool]) -> Self {
        let mut nearest: Vec<Option<CommentId>> = Vec::with_capacity(comments.len());
        let mut n_kept = 0;
        for (comment, &keep) in comments.iter().zip(keep) {
            let above = comment.parent.and_then(|id| nearest.get(id.index()).copied().flatten());
            nearest.push(if keep { Some(CommentId::from_index(n_kept)) } else { above });
            n_kept += usize::from(keep);
        }
        Self { nearest, kept: keep.to_vec() }
    }

    /// A visible comment, hung on the nearest visible ancestor.
    fn moved(&self, comment: Comment) -> Comment {
        Comment {
            parent_certain: comment.parent_certain && comment.parent.is_none_or(|id| self.is_kept(id)),
            parent: comment.parent.and_then(|id| self.nearest(id)),
            quotes: comment.quotes.and_then(|source| self.quoted(source)),
            ..comment
        }
    }

    fn nearest(&self, id: CommentId) -> Option<CommentId> {
        self.nearest.get(id.index()).copied().flatten()
    }

    fn is_kept(&self, id: CommentId) -> bool {
        self.kept.get(id.index()) == Some(&true)
    }

    fn quoted(&self, source: QuoteSource) -> Option<QuoteSource> {
        match source {
            QuoteSource::Story => Some(source),
            QuoteSource::Comment(id) if self.is_kept(id) => self.nearest(id).map(QuoteSource::Comment),
            QuoteSource::Comment(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::thread_of;

    fn visible(scores: &[Option<i32>], threshold: i32) -> Vec<(Option<u32>, Option<u32>, Option<u32>)> {
        let mut parts = thread_of(&[None, Some(0), Some(1), Some(0), None]).into_parts();
        parts.comments.iter_mut().zip(scores).for_each(|(comment, score)| comment.score = *score);
        let thread = visible_at(Thread::new(parts), threshold);
        let row = |comment: &Comment| (comment.parent.map(CommentId::number), comment.depth, comment.position);
        thread.comments().iter().map(row).collect()
    }

    #[test]
    fn replies_to_hidden_comments_hang_on_the_nearest_visible_one() {
        let scores = [Some(2), Some(0), Some(5), None, Some(1)];
        let expected = [(None, Some(1), Some(1)), (Some(1), Some(2), Some(1)), (Some(1), Some(2), Some(2))];
        assert_eq!(visible(&scores, 2), expected);
        assert_eq!(visible(&[Some(0), Some(0), Some(5), Some(0), Some(0)], 1), [(None, Some(1), Some(1))]);
    }

    #[test]
    fn what_hangs_elsewhere_is_no_certain_answer() {
        let mut parts = thread_of(&[None, Some(0), Some(1), Some(0)]).into_parts();
        for (comment, score) in parts.comments.iter_mut().zip([2, 0, 5, 3]) {
            (comment.score, comment.parent_certain) = (Some(score), true);
        }
        let thread = visible_at(Thread::new(parts), 2);
        let certain: Vec<bool> = thread.comments().iter().map(|comment| comment.parent_certain).collect();
        assert_eq!((certain, thread.stated_hidden()), (vec![true, false, true], 1));
    }

    #[test]
    fn a_reader_who_hides_nothing_sees_everything() {
        assert_eq!(visible(&[Some(-1), Some(0), None, Some(3), Some(5)], -1).len(), 5);
    }
}
