//! Features that are numbers: lengths, marks, cues, valences, words that reply and parent share.

use super::digest::Digest;
use super::overlap::Overlap;
use super::profile::{CueCounts, Profile};
use crate::stance::text::{Cue, Marks};

/// What takes features, one after the other, always in the same order.
pub(crate) trait Sink {
    fn put(&mut self, kind: &str, name: &str, value: f32);
}

/// A reply and what it answers, counted.
struct Pair<'a> {
    parent: &'a Profile,
    reply: &'a Profile,
    parent_marks: &'a Marks,
    marks: &'a Marks,
    /// Words of the parent and of the reply.
    n_parent: f32,
    n: f32,
}

/// The logarithm of one more than a count; most counts are 0.
#[inline]
fn ln1(n: f32) -> f32 {
    if n == 0.0 { 0.0 } else { n.ln_1p() }
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// The kinds of features that take the words of what is answered.
pub(crate) const OF_PARENT_WORDS: [&str; 3] = ["parent", "pair", "shared"];

/// Passes features on, and makes those unknown that take the words of a parent of which no word is known.
struct Known<'a, S> {
    sink: &'a mut S,
    has_parent: bool,
}

impl<S: Sink> Sink for Known<'_, S> {
    #[inline]
    fn put(&mut self, kind: &str, name: &str, value: f32) {
        let is_known = self.has_parent || !OF_PARENT_WORDS.contains(&kind);
        self.sink.put(kind, name, if is_known { value } else { f32::NAN });
    }
}

/// Puts every number that is known of a reply to a parent; what is not known is not a number.
pub(crate) fn put_all(parent: &Digest<'_>, reply: &Digest<'_>, sink: &mut impl Sink) {
    let sink = &mut Known { sink, has_parent: !parent.text.words.is_empty() };
    let pair = Pair {
        parent: parent.profile,
        reply: reply.profile,
        parent_marks: &parent.text.marks,
        marks: &reply.text.marks,
        n_parent: parent.text.words.len() as f32,
        n: reply.text.words.len() as f32,
    };
    pair.put_lengths(sink);
    pair.put_marks(sink);
    pair.put_parent_marks(sink);
    pair.put_cues(sink);
    pair.put_parent_cues(sink);
    pair.put_patterns(sink);
    pair.put_valences(sink);
    pair.put_crosses(sink);
    Overlap::of(parent, reply).put(sink);
}

const EVERYWHERE: [Cue; 28] = {
    let mut cues = [Cue::Agree; 28];
    let mut at = 0;
    while at < 28 {
        cues[at] = Cue::ALL[at].0;
        at += 1;
    }
    cues
};
const IN_FIRST: [Cue; 17] = [
    Cue::Agree,
    Cue::Disagree,
    Cue::Negation,
    Cue::Contrast,
    Cue::Hedge,
    Cue::First,
    Cue::Second,
    Cue::We,
    Cue::They,
    Cue::That,
    Cue::Laughter,
    Cue::Thanks,
    Cue::Insult,
    Cue::Swear,
    Cue::Sarcasm,
    Cue::Addition,
    Cue::Information,
];
const IN_VERY_FIRST: [Cue; 8] =
    [Cue::Agree, Cue::Disagree, Cue::Negation, Cue::First, Cue::Second, Cue::We, Cue::They, Cue::That];
