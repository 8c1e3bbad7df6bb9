//! Subjects that a site abbreviates.

use crate::grammar::Site;
use crate::model::CommentId;
use crate::parse::builder::ThreadBuilder;

/// A bare prefix of answers, such as `Re:`, stands for the subject of what is answered.
pub(super) fn fill_subjects(thread: &mut ThreadBuilder<'_>, site: Option<&Site>) {
    let Some(prefix) = site.and_then(|site| site.reply_prefix.as_deref()) else { return };
    for index in 0..thread.comments.len() {
        let Some(comment) = thread.comments.get(index) else { continue };
        if comment.subject.is_none_or(|subject| thread.str(subject) != prefix) {
            continue;
        }
        let line = comment.line;
        let Some(above) = subject_above(thread, comment.parent, prefix) else { continue };
        let answered = if above.starts_with(prefix) { above } else { format!("{prefix}{above}") };
        let span = thread.rebuild(&answered);
        if let Some(comment) = thread.comments.get_mut(index) {
            comment.subject = Some(span);
        }
        thread.note(
            line,
            "subject-from-parent",
            format!("the site abbreviates an unchanged subject to `{prefix}`"),
            "it was given its ancestor's",
        );
    }
}

/// How many ancestors are asked for a subject: parents are filled in first, so that a known one is near.
const SUBJECT_DISTANCE: usize = 8;

fn subject_above(thread: &ThreadBuilder<'_>, mut parent: Option<CommentId>, prefix: &str) -> Option<String> {
    for _ in 0..SUBJECT_DISTANCE {
        let comment = thread.comments.get(parent?.index())?;
        let subject = comment.subject.map(|subject| thread.str(subject)).filter(|subject| *subject != prefix);
        if let Some(subject) = subject {
            return Some(subject.to_owned());
        }
        parent = comment.parent;
    }
    None
}
