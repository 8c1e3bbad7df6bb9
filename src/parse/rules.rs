//! What a site's display rules tell about what a dump lost: forms, bounds of scores, names, cut bodies, subjects.

use crate::grammar::{Depth, DisplayFile, Headers};
use crate::model::{Comment, CommentId, Form};
use crate::parse::engine::Engine;

/// Applies the site's display rules to the comments of a document.
pub(crate) fn apply_rules(engine: &mut Engine<'_, '_>) {
    let display = engine.site.display.clone();
    let abbreviates = display.is_some() && is_abbreviating(engine);
    if display.is_none() || !abbreviates {
        mark_whole(engine);
    }
    let flat = is_flat_list(engine);
    if let Some(display) = display.filter(|_| abbreviates) {
        let holds = !flat && !is_contradicted(engine, &display);
        apply_display(engine, &display, holds);
    }
    mark_parents(engine, flat);
    bound_known_scores(engine);
    fill_subjects(engine);
    mark_story_author(engine);
}

/// Tells whether a page abbreviates comments: a line of it says so, or a comment is.
fn is_abbreviating(engine: &Engine<'_, '_>) -> bool {
    let abbreviated = |(index, comment): (usize, &Comment)| {
        let header = engine.draft.evidence.get(index).is_some_and(|evidence| evidence.byline);
        header && comment.form == Form::Abbreviated
    };
    engine.prologue.abbreviating || engine.draft.comments.iter().enumerate().any(abbreviated)
}

/// Pages that abbreviate nothing print every dated comment whole.
fn mark_whole(engine: &mut Engine<'_, '_>) {
    for comment in &mut engine.draft.comments {
        if comment.form == Form::Full {
            comment.truncated = comment.truncated.or(Some(false));
        }
    }
}

/// Tells whether a page lists comments without their tree: answers stand at the top level. Where headings alone tell
/// levels, tools that make every title a heading of one level draw no tree either, whether they keep by-lines or not.
fn is_flat_list(engine: &Engine<'_, '_>) -> bool {
    let counts = |comment: &&Comment| comment.form == Form::Full || engine.outline.depth == Depth::Count;
    let top = engine.draft.comments.iter().filter(|comment| comment.depth == Some(1)).filter(counts);
    let (mut answers, mut all) = (0_u32, 0_u32);
    for comment in top {
        all += 1;
        answers += u32::from(is_answer(engine, comment));
    }
    answers > 0 && answers * 5 >= all
}

fn is_answer(engine: &Engine<'_, '_>, comment: &Comment) -> bool {
    comment
        .subject
        .is_some_and(|subject| engine.draft.str(subject).get(..3).is_some_and(|head| head.eq_ignore_ascii_case("re:")))
}

/// Tells whether a printed score breaks the rule of what is printed whole.
fn is_contradicted(engine: &Engine<'_, '_>, display: &DisplayFile) -> bool {
    engine.draft.comments.iter().any(|comment| match (comment.score, comment.form) {
        (Some(score), Form::Full) => score < full_from(comment, display),
        (Some(score), Form::Abbreviated) => score >= full_from(comment, display),
        _ => false,
    })
}

fn full_from(comment: &Comment, display: &DisplayFile) -> i32 {
    if comment.depth == Some(1) { display.full_top_level } else { display.full_reply }
}

