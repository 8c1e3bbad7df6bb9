//! What can be had without a model.

use crate::model::Stance;
use crate::stance::eval::{Label, Scheme};
use crate::stance::features::Digest;
use crate::stance::text::Cue;

/// The label that a count of cues gives: more words of agreement than of disagreement agree, fewer disagree; what ends with a
/// question mark asks.
pub(super) fn by_keywords(reply: &Digest<'_>, scheme: Scheme) -> Label {
    let count = |cue: Cue| reply.profile.cues[cue as usize];
    if scheme == Scheme::Sdqc && asks(reply) {
        return Label::Question;
    }
    let stance = match count(Cue::Agree).total_cmp(&count(Cue::Disagree)) {
        std::cmp::Ordering::Greater => Stance::Agree,
        std::cmp::Ordering::Equal => Stance::Neutral,
        std::cmp::Ordering::Less => Stance::Disagree,
    };
    Label::Stance(stance)
}

/// Whether a reply ends with a question mark.
pub(super) fn asks(reply: &Digest<'_>) -> bool {
    reply.text.marks.is_last_asked
}
