//! One comment: what its header said, where it hangs, and how sure that is.

use std::num::NonZeroU32;
use std::ops::Range;

use chrono::NaiveDateTime;

use crate::model::{SourceId, Span};

/// A comment's number in its thread: 1 for the first row, in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommentId(NonZeroU32);

impl CommentId {
    /// The id of the comment at `index` (from 0) of [`Thread::comments`](crate::model::Thread::comments).
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }

    /// The comment's index (from 0) in [`Thread::comments`](crate::model::Thread::comments).
    #[must_use]
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    /// The comment's number, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0.get()
    }
}

/// How much of a comment the dump holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// The site printed it whole: its header has a date or a site id.
    Full,
    /// The site printed only part of it, or the dump lost its header.
    #[default]
    Abbreviated,
    /// One line of trace, without a body.
    Stub,
    /// A node that stands for a missing parent.
    Placeholder,
}

impl Form {
    /// The word written in tables: `full`, `abbreviated`, `stub`, `placeholder`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Abbreviated => "abbreviated",
            Self::Stub => "stub",
            Self::Placeholder => "placeholder",
        }
    }
}

/// How sure it is that a row is a comment and hangs where it does, in hundredths from 0 to 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Certainty(u8);

impl Certainty {
    /// A certainty of `hundredths`; more than 100 is 100.
    #[must_use]
    pub fn from_hundredths(hundredths: u8) -> Self {
        Self(hundredths.min(100))
    }

    /// The certainty in hundredths.
    #[must_use]
    pub fn hundredths(self) -> u8 {
        self.0
    }

    /// The lower of two certainties.
    #[must_use]
    pub fn at_most(self, hundredths: u8) -> Self {
        Self(self.0.min(hundredths))
    }
}

/// When a comment was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The date as the site printed it.
    pub raw: Span,
    /// The date read, in the site's own time, without a zone; `None` where it names no one moment.
    pub at: Option<NaiveDateTime>,
    /// Whether the year was worked out, because the site did not print it.
    pub year_recovered: bool,
}

/// What a quote was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteSource {
    /// The story.
    Story,
    /// A comment.
    Comment(CommentId),
}

/// What a segment of a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// The author's own words.
    Own,
    /// Words quoted from `source`; `None` where a quote mark says so but the words stand nowhere in the dump.
    Quoted {
        /// What was quoted.
        source: Option<QuoteSource>,
    },
    /// The author's signature.
    Signature,
}

/// How a segment follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// It begins a paragraph.
    Paragraph,
    /// It begins a line of the same paragraph.
    Line,
    /// It goes on in the same line.
    Inline,
}

impl Joint {
    /// The characters that stand between the segment and the one before it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paragraph => "\n\n",
            Self::Line => "\n",
            Self::Inline => " ",
        }
    }
}

/// A run of a body's text of one kind, at most one line long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The document that it was read from.
    pub source: SourceId,
    /// The text.
    pub span: Span,
    /// The line of the document that it begins on, from 1.
    pub line: u32,
    /// What it is.
    pub kind: SegmentKind,
    /// How it follows the one before it.
    pub joint: Joint,
}

impl Segment {
    /// Words of the author's own, of a thread's first source.
    #[must_use]
    pub fn own(span: Span, line: u32, joint: Joint) -> Self {
        Self { source: SourceId::default(), span, line, kind: SegmentKind::Own, joint }
    }
}

/// One contribution to a thread, or the trace of one.
///
/// Every field that the dump does not hold is `None`.
#[derive(Clone, Debug, Default)]
pub struct Comment {
    /// What it answers; `None` is the story.
    pub parent: Option<CommentId>,
    /// Edges from the story, from 1; `None` where the dump lost the tree.
    pub depth: Option<u32>,
    /// Its rank among its siblings, from 1; `None` where the dump lost the tree.
    pub position: Option<u32>,
    /// How many replies it has in the thread.
    pub n_replies: u32,
    /// How much of it the dump holds.
    pub form: Form,
    /// The site's own number for it.
    pub site_id: Option<u64>,
    /// The nickname as printed; `None` where unknown. Anonymous comments have the site's word for them.
    pub author: Option<Span>,
    /// The site's number for the author.
    pub uid: Option<u64>,
    /// Whether the author is anonymous.
    pub anonymous: Option<bool>,
    /// Whether the author was a subscriber.
    pub subscriber: Option<bool>,
    /// Whether the author also posted the story.
    pub story_author: Option<bool>,
    /// The subject.
    pub subject: Option<Span>,
    /// The score.
    pub score: Option<i32>,
    /// The least score it can have had.
    pub score_low: Option<i32>,
    /// The greatest score it can have had.
    pub score_high: Option<i32>,
    /// The moderators' word for it.
    pub moderation: Option<Span>,
    /// When it was posted.
    pub posted: Option<Posted>,
    /// Seconds from the story to the comment, where the input gives them instead of dates.
    pub since_story_s: Option<i64>,
    /// Whether the site cut its body off.
    pub truncated: Option<bool>,
    /// How sure it is that this is a comment and hangs where it does.
    pub certainty: Certainty,
    /// Whether `parent` is what the author answered, as far as the dump can tell.
    pub parent_certain: bool,
    /// The document that it was read from.
    pub source: SourceId,
    /// Its first line in the document, from 1.
    pub line: u32,
    /// Its last line in the document, from 1.
    pub line_end: u32,
    /// Its body: a range of the thread's segments.
    pub segments: Range<u32>,
    /// Words of the body.
    pub words: u32,
    /// Words of the body that are the author's own: without quotes and signature.
    pub own_words: u32,
    /// Words of the body that are quoted.
    pub quoted_words: u32,
    /// What it quotes: the one source with the most quoted words.
    pub quotes: Option<QuoteSource>,
}

impl Comment {
    /// When it was posted, in the site's own time; `None` where that is lost.
    #[must_use]
    pub fn posted_at(&self) -> Option<NaiveDateTime> {
        self.posted.and_then(|posted| posted.at)
    }

    /// Tells whether it is known who wrote it: somebody with a name, or nobody with one.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.author.is_some() || self.anonymous == Some(true)
    }

    /// Tells whether it only stands for a comment that is missing.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        self.form == Form::Placeholder
    }
}

/// Works out numbers of replies and, where the tree is known, depths and positions, from the parents alone.
///
/// Parents must stand before their replies. Linear.
pub fn place_comments(comments: &mut [Comment], has_tree: bool) {
    let mut n_top_level = 0;
    for index in 0..comments.len() {
        let (above, below) = comments.split_at_mut(index);
        let Some(comment) = below.first_mut() else { break };
        let parent = comment.parent.and_then(|id| above.get_mut(id.index()));
        let depth = parent.as_ref().map_or(1, |parent| parent.depth.map_or(1, |depth| depth.saturating_add(1)));
        let n_siblings = parent.map_or(&mut n_top_level, |parent| &mut parent.n_replies);
        *n_siblings += 1;
        comment.n_replies = 0;
        if has_tree {
            (comment.depth, comment.position) = (Some(depth), Some(*n_siblings));
        }
    }
}
