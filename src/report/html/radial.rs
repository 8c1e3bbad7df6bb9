//! The thread as a radial tree (Gomez, Kaltenbrunner and Lopez 2008): the story in the centre, each level a ring.

use std::f64::consts::{FRAC_PI_2, TAU};
use std::fmt::Write;

use maud::{Markup, PreEscaped, html};

use crate::graph::ReplyTree;
use crate::measure::View;
use crate::model::Comment;
use crate::report::html::page::ThreadPage;
use crate::report::html::words::{author_text, missing, score, score_class, stance, stance_class};
use crate::report::numbers::counted;

/// The radius of the outermost ring.
const OUTER: f64 = 340.0;
/// Rings that are drawn; of more levels only every so manyth has one.
const MAX_RINGS: u32 = 16;
/// Of more comments the lines are thinner.
const MANY: usize = 400;
/// Comments that lead to their place in the thread and say what they are; where there are more, all are mere dots.
const MAX_LINKS: usize = 5_000;

/// A place in the picture: the angle from the top, and the distance from the centre.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Place {
    angle: f64,
    radius: f64,
}

impl Place {
    fn xy(self) -> (f64, f64) {
        let turned = self.angle - FRAC_PI_2;
        (self.radius * turned.cos(), self.radius * turned.sin())
    }

    /// The same direction at another distance, as text.
    fn at(self, radius: f64) -> String {
        let (x, y) = Self { radius, ..self }.xy();
        format!("{} {}", short(x), short(y))
    }
}

/// The picture with its legend and with what chooses the colours.
pub(super) fn figure(page: &ThreadPage<'_>) -> Markup {
    let Some((tree, levels)) = page.view.tree().zip(page.measures.shape.as_ref().map(|shape| shape.max_depth())) else {
        return missing("the document does not tell who answered whom.");
    };
    let places = places(tree, levels, |node| page.view.depth(node).unwrap_or(0));
    html! {
        figure.radial {
            h3 { "Every comment at a glance" }
            (choice(page.has_stances()))
            p.sr { "A picture of all comments as a tree around the story. The thread below holds the same as text." }
            div.tree {
                svg viewBox="-360 -360 720 720" aria-hidden="true" focusable="false" {
                    g.rings { @for ring in rings(levels) { circle r=(short(ring)) {} } }
                    g.many[places.len() > MANY] {
                        path.branches d=(branches(tree, &places)) {}
                        (PreEscaped(nodes(page, &places)))
                    }
                    circle.story r="9" { title { "the story" } }
                }
            }
            (legend(page.has_stances()))
            figcaption {
                "The story is in the centre. Each ring outwards is " (counted(levels_a_ring(levels), "level", "levels")) " of replies; a branch is the wider the more endings it has. "
                "Click on a comment to read it. (After Gómez, Kaltenbrunner and López 2008.)"
            }
        }
    }
}

