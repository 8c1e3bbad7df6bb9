//! Whatever a thread says, its page is the page of this program: every text is escaped, every element ended.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;
use rejoinder::input::TextForm;
use rejoinder::measure::{MeasureOptions, View};
use rejoinder::model::{Document, Span, Thread};
use rejoinder::parse::table::{CommentTable, TableOptions};
use rejoinder::report::html::{ThreadPage, overview};
use rejoinder::stance::StanceModel;

use crate::config;

/// What texts are made of that want to be more than text.
const PIECES: [&str; 26] = [
    "<script>x()</script>",
    "</script",
    "</title>",
    "</style>",
    "</details></li></ol>",
    "<!--",
    "-->",
    "]]>",
    "<svg/onload=x()>",
    "<",
    ">",
    "\"",
    "'",
    "&",
    "&lt;",
    "&#60;",
    " onclick=x() ",
    " style=x ",
    "javascript:x()",
    "http://a.com/",
    "https://\"b",
    "\u{202e}",
    "\u{2028}",
    "I disagree.",
    "word",
    " ",
];

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "br", "input", "img"];

fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES.to_vec()), 1..6).prop_map(|pieces| pieces.concat())
}

/// A thread of rows of three texts each, the first of which is the story's title as well.
fn thread(rows: &[(String, String, String)]) -> Thread {
    let lines = (1..).zip(rows).map(|(number, (author, subject, body)): (usize, _)| {
        let parent = if number > 1 { number / 2 } else { 0 };
        serde_json::json!({ "comment": number, "parent": parent, "author": author, "subject": subject, "body": body, "moderation": subject, "score": 3 })
            .to_string()
    });
    let text: Vec<String> = lines.collect();
    let document = Document::from_text(rows[0].2.clone(), text.join("\n"));
    let table = CommentTable::new(document, TextForm::JsonLines, &TableOptions::default())
        .expect("because the columns are there");
    let mut parts = table.thread(0, None).into_parts();
    let start = parts.text.len();
    parts.text.push_str(&rows[0].1);
    let span = Span::new(start, parts.text.len());
    (parts.story.title, parts.story.host, parts.story.author) = (Some(span), Some(span), Some(span));
    Thread::new(parts)
}

/// A page without its last line, which is the checksum of what stands before it.
fn unsealed(page: &str) -> Result<&str, String> {
    let (page, seal) = page.rsplit_once("\n<!-- crc32 ").ok_or("there is no checksum")?;
    let is_seal = |crc32: &str| crc32.len() == 8 && crc32.bytes().all(|byte| byte.is_ascii_hexdigit());
    if seal.strip_suffix(" -->\n").is_some_and(is_seal) { Ok(page) } else { Err(format!("`{seal}` is no checksum")) }
}

/// Tells what is wrong with a page: an element that is not ended, one of a text's own, or an attribute that acts.
fn check(page: &str) -> Result<(), String> {
    let (mut open, mut rest, mut n_scripts) = (Vec::new(), page, 0);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!DOCTYPE html>") {
            rest = after;
            continue;
        }
        let near = || rest.chars().take(60).collect::<String>();
        let end = tag_end(rest).ok_or_else(|| format!("a tag does not end: {}", near()))?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> ends another element"));
            }
            continue;
        }
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        attributes(&tag[name.len()..]).map_err(|found| format!("<{tag}>: {found}"))?;
        n_scripts += usize::from(name == "script");
        // Elements of pictures may end themselves.
        if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
        if ["style", "script"].contains(&name) {
            let end = rest.find("</").ok_or("a raw text does not end")?;
            rest = &rest[end..];
        }
    }
    match (open.is_empty(), n_scripts) {
        (true, 1) => Ok(()),
        (is_ended, n) => Err(format!("expected one script and no open element, but found {n} and {is_ended}")),
    }
}

/// Where a tag ends, outside of its quoted values.
fn tag_end(tag: &str) -> Option<usize> {
    let mut is_quoted = false;
    let is_name = |c: char| c.is_ascii_alphabetic() || c == '/';
    tag.starts_with(is_name).then_some(())?;
    tag.char_indices().find_map(|(at, c)| {
        is_quoted ^= c == '"';
        (c == '>' && !is_quoted).then_some(at)
    })
}

fn attributes(text: &str) -> Result<(), String> {
    let outside: Vec<&str> = text.split('"').step_by(2).collect();
    let acts = |name: &str| name.starts_with("on") || ["style", "srcdoc"].contains(&name);
    let names = outside.iter().flat_map(|part| part.split_whitespace()).map(|part| part.trim_end_matches(['=', '/']));
    let known = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !acts(name);
    match names.clone().find(|name| !known(name)) {
        Some(name) => Err(format!("an attribute `{name}`")),
        None => Ok(()),
    }
}

#[test]
fn whatever_a_thread_says_is_text() {
    let model = StanceModel::builtin();
    let law = |rows: Vec<(String, String, String)>| {
        let thread = thread(&rows);
        let view = View::of(&thread, MeasureOptions::default());
        let stances = model.read(&view);
        let view = view.with_stances(stances);
        let page = ThreadPage::new(&view);
        unsealed(&page.render(true)).and_then(check).map_err(TestCaseError::fail)?;
        let entries = [page.entry("a-00000000.html".to_owned()), page.entry("b-00000000.html".to_owned())];
        unsealed(&overview(&entries, 1)).and_then(check).map_err(TestCaseError::fail)
    };
    TestRunner::new(config(60, 1)).run(&vec((text(), text(), text()), 1..9), law).unwrap();
}

#[test]
fn the_check_sees_what_is_not_escaped() {
    let page =
        |body: &str| format!("<!DOCTYPE html><html><body class=\"a\">{body}<script>1 < 2</script></body></html>");
    assert_eq!(check(&page("<br>&lt;b <p>x</p>")), Ok(()));
    for body in
        ["<b>", "</p>", "<script></script>", "<p onclick=\"x\"></p>", "< ", "<p a=\"\" style=\"x\"></p>", "<p \"></p>"]
    {
        assert!(check(&page(body)).is_err(), "{body}");
    }
}
