//! From text to words.

use super::lexicon::{Cue, Cues, Entry, Lexicon};
use super::places::Places;
use super::word::{Flag, Letters, Marks, Word, hash_word, mix};
use crate::text::{Split, Splitter};

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

/// Where in a text those of its words stand that say how it is to be read, ascending.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline<'a> {
    /// Words that are cues, positive or negative.
    pub(crate) telling: &'a [u32],
    /// Words that begin sentences; the first word does.
    pub(crate) sentences: &'a [u32],
}

/// Reads texts, one after the other, each from one or more pieces.
///
/// Words are those of Unicode (UAX #29); a link is one word. Words go into one long list, which keeps its room
/// from text to text.
#[derive(Debug)]
pub(crate) struct TextReader {
    known: Known,
    splitter: Splitter,
    met: Met,
    telling: Places,
    /// Words that tell something only as the first ones of phrases.
    told_late: Vec<u32>,
    /// Words that begin a phrase, as far as the next word tells.
    phrases: Places,
    sentences: Vec<u32>,
}

/// What is known of words.
#[derive(Debug)]
struct Known {
    lexicon: &'static Lexicon,
    link: u64,
    schemes: [u64; 3],
}

/// What each word of a piece is by itself. Worked out before anything that hangs on the words around it, so that the processor
/// looks up many words at once.
#[derive(Debug, Default)]
struct Met {
    letters: Vec<Letters>,
    entries: Vec<Entry>,
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
    /// The first word of the text; places are told from it.
    first: usize,
    /// Where sentences begin; the last one perhaps behind all words.
    sentences: &'a mut Vec<u32>,
}

impl TextReader {
    pub(crate) fn new() -> Self {
        let schemes = ["http", "https", "ftp"].map(hash_word);
        let known = Known { lexicon: Lexicon::builtin(), link: hash_word("http"), schemes };
        Self {
            known,
            splitter: Splitter::default(),
            met: Met::default(),
            telling: Places::default(),
            told_late: Vec::new(),
            phrases: Places::default(),
            sentences: Vec::new(),
        }
    }

    /// Reads the pieces of one text behind the `words` of others.
    pub(crate) fn read<'a>(&mut self, pieces: impl Iterator<Item = Piece<'a>>, words: &mut Vec<Word>) -> Marks {
        let Self { known, splitter, met, sentences, .. } = self;
        let first = words.len();
        sentences.clear();
        sentences.push(0);
        let mut reading = Reading { words, marks: Marks::default(), first, sentences };
        for (start, piece, is_paragraph) in pieces {
            if is_paragraph {
                reading.meet(Gap { ends_sentence: true, is_asked: false });
            }
            let begin = reading.words.len();
            let split = splitter.split(piece);
            met.read(split, known.lexicon);
            reading.read_piece(piece, split, met, start as u32, known);
            if let Some(word) = reading.words.get_mut(begin) {
                word.set(Flag::Segment, true);
            }
        }
        let marks = reading.finish();
        self.read_sentences(&mut words[first..]);
        self.find_phrases(&mut words[first..]);
        marks
    }

    /// Of the text that was read last.
    pub(crate) fn outline(&self) -> Outline<'_> {
        Outline { telling: self.telling.as_slice(), sentences: &self.sentences }
    }

    /// Sees which words of each sentence are negated, which tell something, and which may begin a phrase.
    fn read_sentences(&mut self, words: &mut [Word]) {
        let Self { telling, phrases, sentences, .. } = self;
        for places in [&mut *telling, &mut *phrases] {
            places.clear();
            places.make_room(words.len());
        }
        let ends = sentences.iter().skip(1).map(|&end| end as usize).chain([words.len()]);
        for (first, end) in sentences.iter().map(|&first| first as usize).zip(ends) {
            let (mut negated_until, mut begins_phrase) = (0, false);
            for (word, at) in words[first..end].iter_mut().zip(first..) {
                word.set(Flag::Sentence, at == first);
                word.set(Flag::Negated, at < negated_until);
                negated_until = if word.cues.has(Cue::Negation) { at + 1 + NEGATION_REACH } else { negated_until };
                telling.note(at, !word.is_plain());
                phrases.note(at.wrapping_sub(1), begins_phrase & word.cues.goes_on());
                begins_phrase = word.cues.begins_phrase();
            }
        }
    }

    /// Sees with which words of a text phrases begin.
    fn find_phrases(&mut self, words: &mut [Word]) {
        self.told_late.clear();
        for at in self.phrases.as_slice().iter().map(|&at| at as usize) {
            let found = self.known.phrases_at(words, at);
            if words[at].is_plain() && found.bits() != 0 {
                self.told_late.push(at as u32);
            }
            words[at].cues = words[at].cues.with(found);
        }
        self.telling.merge(&self.told_late);
    }
}

