//! The thread to read: nested lists whose parts fold, down to a depth from which on levels are told in words.

use maud::{Markup, PreEscaped, html};
use rustc_hash::FxHashMap;

use crate::model::{Comment, CommentId, Stance, Thread};
use crate::report::gaps;
use crate::report::html::body::{body, text};
use crate::report::html::first_screen::CERTAIN;
use crate::report::html::page::ThreadPage;
use crate::report::html::words::{
    author, plain, posted, score, score_class, stance, stance_class, stance_word, unknown,
};
use crate::report::numbers::certainty;

/// So many levels are moved in.
const MAX_INDENT: u32 = 50;
/// More comments take a browser long to lay out.
const LARGE: usize = 300;

/// The whole thread.
pub(super) fn section(page: &ThreadPage<'_>) -> Markup {
    html! {
        section #thread aria-labelledby="thread-h" {
            h2 #thread-h { "The thread" }
            (story(page))
            @if page.order.is_empty() { p { "There is no comment in this document." } }
            @else {
                p.tools {
                    button type="button" #fold-all hidden { "Fold all" }
                    button type="button" #open-all hidden { "Open all" }
                    " A comment folds with everything below it: click its head, or press Enter or Space on it."
                }
                @if page.has_stances() {
                    p.hint { mark { "Marked words" } " weighed most for what is told of agreement. They are there to be checked." }
                }
                (list(page))
            }
        }
    }
}

/// The story that everything answers, as far as the document has it.
fn story(page: &ThreadPage<'_>) -> Markup {
    let summary = &page.thread().story().summary;
    html! {
        @if !summary.is_empty() {
            div.list.story { h3 { "The story" } div.body { (text(page.thread(), summary, None)) } }
        }
    }
}

/// The comments as nested lists, written from top to bottom without recursion.
fn list(page: &ThreadPage<'_>) -> Markup {
    let gaps = gaps(page.thread());
    let mut lists = Lists { is_large: page.order.len() > LARGE, ..Lists::default() };
    lists.out.push_str(&hidden(&gaps, None).into_string());
    for &node in &page.order {
        let Some(comment) = page.view.comment(node) else { continue };
        let depth = page.view.depth(node).unwrap_or(1);
        lists.go_to(depth.clamp(1, MAX_INDENT));
        lists.out.push_str("<li");
        lists.out.push_str(&item(page, node, comment, depth, &gaps).into_string());
    }
    PreEscaped(lists.finish())
}

/// Lists under way: as many are open as the last comment has levels.
#[derive(Debug, Default)]
struct Lists {
    out: String,
    open: u32,
    /// Whether there are so many comments that only those in view are laid out.
    is_large: bool,
}

impl Lists {
    /// Ends what has to be ended before a comment of this level, and begins its list.
    fn go_to(&mut self, level: u32) {
        while self.open > level {
            self.out.push_str("</details></li></ol>");
            self.open -= 1;
        }
        if self.open == level {
            self.out.push_str("</details></li>");
        }
        while self.open < level {
            self.out.push_str(match (self.open, self.is_large) {
                (0, false) => "<ol class=\"comments\">",
                (0, true) => "<ol class=\"comments large\">",
                _ => "<ol>",
            });
            self.open += 1;
        }
    }

    fn finish(mut self) -> String {
        while self.open > 0 {
            self.out.push_str("</details></li></ol>");
            self.open -= 1;
        }
        self.out
    }
}

/// A comment from its address up to its replies: what follows `<li`, with its last element still open.
fn item(page: &ThreadPage<'_>, node: usize, comment: &Comment, depth: u32, gaps: &Gaps<'_>) -> Markup {
    let (thread, reply) = (page.thread(), page.view.stance(node));
    let evidence = reply.and_then(|reply| reply.evidence);
    html! {
        (PreEscaped(format!(" id=\"c{node}\"><details open>")))
        summary { (head(page, node, comment)) }
        div.body {
            p.about {
                (answers(comment, thread.has_tree(), depth))
                @if let Some(reply) = reply.filter(|reply| reply.label.is_ok() || reply.question == Some(true)) {
                    " · " @if reply.label.is_ok() { (stance(reply)) } @if reply.question == Some(true) { @if reply.label.is_ok() { ", " } "asks something" }
                }
                @if comment.certainty.hundredths() < CERTAIN { " · " span.doubt { "certainty " (certainty(comment.certainty)) } }
                @if !comment.parent_certain && thread.has_tree() && comment.parent.is_some() { " · " span.doubt { "may answer another" } }
                span.link { " · " a href={ "#c" (node) } { "link" } }
                (on_site(thread, comment))
            }
            (body(thread, comment, evidence))
            (hidden(gaps, Some(CommentId::from_index(node.saturating_sub(1)))))
        }
    }
}