const OPENINGS: [Cue; 20] = [
    Cue::Agree,
    Cue::Disagree,
    Cue::Negation,
    Cue::Contrast,
    Cue::Hedge,
    Cue::First,
    Cue::Second,
    Cue::We,
    Cue::They,
    Cue::That,
    Cue::Question,
    Cue::Auxiliary,
    Cue::Laughter,
    Cue::Thanks,
    Cue::Sarcasm,
    Cue::Addition,
    Cue::Direct,
    Cue::Tentative,
    Cue::AgreeStart,
    Cue::DisagreeStart,
];
const OF_PARENT: [Cue; 16] = [
    Cue::Agree,
    Cue::Disagree,
    Cue::Negation,
    Cue::Contrast,
    Cue::Hedge,
    Cue::Booster,
    Cue::First,
    Cue::Second,
    Cue::We,
    Cue::They,
    Cue::Modal,
    Cue::Source,
    Cue::Insult,
    Cue::Swear,
    Cue::Laughter,
    Cue::Sarcasm,
];
const AS_SHARE: [Cue; 6] = [Cue::Negation, Cue::First, Cue::Second, Cue::We, Cue::They, Cue::That];

fn name_of(cue: Cue) -> &'static str {
    Cue::ALL[cue as usize].1
}

fn put_counts(kind: &str, cues: &[Cue], counts: &CueCounts, sink: &mut impl Sink) {
    for &cue in cues {
        sink.put(kind, name_of(cue), ln1(counts[cue as usize]));
    }
}

