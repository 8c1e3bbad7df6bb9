//! Names in a text, found and replaced.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::key::PseudonymKey;
use crate::model::Span;

/// Names of fewer letters are also words, or parts of them: they are replaced only where something says that they are names.
const MIN_LETTERS: usize = 3;
/// What stands before a name that is meant as one.
const NAME_FOLLOWS: [&str; 4] = ["@", "/~", "by ", "By "];

/// Finds names as words of a text, in any case, also where a line ends between their words.
#[derive(Debug)]
pub(super) struct Finder {
    names: Option<AhoCorasick>,
    /// Of each pattern: the name that it is a way to write.
    meant: Vec<String>,
}

/// A text with pseudonyms, and where in it things are now.
#[derive(Debug, Default)]
pub(super) struct Edited {
    pub(super) text: String,
    /// What was replaced, in order.
    edits: Vec<Edit>,
}

/// Bytes of the old text, and the bytes of the new one in their place.
#[derive(Clone, Copy, Debug)]
struct Edit {
    old: Span,
    new: Span,
    /// Line ends that stand behind it, because they stood in the old.
    n_lines: u32,
}

/// Something to be replaced, and by what.
struct Wanted {
    span: Span,
    by: String,
}

impl Finder {
    /// Finds these names, which are in small letters. Linear in their length.
    pub(super) fn new(names: &BTreeSet<String>) -> Self {
        let (mut patterns, mut meant) = (Vec::new(), Vec::new());
        for name in names {
            for written in ways_to_write(name) {
                patterns.push(written);
                meant.push(name.clone());
            }
        }
        let mut builder = AhoCorasickBuilder::new();
        builder.match_kind(MatchKind::LeftmostLongest);
        // More names than fit are hardly in memory at all.
        Self { names: builder.build(&patterns).ok().filter(|_| !patterns.is_empty()), meant }
    }

    /// Replaces the names of `authors`, and those found elsewhere but in `kept`; and the numbers in parentheses behind names.
    ///
    /// Both lists are in order, and are spans of the text. Linear in the text.
    pub(super) fn replace(&self, text: &str, authors: &[Span], kept: &[Span], key: &PseudonymKey) -> Edited {
        let mut wanted: Vec<Wanted> = Vec::new();
        for span in authors {
            if let Some(name) = text.get(span.range()) {
                wanted.push(Wanted { span: *span, by: key.name(&single_spaced(name)) });
            }
        }
        let mut taken: Vec<Span> = authors.iter().chain(kept).copied().collect();
        taken.sort_unstable_by_key(|span| span.start);
        for (span, name) in self.found(text) {
            if !overlaps(&taken, span) {
                wanted.push(Wanted { span, by: key.name(name) });
            }
        }
        wanted.sort_unstable_by_key(|wanted| wanted.span.start);
        Edited::of(text, &with_numbers(text, wanted, key))
    }

    /// The names in a text, with what each means.
    fn found<'a>(&'a self, text: &str) -> Vec<(Span, &'a str)> {
        let Some(names) = &self.names else { return Vec::new() };
        let folded = Folded::of(text);
        let found = names.find_iter(&folded.text).filter_map(|found| {
            let span = Span::new(folded.place(found.start()), folded.place_of_end(found.end()));
            let name = self.meant.get(found.pattern().as_usize())?;
            is_name(text, span).then_some((span, name.as_str()))
        });
        found.collect()
    }
}

/// How a name stands in texts and addresses.
fn ways_to_write(name: &str) -> BTreeSet<String> {
    let joined = ["+", "%20", "_", "-"].map(|joint| name.replace(' ', joint));
    joined.into_iter().chain([name.to_owned()]).collect()
}

fn single_spaced(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a word is meant as a name: it stands by itself, and is long enough or marked.
fn is_name(text: &str, span: Span) -> bool {
    let (before, behind) = (&text[..span.start as usize], &text[span.end as usize..]);
    let goes_on = |c: char| c.is_alphanumeric();
    if before.ends_with(goes_on) || behind.starts_with(goes_on) {
        return false;
    }
    let is_long = text[span.range()].chars().count() >= MIN_LETTERS;
    is_long || NAME_FOLLOWS.iter().any(|mark| before.ends_with(mark)) || number_behind(behind).is_some()
}

/// Whether a span shares bytes with one of these, which are in order and share none with each other.
fn overlaps(taken: &[Span], span: Span) -> bool {
    let next = taken.partition_point(|other| other.end <= span.start);
    taken.get(next).is_some_and(|other| other.start < span.end)
}

/// Adds the numbers that stand in parentheses behind what is replaced.
fn with_numbers(text: &str, names: Vec<Wanted>, key: &PseudonymKey) -> Vec<Wanted> {
    let mut wanted = Vec::with_capacity(2 * names.len());
    for name in names {
        let end = name.span.end as usize;
        wanted.push(name);
        if let Some((from, len, number)) = number_behind(&text[end..]) {
            let span = Span::new(end + from, end + from + len);
            wanted.push(Wanted { span, by: key.number(number).to_string() });
        }
    }
    wanted
}

/// The number in parentheses that a text begins with: where its digits begin, how many they are, and what it is.
fn number_behind(text: &str) -> Option<(usize, usize, u64)> {
    let inside = text.trim_start_matches(' ').strip_prefix('(')?.trim_start_matches(' ');
    let from = text.len() - inside.len();
    let len = inside.bytes().take_while(u8::is_ascii_digit).count();
    let number = inside[..len].parse().ok()?;
    inside[len..].trim_start_matches(' ').starts_with(')').then_some((from, len, number))
}

/// A text in small letters with one blank for any number of blanks and line ends, and where each byte of it stood.
struct Folded {
    text: String,
    places: Vec<u32>,
    len: usize,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), places: Vec::new(), len: text.len() };
        let mut is_blank = false;
        for (at, c) in text.char_indices() {
            if c.is_whitespace() {
                if !is_blank {
                    folded.push(at, ' ');
                }
                is_blank = true;
            } else {
                is_blank = false;
                c.to_lowercase().for_each(|small| folded.push(at, small));
            }
        }
        folded
    }

    fn push(&mut self, at: usize, c: char) {
        self.text.push(c);
        self.places.resize(self.text.len(), at as u32);
    }

    fn place(&self, at: usize) -> usize {
        self.places.get(at).map_or(self.len, |&place| place as usize)
    }

    /// Where the character before a place ends: where the next one stands.
    fn place_of_end(&self, end: usize) -> usize {
        let last = end.checked_sub(1).and_then(|last| self.places.get(last)).copied();
        let behind = self.places[end.min(self.places.len())..].iter().find(|&&place| Some(place) > last);
        behind.map_or(self.len, |&place| place as usize)
    }
}

