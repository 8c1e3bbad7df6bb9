//! Where in a thread's text names may stand: which parts of it are read as one.

use super::site_words::SiteWords;
use crate::model::{Segment, Span, Thread};

/// The parts of a thread's text in which names are looked for: each is a list of pieces that are printed one after the other.
pub(super) fn texts_of(thread: &Thread) -> Vec<Vec<Span>> {
    let document_len = thread.document_text().len();
    let mut texts = paragraphs(thread.document_text());
    for comment in thread.comments() {
        texts.extend(body(thread.segments(comment), document_len));
    }
    texts.extend(body(&thread.story().summary, document_len));
    let rebuilt = all_spans(thread).filter(|span| span.start as usize >= document_len && !span.is_empty());
    texts.extend(rebuilt.map(|span| vec![span]));
    texts
}

/// The segments of a body; nothing where the document has them as they are.
fn body(segments: &[Segment], document_len: usize) -> Option<Vec<Span>> {
    let is_read_anyway = segments.len() < 2 && segments.iter().all(|it| (it.span.start as usize) < document_len);
    (!is_read_anyway).then(|| segments.iter().map(|segment| segment.span).collect())
}

/// The parts of a document between empty lines, over which no name goes.
fn paragraphs(text: &str) -> Vec<Vec<Span>> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() && at > start {
            parts.push(vec![Span::new(start, at)]);
            start = at;
        }
        at += line.len();
    }
    parts.push(vec![Span::new(start, at)]);
    parts
}

/// Where something begins or ends that is printed by itself, in order.
pub(super) fn edges_of(thread: &Thread) -> Vec<u32> {
    let bodies = thread.comments().iter().flat_map(|comment| thread.segments(comment));
    let segments = bodies.chain(&thread.story().summary).map(|segment| segment.span);
    let mut edges: Vec<u32> = segments.chain(all_spans(thread)).flat_map(|span| [span.start, span.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// All that is said of comments and the story, but their bodies.
fn all_spans(thread: &Thread) -> impl Iterator<Item = Span> {
    let story = thread.story();
    let of_story = [story.title, story.host, story.author, story.posted.map(|posted| posted.raw)];
    let comments = thread.comments().iter().flat_map(|comment| {
        [comment.author, comment.subject, comment.moderation, comment.posted.map(|posted| posted.raw)]
    });
    comments.chain(of_story).flatten()
}

/// Where the text says who wrote something, and means somebody.
pub(super) fn authors_of(thread: &Thread, words: &SiteWords) -> Vec<Span> {
    let named = thread.comments().iter().filter(|comment| words.has_name(thread, comment));
    let spans = named.filter_map(|comment| comment.author).chain(thread.story().author);
    let mut spans: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
    spans.sort_unstable_by_key(|span| span.start);
    spans.dedup();
    spans
}

/// What the site wrote, and nobody's name stands in: its words for moderations and for nobody, and dates.
pub(super) fn kept_spans(thread: &Thread, words: &SiteWords) -> Vec<Span> {
    let comments = thread.comments();
    let dates = comments.iter().map(|comment| comment.posted).chain([thread.story().posted]).flatten();
    let dates = dates.filter(|&posted| words.is_date(thread, posted)).map(|posted| posted.raw);
    let moderations = comments.iter().filter_map(|comment| comment.moderation);
    let moderations = moderations.filter(|&span| words.is_moderation(thread.text(span)));
    let nameless = comments.iter().filter(|comment| !words.has_name(thread, comment));
    moderations.chain(dates).chain(nameless.filter_map(|comment| comment.author)).collect()
}
