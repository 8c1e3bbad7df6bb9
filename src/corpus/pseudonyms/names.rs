//! The names that a thread holds: of its authors, and of people whom its text names as the site does.

use std::collections::BTreeSet;

use super::fold::fold_name;
use super::site_words::SiteWords;
use crate::grammar::WEEKDAYS;
use crate::model::Thread;

/// Longer names are none, unless they are an author's.
const MAX_BYTES: usize = 80;
/// What follows the name of somebody who is quoted.
pub(super) const SAYS: [&str; 4] = ["wrote", "writes", "said", "says"];
/// Names have no more words.
const MAX_WORDS: usize = 4;
/// Where names stand in addresses.
const PROFILES: [&str; 4] = ["/~", "/user/", "/users/", "/u/"];

/// The names and numbers of people, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Folded names of authors, and of those whom a quoted header names with a number or a date.
    pub(super) names: BTreeSet<String>,
    /// Folded names of others that the text seems to name. They may be words as well.
    pub(super) guesses: BTreeSet<String>,
    /// The site's numbers for authors.
    pub(super) numbers: BTreeSet<u64>,
}

impl People {
    /// The names and numbers of a thread's authors and of those in quoted headers (`by NAME (12)`); and guesses at names of
    /// others: quoted (`NAME wrote:`), in addresses of profiles (`/~NAME`), and addressed (`@NAME`).
    pub(super) fn of(thread: &Thread, words: &SiteWords) -> Self {
        let mut people = Self::default();
        people.numbers.extend(thread.comments().iter().filter_map(|comment| comment.uid));
        let named = thread.comments().iter().filter(|comment| words.has_name(thread, comment));
        let authors = named.filter_map(|comment| comment.author).chain(thread.story().author);
        authors.for_each(|span| people.add(thread.text(span), words, true));
        let bodies = thread.comments().iter().flat_map(|comment| thread.segments(comment));
        let mut before: Option<&str> = None;
        for segment in bodies.chain(&thread.story().summary) {
            let text = thread.text(segment.span);
            people.add_mentioned(text, words);
            // A header may go on in the next line.
            if let Some(line) = before.filter(|line| line.len() <= MAX_BYTES && begins_header(line)) {
                let end = text.char_indices().nth(MAX_BYTES).map_or(text.len(), |(end, _)| end);
                people.add_quoted(&format!("{line} {}", &text[..end]), words);
            }
            before = Some(text);
        }
        people
    }

    /// Adds those whom others name.
    fn add_mentioned(&mut self, text: &str, words: &SiteWords) {
        self.add_quoted(text, words);
        addressed(text).for_each(|name| self.add_short(name, words, false));
        for mark in PROFILES {
            profiles(text, mark).for_each(|name| self.add_short(&name, words, false));
        }
    }

    fn add_quoted(&mut self, line: &str, words: &SiteWords) {
        quoted(line).into_iter().for_each(|(name, is_sure)| self.add_short(name, words, is_sure));
    }

    fn add_short(&mut self, name: &str, words: &SiteWords, is_sure: bool) {
        if name.len() <= MAX_BYTES {
            self.add(name, words, is_sure);
        }
    }

    fn add(&mut self, name: &str, words: &SiteWords, is_sure: bool) {
        let name = fold_name(name);
        if !name.is_empty() && !words.is_nobody(&name) {
            if is_sure {
                self.names.insert(name)
            } else {
                self.guesses.insert(name)
            };
        }
    }

    /// Adds the people of another thread.
    pub fn extend(&mut self, other: Self) {
        self.names.extend(other.names);
        self.guesses.extend(other.guesses);
        self.numbers.extend(other.numbers);
    }

    pub(super) fn is_among(&self, others: &Self) -> bool {
        let has_guesses = self.guesses.is_subset(&others.guesses);
        has_guesses && self.names.is_subset(&others.names) && self.numbers.is_subset(&others.numbers)
    }
}

/// Whom a line names as the author of what it quotes, and whether a number or a date says that it is a name.
fn quoted(line: &str) -> Option<(&str, bool)> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some(rest) = line.strip_prefix("by ").or_else(|| line.strip_prefix("By ")) {
        let end = rest.find(" (").filter(|end| is_number(&rest[end + 2..])).or_else(|| before_day(rest))?;
        return Some((&rest[..end], true)).filter(|(name, _)| name.split_whitespace().count() <= MAX_WORDS);
    }
    let (before, _) = line.split_once(':').filter(|(before, _)| before.len() <= MAX_BYTES)?;
    let (name, says) = before.rsplit_once(' ')?;
    let (name, is_sure) = name.split_once(" (").map_or((name, false), |(name, rest)| (name, is_number(rest)));
    let is_name = SAYS.contains(&says) && name.split_whitespace().count() <= MAX_WORDS && !is_pronoun(name);
    (is_name && !begins_with_article(name)).then_some((name, is_sure))
}

