//! Who agrees with whom: how many, into which two sides the authors fall, and on what words that rests.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::model::{CampSide, Comment, Evidence, Stance};
use crate::report::html::body::near;
use crate::report::html::page::ThreadPage;
use crate::report::html::plots::numbers_called;
use crate::report::html::words::{author, author_name, known, likelihood, missing, share, stance_word};
use crate::report::numbers::{comments, grouped};

/// Replies that are quoted of each kind.
const MOST_QUOTED: usize = 6;
/// Authors that are named of each side.
const MOST_NAMED: usize = 40;

/// Sums, sides and evidence.
pub(super) fn section(page: &ThreadPage<'_>) -> Markup {
    html! {
        section #stance aria-labelledby="stance-h" {
            h2 #stance-h { "Who agrees, who disagrees" }
            @if page.has_stances() {
                p.warning {
                    "These are estimates from the wording alone, by a small model. Of the stances told, about three in ten were wrong on pages "
                    "like those it learned from, and more than four in ten on Slashdot. Count with them over many replies; do not judge persons by them."
                }
                (shares(page))
                (sides(page))
                div.pair { (quoted(page, Stance::Disagree)) (quoted(page, Stance::Agree)) }
            } @else {
                (missing("stances were left out, or there is no comment."))
            }
        }
    }
}

fn shares(page: &ThreadPage<'_>) -> Markup {
    let sums = &page.measures.stances;
    html! {
        p { "A stance is told of " strong { (grouped(sums.n_told())) } " of " (comments(sums.n_read())) "; the others are unsure. "
            (grouped(sums.n_questions())) " ask something." }
        ul.bars {
            @for told in Stance::ALL {
                li {
                    span.name { (stance_word(told)) }
                    meter min="0" max=(sums.n_told().max(1)) value=(sums.n(told)) aria-label={ (stance_word(told)) ", of those told" } {}
                    span.value { (grouped(sums.n(told))) " (" (known(sums.share(told), share)) ")" }
                }
            }
        }
    }
}

/// The two sides with their authors.
fn sides(page: &ThreadPage<'_>) -> Markup {
    let Some(camps) = page.measures.camps else {
        return html! { h3 { "Two sides" } (missing("too few named authors reply to each other.")) };
    };
    let members = members(page);
    html! {
        h3 { "Two sides" }
        p { "The named authors fall into two sides by whom they oppose: of "
            (grouped(camps.n_authors[0])) " and " (grouped(camps.n_authors[1])) " authors. "
            @match camps.cut_ratio {
                Some(ratio) => { (share(ratio)) " of all opposition is between the sides. " }
                None => "Nobody is told to oppose anybody. ",
            }
            "When the thread is split again and again, an author is on the same side " (share(camps.stability)) " of the time"
            @if camps.stability < 0.75 { ", which is little: take the sides for a hint at most" } "." }
        div.pair { @for camp in [1, 2] { (side(page, camp, &members)) } }
    }
}

/// Each author who wrote and has a side, with it and how many comments they wrote.
fn members(page: &ThreadPage<'_>) -> Vec<(u32, CampSide, u32)> {
    let mut of: BTreeMap<u32, (CampSide, u32)> = BTreeMap::new();
    for (node, _) in page.comments() {
        if let Some((author, side)) = page.view.authors().of_node(node).zip(page.view.side(node)) {
            of.entry(author).or_insert((side, 0)).1 += 1;
        }
    }
    let mut members: Vec<_> = of.into_iter().map(|(author, (side, n))| (author, side, n)).collect();
    members.sort_by_key(|&(author, _, n)| (std::cmp::Reverse(n), author));
    members
}

fn side(page: &ThreadPage<'_>, camp: u8, members: &[(u32, CampSide, u32)]) -> Markup {
    let of: Vec<_> = members.iter().filter(|(_, side, _)| side.camp == camp).collect();
    let name = format!("Side {camp}: {} authors", of.len());
    html! {
        div.side.{ "side-" (camp) } {
            (numbers_called(&name, &["Author", "Comments", "On this side"], of.iter().take(MOST_NAMED).map(|(author, side, n)| html! {
                th scope="row" { bdi.who { (author_name(page.view, *author)) } }
                td { (grouped(*n)) }
                td { (share(side.stability.into())) " of tries" }
            })))
            @if of.len() > MOST_NAMED { p.hint { "The " (MOST_NAMED) " who wrote most of " (of.len()) "." } }
        }
    }
}

/// The surest replies of a kind, with the words that weighed most.
fn quoted(page: &ThreadPage<'_>, told: Stance) -> Markup {
    let title = if told == Stance::Agree { "The surest agreement" } else { "The surest disagreement" };
    let mut replies: Vec<_> =
        page.comments().filter_map(|(node, comment)| evidence(page, told, node, comment)).collect();
    replies.sort_by(|a, b| b.likely.total_cmp(&a.likely).then(a.node.cmp(&b.node)));
    html! {
        div.list {
            h3 { (title) }
            @if replies.is_empty() { p { "There is none." } }
            @else { ul.evidence { @for it in replies.iter().take(MOST_QUOTED) { (entry(page, it)) } } }
        }
    }
}

/// A reply with the words that told its stance.
struct Told<'a> {
    node: usize,
    comment: &'a Comment,
    likely: f32,
    evidence: Evidence,
}

fn evidence<'a>(page: &ThreadPage<'a>, told: Stance, node: usize, comment: &'a Comment) -> Option<Told<'a>> {
    let reply = page.view.stance(node).filter(|reply| reply.label == Ok(told))?;
    Some(Told { node, comment, likely: likelihood(reply, told)?, evidence: reply.evidence? })
}

fn entry(page: &ThreadPage<'_>, it: &Told<'_>) -> Markup {
    let thread = page.thread();
    let segment = thread.segments(it.comment).iter().find(|segment| segment.span.contains(it.evidence.span));
    html! {
        li {
            a href={ "#c" (it.node) } { "#" (it.node) } " by " (author(thread, it.comment)) ", "
            span.hint { (format!("{:.0} % likely", it.likely * 100.0)) }
            @if let Some(segment) = segment { p.excerpt dir="auto" { (near(thread, segment, it.evidence)) } }
        }
    }
}
