//! What pages say of comments, authors and numbers, in words.

use std::fmt::Write;

use chrono::TimeDelta;
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use crate::measure::View;
use crate::measure::corpus::StanceSums;
use crate::model::{Comment, ReplyStance, Stance, Thread, Unsure};
use crate::report::numbers::{self, duration, moment};
use crate::report::xml::with_characters;

/// What stands where nothing is known.
pub(super) fn unknown() -> Markup {
    html! { span.unknown { "unknown" } }
}

/// A paragraph that says that something is unknown, and why.
pub(super) fn missing(why: &str) -> Markup {
    html! { p.missing { span.unknown { "Unknown" } ": " (why) } }
}

/// A value in the words that `say` gives, or that it is unknown.
pub(super) fn known<T>(value: Option<T>, say: impl FnOnce(T) -> String) -> Markup {
    value.map_or_else(unknown, |value| html! { (say(value)) })
}

/// A text without characters that no page may hold, and without those that turn the direction of what follows.
pub(super) fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    with_characters(text).chars().filter(|&c| !turns(c)).collect()
}

/// Who wrote a comment.
pub(super) fn author(thread: &Thread, comment: &Comment) -> Markup {
    match comment.author {
        Some(span) => html! { bdi.who { (plain(thread.text(span))) } },
        None if comment.anonymous == Some(true) => html! { "anonymous" },
        None if comment.anonymous == Some(false) => html! { span.unknown { "a named user" } },
        None => html! { span.unknown { "author unknown" } },
    }
}

/// Who wrote a comment, for places that hold text alone.
pub(super) fn author_text(thread: &Thread, comment: &Comment) -> String {
    comment.author.map_or_else(|| "author unknown".to_owned(), |span| plain(thread.text(span)))
}

/// A comment's subject; where it has none, its first words.
pub(super) fn heading(thread: &Thread, comment: &Comment) -> String {
    /// Characters that a heading may have.
    const MOST: usize = 90;
    if let Some(subject) = comment.subject.filter(|subject| !subject.is_empty()) {
        return shortened(&plain(thread.text(subject)), MOST);
    }
    let first = thread.segments(comment).first().map(|segment| plain(thread.text(segment.span)));
    first.map_or_else(|| "without a subject".to_owned(), |text| format!("“{}”", shortened(&text, MOST)))
}

/// A text of at most so many characters, cut between words where that can be.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.trim().to_owned() };
    let cut = text.get(..end).unwrap_or_default();
    let cut = cut.rfind(char::is_whitespace).filter(|&at| at > end / 2).and_then(|at| cut.get(..at)).unwrap_or(cut);
    format!("{}…", cut.trim_end())
}

/// A comment's score with the moderators' word, such as `4 Funny`.
pub(super) fn score(thread: &Thread, comment: &Comment) -> Option<String> {
    let word = comment.moderation.map(|span| plain(thread.text(span)));
    let score = numbers::score(comment).map(|score| score.replace("..", " to "));
    match (score, word) {
        (Some(score), Some(word)) => Some(format!("{score} {word}")),
        (score, word) => score.or(word),
    }
}

/// The class of a score's colour.
pub(super) fn score_class(score: Option<i32>) -> &'static str {
    match score {
        None => "s-unknown",
        Some(..=-1) => "s-m",
        Some(0) => "s-0",
        Some(1) => "s-1",
        Some(2) => "s-2",
        Some(3) => "s-3",
        Some(4) => "s-4",
        Some(5..) => "s-5",
    }
}

/// The class of a stance's colour.
pub(super) fn stance_class(reply: Option<&ReplyStance>) -> &'static str {
    match reply.map(|reply| reply.label) {
        Some(Ok(Stance::Agree)) => "t-agree",
        Some(Ok(Stance::Neutral)) => "t-neutral",
        Some(Ok(Stance::Disagree)) => "t-disagree",
        Some(Err(_)) | None => "t-unsure",
    }
}

/// What a stance is called.
pub(super) fn stance_word(stance: Stance) -> &'static str {
    match stance {
        Stance::Agree => "agrees",
        Stance::Neutral => "neither",
        Stance::Disagree => "disagrees",
    }
}

/// What is told of a reply's stance and how likely it is, such as `disagrees, 71 % likely`.
pub(super) fn stance(reply: &ReplyStance) -> String {
    match reply.label {
        Ok(stance) => match likelihood(reply, stance) {
            Some(likely) => format!("{}, {:.0} % likely", stance_word(stance), likely * 100.0),
            None => stance_word(stance).to_owned(),
        },
        Err(reason) => format!("stance unsure: {}", why(reason)),
    }
}

