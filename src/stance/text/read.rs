//! From text to words.

use super::lexicon::{Cue, Lexicon, MAX_PHRASE};
use super::split::for_each_word;
use super::word::{Flag, Marks, Word, hash_at, hash_word, mix};

/// A text that has been read: its words, and what stands between them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Text<'a> {
    pub(crate) words: &'a [Word],
    pub(crate) marks: Marks,
}

/// Words so close behind a negation are negated.
const NEGATION_REACH: usize = 4;

/// A piece of a text: where in the document it begins, its words, and whether it begins a paragraph.
pub(crate) type Piece<'a> = (usize, &'a str, bool);

/// Reads texts, one after the other, each from one or more pieces.
///
/// Words are those of Unicode (UAX #29); a link is one word. Words go into one long list, which keeps its room
/// from text to text.
#[derive(Debug)]
pub(crate) struct TextReader {
    lexicon: &'static Lexicon,
    link: u64,
    schemes: [u64; 3],
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    ends_sentence: bool,
    is_asked: bool,
}

/// A text under way.
struct Reading<'a> {
    words: &'a mut Vec<Word>,
    marks: Marks,
    /// The first word of the text.
    first: usize,
    begins_sentence: bool,
    /// Words before this one are negated.
    negated_until: usize,
}

impl TextReader {
    pub(crate) fn new() -> Self {
        let schemes = ["http", "https", "ftp"].map(hash_word);
        Self { lexicon: Lexicon::builtin(), link: hash_word("http"), schemes }
    }

    /// Reads the pieces of one text behind the `words` of others.
    pub(crate) fn read<'a>(&self, pieces: impl Iterator<Item = Piece<'a>>, words: &mut Vec<Word>) -> Marks {
        let first = words.len();
        let mut reading = Reading { words, marks: Marks::default(), first, begins_sentence: true, negated_until: 0 };
        for (start, piece, is_paragraph) in pieces {
            if is_paragraph {
                reading.meet(Gap { ends_sentence: true, is_asked: false });
            }
            let begin = reading.words.len();
            self.read_piece(piece, start as u32, &mut reading);
            if let Some(word) = reading.words.get_mut(begin) {
                word.set(Flag::Segment, true);
            }
        }
        reading.meet(Gap { ends_sentence: true, is_asked: false });
        let mut marks = reading.marks;
        for at in first..words.len() {
            if words[at].cues.begins_phrase() {
                self.find_phrases(words, at);
            }
        }
        let last = words[first..].last();
        marks.is_last_asked = last.is_some_and(|word| word.has(Flag::Asked));
        marks
    }

    fn read_piece(&self, text: &str, offset: u32, reading: &mut Reading<'_>) {
        let bytes = text.as_bytes();
        let (mut last_end, mut skip_to) = (0, 0);
        for_each_word(text, |start, mut end| {
            if start < skip_to {
                return;
            }
            let gap = &bytes[last_end..start];
            if gap != b" " {
                let gap = read_gap(gap, &mut reading.marks);
                reading.meet(gap);
                match bytes[start.saturating_sub(1)] {
                    b'@' if is_mention(bytes, start) => {
                        last_end = end;
                        return;
                    }
                    b'[' if is_tag(bytes, start, end) => {
                        (last_end, skip_to) = (end + 1, end + 1);
                        return;
                    }
                    _ => {}
                }
            }
            let mut hash = hash_at(text, start, end);
            let is_link = bytes.get(end) == Some(&b':') && self.schemes.contains(&hash);
            if is_link || matches!(bytes[start], b'w' | b'W') && bytes[start..].starts_with(b"www.") {
                end = end_of_link(bytes, end);
                (skip_to, hash) = (end, self.link);
                reading.marks.n_links += 1;
            }
            last_end = end;
            let entry = self.lexicon.word(hash);
            let mut word = Word::new(hash, offset + start as u32, offset + end as u32);
            (word.cues, word.valence) = (entry.cues, entry.valence);
            match bytes[start] {
                b'A'..=b'Z' if is_capital(&bytes[start..end]) => {
                    reading.marks.n_capitals += 1;
                }
                b'0'..=b'9' => reading.marks.n_numbers += 1,
                _ => {}
            }
            reading.push(word);
        });
        let gap = read_gap(&bytes[last_end..], &mut reading.marks);
        reading.meet(gap);
    }

    /// Sees which phrases begin with a word.
    fn find_phrases(&self, words: &mut [Word], at: usize) {
        if !words.get(at + 1).is_some_and(|next| next.cues.goes_on()) {
            return;
        }
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

impl Reading<'_> {
    fn push(&mut self, mut word: Word) {
        let at = self.words.len();
        if self.begins_sentence {
            word.set(Flag::Sentence, true);
            (self.begins_sentence, self.negated_until) = (false, 0);
        }
        word.set(Flag::Negated, at < self.negated_until);
        if word.cues.has(Cue::Negation) {
            self.negated_until = at + 1 + NEGATION_REACH;
        }
        self.words.push(word);
    }

    /// Ends the sentence of the last word, where the gap behind it does.
    #[inline]
    fn meet(&mut self, gap: Gap) {
        if gap.ends_sentence && self.words.len() > self.first {
            self.close_sentence(gap.is_asked);
        }
    }

    fn close_sentence(&mut self, is_asked: bool) {
        if !self.begins_sentence {
            self.begins_sentence = true;
            self.marks.n_sentences += 1;
            self.marks.n_questions += u32::from(is_asked);
            self.marks.is_first_asked |= is_asked && self.marks.n_sentences == 1;
            if let Some(word) = self.words.last_mut() {
                word.set(Flag::Asked, is_asked);
            }
        }
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
    }
    gap
}

/// Where a link ends that goes on at least up to `from`: before blanks, and before the marks of the sentence that it is in.
fn end_of_link(bytes: &[u8], from: usize) -> usize {
    let len = bytes[from..].iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len() - from);
    let is_mark = |byte: &u8| b".,;:!?)]}>\"'".contains(byte);
    let n_marks = bytes[from..from + len].iter().rev().take_while(|byte| is_mark(byte)).count();
    from + len - n_marks
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
        let marks = TextReader::new().read(segments.iter().map(|text| (0, *text, true)), &mut words);
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
            (5, 1, true, false)
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
