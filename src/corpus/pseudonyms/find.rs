//! Names and numbers in a text, found in whatever way they are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;

use super::fold::{Escapes, Folded, composed, fold_name, is_joint, is_of_word, loose};
use super::key::PseudonymKey;
use super::names::{People, SAYS, is_pronoun, is_time};
use crate::model::Span;

/// Names of fewer characters are also words, or parts of them: they are replaced only where something says that they
/// are names.
const MIN_LETTERS: usize = 3;
/// Names of fewer characters have no plural: `does` is not two of `doe`.
const MIN_OF_PLURAL: usize = 5;
/// What stands before a name that is meant as one.
const NAME_FOLLOWS: [&str; 7] = ["@", "~", "/user/", "/users/", "/u/", "by ", "by: "];
/// Numbers of fewer digits count something, unless something says that they are an author's.
const MIN_DIGITS: usize = 5;
/// Bytes behind a name in which its number stands.
const BEHIND: usize = 60;

/// Finds names and numbers of people in texts.
#[derive(Debug)]
pub(super) struct Finder {
    patterns: Option<AhoCorasick>,
    /// Of each pattern: the names that it is a way to write.
    names: Vec<Vec<Name>>,
    people: People,
    key: PseudonymKey,
}

/// A name to be found.
#[derive(Debug)]
struct Name {
    folded: String,
    /// As its owner writes it, in small letters.
    whole: String,
    n_letters: usize,
    /// Whether it may be a word as well, and is a name only where something says so.
    is_guess: bool,
    pseudonym: Arc<str>,
}

/// Where something was found, in the pieces of a text that it is written in, and what is to stand there.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) parts: Vec<Span>,
    pub(super) by: Arc<str>,
    /// Whether it was written as it is when it stands by itself, in small letters: so that it can be told from `by`.
    pub(super) is_exact: bool,
}

/// A text to look in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The text, of which the pieces are read as one line.
    pub(super) text: &'a str,
    pub(super) pieces: &'a [Span],
    /// Where something begins or ends that is printed by itself, in order: words do so there as well.
    pub(super) edges: &'a [u32],
}

impl Finder {
    /// Finds these people. Linear in the length of their names.
    pub(super) fn new(people: People, key: PseudonymKey) -> Self {
        let mut by_pattern: BTreeMap<Vec<u8>, Vec<Name>> = BTreeMap::new();
        let guesses = people.guesses.difference(&people.names).map(|folded| (folded, true));
        for (folded, is_guess) in people.names.iter().map(|folded| (folded, false)).chain(guesses) {
            let whole = composed(folded);
            let pseudonym: Arc<str> = key.name(&whole).into();
            for written in [folded.as_str()].into_iter().chain(undecorated(folded)) {
                let name = Name {
                    folded: written.to_owned(),
                    whole: whole.clone(),
                    n_letters: n_letters(written),
                    is_guess,
                    pseudonym: Arc::clone(&pseudonym),
                };
                // What is another way to write a name that is sure is that name.
                let others = by_pattern.entry(loose(written)).or_default();
                if !is_guess || others.iter().all(|other| other.is_guess) {
                    others.push(name);
                }
            }
        }
        let (patterns, names): (Vec<_>, Vec<_>) = by_pattern.into_iter().unzip();
        // More names than fit are hardly in memory at all.
        let patterns = Some(patterns).filter(|all| !all.is_empty()).and_then(|all| AhoCorasick::new(all).ok());
        Self { patterns, names, people, key }
    }

    /// The people that are found.
    pub(super) fn people(&self) -> &People {
        &self.people
    }

    /// What stands for the name of an author, however that is written.
    pub(super) fn pseudonym(&self, name: &str) -> String {
        match fold_name(name) {
            folded if folded.is_empty() => self.key.name(name),
            folded => self.key.name(&composed(&folded)),
        }
    }

    /// Adds all that may be names, and numbers of authors. Linear in the text.
    pub(super) fn find(&self, place: Place<'_>, found: &mut Vec<Found>) {
        let folded = Folded::of(place.text, place.pieces, Escapes::Read);
        self.find_in(&folded, place, found);
        // What looks like another way to write a character may be none.
        if folded.has_escapes {
            self.find_in(&Folded::of(place.text, place.pieces, Escapes::Kept), place, found);
        }
    }

