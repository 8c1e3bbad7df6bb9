//! The first screen: what the thread is, how complete the document is, the main figures; and, last, how it was read.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::measure::ThreadMeasures;
use crate::model::{EncodingSource, Thread};
use crate::report::codes;
use crate::report::html::page::ThreadPage;
use crate::report::html::words::{disagreement, known, name, plain, seconds, share, unknown};
use crate::report::numbers::{comments, counted, grouped, moment, percent};

/// A comment below this certainty, in hundredths, is called uncertain.
pub(super) const CERTAIN: u8 = 90;

/// What the thread is and how much of it there is.
pub(super) fn section(page: &ThreadPage<'_>) -> Markup {
    html! {
        section #summary aria-labelledby="title" {
            header {
                h1 #title dir="auto" { (name(page.thread())) }
                p.byline { (byline(page.thread())) }
            }
            (completeness(page))
            (figures(page))
        }
    }
}

/// Where the story was, who posted it and when.
fn byline(thread: &Thread) -> Markup {
    let story = thread.story();
    let text = |span| plain(thread.text(span));
    html! {
        @if let Some(host) = story.host { "on " bdi { (text(host)) } " · " }
        @if let Some(author) = story.author { "story posted by " bdi.who { (text(author)) } " · " }
        @if let Some(posted) = story.posted {
            @match posted.at {
                Some(at) => time datetime=(at.format("%Y-%m-%dT%H:%M")) { (moment(at)) },
                None => bdi { (text(posted.raw)) },
            }
            " · "
        }
        "read from " bdi.file { (plain(thread.document())) }
    }
}

fn completeness(page: &ThreadPage<'_>) -> Markup {
    let (counts, thread) = (&page.counts, page.thread());
    let found = counts.n_comments;
    html! {
        div.complete {
            @if let Some(hidden) = counts.n_hidden {
                @let expected = thread.story().declared.unwrap_or(found.saturating_add(hidden)).max(found);
                p.lead {
                    strong { (grouped(found)) " of " (comments(expected)) }
                    " " @if found == 1 { "is" } @else { "are" } " in this document (" (percent(found, expected)) ")."
                }
                meter min="0" max=(expected.max(1)) value=(found) aria-label="comments found, of those there should be" {
                    (percent(found, expected))
                }
            } @else {
                p.lead { strong { (comments(found)) } " found. How many there should be is " (unknown()) ": the page does not say." }
            }
            ul.notes { @for note in notes(page) { li { (note) } } }
        }
    }
}

