//! What is known of words: how positive they are, and which kinds of cues.

use std::sync::LazyLock;

use super::word::{hash_word, mix};

const VALENCE: &str = include_str!("../../../data/lexicons/valence.tsv");
const CUES: &str = include_str!("../../../data/lexicons/cues.txt");

/// A kind of word or phrase that tells how a reply stands to what it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    Agree,
    Disagree,
    Negation,
    Contrast,
    Concession,
    Hedge,
    Booster,
    First,
    Second,
    We,
    They,
    That,
    Question,
    Auxiliary,
    Modal,
    Source,
    Insult,
    Swear,
    Laughter,
    Thanks,
    Polite,
    Sarcasm,
    Direct,
    Addition,
    Cause,
    Comparison,
    Information,
    Tentative,
    AgreeStart,
    DisagreeStart,
}

impl Cue {
    /// All kinds, with their names in the file of cues, in the order in which they are numbered.
    pub(crate) const ALL: [(Self, &'static str); 30] = [
        (Self::Agree, "agree"),
        (Self::Disagree, "disagree"),
        (Self::Negation, "negation"),
        (Self::Contrast, "contrast"),
        (Self::Concession, "concession"),
        (Self::Hedge, "hedge"),
        (Self::Booster, "booster"),
        (Self::First, "first"),
        (Self::Second, "second"),
        (Self::We, "we"),
        (Self::They, "they"),
        (Self::That, "that"),
        (Self::Question, "question"),
        (Self::Auxiliary, "auxiliary"),
        (Self::Modal, "modal"),
        (Self::Source, "source"),
        (Self::Insult, "insult"),
        (Self::Swear, "swear"),
        (Self::Laughter, "laughter"),
        (Self::Thanks, "thanks"),
        (Self::Polite, "polite"),
        (Self::Sarcasm, "sarcasm"),
        (Self::Direct, "direct"),
        (Self::Addition, "addition"),
        (Self::Cause, "cause"),
        (Self::Comparison, "comparison"),
        (Self::Information, "information"),
        (Self::Tentative, "tentative"),
        (Self::AgreeStart, "agree_start"),
        (Self::DisagreeStart, "disagree_start"),
    ];
}

/// A set of kinds of cues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cues(u32);

/// Marks a word that begins a phrase.
const BEGINS: u32 = 1 << 31;
/// Marks a word that is the second of one.
const GOES_ON: u32 = 1 << 30;

impl Cues {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) const fn of(cue: Cue) -> Self {
        Self(1 << cue as u32)
    }

    #[inline]
    pub(crate) fn has(self, cue: Cue) -> bool {
        self.0 & Self::of(cue).0 != 0
    }

    #[inline]
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds as a number whose bits are theirs.
    #[inline]
    pub(crate) fn bits(self) -> u32 {
        self.0 & !(BEGINS | GOES_ON)
    }

    /// Whether the word may be the second one of a phrase.
    #[inline]
    pub(crate) fn goes_on(self) -> bool {
        self.0 & GOES_ON != 0
    }

    /// Whether the word may be the first one of a phrase, or some words the first ones.
    #[inline]
    pub(crate) fn begins_phrase(self) -> bool {
        self.0 & BEGINS != 0
    }
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    hash: u64,
    pub(crate) cues: Cues,
    pub(crate) valence: i8,
}

/// The lexicon that the program carries.
#[derive(Debug)]
pub(crate) struct Lexicon {
    words: Table,
    phrases: Table,
}

