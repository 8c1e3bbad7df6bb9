//! Every measure of one thread.

use rustc_hash::FxHashMap;

use crate::measure::author_replies::{author_replies, n_self_replies};
use crate::measure::camp_measures::CampMeasures;
use crate::measure::corpus::{AnonymousSums, StanceSums};
use crate::measure::participation::Participation;
use crate::measure::reciprocity::Reciprocity;
use crate::measure::score_measures::Scores;
use crate::measure::shape::Shape;
use crate::measure::timing::Timing;
use crate::measure::view::View;

/// Every measure of one thread, by family. What cannot be told of the thread is `None`.
#[derive(Clone, Debug)]
pub struct ThreadMeasures {
    /// The tree; `None` where the dump lost it, and without comments.
    pub shape: Option<Shape>,
    /// Who was anonymous.
    pub anonymous: AnonymousSums,
    /// Who took part; `None` where no comment's author is known.
    pub participation: Option<Participation>,
    /// Comments that answer a comment of the same author; `None` without a tree, and where there are replies to comments
    /// but of none both authors are known.
    pub self_replies: Option<u64>,
    /// Replies between authors; `None` in the same cases.
    pub reciprocity: Option<Reciprocity>,
    /// How many chains there are, and the length of the longest run; `None` in the same cases.
    pub chains: Option<(u64, u32)>,
    /// Comments whose time since the story is known.
    pub n_timed: u64,
    /// Times.
    pub timing: Timing,
    /// Scores and moderations.
    pub scores: Scores,
    /// Stances; nothing is read where they are not known.
    pub stances: StanceSums,
    /// The two sides; `None` where there are too few replies between authors.
    pub camps: Option<CampMeasures>,
}

impl ThreadMeasures {
    /// Measures a thread: linear in the number of rows, but for sorting times, ranks and counts.
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let participation = Participation::of(view.thread(), view.authors());
        let tree = view.tree().filter(|_| participation.is_some() && knows_replies(view));
        let mut anonymous = AnonymousSums::default();
        view.comments().for_each(|(_, comment)| anonymous.add(comment));
        let mut stances = StanceSums::default();
        view.comments().for_each(|(node, _)| stances.add(view.stance(node)));
        let thread = view.thread();
        let times: Vec<i64> = view.comments().filter_map(|(_, comment)| thread.since_story_s(comment)).collect();
        let dates = || view.comments().filter_map(|(_, comment)| Some(comment.posted_at()?.and_utc().timestamp()));
        let clock = if times.is_empty() { dates().collect() } else { times.clone() };
        let delays = view.comments().filter_map(|(_, comment)| view.reply_delay_s(comment)).collect();
        Self {
            shape: view.tree().zip(view.subthreads()).and_then(|(tree, subthreads)| Shape::of(tree, subthreads)),
            self_replies: tree.map(|tree| n_self_replies(tree, view.authors())),
            reciprocity: tree.map(|_| Reciprocity::of(&ties(view))),
            chains: view.chains().filter(|_| tree.is_some()).map(|it| (it.ends().count() as u64, it.longest())),
            anonymous,
            participation,
            n_timed: times.len() as u64,
            timing: Timing::of(times, clock, delays),
            scores: Scores::of(view),
            stances,
            camps: CampMeasures::of(view),
        }
    }
}

/// Tells whether it is known of any reply who wrote it and whom it answers, or whether there is no reply to a comment.
fn knows_replies(view: &View<'_>) -> bool {
    let mut replies = view.comments().filter_map(|(_, comment)| Some((comment, view.parent(comment)?))).peekable();
    replies.peek().is_none() || replies.any(|(comment, parent)| comment.is_identified() && parent.is_identified())
}

/// How often each author of a thread replied to each other one.
fn ties(view: &View<'_>) -> FxHashMap<(u32, u32), u64> {
    let mut ties = FxHashMap::default();
    let replies = view.tree().into_iter().flat_map(|tree| author_replies(tree, view.authors(), view.options()));
    for reply in replies {
        *ties.entry((reply.source, reply.target)).or_default() += 1;
    }
    ties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::options::MeasureOptions;
    use crate::model::{Comment, CommentId, Form, Thread, thread_of};

    /// A path of so many comments, each a minute after the one it answers.
    fn path(n: usize) -> Thread {
        let mut parts = thread_of(&[]).into_parts();
        let comment = |index: usize| Comment {
            parent: index.checked_sub(1).map(CommentId::from_index),
            depth: u32::try_from(index + 1).ok(),
            position: Some(1),
            form: Form::Full,
            anonymous: Some(true),
            score: Some(1),
            since_story_s: i64::try_from(60 * index).ok(),
            ..Comment::default()
        };
        parts.comments = (0..n).map(comment).collect();
        Thread::new(parts)
    }

    #[test]
    fn a_path_of_a_million_comments_needs_little_stack() {
        let measure = || ThreadMeasures::of(&View::of(&path(1_000_000), MeasureOptions::default()));
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(measure);
        let measures = thread.expect("because there is memory for a thread").join().expect("because nothing panics");
        assert_eq!(measures.shape.map(|shape| (shape.max_depth(), shape.h_index)), Some((1_000_000, 1)));
        assert_eq!((measures.timing.median_reply_delay_s, measures.timing.burstiness), (Some(60.0), Some(-1.0)));
        assert_eq!((measures.scores.depth_spearman, measures.self_replies), (None, Some(0)));
    }
}