/// Tells whether words are no name, as their first one says: `the article`, `my wife`.
fn begins_with_article(name: &str) -> bool {
    const WORDS: [&str; 20] = [
        "the", "a", "an", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these", "those", "some",
        "one", "no", "every", "as", "and",
    ];
    let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
    name.contains(' ') && WORDS.contains(&first.as_str())
}

/// Tells whether a line begins as a quoted header does, and ends before that has said all.
fn begins_header(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    (line.starts_with("by ") || line.starts_with("By ")) && !line.contains('(')
}

/// Where a text goes on with a weekday.
fn before_day(text: &str) -> Option<usize> {
    let at = text.find(" on ")?;
    let day = text[at + " on ".len()..].to_lowercase();
    WEEKDAYS.iter().any(|weekday| day.starts_with(weekday)).then_some(at)
}

fn is_number(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Words that say who wrote something, and are no names.
pub(super) fn is_pronoun(name: &str) -> bool {
    ["i", "you", "he", "she", "it", "we", "they", "who", "someone", "somebody"].contains(&name.to_lowercase().as_str())
}

/// The names that stand behind `@`, where that begins a word; a time or a number is none.
fn addressed(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(move |(at, _)| {
        let is_inside = text[..at].ends_with(|c: char| c.is_alphanumeric());
        let rest = &text[at + 1..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c)).unwrap_or(rest.len());
        let name = rest.get(..end)?;
        (name.len() >= 2 && !is_inside && !is_time(name)).then_some(name)
    })
}

/// Tells whether what stands behind `@` says when something was: `02` of `02:08AM`, `11pm`.
pub(super) fn is_time(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_digit());
    digits.is_empty() || digits.len() < word.len() && ["am", "pm", "h"].contains(&digits.to_ascii_lowercase().as_str())
}

/// The names that stand behind a mark in addresses.
fn profiles<'a>(text: &'a str, mark: &'static str) -> impl Iterator<Item = String> + 'a {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let before = text[..at].char_indices().rev().take(MAX_BYTES).take_while(|(_, c)| !c.is_whitespace()).last();
        let word = &text[before.map_or(at, |(start, _)| start)..at];
        let is_address = mark == "/~" || word.contains("://") || mark == "/u/" && word.is_empty();
        let rest = &text[at + mark.len()..];
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"<>()[],;:".contains(c)).unwrap_or(rest.len());
        let name = rest.get(..end)?.trim_end_matches(['.', '!', '\'']);
        (name.len() >= 2 && is_address).then(|| name.replace('+', " "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_line_quotes_is_found() {
        for (line, name) in [
            ("> by Old Mole (44) on Monday", Some("Old Mole")),
            ("by mole on Monday October 09", Some("mole")),
            ("mole wrote: no", Some("mole")),
            ("Old Mole (44) writes:", Some("Old Mole")),
            ("You said: no", None),
            ("as I wrote before: no", None),
            ("by chance on the road", None),
            ("by the way (and so on)", None),
            ("the article says: tea", None),
            ("My wife said: no", None),
            ("tea", None),
        ] {
            assert_eq!(quoted(line).map(|(name, _)| name), name, "{line}");
            let is_sure = line.contains("44") || line.contains("Monday");
            assert!(quoted(line).is_none_or(|(_, sure)| sure == is_sure), "{line}");
        }
    }

    #[test]
    fn addressed_names_and_profiles_are_found() {
        let found = |text| addressed(text).collect::<Vec<_>>();
        assert_eq!(found("@mole, and a@b.example"), ["mole"]);
        assert_eq!(found("on Friday @02:08AM, @11PM, @2002"), Vec::<&str>::new());
        let found = |text, mark| profiles(text, mark).collect::<Vec<_>>();
        assert_eq!(found("https://site.example/~old_mole/journal", "/~"), ["old_mole"]);
        assert_eq!(found("see https://s.example/~Hester%27s+Nephew.", "/~"), ["Hester%27s Nephew"]);
        assert_eq!(found("https://s.example/user/mole, /usr/user/bin", "/user/"), ["mole"]);
        assert_eq!(found("/u/mole and /usr/u/bin", "/u/"), ["mole"]);
    }
}
