//! From a document to a thread: read by the reader of its form, recovered, and reported.

use crate::diagnostic::{Diagnostic, Severity};
use crate::grammar::{Outline, Site};
use crate::markup::build_tree;
use crate::model::{
    Comment, DialectChoice, Document, Form, Media, Owner, Part, SourceId, Thread, ThreadParts, ThreadSource,
};
use crate::parse::builder::ThreadBuilder;
use crate::parse::dialects::DialectSet;
use crate::parse::lines::Explanation;
use crate::parse::recover::{Facts, recover};
use crate::parse::{html, kind, lines};

/// What a reader makes of a document.
pub(super) struct Reading<'t, 'g> {
    pub(super) thread: ThreadBuilder<'t>,
    pub(super) facts: Facts<'g>,
    pub(super) dialect: Option<DialectChoice>,
}

/// Reads a document as a thread. It never fails: what is no discussion gives a thread without comments.
///
/// Linear in the document, but for the choice of a dialect, which looks at its beginning once for each dialect.
#[must_use]
pub fn parse(document: Document, dialects: &DialectSet) -> Thread {
    let read = match document.media {
        Media::Html => read_page(&document.text, dialects),
        Media::Text | Media::Table => lines::read(&document.text, dialects, false).map(build),
    };
    match read {
        Some((parts, dialect)) => assemble(document, parts, dialect),
        None => without_comments(document),
    }
}

/// Reads a page in the form of a site, or else laid out as text.
fn read_page(source: &str, dialects: &DialectSet) -> Option<(ThreadParts, Option<DialectChoice>)> {
    let tree = build_tree(source);
    if let Some(reading) = html::read(&tree, dialects.sites()) {
        return Some(build(reading));
    }
    let page = html::lay_out(&tree);
    drop(tree);
    let reading = lines::read(&page.text, dialects, true)?;
    // A list whose items end like titles is no discussion: somebody must have written a comment, at a time or in a place.
    let is_comment =
        |comment: &Comment| comment.author.is_some() || comment.posted.is_some() || comment.site_id.is_some();
    if !reading.thread.comments.iter().any(is_comment) {
        return None;
    }
    let (mut parts, dialect) = build(reading);
    html::behind_source(&mut parts, &page, source);
    Some((parts, dialect))
}

/// Holds each line of a thread's document against each pattern of the site that explains the most of it; a page as it is laid
/// out as text, with the lines of its source.
///
/// Where no site explains a line, the first is taken. `None` where there is no site or no outline.
#[must_use]
pub fn explain(thread: &Thread, dialects: &DialectSet) -> Option<Explanation> {
    if !thread.is_page() {
        return lines::explain_dump(thread, dialects);
    }
    let page = html::lay_out(&build_tree(thread.document_text()));
    let source_offset = page.source_offsets();
    let owner = |start: usize| lines::owner_at(thread, source_offset(start));
    let mut found = lines::explain_laid_out(&page.text, thread, dialects, owner)?;
    page.number_by_source(
        thread.document_text(),
        found.lines.iter_mut().flat_map(|line| [&mut line.first, &mut line.last]),
    );
    Some(found)
}

/// Reads a document in a dialect that is known.
pub(super) fn parse_in(document: Document, site: &Site, outline: &Outline) -> Thread {
    let (parts, dialect) = build(lines::read_in(&document.text, site, outline));
    assemble(document, parts, dialect)
}

/// Reads a page in the forms of one site.
pub(super) fn parse_page(source: &str, site: &Site) -> Thread {
    let document = Document { media: Media::Html, ..Document::from_text("sample", source) };
    let read = html::read(&build_tree(source), std::slice::from_ref(site)).map(build);
    match read {
        Some((parts, dialect)) => assemble(document, parts, dialect),
        None => without_comments(document),
    }
}

/// Recovers what a reading lost, and says what is missing of the whole document.
fn build(Reading { mut thread, facts, dialect }: Reading<'_, '_>) -> (ThreadParts, Option<DialectChoice>) {
    recover(&mut thread, &facts);
    thread.report_doubles();
    report(&mut thread, &facts);
    let address = facts.site.and_then(|site| site.address_in(thread.discussion.as_deref()));
    (ThreadParts { address, ..thread.finish(facts.drawing.has_tree) }, dialect)
}

/// Puts what was read behind the document's own text.
fn assemble(document: Document, parts: ThreadParts, dialect: Option<DialectChoice>) -> Thread {
    let mut diagnostics = document.diagnostics;
    diagnostics.extend(parts.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.line);
    let document_len = document.text.len();
    let mut text = document.text;
    text.push_str(&parts.text);
    let source = ThreadSource {
        document: document.name,
        url: document.url,
        saved_at: document.saved_at,
        media: document.media,
        encoding: document.encoding,
        encoding_source: document.encoding_source,
        dialect,
    };
    Thread::new(ThreadParts { sources: vec![source], text, document_len, diagnostics, ..parts })
}

/// What to do where no site explains a line.
const NO_SITE: &str = "the page may hold no comments, or they were not saved with it; if it does, no known site \
    explains a line: `rejoinder grammar list` shows the known ones, and a grammar file can add one";

fn without_comments(document: Document) -> Thread {
    let mut parts = ThreadParts::default();
    let seems = match document.media {
        Media::Html => kind::describe(&html::lay_out(&build_tree(&document.text)).text),
        Media::Text | Media::Table => kind::describe(&document.text),
    };
    // That a document is empty says all; two warnings for one fact are one too many.
    if document.diagnostics.iter().all(|diagnostic| diagnostic.code != "empty-document") {
        let message = format!("no comments found: {seems}");
        parts.diagnostics.push(Diagnostic::new(Severity::Warning, (1, 1), "no-comments", message, NO_SITE));
    }
    let end = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
    parts.owners.push(Part { source: SourceId::default(), end, owner: Owner::Furniture });
    assemble(document, parts, None)
}

/// Says what is missing of the whole document.
fn report(thread: &mut ThreadBuilder<'_>, facts: &Facts<'_>) {
    let found = thread.comments.iter().filter(|comment| comment.form != Form::Placeholder).count();
    if found == 0 {
        let seems = facts.site.map(|site| kind::describe_page(site, facts.is_anchored)).unwrap_or_default();
        let message = format!("no comments found: {seems}");
        let help = "save the page with its comments shown, and analyse it again";
        thread.warn((1, 1), "no-comments", message, help);
        return;
    }
    if !facts.drawing.has_tree {
        let first = thread.comments.first().map_or(1, |comment| comment.line);
        thread.warn(
            (first, 1),
            "tree-lost",
            "expected indentation that tells who answered whom, but the tool that saved this page lost it",
            "parents, depths and paths are left empty; save the page again with a tool that keeps lists",
        );
    }
}
