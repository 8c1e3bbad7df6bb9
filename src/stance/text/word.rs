//! Words as numbers.

use super::lexicon::Cues;

/// A word of a text, and what the lexicon knows of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// The number of the word, the same for capitals and small letters.
    pub(crate) hash: u64,
    /// Where in the document it begins and ends, in bytes.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The kinds of cues that it is, or that begin with it.
    pub(crate) cues: Cues,
    /// How positive it is, from -40 to 40.
    pub(crate) valence: i8,
    flags: u8,
}

/// What is to be said of a word in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Flag {
    /// It begins a sentence.
    Sentence = 1,
    /// It stands close behind a negation in the same sentence.
    Negated = 2,
    /// It begins a segment of the body.
    Segment = 8,
    /// Its sentence ends with a question mark.
    Asked = 16,
}

impl Word {
    pub(crate) fn new(hash: u64, start: u32, end: u32) -> Self {
        Self { hash, start, end, cues: Cues::NONE, valence: 0, flags: 0 }
    }

    /// Whether it is no cue and neither positive nor negative, as most words are.
    #[inline]
    pub(crate) fn is_plain(&self) -> bool {
        self.cues.bits() == 0 && self.valence == 0
    }

    /// How positive it is in its place, from -4 to 4: a negation turns most of that around (Hutto and Gilbert 2014).
    #[inline]
    pub(crate) fn valence_in_place(&self) -> f32 {
        f32::from(self.valence) * if self.has(Flag::Negated) { -0.074 } else { 0.1 }
    }

    #[inline]
    pub(crate) fn has(&self, flag: Flag) -> bool {
        self.flags & flag as u8 != 0
    }

    pub(crate) fn set(&mut self, flag: Flag, is_set: bool) {
        self.flags |= if is_set { flag as u8 } else { 0 };
    }
}

/// What stands between the words of a text, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) n_sentences: u32,
    /// Sentences that end with a question mark.
    pub(crate) n_questions: u32,
    pub(crate) n_exclamations: u32,
    pub(crate) n_ellipses: u32,
    /// Quotation marks.
    pub(crate) n_quotes: u32,
    pub(crate) n_links: u32,
    /// Smiles and winks such as `:-)`.
    pub(crate) n_smiles: u32,
    /// Words of capital letters.
    pub(crate) n_capitals: u32,
    /// Words that begin with a digit.
    pub(crate) n_numbers: u32,
    /// Whether the first sentence, the last sentence, ends with a question mark.
    pub(crate) is_first_asked: bool,
    pub(crate) is_last_asked: bool,
}

const K: u64 = 0x9e37_79b9_7f4a_7c15;

/// The number of a word: of its letters without their case, with straight apostrophes.
#[inline]
pub(crate) fn hash_word(word: &str) -> u64 {
    if word.is_ascii() { hash_ascii(word.as_bytes()) } else { hash_letters(word) }
}

/// The number of the word that stands at a place of a text; as [`hash_word`].
#[inline]
pub(crate) fn hash_at(text: &str, start: usize, end: usize) -> u64 {
    let bytes = text.as_bytes();
    let short = bytes[start..].first_chunk::<8>().filter(|_| end - start < 8);
    let Some(chunk) = short else { return hash_word(&text[start..end]) };
    let len = end - start;
    let letters = u64::from_le_bytes(*chunk) & ((1 << (8 * len)) - 1);
    if letters & 0x8080_8080_8080_8080 != 0 {
        return hash_word(&text[start..end]);
    }
    let small = (letters | 0x2020_2020_2020_2020) & ((1 << (8 * len)) - 1);
    mix(step(K ^ len as u64, small), K)
}

/// A sum of valences between -1 and 1 (Hutto and Gilbert 2014).
#[inline]
pub(crate) fn squashed(sum: f32) -> f32 {
    sum / (sum * sum + 15.0).sqrt()
}

/// Joins two numbers to one, in their order.
#[inline]
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x2d35_8dcc_aa6c_78a5) * u128::from(b ^ 0x8bb8_4b93_962e_acc9);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Adding 0x20 to a byte makes a small letter of a capital one, and leaves digits and the marks within words alone.
#[inline]
fn hash_ascii(bytes: &[u8]) -> u64 {
    let mut hash = K ^ bytes.len() as u64;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        hash = step(hash, u64::from_le_bytes(*chunk) | 0x2020_2020_2020_2020);
    }
    let last = rest.iter().rev().fold(0, |last, &byte| last << 8 | u64::from(byte | 0x20));
    mix(step(hash, last), K)
}

#[inline]
fn step(hash: u64, chunk: u64) -> u64 {
    (hash.rotate_left(5) ^ chunk).wrapping_mul(K)
}

/// As [`hash_ascii`], of letters of any script.
fn hash_letters(word: &str) -> u64 {
    let straight = |c: char| if matches!(c, '\u{2018}' | '\u{2019}' | '\u{2bc}') { '\'' } else { c };
    let plain: String = word.chars().map(straight).flat_map(char::to_lowercase).collect();
    if plain.is_ascii() {
        return hash_ascii(plain.as_bytes());
    }
    let hash = plain.bytes().fold(K ^ plain.len() as u64, |hash, byte| step(hash, u64::from(byte)));
    mix(hash, K)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_kind_of_apostrophe_do_not_matter() {
        for (one, other) in
            [("Don't", "don’t"), ("YES", "yes"), ("Über", "über"), ("internationalisation", "INTERNATIONALISATION")]
        {
            assert_eq!(hash_word(one), hash_word(other), "{one}");
        }
        for (one, other) in [("a", "aa"), ("don't", "dont"), ("12345678", "123456789"), ("über", "uber")] {
            assert_ne!(hash_word(one), hash_word(other), "{one}");
        }
        assert_ne!(mix(1, 2), mix(2, 1));
        let text = "Tea is naïve internationalisation a";
        for (start, end) in [(0, 3), (4, 6), (7, 13), (14, 34), (35, 36)] {
            assert_eq!(hash_at(text, start, end), hash_word(&text[start..end]));
        }
    }
}