impl Known {
    /// The kinds of the phrases that begin with a word.
    fn phrases_at(&self, words: &[Word], at: usize) -> Cues {
        let (first, mut rest, mut found) = (words[at].hash, None, Cues::NONE);
        for next in words[at + 1..].iter().take_while(|next| !next.has(Flag::Sentence)) {
            let joined = rest.map_or(next.hash, |rest| mix(rest, next.hash));
            let phrase = self.lexicon.phrase(first, joined);
            found = found.with(phrase);
            if !phrase.begins_phrase() {
                break;
            }
            rest = Some(joined);
        }
        found
    }

    #[inline]
    fn is_link(&self, behind: u8, letters: Letters) -> bool {
        letters.is_web() || behind == b':' && self.schemes.contains(&letters.hash)
    }
}

impl Met {
    fn read(&mut self, split: Split<'_>, lexicon: &Lexicon) {
        self.letters.clear();
        self.letters.extend(split.words.iter().map(|&word| Letters::at(split.padded, word)));
        self.entries.clear();
        self.entries.extend(self.letters.iter().map(|letters| lexicon.word(letters.hash)));
    }
}

impl Reading<'_> {
    fn read_piece(&mut self, text: &str, split: Split<'_>, met: &Met, offset: u32, known: &Known) {
        let Split { words, padded } = split;
        self.words.reserve(words.len());
        let (mut last_end, mut n_capitals, mut n_numbers) = (0, 0, 0);
        // Edges are written out one by one here: mapping over them is a call for each word.
        for ((&[start, end], letters), entry) in words.iter().zip(&met.letters).zip(&met.entries) {
            let (start, mut end) = (start as usize, end as usize);
            let is_behind_blank = start.wrapping_sub(last_end) == 1 && padded[last_end] == b' ';
            if !is_behind_blank && let Some(end) = self.read_between(padded, last_end, [start, end]) {
                last_end = end;
                continue;
            }
            let (mut letters, mut entry) = (*letters, *entry);
            if known.is_link(padded[end], letters) {
                end = end_of_link(text.as_bytes(), end);
                letters = Letters::of(&text.as_bytes()[start..end]).with_hash(known.link);
                entry = known.lexicon.word(known.link);
                self.marks.n_links += 1;
            }
            n_capitals += u32::from(letters.is_capital());
            n_numbers += u32::from(letters.is_number());
            last_end = end;
            self.words.push(Word::new(letters.hash, [offset + start as u32, offset + end as u32], entry));
        }
        self.marks.n_capitals += n_capitals;
        self.marks.n_numbers += n_numbers;
        let gap = read_gap(&text.as_bytes()[last_end..], &mut self.marks);
        self.meet(gap);
    }

    /// Reads what stands between two words; returns where what follows ends, if it is no word.
    fn read_between(&mut self, text: &[u8], last_end: usize, [start, end]: [usize; 2]) -> Option<usize> {
        // A link goes on over words.
        if start < last_end {
            return Some(last_end);
        }
        let gap = read_gap(&text[last_end..start], &mut self.marks);
        self.meet(gap);
        match text[start.saturating_sub(1)] {
            b'@' if is_mention(text, start) => Some(end),
            b'[' if is_tag(text, start, end) => Some(end + 1),
            _ => None,
        }
    }

    /// Ends the sentence of the last word, where the gap behind it does.
    #[inline]
    fn meet(&mut self, gap: Gap) {
        if gap.ends_sentence {
            self.close_sentence(gap.is_asked);
        }
    }

    fn close_sentence(&mut self, is_asked: bool) {
        let end = (self.words.len() - self.first) as u32;
        if self.sentences.last().is_some_and(|&begin| begin < end) {
            self.sentences.push(end);
            self.marks.n_sentences += 1;
            self.marks.n_questions += u32::from(is_asked);
            self.marks.is_first_asked |= is_asked && self.marks.n_sentences == 1;
            if let Some(word) = self.words.last_mut() {
                word.set(Flag::Asked, is_asked);
            }
        }
    }

    /// Ends the text with its last sentence.
    fn finish(mut self) -> Marks {
        self.close_sentence(false);
        self.sentences.pop();
        let last = self.words[self.first..].last();
        self.marks.is_last_asked = last.is_some_and(|word| word.has(Flag::Asked));
        self.marks
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
