//! What each rule that guesses or complains is about, in a few words.

/// Says in a few words what a diagnostic's code stands for; empty for a code that nobody has described.
///
/// At most 39 columns, so that a row with the longest code fits in 80.
pub(crate) fn meaning(code: &str) -> &'static str {
    MEANINGS.iter().find(|(known, _)| *known == code).map_or("", |(_, meaning)| meaning)
}

/// The table in ARCHITECTURE.md, shorter. A test holds the two together.
const MEANINGS: [(&str, &str); 42] = [
    ("no-header", "comments whose header is lost"),
    ("list-in-body", "lists that are part of a comment"),
    ("stray-line", "lines left of their comment's text"),
    ("indent-jump", "comments below a parent that is missing"),
    ("depth-cap", "replies at the site's deepest level"),
    ("flat-page", "replies that stand at the top level"),
    ("tree-lost", "nothing tells who answered whom"),
    ("second-page", "a second page begins in the document"),
    ("hidden-replies", "replies that the page does not show"),
    ("quote-by-words", "quotes without a mark"),
    ("subject-from-parent", "a bare `Re:`, filled in"),
    ("year-recovered", "dates whose year was worked out"),
    ("year-unknown", "dates whose year nothing tells"),
    ("date-ambiguous", "dates that can be read in two ways"),
    ("date-impossible", "dates that no calendar has"),
    ("date-unread", "dates in no format of the site"),
    ("moderation-unknown", "words that are not the moderators'"),
    ("score-unread", "scores outside of the site's range"),
    ("number-too-large", "numbers too large to be true"),
    ("declared-unread", "a number of comments cannot be read"),
    ("duplicate-id", "comments that share a number"),
    ("header-unread", "headers that no pattern matches"),
    ("number-differs", "other numbers in by-lines"),
    ("comment-unread", "comments whose start is lost"),
    ("byline-in-body", "by-lines whose title is lost"),
    ("page-cut", "pages that end too early"),
    ("not-drawn", "comments that only a script lists"),
    ("row-length", "rows of more or fewer cells"),
    ("row-unread", "rows that cannot be read"),
    ("cell-unread", "cells that cannot be read"),
    ("parent-missing", "parents that are not in the thread"),
    ("parent-cycle", "comments among their own replies"),
    ("column-unread", "columns that are not read"),
    ("guarded-text", "apostrophes that `--raw` leaves out"),
    ("no-comments", "no comment in the document"),
    ("duplicate-document", "the same bytes as an earlier document"),
    ("other-story", "a save of another story"),
    ("empty-document", "nothing in the document"),
    ("encoding-guessed", "not UTF-8: the encoding was guessed"),
    ("bad-bytes", "bytes that are no characters, replaced"),
    ("nul-bytes", "NUL characters, replaced"),
    ("double-encoded", "UTF-8 that was encoded twice, undone"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_fit_beside_the_longest_code() {
        for (code, meaning) in MEANINGS {
            let column = 22 + MEANINGS.iter().map(|(code, _)| code.len()).max().unwrap_or(0);
            assert!(column + meaning.len() <= 80, "{code}: {meaning}");
        }
    }
}
