//! What a site's display rules tell about what a dump lost: forms, bounds of scores, names, cut bodies, subjects.

use crate::grammar::{DisplayFile, Site};
use crate::model::{Comment, Form};
use crate::parse::builder::ThreadBuilder;
use crate::parse::recover::{Drawing, Facts};

/// Applies the site's display rules to the comments of a document.
pub(super) fn apply_rules(thread: &mut ThreadBuilder<'_>, facts: &Facts<'_>) {
    let Some(site) = facts.site else { return bound_known_scores(thread) };
    let display = site.display.as_ref();
    let abbreviates = display.is_some() && is_abbreviating(thread);
    if display.is_none() || !abbreviates {
        mark_whole(thread);
    }
    let flat = is_flat_list(thread, site, &facts.drawing);
    if let Some(display) = display.filter(|_| abbreviates) {
        let holds = !flat && !is_contradicted(thread, display);
        apply_display(thread, display, site.scores.1, &facts.drawing, holds);
    }
    mark_parents(thread, site, &facts.drawing, flat);
    bound_known_scores(thread);
}

/// Tells whether a page abbreviates comments: a line of it says so, or a comment is.
fn is_abbreviating(thread: &ThreadBuilder<'_>) -> bool {
    let abbreviated = |(index, comment): (usize, &Comment)| {
        let header = thread.evidence.get(index).is_some_and(|evidence| evidence.byline);
        header && comment.form == Form::Abbreviated
    };
    thread.abbreviates || thread.comments.iter().enumerate().any(abbreviated)
}

/// Pages that abbreviate nothing print every dated comment whole.
fn mark_whole(thread: &mut ThreadBuilder<'_>) {
    for comment in &mut thread.comments {
        if comment.form == Form::Full {
            comment.truncated = comment.truncated.or(Some(false));
        }
    }
}

/// Tells whether a page lists comments without their tree: answers stand at the top level. Where headings alone tell
/// levels, tools that make every title a heading of one level draw no tree either, whether they keep by-lines or not.
fn is_flat_list(thread: &ThreadBuilder<'_>, site: &Site, drawing: &Drawing) -> bool {
    let counts = |comment: &&Comment| comment.form == Form::Full || drawing.counts_levels;
    let top = thread.comments.iter().filter(|comment| comment.depth == Some(1)).filter(counts);
    let (mut answers, mut all) = (0_u32, 0_u32);
    for comment in top {
        all += 1;
        answers += u32::from(is_answer(thread, site, comment));
    }
    answers > 0 && answers * 5 >= all
}

/// Tells whether a subject is one that the site gives to answers.
fn is_answer(thread: &ThreadBuilder<'_>, site: &Site, comment: &Comment) -> bool {
    comment.subject.is_some_and(|subject| site.is_reply_subject(thread.str(subject)))
}

/// Tells whether a printed score breaks the rule of what is printed whole.
fn is_contradicted(thread: &ThreadBuilder<'_>, display: &DisplayFile) -> bool {
    thread.comments.iter().any(|comment| match (comment.score, comment.form) {
        (Some(score), Form::Full) => score < full_from(comment, display),
        (Some(score), Form::Abbreviated) => score >= full_from(comment, display),
        _ => false,
    })
}

fn full_from(comment: &Comment, display: &DisplayFile) -> i32 {
    if comment.depth == Some(1) { display.full_top_level } else { display.full_reply }
}

fn apply_display(thread: &mut ThreadBuilder<'_>, display: &DisplayFile, highest: i32, drawing: &Drawing, holds: bool) {
    let lens = body_lens(thread);
    let cut = cut_length(&lens, display);
    let Drawing { has_tree, loses_headers, .. } = *drawing;
    for index in 0..thread.comments.len() {
        let truncated = is_cut(thread, index, lens.get(index).copied().flatten(), cut);
        let evidence = thread.evidence.get(index).copied().unwrap_or_default();
        let Some(comment) = thread.comments.get_mut(index) else { continue };
        match comment.form {
            Form::Full => comment.truncated = comment.truncated.or(Some(false)),
            Form::Abbreviated if evidence.is_cut_untold && !truncated => {}
            Form::Abbreviated => comment.truncated = comment.truncated.or(Some(truncated)),
            Form::Stub | Form::Placeholder => continue,
        }
        if holds && has_tree && comment.score.is_none() {
            let whole = comment.form == Form::Full;
            let from = full_from(comment, display);
            comment.score_low = Some(if whole { from } else { display.lowest });
            comment.score_high = Some(if whole { highest } else { from - 1 });
        }
        // The extractor drops a header that is mostly links; an anonymous author's name is none, and stays.
        if holds && loses_headers && !evidence.byline && comment.author.is_none() && comment.form == Form::Abbreviated {
            comment.anonymous = Some(false);
        }
    }
}