fn apply_display(engine: &mut Engine<'_, '_>, display: &DisplayFile, holds: bool) {
    let highest = engine.site.scores.1;
    let lens = body_lens(engine);
    let cut = cut_length(&lens, display);
    let has_tree = engine.outline.has_tree();
    let loses_names = engine.outline.headers == Headers::Lost;
    for index in 0..engine.draft.comments.len() {
        let truncated = is_cut(engine, index, lens.get(index).copied().flatten(), cut);
        let evidence = engine.draft.evidence.get(index).copied().unwrap_or_default();
        let Some(comment) = engine.draft.comments.get_mut(index) else { continue };
        match comment.form {
            Form::Full => comment.truncated = comment.truncated.or(Some(false)),
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
        if holds && loses_names && !evidence.byline && comment.author.is_none() && comment.form == Form::Abbreviated {
            comment.anonymous = Some(false);
        }
    }
}

/// How near a body's length must be to the site's cut.
const CUT_TOLERANCE: std::ops::RangeInclusive<i64> = -7..=3;

/// The characters of each abbreviated body.
fn body_lens(engine: &Engine<'_, '_>) -> Vec<Option<i64>> {
    let abbreviated = |comment: &Comment| (comment.form == Form::Abbreviated).then(|| body_len(engine, comment));
    engine.draft.comments.iter().map(abbreviated).collect()
}

/// The cut of this page: the longest body that is abbreviated tells which of the site's it is.
fn cut_length(lens: &[Option<i64>], display: &DisplayFile) -> Option<u32> {
    let longest = lens.iter().flatten().copied().max()?;
    let mut cuts = display.cut.clone();
    cuts.sort_unstable();
    let slack = *CUT_TOLERANCE.end();
    cuts.iter().copied().find(|cut| longest <= i64::from(*cut) + slack).or_else(|| cuts.last().copied())
}

fn is_cut(engine: &Engine<'_, '_>, index: usize, len: Option<i64>, cut: Option<u32>) -> bool {
    let (Some(len), Some(cut)) = (len.and_then(|len| usize::try_from(len).ok()), cut) else { return false };
    let last = engine.draft.segments_of(index).last().map(|segment| engine.draft.str(segment.span));
    is_at_cut(&[cut], len, last.unwrap_or_default())
}

/// Tells whether a body of this length, which ends with this line, ends where the site cuts.
pub(crate) fn is_at_cut(cuts: &[u32], len: usize, last: &str) -> bool {
    let len = i64::try_from(len).unwrap_or(i64::MAX);
    let near = cuts.iter().any(|cut| CUT_TOLERANCE.contains(&(len - i64::from(*cut))));
    near && !last.ends_with(['.', '!', '?', '"', ')', '”', '\''])
}

/// Characters of a body, a blank for each line end.
fn body_len(engine: &Engine<'_, '_>, comment: &Comment) -> i64 {
    let segments =
        engine.draft.segments.get(comment.segments.start as usize..comment.segments.end as usize).unwrap_or_default();
    let len: usize = segments.iter().map(|segment| count_letters(engine.draft.str(segment.span)) + 1).sum();
    i64::try_from(len).unwrap_or(i64::MAX) - 1
}

/// Characters of a text; most texts are ASCII, where they are the bytes.
pub(crate) fn count_letters(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Marks which parents the dump is sure of.
fn mark_parents(engine: &mut Engine<'_, '_>, flat: bool) {
    let has_tree = engine.outline.has_tree();
    let cap = engine.site.display.as_ref().map(|display| display.max_depth).filter(|_| engine.prologue.abbreviating);
    let mut capped = None;
    let answers: Vec<bool> = engine.draft.comments.iter().map(|comment| flat && is_answer(engine, comment)).collect();
    for (index, comment) in engine.draft.comments.iter_mut().enumerate() {
        let evidence = engine.draft.evidence.get(index).copied().unwrap_or_default();
        let at_cap = cap.is_some_and(|cap| comment.depth.is_some_and(|depth| depth >= cap));
        let lifted = comment.depth == Some(1) && answers.get(index).copied().unwrap_or(false);
        comment.parent_certain = has_tree && !at_cap && !lifted && !evidence.jumped;
        capped = capped.or(at_cap.then_some(comment.line));
    }
    if let Some(line) = capped {
        engine.draft.note(
            line,
            "depth-cap",
            "the site shows no comment deeper than this one; it and its siblings may answer each other",
            "their parents stay as drawn, with parent_certain false",
        );
    }
    if flat && has_tree {
        engine.draft.note(
            1,
            "flat-page",
            "answers stand at the top level: the page lists some comments, or the replies to one, without their tree",
            "their parents stay as drawn, with parent_certain false",
        );
    }
}

fn bound_known_scores(engine: &mut Engine<'_, '_>) {
    for comment in &mut engine.draft.comments {
        if comment.score.is_some() {
            (comment.score_low, comment.score_high) = (comment.score, comment.score);
        }
    }
}

/// A bare `Re:` stands for the subject of what is answered.
fn fill_subjects(engine: &mut Engine<'_, '_>) {
    for index in 0..engine.draft.comments.len() {
        let Some(comment) = engine.draft.comments.get(index) else { continue };
        if comment.subject.is_none_or(|subject| engine.draft.str(subject) != "Re:") {
            continue;
        }
        let line = comment.line;
        let Some(above) = subject_above(engine, comment.parent) else { continue };
        let answered = if above.starts_with("Re:") { above } else { format!("Re:{above}") };
        let span = engine.draft.rebuild(&answered);
        if let Some(comment) = engine.draft.comments.get_mut(index) {
            comment.subject = Some(span);
        }
        engine.draft.note(
            line,
            "subject-from-parent",
            "the site abbreviates an unchanged subject to `Re:`",
            "it was given its ancestor's",
        );
    }
}

/// How many ancestors are asked for a subject: parents are filled in first, so that a known one is near.
const SUBJECT_DISTANCE: usize = 8;

fn subject_above(engine: &Engine<'_, '_>, mut parent: Option<CommentId>) -> Option<String> {
    for _ in 0..SUBJECT_DISTANCE {
        let comment = engine.draft.comments.get(parent?.index())?;
        let subject = comment.subject.map(|subject| engine.draft.str(subject)).filter(|subject| *subject != "Re:");
        if let Some(subject) = subject {
            return Some(subject.to_owned());
        }
        parent = comment.parent;
    }
    None
}

/// Marks comments by who posted the story, where both are known.
fn mark_story_author(engine: &mut Engine<'_, '_>) {
    let Some(story_author) = engine.prologue.story.author else { return };
    let story_author = engine.draft.str(story_author).to_owned();
    let same: Vec<Option<bool>> =
        engine.draft.comments.iter().map(|comment| Some(engine.draft.str(comment.author?) == story_author)).collect();
    for (comment, same) in engine.draft.comments.iter_mut().zip(same) {
        comment.story_author = same;
    }
}
