//! What must be true of every thread, however it was read.

use rejoinder::model::{CommentId, Form, Owner, Thread};

/// Checks the invariants of a thread; says which one is broken.
pub(crate) fn invariants(thread: &Thread) -> Result<(), String> {
    owners(thread)?;
    lines(thread)?;
    tree(thread)?;
    segments(thread)
}

fn ensure(holds: bool, broken: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(broken()) }
}

/// Every byte lies in exactly one part.
fn owners(thread: &Thread) -> Result<(), String> {
    let len = thread.document_text().len();
    let mut start = 0;
    for (index, part) in thread.owners().iter().enumerate() {
        ensure(part.end > start || len == 0, || format!("part {index} of {:?} is empty", part.owner))?;
        ensure(thread.document_text().is_char_boundary(part.end as usize), || format!("part {index} splits a letter"))?;
        if let Owner::Comment(id) = part.owner {
            ensure(thread.comment(id).is_some(), || {
                format!("part {index} is of comment {}, which is none", id.number())
            })?;
        }
        start = part.end;
    }
    ensure(start as usize == len, || format!("parts end at {start}, the document at {len}"))
}

/// Who owns the byte at an offset.
pub(crate) fn owner_at(thread: &Thread, offset: usize) -> Option<Owner> {
    let at = thread.owners().partition_point(|part| part.end as usize <= offset);
    thread.owners().get(at).map(|part| part.owner)
}

/// Where each line begins, in any kind of line end.
pub(crate) fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if ends && at + 1 < bytes.len() {
            starts.push(at + 1);
        }
    }
    starts
}

fn lines(thread: &Thread) -> Result<(), String> {
    let n_lines = line_starts(thread.document_text()).len();
    let mut before = 1;
    for (index, comment) in thread.comments().iter().enumerate() {
        let (first, last) = (comment.line as usize, comment.line_end as usize);
        ensure(1 <= first && first <= last && last <= n_lines, || {
            format!("comment {}: lines {first} to {last} of {n_lines}", index + 1)
        })?;
        ensure(before <= first, || format!("comment {} begins on line {first}, after {before}", index + 1))?;
        before = first;
    }
    let mut before = 1;
    for diagnostic in thread.diagnostics() {
        ensure(diagnostic.line as usize <= n_lines && diagnostic.line >= before, || format!("{diagnostic:?}"))?;
        before = diagnostic.line;
    }
    Ok(())
}

/// A thread is a tree: parents come first, depths and ranks agree with them.
fn tree(thread: &Thread) -> Result<(), String> {
    let comments = thread.comments();
    let mut replies: Vec<u32> = vec![0; comments.len()];
    let mut top_level = 0;
    for (index, comment) in comments.iter().enumerate() {
        let number = index + 1;
        ensure(comment.certainty.hundredths() <= 100, || format!("comment {number}: more than certain"))?;
        let parent = comment.parent.map(CommentId::index);
        ensure(parent.is_none_or(|parent| parent < index), || format!("comment {number} stands before its parent"))?;
        let above = parent.and_then(|parent| comments.get(parent)).map_or(Some(0), |parent| parent.depth);
        if thread.has_tree() {
            ensure(comment.depth == above.map(|above| above + 1), || {
                format!("comment {number} of depth {:?} hangs on depth {above:?}", comment.depth)
            })?;
        } else {
            ensure(comment.depth.is_none() && parent.is_none() && comment.position.is_none(), || {
                format!("comment {number} has a place in a tree that is lost")
            })?;
        }
        let rank = match parent.and_then(|parent| replies.get_mut(parent)) {
            Some(rank) => rank,
            None => &mut top_level,
        };
        *rank += 1;
        ensure(!thread.has_tree() || comment.position == Some(*rank), || {
            format!("comment {number} has the rank {:?}, not {rank}", comment.position)
        })?;
        if let (Some(low), Some(high)) = (comment.score_low, comment.score_high) {
            ensure(low <= high, || format!("comment {number}: a score from {low} to {high}"))?;
            ensure(comment.score.is_none_or(|score| low <= score && score <= high), || {
                format!("comment {number}: the score {:?} is not from {low} to {high}", comment.score)
            })?;
        }
    }
    for (index, (comment, replies)) in comments.iter().zip(&replies).enumerate() {
        ensure(comment.n_replies == *replies || !thread.has_tree(), || {
            format!("comment {} has {replies} replies, not {}", index + 1, comment.n_replies)
        })?;
        if comment.form == Form::Placeholder {
            ensure(*replies > 0, || format!("placeholder {} is no parent", index + 1))?;
            ensure(
                thread.segments(comment).is_empty() && comment.author.is_none() && comment.site_id.is_none(),
                || format!("placeholder {} says something", index + 1),
            )?;
        }
    }
    Ok(())
}

/// Bodies follow each other; what stands in the document stands in its comment's parts and on its line.
fn segments(thread: &Thread) -> Result<(), String> {
    let starts = line_starts(thread.document_text());
    let len = thread.document_text().len();
    let mut end = 0;
    for (index, comment) in thread.comments().iter().enumerate() {
        let number = index + 1;
        ensure(end <= comment.segments.start && comment.segments.start <= comment.segments.end, || {
            format!("comment {number}: segments {:?} after {end}", comment.segments)
        })?;
        end = comment.segments.end;
        let wanted = (comment.segments.end - comment.segments.start) as usize;
        ensure(thread.segments(comment).len() == wanted, || format!("comment {number}: segments that are none"))?;
        for segment in thread.segments(comment) {
            let text = thread.text(segment.span);
            ensure(!text.is_empty() && text.len() == segment.span.len(), || format!("comment {number}: {segment:?}"))?;
            let line = segment.line;
            ensure(comment.line <= line && line <= comment.line_end, || {
                format!("comment {number}: a segment on line {line} of {} to {}", comment.line, comment.line_end)
            })?;
            if segment.span.end as usize > len {
                continue;
            }
            let start = segment.span.start as usize;
            let owner = owner_at(thread, start);
            ensure(owner == Some(Owner::Comment(CommentId::from_index(index))), || {
                format!("comment {number}: the segment {text:?} lies with {owner:?}")
            })?;
            let found = starts.partition_point(|at| *at <= start);
            ensure(found == line as usize, || format!("comment {number}: {text:?} is on line {found}, not {line}"))?;
        }
    }
    Ok(())
}
