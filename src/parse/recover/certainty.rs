//! How sure it is that a row is a comment and hangs where it does.

use crate::model::{Certainty, Comment, CommentId, Form};
use crate::parse::builder::Evidence;
use crate::parse::builder::ThreadBuilder;
use crate::parse::recover::Drawing;

/// A body of this many characters is no item of a list.
const LONG_BODY: usize = 120;

/// Gives every row its certainty: the least of what speaks for it, and no more than its parent's.
pub(super) fn weigh(thread: &mut ThreadBuilder<'_>, drawing: &Drawing) {
    mark_behind_hidden(thread, drawing);
    for index in 0..thread.comments.len() {
        let Some(comment) = thread.comments.get(index) else { continue };
        let evidence = thread.evidence.get(index).copied().unwrap_or_default();
        let hundredths = by_header(thread, comment, evidence).min(by_place(drawing, comment, evidence));
        let parent = comment.parent.map(CommentId::index).and_then(|parent| thread.comments.get(parent));
        let above = parent
            .filter(|parent| parent.form != Form::Placeholder)
            .map_or(100, |parent| parent.certainty.hundredths());
        let certainty = Certainty::from_hundredths(hundredths).at_most(above.saturating_add(4));
        let (line, guessed) = (comment.line, !evidence.header && comment.form != Form::Placeholder);
        if let Some(comment) = thread.comments.get_mut(index) {
            comment.certainty = certainty;
        }
        if guessed {
            thread.note(
                line,
                "no-header",
                "expected a header, but found only a body",
                "the item was taken for a comment whose header is lost",
            );
        }
    }
}

fn by_header(thread: &ThreadBuilder<'_>, comment: &Comment, evidence: Evidence) -> u8 {
    match comment.form {
        Form::Placeholder => 50,
        _ if evidence.loose && !evidence.header => 60,
        _ if evidence.loose => 50,
        Form::Stub => 98,
        _ if comment.site_id.is_some() => 99,
        _ if evidence.byline => 98,
        _ if evidence.title => 96,
        _ => headerless(thread, comment, evidence),
    }
}

/// A mark without a header may be an item of a list in the body above it.
fn headerless(thread: &ThreadBuilder<'_>, comment: &Comment, evidence: Evidence) -> u8 {
    let segments =
        thread.segments.get(comment.segments.start as usize..comment.segments.end as usize).unwrap_or_default();
    let long = segments.iter().map(|segment| segment.span.len()).sum::<usize>() >= LONG_BODY;
    match (segments.len(), long, evidence.after_blank) {
        (0, ..) => 60,
        (1, false, false) => 75,
        (1, false, true) => 90,
        _ => 94,
    }
}

fn by_place(drawing: &Drawing, comment: &Comment, evidence: Evidence) -> u8 {
    let drawn = if drawing.counts_levels && !comment.parent_certain { 60 } else { drawing.trust };
    let jumped = if evidence.jumped { 80 } else { 100 };
    let stray = if evidence.stray { 85 } else { 100 };
    let under_empty = if evidence.under_empty { 95 } else { 100 };
    let unsure = match evidence.behind_hidden {
        _ if evidence.ambiguous => 70,
        Some(true) => 70,
        Some(false) => 88,
        None => 100,
    };
    drawn.min(jumped).min(stray).min(under_empty).min(unsure)
}

/// Where a tool leaves no trace of hidden comments, replies to one seem to answer the comment beside it: most often
/// one that has no replies before.
fn mark_behind_hidden(thread: &mut ThreadBuilder<'_>, drawing: &Drawing) {
    let shown = thread.comments.iter().filter(|comment| comment.form != Form::Placeholder).count();
    let hides = thread.stated_hidden > 0
        || thread.story.declared.is_some_and(|declared| declared > u64::try_from(shown).unwrap_or(u64::MAX));
    if !drawing.drops_hidden || !hides {
        return;
    }
    for index in 1..thread.comments.len() {
        let parent = thread.comments.get(index).and_then(|comment| comment.parent);
        if let (Some(parent), Some(evidence)) = (parent, thread.evidence.get_mut(index)) {
            evidence.behind_hidden = Some(parent.index() + 1 == index);
        }
    }
}
