//! What kind of page a document without comments seems to be, in words for the person who saved it.

use crate::grammar::Site;

/// Lines that tell kinds of pages that hold no discussion, in the order in which they decide.
const KINDS: [(&str, &[&str]); 3] = [
    (
        "it seems to be an article with an empty comment form",
        &["leave a reply", "leave a comment", "click to comment", "post a comment"],
    ),
    (
        "it seems to be a news aggregator's page about other sites' articles",
        &["coverage details", "bias distribution", "full coverage"],
    ),
    ("it seems to be an article without a discussion", &["also read", "share this", "by "]),
];

/// Says what a document that no site explains seems to be.
pub(crate) fn describe(text: &str) -> &'static str {
    if text.trim().is_empty() {
        return "the document is empty";
    }
    let has = |wanted: &&str| text.lines().any(|line| starts_with_words(line.trim(), wanted));
    let kind = KINDS.iter().find(|(_, lines)| lines.iter().any(has));
    kind.map_or("it seems to be no page of a known discussion site", |(kind, _)| kind)
}

fn starts_with_words(line: &str, words: &str) -> bool {
    line.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words))
}

/// Says what a document that a site explains, but that holds no comments, seems to be.
pub(crate) fn describe_page(site: &Site, anchored: bool) -> String {
    let part = if anchored {
        "whose discussion is empty or was cut off"
    } else {
        "without its discussion, or with every header lost"
    };
    format!("it seems to be a page of {} {part}", site.name())
}
