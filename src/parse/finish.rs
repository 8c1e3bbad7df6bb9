//! From lines to a thread: the dialect is chosen, the document read in it, and what was lost recovered.

use crate::diagnostic::{Diagnostic, Severity};
use crate::grammar::{Outline, Site, Wrapping};
use crate::model::{Comment, DialectChoice, Document, Form, Part, Segment, Story, Thread, ThreadParts, place_comments};
use crate::parse::certainty::weigh;
use crate::parse::detect::observed_width;
use crate::parse::dialects::DialectSet;
use crate::parse::draft::Draft;
use crate::parse::engine::Engine;
use crate::parse::quote::find_quotes;
use crate::parse::rules::apply_rules;
use crate::parse::year::{recover_story_year, recover_years};

/// Reads a document as a thread. It never fails: what is no discussion gives a thread without comments.
///
/// Linear in the document, but for the choice of a dialect, which looks at its beginning once for each dialect.
#[must_use]
pub fn parse(document: Document, dialects: &DialectSet) -> Thread {
    let all = &dialects.dialects;
    let Some((choice, begun)) = all.choose(&document.text) else { return without_comments(document) };
    match (all.sites.get(choice.site), all.outlines.get(choice.outline)) {
        (Some(site), Some(outline)) => {
            let engine = begun.unwrap_or_else(|| Engine::new(&document.text, site, outline, choice.width));
            let said = read(engine);
            assemble(document, said, outline, all.describe(&choice))
        }
        _ => without_comments(document),
    }
}

/// Reads a document in a dialect that is known.
pub(crate) fn parse_in(document: Document, site: &Site, outline: &Outline) -> Thread {
    let width = observed_width(&document.text);
    let said = read(Engine::new(&document.text, site, outline, width));
    assemble(document, said, outline, None)
}

/// What a document says, without its text.
struct Said {
    story: Story,
    rebuilt: String,
    comments: Vec<Comment>,
    segments: Vec<Segment>,
    stated_hidden: u64,
    owners: Vec<Part>,
    diagnostics: Vec<Diagnostic>,
}

fn read(mut engine: Engine<'_, '_>) -> Said {
    if engine.outline.lines == Wrapping::Running {
        engine.run_running();
    } else {
        engine.run();
    }
    recover_years(&mut engine);
    recover_story_year(&mut engine);
    apply_rules(&mut engine);
    find_quotes(&mut engine);
    weigh(&mut engine);
    place_comments(&mut engine.draft.comments, engine.outline.has_tree());
    find_doubles(&mut engine);
    report(&mut engine);
    let story = std::mem::take(&mut engine.prologue.story);
    let Draft { rebuilt, comments, segments, stated_hidden, owners, diagnostics, .. } = engine.draft;
    Said { story, rebuilt, comments, segments, stated_hidden, owners, diagnostics }
}

fn assemble(document: Document, said: Said, outline: &Outline, dialect: Option<DialectChoice>) -> Thread {
    let mut diagnostics = document.diagnostics;
    diagnostics.extend(said.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.line);
    let document_len = document.text.len();
    let mut text = document.text;
    text.push_str(&said.rebuilt);
    Thread::new(ThreadParts {
        document: document.name,
        key: None,
        text,
        document_len,
        encoding: document.encoding,
        encoding_source: document.encoding_source,
        dialect,
        has_tree: outline.has_tree(),
        is_chronological: false,
        has_pseudonyms: false,
        story: said.story,
        comments: said.comments,
        segments: said.segments,
        stated_hidden: said.stated_hidden,
        owners: said.owners,
        diagnostics,
    })
}

/// What to do where no site explains a line.
const NO_SITE: &str = "the page may hold no comments, or they were not saved with it; if it does, no known site \
    explains a line: `rejoinder grammar list` shows the known ones, and a grammar file can add one";

fn without_comments(document: Document) -> Thread {
    let mut diagnostics = document.diagnostics;
    // That a document is empty says all; two warnings for one fact are one too many.
    if diagnostics.iter().all(|diagnostic| diagnostic.code != "empty-document") {
        let message = format!("no comments found: {}", crate::parse::kind::describe(&document.text)).into();
        let (line, column, severity, help) = (1, 1, Severity::Warning, NO_SITE.into());
        diagnostics.push(Diagnostic { line, column, severity, code: "no-comments", message, help });
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.line);
    let end = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
    Thread::new(ThreadParts {
        document: document.name,
        key: None,
        document_len: document.text.len(),
        text: document.text,
        encoding: document.encoding,
        encoding_source: document.encoding_source,
        dialect: None,
        has_tree: false,
        is_chronological: false,
        has_pseudonyms: false,
        story: Story::default(),
        comments: Vec::new(),
        segments: Vec::new(),
        stated_hidden: 0,
        owners: vec![Part { end, owner: crate::model::Owner::Furniture }],
        diagnostics,
    })
}

/// Says which comments have the same number on the site.
fn find_doubles(engine: &mut Engine<'_, '_>) {
    let numbered = engine.draft.comments.iter().filter_map(|comment| Some((comment.site_id?, comment.line)));
    let mut ids: Vec<(u64, u32)> = numbered.collect();
    if ids.is_sorted_by(|one, next| one.0 < next.0) {
        return;
    }
    ids.sort_unstable();
    for pair in ids.windows(2) {
        let [(id, first), (next, second)] = pair else { continue };
        if id == next {
            let message =
                format!("expected each comment once, but lines {first} and {second} both have the site's number {id}");
            engine.draft.warn((*second, 1), "duplicate-id", message, "both rows are kept");
        }
    }
}

/// Says what is missing of the whole document.
fn report(engine: &mut Engine<'_, '_>) {
    let found = engine.draft.comments.iter().filter(|comment| comment.form != Form::Placeholder).count();
    if found == 0 {
        let message =
            format!("no comments found: {}", crate::parse::kind::describe_page(engine.site, engine.prologue.anchored));
        engine.draft.warn(
            (1, 1),
            "no-comments",
            message,
            "save the page with its comments shown, and analyse it again",
        );
        return;
    }
    if !engine.outline.has_tree() {
        let first = engine.draft.comments.first().map_or(1, |comment| comment.line);
        engine.draft.warn(
            (first, 1),
            "tree-lost",
            "expected indentation that tells who answered whom, but the tool that saved this page lost it",
            "parents, depths and paths are left empty; save the page again with a tool that keeps lists",
        );
    }
}
