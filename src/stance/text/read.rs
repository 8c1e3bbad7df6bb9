//! From text to words.

use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::{Cue, Lexicon, MAX_PHRASE};
use super::word::{Flag, Marks, Word, hash_word, mix};

/// A text that has been read: its words, and what stands between them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Text<'a> {
    pub(crate) words: &'a [Word],
    pub(crate) marks: Marks,
}

/// Words so close behind a negation are negated.
const NEGATION_REACH: usize = 4;

/// Reads texts, one after the other, each from one or more segments.
///
/// Words are those of Unicode (UAX #29); a link is one word. Words go into one long list, which keeps its room
/// from text to text.
#[derive(Debug)]
pub(crate) struct TextReader {
    lexicon: &'static Lexicon,
    link: u64,
    schemes: [u64; 3],
}

/// A text under way: what has been met since its first word.
#[derive(Debug, Default)]
struct Gap {
    ends_sentence: bool,
    is_asked: bool,
}

impl TextReader {
    pub(crate) fn new() -> Self {
        let schemes = ["http", "https", "www"].map(hash_word);
        Self { lexicon: Lexicon::builtin(), link: hash_word("http"), schemes }
    }

    /// Reads the segments of one text behind the `words` of others; each is given with the place where it begins.
    pub(crate) fn read<'a>(&self, segments: impl Iterator<Item = (usize, &'a str)>, words: &mut Vec<Word>) -> Marks {
        let first = words.len();
        let mut marks = Marks::default();
        for (start, segment) in segments {
            let begin = words.len();
            self.read_segment(segment, start as u32, words, &mut marks);
            if let Some(word) = words.get_mut(begin) {
                word.set(Flag::Segment, true);
            }
        }
        self.finish(&mut words[first..], &mut marks);
        marks
    }

    fn read_segment(&self, text: &str, offset: u32, words: &mut Vec<Word>, marks: &mut Marks) {
        let first = words.len();
        let bytes = text.as_bytes();
        let (mut end, mut skip_to) = (0, 0);
        let mut begins_sentence = words.is_empty() || marks.n_sentences == 0;
        for (start, word) in text.unicode_word_indices() {
            if start < skip_to {
                continue;
            }
            let gap = read_gap(&bytes[end..start], marks);
            if gap.ends_sentence && words.len() > first {
                close_sentence(words, marks, gap.is_asked);
                begins_sentence = true;
            }
            end = start + word.len();
            if is_mention(bytes, start) {
                continue;
            }
            if is_tag(bytes, start, end) {
                skip_to = end + 1;
                end = skip_to;
                continue;
            }
            let mut hash = hash_word(word);
            if is_scheme(bytes, start, end) || self.schemes.contains(&hash) && bytes.get(end) == Some(&b':') {
                let rest = bytes[start..].iter().position(u8::is_ascii_whitespace);
                end = rest.map_or(bytes.len(), |len| start + len);
                (skip_to, hash) = (end, self.link);
                marks.n_links += 1;
            }
            let entry = self.lexicon.word(hash);
            let mut found = Word::new(hash, offset + start as u32, offset + end as u32);
            (found.cues, found.valence) = (entry.cues, entry.valence);
            found.set(Flag::Sentence, begins_sentence);
            let is_shouted = is_capital(word.as_bytes());
            found.set(Flag::Capitals, is_shouted);
            marks.n_capitals += u32::from(is_shouted);
            marks.n_numbers += u32::from(bytes[start].is_ascii_digit());
            begins_sentence = false;
            words.push(found);
        }
        let gap = read_gap(&bytes[end.min(bytes.len())..], marks);
        if words.len() > first && gap.ends_sentence {
            close_sentence(words, marks, gap.is_asked);
        }
        marks.n_bytes += bytes.len() as u32;
    }

    /// Sees what takes more than one word: phrases, negations.
    fn finish(&self, words: &mut [Word], marks: &mut Marks) {
        if !words.is_empty() && marks.n_sentences == 0 {
            marks.n_sentences = 1;
        }
        let mut negated_until = 0;
        for at in 0..words.len() {
            if words[at].cues.begins_phrase() {
                self.find_phrases(words, at);
            }
            let is_new_sentence = words[at].has(Flag::Sentence);
            if is_new_sentence {
                negated_until = 0;
            }
            words[at].set(Flag::Negated, at < negated_until);
            if words[at].cues.has(Cue::Negation) {
                negated_until = at + 1 + NEGATION_REACH;
            }
        }
        marks.is_last_asked = words.last().is_some_and(|word| word.has(Flag::Asked));
    }

    fn find_phrases(&self, words: &mut [Word], at: usize) {
        let (first, mut rest) = (words[at].hash, None);
        for next in at + 1..(at + MAX_PHRASE).min(words.len()) {
            if words[next].has(Flag::Sentence) {
                break;
            }
            let joined = rest.map_or(words[next].hash, |rest| mix(rest, words[next].hash));
            words[at].cues = words[at].cues.with(self.lexicon.phrase(first, joined));
            rest = Some(joined);
        }
    }
}

