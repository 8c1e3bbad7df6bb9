//! Threads for the tests of other modules.

use crate::model::{
    Comment, CommentId, Evidence, Joint, ReplyStance, Segment, Span, Stance, Story, Thread, ThreadParts, ThreadSource,
    ThreadStances, Unsure,
};

/// A thread whose comments hang on the comments at the indexes given, each with the body `word`.
pub(crate) fn thread_of(parents: &[Option<usize>]) -> Thread {
    let mut comments: Vec<Comment> = Vec::new();
    for (index, &parent) in parents.iter().enumerate() {
        let depth = parent.map_or(1, |parent| comments[parent].depth.map_or(1, |depth| depth + 1));
        let position = parents[..index].iter().filter(|&&other| other == parent).count() + 1;
        let parent = parent.map(CommentId::from_index);
        let position = u32::try_from(position).ok();
        comments.push(Comment { parent, depth: Some(depth), position, segments: 0..1, words: 1, ..Comment::default() });
    }
    let word = Segment::own(Span::new(0, 4), 1, Joint::Paragraph);
    Thread::new(ThreadParts {
        sources: vec![ThreadSource::text("a.txt")],
        text: "word".to_owned(),
        document_len: 4,
        has_tree: true,
        story: Story::default(),
        comments,
        segments: vec![word],
        ..ThreadParts::default()
    })
}

/// A row of a thread that is made up for a test.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    /// The index of the row that it answers.
    pub(crate) parent: Option<usize>,
    /// The nickname; `None` where it is lost, empty for an anonymous comment.
    pub(crate) author: Option<&'static str>,
    pub(crate) score: Option<i32>,
    pub(crate) moderation: Option<&'static str>,
    pub(crate) since_story_s: Option<i64>,
}

/// A thread of these rows.
pub(crate) fn thread_of_rows(rows: &[Row]) -> Thread {
    let parents: Vec<_> = rows.iter().map(|row| row.parent).collect();
    let mut parts = thread_of(&parents).into_parts();
    let mut put = |text: &str| {
        let start = parts.text.len();
        parts.text.push_str(text);
        Span::new(start, start + text.len())
    };
    for (comment, row) in parts.comments.iter_mut().zip(rows) {
        comment.author = row.author.map(|name| put(if name.is_empty() { "Anonymous Coward" } else { name }));
        comment.anonymous = row.author.map(str::is_empty);
        comment.moderation = row.moderation.map(&mut put);
        (comment.score, comment.since_story_s) = (row.score, row.since_story_s);
        comment.n_replies = 0;
    }
    Thread::new(parts)
}

/// A stance with this label, as sure as one can be, on the first four bytes of the document; no question.
pub(crate) fn stance_of(label: Result<Stance, Unsure>) -> ReplyStance {
    let is_judged = !matches!(label, Err(Unsure::NoWords | Unsure::Cut | Unsure::NoParent));
    let probability = |stance| if label.is_err() { 1.0 / 3.0 } else { f32::from(u8::from(label == Ok(stance))) };
    let is_based = matches!(label, Ok(Stance::Agree | Stance::Disagree));
    ReplyStance {
        label,
        probabilities: is_judged.then(|| Stance::ALL.map(probability)),
        question: is_judged.then_some(false),
        evidence: is_based.then(|| Evidence { span: Span::new(0, 4), line: 1 }),
    }
}

/// Stances with these labels, `None` for placeholders; no camps.
pub(crate) fn stances_of(labels: &[Option<Result<Stance, Unsure>>]) -> ThreadStances {
    ThreadStances { replies: labels.iter().map(|label| label.map(stance_of)).collect(), camps: None }
}
