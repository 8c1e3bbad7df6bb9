//! The names that a thread holds: of its authors, and of people whom its text names as the site does.

use std::collections::BTreeSet;

use crate::grammar::WEEKDAYS;
use crate::model::Thread;

/// Longer names are none.
const MAX_BYTES: usize = 80;
/// What follows the name of somebody who is quoted.
const SAYS: [&str; 4] = ["wrote", "writes", "said", "says"];
/// Names have no more words.
const MAX_WORDS: usize = 4;

/// The names of a thread's authors, and those of others in its text: in quoted headers (`by NAME (12)`, `NAME wrote:`), in
/// addresses of profiles (`/~NAME`), and addressed (`@NAME`). All in small letters.
pub(super) fn names_of(thread: &Thread) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let nobody = anonymous_words(thread);
    let mut add = |name: &str| {
        let name = name.trim().to_lowercase();
        if !name.is_empty() && name.len() <= MAX_BYTES && !nobody.contains(&name) {
            names.insert(name);
        }
    };
    let named = thread.comments().iter().filter(|comment| comment.anonymous != Some(true));
    let authors = named.filter_map(|comment| comment.author).chain(thread.story().author);
    authors.for_each(|span| add(thread.text(span)));
    let bodies = thread.comments().iter().flat_map(|comment| thread.segments(comment));
    for segment in bodies.chain(&thread.story().summary) {
        let text = thread.text(segment.span);
        quoted(text).into_iter().for_each(&mut add);
        behind(text, "/~").chain(behind(text, "@")).for_each(&mut add);
    }
    names
}

/// What the site calls authors without a name.
fn anonymous_words(thread: &Thread) -> BTreeSet<String> {
    let nobody = thread.comments().iter().filter(|comment| comment.anonymous == Some(true));
    nobody.filter_map(|comment| comment.author).map(|span| thread.text(span).to_lowercase()).collect()
}

/// Whom a line names as the author of what it quotes.
fn quoted(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    if let Some(rest) = line.strip_prefix("by ").or_else(|| line.strip_prefix("By ")) {
        let end = rest.find(" (").filter(|end| is_number(&rest[end + 2..])).or_else(|| before_day(rest))?;
        return Some(&rest[..end]).filter(|name| name.split(' ').count() <= MAX_WORDS);
    }
    let (before, _) = line.split_once(':').filter(|(before, _)| before.len() <= MAX_BYTES)?;
    let (name, says) = before.rsplit_once(' ')?;
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    (SAYS.contains(&says) && name.split(' ').count() <= MAX_WORDS && !is_pronoun(name)).then_some(name)
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
fn is_pronoun(name: &str) -> bool {
    ["i", "you", "he", "she", "it", "we", "they", "who", "someone", "somebody"].contains(&name.to_lowercase().as_str())
}

/// The names that stand behind a mark.
fn behind<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let is_inside = mark == "@" && text[..at].ends_with(|c: char| c.is_alphanumeric());
        let rest = &text[at + mark.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c)).unwrap_or(rest.len());
        rest.get(..end).filter(|name| name.len() >= 2 && !is_inside)
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
            ("tea", None),
        ] {
            assert_eq!(quoted(line), name, "{line}");
        }
    }

    #[test]
    fn addressed_names_and_profiles_are_found() {
        let found = |text: &'static str, mark: &'static str| behind(text, mark).collect::<Vec<_>>();
        assert_eq!(found("@mole, and a@b.example", "@"), ["mole"]);
        assert_eq!(found("https://site.example/~old_mole/journal", "/~"), ["old_mole"]);
    }
}