/// How near a body's length must be to the site's cut.
const CUT_TOLERANCE: std::ops::RangeInclusive<i64> = -7..=3;

/// The characters of each abbreviated body.
fn body_lens(thread: &ThreadBuilder<'_>) -> Vec<Option<i64>> {
    let abbreviated = |comment: &Comment| (comment.form == Form::Abbreviated).then(|| body_len(thread, comment));
    thread.comments.iter().map(abbreviated).collect()
}

/// The cut of this page: the longest body that is abbreviated tells which of the site's it is.
fn cut_length(lens: &[Option<i64>], display: &DisplayFile) -> Option<u32> {
    let longest = lens.iter().flatten().copied().max()?;
    let mut cuts = display.cut.clone();
    cuts.sort_unstable();
    let slack = *CUT_TOLERANCE.end();
    cuts.iter().copied().find(|cut| longest <= i64::from(*cut) + slack).or_else(|| cuts.last().copied())
}

fn is_cut(thread: &ThreadBuilder<'_>, index: usize, len: Option<i64>, cut: Option<u32>) -> bool {
    let (Some(len), Some(cut)) = (len.and_then(|len| usize::try_from(len).ok()), cut) else { return false };
    let last = thread.segments_of(index).last().map(|segment| thread.str(segment.span));
    is_at_cut(&[cut], len, last.unwrap_or_default())
}

/// Tells whether a body of this length, which ends with this line, ends where the site cuts.
pub(in crate::parse) fn is_at_cut(cuts: &[u32], len: usize, last: &str) -> bool {
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let near = cuts.iter().any(|cut| CUT_TOLERANCE.contains(&(len - i64::from(*cut))));
    near && !last.ends_with(['.', '!', '?', '"', ')', '”', '\''])
}

/// Characters of a body, a blank for each line end.
fn body_len(thread: &ThreadBuilder<'_>, comment: &Comment) -> i64 {
    let segments =
        thread.segments.get(comment.segments.start as usize..comment.segments.end as usize).unwrap_or_default();
    let len: usize = segments.iter().map(|segment| count_letters(thread.str(segment.span)) + 1).sum();
    i64::try_from(len).unwrap_or(i64::MAX) - 1
}

/// Characters of a text; most texts are ASCII, where they are the bytes.
pub(in crate::parse) fn count_letters(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Marks which parents the dump is sure of.
fn mark_parents(thread: &mut ThreadBuilder<'_>, site: &Site, drawing: &Drawing, flat: bool) {
    let has_tree = drawing.has_tree;
    let cap = site.display.as_ref().map(|display| display.max_depth).filter(|_| thread.abbreviates);
    let mut capped = None;
    let answers: Vec<bool> = thread.comments.iter().map(|comment| flat && is_answer(thread, site, comment)).collect();
    for (index, comment) in thread.comments.iter_mut().enumerate() {
        let evidence = thread.evidence.get(index).copied().unwrap_or_default();
        let parent = comment.parent.and_then(|parent| thread.evidence.get(parent.index()));
        let behind_hidden = comment.form == Form::Stub && parent.is_some_and(|parent| parent.hides_replies);
        let at_cap = !evidence.names_parent && cap.is_some_and(|cap| comment.depth.is_some_and(|depth| depth >= cap));
        let is_answer = answers.get(index).copied().unwrap_or(false) || evidence.has_parent_button;
        let lifted = comment.depth == Some(1) && is_answer;
        let is_drawn_right = !at_cap && !lifted && !behind_hidden && !evidence.jumped && !evidence.is_untold;
        comment.parent_certain = has_tree && (is_drawn_right || evidence.names_parent);
        capped = capped.or(at_cap.then_some(comment.line));
    }
    if let Some(line) = capped {
        thread.note(
            line,
            "depth-cap",
            "the site shows no comment deeper than this one; it and its siblings may answer each other",
            "their parents stay as drawn, with parent_certain false",
        );
    }
    if flat && has_tree {
        thread.note(
            1,
            "flat-page",
            "answers stand at the top level: the page lists some comments, or the replies to one, without their tree",
            "their parents stay as drawn, with parent_certain false",
        );
    }
}

fn bound_known_scores(thread: &mut ThreadBuilder<'_>) {
    for comment in &mut thread.comments {
        if comment.score.is_some() {
            (comment.score_low, comment.score_high) = (comment.score, comment.score);
        }
    }
}

/// Marks comments by who posted the story, where both are known.
pub(super) fn mark_story_author(thread: &mut ThreadBuilder<'_>) {
    let Some(story_author) = thread.story.author else { return };
    let story_author = thread.str(story_author).to_owned();
    let same: Vec<Option<bool>> =
        thread.comments.iter().map(|comment| Some(thread.str(comment.author?) == story_author)).collect();
    for (comment, same) in thread.comments.iter_mut().zip(same) {
        comment.story_author = same;
    }
}
