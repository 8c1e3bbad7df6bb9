//! Where to look: the comments that drew most replies, most disagreement, or none at all.

use maud::{Markup, html};
use rustc_hash::FxHashMap;

use crate::model::{Comment, SegmentKind, Stance};
use crate::report::html::page::ThreadPage;
use crate::report::html::words::{author, heading, missing, plain, score, shortened};
use crate::report::numbers::counted;

/// Comments in a list.
const MOST: usize = 5;
/// Characters of a comment's text that are shown.
const EXCERPT: usize = 180;

/// A comment in a list: its node, what it is there for as a number to sort by, and in words.
struct Ranked {
    node: usize,
    rank: i64,
    why: String,
}

/// Three lists, each of which leads into the thread.
pub(super) fn section(page: &ThreadPage<'_>) -> Markup {
    let no_tree = "the document does not tell who answered whom.";
    let no_stance = if page.has_stances() { no_tree } else { "stances were left out." };
    html! {
        section #notable aria-labelledby="notable-h" {
            h2 #notable-h { "Where to look" }
            div.lists {
                (list(page, "Most replied", "Comments with the most direct replies.", no_tree, most_replied(page)))
                (list(page, "Most disputed", "Comments with the most direct replies that are told to disagree.", no_stance, most_disputed(page)))
                (list(page, "Best unanswered", "High scores to which nobody replied.", no_tree, best_unanswered(page)))
            }
        }
    }
}

fn most_replied(page: &ThreadPage<'_>) -> Option<Vec<Ranked>> {
    page.view.tree()?;
    let replied = page.comments().filter_map(|(node, _)| Some((node, page.view.n_replies(node)?)));
    let ranked = replied.filter(|(_, n)| *n > 0).map(|(node, n)| Ranked {
        node,
        rank: n.into(),
        why: counted(n, "reply", "replies"),
    });
    Some(first(ranked.collect()))
}

fn most_disputed(page: &ThreadPage<'_>) -> Option<Vec<Ranked>> {
    let tree = page.view.tree().filter(|_| page.has_stances())?;
    let mut disputes: FxHashMap<usize, u32> = FxHashMap::default();
    let disagrees = |node: usize| page.view.stance(node).is_some_and(|reply| reply.label == Ok(Stance::Disagree));
    let replies = tree.edges().filter(|&(node, parent)| parent != 0 && disagrees(node));
    replies.for_each(|(_, parent)| *disputes.entry(parent).or_default() += 1);
    let ranked = disputes.into_iter().map(|(node, n)| {
        let all = page.view.n_replies(node).unwrap_or(n);
        let why = format!("{n} of {} disagree", counted(all, "reply", "replies"));
        Ranked { node, rank: n.into(), why: if n == 1 { why.replace("disagree", "disagrees") } else { why } }
    });
    Some(first(ranked.collect()))
}

fn best_unanswered(page: &ThreadPage<'_>) -> Option<Vec<Ranked>> {
    page.view.tree()?;
    let alone = page.comments().filter(|&(node, _)| page.view.n_replies(node) == Some(0));
    let ranked = alone.filter_map(|(node, comment)| {
        Some(Ranked {
            node,
            rank: comment.score?.into(),
            why: format!("score {}, no reply", score(page.thread(), comment)?),
        })
    });
    Some(first(ranked.collect()))
}

/// The first few by rank, in the order of the document where that is the same.
fn first(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    ranked.sort_by_key(|it| (std::cmp::Reverse(it.rank), it.node));
    ranked.truncate(MOST);
    ranked
}

fn list(page: &ThreadPage<'_>, title: &str, hint: &str, why: &str, ranked: Option<Vec<Ranked>>) -> Markup {
    html! {
        div.list {
            h3 { (title) }
            p.hint { (hint) }
            @match ranked {
                None => (missing(why)),
                Some(ranked) if ranked.is_empty() => p { "There is none." },
                Some(ranked) => ol { @for it in &ranked { (entry(page, it)) } },
            }
        }
    }
}

fn entry(page: &ThreadPage<'_>, ranked: &Ranked) -> Markup {
    let thread = page.thread();
    let Some(comment) = page.view.comment(ranked.node) else { return html! {} };
    html! {
        li {
            a href={ "#c" (ranked.node) } { bdi { (heading(thread, comment)) } }
            p.why { strong { (ranked.why) } ", by " (author(thread, comment)) }
            @if let Some(text) = excerpt(page, comment) { p.excerpt dir="auto" { (text) } }
        }
    }
}

/// The first words of a comment that are its author's own; none where its heading says them already.
fn excerpt(page: &ThreadPage<'_>, comment: &Comment) -> Option<String> {
    comment.subject?;
    let own = page.thread().segments(comment).iter().find(|segment| segment.kind == SegmentKind::Own)?;
    Some(shortened(&plain(page.thread().text(own.span)), EXCERPT)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{MeasureOptions, View};
    use crate::model::{Row, stances_of, thread_of_rows};

    #[test]
    fn comments_are_ranked_by_what_they_drew() {
        let row = |parent, score| Row { parent, score: Some(score), author: Some("ann"), ..Row::default() };
        let thread = thread_of_rows(&[row(None, 1), row(Some(0), 2), row(Some(0), 5), row(Some(1), 3), row(None, 4)]);
        let (no, yes) = (Some(Ok(Stance::Neutral)), Some(Ok(Stance::Disagree)));
        let view = View::of(&thread, MeasureOptions::default()).with_stances(stances_of(&[no, no, no, yes, no]));
        let page = ThreadPage::new(&view);
        let nodes = |ranked: Option<Vec<Ranked>>| ranked.unwrap().iter().map(|it| it.node).collect::<Vec<_>>();
        assert_eq!(nodes(most_replied(&page)), [1, 2]);
        assert_eq!(nodes(most_disputed(&page)), [2]);
        assert_eq!(nodes(best_unanswered(&page)), [3, 5, 4]);
        assert!(section(&page).into_string().contains("1 of 1 reply disagrees"));
    }
}