    fn find_in(&self, folded: &Folded, place: Place<'_>, found: &mut Vec<Found>) {
        let loose = folded.loose();
        let matches = self.patterns.iter().flat_map(|patterns| patterns.find_overlapping_iter(&loose));
        // Of those that begin at a place, the longest, which comes last.
        let mut longest: FxHashMap<usize, (usize, &Name)> = FxHashMap::default();
        for one in matches {
            let candidate = Candidate { folded, edges: place.edges, from: one.start(), to: one.end() };
            let names = self.names.get(one.pattern().as_usize()).map(Vec::as_slice).unwrap_or_default();
            if let Some(name) = candidate.meant(names).filter(|name| candidate.is_name(name)) {
                longest.insert(one.start(), (one.end(), name));
            }
        }
        let mut longest: Vec<_> = longest.into_iter().map(|(from, (to, name))| (from, to, name)).collect();
        longest.sort_unstable_by_key(|&(from, ..)| from);
        let mut taken = 0;
        for (from, to, name) in longest {
            let Some(parts) = Some(from).filter(|&from| from >= taken).and_then(|from| folded.written(from, to)) else {
                continue;
            };
            taken = to;
            let is_exact = parts.iter().all(|part| place.text.get(part.range()) == Some(&name.whole));
            found.push(Found { parts, by: Arc::clone(&name.pseudonym), is_exact });
            if let Some((from, to)) = number_behind(&folded.text, to) {
                self.add_number(folded, from, to, found);
            }
        }
        self.find_numbers(folded, found);
    }

    /// Adds the numbers of known authors, and those that are said to be an author's.
    fn find_numbers(&self, folded: &Folded, found: &mut Vec<Found>) {
        let bytes = folded.text.as_bytes();
        let mut at = 0;
        while let Some(from) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
            let from = at + from;
            let to = from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            at = to;
            let (before, behind) = (&folded.text[..from], &folded.text[to..]);
            let is_whole = !before.ends_with(is_of_word) && !behind.starts_with(is_of_word);
            // `uid310772` and `user310772` are numbers as well.
            let is_long = to - from >= MIN_DIGITS && self.is_known(&folded.text[from..to]);
            if is_long || is_whole && is_marked(before) {
                self.add_number(folded, from, to, found);
            }
        }
    }

    fn is_known(&self, digits: &str) -> bool {
        digits.parse().is_ok_and(|number| self.people.numbers.contains(&number))
    }

    fn add_number(&self, folded: &Folded, from: usize, to: usize, found: &mut Vec<Found>) {
        let digits = folded.text.get(from..to).unwrap_or_default();
        let number: Option<u64> = digits.parse().ok();
        if let Some((number, parts)) = number.zip(folded.written(from, to)) {
            let is_exact = !digits.starts_with('0') && parts.iter().map(|part| part.len()).eq([digits.len()]);
            found.push(Found { parts, by: self.key.number(number).to_string().into(), is_exact });
        }
    }

    /// Adds the number in parentheses that stands behind an author's name.
    pub(super) fn find_number_behind(&self, text: &str, author: Span, found: &mut Vec<Found>) {
        let start = author.end as usize;
        let end = (start..=text.len().min(start + BEHIND)).rev().find(|&end| text.is_char_boundary(end));
        let folded = Folded::of(text, &[Span::new(start, end.unwrap_or(start))], Escapes::Kept);
        if let Some((from, to)) = number_behind(&folded.text, 0) {
            self.add_number(&folded, from, to, found);
        }
    }
}

/// What may be a name: a range of a folded text.
struct Candidate<'a> {
    folded: &'a Folded,
    edges: &'a [u32],
    from: usize,
    to: usize,
}

