//! The words of a comment: paragraphs, quotes, links, and the words that told its stance.

use std::ops::Range;

use maud::{Markup, PreEscaped, html};

use crate::model::{Comment, Evidence, Form, Joint, QuoteSource, Segment, SegmentKind, Thread};
use crate::report::html::words::plain;
use crate::table::addresses;

/// What a run of lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Own,
    Quote,
    Signature,
}

/// The body of a comment, with what the document lost of it.
pub(super) fn body(thread: &Thread, comment: &Comment, evidence: Option<Evidence>) -> Markup {
    let segments = thread.segments(comment);
    html! {
        (text(thread, segments, evidence))
        @if let Some(note) = lost(comment, segments.is_empty()) { p.lost { (note) } }
    }
}

/// Segments as paragraphs, quotes and signatures.
pub(super) fn text(thread: &Thread, segments: &[Segment], evidence: Option<Evidence>) -> Markup {
    let lines: Vec<&[Segment]> = segments.chunk_by(|_, next| next.joint == Joint::Inline).collect();
    let blocks = lines.chunk_by(|line, next| block(line) == block(next) && joint(next) != Some(Joint::Paragraph));
    html! { @for lines in blocks { (paragraph(thread, lines, evidence)) } }
}

fn joint(line: &[Segment]) -> Option<Joint> {
    line.first().map(|segment| segment.joint)
}

/// What a line is: a quote if all of it is quoted, else by what it begins with.
fn block(line: &[Segment]) -> Block {
    let is_quoted = |segment: &Segment| matches!(segment.kind, SegmentKind::Quoted { .. });
    match line.first().map(|segment| segment.kind) {
        Some(SegmentKind::Signature) => Block::Signature,
        _ if !line.is_empty() && line.iter().all(is_quoted) => Block::Quote,
        _ => Block::Own,
    }
}

fn paragraph(thread: &Thread, lines: &[&[Segment]], evidence: Option<Evidence>) -> Markup {
    let kind = lines.first().map_or(Block::Own, |line| block(line));
    let text = html! {
        @for (index, line) in lines.iter().enumerate() {
            @if index > 0 { br; }
            @for (index, segment) in line.iter().enumerate() {
                @if index > 0 { " " }
                @if kind == Block::Own && matches!(segment.kind, SegmentKind::Quoted { .. }) { q { (words(thread, segment, evidence)) } }
                @else { (words(thread, segment, evidence)) }
            }
        }
    };
    match kind {
        Block::Own => html! { p dir="auto" { (text) } },
        Block::Signature => html! { p.signature dir="auto" { (text) } },
        Block::Quote => html! { blockquote dir="auto" { p { (text) } (source(lines)) } },
    }
}

/// What a quote was taken from, where that is known.
fn source(lines: &[&[Segment]]) -> Markup {
    let found = lines.iter().copied().flatten().find_map(|segment| match segment.kind {
        SegmentKind::Quoted { source } => source,
        _ => None,
    });
    match found {
        Some(QuoteSource::Story) => html! { p.source { "from the story" } },
        Some(QuoteSource::Comment(id)) => {
            html! { p.source { "from " a href={ "#c" (id.number()) } { "#" (id.number()) } } }
        }
        None => html! {},
    }
}

/// A segment's text with its links, and with what told the stance marked.
fn words(thread: &Thread, segment: &Segment, evidence: Option<Evidence>) -> Markup {
    let (text, start) = (thread.text(segment.span), segment.span.range().start);
    let mark = evidence.map(|found| found.span.range()).unwrap_or_default();
    let mark = mark.start.saturating_sub(start)..mark.end.saturating_sub(start);
    let mut at = 0;
    let mut out = String::new();
    for link in addresses(text) {
        out.push_str(&marked(text, at..link.start, &mark).into_string());
        let address = text.get(link.clone()).unwrap_or_default();
        at = link.end;
        let shown = marked(text, link, &mark);
        out.push_str(&html! { a href=(address) rel="noopener noreferrer nofollow" { (shown) } }.into_string());
    }
    out.push_str(&marked(text, at..text.len(), &mark).into_string());
    PreEscaped(out)
}

/// What stands around the evidence, which is marked; without links.
pub(super) fn near(thread: &Thread, segment: &Segment, evidence: Evidence) -> Markup {
    /// Characters before and behind it.
    const AROUND: usize = 110;
    let (text, start) = (thread.text(segment.span), segment.span.range().start);
    let mark = evidence.span.range().start.saturating_sub(start)..evidence.span.range().end.saturating_sub(start);
    let before = text.get(..mark.start).unwrap_or_default();
    let behind = text.get(mark.end..).unwrap_or_default();
    let from = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let to = mark.end + behind.char_indices().nth(AROUND).map_or(behind.len(), |(at, _)| at);
    html! { @if from > 0 { "…" } (marked(text, from..to, &mark)) @if to < text.len() { "…" } }
}

/// A part of a text, with what of it lies in `mark` marked.
fn marked(text: &str, part: Range<usize>, mark: &Range<usize>) -> Markup {
    let (from, to) = (mark.start.clamp(part.start, part.end), mark.end.clamp(part.start, part.end));
    let of = |range: Range<usize>| plain(text.get(range).unwrap_or_default());
    html! {
        @if from < to { (of(part.start..from)) mark { (of(from..to)) } (of(to..part.end)) }
        @else { (of(part)) }
    }
}

/// What is not in the document of a comment's words.
fn lost(comment: &Comment, is_empty: bool) -> Option<&'static str> {
    match (comment.form, comment.truncated) {
        (Form::Placeholder, _) => None,
        (Form::Stub, _) => Some("Only one line of this comment is in the document."),
        _ if is_empty => Some("The text of this comment is not in the document."),
        (_, Some(true)) => Some("… cut off here by the site."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Span, thread_of};

    /// The words of a segment that is the whole of a text, of which a range is the evidence.
    fn drawn(text: &str, evidence: Range<usize>) -> String {
        let mut parts = thread_of(&[]).into_parts();
        text.clone_into(&mut parts.text);
        let span = Span::new(0, text.len());
        let segment = Segment::own(span, 1, Joint::Paragraph);
        let evidence = Evidence { span: Span::new(evidence.start, evidence.end), line: 1 };
        words(&Thread::new(parts), &segment, Some(evidence)).into_string()
    }

    #[test]
    fn evidence_is_marked_and_everything_escaped() {
        assert_eq!(drawn("a <b> & c", 2..5), "a <mark>&lt;b&gt;</mark> &amp; c");
        assert_eq!(drawn("<script>x()</script>", 0..0), "&lt;script&gt;x()&lt;/script&gt;");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        let rel = "rel=\"noopener noreferrer nofollow\"";
        assert_eq!(
            drawn("x http://a.com/?q=\"y\" z", 0..4),
            format!(
                "<mark>x </mark><a href=\"http://a.com/?q=\" {rel}><mark>ht</mark>tp://a.com/?q=</a>&quot;y&quot; z"
            )
        );
        assert!(!drawn("javascript:x() data:text/html,x ftp://a.com javascript://a.com", 0..0).contains("<a"));
    }
}
