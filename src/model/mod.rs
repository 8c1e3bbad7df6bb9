//! What a saved discussion is, once it has been read: one [`Thread`] of [`Comment`]s under a [`Story`].
//!
//! A thread is an arena. Comments lie in document order, every parent before its replies, and refer to each
//! other by [`CommentId`]; text is never copied out of the document but pointed at by [`Span`]s. Nothing here
//! is recursive, so a thread of any depth can be walked and dropped.

mod comment;
mod document;
mod move_spans;
#[cfg(test)]
mod sample;
mod span;
mod stance;
mod thread;
mod thread_source;

pub use crate::diagnostic::SourceId;
pub use comment::{
    Certainty, Comment, CommentId, Form, Joint, Posted, QuoteSource, Segment, SegmentKind, place_comments,
};
pub use document::{Document, EncodingSource, Media, TextEncoding};
#[cfg(test)]
pub(crate) use sample::{Row, stance_of, stances_of, thread_of, thread_of_rows};
pub use span::Span;
pub use stance::{CampSide, Camps, Evidence, ReplyStance, Stance, TargetStance, ThreadStances, Toward, Unsure};
pub use thread::{Dialect, DialectChoice, Owner, Part, Story, Thread, ThreadParts};
pub use thread_source::ThreadSource;
