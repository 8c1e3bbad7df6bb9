//! A comment whose text is overwritten changes its own row, and no other.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use rejoinder::model::{Comment, Thread};

use crate::model::thread;
use crate::printer::{Drawing, Tool};
use crate::round_trip::row;
use crate::{config, read};

/// Overwrites every letter and digit of a comment's body; blanks and stops stay, so that lines, columns and sentences do.
fn overwritten(drawing: &Drawing, index: usize, letter: char) -> String {
    let body = drawing.bodies[index].clone();
    let lines = drawing.text.split('\n').enumerate().map(|(at, line)| {
        if body.contains(&at) {
            line.chars().map(|old| if old.is_alphanumeric() { letter } else { old }).collect()
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// All that is known of a comment but its body.
fn facts(thread: &Thread, comment: &Comment) -> String {
    let row = row(thread, comment);
    let guessed = (comment.form, comment.score_low, comment.score_high, comment.truncated, comment.certainty);
    let place = (comment.position, comment.n_replies, comment.parent_certain, comment.line, comment.line_end);
    format!("{row:?} {guessed:?} {place:?}")
}

const TOOLS: [Tool; 14] = [
    Tool::ResiliparseMain,
    Tool::ResiliparseTitled,
    Tool::ResiliparseAll,
    Tool::ResiliparseNoBullets,
    Tool::Lynx,
    Tool::W3m,
    Tool::Links,
    Tool::Inscriptis,
    Tool::Html2text,
    Tool::Markdownify,
    Tool::PandocPlain,
    Tool::PandocMarkdown,
    Tool::Numbered,
    Tool::Headings,
];

proptest! {
    #![proptest_config(config(128, 5))]

    #[test]
    fn a_corrupt_body_changes_its_own_row_only(
        tool in select(&TOOLS[..]),
        thread in thread(4, 8),
        index in any::<Index>(),
        // No digit: before a stop that stays it would be the number of an item.
        letter in select(&['x', 'Q', '\u{e9}', '~'][..]),
    ) {
        let drawing = tool.print(&thread);
        let index = index.index(drawing.rows.len());
        let text = overwritten(&drawing, index, letter);
        let (before, after) = (read(drawing.text.as_str()), read(text.as_str()));
        let body = drawing.bodies[index].clone();
        // Rows that begin inside the overwritten lines are its own: items that were taken for replies.
        let own = |comment: &Comment| body.contains(&(comment.line as usize - 1)) || {
            let (first, last) = (comment.line as usize - 1, comment.line_end as usize - 1);
            first < body.end && body.start <= last
        };
        let others = |thread: &Thread| -> Vec<String> {
            thread.comments().iter().filter(|comment| !own(comment)).map(|comment| facts(thread, comment)).collect()
        };
        let (before, after) = (others(&before), others(&after));
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(before, after, "{:?}, comment {}\n{}", tool, index + 1, text);
        }
        prop_assert_eq!(before.len(), after.len(), "{:?}, comment {}\n{}", tool, index + 1, text);
    }
}