impl Lexicon {
    /// The one that the program carries; read once.
    pub(crate) fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(VALENCE, CUES));
        &BUILTIN
    }

    fn parse(valences: &str, cues: &str) -> Self {
        let mut lexicon = Self { words: Table::new(), phrases: Table::new() };
        for (word, valence) in lines(valences).filter_map(|line| line.split_once('\t')) {
            let tenths: f32 = valence.parse().map_or(0.0, |valence: f32| valence * 10.0);
            lexicon.words.entry(hash_word(word)).valence = tenths.round() as i8;
        }
        let mut kind = Cues::NONE;
        for line in lines(cues) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(name) => {
                    let cue = Cue::ALL.iter().find(|(_, known)| *known == name);
                    kind = cue.map_or(Cues::NONE, |&(cue, _)| Cues::of(cue));
                }
                None => lexicon.add(line, kind),
            }
        }
        lexicon
    }

    /// Adds a word or a phrase of a kind.
    fn add(&mut self, line: &str, kind: Cues) {
        let mut words = line.split(' ').map(hash_word).peekable();
        let first = words.next().unwrap_or_default();
        if let Some(&second) = words.peek() {
            let entry = self.words.entry(second);
            entry.cues = entry.cues.with(Cues(GOES_ON));
        }
        let entry = self.words.entry(first);
        let mut rest = words.next();
        entry.cues = entry.cues.with(if rest.is_none() { kind } else { Cues(BEGINS) });
        while let Some(joined) = rest {
            rest = words.next().map(|next| mix(joined, next));
            let phrase = self.phrases.entry(mix(joined, first));
            phrase.cues = phrase.cues.with(if rest.is_none() { kind } else { Cues(BEGINS) });
        }
    }

    /// What is known of a word.
    #[inline]
    pub(crate) fn word(&self, hash: u64) -> Entry {
        self.words.get(hash)
    }

    /// The kinds of a phrase: of its first word, and the others [`mix`]ed from left to right; and whether it begins a longer one.
    #[inline]
    pub(crate) fn phrase(&self, first: u64, rest: u64) -> Cues {
        self.phrases.get(mix(rest, first)).cues
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Entries by their numbers: an array of places, each entry's at the first free one from its own.
///
/// A free place tells of the entry of no number, of which nothing is known, so that no branch parts words that are in no
/// lexicon from those that are.
#[derive(Debug)]
struct Table {
    places: Box<[u16; 1 << 16]>,
    entries: Vec<Entry>,
}

impl Table {
    fn new() -> Self {
        Self { places: Box::new([0; 1 << 16]), entries: vec![Entry::default()] }
    }

    /// Where the entry of a number is, or would be.
    #[inline]
    fn place(&self, hash: u64) -> u16 {
        let mut place = (hash >> 32) as u16;
        // Either is 0: one branch, as nothing tells which of them it is.
        while (self.at(place).hash ^ hash).min(self.places[usize::from(place)].into()) != 0 {
            place = place.wrapping_add(1);
        }
        place
    }

    #[inline]
    fn at(&self, place: u16) -> &Entry {
        &self.entries[usize::from(self.places[usize::from(place)])]
    }

    #[inline]
    fn get(&self, hash: u64) -> Entry {
        *self.at(self.place(hash))
    }

    fn entry(&mut self, hash: u64) -> &mut Entry {
        let index = &mut self.places[usize::from(self.place(hash))];
        if *index == 0 {
            *index = self.entries.len() as u16;
            self.entries.push(Entry { hash, ..Entry::default() });
        }
        &mut self.entries[usize::from(*index)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_file_is_a_kind_and_every_kind_a_section() {
        let named = lines(CUES).filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        let mut sections: Vec<_> = named.collect();
        let mut kinds: Vec<_> = Cue::ALL.iter().map(|(_, name)| *name).collect();
        sections.sort_unstable();
        kinds.sort_unstable();
        assert_eq!(sections, kinds);
        assert!(Cue::ALL.iter().enumerate().all(|(index, (cue, _))| *cue as usize == index));
    }

    #[test]
    fn words_and_phrases_are_found() {
        let lexicon = Lexicon::builtin();
        let exactly = lexicon.word(hash_word("Exactly"));
        assert!(exactly.cues.has(Cue::Agree) && !exactly.cues.has(Cue::Disagree));
        assert_eq!(lexicon.word(hash_word("horrible")).valence, -25);
        let of_course = lexicon.phrase(hash_word("of"), hash_word("course"));
        assert!(of_course.has(Cue::Agree) && lexicon.word(hash_word("of")).cues.begins_phrase());
        assert_eq!(lexicon.word(hash_word("qwertz")).cues, Cues::NONE);
    }
}
