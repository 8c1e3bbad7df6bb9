//! Features that are numbers: lengths, marks, cues, valences, words that reply and parent share.

use std::sync::LazyLock;

use super::digest::Digest;
use super::overlap::Overlap;
use super::profile::{CueCounts, Profile};
use crate::stance::text::{Cue, Marks};

/// What takes features, one after the other, always in the same order.
pub(crate) trait Sink {
    fn put(&mut self, of: Of, name: &str, value: f32);
}

/// What a feature is of; it stands before its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// The reply.
    Reply,
    /// Cues anywhere in the reply, among its first ten words, among its first four, and its first word.
    Any,
    First,
    VeryFirst,
    Opens,
    /// Cues over the root of the reply's words.
    Share,
    /// What is answered.
    Parent,
    /// Both.
    Pair,
    /// Words of both.
    Shared,
}

impl Of {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Any => "any",
            Self::First => "first",
            Self::VeryFirst => "very_first",
            Self::Opens => "opens",
            Self::Share => "share",
            Self::Parent => "parent",
            Self::Pair => "pair",
            Self::Shared => "shared",
        }
    }

    /// Whether it takes the words of what is answered.
    #[inline]
    fn needs_parent(self) -> bool {
        matches!(self, Self::Parent | Self::Pair | Self::Shared)
    }
}

/// A reply and what it answers, counted.
struct Pair<'a> {
    parent: &'a Profile,
    reply: &'a Profile,
    parent_marks: &'a Marks,
    marks: &'a Marks,
    /// Words of the parent and of the reply.
    n_parent: u32,
    n: u32,
    ln: Logarithms,
}

/// The logarithms of one more than small counts.
static LN1: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|n| (n as f32).ln_1p()));

/// Logarithms of one more than counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Logarithms {
    known: &'static [f32; 256],
}

impl Logarithms {
    pub(crate) fn new() -> Self {
        Self { known: &LN1 }
    }

    /// The logarithm of one more than a count.
    #[inline]
    pub(crate) fn ln1(self, count: u32) -> f32 {
        self.known.get(count as usize).copied().unwrap_or_else(|| (count as f32).ln_1p())
    }
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// Passes features on, and makes those unknown that take the words of a parent of which no word is known.
struct Known<'a, S> {
    sink: &'a mut S,
    has_parent: bool,
}

impl<S: Sink> Sink for Known<'_, S> {
    #[inline]
    fn put(&mut self, of: Of, name: &str, value: f32) {
        let is_known = self.has_parent || !of.needs_parent();
        self.sink.put(of, name, if is_known { value } else { f32::NAN });
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
        n_parent: parent.text.words.len() as u32,
        n: reply.text.words.len() as u32,
        ln: Logarithms::new(),
    };
    pair.put_lengths(sink);
    pair.put_marks(sink);
    pair.put_parent_marks(sink);
    pair.put_cues(sink);
    pair.put_parent_cues(sink);
    pair.put_patterns(sink);
    pair.put_valences(sink);
    pair.put_crosses(sink);
    Overlap::of(parent, reply).put(pair.ln, sink);
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

#[inline]
fn put_counts(of: Of, cues: &[Cue], counts: &CueCounts, ln: Logarithms, sink: &mut impl Sink) {
    for &cue in cues {
        sink.put(of, name_of(cue), ln.ln1(counts[cue as usize]));
    }
}

