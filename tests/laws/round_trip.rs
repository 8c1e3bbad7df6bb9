//! What a tool drew is read back: the same comments in the same tree with the same words.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rejoinder::model::{Comment, CommentId, Form, Thread};

use crate::check::invariants;
use crate::model::{Block, thread};
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

/// Outlines that read a tool's drawing as well as its own does, and why.
fn equivalent(tool: Tool) -> &'static [&'static str] {
    match tool {
        _ => &[],
    }
}

/// Tells whether a row is what was drawn, but for what the dialect cannot know.
pub(crate) fn compare(tool: Tool, wanted: &Row, found: &Row, lists: bool) -> Result<(), String> {
    let mut wanted = wanted.clone();
    let mut found = found.clone();
    if wanted.author.is_none() {
        // Whether a lost name was one is a guess.
        found.anonymous = None;
    }
    if tool == Tool::Numbered {
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
    let (wanted, found) = (format!("{wanted:#?}"), format!("{found:#?}"));
    let differ = wanted.lines().zip(found.lines()).filter(|(wanted, found)| wanted != found);
    Err(differ.map(|(wanted, found)| format!("\nwanted {wanted}\nfound  {found}")).collect())
}

/// Reads a drawing; says what differs from what was drawn.
pub(crate) fn check(tool: Tool, drawing: &Drawing, lists: impl Fn(usize) -> bool) -> Result<(), String> {
    let thread = read(drawing.text.as_str());
    let (site, outline) = tool.dialect();
    let chosen = dialect_of(&thread);
    let (chosen_site, chosen_outline) = chosen.split_once('/').unwrap_or_default();
    let other = chosen_outline != outline && !equivalent(tool).contains(&chosen_outline);
    if other && std::env::var_os("SHOW").is_some() {
        let deep = drawing.rows.iter().filter_map(|row| row.depth).max();
        eprintln!("OTHER {tool:?} {chosen} {} {deep:?}", drawing.rows.len());
    }
    if chosen_site != site {
        return Err(format!("read as {chosen}: {:?}", thread.dialect()));
    }
    invariants(&thread)?;
    let rows: Vec<&Comment> = thread.comments().iter().filter(|row| row.form != Form::Placeholder).collect();
    if rows.len() != drawing.rows.len() || rows.len() != thread.comments().len() {
        let lines: Vec<u32> = thread.comments().iter().map(|row| row.line).collect();
        return Err(format!("read as {chosen}: {} comments drawn, but found {} on lines {lines:?}", drawing.rows.len(), rows.len()));
    }
    for (index, (wanted, found)) in drawing.rows.iter().zip(rows).enumerate() {
        compare(tool, wanted, &row(&thread, found), lists(index))
            .map_err(|differs| format!("read as {chosen}: comment {}, line {}: {differs}", index + 1, found.line))?;
    }
    Ok(())
}

/// Draws threads and reads them back.
fn holds(tool: Tool) {
    let mut runner = TestRunner::new(config(64, 5));
    let result = runner.run(&thread(tool.max_depth()), |thread| {
        let drawing = tool.print(&thread);
        let folds = matches!(tool, Tool::ResiliparseMain | Tool::ResiliparseTitled);
        let lists = |index: usize| {
            let body = thread.comments.get(index).map(|comment| comment.body.as_slice()).unwrap_or_default();
            folds && body.iter().any(|block| matches!(block, Block::List(_)))
        };
        check(tool, &drawing, lists)
            .map_err(|problem| TestCaseError::fail(format!("{tool:?}: {problem}\n{}", drawing.text)))
    });
    if let Err(problem) = result {
        panic!("{}", problem.to_string().lines().take(160).collect::<Vec<_>>().join("\n"));
    }
}

macro_rules! tools {
    ($($name:ident $tool:ident,)*) => {$(
        #[test]
        fn $name() {
            holds(Tool::$tool);
        }
    )*};
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