/// What chooses the colours, without a script.
fn choice(has_stances: bool) -> Markup {
    html! {
        @if has_stances {
            fieldset.choice {
                legend { "Colour by" }
                label { input type="radio" name="tint" #by-score checked; " score" }
                label { input type="radio" name="tint" #by-stance; " agreement" }
            }
        }
    }
}

fn legend(has_stances: bool) -> Markup {
    let scores = [
        ("s-m", "-1 or less"),
        ("s-0", "0"),
        ("s-1", "1"),
        ("s-2", "2"),
        ("s-3", "3"),
        ("s-4", "4"),
        ("s-5", "5 or more"),
        ("s-unknown", "unknown"),
    ];
    let stances =
        [("t-agree", "agrees"), ("t-disagree", "disagrees"), ("t-neutral", "neither"), ("t-unsure", "unsure")];
    let list = |class: &str, name: &str, entries: &[(&str, &str)]| {
        html! {
            ul class=(class) aria-label=(name) {
                @for (class, name) in entries {
                    li { svg viewBox="-8 -8 16 16" aria-hidden="true" focusable="false" { circle class={ "n " (class) } r="5" {} } (name) }
                }
            }
        }
    };
    html! {
        (list("legend of-scores", "Colours of scores; higher scores are larger too", &scores))
        @if has_stances { (list("legend of-stances", "Colours of agreement", &stances)) }
    }
}

/// How many levels lie between two rings.
fn levels_a_ring(levels: u32) -> u32 {
    levels.div_ceil(MAX_RINGS).max(1)
}

/// The radii of the rings.
fn rings(levels: u32) -> impl Iterator<Item = f64> {
    let every = levels_a_ring(levels);
    (every..=levels).step_by(every as usize).map(move |level| radius(level, levels))
}

fn radius(depth: u32, levels: u32) -> f64 {
    OUTER * f64::from(depth) / f64::from(levels.max(1))
}

/// Where each node stands: each subtree has a sector as wide as it has leaves. Linear, one pass up and one down.
fn places(tree: &ReplyTree, levels: u32, depth: impl Fn(usize) -> u32) -> Vec<Place> {
    let mut leaves = vec![0_u32; tree.n_nodes()];
    for (node, parent) in tree.edges().rev() {
        let below = leaves.get(node).copied().unwrap_or(0).max(1);
        leaves.get_mut(parent).into_iter().for_each(|n| *n += below);
    }
    let a_leaf = TAU / f64::from(leaves.first().copied().unwrap_or(0).max(1));
    let mut next = vec![0_u32; tree.n_nodes()];
    let mut places = vec![Place::default(); tree.n_nodes()];
    for (node, parent) in tree.edges() {
        let width = leaves.get(node).copied().unwrap_or(0).max(1);
        let Some(start) = next.get_mut(parent).map(|start| std::mem::replace(start, *start + width)) else { continue };
        next.get_mut(node).into_iter().for_each(|next| *next = start);
        let angle = (f64::from(start) + f64::from(width) / 2.0) * a_leaf;
        places
            .get_mut(node)
            .into_iter()
            .for_each(|place| *place = Place { angle, radius: radius(depth(node), levels) });
    }
    places
}

/// All edges as one path: each leaves its parent outwards and comes in along its own direction.
fn branches(tree: &ReplyTree, places: &[Place]) -> String {
    let mut path = String::new();
    for (node, parent) in tree.edges() {
        let (Some(&from), Some(&to)) = (places.get(parent), places.get(node)) else { continue };
        let half = f64::midpoint(from.radius, to.radius);
        // Writing to a `String` cannot fail.
        let _ = match parent {
            0 => write!(path, "M0 0L{}", to.at(to.radius)),
            _ => write!(path, "M{}C{} {} {}", from.at(from.radius), from.at(half), to.at(half), to.at(to.radius)),
        };
    }
    path
}

/// The comments, those that scored high last, so that they lie on top.
fn nodes(page: &ThreadPage<'_>, places: &[Place]) -> String {
    let rows = page.order.iter().filter_map(|&node| Some((node, page.view.comment(node)?, *places.get(node)?)));
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by_key(|(_, comment, _)| comment.score);
    let (is_linked, size) = (rows.len() <= MAX_LINKS, size(rows.len()));
    let mut out = String::new();
    for (node, comment, place) in rows {
        let (x, y) = place.xy();
        let class = format!("n {} {}", score_class(comment.score), stance_class(page.view.stance(node)));
        let class = if comment.is_placeholder() { "n gone" } else { &class };
        let r = short(size * (0.75 + 0.12 * f64::from(comment.score.unwrap_or(0).clamp(-1, 5))));
        let (x, y) = (short(x), short(y));
        let dot = if is_linked {
            html! { a href={ "#c" (node) } tabindex="-1" { circle class=(class) cx=(x) cy=(y) r=(r) { title { (said(page.view, node, comment)) } } } }
        } else {
            html! { circle class=(class) cx=(x) cy=(y) r=(r) {} }
        };
        out.push_str(&dot.into_string());
    }
    out
}

/// How large a dot is where there are so many.
fn size(n: usize) -> f64 {
    (90.0 / (n as f64).sqrt()).clamp(1.6, 9.0)
}

/// What a comment is, in one line.
fn said(view: &View<'_>, node: usize, comment: &Comment) -> String {
    let thread = view.thread();
    if comment.is_placeholder() {
        return format!("#{node}, not in this document");
    }
    let mut text = format!("#{node} by {}", author_text(thread, comment));
    let known = [score(thread, comment).map(|score| format!("score {score}")), told(view, node)];
    known.into_iter().flatten().for_each(|said| text = format!("{text}, {said}"));
    text
}

fn told(view: &View<'_>, node: usize) -> Option<String> {
    view.stance(node).filter(|reply| reply.label.is_ok()).map(stance)
}

/// A coordinate with at most one decimal.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(parents: &[usize]) -> (ReplyTree, Vec<u32>) {
        let tree = ReplyTree::from_parents(parents.iter().copied());
        let mut depths = vec![0; tree.n_nodes()];
        tree.edges().for_each(|(node, parent)| depths[node] = depths[parent] + 1);
        (tree, depths)
    }

    #[test]
    fn each_subtree_is_as_wide_as_it_has_leaves() {
        let (tree, depths) = tree(&[0, 0, 2, 2, 2]);
        let places = places(&tree, 2, |node| depths[node]);
        let turns: Vec<f64> = places.iter().map(|place| (place.angle / TAU * 8.0).round()).collect();
        assert_eq!(turns, [0.0, 1.0, 5.0, 3.0, 5.0, 7.0]);
        assert_eq!(
            places.iter().map(|place| place.radius).collect::<Vec<_>>(),
            [0.0, 170.0, 170.0, 340.0, 340.0, 340.0]
        );
    }

    #[test]
    fn a_path_of_a_hundred_thousand_comments_is_drawn_without_recursion() {
        let parents: Vec<usize> = (0..100_000).collect();
        let draw = move || {
            let (tree, depths) = tree(&parents);
            let places = places(&tree, 100_000, |node| depths[node]);
            (branches(&tree, &places).matches('M').count(), rings(100_000).count())
        };
        let thread = std::thread::Builder::new().stack_size(256 << 10).spawn(draw).unwrap();
        assert_eq!(thread.join().unwrap(), (100_000, 16));
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([1.0, -0.04, 2.25, -3.0].map(short), ["1", "0", "2.2", "-3"]);
    }
}
