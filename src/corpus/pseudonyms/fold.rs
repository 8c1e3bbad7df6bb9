//! A text as names are looked for in it: without what differs between ways to write the same name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

use super::escapes::escaped;
use crate::model::Span;

/// A dot above, which small letters of `İ` have and those of `I` have not.
const DOT: char = '\u{307}';

/// Whether characters that are written otherwise (`&amp;`, `%27`, `\_`) are read as what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    /// They are.
    Read,
    /// They are taken as they stand.
    Kept,
}

/// A text made of pieces of another: decomposed, without case, with one blank for any number of blanks and line ends
/// and between pieces, without what cannot be seen; and where each byte of it stood.
#[derive(Debug)]
pub(super) struct Folded {
    pub(super) text: String,
    /// Where what each byte stands for was written.
    sources: Vec<Span>,
    /// Where pieces begin, but the first.
    breaks: Vec<usize>,
    /// Whether something was written otherwise.
    pub(super) has_escapes: bool,
    /// Whether nothing but blanks and marks of quotes stood in the line so far; and whether the line before ended in a sign
    /// that stands between the words of a name.
    begins_line: bool,
    goes_on: bool,
    /// Marks on the last letter, until all of them are known.
    marks: Vec<(u8, char, Span)>,
}

impl Folded {
    /// Folds the pieces of a text, as if they stood in one line. Linear in their length.
    pub(super) fn of(text: &str, pieces: &[Span], escapes: Escapes) -> Self {
        let len = pieces.iter().map(|piece| piece.len()).sum();
        let mut folded = Self {
            text: String::with_capacity(len),
            sources: Vec::with_capacity(len),
            breaks: Vec::new(),
            has_escapes: false,
            begins_line: false,
            goes_on: false,
            marks: Vec::new(),
        };
        let mut end = 0;
        for (nth, piece) in pieces.iter().enumerate() {
            if nth > 0 {
                folded.end_line();
                folded.push(' ', Span::new(end, end));
                folded.breaks.push(folded.text.len());
            }
            folded.add(text.get(piece.range()).unwrap_or_default(), piece.start as usize, escapes);
            folded.add_marks();
            end = piece.end as usize;
        }
        folded
    }

    fn add(&mut self, text: &str, start: usize, escapes: Escapes) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let is_sign = escapes == Escapes::Read && matches!(c, '&' | '%' | '\\');
            if let Some((written, len)) = is_sign.then(|| escaped(&text[at..])).flatten() {
                self.has_escapes = true;
                written.chars().for_each(|c| self.push(c, Span::new(start + at, start + at + len)));
                at += len;
            } else {
                let end = at + c.len_utf8();
                self.push(c, Span::new(start + at, start + end));
                at = end;
            }
        }
    }

    fn end_line(&mut self) {
        self.begins_line = true;
        let before = self.text.strip_suffix(['-', '_', '+']);
        self.goes_on = before.is_some_and(|before| before.ends_with(is_of_word));
    }

    fn push(&mut self, c: char, source: Span) {
        let c = unified(c);
        if c == '\n' {
            self.end_line();
        }
        if self.begins_line && (c.is_whitespace() || matches!(c, '>' | '|')) {
            if !self.goes_on {
                self.push_blank(source);
            }
            return;
        }
        self.begins_line = false;
        if c.is_ascii_graphic() {
            self.add_marks();
            self.push_as_is(c.to_ascii_lowercase(), source);
        } else if c.is_whitespace() {
            self.push_blank(source);
        } else if is_sign(c) {
            self.add_marks();
            without_case(c).for_each(|c| self.push_as_is(c, source));
        } else if !is_unseen(c) {
            decompose_compatible(c, |part| self.push_part(part, source));
        }
    }

    /// Adds a character that cannot be decomposed any more.
    fn push_part(&mut self, c: char, source: Span) {
        let c = unified(c);
        match canonical_combining_class(c) {
            _ if c.is_whitespace() => self.push_blank(source),
            0 => {
                self.add_marks();
                without_case(c).for_each(|c| self.push_as_is(c, source));
            }
            class => self.marks.push((class, c, source)),
        }
    }

    fn push_blank(&mut self, source: Span) {
        self.add_marks();
        if !self.text.ends_with(' ') {
            self.push_as_is(' ', source);
        }
    }

    /// Adds the marks on the last letter, in the order that they have in every text.
    fn add_marks(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let mut marks = std::mem::take(&mut self.marks);
        marks.sort_by_key(|(class, ..)| *class);
        for (_, mark, source) in marks {
            if mark != DOT || !self.text.ends_with('i') {
                without_case(mark).for_each(|c| self.push_as_is(c, source));
            }
        }
    }

    fn push_as_is(&mut self, c: char, source: Span) {
        self.text.push(c);
        self.sources.resize(self.text.len(), source);
    }

    /// The text with a blank for each of the signs that stand for one between the words of names.
    pub(super) fn loose(&self) -> Vec<u8> {
        loose(&self.text)
    }

    /// Where the character at a place was written: where it begins.
    pub(super) fn start(&self, at: usize) -> Option<u32> {
        self.sources.get(at).map(|source| source.start)
    }

    /// Where the character before a place was written: where it ends.
    pub(super) fn end(&self, at: usize) -> Option<u32> {
        self.sources.get(at.checked_sub(1)?).map(|source| source.end)
    }

    /// Where a range was written, piece by piece; `None` where it begins or ends within a character.
    pub(super) fn written(&self, from: usize, to: usize) -> Option<Vec<Span>> {
        let source = |at: usize| self.sources.get(at).copied();
        let is_within = |at: usize| at > 0 && source(at - 1).zip(source(at)).is_some_and(|(one, other)| one == other);
        if is_within(from) || is_within(to) {
            return None;
        }
        let first = self.breaks.partition_point(|&place| place <= from);
        let inner = self.breaks.get(first..).unwrap_or_default().iter().copied().take_while(|&place| place < to);
        let mut parts = Vec::new();
        let mut begin = from;
        for end in inner.chain([to]) {
            let sources = self.sources.get(begin..end).unwrap_or_default();
            let start = sources.iter().map(|source| source.start).min()?;
            let part = Span { start, end: sources.iter().map(|source| source.end).max()? };
            parts.push(part);
            begin = end;
        }
        parts.retain(|part| !part.is_empty());
        Some(parts)
    }
}