/// A link to a comment on its site.
fn on_site(thread: &Thread, comment: &Comment) -> Markup {
    let mut url = String::new();
    thread.write_address(comment, &mut url);
    html! {
        @if url.starts_with("https://") || url.starts_with("http://") {
            span.link { " · " a href=(url) rel="noopener noreferrer nofollow" { "on the site" } }
        }
    }
}

/// What is seen of a comment when it is folded: text alone, as it is a button.
fn head(page: &ThreadPage<'_>, node: usize, comment: &Comment) -> Markup {
    let thread = page.thread();
    if comment.is_placeholder() {
        return html! { span.unknown { "A comment that is not in this document" } " " span.number { "#" (node) } };
    }
    html! {
        span.score.(score_class(comment.score)) {
            @match score(thread, comment) {
                Some(score) => { span.sr { "score " } bdi { (score) } }
                None => { "score " (unknown()) }
            }
        }
        @if let Some(subject) = comment.subject { " " bdi.subject { (plain(thread.text(subject))) } }
        " " span.by { "by " (author(thread, comment)) }
        @if comment.story_author == Some(true) { " (posted the story)" }
        @if let Some(posted) = posted(thread, comment) { " " span.when { (posted) } }
        @if let Some(told) = page.view.stance(node).and_then(|reply| reply.label.ok()) {
            @if told != Stance::Neutral { " " span.stance.(stance_class(page.view.stance(node))) { (stance_word(told)) } }
        }
        " " span.number { "#" (node) }
    }
}

/// What a comment answers; with its level where that is not drawn.
fn answers(comment: &Comment, has_tree: bool, depth: u32) -> Markup {
    html! {
        @if depth > MAX_INDENT { "level " (depth) ", " }
        @match comment.parent {
            Some(parent) => { "answers " a href={ "#c" (parent.number()) } { "#" (parent.number()) } }
            None if has_tree => "answers the story",
            None => { "what it answers is " (unknown()) }
        }
    }
}

/// What the page says it hides, by the comment it says so below.
type Gaps<'a> = FxHashMap<Option<CommentId>, Vec<&'a str>>;

fn hidden(gaps: &Gaps<'_>, below: Option<CommentId>) -> Markup {
    html! { @for gap in gaps.get(&below).into_iter().flatten() { p.lost { (plain(gap)) } } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{MeasureOptions, View};
    use crate::model::thread_of;

    fn drawn(parents: &[Option<usize>]) -> String {
        let thread = thread_of(parents);
        let view = View::of(&thread, MeasureOptions::default());
        section(&ThreadPage::new(&view)).into_string()
    }

    #[test]
    fn replies_stand_in_the_list_of_what_they_answer() {
        let text = drawn(&[None, Some(0), Some(0), None]);
        let places: Vec<_> = ["id=\"c1\"", "<ol><li id=\"c2\"", "id=\"c3\"", "</ol></details></li><li id=\"c4\""]
            .map(|part| text.find(part).unwrap_or_else(|| panic!("no {part}: {text}")))
            .to_vec();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn deep_threads_are_nested_no_further_than_fifty_levels() {
        let path: Vec<Option<usize>> = (0..3_000_usize).map(|index| index.checked_sub(1)).collect();
        let text = drawn(&path);
        for (open, close) in [("<ol", "</ol>"), ("<li ", "</li>"), ("<details", "</details>")] {
            assert_eq!(text.matches(open).count(), text.matches(close).count(), "{open}");
        }
        assert_eq!(text.matches("<ol").count(), 50);
        assert!(text.contains("level 3000, answers <a href=\"#c2999\">#2999</a>"));
    }
}
