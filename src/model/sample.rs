//! Threads for the tests of other modules.

use crate::model::{
    Comment, CommentId, EncodingSource, Joint, Segment, SegmentKind, Span, Story, TextEncoding, Thread, ThreadParts,
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
    let word = Segment { span: Span::new(0, 4), line: 1, kind: SegmentKind::Own, joint: Joint::Paragraph };
    Thread::new(ThreadParts {
        document: "a.txt".to_owned(),
        key: None,
        text: "word".to_owned(),
        document_len: 4,
        encoding: TextEncoding::Utf8,
        encoding_source: EncodingSource::Valid,
        dialect: None,
        has_tree: true,
        is_chronological: false,
        story: Story::default(),
        comments,
        segments: vec![word],
        stated_hidden: 0,
        owners: Vec::new(),
        diagnostics: Vec::new(),
    })
}
