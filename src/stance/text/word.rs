//! Words as numbers.

use super::lexicon::{Cues, Entry};

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
    /// A word by its number, where it begins and ends, and what the lexicon knows of it.
    #[inline]
    pub(super) fn new(hash: u64, [start, end]: [u32; 2], entry: Entry) -> Self {
        Self { hash, start, end, cues: entry.cues, valence: entry.valence, flags: 0 }
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

    #[inline]
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

/// A bit in each byte; the one that makes a small letter of a capital one.
const EACH: u64 = 0x0101_0101_0101_0101;
const SMALL: u64 = 0x20 * EACH;

/// The bytes of 16 that belong to a word of fewer, by its length.
const KEPT: [[u64; 2]; 16] = {
    let mut kept = [[0; 2]; 16];
    let mut len = 1;
    while len < 16 {
        let bits = (1 << (8 * len)) - 1_u128;
        kept[len] = [bits as u64, (bits >> 64) as u64];
        len += 1;
    }
    kept
};

/// The number of a word: of its letters without their case, with straight apostrophes.
#[inline]
pub(crate) fn hash_word(word: &str) -> u64 {
    if word.is_ascii() { hash_ascii(word.as_bytes()) } else { hash_letters(word) }
}

/// What the letters of a word tell: its number, and what else is said of it by bits.
///
/// Two whole numbers, so that each is written at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    pub(super) hash: u64,
    bits: u64,
}

impl Letters {
    const CAPITAL: u64 = 1;
    const NUMBER: u64 = 2;
    const WEB: u64 = 4;

    /// Looks at a word by its edges in a text behind which 16 bytes can be read.
    #[inline]
    pub(super) fn at(text: &[u8], [start, end]: [u32; 2]) -> Self {
        let (start, end) = (start as usize, end as usize);
        let len = end - start;
        let (Some(kept), Some(bytes)) = (KEPT.get(len), sixteen_at(text, start)) else {
            return Self::of(&text[start..end]);
        };
        let [low, high] = [bytes[0] & kept[0], bytes[1] & kept[1]];
        if (low | high) & (0x80 * EACH) != 0 {
            return Self::of(&text[start..end]);
        }
        let short = step(K ^ len as u64, (low | SMALL) & kept[0]);
        let long = step(short, (high | SMALL) & kept[1]);
        // Of the bytes of words, only small letters have both of these bits.
        let small = (low & low << 1 | high & high << 1) & (0x40 * EACH);
        let is_web = bytes[0] as u32 == u32::from_le_bytes(*b"www.");
        Self::new(mix(if len < 8 { short } else { long }, K), low as u8, (len > 1) & (small == 0), is_web)
    }

    /// As [`Letters::at`], of any word.
    #[cold]
    pub(super) fn of(word: &[u8]) -> Self {
        let is_large = |byte: &u8| byte.is_ascii() && !byte.is_ascii_lowercase();
        let has_large = word.len() > 1 && word.iter().all(is_large);
        let hash = str::from_utf8(word).map_or(0, hash_word);
        Self::new(hash, word.first().copied().unwrap_or_default(), has_large, word.starts_with(b"www."))
    }

    #[inline]
    fn new(hash: u64, first: u8, has_large: bool, is_web: bool) -> Self {
        let capital = u64::from(first.is_ascii_uppercase() & has_large) * Self::CAPITAL;
        let number = u64::from(first.is_ascii_digit()) * Self::NUMBER;
        let web = u64::from(is_web) * Self::WEB;
        Self { hash, bits: capital | number | web }
    }

    /// The same with another number.
    pub(super) fn with_hash(self, hash: u64) -> Self {
        Self { hash, ..self }
    }

    /// Whether the word has more than one letter, and none of them small.
    #[inline]
    pub(super) fn is_capital(self) -> bool {
        self.bits & Self::CAPITAL != 0
    }

    /// Whether it begins with a digit.
    #[inline]
    pub(super) fn is_number(self) -> bool {
        self.bits & Self::NUMBER != 0
    }

    /// Whether it begins with `www.`.
    #[inline]
    pub(super) fn is_web(self) -> bool {
        self.bits & Self::WEB != 0
    }
}

/// The 16 bytes at a place.
#[inline]
fn sixteen_at(text: &[u8], start: usize) -> Option<[u64; 2]> {
    let (chunks, _) = text.get(start..)?.first_chunk::<16>()?.as_chunks::<8>();
    Some([u64::from_le_bytes(chunks[0]), u64::from_le_bytes(chunks[1])])
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
        hash = step(hash, u64::from_le_bytes(*chunk) | SMALL);
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
    }

    #[test]
    fn letters_at_a_place_are_those_of_the_word() {
        let text = "Tea is naïve internationalisation a TEA Wonderful NATIONAL IT'S A_1 ÄÖ 3D www.a.b";
        let padded = [text.as_bytes(), &[b' '; 16]].concat();
        for word in text.split(' ') {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let letters = Letters::at(&padded, [start as u32, (start + word.len()) as u32]);
            assert_eq!(letters, Letters::of(word.as_bytes()), "{word}");
            assert_eq!(letters.hash, hash_word(word));
            assert_eq!(letters.is_capital(), ["TEA", "NATIONAL", "IT'S", "A_1"].contains(&word));
            assert_eq!((letters.is_number(), letters.is_web()), (word == "3D", word == "www.a.b"));
        }
    }
}