/// How likely a stance of a reply is.
pub(super) fn likelihood(reply: &ReplyStance, stance: Stance) -> Option<f32> {
    reply.probabilities?.get(stance.index()).copied()
}

fn why(reason: Unsure) -> &'static str {
    match reason {
        Unsure::Doubt => "nothing is likely enough",
        Unsure::NoWords => "no words of its own",
        Unsure::Cut => "its text is cut off",
        Unsure::NoParent => "what it answers is not known",
    }
}

/// When a comment was posted: the moment, or what the page printed, or how long after the story.
pub(super) fn posted(thread: &Thread, comment: &Comment) -> Option<Markup> {
    if let Some(posted) = comment.posted {
        return Some(match posted.at {
            Some(at) => html! { time datetime=(at.format("%Y-%m-%dT%H:%M")) { (moment(at)) } },
            None => html! { bdi { (plain(thread.text(posted.raw))) } },
        });
    }
    comment.since_story_s.map(|s| html! { (seconds(s as f64)) " after the story" })
}

/// A span of time in its two largest units.
pub(super) fn seconds(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    format!("{sign}{}", duration(TimeDelta::seconds(seconds as i64)))
}

/// The share of stances told that disagree; unknown where only a few are told, of which a share says nothing.
pub(super) fn disagreement(sums: &StanceSums) -> Option<f64> {
    /// So many have to be told.
    const LEAST: u64 = 5;
    Some(sums).filter(|sums| sums.n_told() >= LEAST)?.share(Stance::Disagree)
}

/// A share as a percentage.
pub(super) fn share(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// What a thread is called: its title, or else its key in a table, or the name of its file without the folders.
pub(super) fn name(thread: &Thread) -> String {
    let file = thread.document().rsplit(['/', '\\']).next().unwrap_or_default();
    plain(thread.story().title.map(|span| thread.text(span)).or(thread.key()).unwrap_or(file))
}

/// The name of an author of the thread, by their number in it.
pub(super) fn author_name(view: &View<'_>, author: u32) -> String {
    view.authors().name(view.thread(), author).map_or_else(|| "anonymous".to_owned(), |(name, _)| plain(name))
}

/// The name of the file for the thread with this key: safe in every file system, and different for different keys.
#[must_use]
pub fn file_name(key: &str) -> String {
    /// Characters of the part that people read.
    const MOST: usize = 60;
    let mut slug = String::new();
    for c in key.chars().filter_map(slug_char) {
        if slug.len() < MOST && !(c == '-' && (slug.is_empty() || slug.ends_with('-'))) {
            slug.push(c);
        }
    }
    let slug = slug.trim_end_matches('-');
    let mut name = if slug.is_empty() { "thread-".to_owned() } else { format!("{slug}-") };
    for byte in Sha256::digest(key.as_bytes()).iter().take(4) {
        // Writing to a `String` cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name + ".html"
}

/// Tells whether a name is one that [`file_name`] gives.
pub(crate) fn is_file_name(name: &str) -> bool {
    let Some((slug, hash)) = name.strip_suffix(".html").and_then(|rest| rest.rsplit_once('-')) else { return false };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    hash.len() == 8 && hash.chars().all(|c| c.is_ascii_hexdigit()) && !slug.is_empty() && slug.chars().all(is_plain)
}

fn slug_char(c: char) -> Option<char> {
    match c {
        'a'..='z' | '0'..='9' => Some(c),
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\'' => None,
        _ => Some('-'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_tame() {
        assert_eq!(file_name("a/It's  Über.TXT"), "a-its-ber-txt-".to_owned() + &file_name("a/It's  Über.TXT")[14..]);
        for key in ["", "..", "../../etc/passwd", "con", "a\0b", "日本", &"x/".repeat(500)] {
            let name = file_name(key);
            let (slug, hash) = name.strip_suffix(".html").unwrap().rsplit_once('-').unwrap();
            assert!(is_file_name(&name) && slug.len() <= 60 && hash.len() == 8 && !slug.is_empty(), "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)), "{name}");
        }
        assert_ne!(file_name("a.b"), file_name("a-b"));
    }

    #[test]
    fn texts_are_cut_between_words() {
        assert_eq!(shortened("one two three", 9), "one two…");
        assert_eq!(shortened("onetwothree", 5), "onetw…");
        assert_eq!(shortened(" one ", 9), "one");
    }

    #[test]
    fn no_text_turns_its_surroundings() {
        assert_eq!(plain("a\u{202e}b\u{2066}c\u{1}"), "abc\u{fffd}");
    }
}
