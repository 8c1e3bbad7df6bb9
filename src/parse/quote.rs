//! Quotes and words.

use crate::parse::engine::Engine;
use crate::parse::rules::mark_signature;

/// Marks what was quoted.
pub(crate) fn find_quotes(engine: &mut Engine<'_, '_>) {
    for index in 0..engine.draft.comments.len() {
        let Some(comment) = engine.draft.comments.get(index) else { continue };
        let (from, to) = (comment.segments.start as usize, comment.segments.end as usize);
        mark_signature(engine, from, to);
    }
}
