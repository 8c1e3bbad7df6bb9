//! What is counted of one text.

use crate::stance::text::{Cue, Cues, Flag, Outline, Word, squashed};

/// So many words are the beginning of a text, and so many its very beginning.
const N_FIRST: usize = 10;
const N_VERY_FIRST: usize = 4;
/// So far behind a pronoun a negation is about it.
const PRONOUN_REACH: usize = 3;

/// How often each kind of cue stands somewhere.
pub(crate) type CueCounts = [u32; Cue::ALL.len()];

/// What is counted of one text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Profile {
    /// Words of each kind of cue: anywhere, among the first ten, among the first four.
    pub(crate) cues: CueCounts,
    pub(crate) first_cues: CueCounts,
    pub(crate) very_first_cues: CueCounts,
    /// The kinds of the very first word.
    pub(crate) opening: Cues,
    /// Whether a word of the kind agree is negated.
    pub(crate) has_negated_agree: bool,
    /// Whether a negation follows closely on a pronoun: you, I, that.
    pub(crate) is_you_negated: bool,
    pub(crate) is_first_negated: bool,
    pub(crate) is_that_negated: bool,
    /// Whether a negation stands in the last sentence.
    pub(crate) ends_negated: bool,
    /// Sentences with the second person that ask, and negations and negative words in such that hold it.
    pub(crate) n_you_asked: u32,
    pub(crate) n_against_you: u32,
    /// Valences, from -1 to 1: of all words, of the first sentence, of the last.
    pub(crate) valence: f32,
    pub(crate) first_valence: f32,
    pub(crate) last_valence: f32,
    /// Sums of the positive and of the negative words, each from 0.
    pub(crate) positive: f32,
    pub(crate) negative: f32,
    /// Where the first word of contrast stands, from 1 (first) down to 0 (last, or none).
    pub(crate) contrast: f32,
    /// Whether a word of contrast follows one of agreement.
    pub(crate) agrees_but: bool,
    /// Words of the first sentence.
    pub(crate) n_first_sentence: u32,
}

/// What a sentence adds up to.
#[derive(Clone, Copy, Default)]
struct Sentence {
    has_second: bool,
    has_negation: bool,
    is_asked: bool,
    n_against: u32,
    valence: f32,
    n_words: u32,
}

impl Profile {
    /// Counts in one pass over the words that the outline of their text names.
    pub(super) fn of(words: &[Word], outline: Outline<'_>) -> Self {
        let mut profile = Self::default();
        let mut sum = 0.0;
        let mut telling = outline.telling.iter().map(|&at| at as usize).peekable();
        let ends = outline.sentences.iter().skip(1).map(|&at| at as usize).chain([words.len()]);
        for (first, end) in outline.sentences.iter().map(|&at| at as usize).zip(ends) {
            let mut sentence = Sentence::of(&words[first..end]);
            while let Some(at) = telling.next_if(|&at| at < end) {
                sum += profile.count(words, at, &mut sentence);
            }
            profile.close(&sentence);
        }
        profile.first_valence = squashed(profile.first_valence);
        profile.last_valence = squashed(profile.last_valence);
        profile.valence = squashed(sum);
        profile.opening = words.first().map_or(Cues::NONE, |word| word.cues);
        profile
    }

    /// Counts a word of a sentence that is not plain; returns its valence.
    fn count(&mut self, words: &[Word], at: usize, sentence: &mut Sentence) -> f32 {
        let word = &words[at];
        self.count_cues(word, at);
        let valence = word.valence_in_place();
        self.positive += valence.max(0.0);
        self.negative -= valence.min(0.0);
        sentence.add(word, valence);
        if word.cues.has(Cue::Negation) {
            self.see_negation(&words[at.saturating_sub(PRONOUN_REACH)..at]);
        }
        if word.cues.has(Cue::Contrast) {
            self.agrees_but |= self.cues[Cue::Agree as usize] > 0;
            if self.contrast == 0.0 {
                self.contrast = 1.0 - at as f32 / words.len() as f32;
            }
        }
        valence
    }

    fn count_cues(&mut self, word: &Word, at: usize) {
        self.has_negated_agree |= word.has(Flag::Negated) && word.cues.has(Cue::Agree);
        let mut bits = word.cues.bits();
        while bits != 0 {
            let cue = bits.trailing_zeros() as usize;
            self.cues[cue] += 1;
            if at < N_FIRST {
                self.first_cues[cue] += 1;
            }
            if at < N_VERY_FIRST {
                self.very_first_cues[cue] += 1;
            }
            bits &= bits - 1;
        }
    }

    /// Sees whom a negation is about, from the words before it.
    fn see_negation(&mut self, before: &[Word]) {
        for word in before {
            self.is_you_negated |= word.cues.has(Cue::Second);
            self.is_first_negated |= word.cues.has(Cue::First);
            self.is_that_negated |= word.cues.has(Cue::That);
        }
    }

    fn close(&mut self, sentence: &Sentence) {
        self.last_valence = sentence.valence;
        if self.n_first_sentence == 0 {
            self.first_valence = sentence.valence;
            self.n_first_sentence = sentence.n_words;
        }
        if sentence.has_second {
            self.n_against_you += sentence.n_against;
            self.n_you_asked += u32::from(sentence.is_asked);
        }
        self.ends_negated = sentence.has_negation;
    }
}

impl Sentence {
    /// A sentence of words, of which only the last one tells whether it asks.
    fn of(words: &[Word]) -> Self {
        let is_asked = words.last().is_some_and(|word| word.has(Flag::Asked));
        Self { is_asked, n_words: words.len() as u32, ..Self::default() }
    }

    fn add(&mut self, word: &Word, valence: f32) {
        self.valence += valence;
        self.has_second |= word.cues.has(Cue::Second);
        let is_negation = word.cues.has(Cue::Negation);
        self.has_negation |= is_negation;
        self.n_against += u32::from(is_negation || valence < -0.5);
    }
}
