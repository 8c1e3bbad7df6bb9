//! The order in which a tree is drawn, and the guides beside each comment.

use std::io;

use super::select::Shown;
use crate::model::{CommentId, Thread};

/// Columns that one level is moved in.
const STEP: usize = 3;

/// A comment of a tree as it is come upon from top to bottom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    /// Which comment it is.
    pub(super) id: CommentId,
    /// For each comment from the top level down to this one, whether a sibling follows it.
    pub(super) open: &'a [bool],
    /// Whether something hangs below it.
    pub(super) has_replies: bool,
}

/// Visits all comments that are shown, every one after what it answers and before its next sibling.
///
/// Linear, without recursion: replies are linked lists in two vectors.
pub(super) fn walk(
    thread: &Thread,
    shown: &[Shown],
    mut visit: impl FnMut(Node<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let links = Links::new(thread, shown);
    let (mut path, mut open) = (Vec::new(), Vec::new());
    let mut next = links.first_reply(None);
    while let Some(index) = next {
        open.push(links.next_sibling(index).is_some());
        let reply = links.first_reply(Some(index));
        visit(Node { id: CommentId::from_index(index), open: &open, has_replies: reply.is_some() })?;
        path.push(index);
        next = reply;
        while next.is_none() {
            let Some(done) = path.pop() else { break };
            open.pop();
            next = links.next_sibling(done);
        }
    }
    Ok(())
}

/// For each comment, its first reply and its next sibling. The story stands behind the last comment.
struct Links {
    first: Vec<Option<usize>>,
    next: Vec<Option<usize>>,
}

impl Links {
    fn new(thread: &Thread, shown: &[Shown]) -> Self {
        let n = thread.comments().len();
        let mut links = Self { first: vec![None; n + 1], next: vec![None; n] };
        for (index, comment) in thread.comments().iter().enumerate().rev() {
            if shown.get(index).is_none_or(|&shown| shown == Shown::Away) {
                continue;
            }
            let parent = comment.parent.map_or(n, CommentId::index);
            if let (Some(first), Some(next)) = (links.first.get_mut(parent), links.next.get_mut(index)) {
                *next = first.replace(index);
            }
        }
        links
    }

    fn first_reply(&self, index: Option<usize>) -> Option<usize> {
        index.map_or_else(|| self.first.last(), |index| self.first.get(index)).copied().flatten()
    }

    fn next_sibling(&self, index: usize) -> Option<usize> {
        self.next.get(index).copied().flatten()
    }
}

/// What stands to the left of a comment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Guides {
    /// Beside its first line.
    pub(super) head: String,
    /// Beside its other lines.
    pub(super) body: String,
    /// Whether it is deeper than can be drawn, so that its depth must be told in words.
    pub(super) is_capped: bool,
}

impl Guides {
    /// The guides of a node, in which at most `max_levels` levels are moved in.
    pub(super) fn of(node: &Node<'_>, max_levels: usize) -> Self {
        let levels = node.open.get(1..).unwrap_or_default();
        let drawn = levels.get(..max_levels).unwrap_or(levels);
        let body: String = drawn.iter().map(|&open| if open { "│  " } else { "   " }).collect();
        if levels.len() > max_levels {
            return Self { head: format!("{body}↳ "), body: body + "  ", is_capped: true };
        }
        let mut head = body.clone();
        if let Some(&open) = drawn.last() {
            head.truncate(head.char_indices().nth_back(STEP - 1).map_or(0, |(index, _)| index));
            head.push_str(if open { "├─ " } else { "└─ " });
        }
        Self { head, body: body + if node.has_replies { "│ " } else { "  " }, is_capped: false }
    }

    /// How many levels can be moved in, so that half of the width is left for text.
    pub(super) fn max_levels(width: usize) -> usize {
        width / 2 / STEP
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread::{self, Builder};
    use crate::cli::show::select::Filter;
    use crate::model::{Story, ThreadStances};

    fn drawn(thread: &Thread, max_levels: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let shown = Filter::default().select(thread, &ThreadStances::default()).shown;
        walk(thread, &shown, |node| {
            let guides = Guides::of(&node, max_levels);
            lines.push(format!("{}{}", guides.head, node.id.number()));
            lines.push(guides.body.trim_end().to_owned());
            Ok(())
        })
        .unwrap();
        lines.retain(|line| !line.is_empty());
        lines
    }

    #[test]
    fn guides_lead_from_each_comment_to_its_replies() {
        let expected = "\
1
│
└─ 2
   │
   ├─ 3
   │  │
   │  └─ 4
   │     │
   │     └─ 10
   │
   └─ 5
6
│
└─ 7
8
9";
        assert_eq!(drawn(&sample_thread::thread(), 9).join("\n"), expected);
    }

    #[test]
    fn deep_threads_stay_readable() {
        let mut builder = Builder::new();
        (0..200_000).for_each(|parent| builder.comment(parent).line = 1);
        let lines = drawn(&builder.thread(Story::default(), Vec::new()), 2);
        assert_eq!(
            lines.get(..6).map(<[_]>::to_vec).unwrap_or_default(),
            ["1", "│", "└─ 2", "   │", "   └─ 3", "      │"]
        );
        assert_eq!(lines.last().map(String::as_str), Some("      ↳ 200000"));
    }
}
