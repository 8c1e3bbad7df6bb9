//! What a tool drew is read back: the same comments in the same tree with the same words.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rejoinder::model::{Comment, CommentId, Document, Form, Thread};
use rejoinder::parse::{DialectSet, parse};

use crate::check::invariants;
use crate::model::{self, Block, thread};
use crate::printer::{Drawing, Row, Tool};
use crate::{config, dialect_of, read};

/// What a thread's row says.
pub(crate) fn row(thread: &Thread, comment: &Comment) -> Row {
    let text = |span| thread.text(span).to_owned();
    let mut body = String::new();
    thread.write_body(comment, &mut body);
    Row {
        depth: comment.depth,
        parent: comment.parent.map(CommentId::index),
        subject: comment.subject.map(text),
        score: comment.score,
        moderation: comment.moderation.map(text),
        author: comment.author.map(text),
        uid: comment.uid,
        anonymous: comment.anonymous,
        subscriber: comment.subscriber,
        site_id: comment.site_id,
        posted: comment.posted.map(|posted| text(posted.raw)),
        at: comment.posted.and_then(|posted| posted.at),
        body,
    }
}

/// Tells whether a row is what was drawn, but for what the dialect cannot know.
pub(crate) fn compare(wanted: &Row, found: &Row, lists: bool) -> Result<(), String> {
    let mut wanted = wanted.clone();
    let mut found = found.clone();
    if wanted.author.is_none() {
        // Whether a lost name was one is a guess.
        found.anonymous = None;
    }
    if wanted.subscriber.is_none() {
        found.subscriber = None;
    }
    if lists {
        // Items that were taken for comments first lose their marks and how they were joined.
        let words = |body: &str| {
            let words = body.split_whitespace().filter(|word| *word != "•");
            words.collect::<Vec<_>>().join(" ")
        };
        (wanted.body, found.body) = (words(&wanted.body), words(&found.body));
    }
    if wanted == found {
        return Ok(());
    }
    let debug = |row: &Row| {
        let parts = format!("{row:?}");
        parts
            .replace(", subject:", "\nsubject:")
            .replace(", author:", "\nauthor:")
            .replace(", site_id:", "\nsite_id:")
            .replace(", body:", "\nbody:")
    };
    let (wanted, found) = (debug(&wanted), debug(&found));
    let differ = wanted.lines().zip(found.lines()).filter(|(wanted, found)| wanted != found);
    Err(differ.map(|(wanted, found)| format!("\nwanted {wanted}\nfound  {found}")).collect())
}

/// Compares what was read with what was drawn.
pub(crate) fn check(
    _tool: Tool,
    drawing: &Drawing,
    thread: &Thread,
    lists: impl Fn(usize) -> bool,
) -> Result<(), String> {
    let chosen = dialect_of(thread);
    invariants(thread)?;
    let rows: Vec<&Comment> = thread.comments().iter().filter(|row| row.form != Form::Placeholder).collect();
    if rows.len() != drawing.rows.len() || rows.len() != thread.comments().len() {
        let lines: Vec<u32> = thread.comments().iter().map(|row| row.line).collect();
        let drawn = drawing.rows.len();
        return Err(format!("read as {chosen}: {drawn} comments drawn, but found {} on lines {lines:?}", rows.len()));
    }
    for (index, (wanted, found)) in drawing.rows.iter().zip(rows).enumerate() {
        compare(wanted, &row(thread, found), lists(index))
            .map_err(|differs| format!("read as {chosen}: comment {}, line {}: {differs}", index + 1, found.line))?;
    }
    Ok(())
}

/// Tells whether a comment's list is read as replies first, and only then as a list.
pub(crate) fn folds(tool: Tool, thread: &model::Thread, index: usize) -> bool {
    let body = thread.comments.get(index).map(|comment| comment.body.as_slice()).unwrap_or_default();
    // Lynx wraps SoylentNews's bodies narrower than the rest of the page: which of its line ends are the page's cannot be told.
    if tool == Tool::SoylentLynx {
        return true;
    }
    let loses = matches!(tool, Tool::ResiliparseMain | Tool::ResiliparseTitled | Tool::SoylentResiliparse);
    loses && body.iter().any(|block| matches!(block, Block::List(_)))
}

/// Draws threads and reads them back with `read`.
fn holds(tool: Tool, least: usize, read: impl Fn(&str) -> Thread) {
    let share = u32::try_from(Tool::ALL.len()).unwrap_or(1);
    let mut runner = TestRunner::new(config(64, share));
    let result = runner.run(&thread(least, tool.max_depth()), |thread| {
        let drawing = tool.print(&thread);
        let lists = |index: usize| folds(tool, &thread, index);
        check(tool, &drawing, &read(&drawing.text), lists)
            .map_err(|problem| TestCaseError::fail(format!("{tool:?}: {problem}\n{}", drawing.text)))
    });
    if let Err(problem) = result {
        panic!("{}", problem.to_string().lines().take(160).collect::<Vec<_>>().join("\n"));
    }
}

/// Reads in the dialect that the tool draws.
fn in_its_dialect(tool: Tool) -> impl Fn(&str) -> Thread {
    let (site, outline) = tool.dialect();
    let builtin = DialectSet::builtin().expect("because the built-in grammars are proved");
    let dialects = builtin.only(&format!("{site}/{outline}")).expect("because a tool's dialect is built in");
    move |text| parse(Document::from_text("document", text), &dialects)
}

macro_rules! tools {
    ($($name:ident $tool:ident,)*) => {
        /// A thread of any size comes back in the dialect that it was drawn in.
        mod told {
            use super::*;
            $(#[test] fn $name() {
                holds(Tool::$tool, 1, in_its_dialect(Tool::$tool));
            })*
        }
        /// A thread with a reply, and with a whole comment, comes back without being told the dialect.
        mod untold {
            use super::*;
            $(#[test] fn $name() {
                holds(Tool::$tool, 4, |text| read(text));
            })*
        }
    };
}

tools! {
    resiliparse_main ResiliparseMain,
    resiliparse_titled ResiliparseTitled,
    resiliparse_all ResiliparseAll,
    resiliparse_nobullets ResiliparseNoBullets,
    unindented Unindented,
    running Running,
    lynx Lynx,
    lynx_links LynxLinks,
    w3m W3m,
    links Links,
    elinks Elinks,
    inscriptis Inscriptis,
    html2text Html2text,
    markdownify Markdownify,
    pandoc_plain PandocPlain,
    pandoc_markdown PandocMarkdown,
    numbered Numbered,
    headings Headings,
    flat Flat,
    tables Tables,
    soylent_resiliparse SoylentResiliparse,
    soylent_lynx SoylentLynx,
}