impl Pair<'_> {
    fn put_lengths(&self, sink: &mut impl Sink) {
        let Self { n, n_parent, .. } = *self;
        sink.put(Of::Reply, "ln_words", self.ln.ln1(n));
        sink.put(Of::Parent, "ln_words", self.ln.ln1(n_parent));
        sink.put(Of::Pair, "ln_words_ratio", self.ln.ln1(n) - self.ln.ln1(n_parent));
        sink.put(Of::Reply, "is_very_short", flag(n <= 5));
        sink.put(Of::Reply, "is_short", flag(n <= 10));
        sink.put(Of::Reply, "ln_sentences", self.ln.ln1(self.marks.n_sentences));
        sink.put(Of::Parent, "ln_sentences", self.ln.ln1(self.parent_marks.n_sentences));
        sink.put(Of::Reply, "ln_first_sentence", self.ln.ln1(self.reply.n_first_sentence));
    }

    fn put_marks(&self, sink: &mut impl Sink) {
        let marks = self.marks;
        sink.put(Of::Reply, "ln_questions", self.ln.ln1(marks.n_questions));
        sink.put(Of::Reply, "has_question", flag(marks.n_questions > 0));
        sink.put(Of::Reply, "first_asked", flag(marks.is_first_asked));
        sink.put(Of::Reply, "last_asked", flag(marks.is_last_asked));
        sink.put(Of::Reply, "asked_share", marks.n_questions as f32 / marks.n_sentences.max(1) as f32);
        sink.put(Of::Reply, "ln_exclamations", self.ln.ln1(marks.n_exclamations));
        sink.put(Of::Reply, "has_exclamation", flag(marks.n_exclamations > 0));
        sink.put(Of::Reply, "ln_ellipses", self.ln.ln1(marks.n_ellipses));
        sink.put(Of::Reply, "ln_quotes", self.ln.ln1(marks.n_quotes / 2));
        sink.put(Of::Reply, "has_link", flag(marks.n_links > 0));
        sink.put(Of::Reply, "has_smile", flag(marks.n_smiles > 0));
        sink.put(Of::Reply, "ln_capitals", self.ln.ln1(marks.n_capitals));
        sink.put(Of::Reply, "ln_numbers", self.ln.ln1(marks.n_numbers));
    }

    fn put_parent_marks(&self, sink: &mut impl Sink) {
        let marks = self.parent_marks;
        sink.put(Of::Parent, "ln_questions", self.ln.ln1(marks.n_questions));
        sink.put(Of::Parent, "last_asked", flag(marks.is_last_asked));
        sink.put(Of::Parent, "asked_share", marks.n_questions as f32 / marks.n_sentences.max(1) as f32);
        sink.put(Of::Parent, "ln_exclamations", self.ln.ln1(marks.n_exclamations));
        sink.put(Of::Parent, "ln_ellipses", self.ln.ln1(marks.n_ellipses));
        sink.put(Of::Parent, "ln_quotes", self.ln.ln1(marks.n_quotes / 2));
        sink.put(Of::Parent, "has_link", flag(marks.n_links > 0));
    }

    fn put_cues(&self, sink: &mut impl Sink) {
        let reply = self.reply;
        put_counts(Of::Any, &EVERYWHERE, &reply.cues, self.ln, sink);
        put_counts(Of::First, &IN_FIRST, &reply.first_cues, self.ln, sink);
        put_counts(Of::VeryFirst, &IN_VERY_FIRST, &reply.very_first_cues, self.ln, sink);
        for cue in OPENINGS {
            sink.put(Of::Opens, name_of(cue), flag(reply.opening.has(cue)));
        }
        let root = (self.n.max(1) as f32).sqrt();
        for cue in AS_SHARE {
            sink.put(Of::Share, name_of(cue), reply.cues[cue as usize] as f32 / root);
        }
    }

    fn put_parent_cues(&self, sink: &mut impl Sink) {
        put_counts(Of::Parent, &OF_PARENT, &self.parent.cues, self.ln, sink);
        sink.put(Of::Parent, "opens_question", flag(self.parent.opening.has(Cue::Question)));
    }

    fn put_patterns(&self, sink: &mut impl Sink) {
        let reply = self.reply;
        let has = |cue: Cue| reply.cues[cue as usize] > 0;
        let opens = |cue: Cue| reply.opening.has(cue);
        sink.put(Of::Reply, "negated_agree", flag(reply.has_negated_agree));
        sink.put(Of::Reply, "you_negated", flag(reply.is_you_negated));
        sink.put(Of::Reply, "first_negated", flag(reply.is_first_negated));
        sink.put(Of::Reply, "that_negated", flag(reply.is_that_negated));
        sink.put(Of::Reply, "ends_negated", flag(reply.ends_negated));
        sink.put(Of::Reply, "ln_you_asked", self.ln.ln1(reply.n_you_asked));
        sink.put(Of::Reply, "ln_against_you", self.ln.ln1(reply.n_against_you));
        sink.put(Of::Reply, "contrast_early", reply.contrast);
        sink.put(Of::Reply, "agrees_but", flag(reply.agrees_but));
        sink.put(Of::Reply, "opens_agree_no_but", flag(opens(Cue::Agree) && !has(Cue::Contrast)));
        sink.put(Of::Reply, "asks_at_once", flag(opens(Cue::Auxiliary) && self.marks.is_first_asked));
        sink.put(
            Of::Reply,
            "agree_less_disagree",
            self.ln.ln1(reply.cues[Cue::Agree as usize]) - self.ln.ln1(reply.cues[Cue::Disagree as usize]),
        );
        sink.put(Of::Reply, "you_without_first", flag(has(Cue::Second) && !has(Cue::First)));
    }

    fn put_valences(&self, sink: &mut impl Sink) {
        let (parent, reply) = (self.parent, self.reply);
        sink.put(Of::Reply, "valence", reply.valence);
        sink.put(Of::Reply, "first_valence", reply.first_valence);
        sink.put(Of::Reply, "last_valence", reply.last_valence);
        sink.put(Of::Parent, "valence", parent.valence);
        sink.put(Of::Pair, "valence_product", reply.valence * parent.valence);
        sink.put(Of::Pair, "valence_distance", (reply.valence - parent.valence).abs());
        sink.put(Of::Reply, "ln_positive", reply.positive.ln_1p());
        sink.put(Of::Reply, "ln_negative", reply.negative.ln_1p());
    }

    fn put_crosses(&self, sink: &mut impl Sink) {
        let reply = self.reply;
        let parent_asks = flag(self.parent_marks.is_last_asked);
        let negates_early = flag(reply.very_first_cues[Cue::Negation as usize] > 0);
        sink.put(Of::Pair, "asked_and_agrees", parent_asks * flag(reply.opening.has(Cue::Agree)));
        sink.put(Of::Pair, "asked_and_negates", parent_asks * negates_early);
        sink.put(Of::Pair, "asked_and_asks", parent_asks * flag(self.marks.is_last_asked));
        sink.put(
            Of::Pair,
            "both_negate",
            self.ln.ln1(reply.cues[Cue::Negation as usize]) * self.ln.ln1(self.parent.cues[Cue::Negation as usize]),
        );
        sink.put(Of::Reply, "they_negative", self.ln.ln1(reply.cues[Cue::They as usize]) * reply.negative.ln_1p());
        sink.put(Of::Pair, "they_of_valence", self.ln.ln1(reply.cues[Cue::They as usize]) * self.parent.valence);
        sink.put(Of::Reply, "short_valence", flag(self.n <= 10) * reply.first_valence);
        sink.put(
            Of::Pair,
            "both_they",
            self.ln.ln1(reply.cues[Cue::They as usize]) * self.ln.ln1(self.parent.cues[Cue::They as usize]),
        );
        sink.put(
            Of::Pair,
            "first_to_second",
            self.ln.ln1(reply.cues[Cue::Second as usize]) * self.ln.ln1(self.parent.cues[Cue::First as usize]),
        );
    }
}
