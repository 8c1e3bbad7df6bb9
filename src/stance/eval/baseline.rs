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
    let stance = match count(Cue::Agree).cmp(&count(Cue::Disagree)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stance::features::Digests;

    #[test]
    fn more_cues_of_one_kind_decide() {
        let label = |text: &str, scheme: Scheme| {
            let mut texts = Digests::new();
            let reply = texts.add([(0, text, true)].into_iter());
            by_keywords(&texts.get(reply), scheme).as_str()
        };
        for (text, expected) in [
            ("Exactly, I agree.", "agree"),
            ("That is wrong, wrong, and I agree.", "disagree"),
            ("The kettle?", "neutral"),
            ("", "neutral"),
        ] {
            assert_eq!(label(text, Scheme::Three), expected, "{text}");
        }
        assert_eq!((label("The kettle?", Scheme::Sdqc), label("", Scheme::Sdqc)), ("question", "neutral"));
    }
}
