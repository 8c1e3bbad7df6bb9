//! Who answers whom: the busiest authors on a circle, and the pairs that talked most as a table.

use std::f64::consts::TAU;

use maud::{Markup, html};
use rustc_hash::FxHashMap;

use crate::measure::author_replies;
use crate::measure::corpus::{AuthorTie, AuthorTies};
use crate::model::Stance;
use crate::report::html::page::ThreadPage;
use crate::report::html::plots::numbers_called;
use crate::report::html::words::{author_name, known, missing, seconds, share, shortened};
use crate::report::numbers::grouped;

/// Authors on the circle: more cannot be told apart.
const MOST_DRAWN: usize = 32;
/// Pairs in the table.
const MOST_PAIRS: usize = 50;
const RADIUS: f64 = 200.0;

/// The picture and the table.
pub(super) fn section(page: &ThreadPage<'_>) -> Markup {
    let ties: Vec<AuthorTie> = AuthorTies::of(page.view).rows().collect();
    html! {
        section #authors aria-labelledby="authors-h" {
            h2 #authors-h { "Who answers whom" }
            @if ties.is_empty() {
                (missing("the document does not tell who answered whom, or no named author answers another."))
            } @else {
                p { (talk(page)) }
                (circle(page, &ties))
                (pairs(page, &ties))
            }
        }
    }
}

fn talk(page: &ThreadPage<'_>) -> Markup {
    let returned = page.measures.reciprocity.and_then(|it| it.reciprocity);
    html! {
        "Of the pairs of authors of whom one answered the other, " (known(returned, share)) " were answered back. "
        @if let Some((n, longest)) = page.measures.chains {
            @if n > 0 { "Two authors in turn went on for up to " (longest) " comments." }
            @else { "No two authors went on in turn for three comments or more." }
        }
    }
}

/// An author on the circle.
struct Seat {
    author: u32,
    weight: u64,
    camp: Option<u8>,
    /// The node of their first comment.
    first: usize,
    angle: f64,
}

impl Seat {
    fn xy(&self, radius: f64) -> (f64, f64) {
        (radius * self.angle.cos(), radius * self.angle.sin())
    }
}

/// The authors who answered and were answered most, those of one side beside each other.
fn seats(page: &ThreadPage<'_>, ties: &[AuthorTie]) -> Vec<Seat> {
    let mut weights: FxHashMap<u32, u64> = FxHashMap::default();
    for tie in ties {
        [tie.source, tie.target].iter().for_each(|author| *weights.entry(*author).or_default() += tie.weight);
    }
    let mut seen: FxHashMap<u32, usize> = FxHashMap::default();
    for (node, _) in page.comments() {
        page.view.authors().of_node(node).into_iter().for_each(|author| _ = seen.entry(author).or_insert(node));
    }
    let seat = |(author, weight)| {
        let first = seen.get(&author).copied()?;
        Some(Seat { author, weight, camp: page.view.side(first).map(|side| side.camp), first, angle: 0.0 })
    };
    let mut seats: Vec<Seat> = weights.into_iter().filter_map(seat).collect();
    seats.sort_by_key(|seat| (std::cmp::Reverse(seat.weight), seat.author));
    seats.truncate(MOST_DRAWN);
    seats.sort_by_key(|seat| (seat.camp.unwrap_or(3), std::cmp::Reverse(seat.weight), seat.author));
    let n = seats.len().max(1) as f64;
    (0..).zip(&mut seats).for_each(|(index, seat): (u32, _)| seat.angle = TAU * (f64::from(index) + 0.5) / n);
    seats
}

fn circle(page: &ThreadPage<'_>, ties: &[AuthorTie]) -> Markup {
    let seats = seats(page, ties);
    let most = ties.iter().map(|tie| tie.weight).max().unwrap_or(1);
    let of = |author: u32| seats.iter().find(|seat| seat.author == author);
    let drawn = ties.iter().filter_map(|tie| Some((tie, of(tie.source)?, of(tie.target)?)));
    html! {
        figure.circle {
            p.sr { "A picture of authors on a circle, with lines between those who answer each other. The table below holds the same as text." }
            div.tree {
                svg viewBox="-400 -345 800 690" aria-hidden="true" focusable="false" {
                    @for (tie, from, to) in drawn { (line(tie, from, to, most)) }
                    @for seat in &seats { (place(page, seat)) }
                }
            }
            ul.legend aria-label="Lines" {
                li { svg viewBox="-8 -8 16 16" aria-hidden="true" focusable="false" { path.tie.against d="M-7 0H7" {} } "mostly disagrees" }
                li { svg viewBox="-8 -8 16 16" aria-hidden="true" focusable="false" { path.tie.along d="M-7 0H7" {} } "mostly agrees" }
                li { svg viewBox="-8 -8 16 16" aria-hidden="true" focusable="false" { path.tie d="M-7 0H7" {} } "neither, or unsure" }
            }
            figcaption {
                "A line leads from who answers (thin end) to who is answered; it is wider the more often. "
                @if page.measures.camps.is_some() { "Filled squares are on side 1, hollow diamonds on side 2 (see below), dots on neither. " }
                @if seats.len() == MOST_DRAWN { "Only the " (MOST_DRAWN) " busiest authors are drawn." }
            }
        }
    }
}