/// What a reader should know before believing any figure below.
fn notes(page: &ThreadPage<'_>) -> Vec<String> {
    let (counts, thread) = (&page.counts, page.thread());
    let some = |n: u64, one: &str, many: &str| (n > 0).then(|| counted(n, one, many));
    let uncertain = page.comments().filter(|(_, comment)| comment.certainty.hundredths() < CERTAIN).count() as u64;
    let lost = counts.n_comments.saturating_sub(page.measures.anonymous.n_identified());
    [
        counts.n_hidden.and_then(|hidden| {
            some(
                hidden,
                "comment is missing: the site hid it, or it was not saved",
                "comments are missing: the site hid them, or they were not saved",
            )
        }),
        some(
            counts.n_abbreviated,
            "comment is cut short or lost its header",
            "comments are cut short or lost their headers",
        ),
        some(counts.n_stubs, "comment has only one line left", "comments have only one line left"),
        some(
            counts.n_placeholders,
            "comment is missing though others answer it",
            "comments are missing though others answer them",
        ),
        some(lost, "comment's author is lost", "comments' authors are lost"),
        some(
            uncertain,
            "comment is uncertain: how sure it is stands beside it",
            "comments are uncertain: how sure they are stands beside them",
        ),
        some(
            counts.n_parents_uncertain,
            "comment may answer another one than shown",
            "comments may answer others than shown",
        )
        .filter(|_| thread.has_tree()),
        (!thread.has_tree() && counts.n_comments > 0)
            .then(|| "Who answered whom is lost: the comments stand in the order of the page".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The main figures, each with what it means.
fn figures(page: &ThreadPage<'_>) -> Markup {
    let measures = &page.measures;
    let (shape, timing) = (measures.shape.as_ref(), &measures.timing);
    let scores = measures.scores.moments;
    html! {
        dl.figures {
            (figure("Named authors", &known(measures.participation.as_ref(), |it| grouped(it.n_authors)), &anonymous(measures)))
            (figure("Levels", &known(shape, |it| grouped(it.max_depth())), "of replies to replies, at the deepest"))
            (figure("Controversy (h-index)", &known(shape, |it| grouped(it.h_index)), "so many levels have at least so many comments; higher means wide and deep at once"))
            (figure("Mean score", &known(scores, |it| format!("{:.1}", it.mean)), &format!("by the site's moderators, of {}", comments(measures.scores.n_scored))))
            (figure("Half had come after", &known(timing.half_life_s, |it| seconds(it as f64)), &timed(measures)))
            (figure("Time to a reply", &known(timing.median_reply_delay_s, seconds), "half of the replies came faster"))
            (figure("Disagree", &disagreeing(page), &told(page)))
            (figure("Words", &known(Some(page.counts.words).filter(|&words| words > 0), grouped), &quoted(page)))
        }
    }
}

fn figure(label: &str, value: &Markup, hint: &str) -> Markup {
    html! { div { dt { (label) } dd { span.value { (value) } span.hint { (hint) } } } }
}

fn anonymous(measures: &ThreadMeasures) -> String {
    match measures.anonymous.n_anonymous() {
        Some(n) => format!("and {}", counted(n, "anonymous comment", "anonymous comments")),
        None => "who was anonymous is unknown".to_owned(),
    }
}

fn timed(measures: &ThreadMeasures) -> String {
    match measures.n_timed {
        0 => "the document lost the times, or the story's".to_owned(),
        n => format!("since the story, of {} with a time", comments(n)),
    }
}

/// How many disagree, if enough are told.
fn disagreeing(page: &ThreadPage<'_>) -> Markup {
    let sums = &page.measures.stances;
    match disagreement(sums) {
        None if sums.n_read() > 0 => html! { "too few" },
        disagree => known(disagree, share),
    }
}

fn told(page: &ThreadPage<'_>) -> String {
    let sums = &page.measures.stances;
    match sums.n_read() {
        0 => "stances were left out".to_owned(),
        n => {
            format!("with what they answer, of {} told; {} unsure", comments(sums.n_told()), grouped(n - sums.n_told()))
        }
    }
}

fn quoted(page: &ThreadPage<'_>) -> String {
    match page.counts.quoted_share() {
        Some(quoted) => format!("of which {} quote others", share(quoted)),
        None => "the document holds no text of comments".to_owned(),
    }
}

/// How the document was read: by which rules, and what they guessed.
pub(super) fn reading(page: &ThreadPage<'_>) -> Markup {
    let thread = page.thread();
    let mut rules: BTreeMap<&'static str, u64> = BTreeMap::new();
    thread.diagnostics().iter().for_each(|diagnostic| *rules.entry(diagnostic.code).or_default() += 1);
    let (encoding, source) = thread.encoding();
    html! {
        section #reading aria-labelledby="reading-h" {
            h2 #reading-h { "How this was read" }
            p { (dialect(thread)) " The text is " (encoding.name()) @if source == EncodingSource::Guessed { ", which is a guess" } "." }
            @if !rules.is_empty() {
                p { "What was met and guessed on the way; “rejoinder check” shows each place." }
                ul { @for (code, n) in rules { li { (grouped(n)) " × " (codes::meaning(code)) " (" code { (code) } ")" } } }
            }
            p { "Times are the site's own, without a zone. What cannot be known is called unknown; it is never counted as nothing." }
        }
    }
}

fn dialect(thread: &Thread) -> String {
    match thread.dialect() {
        Some(choice) => format!(
            "Read as a {} page in the form {}, which explains {} of {}.",
            plain(&choice.chosen.site),
            plain(&choice.chosen.outline),
            choice.explained,
            counted(choice.looked_at, "line", "lines")
        ),
        None if thread.is_from_table() => "Read from a table of comments.".to_owned(),
        None => "No known form of page explains any line of the document.".to_owned(),
    }
}