impl Pair<'_> {
    fn put_lengths(&self, sink: &mut impl Sink) {
        let Self { n, n_parent, .. } = *self;
        sink.put("", "ln_words", ln1(n));
        sink.put("parent", "ln_words", ln1(n_parent));
        sink.put("pair", "ln_words_ratio", ln1(n) - ln1(n_parent));
        sink.put("", "is_very_short", flag(n <= 5.0));
        sink.put("", "is_short", flag(n <= 10.0));
        sink.put("", "ln_sentences", ln1(self.marks.n_sentences as f32));
        sink.put("parent", "ln_sentences", ln1(self.parent_marks.n_sentences as f32));
        sink.put("", "ln_first_sentence", ln1(self.reply.n_first_sentence));
    }

    fn put_marks(&self, sink: &mut impl Sink) {
        let marks = self.marks;
        sink.put("", "ln_questions", ln1(marks.n_questions as f32));
        sink.put("", "has_question", flag(marks.n_questions > 0));
        sink.put("", "first_asked", flag(marks.is_first_asked));
        sink.put("", "last_asked", flag(marks.is_last_asked));
        sink.put("", "asked_share", marks.n_questions as f32 / marks.n_sentences.max(1) as f32);
        sink.put("", "ln_exclamations", ln1(marks.n_exclamations as f32));
        sink.put("", "has_exclamation", flag(marks.n_exclamations > 0));
        sink.put("", "ln_ellipses", ln1(marks.n_ellipses as f32));
        sink.put("", "ln_quotes", ln1((marks.n_quotes / 2) as f32));
        sink.put("", "has_link", flag(marks.n_links > 0));
        sink.put("", "has_smile", flag(marks.n_smiles > 0));
        sink.put("", "ln_capitals", ln1(marks.n_capitals as f32));
        sink.put("", "ln_numbers", ln1(marks.n_numbers as f32));
    }

    fn put_parent_marks(&self, sink: &mut impl Sink) {
        let marks = self.parent_marks;
        sink.put("parent", "ln_questions", ln1(marks.n_questions as f32));
        sink.put("parent", "last_asked", flag(marks.is_last_asked));
        sink.put("parent", "asked_share", marks.n_questions as f32 / marks.n_sentences.max(1) as f32);
        sink.put("parent", "ln_exclamations", ln1(marks.n_exclamations as f32));
        sink.put("parent", "ln_ellipses", ln1(marks.n_ellipses as f32));
        sink.put("parent", "ln_quotes", ln1((marks.n_quotes / 2) as f32));
        sink.put("parent", "has_link", flag(marks.n_links > 0));
    }

    fn put_cues(&self, sink: &mut impl Sink) {
        let reply = self.reply;
        put_counts("any", &EVERYWHERE, &reply.cues, sink);
        put_counts("first", &IN_FIRST, &reply.first_cues, sink);
        put_counts("very_first", &IN_VERY_FIRST, &reply.very_first_cues, sink);
        for cue in OPENINGS {
            sink.put("opens", name_of(cue), flag(reply.opening.has(cue)));
        }
        for cue in AS_SHARE {
            sink.put("share", name_of(cue), reply.cues[cue as usize] / self.n.max(1.0).sqrt());
        }
    }

    fn put_parent_cues(&self, sink: &mut impl Sink) {
        put_counts("parent", &OF_PARENT, &self.parent.cues, sink);
        sink.put("parent", "opens_question", flag(self.parent.opening.has(Cue::Question)));
    }

    fn put_patterns(&self, sink: &mut impl Sink) {
        let reply = self.reply;
        let has = |cue: Cue| reply.cues[cue as usize] > 0.0;
        let opens = |cue: Cue| reply.opening.has(cue);
        sink.put("", "negated_agree", flag(reply.has_negated_agree));
        sink.put("", "you_negated", flag(reply.is_you_negated));
        sink.put("", "first_negated", flag(reply.is_first_negated));
        sink.put("", "that_negated", flag(reply.is_that_negated));
        sink.put("", "ends_negated", flag(reply.ends_negated));
        sink.put("", "ln_you_asked", ln1(reply.n_you_asked));
        sink.put("", "ln_against_you", ln1(reply.n_against_you));
        sink.put("", "contrast_early", reply.contrast);
        sink.put("", "agrees_but", flag(reply.agrees_but));
        sink.put("", "opens_agree_no_but", flag(opens(Cue::Agree) && !has(Cue::Contrast)));
        sink.put("", "asks_at_once", flag(opens(Cue::Auxiliary) && self.marks.is_first_asked));
        sink.put(
            "",
            "agree_less_disagree",
            ln1(reply.cues[Cue::Agree as usize]) - ln1(reply.cues[Cue::Disagree as usize]),
        );
        sink.put("", "you_without_first", flag(has(Cue::Second) && !has(Cue::First)));
    }

    fn put_valences(&self, sink: &mut impl Sink) {
        let (parent, reply) = (self.parent, self.reply);
        sink.put("", "valence", reply.valence);
        sink.put("", "first_valence", reply.first_valence);
        sink.put("", "last_valence", reply.last_valence);
        sink.put("parent", "valence", parent.valence);
        sink.put("pair", "valence_product", reply.valence * parent.valence);
        sink.put("pair", "valence_distance", (reply.valence - parent.valence).abs());
        sink.put("", "ln_positive", ln1(reply.positive));
        sink.put("", "ln_negative", ln1(reply.negative));
    }

    fn put_crosses(&self, sink: &mut impl Sink) {
        let reply = self.reply;
        let parent_asks = flag(self.parent_marks.is_last_asked);
        let negates_early = flag(reply.very_first_cues[Cue::Negation as usize] > 0.0);
        sink.put("pair", "asked_and_agrees", parent_asks * flag(reply.opening.has(Cue::Agree)));
        sink.put("pair", "asked_and_negates", parent_asks * negates_early);
        sink.put("pair", "asked_and_asks", parent_asks * flag(self.marks.is_last_asked));
        sink.put(
            "pair",
            "both_negate",
            ln1(reply.cues[Cue::Negation as usize]) * ln1(self.parent.cues[Cue::Negation as usize]),
        );
        sink.put("", "they_negative", ln1(reply.cues[Cue::They as usize]) * ln1(reply.negative));
        sink.put("pair", "they_of_valence", ln1(reply.cues[Cue::They as usize]) * self.parent.valence);
        sink.put("", "short_valence", flag(self.n <= 10.0) * reply.first_valence);
        sink.put("pair", "both_they", ln1(reply.cues[Cue::They as usize]) * ln1(self.parent.cues[Cue::They as usize]));
        sink.put(
            "pair",
            "first_to_second",
            ln1(reply.cues[Cue::Second as usize]) * ln1(self.parent.cues[Cue::First as usize]),
        );
    }
}