/// A line from who answers to who is answered: a wedge that opens toward the latter.
fn line(tie: &AuthorTie, from: &Seat, to: &Seat, most: u64) -> Markup {
    let class = match tie.stances.lean() {
        1.. => "wedge along",
        0 => "wedge",
        ..0 => "wedge against",
    };
    let width = 1.2 + 7.0 * (tie.weight as f64 / most.max(1) as f64).sqrt();
    let aside = width / RADIUS / 2.0;
    let ((x, y), inner) = (from.xy(RADIUS), RADIUS - 2.0);
    let end = |turn: f64| (inner * (to.angle + turn).cos(), inner * (to.angle + turn).sin());
    let ((ax, ay), (bx, by)) = (end(-aside), end(aside));
    let bend = 0.25;
    let (cx, cy) = (bend * (x + ax) / 2.0, bend * (y + ay) / 2.0);
    html! { path class=(class) d={ (format!("M{x:.1} {y:.1}Q{cx:.1} {cy:.1} {ax:.1} {ay:.1}L{bx:.1} {by:.1}Q{cx:.1} {cy:.1} {x:.1} {y:.1}Z")) } {} }
}

fn place(page: &ThreadPage<'_>, seat: &Seat) -> Markup {
    let (x, y) = seat.xy(RADIUS);
    let degrees = seat.angle.to_degrees();
    let is_left = (90.0..270.0).contains(&degrees);
    let (turn, anchor) = if is_left { (degrees - 180.0, "end") } else { (degrees, "start") };
    let (lx, ly) = seat.xy(RADIUS + 13.0);
    let name = author_name(page.view, seat.author);
    html! {
        a href={ "#c" (seat.first) } tabindex="-1" {
            title { (name) ": " (seat.weight) " replies to or from others" }
            @match seat.camp {
                Some(1) => rect.seat.one x=(format!("{:.1}", x - 5.0)) y=(format!("{:.1}", y - 5.0)) width="10" height="10" {},
                Some(_) => path.seat.two d=(format!("M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z", y - 7.0, x + 7.0, y + 7.0, x - 7.0)) {},
                None => circle.seat cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="5" {},
            }
            text x=(format!("{lx:.1}")) y=(format!("{ly:.1}")) dy="0.35em" text-anchor=(anchor)
                transform=(format!("rotate({turn:.1} {lx:.1} {ly:.1})")) { (shortened(&name, 22)) }
        }
    }
}

/// The pairs of whom one answered the other most often.
fn pairs(page: &ThreadPage<'_>, ties: &[AuthorTie]) -> Markup {
    let first = first_replies(page);
    let mut by_weight: Vec<&AuthorTie> = ties.iter().collect();
    by_weight.sort_by_key(|tie| (std::cmp::Reverse(tie.weight), tie.source, tie.target));
    let columns = ["Who answers", "Whom", "Replies", "In return", "Agree", "Disagree", "Time to a reply", "First"];
    let name = format!("The pairs as a table ({} of {})", by_weight.len().min(MOST_PAIRS), grouped(ties.len() as u64));
    numbers_called(&name, &columns, by_weight.into_iter().take(MOST_PAIRS).map(|tie| {
        html! {
            th scope="row" { bdi.who { (author_name(page.view, tie.source)) } }
            td { bdi.who { (author_name(page.view, tie.target)) } }
            td { (grouped(tie.weight)) }
            td { (known(tie.reverse_weight, grouped)) }
            (stances(page, tie))
            td { (known(tie.median_delay_s, seconds)) }
            td { @if let Some(node) = first.get(&(tie.source, tie.target)) { a href={ "#c" (node) } { "#" (node) } } }
        }
    }))
}

fn stances(page: &ThreadPage<'_>, tie: &AuthorTie) -> Markup {
    let told = |stance: Stance| page.has_stances().then(|| tie.stances.n(stance));
    html! { @for stance in [Stance::Agree, Stance::Disagree] { td { (known(told(stance), grouped)) } } }
}

/// The node of the first reply of each pair.
fn first_replies(page: &ThreadPage<'_>) -> FxHashMap<(u32, u32), usize> {
    let mut first = FxHashMap::default();
    let tree = page.view.tree().into_iter();
    for reply in tree.flat_map(|tree| author_replies(tree, page.view.authors(), page.view.options())) {
        first.entry((reply.source, reply.target)).or_insert(reply.node);
    }
    first
}