impl Edited {
    /// Replaces what is wanted, in order; what overlaps with what was replaced before is left.
    fn of(text: &str, wanted: &[Wanted]) -> Self {
        let mut edited = Self { text: String::with_capacity(text.len()), edits: Vec::with_capacity(wanted.len()) };
        let mut from = 0;
        for Wanted { span, by } in wanted.iter().filter(|wanted| !wanted.span.is_empty()) {
            let Some(before) = text.get(from..span.start as usize) else { continue };
            edited.text.push_str(before);
            let start = edited.text.len();
            edited.text.push_str(by);
            let end = edited.text.len();
            // Lines keep their numbers.
            edited.text.extend(text[span.range()].chars().filter(|&c| c == '\n'));
            let n_lines = (edited.text.len() - end) as u32;
            edited.edits.push(Edit { old: *span, new: Span::new(start, end), n_lines });
            from = span.end as usize;
        }
        edited.text.push_str(&text[from..]);
        edited
    }

    /// Where a span is now; one that begins or ends within a name has all of what stands for it.
    pub(super) fn span(&self, span: Span) -> Span {
        Span::new(self.start(span.start as usize), self.end(span.end as usize))
    }

    /// Where something begins now.
    fn start(&self, at: usize) -> usize {
        match self.before(at) {
            Some(edit) if at < edit.old.end as usize => edit.new.start as usize,
            edit => moved(edit, at),
        }
    }

    /// Where something ends now.
    pub(super) fn end(&self, at: usize) -> usize {
        match self.before(at) {
            Some(edit) if at == edit.old.start as usize => edit.new.start as usize,
            Some(edit) if at < edit.old.end as usize => edit.new.end as usize,
            edit => moved(edit, at),
        }
    }

    /// The last of what was replaced that begins at a place or before it.
    fn before(&self, at: usize) -> Option<&Edit> {
        let next = self.edits.partition_point(|edit| edit.old.start as usize <= at);
        self.edits.get(next.checked_sub(1)?)
    }
}

/// A place behind what was replaced last.
fn moved(edit: Option<&Edit>, at: usize) -> usize {
    edit.map_or(at, |edit| at - edit.old.end as usize + edit.new.end as usize + edit.n_lines as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> PseudonymKey {
        PseudonymKey::from_bytes(b"0123456789abcdef").expect("because that is long enough")
    }

    fn replaced(names: &[&str], text: &str) -> String {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Finder::new(&names).replace(text, &[], &[], &key()).text
    }

    #[test]
    fn names_are_replaced_as_words_in_any_case_and_across_lines() {
        let mole = key().name("old mole");
        assert_eq!(
            replaced(&["old mole"], "Old Mole's, OLD\n  MOLE: old moles"),
            format!("{mole}'s, {mole}\n: old moles")
        );
        assert_eq!(replaced(&["old mole"], "https://s.example/~old+mole/"), format!("https://s.example/~{mole}/"));
        assert_eq!(replaced(&["old mole", "mole"], "mole"), key().name("mole"));
        assert_eq!(replaced(&["old mole"], "Old Mole (44) is"), format!("{mole} ({}) is", key().number(44)));
    }

    #[test]
    fn short_names_are_replaced_where_they_are_meant() {
        let it = key().name("it");
        assert_eq!(
            replaced(&["it"], "it is, said it (7). @it"),
            format!("it is, said {it} ({}). @{it}", key().number(7))
        );
    }

    #[test]
    fn what_is_kept_is_kept() {
        let names = BTreeSet::from(["funny".to_owned()]);
        let edited = Finder::new(&names).replace("5 Funny by funny", &[], &[Span::new(2, 7)], &key());
        assert_eq!(edited.text, format!("5 Funny by {}", key().name("funny")));
    }

    proptest! {
        #[test]
        fn spans_point_at_what_they_pointed_at(text in "(mole|é| |\n|tea|\\(44\\)|x){0,30}") {
            let edited = Finder::new(&BTreeSet::from(["mole".to_owned()])).replace(&text, &[], &[], &key());
            prop_assert_eq!(edited.text.lines().count(), text.lines().count());
            prop_assert_eq!(edited.end(text.len()), edited.text.len());
            for (at, letter) in text.char_indices().filter(|(_, letter)| "éx".contains(*letter)) {
                let span = edited.span(Span::new(at, at + letter.len_utf8()));
                prop_assert_eq!(edited.text.get(span.range()).map(str::to_owned), Some(letter.to_string()));
            }
        }
    }
}