/// Ends the sentence of the last word.
fn close_sentence(words: &mut [Word], marks: &mut Marks, is_asked: bool) {
    marks.n_sentences += 1;
    marks.n_questions += u32::from(is_asked);
    marks.is_first_asked |= is_asked && marks.n_sentences == 1;
    if let Some(word) = words.last_mut() {
        word.set(Flag::Asked, is_asked);
    }
}

/// Counts the marks between two words.
#[inline]
fn read_gap(bytes: &[u8], marks: &mut Marks) -> Gap {
    match bytes {
        [] | [b' ' | b','] | [b',', b' '] => Gap::default(),
        _ => read_marks(bytes, marks),
    }
}

fn read_marks(bytes: &[u8], marks: &mut Marks) -> Gap {
    let mut gap = Gap::default();
    let mut n_dots = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let next = bytes.get(at + 1);
        n_dots = if byte == b'.' { n_dots + 1 } else { 0 };
        match byte {
            b'?' => (gap.is_asked, gap.ends_sentence) = (true, true),
            b'!' => {
                marks.n_exclamations += 1;
                gap.ends_sentence = true;
            }
            b'.' => {
                marks.n_ellipses += u32::from(n_dots == 3);
                gap.ends_sentence = true;
            }
            b'\n' => gap.ends_sentence = true,
            b'"' => marks.n_quotes += 1,
            b':' | b';' | b'=' if is_smile(&bytes[at + 1..]) => marks.n_smiles += 1,
            // The last byte of the three of an ellipsis, and of curly quotation marks.
            0xa6 if bytes[..at].ends_with(b"\xe2\x80") => marks.n_ellipses += 1,
            0x9c | 0x9d if bytes[..at].ends_with(b"\xe2\x80") => marks.n_quotes += 1,
            _ => {}
        }
        let _ = next;
    }
    gap
}

/// What follows the eyes of a smile.
fn is_smile(bytes: &[u8]) -> bool {
    matches!(bytes, [b')' | b'P' | b'D', ..] | [b'-', b')' | b'P' | b'D', ..])
}

/// Tells whether a word is the site's tag behind a link, such as `[example.com]`.
fn is_tag(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_framed = start > 0 && bytes[start - 1] == b'[' && bytes.get(end) == Some(&b']');
    is_framed && bytes[start..end].contains(&b'.')
}

/// Tells whether a word is a name that the reply is addressed to, such as `@somebody`.
fn is_mention(bytes: &[u8], start: usize) -> bool {
    let before = bytes[..start].strip_suffix(b"@");
    before.is_some_and(|before| !before.last().is_some_and(u8::is_ascii_alphanumeric))
}

/// Tells whether a link without a scheme begins with a word.
fn is_scheme(bytes: &[u8], start: usize, end: usize) -> bool {
    bytes[start..end].starts_with(b"www.")
}

fn is_capital(word: &[u8]) -> bool {
    word.len() > 1
        && word.iter().all(|byte| !byte.is_ascii_lowercase() && byte.is_ascii())
        && word.iter().any(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(segments: &[&str]) -> (Vec<Word>, Marks) {
        let mut words = Vec::new();
        let marks = TextReader::new().read(segments.iter().map(|text| (0, *text)), &mut words);
        (words, marks)
    }

    fn with_flag(text: &str, flag: Flag) -> Vec<&str> {
        let (words, _) = read(&[text]);
        words.iter().filter(|word| word.has(flag)).map(|word| &text[word.start as usize..word.end as usize]).collect()
    }

    #[test]
    fn sentences_questions_and_marks_are_counted() {
        let (words, marks) = read(&["Really? I think not... WHY :-)", "\"See\" http://example.com/a?b=c. Yes!"]);
        assert_eq!(
            (marks.n_sentences, marks.n_questions, marks.is_first_asked, marks.is_last_asked),
            // What ends without a mark is no sentence of its own, and a link holds the full stop behind it.
            (3, 1, true, false)
        );
        assert_eq!((marks.n_ellipses, marks.n_smiles, marks.n_links, marks.n_quotes), (1, 1, 1, 2));
        assert_eq!((marks.n_exclamations, marks.n_capitals, words.len()), (1, 1, 8));
    }

    #[test]
    fn negations_reach_to_the_end_of_the_sentence_or_some_words() {
        assert_eq!(with_flag("I do not like it. Good.", Flag::Negated), ["like", "it"]);
        assert_eq!(with_flag("never a b c d e", Flag::Negated), ["a", "b", "c", "d"]);
    }

    #[test]
    fn tags_of_sites_are_no_words() {
        let (words, _) = read(&["see this [example.com] page [sic]"]);
        assert_eq!(words.len(), 4);
    }

    #[test]
    fn phrases_are_cues_of_their_first_word() {
        let (words, _) = read(&["You are right. Of course"]);
        assert!(words[0].cues.has(Cue::Agree) && words[3].cues.has(Cue::Agree));
        assert!(!words[1].cues.has(Cue::Agree));
    }
}