impl Candidate<'_> {
    /// Which of the names that differ in the signs between their words is meant: the one that is written, or else the first.
    /// What a name begins or ends with is no sign between words.
    fn meant<'n>(&self, names: &'n [Name]) -> Option<&'n Name> {
        let written = self.folded.text.get(self.from..self.to)?.as_bytes();
        let is_same = |own: Option<&u8>, other: Option<&u8>| own == other || !own.is_some_and(|&byte| is_joint(byte));
        let fits = |name: &&Name| {
            let own = name.folded.as_bytes();
            is_same(own.first(), written.first()) && is_same(own.last(), written.last())
        };
        names.iter().find(|name| name.folded.as_bytes() == written).or_else(|| names.iter().find(fits))
    }

    /// Whether a word is meant as a name: it stands by itself, and is long enough or marked.
    fn is_name(&self, name: &Name) -> bool {
        let (before, behind) = (&self.folded.text[..self.from], &self.folded.text[self.to..]);
        if !self.begins_word(before) || !self.ends_word(behind, name) {
            return false;
        }
        let is_number = name.folded.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && name.n_letters < MIN_LETTERS && is_time_at(&name.folded, behind) {
            return false;
        }
        name.n_letters >= MIN_LETTERS && !name.is_guess
            || follows_mark(before)
            || number_behind(behind, 0).is_some()
            || !is_pronoun(&name.folded) && says(behind)
    }

    fn begins_word(&self, before: &str) -> bool {
        let first = self.folded.text[self.from..].chars().next();
        !before.ends_with(is_of_word)
            || !first.is_some_and(is_of_word)
            || first.is_some_and(is_unspaced)
            || self.folded.start(self.from).is_some_and(|start| self.is_edge(start))
    }

    fn ends_word(&self, behind: &str, name: &Name) -> bool {
        let last = self.folded.text[..self.to].chars().next_back();
        let has_ended = |behind: &str| !behind.starts_with(is_of_word);
        let is_plural = || name.n_letters >= MIN_OF_PLURAL && behind.strip_prefix('s').is_some_and(has_ended);
        let is_mark = behind.chars().next().is_some_and(|c| is_of_word(c) && !c.is_alphanumeric());
        has_ended(behind)
            || !is_mark && (!last.is_some_and(is_of_word) || last.is_some_and(is_unspaced) || is_plural())
            || self.folded.end(self.to).is_some_and(|end| self.is_edge(end))
    }

    fn is_edge(&self, at: u32) -> bool {
        self.edges.binary_search(&at).is_ok()
    }
}

/// Characters of a name; none where it has only signs.
fn n_letters(folded: &str) -> usize {
    let is_letter = |c: char| c.is_alphanumeric() || !c.is_ascii();
    if folded.contains(is_letter) { composed(folded).chars().count() } else { 0 }
}

/// A long name without the signs around it, which those who mention it leave out.
fn undecorated(folded: &str) -> Option<&str> {
    let bare = folded.trim_matches(|c: char| !is_of_word(c));
    (bare.len() < folded.len() && n_letters(bare) >= MIN_OF_PLURAL).then_some(bare)
}

/// Tells whether a letter is of a script that has no blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

fn follows_mark(before: &str) -> bool {
    NAME_FOLLOWS.iter().filter_map(|mark| Some((mark, before.strip_suffix(mark)?))).any(|(mark, rest)| {
        // `by ` is a word, and no end of one.
        !mark.starts_with(char::is_alphabetic) || !rest.ends_with(is_of_word)
    })
}

/// Tells whether a text goes on with saying what somebody says.
fn says(behind: &str) -> bool {
    let Some(rest) = behind.strip_prefix(' ') else { return false };
    SAYS.iter().filter_map(|says| rest.strip_prefix(says)).any(|rest| !rest.starts_with(is_of_word))
}

/// Tells whether digits and what stands behind them are a time: `02:08AM`, `11pm`.
fn is_time_at(digits: &str, behind: &str) -> bool {
    let minutes = behind.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let word: String = behind.trim_start_matches(' ').chars().take_while(|c| c.is_alphanumeric()).collect();
    minutes || !word.is_empty() && is_time(&format!("{digits}{word}"))
}

/// Tells whether a text ends in what says that an author's number follows: `uid `, `uid=`.
fn is_marked(before: &str) -> bool {
    let word = before.trim_end_matches([' ', '=', ':', '#', '(', '[']);
    word.strip_suffix("uid").is_some_and(|rest| !rest.ends_with(is_of_word))
}

/// The number in parentheses that stands behind a name which ends at a place: where it begins and ends.
fn number_behind(text: &str, end: usize) -> Option<(usize, usize)> {
    let rest = text.get(end..)?;
    let rest = rest.strip_prefix("'s").unwrap_or(rest);
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let rest = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix(['(', '['])?;
    let rest = rest.trim_start_matches([' ', '#']);
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let from = text.len() - rest.len();
    let is_closed = rest[len..].trim_start_matches(' ').starts_with([')', ']']);
    (len > 0 && is_closed).then_some((from, from + len))
}