/// Puts a blank for each of the signs that stand for one between the words of names.
pub(super) fn loose(folded: &str) -> Vec<u8> {
    folded.bytes().map(|byte| if is_joint(byte) { b' ' } else { byte }).collect()
}

/// Tells whether a byte stands for a blank in addresses and in names of one word.
pub(super) fn is_joint(byte: u8) -> bool {
    b" _-+".contains(&byte)
}

/// A name without what differs between ways to write it.
pub(super) fn fold_name(name: &str) -> String {
    let folded = Folded::of(name, &[Span::new(0, name.len())], Escapes::Read);
    folded.text.trim_matches(' ').to_owned()
}

/// A folded name as people write it.
pub(super) fn composed(folded: &str) -> String {
    folded.nfc().collect()
}

/// Tells whether a word goes on with a character.
pub(super) fn is_of_word(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_raised(c)
}

/// Tells whether a character is a sign although it is made of letters or marks: `™`, `№`, `¨`, a raised number.
fn is_sign(c: char) -> bool {
    let mut is_made_of_word = false;
    decompose_compatible(c, |part| is_made_of_word |= is_of_word(part));
    is_raised(c) || !is_of_word(c) && is_made_of_word
}

/// Tells whether a character is a number or letter that stands beside words: raised, lowered, in a circle, a fraction.
fn is_raised(c: char) -> bool {
    matches!(c, 'ª' | '²' | '³' | '¹' | 'º' | '¼'..='¾' | '\u{2070}'..='\u{209f}' | '\u{2460}'..='\u{24ff}')
}

/// Small letters that are the same for all that are the same letters: `ß`, `ẞ` and `SS`, `ς` and `Σ`.
fn without_case(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)
}

/// One sign for those that keyboards and typesetters write in several ways.
fn unified(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{2b9}' | '\u{2bb}' | '\u{2bc}' | '\u{b4}' | '`' => '\'',
        '\u{201c}'..='\u{201f}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    }
}

/// Tells whether nothing is seen of a character: Unicode's Default_Ignorable_Code_Point, and controls.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_a_name_are_one() {
        for (one, other) in [
            ("Old  Mole", "old\u{a0}mole\n"),
            ("Tom & Jerry", "TOM&#32;&amp;amp; jerry"),
            ("Hester's Nephew", "hester\u{2019}s%20nephew"),
            ("Weiß", "WEISS"),
            ("WEIẞ", "weiß"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("İbrahim", "ibrahim"),
            ("IBRAHIM", "ıbrahim"),
            ("Zoë", "zoe\u{308}"),
            ("Zoë", "ZO%C3%8B"),
            ("ệ", "e\u{302}\u{323}"),
            ("brickwork", "\u{202e}brick\u{200b}wo\u{ad}rk"),
            ("old_mole", "old\\_mole"),
            ("Night-owl", "night-\n   owl"),
            ("Old Mole", "old\n> > mole"),
            ("C++ Mole", "c++\nmole"),
            ("Night-owl", "night\u{2013}owl"),
        ] {
            assert_eq!(fold_name(one), fold_name(other), "{one} and {other}");
        }
        assert_eq!(composed(&fold_name(" Zoë_Quill ")), "zoë_quill");
        assert_ne!(fold_name("Zoë"), fold_name("Zoe"));
    }

    #[test]
    fn letters_are_the_same_in_any_case() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32).filter(|c| c.is_alphabetic()) {
            let (small, large): (String, String) = (c.to_lowercase().collect(), c.to_uppercase().collect());
            assert_eq!(fold_name(&small), fold_name(&c.to_string()), "{c:?}");
            assert_eq!(fold_name(&large), fold_name(&c.to_string()), "{c:?}");
        }
    }

    #[test]
    fn pieces_are_one_text_and_ranges_are_found_in_them() {
        let text = "the Old| Mole é";
        let pieces = [Span::new(0, 7), Span::new(8, text.len())];
        let folded = Folded::of(text, &pieces, Escapes::Read);
        assert_eq!(folded.text, "the old mole e\u{301}");
        assert_eq!(folded.written(4, 12), Some(vec![Span::new(4, 7), Span::new(9, 13)]));
        assert_eq!(folded.written(13, 14), None);
        assert_eq!(folded.written(13, 16), Some(vec![Span::new(14, 16)]));
    }
}
